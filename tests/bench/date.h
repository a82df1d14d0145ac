/* date: calendar dates for the floors: no more than the bytes need. */
#ifndef DBTPLAN_BENCH_DATE_H
#define DBTPLAN_BENCH_DATE_H

#include <stdint.h>

static inline void two(char *out, unsigned value) {
  out[0] = (char)('0' + value / 10);
  out[1] = (char)('0' + value % 10);
}

/* Days since 1970-01-01 as YYYY-MM-DD; years 1970 to 9999. Returns month * 100 + day. */
static inline uint32_t put_date(char *out, uint32_t days) {
  uint32_t shifted = days + 719468, era = shifted / 146097, of_era = shifted % 146097;
  uint32_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  uint32_t of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
  uint32_t day = of_year - (153 * month + 2) / 5 + 1;
  month = month < 10 ? month + 3 : month - 9;
  year += era * 400 + (month <= 2);
  two(out, year / 100), two(out + 2, year % 100), two(out + 5, month), two(out + 8, day);
  out[4] = out[7] = '-';
  return month * 100 + day;
}

#endif
