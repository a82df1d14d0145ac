/* describe: partitions in words, for people. */
#ifndef DBTPLAN_CLI_DESCRIBE_H
#define DBTPLAN_CLI_DESCRIBE_H

#include "runtime/core/vec.h"
#include "runtime/time/partition.h"

/* "daily, America/New_York, from 2023-01-01"; "none" for NULL. */
Str describe_definition(Arena *arena, const PartitionsDef *def);
/* "2023-01-05", "2023-01-05 02:30", "2023-01-05 02:30:15": the wall time, no more of the clock than it needs. */
Str describe_time(Arena *arena, const Civil *civil);
/* "1 h 30 min", "23 h", "7 days": days where the length is whole days. */
Str describe_length(Arena *arena, int64_t seconds);
/* How long a window really is: the wall clock is no measure where it is put forward or back. */
int64_t describe_seconds(const Window *window);
/* What is odd about a window, each in words: the clock is put forward or back in it, it begins in an hour that repeats,
 * or it does not begin where the one before ended (`previous_end`: an instant; INT64_MIN: nothing is before it). */
StrList describe_marks(Arena *arena, const Window *window, int64_t previous_end);

#endif
