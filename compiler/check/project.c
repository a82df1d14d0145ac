#include "compiler/check/project.h"

#include "compiler/check/choice.h"
#include "compiler/check/microbatch.h"
#include "compiler/check/overlap.h"
#include "compiler/check/profiles.h"
#include "compiler/check/variables.h"
#include "compiler/dbt/dbt_select.h"

static bool is_there(const BoundComponent *bound, Arena *arena) {
  return bound->component->source && bound->project_dir.n &&
         workspace_is_file(bound->workspace, path_join(arena, bound->project_dir, STR("dbt_project.yml")));
}

/* A folder with a dbt_project.yml and nothing else is a project that is not here yet, as before a fetch or a build. */
static bool has_nodes(const DbtProject *project) {
  for (size_t i = 0; i < project->nodes.n; i++)
    if (project->nodes.at[i].type != DBT_TYPE_SOURCE) return true;
  return false;
}

void project_check(Heap *heap, const BoundComponent *bound, const Arguments *arguments, Written *written) {
  const Supplied *supplied = &arguments->supplied;
  if (!is_there(bound, heap->arena)) return;
  if (!bound->project_unknown) profiles_check(heap, bound, supplied, written);
  if (bound->selection_unknown) return;
  const DbtProject *project = dbt_project_read(bound->workspace, heap, bound->project_dir, STR(""));
  if (!has_nodes(project)) return;
  choice_check(heap, bound, written, project);
  const uint8_t *selected = dbt_select(heap, project, bound->select, bound->exclude, bound->selector);
  if (!selected) return;
  if (!supplied->lines) return;
  variables_check(heap, bound, supplied, written, project, selected);
  overlap_check(heap, bound, supplied, written, project, selected);
  microbatch_check(heap, bound, supplied, written, project, selected);
}
