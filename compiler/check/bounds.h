/* bounds: what the names of variables and options say of a window: its start or its end, and of which window. */
#ifndef DBTPLAN_CHECK_BOUNDS_H
#define DBTPLAN_CHECK_BOUNDS_H

#include "runtime/core/str.h"

typedef enum Side { SIDE_NONE, SIDE_START, SIDE_END } Side;

/* The side that a word of the name says: "start_date", "dateFrom", "--event-time-start", "day1". Of one that says both,
 * nothing is known. */
typedef struct BoundName {
  Str name;
  Side side;
  size_t from, to; /* the word within the name */
  bool is_number;  /* it is a 1 or a 2 */
} BoundName;

BoundName bound_name(Str name);
/* Whether two names are the start and the end of one window: the one says START, the other END, and what is left of
 * them is the same but for signs: "start_date" and "end_date", "dateFrom" and "dateTo". */
bool bounds_pair(BoundName start, BoundName end);

#endif
