/* absent: names of the partition that a launch does not have, and why.
 *
 * `partition_time_window` is None in a run without partitions, `partition_key` in one of a range, and whatever a
 * template asks of it fails. Many templates then fail for one reason: they are one finding, with the others as further
 * places of it and the reason as its hint. */
#ifndef DBTPLAN_CHECK_ABSENT_H
#define DBTPLAN_CHECK_ABSENT_H

#include "runtime/plan/bind.h"

/* Why `name` (or what begins with it: `partition_key_range.start`) is None in launches of the component. */
const char *absent_reason(const BoundComponent *bound, Str name);
/* Joins the findings from `first` on, in the workspace's sink, that have one name of the partition absent (Diag). */
void absent_join(Arena *arena, const BoundComponent *bound, size_t first);

#endif
