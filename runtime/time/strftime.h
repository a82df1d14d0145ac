/* strftime: datetime.strftime and strptime of CPython 3.11 on glibc, without libc.
 *
 * The locale is C and the local time zone, which only %s and %Z of strptime ask for, is UTC. Codes that Python itself
 * expands (%z %Z %f) and those it leaves to glibc (%d %-d %e %j %U %G …) both. */
#ifndef DBTPLAN_TIME_STRFTIME_H
#define DBTPLAN_TIME_STRFTIME_H

#include "runtime/core/str.h"
#include "runtime/time/civil.h"

/* At the end of `buf`. A lone surrogate in the format, where Python raises UnicodeEncodeError, is the caller's to
 * refuse. */
void strftime_write(Buf *buf, Str format, const Civil *civil);

/* A format for many times, one after another, if it says no more than nearly every key: codes of a fixed width, each
 * of a field of its own. It is the text of an earlier time with the place of each code; a time is written by copying
 * that text and writing the fields that differ over it. A plain value. */
enum { STRFTIME_PICTURE = 48, STRFTIME_PLACES = 6 };

typedef struct StrftimePlace {
  uint64_t shows; /* the bytes of its field among those of a time from its year to its second */
  uint8_t at;     /* in the text */
  char code;
} StrftimePlace;

typedef struct StrftimePicture {
  uint64_t shown, shows; /* the bytes of the time of the text, and which of them it depends on */
  size_t n;              /* of the text */
  size_t place_count;
  StrftimePlace places[STRFTIME_PLACES]; /* one a field */
  char text[STRFTIME_PICTURE];
} StrftimePicture;

/* False: it is no such format, or too long. */
bool strftime_picture(Str format, StrftimePicture *picture);
/* Writes at `out`, which has room for STRFTIME_PICTURE bytes, what strftime_write writes: the first `n` of them. False
 * in a year of less than four digits: strftime_write must be gone. */
bool strftime_show(StrftimePicture *picture, const Civil *civil, char *out);

/* What `%z` reads; `name`: what `%Z` read, "" where it stands in no format. */
typedef struct StrptimeZone {
  bool has_offset;
  int32_t offset; /* in seconds */
  Str name;
} StrptimeZone;

/* datetime.strptime, over ASCII digits and offsets in whole seconds; `civil` gets no zone. On failure false and `*why`
 * in Python's words ("time data '…' does not match format '…'"), in `arena`, or STRPTIME_FRACTION where Python reads
 * on. */
bool strptime_read(Arena *arena, Str text, Str format, Civil *civil, StrptimeZone *zone, Str *why);
extern const char STRPTIME_FRACTION[];

#endif
