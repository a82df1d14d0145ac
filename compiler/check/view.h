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

/* What the SQL of a model of the project's own reads; NULL: it is another node, or cannot be read. */
const DbtUses *view_model_uses(const View *view, const DbtNode *node, const Source **source);
/* Where that SQL compares columns with variables. */
const DbtComparisons *view_comparisons(const View *view, const DbtNode *node);

#endif
