#include "compiler/lower/lower_partitions.h"

#include "compiler/lower/class_base.h"
#include "compiler/lower/class_spec.h"
#include "compiler/lower/lower_attributes.h"
#include "compiler/lower/lower_form.h"
#include "compiler/lower/lower_whole.h"
#include "compiler/parse/selection.h"
#include "compiler/project_walk.h"
#include "runtime/core/limits.h"
#include "runtime/eval/report.h"
#include "runtime/value/ops.h"

/* ---- one definition ---- */

static const TemplateVar *var_named(const VarList *vars, Str name) {
  for (size_t i = 0; i < vars->n; i++)
    if (str_eq(vars->at[i]->name, name)) return vars->at[i];
  return NULL;
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

/* Gives each asset of a set its own; false where one of them cannot be told. */
static bool give_each(Layer *layer, Choice *choice, const YNode *yaml, Node *tree, const uint8_t *set) {
  Heap *heap = layer->tree.heap;
  const Assets *assets = choice->targets.assets;
  if (!assets || assets->incomplete.n || tree->inputs & ~(InputSet)INPUT_ROOT) return false;
  Value *values = ARENA_ARRAY(heap->arena, Value, assets->own);
  for (size_t i = 0; i < assets->own; i++) {
    if (assets->at[i].own == VERDICT_NO || (set && set[i] == VERDICT_NO)) continue;
    values[i] = layer_value_for(layer, &assets->at[i], tree);
    if (layer->tree.failed || !is_definition(layer, yaml, values[i])) return true;
    if (values[i].kind == V_ABSENT) return false;
  }
  for (size_t i = 0; i < assets->own; i++)
    if (values[i].kind != V_ABSENT) choice_give_one(layer, choice, yaml, i, values[i]);
  return true;
}

static void apply_each(Layer *layer, Choice *choice, const YNode *yaml, Node *tree, const uint8_t *set) {
  if (!give_each(layer, choice, yaml, tree, set)) choice_refuse_each(layer, choice, yaml, set);
  choice_try_upstream(layer, choice, tree);
  choice->failed |= layer->tree.failed;
}

static void apply(Layer *layer, Choice *choice, const YNode *yaml, const uint8_t *set) {
  bool is_form = yaml->kind == Y_MAP;
  if (is_form && !layer->shaped) { /* the schema has spoken */
    choice->failed = true;
    return;
  }
  size_t errors = layer->tree.sink->errors;
  Node *tree = is_form ? form_call(&layer->tree, yaml) : tree_of(&layer->tree, yaml);
  bool is_read = layer->tree.sink->errors == errors;
  if (!is_form && layer_reads_asset(layer, tree)) {
    apply_each(layer, choice, yaml, tree, set);
    return;
  }
  Value v = is_form ? form_try(&layer->tree, tree, yaml) : tree_try(&layer->tree, tree);
  if (is_read) is_definition(layer, yaml, v);
  if (layer->tree.failed || is_shadowed(layer, choice, tree, yaml)) {
    choice->failed = true;
    return;
  }
  choice_give(layer, choice, yaml, set, tree, v);
}

/* ---- translation and post_processing ---- */

/* What a target selects. A definition whose target is undecided is taken to hold for all. */
typedef struct Reach {
  const uint8_t *of_definition, *of_others; /* NULL: all */
} Reach;

static void apply_attributes(Layer *layer, Choice *choice, const YNode *attributes, const Reach *reach, bool replaces) {
  const YNode *definition = ynode_get(attributes, "partitions_def");
  if (definition) apply(layer, choice, definition, reach->of_definition);
  attributes_try(layer, choice, attributes, reach->of_others, replaces);
}

static const Str NOT_RENDERED = STR_INIT("a target is a selection as it stands; it is not rendered");

static bool has_template(const YNode *target) {
  return target->kind == Y_SCALAR && str_find(target->text, STR("{{"), 0) != SIZE_MAX;
}

/* Targets are not rendered: braces are no selection, but in a tag. */
static bool refuse_template(Layer *layer, Choice *choice, const YNode *target) {
  Str why;
  size_t at;
  if (!has_template(target) || selection_parse(layer->tree.heap->arena, target->text, &why, &at)) return false;
  diag_report(layer->tree.sink, DIAG_WRONG_VALUE, (Place){layer->tree.source, target->span},
              DIAG_ARGS(target->text, STR("target")))
      ->hint = NOT_RENDERED;
  return choice->failed = true;
}

/* A folder's target need not mean the component at hand. */
static void report_nothing(Layer *layer, const YNode *target) {
  if (layer->with_others && !has_template(target)) return;
  Diag *diag = diag_report(layer->tree.sink, DIAG_TARGET_MATCHES_NOTHING, (Place){layer->tree.source, target->span},
                           DIAG_ARGS(target->text));
  if (has_template(target)) diag->hint = NOT_RENDERED;
}

/* Whether a target must be decided: one other than `*`. */
static bool is_partial(const YNode *item) {
  const YNode *target = ynode_get(item, "target");
  return target && target->kind == Y_SCALAR && !str_is(target->text, "*");
}

static const YNode *assets_of_post(const YNode *document) {
  const YNode *post = ynode_get(document, "post_processing");
  return post ? ynode_get(post, "assets") : NULL;
}

static const YNode *items_of(const YNode *document) {
  const YNode *assets = assets_of_post(document);
  return assets && assets->kind == Y_LIST ? assets : NULL;
}

/* One template in place of the items: Dagster takes none of it, since no template makes what an item is read to be. */
static void refuse_items(Layer *layer, Choice *choice, const YNode *assets) {
  if (!assets || assets->kind != Y_SCALAR || assets->value.kind != V_STR) return;
  Value v = tree_try(&layer->tree, tree_of(&layer->tree, assets));
  bool is_list = v.kind == V_LIST || v.kind == V_TUPLE || value_is_str(v);
  bool is_nothing = v.kind == V_NONE || (is_list && op_is_false(layer->tree.heap, v));
  if (v.kind != V_ABSENT && v.kind != V_UNKNOWN && !is_nothing) {
    diag_report(layer->tree.sink, DIAG_WRONG_TYPE, (Place){layer->tree.source, assets->span},
                DIAG_ARGS(STR("assets"), STR("a list in YAML"), str_of(value_type_name(v))));
    layer->tree.failed = true;
  }
  choice->failed |= layer->tree.failed;
}

/* Whether a target asks for an attribute. */
static bool asks_for(Str target, Str attribute) {
  static const struct {
    const char *attribute, *filter; /* "": any target may */
  } ROWS[] = {{"deps", ""},       {"group_name", "group:"}, {"key", ""},      {"key_prefix", ""},
              {"kinds", "kind:"}, {"owners", "owner:"},     {"tags", "kind:"}, {"tags", "tag:"}};
  for (size_t i = 0; i < COUNT(ROWS); i++)
    if (str_is(attribute, ROWS[i].attribute) && str_find(target, str_of(ROWS[i].filter), 0) != SIZE_MAX) return true;
  return false;
}

/* What a target gives by attributes that the environment makes, the environment gives. */
static void note_environment(Arena *arena, Choice *choice, Str target, const YNode *attributes) {
  bool asks = false;
  for (size_t i = 0; i < choice->by_env.n; i++) asks |= asks_for(target, choice->by_env.at[i]);
  for (size_t i = 0; asks && attributes->kind == Y_MAP && i < attributes->n; i++) {
    Str name = attributes->pairs[i].key->text;
    VEC_PUSH(arena, &choice->by_env, name);
    choice->given_by_env |= str_is(name, "partitions_def");
  }
}

/* False where the target selects nothing, or is refused. */
static bool decide(Layer *layer, Choice *choice, const YNode *item, Reach *reach) {
  const YNode *target = ynode_get(item, "target");
  TargetAsked asked;
  Place place = {layer->tree.source, target->span};
  bool matters = ynode_get(ynode_get(item, "attributes"), "partitions_def") != NULL;
  note_environment(layer->tree.heap->arena, choice, target->text, ynode_get(item, "attributes"));
  switch (targets_ask(&choice->targets, layer->tree.sink, place, target->text, layer->with_others, &asked)) {
    case TARGET_SELECTS: *reach = (Reach){asked.set, asked.set}; return true;
    case TARGET_UNDECIDED:
      reach->of_others = asked.set;
      if (matters) diag_report(layer->tree.sink, DIAG_TARGET_ASSUMED, place, DIAG_ARGS(target->text, asked.why));
      return true;
    case TARGET_NOTHING:
      report_nothing(layer, target);
      if (matters) choice->component->partitions_missed = layer_place(layer, target);
      return false;
    default: choice->failed = true; return false;
  }
}

/* Whether the template of a definition has the word. */
static bool names(const YNode *attributes, const char *name) {
  const YNode *definition = attributes && attributes->kind == Y_MAP ? ynode_get(attributes, "partitions_def") : NULL;
  return definition && definition->kind == Y_SCALAR && str_find_word(definition->text, str_of(name)) != SIZE_MAX;
}

static void apply_post_processing(Layer *layer, Choice *choice, const YNode *document) {
  const YNode *items = items_of(document);
  refuse_items(layer, choice, assets_of_post(document));
  for (size_t i = 0; items && i < items->n; i++) {
    const YNode *item = items->items[i], *target = ynode_get(item, "target");
    const YNode *attributes = ynode_get(item, "attributes"), *operation = ynode_get(item, "operation");
    Reach reach = {NULL, NULL};
    if (!attributes) continue;
    if (target && refuse_template(layer, choice, target)) continue;
    if (is_partial(item) && !decide(layer, choice, item, &reach)) continue;
    bool replaces = operation && operation->kind == Y_SCALAR && str_is(operation->text, "replace");
    choice->given_by_env |= choice->by_env.n && names(attributes, "asset"); /* which may tell of what that gives */
    apply_attributes(layer, choice, attributes, &reach, replaces);
  }
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

static bool is_computed(const YNode *yaml) {
  bool found = yaml && yaml->kind == Y_SCALAR && str_find(yaml->text, STR("{"), 0) != SIZE_MAX;
  for (size_t i = 0; yaml && yaml->kind == Y_LIST && i < yaml->n; i++) found |= is_computed(yaml->items[i]);
  return found;
}

static bool has_deps(const YNode *attributes) {
  return attributes && attributes->kind == Y_MAP && ynode_get(attributes, "deps");
}

/* Whether some definition may differ from asset to asset, or what they depend on is told. */
static bool has_each(const YNode *document) {
  const YNode *translation = attribute_of(document, "translation"), *items = items_of(document);
  bool found = translation && (translation->kind == Y_SCALAR || names(translation, "node") ||
                               names(translation, "spec") || has_deps(translation));
  for (size_t i = 0; items && i < items->n; i++) {
    const YNode *attributes = ynode_get(items->items[i], "attributes");
    found |= names(attributes, "asset") || has_deps(attributes);
  }
  return found;
}

/* An asset that depends on itself is refused when all assets of the file are made. */
static void refuse_own_deps(Choice *choice, DiagSink *sink, Place place) {
  const Assets *assets = choice->targets.assets;
  for (size_t i = 0; assets && !choice->failed && !choice->depends && i < assets->own; i++) {
    const AssetDep *dep = assets_own_dep(assets, i);
    if (!dep) continue;
    Diag *diag = diag_report(sink, DIAG_OWN_DEP, dep->place.source ? dep->place : place, DIAG_ARGS(assets->at[i].key));
    if (!dep->place.source)
      diag->hint = STR("give it as an 'AssetDep' with a 'partition_mapping' to earlier partitions");
    choice->depends = true;
  }
  choice->failed |= choice->depends;
}

/* No two assets of a component have one key (dagster_dbt/asset_utils.py, build_dbt_specs). */
static void take_class_key(Layer *layer, Choice *choice, const YNode *type, const Asset *asset, Str key) {
  for (size_t i = 0; i < choice->class_keys.n; i++) {
    if (!str_eq(choice->class_keys.at[i], key) || layer->tree.failed) continue;
    Place place = {layer->tree.source, type->span};
    diag_report(layer->tree.sink, DIAG_KEY_OF_SEVERAL, place, DIAG_ARGS(key))->hint =
        STR("let the model's name, 'spec.key.path[-1]', be in what 'get_asset_spec' gives");
    choice->failed = layer->tree.failed = true;
  }
  bool is_shared = choice->sources_share && asset->node->type == DBT_TYPE_SOURCE;
  if (!is_shared) VEC_PUSH(layer->tree.heap->arena, &choice->class_keys, key);
}

static void refuse_class_key(Layer *layer, Choice *choice, const YNode *type, Str key) {
  diag_report(layer->tree.sink, DIAG_WRONG_VALUE, (Place){layer->tree.source, type->span}, DIAG_ARGS(key, STR("key")))
      ->hint = STR("a part of a key has letters, digits, '_', '-' and '.': give the parts as a list, or use "
                   "'AssetKey.from_user_string'");
  choice->failed = layer->tree.failed = true;
}

static const Str OF_CLASS = STR_INIT("what the component's class makes of it");

/* What gives the assets other keys than the class does. */
static bool renames(const YNode *document) {
  const YNode *translation = attribute_of(document, "translation");
  if (!translation) return false;
  return translation->kind != Y_MAP || ynode_get(translation, "key") || ynode_get(translation, "key_prefix");
}

typedef struct ClassTrial {
  ClassGiven given;
  const YNode *document;
  bool by_env; /* the environment has a say in what it gives */
  Str unnamed; /* the first key of which Dagster can make no name; it is told once all are compared */
} ClassTrial;

/* What fails in the fields of the class's own is reported where the component's attributes are read. */
static void open_class(Layer *layer, ClassTrial *trial) {
  DiagSink ignored;
  TreeScope scope = layer->tree;
  diag_sink_beside(&ignored, scope.heap->arena, scope.sink);
  scope.sink = &ignored;
  const YNode *attributes = ynode_get(trial->document, "attributes");
  class_spec_open(&scope, &trial->given, class_base_own_fields(&scope, trial->given.class, attributes, false));
  layer->tree.steps = scope.steps;
}

/* What the component's class makes of one asset. */
static ClassSpec apply_class_to(Layer *layer, Choice *choice, ClassTrial *trial, const Asset *asset) {
  ClassSpec made = {.definition = value_unknown(layer->tree.heap, STR("what the component's class gives"))};
  made.use = choice->use;
  if (!layer_is_patient(layer)) return made;
  made = class_spec_of(&layer->tree, &trial->given, asset);
  bool is_sure = asset->own == VERDICT_YES, failed = is_sure && value_is_error(made.definition);
  bool is_renamed = made.use != TRANSLATION_NEVER && renames(trial->document);
  bool is_named = !is_renamed && made.key.n && assets_names(choice->targets.assets, asset->node);
  const YNode *type = ynode_get(trial->document, "type");
  if (is_named) take_class_key(layer, choice, type, asset, made.key);
  if (is_named && made.is_unnamed && !trial->unnamed.n) trial->unnamed = made.key;
  if (failed) class_spec_raised(layer->tree.workspace, trial->given.class, made.definition);
  if (failed) choice->failed = layer->tree.failed = true;
  trial->by_env |= made.by_env;
  return made;
}

/* What the class makes of an asset is what `translation` begins with; only its key is kept of what is not the
 * component's own. */
static void apply_class_upstream(Layer *layer, Choice *choice, Asset *asset, void *state) {
  ClassSpec made = apply_class_to(layer, choice, state, asset);
  Asset *external = assets_external(choice->targets.assets, asset->node);
  if (external && made.asset) external->key = made.asset->key;
  if (external && (!made.asset || made.asset->unknown & ASSET_UNKNOWN_KEY)) external->unknown |= ASSET_UNKNOWN_KEY;
  if (!made.asset) return;
  Asset *before = ARENA_NEW(layer->tree.heap->arena, Asset);
  *before = asset_copy(layer->tree.heap->arena, made.asset);
  asset->before = before;
}

/* What the class makes of an asset is what `translation` begins with. */
static void take_class_asset(Arena *arena, Assets *assets, size_t i, const ClassSpec *made) {
  Asset *before = ARENA_NEW(arena, Asset), *asset = &assets->at[i];
  *before = asset_copy(arena, made->asset);
  asset_take(arena, asset, made->asset);
  asset->before = before;
  if (made->definition.kind != V_ABSENT) before->unknown |= ASSET_UNKNOWN_PARTITIONS;
}

static void note_class_environment(Arena *arena, Choice *choice) {
  static const Str NAMES[] = {STR_INIT("group_name"), STR_INIT("key"), STR_INIT("kinds"), STR_INIT("owners"),
                              STR_INIT("tags")};
  for (size_t i = 0; i < COUNT(NAMES); i++) VEC_PUSH(arena, &choice->by_env, NAMES[i]);
}

/* The same of each asset of the component; false where it cannot be told for all what definition they have. */
static bool apply_class_to_each(Layer *layer, Choice *choice, ClassTrial *trial, bool gives) {
  Assets *assets = choice->targets.assets;
  Arena *arena = layer->tree.heap->arena;
  uint8_t *one = ARENA_ARRAY(arena, uint8_t, assets->own);
  bool is_told = true;
  for (size_t i = 0; i < assets->own && !layer->tree.failed; i++) {
    if (assets->at[i].own == VERDICT_NO) continue;
    ClassSpec made = apply_class_to(layer, choice, trial, &assets->at[i]);
    Value given = made.definition;
    choice->use = made.use;
    if (made.asset) take_class_asset(arena, assets, i, &made);
    one[i] = VERDICT_YES;
    if (!made.asset) targets_forget(&choice->targets, one, OF_CLASS);
    one[i] = VERDICT_NO;
    is_told &= given.kind != V_UNKNOWN && !value_is_error(given);
    if (gives && is_told && given.kind != V_ABSENT && !layer->tree.failed)
      choice_give_one(layer, choice, ynode_get(trial->document, "type"), i, given);
  }
  return is_told;
}

/* What the component's class gives its assets, before anything is translated; it is asked for what they depend on
 * too. */
static void apply_class(Layer *layer, Choice *choice, const ComponentClass *class, Str method,
                        const PartitionSources *from) {
  const YNode *document = from->document;
  const YNode *type = ynode_get(document, "type");
  const Assets *assets = choice->targets.assets;
  bool is_translated = attribute_of(document, "translation") != NULL;
  ClassTrial trial = {.given = {.class = class, .fields = from->class_fields, .is_translated = is_translated},
                      .document = document};
  if (class_translates(class)) choice->use = TRANSLATION_UNCLEAR;
  bool makes = class_makes_spec(class), gives = !str_starts(method, STR("build_defs"));
  bool is_evaluated = makes && assets && !assets->incomplete.n && assets->own <= LIMIT_EACH_MODEL;
  if (makes && !is_evaluated) targets_forget(&choice->targets, NULL, OF_CLASS);
  if (is_evaluated) open_class(layer, &trial);
  bool is_told = is_evaluated && apply_class_to_each(layer, choice, &trial, gives);
  if (trial.by_env) note_class_environment(layer->tree.heap->arena, choice);
  choice->given_by_env |= trial.by_env && method.n;
  choice_upstream(layer, choice, is_evaluated ? assets : NULL, apply_class_upstream, &trial);
  if (trial.unnamed.n && !layer->tree.failed) refuse_class_key(layer, choice, type, trial.unnamed);
  Str what = str_printf(layer->tree.heap->arena, "a definition that '%.*s' of the component's class may give",
                        STR_FMT(method));
  bool is_left = method.n && !(gives && is_told);
  if (is_left && !layer->tree.failed) choice_give_unsupported(layer, choice, type, NULL, what);
}

/* Whether a setting that is off by itself is on; a translator of the class's own may heed others. */
static Verdict is_set(const YNode *document, const ComponentClass *class, const char *setting) {
  const YNode *settings = attribute_of(document, "translation_settings");
  bool is_map = settings && settings->kind == Y_MAP;
  const YNode *given = is_map ? ynode_get(settings, setting) : settings;
  if (!given || (given->kind == Y_SCALAR && given->value.kind == V_NONE)) return VERDICT_NO;
  if (!is_map || given->kind != Y_SCALAR || given->value.kind != V_BOOL) return VERDICT_MAYBE;
  return !given->value.i ? VERDICT_NO : class_translates(class) ? VERDICT_MAYBE : VERDICT_YES;
}

/* Whether `enable_source_metadata` is on, as it is by itself, for sure. */
static bool tells_sources(const YNode *document, const ComponentClass *class) {
  const YNode *settings = attribute_of(document, "translation_settings");
  bool is_given = settings && (settings->kind != Y_MAP || ynode_get(settings, "enable_source_metadata"));
  return !is_given && !class_translates(class);
}

/* Whether a launch's `context` is asked by the class for the keys of the assets. */
static bool asks_for_keys(const ComponentClass *class) {
  return class && class_base_makes_args(class) && component_class_mentions(class, STR("selected_asset_keys"));
}

/* Those that stay whatever the environment is, in the order of dbt's nodes. */
static void keep_keys(const Choice *choice, PlanComponent *component) {
  const Assets *assets = choice->targets.assets;
  bool is_known = assets && !assets->incomplete.n && !assets->forgotten_by.n && !choice->targets.read_env;
  for (size_t i = 0; i < choice->by_env.n; i++) is_known &= !str_starts(choice->by_env.at[i], STR("key"));
  Str *keys = is_known ? ARENA_ARRAY(assets->arena, Str, assets->own) : NULL;
  size_t n = 0;
  for (size_t i = 0; is_known && i < assets->own; i++) {
    const Asset *asset = &assets->at[i];
    if (asset->own == VERDICT_NO) continue;
    is_known = asset->own == VERDICT_YES && !(asset->unknown & ASSET_UNKNOWN_KEY);
    keys[n++] = asset->key;
  }
  if (is_known) component->assets = keys, component->asset_count = n;
}

/* The assets of the component, where some target, definition or class asks for them. */
static void look_at_assets(const PartitionSources *from, Choice *choice, const ComponentClass *class) {
  bool asked = asks_for_keys(class) || class_partitions(class).n || class_makes_spec(class) ||
               has_partial(from->document) || has_each(from->document);
  for (size_t i = 0; i < from->chain->n; i++)
    asked |= has_partial(from->chain->at[i]->document) || has_each(from->chain->at[i]->document);
  if (!asked) return;
  Heap *heap = from->file->heap;
  choice->targets = targets_read(from->file->workspace, heap, choice->component, choice->attributes);
  Verdict views = is_set(from->document, class, "enable_dbt_views_as_virtual_assets");
  if (choice->targets.assets) assets_take_views(heap->arena, choice->targets.assets, views);
  if (choice->targets.assets) choice->targets.assets->tells_sources = tells_sources(from->document, class);
  if (!choice->targets.assets) return;
  choice->of_asset = ARENA_ARRAY(heap->arena, size_t, choice->targets.assets->own);
  for (size_t i = 0; i < choice->targets.assets->own; i++) choice->targets.assets->at[i].definition = VALUE_NONE;
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
static bool holds_others(const PartitionSources *from, size_t at) {
  Workspace *workspace = from->file->workspace;
  size_t own = at + 2; /* the component's file and those of the folders from there up to this one */
  for (size_t i = 0; i <= at; i++)
    if (has_python(workspace, from->file->project, from->chain->at[i])) return true;
  bool has_documents = str_find(from->file->source->text, STR("\n---"), 0) != SIZE_MAX;
  return has_documents || has_more_components(workspace, path_parent(from->chain->at[at]->path), own);
}

/* Those that `translation` as one template gives some assets. */
static void give_attributes(Layer *layer, Choice *choice, const YNode *attributes, const uint8_t *set) {
  apply_attributes(layer, choice, attributes, &(Reach){set, set}, false);
}

static void apply_translation(const PartitionSources *from, Choice *choice, Str method) {
  const YNode *translation = attribute_of(from->document, "translation");
  if (!translation || choice->use == TRANSLATION_NEVER) return;
  Layer layer = layer_of(from->file, from->vars, SCOPE_TRANSLATION);
  layer.shaped = from->shaped;
  choice->has_prefixes = is_computed(ynode_get(translation, "key_prefix"));
  if (translation->kind == Y_SCALAR)
    whole_try(&layer, choice, translation, give_attributes);
  else
    apply_attributes(&layer, choice, translation, &(Reach){NULL, NULL}, false);
  if (choice->use != TRANSLATION_UNCLEAR) return;
  bool may_give = translation->kind != Y_MAP || ynode_get(translation, "partitions_def") || method.n;
  Str what = STR("a definition of 'translation' beside one that the component's translator may give");
  targets_forget(&choice->targets, NULL, OF_CLASS);
  if (may_give) choice_give_unsupported(&layer, choice, translation, NULL, what);
}

static void apply_own_post_processing(const PartitionSources *from, Choice *choice) {
  Layer layer = layer_of(from->file, from->vars, SCOPE_POST);
  layer.shaped = from->shaped;
  apply_post_processing(&layer, choice, from->document);
}

static void apply_folder(const PartitionSources *from, Choice *choice, size_t at) {
  const Folder *folder = from->chain->at[at];
  VarList vars = vars_from(from->file->heap->arena, from->chain, at);
  ComponentFile file = *from->file;
  file.source = folder->source;
  Layer layer = layer_of(&file, &vars, SCOPE_POST);
  layer.with_others = has_partial(folder->document) && holds_others(from, at);
  apply_post_processing(&layer, choice, folder->document);
}

bool lower_partitions(const PartitionSources *from, PlanComponent *component) {
  Choice choice = {.component = component, .all = from->vars, .attributes = from->attributes};
  const YNode *type = ynode_get(from->document, "type");
  const ComponentClass *class = component_class_of(from->file, type);
  Str method = class_partitions(class);
  choice.sources_share = is_set(from->document, class, "enable_duplicate_source_asset_keys") != VERDICT_NO;
  look_at_assets(from, &choice, class);
  if (method.n || class_makes_spec(class)) {
    Layer layer = layer_of(from->file, from->vars, SCOPE_TRANSLATION);
    apply_class(&layer, &choice, class, method, from);
  }
  apply_translation(from, &choice, method);
  if (choice.targets.assets) assets_name_deps(choice.targets.assets);
  Place place = {from->file->source, type ? type->span : from->document->span};
  refuse_own_deps(&choice, from->file->workspace->sink, place);
  if (class_remakes(class)) targets_forget(&choice.targets, NULL, OF_CLASS);
  if (choice.use != TRANSLATION_BEHIND) component->one_key_span = (Span){0}; /* no key of every model */
  apply_own_post_processing(from, &choice);
  for (size_t i = 0; i < from->chain->n; i++) apply_folder(from, &choice, i);
  refuse_own_deps(&choice, from->file->workspace->sink, place);
  if (asks_for_keys(class)) keep_keys(&choice, component);
  choice_settle(&choice, from->file->workspace->sink);
  return !choice.failed;
}
