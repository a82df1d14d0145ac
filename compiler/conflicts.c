#include "compiler/conflicts.h"

#include "compiler/dbt/dbt_select.h"

static Place place_of(const Settled *settled) { return (Place){settled->component->source, {0, 0}}; }

static void report(DiagSink *sink, DiagCode code, const Settled *first, const Settled *second, Str who, Str what) {
  Diag *diag = diag_report(sink, code, place_of(second), DIAG_ARGS(who, what));
  diag_relate(sink, diag, place_of(first), STR("the other component"));
}

static Str called(const Settled *settled) {
  Str name = settled->component->name;
  return name.n ? name : settled->component->file;
}

/* ---- op names ---- */

typedef struct OpName {
  const Settled *first, *second;
  size_t n;
} OpName;

static OpName *op_name(Arena *arena, Map *names, const Settled *settled) {
  Str key = str_printf(arena, "%.*s\n%.*s", STR_FMT(settled->component->root), STR_FMT(settled->op_name));
  OpName *name = map_get(names, key);
  if (name) return name;
  name = ARENA_NEW(arena, OpName);
  map_put(arena, names, key, name);
  return name;
}

/* False where a component before has the name. */
static bool is_first(Arena *arena, Map *names, const Settled *settled) {
  if (!settled->op_name.n) return true;
  OpName *name = op_name(arena, names, settled);
  if (name->n++ == 0) return name->first = settled, true;
  if (!name->second) name->second = settled;
  name->first->component->conflicts = settled->component->conflicts = true;
  return false;
}

static void report_names(DiagSink *sink, const Map *names) {
  for (size_t i = 0; i < names->n; i++) {
    const OpName *name = names->at[i].value;
    if (name->n < 2) continue;
    Str a = called(name->first), b = called(name->second);
    Str who = name->n == 2 ? str_printf(sink->arena, "%.*s and %.*s", STR_FMT(a), STR_FMT(b))
                           : str_printf(sink->arena, "%.*s, %.*s and %zu more", STR_FMT(a), STR_FMT(b), name->n - 2);
    report(sink, DIAG_SAME_OP, name->first, name->second, who, name->first->op_name);
  }
}

/* ---- assets ---- */

/* The components of one dbt project. It is read only where there are several. */
typedef struct Group {
  size_t n;
  const DbtProject *project;
  const Settled **owners; /* of each node, the component that holds it for sure */
} Group;

static Group *group_of(Arena *arena, Map *groups, const Settled *settled) {
  Str key = str_printf(arena, "%.*s\n%.*s", STR_FMT(settled->component->root), STR_FMT(settled->project_dir));
  MapEntry *known = map_entry(groups, key);
  if (known) return known->value;
  Group *group = ARENA_NEW(arena, Group);
  map_put(arena, groups, key, group);
  return group;
}

static void read_project(Workspace *workspace, Heap *heap, Group *group, Str dir) {
  if (group->project) return;
  group->project = dbt_project_read(workspace, heap, dir, STR(""));
  group->owners = ARENA_ARRAY(heap->arena, const Settled *, group->project->nodes.n);
}

/* Sources and tests are no assets of a component, nor is what is never built. */
static bool is_asset(const DbtNode *node) {
  bool is_sure = !(node->unknown & (DBT_UNKNOWN_ENABLED | DBT_UNKNOWN_KIND | DBT_UNKNOWN_CONFIG));
  return is_sure && !node->ephemeral &&
         (node->type == DBT_TYPE_MODEL || node->type == DBT_TYPE_SEED || node->type == DBT_TYPE_SNAPSHOT);
}

static void report_asset(DiagSink *sink, const Settled *first, const Settled *second, Str model) {
  Str a = called(first), b = called(second);
  first->component->conflicts = second->component->conflicts = true;
  report(sink, DIAG_SAME_ASSET, first, second, str_printf(sink->arena, "%.*s and %.*s", STR_FMT(a), STR_FMT(b)), model);
}

static void claim(Workspace *workspace, Heap *heap, Group *group, const Settled *settled) {
  read_project(workspace, heap, group, settled->project_dir);
  const uint8_t *own = dbt_select(heap, group->project, settled->select, settled->exclude, settled->selector);
  bool told = false;
  for (size_t i = 0; own && i < group->project->nodes.n; i++) {
    const DbtNode *node = &group->project->nodes.at[i];
    if (own[i] != VERDICT_YES || !is_asset(node)) continue;
    if (!group->owners[i]) group->owners[i] = settled;
    if (group->owners[i] == settled || told) continue;
    report_asset(workspace->sink, group->owners[i], settled, node->name);
    told = true;
  }
}

static bool may_clash(const Settled *settled) { return settled->own_keys && settled->project_dir.n; }

void conflicts_report(Workspace *workspace, Heap *heap, const Settled *components, size_t n) {
  Map names = {0}, groups = {0};
  for (size_t i = 0; i < n; i++)
    if (may_clash(&components[i])) group_of(heap->arena, &groups, &components[i])->n++;
  for (size_t i = 0; i < n; i++) {
    bool is_new = is_first(heap->arena, &names, &components[i]);
    if (!is_new || !may_clash(&components[i])) continue;
    Group *group = group_of(heap->arena, &groups, &components[i]);
    if (group->n > 1) claim(workspace, heap, group, &components[i]);
  }
  report_names(workspace->sink, &names);
}
