#include "compiler/dbt/manifest.h"

#include "runtime/core/limits.h"
#include "runtime/value/json.h"

static Str text_of(Value dict, const char *key) {
  Value v = dbt_value(dict, key);
  return value_is_str(v) ? value_text(v) : (Str){"", 0};
}

static const struct {
  const char *name;
  DbtType type;
  bool passed_over;
} TYPES[] = {{"model", DBT_TYPE_MODEL, false},
             {"seed", DBT_TYPE_SEED, false},
             {"snapshot", DBT_TYPE_SNAPSHOT, false},
             {"source", DBT_TYPE_SOURCE, false},
             {"test", DBT_TYPE_OTHER, true},
             {"analysis", DBT_TYPE_OTHER, true},
             {"operation", DBT_TYPE_OTHER, true},
             {"sql_operation", DBT_TYPE_OTHER, true}};

static DbtType type_of(Str name, bool *passed_over) {
  for (size_t i = 0; i < COUNT(TYPES); i++)
    if (str_is(name, TYPES[i].name)) return *passed_over = TYPES[i].passed_over, TYPES[i].type;
  return *passed_over = false, DBT_TYPE_OTHER;
}

/* "analytics://models/schema.yml" without the package. */
static Str patch_of(Value node) {
  Str patch = text_of(node, "patch_path");
  size_t sign = str_find(patch, STR("://"), 0);
  return sign == SIZE_MAX ? patch : str_sub(patch, sign + 3, patch.n);
}

/* Dagster looks into `config.meta` for the key, into `meta` for group and owners; dbt keeps the two alike. */
static Value meta_of(Value node) {
  Value meta = dbt_value(node, "meta"), of_config = dbt_value(dbt_value(node, "config"), "meta");
  return of_config.kind == V_DICT && of_config.dict->live ? of_config : meta;
}

static Value config_of(Heap *heap, Value node) {
  Value config = dbt_value(node, "config");
  return config.kind == V_DICT ? config : value_dict(heap);
}

static void read_node(Heap *heap, Value entry, const Map *group_owners, DbtProject *project) {
  Arena *arena = heap->arena;
  bool passed_over;
  DbtType type = type_of(text_of(entry, "resource_type"), &passed_over);
  if (entry.kind != V_DICT || passed_over) return;
  Value version = dbt_value(entry, "version");
  DbtNode node = {.type = type,
                  .id = text_of(entry, "unique_id"),
                  .name = text_of(entry, "name"),
                  .package = text_of(entry, "package_name"),
                  .source = text_of(entry, "source_name"),
                  .path = text_of(entry, "original_file_path"),
                  .patch = patch_of(entry),
                  .config = config_of(heap, entry),
                  .manifest = entry};
  node.versioned = version.kind != V_ABSENT && version.kind != V_NONE && type != DBT_TYPE_SOURCE;
  dbt_texts(arena, dbt_value(entry, "fqn"), &node.fqn);
  dbt_texts(arena, dbt_value(entry, "tags"), &node.tags);
  dbt_texts(arena, dbt_value(dbt_value(entry, "depends_on"), "nodes"), &node.parent_ids);
  node.alias = text_of(entry, "alias");
  dbt_node_settle(heap, &node, meta_of(entry), group_owners);
  VEC_PUSH(arena, &project->nodes, node);
}

static void read_section(Heap *heap, Value manifest, const char *name, const Map *group_owners, DbtProject *project) {
  Value section = dbt_value(manifest, name);
  for (size_t i = 0; section.kind == V_DICT && i < section.dict->n; i++)
    if (section.dict->at[i].key.kind != V_ABSENT) read_node(heap, section.dict->at[i].value, group_owners, project);
}

static void read_groups(Heap *heap, Value manifest, Map *group_owners) {
  Value groups = dbt_value(manifest, "groups");
  for (size_t i = 0; groups.kind == V_DICT && i < groups.dict->n; i++) {
    Value group = groups.dict->at[i].value;
    StrList *owners = ARENA_NEW(heap->arena, StrList);
    dbt_texts(heap->arena, dbt_value(dbt_value(group, "owner"), "email"), owners);
    if (text_of(group, "name").n) map_put(heap->arena, group_owners, text_of(group, "name"), owners);
  }
}

/* ---- what is read of it ---- */

/* Tests are most of the nodes, and nothing asks for them; nor for macros, docs, what is disabled, and lists of what
 * the nodes say themselves. */
static bool is_wanted(unsigned depth, Str key) {
  static const char *const PARTS[] = {"metadata", "nodes", "sources", "functions", "groups", "selectors"};
  if (depth == 2) {
    for (size_t i = 0; i < COUNT(TYPES); i++) {
      Str name = str_of(TYPES[i].name);
      if (TYPES[i].passed_over && str_starts(key, name) && key.n > name.n && key.p[name.n] == '.') return false;
    }
  }
  bool is_part = depth > 1;
  for (size_t i = 0; depth == 1 && i < COUNT(PARTS); i++) is_part |= str_is(key, PARTS[i]);
  return is_part;
}

typedef struct Loading {
  Heap *heap;
  Str text;
  Value manifest;
  bool is_json;
} Loading;

static void load(void *state) {
  Loading *loading = state;
  loading->is_json = json_loads_wanted(loading->heap, loading->text, &loading->manifest, is_wanted);
}

/* False, with nothing kept: it is none, or takes more than everything else may. */
static bool load_within_limits(Heap *heap, Str text, Value *manifest) {
  Guard guard;
  Arena *arena = heap->arena;
  ArenaMark before = arena_mark(arena);
  Loading loading = {.heap = heap, .text = text};
  size_t most = arena->held + (arena->limit - arena->held) / 2;
  bool done = arena_guarded(arena, most, &guard, load, &loading) && loading.is_json;
  heap->depth = 0;
  if (done && dbt_value(loading.manifest, "nodes").kind == V_DICT) return *manifest = loading.manifest, true;
  arena_rewind(arena, before);
  return false;
}

bool manifest_read(Workspace *workspace, Heap *heap, Str path, DbtProject *project) {
  const Source *source;
  Value manifest;
  if (workspace_read_up_to(workspace, LIMIT_MANIFEST_BYTES, path, path, &source) != READ_OK) return false;
  if (!load_within_limits(heap, source->text, &manifest)) return false;
  Map group_owners = {0};
  Value metadata = dbt_value(manifest, "metadata");
  project->from_manifest = true;
  project->name = text_of(metadata, "project_name");
  project->adapter = text_of(metadata, "adapter_type");
  project->selectors = dbt_value(manifest, "selectors");
  read_groups(heap, manifest, &group_owners);
  read_section(heap, manifest, "nodes", &group_owners, project);
  read_section(heap, manifest, "sources", &group_owners, project);
  read_section(heap, manifest, "functions", &group_owners, project);
  return true;
}
