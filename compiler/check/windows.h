/* windows: whether the bounds of consecutive windows, as the arguments show them, still meet.
 *
 * A format that is coarser than the windows makes several of them one (`%Y-%m-%d` of hourly partitions; any format
 * without an offset in the hour that a clock change repeats), and an end that is computed (`start + 30 days`) leaves
 * gaps or overlaps where windows differ in length. Bounds that meet with a constant distance are the author's choice:
 * an end that is inclusive, a window that is padded. */
#ifndef DBTPLAN_CHECK_WINDOWS_H
#define DBTPLAN_CHECK_WINDOWS_H

#include "compiler/check/written.h"
#include "runtime/plan/resolve.h"

typedef struct Windows Windows;

/* NULL: the arguments show no bound of the window, or every launch shows another one for sure. */
Windows *windows_begin(Arena *arena, const BoundComponent *bound);
void windows_launch(Windows *windows, Arena *scratch, const Launch *launch);
void windows_end(Windows *windows);

/* The time that a text shows in one of the usual ways, and the step of what it shows (a day of `2024-03-05`), both in
 * seconds. */
bool windows_time(Arena *arena, Str text, int64_t *seconds, int64_t *unit);

#endif
