/* launch: the ways in which Dagster could run a component, each with its window: the type that resolving, checking and
 * emitting iterate over.
 *
 * A set of keys is a bag of boxes, each the partitions from one to another in every dimension. `launches_of` turns a
 * set into launches by the backfill policy: none: one launch a key, in the definition's order, whatever was named
 * twice once; any policy: adjacent keys merge into ranges, and those are cut into chunks. Partitions are adjacent if
 * the definition has none between them: what is left out by exclusions does not part them. Of a multi definition a
 * range holds one dimension constant, the one that has fewer keys in the set. An iterator, so that memory grows with
 * the boxes, not with the partitions.
 *
 * Sources: automation_tick_evaluation_context.py (_build_run_requests_with_backfill_policy), subset/time_window.py,
 * subset/default.py (get_partition_key_ranges), whose groups are a Python set, in no order; ours are in order. */
#ifndef DBTPLAN_TIME_LAUNCH_H
#define DBTPLAN_TIME_LAUNCH_H

#include "runtime/core/vec.h"
#include "runtime/time/partition.h"

typedef enum LaunchMode { LAUNCH_UNPARTITIONED, LAUNCH_KEY, LAUNCH_RANGE } LaunchMode;

typedef struct Launch {
  LaunchMode mode;
  bool has_window;
  Window window;
  const PartitionsDef *def; /* NULL: unpartitioned */
  PartitionId first, last;  /* the partitions it covers */
  Str off_schedule;         /* the key, where it is not that of `first` though Dagster takes it; else empty */
} Launch;

/* The partitions from `first` to `last` in every dimension. */
typedef struct KeySpan {
  PartitionId first, last;
} KeySpan;

/* A key that Dagster takes though it is not the one of its partition. */
typedef struct OffScheduleKey {
  PartitionId id;
  Str key;
} OffScheduleKey;

/* In any order; spans may overlap. A set of zeroes is empty. */
typedef struct KeySet {
  VEC(KeySpan) spans;
  VEC(OffScheduleKey) off_schedule;
} KeySet;

/* A span whose last is before its first in some dimension is empty. */
void key_set_add(Arena *arena, KeySet *set, PartitionId first, PartitionId last);
void key_set_add_off_schedule(Arena *arena, KeySet *set, PartitionId id, Str key);
bool key_set_is_empty(const KeySet *set);

/* A box of launches: the partitions of one dimension (outer: the one that ranges hold constant) and, for each of these,
 * a stretch of adjacent ones of the other (inner). */
typedef struct LaunchBox {
  int64_t outer_first, outer_last, inner_first, inner_last;
} LaunchBox;

typedef struct LaunchIter {
  const PartitionsDef *def; /* NULL: unpartitioned, one launch */
  BackfillPolicy policy;
  LaunchMode mode;
  int outer; /* which dimension it is */
  /* Boxes with the same outer stretch stand together, in order; no two outer stretches overlap, nor two inner ones
   * within one. */
  VEC(LaunchBox) boxes;
  VEC(OffScheduleKey) off_schedule; /* in order, behind all others */
  size_t box, slab;                 /* the next box; the first of those with the same outer stretch */
  PartitionSteps row, column;       /* in the outer dimension; in the inner one */
  size_t next_off_schedule;
  bool done; /* unpartitioned: the one launch was given */
} LaunchIter;

/* `as_key`: one `--partition`, `--latest`: launches of keys even under a policy. Under a policy a run asks for windows,
 * so a key off the schedule stands for the window that Dagster gives it. Lists are made in `arena`. */
LaunchIter launches_of(Arena *arena, const PartitionsDef *def, const KeySet *set, BackfillPolicy policy, bool as_key);
/* Launches of keys in the order of their windows, whatever the dimension of time is called; a key off the schedule
 * stands for its window. The definition has one dimension of time (partitions_time_dimension). */
LaunchIter launches_by_time(Arena *arena, const PartitionsDef *def, const KeySet *set);
/* The next launch. False at the end. */
bool launch_next(LaunchIter *iter, Launch *launch);
/* The window of the next launch of one key, where that is all that is wanted of it; the next call changes it. The
 * definition is of a time-window kind. NULL: at the end, but for keys off the schedule, which launch_next gives. */
const Window *launch_next_window(LaunchIter *iter);
/* The launches of one partition that a launch consists of; lists are made in `arena`. */
LaunchIter launch_partitions(Arena *arena, const Launch *launch);
/* The keys of the first and the last partition of a launch that is partitioned; the key of LAUNCH_KEY is both. Their
 * texts are made here, not with the launch: most commands need none of them. */
Str launch_first_key(Arena *arena, const Launch *launch);
Str launch_last_key(Arena *arena, const Launch *launch);
/* What a launch is called in messages, lists and the state: its key, "A...B" of a range, "" of an unpartitioned one;
 * "every key" where the key is not known (partitions_with_unknown_key), of which the texts above must not be asked. */
Str launch_name(Arena *arena, const Launch *launch);
/* How many there are in all. */
int64_t launch_count(LaunchIter iter);

#endif
