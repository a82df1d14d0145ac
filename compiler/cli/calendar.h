/* calendar: windows at a glance, a line a month and a character a day.
 *
 *              1   5    10   15   20   25   30
 *     2024-02  #############################    29
 *     2024-03  #########-.....
 *
 * `#` windows begin on this day, `.` none does; `-` and `+`: the clock is put forward or back in one of them. Days
 * before the first window and after the last are blank. The number of partitions stands behind. */
#ifndef DBTPLAN_CLI_CALENDAR_H
#define DBTPLAN_CLI_CALENDAR_H

#include "runtime/time/partition.h"

enum { CALENDAR_MONTH_DAYS = 31 };

typedef struct Calendar {
  int year, month; /* at hand; 0: none yet */
  char days[CALENDAR_MONTH_DAYS + 1];
  int last;        /* the last day of the month that a window begins on */
  int64_t count;
} Calendar;

/* Takes the windows of a definition in order; a month that is complete goes to `buf`. */
void calendar_add(Calendar *calendar, Buf *buf, const Window *window);
void calendar_end(Calendar *calendar, Buf *buf);

#endif
