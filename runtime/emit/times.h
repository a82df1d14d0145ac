/* times: when a standing schedule runs, as times of day of a clock: what cron, systemd and Kubernetes understand.
 *
 * Each window is to be run once it has ended and the delay has passed. Those instants are walked over many years and
 * put down as what a clock in the wanted zone shows: minutes, hours, days. So summer time, a delay over midnight and
 * a clock in another zone need no rules. The cross product of what is found holds more times than there are
 * instants, and where days cannot be told by one field they are left out altogether: what runs finds out what is
 * due, and does nothing where nothing is. No instant is missing: one that is the second time of an hour that comes
 * twice is followed by another an hour later, since a scheduler may take the first for it. */
#ifndef DBTPLAN_EMIT_TIMES_H
#define DBTPLAN_EMIT_TIMES_H

#include "runtime/time/partition.h"

typedef enum EmitTimesField {
  EMIT_MINUTES,
  EMIT_HOURS,
  EMIT_DAYS,
  EMIT_MONTHS,
  EMIT_WEEKDAYS,
  EMIT_FIELDS
} EmitTimesField;

typedef struct EmitTimes {
  uint64_t at[EMIT_FIELDS]; /* sets of bits: minutes from 0, hours from 0, days from 1, months from 1, weekdays from 0,
                               a Sunday; of days and weekdays only one is not full */
  bool zone_changes;        /* the clock is put forward or back in these years */
} EmitTimes;

/* Of the ends of windows of a definition (of a time-window kind) from an instant on, each `delay` seconds later, on a
 * clock in `zone`. False: there are none. */
bool emit_times(const PartitionsDef *time, int64_t from, int64_t delay, const Tz *zone, EmitTimes *times);

/* Whether it is every hour. */
bool emit_times_hourly(const EmitTimes *times);

/* "0 4,5 * * *" */
void emit_times_cron(Buf *buf, const EmitTimes *times);
/* "Mon *-*-* 04,05:00:00", without the zone: systemd.time(7) */
void emit_times_calendar(Buf *buf, const EmitTimes *times);

#endif
