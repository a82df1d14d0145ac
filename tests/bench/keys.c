/* The floor of listing keys: the same bytes as `partitions --format keys` writes, by civil-date arithmetic alone.
 *
 *     keys MINUTES FIRST END [new_york]
 *
 * A key for every MINUTES from the day FIRST (since 1970-01-01) to the day END: "YYYY-MM-DD" where a day is asked
 * for, else "YYYY-MM-DD-HH:MM". new_york: the days and the clock of New York, whose rules are those since 2007. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/bench/date.h"

enum { DAY = 1440, BUFFER = 64 << 10, LONGEST = 32 };

static char buffer[BUFFER];
static size_t used;

static void flush(void) {
  if (write(STDOUT_FILENO, buffer, used) < 0) exit(3);
  used = 0;
}

static void put_key(const char *date, unsigned minute, bool whole_day, bool second) {
  char *out = buffer + used;
  memcpy(out, date, 10);
  used += 10;
  if (!whole_day) {
    out[10] = '-', out[13] = ':';
    two(out + 11, minute / 60), two(out + 14, minute % 60);
    used += 6;
  }
  if (second) memcpy(buffer + used, "-0500", 5), used += 5;
  buffer[used++] = '\n';
  if (used > BUFFER - LONGEST) flush();
}

/* One day of the clock; in New York the second Sunday of March has no hour 2 and the first of November two hours 1. */
static void put_day(uint32_t day, unsigned minutes, bool new_york) {
  char date[10];
  uint32_t month_day = put_date(date, day);
  bool sunday = day % 7 == 3 && new_york;
  bool spring = sunday && month_day >= 308 && month_day <= 314, autumn = sunday && month_day >= 1101 && month_day <= 1107;
  for (unsigned minute = 0; minute < DAY; minute += minutes) {
    if (spring && minute / 60 == 2) continue;
    put_key(date, minute, minutes == DAY, false);
    if (!autumn || minute / 60 != 1 || (minute + minutes) / 60 == 1) continue;
    for (unsigned again = 60; again < 120; again += minutes) put_key(date, again, false, true);
  }
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  uint32_t end = (uint32_t)atol(argv[3]);
  for (uint32_t day = (uint32_t)atol(argv[2]); day < end; day++) put_day(day, (unsigned)atoi(argv[1]), argc > 4);
  flush();
  return 0;
}
