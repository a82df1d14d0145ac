#include "runtime/eval/effect.h"

#include "runtime/eval/class.h"
#include "runtime/eval/env.h"
#include "runtime/eval/library.h"
#include "runtime/eval/python.h"
#include "runtime/value/types.h"

/* ---- what a statement touches ---- */

typedef struct Touching {
  Str name;
  bool in_call; /* only what a call could change counts */
  bool found;
} Touching;

static void look_for_binding(Str name, void *state) {
  Touching *touching = state;
  if (str_eq(name, touching->name)) touching->found = true;
}

static void look_for_mention(Node *node, void *state) {
  Touching *touching = state;
  bool in_call = touching->in_call;
  if (node->kind == NODE_NAME_PY && in_call && str_eq(node->name_py.id, touching->name)) touching->found = true;
  touching->in_call = in_call || node->kind == NODE_CALL;
  if (!touching->found && node->kind != NODE_DEF && node->kind != NODE_LAMBDA)
    node_children(node, look_for_mention, state);
  touching->in_call = in_call;
}

static bool is_star(const Node *node) { return node->kind == NODE_IMPORT_FROM && str_is(node->import_from.id, "*"); }

/* Functions that may bind any name there is. */
static bool is_of_any(Str id) { return str_lists(STR("exec eval globals locals vars setattr delattr"), id); }

bool effect_touches(const Module *module, const Node *statement, Str name) {
  Touching touching = {name, false, is_star(statement)};
  if (statement->kind == NODE_UNSUPPORTED)
    return !module->source ||
           str_find_word(str_sub(module->source->text, statement->span.start, statement->span.end), name) != SIZE_MAX;
  python_bound_names(statement, look_for_binding, &touching);
  if (touching.found || statement->kind == NODE_DEF || statement->kind == NODE_CLASS) return touching.found;
  touching.in_call = statement->kind != NODE_ASSIGN || statement->assign.target->kind == NODE_ITEM_PY ||
                     statement->assign.target->kind == NODE_ATTR_PY;
  look_for_mention((Node *)statement, &touching);
  return touching.found;
}

typedef struct Making {
  const Module *module;
  Str name;
  bool found;
} Making;

static void look_for_maker(Node *node, void *state) {
  Making *making = state;
  bool is_passed_over = node->kind == NODE_UNSUPPORTED || is_star(node);
  making->found |= node->kind == NODE_NAME_PY && is_of_any(node->name_py.id);
  making->found |= is_passed_over && effect_touches(making->module, node, making->name);
  if (!making->found) node_children(node, look_for_maker, state);
}

bool effect_may_bind(const Module *module, Str name) {
  Making making = {module, name, false};
  for (size_t i = 0; !making.found && i < module->body.n; i++) {
    Node *node = module->body.at[i];
    making.found = node->kind == NODE_DEF && str_is(node->def.id, "__getattr__");
    if (!making.found) look_for_maker(node, &making);
  }
  return making.found;
}

/* ---- what a statement may change behind a name ---- */

static bool may_change(Value v) {
  bool is_collection = (v.kind == V_LIST || v.kind == V_DICT || v.kind == V_SET) && !(v.flags & VALUE_FROZEN);
  bool is_class = v.kind == V_TYPE && class_of(v.type);
  return is_collection || is_class || v.kind == V_OBJECT || v.kind == V_ITERATOR || v.kind == V_UNKNOWN;
}

/* A function that keeps something between its calls: what it closes over, or a default that changes. */
static bool keeps_state(const Function *function) {
  const NodeList *params = function->node->kind == NODE_DEF ? &function->node->def.params : NULL;
  bool keeps = function->closure || function->attributes || function->self.kind != V_ABSENT;
  for (size_t i = 0; !keeps && params && function->defaults && i < params->n; i++)
    keeps = may_change(function->defaults[i]);
  return keeps;
}

bool effect_holds_state(Value v) {
  if (v.kind == V_FUNCTION) return keeps_state(v.function);
  return may_change(v) && !library_is(v);
}

enum { EFFECT_DEPTH = 3 }; /* functions that call functions: deeper ones are taken to change something */

typedef struct EffectSearch {
  const Module *module;
  unsigned depth;
  bool in_call; /* only what a call could change counts */
  bool found;
  bool is_any; /* it may be any name at all */
  bool doubts; /* what was not evaluated counts as what changes */
} EffectSearch;

static void look_in_function(Node *node, void *state);

/* Whether something that changes is reached through a value. */
static bool leads_to_state(Value v, unsigned depth, bool doubts) {
  bool is_bound = v.kind == V_BUILTIN && v.flags & VALUE_BOUND; /* `add = LIST.append` */
  if (is_bound) return leads_to_state(v.bound->self, depth, doubts);
  if (effect_holds_state(v) || (doubts && v.kind == V_ERROR) || (v.kind == V_MODULE && v.module->source)) return true;
  if (v.kind != V_FUNCTION || !v.function->module) return false;
  EffectSearch effect = {.module = v.function->module, .depth = depth + 1, .found = depth >= EFFECT_DEPTH,
                   .doubts = doubts};
  if (!effect.found) node_children((Node *)v.function->node, look_in_function, &effect);
  return effect.found;
}

static void look_at_name(EffectSearch *effect, Str id) {
  const Global *global = module_global(effect->module, id);
  if (global && leads_to_state(global->value, effect->depth, effect->doubts)) effect->found = true;
  if (!global && is_of_any(id)) effect->found = effect->is_any = true;
}

static void look_in_function(Node *node, void *state) {
  EffectSearch *effect = state;
  if (node->kind == NODE_GLOBAL) effect->found = true;
  if (node->kind == NODE_NAME_PY) look_at_name(effect, node->name_py.id);
  if (!effect->found) node_children(node, look_in_function, effect);
}

static void look_for_effect(Node *node, void *state) {
  EffectSearch *effect = state;
  bool in_call = effect->in_call;
  if (node->kind == NODE_NAME_PY && in_call) look_at_name(effect, node->name_py.id);
  effect->in_call = in_call || node->kind == NODE_CALL;
  if (!effect->found && node->kind != NODE_DEF && node->kind != NODE_LAMBDA)
    node_children(node, look_for_effect, effect);
  effect->in_call = in_call;
}

static bool is_plain_assignment(const Node *node) {
  return node->kind == NODE_ASSIGN && node->assign.target->kind != NODE_ITEM_PY &&
         node->assign.target->kind != NODE_ATTR_PY;
}

Effect effect_of(const Module *module, const Node *statement, bool doubts) {
  EffectSearch effect = {.module = module, .doubts = doubts};
  bool is_class = statement->kind == NODE_CLASS;
  const NodeList *decorators = is_class                        ? &statement->class.decorators
                               : statement->kind == NODE_DEF ? &statement->def.decorators
                                                             : NULL;
  effect.in_call = decorators || !is_plain_assignment(statement);
  for (size_t i = 0; decorators && i < decorators->n; i++) look_for_effect(decorators->at[i], &effect);
  if (is_class) effect.in_call = false;
  if (is_class) node_children((Node *)statement, look_for_effect, &effect);
  if (!decorators) look_for_effect((Node *)statement, &effect);
  return (Effect){effect.found, effect.is_any};
}

static void look_for_declared(Node *node, void *state) {
  Touching *touching = state;
  if (node->kind == NODE_GLOBAL && str_eq(node->global.id, touching->name)) touching->found = true;
  if (!touching->found) node_children(node, look_for_declared, state);
}

/* Whether some function of the module declares the name `global`, so that a call of it may bind the name anew. */
static bool is_declared_global(const Module *module, Str name) {
  Touching touching = {.name = name};
  if (module->source && str_find_word(module->source->text, STR("global")) == SIZE_MAX) return false; /* as of most */
  for (size_t i = 0; !touching.found && i < module->body.n; i++) look_for_declared(module->body.at[i], &touching);
  return touching.found;
}

bool effect_may_change(const Module *module, const Node *statement, Str name) {
  if (effect_touches(module, statement, name)) return true;
  const Global *global = module_global(module, name);
  Effect effect = global ? effect_of(module, statement, true) : (Effect){false, false};
  if (!effect.found || effect.is_any) return effect.found;
  return leads_to_state(global->value, 0, true) || is_declared_global(module, name);
}

bool effect_loses(const Module *module, const Node *statement, Effect effect, Str name, Value held) {
  if (effect.is_any || (effect.found && effect_holds_state(held))) return true;
  bool is_whole = statement->kind == NODE_UNSUPPORTED || is_star(statement);
  bool counts = may_change(held) && !(library_is(held) && is_plain_assignment(statement));
  return (is_whole || counts) && effect_touches(module, statement, name);
}

/* ---- what a statement may change of other modules ---- */

/* What an import of the module's body gave it: something of the project that changes. */
static void look_for_imported_state(Node *node, void *state) {
  EffectSearch *effect = state;
  if (node->kind == NODE_DEF || node->kind == NODE_LAMBDA || effect->found) return;
  bool is_import = node->kind == NODE_IMPORT || (node->kind == NODE_IMPORT_FROM && !is_star(node));
  const Global *global = is_import ? module_global(effect->module, python_import_name(node)) : NULL;
  effect->found = is_star(node) || (global && leads_to_state(global->value, 0, false));
  node_children(node, look_for_imported_state, effect);
}

static bool imports_state(const Module *module) {
  EffectSearch effect = {.module = module};
  for (size_t i = 0; !effect.found && i < module->body.n; i++) look_for_imported_state(module->body.at[i], &effect);
  return effect.found;
}

/* A class is known to those that it derives from. */
static bool derives_from_elsewhere(const Module *module, const Node *statement) {
  const Global *global = statement->kind == NODE_CLASS ? module_global(module, statement->class.id) : NULL;
  const Class *class = global && global->value.kind == V_TYPE ? class_of(global->value.type) : NULL;
  for (size_t i = 0; class && i < class->bases.n; i++) {
    const Class *base = class_of(class->bases.at[i].type);
    if (base && base->module && base->module != module && !base->module->is_library) return true;
  }
  return false;
}

bool effect_reaches_out(const Module *module, const Node *statement) {
  if (module->is_library || statement->kind == NODE_IMPORT || statement->kind == NODE_IMPORT_FROM) return false;
  if (derives_from_elsewhere(module, statement)) return true;
  return imports_state(module) && effect_of(module, statement, true).found;
}

/* ---- what a statement does to the environment ---- */

typedef struct EnvironSearch {
  const Module *module;
  unsigned depth;
  bool found;
  Str variable; /* the one that is changed, if it is one alone and its name is told; else "" */
} EnvironSearch;

static bool is_environ(const EnvironSearch *search, const Node *node) {
  if (node->kind == NODE_ATTR_PY) return str_is(node->attr_py.id, "environ");
  const Global *global = node->kind == NODE_NAME_PY ? module_global(search->module, node->name_py.id) : NULL;
  return global && env_mapping_is(global->value);
}

static void note_variable(EnvironSearch *search, const Node *key) {
  bool is_told = key && key->kind == NODE_CONST && value_is_str(key->constant.value);
  Str name = is_told ? value_text(key->constant.value) : STR("");
  search->variable = search->found && !str_eq(search->variable, name) ? STR("") : name;
  search->found = true;
}

static void look_at_target(EnvironSearch *search, const Node *target) {
  const NodeList *parts = target->kind == NODE_TUPLE ? &target->tuple.items : NULL;
  if (target->kind == NODE_LIST) parts = &target->list.items;
  for (size_t i = 0; parts && i < parts->n; i++) look_at_target(search, parts->at[i]);
  if (target->kind == NODE_ITEM_PY && is_environ(search, target->item_py.object))
    note_variable(search, target->item_py.key);
}

/* `e = os.environ` in a function, `set_defaults(os.environ)`: what is done with it then, nobody looks for. */
static void look_at_alias(EnvironSearch *search, const Node *value) {
  if (is_environ(search, value)) note_variable(search, NULL);
}

/* What a call calls, as far as that is a function of a module by its name. */
static const Function *function_called(const Module *module, const Node *callee) {
  const Node *outer = callee->kind == NODE_ATTR_PY ? callee->attr_py.object : NULL;
  const Global *global = outer && outer->kind == NODE_NAME_PY ? module_global(module, outer->name_py.id) : NULL;
  bool is_of_module = global && global->value.kind == V_MODULE;
  if (is_of_module) global = module_global(global->value.module, callee->attr_py.id);
  if (callee->kind == NODE_NAME_PY) global = module_global(module, callee->name_py.id);
  bool is_found = global && (is_of_module || callee->kind == NODE_NAME_PY) && global->value.kind == V_FUNCTION;
  return is_found ? global->value.function : NULL;
}

static void look_for_environ_change(Node *node, void *state);

static bool call_changes_environ(const Function *function, unsigned depth) {
  EnvironSearch search = {.module = function->module, .depth = depth};
  if (function->module) node_children((Node *)function->node, look_for_environ_change, &search);
  return search.found;
}

static void look_at_call(EnvironSearch *search, const Node *call) {
  const Node *callee = call->call.callee, *first = call->call.args.n ? call->call.args.at[0] : NULL;
  if (callee->kind == NODE_ATTR_PY && is_environ(search, callee->attr_py.object)) {
    bool is_of_one = str_lists(STR("setdefault pop"), callee->attr_py.id);
    if (is_of_one || str_lists(STR("update clear popitem"), callee->attr_py.id))
      note_variable(search, is_of_one ? first : NULL);
  }
  const Function *function = function_called(search->module, callee);
  for (size_t i = 0; function && i < call->call.args.n; i++) look_at_alias(search, call->call.args.at[i]);
  if (function && search->depth < EFFECT_DEPTH && call_changes_environ(function, search->depth + 1))
    note_variable(search, NULL);
}

static void look_for_environ_change(Node *node, void *state) {
  EnvironSearch *search = state;
  if (node->kind == NODE_DEF || node->kind == NODE_LAMBDA) return;
  if (node->kind == NODE_CALL) look_at_call(search, node);
  if (node->kind == NODE_ASSIGN) look_at_target(search, node->assign.target);
  if (node->kind == NODE_ASSIGN && search->depth) look_at_alias(search, node->assign.value);
  if (node->kind == NODE_FOR) look_at_target(search, node->loop.target);
  if (node->kind == NODE_AUG_ASSIGN) look_at_target(search, node->aug_assign.target);
  if (node->kind == NODE_AUG_ASSIGN && is_environ(search, node->aug_assign.target)) note_variable(search, NULL);
  for (size_t i = 0; node->kind == NODE_DELETE && i < node->delete.targets.n; i++)
    look_at_target(search, node->delete.targets.at[i]);
  node_children(node, look_for_environ_change, search);
}

/* Whether the statement changed the environment, or tried to, when it ran. */
static bool has_changed_environ(const Module *module, const Node *statement) {
  const ModuleEnviron *environ = module->environ;
  for (size_t i = 0; i < environ->statements.n; i++)
    if (environ->statements.at[i] == statement) return true;
  return false;
}

/* What ran tells for sure; what did not, since the environment was another, may be seen in the tree. */
bool effect_changes_environ(const Module *module, const Node *statement, Str *variable) {
  EnvironSearch search = {.module = module};
  look_for_environ_change((Node *)statement, &search);
  if (variable) *variable = search.variable;
  return search.found || has_changed_environ(module, statement);
}

void effect_note_environ(const Module *module, const Node *statement) {
  if (!has_changed_environ(module, statement)) VEC_PUSH(module->arena, &module->environ->statements, statement);
}

bool effect_call_changes_environ(const Function *function) { return call_changes_environ(function, 1); }
