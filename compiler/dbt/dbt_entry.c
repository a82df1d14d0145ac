#include "compiler/dbt/dbt_entry.h"

#include "compiler/dbt/dbt_described.h"
#include "compiler/dbt/dbt_json.h"

static void put(Heap *heap, Value dict, const char *key, Value v) {
  dict_put(heap, dict.dict, value_str(str_of(key)), v);
}

/* ---- keys ---- */

/* The fields of dbt.artifacts.resources (Model, Seed, Snapshot, SourceDefinition) and of their configs. */
#define OF_EACH "database schema name resource_type package_name path original_file_path unique_id fqn "
#define OF_NODE \
  OF_EACH "alias checksum config tags description columns meta group docs patch_path build_path unrendered_config " \
          "created_at relation_name raw_code doc_blocks "
#define OF_SQL OF_NODE "language refs sources metrics functions depends_on compiled_path contract "
#define OF_CONFIG \
  "enabled alias schema database tags meta group static_analysis materialized incremental_strategy batch_size " \
  "lookback begin persist_docs post-hook pre-hook quoting column_types full_refresh unique_key on_schema_change " \
  "on_configuration_change grants packages docs contract event_time concurrent_batches "

static const struct {
  Str name, keys, config;
} TYPES[] = {
    [DBT_TYPE_MODEL] = {STR_INIT("model"),
                        STR_INIT(OF_SQL "access constraints version latest_version deprecation_date primary_key "
                                        "time_spine"),
                        STR_INIT(OF_CONFIG "access freshness")},
    [DBT_TYPE_SEED] = {STR_INIT("seed"), STR_INIT(OF_NODE "root_path depends_on"),
                       STR_INIT(OF_CONFIG "delimiter quote_columns")},
    [DBT_TYPE_SNAPSHOT] = {STR_INIT("snapshot"), STR_INIT(OF_SQL),
                           STR_INIT(OF_CONFIG "strategy target_schema target_database updated_at check_cols "
                                              "snapshot_meta_column_names dbt_valid_to_current")},
    [DBT_TYPE_SOURCE] = {STR_INIT("source"),
                         STR_INIT(OF_EACH "source_name source_description loader identifier quoting loaded_at_field "
                                          "loaded_at_query freshness external description columns meta source_meta "
                                          "tags config patch_path unrendered_config relation_name created_at "
                                          "unrendered_database unrendered_schema doc_blocks"),
                         STR_INIT("enabled event_time freshness loaded_at_field loaded_at_query meta tags "
                                  "static_analysis")},
};

/* Configs of nodes that are None, an empty dict or an empty list where nobody gives them. */
static const Str NONE = STR_INIT("alias schema database group static_analysis incremental_strategy batch_size begin "
                                 "full_refresh unique_key event_time concurrent_batches");
static const Str EMPTY_DICTS = STR_INIT("persist_docs quoting column_types grants");
static const Str EMPTY_LISTS = STR_INIT("post-hook pre-hook packages");

/* What dbt makes something else of than what is written, or adds up from several places. */
static const Str MADE = STR_INIT("docs contract freshness quoting column_types grants post-hook pre-hook packages");

/* ---- what all nodes of a type have ---- */

typedef struct EntryShape {
  Value node, config;
} EntryShape;

static Value preset_of(Heap *heap, Str key, Value unknown) {
  if (str_lists(NONE, key)) return VALUE_NONE;
  if (str_lists(EMPTY_DICTS, key)) return value_dict(heap);
  if (str_lists(EMPTY_LISTS, key)) return value_list(heap, 0);
  if (str_is(key, "lookback")) return value_int(1);
  if (str_is(key, "on_schema_change")) return value_str(STR("ignore"));
  return str_is(key, "on_configuration_change") ? value_str(STR("apply")) : unknown;
}

static Value dict_of(Heap *heap, Str keys, Value unknown, bool has_presets) {
  StrList names = {0};
  Value dict = value_dict(heap);
  str_parts(heap->arena, str_trim(keys), ' ', &names);
  dict_reserve(heap, dict.dict, names.n);
  for (size_t i = 0; i < names.n; i++)
    dict_put(heap, dict.dict, value_str(names.at[i]), has_presets ? preset_of(heap, names.at[i], unknown) : unknown);
  return dict;
}

static const EntryShape *shape_of(Workspace *workspace, const Heap *heap, DbtType type) {
  const EntryShape *known = workspace->entry_shapes[type];
  if (known) return known;
  Heap lasting = *heap;
  bool reached = workspace_below(workspace);
  lasting.arena = workspace->arena;
  EntryShape *shape = ARENA_NEW(lasting.arena, EntryShape);
  Value of_node = value_unknown(&lasting, STR("what dbt's manifest has of a node"));
  Value of_config = value_unknown(&lasting, STR("a config, which dbt's manifest has"));
  shape->node = dict_of(&lasting, TYPES[type].keys, of_node, false);
  shape->config = dict_of(&lasting, TYPES[type].config, of_config, type != DBT_TYPE_SOURCE);
  workspace->entry_shapes[type] = shape;
  workspace_above(workspace, reached);
  return shape;
}

/* ---- a node ---- */

static bool may_be(Value v, const char *text) {
  return value_is_str(v) ? str_is(value_text(v), text) : v.kind == V_UNKNOWN;
}

/* parser/manifest.py, check_valid_microbatch_config: dbt makes a time of the text, of a date its midnight. */
static Value begin_of(Heap *heap, Value config, Value unknown) {
  Value begin = dbt_value(config, "begin"), materialized = dbt_value(config, "materialized");
  Value strategy = dbt_value(config, "incremental_strategy");
  bool is_microbatch = may_be(materialized, "incremental") && may_be(strategy, "microbatch");
  if (!value_is_str(begin) || !is_microbatch) return begin;
  bool is_date = value_text(begin).n == 10 && materialized.kind != V_UNKNOWN && strategy.kind != V_UNKNOWN;
  return is_date ? value_str(str_printf(heap->arena, "%.*sT00:00:00", STR_FMT(value_text(begin)))) : unknown;
}

/* A node's config as the manifest has it. */
static Value config_of(Heap *heap, const EntryShape *shape, const DbtNode *node) {
  Value dict = dbt_json(heap, shape->config), given = dbt_json(heap, node->config);
  Value unknown = value_unknown(heap, STR("a config, which dbt's manifest has"));
  if (given.kind != V_DICT) return given;
  put(heap, dict, "meta", value_dict(heap));
  for (size_t i = 0; i < given.dict->n; i++) {
    const DictEntry *entry = &given.dict->at[i];
    dict_put(heap, dict.dict, entry->key, str_lists(MADE, value_text(entry->key)) ? unknown : entry->value);
  }
  if (node->unknown & DBT_UNKNOWN_TAGS) put(heap, dict, "tags", unknown);
  if (node->unknown & DBT_UNKNOWN_META) put(heap, dict, "meta", unknown);
  if (node->type != DBT_TYPE_SOURCE) put(heap, dict, "begin", begin_of(heap, dict, unknown));
  return dict;
}

/* Each once; those of a source by the alphabet (parser/sources.py, calculate_tags_from_raw_target). */
static Value tags_of(Heap *heap, const DbtNode *node) {
  StrList tags = {0};
  bool is_sorted = node->type == DBT_TYPE_SOURCE;
  for (size_t i = 0; i < node->tags.n; i++) {
    Str tag = node->tags.at[i];
    bool is_known = false;
    for (size_t k = 0; k < tags.n; k++) is_known |= str_eq(tags.at[k], tag);
    if (is_known) continue;
    VEC_PUSH(heap->arena, &tags, tag);
    size_t at = tags.n - 1;
    for (; is_sorted && at > 0 && str_cmp(tags.at[at - 1], tag) > 0; at--) tags.at[at] = tags.at[at - 1];
    tags.at[at] = tag;
  }
  return value_list_of_texts(heap, tags.at, tags.n);
}

Value dbt_entry(Workspace *workspace, Heap *heap, const DbtNode *node) {
  if (node->manifest.kind == V_DICT) return dbt_json(heap, node->manifest);
  bool is_source = node->type == DBT_TYPE_SOURCE;
  const EntryShape *shape = shape_of(workspace, heap, node->type);
  Value dict = dict_clone(heap, shape->node.dict);
  bool has_config = node->config.kind == V_DICT && !(node->unknown & DBT_UNKNOWN_CONFIG);
  Value config = has_config ? config_of(heap, shape, node) : VALUE_ABSENT;
  if (config.kind == V_DICT) {
    put(heap, dict, "config", config);
    put(heap, dict, "meta", dbt_json(heap, dbt_value(config, "meta"))); /* another one than the config's */
    if (!is_source) put(heap, dict, "group", dbt_value(config, "group"));
  }
  bool has_tags = !(node->unknown & (DBT_UNKNOWN_TAGS | DBT_UNKNOWN_CONFIG));
  put(heap, dict, "name", value_str(node->name));
  put(heap, dict, "fqn", value_list_of_texts(heap, node->fqn.at, node->fqn.n));
  put(heap, dict, "original_file_path", value_str(node->path));
  if (node->below.n) put(heap, dict, "path", value_str(node->below));
  if (node->id.n) put(heap, dict, "unique_id", value_str(node->id));
  if (is_source) put(heap, dict, "source_name", value_str(node->source));
  if (node->package.n) put(heap, dict, "package_name", value_str(node->package));
  put(heap, dict, "resource_type", value_str(TYPES[node->type].name));
  if (has_tags) put(heap, dict, "tags", tags_of(heap, node));
  dbt_described_put(heap, node, dict);
  return dict;
}
