/* modules: the Python modules of a plan, brought to life while a component is bound.
 *
 * A plan keeps of each module the statements that its functions reach. A module is named as Python imports it
 * ("my_project.partitions").
 * Imports are resolved among these modules; dagster, datetime, os and the like are dbtplan's own (library_module). */
#ifndef DBTPLAN_PLAN_MODULES_H
#define DBTPLAN_PLAN_MODULES_H

#include "runtime/plan/plan.h"

typedef struct PlanModules {
  const PlanComponent *component;
  Value *at; /* V_MODULE, one a module of the component */
} PlanModules;

/* Lives in the heap's arena; `modules` must outlive the values. */
void modules_open(Heap *heap, const PlanComponent *component, PlanModules *modules);
/* Lets errors tell where in the modules' texts they lie, as far as these are at hand; to be called before one runs.
 * Without it they lie where the template stands that asked. */
void modules_give_places(PlanModules *modules);
/* What `module` holds under `name`; V_ABSENT if the plan has no such module or name. */
Value modules_get(Heap *heap, const PlanModules *modules, Str module, Str name);
/* The name of a module by its file relative to the project's root. */
Str module_name_of_file(Arena *arena, Str file);

#endif
