#include "compiler/lower/class_load.h"

#include "runtime/eval/dbt_component.h"
#include "runtime/eval/python.h"

/* The methods that Dagster calls when it loads a component. */
static const Str AT_LOAD =
    STR_INIT("load build_defs build_defs_from_state from_attributes_dict resolve_from_model resolve_from_dict "
             "write_state_to_path get_asset_spec get_asset_check_spec translator _base_translator "
             "_validated_translator _validated_manifest _project_manager _get_op_spec defs_state_config "
             "get_asset_selection asset_key_for_model get_resource_props");
/* Those of a launch, whose object is made anew. */
static const Str AT_LAUNCH = STR_INIT("get_cli_args execute _get_dbt_event_iterator config_cls op_config_schema "
                                      "__init__ __post_init__");

/* ---- what is reached ---- */

typedef struct Followed {
  const ComponentClass *class;
  const Node *at[64]; /* DEF and CLASS nodes */
  const Module *in[64];
  size_t n, now;
  bool is_unclear; /* the component is given to what is not read here, or there is more */
} Followed;

static void follow_node(Followed *followed, const Module *module, const Node *node) {
  for (size_t i = 0; i < followed->n; i++)
    if (followed->at[i] == node) return;
  followed->is_unclear |= followed->n == COUNT(followed->at);
  if (followed->n == COUNT(followed->at)) return;
  followed->in[followed->n] = module;
  followed->at[followed->n++] = node;
}

static bool follow_in_class(Followed *followed, const Module *module, const Node *class, Str name) {
  bool found = false;
  for (size_t i = 0; i < class->class.body.n; i++) {
    const Node *node = class->class.body.at[i];
    if (node->kind != NODE_DEF || !str_eq(node->def.id, name)) continue;
    follow_node(followed, module, node);
    found = true;
  }
  return found;
}

/* The methods of that name of the class, its bases and its mixins; false: there are none. */
static bool follow_method(Followed *followed, Str name) {
  bool found = false;
  for (ClassWalk walk = {.class = followed->class}; component_class_next(&walk);)
    found |= follow_in_class(followed, walk.module, walk.node, name);
  return found;
}

static bool is_own(const Followed *followed, const Node *class) {
  for (ClassWalk walk = {.class = followed->class}; component_class_next(&walk);)
    if (walk.node == class) return true;
  return false;
}

/* What the module makes of that name, but for the class itself, whose methods are followed one by one; false:
 * nothing. */
static bool follow_name(Followed *followed, const Module *module, Str name) {
  bool found = false;
  for (size_t i = 0; i < module->body.n; i++) {
    const Node *node = module->body.at[i];
    bool is_it = (node->kind == NODE_DEF && str_eq(node->def.id, name)) ||
                 (node->kind == NODE_CLASS && str_eq(node->class.id, name));
    if (is_it && !is_own(followed, node)) follow_node(followed, module, node);
    found |= is_it;
  }
  return found;
}

static bool has_param(const Node *def, Str name) {
  for (size_t i = 0; def->kind == NODE_DEF && i < def->def.params.n; i++)
    if (str_eq(def->def.params.at[i]->param.id, name)) return true;
  return false;
}

static bool is_method_of(const Followed *followed, const Node *def) {
  for (ClassWalk walk = {.class = followed->class}; component_class_next(&walk);)
    for (size_t i = 0; i < walk.node->class.body.n; i++)
      if (walk.node->class.body.at[i] == def) return true;
  return false;
}

static bool is_itself(const Followed *followed, const Node *node) {
  const Node *def = followed->at[followed->now];
  bool is_first = node->kind == NODE_NAME_PY && def->kind == NODE_DEF && def->def.params.n &&
                  str_eq(def->def.params.at[0]->param.id, node->name_py.id);
  return is_first && is_method_of(followed, def);
}

static bool is_given_itself(const Followed *followed, const Node *call) {
  for (size_t i = 0; i < call->call.args.n; i++) {
    const Node *arg = call->call.args.at[i];
    if (is_itself(followed, arg->kind == NODE_KEYWORD ? arg->keyword.value : arg)) return true;
  }
  return false;
}

/* Whether a name is imported of Dagster or of what only looks at objects. */
static bool is_harmless_import(const Module *module, Str name) {
  static const Str LOOK = STR_INIT("copy dataclasses functools inspect json logging typing");
  for (size_t i = 0; i < module->body.n; i++) {
    const Node *node = module->body.at[i];
    bool is_import = node->kind == NODE_IMPORT || node->kind == NODE_IMPORT_FROM;
    if (!is_import || !str_eq(python_import_name(node), name)) continue;
    Str from = node->kind == NODE_IMPORT ? node->import.module : node->import_from.module;
    if (str_starts(from, STR("dagster")) || str_lists(LOOK, from)) return true;
  }
  return false;
}

/* A call that may be given the component and leaves it as it is: of what looks at it, of a logger, or of a class that
 * is imported, a translator say, which keeps it. */
static bool is_harmless(const Followed *followed, const Node *callee) {
  static const Str LOOK = STR_INIT("bool dir getattr hasattr hash id isinstance len print repr str super type");
  static const Str LOG = STR_INIT("critical debug error exception info log warning");
  const Node *root = python_root(callee);
  Str name = python_last_name(callee);
  bool is_class = name.n && *name.p >= 'A' && *name.p <= 'Z';
  bool is_known = callee->kind == NODE_NAME_PY ? str_lists(LOOK, name) : str_lists(LOG, name);
  bool is_imported =
      root->kind == NODE_NAME_PY && is_harmless_import(followed->in[followed->now], root->name_py.id);
  return is_class || is_known || is_imported;
}

/* Methods are looked for of a parameter, `super()` and a class. */
static bool may_be_component(const Followed *followed, const Node *object) {
  if (object->kind == NODE_CALL) return object->call.callee->kind == NODE_NAME_PY &&
                                        str_is(object->call.callee->name_py.id, "super");
  if (object->kind != NODE_NAME_PY) return false;
  Str name = object->name_py.id;
  for (const ComponentClass *at = followed->class; at; at = at->base)
    if (str_eq(at->node->class.id, name)) return true;
  return has_param(followed->at[followed->now], name);
}

static void look_further(Node *node, void *state) {
  Followed *followed = state;
  if (node->kind == NODE_NAME_PY) follow_name(followed, followed->in[followed->now], node->name_py.id);
  if (node->kind == NODE_ATTR_PY && may_be_component(followed, node->attr_py.object))
    follow_method(followed, node->attr_py.id);
  if (node->kind == NODE_CALL && is_given_itself(followed, node)) {
    const Node *callee = node->call.callee;
    bool is_read = callee->kind == NODE_NAME_PY
                       ? follow_name(followed, followed->in[followed->now], callee->name_py.id)
                       : callee->kind == NODE_ATTR_PY && may_be_component(followed, callee->attr_py.object) &&
                             follow_method(followed, callee->attr_py.id);
    followed->is_unclear |= !is_read && !is_harmless(followed, callee);
  }
  node_children(node, look_further, state);
}

static void follow_all(Followed *followed) {
  for (followed->now = 0; followed->now < followed->n; followed->now++)
    node_children(followed->at[followed->now], look_further, followed);
}

/* ---- what a load sets ---- */

static bool is_set(const Followed *followed, Str name) {
  bool found = followed->is_unclear;
  for (size_t i = 0; i < followed->n && !found; i++) found = dbt_component_may_change(followed->at[i], name);
  return found;
}

typedef bool Judge(const Followed *followed, void *state);

/* The first method of a load in a class that `judge` finds; "": none. */
static Str loader_in(const ComponentClass *class, const Module *module, const Node *node, Judge *judge, void *state) {
  for (size_t i = 0; i < node->class.body.n; i++) {
    const Node *def = node->class.body.at[i];
    if (def->kind != NODE_DEF || !str_lists(AT_LOAD, def->def.id)) continue;
    Followed followed = {.class = class};
    follow_node(&followed, module, def);
    follow_all(&followed);
    if (judge(&followed, state)) return def->def.id;
  }
  return STR("");
}

static Str loader_of(const ComponentClass *class, Judge *judge, void *state) {
  Str found = STR("");
  for (ClassWalk walk = {.class = class}; !found.n && component_class_next(&walk);)
    found = loader_in(class, walk.module, walk.node, judge, state);
  return found;
}

static bool sets_it(const Followed *followed, void *state) { return is_set(followed, *(const Str *)state); }

Str class_load_setter(const ComponentClass *class, Str name) { return loader_of(class, sets_it, &name); }

/* ---- what a launch reads of it ---- */

typedef struct Left {
  const ComponentClass *class;
  const Followed *launch;
  const Module *module; /* of the text at hand */
  const Node *within;
  Str name; /* the first that a launch reads as the load has left it; "": none */
} Left;

typedef struct Reading {
  Str name;
  bool of_name, found;
} Reading;

static void find_reading(Node *node, void *state) {
  static const Str ANY = STR_INIT("getattr vars");
  Reading *reading = state;
  bool is_name = node->kind == NODE_NAME_PY, is_attr = node->kind == NODE_ATTR_PY;
  if (reading->of_name) reading->found |= is_name && str_eq(node->name_py.id, reading->name);
  else if (is_attr) reading->found |= str_eq(node->attr_py.id, reading->name) || str_is(node->attr_py.id, "__dict__");
  else reading->found |= is_name && str_lists(ANY, node->name_py.id);
  node_children(node, find_reading, state);
}

static bool is_read(const Left *left, Str name, bool of_name) {
  Reading reading = {name, of_name, !of_name && left->launch->is_unclear};
  for (size_t i = 0; i < left->launch->n && !reading.found; i++)
    if (!of_name || left->launch->in[i] == left->module) find_reading((Node *)left->launch->at[i], &reading);
  return reading.found;
}

typedef struct Search {
  Str name;
  bool found;
} Search;

/* Whether the statements of a class, and not only its methods, bind a name. */
static void find_bound(Node *node, void *state) {
  Search *bound = state;
  bound->found |= (node->kind == NODE_NAME_PY && str_eq(node->name_py.id, bound->name)) ||
                  (node->kind == NODE_ANNOTATION && str_eq(node->annotation.id, bound->name)) ||
                  (node->kind == NODE_DEF && str_eq(node->def.id, bound->name));
  if (node->kind != NODE_DEF) node_children(node, find_bound, state);
}

/* Whether an object has the attribute without the load: what else reads it says so where it does. */
static bool is_had(const Left *left, Str name) {
  Search had = {name, false};
  for (ClassWalk walk = {.class = left->class}; !had.found && component_class_next(&walk);)
    node_children(walk.node, find_bound, &had);
  for (size_t i = 0; i < left->launch->n && !had.found; i++)
    had.found = dbt_component_may_change(left->launch->at[i], name);
  return had.found;
}

static void note_left(Str name, void *state) {
  Left *left = state;
  bool counts = name.n && !left->name.n && !dbt_component_is_field(name);
  if (counts && is_had(left, name) && is_read(left, name, false)) left->name = name;
}

static void find_own(Node *node, void *state) {
  Search *own = state;
  own->found |= node->kind == NODE_ASSIGN && node->assign.target->kind == NODE_NAME_PY &&
                str_eq(node->assign.target->name_py.id, own->name);
  node_children(node, find_own, state);
}

static void find_global(Node *node, void *state) {
  Search *global = state;
  global->found |= node->kind == NODE_GLOBAL && str_eq(node->global.id, global->name);
  node_children(node, find_global, state);
}

/* Whether a name that a method changes is the module's: one of its statements binds it, and the method has no other. */
static bool is_of_module(const Left *left, Str name) {
  Search own = {name, has_param(left->within, name)}, global = {name, false}, bound = {name, false};
  node_children(left->within, find_own, &own);
  node_children(left->within, find_global, &global);
  for (size_t i = 0; i < left->module->body.n; i++)
    if (left->module->body.at[i]->kind != NODE_CLASS) find_bound(left->module->body.at[i], &bound);
  return bound.found && (global.found || !own.found);
}

static void note_name(Str name, void *state) {
  Left *left = state;
  if (!left->name.n && is_of_module(left, name) && is_read(left, name, true)) left->name = name;
}

static bool leaves(const Followed *load, void *state) {
  Left *left = state;
  for (size_t i = 0; i < load->n && !left->name.n; i++) {
    left->within = load->at[i];
    left->module = load->in[i];
    dbt_component_changes(load->at[i], note_left, left);
    dbt_component_changed_names(load->at[i], note_name, left);
  }
  return left->name.n;
}

static void follow_launch(Followed *launch, const Module *module, const Node *node) {
  for (size_t i = 0; i < node->class.body.n; i++) {
    const Node *def = node->class.body.at[i];
    if (def->kind == NODE_DEF && str_lists(AT_LAUNCH, def->def.id)) follow_node(launch, module, def);
  }
}

Str class_load_left(const ComponentClass *class, Str *method) {
  Followed launch = {.class = class};
  for (ClassWalk walk = {.class = class}; component_class_next(&walk);) follow_launch(&launch, walk.module, walk.node);
  follow_all(&launch);
  Left left = {.class = class, .launch = &launch};
  Str found = loader_of(class, leaves, &left);
  if (found.n) *method = found;
  return left.name;
}
