#include "compiler/python/defs_modules.h"

#include "compiler/python/template_vars.h"
#include "runtime/eval/python.h"
#include "runtime/eval/report.h"

/* ---- what fails ---- */

/* What dbtplan does not evaluate is no fault, nor is what another machine has. */
static bool is_fault(Value v) {
  if (!value_is_error(v)) return false;
  ExceptionType type = v.exc->type;
  return type != EXC_UNSUPPORTED && type != EXC_UNVERIFIED && !exception_is_a(type, EXC_OS);
}

static ModuleFile *open_file(Workspace *workspace, const Project *project, Str file) {
  ReadStatus status;
  const Source *source;
  if (workspace_read(workspace, file, project_shown_name(workspace, file), &source) != READ_OK) return NULL;
  return modules_open_file(workspace, project, source, file, &status);
}

bool defs_module_check(Workspace *workspace, Heap *heap, const Project *project, Str file) {
  Eval eval;
  ModuleFile *module = open_file(workspace, project, file);
  if (!module) return true;
  eval_init(&eval, heap->arena, workspace, scope_table(heap->arena, SCOPE_ATTRIBUTES, NULL, NULL, 0), NULL);
  Value error = modules_run(&eval, module);
  if (!is_fault(error)) return true;
  template_vars_report_error(workspace->sink, error.exc, module->source);
  return false;
}

/* ---- assets ---- */

typedef struct Found {
  Arena *arena;
  const Source *source;
  const NodeList *body; /* of the module */
  DefsAssetList assets;
} Found;

/* Whether the module imports `name` from dagster. */
static bool is_imported(const Found *found, Str name) {
  for (size_t i = 0; i < found->body->n; i++) {
    const Node *node = found->body->at[i];
    if (node->kind == NODE_IMPORT_FROM && str_is(node->import_from.module, "dagster") &&
        !node->import_from.as.n && str_eq(node->import_from.id, name))
      return true;
  }
  return false;
}

/* `dg.asset`, `dagster.asset`, or `asset` as it is imported. */
static bool is_of_dagster(const Found *found, const Node *node, Str name) {
  if (node->kind == NODE_NAME_PY) return str_eq(node->name_py.id, name) && is_imported(found, name);
  if (node->kind != NODE_ATTR_PY || !str_eq(node->attr_py.id, name)) return false;
  const Node *object = node->attr_py.object;
  return object->kind == NODE_NAME_PY && (str_is(object->name_py.id, "dg") || str_is(object->name_py.id, "dagster"));
}

static bool is_call_of(const Found *found, const Node *node, Str name) {
  return node->kind == NODE_CALL && is_of_dagster(found, node->call.callee, name);
}

/* An argument by its name, or the first one where it may stand so; NULL: it is not given. */
static const Node *argument(const Node *call, const char *name, bool first) {
  for (size_t i = 0; call->kind == NODE_CALL && i < call->call.args.n; i++) {
    const Node *arg = call->call.args.at[i];
    if (arg->kind == NODE_KEYWORD && str_is(arg->keyword.id, name)) return arg->keyword.value;
    if (first && i == 0 && arg->kind != NODE_KEYWORD) return arg;
  }
  return NULL;
}

/* Adds the parts of a key, "a" or ["a", "b"] or AssetKey(…) of one; false where they do not stand there. */
static bool add_parts(const Found *found, const Node *node, Str *key) {
  if (is_call_of(found, node, STR("AssetKey"))) {
    const Node *path = argument(node, "path", true);
    return path && path->kind != NODE_CALL && add_parts(found, path, key);
  }
  if (node->kind == NODE_CONST && value_is_str(node->constant.value)) {
    *key = str_printf(found->arena, "%.*s%.*s\n", STR_FMT(*key), STR_FMT(value_text(node->constant.value)));
    return true;
  }
  bool is_known = node->kind == NODE_LIST;
  for (size_t i = 0; is_known && i < node->list.items.n; i++)
    is_known = node->list.items.at[i]->kind == NODE_CONST && add_parts(found, node->list.items.at[i], key);
  return is_known;
}

static void add(Found *found, Str key, Span span, bool is_spec) {
  VEC_PUSH(found->arena, &found->assets, (DefsAsset){found->source, key, span, is_spec});
}

static void add_spec(Found *found, const Node *node, bool alone) {
  Str key = STR("");
  if (!is_call_of(found, node, STR("AssetSpec"))) return;
  const Node *given = argument(node, "key", true);
  if (given && add_parts(found, given, &key)) add(found, key, node->span, alone);
}

/* `@dg.multi_asset(specs=[…])` */
static void add_specs(Found *found, const Node *decorator) {
  const Node *specs = argument(decorator, "specs", false);
  for (size_t i = 0; specs && specs->kind == NODE_LIST && i < specs->list.items.n; i++)
    add_spec(found, specs->list.items.at[i], false);
}

/* `@dg.asset`: its `key`, or `key_prefix` and `name`, which is that of the function. */
static void add_function(Found *found, const Node *def, const Node *decorator) {
  Str key = STR("");
  const Node *given = argument(decorator, "key", false), *prefix = argument(decorator, "key_prefix", false);
  const Node *name = argument(decorator, "name", true);
  bool is_known = !given || add_parts(found, given, &key);
  if (!given && prefix) is_known = add_parts(found, prefix, &key);
  if (!given && name && name->kind == NODE_CONST) is_known = is_known && add_parts(found, name, &key);
  if (!given && name && name->kind != NODE_CONST) is_known = false;
  if (!given && !name) key = str_printf(found->arena, "%.*s%.*s\n", STR_FMT(key), STR_FMT(def->def.id));
  if (is_known) add(found, key, decorator->span, false);
}

static void add_def(Found *found, const Node *def) {
  const Node *decorator = def->def.decorators.n == 1 ? def->def.decorators.at[0] : NULL;
  if (!decorator) return;
  const Node *callee = decorator->kind == NODE_CALL ? decorator->call.callee : decorator;
  if (is_of_dagster(found, callee, STR("asset"))) add_function(found, def, decorator);
  if (is_of_dagster(found, callee, STR("multi_asset"))) add_specs(found, decorator);
}

typedef struct Counting {
  Str name;
  size_t n;
} Counting;

static void count_binding(Str name, void *state) {
  Counting *counting = state;
  counting->n += str_eq(name, counting->name);
}

/* Whether one statement alone binds the name: it still holds what that made once the module has run. */
static bool is_bound_once(const Found *found, Str name) {
  Counting counting = {name, 0};
  for (size_t i = 0; i < found->body->n; i++) python_bound_names(found->body->at[i], count_binding, &counting);
  return counting.n == 1;
}

static void add_statement(Found *found, const Node *node) {
  if (node->kind == NODE_DEF && is_bound_once(found, node->def.id)) add_def(found, node);
  bool is_name = node->kind == NODE_ASSIGN && node->assign.target->kind == NODE_NAME_PY;
  if (is_name && is_bound_once(found, node->assign.target->name_py.id)) add_spec(found, node->assign.value, true);
}

DefsAssetList defs_module_assets(Workspace *workspace, const Project *project, Str file) {
  Found found = {.arena = workspace->arena};
  ModuleFile *module = open_file(workspace, project, file);
  bool is_read = module && module->module.kind == V_MODULE;
  if (!is_read || str_find(module->source->text, STR("efinitions"), 0) != SIZE_MAX) return found.assets;
  found.source = module->source;
  found.body = &module->module.module->body;
  for (size_t i = 0; i < found.body->n; i++) add_statement(&found, found.body->at[i]);
  return found.assets;
}
