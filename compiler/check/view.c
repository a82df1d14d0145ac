#include "compiler/check/view.h"

static Str path_of(const View *view, const DbtNode *node) {
  return path_join(view->heap->arena, view->bound->project_dir, node->path);
}

const DbtUses *view_model_uses(const View *view, const DbtNode *node, const Source **source) {
  bool is_own = node->type == DBT_TYPE_MODEL && str_eq(node->package, view->project->name);
  if (!is_own || !str_ends(node->path, STR(".sql"))) return NULL;
  const DbtUsesList *list = dbt_uses_of(view->bound->workspace, view->heap, path_of(view, node), source);
  return list ? &list->at[0] : NULL;
}

const DbtComparisons *view_comparisons(const View *view, const DbtNode *node) {
  return dbt_comparisons_of(view->bound->workspace, view->heap, path_of(view, node));
}
