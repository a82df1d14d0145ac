/* ranges: whether the SQL, with the bounds that the component supplies, takes in each moment of the windows.
 *
 * `day >= '{{ var("a") }}' and day < '{{ var("b") }}'` with b a day before the window's end takes in nothing of a
 * day, and of a week all but its last one. Where two variables bound one column, and a launch gives times for them,
 * the bounds of each partition are compared with each other and with those of the one before. That neighbours
 * overlap is the business of `overlap`, and where a window is padded the author's choice. */
#ifndef DBTPLAN_CHECK_RANGES_H
#define DBTPLAN_CHECK_RANGES_H

#include "compiler/check/view.h"

/* Reports to the workspace's sink. */
void ranges_check(const View *view);

#endif
