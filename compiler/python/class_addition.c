#include "compiler/python/class_addition.h"

#include "runtime/eval/python.h"

enum { SELF, CONTEXT, DBT, EXECUTE_PARAMS }; /* the parameters of `execute` */

/* An `execute` that only adds to what the class above it does, as its own documentation has it. */
typedef struct Addition {
  const ModuleFile *file; /* where it stands */
  const NodeList *params;
  size_t calls; /* of `super().execute(context, dbt)` */
  bool is_safe; /* nothing else can change the command */
} Addition;

static bool is_name(const Node *node, Str name) { return node->kind == NODE_NAME_PY && str_eq(node->name_py.id, name); }
static bool is_param(const Addition *addition, const Node *node, size_t param) {
  return is_name(node, addition->params->at[param]->param.id);
}

/* `super().execute(context, dbt)`, by position or by name. */
static bool is_call_above(const Addition *addition, const Node *node) {
  if (!node || node->kind != NODE_CALL || node->call.args.n != 2) return false;
  const Node *callee = node->call.callee, *object = callee->kind == NODE_ATTR_PY ? callee->attr_py.object : callee;
  bool is_above = object != callee && str_is(callee->attr_py.id, "execute") && object->kind == NODE_CALL &&
                  !object->call.args.n && is_name(object->call.callee, STR("super"));
  for (size_t i = 0; is_above && i < 2; i++) {
    const Node *arg = node->call.args.at[i];
    bool is_named = arg->kind == NODE_KEYWORD;
    size_t param = is_named && str_is(arg->keyword.id, "dbt") ? DBT : is_named ? CONTEXT : CONTEXT + i;
    is_above = is_param(addition, is_named ? arg->keyword.value : arg, param);
  }
  return is_above;
}

static bool is_plain_name(const Node *target) { return target->kind == NODE_NAME_PY || target->kind == NODE_TUPLE; }

/* The module of the project in which a name of another, or what is below it, is made. */
static const ModuleFile *home_of(const ModuleFile *file, Str name) {
  Workspace *workspace = file->workspace;
  const NodeList *body = &file->module.module->body;
  for (size_t i = body->n; i-- > 0;) {
    const Node *node = body->at[i];
    bool is_import = node->kind == NODE_IMPORT || node->kind == NODE_IMPORT_FROM;
    if (!is_import || !str_eq(python_import_name(node), name)) continue;
    if (node->kind == NODE_IMPORT) return modules_named(workspace, file->project, file->path, node->import.module);
    Str module = node->import_from.module;
    Str below = str_printf(workspace->arena, "%.*s%s%.*s", STR_FMT(module), str_ends(module, STR(".")) ? "" : ".",
                           STR_FMT(node->import_from.id));
    const ModuleFile *found = modules_named(workspace, file->project, file->path, below);
    return found ? found : modules_named(workspace, file->project, file->path, module);
  }
  return file;
}

/* Whether a function of the project that is called may change the environment: its module names that. */
static bool may_change_environ(const Addition *addition, const Node *callee) {
  const Node *root = python_root(callee);
  const ModuleFile *home = root->kind == NODE_NAME_PY ? home_of(addition->file, root->name_py.id) : NULL;
  return home && home->source && str_find_word(home->source->text, STR("environ")) != SIZE_MAX;
}

/* What can change the command, or end the method before it. */
static void look_for_change(Node *node, void *state) {
  Addition *addition = state;
  const Node *callee = node->kind == NODE_CALL ? node->call.callee : NULL;
  bool is_method = callee && callee->kind == NODE_ATTR_PY && is_param(addition, callee->attr_py.object, SELF);
  bool is_bound = (node->kind == NODE_ASSIGN && (!is_plain_name(node->assign.target) ||
                                                 is_param(addition, node->assign.target, CONTEXT))) ||
                  (node->kind == NODE_AUG_ASSIGN && !is_plain_name(node->aug_assign.target));
  bool is_end = node->kind == NODE_RETURN || node->kind == NODE_RAISE || node->kind == NODE_UNSUPPORTED ||
                node->kind == NODE_ASSERT;
  bool is_environment = node->kind == NODE_ATTR_PY && str_is(node->attr_py.id, "environ");
  is_environment |= callee && !is_param(addition, python_root(callee), CONTEXT) && may_change_environ(addition, callee);
  if (is_method || is_bound || is_end || is_environment || is_param(addition, node, DBT) || is_name(node, STR("super")))
    addition->is_safe = false;
  node_children(node, look_for_change, state);
}

/* What runs only behind the command: it may end as it likes, but run no other. */
static void look_for_command(Node *node, void *state) {
  Addition *addition = state;
  if (is_param(addition, node, DBT) || is_name(node, STR("super"))) addition->is_safe = false;
  node_children(node, look_for_command, state);
}

static void look_at_statements(Addition *addition, const NodeList *body);

/* The call as a statement: `yield from` it, `return` it, a loop over it; or within a block that is always run. */
static void look_at_statement(Addition *addition, Node *node) {
  const Node *value = node->kind == NODE_EXPRESSION ? node->expression.value : NULL;
  const Node *given = value && value->kind == NODE_YIELD && value->yield.from ? value->yield.value
                      : node->kind == NODE_RETURN                            ? node->ret.value
                                                                             : NULL;
  bool is_loop = node->kind == NODE_FOR && is_call_above(addition, node->loop.iterable);
  bool is_block = node->kind == NODE_TRY || node->kind == NODE_WITH_PY;
  if (is_call_above(addition, given) || is_loop) addition->calls++;
  if (is_block) look_at_statements(addition, node->kind == NODE_TRY ? &node->try.body : &node->with_py.body);
  NodeList rest = is_loop                        ? node->loop.body
                  : node->kind == NODE_TRY     ? node->try.finally
                  : node->kind == NODE_WITH_PY ? node->with_py.items
                                               : (NodeList){0};
  for (size_t i = 0; i < rest.n; i++) look_for_change(rest.at[i], addition);
  NodeList behind = node->kind == NODE_TRY ? node->try.handlers : (NodeList){0};
  for (size_t i = 0; i < behind.n; i++) look_for_command(behind.at[i], addition);
  behind = node->kind == NODE_TRY ? node->try.otherwise : (NodeList){0};
  for (size_t i = 0; i < behind.n; i++) look_for_command(behind.at[i], addition);
  if (!is_loop && !is_block && !is_call_above(addition, given)) look_for_change(node, addition);
}

static void look_at_statements(Addition *addition, const NodeList *body) {
  for (size_t i = 0; i < body->n; i++) look_at_statement(addition, body->at[i]);
}

bool class_addition_is_all(const ModuleFile *file, const Node *def) {
  Addition addition = {.file = file,
                       .params = &def->def.params,
                       .is_safe = def->def.params.n == EXECUTE_PARAMS && !def->def.decorators.n};
  if (addition.is_safe) look_at_statements(&addition, &def->def.body);
  return addition.is_safe && addition.calls == 1;
}
