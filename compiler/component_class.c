#include "compiler/component_class.h"

#include "compiler/modules.h"
#include "runtime/core/limits.h"

/* ---- finding ---- */

typedef struct Search {
  Workspace *workspace;
  const Project *project;
  size_t left;
} Search;

static const ComponentClass *class_in(Search *search, const ModuleFile *file, Str name);

static bool is_dagster(Str module) { return str_is(module, "dagster_dbt") || str_starts(module, STR("dagster_dbt.")); }

static const ModuleFile *module_at(Search *search, Str from, Str module) {
  ReadStatus status;
  Str path = project_module_file(search->workspace, search->project, from, module);
  ModuleFile *file = path.n ? modules_open_file(search->workspace, search->project, NULL, path, &status) : NULL;
  return file && file->module.kind == V_MODULE ? file : NULL;
}

/* Whether a name of a module is DbtProjectComponent, by an import; else `*class` is the project's class, or NULL. */
static bool names_dbt(Search *search, const ModuleFile *file, Str name, const ComponentClass **class) {
  const NodeList *body = &file->module.module->body;
  *class = NULL;
  for (size_t i = body->n; i-- > 0;) {
    const Node *node = body->at[i];
    if (node->kind == NODE_CLASS && str_eq(node->class.id, name)) return *class = class_in(search, file, name), false;
    if (node->kind != NODE_IMPORT_FROM) continue;
    Str as = node->import_from.as.n ? node->import_from.as : node->import_from.id;
    if (!str_eq(as, name)) continue;
    if (is_dagster(node->import_from.module)) return str_is(node->import_from.id, "DbtProjectComponent");
    const ModuleFile *other = module_at(search, file->path, node->import_from.module);
    return other && search->left && search->left-- ? names_dbt(search, other, node->import_from.id, class) : false;
  }
  return false;
}

/* A base: `DbtProjectComponent`, `dagster_dbt.DbtProjectComponent`, or a class of the project. */
static bool base_is_dbt(Search *search, const ModuleFile *file, const Node *base, const ComponentClass **class) {
  *class = NULL;
  if (base->kind == NODE_NAME_PY) return names_dbt(search, file, base->name_py.id, class);
  return base->kind == NODE_ATTR_PY && str_is(base->attr_py.id, "DbtProjectComponent");
}

static const Node *class_node(const ModuleFile *file, Str name) {
  const NodeList *body = &file->module.module->body;
  const Node *found = NULL;
  for (size_t i = 0; i < body->n; i++)
    if (body->at[i]->kind == NODE_CLASS && str_eq(body->at[i]->class.id, name)) found = body->at[i];
  return found;
}

static const Node *overridden_in(const Node *class) {
  for (size_t i = 0; i < class->class.body.n; i++) {
    const Node *node = class->class.body.at[i];
    if (node->kind != NODE_DEF) continue;
    if (str_is(node->def.id, "get_cli_args") || str_is(node->def.id, "execute")) return node;
  }
  return NULL;
}

static const ComponentClass *class_in(Search *search, const ModuleFile *file, Str name) {
  const Node *node = class_node(file, name);
  if (!node || !search->left) return NULL;
  search->left--;
  for (size_t i = 0; i < node->class.args.n; i++) {
    const ComponentClass *base;
    bool is_dbt = base_is_dbt(search, file, node->class.args.at[i], &base);
    if (!is_dbt && !base) continue;
    ComponentClass *class = ARENA_NEW(search->workspace->arena, ComponentClass);
    *class = (ComponentClass){file->module.module, node, base, overridden_in(node)};
    if (!class->overridden && base) class->overridden = base->overridden;
    return class;
  }
  return NULL;
}

const ComponentClass *component_class_find(Workspace *workspace, const Project *project, Str file, Str type) {
  Search search = {workspace, project, LIMIT_CLASS_LOOKUPS};
  size_t dot = type.n;
  while (dot > 0 && type.p[dot - 1] != '.') dot--;
  if (dot < 2 || is_dagster(str_sub(type, 0, dot - 1))) return NULL;
  const ModuleFile *module = module_at(&search, file, str_sub(type, 0, dot - 1));
  if (!module) return NULL;
  const ComponentClass *class;
  names_dbt(&search, module, str_sub(type, dot, type.n), &class);
  return class;
}

/* Whether a module's text may bind a name: it stands there as a word, or names come in that are not spelled out. */
static bool may_have(const ModuleFile *file, Str name) {
  Str text = file->source ? file->source->text : STR("");
  static const Str HIDDEN[] = {STR_INIT("import *"), STR_INIT("__getattr__"), STR_INIT("globals()"), STR_INIT("exec(")};
  for (size_t i = 0; i < sizeof HIDDEN / sizeof HIDDEN[0]; i++)
    if (str_find(text, HIDDEN[i], 0) != SIZE_MAX) return true;
  return str_find_word(text, name) != SIZE_MAX;
}

bool component_class_is_missing(Workspace *workspace, const Project *project, Str file, Str type, Str *why) {
  Search search = {workspace, project, LIMIT_CLASS_LOOKUPS};
  size_t dot = type.n;
  Str package = project->package;
  while (dot > 0 && type.p[dot - 1] != '.') dot--;
  bool is_own = package.n && str_starts(type, package) && dot > package.n && type.p[package.n] == '.';
  if (!is_own) return false;
  Str module = str_sub(type, 0, dot - 1), name = str_sub(type, dot, type.n);
  const ModuleFile *found = module_at(&search, file, module);
  bool is_file = project_module_file(workspace, project, file, module).n > 0;
  if (!found && (is_file || project_module_folder(workspace, project, file, module).n)) return false;
  if (found && may_have(found, name)) return false;
  *why = found ? str_printf(workspace->arena, "the module '%.*s' has no class '%.*s'", STR_FMT(module), STR_FMT(name))
               : str_printf(workspace->arena, "there is no module '%.*s' in this project", STR_FMT(module));
  return true;
}

/* ---- template vars ---- */

static bool has_decorator(const Node *def, const char *name) {
  for (size_t i = 0; i < def->def.decorators.n; i++) {
    const Node *at = def->def.decorators.at[i];
    if (at->kind == NODE_CALL && !at->call.args.n) at = at->call.callee;
    if (at->kind == NODE_NAME_PY && str_is(at->name_py.id, name)) return true;
    if (at->kind == NODE_ATTR_PY && str_is(at->attr_py.id, name)) return true;
  }
  return false;
}

/* The same function without its decorators, as a plan keeps it. */
static Node *bare(Arena *arena, const Node *def) {
  Node *copy = node_new(arena, NODE_DEF, def->span);
  *copy = *def;
  copy->def.decorators = (NodeList){0};
  return copy;
}

bool component_class_vars(Workspace *workspace, Heap *heap, const Project *project, const Source *file,
                          const ComponentClass *class, TemplateVars *vars) {
  const NodeList *body = &class->node->class.body;
  for (size_t i = 0; i < body->n; i++) {
    const Node *def = body->at[i];
    if (def->kind != NODE_DEF || !has_decorator(def, "staticmethod") || !has_decorator(def, "template_var")) continue;
    TemplateVar var = {.name = def->def.id, .module = class->module, .def = bare(workspace->arena, def)};
    var.takes_context = def->def.params.n > 0;
    template_vars_insert(heap->arena, vars, var);
  }
  return vars->n == 0 || template_vars_evaluate(workspace, heap, project, file, (Place){file, {0, 0}}, vars);
}

/* ---- defaults ---- */

/* `x: T = field(default_factory=f)`, `= Field(default=v)`, `= v` */
static Value default_value(Eval *eval, const Node *value) {
  if (value->kind != NODE_CALL) return eval_expression(eval, value);
  const Node *callee = value->call.callee;
  Str name = callee->kind == NODE_NAME_PY   ? callee->name_py.id
             : callee->kind == NODE_ATTR_PY ? callee->attr_py.id
                                            : STR("");
  if (!str_is(name, "field") && !str_is(name, "Field")) return eval_expression(eval, value);
  for (size_t i = 0; i < value->call.args.n; i++) {
    const Node *arg = value->call.args.at[i];
    if (arg->kind != NODE_KEYWORD) return eval_expression(eval, arg);
    if (str_is(arg->keyword.id, "default")) return eval_expression(eval, arg->keyword.value);
    if (str_is(arg->keyword.id, "default_factory"))
      return eval_call(eval, eval_expression(eval, arg->keyword.value), NULL, 0, NULL);
  }
  return VALUE_ABSENT;
}

Value component_class_default(Workspace *workspace, Heap *heap, const ComponentClass *class, Str field) {
  Eval eval;
  const ScopeTable *scope = scope_table(heap->arena, SCOPE_ATTRIBUTES, NULL, NULL, 0);
  eval_init(&eval, heap->arena, workspace, scope, NULL);
  for (; class; class = class->base) {
    const NodeList *body = &class->node->class.body;
    for (size_t i = 0; i < body->n; i++) {
      const Node *node = body->at[i];
      if (node->kind != NODE_ASSIGN || node->assign.target->kind != NODE_NAME_PY) continue;
      if (!str_eq(node->assign.target->name_py.id, field)) continue;
      eval.module = class->module;
      Value v = default_value(&eval, node->assign.value);
      if (!value_is_error(v) && !eval.heap.inputs_read) return v;
      return value_unknown(heap,
                           str_printf(heap->arena, "the default of '%.*s' in the component's class", STR_FMT(field)));
    }
  }
  return VALUE_ABSENT;
}
