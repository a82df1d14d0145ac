/* across: what the dbt project shows of components: one key that is given to several assets, and components over one
 * dbt project whose partitions do not agree.
 *
 * Where a model of one component is the direct parent of a model of another, and their definitions differ, a run of the
 * one does not mean a run of the other (a warning: Dagster has mappings between partitions of different grain). The dbt
 * project is read only where two components with different definitions run over it. A component without a definition
 * agrees with all.
 *
 * Components are taken one after the other; what is kept of each is a copy of a few texts. */
#ifndef DBTPLAN_CHECK_ACROSS_H
#define DBTPLAN_CHECK_ACROSS_H

#include "runtime/plan/bind.h"

typedef struct Across Across;

/* `arena` must outlive the components that are taken. */
Across *across_begin(Workspace *workspace, Arena *arena);
/* Judges the keys of one component, which concerns no other: reports to `keys`, and is true if that was an error. */
bool across_take(Across *across, Heap *heap, const BoundComponent *bound, DiagSink *keys);
/* Takes all that `other` has taken, whose texts must last as long as this. */
void across_join(Across *across, const Across *other);
/* Reports to the workspace's sink which definitions do not agree. */
void across_report(Across *across, Heap *heap);

#endif
