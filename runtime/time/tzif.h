/* tzif: a time zone as its file holds it (RFC 8536, versions 1 to 4), and what it says about a time.
 *
 * Of a file of version 2 or more the 64-bit data count, as the RFC wants, and the TZ text behind them; leap seconds are
 * passed over, as Python does. Which offset holds, how much of it is daylight saving (the file does not say: it is
 * guessed from the neighbours) and what comes before the first change are those of zoneinfo of CPython 3.11
 * (Modules/_zoneinfo.c: load_data, utcoff_to_dstoff, ts_to_local, find_ttinfo, zoneinfo_fromutc).
 *
 * Any bytes are safe input. Refused, where Python goes on with nonsense or fails later: changes that are not in order,
 * offsets of a day or more, indexes beyond what they count, abbreviations that are not printable ASCII. */
#ifndef DBTPLAN_TIME_TZIF_H
#define DBTPLAN_TIME_TZIF_H

#include "runtime/time/posix_tz.h"

typedef struct Tzif {
  size_t n;                 /* changes */
  const int64_t *instants;  /* of the changes, ascending */
  const int64_t *walls[2];  /* the same on the wall clock, by fold: from when on a change counts */
  const uint8_t *change_to; /* the type that each begins */
  const TzOffset *types;
  TzOffset before; /* the first change */
  PosixTz after;   /* the last one */
  bool is_constant; /* the same offset whatever the date */
} Tzif;

/* Reads `bytes`, of which the abbreviations stay views; tables are in `arena`. On failure false and `*why`, such as "it
 * ends early". */
bool tzif_read(Arena *arena, Str bytes, Tzif *zone, const char **why);

TzOffset tzif_at_wall(const Tzif *zone, int64_t wall_seconds, int fold);
TzOffset tzif_at_instant(const Tzif *zone, int64_t utc_seconds);
/* As tz_span. */
TzOffset tzif_span(const Tzif *zone, int64_t utc_seconds, int64_t *from, int64_t *until);

#endif
