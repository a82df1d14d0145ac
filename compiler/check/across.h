/* across: what the dbt project shows of components: one key that is given to several assets, and components over one dbt
 * project whose partitions do not agree.
 *
 * Where a model of one component is the direct parent of a model of another, and their definitions differ, a run of the
 * one does not mean a run of the other (a warning: Dagster has mappings between partitions of different grain). The dbt
 * project is read only where two components with different definitions run over it. A component without a definition
 * agrees with all. */
#ifndef DBTPLAN_CHECK_ACROSS_H
#define DBTPLAN_CHECK_ACROSS_H

#include "runtime/plan/bind.h"

/* `bounds`: the components of one plan. Reports to the workspace's sink; those with an error are set in `wrong`. */
void across_check(Workspace *workspace, Heap *heap, const BoundComponent *bounds, size_t n, bool *wrong);

#endif
