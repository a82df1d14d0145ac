/* microbatch: whether dbt's microbatch models and the partitions of the component agree.
 *
 * dbt cuts such a model into batches of its own, from `--event-time-start` to `--event-time-end`, both moved
 * outwards to whole batches; without these two it takes the latest batches, whatever the partition is. What dbt
 * refuses to read (no `begin`, an unknown `batch_size`) is an error: every command of dbt fails on it. */
#ifndef DBTPLAN_CHECK_MICROBATCH_H
#define DBTPLAN_CHECK_MICROBATCH_H

#include "compiler/check/view.h"

/* Reports to the workspace's sink. */
void microbatch_check(const View *view);

#endif
