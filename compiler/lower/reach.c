#include "compiler/lower/reach.h"

#include "compiler/python/modules.h"
#include "runtime/eval/effect.h"
#include "runtime/eval/library.h"
#include "runtime/eval/module.h"
#include "runtime/eval/namespace.h"
#include "runtime/eval/python.h"

/* ---- names and the statements that make them ---- */

PlanModule *reach_module(Reach *reach, const Module *module) {
  Arena *arena = reach->heap->arena;
  Str file = module->is_library ? STR("") : path_relative(arena, module->source->path, reach->project->root);
  Str name = module->name;
  for (size_t i = 0; i < reach->modules.n; i++) {
    PlanModule *known = &reach->modules.at[i];
    if (str_eq(known->file, file) && str_eq(known->name, name)) return known;
  }
  VEC_PUSH(arena, &reach->modules, (PlanModule){.name = name, .file = file, .source = module->source});
  VEC_PUSH(arena, &reach->origins, module);
  return &reach->modules.at[reach->modules.n - 1];
}

static bool has_statement(const PlanModule *module, const Node *statement) {
  for (size_t i = 0; i < module->body.n; i++)
    if (module->body.at[i] == statement) return true;
  return false;
}

/* Classes are known to those that they derive from, whoever names them: all that the module makes or imports. */
static void reach_classes(Reach *reach, const Module *module) {
  for (size_t i = 0; i < module->body.n; i++) {
    Node *node = module->body.at[i];
    bool may_make = node->kind == NODE_CLASS || node->kind == NODE_IMPORT || node->kind == NODE_IMPORT_FROM;
    if (may_make) reach_statement(reach, module, node);
  }
}

static bool is_announced(const Node *node) {
  return node->kind == NODE_DEF && str_is(node->def.id, "__init_subclass__");
}

/* The library that a name stands for, wherever in the module it is imported: "os.path"; empty: none. */
typedef struct Alias {
  Heap *heap;
  Str name, library;
} Alias;

static void look_for_alias(Node *node, void *state) {
  Alias *alias = state;
  Str module = STR("");
  bool binds = (node->kind == NODE_IMPORT || node->kind == NODE_IMPORT_FROM) &&
               str_eq(python_import_name(node), alias->name);
  if (binds && node->kind == NODE_IMPORT) module = node->import.as.n ? node->import.module : alias->name;
  if (binds && node->kind == NODE_IMPORT_FROM)
    module = str_printf(alias->heap->arena, "%.*s.%.*s", STR_FMT(node->import_from.module),
                        STR_FMT(node->import_from.id));
  if (module.n && library_module(alias->heap, module, STR("")).kind != V_ABSENT) alias->library = module;
  if (!alias->library.n) node_children(node, look_for_alias, state);
}

static Str library_named(Reach *reach, const Node *node) {
  Alias alias = {.heap = reach->heap};
  if (node->kind == NODE_NAME_PY) {
    alias.name = node->name_py.id;
    for (size_t i = 0; i < reach->module->body.n && !alias.library.n; i++)
      look_for_alias(reach->module->body.at[i], &alias);
    return alias.library;
  }
  Str outer = node->kind == NODE_ATTR_PY ? library_named(reach, node->attr_py.object) : STR("");
  Str name = str_printf(reach->heap->arena, "%.*s.%.*s", STR_FMT(outer), STR_FMT(outer.n ? node->attr_py.id : outer));
  return outer.n && library_is(library_module(reach->heap, name, STR(""))) ? name : STR("");
}

static void reach_whole(const Module *module, void *state) {
  Reach *reach = state;
  reach_module(reach, module); /* one without statements can be imported, too */
  for (size_t i = 0; i < module->body.n; i++)
    if (module->body.at[i]->kind != NODE_UNSUPPORTED) reach_statement(reach, module, module->body.at[i]);
}

/* `os.walk`, where that is written in Python: of a module that is C besides, a plan takes what is named. */
static void reach_member(Reach *reach, const Node *node) {
  const Module *module = reach->module;
  Str name = module->import ? library_named(reach, node->attr_py.object) : STR("");
  if (!name.n) return;
  if (str_is(name, "sys") && str_is(node->attr_py.id, "modules")) reach_whole(module, reach); /* `[__name__]` */
  Value imported = module->import(reach->heap, module, name);
  if (imported.kind == V_MODULE && imported.module->is_library) reach_name(reach, imported.module, node->attr_py.id);
}

/* What the package is in which a call of `importlib.import_module` looks for a name with leading dots. */
static const Node *package_of_call(const Node *call) {
  const Node *node = call->call.args.n > 1 ? call->call.args.at[1] : NULL;
  return node && node->kind == NODE_KEYWORD ? node->keyword.value : node;
}

/* What a call of `importlib.import_module` is given as the name; NULL: it is no such call. */
static const Node *imported_by_call(const Node *node) {
  const Node *callee = node->kind == NODE_CALL && node->call.args.n ? node->call.callee : NULL;
  return callee && str_is(python_last_name(callee), "import_module") ? node->call.args.at[0] : NULL;
}

static void reach_below(const Module *module, void *state) {
  Reach *reach = state;
  if (str_starts(module->path, str_cat(reach->heap->arena, path_parent(reach->module->path), STR("/"))))
    reach_whole(module, reach);
}

/* `importlib.import_module(".plugin", package=__package__)`; where the name does not stand in the call, it may be any
 * module below the folder of this one that was run. */
static void reach_imported(Reach *reach, const Node *node) {
  const Node *name = imported_by_call(node);
  if (name && name->kind != NODE_CONST) modules_each_run(reach->project, reach->heap->workspace, reach_below, reach);
  if (!name || name->kind != NODE_CONST || !value_is_str(name->constant.value)) return;
  Str module = value_text(name->constant.value);
  const Node *package = str_starts(module, STR(".")) ? package_of_call(node) : NULL;
  bool is_told = package && package->kind == NODE_CONST && value_is_str(package->constant.value);
  if (is_told) module = module_absolute_name(reach->heap->arena, value_text(package->constant.value), true, module);
  reach_import(reach, reach->module, module, STR(""));
}

static void reach_names_in(Node *node, void *state) {
  Reach *reach = state;
  if (node->kind == NODE_CALL) reach_imported(reach, node);
  if (namespace_is_asked(node)) reach_whole(reach->module, reach);
  if (node->kind == NODE_ATTR_PY) reach_member(reach, node);
  bool asks = node->kind == NODE_ATTR_PY && str_is(node->attr_py.id, "__subclasses__");
  if (asks || is_announced(node)) reach_classes(reach, reach->module);
  if (node->kind == NODE_NAME_PY) reach_name(reach, reach->module, node->name_py.id);
  if (node->kind == NODE_IMPORT) reach_import(reach, reach->module, node->import.module, STR(""));
  if (node->kind == NODE_IMPORT_FROM)
    reach_import(reach, reach->module, node->import_from.module, node->import_from.id);
  node_children(node, reach_names_in, state);
}

/* The project's own modules are followed; libraries are there wherever the plan is resolved. */
void reach_import(Reach *reach, const Module *from, Str module, Str name) {
  Value imported = from->import ? from->import(reach->heap, from, module) : VALUE_ABSENT;
  bool is_project = imported.kind == V_MODULE && imported.module->source;
  if (name.n) {
    const char *dot = str_ends(module, STR(".")) ? "" : ".";
    Str below = str_printf(reach->heap->arena, "%.*s%s%.*s", STR_FMT(module), dot, STR_FMT(name));
    if (is_project) reach_name(reach, imported.module, name);
    bool may_hold = imported.kind == V_MODULE || library_is(library_module(reach->heap, module, name));
    if (may_hold) reach_import(reach, from, below, STR(""));
    return;
  }
  bool is_library = is_project && imported.module->is_library;
  if (is_library && library_is_in_c(module)) return; /* reach_member */
  if (is_project) reach_whole(imported.module, reach);
}

void reach_statement(Reach *reach, const Module *module, Node *statement) {
  if (has_statement(reach_module(reach, module), statement)) return;
  node_push(reach->heap->arena, &reach_module(reach, module)->body, statement);
  const Module *outer = reach->module;
  reach->module = module;
  reach_names_in(statement, reach);
  reach->module = outer;
}

/* What is not evaluated has no text in a plan: there it is an assignment to the name that it may bind. */
static void reach_unsupported(Reach *reach, const Module *module, Node *statement, Str name) {
  const NodeList *body = &reach_module(reach, module)->body;
  for (size_t i = 0; i < body->n; i++)
    if (body->at[i]->kind == NODE_ASSIGN && body->at[i]->assign.value == statement &&
        str_eq(body->at[i]->assign.target->name_py.id, name))
      return;
  Node *assign = node_new(reach->heap->arena, NODE_ASSIGN, statement->span);
  assign->assign.target = node_new(reach->heap->arena, NODE_NAME_PY, statement->span);
  assign->assign.target->name_py.id = name;
  assign->assign.value = statement;
  node_push(reach->heap->arena, &reach_module(reach, module)->body, assign);
}

void reach_name(Reach *reach, const Module *module, Str name) {
  Str offered = STR("__all__"); /* of Python's library: without it nothing is hidden */
  if (module->is_library && !str_eq(name, offered)) reach_name(reach, module, offered);
  bool is_docstring = str_is(name, "__doc__") && value_is_str(python_docstring(&module->body));
  if (is_docstring) reach_statement(reach, module, module->body.at[0]);
  module_run((Eval *)reach->heap, module); /* what its names hold says which statements may change it */
  for (size_t i = 0; i < module->body.n; i++) {
    Node *statement = module->body.at[i];
    if (!effect_may_change(module, statement, name)) continue;
    if (statement->kind == NODE_UNSUPPORTED)
      reach_unsupported(reach, module, statement, name);
    else
      reach_statement(reach, module, statement);
    bool is_star = statement->kind == NODE_IMPORT_FROM && str_is(statement->import_from.id, "*");
    if (is_star) reach_import(reach, module, statement->import_from.module, name);
  }
}

/* ---- what is imported for what it does ---- */

typedef struct Importing {
  Reach *reach;
  const Module *module;
  bool (*asks)(Reach *reach, const Module *module); /* what is looked for in the modules that are imported */
  bool does; /* one of them does */
} Importing;

/* A module and the packages above it, which run before it. */
static void reach_doing_of(Importing *importing, Str name) {
  Reach *reach = importing->reach;
  const Module *module = modules_imported(reach->heap, importing->module, name);
  if (!module) return;
  importing->does |= importing->asks(reach, module);
  for (size_t end = module->name.n; end > 0; end--) {
    if (module->name.p[end - 1] != '.') continue;
    const Module *package = modules_imported(reach->heap, importing->module, str_sub(module->name, 0, end - 1));
    if (package) importing->does |= importing->asks(reach, package);
  }
}

static void look_for_doing(Node *node, void *state) {
  Importing *importing = state;
  if (node->kind == NODE_DEF || node->kind == NODE_LAMBDA) return;
  if (node->kind == NODE_IMPORT) reach_doing_of(importing, node->import.module);
  if (node->kind == NODE_IMPORT_FROM) {
    Str module = node->import_from.module;
    const char *dot = str_ends(module, STR(".")) ? "" : ".";
    reach_doing_of(importing, module);
    reach_doing_of(importing, str_printf(importing->reach->heap->arena, "%.*s%s%.*s", STR_FMT(module), dot,
                                         STR_FMT(node->import_from.id)));
  }
  node_children(node, look_for_doing, state);
}

/* Whether some function or statement imports by a name that only running it tells. */
static void look_for_import_by_name(Node *node, void *state) {
  bool *found = state;
  const Node *name = imported_by_call(node);
  *found |= name && name->kind != NODE_CONST;
  node_children(node, look_for_import_by_name, state);
}

static void look_for_call(Node *node, void *state) {
  bool *found = state;
  *found |= node->kind == NODE_CALL;
  if (node->kind != NODE_DEF && node->kind != NODE_LAMBDA) node_children(node, look_for_call, state);
}

/* NULL: it was not looked at. */
static const Doing *doing_of(const DoingList *list, const Module *module) {
  for (size_t i = 0; i < list->n; i++)
    if (list->at[i].module == module) return &list->at[i];
  return NULL;
}

/* Whether a module, or one that it imports, changes the environment. */
static bool changes_environ(Reach *reach, const Module *module) {
  const Doing *known = doing_of(&reach->to_environ, module);
  if (known) return known->does;
  size_t at = reach->to_environ.n;
  VEC_PUSH(reach->heap->arena, &reach->to_environ, (Doing){module, false});
  if (module->is_library || module->state->stage != MODULE_DONE) return false;
  Importing importing = {.reach = reach, .module = module, .asks = changes_environ};
  for (size_t i = 0; i < module->body.n && !importing.does; i++) {
    look_for_doing(module->body.at[i], &importing);
    importing.does |= effect_changes_environ(module, module->body.at[i], NULL);
  }
  return reach->to_environ.at[at].does = importing.does;
}

/* Keeps the statements of a module that may change what others hold, or the environment, and the imports that lead to
 * such: whether there are any. */
static bool reach_doing(Reach *reach, const Module *module) {
  const Doing *known = doing_of(&reach->doing, module);
  if (known) return known->does;
  size_t at = reach->doing.n;
  VEC_PUSH(reach->heap->arena, &reach->doing, (Doing){module, false});
  if (module->state->stage != MODULE_DONE) return false; /* its import did not run: `if TYPE_CHECKING:` */
  for (size_t i = 0; i < module->body.n; i++) look_for_import_by_name(module->body.at[i], &reach->imports_by_name);
  for (size_t i = 0; i < module->body.n; i++) {
    Node *statement = module->body.at[i];
    if (statement->kind == NODE_UNSUPPORTED) continue;
    Importing importing = {.reach = reach, .module = module, .asks = reach_doing};
    look_for_doing(statement, &importing);
    if (reach->imports_by_name) look_for_call(statement, &importing.does);
    importing.does |= effect_reaches_out(module, statement) || effect_changes_environ(module, statement, NULL);
    if (!importing.does) continue;
    reach_statement(reach, module, statement);
    reach->doing.at[at].does = true;
  }
  return reach->doing.at[at].does;
}

/* What the modules of the plan import does its work there too: it registers, it sets up. */
static void reach_all_doing(Reach *reach) {
  for (size_t i = 0; i < reach->origins.n; i++)
    if (!reach->origins.at[i]->is_library) reach_doing(reach, reach->origins.at[i]);
}

void reach_run(Reach *reach, const Module *module) { modules_run_again((Eval *)reach->heap, module); }

static void reach_first_module(Reach *reach, const Module *module) {
  if (changes_environ(reach, module)) reach_module(reach, module)->runs_first = true;
}

/* A module that changes the environment, and the packages above it, run before anything is read. */
void reach_first(Reach *reach, const Module *module) {
  reach_run(reach, module);
  for (size_t end = 0; end < module->name.n; end++) {
    if (module->name.p[end] != '.') continue;
    const Module *package = modules_imported(reach->heap, module, str_sub(module->name, 0, end));
    if (package) reach_first_module(reach, package);
  }
  reach_first_module(reach, module);
}

/* ---- the end ---- */

/* The statements that were reached, in the order in which the module has them. */
static void put_in_order(Reach *reach) {
  for (size_t m = 0; m < reach->modules.n; m++) {
    NodeList *body = &reach->modules.at[m].body;
    for (size_t i = 1; i < body->n; i++) {
      Node *node = body->at[i];
      size_t at = i;
      for (; at > 0 && body->at[at - 1]->span.start > node->span.start; at--) body->at[at] = body->at[at - 1];
      body->at[at] = node;
    }
  }
}

void reach_end(Reach *reach) {
  reach_all_doing(reach);
  put_in_order(reach);
}
