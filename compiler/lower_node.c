#include "compiler/lower_node.h"

#include "runtime/eval/dg.h"
#include "runtime/eval/object.h"
#include "runtime/value/types.h"

/* ---- keys ---- */

static const Str NODE_KEYS[] = {
#define NODE_KEY(name) STR_INIT(name),
#include "grammar/dbt_node_keys.def"
#undef NODE_KEY
};
enum { NODE_KEY_COUNT = sizeof NODE_KEYS / sizeof NODE_KEYS[0] };

bool node_has_key(Str id) {
  for (size_t i = 0; i < NODE_KEY_COUNT; i++)
    if (str_eq(NODE_KEYS[i], id)) return true;
  return false;
}

Str node_key_near(Str id, bool *sole) { return str_nearest_sole(id, NODE_KEYS, NODE_KEY_COUNT, sole); }

/* ---- node ---- */

static Value list_of(Heap *heap, const StrList *texts) {
  Value list = value_list(heap, texts->n);
  for (size_t i = 0; i < texts->n; i++) list_push(heap, list, value_str(texts->at[i]));
  return list;
}

static void put(Heap *heap, Value dict, const char *key, Value v) { dict_put(heap, dict.dict, value_str(str_of(key)), v); }

static const char *type_name(DbtType type) {
  static const char *const NAMES[] = {"model", "seed", "snapshot", "source"};
  return type < DBT_TYPE_OTHER ? NAMES[type] : NULL;
}

/* Every key that a node may have, each of which is Unknown: which of them it has depends on its type. */
static Value unknown_node(Heap *heap, const DbtNode *node) {
  Value dict = value_dict(heap);
  Str behind = str_printf(heap->arena, "' of '%.*s', which dbt's manifest has", STR_FMT(node->name));
  for (size_t i = 0; i < NODE_KEY_COUNT; i++) {
    if (type_method(&TYPE_DICT, NODE_KEYS[i])) continue;
    Str what = str_cat(heap->arena, str_cat(heap->arena, STR("'"), NODE_KEYS[i]), behind);
    dict_put(heap, dict.dict, value_str(NODE_KEYS[i]), value_unknown(heap, what));
  }
  return dict;
}

/* The fields of dbt.artifacts.resources (ModelConfig, SeedConfig, SnapshotConfig) that dbt writes though nobody gave them:
 * None, or what is not told here. */
static const Str NO_CONFIG =
    STR_INIT("alias schema database group static_analysis incremental_strategy batch_size begin full_refresh unique_key event_time "
             "concurrent_batches");
static const char *const OTHER_CONFIG[] = {"lookback",  "persist_docs", "post-hook", "pre-hook", "quoting",  "column_types",
                                           "on_schema_change", "on_configuration_change", "grants", "packages", "docs",
                                           "contract", "access", "freshness", "delimiter", "quote_columns", "strategy",
                                           "target_schema", "target_database", "updated_at", "check_cols",
                                           "snapshot_meta_column_names", "dbt_valid_to_current"};

/* A node's config as the manifest would have it; of the preset parts those that are None, or said by the node's type. */
static Value config_of(Heap *heap, const DbtNode *node) {
  Value dict = value_dict(heap), unknown = value_unknown(heap, STR("a config, which dbt's manifest has"));
  for (size_t from = 0, to; from < NO_CONFIG.n; from = to + 1) {
    to = str_find(NO_CONFIG, STR(" "), from);
    if (to == SIZE_MAX) to = NO_CONFIG.n;
    dict_put(heap, dict.dict, value_str(str_sub(NO_CONFIG, from, to)), VALUE_NONE);
  }
  for (size_t i = 0; i < sizeof OTHER_CONFIG / sizeof OTHER_CONFIG[0]; i++) put(heap, dict, OTHER_CONFIG[i], unknown);
  put(heap, dict, "meta", value_dict(heap));
  for (size_t i = 0; i < node->config.dict->n; i++) {
    const DictEntry *entry = &node->config.dict->at[i];
    if (entry->key.kind != V_ABSENT) dict_put(heap, dict.dict, entry->key, entry->value);
  }
  if (node->unknown & DBT_UNKNOWN_TAGS) put(heap, dict, "tags", unknown);
  if (node->unknown & DBT_UNKNOWN_META) put(heap, dict, "meta", unknown);
  return dict;
}

Value node_value(Heap *heap, const DbtNode *node) {
  if (node->manifest.kind == V_DICT) return node->manifest;
  Value dict = unknown_node(heap, node);
  bool has_config = node->config.kind == V_DICT && !(node->unknown & DBT_UNKNOWN_CONFIG);
  if (has_config) {
    Value config = config_of(heap, node);
    put(heap, dict, "config", config);
    put(heap, dict, "meta", dict_get_str(config.dict, STR("meta")));
    put(heap, dict, "group", dict_get_str(config.dict, STR("group")));
  }
  bool has_tags = !(node->unknown & (DBT_UNKNOWN_TAGS | DBT_UNKNOWN_CONFIG));
  put(heap, dict, "name", value_str(node->name));
  put(heap, dict, "fqn", list_of(heap, &node->fqn));
  put(heap, dict, "original_file_path", value_str(node->path));
  if (node->id.n) put(heap, dict, "unique_id", value_str(node->id));
  if (node->package.n) put(heap, dict, "package_name", value_str(node->package));
  if (type_name(node->type)) put(heap, dict, "resource_type", value_str(str_of(type_name(node->type))));
  if (has_tags) put(heap, dict, "tags", list_of(heap, &node->tags));
  return dict;
}

/* ---- asset ---- */

static StrList parts_of(Arena *arena, Str key) {
  StrList parts = {0};
  for (size_t from = 0, to; from <= key.n; from = to + 1) {
    to = str_find(key, STR("/"), from);
    if (to == SIZE_MAX) to = key.n;
    VEC_PUSH(arena, &parts, str_sub(key, from, to));
  }
  return parts;
}

static Value key_text(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self.object->value;
}

static Value key_path(Heap *heap, Value self, const Value *args) {
  (void)args;
  StrList parts = parts_of(heap->arena, value_text(self.object->value));
  return list_of(heap, &parts);
}

static Value key_parts(Heap *heap, Value self, const Value *args) {
  Value list = key_path(heap, self, args);
  return value_tuple(heap, list.list->at, list.list->n);
}

static Value key_attr(Heap *heap, Value v, Str name) {
  if (type_method(value_type(v), name)) return VALUE_ABSENT;
  return value_unsupported(heap, "'%.*s' of an AssetKey", STR_FMT(name));
}

static void key_repr(Heap *heap, Buf *buf, Value v) {
  buf_puts(buf, "AssetKey(");
  value_write_repr(heap, buf, key_path(heap, v, NULL));
  buf_char(buf, ')');
}

static bool key_equal(Heap *heap, Value a, Value b) { return value_equal(heap, a.object->value, b.object->value); }

static const Builtin KEY_METHODS[] = {
    {"parts", "", 0, 0, BUILTIN_PROPERTY, key_parts, "the parts of the key, as a tuple"},
    {"path", "", 0, 0, BUILTIN_PROPERTY, key_path, "the parts of the key"},
    {"to_user_string", "AssetKey.to_user_string(self | )", 0, 0, 0, key_text, "the parts with '/' between"},
};
static const Type TYPE_KEY = {.name = "AssetKey",
                              .full_name = "dagster._core.definitions.asset_key.AssetKey",
                              .methods = BUILTIN_TABLE(KEY_METHODS),
                              .repr = key_repr,
                              .attr = key_attr,
                              .equal = key_equal};

/* Of what an AssetSpec is given anew only its definition is kept. */
static Value spec_replace(Heap *heap, Value self, const Value *args) {
  Object changed = *self.object;
  Value given = dict_get_str(args[0].dict, STR("partitions_def"));
  if (given.kind != V_ABSENT) changed.value = given;
  return object_new(heap, changed.head.type, changed);
}

static Value spec_merge(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self;
}

static const Builtin SPEC_METHODS[] = {
    {"merge_attributes", "**attributes", 0, 0, 0, spec_merge, "the same with more metadata, tags, owners, kinds or deps"},
    {"replace_attributes", "**attributes", 0, 0, 0, spec_replace, "the same with other attributes"},
};

/* An AssetSpec of which these attributes are known; the state is the Asset, the value the definition it was given. */
static Value spec_attr(Heap *heap, Value v, Str name) {
  const Asset *asset = v.object->state;
  if (type_method(value_type(v), name)) return VALUE_ABSENT;
  if (str_is(name, "key") && !(asset->unknown & ASSET_UNKNOWN_KEY))
    return object_new(heap, &TYPE_KEY, (Object){.value = value_str(asset->key)});
  bool has_group = !(asset->unknown & ASSET_UNKNOWN_GROUP) && !str_is(asset->group, "default");
  if (str_is(name, "group_name") && has_group) return value_str(asset->group);
  if (str_is(name, "owners") && !(asset->unknown & ASSET_UNKNOWN_OWNERS)) return list_of(heap, &asset->owners);
  Value unknown = asset_spec_unknown(
      heap, str_printf(heap->arena, "'%.*s' of the asset '%.*s'", STR_FMT(name), STR_FMT(asset->key)));
  return op_attr(heap, unknown, name);
}

static void spec_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  const Asset *asset = v.object->state;
  buf_printf(buf, "<AssetSpec %.*s>", STR_FMT(asset->key));
}

static const Type TYPE_SPEC = {
    .name = "AssetSpec", .methods = BUILTIN_TABLE(SPEC_METHODS), .repr = spec_repr, .attr = spec_attr};

Value asset_spec_of(Heap *heap, const Asset *asset) {
  return object_new(heap, &TYPE_SPEC, (Object){.state = (void *)asset, .value = VALUE_ABSENT});
}

Value asset_spec_definition(Value v) {
  if (v.kind == V_DICT) return dict_get_str(v.dict, STR("partitions_def"));
  bool is_spec = v.kind == V_OBJECT && value_type(v) == &TYPE_SPEC;
  return is_spec ? v.object->value : VALUE_ABSENT;
}
