/* project: the checks of a component together with its dbt project, once its launches are done.
 *
 * The project is read only here, once for all components over it, and only where it is known which one is meant. */
#ifndef DBTPLAN_CHECK_PROJECT_H
#define DBTPLAN_CHECK_PROJECT_H

#include "compiler/check/arguments.h"

/* Reports to the workspace's sink. */
void project_check(Heap *heap, const BoundComponent *bound, const Arguments *arguments, Written *written);

#endif
