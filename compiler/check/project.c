#include "compiler/check/project.h"

#include "compiler/check/choice.h"
#include "compiler/check/macros.h"
#include "compiler/check/microbatch.h"
#include "compiler/check/overlap.h"
#include "compiler/check/profiles.h"
#include "compiler/check/ranges.h"
#include "compiler/check/references.h"
#include "compiler/check/required.h"
#include "compiler/check/swapped.h"
#include "compiler/check/variables.h"
#include "compiler/dbt/dbt_files.h"
#include "compiler/dbt/dbt_select.h"

static bool is_there(const BoundComponent *bound, Str path) {
  return bound->component->source && bound->project_dir.n && workspace_is_file(bound->workspace, path);
}

/* dbt's own rule for `name` (contracts/project.py, Identifier); what lies beyond ASCII is a letter. */
static bool is_identifier(Str name) {
  for (size_t i = 0; i < name.n; i++) {
    if (!char_is_word(name.p[i]) || (i == 0 && char_is_digit(name.p[i]))) return false;
  }
  return name.n > 0;
}

static void judge_name(const BoundComponent *bound, Str path, const YNode *yaml) {
  const Source *source;
  DiagSink *sink = bound->workspace->sink;
  const YNode *name = yaml ? ynode_get(yaml, "name") : NULL;
  bool is_known = name && name->kind == Y_SCALAR && name->text.n && str_find(name->text, STR("{{"), 0) == SIZE_MAX;
  if (!is_known || is_identifier(name->text)) return;
  if (workspace_read(bound->workspace, path, path, &source) != READ_OK) return;
  Str message = str_printf(sink->arena, "'%.*s' is no name that dbt takes for a project", STR_FMT(name->text));
  Diag *diag = diag_report(sink, DIAG_PROJECT_FILE, (Place){source, name->span}, DIAG_ARGS(message));
  diag->hint = STR("letters, digits and '_', and no digit first");
}

/* A folder with a dbt_project.yml and nothing else is a project that is not here yet, as before a fetch or a build. */
static bool has_nodes(const DbtProject *project) {
  for (size_t i = 0; i < project->nodes.n; i++)
    if (project->nodes.at[i].type != DBT_TYPE_SOURCE) return true;
  return false;
}

void project_check(Heap *heap, const BoundComponent *bound, const Arguments *arguments, Written *written) {
  View view = {.heap = heap, .bound = bound, .supplied = &arguments->supplied, .written = written};
  Str path = path_join(heap->arena, bound->project_dir, STR("dbt_project.yml"));
  if (!is_there(bound, path)) return;
  view.yaml = dbt_files_yaml(bound->workspace, path);
  judge_name(bound, path, view.yaml);
  required_check(heap, bound, arguments, view.yaml);
  if (!bound->project_unknown) view.output = profiles_check(&view, &view.profiles);
  references_check(heap, bound);
  if (bound->selection_unknown) return;
  view.project = dbt_project_read(bound->workspace, heap, bound->project_dir, STR(""));
  if (!has_nodes(view.project)) return;
  choice_check(&view);
  view.selected = dbt_select(heap, view.project, bound->select, bound->exclude, bound->selector);
  if (!view.selected || !view.supplied->lines) return;
  variables_check(&view);
  macros_check(&view);
  overlap_check(&view);
  ranges_check(&view);
  swapped_check(&view);
  microbatch_check(&view);
}
