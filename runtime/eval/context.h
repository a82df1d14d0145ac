/* context: the load context that a template var may take (dagster ComponentDeclLoadContext): where the component lies.
 *
 * Reading a path of it reads ROOT: no such value is written into a plan. */
#ifndef DBTPLAN_EVAL_CONTEXT_H
#define DBTPLAN_EVAL_CONTEXT_H

#include "runtime/eval/object.h"

typedef struct LoadContext {
  Str root;        /* of the project; all absolute, links followed */
  Str folder;      /* of the component */
  Str defs_dir;    /* "" if the project has none */
  Str defs_module; /* "my_project.defs" */
} LoadContext;

/* The object; `context` must outlive it. */
Value load_context(Heap *heap, const LoadContext *context);

#endif
