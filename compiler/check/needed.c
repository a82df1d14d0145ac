#include "compiler/check/needed.h"

#include "compiler/dbt/graph.h"
#include "runtime/core/limits.h"

bool needed_runs(const View *view, uint32_t commands) { return (view->supplied->commands & ~commands) == 0; }

static bool is_run(const View *view, const DbtNode *node) {
  switch (node->type) {
    case DBT_TYPE_MODEL: return needed_runs(view, COMMAND_BIT(BUILD) | COMMAND_BIT(RUN) | COMMAND_BIT(COMPILE));
    case DBT_TYPE_SNAPSHOT: return needed_runs(view, COMMAND_BIT(BUILD) | COMMAND_BIT(SNAPSHOT));
    default: return false;
  }
}

/* An ephemeral model is made part of those that refer to it: selected itself it is not come to. */
static void need(const View *view, uint8_t *needed, size_t i, unsigned depth) {
  const DbtNode *node = &view->project->nodes.at[i];
  if (needed[i] || depth > LIMIT_EVAL_DEPTH) return;
  needed[i] = true;
  for (size_t p = 0; p < node->parents.n; p++) {
    const DbtNode *parent = &view->project->nodes.at[node->parents.at[p]];
    if (parent->ephemeral && !(parent->unknown & DBT_UNKNOWN_KIND)) need(view, needed, node->parents.at[p], depth + 1);
  }
}

const uint8_t *needed_nodes(const View *view) {
  size_t n = view->project->nodes.n;
  uint8_t *needed = ARENA_ARRAY(view->heap->arena, uint8_t, n);
  for (size_t i = 0; i < n && !view->supplied->narrows; i++) {
    const DbtNode *node = &view->project->nodes.at[i];
    bool is_sure = view->selected[i] == VERDICT_YES && !node->ephemeral && !(node->unknown & DBT_UNKNOWN_KIND);
    if (is_sure && is_run(view, node)) need(view, needed, i, 0);
  }
  return needed;
}
