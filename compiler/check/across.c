#include "compiler/check/across.h"

#include "compiler/check/written.h"
#include "compiler/dbt/dbt_select.h"
#include "runtime/core/limits.h"
#include "runtime/plan/node_json.h"

typedef struct Across {
  Workspace *workspace;
  Heap *heap;
  const BoundComponent *bounds;
  Str *definitions;         /* of each component, as text */
  const uint8_t **selected; /* of each component, once asked for; by nodes of its project */
  bool *wrong;              /* of each component: it has an error */
} Across;

/* A definition as text, by which two are compared; empty: there is none, or it is not known. */
static Str text_of(Arena *arena, const BoundComponent *bound) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  if (bound->def && !bound->def_unsettled) definition_write(&buf, bound->def);
  return buf_str(&buf);
}

static const uint8_t *selected_by(Across *across, const DbtProject *project, size_t i) {
  const BoundComponent *bound = &across->bounds[i];
  if (!across->selected[i])
    across->selected[i] = dbt_select(across->heap, project, bound->select, bound->exclude, bound->selector);
  return across->selected[i];
}

static Str class_of(const BoundComponent *bound) { return str_of(partitions_class(bound->def->kind)); }

static void report(Across *across, size_t above, size_t below, const DbtNode *parent, const DbtNode *child) {
  DiagSink *sink = across->workspace->sink;
  const BoundComponent *first = &across->bounds[above], *second = &across->bounds[below];
  Diag *diag = diag_report(sink, DIAG_DEFINITIONS_CLASH, written_definition(across->heap->arena, second),
                           DIAG_ARGS(first->component->name, second->component->name, parent->name, child->name));
  Place related = written_definition(across->heap->arena, first);
  if (diag->place.source) diag->label = class_of(second);
  if (related.source) diag_relate(sink, diag, related, class_of(first));
}

/* The first model of `above` that a model of `below` reads. */
static bool feeds(Across *across, const DbtProject *project, size_t above, size_t below) {
  const uint8_t *parents = selected_by(across, project, above), *children = selected_by(across, project, below);
  for (size_t i = 0; parents && children && i < project->nodes.n; i++) {
    const DbtNode *node = &project->nodes.at[i];
    for (size_t p = 0; children[i] == VERDICT_YES && parents[i] == VERDICT_NO && p < node->parents.n; p++) {
      const DbtNode *parent = &project->nodes.at[node->parents.at[p]];
      if (parent->type == DBT_TYPE_SOURCE || parents[node->parents.at[p]] != VERDICT_YES) continue;
      report(across, above, below, parent, node);
      return true;
    }
  }
  return false;
}

/* Without a definition a component may well stand above or below one that has one. */
static void compare(Across *across, size_t i, size_t j) {
  Str a = across->definitions[i], b = across->definitions[j], dir = across->bounds[i].project_dir;
  bool clash = a.n && b.n && !str_eq(a, b) && str_eq(dir, across->bounds[j].project_dir);
  if (!clash) return;
  const DbtProject *project = dbt_project_read(across->workspace, across->heap, dir, STR(""));
  if (!feeds(across, project, i, j)) feeds(across, project, j, i);
}

/* Whether any two definitions differ: in most projects none do, and the pairs need not be gone through. */
static bool some_differ(const Across *across, size_t n) {
  Str first = {"", 0};
  for (size_t i = 0; i < n; i++) {
    Str text = across->definitions[i];
    if (text.n && first.n && !str_eq(text, first)) return true;
    if (!first.n) first = text;
  }
  return false;
}

/* ---- one key for all assets ---- */

/* As diag_report; a finding that is silenced makes no component wrong. */
static Diag *report_wrong(Across *across, size_t i, DiagCode code, Place place, DiagArgs args) {
  DiagSink *sink = across->workspace->sink;
  size_t errors = diag_errors(sink);
  Diag *diag = diag_report(sink, code, place, args);
  across->wrong[i] |= diag_errors(sink) > errors;
  return diag;
}

static bool is_asset(const DbtNode *node) {
  return !node->ephemeral && (node->type == DBT_TYPE_MODEL || node->type == DBT_TYPE_SEED || node->type == DBT_TYPE_SNAPSHOT);
}

static void judge_key_of_all(Across *across, size_t i) {
  const BoundComponent *bound = &across->bounds[i];
  const PlanComponent *component = bound->component;
  size_t assets = 0;
  if (!component->one_key.n || !component->source) return;
  const DbtProject *project = dbt_project_read(across->workspace, across->heap, bound->project_dir, STR(""));
  const uint8_t *selected = selected_by(across, project, i);
  for (size_t n = 0; selected && n < project->nodes.n; n++)
    assets += selected[n] == VERDICT_YES && is_asset(&project->nodes.at[n]);
  if (assets < 2) return;
  Place place = {component->source, component->one_key_span};
  report_wrong(across, i, DIAG_KEY_OF_ALL, place, DIAG_ARGS(component->one_key));
}

void across_check(Workspace *workspace, Heap *heap, const BoundComponent *bounds, size_t n, bool *wrong) {
  Arena *arena = heap->arena;
  Across across = {.workspace = workspace, .heap = heap, .bounds = bounds, .wrong = wrong};
  across.definitions = ARENA_ARRAY(arena, Str, n);
  across.selected = ARENA_ARRAY(arena, const uint8_t *, n);
  for (size_t i = 0; i < n; i++) across.definitions[i] = text_of(arena, &bounds[i]);
  size_t compared = some_differ(&across, n) ? n : 0;
  for (size_t i = 0; i < compared; i++)
    for (size_t j = i + 1; j < n; j++) compare(&across, i, j);
  for (size_t i = 0; i < n; i++) judge_key_of_all(&across, i);
}
