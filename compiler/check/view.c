#include "compiler/check/view.h"

void view_each_text(const View *view, const DbtNode *node, DbtTakeText *take, void *state) {
  const BoundComponent *bound = view->bound;
  bool is_own = node->type == DBT_TYPE_MODEL && str_eq(node->package, view->project->name);
  if (!is_own || !str_ends(node->path, STR(".sql"))) return;
  DbtText text;
  Str path = path_join(view->heap->arena, bound->project_dir, node->path);
  if (!dbt_text_read(bound->workspace, view->heap, path, &text)) return;
  take(state, &text);
  DbtReads reads = {bound->workspace, view->heap, view->project, bound->project_dir, NULL, state};
  dbt_macros_called(&reads, text.uses, take);
}
