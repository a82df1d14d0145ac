#include "compiler/lower/lower_vars.h"

#include "compiler/python/modules.h"
#include "runtime/core/limits.h"
#include "runtime/eval/library.h"
#include "runtime/eval/python.h"
#include "runtime/eval/module.h"
#include "runtime/plan/load_scope.h"
#include "runtime/plan/modules.h"
#include "runtime/plan/node_json.h"

/* ---- which vars a component sees ---- */

static size_t place_of(const VarList *vars, Str name) {
  size_t at = 0;
  while (at < vars->n && str_cmp(vars->at[at]->name, name) < 0) at++;
  return at;
}

/* Keeps the order by name; a var that is there stays. */
static void insert(Arena *arena, VarList *vars, const TemplateVar *var) {
  size_t at = place_of(vars, var->name);
  if (at < vars->n && str_eq(vars->at[at]->name, var->name)) return;
  VEC_PUSH(arena, vars, var);
  for (size_t i = vars->n - 1; i > at; i--) vars->at[i] = vars->at[i - 1];
  vars->at[at] = var;
}

/* The vars of the component's class; those of its module come over them. */
static bool class_vars(const ComponentFile *file, const YNode *document, VarList *vars) {
  TemplateVars loaded = {0};
  const ComponentClass *class = component_class_of(file, ynode_get(document, "type"));
  bool sound = !class || component_class_vars(file, class, &loaded);
  for (size_t i = 0; i < loaded.n; i++) insert(file->heap->arena, vars, &loaded.at[i]);
  return sound;
}

bool vars_load(const ComponentFile *file, const YNode *document, VarList *vars) {
  TemplateVars loaded = {0};
  const YNode *module = ynode_get(document, "template_vars_module");
  bool is_named = module && module->kind == Y_SCALAR && module->value.kind == V_STR && module->text.n;
  if (!is_named) return class_vars(file, document, vars);
  bool sound = template_vars_load(file, module->text, module->span, &loaded);
  for (size_t i = 0; i < loaded.n; i++) VEC_PUSH(file->heap->arena, vars, &loaded.at[i]);
  vars->missing = !sound && loaded.n == 0;
  sound &= class_vars(file, document, vars);
  return sound;
}

/* Vars of one module stand together, but for those of a class between. */
static bool begins_module(const VarList *vars, size_t i) {
  return !i || vars->at[i]->module != vars->at[i - 1]->module;
}

/* Their errors were reported when they were loaded. */
void vars_run_modules(Heap *heap, const VarList *vars, const ComponentClass *class) {
  Eval eval;
  if (!modules_may_change_env(heap->workspace)) return;
  eval_init(&eval, heap->arena, heap->workspace, scope_table(heap->arena, SCOPE_ATTRIBUTES, NULL, NULL, 0), NULL);
  if (class) modules_run_again(&eval, class->module);
  for (size_t i = 0; i < vars->n; i++)
    if (begins_module(vars, i)) modules_run_again(&eval, vars->at[i]->module);
}

VarList vars_merge(Arena *arena, const VarList *own, const FolderChain *chain) {
  VarList all = {.missing = own->missing};
  for (size_t i = 0; i < own->n; i++) insert(arena, &all, own->at[i]);
  for (size_t f = 0; f < chain->n; f++) all.missing |= chain->at[f]->vars.missing;
  for (size_t f = 0; f < chain->n; f++)
    for (size_t i = 0; i < chain->at[f]->vars.n; i++) insert(arena, &all, chain->at[f]->vars.at[i]);
  return all;
}

VarScope vars_scope(Heap *heap, ScopeKind kind, const VarList *vars, Str root) {
  Str *names = ARENA_ARRAY(heap->arena, Str, vars->n);
  InputSet *inputs = ARENA_ARRAY(heap->arena, InputSet, vars->n);
  for (size_t i = 0; i < vars->n; i++) {
    names[i] = vars->at[i]->name;
    inputs[i] = vars->at[i]->inputs;
  }
  const ScopeTable *table = scope_table(heap->arena, kind, names, inputs, vars->n);
  Value *values = load_scope_values(heap, table, root);
  for (size_t i = 0; i < vars->n; i++) {
    int number = scope_find(table, vars->at[i]->name);
    if (number >= 0 && !scope_keeps(table, names[i])) values[number] = vars->at[i]->value;
  }
  return (VarScope){table, values};
}

/* ---- what a plan keeps: data ---- */

/* Data may hold itself, or one part very often: what is nested deeper than a plan can be read, or too much, is none. */
typedef struct Copying {
  Heap *heap;
  size_t depth, nodes;
} Copying;

static Node *copy_data(Copying *copying, Value v);

/* False if an item is no data. */
static bool push_items(Copying *copying, NodeList *nodes, const Value *items, size_t n) {
  for (size_t i = 0; i < n; i++) {
    Node *item = copy_data(copying, items[i]);
    if (!item) return false;
    node_push(copying->heap->arena, nodes, item);
  }
  return true;
}

static Node *node_of_list(Copying *copying, Value v) {
  Node *node = node_new(copying->heap->arena, NODE_LIST, (Span){0, 0});
  return push_items(copying, &node->list.items, v.list->at, v.list->n) ? node : NULL;
}

static Node *node_of_dict(Copying *copying, const Dict *dict) {
  Arena *arena = copying->heap->arena;
  Node *node = node_new(arena, NODE_DICT, (Span){0, 0});
  for (size_t i = 0; i < dict->n; i++) {
    if (dict->at[i].key.kind == V_ABSENT) continue;
    Node *pair = node_new(arena, NODE_PAIR, (Span){0, 0});
    pair->pair.key = copy_data(copying, dict->at[i].key);
    pair->pair.value = pair->pair.key ? copy_data(copying, dict->at[i].value) : NULL;
    if (!pair->pair.value || pair->pair.key->kind != NODE_CONST) return NULL;
    node_push(arena, &node->dict.items, pair);
  }
  return node;
}

static Node *copy_data(Copying *copying, Value v) {
  enum { DEPTH_MOST = LIMIT_JSON_DEPTH / 4 };
  bool is_dict = v.kind == V_DICT && !v.dict->subclass;
  if (++copying->nodes > LIMIT_YAML_NODES || copying->depth > DEPTH_MOST) return NULL;
  if (constant_fits(v)) {
    Node *node = node_new(copying->heap->arena, NODE_CONST, (Span){0, 0});
    node->constant.value = v;
    return node;
  }
  if (!is_dict && v.kind != V_LIST) return NULL;
  copying->depth++;
  Node *node = is_dict ? node_of_dict(copying, v.dict) : node_of_list(copying, v);
  copying->depth--;
  return node;
}

Node *vars_node_of(Heap *heap, Value v) {
  Copying copying = {.heap = heap};
  return copy_data(&copying, v);
}

/* ---- in `cli_args` ---- */

typedef struct Putting {
  Heap *heap;
  const VarList *vars;
} Putting;

static Node *node_of_var(Heap *heap, const TemplateVar *var) {
  Node *node = var->inputs == INPUT_NONE ? vars_node_of(heap, var->value) : NULL;
  if (node) return node;
  node = node_new(heap->arena, NODE_UNSUPPORTED, (Span){0, 0});
  node->unsupported.what =
      str_printf(heap->arena, "the folder's template var '%.*s' in 'cli_args'", STR_FMT(var->name));
  return node;
}

static void put_value(Node *node, void *state) {
  const Putting *putting = state;
  node_children(node, put_value, state);
  if (node->kind != NODE_NAME || node->name.slot.kind != SLOT_ROOT || node->name.slot.number < ARGS_COUNT) return;
  size_t at = place_of(putting->vars, node->name.id);
  Span span = node->span;
  *node = *node_of_var(putting->heap, putting->vars->at[at]);
  node->span = span;
}

void vars_put_values(Heap *heap, const VarList *vars, const ScopeTable *table, Node *tree) {
  Putting putting = {heap, vars};
  if (!vars->n) return;
  link_tree(tree, table);
  put_value(tree, &putting);
}

/* ---- what a plan keeps: functions and what they reach ---- */

/* A module that was looked at for what it does, by itself or by what it imports. */
typedef struct Doing {
  const Module *module;
  bool does;
} Doing;
typedef VEC(Doing) DoingList;

typedef struct Reach {
  Heap *heap;
  const Project *project;
  VEC(PlanModule) modules;
  VEC(const Module *) origins; /* of the modules */
  DoingList doing;         /* something to other modules, or to the environment */
  DoingList to_environ;    /* the latter */
  bool imports_by_name; /* some module so far does, so that any call may import */
  const Module *module; /* whose statements are looked at */
} Reach;

static PlanModule *module_in_plan(Reach *reach, const Module *module) {
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

static void reach_name(Reach *reach, const Module *module, Str name);
static void reach_statement(Reach *reach, const Module *module, Node *statement);
static void reach_import(Reach *reach, const Module *from, Str module, Str name);

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

/* `os.walk`, where that is written in Python: of a module that is C besides, a plan takes what is named. */
static void reach_member(Reach *reach, const Node *node) {
  const Module *module = reach->module;
  Str name = module->import ? library_named(reach, node->attr_py.object) : STR("");
  if (!name.n) return;
  Value imported = module->import(reach->heap, module, name);
  if (imported.kind == V_MODULE && imported.module->is_library) reach_name(reach, imported.module, node->attr_py.id);
}

/* What a call of `importlib.import_module` is given as the name; NULL: it is no such call. */
static const Node *imported_by_call(const Node *node) {
  const Node *callee = node->kind == NODE_CALL && node->call.args.n ? node->call.callee : NULL;
  Str called = !callee                         ? STR("")
               : callee->kind == NODE_ATTR_PY ? callee->attr_py.id
               : callee->kind == NODE_NAME_PY ? callee->name_py.id
                                              : STR("");
  return str_is(called, "import_module") ? node->call.args.at[0] : NULL;
}

static void reach_whole(const Module *module, void *state) {
  Reach *reach = state;
  module_in_plan(reach, module); /* one without statements can be imported, too */
  for (size_t i = 0; i < module->body.n; i++)
    if (module->body.at[i]->kind != NODE_UNSUPPORTED) reach_statement(reach, module, module->body.at[i]);
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
  if (name && name->kind == NODE_CONST && value_is_str(name->constant.value))
    reach_import(reach, reach->module, value_text(name->constant.value), STR(""));
}

static void reach_names_in(Node *node, void *state) {
  Reach *reach = state;
  if (node->kind == NODE_CALL) reach_imported(reach, node);
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
static void reach_import(Reach *reach, const Module *from, Str module, Str name) {
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

static void reach_statement(Reach *reach, const Module *module, Node *statement) {
  if (has_statement(module_in_plan(reach, module), statement)) return;
  node_push(reach->heap->arena, &module_in_plan(reach, module)->body, statement);
  const Module *outer = reach->module;
  reach->module = module;
  reach_names_in(statement, reach);
  reach->module = outer;
}

/* What is not evaluated has no text in a plan: there it is an assignment to the name that it may bind. */
static void reach_unsupported(Reach *reach, const Module *module, Node *statement, Str name) {
  const NodeList *body = &module_in_plan(reach, module)->body;
  for (size_t i = 0; i < body->n; i++)
    if (body->at[i]->kind == NODE_ASSIGN && body->at[i]->assign.value == statement &&
        str_eq(body->at[i]->assign.target->name_py.id, name))
      return;
  Node *assign = node_new(reach->heap->arena, NODE_ASSIGN, statement->span);
  assign->assign.target = node_new(reach->heap->arena, NODE_NAME_PY, statement->span);
  assign->assign.target->name_py.id = name;
  assign->assign.value = statement;
  node_push(reach->heap->arena, &module_in_plan(reach, module)->body, assign);
}

static void reach_name(Reach *reach, const Module *module, Str name) {
  Str offered = STR("__all__"); /* of Python's library: without it nothing is hidden */
  if (module->is_library && !str_eq(name, offered)) reach_name(reach, module, offered);
  module_run((Eval *)reach->heap, module); /* what its names hold says which statements may change it */
  for (size_t i = 0; i < module->body.n; i++) {
    Node *statement = module->body.at[i];
    if (!module_may_change(module, statement, name)) continue;
    if (statement->kind == NODE_UNSUPPORTED)
      reach_unsupported(reach, module, statement, name);
    else
      reach_statement(reach, module, statement);
    bool is_star = statement->kind == NODE_IMPORT_FROM && str_is(statement->import_from.id, "*");
    if (is_star) reach_import(reach, module, statement->import_from.module, name);
  }
}

/* ---- what a plan keeps: what is imported for what it does ---- */

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
    importing.does |= module_changes_environ(module, module->body.at[i]);
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
    importing.does |= module_reaches_out(module, statement) || module_changes_environ(module, statement);
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

static void reach_first_module(Reach *reach, const Module *module) {
  if (changes_environ(reach, module)) module_in_plan(reach, module)->runs_first = true;
}

/* A module that changes the environment, and the packages above it, run before anything is read. */
static void reach_first(Reach *reach, const Module *module) {
  modules_run_again((Eval *)reach->heap, module); /* as far as its imports lead, modules have run then */
  for (size_t end = 0; end < module->name.n; end++) {
    if (module->name.p[end] != '.') continue;
    const Module *package = modules_imported(reach->heap, module, str_sub(module->name, 0, end));
    if (package) reach_first_module(reach, package);
  }
  reach_first_module(reach, module);
}

static void reach_first_of(Reach *reach, const VarList *vars) {
  for (size_t i = 0; i < vars->n; i++)
    if (begins_module(vars, i)) reach_first(reach, vars->at[i]->module);
}

static void reach_all_first(Reach *reach, const VarSources *sources) {
  for (size_t i = sources->chain->n; i-- > 0;) reach_first_of(reach, &sources->chain->at[i]->vars);
  if (sources->class) reach_first(reach, sources->class->module);
  reach_first_of(reach, sources->own);
}

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

/* ---- keeping ---- */

typedef struct Used {
  const VarList *vars;
  bool *at;
} Used;

static void mark_used(Node *node, void *state) {
  Used *used = state;
  if (node->kind == NODE_NAME) {
    size_t at = place_of(used->vars, node->name.id);
    if (at < used->vars->n && str_eq(used->vars->at[at]->name, node->name.id)) used->at[at] = true;
  }
  node_children(node, mark_used, state);
}

/* Such a var is called where the component is bound, whatever it gives and whoever reads it. */
static bool is_for_environ(const Reach *reach, const TemplateVar *var) {
  if (!modules_may_change_env(reach->heap->workspace)) return false;
  bool may = var->function.kind == V_FUNCTION && function_changes_environ(var->function.function);
  return may || var->changes_environ;
}

static PlanVar kept_var(Reach *reach, const TemplateVar *var, PlanComponent *component) {
  PlanVar kept = {.name = var->name, .inputs = var->inputs};
  if (var->inputs == INPUT_NONE && !is_for_environ(reach, var)) kept.value = vars_node_of(reach->heap, var->value);
  if (kept.value) return kept;
  module_run((Eval *)reach->heap, var->module); /* as far as its imports lead, modules have run then */
  if (var->def)
    reach_statement(reach, var->module, var->def);
  else
    reach_name(reach, var->module, var->name);
  kept.module = module_in_plan(reach, var->module)->name;
  Str folder = path_relative(reach->heap->arena, var->folder, reach->project->root);
  if (str_is(folder, ".")) folder = STR("");
  if (!str_eq(folder, component->folder)) kept.folder = folder;
  if (var->takes_context && reach->project->defs_dir.n)
    component->defs = path_relative(reach->heap->arena, reach->project->defs_dir, reach->project->root);
  return kept;
}

static void name_vars(Heap *heap, const VarList *vars, PlanComponent *component) {
  Str *names = ARENA_ARRAY(heap->arena, Str, vars->n);
  for (size_t i = 0; i < vars->n; i++) names[i] = vars->at[i]->name;
  component->var_names = names;
  component->var_name_count = vars->n;
}

/* The class that makes the arguments, and the name of its module in the plan. */
static void keep_class(Reach *reach, const ComponentClass *maker, PlanComponent *component) {
  reach_name(reach, maker->module, maker->node->class.id);
  component->cli_args->class_args.module = module_in_plan(reach, maker->module)->name;
}

void vars_keep(Heap *heap, const Project *project, const VarSources *sources, const ComponentClass *maker,
               PlanComponent *component) {
  const VarList *vars = sources->all;
  Used used = {vars, ARENA_ARRAY(heap->arena, bool, vars->n)};
  Node *const trees[] = {component->project, component->select, component->exclude,
                         component->selector, component->op, component->partitions, component->fields};
  for (size_t i = 0; i < COUNT(trees); i++)
    if (trees[i]) mark_used(trees[i], &used);
  Eval eval; /* an import may run a module */
  eval_init(&eval, heap->arena, heap->workspace, component->attributes_scope, NULL);
  Reach reach = {.heap = &eval.heap, .project = project};
  PlanVar *kept = ARENA_ARRAY(heap->arena, PlanVar, vars->n);
  if (modules_may_change_env(heap->workspace)) reach_all_first(&reach, sources);
  for (size_t i = 0; i < vars->n; i++)
    if (used.at[i] || is_for_environ(&reach, vars->at[i]))
      kept[component->var_count++] = kept_var(&reach, vars->at[i], component);
  if (maker) keep_class(&reach, maker, component);
  reach_all_doing(&reach);
  put_in_order(&reach);
  component->vars = kept;
  name_vars(heap, vars, component);
  component->modules = reach.modules.at;
  component->module_count = reach.modules.n;
}
