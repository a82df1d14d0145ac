/* overlap: whether the SQL takes in the end of a window, which is the start of the next one.
 *
 * Where a variable is the start of the partition's window and another its end, in the same format, `between` (or `>=`
 * and `<=`) makes neighbours share what lies at the end: with dates a whole day. A warning: what comes twice may be
 * merged by a unique key. */
#ifndef DBTPLAN_CHECK_OVERLAP_H
#define DBTPLAN_CHECK_OVERLAP_H

#include "compiler/check/view.h"

/* Reports to the workspace's sink. */
void overlap_check(const View *view);

#endif
