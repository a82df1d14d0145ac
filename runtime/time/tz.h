/* tz: time zones: UTC, fixed offsets, and those of the system's time zone database.
 *
 * A `Tz` is immutable and lives in the workspace; two requests for one name give the same pointer, and Python's "same
 * tzinfo" rules (subtraction ignores offsets) compare pointers. A link ("US/Eastern") is a zone of its own.
 *
 * The database lies in the folder that the variable TZDIR of the process names or, without one, in the first of
 * zoneinfo's own folders (/usr/share/zoneinfo …) that has the zone. Its files are read through the workspace. */
#ifndef DBTPLAN_TIME_TZ_H
#define DBTPLAN_TIME_TZ_H

#include "runtime/core/workspace.h"
#include "runtime/time/civil.h"
#include "runtime/time/posix_tz.h"

typedef enum TzKind {
  TZ_UTC,   /* datetime.timezone.utc: prints as UTC, dst() None */
  TZ_FIXED, /* datetime.timezone(timedelta): prints as UTC+02:00, or as its own name */
  TZ_ZONE,  /* zoneinfo.ZoneInfo(key) */
  TZ_PYTZ,  /* pytz: its `utc`, or one of the tzinfos that a zone of its has, one for each offset */
  TZ_DATEUTIL, /* dateutil.tz: tzutc(), tzlocal() of a machine in UTC, tzoffset(name, seconds) */
} TzKind;

struct Tz {
  TzKind kind;
  Str name;                 /* "UTC", "America/New_York", "UTC+02:00", "tzoffset(None, 7200)" */
  int32_t offset;           /* TZ_FIXED, TZ_PYTZ, TZ_DATEUTIL */
  bool has_own_name;        /* TZ_FIXED: datetime.timezone(timedelta, name) */
  const struct Tzif *rules; /* TZ_ZONE: runtime/time/tzif.h */
  const Tz *zone;           /* TZ_PYTZ: the zone it belongs to, a TZ_ZONE; NULL: pytz.utc */
  int32_t dst;              /* TZ_PYTZ */
  Str abbreviation;         /* TZ_PYTZ; TZ_DATEUTIL, where no text at all is None */
};

extern const Tz TZ_UTC_ZONE, TZ_PYTZ_UTC, TZ_DATEUTIL_UTC, TZ_DATEUTIL_LOCAL;

/* datetime.timezone(timedelta(seconds=…)); 0 is TZ_UTC_ZONE. */
const Tz *tz_fixed(Arena *arena, int32_t offset_seconds);
/* datetime.timezone(timedelta(seconds=…), name) */
const Tz *tz_fixed_named(Arena *arena, int32_t offset_seconds, Str name);

/* dateutil.tz.tzoffset(abbreviation, seconds), which prints as `shown`. */
const Tz *tz_dateutil(Arena *arena, Str shown, int32_t offset_seconds, Str abbreviation);

/* ---- zones of the database ---- */

typedef enum TzError {
  TZ_OK,
  TZ_BAD_KEY,     /* absolute, or with ".." or a double slash: zoneinfo's ValueError */
  TZ_NOT_FOUND,   /* zoneinfo's ZoneInfoNotFoundError */
  TZ_NO_DATABASE, /* the same, where there is no folder to look in */
  TZ_BAD_FILE,    /* it cannot be read, or is no time zone */
} TzError;

/* zoneinfo.ZoneInfo(key), of any key, "UTC" too. On failure NULL, and in `*why` the words of zoneinfo's exception or
 * those of tzif_read. */
const Tz *tz_zoneinfo(Workspace *workspace, Str key, TzError *error, Str *why);
/* dagster._time.get_timezone: as tz_zoneinfo, but "UTC" and "utc" are TZ_UTC_ZONE. On failure NULL, and in `*why` what
 * is wrong and what to do. */
const Tz *tz_load(Workspace *workspace, Str name, Str *why);
/* pytz.timezone(name), whose letters may be of either case: the tzinfo of the zone's earliest offset, as pytz gives it.
 * NULL: pytz knows no such zone. */
const Tz *tz_pytz(Workspace *workspace, Str name);
/* The tzinfo that pytz's zone has at an instant; any other tz as it is, for its offset follows from the time. NULL: of
 * such a time pytz says something else than the database (its tables reach from 1901 to 2037). */
const Tz *tz_settled(Workspace *workspace, const Tz *tz, int64_t utc_seconds);
/* The zone that was likely meant by a name that is none; empty: none is near. Walks the database: for errors. */
Str tz_nearest(Workspace *workspace, Str name);

/* ---- asking one ---- */

/* The offset that holds at a time of the wall clock (by its fold), or at an instant. */
TzOffset tz_at_wall(const Tz *tz, int64_t wall_seconds, int fold);
TzOffset tz_at_instant(const Tz *tz, int64_t utc_seconds);
/* The offset at an instant, and the span of instants [*from, *until) over which that same offset (utc_offset, dst and
 * abbreviation) holds; INT64_MIN and INT64_MAX where it has no end. */
TzOffset tz_span(const Tz *tz, int64_t utc_seconds, int64_t *from, int64_t *until);
/* Whether it says what is daylight saving: dst() of the others is None. */
bool tz_knows_saving(const Tz *tz);
/* Whether the zone says the same of all times: only then a datetime.time, which has no date, has an offset in it. */
bool tz_is_constant(const Tz *tz);

typedef enum TzWall {
  TZ_WALL_ONCE,
  TZ_WALL_GAP,   /* the clock was set forward over it */
  TZ_WALL_TWICE, /* it is repeated: the clock was set back over it */
} TzWall;
/* How often a time of the wall clock comes. */
TzWall tz_wall(const Tz *tz, int64_t wall_seconds);

#endif
