#include "compiler/lower/lower_choice.h"

#include "runtime/core/limits.h"
#include "runtime/plan/node_json.h"
#include "runtime/plan/plan_tree.h"

/* ---- what the assets depend on ---- */

/* What the component's assets depend on, which Dagster translates too; a project with many models is not looked at. */
static AssetList upstream_of(const Layer *layer, Choice *choice, const Assets *assets) {
  bool translates = layer->kind == SCOPE_TRANSLATION && !layer->of_one;
  if (!translates || !assets || assets->own > LIMIT_EACH_MODEL) return (AssetList){0};
  if (!choice->upstream) {
    choice->upstream = ARENA_NEW(layer->tree.heap->arena, AssetList);
    *choice->upstream = assets_upstream(layer->tree.heap->arena, assets);
    if (choice->upstream->n > LIMIT_EACH_MODEL) choice->upstream->n = 0;
  }
  return *choice->upstream;
}

/* Names what the last finding is for, if there is one beyond the first `found`. */
static void name_asset(Layer *layer, const Asset *upstream, size_t found) {
  DiagSink *sink = layer->tree.sink;
  if (sink->list.n == found) return;
  sink->list.at[sink->list.n - 1]->hint =
      str_printf(sink->arena, "this is for '%.*s': Dagster translates what the component's models depend on, too",
                 STR_FMT(upstream->node->id));
}

void choice_upstream(Layer *layer, Choice *choice, const Assets *assets, TryAsset *try, void *state) {
  AssetList upstream = upstream_of(layer, choice, assets);
  for (size_t i = 0; i < upstream.n && !layer->tree.failed; i++) {
    size_t found = layer->tree.sink->list.n;
    try(layer, choice, &upstream.at[i], state);
    name_asset(layer, &upstream.at[i], found);
  }
}

static void try_value(Layer *layer, Choice *choice, Asset *asset, void *tree) {
  (void)choice;
  layer_value_for(layer, asset, tree);
}

void choice_try_upstream(Layer *layer, Choice *choice, Node *tree) {
  choice_upstream(layer, choice, choice->targets.assets, try_value, tree);
}

/* ---- where a definition stands ---- */

/* The var that a text names first. Looked for in the text: what depends on no input is folded away in the tree. */
static const TemplateVar *first_named(const VarList *vars, Str text) {
  const TemplateVar *first = NULL;
  size_t place = SIZE_MAX;
  for (size_t i = 0; i < vars->n; i++) {
    size_t at = str_find_word(text, vars->at[i]->name);
    if (at < place) place = at, first = vars->at[i];
  }
  return first;
}

static Str defined_at(Layer *layer, const YNode *yaml) {
  const TemplateVar *var = yaml->kind == Y_SCALAR ? first_named(layer->vars, yaml->text) : NULL;
  if (!var || var->function.kind != V_FUNCTION) return STR("");
  const Function *function = var->function.function;
  bool is_known = function->module && function->module->source && function->node;
  return is_known ? layer_place_in(layer, function->module->source, function->node->span) : STR("");
}

/* ---- giving ---- */

/* What `partitions:` calls the kind of a definition (PartitionsAssetSelection); empty: not known. */
static Str kind_of(Value v) {
  if (v.kind == V_NONE) return STR("none");
  if (v.kind != V_DEFINITION) return STR("");
  switch (v.definition->kind) {
    case PARTITIONS_STATIC: return STR("static");
    case PARTITIONS_DYNAMIC: return STR("dynamic");
    case PARTITIONS_MULTI: return STR("multipartitions");
    default: return STR("time");
  }
}

/* `is_bound`: the value is what it is in each environment. */
static void give(Choice *choice, const uint8_t *set, Applied applied, Value v, bool is_bound, Arena *arena) {
  Str kind = kind_of(v);
  VEC_PUSH(arena, &choice->applied, applied);
  if (!set) choice->whole = choice->applied.n;
  choice->is_partial |= set != NULL;
  Assets *assets = choice->targets.assets;
  for (size_t i = 0; assets && i < assets->own; i++) {
    if (assets->at[i].own == VERDICT_NO || (set && set[i] == VERDICT_NO)) continue;
    bool is_sure = !set || set[i] == VERDICT_YES;
    assets->at[i].definition = is_bound && is_sure ? v : VALUE_ABSENT;
    if (!is_sure) continue;
    choice->of_asset[i] = choice->applied.n;
    assets->at[i].partitions = kind;
    if (!kind.n) assets->at[i].unknown |= ASSET_UNKNOWN_PARTITIONS;
  }
}

static Applied applied_at(Layer *layer, const YNode *yaml, Node *tree) {
  return (Applied){tree,
                   layer->kind == SCOPE_TRANSLATION ? SCOPE_ATTRIBUTES : SCOPE_POST,
                   layer_place(layer, yaml),
                   defined_at(layer, yaml),
                   {layer->tree.source, yaml->span}};
}

static Node *constant_of(Heap *heap, Value v) {
  Node *node = node_new(heap->arena, NODE_CONST, (Span){0, 0});
  node->constant.value = v;
  return node;
}

void choice_give(Layer *layer, Choice *choice, const YNode *yaml, const uint8_t *set, Node *tree, Value v) {
  Heap *heap = layer->tree.heap;
  bool is_bound = tree->inputs == INPUT_NONE;
  if (v.kind == V_DEFINITION && is_bound) tree = constant_of(heap, v);
  if (v.kind == V_NONE) tree = NULL;
  give(choice, set, applied_at(layer, yaml, tree), v, is_bound, heap->arena);
}

void choice_give_one(Layer *layer, Choice *choice, const YNode *yaml, size_t asset, Value v) {
  Heap *heap = layer->tree.heap;
  const Assets *assets = choice->targets.assets;
  uint8_t *only = ARENA_ARRAY(heap->arena, uint8_t, assets->own);
  only[asset] = VERDICT_YES;
  choice_give(layer, choice, yaml, only, constant_of(heap, v), v);
}

void choice_give_unsupported(Layer *layer, Choice *choice, const YNode *yaml, const uint8_t *set, Str what) {
  Node *unsupported = node_new(layer->tree.heap->arena, NODE_UNSUPPORTED, (Span){0, 0});
  unsupported->unsupported.what = what;
  tree_try(&layer->tree, unsupported);
  give(choice, set, applied_at(layer, yaml, unsupported), VALUE_ABSENT, false, layer->tree.heap->arena);
}

void choice_refuse_each(Layer *layer, Choice *choice, const YNode *yaml, const uint8_t *set) {
  choice_give_unsupported(layer, choice, yaml, set,
                          layer->kind == SCOPE_TRANSLATION
                              ? STR("a definition that differs from model to model (it reads 'node')")
                              : STR("a definition that differs from asset to asset (it reads 'asset')"));
}

/* ---- the outcome ---- */

static Str shown(Arena *arena, const Node *tree) {
  Heap heap = {.arena = arena};
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  if (tree->kind == NODE_CONST && tree->constant.value.kind == V_DEFINITION)
    definition_write(&buf, tree->constant.value.definition);
  else
    node_print(&heap, &buf, tree);
  return buf_str(&buf);
}

static bool is_constant(const Applied *applied) { return applied->tree->kind == NODE_CONST; }

/* Dagster compares definitions by what they say; so does this, as far as it can be told before they are bound. What
 * is still to be evaluated also has to mean the same where it stands. */
static bool is_same(Arena *arena, const Applied *a, const Applied *b) {
  bool may_be = a->scope == b->scope || (is_constant(a) && is_constant(b));
  return a == b || (may_be && str_eq(shown(arena, a->tree), shown(arena, b->tree)));
}

/* Assets with and without a definition run together; with two of them they cannot. */
static void report_two(Choice *choice, DiagSink *sink, const Applied *first, const Applied *second) {
  Str name = choice->component->name;
  Diag *diag =
      diag_report(sink, DIAG_DEFINITIONS_DIFFER, second->place, DIAG_ARGS(name.n ? name : STR("one component")));
  diag_relate(sink, diag, first->place, STR("some of its assets have this one"));
  choice->failed = true;
}

/* Two that may be one, as the environment decides what one of them is. */
static const Applied *undecided(Arena *arena, const Applied *first, const Applied *second) {
  Node *unsupported = node_new(arena, NODE_UNSUPPORTED, (Span){0, 0});
  unsupported->unsupported.what = STR("a definition from the environment beside another one");
  Applied *both = ARENA_NEW(arena, Applied);
  *both = first->tree->inputs ? *first : *second;
  both->tree = unsupported;
  return both;
}

/* The definition of the assets that are there for sure, or perhaps; with those that perhaps are, none conflicts. */
static const Applied *chosen_among(Choice *choice, DiagSink *sink, Verdict own, const Applied *found) {
  const Assets *assets = choice->targets.assets;
  for (size_t i = 0; i < assets->own && !choice->failed; i++) {
    if (assets->at[i].own != own || !choice->of_asset[i]) continue;
    const Applied *at = &choice->applied.at[choice->of_asset[i] - 1];
    if (!at->tree) continue;
    bool differs = found && !is_same(sink->arena, found, at);
    if (differs && own == VERDICT_YES && (found->tree->inputs || at->tree->inputs))
      return undecided(sink->arena, found, at);
    if (differs && own == VERDICT_YES) report_two(choice, sink, found < at ? found : at, found < at ? at : found);
    if (!found || (!differs && at > found)) found = at; /* of equal ones the last applied */
  }
  return found;
}

static const Applied *chosen(Choice *choice, DiagSink *sink) {
  if (!choice->targets.assets) return choice->whole ? &choice->applied.at[choice->whole - 1] : NULL;
  return chosen_among(choice, sink, VERDICT_MAYBE, chosen_among(choice, sink, VERDICT_YES, NULL));
}

void choice_settle(Choice *choice, DiagSink *sink) {
  const Applied *applied = chosen(choice, sink);
  choice->component->partitions_by_env = choice->given_by_env || (choice->is_partial && choice->targets.read_env);
  if (!applied) return;
  choice->component->partitions = applied->tree;
  choice->component->partitions_scope = applied->scope;
  choice->component->partitions_from = applied->from;
  choice->component->partitions_defined = applied->defined;
}
