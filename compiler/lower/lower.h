/* lower: component files into a plan.
 *
 * For each component: the YAML document and the chain of folders above it; template vars; the attributes' templates
 * parsed, folded where they read nothing, and evaluated once to find what fails; the effective partitions definition;
 * the dbt project's name. Every scalar is a unit of recovery: one run reports every error. */
#ifndef DBTPLAN_LOWER_H
#define DBTPLAN_LOWER_H

#include "compiler/lower/conflicts.h"
#include "compiler/lower/lower_rest.h"
#include "compiler/project.h"
#include "runtime/plan/plan.h"

typedef enum Dialect { DIALECT_DAGSTER, DIALECT_GUIDE } Dialect;

typedef struct LowerOptions {
  Dialect dialect;
  Str component; /* --component NAME (component_is_named); "" all */
  const StrList *treat_as_dbt; /* --treat-as-dbt: component types to read as dbt components; NULL: none */
} LowerOptions;

typedef struct LowerCounts {
  size_t files, components; /* read; dbt components found, with and without errors */
  size_t broken;            /* of these, components with an error */
  size_t silenced;          /* components whose errors are all silenced: nothing more is known of them */
  size_t passed_over;       /* documents of other component types */
} LowerCounts;

/* A plan of the dbt components in `files` (absolute paths) that have no error; errors are in the workspace's sink. The
 * plan may be empty, never NULL. */
Plan *lower_files(Workspace *workspace, Heap *heap, const PathList *files, LowerOptions options, LowerCounts *counts);

/* The same file by file, for who is done with the components of one before the next: what they have in common, such as
 * folder files, is kept in the heap. What they must not share is for the caller to ask (conflicts.h). */
typedef struct Lowering Lowering;
Lowering *lowering_begin(Workspace *workspace, Heap *heap, LowerOptions options, LowerCounts *counts);
/* The components of one file; `settled`: of each of them. */
Plan *lowering_file(Lowering *lowering, Str path, const Settled **settled);
/* Of its components that have errors, what is left to be judged; only where the sink is that of `check`. */
const RestList *lowering_rest(const Lowering *lowering);
/* Does `work` in the heap that was given. False where a limit ended it, with the limit in `*what`; what comes behind it
 * may go on. */
bool lowering_within_limits(Lowering *lowering, void (*work)(void *state), void *state, Str *what);

#endif
