#include "runtime/plan/modules.h"

#include "runtime/eval/module.h"

Str module_name_of_file(Arena *arena, Str file) {
  Str name = str_ends(file, STR(".py")) ? str_sub(file, 0, file.n - 3) : file;
  if (str_is(path_name(name), "__init__")) name = path_parent(name);
  char *dotted = str_z(arena, name);
  for (size_t i = 0; i < name.n; i++)
    if (dotted[i] == '/') dotted[i] = '.';
  return (Str){dotted, name.n};
}

/* "my_project.partitions" is meant by "src.my_project.partitions" too. */
static bool is_called(Str module, Str name) {
  if (str_eq(module, name)) return true;
  return module.n > name.n && str_ends(module, name) && module.p[module.n - name.n - 1] == '.';
}

static size_t number_of(const PlanModules *modules, Str name) {
  size_t i = 0;
  while (i < modules->component->module_count && !is_called(modules->component->modules[i].name, name)) i++;
  return i;
}

/* Runs the packages above a module, from the outermost on, as far as the plan has them: VALUE_NONE or an error. */
static Value run_packages(Heap *heap, const PlanModules *modules, Str name) {
  for (size_t at = str_find(name, STR("."), 0); at != SIZE_MAX; at = str_find(name, STR("."), at + 1)) {
    size_t i = number_of(modules, str_sub(name, 0, at));
    if (i == modules->component->module_count) continue;
    Value error = module_run((Eval *)heap, modules->at[i].module);
    if (value_is_error(error)) return error;
  }
  return VALUE_NONE;
}

Value modules_get(Heap *heap, const PlanModules *modules, Str module, Str name) {
  size_t i = number_of(modules, module);
  if (i == modules->component->module_count) return VALUE_ABSENT;
  Value error = run_packages(heap, modules, modules->component->modules[i].name);
  if (value_is_error(error)) return error;
  return name.n ? op_attr(heap, modules->at[i], name) : modules->at[i];
}

/* Whether the plan has modules below the package of that name. */
static bool has_package(const PlanModules *modules, Str name) {
  for (size_t i = 0; i < modules->component->module_count; i++) {
    Str module = modules->component->modules[i].name;
    for (size_t at = str_find(module, name, 0); at != SIZE_MAX; at = str_find(module, name, at + 1))
      if ((at == 0 || module.p[at - 1] == '.') && at + name.n < module.n && module.p[at + name.n] == '.') return true;
  }
  return false;
}

static Value import(Heap *heap, const Module *from, Str name) {
  PlanModules *modules = from->importer;
  size_t i = number_of(modules, from->name);
  bool is_package = i == modules->component->module_count || /* a folder */
                    str_is(path_name(modules->component->modules[i].file), "__init__.py");
  Str absolute = module_absolute_name(heap->arena, from->name, is_package, name);
  i = number_of(modules, absolute);
  Value error = run_packages(heap, modules, absolute);
  if (value_is_error(error)) return error;
  if (i < modules->component->module_count) return modules->at[i];
  if (!has_package(modules, absolute)) return VALUE_ABSENT;
  return module_new(heap->arena, absolute, NULL, (NodeList){0}, import, modules);
}

void modules_open(Heap *heap, const PlanComponent *component, PlanModules *modules) {
  modules->component = component;
  modules->at = ARENA_ARRAY(heap->arena, Value, component->module_count);
  ModuleEffects *effects = ARENA_NEW(heap->arena, ModuleEffects);
  for (size_t i = 0; i < component->module_count; i++) {
    const PlanModule *module = &component->modules[i];
    modules->at[i] = module_new(heap->arena, module->name, NULL, module->body, import, modules);
    Module *made = (Module *)modules->at[i].module;
    made->is_library = !module->file.n;
    made->effects = made->is_library ? NULL : effects;
    made->path = path_join(heap->arena, component->root, module->file);
  }
}

void modules_give_places(PlanModules *modules) {
  for (size_t i = 0; i < modules->component->module_count; i++)
    ((Module *)modules->at[i].module)->source = modules->component->modules[i].source;
}
