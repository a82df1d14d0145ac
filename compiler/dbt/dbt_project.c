#include "compiler/dbt/dbt_project.h"

#include "compiler/dbt/dbt_files.h"
#include "compiler/dbt/manifest.h"
#include "runtime/core/limits.h"

/* ---- for the two readers ---- */

Value dbt_value(Value dict, const char *key) {
  return dict.kind == V_DICT ? dict_get_str(dict.dict, str_of(key)) : VALUE_ABSENT;
}

bool dbt_texts(Arena *arena, Value value, StrList *texts) {
  if (value_is_str(value)) {
    VEC_PUSH(arena, texts, value_text(value));
    return true;
  }
  if (value.kind == V_NONE || value.kind == V_ABSENT) return true;
  if (value.kind != V_LIST && value.kind != V_TUPLE) return false;
  for (size_t i = 0; i < value.list->n; i++) {
    if (!value_is_str(value.list->at[i])) return false;
    VEC_PUSH(arena, texts, value_text(value.list->at[i]));
  }
  return true;
}

static Str text_or_empty(Value value) { return value_is_str(value) ? value_text(value) : (Str){"", 0}; }

/* dagster_dbt/asset_utils.py, default_asset_key_fn */
static void settle_key(Heap *heap, DbtNode *node, Value meta) {
  Value configured = dbt_value(dbt_value(meta, "dagster"), "asset_key");
  if (!dbt_texts(heap->arena, configured, &node->key)) node->unknown |= DBT_UNKNOWN_KEY;
  if (node->key.n) return;
  Str prefix = node->type == DBT_TYPE_SOURCE ? node->source : text_or_empty(dbt_value(node->config, "schema"));
  if (prefix.n && !node->versioned) VEC_PUSH(heap->arena, &node->key, prefix);
  VEC_PUSH(heap->arena, &node->key, node->versioned ? node->alias : node->name);
}

/* default_group_from_dbt_resource_props; an asset without a group is in "default" */
static void settle_group(DbtNode *node, Value meta) {
  Str of_dagster = text_or_empty(dbt_value(dbt_value(meta, "dagster"), "group"));
  node->group = text_or_empty(dbt_value(node->config, "group"));
  node->asset_group = of_dagster.n ? of_dagster : node->group.n ? node->group : STR("default");
}

/* default_owners_from_dbt_resource_props */
static void settle_owners(Heap *heap, DbtNode *node, Value meta, const Map *group_owners) {
  if (!dbt_texts(heap->arena, dbt_value(dbt_value(meta, "dagster"), "owners"), &node->owners))
    node->unknown |= DBT_UNKNOWN_META;
  const StrList *of_group = map_get(group_owners, node->group);
  if (!node->owners.n && node->group.n && of_group) node->owners = *of_group;
}

void dbt_node_settle(Heap *heap, DbtNode *node, Value meta, const Map *group_owners) {
  settle_key(heap, node, meta);
  settle_group(node, meta);
  settle_owners(heap, node, meta, group_owners);
  node->ephemeral =
      node->type == DBT_TYPE_MODEL && str_is(text_or_empty(dbt_value(node->config, "materialized")), "ephemeral");
}

/* ---- reading ---- */

/* Parents by number; what is not listed (tests, macros) is left out. */
static void link_parents(Arena *arena, DbtProject *project) {
  Map by_id = {0};
  for (size_t i = 0; i < project->nodes.n; i++)
    map_put(arena, &by_id, project->nodes.at[i].id, (void *)(uintptr_t)(i + 1));
  for (size_t i = 0; i < project->nodes.n; i++) {
    DbtNode *node = &project->nodes.at[i];
    for (size_t p = 0; p < node->parent_ids.n; p++) {
      uintptr_t number = (uintptr_t)map_get(&by_id, node->parent_ids.at[p]);
      if (number) VEC_PUSH(arena, &node->parents, (uint32_t)(number - 1));
    }
  }
}

/* `manifest` empty: from the files. */
static const DbtProject *read_project(Workspace *workspace, Heap *heap, Str key, Str dir, Str manifest) {
  DbtProject *project = ARENA_NEW(workspace->arena, DbtProject);
  Heap own = *heap; /* steps of its own: what else is evaluated has its limit for itself */
  heap = &own;
  heap->steps = LIMIT_EVAL_STEPS;
  heap->arena = workspace->arena;
  if (!manifest.n || !manifest_read(workspace, heap, manifest, project)) {
    *project = (DbtProject){0};
    dbt_files_read(workspace, heap, dir, project);
  }
  link_parents(workspace->arena, project);
  map_put(workspace->arena, &workspace->dbt_projects, key, project);
  return project;
}

static const DbtProject *read_once(Workspace *workspace, Heap *heap, Str key, Str dir, Str manifest) {
  const DbtProject *known = map_get(&workspace->dbt_projects, key);
  if (known) return known;
  bool reached = workspace_below(workspace);
  Arena *arena = workspace->arena;
  known = read_project(workspace, heap, str_copy(arena, key), str_copy(arena, dir), str_copy(arena, manifest));
  workspace_above(workspace, reached);
  return known;
}

const DbtProject *dbt_project_read(Workspace *workspace, Heap *heap, Str dir, Str target_path) {
  Arena *arena = workspace->arena;
  Str key = str_printf(arena, "%.*s\n%.*s", STR_FMT(dir), STR_FMT(target_path));
  const DbtProject *known = map_get(&workspace->dbt_projects, key);
  if (known) return known;
  Str target = target_path.n ? target_path : dbt_files_target(workspace, heap, dir);
  Str manifest = path_join(arena, path_join(arena, dir, target), STR("manifest.json"));
  return read_once(workspace, heap, key, dir, manifest);
}

const DbtProject *dbt_project_read_files(Workspace *workspace, Heap *heap, Str dir) {
  Str key = str_printf(workspace->arena, "%.*s\n\nfiles", STR_FMT(dir));
  return read_once(workspace, heap, key, dir, STR(""));
}
