/* Keys of partitions: written and read as dagster/_time.py has it (dst_safe_strftime, dst_safe_strptime), and taken or
 * refused as has_partition_key does. */
#include "runtime/core/limits.h"
#include "runtime/time/partition.h"

/* ---- writing ---- */

/* The second of two times that look alike on the wall clock. */
static bool is_second_time(const Civil *time) {
  if (!time->fold) return false;
  int64_t wall = civil_wall(time);
  return tz_at_wall(time->tz, wall, 0).utc_offset > tz_at_wall(time->tz, wall, 1).utc_offset;
}

void partition_write_key_at(const PartitionsDef *def, const Civil *start, Buf *key) {
  strftime_write(key, def->fmt, start);
  if (def->schedule.every_hour && is_second_time(start) && str_find(def->fmt, STR("%z"), 0) == SIZE_MAX)
    strftime_write(key, STR("%z"), start);
}

bool partition_show_key(StrftimePicture *picture, const Civil *start, char *out) {
  return !start->fold && strftime_show(picture, start, out);
}

/* The time of the tick at or after an instant: what the schedule calls it, which where the clock was set forward need
 * not be what the zone does. */
static bool time_of_tick(const PartitionsDef *def, const Cron *schedule, int64_t instant, int64_t *tick, Civil *time) {
  CronTicks ticks = cron_from(schedule, def->tz, instant);
  if (!cron_next(&ticks)) return false;
  cron_civil(&ticks, time);
  *tick = ticks.tick;
  return true;
}

static void write_part(const PartitionsDef *dimension, int64_t at, Buf *key) {
  Civil start;
  if (!partitions_have_windows(dimension)) buf_put(key, dimension->keys[at]);
  else if (time_of_tick(dimension, &dimension->schedule, at, &at, &start))
    partition_write_key_at(dimension, &start, key);
}

void partition_write_key(const PartitionsDef *def, PartitionId id, Buf *key) {
  write_part(partitions_dimension(def, 0), id.at[0], key);
  if (def->kind != PARTITIONS_MULTI) return;
  buf_char(key, '|');
  write_part(partitions_dimension(def, 1), id.at[1], key);
}

/* ---- finding ---- */

/* Dagster takes the time that it parses from a key of these schedules for the start itself. */
static bool is_basic(const PartitionsDef *def) {
  if (def->excluded_time_count || def->excluded_cron_count) return false;
  return str_is(def->cron, "0 0 * * *") || str_is(def->cron, "0 * * * *");
}

static bool prints_as(const PartitionsDef *def, Arena *scratch, const Civil *start, Str key) {
  Buf printed = buf_new(scratch, LIMIT_STRING_BYTES);
  partition_write_key_at(def, start, &printed);
  return str_eq(buf_str(&printed), key);
}

/* is_window_start_excluded compares wall times: a window that begins at the first of two equal times is excluded by a
 * schedule whose tick is the second. The windows are enumerated without this. */
static bool is_excluded_on_the_wall(const PartitionsDef *def, int64_t at, const Civil *start) {
  Civil excluded;
  int64_t tick;
  for (size_t i = 0; i < def->excluded_cron_count; i++)
    if (time_of_tick(def, &def->excluded_schedules[i], at, &tick, &excluded) &&
        civil_wall(start) == civil_wall(&excluded))
      return true;
  return false;
}

/* Whether the key is that of a window that is left out, at or after the time that it reads as. */
static bool names_excluded(const PartitionsDef *def, Arena *scratch, Str key, int64_t from, int64_t start) {
  Civil time;
  int64_t tick;
  return time_of_tick(def, &def->schedule, from, &tick, &time) && tick < start && prints_as(def, scratch, &time, key);
}

static KeyStatus place_of(const PartitionsDef *def, int64_t now, int64_t instant, int64_t start) {
  PartitionId first = {{0}}, last = {{0}};
  Window window;
  if (instant < def->first && (is_basic(def) || start < def->first)) return KEY_BEFORE_START;
  if (partitions_extent(def, now, &first, &last) && start <= last.at[0]) return KEY_OK;
  bool is_behind = def->has_end && (!partition_window(def, (PartitionId){{start}}, &window) ||
                                    civil_instant(&window.end) > civil_instant(&def->end));
  return is_behind ? KEY_AFTER_END : KEY_NOT_CLOSED;
}

static KeyStatus find_time(const PartitionsDef *def, Arena *scratch, Str key, int64_t now, PartitionFound *found) {
  Civil at, begin;
  Str why;
  int64_t *start = &found->id.at[0];
  if (!partitions_read_time(scratch, key, def->fmt, def->tz, &at, &why)) return KEY_WRONG_FORMAT;
  int64_t instant = civil_instant(&at), from = instant + (at.micro > 0);
  bool exists = partition_window_from(def, from, start) && time_of_tick(def, &def->schedule, *start, start, &begin);
  if (!exists) return prints_as(def, scratch, &at, key) ? KEY_AFTER_END : KEY_WRONG_FORMAT;
  if (!prints_as(def, scratch, is_basic(def) ? &at : &begin, key)) {
    if (names_excluded(def, scratch, key, from, *start)) return KEY_EXCLUDED;
    return prints_as(def, scratch, &at, key) ? KEY_OFF_SCHEDULE : KEY_WRONG_FORMAT;
  }
  if (is_excluded_on_the_wall(def, *start, &begin)) return KEY_EXCLUDED;
  found->is_off_schedule = is_basic(def) && !prints_as(def, scratch, &begin, key);
  return place_of(def, now, instant, *start);
}

static KeyStatus find_listed(const PartitionsDef *def, Str key, int64_t *at) {
  for (size_t low = 0, high = def->key_count; low < high;) {
    size_t middle = low + (high - low) / 2, number = def->by_text[middle];
    int order = str_cmp(def->keys[number], key);
    if (order == 0) return *at = (int64_t)number, KEY_OK;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return KEY_NOT_LISTED;
}

static KeyStatus find_part(const PartitionsDef *dimension, Arena *scratch, Str key, int64_t now,
                           PartitionFound *found) {
  *found = (PartitionFound){.dimension = dimension, .key = key};
  if (partitions_have_windows(dimension)) return find_time(dimension, scratch, key, now, found);
  return find_listed(dimension, key, &found->id.at[0]);
}

static KeyStatus find_parts(const PartitionsDef *def, Arena *scratch, Str key, int64_t now, PartitionFound *found) {
  size_t bar = str_find(key, STR("|"), 0);
  PartitionFound second;
  *found = (PartitionFound){.dimension = def, .key = key};
  if (bar == SIZE_MAX || str_find(key, STR("|"), bar + 1) != SIZE_MAX) return KEY_WRONG_FORMAT;
  KeyStatus status = find_part(partitions_dimension(def, 0), scratch, str_sub(key, 0, bar), now, found);
  if (status != KEY_OK) return status;
  status = find_part(partitions_dimension(def, 1), scratch, str_sub(key, bar + 1, key.n), now, &second);
  if (status != KEY_OK) return *found = second, status;
  found->id.at[1] = second.id.at[0];
  found->is_off_schedule |= second.is_off_schedule;
  found->dimension = def;
  found->key = key;
  return KEY_OK;
}

KeyStatus partition_find(const PartitionsDef *def, Arena *scratch, Str key, int64_t now, PartitionFound *found) {
  if (def->kind == PARTITIONS_MULTI) return find_parts(def, scratch, key, now, found);
  return find_part(def, scratch, key, now, found);
}
