/* view: a component beside the dbt project that it runs, as the checks of the two look at them. */
#ifndef DBTPLAN_CHECK_VIEW_H
#define DBTPLAN_CHECK_VIEW_H

#include "compiler/check/supplied.h"
#include "compiler/check/written.h"
#include "compiler/dbt/dbt_reads.h"
#include "runtime/plan/bind.h"

typedef struct View {
  Heap *heap;
  const BoundComponent *bound;
  const Supplied *supplied; /* what the command lines of its launches give */
  Written *written;
  const YNode *yaml;   /* dbt_project.yml; NULL: it cannot be read */
  const YNode *output; /* of profiles.yml, what dbt connects by; NULL: it is not known */
  Str profiles;        /* that file */
  const DbtProject *project;
  const uint8_t *selected; /* by the component: a verdict for each node of the project */
} View;

static inline DiagSink *view_sink(const View *view) { return view->bound->workspace->sink; }

/* Calls `take` for what dbt runs for a model of the project's own: its SQL, and the macros of the project that this
 * calls. Of another node, or where it cannot be read, for nothing. */
void view_each_text(const View *view, const DbtNode *node, DbtTakeText *take, void *state);

#endif
