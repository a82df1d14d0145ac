#include "runtime/plan/plan.h"

/* What the vars of the folders above read, one set a name; the values of most stand where the names stood. */
static const InputSet *args_inputs(Arena *arena, const PlanComponent *component) {
  InputSet *inputs = ARENA_ARRAY(arena, InputSet, component->folder_name_count);
  for (size_t i = 0; i < component->args_var_count; i++)
    for (size_t name = 0; name < component->folder_name_count; name++)
      if (str_eq(component->args_vars[i].name, component->folder_names[name]))
        inputs[name] = component->args_vars[i].inputs;
  return inputs;
}

/* The scope tables of a component: the fixed names and its vars. */
static void make_scopes(Arena *arena, PlanComponent *component) {
  Str *names = ARENA_ARRAY(arena, Str, component->var_count);
  InputSet *inputs = ARENA_ARRAY(arena, InputSet, component->var_count);
  for (size_t i = 0; i < component->var_count; i++) {
    names[i] = component->vars[i].name;
    inputs[i] = component->vars[i].inputs;
  }
  component->attributes_scope = scope_table(arena, SCOPE_ATTRIBUTES, names, inputs, component->var_count);
  component->post_scope = scope_table(arena, SCOPE_POST, names, inputs, component->var_count);
  component->args_scope = scope_table(arena, SCOPE_ARGS, component->folder_names, args_inputs(arena, component),
                                      component->folder_name_count);
}

void component_link(Arena *arena, PlanComponent *component) {
  make_scopes(arena, component);
  Node *const attributes[] = {component->project, component->select, component->exclude, component->selector,
                              component->op,      component->fields};
  for (size_t i = 0; i < COUNT(attributes); i++)
    if (attributes[i]) link_tree(attributes[i], component->attributes_scope);
  if (component->cli_args) link_tree(component->cli_args, component->args_scope);
  if (component->partitions)
    link_tree(component->partitions,
              component->partitions_scope == SCOPE_POST ? component->post_scope : component->attributes_scope);
}

void plan_link(Arena *arena, Plan *plan) {
  for (size_t i = 0; i < plan->n; i++) component_link(arena, (PlanComponent *)&plan->components[i]);
}

void plan_set_root(Plan *plan, Str root) {
  for (size_t i = 0; i < plan->n; i++) ((PlanComponent *)plan->components)[i].root = root;
}
