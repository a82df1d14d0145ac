#include "compiler/lower_partitions.h"

#include "compiler/asset_values.h"
#include "compiler/class_spec.h"
#include "compiler/lower_form.h"
#include "compiler/lower_node.h"
#include "compiler/lower_targets.h"
#include "compiler/lower_tree.h"
#include "runtime/core/limits.h"
#include "runtime/eval/dg.h"
#include "runtime/eval/report.h"
#include "runtime/plan/node_json.h"
#include "runtime/plan/plan_tree.h"
#include "runtime/plan/resolve.h"
#include "runtime/value/types.h"

/* What one file says: a component or folder file, and what its templates see. */
typedef struct Layer {
  Project const *project;
  TreeScope tree;
  const VarList *vars;
  ScopeKind kind;
  bool with_others; /* it counts for more than the component */
  bool shaped;      /* the schema found no error in it */
} Layer;

/* A definition that some file applies; without a tree: that there is none. */
typedef struct Applied {
  Node *tree;
  ScopeKind scope;
  Str from;    /* "file:line:column" */
  Str defined; /* the same of the template var that makes it; empty where the definition stands in place */
  Place place;
} Applied;

typedef struct Choice {
  PlanComponent *component;
  const VarList *all; /* what the component itself sees */
  bool failed;
  VEC(Applied) applied;
  Targets targets;
  size_t whole;     /* number in `applied` of what holds for the component, plus 1; 0: nothing does */
  size_t *of_asset; /* the same for each asset of `targets` */
  const AssetList *upstream; /* what they depend on; NULL: not looked at */
  Targets models; /* the assets where `translation` alone asks for them */
  bool models_read;
  bool is_partial; /* some definition was given to some assets */
  bool has_prefixes; /* `translation` puts a prefix before the keys that differs from model to model, or may */
} Choice;

static Layer layer_of(Workspace *workspace, Heap *heap, const Project *project, const Source *source,
                      const VarList *vars, ScopeKind kind, const char *unknown) {
  VarScope scope = vars_scope(heap, kind, vars, project->root);
  int number = scope_find(scope.table, str_of(unknown));
  Str what = str_printf(heap->arena, "'%s', which only a load knows", unknown);
  bool is_spec = str_is(str_of(unknown), "asset");
  Value given = is_spec ? asset_spec_unknown(heap, what) : value_unknown_of(heap, &TYPE_DICT, what);
  if (number >= 0) scope.values[number] = given;
  TreeScope tree = {workspace, heap, workspace->sink, source, scope.table, scope.values, false, vars->missing, 0};
  return (Layer){project, tree, vars, kind, false, true};
}

/* What the component's assets depend on, which Dagster translates too; a project with many models is not looked at. */
static const AssetList *upstream_of(const Layer *layer, Choice *choice, const Assets *assets) {
  static const AssetList NONE = {0};
  if (layer->kind != SCOPE_TRANSLATION || !assets || assets->n > LIMIT_EACH_MODEL) return &NONE;
  if (!choice->upstream) {
    AssetList *upstream = ARENA_NEW(layer->tree.heap->arena, AssetList);
    *upstream = assets_upstream(layer->tree.heap->arena, assets);
    choice->upstream = upstream->n > LIMIT_EACH_MODEL ? &NONE : upstream;
  }
  return choice->upstream;
}

/* ---- one definition ---- */

static Str place_in(Layer *layer, const Source *source, Span span) {
  Position at = source_position(source, span.start);
  Str file = path_relative(layer->tree.heap->arena, source->path, layer->project->root);
  return str_printf(layer->tree.heap->arena, "%.*s:%u:%u", STR_FMT(file), at.line, at.column);
}

static Str place_of(Layer *layer, const YNode *yaml) { return place_in(layer, layer->tree.source, yaml->span); }

static const TemplateVar *var_named(const VarList *vars, Str name) {
  for (size_t i = 0; i < vars->n; i++)
    if (str_eq(vars->at[i]->name, name)) return vars->at[i];
  return NULL;
}

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
  return is_known ? place_in(layer, function->module->source, function->node->span) : STR("");
}

typedef struct Shadow {
  const Layer *layer;
  const Choice *choice;
  Str name; /* a var of the layer that the component's scope has otherwise */
} Shadow;

static void find_shadowed(Node *node, void *state) {
  Shadow *shadow = state;
  if (node->kind == NODE_NAME) {
    const TemplateVar *var = var_named(shadow->layer->vars, node->name.id);
    if (var && var != var_named(shadow->choice->all, node->name.id)) shadow->name = node->name.id;
  }
  node_children(node, find_shadowed, state);
}

static bool is_shadowed(Layer *layer, Choice *choice, Node *tree, const YNode *yaml) {
  Shadow shadow = {layer, choice, {0}};
  find_shadowed(tree, &shadow);
  if (!shadow.name.n) return false;
  Str what =
      str_printf(layer->tree.heap->arena,
                 "a definition that depends on its surroundings through '%.*s', which the component below names anew",
                 STR_FMT(shadow.name));
  diag_report(layer->tree.sink, DIAG_DEFINITION_UNSUPPORTED, (Place){layer->tree.source, yaml->span}, DIAG_ARGS(what));
  return true;
}

/* Whether a tree reads what differs from asset to asset: `node` in `translation`, `asset` in `post_processing`. */
typedef struct Reads {
  const char *name;
  bool found;
} Reads;

static void find_read(Node *node, void *state) {
  Reads *reads = state;
  if (node->kind == NODE_NAME && str_is(node->name.id, reads->name)) reads->found = true;
  node_children(node, find_read, state);
}

static bool reads_asset(const Layer *layer, Node *tree) {
  Reads reads = {layer->kind == SCOPE_TRANSLATION ? "node" : "asset", false};
  find_read(tree, &reads);
  return reads.found;
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

/* Gives the definition to the assets of a set; NULL: to all. */
static void give(Choice *choice, const uint8_t *set, Applied applied, Str kind, Arena *arena) {
  VEC_PUSH(arena, &choice->applied, applied);
  if (!set) choice->whole = choice->applied.n;
  choice->is_partial |= set != NULL;
  Assets *assets = choice->targets.assets;
  for (size_t i = 0; assets && i < assets->n; i++) {
    if (assets->at[i].own == VERDICT_NO || (set && set[i] != VERDICT_YES)) continue;
    choice->of_asset[i] = choice->applied.n;
    assets->at[i].partitions = kind;
    if (!kind.n) assets->at[i].unknown |= ASSET_UNKNOWN_PARTITIONS;
  }
}

/* What makes text of a definition. */
static const char *text_remedy(const YNode *yaml) {
  Str text = yaml->kind == Y_SCALAR ? yaml->text : STR("");
  if (str_find(text, STR("{{"), 0) == SIZE_MAX)
    return "such as \"{{ dg.DailyPartitionsDefinition(start_date='2024-01-01') }}\"";
  bool is_sole = str_starts(text, STR("{{")) && str_ends(text, STR("}}"));
  return is_sole ? "" : "a blank outside the braces turns the whole value to text";
}

/* What the value of `partitions_def` may be; false after reporting. */
static bool is_definition(Layer *layer, const YNode *yaml, Value v) {
  bool unsettled = v.kind == V_ABSENT || v.kind == V_UNKNOWN;
  if (unsettled || v.kind == V_DEFINITION || v.kind == V_NONE) return true;
  Diag *diag = diag_report(layer->tree.sink, DIAG_NOT_A_DEFINITION, (Place){layer->tree.source, yaml->span},
                           DIAG_ARGS(str_of(value_type_name(v))));
  if (value_is_str(v)) diag->hint = str_of(text_remedy(yaml));
  layer->tree.failed = true;
  return false;
}

static Applied applied_at(Layer *layer, const YNode *yaml, Node *tree) {
  return (Applied){tree,
                   layer->kind == SCOPE_TRANSLATION ? SCOPE_ATTRIBUTES : SCOPE_POST,
                   place_of(layer, yaml),
                   defined_at(layer, yaml),
                   {layer->tree.source, yaml->span}};
}

static Node *constant_of(Heap *heap, Value v) {
  Node *node = node_new(heap->arena, NODE_CONST, (Span){0, 0});
  node->constant.value = v;
  return node;
}

/* ---- a definition that differs from asset to asset ---- */

/* Each model has its steps, and hundreds of slow ones would take minutes. */
static bool is_patient(const Layer *layer) { return layer->tree.steps <= LIMIT_SWEEP_STEPS; }

/* The value for one asset. V_ABSENT: it cannot be told without Dagster, or takes too long. */
static Value value_for(Layer *layer, const Asset *at, Node *tree) {
  if (!is_patient(layer)) return VALUE_ABSENT;
  bool translates = layer->kind == SCOPE_TRANSLATION;
  int number = scope_find(layer->tree.table, translates ? STR("node") : STR("asset"));
  int spec = translates ? scope_find(layer->tree.table, STR("spec")) : number;
  Value *values = (Value *)layer->tree.values, before = values[number], spec_before = values[spec];
  values[spec] = asset_spec_of(layer->tree.heap, at, translates ? SPEC_OF_NODE : SPEC_MADE);
  values[number] = translates ? node_value(layer->tree.workspace, layer->tree.heap, at->node) : values[spec];
  bool checking = layer->tree.sink->checking;
  layer->tree.sink->checking = false; /* what is not known is said once, for all */
  Value v = tree_try(&layer->tree, tree);
  layer->tree.sink->checking = checking;
  values[spec] = spec_before;
  values[number] = before;
  return v.kind == V_UNKNOWN ? VALUE_ABSENT : v;
}

/* Names what the last finding is for, if there is one beyond the first `found`. */
static void told_of(Layer *layer, const Asset *upstream, size_t found) {
  DiagSink *sink = layer->tree.sink;
  if (sink->list.n == found) return;
  sink->list.at[sink->list.n - 1]->hint =
      str_printf(sink->arena, "this is for '%.*s': Dagster translates what the component's models depend on, too",
                 STR_FMT(upstream->node->id));
}

/* Of what is not the component's own nothing is kept, but what fails for it fails the load. */
static void try_upstream(Layer *layer, Choice *choice, Node *tree) {
  const AssetList *upstream = upstream_of(layer, choice, choice->targets.assets);
  for (size_t i = 0; i < upstream->n && !layer->tree.failed; i++) {
    size_t found = layer->tree.sink->list.n;
    value_for(layer, &upstream->at[i], tree);
    told_of(layer, &upstream->at[i], found);
  }
}

static void give_one(Layer *layer, Choice *choice, const YNode *yaml, size_t asset, Value v) {
  Heap *heap = layer->tree.heap;
  const Assets *assets = choice->targets.assets;
  uint8_t *only = ARENA_ARRAY(heap->arena, uint8_t, assets->n);
  for (size_t j = 0; j < assets->n; j++) only[j] = j == asset ? VERDICT_YES : VERDICT_NO;
  Node *constant = v.kind == V_NONE ? NULL : constant_of(heap, v);
  give(choice, only, applied_at(layer, yaml, constant), kind_of(v), heap->arena);
}

/* Gives each asset of a set its own; false where one of them cannot be told. */
static bool give_each(Layer *layer, Choice *choice, const YNode *yaml, Node *tree, const uint8_t *set) {
  Heap *heap = layer->tree.heap;
  const Assets *assets = choice->targets.assets;
  if (!assets || assets->incomplete.n || tree->inputs & ~(InputSet)INPUT_ROOT) return false;
  Value *values = ARENA_ARRAY(heap->arena, Value, assets->n + 1);
  for (size_t i = 0; i < assets->n; i++) {
    if (assets->at[i].own == VERDICT_NO || (set && set[i] == VERDICT_NO)) continue;
    values[i] = value_for(layer, &assets->at[i], tree);
    if (layer->tree.failed || !is_definition(layer, yaml, values[i])) return true;
    if (values[i].kind == V_ABSENT) return false;
  }
  for (size_t i = 0; i < assets->n; i++)
    if (values[i].kind != V_ABSENT) give_one(layer, choice, yaml, i, values[i]);
  return true;
}

static void give_unsupported(Layer *layer, Choice *choice, const YNode *yaml, const uint8_t *set, Str what) {
  Node *unsupported = node_new(layer->tree.heap->arena, NODE_UNSUPPORTED, (Span){0, 0});
  unsupported->unsupported.what = what;
  tree_try(&layer->tree, unsupported);
  give(choice, set, applied_at(layer, yaml, unsupported), STR(""), layer->tree.heap->arena);
}

static void refuse_each(Layer *layer, Choice *choice, const YNode *yaml, const uint8_t *set) {
  give_unsupported(layer, choice, yaml, set,
                   layer->kind == SCOPE_TRANSLATION
                       ? STR("a definition that differs from model to model (it reads 'node')")
                       : STR("a definition that differs from asset to asset (it reads 'asset')"));
}

static void apply_each(Layer *layer, Choice *choice, const YNode *yaml, Node *tree, const uint8_t *set) {
  if (!give_each(layer, choice, yaml, tree, set)) refuse_each(layer, choice, yaml, set);
  try_upstream(layer, choice, tree);
  choice->failed |= layer->tree.failed;
}

static void apply(Layer *layer, Choice *choice, const YNode *yaml, const uint8_t *set) {
  Heap *heap = layer->tree.heap;
  bool is_form = yaml->kind == Y_MAP;
  if (is_form && !layer->shaped) { /* the schema has spoken */
    choice->failed = true;
    return;
  }
  size_t errors = layer->tree.sink->errors;
  Node *tree = is_form ? form_call(&layer->tree, yaml) : tree_of(&layer->tree, yaml);
  bool is_read = layer->tree.sink->errors == errors;
  if (!is_form && reads_asset(layer, tree)) {
    apply_each(layer, choice, yaml, tree, set);
    return;
  }
  Value v = is_form ? form_try(&layer->tree, tree, yaml) : tree_try(&layer->tree, tree);
  if (is_read) is_definition(layer, yaml, v);
  if (layer->tree.failed || is_shadowed(layer, choice, tree, yaml)) {
    choice->failed = true;
    return;
  }
  if (v.kind == V_DEFINITION && tree->inputs == INPUT_NONE) tree = constant_of(heap, v);
  give(choice, set, applied_at(layer, yaml, v.kind == V_NONE ? NULL : tree), kind_of(v), heap->arena);
}

/* ---- translation and post_processing ---- */

/* The assets of the component, read where they are not yet. */
static const Targets *models_of(Layer *layer, Choice *choice) {
  if (choice->targets.assets || choice->targets.unknown.n) return &choice->targets;
  if (!choice->models_read) {
    VarScope attributes = vars_scope(layer->tree.heap, SCOPE_ATTRIBUTES, choice->all, choice->component->root);
    choice->models = targets_read(layer->tree.workspace, layer->tree.heap, choice->component, attributes);
  }
  choice->models_read = true;
  return &choice->models;
}

/* What `translation` calls a model that is there for sure: no two of a component have one key
 * (dagster_dbt/asset_utils.py, build_dbt_specs). */
static void take_key(Layer *layer, PlanComponent *component, const AssetValue *given) {
  Str key = value_text(given->value);
  for (size_t i = 0; i < component->keys.n; i++) {
    if (!str_eq(component->keys.at[i], key)) continue;
    Place place = {layer->tree.source, given->yaml->span};
    diag_report(layer->tree.sink, DIAG_KEY_OF_SEVERAL, place, DIAG_ARGS(key))->hint =
        STR("let '{{ node.name }}' be in it");
    layer->tree.failed = true;
    return;
  }
  VEC_PUSH(layer->tree.heap->arena, &component->keys, key);
}

/* What an attribute that is computed for each model gives one. Only what fails for a model that is there for sure fails
 * the load, and is reported. */
static Value try_model(Layer *layer, const Asset *asset, Node *tree, AssetValue given) {
  DiagSink ignored, *sink = layer->tree.sink;
  bool is_sure = asset->own == VERDICT_YES;
  if (!asset->node) return VALUE_ABSENT;
  diag_sink_beside(&ignored, sink->arena, sink);
  if (!is_sure) layer->tree.sink = &ignored;
  given.value = value_for(layer, asset, tree);
  bool is_judged = is_sure && given.value.kind != V_ABSENT;
  if (is_judged && !asset_value_check(layer->tree.heap, sink, layer->tree.source, &given)) layer->tree.failed = true;
  if (!is_sure) layer->tree.failed = false;
  layer->tree.sink = sink;
  return given.value;
}

static void try_each(Layer *layer, Choice *choice, Node *tree, AssetValue given, const uint8_t *set) {
  const Targets *models = models_of(layer, choice);
  const Assets *assets = models->assets;
  Arena *arena = layer->tree.heap->arena;
  uint8_t *one = assets ? ARENA_ARRAY(arena, uint8_t, assets->n) : NULL;
  bool too_many = assets && assets->n > LIMIT_EACH_MODEL,
       is_key = str_is(given.name, "key") && !models->read_env && !choice->has_prefixes;
  if (too_many)
    targets_affect(&choice->targets, arena, set, given.name, value_unknown(layer->tree.heap, STR("a template")),
                   given.replaces);
  for (size_t i = 0; assets && !too_many && i < assets->n && !layer->tree.failed; i++) {
    if (assets->at[i].own == VERDICT_NO) continue;
    given.value = try_model(layer, &assets->at[i], tree, given);
    bool is_sure = assets->at[i].own == VERDICT_YES && !layer->tree.failed;
    if (is_key && is_sure && value_is_str(given.value)) take_key(layer, choice->component, &given);
    one[i] = set ? set[i] : VERDICT_YES;
    targets_affect(&choice->targets, arena, one, given.name, given.value, given.replaces);
    one[i] = VERDICT_NO;
  }
  const AssetList *upstream = upstream_of(layer, choice, assets);
  for (size_t i = 0; i < upstream->n && !layer->tree.failed; i++) {
    size_t found = layer->tree.sink->list.n;
    try_model(layer, &upstream->at[i], tree, given);
    told_of(layer, &upstream->at[i], found);
  }
}

/* `{{ asset }}` and nothing else: no attribute takes the asset itself. */
static bool is_asset_itself(const Node *tree) {
  const Node *output = tree->kind == NODE_TEMPLATE && tree->template.body.n == 1 ? tree->template.body.at[0] : NULL;
  bool is_one = output && output->kind == NODE_OUTPUT && output->output.items.n == 1;
  const Node *item = is_one ? output->output.items.at[0] : NULL;
  return item && item->kind == NODE_NAME && str_is(item->name.id, "asset");
}

/* The other attributes are looked at for what fails in them, and for what later targets may ask of the assets. */
static void try_attribute(Layer *layer, Choice *choice, Str name, const YNode *value, const uint8_t *set,
                          bool replaces) {
  bool failed = layer->tree.failed;
  layer->tree.failed = false;
  Node *tree = tree_of(&layer->tree, value);
  bool reads_model = layer->kind == SCOPE_TRANSLATION && reads_asset(layer, tree);
  AssetValue given = {name, value, VALUE_ABSENT, layer->kind == SCOPE_TRANSLATION, replaces};
  if (reads_model && layer->tree.sink->checking) node_check(&layer->tree, tree);
  if (reads_model) try_each(layer, choice, tree, given, set);
  Value v = layer->tree.failed ? VALUE_ABSENT : tree_try(&layer->tree, tree);
  if (v.kind == V_ABSENT || reads_model) v = value_unknown(layer->tree.heap, STR("a template"));
  if (layer->kind == SCOPE_POST && is_asset_itself(tree)) v = asset_spec_of(layer->tree.heap, &(Asset){0}, SPEC_MADE);
  given.value = v;
  if (!layer->tree.failed)
    layer->tree.failed = !asset_value_check(layer->tree.heap, layer->tree.sink, layer->tree.source, &given);
  layer->tree.failed |= failed;
  if (!reads_model) targets_affect(&choice->targets, layer->tree.heap->arena, set, name, v, replaces);
}

/* A dict of attributes is read as the YAML is: a definition in it is a mapping, never the object. */
static bool refuse_object(Layer *layer, const YNode *attributes, Value v) {
  bool is_object = v.kind == V_DICT && asset_spec_definition(v).kind == V_DEFINITION;
  if (!is_object) return false;
  Str found = str_of(value_type_name(asset_spec_definition(v)));
  Diag *diag = diag_report(layer->tree.sink, DIAG_WRONG_TYPE, (Place){layer->tree.source, attributes->span},
                           DIAG_ARGS(STR("partitions_def"), STR("a mapping"), found));
  diag->hint = STR("return \"spec.replace_attributes(partitions_def=...)\", which takes the object");
  return layer->tree.failed = true;
}

/* The definitions that `translation` as one template gives with all else. */
static void give_of_whole(Layer *layer, Choice *choice, const YNode *attributes, Node *tree) {
  const Assets *assets = choice->targets.assets;
  for (size_t i = 0; assets && i < assets->n && !layer->tree.failed; i++) {
    if (assets->at[i].own == VERDICT_NO) continue;
    Value v = value_for(layer, &assets->at[i], tree), given = asset_spec_definition(v);
    bool is_none = v.kind != V_ABSENT && given.kind == V_ABSENT;
    if (is_none || layer->tree.failed || refuse_object(layer, attributes, v)) continue;
    bool is_known = v.kind == V_OBJECT && (given.kind == V_DEFINITION || given.kind == V_NONE);
    if (is_known && !(tree->inputs & ~(InputSet)INPUT_ROOT)) {
      give_one(layer, choice, attributes, i, given);
      continue;
    }
    refuse_each(layer, choice, attributes, NULL);
    return;
  }
}

/* `translation` as one template: a mapping of attributes, or the asset itself as an object of Dagster. */
static void try_whole(Layer *layer, Choice *choice, const YNode *attributes) {
  Node *tree = tree_of(&layer->tree, attributes);
  if (layer->kind == SCOPE_TRANSLATION) give_of_whole(layer, choice, attributes, tree);
  try_upstream(layer, choice, tree);
  Value v = layer->tree.failed ? VALUE_ABSENT : tree_try(&layer->tree, tree);
  if (v.kind == V_ABSENT || v.kind == V_UNKNOWN || v.kind == V_DICT || v.kind == V_OPAQUE || v.kind == V_OBJECT) return;
  Diag *diag = diag_report(layer->tree.sink, DIAG_WRONG_TYPE, (Place){layer->tree.source, attributes->span},
                           DIAG_ARGS(STR("translation"), STR("a mapping"), str_of(value_type_name(v))));
  if (v.kind == V_FUNCTION) diag->hint = STR("call it: \"{{ name(spec, node) }}\"");
  layer->tree.failed = true;
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

static void try_attributes(Layer *layer, Choice *choice, const YNode *attributes, const uint8_t *set, bool replaces) {
  static const char *const all[] = {"tags", "kinds", "owners", "group_name", "key", "deps"};
  if (attributes->kind == Y_MAP) { /* a prefix is put before the key that is there by then */
    try_pairs(layer, choice, attributes, true, set, replaces);
    try_pairs(layer, choice, attributes, false, set, replaces);
  }
  if (attributes->kind == Y_SCALAR) try_whole(layer, choice, attributes);
  for (size_t i = 0; attributes->kind == Y_SCALAR && i < sizeof all / sizeof all[0]; i++) {
    Value unknown = value_unknown(layer->tree.heap, STR("a template"));
    targets_affect(&choice->targets, layer->tree.heap->arena, set, str_of(all[i]), unknown, replaces);
  }
  choice->failed |= layer->tree.failed;
}

/* What a target selects. A definition whose target is undecided is taken to hold for all. */
typedef struct Reach {
  const uint8_t *of_definition, *of_others; /* NULL: all */
} Reach;

static void apply_attributes(Layer *layer, Choice *choice, const YNode *attributes, const Reach *reach, bool replaces) {
  const YNode *definition = ynode_get(attributes, "partitions_def");
  if (definition) apply(layer, choice, definition, reach->of_definition);
  try_attributes(layer, choice, attributes, reach->of_others, replaces);
}

/* Targets are not rendered: braces are no selection. */
static bool is_template(Layer *layer, Choice *choice, const YNode *target) {
  if (target->kind != Y_SCALAR || str_find(target->text, STR("{{"), 0) == SIZE_MAX) return false;
  Diag *diag = diag_report(layer->tree.sink, DIAG_WRONG_VALUE, (Place){layer->tree.source, target->span},
                           DIAG_ARGS(target->text, STR("target")));
  diag->hint = STR("a target is a selection as it stands; it is not rendered");
  return choice->failed = true;
}

/* Whether a target must be decided: one other than `*`. */
static bool is_partial(const YNode *item) {
  const YNode *target = ynode_get(item, "target");
  return target && target->kind == Y_SCALAR && !str_is(target->text, "*");
}

static const YNode *items_of(const YNode *document) {
  const YNode *post = ynode_get(document, "post_processing");
  const YNode *assets = post ? ynode_get(post, "assets") : NULL;
  return assets && assets->kind == Y_LIST ? assets : NULL;
}

/* False where the target selects nothing, or is refused. */
static bool decide(Layer *layer, Choice *choice, const YNode *item, Reach *reach) {
  const YNode *target = ynode_get(item, "target");
  TargetAsked asked;
  Place place = {layer->tree.source, target->span};
  bool matters = ynode_get(ynode_get(item, "attributes"), "partitions_def") != NULL;
  switch (targets_ask(&choice->targets, layer->tree.sink, place, target->text, layer->with_others, &asked)) {
    case TARGET_SELECTS: *reach = (Reach){asked.set, asked.set}; return true;
    case TARGET_UNDECIDED:
      reach->of_others = asked.set;
      if (matters) diag_report(layer->tree.sink, DIAG_TARGET_ASSUMED, place, DIAG_ARGS(target->text, asked.why));
      return true;
    case TARGET_NOTHING:
      if (!layer->with_others)
        diag_report(layer->tree.sink, DIAG_TARGET_MATCHES_NOTHING, place, DIAG_ARGS(target->text));
      if (matters) choice->component->partitions_missed = place_of(layer, target);
      return false;
    default: choice->failed = true; return false;
  }
}

static void apply_post_processing(Layer *layer, Choice *choice, const YNode *document) {
  const YNode *items = items_of(document);
  for (size_t i = 0; items && i < items->n; i++) {
    const YNode *item = items->items[i], *target = ynode_get(item, "target");
    const YNode *attributes = ynode_get(item, "attributes"), *operation = ynode_get(item, "operation");
    Reach reach = {NULL, NULL};
    if (!attributes) continue;
    if (target && is_template(layer, choice, target)) continue;
    if (is_partial(item) && !decide(layer, choice, item, &reach)) continue;
    bool replaces = operation && operation->kind == Y_SCALAR && str_is(operation->text, "replace");
    apply_attributes(layer, choice, attributes, &reach, replaces);
  }
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

/* Dagster compares definitions by what they say; so does this, as far as it can be told before they are bound. */
static bool is_same(Arena *arena, const Applied *a, const Applied *b) {
  return a == b || (a->scope == b->scope && str_eq(shown(arena, a->tree), shown(arena, b->tree)));
}

/* Assets with and without a definition run together; with two of them they cannot. */
static void report_two(Choice *choice, DiagSink *sink, const Applied *first, const Applied *second) {
  Str name = choice->component->name;
  Diag *diag =
      diag_report(sink, DIAG_DEFINITIONS_DIFFER, second->place, DIAG_ARGS(name.n ? name : STR("one component")));
  diag_relate(sink, diag, first->place, STR("some of its assets have this one"));
  choice->failed = true;
}

/* The definition of the assets that are there for sure, or perhaps; with those that perhaps are, none conflicts. */
static const Applied *chosen_among(Choice *choice, DiagSink *sink, Verdict own, const Applied *found) {
  const Assets *assets = choice->targets.assets;
  for (size_t i = 0; i < assets->n && !choice->failed; i++) {
    const Applied *at = choice->of_asset[i] ? &choice->applied.at[choice->of_asset[i] - 1] : NULL;
    if (!at || !at->tree || assets->at[i].own != own) continue;
    bool differs = found && !is_same(sink->arena, found, at);
    if (differs && own == VERDICT_YES) report_two(choice, sink, found < at ? found : at, found < at ? at : found);
    if (!found || (!differs && at > found)) found = at; /* of equal ones the last applied */
  }
  return found;
}

static const Applied *chosen(Choice *choice, DiagSink *sink) {
  if (!choice->targets.assets) return choice->whole ? &choice->applied.at[choice->whole - 1] : NULL;
  return chosen_among(choice, sink, VERDICT_MAYBE, chosen_among(choice, sink, VERDICT_YES, NULL));
}

static void settle(Choice *choice, DiagSink *sink) {
  const Applied *applied = chosen(choice, sink);
  choice->component->partitions_by_env = choice->is_partial && choice->targets.read_env;
  if (!applied) return;
  choice->component->partitions = applied->tree;
  choice->component->partitions_scope = applied->scope;
  choice->component->partitions_from = applied->from;
  choice->component->partitions_defined = applied->defined;
}

/* ---- the layers ---- */

/* What a folder's templates see: its own vars and those of the folders above it. */
static VarList vars_from(Arena *arena, const FolderChain *chain, size_t at) {
  FolderChain above = {chain->at + at + 1, chain->n - at - 1, 0};
  return vars_merge(arena, &chain->at[at]->vars, &above);
}

static bool has_partial(const YNode *document) {
  const YNode *items = items_of(document);
  for (size_t i = 0; items && i < items->n; i++)
    if (is_partial(items->items[i]) && ynode_get(items->items[i], "attributes")) return true;
  return false;
}

static bool names(const YNode *attributes, const char *name) {
  const YNode *definition = attributes && attributes->kind == Y_MAP ? ynode_get(attributes, "partitions_def") : NULL;
  return definition && definition->kind == Y_SCALAR && str_find_word(definition->text, str_of(name)) != SIZE_MAX;
}

static bool is_computed(const YNode *yaml) {
  bool found = yaml && yaml->kind == Y_SCALAR && str_find(yaml->text, STR("{"), 0) != SIZE_MAX;
  for (size_t i = 0; yaml && yaml->kind == Y_LIST && i < yaml->n; i++) found |= is_computed(yaml->items[i]);
  return found;
}

/* Whether some definition may differ from asset to asset. */
static bool has_each(const YNode *document) {
  const YNode *attributes = ynode_get(document, "attributes"), *items = items_of(document);
  const YNode *translation = attributes ? ynode_get(attributes, "translation") : NULL;
  bool found = translation && (translation->kind == Y_SCALAR || names(translation, "node"));
  for (size_t i = 0; items && i < items->n; i++) found |= names(ynode_get(items->items[i], "attributes"), "asset");
  return found;
}

static const ComponentClass *class_of_type(Workspace *workspace, const Project *project, const Source *source,
                                           const YNode *type) {
  bool is_text = type && type->kind == Y_SCALAR && type->value.kind == V_STR;
  return is_text ? component_class_find(workspace, project, source->path, type->text) : NULL;
}

/* What the component's class makes of one asset; false where that cannot be told. */
static bool apply_class_to(Layer *layer, Choice *choice, const ComponentClass *class, const YNode *document,
                           const Asset *asset, Value *given) {
  const YNode *attributes = ynode_get(document, "attributes");
  *given = VALUE_ABSENT;
  if (!is_patient(layer)) return false;
  *given = class_spec_definition(&layer->tree, class, attributes, asset);
  if (!value_is_error(*given)) return given->kind != V_UNKNOWN;
  if (asset->own != VERDICT_YES) return false;
  class_spec_raised(layer->tree.workspace, class, *given);
  return choice->failed = layer->tree.failed = true;
}

/* What the component's class gives its assets, before anything is post-processed; it is asked for what they depend
 * on too. */
static void apply_class(Layer *layer, Choice *choice, const ComponentClass *class, Str method, const YNode *document) {
  const YNode *type = ynode_get(document, "type");
  const Assets *assets = choice->targets.assets;
  bool is_evaluated = class_makes_spec(class) && assets && !assets->incomplete.n && assets->n <= LIMIT_EACH_MODEL;
  bool gives = str_is(method, "get_asset_spec");
  Value given = VALUE_ABSENT;
  for (size_t i = 0; is_evaluated && i < assets->n && !layer->tree.failed; i++) {
    if (assets->at[i].own == VERDICT_NO) continue;
    is_evaluated = apply_class_to(layer, choice, class, document, &assets->at[i], &given) || !gives;
    if (gives && is_evaluated && given.kind != V_ABSENT && !layer->tree.failed) give_one(layer, choice, type, i, given);
  }
  const AssetList *upstream = upstream_of(layer, choice, is_evaluated ? assets : NULL);
  for (size_t i = 0; i < upstream->n && !layer->tree.failed; i++) {
    size_t found = layer->tree.sink->list.n;
    apply_class_to(layer, choice, class, document, &upstream->at[i], &given);
    told_of(layer, &upstream->at[i], found);
  }
  Str what = str_printf(layer->tree.heap->arena, "a definition that '%.*s' of the component's class may give",
                        STR_FMT(method));
  bool is_left = method.n && !(gives && is_evaluated);
  if (is_left && !layer->tree.failed) give_unsupported(layer, choice, type, NULL, what);
}

/* The assets of the component, where some target, definition or class asks for them. */
static void look_at_assets(Choice *choice, Workspace *workspace, Heap *heap, const YNode *document,
                           const FolderChain *chain, const ComponentClass *class) {
  bool asked = has_partial(document) || has_each(document) || class_partitions(class).n || class_makes_spec(class);
  for (size_t i = 0; i < chain->n; i++)
    asked |= has_partial(chain->at[i]->document) || has_each(chain->at[i]->document);
  if (!asked) return;
  VarScope attributes = vars_scope(heap, SCOPE_ATTRIBUTES, choice->all, choice->component->root);
  choice->targets = targets_read(workspace, heap, choice->component, attributes);
  if (choice->targets.assets) choice->of_asset = ARENA_ARRAY(heap->arena, size_t, choice->targets.assets->n);
}

/* Python beside a folder's file that is not its template vars may define assets. */
static bool has_python(Workspace *workspace, const Project *project, const Folder *folder) {
  NameList names = {0};
  Str dir = path_parent(folder->path), vars = {"", 0};
  const YNode *module = ynode_get(folder->document, "template_vars_module");
  if (module && module->kind == Y_SCALAR) vars = project_module_file(workspace, project, folder->path, module->text);
  workspace_list(workspace, dir, &names);
  for (size_t i = 0; i < names.n; i++) {
    bool is_module = str_ends(names.at[i], STR(".py")) && !str_is(names.at[i], "__init__.py");
    if (is_module && !str_eq(path_join(workspace->arena, dir, names.at[i]), vars)) return true;
  }
  return false;
}

/* Counts down to the one that is too many. */
static bool count_component(void *left, Str file) {
  (void)file;
  return (*(size_t *)left)-- > 0;
}

/* Whether a folder and those below it hold more component files than `most`, without a word on what is wrong with
 * them. */
static bool has_more_components(Workspace *workspace, Str folder, size_t most) {
  DiagSink ignored, *sink = workspace->sink;
  size_t left = most;
  diag_sink_beside(&ignored, workspace->arena, sink);
  workspace->sink = &ignored;
  project_walk_components(workspace, folder, PATH_RANGE_ALL, count_component, &left);
  workspace->sink = sink;
  return left > most;
}

/* Whether a folder of the chain holds more than the component: what it says then counts for other assets too. */
static bool holds_others(Workspace *workspace, const Project *project, const FolderChain *chain, size_t at,
                         const Source *source) {
  size_t own = at + 2; /* the component's file and those of the folders from there up to this one */
  for (size_t i = 0; i <= at; i++)
    if (has_python(workspace, project, chain->at[i])) return true;
  bool has_documents = str_find(source->text, STR("\n---"), 0) != SIZE_MAX;
  return has_documents || has_more_components(workspace, path_parent(chain->at[at]->path), own);
}

bool lower_partitions(Workspace *workspace, Heap *heap, const Project *project, const Source *source,
                      const YNode *document, bool shaped, const VarList *all, const FolderChain *chain,
                      PlanComponent *component) {
  Choice choice = {.component = component, .all = all};
  const YNode *attributes = ynode_get(document, "attributes");
  const YNode *translation = attributes ? ynode_get(attributes, "translation") : NULL;
  const YNode *type = ynode_get(document, "type");
  const ComponentClass *class = class_of_type(workspace, project, source, type);
  look_at_assets(&choice, workspace, heap, document, chain, class);
  if (translation) {
    Layer layer = layer_of(workspace, heap, project, source, all, SCOPE_TRANSLATION, "node");
    layer.shaped = shaped;
    choice.has_prefixes = is_computed(ynode_get(translation, "key_prefix"));
    apply_attributes(&layer, &choice, translation, &(Reach){NULL, NULL}, false);
  }
  Str method = class_partitions(class);
  if (method.n || class_makes_spec(class)) {
    Layer own = layer_of(workspace, heap, project, source, all, SCOPE_TRANSLATION, "node");
    apply_class(&own, &choice, class, method, document);
  }
  Layer post = layer_of(workspace, heap, project, source, all, SCOPE_POST, "asset");
  post.shaped = shaped;
  apply_post_processing(&post, &choice, document);
  for (size_t i = 0; i < chain->n; i++) {
    VarList vars = vars_from(heap->arena, chain, i);
    Layer layer = layer_of(workspace, heap, project, chain->at[i]->source, &vars, SCOPE_POST, "asset");
    layer.with_others = has_partial(chain->at[i]->document) && holds_others(workspace, project, chain, i, source);
    apply_post_processing(&layer, &choice, chain->at[i]->document);
  }
  settle(&choice, workspace->sink);
  return !choice.failed;
}
