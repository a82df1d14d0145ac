#include "runtime/eval/module.h"

#include "runtime/eval/class.h"
#include "runtime/eval/effect.h"
#include "runtime/eval/library.h"
#include "runtime/eval/library_names.h"
#include "runtime/eval/python.h"
#include "runtime/value/types.h"

/* ---- globals ---- */

static Global *make_global(const Module *module, Str name) {
  Global *global = module_global(module, name);
  if (global) return global;
  global = ARENA_NEW(module->arena, Global);
  map_put(module->arena, &module->state->globals, str_copy(module->arena, name), global);
  return global;
}

void module_bind(Eval *eval, const Module *module, Str name, Value v) {
  Global *global = make_global(module, name);
  *global = (Global){v, eval->heap.inputs_read};
}

/* An error that is kept is raised anew each time: it gathers its own calls. */
static Value raise_again(Eval *eval, Value kept) {
  Exception *copy = ARENA_NEW(eval->heap.arena, Exception);
  *copy = *kept.exc;
  copy->traceback.at = NULL;
  copy->traceback.n = copy->traceback.cap = 0;
  return (Value){.kind = V_ERROR, .exc = copy};
}

/* The package that relative imports start from: the module itself, where it is one. */
static Value package_of(const Module *module) {
  size_t dot = str_behind(module->name, '.');
  bool is_package = str_ends(module->path, STR("/__init__.py"));
  return value_str(is_package ? module->name : str_sub(module->name, 0, dot ? dot - 1 : 0));
}

/* `__name__`, `__file__` … */
static Value special_name(Eval *eval, const Module *module, Str name) {
  if (!str_starts(name, STR("__"))) return VALUE_ABSENT;
  if (str_is(name, "__name__")) return value_str(module->name);
  if (module->is_library) return VALUE_ABSENT;
  if (str_is(name, "__doc__")) return python_docstring(&module->body);
  if (str_is(name, "__package__") && module->path.n) return package_of(module);
  if (!str_is(name, "__file__") || !module->path.n) return VALUE_ABSENT;
  eval->heap.inputs_read |= INPUT_ROOT;
  return value_str(module->path);
}

/* Whether a name is for the parts of Python's library alone: `__all__` does not tell it. */
static bool is_hidden(const Eval *eval, const Module *module, Str name) {
  if (!module->is_library || (eval->module && eval->module->is_library)) return false;
  const Global *all = module_global(module, STR("__all__"));
  bool is_told = !all || all->value.kind != V_LIST;
  for (size_t i = 0; !is_told && i < all->value.list->n; i++)
    is_told = str_eq(value_text(all->value.list->at[i]), name);
  return !is_told;
}

Value module_name(Eval *eval, const Module *module, Str name) {
  Value error = module_run(eval, module);
  if (value_is_error(error)) return error;
  Global *global = is_hidden(eval, module, name) ? NULL : module_global(module, name);
  if (!global || global->value.kind == V_ABSENT) return special_name(eval, module, name);
  eval->heap.inputs_read |= global->inputs;
  if (module->effects && effect_holds_state(global->value)) eval->heap.inputs_read |= module->effects->inputs;
  return value_is_error(global->value) ? raise_again(eval, global->value) : global->value;
}

void module_each(const Module *module, void (*visit)(Str name, Value v, void *state), void *state) {
  const Map *globals = &module->state->globals;
  for (size_t i = 0; i < globals->n; i++) visit(globals->at[i].key, ((Global *)globals->at[i].value)->value, state);
}

const Node *module_alias(const Module *module, Str name) {
  const Node *found = NULL;
  for (size_t i = 0; i < module->body.n; i++) {
    const Node *node = module->body.at[i];
    bool binds = node->kind == NODE_ASSIGN && node->assign.target->kind == NODE_NAME_PY &&
                 str_eq(node->assign.target->name_py.id, name);
    if (binds) found = node->assign.value;
  }
  return found && (found->kind == NODE_ITEM_PY || found->kind == NODE_BINARY) ? found : NULL;
}

/* ---- running ---- */

typedef struct Passing {
  const Module *module;
  Value error;
} Passing;

static void spoil_bound(Str name, void *state) {
  Passing *passing = state;
  make_global(passing->module, name)->value = passing->error;
}

static void spoil_declared(Node *node, void *state) {
  if (node->kind == NODE_GLOBAL) spoil_bound(node->global.id, state);
  node_children(node, spoil_declared, state);
}

/* A statement that was not evaluated to its end: what it would have bound or changed is not known, whatever other names
 * that has. */
static void pass_over(Workspace *workspace, const Module *module, const Node *node, Value error) {
  Str variable;
  if (effect_changes_environ(module, node, &variable))
    workspace_env_change(workspace, (EnvChange){variable, ENV_LOST, STR("")});
  Passing passing = {module, error};
  Effect effect = effect_of(module, node, false);
  const Map *globals = &module->state->globals;
  for (size_t i = 0; i < globals->n; i++) {
    Global *global = globals->at[i].value;
    if (effect_loses(module, node, effect, globals->at[i].key, global->value)) global->value = error;
  }
  python_bound_names(node, spoil_bound, &passing);
  for (size_t i = 0; effect.found && i < module->body.n; i++) spoil_declared(module->body.at[i], &passing);
}

/* What a statement read stands in what it bound or changed. */
static void note_inputs(const Module *module, const Node *node, InputSet inputs) {
  const Map *globals = &module->state->globals;
  for (size_t i = 0; inputs && i < globals->n; i++)
    if (effect_touches(module, node, globals->at[i].key)) ((Global *)globals->at[i].value)->inputs |= inputs;
  if (inputs && module->effects && effect_of(module, node, false).found) module->effects->inputs |= inputs;
}

static bool is_unsure(Value v) {
  return v.kind == V_ERROR && (v.exc->type == EXC_UNSUPPORTED || v.exc->type == EXC_UNVERIFIED);
}

/* Nobody knows whether the module ends here: neither what it has bound counts, nor what it would bind yet. */
static void spoil_all(const Module *module, Value error) {
  Passing passing = {module, error};
  for (size_t i = 0; i < module->body.n; i++) python_bound_names(module->body.at[i], spoil_bound, &passing);
}

static bool run_statement(Eval *eval, const Module *module, const Node *node) {
  uint64_t attempts = eval->heap.workspace->env_attempts;
  eval->heap.inputs_read = INPUT_NONE;
  Value v = exec_python(eval, node), outcome = module_outcome(&eval->heap, module, v);
  if (eval->heap.workspace->env_attempts != attempts) effect_note_environ(module, node);
  bool is_over = is_unsure(v) && v.exc->was_raised;
  if (is_unsure(v) && !is_over) {
    pass_over(eval->heap.workspace, module, node, v);
  } else if (is_unsure(outcome)) {
    spoil_all(module, outcome);
    return false;
  } else if (v.kind == V_ERROR) {
    module->state->error = v;
    return false;
  }
  note_inputs(module, node, eval->heap.inputs_read);
  return true;
}

static void run_body(Eval *eval, const Module *module) {
  Eval outer = *eval;
  eval->frame = NULL;
  eval->module = module;
  eval->heap.arena = module->arena;
  eval->heap.depth = 0;
  eval->depth_around += outer.heap.depth;
  eval->importing = false;
  eval->handled = NULL;
  eval->loads++;
  module->state->stage = MODULE_RUNS;
  for (size_t i = 0; i < module->body.n; i++)
    if (!run_statement(eval, module, module->body.at[i])) break;
  module->state->stage = MODULE_DONE;
  uint32_t steps = eval->heap.steps;
  *eval = outer;
  eval->heap.steps = steps;
}

/* Another component's code finds what the module did to the environment for an earlier one. */
static void change_environ_again(Workspace *workspace, const Module *module) {
  ModuleEnviron *environ = module->environ;
  environ->begin = workspace->env_changes.n;
  environ->round = workspace->env_changes.round;
  for (size_t i = 0; i < environ->changes.n; i++) workspace_env_change(workspace, environ->changes.at[i]);
  environ->end = workspace->env_changes.n;
}

/* A module that runs again finds the environment as it was before it did anything. What came later stays. */
static void run_noting_environ(Eval *eval, const Module *module) {
  Workspace *workspace = eval->heap.workspace;
  ModuleEnviron *environ = module->environ;
  EnvChanges *all = &workspace->env_changes, later = {0};
  bool is_again = environ->round == workspace->env_changes.round && environ->end <= all->n;
  if (is_again) {
    later = workspace_env_changes(workspace, eval->heap.arena, environ->end);
    all->n = environ->begin;
  }
  environ->begin = all->n;
  environ->round = workspace->env_changes.round;
  run_body(eval, module);
  environ->end = all->n;
  environ->changes = workspace_env_changes(workspace, module->arena, environ->begin);
  for (size_t i = 0; i < later.n; i++) workspace_env_change(workspace, later.at[i]);
}

/* The name of the nearest package above a module that has statements, an `__init__.py`; "": there is none. */
static Str package_above(const Eval *eval, const Module *module) {
  Str name = module->name, folder = path_parent(module->path);
  if (str_is(path_name(module->path), "__init__.py")) folder = path_parent(folder);
  for (size_t dot = str_behind(name, '.'); dot; dot = str_behind(name, '.'), folder = path_parent(folder)) {
    name = str_sub(name, 0, dot - 1);
    if (workspace_has_file(eval->heap.workspace, folder, STR("__init__.py"))) return name;
  }
  return STR("");
}

/* Python runs the packages above a module first, whoever asks for it. Those of a plan are run by its own import. */
static Value run_packages(Eval *eval, const Module *module) {
  bool may_have = module->import && module->source && module->is_whole && !module->is_library;
  Str package = may_have ? package_above(eval, module) : STR("");
  Value v = package.n ? module->import(&eval->heap, module, package) : VALUE_NONE;
  return value_is_error(v) ? v : VALUE_NONE;
}

/* Whether it ran for another component, whose changes of the environment are not this one's. */
static bool ran_for_other(const Eval *eval, const Module *module) {
  return module->state->stage == MODULE_DONE && module->environ->round != eval->heap.workspace->env_changes.round;
}

Value module_run(Eval *eval, const Module *module) {
  bool begins = module->state->stage == MODULE_NEW || ran_for_other(eval, module);
  Value error = begins ? run_packages(eval, module) : VALUE_NONE; /* which may import the module */
  if (value_is_error(error)) return error;
  if (module->state->stage == MODULE_NEW) run_noting_environ(eval, module);
  else if (ran_for_other(eval, module)) change_environ_again(eval->heap.workspace, module);
  return value_is_error(module->state->error) ? raise_again(eval, module->state->error) : VALUE_NONE;
}

/* ---- imports ---- */

Str module_absolute_name(Arena *arena, Str from, bool from_is_package, Str name) {
  size_t dots = 0;
  while (dots < name.n && name.p[dots] == '.') dots++;
  if (dots == 0) return name;
  Str base = from;
  for (size_t up = from_is_package ? 1 : 0; up < dots; up++) {
    size_t end = str_behind(base, '.');
    base = str_sub(base, 0, end ? end - 1 : 0);
  }
  Str rest = str_sub(name, dots, name.n);
  return rest.n && base.n ? str_printf(arena, "%.*s.%.*s", STR_FMT(base), STR_FMT(rest)) : rest.n ? rest : base;
}

static bool is_library(Eval *eval, Str name) { return library_module(&eval->heap, name, STR("")).kind != V_ABSENT; }

static bool is_there(Eval *eval, Str name) {
  const Module *from = eval->module;
  return is_library(eval, name) || (from && from->import && from->import(&eval->heap, from, name).kind != V_ABSENT);
}

/* The first part of a dotted name that is not there, since Python imports one after the other; `parent`: the part
 * before it, or "". */
static Str missing_part(Eval *eval, Str name, Str *parent) {
  *parent = STR("");
  for (size_t at = 0;;) {
    size_t dot = str_find(name, STR("."), at);
    if (dot == SIZE_MAX || dot == 0) return name;
    Str part = str_sub(name, 0, dot);
    if (!is_there(eval, part)) return part;
    *parent = part;
    at = dot + 1;
  }
}

/* In a `try`: a package that is not known is taken not to be there. */
static Value not_found(Eval *eval, Str name) {
  if (library_may_have(name)) return library_foreign(&eval->heap, name);
  Str parent, missing = missing_part(eval, name, &parent);
  const Module *from = eval->module;
  bool is_package = !parent.n && !str_starts(name, STR("."));
  if (is_package && from && !from->state->taken_absent.n)
    from->state->taken_absent = str_copy(from->arena, missing);
  Str why = STR("");
  if (parent.n && is_library(eval, parent))
    why = str_printf(eval->heap.arena, "; '%.*s' is not a package", STR_FMT(parent));
  Value error =
      value_raise(&eval->heap, EXC_MODULE_NOT_FOUND, "No module named '%.*s'%.*s", STR_FMT(missing), STR_FMT(why));
  error.exc->of_package = true;
  return error;
}

Value module_outcome(Heap *heap, const Module *module, Value v) {
  Str package = module->state->taken_absent;
  bool is_raised = value_is_error(v) && !is_unsure(v) && !exception_is_a(v.exc->type, EXC_SYNTAX);
  if (!is_raised || !package.n) return v;
  Value unsure = value_unsupported(heap, "the module '%.*s'", STR_FMT(package));
  Str message = unsure.exc->message;
  *unsure.exc = *v.exc;
  unsure.exc->type = EXC_UNSUPPORTED;
  unsure.exc->message = message;
  return unsure;
}

/* `library_module`; what runtime/library asks of dbtplan, nothing else can import. */
static Value library_for(Eval *eval, Str module, Str name) {
  bool is_own = eval->module && eval->module->is_library;
  return str_is(module, "_dbtplan") && !is_own ? VALUE_ABSENT : library_module(&eval->heap, module, name);
}

/* Runs the module, if it is one, that an import found. A package that it takes not to be installed, its importer does,
 * too. */
static Value run_imported(Eval *eval, Value v) {
  if (v.kind != V_MODULE) return v;
  Value error = module_run(eval, v.module);
  Str package = v.module->state->taken_absent;
  const Module *from = eval->module;
  if (from && package.n && !from->state->taken_absent.n) from->state->taken_absent = str_copy(from->arena, package);
  return value_is_error(error) ? error : v;
}

/* The module of that name, run; a library of dbtplan's own is no V_MODULE. */
static Value import_named(Eval *eval, Str name) {
  Value library = library_for(eval, name, STR(""));
  if (library.kind != V_ABSENT) return library;
  const Module *from = eval->module;
  Value v = from && from->import ? from->import(&eval->heap, from, name) : VALUE_ABSENT;
  if (v.kind != V_ABSENT) return run_imported(eval, v);
  if (eval->importing) return not_found(eval, name);
  Value slip = library_module_slip(&eval->heap, name);
  return slip.kind != V_ABSENT ? slip : library_foreign(&eval->heap, name);
}

Value module_import(Eval *eval, Str name, bool whole) {
  Value v = import_named(eval, name);
  size_t dot = str_find(name, STR("."), 0);
  return whole || value_passes(v) || dot == SIZE_MAX ? v : import_named(eval, str_sub(name, 0, dot));
}

/* A folder without `__init__.py` by whose name Python may find an installed package, which it prefers. */
static bool is_open_folder(const Module *module) {
  return !module->source && module->importer && !module->body.n && str_find(module->name, STR("."), 0) == SIZE_MAX;
}

static Value cannot_import(Eval *eval, const Module *module, Str id) {
  bool runs = module->state->stage == MODULE_RUNS;
  bool is_unsure = module->is_library || is_open_folder(module) || effect_may_bind(module, id);
  if (is_unsure) return value_unsupported(&eval->heap, "'%.*s'", STR_FMT(id));
  Str path = module->source ? module->source->path : STR("unknown location");
  return value_raise(&eval->heap, EXC_IMPORT, "cannot import name '%.*s' from %s'%.*s'%s (%.*s)", STR_FMT(id),
                     runs ? "partially initialized module " : "", STR_FMT(module->name),
                     runs ? " (most likely due to a circular import)" : "", STR_FMT(path));
}

/* Whether what is not there is the module itself, and none that it imports. */
static bool is_missing(Value v, Str id) {
  if (!value_is_error(v)) return v.kind == V_ABSENT;
  Str message = v.exc->message, end = STR("'");
  return v.exc->type == EXC_MODULE_NOT_FOUND && str_ends(message, end) &&
         str_ends(str_sub(message, 0, message.n - end.n), id);
}

Value module_import_from(Eval *eval, Str name, Str id) {
  Value library = library_for(eval, name, id);
  if (library.kind != V_ABSENT) return library;
  Value from = import_named(eval, name);
  if (value_passes(from)) return from;
  if (from.kind != V_MODULE) return op_attr(&eval->heap, from, id);
  Value v = module_name(eval, from.module, id);
  if (v.kind != V_ABSENT) return v;
  const char *dot = str_ends(name, STR(".")) ? "" : "."; /* `from .. import b` */
  Str below = str_printf(eval->heap.arena, "%.*s%s%.*s", STR_FMT(name), dot, STR_FMT(id));
  const Module *at = eval->module;
  v = at && at->import ? at->import(&eval->heap, at, below) : VALUE_ABSENT;
  if (is_missing(v, id)) return cannot_import(eval, from.module, id);
  return run_imported(eval, v);
}

/* What is not supported does no harm until it is read. */
static Value import_library(Eval *eval, Str name) {
  StrList names = library_all(eval->heap.arena, name);
  if (!names.n) return value_unsupported(&eval->heap, "'import *' of '%.*s'", STR_FMT(name));
  for (size_t i = 0; i < names.n; i++) python_bind(eval, names.at[i], module_import_from(eval, name, names.at[i]));
  return VALUE_ABSENT;
}

/* The names of `__all__`, or all that do not begin with `_`. */
Value module_import_all(Eval *eval, Str name) {
  Value from = import_named(eval, name);
  if (value_passes(from)) return from;
  if (from.kind != V_MODULE) return import_library(eval, name);
  bool is_library = from.module->is_library;
  const Global *told = is_library ? module_global(from.module, STR("__all__")) : NULL;
  Value all = told ? told->value : module_name(eval, from.module, STR("__all__"));
  if (value_passes(all)) return all;
  ValueList names = {0};
  const Map *globals = &from.module->state->globals;
  if (all.kind != V_ABSENT) {
    Value error = value_collect(&eval->heap, all, &names);
    if (value_is_error(error))
      return value_raise(&eval->heap, EXC_TYPE, "'%s' object does not support indexing", value_type_name(all));
    if (value_passes(error)) return error;
  }
  for (size_t i = 0; all.kind == V_ABSENT && i < globals->n; i++) {
    bool is_deleted = module_global(from.module, globals->at[i].key)->value.kind == V_ABSENT;
    bool is_public = !str_starts(globals->at[i].key, STR("_"));
    if (is_public && !is_deleted) value_list_push(&eval->heap, &names, value_str(globals->at[i].key));
  }
  for (size_t i = 0; i < names.n; i++) {
    Value v = module_import_from(eval, name, value_text(names.at[i]));
    Global *global = module_global(from.module, value_text(names.at[i]));
    bool is_kept = is_library || (global && value_is_error(global->value)); /* it does no harm until it is read */
    if (value_is_error(v) && !is_kept) return v;
    python_bind(eval, value_text(names.at[i]), v);
  }
  return VALUE_ABSENT;
}

/* ---- as values ---- */

static void module_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_printf(buf, "<module '%.*s'>", STR_FMT(v.module->name));
}

static Value module_attr(Heap *heap, Value v, Str name) {
  const Module *module = v.module;
  Value found = module_name((Eval *)heap, module, name);
  if (found.kind != V_ABSENT || str_is(name, "__call__")) return found;
  bool is_namespace = !module->source && !module->body.n && module->import;
  if (is_namespace) found = module->import(heap, module, str_cat(heap->arena, STR("."), name));
  if (found.kind == V_MODULE) return found;
  if (is_open_folder(module) || effect_may_bind(module, name))
    return value_unsupported(heap, "'%.*s'", STR_FMT(name));
  bool runs = module->state->stage == MODULE_RUNS;
  return value_raise(heap, EXC_ATTRIBUTE, "%smodule '%.*s' has no attribute '%.*s'%s",
                     runs ? "partially initialized " : "", STR_FMT(module->name), STR_FMT(name),
                     runs ? " (most likely due to a circular import)" : "");
}

const Type TYPE_MODULE = {.name = "module", .repr = module_repr, .attr = module_attr};

Value module_new(Arena *arena, Str name, const Source *source, NodeList body, ModuleImport import, void *importer) {
  Module *module = ARENA_NEW(arena, Module);
  *module = (Module){.head = {&TYPE_MODULE},
                     .name = name,
                     .source = source,
                     .path = source ? source->path : STR(""),
                     .body = body,
                     .state = ARENA_NEW(arena, ModuleState),
                     .environ = ARENA_NEW(arena, ModuleEnviron),
                     .arena = arena,
                     .import = import,
                     .importer = importer};
  return (Value){.kind = V_MODULE, .module = module};
}
