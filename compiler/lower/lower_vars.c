#include "compiler/lower/lower_vars.h"

#include "compiler/lower/reach.h"
#include "compiler/python/component_vars.h"
#include "runtime/eval/effect.h"
#include "runtime/eval/module.h"
#include "runtime/plan/load_scope.h"
#include "runtime/plan/modules.h"
#include "runtime/plan/plan_tree.h"

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
  bool sound = !class || component_vars_add(file, class, &loaded);
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

Node *vars_node_of(Heap *heap, Value v) {
  PlanData data = {.heap = heap, .leaf = plan_tree_constant};
  return plan_tree_of(&data, v);
}

/* ---- in `cli_args` ---- */

typedef struct Putting {
  Heap *heap;
  const VarList *vars;
  const ScopeTable *table;
  bool *used; /* one a var, where they are only looked for */
  VarList *left;
} Putting;

/* NULL: it is left to whoever resolves the plan. */
static Node *node_of_var(const Putting *putting, const TemplateVar *var) {
  Node *node = var->inputs == INPUT_NONE ? vars_node_of(putting->heap, var->value) : NULL;
  if (!node) insert(putting->heap->arena, putting->left, var);
  return node;
}

/* The number of the var that a name stands for, or that of all. */
static size_t var_of(const Putting *putting, const Node *node) {
  const VarList *vars = putting->vars;
  bool is_root = node->kind == NODE_NAME && node->name.slot.kind == SLOT_ROOT;
  if (!is_root || scope_keeps(putting->table, node->name.id)) return vars->n;
  size_t at = place_of(vars, node->name.id);
  return at < vars->n && str_eq(vars->at[at]->name, node->name.id) ? at : vars->n;
}

static void find_used(Node *node, void *state) {
  const Putting *putting = state;
  size_t at = var_of(putting, node);
  if (at < putting->vars->n) putting->used[at] = true;
  node_children(node, find_used, state);
}

/* In a template that binds names, which may be those of vars, it begins with binding these. */
static void bind_used(Node *template, const Putting *putting) {
  Arena *arena = putting->heap->arena;
  const VarList *vars = putting->vars;
  Putting finding = *putting;
  NodeList body = {0};
  finding.used = ARENA_ARRAY(arena, bool, vars->n);
  find_used(template, &finding);
  for (size_t i = 0; i < vars->n; i++) {
    Node *value = finding.used[i] ? node_of_var(putting, vars->at[i]) : NULL;
    if (!value) continue;
    Node *assign = node_new(arena, NODE_ASSIGN, (Span){0, 0});
    assign->assign.target = node_new(arena, NODE_NAME, (Span){0, 0});
    assign->assign.target->name.id = vars->at[i]->name;
    assign->assign.value = value;
    node_push(arena, &body, assign);
  }
  for (size_t i = 0; i < template->template.body.n; i++) node_push(arena, &body, template->template.body.at[i]);
  template->template.body = body;
}

static void put_value(Node *node, void *state) {
  const Putting *putting = state;
  if (node->kind == NODE_TEMPLATE && node->has_locals) {
    bind_used(node, putting);
    return;
  }
  node_children(node, put_value, state);
  size_t at = var_of(putting, node);
  Node *value = at < putting->vars->n ? node_of_var(putting, putting->vars->at[at]) : NULL;
  if (!value) return;
  Span span = node->span;
  *node = *value;
  node->span = span;
}

void vars_put_values(Heap *heap, const VarList *vars, const ScopeTable *table, Node *tree, VarList *left) {
  Putting putting = {heap, vars, table, NULL, left};
  if (!vars->n) return;
  link_tree(tree, table);
  put_value(tree, &putting);
}

/* ---- what a plan keeps: the vars that are used ---- */

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
  bool may = var->function.kind == V_FUNCTION && effect_call_changes_environ(var->function.function);
  return may || var->changes_environ;
}

static PlanVar kept_var(Reach *reach, const TemplateVar *var, PlanComponent *component) {
  PlanVar kept = {.name = var->name, .inputs = var->inputs};
  if (var->inputs == INPUT_NONE && !is_for_environ(reach, var)) kept.value = vars_node_of(reach->heap, var->value);
  if (kept.value) return kept;
  reach_run(reach, var->module);
  if (var->def)
    reach_statement(reach, var->module, var->def);
  else
    reach_name(reach, var->module, var->name);
  kept.module = reach_module(reach, var->module)->name;
  Str folder = path_relative(reach->heap->arena, var->folder, reach->project->root);
  if (str_is(folder, ".")) folder = STR("");
  if (!str_eq(folder, component->folder)) kept.folder = folder;
  if (var->takes_context && reach->project->defs_dir.n)
    component->defs = path_relative(reach->heap->arena, reach->project->defs_dir, reach->project->root);
  return kept;
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

static void name_vars(Heap *heap, const VarList *vars, PlanComponent *component) {
  Str *names = ARENA_ARRAY(heap->arena, Str, vars->n);
  for (size_t i = 0; i < vars->n; i++) names[i] = vars->at[i]->name;
  component->var_names = names;
  component->var_name_count = vars->n;
}

/* The class that makes the arguments, and the name of its module in the plan. */
static void keep_class(Reach *reach, const ComponentClass *maker, PlanComponent *component) {
  reach_run(reach, maker->module);
  reach_name(reach, maker->module, maker->node->class.id);
  if (component_class_mentions(maker, STR("dbt_project")))
    reach_import(reach, maker->module, STR("dagster_dbt"), STR("DbtProject"));
  component->cli_args->class_args.module = reach_module(reach, maker->module)->name;
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
  PlanVar *in_args = ARENA_ARRAY(heap->arena, PlanVar, sources->in_args->n);
  if (modules_may_change_env(heap->workspace)) reach_all_first(&reach, sources);
  for (size_t i = 0; i < vars->n; i++)
    if (used.at[i] || is_for_environ(&reach, vars->at[i]))
      kept[component->var_count++] = kept_var(&reach, vars->at[i], component);
  for (size_t i = 0; i < sources->in_args->n; i++)
    in_args[component->args_var_count++] = kept_var(&reach, sources->in_args->at[i], component);
  if (maker) keep_class(&reach, maker, component);
  reach_end(&reach);
  component->vars = kept;
  component->args_vars = in_args;
  name_vars(heap, vars, component);
  component->modules = reach.modules.at;
  component->module_count = reach.modules.n;
}
