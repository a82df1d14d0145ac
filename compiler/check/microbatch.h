/* microbatch: whether dbt's microbatch models and the partitions of the component agree.
 *
 * dbt cuts such a model into batches of its own, from `--event-time-start` to `--event-time-end`, both moved outwards to
 * whole batches; without these two it takes the latest batches, whatever the partition is. What dbt refuses to read (no
 * `begin`, an unknown `batch_size`) is an error: every command of dbt fails on it. */
#ifndef DBTPLAN_CHECK_MICROBATCH_H
#define DBTPLAN_CHECK_MICROBATCH_H

#include "compiler/check/supplied.h"
#include "compiler/check/written.h"
#include "compiler/dbt/dbt_project.h"
#include "runtime/plan/bind.h"

/* `selected`: a verdict for each node of the project. Reports to the workspace's sink. */
void microbatch_check(Heap *heap, const BoundComponent *bound, const Supplied *supplied, Written *written,
                      const DbtProject *project, const uint8_t *selected);

#endif
