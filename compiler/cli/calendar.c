#include "compiler/cli/calendar.h"

#include <string.h>

static void put_month(const Calendar *calendar, Buf *buf) {
  buf_printf(buf, "%04d-%02d  %.*s", calendar->year, calendar->month, calendar->last, calendar->days);
  buf_repeat(buf, ' ', (size_t)(CALENDAR_MONTH_DAYS - calendar->last));
  buf_printf(buf, "  %lld\n", (long long)calendar->count);
}

/* Months between two windows have none of their own, but are of the stretch. */
static void next_month(Calendar *calendar, Buf *buf) {
  calendar->last = civil_month_days(calendar->year, calendar->month);
  put_month(calendar, buf);
  calendar->month = calendar->month % 12 + 1;
  calendar->year += calendar->month == 1;
  memset(calendar->days, '.', CALENDAR_MONTH_DAYS);
  calendar->count = 0;
}

static void begin(Calendar *calendar, Buf *buf, const Civil *first) {
  buf_puts(buf, "         1   5    10   15   20   25   30\n");
  calendar->year = first->year;
  calendar->month = first->month;
  memset(calendar->days, '.', CALENDAR_MONTH_DAYS);
  memset(calendar->days, ' ', (size_t)first->day - 1);
}

static char mark_of(const Window *window) {
  const Tz *tz = window->start.tz;
  int32_t before = tz_at_instant(tz, civil_instant(&window->start)).utc_offset;
  int32_t after = tz_at_instant(tz, civil_instant(&window->end)).utc_offset;
  return after > before ? '-' : after < before ? '+' : '#';
}

void calendar_add(Calendar *calendar, Buf *buf, const Window *window) {
  const Civil *start = &window->start;
  if (!calendar->year) begin(calendar, buf, start);
  while (calendar->year != start->year || calendar->month != start->month) next_month(calendar, buf);
  char *day = &calendar->days[start->day - 1], mark = mark_of(window);
  if (*day == '.' || *day == '#') *day = mark;
  calendar->last = start->day;
  calendar->count++;
}

void calendar_end(Calendar *calendar, Buf *buf) {
  if (calendar->year) put_month(calendar, buf);
}
