#include "runtime/time/launch.h"

#include <stdlib.h>

#include "runtime/core/limits.h"

/* ---- sets of keys ---- */

void key_set_add(Arena *arena, KeySet *set, PartitionId first, PartitionId last) {
  for (size_t i = 0; i < PARTITIONS_DIMENSIONS; i++)
    if (first.at[i] > last.at[i]) return;
  VEC_PUSH(arena, &set->spans, (KeySpan){first, last});
}

void key_set_add_off_schedule(Arena *arena, KeySet *set, PartitionId id, Str key) {
  VEC_PUSH(arena, &set->off_schedule, (OffScheduleKey){id, key});
}

bool key_set_is_empty(const KeySet *set) { return set->spans.n == 0 && set->off_schedule.n == 0; }

/* ---- boxes ---- */

typedef struct Boxes {
  Arena *arena;
  const PartitionsDef *outer, *inner;
  VEC(LaunchBox) given;  /* sorted by where they begin in the outer dimension */
  VEC(LaunchBox) active; /* those that reach over the stretch at hand */
  VEC(LaunchBox) made;
  size_t last_slab; /* where the newest stretch begins in `made` */
} Boxes;

static int compare_outer(const void *a, const void *b) {
  const LaunchBox *first = a, *second = b;
  return first->outer_first < second->outer_first ? -1 : first->outer_first > second->outer_first;
}

static int compare_inner(const void *a, const void *b) {
  const LaunchBox *first = a, *second = b;
  return first->inner_first < second->inner_first ? -1 : first->inner_first > second->inner_first;
}

static int compare_places(const void *a, const void *b) {
  int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;
  return first < second ? -1 : first > second;
}

typedef int (*Compare)(const void *a, const void *b);

/* Sorts what is not in order already, as keys mostly are that somebody lists. */
static void put_in_order(void *items, size_t n, size_t size, Compare compare) {
  const char *at = items;
  size_t i = 1;
  while (i < n && compare(at + (i - 1) * size, at + i * size) <= 0) i++;
  if (i < n) qsort(items, n, size, compare);
}

/* Whether a dimension has no partition between two of its places. */
static bool adjoin(const PartitionsDef *dimension, int64_t last, int64_t first) {
  int64_t next;
  return last + 1 >= first || !partition_from(dimension, last + 1, &next) || next >= first;
}

/* Where a stretch of the outer dimension begins, or one has ended; in order. Neighbours often have the same stretch,
 * the only one where there is no outer dimension. */
static int64_t *edges_of(const Boxes *boxes, size_t *n) {
  int64_t *edges = ARENA_ARRAY(boxes->arena, int64_t, boxes->given.n * 2);
  size_t all = 0;
  *n = 0;
  for (size_t i = 0; i < boxes->given.n; i++) {
    int64_t first = boxes->given.at[i].outer_first, behind = boxes->given.at[i].outer_last + 1;
    if (all && edges[all - 2] == first && edges[all - 1] == behind) continue;
    edges[all++] = first;
    edges[all++] = behind;
  }
  put_in_order(edges, all, sizeof *edges, compare_places);
  for (size_t i = 0; i < all; i++)
    if (i == 0 || edges[i] != edges[i - 1]) edges[(*n)++] = edges[i];
  return edges;
}

static void activate(Boxes *boxes, int64_t first, size_t *next) {
  size_t kept = 0;
  for (size_t i = 0; i < boxes->active.n; i++)
    if (boxes->active.at[i].outer_last >= first) boxes->active.at[kept++] = boxes->active.at[i];
  boxes->active.n = kept;
  for (; *next < boxes->given.n && boxes->given.at[*next].outer_first <= first; ++*next)
    VEC_PUSH(boxes->arena, &boxes->active, boxes->given.at[*next]);
}

/* Whether the newest stretch goes on in this one, with the same inner stretches. */
static bool continues(const Boxes *boxes, size_t before, size_t at) {
  const LaunchBox *old = boxes->made.at + before, *new = boxes->made.at + at;
  if (before == at || boxes->made.n - at != at - before) return false;
  for (size_t i = 0; i < at - before; i++)
    if (old[i].inner_first != new[i].inner_first || old[i].inner_last != new[i].inner_last) return false;
  return adjoin(boxes->outer, old->outer_last, new->outer_first);
}

/* A stretch of the outer dimension that lies whole within each box that is active. */
static void make_slab(Boxes *boxes, int64_t first, int64_t last) {
  size_t at = boxes->made.n, before = boxes->last_slab;
  if (!boxes->active.n || !partition_from(boxes->outer, first, &first) || !partition_until(boxes->outer, last, &last) ||
      first > last)
    return;
  put_in_order(boxes->active.at, boxes->active.n, sizeof(LaunchBox), compare_inner);
  for (size_t i = 0; i < boxes->active.n; i++) {
    LaunchBox box = {first, last, boxes->active.at[i].inner_first, boxes->active.at[i].inner_last};
    LaunchBox *newest = boxes->made.n > at ? &boxes->made.at[boxes->made.n - 1] : NULL;
    if (!newest || !adjoin(boxes->inner, newest->inner_last, box.inner_first))
      VEC_PUSH(boxes->arena, &boxes->made, box);
    else if (box.inner_last > newest->inner_last) newest->inner_last = box.inner_last;
  }
  boxes->last_slab = at;
  if (!continues(boxes, before, at)) return;
  for (size_t i = before; i < at; i++) boxes->made.at[i].outer_last = last;
  boxes->made.n = at;
  boxes->last_slab = before;
}

static void make_boxes(Boxes *boxes) {
  size_t n, next = 0;
  put_in_order(boxes->given.at, boxes->given.n, sizeof(LaunchBox), compare_outer);
  int64_t *edges = edges_of(boxes, &n);
  for (size_t i = 0; i + 1 < n; i++) {
    activate(boxes, edges[i], &next);
    make_slab(boxes, edges[i], edges[i + 1] - 1);
  }
}

static LaunchBox box_of(KeySpan span, int outer) {
  int inner = 1 - outer;
  return (LaunchBox){span.first.at[outer], span.last.at[outer], span.first.at[inner], span.last.at[inner]};
}

static Boxes boxes_of(Arena *arena, const PartitionsDef *def, const KeySet *set, int outer, bool of_ranges) {
  Boxes boxes = {.arena = arena,
                 .outer = partitions_dimension(def, (size_t)outer),
                 .inner = partitions_dimension(def, (size_t)(1 - outer))};
  for (size_t i = 0; i < set->spans.n; i++) VEC_PUSH(arena, &boxes.given, box_of(set->spans.at[i], outer));
  for (size_t i = 0; of_ranges && i < set->off_schedule.n; i++) {
    PartitionId id = set->off_schedule.at[i].id;
    VEC_PUSH(arena, &boxes.given, box_of((KeySpan){id, id}, outer));
  }
  make_boxes(&boxes);
  return boxes;
}

/* ---- which dimension a range holds constant ---- */

static int64_t count_in(const PartitionsDef *dimension, int64_t first, int64_t last) {
  return partition_count(dimension, (PartitionId){{first}}, (PartitionId){{last}});
}

/* How many keys of a dimension occur. */
static int64_t count_keys(Arena *arena, const PartitionsDef *def, const KeySet *set, int dimension) {
  int64_t count = 0;
  Boxes boxes = boxes_of(arena, def, set, dimension, true);
  for (size_t i = 0; i < boxes.made.n; i++) {
    const LaunchBox *box = &boxes.made.at[i];
    if (i == 0 || box->outer_first != box[-1].outer_first)
      count += count_in(boxes.outer, box->outer_first, box->outer_last);
  }
  return count;
}

/* DefaultPartitionsSubset.get_partition_key_ranges. */
static int constant_dimension(Arena *arena, const PartitionsDef *def, const KeySet *set) {
  if (def->kind != PARTITIONS_MULTI) return 1;
  int time = partitions_time_dimension(def), primary = time < 0 ? 0 : time;
  bool by_primary = count_keys(arena, def, set, primary) <= count_keys(arena, def, set, 1 - primary);
  return by_primary ? primary : 1 - primary;
}

/* ---- launches ---- */

static int compare_off_schedule(const void *a, const void *b) {
  const OffScheduleKey *first = a, *second = b;
  for (size_t i = 0; i < PARTITIONS_DIMENSIONS; i++)
    if (first->id.at[i] != second->id.at[i]) return first->id.at[i] < second->id.at[i] ? -1 : 1;
  return str_cmp(first->key, second->key);
}

static void add_off_schedule(Arena *arena, LaunchIter *iter, const KeySet *set) {
  for (size_t i = 0; i < set->off_schedule.n; i++) VEC_PUSH(arena, &iter->off_schedule, set->off_schedule.at[i]);
  if (!iter->off_schedule.n) return;
  qsort(iter->off_schedule.at, iter->off_schedule.n, sizeof(OffScheduleKey), compare_off_schedule);
  size_t kept = 1;
  for (size_t i = 1; i < iter->off_schedule.n; i++)
    if (compare_off_schedule(&iter->off_schedule.at[i], &iter->off_schedule.at[kept - 1]))
      iter->off_schedule.at[kept++] = iter->off_schedule.at[i];
  iter->off_schedule.n = kept;
}

static void begin(Arena *arena, LaunchIter *iter, const KeySet *set, int outer, bool of_ranges) {
  Boxes boxes = boxes_of(arena, iter->def, set, outer, of_ranges);
  iter->outer = outer;
  iter->boxes.at = boxes.made.at;
  iter->boxes.n = boxes.made.n;
  iter->row = partition_steps(boxes.outer, 0, -1);
  iter->column = partition_steps(boxes.inner, 0, -1);
}

LaunchIter launches_of(Arena *arena, const PartitionsDef *def, const KeySet *set, BackfillPolicy policy, bool as_key) {
  LaunchIter iter = {.def = def, .policy = policy};
  if (!def) return iter;
  bool of_ranges = policy.kind != BACKFILL_NONE && !as_key;
  iter.mode = of_ranges ? LAUNCH_RANGE : LAUNCH_KEY;
  begin(arena, &iter, set, of_ranges ? constant_dimension(arena, def, set) : def->kind != PARTITIONS_MULTI, of_ranges);
  if (!of_ranges) add_off_schedule(arena, &iter, set);
  return iter;
}

LaunchIter launches_by_time(Arena *arena, const PartitionsDef *def, const KeySet *set) {
  LaunchIter iter = {.def = def, .mode = LAUNCH_KEY};
  begin(arena, &iter, set, def->kind == PARTITIONS_MULTI ? partitions_time_dimension(def) : 1, true);
  return iter;
}

/* ---- one by one ---- */

static const PartitionsDef *inner_of(const LaunchIter *iter) {
  return partitions_dimension(iter->def, (size_t)(1 - iter->outer));
}

static bool in_same_slab(const LaunchIter *iter) {
  return iter->box < iter->boxes.n && iter->boxes.at[iter->box].outer_first == iter->boxes.at[iter->slab].outer_first;
}

static bool begin_slab(LaunchIter *iter) {
  if (iter->box >= iter->boxes.n) return false;
  const LaunchBox *box = &iter->boxes.at[iter->box];
  iter->slab = iter->box;
  iter->row = partition_steps(partitions_dimension(iter->def, (size_t)iter->outer), box->outer_first, box->outer_last);
  return partition_step(&iter->row);
}

static bool next_row(LaunchIter *iter) {
  if (!partition_step(&iter->row)) return false;
  iter->box = iter->slab;
  return true;
}

/* The next stretch of the inner dimension: of this row, of the next row of the slab, of the next slab. */
static bool begin_column(LaunchIter *iter) {
  bool in_row = iter->box > 0 && (in_same_slab(iter) || next_row(iter));
  if (!in_row && !begin_slab(iter)) return false;
  const LaunchBox *box = &iter->boxes.at[iter->box++];
  iter->column = partition_steps(inner_of(iter), box->inner_first, box->inner_last);
  return true;
}

static bool enter_column(LaunchIter *iter) {
  do
    if (!begin_column(iter)) return false;
  while (!partition_step(&iter->column));
  return true;
}

static inline bool next_column(LaunchIter *iter) { return partition_step(&iter->column) || enter_column(iter); }

/* Number by number: reading both at once, just written one by one, would wait for them. */
static void set_id(const LaunchIter *iter, PartitionId *id) {
  id->at[iter->outer] = iter->row.at;
  id->at[1 - iter->outer] = iter->column.at;
}

/* Field by field: clearing all of it first costs more than the rest. The window is that of one partition. */
static void set_launch(const LaunchIter *iter, Launch *launch) {
  bool row_has = partitions_have_windows(iter->row.def), column_has = partitions_have_windows(iter->column.def);
  launch->mode = iter->mode;
  launch->def = iter->def;
  set_id(iter, &launch->first);
  set_id(iter, &launch->last);
  launch->off_schedule = (Str){0};
  launch->has_window = row_has != column_has;
  if (launch->has_window) launch->window = row_has ? iter->row.window : iter->column.window;
}

static bool next_off_schedule_key(LaunchIter *iter, Launch *launch) {
  if (iter->next_off_schedule >= iter->off_schedule.n) return false;
  const OffScheduleKey *key = &iter->off_schedule.at[iter->next_off_schedule++];
  *launch = (Launch){.mode = LAUNCH_KEY, .def = iter->def, .first = key->id, .last = key->id, .off_schedule = key->key};
  launch->has_window = partition_window(iter->def, key->id, &launch->window);
  return true;
}

static bool next_key(LaunchIter *iter, Launch *launch) {
  if (!next_column(iter)) return next_off_schedule_key(iter, launch);
  set_launch(iter, launch);
  return true;
}

/* ---- ranges ---- */

/* The day on which the unit begins that follows the one of `day`. */
static int64_t next_unit(CalendarUnit unit, const Civil *time) {
  int64_t day = civil_days(time->year, time->month, time->day);
  switch (unit) {
    case CALENDAR_DAY: return day + 1;
    case CALENDAR_WEEK: return day + 7 - civil_weekday(day);
    case CALENDAR_MONTH: return day + civil_month_days(time->year, time->month) - time->day + 1;
    case CALENDAR_YEAR: break;
  }
  return day + (civil_is_leap(time->year) ? 366 : 365) - civil_year_day(time->year, time->month, time->day) + 1;
}

/* The last partition of the column that begins in the same unit as the one at hand. */
static int64_t last_of_unit(const LaunchIter *iter) {
  const PartitionSteps *column = &iter->column;
  if (!partitions_have_windows(column->def)) return column->last;
  Civil next = {.tz = column->def->tz};
  int64_t last;
  civil_from_days(next_unit(iter->policy.unit, &column->window.start), &next);
  if (!partition_until(column->def, civil_instant(&next) - 1, &last) || last < column->at) return column->at;
  return last < column->last ? last : column->last;
}

/* Goes on to the last partition of a chunk that begins at the one at hand. */
static void walk_chunk(LaunchIter *iter, int64_t most) {
  PartitionSteps ahead = iter->column;
  while (--most > 0 && partition_step(&ahead)) iter->column = ahead;
}

static void jump_to(LaunchIter *iter, int64_t last) {
  if (last == iter->column.at) return;
  iter->column = partition_steps(iter->column.def, last, iter->column.last);
  partition_step(&iter->column);
}

static bool next_range(LaunchIter *iter, Launch *launch) {
  if (!next_column(iter)) return false;
  set_launch(iter, launch);
  if (iter->policy.kind == BACKFILL_MULTI_RUN) walk_chunk(iter, iter->policy.max_partitions_per_run);
  else jump_to(iter, iter->policy.kind == BACKFILL_CALENDAR ? last_of_unit(iter) : iter->column.last);
  set_id(iter, &launch->last);
  if (partitions_have_windows(iter->column.def)) launch->window.end = iter->column.window.end;
  return true;
}

bool launch_next(LaunchIter *iter, Launch *launch) {
  if (iter->def) return iter->mode == LAUNCH_KEY ? next_key(iter, launch) : next_range(iter, launch);
  if (iter->done) return false;
  *launch = (Launch){.mode = LAUNCH_UNPARTITIONED};
  return iter->done = true;
}

const Window *launch_next_window(LaunchIter *iter) { return next_column(iter) ? &iter->column.window : NULL; }

/* ---- how many ---- */

static int64_t count_units(LaunchIter iter, const LaunchBox *box) {
  int64_t count = 0;
  iter.column = partition_steps(inner_of(&iter), box->inner_first, box->inner_last);
  for (; partition_step(&iter.column); count++) jump_to(&iter, last_of_unit(&iter));
  return count;
}

/* The launches of one row of a box. */
static int64_t count_launches(const LaunchIter *iter, const LaunchBox *box) {
  bool is_range = iter->mode == LAUNCH_RANGE;
  if (is_range && iter->policy.kind == BACKFILL_SINGLE_RUN) return 1;
  if (is_range && iter->policy.kind == BACKFILL_CALENDAR) return count_units(*iter, box);
  int64_t count = count_in(inner_of(iter), box->inner_first, box->inner_last);
  int64_t most = is_range ? iter->policy.max_partitions_per_run : 1;
  return most > 1 ? (count - 1) / most + 1 : count;
}

int64_t launch_count(LaunchIter iter) {
  int64_t count = (int64_t)iter.off_schedule.n;
  if (!iter.def) return 1;
  for (size_t i = 0; i < iter.boxes.n; i++) {
    const LaunchBox *box = &iter.boxes.at[i];
    int64_t rows = count_in(partitions_dimension(iter.def, (size_t)iter.outer), box->outer_first, box->outer_last);
    count += rows * count_launches(&iter, box);
  }
  return count;
}

/* ---- names ---- */

static Str key_of(const Launch *launch, PartitionId id, Arena *arena) {
  if (launch->off_schedule.p) return launch->off_schedule;
  Buf key = buf_new(arena, LIMIT_STRING_BYTES);
  bool has_start = partitions_have_windows(launch->def) && id.at[0] == launch->first.at[0];
  if (has_start) partition_write_key_at(launch->def, &launch->window.start, &key);
  else partition_write_key(launch->def, id, &key);
  return buf_str(&key);
}

Str launch_first_key(Arena *arena, const Launch *launch) { return key_of(launch, launch->first, arena); }

Str launch_last_key(Arena *arena, const Launch *launch) { return key_of(launch, launch->last, arena); }

LaunchIter launch_partitions(Arena *arena, const Launch *launch) {
  KeySet set = {0};
  if (launch->mode == LAUNCH_RANGE) key_set_add(arena, &set, launch->first, launch->last);
  if (launch->mode == LAUNCH_KEY && launch->off_schedule.n)
    key_set_add_off_schedule(arena, &set, launch->first, launch->off_schedule);
  else if (launch->mode == LAUNCH_KEY)
    key_set_add(arena, &set, launch->first, launch->first);
  return launches_of(arena, launch->def, &set, (BackfillPolicy){0}, true);
}

Str launch_name(Arena *arena, const Launch *launch) {
  if (launch->mode == LAUNCH_UNPARTITIONED) return STR("");
  if (partitions_are_dynamic(launch->def)) return STR("every key");
  Str first = launch_first_key(arena, launch);
  if (launch->mode == LAUNCH_KEY) return first;
  return str_printf(arena, "%.*s...%.*s", STR_FMT(first), STR_FMT(launch_last_key(arena, launch)));
}
