/* cron: schedules as Dagster reads them, and their ticks.
 *
 * Sources: dagster/_vendored/croniter (what a schedule's text may be and which days it matches) and
 * dagster/_utils/schedules.py (`is_valid_cron_string`, `cron_string_iterator`: how ticks fall in a time zone), 1.13.27.
 * The text is grammar/cron.ebnf.
 *
 * A `Cron` is the expanded schedule: immutable, without pointers. A tick is an instant: UTC seconds since 1970. The
 * ticks of a schedule in a zone are one ordered set without repetitions, that of Dagster's forward iteration, whatever
 * the instant from which one asks. Where a zone keeps its offset they are the times of the wall clock that match. Else:
 *
 * - hourly (minutes alone) and other schedules of every hour (`*`): every instant whose wall time matches, so both
 *   times of an hour that is repeated and none in one that is skipped;
 * - a repeated time: the second one. Daily, weekly and monthly schedules do so only in the hours 1 to 3 and take the
 *   first elsewhere (America/Havana repeats the hour 0);
 * - a time that is skipped: in the hours 1 to 3 the full hour moved on by the daylight saving that then holds, which is
 *   the end of the gap; elsewhere (America/Sao_Paulo skipped the hour 0) it is as far behind the change as it would
 *   have been, and `cron_civil` gives the time that the clock never showed, since Dagster makes the key of it;
 * - February 29 (the text ends in " 29 2 *"): Dagster moves February 28 on by a day, so a repeated time is the first.
 *
 * Dagster advances an hourly schedule by hours that have passed, not by the clock: `cron_anchor`.
 *
 * Where Dagster contradicts itself:
 *
 * - A day that a zone leaves out (Pacific/Apia, 2011-12-30) has no tick of a daily, weekly or monthly schedule. Dagster
 *   gives it the instant of the next day's, or a later one, or raises.
 * - Dagster looks one hour back for the first tick, so that near a longer change its ticks depend on the start.
 * - Of an hourly schedule of several minutes, where the minutes of the offset change, the first tick behind the change
 *   still has a minute of the old offset; here it has one of the schedule.
 * - Backwards it takes a time that is repeated outside the hours 1 to 3 for the second one, and so finds another last
 *   partition in between.
 * - Where it raises there are ticks all the same: on the 29th or later, from a start in the March of a leap year
 *   (croniter takes February for 28 days on its way back), and where days of the month and `#` never meet.
 */
#ifndef DBTPLAN_TIME_CRON_H
#define DBTPLAN_TIME_CRON_H

#include "runtime/time/tz.h"

/* What Dagster does by rules of its own, of which the daily, weekly and monthly one differ in nothing here, and the
 * rest, which it leaves to croniter. */
typedef enum CronShape { CRON_HOURLY, CRON_BASIC, CRON_OTHER } CronShape;

typedef struct Cron {
  uint64_t minutes;        /* bit 0..59 */
  uint32_t hours;          /* bit 0..23 */
  uint32_t days;           /* bit 1..31 */
  uint16_t months;         /* bit 1..12 */
  uint8_t weekdays;        /* bit 0..6, 0 is Sunday */
  uint8_t nth_weekdays[7]; /* of each weekday: bit 1..5, the nth of the month; bit 0: the last (`L`) */
  bool has_nth;            /* one of them is set: then `weekdays` do not count */
  bool last_day;           /* `L` in the days: the last one of the month */
  bool every_hour;         /* `*` alone: it repeats every hour */
  bool any_day, any_weekday; /* `*`; where neither is, croniter takes a day that matches either */
  bool leap_day;           /* Dagster's rule of February 29 */
  CronShape shape;
  bool anchored;
  int32_t phase; /* anchored, CRON_HOURLY: the offset from UTC, of less than an hour, that its minutes are read in */
} Cron;

/* A schedule of five fields, or `@daily` and its like. On failure false: what Dagster's is_valid_cron_string refuses,
 * and what it takes of random (`R`) fields, digits and blanks of other scripts than ASCII. */
bool cron_read(Str text, Cron *cron);

/* Dagster's iteration of an hourly schedule goes on by full hours from where it begins. Where the minutes of a zone's
 * offset change (Australia/Lord_Howe; Asia/Singapore before 1982), its ticks hence depend on the start of a partitions
 * definition: call this with it, once, before asking. Elsewhere, and for all other schedules, it changes nothing.
 * Dagster asks which offset the zone has today; here this is the one of 2026-07-01. */
void cron_anchor(Cron *cron, const Tz *tz, int64_t start);
/* Where Dagster begins when it goes back from an instant, at or before it. Of an anchored hourly schedule in a zone
 * whose offset had minutes once and has none `now` (America/Caracas, 2008 to 2016) that need be no tick: it goes by the
 * minutes of UTC, unless the instant itself is one on the clock. Else it is the instant. */
int64_t cron_back_from(const Cron *cron, const Tz *tz, int64_t instant, int64_t now);

/* Ticks in order. Copyable; `tick` is the one that `cron_next` gave last. */
typedef struct CronTicks {
  const Cron *cron;
  const Tz *tz;
  int64_t tick;
  /* The span of instants with one offset, and the wall times [plain_from, plain_until) in it, clear of both its ends:
   * there a tick is the wall time less the offset. */
  int64_t from, until, offset;
  int64_t plain_from, plain_until;
  bool is_exact; /* how near the ends that is was looked up; else they are far from them */
  /* The place: what is left of the month, the day and the hour at hand. */
  int64_t month_wall, day_wall, hour_wall; /* `month_wall` is of the day before the first */
  uint64_t minutes;
  uint32_t hours, days;
  int year, month, day, hour, minute; /* that matched last */
  /* The time of a tick that is not plain. */
  uint8_t fold;
  int64_t wall;
} CronTicks;

/* The ticks at or after an instant. */
CronTicks cron_from(const Cron *cron, const Tz *tz, int64_t instant);
/* The next tick; false at the end of the calendar (year 9999). */
bool cron_next(CronTicks *ticks);
/* Whether a tick is a time of the wall clock less the offset: behind `cron_civil`. */
static inline bool cron_is_plain(const CronTicks *ticks, int64_t wall) {
  return wall >= ticks->plain_from && wall < ticks->plain_until;
}
void cron_civil_near_change(const CronTicks *ticks, Civil *civil);
/* The time of the last tick, in the zone. */
static inline void cron_civil(const CronTicks *ticks, Civil *civil) {
  if (!cron_is_plain(ticks, ticks->hour_wall + ticks->minute * 60)) {
    cron_civil_near_change(ticks, civil);
    return;
  }
  civil->year = (int16_t)ticks->year;
  civil->month = (uint8_t)ticks->month;
  civil->day = (uint8_t)ticks->day;
  civil->hour = (uint8_t)ticks->hour;
  civil->minute = (uint8_t)ticks->minute;
  civil->second = civil->fold = 0;
  civil->micro = 0;
  civil->tz = ticks->tz;
}
/* The last tick at or before an instant (`inclusive`) or before it; false at the beginning of the calendar. */
bool cron_floor(const Cron *cron, const Tz *tz, int64_t instant, bool inclusive, int64_t *tick);
/* How many ticks there are in [from, until). Days, not ticks, are walked. */
int64_t cron_count(const Cron *cron, const Tz *tz, int64_t from, int64_t until);

#endif
