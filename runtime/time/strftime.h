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

/* datetime.strptime, over ASCII digits and offsets in whole seconds; `civil` gets no zone. `%z` sets `*offset_seconds`
 * and
 * `*has_offset`. On failure false and `*why` in Python's words ("time data '…' does not match format '…'"), in `arena`.
 */
bool strptime_read(Arena *arena, Str text, Str format, Civil *civil, int32_t *offset_seconds, bool *has_offset,
                   Str *why);

#endif
