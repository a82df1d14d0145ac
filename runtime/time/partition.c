#include "runtime/time/partition.h"

#include "runtime/core/limits.h"
#include "runtime/time/strftime.h"

/* Numbers and instants are clamped to these before any arithmetic: they are beyond the years 1..9999 for every
 * schedule. */
static const int64_t FARTHEST_NUMBER = INT64_C(10000000000);
static const int64_t FARTHEST_INSTANT = INT64_C(400000000000);

static int64_t clamp(int64_t value, int64_t farthest) {
  return value > farthest ? farthest : value < -farthest ? -farthest : value;
}

static int64_t floor_divide(int64_t value, int64_t by) { return value / by - (value % by < 0); }

/* ---- schedules: ticks, numbered from the first one at or after `start` ---- */

typedef struct Schedule {
  const char *class_name;
  const char *fmt;
  /* The number of the last tick at or before an instant. */
  int64_t (*floor)(const PartitionsDef *def, int64_t instant);
  /* The time of the tick `number` and, unless NULL, of the next; at the edge of the calendar where they lie beyond. */
  void (*tick)(const PartitionsDef *def, int64_t number, Civil *time, Civil *next);
} Schedule;

/* Daily, in zones that keep one offset of zero: a tick is a day with the clock of the offsets. */
static int64_t daily_clock(const PartitionsDef *def) {
  return (int64_t)def->hour_offset * 3600 + (int64_t)def->minute_offset * 60;
}

static int64_t daily_first(const PartitionsDef *def) {
  const Civil *start = &def->start;
  int64_t clock = start->hour * 3600 + start->minute * 60 + start->second + (start->micro > 0);
  return civil_days(start->year, start->month, start->day) + (clock > daily_clock(def));
}

static int64_t daily_floor(const PartitionsDef *def, int64_t instant) {
  return floor_divide(instant - daily_clock(def), SECONDS_PER_DAY) - daily_first(def);
}

static void set_clock(const PartitionsDef *def, Civil *time) {
  time->hour = (uint8_t)def->hour_offset;
  time->minute = (uint8_t)def->minute_offset;
  time->second = time->fold = 0;
  time->micro = 0;
  time->tz = def->tz;
}

static void daily_tick(const PartitionsDef *def, int64_t number, Civil *time, Civil *next) {
  int64_t day = daily_first(def) + number;
  civil_from_days(day, time);
  set_clock(def, time);
  if (!next) return;
  set_clock(def, next);
  if (time->day == 1 || time->day >= 28) {
    civil_from_days(day + 1, next); /* may be another month, or the edge of the calendar */
  } else {
    next->year = time->year;
    next->month = time->month;
    next->day = (uint8_t)(time->day + 1);
  }
}

static const Schedule SCHEDULES[] = {
    [PARTITIONS_HOURLY] = {"HourlyPartitionsDefinition", "%Y-%m-%d-%H:%M", NULL, NULL},
    [PARTITIONS_DAILY] = {"DailyPartitionsDefinition", "%Y-%m-%d", daily_floor, daily_tick},
    [PARTITIONS_WEEKLY] = {"WeeklyPartitionsDefinition", "%Y-%m-%d", NULL, NULL},
    [PARTITIONS_MONTHLY] = {"MonthlyPartitionsDefinition", "%Y-%m-%d", NULL, NULL},
    [PARTITIONS_TIME_WINDOW] = {"TimeWindowPartitionsDefinition", "", NULL, NULL},
    [PARTITIONS_STATIC] = {"StaticPartitionsDefinition", "", NULL, NULL},
    [PARTITIONS_MULTI] = {"MultiPartitionsDefinition", "", NULL, NULL},
    [PARTITIONS_DYNAMIC] = {"DynamicPartitionsDefinition", "", NULL, NULL},
};

static const Schedule *schedule_of(const PartitionsDef *def) { return &SCHEDULES[def->kind]; }

bool partitions_have_windows(const PartitionsDef *def) { return def->kind <= PARTITIONS_TIME_WINDOW; }

/* ---- making one ---- */

Str partitions_default_fmt(PartitionsKind kind) { return str_of(SCHEDULES[kind].fmt); }

const char *partitions_class(PartitionsKind kind) { return SCHEDULES[kind].class_name; }

bool partitions_read_time(Arena *arena, Str text, Str fmt, const Tz *tz, Civil *civil, Str *why) {
  int32_t offset = 0;
  bool has_offset = false, zoned = str_find(fmt, STR("%z"), 0) != SIZE_MAX;
  if (!strptime_read(arena, text, fmt, civil, &offset, &has_offset, why)) {
    Str with_offset = zoned ? fmt : str_cat(arena, fmt, STR("%z"));
    if (!strptime_read(arena, text, with_offset, civil, &offset, &has_offset, why)) return false;
  }
  if (!has_offset) return civil->tz = tz, true;
  if (civil_at_instant(civil_wall(civil) - offset, civil->micro, tz, civil)) return true;
  return *why = STR("date value out of range"), false;
}

static Str cron_of(Arena *arena, const PartitionsSpec *spec) {
  return str_printf(arena, "%lld %lld * * *", (long long)spec->minute_offset, (long long)spec->hour_offset);
}

static bool offsets_fit(const PartitionsSpec *spec) {
  return spec->minute_offset >= 0 && spec->minute_offset < 60 && spec->hour_offset >= 0 && spec->hour_offset < 24;
}

static Civil in_zone(Civil civil, const Tz *tz) {
  civil.tz = tz;
  return civil;
}

/* More windows than the calendar has days. */
enum { LARGEST_END_OFFSET = 4000000 };

static bool spec_is_sound(Arena *arena, const PartitionsSpec *spec, Str *why) {
  if (!SCHEDULES[spec->kind].tick)
    *why = str_printf(arena, "%s is not supported yet", partitions_class(spec->kind));
  else if (!offsets_fit(spec))
    *why = str_printf(arena, "Found invalid cron schedule '%.*s' for a TimeWindowPartitionsDefinition.",
                      STR_FMT(cron_of(arena, spec)));
  else if (spec->end_offset != clamp(spec->end_offset, LARGEST_END_OFFSET))
    *why = str_printf(arena, "end_offset %lld is out of range", (long long)spec->end_offset);
  else
    return true;
  return false;
}

bool partitions_init(Arena *arena, const PartitionsSpec *spec, PartitionsDef *def, Str *why) {
  if (!spec_is_sound(arena, spec, why)) return false;
  const Tz *tz = spec->tz ? spec->tz : &TZ_UTC_ZONE;
  *def = (PartitionsDef){.kind = spec->kind,
                         .cron = cron_of(arena, spec),
                         .fmt = spec->fmt.n ? str_copy(arena, spec->fmt) : partitions_default_fmt(spec->kind),
                         .tz = tz,
                         .start = in_zone(spec->start, tz),
                         .has_end = spec->has_end,
                         .end_offset = (int32_t)spec->end_offset,
                         .minute_offset = (int32_t)spec->minute_offset,
                         .hour_offset = (int32_t)spec->hour_offset,
                         .day_offset = (int32_t)spec->day_offset};
  if (spec->has_end) def->end = in_zone(spec->end, tz);
  return true;
}

/* ---- numbers ---- */

static int64_t floor_number(const PartitionsDef *def, int64_t instant) {
  return schedule_of(def)->floor(def, clamp(instant, FARTHEST_INSTANT));
}

static bool is_tick(const PartitionsDef *def, int64_t number, int64_t instant) {
  Civil tick;
  schedule_of(def)->tick(def, number, &tick, NULL);
  return civil_instant(&tick) == instant;
}

/* The number of the last window that ends within the calendar. */
static int64_t last_of_calendar(const PartitionsDef *def) {
  const Civil end = {.year = CIVIL_MAX_YEAR, .month = 12, .day = 31, .hour = 23, .minute = 59, .second = 59,
                     .tz = def->tz};
  return floor_number(def, civil_instant(&end)) - 1;
}

/* The number of the last window that ends at or before end_date. */
static int64_t last_before_end(const PartitionsDef *def) {
  return def->has_end ? floor_number(def, civil_instant(&def->end)) - 1 : last_of_calendar(def);
}

static bool ends_before_it_starts(const PartitionsDef *def) {
  if (!def->has_end) return false;
  int64_t start = civil_instant(&def->start), end = civil_instant(&def->end);
  return end < start || (end == start && def->end.micro <= def->start.micro);
}

/* TimeWindowPartitionsDefinition._get_first_partition_window: whether there is one at all. A positive end_offset counts
 * from the tick at or after now, where the last window (below) counts from the one at or before it; hence the window
 * that is added where only the former is far enough. */
static bool has_first(const PartitionsDef *def, int64_t now) {
  if (ends_before_it_starts(def)) return false;
  int64_t floor = floor_number(def, now), offset = def->end_offset;
  bool on_tick = is_tick(def, floor, now);
  return floor + offset + (offset > 0 && !on_tick) >= 1;
}

/* TimeWindowPartitionsDefinition._get_last_partition_window: its number, -1 for none. */
static int64_t last_number(const PartitionsDef *def, int64_t now) {
  now = clamp(now, FARTHEST_INSTANT);
  if (!has_first(def, now)) return -1;
  int64_t last = floor_number(def, now) + def->end_offset - 1, bound = last_before_end(def);
  if (last < 0) last = 0;
  if (last > bound) last = bound;
  if (last > last_of_calendar(def)) last = last_of_calendar(def);
  return last < 0 ? -1 : last;
}

int64_t partition_count(const PartitionsDef *def, int64_t now) {
  if (def->kind == PARTITIONS_STATIC) return (int64_t)def->key_count;
  return schedule_of(def)->tick ? last_number(def, now) + 1 : 0;
}

void partition_window(const PartitionsDef *def, int64_t index, Window *window) {
  schedule_of(def)->tick(def, clamp(index, FARTHEST_NUMBER), &window->start, &window->end);
}

int64_t partition_at(const PartitionsDef *def, int64_t instant) {
  if (!schedule_of(def)->floor) return -1;
  int64_t number = floor_number(def, instant);
  return number < 0 ? -1 : number;
}

/* ---- keys ---- */

void partition_write_key(const PartitionsDef *def, int64_t index, Buf *key) {
  if (def->kind == PARTITIONS_STATIC) {
    buf_put(key, def->keys[index]);
    return;
  }
  Civil start;
  schedule_of(def)->tick(def, clamp(index, FARTHEST_NUMBER), &start, NULL);
  partition_write_key_at(def, &start, key);
}

void partition_write_key_at(const PartitionsDef *def, const Civil *start, Buf *key) {
  strftime_write(key, def->fmt, start);
}

/* Dagster takes the time that it parses from a key of these schedules for the start itself. */
static bool is_basic(const PartitionsDef *def) {
  return str_is(def->cron, "0 0 * * *") || str_is(def->cron, "0 * * * *");
}

static bool prints_as(const PartitionsDef *def, Arena *scratch, const Civil *start, Str key) {
  Buf printed = buf_new(scratch, LIMIT_STRING_BYTES);
  strftime_write(&printed, def->fmt, start);
  return str_eq(buf_str(&printed), key);
}

static KeyStatus find_listed(const PartitionsDef *def, Str key, int64_t *index) {
  for (size_t i = 0; i < def->key_count; i++)
    if (str_eq(def->keys[i], key)) return *index = (int64_t)i, KEY_OK;
  return KEY_NOT_LISTED;
}

/* `number` is that of the first window at or after the key's time, which is its start if `on_tick`. */
static KeyStatus place_in_schedule(const PartitionsDef *def, int64_t now, int64_t number, bool on_tick) {
  if (number < 0 || (number == 0 && is_basic(def) && !on_tick)) return KEY_BEFORE_START;
  if (number <= last_number(def, now)) return KEY_OK;
  return number > last_before_end(def) ? KEY_AFTER_END : KEY_NOT_CLOSED;
}

static KeyStatus find_time(const PartitionsDef *def, Arena *scratch, Str key, int64_t now, int64_t *index,
                           Window *window) {
  Civil at;
  Str why;
  if (!partitions_read_time(scratch, key, def->fmt, def->tz, &at, &why)) return KEY_WRONG_FORMAT;
  int64_t instant = civil_instant(&at), number = floor_number(def, instant);
  bool on_tick = at.micro == 0 && is_tick(def, number, instant);
  if (!on_tick) number++;
  partition_window(def, number, window);
  if (!prints_as(def, scratch, is_basic(def) ? &at : &window->start, key))
    return prints_as(def, scratch, &at, key) ? KEY_OFF_SCHEDULE : KEY_WRONG_FORMAT;
  *index = on_tick || !is_basic(def) ? number : -1;
  return place_in_schedule(def, now, number, on_tick);
}

KeyStatus partition_find(const PartitionsDef *def, Arena *scratch, Str key, int64_t now, int64_t *index,
                         Window *window) {
  *index = -1;
  if (def->kind == PARTITIONS_STATIC) return find_listed(def, key, index);
  return schedule_of(def)->tick ? find_time(def, scratch, key, now, index, window) : KEY_NOT_LISTED;
}
