#include "runtime/time/launch.h"

#include <string.h>

#include "runtime/core/limits.h"

/* ---- sets of keys ---- */

/* Makes `with` more places at `at` in place of `without` ones. */
static void splice(Arena *arena, KeySet *set, size_t at, size_t without, size_t with) {
  for (size_t i = without; i < with; i++) VEC_PUSH(arena, &set->spans, (KeySpan){0});
  size_t behind = set->spans.n - (with > without ? with - without : 0) - at - without;
  memmove(set->spans.at + at + with, set->spans.at + at + without, behind * sizeof(KeySpan));
  if (with < without) set->spans.n -= without - with;
}

/* The first scheduled span that ends at `number` or later. */
static size_t first_reaching(const KeySet *set, int64_t number) {
  size_t low = 0, high = set->scheduled;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (set->spans.at[middle].last < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

static void add_scheduled(Arena *arena, KeySet *set, KeySpan span) {
  size_t from = first_reaching(set, span.first - 1), to = from;
  for (; to < set->scheduled && set->spans.at[to].first - 1 <= span.last; to++) {
    KeySpan other = set->spans.at[to];
    if (other.first < span.first) span.first = other.first;
    if (other.last > span.last) span.last = other.last;
  }
  splice(arena, set, from, to - from, 1);
  set->spans.at[from] = span;
  set->scheduled = set->scheduled + 1 - (to - from);
}

static int compare_off_schedule(const KeySpan *a, const KeySpan *b) {
  int64_t first = civil_instant(&a->window.start), second = civil_instant(&b->window.start);
  if (first != second) return first < second ? -1 : 1;
  return str_cmp(a->key, b->key);
}

static void add_off_schedule(Arena *arena, KeySet *set, KeySpan span) {
  size_t at = set->spans.n;
  while (at > set->scheduled) {
    int order = compare_off_schedule(&set->spans.at[at - 1], &span);
    if (order == 0) return;
    if (order < 0) break;
    at--;
  }
  splice(arena, set, at, 0, 1);
  set->spans.at[at] = span;
}

void key_set_add(Arena *arena, KeySet *set, KeySpan span) {
  if (span.first < 0) add_off_schedule(arena, set, span);
  else if (span.first <= span.last) add_scheduled(arena, set, span);
}

int64_t key_set_count(const KeySet *set) {
  int64_t count = (int64_t)(set->spans.n - set->scheduled);
  for (size_t i = 0; i < set->scheduled; i++) count += set->spans.at[i].last - set->spans.at[i].first + 1;
  return count;
}

/* ---- launches ---- */

LaunchIter launches_of(const PartitionsDef *def, const KeySet *set, BackfillPolicy policy, bool as_key) {
  LaunchIter iter = {.def = def, .set = set, .policy = policy, .as_key = as_key, .next = 0, .last = -1};
  if (set) iter.off_schedule = set->scheduled;
  return iter;
}

static bool launches_keys(const LaunchIter *iter) { return iter->as_key || iter->policy.kind == BACKFILL_NONE; }

/* The number of the window of the next key off the schedule; INT64_MAX: there is none. */
static int64_t next_off_schedule(const LaunchIter *iter) {
  if (iter->off_schedule >= iter->set->spans.n) return INT64_MAX;
  return partition_at(iter->def, civil_instant(&iter->set->spans.at[iter->off_schedule].window.start));
}

static int64_t next_scheduled(const LaunchIter *iter) {
  return iter->span < iter->set->scheduled ? iter->set->spans.at[iter->span].first : INT64_MAX;
}

/* The next run of adjacent windows. A key off the schedule may fill a gap between spans. */
static bool next_run(LaunchIter *iter) {
  int64_t scheduled = next_scheduled(iter), off = next_off_schedule(iter);
  if (scheduled == INT64_MAX && off == INT64_MAX) return false;
  iter->next = scheduled < off ? scheduled : off;
  iter->last = iter->next - 1;
  for (;;) {
    if (next_scheduled(iter) <= iter->last + 1) {
      int64_t last = iter->set->spans.at[iter->span++].last;
      if (last > iter->last) iter->last = last;
    } else if ((off = next_off_schedule(iter)) <= iter->last + 1) {
      iter->off_schedule++;
      if (off > iter->last) iter->last = off;
    } else {
      return true;
    }
  }
}

static bool next_span(LaunchIter *iter) {
  if (iter->span >= iter->set->scheduled) return false;
  iter->next = iter->set->spans.at[iter->span].first;
  iter->last = iter->set->spans.at[iter->span++].last;
  return true;
}

static void set_window(const PartitionsDef *def, Launch *launch) {
  launch->has_window = partitions_have_windows(def);
  if (!launch->has_window) return;
  partition_window(def, launch->first, &launch->window);
  if (launch->last == launch->first) return;
  Window last;
  partition_window(def, launch->last, &last);
  launch->window.end = last.end;
}

/* Field by field: clearing all of it first costs more than the rest of a launch. */
static void set_launch(const PartitionsDef *def, LaunchMode mode, int64_t first, int64_t last, Launch *launch) {
  launch->mode = mode;
  launch->def = def;
  launch->first = first;
  launch->last = last;
  launch->off_schedule = (Str){0};
  set_window(def, launch);
}

static bool next_off_schedule_key(LaunchIter *iter, Launch *launch) {
  if (iter->off_schedule >= iter->set->spans.n) return false;
  KeySpan span = iter->set->spans.at[iter->off_schedule++];
  *launch = (Launch){.mode = LAUNCH_KEY, .has_window = true, .window = span.window, .def = iter->def,
                     .first = -1, .last = -1, .off_schedule = span.key};
  return true;
}

static bool next_key(LaunchIter *iter, Launch *launch) {
  if (iter->next > iter->last && !next_span(iter)) return next_off_schedule_key(iter, launch);
  set_launch(iter->def, LAUNCH_KEY, iter->next, iter->next, launch);
  iter->next++;
  return true;
}

/* How many partitions one launch takes of `left` adjacent ones. */
static int64_t chunk_of(BackfillPolicy policy, int64_t left) {
  if (policy.kind != BACKFILL_MULTI_RUN) return left;
  int64_t most = policy.max_partitions_per_run < 1 ? 1 : policy.max_partitions_per_run;
  return left < most ? left : most;
}

static bool next_range(LaunchIter *iter, Launch *launch) {
  if (iter->next > iter->last && !next_run(iter)) return false;
  int64_t first = iter->next, last = first + chunk_of(iter->policy, iter->last - first + 1) - 1;
  set_launch(iter->def, LAUNCH_RANGE, first, last, launch);
  iter->next = last + 1;
  return true;
}

bool launch_next(LaunchIter *iter, Launch *launch) {
  if (iter->def) return launches_keys(iter) ? next_key(iter, launch) : next_range(iter, launch);
  if (iter->done) return false;
  *launch = (Launch){.mode = LAUNCH_UNPARTITIONED, .first = -1, .last = -1};
  return iter->done = true;
}

int64_t launch_count(LaunchIter iter) {
  if (!iter.def) return 1;
  if (launches_keys(&iter)) return key_set_count(iter.set);
  int64_t count = 0;
  while (next_run(&iter)) {
    int64_t size = iter.last - iter.next + 1;
    count += (size - 1) / chunk_of(iter.policy, size) + 1;
  }
  return count;
}

/* ---- names ---- */

static Str key_of(const Launch *launch, int64_t number, Arena *arena) {
  if (number < 0) return launch->off_schedule;
  Buf key = buf_new(arena, LIMIT_STRING_BYTES);
  if (number == launch->first && launch->has_window)
    partition_write_key_at(launch->def, &launch->window.start, &key);
  else
    partition_write_key(launch->def, number, &key);
  return buf_str(&key);
}

Str launch_first_key(Arena *arena, const Launch *launch) { return key_of(launch, launch->first, arena); }

Str launch_last_key(Arena *arena, const Launch *launch) { return key_of(launch, launch->last, arena); }

Str launch_name(Arena *arena, const Launch *launch) {
  if (launch->mode == LAUNCH_UNPARTITIONED) return STR("");
  Str first = launch_first_key(arena, launch);
  if (launch->mode == LAUNCH_KEY) return first;
  return str_printf(arena, "%.*s...%.*s", STR_FMT(first), STR_FMT(launch_last_key(arena, launch)));
}
