#include "runtime/time/partition.h"

#include "runtime/core/limits.h"

/* Instants are clamped to this before any arithmetic: it is beyond the years 1..9999. */
static const int64_t FARTHEST_INSTANT = INT64_C(400000000000);

static int64_t clamp(int64_t instant) {
  return instant > FARTHEST_INSTANT ? FARTHEST_INSTANT : instant < -FARTHEST_INSTANT ? -FARTHEST_INSTANT : instant;
}

/* ---- dimensions ---- */

/* The second dimension of a definition that has but one. */
static const PartitionsDef NOTHING = {.kind = PARTITIONS_STATIC, .key_count = 1};

const PartitionsDef *partitions_dimension(const PartitionsDef *def, size_t dimension) {
  if (def->kind == PARTITIONS_MULTI) return def->dimensions[dimension].def;
  return dimension == 0 ? def : &NOTHING;
}

int partitions_time_dimension(const PartitionsDef *def) {
  bool first = partitions_have_windows(partitions_dimension(def, 0));
  bool second = partitions_have_windows(partitions_dimension(def, 1));
  return first == second ? -1 : second;
}

/* ---- ticks ---- */

/* The first tick at or after an instant. */
static bool tick_from(const PartitionsDef *def, int64_t instant, int64_t *tick) {
  CronTicks ticks = cron_from(&def->schedule, def->tz, clamp(instant));
  if (!cron_next(&ticks)) return false;
  *tick = ticks.tick;
  return true;
}

static bool tick_until(const PartitionsDef *def, int64_t instant, bool inclusive, int64_t *tick) {
  return cron_floor(&def->schedule, def->tz, clamp(instant), inclusive, tick);
}

static bool has_exclusions(const PartitionsDef *def) { return def->excluded_time_count || def->excluded_cron_count; }

static int64_t excluded_instant_from(const PartitionsDef *def, int64_t instant) {
  size_t low = 0, high = def->excluded_time_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (def->excluded_instants[middle] < instant) low = middle + 1;
    else high = middle;
  }
  return low < def->excluded_time_count ? def->excluded_instants[low] : INT64_MAX;
}

/* The first excluded time at or after an instant, be it a tick of the schedule or not; INT64_MAX: there is none. */
static int64_t excluded_from(const PartitionsDef *def, int64_t instant) {
  int64_t first = excluded_instant_from(def, instant);
  for (size_t i = 0; i < def->excluded_cron_count; i++) {
    CronTicks ticks = cron_from(&def->excluded_schedules[i], def->tz, clamp(instant));
    if (cron_next(&ticks) && ticks.tick < first) first = ticks.tick;
  }
  return first;
}

static bool is_excluded(const PartitionsDef *def, int64_t tick) {
  return has_exclusions(def) && excluded_from(def, tick) == tick;
}

/* ---- steps ---- */

static void begin_windows(PartitionSteps *steps, int64_t first) {
  const PartitionsDef *def = steps->def;
  steps->ticks = cron_from(&def->schedule, def->tz, clamp(first));
  steps->excluded = INT64_MAX;
  if (!cron_next(&steps->ticks)) {
    steps->ticks.tick = INT64_MAX;
    return;
  }
  cron_civil(&steps->ticks, &steps->window.end);
  if (has_exclusions(def)) steps->excluded = excluded_from(def, steps->ticks.tick);
}

PartitionSteps partition_steps(const PartitionsDef *dimension, int64_t first, int64_t last) {
  PartitionSteps steps = {.def = dimension, .last = last};
  if (partitions_have_windows(dimension)) {
    begin_windows(&steps, first < dimension->first ? dimension->first : first);
    return steps;
  }
  steps.at = first < 0 ? -1 : first - 1;
  if (last >= (int64_t)dimension->key_count) steps.last = (int64_t)dimension->key_count - 1;
  return steps;
}

static bool is_left_out(PartitionSteps *steps) {
  if (steps->at > steps->excluded) steps->excluded = excluded_from(steps->def, steps->at);
  return steps->at == steps->excluded;
}

/* The end of one window is the start of the next. */
static bool step_window(PartitionSteps *steps) {
  size_t left_out = 0;
  do {
    steps->at = steps->ticks.tick;
    if (steps->at > steps->last || left_out++ > LIMIT_LEFT_OUT) return false;
    steps->window.start = steps->window.end;
    if (!cron_next(&steps->ticks)) {
      steps->ticks.tick = INT64_MAX;
      return false;
    }
    cron_civil(&steps->ticks, &steps->window.end);
  } while (steps->at >= steps->excluded && is_left_out(steps));
  return true;
}

bool partition_step(PartitionSteps *steps) {
  if (partitions_have_windows(steps->def)) return step_window(steps);
  if (steps->at >= steps->last) return false;
  steps->at++;
  return true;
}

/* ---- places ---- */

static bool listed_from(const PartitionsDef *def, int64_t place, int64_t *at) {
  *at = place < 0 ? 0 : place;
  return *at < (int64_t)def->key_count;
}

static bool listed_until(const PartitionsDef *def, int64_t place, int64_t *at) {
  *at = place < (int64_t)def->key_count ? place : (int64_t)def->key_count - 1;
  return *at >= 0;
}

bool partition_from(const PartitionsDef *dimension, int64_t place, int64_t *at) {
  if (!partitions_have_windows(dimension)) return listed_from(dimension, place, at);
  PartitionSteps steps = partition_steps(dimension, place, INT64_MAX);
  bool found = step_window(&steps);
  *at = steps.at;
  return found;
}

bool partition_until(const PartitionsDef *dimension, int64_t place, int64_t *at) {
  if (!partitions_have_windows(dimension)) return listed_until(dimension, place, at);
  if (!tick_until(dimension, place, true, at)) return false;
  while (*at >= dimension->first) {
    if (!is_excluded(dimension, *at)) return true;
    if (!tick_until(dimension, *at, false, at)) return false;
  }
  return false;
}

/* ---- which exist ---- */

/* The n-th window that ends at or before an instant, counted from the last one, 1, as it is told `now`. */
static bool window_before(const PartitionsDef *def, int64_t instant, int64_t now, int64_t n, int64_t *start) {
  int64_t end;
  size_t left_out = 0;
  if (!tick_until(def, cron_back_from(&def->schedule, def->tz, clamp(instant), now), true, &end)) return false;
  while (n > 0 && left_out <= LIMIT_LEFT_OUT) {
    if (!tick_until(def, end, false, start)) return false;
    if (is_excluded(def, *start)) left_out++;
    else n--;
    end = *start;
  }
  return n == 0;
}

/* The n-th window that begins at or after an instant, counted from 0; it may begin before the definition does. */
static bool window_after(const PartitionsDef *def, int64_t instant, int64_t n, int64_t *start) {
  PartitionSteps steps = {.def = def, .last = FARTHEST_INSTANT};
  begin_windows(&steps, instant);
  do
    if (!step_window(&steps)) return false;
  while (n-- > 0);
  *start = steps.at;
  return true;
}

bool partition_window_from(const PartitionsDef *def, int64_t instant, int64_t *start) {
  return window_after(def, instant, 0, start);
}

static int64_t end_of(const PartitionsDef *def, int64_t start) {
  int64_t end = INT64_MAX;
  tick_from(def, start + 1, &end);
  return end;
}

static bool ends_before_it_starts(const PartitionsDef *def) {
  if (!def->has_end) return false;
  int64_t start = civil_instant(&def->start), end = civil_instant(&def->end);
  return end < start || (end == start && def->end.micro <= def->start.micro);
}

/* TimeWindowPartitionsDefinition._get_first_partition_window: whether there is one at all. A positive end_offset counts
 * from the tick at or after now, where the last window (below) counts from the one at or before it. */
static bool has_first(const PartitionsDef *def, int64_t now) {
  int64_t offset = def->end_offset, start = 0;
  if (def->first == INT64_MAX || ends_before_it_starts(def)) return false;
  int64_t end = end_of(def, def->first);
  if (offset == 0) return end <= now;
  if (offset > 0) return end != INT64_MAX && (!window_after(def, now, offset, &start) || end <= start);
  return window_before(def, now, now, -offset, &start) && end <= start;
}

/* The last window of the calendar stands for those that lie beyond it. */
static bool last_of_calendar(const PartitionsDef *def, int64_t *start) {
  return window_before(def, FARTHEST_INSTANT, FARTHEST_INSTANT, 1, start);
}

static bool last_by_offset(const PartitionsDef *def, int64_t now, int64_t *start) {
  int64_t closed;
  if (def->end_offset < 0) {
    if (!window_before(def, now, now, 1 - (int64_t)def->end_offset, start)) *start = def->first;
    return true;
  }
  if (!window_before(def, now, now, 1, &closed)) return false;
  return window_after(def, end_of(def, closed), def->end_offset - 1, start) || last_of_calendar(def, start);
}

/* TimeWindowPartitionsDefinition._get_last_partition_window. */
static bool last_window(const PartitionsDef *def, int64_t now, int64_t *start) {
  int64_t bound, end = def->has_end ? civil_instant(&def->end) : INT64_MAX;
  if (def->end_offset == 0) return window_before(def, end < now ? end : now, now, 1, start);
  if (!last_by_offset(def, now, start)) return false;
  if (def->has_end && window_before(def, end, now, 1, &bound) && bound <= *start) *start = bound;
  else if (*start < def->first) *start = def->first;
  return true;
}

/* An end within the first window leaves none: Dagster lists a key there, but takes it nowhere. */
static bool extent_of(const PartitionsDef *def, int64_t now, int64_t *first, int64_t *last) {
  if (partitions_have_windows(def)) {
    *first = def->first;
    return has_first(def, clamp(now)) && last_window(def, clamp(now), last) && *last >= *first;
  }
  *first = 0;
  *last = (int64_t)def->key_count - 1;
  return *last >= 0;
}

/* A multi key is cut at its bars, so a format with a bar makes keys that are none. */
static bool makes_multi_keys(const PartitionsDef *dimension) {
  return !partitions_have_windows(dimension) || str_find(dimension->fmt, STR("|"), 0) == SIZE_MAX;
}

bool partitions_extent(const PartitionsDef *def, int64_t now, PartitionId *first, PartitionId *last) {
  for (size_t i = 0; i < PARTITIONS_DIMENSIONS; i++) {
    const PartitionsDef *dimension = partitions_dimension(def, i);
    if (def->kind == PARTITIONS_MULTI && !makes_multi_keys(dimension)) return false;
    if (!extent_of(dimension, now, &first->at[i], &last->at[i])) return false;
  }
  return true;
}

static bool window_at(const PartitionsDef *def, int64_t instant, int64_t *start) {
  return tick_until(def, instant, true, start) && *start >= def->first && !is_excluded(def, *start);
}

bool partitions_at(const PartitionsDef *def, int64_t instant, PartitionId *first, PartitionId *last) {
  bool has_windows = false;
  for (size_t i = 0; i < PARTITIONS_DIMENSIONS; i++) {
    const PartitionsDef *dimension = partitions_dimension(def, i);
    if (!partitions_have_windows(dimension)) {
      if (!extent_of(dimension, instant, &first->at[i], &last->at[i])) return false;
      continue;
    }
    has_windows = true;
    if (!window_at(dimension, instant, &first->at[i])) return false;
    last->at[i] = first->at[i];
  }
  return has_windows;
}

/* ---- asking about them ---- */

/* From the excluded times, of which there are few, not from the windows. */
static int64_t count_left_out(const PartitionsDef *def, int64_t first, int64_t last) {
  int64_t count = 0, tick;
  if (!has_exclusions(def)) return 0;
  for (int64_t at = excluded_from(def, first); at <= last; at = excluded_from(def, at + 1))
    count += tick_from(def, at, &tick) && tick == at;
  return count;
}

static int64_t count_of(const PartitionsDef *def, int64_t first, int64_t last) {
  if (first > last) return 0;
  if (!partitions_have_windows(def)) return last - first + 1;
  return cron_count(&def->schedule, def->tz, first, last + 1) - count_left_out(def, first, last);
}

int64_t partition_count(const PartitionsDef *def, PartitionId first, PartitionId last) {
  int64_t outer = count_of(partitions_dimension(def, 0), first.at[0], last.at[0]);
  return outer * count_of(partitions_dimension(def, 1), first.at[1], last.at[1]);
}

/* By the schedule, not the zone: where the clock was set forward a window may begin at a time that it never showed. */
bool partition_window(const PartitionsDef *def, PartitionId id, Window *window) {
  int time = partitions_time_dimension(def);
  if (time < 0) return false;
  const PartitionsDef *dimension = partitions_dimension(def, (size_t)time);
  CronTicks ticks = cron_from(&dimension->schedule, dimension->tz, clamp(id.at[time]));
  if (!cron_next(&ticks)) return false;
  cron_civil(&ticks, &window->start);
  if (!cron_next(&ticks)) return false;
  cron_civil(&ticks, &window->end);
  return true;
}
