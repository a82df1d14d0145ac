#include "compiler/lower/lower_attributes.h"

#include "compiler/lower/lower_node.h"
#include "runtime/core/limits.h"

/* The assets of the component, read where they are not yet. */
static const Targets *models_of(Layer *layer, Choice *choice) {
  if (choice->targets.assets || choice->targets.unknown.n) return &choice->targets;
  if (!choice->models_read)
    choice->models = targets_read(layer->tree.workspace, layer->tree.heap, choice->component, choice->attributes);
  choice->models_read = true;
  return &choice->models;
}

/* No two assets of a component have one key, nor one of them and what it reads (dagster_dbt/asset_utils.py,
 * build_dbt_specs). */
static bool refuse_same_key(Layer *layer, const StrList *keys, const AssetValue *given) {
  Str key = value_text(given->value);
  for (size_t i = 0; i < keys->n && !layer->tree.failed; i++) {
    if (!str_eq(keys->at[i], key)) continue;
    Place place = {layer->tree.source, given->yaml->span};
    diag_report(layer->tree.sink, DIAG_KEY_OF_SEVERAL, place, DIAG_ARGS(key))->hint =
        STR("let '{{ node.name }}' be in it");
    layer->tree.failed = true;
  }
  return layer->tree.failed;
}

void attributes_take_key(Layer *layer, PlanComponent *component, const AssetValue *given) {
  if (!refuse_same_key(layer, &component->keys, given))
    VEC_PUSH(layer->tree.heap->arena, &component->keys, value_text(given->value));
}

/* Where the items of a list are written; those of a template in one place. */
static Place *places_of(Layer *layer, const YNode *yaml, size_t *n) {
  *n = yaml->kind == Y_LIST ? yaml->n : 1;
  Place *places = ARENA_ARRAY(layer->tree.heap->arena, Place, *n);
  for (size_t i = 0; i < *n; i++)
    places[i] = (Place){layer->tree.source, yaml->kind == Y_LIST ? yaml->items[i]->span : yaml->span};
  return places;
}

/* Assets share one list: who adds to it makes its own. */
static void share_deps(Asset *asset, const Asset *given) {
  asset->deps = given->deps;
  asset->deps.cap = asset->deps.n;
  asset->unknown = (asset->unknown & ~(unsigned)ASSET_UNKNOWN_DEPS) | given->unknown;
}

/* Gives the assets in `set` what they depend on; of what cannot be told, or is given perhaps, more than is known. */
static void affect_deps(Layer *layer, Choice *choice, const uint8_t *set, const AssetValue *given) {
  size_t place_count;
  Heap *heap = layer->tree.heap;
  Assets *assets = choice->targets.assets;
  const Place *places = places_of(layer, given->yaml, &place_count);
  Asset whole = {0};
  asset_depend(heap, &whole, given->value, false, places, place_count);
  for (size_t i = 0; assets && i < assets->own; i++) {
    Verdict verdict = set ? set[i] : VERDICT_YES;
    if (verdict == VERDICT_YES) share_deps(&assets->at[i], &whole);
    if (verdict != VERDICT_MAYBE) continue;
    asset_depend(heap, &assets->at[i], given->value, true, places, place_count);
    assets->at[i].unknown |= ASSET_UNKNOWN_DEPS;
  }
}

/* What the environment gave of what is kept is not told: a plan would keep it. */
static void affect(Layer *layer, Choice *choice, const uint8_t *set, const AssetValue *given) {
  bool is_hidden = layer->tree.inputs_read & INPUT_ENV && str_lists(ASSET_GIVEN, given->name);
  Value value = is_hidden ? VALUE_ABSENT : given->value;
  if (str_is(given->name, "deps"))
    affect_deps(layer, choice, set, given);
  else
    targets_affect(&choice->targets, layer->tree.heap->arena, set, given->name, value, given->replaces);
}

/* A key is taken as text is. */
static Value key_as_text(Value v) {
  Str key = spec_key_text(v);
  return key.n ? value_str(key) : v;
}

/* What an attribute that is computed for each model gives one. Only what fails for a model that is there for sure fails
 * the load, and is reported. */
static Value try_model(Layer *layer, const Asset *asset, Node *tree, AssetValue given) {
  DiagSink ignored, *sink = layer->tree.sink;
  bool is_sure = asset->own == VERDICT_YES;
  if (!asset->node) return VALUE_ABSENT;
  diag_sink_beside(&ignored, sink->arena, sink);
  if (!is_sure) layer->tree.sink = &ignored;
  given.value = layer_value_for(layer, asset, tree);
  if (str_is(given.name, "key")) given.value = key_as_text(given.value);
  bool is_judged = is_sure && given.value.kind != V_ABSENT;
  if (is_judged && !asset_value_check(layer->tree.heap, sink, layer->tree.source, &given)) layer->tree.failed = true;
  if (!is_sure) layer->tree.failed = false;
  layer->tree.sink = sink;
  return given.value;
}

typedef struct Trial {
  Node *tree;
  AssetValue given;
  const Assets *named; /* those that get their keys by it; NULL: it is no key */
  const Assets *renamed; /* those of which targets ask the keys that it changes; NULL: it changes none */
} Trial;

static void try_upstream_model(Layer *layer, Choice *choice, Asset *asset, void *state) {
  const Trial *trial = state;
  AssetValue given = trial->given;
  given.value = try_model(layer, asset, trial->tree, given);
  Asset *external = trial->renamed ? assets_external(trial->renamed, asset->node) : NULL;
  if (external) asset_change(layer->tree.heap->arena, external, given.name, given.value, false);
  bool is_named = trial->named && !layer->tree.failed && value_is_str(given.value);
  bool is_shared = choice->sources_share && asset->node->type == DBT_TYPE_SOURCE;
  if (!is_named || !assets_read(trial->named, asset->node)) return;
  if (refuse_same_key(layer, &choice->component->keys, &given) || is_shared) return;
  if (!refuse_same_key(layer, &choice->read_keys, &given))
    VEC_PUSH(layer->tree.heap->arena, &choice->read_keys, value_text(given.value));
}

static void try_each(Layer *layer, Choice *choice, Node *tree, AssetValue given, const uint8_t *set) {
  const Targets *models = models_of(layer, choice);
  const Assets *assets = models->assets;
  Arena *arena = layer->tree.heap->arena;
  uint8_t *one = assets ? ARENA_ARRAY(arena, uint8_t, assets->own) : NULL;
  bool too_many = assets && assets->own > LIMIT_EACH_MODEL, names = str_lists(STR("key key_prefix"), given.name),
       is_key = str_is(given.name, "key") && !models->read_env && !choice->has_prefixes;
  given.value = value_unknown(layer->tree.heap, STR("a template"));
  if (too_many) affect(layer, choice, set, &given);
  for (size_t i = 0; assets && !too_many && i < assets->own && !layer->tree.failed; i++) {
    if (assets->at[i].own == VERDICT_NO) continue;
    given.value = try_model(layer, &assets->at[i], tree, given);
    bool is_sure = assets->at[i].own == VERDICT_YES && !layer->tree.failed;
    if (is_key && is_sure && value_is_str(given.value)) attributes_take_key(layer, choice->component, &given);
    one[i] = set ? set[i] : VERDICT_YES;
    affect(layer, choice, one, &given);
    one[i] = VERDICT_NO;
  }
  Trial trial = {tree, given, is_key ? assets : NULL, names ? choice->targets.assets : NULL};
  choice_upstream(layer, choice, assets, try_upstream_model, &trial);
}

/* `{{ asset }}` and nothing else: no attribute takes the asset itself. */
static bool is_asset_itself(const Node *tree) {
  const Node *output = tree->kind == NODE_TEMPLATE && tree->template.body.n == 1 ? tree->template.body.at[0] : NULL;
  bool is_one = output && output->kind == NODE_OUTPUT && output->output.items.n == 1;
  const Node *item = is_one ? output->output.items.at[0] : NULL;
  return item && item->kind == NODE_NAME && str_is(item->name.id, "asset");
}

/* What the templates of an attribute read, also by the vars they name. */
static InputSet inputs_of(const Node *tree) {
  InputSet inputs = tree->inputs;
  for (size_t i = 0; tree->kind == NODE_LIST && i < tree->list.items.n; i++)
    inputs |= inputs_of(tree->list.items.at[i]);
  for (size_t i = 0; tree->kind == NODE_DICT && i < tree->dict.items.n; i++)
    inputs |= inputs_of(tree->dict.items.at[i]->pair.value);
  return inputs;
}

/* The other attributes are looked at for what fails in them, and for what later targets may ask of the assets. */
static void try_attribute(Layer *layer, Choice *choice, Str name, const YNode *value, const uint8_t *set,
                          bool replaces) {
  bool failed = layer->tree.failed;
  layer->tree.failed = false;
  Node *tree = tree_of(&layer->tree, value);
  layer->tree.inputs_read = inputs_of(tree);
  if (layer->tree.inputs_read & INPUT_ENV) VEC_PUSH(layer->tree.heap->arena, &choice->by_env, name);
  bool reads_model = layer_reads_asset(layer, tree) && !is_asset_itself(tree);
  AssetValue given = {name, value, VALUE_ABSENT, layer->kind == SCOPE_TRANSLATION, replaces};
  if (reads_model && layer->kind == SCOPE_TRANSLATION && layer->tree.sink->checking) node_check(&layer->tree, tree);
  if (reads_model) try_each(layer, choice, tree, given, set);
  Value v = layer->tree.failed ? VALUE_ABSENT : tree_try(&layer->tree, tree);
  if (v.kind == V_ABSENT || reads_model) v = value_unknown(layer->tree.heap, STR("a template"));
  if (layer->kind == SCOPE_POST && is_asset_itself(tree)) v = spec_value(layer->tree.heap, &(Asset){0}, SPEC_MADE);
  given.value = v;
  if (!layer->tree.failed)
    layer->tree.failed = !asset_value_check(layer->tree.heap, layer->tree.sink, layer->tree.source, &given);
  layer->tree.failed |= failed;
  if (!reads_model) affect(layer, choice, set, &given);
}

/* Those of `key`, or the others. */
static void try_pairs(Layer *layer, Choice *choice, const YNode *attributes, bool of_key, const uint8_t *set,
                      bool replaces) {
  for (size_t i = 0; i < attributes->n; i++) {
    const YPair *pair = &attributes->pairs[i];
    bool is_wanted = str_is(pair->key->text, "key") == of_key && !str_is(pair->key->text, "partitions_def");
    if (!pair->shadowed && is_wanted) try_attribute(layer, choice, pair->key->text, pair->value, set, replaces);
  }
}

void attributes_try(Layer *layer, Choice *choice, const YNode *attributes, const uint8_t *set, bool replaces) {
  if (attributes->kind == Y_MAP) { /* a prefix is put before the key that is there by then */
    try_pairs(layer, choice, attributes, true, set, replaces);
    try_pairs(layer, choice, attributes, false, set, replaces);
  }
  choice->failed |= layer->tree.failed;
}
