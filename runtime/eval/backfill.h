/* backfill: `dagster.BackfillPolicy` as template vars make it: `single_run()`,
 * `multi_run(max_partitions_per_run=7)`. */
#ifndef DBTPLAN_EVAL_BACKFILL_H
#define DBTPLAN_EVAL_BACKFILL_H

#include "runtime/eval/object.h"

/* `dagster.BackfillPolicy`. */
Value backfill_class(void);
/* Whether `v` is such a policy, and how many partitions a run of it takes: an integer, or None for all. */
bool backfill_read(Value v, Value *most);

#endif
