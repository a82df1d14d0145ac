#include "compiler/lower/lower_whole.h"

#include "compiler/lower/lower_attributes.h"
#include "compiler/lower/lower_node.h"
#include "compiler/schema.h"
#include "runtime/core/limits.h"
#include "runtime/eval/asset_spec.h"
#include "runtime/eval/dg.h"
#include "runtime/value/int.h"
#include "runtime/value/ops.h"
#include "runtime/value/types.h"

/* ---- what is refused ---- */

/* A dict of attributes is read as the YAML is: a definition in it is a mapping, never the object. */
static bool refuse_object(Layer *layer, const YNode *attributes, Value v) {
  bool is_object = v.kind == V_DICT && spec_definition(v).kind == V_DEFINITION;
  if (!is_object) return false;
  Str found = str_of(value_type_name(spec_definition(v)));
  Diag *diag = diag_report(layer->tree.sink, DIAG_WRONG_TYPE, (Place){layer->tree.source, attributes->span},
                           DIAG_ARGS(STR("partitions_def"), STR("a mapping"), found));
  diag->hint = STR("return \"spec.replace_attributes(partitions_def=...)\", which takes the object");
  return layer->tree.failed = true;
}

/* What a dict says of an asset that is there for sure. */
static bool judge_dict(Layer *layer, Choice *choice, const YNode *attributes, const Asset *asset, Value v) {
  if (v.kind != V_DICT || asset->own != VERDICT_YES) return true;
  if (!asset_values_check(layer->tree.heap, layer->tree.sink, layer->tree.source, attributes, v.dict)) return false;
  Value key = dict_get_str(v.dict, STR("key")), prefix = dict_get_str(v.dict, STR("key_prefix"));
  AssetValue given = {STR("key"), attributes, key, true, false};
  if (value_is_str(key) && prefix.kind == V_ABSENT) attributes_take_key(layer, choice->component, &given);
  return !layer->tree.failed && !refuse_object(layer, attributes, v);
}

/* False: Dagster takes it for no translation. */
static bool may_translate(Value v) {
  if (v.kind == V_OPAQUE) return opaque_may_be_spec(v);
  if (v.kind == V_OBJECT) return asset_spec_is(v);
  return v.kind == V_ABSENT || v.kind == V_UNKNOWN || v.kind == V_DICT;
}

/* A text, a number, a key, a function, an object of another class: no translation. */
static void refuse_kind(Layer *layer, const YNode *attributes, Value v) {
  if (may_translate(v)) return;
  Diag *diag = diag_report(layer->tree.sink, DIAG_WRONG_TYPE, (Place){layer->tree.source, attributes->span},
                           DIAG_ARGS(STR("translation"), STR("a mapping"), str_of(value_type_name(v))));
  if (v.kind == V_FUNCTION) diag->hint = STR("call it: \"{{ name(spec, node) }}\"");
  layer->tree.failed = true;
}

/* What it gives is no translation for any asset. */
static void refuse_whole(Layer *layer, const YNode *attributes, Node *tree) {
  if (!layer->tree.failed) refuse_kind(layer, attributes, tree_try(&layer->tree, tree));
}

/* ---- a value as the YAML that says the same ---- */

typedef struct Writing {
  Heap *heap;
  Span span; /* of all of it */
} Writing;

static const YNode *written(Writing *w, Value v);

static const YNode *written_items(Writing *w, Value v, YNode *list) {
  const Value *items;
  size_t n;
  value_items(v, &items, &n);
  list->kind = Y_LIST;
  list->items = ARENA_ARRAY(w->heap->arena, const YNode *, n);
  for (list->n = 0; list->n < n; list->n++)
    if (!(list->items[list->n] = written(w, items[list->n]))) return NULL;
  return list;
}

static const YNode *written_pairs(Writing *w, Value v, YNode *map) {
  YPair *pairs = ARENA_ARRAY(w->heap->arena, YPair, v.dict->n);
  map->kind = Y_MAP;
  map->pairs = pairs;
  for (size_t i = 0; i < v.dict->n; i++) {
    if (v.dict->at[i].key.kind == V_ABSENT) continue;
    YPair pair = {.key = written(w, v.dict->at[i].key), .value = written(w, v.dict->at[i].value)};
    if (!pair.key || !pair.value || pair.key->kind != Y_SCALAR) return NULL;
    pairs[map->n++] = pair;
  }
  return map;
}

/* NULL: it is nothing that YAML can say, or it is not known. */
static const YNode *written(Writing *w, Value v) {
  YNode *node = ARENA_NEW(w->heap->arena, YNode);
  node->span = w->span;
  node->style = Y_DOUBLE;
  if (v.kind == V_LIST || v.kind == V_TUPLE) return written_items(w, v, node);
  if (v.kind == V_DICT) return written_pairs(w, v, node);
  bool is_scalar = value_is_str(v) || int_is(v) || v.kind == V_FLOAT || v.kind == V_BOOL || v.kind == V_NONE;
  node->kind = Y_SCALAR;
  node->value = value_is_str(v) ? value_str(value_text(v)) : v;
  node->text = value_to_str(w->heap, v);
  return is_scalar ? node : NULL;
}

/* ---- for one asset ---- */

static const Str OF_WHOLE = STR_INIT("what the template of its attributes gives");

/* The attributes of a dict; what cannot be told of one of them is not known of the asset. */
static const YNode *attributes_of(Layer *layer, const YNode *yaml, Value v, Asset *asset) {
  Heap *heap = layer->tree.heap;
  Writing writing = {heap, yaml->span};
  YNode *map = ARENA_NEW(heap->arena, YNode);
  YPair *pairs = ARENA_ARRAY(heap->arena, YPair, v.dict->n);
  *map = (YNode){.kind = Y_MAP, .span = yaml->span, .pairs = pairs};
  for (size_t i = 0; i < v.dict->n; i++) {
    const DictEntry *entry = &v.dict->at[i];
    if (!value_is_str(entry->key)) continue;
    const YNode *value = written(&writing, entry->value);
    if (value) pairs[map->n++] = (YPair){.key = written(&writing, entry->key), .value = value};
    else if (str_is(value_text(entry->key), "deps")) asset->unknown |= ASSET_UNKNOWN_DEPS;
    else asset_change(heap->arena, asset, value_text(entry->key), VALUE_ABSENT, false);
  }
  return map;
}

/* What a dict gives one asset; false where its definition cannot be told. */
static bool give_dict(Layer *layer, Choice *choice, const YNode *yaml, Value v, size_t i, GiveAttributes *give) {
  Assets *assets = choice->targets.assets;
  uint8_t *one = ARENA_ARRAY(layer->tree.heap->arena, uint8_t, assets->own);
  const YNode *attributes = attributes_of(layer, yaml, v, &assets->at[i]);
  const YNode *definition = ynode_get(attributes, "partitions_def");
  bool is_sound = !definition || schema_check_translation(layer->tree.sink, layer->tree.source, attributes);
  if (!is_sound) return layer->tree.failed = true;
  one[i] = VERDICT_YES;
  Layer alone = *layer;
  alone.of_one = true;
  give(&alone, choice, attributes, one);
  layer->tree.failed |= alone.tree.failed;
  layer->tree.steps = alone.tree.steps;
  return definition || spec_definition(v).kind == V_ABSENT;
}

/* What an object gives one asset, as the component's class does. */
static bool give_spec(Layer *layer, Choice *choice, const YNode *yaml, Value v, size_t i) {
  const Asset *made = spec_asset(v);
  Value given = spec_definition(v);
  bool is_told = given.kind == V_ABSENT || given.kind == V_DEFINITION || given.kind == V_NONE;
  if (!made || !is_told) return false;
  asset_take(layer->tree.heap->arena, &choice->targets.assets->at[i], made);
  if (given.kind != V_ABSENT) choice_give_one(layer, choice, yaml, i, given);
  return true;
}

typedef struct Whole {
  const YNode *yaml;
  Node *tree;
  GiveAttributes *give;
} Whole;

/* False where the definition of the asset cannot be told. */
static bool give_asset(Layer *layer, Choice *choice, const Whole *whole, size_t i) {
  Asset *asset = &choice->targets.assets->at[i];
  Value v = layer_value_for(layer, asset, whole->tree);
  if (!layer->tree.failed && asset->own == VERDICT_YES) refuse_kind(layer, whole->yaml, v);
  layer->tree.failed |= !layer->tree.failed && !judge_dict(layer, choice, whole->yaml, asset, v);
  if (layer->tree.failed) return true;
  bool is_told = !(whole->tree->inputs & ~(InputSet)INPUT_ROOT);
  if (is_told && v.kind == V_DICT) return give_dict(layer, choice, whole->yaml, v, i, whole->give);
  if (is_told && v.kind == V_OBJECT && give_spec(layer, choice, whole->yaml, v, i)) return true;
  uint8_t *one = ARENA_ARRAY(layer->tree.heap->arena, uint8_t, choice->targets.assets->own);
  one[i] = VERDICT_YES;
  targets_forget(&choice->targets, one, OF_WHOLE);
  bool has_definition = v.kind == V_ABSENT || spec_definition(v).kind != V_ABSENT;
  return !has_definition;
}

/* The key of what the assets depend on. */
static void give_upstream(Layer *layer, Choice *choice, Asset *asset, void *state) {
  const Whole *whole = state;
  Value v = layer_value_for(layer, asset, whole->tree);
  Asset *external = assets_external(choice->targets.assets, asset->node);
  if (!external) return;
  const Asset *made = spec_asset(v);
  if (made) external->key = made->key;
  bool renames = v.kind == V_DICT && (dict_get_str(v.dict, STR("key")).kind != V_ABSENT ||
                                      dict_get_str(v.dict, STR("key_prefix")).kind != V_ABSENT);
  if (renames || (!made && v.kind != V_DICT) || (made && made->unknown & ASSET_UNKNOWN_KEY))
    external->unknown |= ASSET_UNKNOWN_KEY;
}

/* A definition that cannot be told for all: the environment may be why, not the models. */
static void refuse_definition(Layer *layer, Choice *choice, const Whole *whole) {
  if (whole->tree->inputs & INPUT_ENV)
    choice_give_unsupported(layer, choice, whole->yaml, NULL,
                            STR("a definition from the environment in attributes that one template gives"));
  else
    choice_refuse_each(layer, choice, whole->yaml, NULL);
}

void whole_try(Layer *layer, Choice *choice, const YNode *attributes, GiveAttributes *give) {
  Whole whole = {attributes, tree_of(&layer->tree, attributes), give};
  const Assets *assets = choice->targets.assets;
  bool too_many = assets && assets->own > LIMIT_EACH_MODEL, is_told = true;
  if (too_many) targets_forget(&choice->targets, NULL, OF_WHOLE);
  for (size_t i = 0; assets && is_told && i < assets->own && !layer->tree.failed; i++)
    if (assets->at[i].own != VERDICT_NO) is_told = give_asset(layer, choice, &whole, i);
  if (!is_told && !layer->tree.failed) {
    refuse_definition(layer, choice, &whole);
    targets_forget(&choice->targets, NULL, OF_WHOLE);
  }
  choice_upstream(layer, choice, assets, give_upstream, &whole);
  refuse_whole(layer, attributes, whole.tree);
  choice->failed |= layer->tree.failed;
}
