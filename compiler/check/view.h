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
  const DbtProject *project;
  const uint8_t *selected; /* by the component: a verdict for each node of the project */
} View;

static inline DiagSink *view_sink(const View *view) { return view->bound->workspace->sink; }

/* A text that dbt runs for a model: its own SQL, or a macro of the project that this calls. */
typedef struct ViewText {
  const Source *source;
  const DbtUses *uses;
  const DbtComparisons *comparisons; /* where it compares columns with variables */
} ViewText;

typedef void ViewTake(void *state, const ViewText *text);
/* Calls `take` for the texts of a model of the project's own; of another node, or where it cannot be read, for none. */
void view_each_text(const View *view, const DbtNode *node, ViewTake *take, void *state);
#endif
