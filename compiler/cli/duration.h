/* duration: a length of time as users write it: "90", "90s", "30min", "5h", "1d", "1h30min". */
#ifndef DBTPLAN_CLI_DURATION_H
#define DBTPLAN_CLI_DURATION_H

#include <stdbool.h>

#include "runtime/core/str.h"

/* A number without a unit is seconds; units: s, m or min, h, d, w. At most DURATION_MOST. False: it is none. */
#define DURATION_MOST (INT64_C(366) * 86400)
bool duration_read(Str text, int64_t *seconds);

#endif
