#include "compiler/python/component_vars.h"

#include "compiler/python/possible_vars.h"
#include "runtime/eval/module.h"
#include "runtime/eval/python.h"

/* ---- template vars ---- */

/* Which of its decorators has the name; as many as there are: none. */
static size_t decorator_named(const Node *def, const char *name) {
  size_t i = 0;
  for (; i < def->def.decorators.n; i++) {
    const Node *at = def->def.decorators.at[i];
    if (at->kind == NODE_CALL && !at->call.args.n) at = at->call.callee;
    if (str_is(python_last_name(at), name)) break;
  }
  return i;
}

/* A mark that is put upon the static method, and not below it upon the function, is one that Dagster does not see. */
static bool is_template_var(const Node *def) {
  size_t mark = decorator_named(def, "template_var");
  return mark < def->def.decorators.n && decorator_named(def, "staticmethod") < mark;
}

/* The same function without its decorators, as a plan keeps it. */
static Node *bare(Arena *arena, const Node *def) {
  Node *copy = node_new(arena, NODE_DEF, def->span);
  *copy = *def;
  copy->def.decorators = (NodeList){0};
  return copy;
}

/* ---- names of its own: get_additional_scope ---- */

static const char SCOPE_METHOD[] = "get_additional_scope";

/* Whether the class or a base has the method; `*adds`: one of them asks its base, which gives the static template
 * vars. */
static bool has_scope(const ComponentClass *class, bool *adds) {
  bool found = false;
  *adds = false;
  for (; class; class = class->base) {
    const NodeList *body = &class->node->class.body;
    for (size_t i = 0; i < body->n; i++) {
      const Node *def = body->at[i];
      if (def->kind != NODE_DEF || !str_is(def->def.id, SCOPE_METHOD)) continue;
      *adds |= class_asks_above(def, str_of(SCOPE_METHOD));
      found = true;
    }
  }
  return found;
}

/* A function that gives one of its names: `def name(): return Class.get_additional_scope()["name"]` */
static Node *getter(Arena *arena, const Node *class, Str name) {
  Span span = class->span;
  Node *def = node_new(arena, NODE_DEF, span), *ret = node_new(arena, NODE_RETURN, span);
  Node *item = node_new(arena, NODE_ITEM_PY, span), *call = node_new(arena, NODE_CALL, span);
  Node *callee = node_new(arena, NODE_ATTR_PY, span), *key = node_new(arena, NODE_CONST, span);
  callee->attr_py.object = node_new(arena, NODE_NAME_PY, span);
  callee->attr_py.object->name_py.id = class->class.id;
  callee->attr_py.id = str_of(SCOPE_METHOD);
  key->constant.value = value_str(name);
  call->call.callee = callee;
  item->item_py.object = call;
  item->item_py.key = key;
  ret->ret.value = item;
  def->def.id = name;
  node_push(arena, &def->def.body, ret);
  return def;
}

/* What the method gives: a dict, or an error. */
static Value scope_of(Workspace *workspace, Heap *heap, const ComponentClass *class) {
  Eval eval;
  eval_init(&eval, heap->arena, workspace, scope_table(heap->arena, SCOPE_ATTRIBUTES, NULL, NULL, 0), NULL);
  Value type = module_name(&eval, class->module, class->node->class.id);
  return type.kind == V_TYPE ? eval_call(&eval, op_attr(&eval.heap, type, str_of(SCOPE_METHOD)), NULL, 0, NULL) : type;
}

/* False: its names are not known. */
static bool add_scope(Workspace *workspace, Heap *heap, const ComponentClass *class, TemplateVars *vars) {
  Value scope = scope_of(workspace, heap, class);
  if (scope.kind != V_DICT) return false;
  for (size_t i = 0; i < scope.dict->n; i++) {
    Value key = scope.dict->at[i].key;
    if (!value_is_str(key)) continue;
    Node *def = getter(workspace->arena, class->node, str_copy(workspace->arena, value_text(key)));
    template_vars_insert(heap->arena, vars, (TemplateVar){.name = def->def.id, .module = class->module, .def = def});
  }
  return true;
}

/* Each name that a template reads may be one of those that the method gives: a function that is not evaluated. */
static void add_possible(const ComponentFile *file, const Module *module, TemplateVars *vars) {
  Workspace *workspace = file->workspace;
  Str what = str_printf(workspace->arena, "'%s' of the component's class", SCOPE_METHOD);
  possible_names(file->heap, file->source, module, what, vars);
  for (size_t i = 0; i < vars->n; i++) {
    TemplateVar *var = &vars->at[i];
    if (!var->is_possible || var->def) continue;
    Node *unsupported = node_new(workspace->arena, NODE_UNSUPPORTED, (Span){0, 0});
    unsupported->unsupported.what = what;
    var->def = node_new(workspace->arena, NODE_DEF, (Span){0, 0});
    var->def->def.id = var->name;
    node_push(workspace->arena, &var->def->def.body, unsupported);
  }
}

/* ---- all ---- */

bool component_vars_add(const ComponentFile *file, const ComponentClass *class, TemplateVars *vars) {
  Workspace *workspace = file->workspace;
  Heap *heap = file->heap;
  const NodeList *body = &class->node->class.body;
  bool adds, has_own = has_scope(class, &adds);
  bool is_known = !class->is_unclear && (!has_own || add_scope(workspace, heap, class, vars));
  for (size_t i = 0; i < body->n; i++) {
    const Node *def = body->at[i];
    if (def->kind != NODE_DEF || !is_template_var(def)) continue;
    TemplateVar var = {.name = def->def.id, .module = class->module, .def = bare(workspace->arena, def)};
    var.takes_context = def->def.params.n > 0;
    bool is_replaced = has_own && is_known && !adds && !var.takes_context; /* the method stands for what gives these */
    if (!is_replaced) template_vars_insert(heap->arena, vars, var);
  }
  if (!is_known) add_possible(file, class->module, vars);
  return vars->n == 0 || template_vars_evaluate(file, (Span){0, 0}, vars);
}
