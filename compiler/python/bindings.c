#include "compiler/python/bindings.h"

#include "runtime/eval/library.h"
#include "runtime/eval/library_names.h"
#include "runtime/eval/python.h"

typedef struct Looking {
  const ModuleFile *file;
  Str name;
  size_t place;
  NodeList found;
} Looking;

/* Each of these gives whether no statement before counts any more. */
static bool find_in(Looking *looking, const NodeList *body);

bool bindings_are_of_dagster(Str module) {
  return str_is(module, "dagster_dbt") || str_starts(module, STR("dagster_dbt."));
}

bool bindings_are_by(const Node *node, Str name) {
  switch ((NodeKind)node->kind) {
    case NODE_CLASS: return str_eq(node->class.id, name);
    case NODE_IMPORT_FROM: return str_eq(python_import_name(node), name);
    case NODE_ASSIGN: return node->assign.target->kind == NODE_NAME_PY && str_eq(node->assign.target->name_py.id, name);
    default: return false;
  }
}

/* The branch of an `if` that runs wherever the module does; NULL: either may. */
static const NodeList *only_branch(const Node *node) {
  const Node *condition = node->branch.test;
  bool is_bool = condition->kind == NODE_CONST && condition->constant.value.kind == V_BOOL;
  if (is_bool && condition->constant.value.i) return &node->branch.then;
  return is_bool || str_is(python_last_name(condition), "TYPE_CHECKING") ? &node->branch.otherwise : NULL;
}

static bool find_in_branches(Looking *looking, const Node *node) {
  const NodeList *only = only_branch(node);
  if (only) return find_in(looking, only);
  bool then = find_in(looking, &node->branch.then);
  return find_in(looking, &node->branch.otherwise) && then;
}

/* Whether a handler is for an import that fails, and for nothing else. */
static bool is_of_import(const Node *handler) {
  static const Str ERRORS = STR_INIT("ImportError ModuleNotFoundError");
  return handler->handler.type && str_lists(ERRORS, python_last_name(handler->handler.type));
}

/* Whether an import gives what is surely there: a public name of dagster_dbt, from there or where it is made. */
static bool is_there(const Node *node) {
  return node->kind == NODE_IMPORT_FROM && bindings_are_of_dagster(node->import_from.module) &&
         library_surely_has(node->import_from.module, node->import_from.id);
}

static void find_import(Node *node, void *state);

static void find_import_in(const NodeList *nodes, void *state) {
  for (size_t i = 0; i < nodes->n; i++) find_import(nodes->at[i], state);
}

/* Whether a statement may import what is not there when it runs, or call what does. The bodies of functions do not run,
 * and what dataclasses and fields are made with imports nothing. */
static void find_import(Node *node, void *state) {
  static const Str HARMLESS = STR_INIT("dataclass field Field default passthrough Resolver property cached_property "
                                       "staticmethod classmethod abstractmethod override template_var");
  bool *found = state;
  switch ((NodeKind)node->kind) {
    case NODE_CONST:
    case NODE_LAMBDA: return;
    case NODE_DEF:
      for (size_t i = 0; i < node->def.decorators.n; i++)
        *found |= !str_lists(HARMLESS, python_last_name(node->def.decorators.at[i]));
      find_import_in(&node->def.params, state);
      return;
    case NODE_CLASS:
      for (size_t i = 0; i < node->class.decorators.n; i++) {
        const Node *at = node->class.decorators.at[i];
        *found |= !str_lists(HARMLESS, python_last_name(at->kind == NODE_CALL ? at->call.callee : at));
      }
      find_import_in(&node->class.args, state);
      find_import_in(&node->class.body, state);
      return;
    case NODE_CALL: *found |= !str_lists(HARMLESS, python_last_name(node->call.callee)); break;
    case NODE_IMPORT:
    case NODE_IMPORT_FROM:
    case NODE_RAISE:
    case NODE_UNSUPPORTED: *found = true; return;
    default: break;
  }
  node_children(node, find_import, state);
}

/* Whether no handler of a `try` runs: all that its body does is to import what is there, and, where the handlers are
 * for imports that fail, to define classes and functions. */
static bool is_sound(const Node *node) {
  const NodeList *body = &node->try.body, *handlers = &node->try.handlers;
  bool is_all = true, are_of_imports = true;
  for (size_t i = 0; i < handlers->n; i++) are_of_imports &= is_of_import(handlers->at[i]);
  for (size_t i = 0; i < body->n; i++) {
    Node *at = body->at[i];
    bool is_definition = at->kind == NODE_CLASS || at->kind == NODE_DEF || at->kind == NODE_CONST, imports = false;
    if (is_definition) find_import(at, &imports);
    is_all &= is_there(at) || (are_of_imports && is_definition && !imports);
  }
  return is_all;
}

/* An import of a module that is neither there nor one of Dagster's: it is taken not to be installed, as where modules
 * run. Or of a name that dagster_dbt does not have. */
static bool is_absent(const Looking *looking, const Node *node) {
  const ModuleFile *file = looking->file;
  if (node->kind != NODE_IMPORT_FROM) return false;
  Str module = node->import_from.module;
  if (bindings_are_of_dagster(module)) return !library_has(module, node->import_from.id);
  return !modules_named(file->workspace, file->project, file->path, module);
}

/* A `try` whose body may fail before it binds the name or behind that, so that a handler runs. */
static bool find_in_try(Looking *looking, const Node *node) {
  if (find_in(looking, &node->try.finally)) return true;
  Looking body = *looking;
  body.found = (NodeList){0};
  bool is_bound = find_in(&body, &node->try.otherwise) || find_in(&body, &node->try.body);
  bool fails = body.found.n > 0 && node->try.handlers.n > 0 && is_absent(looking, body.found.at[0]);
  Arena *arena = looking->file->workspace->arena;
  for (size_t i = 0; !fails && i < body.found.n; i++) node_push(arena, &looking->found, body.found.at[i]);
  if (is_bound && is_sound(node)) return true;
  for (size_t i = 0; i < node->try.handlers.n; i++)
    is_bound &= find_in(looking, &node->try.handlers.at[i]->handler.body);
  return is_bound;
}

/* What `name` is of those that a statement binds. */
typedef struct Sought {
  Str name;
  bool found;
} Sought;

static void compare_name(Str name, void *state) {
  Sought *sought = state;
  sought->found |= str_eq(name, sought->name);
}

/* One statement; true: none before it counts, as it binds the name whatever happens, or goes no further. */
static bool find_at(Looking *looking, Node *node) {
  if (node->kind == NODE_RAISE) return true;
  if (node->kind == NODE_IF) return find_in_branches(looking, node);
  if (node->kind == NODE_TRY) return find_in_try(looking, node);
  if (node->kind == NODE_WITH_PY && find_in(looking, &node->with_py.body)) return true;
  if (node->span.end > looking->place) return false;
  Sought sought = {looking->name, false};
  python_bound_names(node, compare_name, &sought);
  if (sought.found) node_push(looking->file->workspace->arena, &looking->found, node);
  return bindings_are_by(node, looking->name);
}

static bool find_in(Looking *looking, const NodeList *body) {
  for (size_t i = body->n; i-- > 0;)
    if (body->at[i]->span.start < looking->place && find_at(looking, body->at[i])) return true;
  return false;
}

Bindings bindings_before(const ModuleFile *file, size_t place, Str name) {
  Looking looking = {.file = file, .name = name, .place = place};
  bool is_bound = find_in(&looking, &file->module.module->body);
  return (Bindings){looking.found, is_bound};
}
