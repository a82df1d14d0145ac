#include "compiler/check/view.h"

typedef struct Texts {
  ViewTake *take;
  void *state;
} Texts;

static void take_macro(void *state, const Source *source, const DbtUses *uses, const DbtComparisons *comparisons) {
  const Texts *texts = state;
  ViewText text = {source, uses, comparisons};
  texts->take(texts->state, &text);
}

void view_each_text(const View *view, const DbtNode *node, ViewTake *take, void *state) {
  const BoundComponent *bound = view->bound;
  bool is_own = node->type == DBT_TYPE_MODEL && str_eq(node->package, view->project->name);
  if (!is_own || !str_ends(node->path, STR(".sql"))) return;
  Str path = path_join(view->heap->arena, bound->project_dir, node->path);
  ViewText text = {0};
  const DbtUsesList *list = dbt_uses_of(bound->workspace, view->heap, path, &text.source);
  if (!list) return;
  text.uses = &list->at[0];
  text.comparisons = dbt_comparisons_of(bound->workspace, view->heap, path);
  take(state, &text);
  Texts texts = {take, state};
  DbtReads reads = {bound->workspace, view->heap, view->project, bound->project_dir, NULL, &texts};
  dbt_macros_called(&reads, text.uses, take_macro);
}
