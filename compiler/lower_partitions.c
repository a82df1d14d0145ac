#include "compiler/lower_partitions.h"

#include "compiler/lower_tree.h"
#include "runtime/plan/resolve.h"

/* What one file says: a component or folder file, and what its templates see. */
typedef struct Layer {
  Project const *project;
  TreeScope tree;
  const VarList *vars;
  ScopeKind kind;
} Layer;

typedef struct Choice {
  PlanComponent *component;
  const VarList *all; /* what the component itself sees */
  bool failed;
} Choice;

static Layer layer_of(Workspace *workspace, Heap *heap, const Project *project, const Source *source,
                      const VarList *vars, ScopeKind kind, const char *unknown) {
  VarScope scope = vars_scope(heap, kind, vars, project->root);
  int number = scope_find(scope.table, str_of(unknown));
  Str what = str_printf(heap->arena, "'%s', which only a load knows", unknown);
  if (number >= 0) scope.values[number] = value_unknown(heap, what);
  TreeScope tree = {workspace, heap, workspace->sink, source, scope.table, scope.values, false, vars->missing};
  return (Layer){project, tree, vars, kind};
}

/* ---- the mapping form ---- */

/* Dagster takes the first of the union's models that validates; `type` is optional (resolved/core_models.py). */
static const struct {
  const char *type, *class;
} FORMS[] = {{"hourly", "HourlyPartitionsDefinition"},
             {"daily", "DailyPartitionsDefinition"},
             {"weekly", "WeeklyPartitionsDefinition"},
             {"time_window", "TimeWindowPartitionsDefinition"},
             {"static", "StaticPartitionsDefinition"}};

static const char *class_of_form(const YNode *map) {
  const YNode *type = ynode_get(map, "type");
  for (size_t i = 0; i < sizeof FORMS / sizeof FORMS[0] && type; i++)
    if (type->kind == Y_SCALAR && str_is(type->text, FORMS[i].type)) return FORMS[i].class;
  if (ynode_get(map, "partition_keys")) return "StaticPartitionsDefinition";
  return ynode_get(map, "cron_schedule") ? "TimeWindowPartitionsDefinition" : "HourlyPartitionsDefinition";
}

/* `{type: daily, start_date: X}` is `dg.DailyPartitionsDefinition(start_date=X)`; its values are not templates. */
static Node *call_of_form(Layer *layer, const YNode *map) {
  Arena *arena = layer->tree.heap->arena;
  Node *call = node_new(arena, NODE_CALL, (Span){0, 0});
  Node *class = node_new(arena, NODE_ATTR_JINJA, (Span){0, 0});
  class->attr.object = node_new(arena, NODE_NAME, (Span){0, 0});
  class->attr.object->name.id = STR("dg");
  class->attr.id = str_of(class_of_form(map));
  call->call.callee = class;
  for (size_t i = 0; i < map->n; i++) {
    const YPair *pair = &map->pairs[i];
    if (pair->shadowed || str_is(pair->key->text, "type")) continue;
    Node *argument = node_new(arena, NODE_KEYWORD, (Span){0, 0});
    argument->keyword.id = pair->key->text;
    argument->keyword.value = tree_of_literal(&layer->tree, pair->value);
    node_push(arena, &call->call.args, argument);
  }
  link_tree(call, layer->tree.table);
  return call;
}

/* The mapping is no template: what its definition raises is reported where the mapping stands. */
static Value try_form(Layer *layer, const Node *call, const YNode *map) {
  DiagSink *sink = layer->tree.sink;
  size_t before = sink->list.n;
  Value v = tree_try(&layer->tree, call);
  for (size_t i = before; i < sink->list.n; i++) {
    Diag *diag = sink->list.at[i];
    diag->place = (Place){layer->tree.source, map->span};
    if (diag->code == DIAG_TEMPLATE_ERROR) diag->code = DIAG_DEFINITION_INVALID;
  }
  return v;
}

/* ---- one definition ---- */

static Str place_of(Layer *layer, const YNode *yaml) {
  Position at = source_position(layer->tree.source, yaml->span.start);
  Str file = path_relative(layer->tree.heap->arena, layer->tree.source->path, layer->project->root);
  return str_printf(layer->tree.heap->arena, "%.*s:%u:%u", STR_FMT(file), at.line, at.column);
}

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

static void find_node(Node *node, void *state) {
  if (node->kind == NODE_NAME && str_is(node->name.id, "node")) *(bool *)state = true;
  node_children(node, find_node, state);
}

/* `translation` is evaluated for each model: what reads `node` may give each another definition. */
static Node *settled(Layer *layer, Node *tree) {
  bool reads_node = false;
  if (layer->kind == SCOPE_TRANSLATION) find_node(tree, &reads_node);
  if (!reads_node) return tree;
  Node *unsupported = node_new(layer->tree.heap->arena, NODE_UNSUPPORTED, (Span){0, 0});
  unsupported->unsupported.what = STR("a definition that differs from model to model (it reads 'node')");
  return unsupported;
}

static void apply(Layer *layer, Choice *choice, const YNode *yaml) {
  Heap *heap = layer->tree.heap;
  bool is_form = yaml->kind == Y_MAP;
  Node *tree = is_form ? call_of_form(layer, yaml) : settled(layer, tree_of(&layer->tree, yaml));
  Value v = is_form ? try_form(layer, tree, yaml) : tree_try(&layer->tree, tree);
  bool unsettled = v.kind == V_ABSENT || v.kind == V_UNKNOWN;
  if (!unsettled && v.kind != V_DEFINITION && v.kind != V_NONE) {
    Diag *diag = diag_report(layer->tree.sink, DIAG_NOT_A_DEFINITION, (Place){layer->tree.source, yaml->span},
                             DIAG_ARGS(str_of(value_type_name(v))));
    if (value_is_str(v)) diag->hint = STR("a blank outside the braces turns the whole value to text");
    layer->tree.failed = true;
  }
  if (layer->tree.failed || is_shadowed(layer, choice, tree, yaml)) {
    choice->failed = true;
    return;
  }
  if (v.kind == V_DEFINITION && tree->inputs == INPUT_NONE) {
    tree = node_new(heap->arena, NODE_CONST, (Span){0, 0});
    tree->constant.value = v;
  }
  choice->component->partitions = v.kind == V_NONE ? NULL : tree;
  choice->component->partitions_scope = layer->kind == SCOPE_TRANSLATION ? SCOPE_ATTRIBUTES : SCOPE_POST;
  choice->component->partitions_from = place_of(layer, yaml);
}

/* ---- translation and post_processing ---- */

/* The other attributes are looked at for what fails in them. */
static void try_attributes(Layer *layer, Choice *choice, const YNode *attributes) {
  for (size_t i = 0; attributes->kind == Y_MAP && i < attributes->n; i++) {
    const YPair *pair = &attributes->pairs[i];
    if (!pair->shadowed && !str_is(pair->key->text, "partitions_def"))
      tree_try(&layer->tree, tree_of(&layer->tree, pair->value));
  }
  if (attributes->kind == Y_SCALAR) tree_try(&layer->tree, tree_of(&layer->tree, attributes));
  choice->failed |= layer->tree.failed;
}

static void apply_attributes(Layer *layer, Choice *choice, const YNode *attributes) {
  const YNode *definition = ynode_get(attributes, "partitions_def");
  if (definition) apply(layer, choice, definition);
  try_attributes(layer, choice, attributes);
}

/* A target other than `*` cannot be decided here yet: it is taken to hold, and a warning says so. */
static void warn_of_target(Layer *layer, const YNode *target) {
  diag_report(layer->tree.sink, DIAG_TARGET_ASSUMED, (Place){layer->tree.source, target->span},
              DIAG_ARGS(target->text, STR("which models it matches is not looked up")));
}

/* Targets are not rendered: braces are no selection. */
static bool is_template(Layer *layer, Choice *choice, const YNode *target) {
  if (target->kind != Y_SCALAR || str_find(target->text, STR("{{"), 0) == SIZE_MAX) return false;
  Diag *diag = diag_report(layer->tree.sink, DIAG_WRONG_VALUE, (Place){layer->tree.source, target->span},
                           DIAG_ARGS(target->text, STR("target")));
  diag->hint = STR("a target is a selection as it stands; it is not rendered");
  return choice->failed = true;
}

static void apply_post_processing(Layer *layer, Choice *choice, const YNode *document) {
  const YNode *post = ynode_get(document, "post_processing");
  const YNode *assets = post ? ynode_get(post, "assets") : NULL;
  for (size_t i = 0; assets && assets->kind == Y_LIST && i < assets->n; i++) {
    const YNode *target = ynode_get(assets->items[i], "target");
    const YNode *attributes = ynode_get(assets->items[i], "attributes");
    if (!attributes) continue;
    if (target && is_template(layer, choice, target)) continue;
    bool is_whole = !target || target->kind != Y_SCALAR || str_is(target->text, "*");
    if (!is_whole && ynode_get(attributes, "partitions_def")) warn_of_target(layer, target);
    apply_attributes(layer, choice, attributes);
  }
}

/* What a folder's templates see: its own vars and those of the folders above it. */
static VarList vars_from(Arena *arena, const FolderChain *chain, size_t at) {
  FolderChain above = {chain->at + at + 1, chain->n - at - 1, 0};
  return vars_merge(arena, &chain->at[at]->vars, &above);
}

bool lower_partitions(Workspace *workspace, Heap *heap, const Project *project, const Source *source,
                      const YNode *document, const VarList *all, const FolderChain *chain, PlanComponent *component) {
  Choice choice = {component, all, false};
  const YNode *attributes = ynode_get(document, "attributes");
  const YNode *translation = attributes ? ynode_get(attributes, "translation") : NULL;
  if (translation) {
    Layer layer = layer_of(workspace, heap, project, source, all, SCOPE_TRANSLATION, "node");
    apply_attributes(&layer, &choice, translation);
  }
  Layer post = layer_of(workspace, heap, project, source, all, SCOPE_POST, "asset");
  apply_post_processing(&post, &choice, document);
  for (size_t i = 0; i < chain->n; i++) {
    VarList vars = vars_from(heap->arena, chain, i);
    Layer layer = layer_of(workspace, heap, project, chain->at[i]->source, &vars, SCOPE_POST, "asset");
    apply_post_processing(&layer, &choice, chain->at[i]->document);
  }
  return !choice.failed;
}
