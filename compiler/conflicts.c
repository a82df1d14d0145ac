#include "compiler/conflicts.h"

#include "compiler/dbt/dbt_select.h"
#include "compiler/project.h"

/* What is kept of a component. */
typedef struct Owner {
  Str called;           /* in messages */
  Str path;             /* of its file */
  const Source *source; /* NULL: to be read again, once something was found */
  Span type_span, op_span;
  bool found;
} Owner;

typedef struct Clash {
  DiagCode code;
  Owner *first, *second;
  Str who, what;
} Clash;

struct Conflicts {
  Workspace *workspace;
  Arena *arena;
  Map names;  /* root and op name → OpName */
  Map groups; /* root and folder of a dbt project → Group */
  VEC(Owner *) owners;
  VEC(Clash) assets;
};

Conflicts *conflicts_begin(Workspace *workspace, Arena *arena) {
  Conflicts *conflicts = ARENA_NEW(arena, Conflicts);
  conflicts->workspace = workspace;
  conflicts->arena = arena;
  return conflicts;
}

static Owner *owner_of(Conflicts *conflicts, const Settled *settled) {
  Arena *arena = conflicts->arena;
  const PlanComponent *component = settled->component;
  Owner *owner = ARENA_NEW(arena, Owner);
  const Source *source = component->source;
  owner->called = str_copy(arena, component->name.n ? component->name : component->file);
  owner->path = str_copy(arena, source->path);
  owner->source = conflicts->workspace->layered ? NULL : source;
  owner->type_span = settled->type_span;
  owner->op_span = settled->op_span;
  VEC_PUSH(arena, &conflicts->owners, owner);
  return owner;
}

static Place place_of(Conflicts *conflicts, Owner *owner, DiagCode code) {
  Workspace *workspace = conflicts->workspace;
  Str shown = project_shown_name(workspace, owner->path);
  if (!owner->source && workspace_read(workspace, owner->path, shown, &owner->source) != READ_OK) return PLACE_NONE;
  return (Place){owner->source, code == DIAG_SAME_OP ? owner->op_span : owner->type_span};
}

static void report(Conflicts *conflicts, const Clash *clash) {
  DiagSink *sink = conflicts->workspace->sink;
  Place place = place_of(conflicts, clash->second, clash->code), other = place_of(conflicts, clash->first, clash->code);
  Diag *diag = diag_report(sink, clash->code, place, DIAG_ARGS(clash->who, clash->what));
  if (other.source) diag_relate(sink, diag, other, STR("the other component"));
}

/* The entry of a project and a name in it; `*is_new`: the caller sets its value. */
static MapEntry *entry_of(Conflicts *conflicts, Map *map, Str root, Str name, bool *is_new) {
  Str key = str_printf(conflicts->arena, "%.*s\n%.*s", STR_FMT(root), STR_FMT(name));
  MapEntry *entry = map_entry(map, key);
  *is_new = !entry;
  if (entry) return entry;
  map_put(conflicts->arena, map, key, NULL);
  return &map->at[map->n - 1];
}

/* ---- op names ---- */

typedef struct OpName {
  Owner *first, *second;
  Str name;
  size_t n;
} OpName;

/* False where a component before has the name. */
static bool is_first(Conflicts *conflicts, const Settled *settled, Owner *owner) {
  if (!settled->op_name.n) return true;
  bool is_new;
  MapEntry *entry = entry_of(conflicts, &conflicts->names, settled->component->root, settled->op_name, &is_new);
  if (is_new) {
    OpName *name = ARENA_NEW(conflicts->arena, OpName);
    Str own = str_sub(entry->key, settled->component->root.n + 1, entry->key.n);
    *name = (OpName){.first = owner, .name = own, .n = 1};
    entry->value = name;
    return true;
  }
  OpName *name = entry->value;
  name->n++;
  if (!name->second) name->second = owner;
  name->first->found = owner->found = true;
  return false;
}

static void report_name(Conflicts *conflicts, const OpName *name) {
  Str a = name->first->called, b = name->second->called;
  Str who = name->n == 2 ? str_printf(conflicts->arena, "%.*s and %.*s", STR_FMT(a), STR_FMT(b))
                         : str_printf(conflicts->arena, "%.*s, %.*s and %zu more", STR_FMT(a), STR_FMT(b), name->n - 2);
  report(conflicts, &(Clash){DIAG_SAME_OP, name->first, name->second, who, name->name});
}

/* ---- assets ---- */

/* The components of one dbt project. It is read only where there are several. */
typedef struct Group {
  Settled first; /* until there are several */
  Owner *first_owner;
  size_t n;
  const DbtProject *project;
  Owner **owners; /* of each node, the component that holds it for sure */
} Group;

/* Sources and tests are no assets of a component, nor is what is never built. */
static bool is_asset(const DbtNode *node) {
  bool is_sure = !(node->unknown & (DBT_UNKNOWN_ENABLED | DBT_UNKNOWN_KIND | DBT_UNKNOWN_CONFIG));
  return is_sure && !node->ephemeral &&
         (node->type == DBT_TYPE_MODEL || node->type == DBT_TYPE_SEED || node->type == DBT_TYPE_SNAPSHOT);
}

static void found_asset(Conflicts *conflicts, Owner *first, Owner *second, Str model) {
  Arena *arena = conflicts->arena;
  Str who = str_printf(arena, "%.*s and %.*s", STR_FMT(first->called), STR_FMT(second->called));
  first->found = second->found = true;
  VEC_PUSH(arena, &conflicts->assets, (Clash){DIAG_SAME_ASSET, first, second, who, model});
}

static void claim(Conflicts *conflicts, Heap *heap, Group *group, const Settled *settled, Owner *owner) {
  const uint8_t *own = dbt_select(heap, group->project, settled->select, settled->exclude, settled->selector);
  bool told = false;
  for (size_t i = 0; own && i < group->project->nodes.n; i++) {
    const DbtNode *node = &group->project->nodes.at[i];
    if (own[i] != VERDICT_YES || !is_asset(node)) continue;
    if (!group->owners[i]) group->owners[i] = owner;
    if (group->owners[i] == owner || told) continue;
    found_asset(conflicts, group->owners[i], owner, node->name);
    told = true;
  }
}

static void keep_first(Conflicts *conflicts, Group *group, const Settled *settled, Owner *owner) {
  Arena *arena = conflicts->arena;
  group->first = (Settled){.select = str_copy(arena, settled->select),
                           .exclude = str_copy(arena, settled->exclude),
                           .selector = str_copy(arena, settled->selector)};
  group->first_owner = owner;
}

static void claim_among(Conflicts *conflicts, Heap *heap, Group *group, const Settled *settled, Owner *owner) {
  if (!group->project) {
    group->project = dbt_project_read(conflicts->workspace, heap, settled->project_dir, STR(""));
    group->owners = ARENA_ARRAY(conflicts->arena, Owner *, group->project->nodes.n);
    claim(conflicts, heap, group, &group->first, group->first_owner);
  }
  claim(conflicts, heap, group, settled, owner);
}

static Group *group_of(Conflicts *conflicts, const Settled *settled) {
  bool is_new;
  MapEntry *entry = entry_of(conflicts, &conflicts->groups, settled->component->root, settled->project_dir, &is_new);
  if (is_new) entry->value = ARENA_NEW(conflicts->arena, Group);
  return entry->value;
}

void conflicts_take(Conflicts *conflicts, Heap *heap, const Settled *settled) {
  Owner *owner = owner_of(conflicts, settled);
  bool may_clash = settled->own_keys && settled->project_dir.n;
  if (!is_first(conflicts, settled, owner) || !may_clash) return;
  Group *group = group_of(conflicts, settled);
  if (group->n++ == 0)
    keep_first(conflicts, group, settled, owner);
  else
    claim_among(conflicts, heap, group, settled, owner);
}

void conflicts_report(Conflicts *conflicts) {
  for (size_t i = 0; i < conflicts->assets.n; i++) report(conflicts, &conflicts->assets.at[i]);
  for (size_t i = 0; i < conflicts->names.n; i++) {
    const OpName *name = conflicts->names.at[i].value;
    if (name->n > 1) report_name(conflicts, name);
  }
}

bool conflicts_found(const Conflicts *conflicts, size_t i) { return conflicts->owners.at[i]->found; }
