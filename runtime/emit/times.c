#include "runtime/emit/times.h"

/* Weekdays come back on the same days of the year after 28 years; more ticks than this are too dense to need it. */
enum { YEARS = 28, TICKS_MOST = 300000, HOUR = 3600 };

static const uint32_t ALL_DAYS = 0xFFFFFFFEu;
static const uint16_t ALL_MONTHS = 0x1FFE;
static const uint8_t ALL_WEEKDAYS = 0x7F;

/* ---- walking ---- */

static void add_wall(EmitTimes *times, int64_t wall) {
  Civil civil;
  if (!civil_at_instant(wall, 0, &TZ_UTC_ZONE, &civil)) return;
  times->minutes |= UINT64_C(1) << civil.minute;
  times->hours |= 1u << civil.hour;
  times->days |= 1u << civil.day;
  times->months |= (uint16_t)(1u << civil.month);
  int64_t day = wall / SECONDS_PER_DAY - (wall % SECONDS_PER_DAY < 0); /* 1970-01-01 was a Thursday */
  times->weekdays |= (uint8_t)(1u << ((day % 7 + 11) % 7));
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
  if (!by_day || by_weekday) times->days = ALL_DAYS;
  if (!by_weekday || by_day) times->weekdays = ALL_WEEKDAYS;
  if ((cron->months & ALL_MONTHS) == ALL_MONTHS) times->months = ALL_MONTHS;
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

/* ---- writing ---- */

/* "1,3-5" of the set bits from `first` to `last`; "*" where all are set and a star will do. */
static void put_set(Buf *buf, uint64_t bits, int first, int last, const char *to, int width, bool star) {
  uint64_t all = ((UINT64_C(1) << (last + 1)) - 1) & ~((UINT64_C(1) << first) - 1);
  const char *comma = "";
  if ((bits & all) == all && star) {
    buf_char(buf, '*');
    return;
  }
  for (int i = first, end; i <= last; i = end + 1) {
    end = i;
    if (!(bits >> i & 1)) continue;
    while (end < last && bits >> (end + 1) & 1) end++;
    if (end == i + 1) end = i;
    buf_printf(buf, "%s%0*d", comma, width, i);
    if (end > i) buf_printf(buf, "%s%0*d", to, width, end);
    comma = ",";
  }
}

void emit_times_cron(Buf *buf, const EmitTimes *times) {
  put_set(buf, times->minutes, 0, 59, "-", 1, true);
  buf_char(buf, ' ');
  put_set(buf, times->hours, 0, 23, "-", 1, true);
  buf_char(buf, ' ');
  put_set(buf, times->days, 1, 31, "-", 1, true);
  buf_char(buf, ' ');
  put_set(buf, times->months, 1, 12, "-", 1, true);
  buf_char(buf, ' ');
  put_set(buf, times->weekdays, 0, 6, "-", 1, true);
}

static void put_weekdays(Buf *buf, uint8_t weekdays) {
  static const char *const NAMES[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const char *comma = "";
  if (weekdays == ALL_WEEKDAYS) return;
  for (int i = 0; i < 7; i++) {
    if (!(weekdays >> i & 1)) continue;
    buf_printf(buf, "%s%s", comma, NAMES[i]);
    comma = ",";
  }
  buf_char(buf, ' ');
}

void emit_times_calendar(Buf *buf, const EmitTimes *times) {
  put_weekdays(buf, times->weekdays);
  buf_puts(buf, "*-");
  put_set(buf, times->months, 1, 12, "..", 2, true);
  buf_char(buf, '-');
  put_set(buf, times->days, 1, 31, "..", 2, true);
  buf_char(buf, ' ');
  put_set(buf, times->hours, 0, 23, "..", 2, true);
  buf_char(buf, ':');
  put_set(buf, times->minutes, 0, 59, "..", 2, true);
  buf_puts(buf, ":00");
}
