#include "runtime/emit/times.h"

/* Weekdays come back on the same days of the year after 28 years; more ticks than this are too dense to need it. */
enum { YEARS = 28, TICKS_MOST = 300000, HOUR = 3600 };

#define BITS(first, last) ((UINT64_C(1) << ((last) + 1)) - (UINT64_C(1) << (first)))
static const uint64_t FULL[EMIT_FIELDS] = {BITS(0, 59), BITS(0, 23), BITS(1, 31), BITS(1, 12), BITS(0, 6)};

/* ---- walking ---- */

static void add(EmitTimes *times, EmitTimesField field, int value) { times->at[field] |= UINT64_C(1) << value; }

static void add_wall(EmitTimes *times, int64_t wall) {
  Civil civil;
  if (!civil_at_instant(wall, 0, &TZ_UTC_ZONE, &civil)) return;
  add(times, EMIT_MINUTES, civil.minute);
  add(times, EMIT_HOURS, civil.hour);
  add(times, EMIT_DAYS, civil.day);
  add(times, EMIT_MONTHS, civil.month);
  add(times, EMIT_WEEKDAYS, (civil_weekday(civil_days(civil.year, civil.month, civil.day)) + 1) % 7);
}

static void add_instant(EmitTimes *times, int64_t instant, const Tz *zone) {
  int64_t wall = instant + tz_at_instant(zone, instant).utc_offset;
  add_wall(times, wall);
  bool is_second = tz_at_wall(zone, wall, 0).utc_offset != wall - instant;
  if (is_second) add_wall(times, wall + HOUR);
}

/* Days can be told by the field that the schedule itself tells them by. */
static void widen(EmitTimes *times, const Cron *cron) {
  bool by_day = !cron->any_day || cron->last_day || cron->leap_day, by_weekday = !cron->any_weekday || cron->has_nth;
  if (!by_day || by_weekday) times->at[EMIT_DAYS] = FULL[EMIT_DAYS];
  if (!by_weekday || by_day) times->at[EMIT_WEEKDAYS] = FULL[EMIT_WEEKDAYS];
  if ((cron->months & FULL[EMIT_MONTHS]) == FULL[EMIT_MONTHS]) times->at[EMIT_MONTHS] = FULL[EMIT_MONTHS];
}

bool emit_times(const PartitionsDef *time, int64_t from, int64_t delay, const Tz *zone, EmitTimes *times) {
  *times = (EmitTimes){0};
  CronTicks ticks = cron_from(&time->schedule, time->tz, from);
  int64_t until = from + YEARS * INT64_C(366) * SECONDS_PER_DAY, count = 0;
  int32_t offset = tz_at_instant(zone, from).utc_offset;
  for (; count < TICKS_MOST && cron_next(&ticks) && ticks.tick <= until; count++) {
    add_instant(times, ticks.tick + delay, zone);
    times->zone_changes = times->zone_changes || tz_at_instant(zone, ticks.tick).utc_offset != offset;
  }
  widen(times, &time->schedule);
  return count > 0;
}

bool emit_times_hourly(const EmitTimes *times) { return times->at[EMIT_HOURS] == FULL[EMIT_HOURS]; }

/* ---- writing ---- */

/* "1,3-5", with `to` between the ends of a stretch, each of `width` digits; "*" of a full set. */
static void put_field(Buf *buf, const EmitTimes *times, EmitTimesField field, const char *to, int width) {
  uint64_t bits = times->at[field];
  const char *comma = "";
  if (bits == FULL[field]) buf_char(buf, '*');
  for (int i = 0, end; bits != FULL[field] && bits >> i; i = end + 1) {
    end = i;
    if (!(bits >> i & 1)) continue;
    while (bits >> (end + 1) & 1) end++;
    if (end == i + 1) end = i;
    buf_printf(buf, "%s%0*d", comma, width, i);
    if (end > i) buf_printf(buf, "%s%0*d", to, width, end);
    comma = ",";
  }
}

void emit_times_cron(Buf *buf, const EmitTimes *times) {
  for (int field = 0; field < EMIT_FIELDS; field++) {
    if (field) buf_char(buf, ' ');
    put_field(buf, times, field, "-", 1);
  }
}

static void put_weekdays(Buf *buf, const EmitTimes *times) {
  static const char *const NAMES[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  uint64_t weekdays = times->at[EMIT_WEEKDAYS];
  const char *comma = "";
  for (int i = 0; i < 7 && weekdays != FULL[EMIT_WEEKDAYS]; i++) {
    if (!(weekdays >> i & 1)) continue;
    buf_printf(buf, "%s%s", comma, NAMES[i]);
    comma = ",";
  }
  if (*comma) buf_char(buf, ' ');
}

void emit_times_calendar(Buf *buf, const EmitTimes *times) {
  static const struct { const char *before; EmitTimesField field; } PARTS[] = {
      {"*-", EMIT_MONTHS}, {"-", EMIT_DAYS}, {" ", EMIT_HOURS}, {":", EMIT_MINUTES}};
  put_weekdays(buf, times);
  for (size_t i = 0; i < COUNT(PARTS); i++) {
    buf_puts(buf, PARTS[i].before);
    put_field(buf, times, PARTS[i].field, "..", 2);
  }
  buf_puts(buf, ":00");
}
