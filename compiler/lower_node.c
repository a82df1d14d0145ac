#include "compiler/lower_node.h"

#include "runtime/eval/dg.h"
#include "runtime/eval/object.h"
#include "runtime/value/types.h"

/* ---- keys ---- */

#define NODE_KEY(name) STR_INIT(name),
#define NODE_METHOD(name)
static const Str NODE_KEYS[] = {
#include "grammar/dbt_node_keys.def"
};
#undef NODE_METHOD
#define NODE_METHOD(name) STR_INIT(name),
static const Str NODE_NAMES[] = {
#include "grammar/dbt_node_keys.def"
};
#undef NODE_METHOD
#undef NODE_KEY
enum { NODE_KEY_COUNT = sizeof NODE_KEYS / sizeof NODE_KEYS[0], NODE_NAME_COUNT = sizeof NODE_NAMES / sizeof NODE_NAMES[0] };

bool node_has_key(Str id) {
  for (size_t i = 0; i < NODE_NAME_COUNT; i++)
    if (str_eq(NODE_NAMES[i], id)) return true;
  return false;
}

Str node_key_near(Str id, bool *sole) { return str_nearest_sole(id, NODE_NAMES, NODE_NAME_COUNT, sole); }

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

/* A dict of keys that all have one value, with room for more. */
static Value dict_of(Heap *heap, const Str *keys, size_t n, size_t room, Value v) {
  Value dict = value_dict(heap);
  dict_reserve(heap, dict.dict, room);
  for (size_t i = 0; i < n; i++) dict_put(heap, dict.dict, value_str(keys[i]), v);
  return dict;
}

/* The fields of dbt.artifacts.resources (ModelConfig, SeedConfig, SnapshotConfig) that dbt writes though nobody gave them:
 * None, or what is not told here. */
static const Str CONFIG_NONE[] = {
    STR_INIT("alias"), STR_INIT("schema"), STR_INIT("database"), STR_INIT("group"), STR_INIT("static_analysis"),
    STR_INIT("incremental_strategy"), STR_INIT("batch_size"), STR_INIT("begin"), STR_INIT("full_refresh"), STR_INIT("unique_key"),
    STR_INIT("event_time"), STR_INIT("concurrent_batches")};
static const Str CONFIG_OTHER[] = {
    STR_INIT("lookback"), STR_INIT("persist_docs"), STR_INIT("post-hook"), STR_INIT("pre-hook"), STR_INIT("quoting"),
    STR_INIT("column_types"), STR_INIT("on_schema_change"), STR_INIT("on_configuration_change"), STR_INIT("grants"),
    STR_INIT("packages"), STR_INIT("docs"), STR_INIT("contract"), STR_INIT("access"), STR_INIT("freshness"), STR_INIT("delimiter"),
    STR_INIT("quote_columns"), STR_INIT("strategy"), STR_INIT("target_schema"), STR_INIT("target_database"), STR_INIT("updated_at"),
    STR_INIT("check_cols"), STR_INIT("snapshot_meta_column_names"), STR_INIT("dbt_valid_to_current")};
enum { NONE_COUNT = sizeof CONFIG_NONE / sizeof CONFIG_NONE[0], OTHER_COUNT = sizeof CONFIG_OTHER / sizeof CONFIG_OTHER[0] };

/* What the node of every dbt project has that is read from its files, made once: which of these keys it has in truth, and what
 * they are, depends on its type and on dbt. */
typedef struct NodeShape {
  Value node, config;
} NodeShape;

static NodeShape *shape_new(Heap *heap) {
  NodeShape *shape = ARENA_NEW(heap->arena, NodeShape);
  Value of_node = value_unknown(heap, STR("what dbt's manifest has of a node"));
  Value of_config = value_unknown(heap, STR("a config, which dbt's manifest has"));
  shape->node = dict_of(heap, NODE_KEYS, NODE_KEY_COUNT, NODE_KEY_COUNT, of_node);
  shape->config = dict_of(heap, CONFIG_OTHER, OTHER_COUNT, 2 * OTHER_COUNT, of_config);
  for (size_t i = 0; i < NONE_COUNT; i++) dict_put(heap, shape->config.dict, value_str(CONFIG_NONE[i]), VALUE_NONE);
  return shape;
}

static const NodeShape *shape_of(Workspace *workspace, const Heap *heap) {
  if (workspace->node_shape) return workspace->node_shape;
  Heap lasting = *heap;
  bool reached = workspace_below(workspace);
  lasting.arena = workspace->arena;
  workspace->node_shape = shape_new(&lasting);
  workspace_above(workspace, reached);
  return workspace->node_shape;
}

/* A node's config as the manifest would have it; of the preset parts those that are None, or said by the node's type. */
static Value config_of(Heap *heap, const NodeShape *shape, const DbtNode *node) {
  Value dict = dict_clone(heap, shape->config.dict), unknown = value_unknown(heap, STR("a config, which dbt's manifest has"));
  put(heap, dict, "meta", value_dict(heap));
  for (size_t i = 0; i < node->config.dict->n; i++) {
    const DictEntry *entry = &node->config.dict->at[i];
    if (entry->key.kind != V_ABSENT) dict_put(heap, dict.dict, entry->key, entry->value);
  }
  if (node->unknown & DBT_UNKNOWN_TAGS) put(heap, dict, "tags", unknown);
  if (node->unknown & DBT_UNKNOWN_META) put(heap, dict, "meta", unknown);
  return dict;
}

Value node_value(Workspace *workspace, Heap *heap, const DbtNode *node) {
  if (node->manifest.kind == V_DICT) return node->manifest;
  const NodeShape *shape = shape_of(workspace, heap);
  Value dict = dict_clone(heap, shape->node.dict);
  bool has_config = node->config.kind == V_DICT && !(node->unknown & DBT_UNKNOWN_CONFIG);
  if (has_config) {
    Value config = config_of(heap, shape, node);
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
