#include "runtime/time/cron.h"

enum { HOUR_SECONDS = 3600, HOUR_MINUTES = 60, DAY_MINUTES = 1440, LAST_MONTH = 12 };

/* Wall times and instants are clamped to this, which is beyond the years 1..9999. */
static const int64_t FARTHEST = INT64_C(400000000000);
/* Farther than a change of the offset moves a tick: the date line is a day. */
static const int64_t FAR = 2 * SECONDS_PER_DAY;

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

static int64_t clamp(int64_t value) { return value > FARTHEST ? FARTHEST : value < -FARTHEST ? -FARTHEST : value; }

static int64_t day_of(int64_t wall) { return floor_quotient(wall, SECONDS_PER_DAY); }

/* ---- which days match ---- */

/* Bits 1..31: the days of a month of `count` days whose first is the weekday `first`. */
static uint32_t spread_weekdays(uint32_t weekdays, int first) {
  uint64_t weeks = weekdays * UINT64_C(0x0000040810204081); /* seven times over, a week each */
  return (uint32_t)(weeks >> first) << 1;
}

static uint32_t nth_of_month(uint8_t nth, int first, int count) {
  uint32_t days = 0;
  for (int number = 1, day = first; day <= count; number++, day += 7) {
    bool is_last = day + 7 > count;
    if (nth >> number & 1 || (is_last && nth & 1)) days |= UINT32_C(1) << day;
  }
  return days;
}

static uint32_t nth_weekdays(const Cron *cron, int first, int count) {
  uint32_t days = 0;
  for (int weekday = 0; weekday < 7; weekday++)
    days |= nth_of_month(cron->nth_weekdays[weekday], 1 + (weekday - first + 7) % 7, count);
  return days;
}

/* The days of a month that begins on the day `month_day`; croniter's rule where both day fields are set: either. */
static uint32_t matching_days(const Cron *cron, int month, int64_t month_day, int count) {
  if (!(cron->months >> month & 1)) return 0;
  uint32_t all = (uint32_t)((UINT64_C(2) << count) - 2);
  int first = (civil_weekday(month_day) + 1) % 7;
  uint32_t days = cron->any_day ? all : cron->days | (uint32_t)cron->last_day << count;
  uint32_t weekdays = cron->has_nth       ? nth_weekdays(cron, first, count)
                      : cron->any_weekday ? all
                                          : spread_weekdays(cron->weekdays, first);
  if (cron->any_day || cron->any_weekday) return all & days & weekdays;
  return all & (cron->has_nth ? weekdays : days | weekdays);
}

typedef struct Month {
  int year, month, count;
  int64_t first_day;
  uint32_t days; /* those that match */
} Month;

static void fill_month(const Cron *cron, Month *month) {
  month->count = civil_month_days(month->year, month->month);
  month->days = matching_days(cron, month->month, month->first_day, month->count);
}

static Month month_of(const Cron *cron, int64_t day) {
  Civil civil = {0};
  civil_from_days(day, &civil);
  Month month = {.year = civil.year, .month = civil.month, .first_day = civil_days(civil.year, civil.month, 1)};
  fill_month(cron, &month);
  return month;
}

/* False at the ends of the calendar. */
static bool next_month(const Cron *cron, Month *month) {
  month->first_day += month->count;
  month->year += month->month == LAST_MONTH;
  month->month = month->month % LAST_MONTH + 1;
  fill_month(cron, month);
  return month->year <= CIVIL_MAX_YEAR;
}

static bool previous_month(const Cron *cron, Month *month) {
  month->year -= month->month == 1;
  month->month = month->month == 1 ? LAST_MONTH : month->month - 1;
  if (month->year < CIVIL_MIN_YEAR) return false;
  month->first_day -= civil_month_days(month->year, month->month);
  fill_month(cron, month);
  return true;
}

/* ---- offsets ---- */

/* Whether ticks are the instants whose wall time matches, rather than wall times that are looked for in the zone. */
static bool goes_by_instants(const Cron *cron) {
  return cron->shape == CRON_HOURLY || (cron->shape == CRON_OTHER && cron->every_hour && !cron->leap_day);
}

static int32_t whole_minutes(int32_t offset) { return (int32_t)floor_quotient(offset, 60) * 60; }

static const int64_t TODAY = 1782864000; /* 2026-07-01 */

/* Whether the offset of the zone, as it stands now, has minutes (has_nonzero_minute_offset). */
static bool has_minutes(const Tz *tz, int64_t now) { return tz_at_instant(tz, now).utc_offset % HOUR_SECONDS != 0; }

/* Of the offsets that give the minutes of an hourly schedule, the nearest one to what the zone has. */
static int64_t hourly_offset(const Cron *cron, const Tz *tz, int32_t offset) {
  int32_t phase = cron->anchored ? cron->phase : has_minutes(tz, TODAY) ? whole_minutes(offset) : 0;
  return offset - floor_rest(offset - phase, HOUR_SECONDS);
}

void cron_anchor(Cron *cron, const Tz *tz, int64_t start) {
  if (cron->shape != CRON_HOURLY) return;
  int32_t offset = tz_at_instant(tz, start).utc_offset;
  bool is_one = !(cron->minutes & (cron->minutes - 1));
  int64_t of_hour = floor_rest(start + offset, HOUR_SECONDS);
  bool begins_on_tick = is_one && of_hour == (int64_t)__builtin_ctzll(cron->minutes) * 60;
  cron->phase = begins_on_tick ? offset : has_minutes(tz, TODAY) ? whole_minutes(offset) : 0;
  cron->anchored = is_one;
}

int64_t cron_back_from(const Cron *cron, const Tz *tz, int64_t instant, int64_t now) {
  if (!cron->anchored) return instant;
  int64_t minute = (int64_t)__builtin_ctzll(cron->minutes) * 60;
  int32_t offset = tz_at_instant(tz, instant).utc_offset;
  bool is_tick = floor_rest(instant + offset, HOUR_SECONDS) == minute;
  bool by_clock = has_minutes(tz, now) || has_minutes(tz, TODAY); /* Australia/Lord_Howe has them in winter alone */
  return is_tick || by_clock ? instant : instant - floor_rest(instant - minute, HOUR_SECONDS);
}

/* How far from a change, seen from a side with `offset`, ticks may be moved by it: by what the clock is moved, and from
 * a gap by the daylight saving. `beyond` is an instant on the other side. */
static int64_t margin(const Tz *tz, int64_t beyond, int32_t offset) {
  enum { MOST_DAYLIGHT_SAVING = 3 * HOUR_SECONDS };
  int32_t change = tz_at_instant(tz, beyond).utc_offset - offset;
  return (change < 0 ? -change : change) + MOST_DAYLIGHT_SAVING;
}

/* Takes over the span that holds an instant. */
static void enter_span(CronTicks *ticks, int64_t instant) {
  int32_t offset = tz_span(ticks->tz, instant, &ticks->from, &ticks->until).utc_offset;
  ticks->from = clamp(ticks->from);
  ticks->until = clamp(ticks->until);
  ticks->offset = ticks->cron->shape == CRON_HOURLY ? hourly_offset(ticks->cron, ticks->tz, offset) : offset;
  ticks->plain_from = ticks->from + offset + FAR;
  ticks->plain_until = ticks->offset == offset ? ticks->until + offset - FAR : INT64_MIN;
  ticks->is_exact = ticks->offset != offset;
}

/* Finds out how near the ends of the span ticks are plain. */
static void measure_span(CronTicks *ticks) {
  if (ticks->is_exact) return;
  int32_t offset = (int32_t)ticks->offset;
  ticks->plain_from = ticks->from + offset + margin(ticks->tz, ticks->from - 1, offset);
  ticks->plain_until = ticks->until + offset - margin(ticks->tz, ticks->until, offset);
  ticks->is_exact = true;
}

static bool proves_plain(CronTicks *ticks, int64_t wall) {
  if (!cron_is_plain(ticks, wall)) measure_span(ticks);
  return cron_is_plain(ticks, wall);
}

/* ---- the place ---- */

static void take_month(CronTicks *ticks, const Month *month) {
  ticks->year = month->year;
  ticks->month = month->month;
  ticks->month_wall = (month->first_day - 1) * SECONDS_PER_DAY;
  ticks->days = month->days;
}

static bool step_month(CronTicks *ticks) {
  Month month = {.year = ticks->year, .month = ticks->month, .first_day = day_of(ticks->month_wall) + 1};
  month.count = civil_month_days(month.year, month.month);
  do
    if (!next_month(ticks->cron, &month)) return false;
  while (!month.days);
  take_month(ticks, &month);
  return true;
}

static bool step_day(CronTicks *ticks) {
  if (!ticks->days && !step_month(ticks)) return false;
  ticks->day = __builtin_ctz(ticks->days);
  ticks->days &= ticks->days - 1;
  ticks->day_wall = ticks->month_wall + ticks->day * SECONDS_PER_DAY;
  ticks->hours = ticks->cron->hours;
  return true;
}

static bool step_hour(CronTicks *ticks) {
  if (!ticks->hours && !step_day(ticks)) return false;
  ticks->hour = __builtin_ctz(ticks->hours);
  ticks->hours &= ticks->hours - 1;
  ticks->hour_wall = ticks->day_wall + ticks->hour * HOUR_SECONDS;
  ticks->minutes = ticks->cron->minutes;
  return true;
}

/* The next time that matches. */
static inline bool step(CronTicks *ticks, int64_t *wall) {
  if (!ticks->minutes && !step_hour(ticks)) return false;
  ticks->minute = __builtin_ctzll(ticks->minutes);
  ticks->minutes &= ticks->minutes - 1;
  *wall = ticks->hour_wall + ticks->minute * 60;
  return true;
}

/* What is left of a set of bits from one on; none beyond the last bit. */
static uint64_t bits_from(uint64_t bits, int64_t bit) { return bit > 63 ? 0 : bits & ~UINT64_C(0) << bit; }

/* Goes to before the first time that matches, at or after one of the wall clock. */
static void seek(CronTicks *ticks, int64_t wall) {
  int64_t minute = -floor_quotient(-wall, 60), day = floor_quotient(minute, DAY_MINUTES);
  int64_t of_day = floor_rest(minute, DAY_MINUTES);
  Month month = month_of(ticks->cron, day);
  ticks->hours = 0;
  ticks->minutes = 0;
  take_month(ticks, &month);
  if (day < month.first_day) return; /* before the calendar */
  ticks->days = (uint32_t)bits_from(month.days, day - month.first_day + 1);
  if (!ticks->days || month.first_day + __builtin_ctz(ticks->days) - 1 != day) return;
  step_day(ticks);
  bool in_hour = ticks->hours >> of_day / HOUR_MINUTES & 1;
  ticks->hours = (uint32_t)bits_from(ticks->hours, of_day / HOUR_MINUTES);
  if (in_hour && step_hour(ticks)) ticks->minutes = bits_from(ticks->minutes, of_day % HOUR_MINUTES);
}

/* ---- near a change of the offset ---- */

/* Where Dagster looks for times that clocks skip or repeat: DAYLIGHT_SAVINGS_HOURS. */
static bool is_in_early_hours(int64_t wall) {
  int64_t hour = floor_rest(wall, SECONDS_PER_DAY) / HOUR_SECONDS;
  return hour >= 1 && hour <= 3;
}

/* apply_post_transition */
static int64_t behind_gap(const Tz *tz, int64_t wall) {
  int64_t hour_start = floor_quotient(wall, HOUR_SECONDS) * HOUR_SECONDS;
  return is_in_early_hours(wall) ? hour_start + tz_at_wall(tz, wall + HOUR_SECONDS, 0).dst : wall;
}

static int32_t offset_at(const CronTicks *ticks, int64_t wall, int fold) {
  return tz_at_wall(ticks->tz, wall, fold).utc_offset;
}

/* The time that stands for one that the schedule names, its fold, and the instant. False in a day that the zone leaves
 * out, which Dagster's own schedules step on as on any other. */
static bool find_tick(CronTicks *ticks, int64_t wall, int64_t *tick) {
  bool known = ticks->cron->shape != CRON_OTHER;
  int32_t before = offset_at(ticks, wall, 0), behind = offset_at(ticks, wall, 1);
  if (known && behind - before >= SECONDS_PER_DAY) return false;
  bool fold = behind < before && !ticks->cron->leap_day;
  if (behind > before && !ticks->cron->leap_day) wall = behind_gap(ticks->tz, wall);
  if (known) fold = is_in_early_hours(wall) && tz_wall(ticks->tz, wall) != TZ_WALL_ONCE;
  ticks->wall = wall;
  ticks->fold = fold;
  *tick = wall - offset_at(ticks, wall, fold);
  return true;
}

/* Ticks of instants: behind the end of a span the clock goes on as it stands there. */
static bool next_of_instants(CronTicks *ticks, int64_t wall) {
  while (wall - ticks->offset >= ticks->until) {
    enter_span(ticks, ticks->until);
    measure_span(ticks);
    seek(ticks, ticks->from + ticks->offset);
    if (!step(ticks, &wall)) return false;
  }
  ticks->tick = wall - ticks->offset;
  return true;
}

static bool next_of_walls(CronTicks *ticks, int64_t wall) {
  int64_t tick;
  do {
    if (proves_plain(ticks, wall)) return ticks->tick = wall - ticks->offset, true;
    if (!find_tick(ticks, wall, &tick)) continue;
    if (tick >= ticks->until) enter_span(ticks, tick);
    if (tick > ticks->tick) return ticks->tick = tick, true;
  } while (step(ticks, &wall));
  return false;
}

/* ---- ticks in order ---- */

static CronTicks ticks_at(const Cron *cron, const Tz *tz, int64_t instant) {
  CronTicks ticks = {.cron = cron, .tz = tz, .tick = instant - 1};
  enter_span(&ticks, instant);
  return ticks;
}

/* Near a change of the offset a time before that of the instant can be a later tick. */
static int64_t first_wall(CronTicks *ticks, int64_t instant) {
  int64_t wall = instant + ticks->offset, begin = ticks->from + ticks->offset;
  if (goes_by_instants(ticks->cron) || proves_plain(ticks, wall)) return wall;
  return wall < ticks->plain_from ? least(wall, begin - (ticks->plain_from - begin)) : ticks->plain_until;
}

CronTicks cron_from(const Cron *cron, const Tz *tz, int64_t instant) {
  CronTicks ticks = ticks_at(cron, tz, clamp(instant));
  seek(&ticks, first_wall(&ticks, clamp(instant)));
  return ticks;
}

/* Out of line, so that what nearly all ticks go through needs no room of its own. */
static __attribute__((noinline)) bool next_near_change(CronTicks *ticks, int64_t wall) {
  return goes_by_instants(ticks->cron) ? next_of_instants(ticks, wall) : next_of_walls(ticks, wall);
}

bool cron_next(CronTicks *ticks) {
  int64_t wall;
  if (!step(ticks, &wall)) return false;
  if (!cron_is_plain(ticks, wall)) return next_near_change(ticks, wall);
  ticks->tick = wall - ticks->offset;
  return true;
}

void cron_civil_near_change(const CronTicks *ticks, Civil *civil) {
  Civil like = {.tz = ticks->tz};
  *civil = like;
  if (goes_by_instants(ticks->cron)) {
    civil_at_instant(ticks->tick, 0, ticks->tz, civil);
  } else {
    civil_from_wall(ticks->wall, &like, civil);
    civil->fold = ticks->fold;
  }
}

/* ---- the last one ---- */

static int last_bit(uint64_t bits) { return 63 - __builtin_clzll(bits); }

static uint64_t bits_up_to(uint64_t bits, int64_t bit) { return bits & ~(~UINT64_C(1) << bit); }

/* The last time of a day at or before a minute of it; -1: none. */
static int64_t last_of_day(const Cron *cron, int64_t minute) {
  int64_t hour = minute / HOUR_MINUTES;
  uint64_t minutes = bits_up_to(cron->minutes, minute % HOUR_MINUTES);
  if (cron->hours >> hour & 1 && minutes) return hour * HOUR_MINUTES + last_bit(minutes);
  uint64_t hours = hour ? bits_up_to(cron->hours, hour - 1) : 0;
  return hours ? (int64_t)last_bit(hours) * HOUR_MINUTES + last_bit(cron->minutes) : -1;
}

/* The last day that matches, at or before a day. */
static bool last_day(const Cron *cron, int64_t day, int64_t *found) {
  Month month = month_of(cron, day);
  if (day < month.first_day) return false;
  uint64_t days = bits_up_to(month.days, least(day - month.first_day + 1, month.count));
  while (!days) {
    if (!previous_month(cron, &month)) return false;
    days = month.days;
  }
  return *found = month.first_day + last_bit(days) - 1, true;
}

/* The last time that matches, at or before one of the wall clock. */
static bool last_wall(const Cron *cron, int64_t wall, int64_t *found) {
  int64_t day;
  if (!last_day(cron, day_of(wall), &day)) return false;
  int64_t minute = day == day_of(wall) ? last_of_day(cron, floor_rest(wall, SECONDS_PER_DAY) / 60)
                                       : last_of_day(cron, DAY_MINUTES - 1);
  if (minute < 0 && !last_day(cron, day - 1, &day)) return false;
  if (minute < 0) minute = last_of_day(cron, DAY_MINUTES - 1);
  return *found = day * SECONDS_PER_DAY + minute * 60, true;
}

/* Whether the last tick at or before an instant is the one of the last time `wall` that matches: so where neither the
 * instant nor the tick is near a change, which can make a tick of a time that is still to come. */
static bool is_floor(CronTicks *ticks, int64_t instant, int64_t wall) {
  if (goes_by_instants(ticks->cron)) return wall - ticks->offset >= ticks->from;
  return proves_plain(ticks, instant + ticks->offset) && cron_is_plain(ticks, wall);
}

/* Near a change of the offset: goes forward from times that surely come before, ever earlier ones. */
static bool search_floor(const Cron *cron, const Tz *tz, int64_t instant, int64_t *tick) {
  bool found = false;
  for (int64_t wall = instant + FAR; !found && last_wall(cron, wall, &wall); wall--) {
    CronTicks ticks = cron_from(cron, tz, wall - 2 * FAR);
    for (; cron_next(&ticks) && ticks.tick <= instant; found = true) *tick = ticks.tick;
  }
  return found;
}

bool cron_floor(const Cron *cron, const Tz *tz, int64_t instant, bool inclusive, int64_t *tick) {
  instant = clamp(instant) - !inclusive;
  CronTicks ticks = ticks_at(cron, tz, instant);
  int64_t wall;
  if (!last_wall(cron, instant + ticks.offset, &wall)) return false;
  if (!is_floor(&ticks, instant, wall)) return search_floor(cron, tz, instant, tick);
  return *tick = wall - ticks.offset, true;
}

/* ---- how many ---- */

/* The days that match in [from, until). */
static int64_t count_days(const Cron *cron, int64_t from, int64_t until) {
  int64_t count = 0;
  Month month = month_of(cron, from);
  for (bool more = true; more && month.first_day < until; more = next_month(cron, &month)) {
    uint64_t days = month.days;
    if (from > month.first_day) days = bits_from(days, from - month.first_day + 1);
    if (until < month.first_day + month.count) days = bits_up_to(days, until - month.first_day);
    count += __builtin_popcountll(days);
  }
  return count;
}

/* The times of a day before a second of it. */
static int64_t count_before(const Cron *cron, int64_t second) {
  int64_t minute = (second + 59) / 60, hour = minute / HOUR_MINUTES;
  int64_t hours = hour ? __builtin_popcountll(bits_up_to(cron->hours, hour - 1)) : 0;
  uint64_t minutes = minute % HOUR_MINUTES ? bits_up_to(cron->minutes, minute % HOUR_MINUTES - 1) : 0;
  return hours * __builtin_popcountll(cron->minutes) + (cron->hours >> hour & 1 ? __builtin_popcountll(minutes) : 0);
}

/* Of [the start of the day, wall): none where the day does not match. */
static int64_t count_of_day(const Cron *cron, int64_t wall) {
  int64_t day = day_of(wall);
  return count_days(cron, day, day + 1) ? count_before(cron, floor_rest(wall, SECONDS_PER_DAY)) : 0;
}

static int64_t count_walls(const Cron *cron, int64_t from, int64_t until) {
  int64_t of_day = (int64_t)__builtin_popcount(cron->hours) * __builtin_popcountll(cron->minutes);
  return count_days(cron, day_of(from), day_of(until)) * of_day + count_of_day(cron, until) - count_of_day(cron, from);
}

/* Of one span, which `ticks` is in. */
static int64_t count_one_by_one(CronTicks ticks, int64_t from, int64_t until) {
  int64_t count = 0;
  ticks.tick = from - 1;
  seek(&ticks, first_wall(&ticks, from));
  while (cron_next(&ticks) && ticks.tick < until) count++;
  return count;
}

/* The end of the stretch from an instant on over which ticks are counted in one way. */
static int64_t stretch_end(const CronTicks *ticks, int64_t from) {
  int64_t wall = from + ticks->offset;
  if (goes_by_instants(ticks->cron)) return ticks->until;
  if (cron_is_plain(ticks, wall)) return ticks->plain_until - ticks->offset;
  return wall < ticks->plain_from ? least(ticks->plain_from - ticks->offset, ticks->until) : ticks->until;
}

int64_t cron_count(const Cron *cron, const Tz *tz, int64_t from, int64_t until) {
  int64_t count = 0, at = clamp(from);
  until = clamp(until);
  CronTicks ticks = ticks_at(cron, tz, at);
  for (int64_t end; at < until; at = end) {
    if (at >= ticks.until) enter_span(&ticks, at);
    measure_span(&ticks);
    bool in_one = goes_by_instants(cron) || cron_is_plain(&ticks, at + ticks.offset);
    end = least(until, stretch_end(&ticks, at));
    count += in_one ? count_walls(cron, at + ticks.offset, end + ticks.offset) : count_one_by_one(ticks, at, end);
  }
  return count;
}
