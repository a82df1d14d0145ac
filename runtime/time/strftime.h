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

/* A format for many times, one after another. Where all its codes are of a fixed width, as those of nearly every key, it
 * is the text of the last time with the place of each code; the next time is written over it, and of that only what
 * shows a field that differs. A plain value. */
enum { STRFTIME_PICTURE = 48, STRFTIME_PLACES = 12 };

typedef struct StrftimePlace {
  uint8_t at; /* in the text */
  char code;
  uint8_t shows; /* the fields of a time that it depends on */
} StrftimePlace;

typedef struct StrftimePicture {
  Civil shown; /* the time of the text */
  size_t n;    /* of the text; 0: the format is none that can be shown so */
  size_t place_count;
  StrftimePlace places[STRFTIME_PLACES];
  char text[STRFTIME_PICTURE];
} StrftimePicture;

void strftime_picture(Str format, StrftimePicture *picture);
/* What strftime_write writes; it is in the picture until another time is shown. `p` is NULL where strftime_write must
 * be gone: the format is no picture, or the year has less than four digits. */
Str strftime_show(StrftimePicture *picture, const Civil *civil);

/* datetime.strptime, over ASCII digits and offsets in whole seconds; `civil` gets no zone. `%z` sets `*offset_seconds`
 * and
 * `*has_offset`. On failure false and `*why` in Python's words ("time data '…' does not match format '…'"), in `arena`.
 */
bool strptime_read(Arena *arena, Str text, Str format, Civil *civil, int32_t *offset_seconds, bool *has_offset,
                   Str *why);

#endif
