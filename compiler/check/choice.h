/* choice: whether what a component selects is there: the names, tags and paths of `select` and `exclude`, and the
 * `selector`.
 *
 * dbt warns of a criterion that matches nothing and goes on; here it is a warning too, term by term, and only where no
 * node that may be there could match: nothing is said of a project that is not known whole. What dbt cannot read is an
 * error, as Dagster cannot load it. */
#ifndef DBTPLAN_CHECK_CHOICE_H
#define DBTPLAN_CHECK_CHOICE_H

#include "compiler/check/written.h"
#include "compiler/dbt/dbt_project.h"
#include "runtime/plan/bind.h"

/* Reports to the workspace's sink. */
void choice_check(Heap *heap, const BoundComponent *bound, Written *written, const DbtProject *project);

#endif
