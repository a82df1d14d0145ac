/* conflicts: what two components of one project may not share. Dagster refuses to load a project that has it. */
#ifndef DBTPLAN_CONFLICTS_H
#define DBTPLAN_CONFLICTS_H

#include "runtime/plan/bind.h"

/* What is known of a component once it is lowered. */
typedef struct Settled {
  PlanComponent *component;
  Str op_name, project_dir, select, exclude, selector; /* op_name, project_dir: "" not known */
  bool own_keys; /* its assets have the keys of their models: nothing renames them */
} Settled;

/* Reports components of one project with the same op name, once a name, and two that hold the same asset. Marks them
 * (`conflicts`). */
void conflicts_report(Workspace *workspace, Heap *heap, const Settled *components, size_t n);

#endif
