/* tz: time zones. UTC and fixed offsets for now; the reader of TZif files joins them here.
 *
 * A `Tz` is immutable and lives in the workspace; two requests for one name give the same pointer, and Python's "same
 * tzinfo" rules (subtraction ignores offsets) compare pointers. */
#ifndef DBTPLAN_TIME_TZ_H
#define DBTPLAN_TIME_TZ_H

#include "runtime/core/workspace.h"
#include "runtime/time/civil.h"

typedef enum TzKind {
  TZ_UTC,   /* datetime.timezone.utc: prints as UTC, dst() None */
  TZ_FIXED, /* datetime.timezone(timedelta): prints as UTC+02:00 */
  TZ_ZONE,  /* zoneinfo.ZoneInfo(key) */
} TzKind;

typedef struct TzOffset {
  int32_t utc_offset; /* seconds east */
  int32_t dst;        /* of these, seconds of daylight saving */
  Str abbreviation;   /* %Z */
} TzOffset;

struct Tz {
  TzKind kind;
  Str name; /* "UTC", "America/New_York", "UTC+02:00" */
  int32_t offset; /* TZ_FIXED */
};

extern const Tz TZ_UTC_ZONE;

const Tz *tz_fixed(Arena *arena, int32_t offset_seconds);
/* The zone of an IANA name ("UTC" is TZ_UTC_ZONE); NULL if there is none, with `*why` in words. */
const Tz *tz_load(Workspace *workspace, Str name, Str *why);
/* The offset that holds at a time of the wall clock (by its fold), or at an instant. */
TzOffset tz_at_wall(const Tz *tz, int64_t wall_seconds, int fold);
TzOffset tz_at_instant(const Tz *tz, int64_t utc_seconds);

#endif
