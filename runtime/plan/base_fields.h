/* base_fields: `self.project` and `self.op` of a component's class, as a component file gives them and Dagster holds
 * them (dagster_dbt DbtProjectArgsManager, dagster OpSpec). Part of class_arguments. */
#ifndef DBTPLAN_PLAN_BASE_FIELDS_H
#define DBTPLAN_PLAN_BASE_FIELDS_H

#include "runtime/plan/bind.h"

/* Unknown where they are not made of what the file says. `bound` must outlive the values. */
Value base_field_project(Heap *heap, const BoundComponent *bound);
Value base_field_op(Heap *heap, const BoundComponent *bound);

#endif
