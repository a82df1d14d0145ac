/* posix_tz: a TZ text of POSIX, as it ends a TZif file ("EST5EDT,M3.2.0,M11.1.0"): how a zone goes on beyond its table.
 *
 * The days of change come from the year by civil arithmetic; there is no table of years. What a rule says about a time
 * is what CPython 3.11 says (Modules/_zoneinfo.c: parse_tz_str, find_tzrule_ttinfo, find_tzrule_ttinfo_fromutc), in the
 * corners too: the year is that of the wall clock or of UTC, whichever is asked by; a day counted from 0 (`n`) is the
 * one before the day that POSIX means, and `J59` of a leap year is February 29. Hours of a change go to 167, as RFC
 * 8536 has them, where CPython 3.11 stops at 99. */
#ifndef DBTPLAN_TIME_POSIX_TZ_H
#define DBTPLAN_TIME_POSIX_TZ_H

#include "runtime/core/str.h"

/* What a zone says about a time. */
typedef struct TzOffset {
  int32_t utc_offset; /* seconds east; less than a day */
  int32_t dst;        /* of these, seconds of daylight saving */
  Str abbreviation;   /* %Z */
  bool fold;          /* where asked by an instant: its wall time is the second one of a repeated hour */
} TzOffset;

typedef enum PosixDayKind {
  POSIX_WEEKDAY,  /* Mm.w.d: weekday d (0 is Sunday) number w of month m; the last one for 5 */
  POSIX_JULIAN,   /* Jn: day n of a year without leap day, from 1 */
  POSIX_YEAR_DAY, /* n: from 0 */
} PosixDayKind;

/* A change: a day of each year, and the seconds of the wall clock from its midnight, which may lie on another day. */
typedef struct PosixChange {
  PosixDayKind kind;
  int month, week, day;
  int32_t seconds;
} PosixChange;

typedef struct PosixTz {
  TzOffset standard;
  bool changes; /* false: standard all the year */
  TzOffset saving;
  PosixChange start, end; /* of saving */
} PosixTz;

/* False where `text` is none; the abbreviations are views of it. */
bool posix_tz_read(Str text, PosixTz *rule);
TzOffset posix_tz_at_wall(const PosixTz *rule, int64_t wall_seconds, int fold);
TzOffset posix_tz_at_instant(const PosixTz *rule, int64_t utc_seconds);
/* Between two edges the rule says the same: the next one after an instant, and the last one at or before it; INT64_MAX
 * and INT64_MIN where the years 1..9999 hold none. */
int64_t posix_tz_edge_after(const PosixTz *rule, int64_t utc_seconds);
int64_t posix_tz_edge_before(const PosixTz *rule, int64_t utc_seconds);

#endif
