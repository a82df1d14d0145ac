/* launch: the ways in which Dagster could run a component, each with its window: the type that resolving, checking and
 * emitting iterate over (SEMANTICS: what the window, key and range are).
 *
 * A set of keys is a list of windows' numbers or, for keys off the schedule, of texts. `launches_of` turns a set into
 * launches by the backfill policy: none: one launch a key; any policy: adjacent keys merge into ranges, cut into chunks
 * of at most max_partitions_per_run. An iterator, so that memory does not grow with the number of partitions. */
#ifndef DBTPLAN_TIME_LAUNCH_H
#define DBTPLAN_TIME_LAUNCH_H

#include "runtime/time/partition.h"

typedef enum LaunchMode { LAUNCH_UNPARTITIONED, LAUNCH_KEY, LAUNCH_RANGE } LaunchMode;

typedef struct Launch {
  LaunchMode mode;
  bool has_window;
  Window window;
  const PartitionsDef *def; /* NULL: unpartitioned */
  int64_t first, last;      /* numbers of the partitions it covers, -1: off the schedule */
  Str off_schedule;         /* the key of such a one */
} Launch;

/* A run of adjacent partitions: first..last. */
typedef struct KeySpan {
  int64_t first, last;
  Str key;       /* set for a key off the schedule, where first is -1 */
  Window window; /* of that key */
} KeySpan;

/* Sorted: first the spans of the schedule, none touching the next, then the keys off the schedule by their windows. A
 * set of zeroes is empty. */
typedef struct KeySet {
  VEC(KeySpan) spans;
  size_t scheduled; /* how many of them are of the schedule */
} KeySet;

/* In any order; overlaps are kept once; a span whose last is before its first is empty. */
void key_set_add(Arena *arena, KeySet *set, KeySpan span);
int64_t key_set_count(const KeySet *set);

typedef struct LaunchIter {
  const PartitionsDef *def; /* NULL: unpartitioned, one launch */
  const KeySet *set;
  BackfillPolicy policy;
  bool as_key; /* one `--partition`, `--latest`: a launch of a key even under a policy */
  size_t span, off_schedule; /* the next of each part of the set */
  int64_t next, last;        /* what is left of the run of keys at hand */
  bool done;                 /* unpartitioned: the one launch was given */
} LaunchIter;

/* Under a policy a run asks for windows, so a key off the schedule stands for the window that Dagster gives it. */
LaunchIter launches_of(const PartitionsDef *def, const KeySet *set, BackfillPolicy policy, bool as_key);
/* The next launch. False at the end. */
bool launch_next(LaunchIter *iter, Launch *launch);
/* The keys of the first and the last partition of a launch that is partitioned; the key of LAUNCH_KEY is both. Their
 * texts are made here, not with the launch: most commands need none of them. */
Str launch_first_key(Arena *arena, const Launch *launch);
Str launch_last_key(Arena *arena, const Launch *launch);
/* What a launch is called in messages, lists and the state: its key, "A...B" of a range, "" of an unpartitioned one. */
Str launch_name(Arena *arena, const Launch *launch);
/* How many there are in all. */
int64_t launch_count(LaunchIter iter);

#endif
