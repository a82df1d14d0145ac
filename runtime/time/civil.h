/* civil: calendar and clock as Python's datetime has them, the proleptic Gregorian calendar, years 1 to 9999.
 *
 * Days count from 1970-01-01 (day 0, a Thursday). A `Civil` is a datetime's fields; its zone is a pointer, NULL for a
 * naive one. Arithmetic is on the wall clock, as Python's; only `civil_instant` looks at the zone. */
#ifndef DBTPLAN_TIME_CIVIL_H
#define DBTPLAN_TIME_CIVIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct Tz Tz; /* runtime/time/tz.h */

typedef struct Civil {
  int16_t year; /* 1..9999 */
  uint8_t month, day, hour, minute, second;
  uint8_t fold; /* 1: the second time of a repeated hour */
  uint32_t micro;
  const Tz *tz; /* NULL: naive */
} Civil;

/* A timedelta, normalized as Python's: 0 <= seconds < 86400, 0 <= micros < 1000000, |days| <= 999999999. */
typedef struct Delta {
  int32_t days;
  int32_t seconds, micros;
} Delta;

enum { CIVIL_MIN_YEAR = 1, CIVIL_MAX_YEAR = 9999, SECONDS_PER_DAY = 86400 };

/* Quotient and remainder towards negative infinity, as Python's // and % have them; `by` is positive. */
static inline int64_t floor_quotient(int64_t value, int64_t by) { return value / by - (value % by < 0); }
static inline int64_t floor_rest(int64_t value, int64_t by) { return value % by + (value % by < 0 ? by : 0); }

bool civil_is_leap(int64_t year);                            /* of any year */
int civil_month_days(int64_t year, int month);               /* 28..31 */
int64_t civil_days(int year, int month, int day);            /* since 1970-01-01 */
void civil_from_days(int64_t days, Civil *civil);            /* sets year, month, day only */
int civil_weekday(int64_t days);                             /* 0 is Monday, as date.weekday() */
int civil_year_day(int year, int month, int day);            /* 1..366 */
void civil_iso_week(int64_t days, int *year, int *week, int *weekday); /* isocalendar(): weekday 1 is Monday */

/* The fields from the year to the fold as one number, for comparing them all at once. */
_Static_assert(offsetof(Civil, micro) == sizeof(uint64_t), "the fields from the year to the fold are eight bytes");
static inline uint64_t civil_fields(const Civil *civil) {
  uint64_t fields;
  memcpy(&fields, civil, sizeof fields);
  return fields;
}
/* Whether all fields and the zones are the same. */
static inline bool civil_same(const Civil *a, const Civil *b) {
  return civil_fields(a) == civil_fields(b) && a->micro == b->micro && a->tz == b->tz;
}

/* Seconds on the wall clock since 1970-01-01 00:00, without regard to the zone; and back (fold 0, the micros of
 * `like`). */
int64_t civil_wall(const Civil *civil);
bool civil_from_wall(int64_t wall, const Civil *like, Civil *civil); /* false outside the years 1..9999 */
/* Whether all fields are in their ranges and the day exists. */
bool civil_valid(const Civil *civil);
/* `civil + delta` on the wall clock; false on overflow. */
bool civil_add(const Civil *civil, Delta delta, Civil *sum);
/* a - b on the wall clock. */
Delta civil_subtract(const Civil *a, const Civil *b);
/* UTC seconds since 1970 of an aware one, by its zone and fold as PEP 495 has it; of a naive one, as if it were UTC. */
int64_t civil_instant(const Civil *civil);
/* The time that an instant is in `tz`. False outside the years 1..9999. */
bool civil_at_instant(int64_t utc_seconds, uint32_t micro, const Tz *tz, Civil *civil);

/* date.isoformat / datetime.isoformat(sep, "auto"): "2023-01-05T00:00:00+00:00", micros only if not 0. Returns the
 * length written; `out` has room for 40 bytes. */
enum { CIVIL_ISO_ROOM = 40 };
int civil_iso(const Civil *civil, char separator, char *out);
/* Reads ISO 8601 as Python 3.11's datetime.fromisoformat does; a date alone is midnight. A month, a day or a part of
 * the clock may be out of its range: of that Python has words of its own. */
bool civil_read_iso(const char *text, int length, Civil *civil, int32_t *offset_seconds, bool *has_offset);
/* The same, of times that there are. */
bool civil_parse_iso(const char *text, int length, Civil *civil, int32_t *offset_seconds, bool *has_offset);

/* (days, seconds, micros) of any size → normalized; false beyond Python's bounds. */
bool delta_make(int64_t days, int64_t seconds, int64_t micros, Delta *delta);
int delta_compare(Delta a, Delta b);

#endif
