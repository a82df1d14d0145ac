#include "compiler/dbt/dbt_described.h"

#include "compiler/dbt/dbt_files.h"
#include "compiler/dbt/dbt_json.h"
#include "compiler/dbt/dbt_sql.h"

static Value unknown(Heap *heap) { return value_unknown(heap, STR("what dbt's manifest has of a node")); }

static void put(Heap *heap, Value dict, const char *key, Value v) {
  dict_put(heap, dict.dict, value_str(str_of(key)), v);
}

/* The value of a key of an entry; `preset`: where it is not there. */
static Value value_at(Heap *heap, const YNode *entry, const char *key, Value preset) {
  const YNode *yaml = entry ? ynode_get(entry, key) : NULL;
  return yaml ? dbt_json(heap, dbt_files_value(heap, yaml)) : preset;
}

/* The same of a text. */
static Value text_at(Heap *heap, const YNode *entry, const char *key, Value preset) {
  Value value = value_at(heap, entry, key, preset);
  bool is_plain = value_is_str(value) || (value.kind == V_NONE && preset.kind == V_NONE);
  return is_plain ? value : unknown(heap);
}

/* `entry.key or preset` */
static Value text_or(Heap *heap, const YNode *entry, const char *key, Str preset) {
  Value value = value_at(heap, entry, key, VALUE_NONE);
  bool is_empty = value.kind == V_NONE || (value_is_str(value) && !value_text(value).n);
  if (is_empty) return value_str(preset);
  return value_is_str(value) ? value : unknown(heap);
}

/* ---- columns ---- */

/* parser/common.py, ParserRef._add: a dict beside `config`, with what that has of it on top. */
static Value meta_of(Heap *heap, const YNode *column, const YNode *config) {
  Value empty = value_dict(heap);
  Value outer = value_at(heap, column, "meta", empty), inner = value_at(heap, config, "meta", empty);
  if (outer.kind != V_DICT || inner.kind != V_DICT) return unknown(heap);
  Value meta = dict_clone(heap, outer.dict);
  for (size_t i = 0; i < inner.dict->n; i++) {
    const DictEntry *entry = &inner.dict->at[i];
    if (entry->key.kind != V_ABSENT) dict_put(heap, meta.dict, entry->key, entry->value);
  }
  return meta;
}

/* The list of a set: of two tags or more its order is another in each process. */
static Value tags_of(Heap *heap, const YNode *column, const YNode *config) {
  StrList tags = {0};
  bool is_known = dbt_texts(heap->arena, value_at(heap, column, "tags", VALUE_NONE), &tags) &&
                  dbt_texts(heap->arena, value_at(heap, config, "tags", VALUE_NONE), &tags);
  for (size_t i = 1; i < tags.n; i++) is_known &= str_eq(tags.at[0], tags.at[i]);
  return is_known ? value_list_of_texts(heap, tags.at, tags.n ? 1 : 0) : unknown(heap);
}

static Value constraints_of(Heap *heap, const YNode *column) {
  const YNode *list = ynode_get(column, "constraints");
  return list && (list->kind != Y_LIST || list->n) ? unknown(heap) : value_list(heap, 0);
}

/* What ColumnInfo does not know is kept behind what it knows (AdditionalPropertiesMixin). */
static void put_others(Heap *heap, const YNode *column, Value dict) {
  static const Str TAKEN = STR_INIT("name description meta data_type docs constraints quote tags config granularity "
                                    "doc_blocks tests data_tests");
  for (size_t i = 0; i < column->n; i++) {
    const YPair *pair = &column->pairs[i];
    bool is_other = !pair->shadowed && pair->key->kind == Y_SCALAR && !str_lists(TAKEN, pair->key->text);
    Value value = is_other ? dbt_json(heap, dbt_files_value(heap, pair->value)) : VALUE_ABSENT;
    if (is_other) dict_put(heap, dict.dict, value_str(pair->key->text), value);
  }
}

/* artifacts/resources/v1/components.py, ColumnInfo */
static Value column_of(Heap *heap, const YNode *yaml, Value name) {
  Value column = value_dict(heap), config = value_dict(heap);
  const YNode *configured = ynode_get(yaml, "config");
  Value meta = meta_of(heap, yaml, configured), tags = tags_of(heap, yaml, configured);
  Value description = text_at(heap, yaml, "description", value_str(STR("")));
  bool is_known = value_is_str(description);
  put(heap, config, "meta", meta);
  put(heap, config, "tags", tags);
  put(heap, column, "name", name);
  put(heap, column, "description", description);
  put(heap, column, "meta", dbt_json(heap, meta)); /* another one than the config's */
  put(heap, column, "data_type", value_at(heap, yaml, "data_type", VALUE_NONE));
  put(heap, column, "constraints", constraints_of(heap, yaml));
  put(heap, column, "quote", value_at(heap, yaml, "quote", VALUE_NONE));
  put(heap, column, "config", config);
  put(heap, column, "tags", dbt_json(heap, tags));
  put(heap, column, "granularity", ynode_get(yaml, "granularity") ? unknown(heap) : VALUE_NONE);
  put(heap, column, "doc_blocks", is_known ? value_list(heap, 0) : unknown(heap));
  put_others(heap, yaml, column);
  return column;
}

static Value columns_of(Heap *heap, const YNode *entry) {
  Value columns = value_dict(heap);
  const YNode *list = entry ? ynode_get(entry, "columns") : NULL;
  if (list && list->kind != Y_LIST) return unknown(heap);
  for (size_t i = 0; list && i < list->n; i++) {
    bool is_map = list->items[i]->kind == Y_MAP;
    Value name = is_map ? text_at(heap, list->items[i], "name", VALUE_NONE) : VALUE_NONE;
    if (!value_is_str(name)) return unknown(heap);
    dict_put(heap, columns.dict, name, column_of(heap, list->items[i], name));
  }
  return columns;
}

/* ---- nodes ---- */

/* Hooks are rendered when dbt reads the project: what they refer to is a parent, too, also by a macro. */
static bool hook_may_refer(Heap *heap, const DbtNode *node, const char *key) {
  StrList texts = {0};
  DbtSqlList parts = {0};
  bool may = !dbt_texts(heap->arena, dbt_value(node->config, key), &texts);
  for (size_t i = 0; i < texts.n; i++) dbt_sql_read(heap, texts.at[i], &parts);
  for (size_t i = 0; i < parts.n; i++)
    may |= parts.at[i].references.n || parts.at[i].references_unknown || parts.at[i].calls;
  return may;
}

static bool has_text(const List *list, Str text) {
  for (size_t i = 0; i < list->n; i++)
    if (str_eq(value_text(list->at[i]), text)) return true;
  return false;
}

/* Sources come first (parser/manifest.py: process_sources, then process_refs), each once; two of them as dbt's own
 * reading of a text has them, which is a set. A seed depends on none. */
static Value depends_on_of(Heap *heap, const DbtNode *node) {
  Value depends = value_dict(heap), nodes = value_list(heap, node->parent_ids.n);
  put(heap, depends, "macros", node->type == DBT_TYPE_SEED ? value_list(heap, 0) : unknown(heap));
  if (node->type == DBT_TYPE_SEED) return depends;
  size_t sources = 0;
  for (int of_sources = 1; of_sources >= 0; of_sources--)
    for (size_t i = 0; i < node->parent_ids.n; i++) {
      Str id = node->parent_ids.at[i];
      if (str_starts(id, STR("source.")) != of_sources || has_text(nodes.list, id)) continue;
      list_push(heap, nodes, value_str(id));
      sources += of_sources;
    }
  bool may_be_more = (node->unknown & (DBT_UNKNOWN_PARENTS | DBT_UNKNOWN_CONFIG)) ||
                     hook_may_refer(heap, node, "pre-hook") || hook_may_refer(heap, node, "post-hook");
  put(heap, depends, "nodes", may_be_more || sources > 1 ? unknown(heap) : nodes);
  return depends;
}

static void put_source(Heap *heap, const DbtNode *node, Value dict) {
  Value nothing = value_str(STR(""));
  put(heap, dict, "source_description", text_at(heap, node->above, "description", nothing));
  put(heap, dict, "loader", text_at(heap, node->above, "loader", nothing));
  put(heap, dict, "schema", text_or(heap, node->above, "schema", node->source));
  put(heap, dict, "identifier", text_or(heap, node->entry, "identifier", node->name));
}

void dbt_described_put(Heap *heap, const DbtNode *node, Value dict) {
  bool is_source = node->type == DBT_TYPE_SOURCE;
  if (node->versioned) return; /* a version has columns and a description of its own, and takes some of the model's */
  put(heap, dict, "description", text_at(heap, node->entry, "description", value_str(STR(""))));
  put(heap, dict, "columns", columns_of(heap, node->entry));
  if (is_source) put_source(heap, node, dict);
  if (is_source) return;
  Str patch = str_printf(heap->arena, "%.*s://%.*s", STR_FMT(node->package), STR_FMT(node->patch));
  put(heap, dict, "patch_path", node->patch.n ? value_str(patch) : VALUE_NONE);
  put(heap, dict, "depends_on", depends_on_of(heap, node));
  if (!(node->unknown & DBT_UNKNOWN_ALIAS)) put(heap, dict, "alias", value_str(node->alias));
  if (node->type == DBT_TYPE_MODEL) put(heap, dict, "version", VALUE_NONE);
}
