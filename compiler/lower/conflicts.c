#include "compiler/lower/conflicts.h"

#include "compiler/dbt/dbt_select.h"
#include "compiler/project.h"
#include "runtime/core/limits.h"

/* What is kept of a component. */
typedef struct Owner {
  Str called;           /* in messages */
  Str path;             /* of its file */
  const Source *source; /* NULL: to be read again, once something was found */
  Span type_span, op_span;
  Str root, op_name, project_dir, select, exclude, selector, prefix, key;
  StrList keys;
  bool keys_known;
  bool found;
  bool beside;    /* nobody asked about it */
  bool is_python; /* an asset of a Python file, and no component */
  bool is_spec;   /* an AssetSpec of its own there */
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
  Map groups; /* root → Group */
  Map texts;  /* that many components have in common: map_intern */
  VEC(Owner *) owners, python; /* python: one an asset */
  VEC(Clash) assets;
};

Conflicts *conflicts_begin(Workspace *workspace, Arena *arena) {
  Conflicts *conflicts = ARENA_NEW(arena, Conflicts);
  conflicts->workspace = workspace;
  conflicts->arena = arena;
  return conflicts;
}

void conflicts_take(Conflicts *conflicts, const Settled *settled) {
  Arena *arena = conflicts->arena;
  Map *texts = &conflicts->texts;
  const PlanComponent *component = settled->component;
  Owner *owner = ARENA_NEW(arena, Owner);
  *owner = (Owner){.called = str_copy(arena, component_label(component)),
                   .path = str_copy(arena, component->source->path),
                   .source = conflicts->workspace->layered ? NULL : component->source,
                   .root = *map_intern(arena, texts, component->root),
                   .op_name = str_copy(arena, settled->op_name),
                   .project_dir = *map_intern(arena, texts, settled->project_dir),
                   .select = *map_intern(arena, texts, settled->select),
                   .exclude = *map_intern(arena, texts, settled->exclude),
                   .selector = *map_intern(arena, texts, settled->selector),
                   .prefix = *map_intern(arena, texts, settled->prefix),
                   .key = *map_intern(arena, texts, settled->key),
                   .keys_known = settled->keys_known,
                   .type_span = settled->type_span,
                   .op_span = settled->op_span};
  for (size_t i = 0; i < settled->keys.n; i++) VEC_PUSH(arena, &owner->keys, str_copy(arena, settled->keys.at[i]));
  VEC_PUSH(arena, &conflicts->owners, owner);
}

void conflicts_take_beside(Conflicts *conflicts, const Settled *settled) {
  conflicts_take(conflicts, settled);
  conflicts->owners.at[conflicts->owners.n - 1]->beside = true;
}

void conflicts_take_asset(Conflicts *conflicts, Str root, const DefsAsset *asset) {
  Arena *arena = conflicts->arena;
  Owner *owner = ARENA_NEW(arena, Owner);
  *owner = (Owner){.called = str_copy(arena, path_relative(arena, asset->source->path, root)),
                   .path = str_copy(arena, asset->source->path),
                   .source = conflicts->workspace->layered ? NULL : asset->source,
                   .root = *map_intern(arena, &conflicts->texts, root),
                   .project_dir = *map_intern(arena, &conflicts->texts, root),
                   .keys_known = true,
                   .type_span = asset->span,
                   .is_python = true,
                   .is_spec = asset->is_spec};
  VEC_PUSH(arena, &owner->keys, str_copy(arena, asset->key));
  VEC_PUSH(arena, &conflicts->python, owner);
}

void conflicts_join(Conflicts *conflicts, Conflicts *other) {
  for (size_t i = 0; i < other->owners.n; i++) {
    Owner *owner = other->owners.at[i];
    owner->source = NULL; /* of another workspace */
    VEC_PUSH(conflicts->arena, &conflicts->owners, owner);
  }
  for (size_t i = 0; i < other->python.n; i++) {
    other->python.at[i]->source = NULL;
    VEC_PUSH(conflicts->arena, &conflicts->python, other->python.at[i]);
  }
}

/* ---- reporting ---- */

static Place place_of(Conflicts *conflicts, Owner *owner, DiagCode code) {
  Workspace *workspace = conflicts->workspace;
  Str shown = project_shown_name(workspace, owner->path);
  if (!owner->source && workspace_read(workspace, owner->path, shown, &owner->source) != READ_OK) return PLACE_NONE;
  return (Place){owner->source, code == DIAG_SAME_OP ? owner->op_span : owner->type_span};
}

static void report(Conflicts *conflicts, const Clash *clash) {
  DiagSink *sink = conflicts->workspace->sink;
  if (clash->first->beside && clash->second->beside) return;
  Place place = place_of(conflicts, clash->second, clash->code), other = place_of(conflicts, clash->first, clash->code);
  Diag *diag = diag_report(sink, clash->code, place, DIAG_ARGS(clash->who, clash->what));
  if (other.source)
    diag_relate(sink, diag, other, clash->first->is_python ? STR("the other") : STR("the other component"));
  if (clash->second->is_python)
    diag->hint = STR("give it another key, or leave the model out of the component with 'exclude'");
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
static bool is_first(Conflicts *conflicts, Owner *owner) {
  if (!owner->op_name.n) return true;
  bool is_new;
  MapEntry *entry = entry_of(conflicts, &conflicts->names, owner->root, owner->op_name, &is_new);
  if (is_new) {
    OpName *name = ARENA_NEW(conflicts->arena, OpName);
    *name = (OpName){.first = owner, .name = owner->op_name, .n = 1};
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

/* The components of one project. Their dbt projects are read only where there are several. */
typedef struct Group {
  Owner *first; /* until there are several */
  Map keys;     /* of assets → the Owner that holds it for sure */
} Group;

/* Sources and tests are no assets of a component, nor is what is never built. */
static bool is_asset(const DbtNode *node) {
  bool is_sure = !(node->unknown & (DBT_UNKNOWN_ENABLED | DBT_UNKNOWN_KIND | DBT_UNKNOWN_CONFIG));
  return is_sure && !node->ephemeral &&
         (node->type == DBT_TYPE_MODEL || node->type == DBT_TYPE_SEED || node->type == DBT_TYPE_SNAPSHOT);
}

/* "shop/orders" of a key whose parts end in line ends. */
static Str shown_key(Arena *arena, Str key) {
  Buf shown = buf_new(arena, key.n + 1);
  for (size_t i = 0; i + 1 < key.n; i++) buf_char(&shown, key.p[i] == '\n' ? '/' : key.p[i]);
  return buf_str(&shown);
}

static void found_asset(Conflicts *conflicts, Owner *first, Owner *second, Str key) {
  Arena *arena = conflicts->arena;
  Str who = str_printf(arena, "%.*s and %.*s", STR_FMT(first->called), STR_FMT(second->called));
  first->found = second->found = true;
  VEC_PUSH(arena, &conflicts->assets, (Clash){DIAG_SAME_ASSET, first, second, who, shown_key(arena, key)});
}

/* Empty: not known. */
static Str key_of(Arena *arena, const Owner *owner, const DbtNode *node) {
  if (owner->key.n) return str_cat(arena, owner->prefix, owner->key);
  if (node->unknown & DBT_UNKNOWN_KEY) return STR("");
  Str key = owner->prefix;
  for (size_t i = 0; i < node->key.n; i++)
    key = str_printf(arena, "%.*s%.*s\n", STR_FMT(key), STR_FMT(node->key.at[i]));
  return key;
}

/* False where another component has the key already, which is a clash. */
static bool claim_key(Conflicts *conflicts, Group *group, Owner *owner, Str key) {
  Owner *holder = map_get(&group->keys, key);
  if (!holder) map_put(conflicts->arena, &group->keys, str_copy(conflicts->arena, key), owner);
  if (!holder || holder == owner || (holder->is_spec && owner->is_spec)) return true;
  found_asset(conflicts, holder, owner, key);
  return false;
}

/* The first clash of a component tells of the others. */
static void claim(Conflicts *conflicts, Heap *heap, Group *group, Owner *owner) {
  bool is_free = true;
  for (size_t i = 0; is_free && i < owner->keys.n; i++)
    is_free = claim_key(conflicts, group, owner, str_cat(heap->arena, owner->prefix, owner->keys.at[i]));
  if (owner->keys.n) return;
  const DbtProject *project = dbt_project_read(conflicts->workspace, heap, owner->project_dir, STR(""));
  const uint8_t *own = dbt_select_assets(heap, project, owner->select, owner->exclude, owner->selector);
  for (size_t i = 0; own && is_free && i < project->nodes.n; i++) {
    const DbtNode *node = &project->nodes.at[i];
    if (own[i] != VERDICT_YES || !is_asset(node)) continue;
    Str key = key_of(heap->arena, owner, node);
    if (key.n) is_free = claim_key(conflicts, group, owner, key);
  }
}

static void compare(Conflicts *conflicts, Heap *heap, Owner *owner) {
  bool is_new, may_clash = owner->keys_known && owner->project_dir.n;
  if (!is_first(conflicts, owner) || !may_clash) return;
  MapEntry *entry = entry_of(conflicts, &conflicts->groups, owner->root, STR(""), &is_new);
  if (is_new) entry->value = ARENA_NEW(conflicts->arena, Group);
  Group *group = entry->value;
  if (is_new) {
    group->first = owner;
    return;
  }
  if (group->first) claim(conflicts, heap, group, group->first);
  group->first = NULL;
  claim(conflicts, heap, group, owner);
}

/* What comparing one takes is given back before the next. */
static void compare_all(Conflicts *conflicts, const Heap *heap) {
  Heap own = *heap;
  own.arena = arena_within(conflicts->arena, conflicts->arena->guard, LIMIT_SCRATCH_BYTES);
  for (size_t i = 0; i < conflicts->owners.n; i++) {
    compare(conflicts, &own, conflicts->owners.at[i]);
    arena_reset(own.arena);
  }
  for (size_t i = 0; i < conflicts->python.n; i++) compare(conflicts, &own, conflicts->python.at[i]);
  arena_free(own.arena);
}

void conflicts_report(Conflicts *conflicts, Heap *heap) {
  compare_all(conflicts, heap);
  for (size_t i = 0; i < conflicts->assets.n; i++) report(conflicts, &conflicts->assets.at[i]);
  for (size_t i = 0; i < conflicts->names.n; i++) {
    const OpName *name = conflicts->names.at[i].value;
    if (name->n > 1) report_name(conflicts, name);
  }
}

bool conflicts_found(const Conflicts *conflicts, size_t i) { return conflicts->owners.at[i]->found; }
