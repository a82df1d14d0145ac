/* Expected values are those of Python 3.11's datetime. */
#include "tests/unit/table.h"

#include <limits.h>

#include "runtime/time/tz.h"

static void counts_days(void **state) {
  (void)state;
  static const struct {
    int year, month, day, days, weekday, year_day, iso_year, iso_week, iso_weekday;
  } ROWS[] = {
      {1, 1, 1, -719162, 0, 1, 1, 1, 1},          {9999, 12, 31, 2932896, 4, 365, 9999, 52, 5},
      {2020, 2, 29, 18321, 5, 60, 2020, 9, 6},    {1900, 3, 1, -25508, 3, 60, 1900, 9, 4},
      {2000, 12, 31, 11322, 6, 366, 2000, 52, 7}, {1969, 12, 31, -1, 2, 365, 1970, 1, 3},
      {2024, 12, 30, 20087, 0, 365, 2025, 1, 1},  {2021, 1, 3, 18630, 6, 3, 2020, 53, 7},
      {2027, 1, 1, 20819, 4, 1, 2026, 53, 5},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    int year, week, weekday;
    assert_int_equal(civil_days(ROWS[i].year, ROWS[i].month, ROWS[i].day), ROWS[i].days);
    assert_int_equal(civil_weekday(ROWS[i].days), ROWS[i].weekday);
    assert_int_equal(civil_year_day(ROWS[i].year, ROWS[i].month, ROWS[i].day), ROWS[i].year_day);
    civil_iso_week(ROWS[i].days, &year, &week, &weekday);
    assert_true(year == ROWS[i].iso_year && week == ROWS[i].iso_week && weekday == ROWS[i].iso_weekday);
  }
}

/* Each day follows the one before it by the rules of the calendar, from the first to the last. */
static void walks_the_whole_calendar(void **state) {
  (void)state;
  int year = 1, month = 1, day = 1;
  for (int64_t days = -719162; days <= 2932896; days++) {
    Civil civil = {0};
    civil_from_days(days, &civil);
    if (civil.year != year || civil.month != month || civil.day != day || civil_days(year, month, day) != days)
      fail_msg("day %lld is not %04d-%02d-%02d", (long long)days, year, month, day);
    if (++day <= civil_month_days(year, month)) continue;
    day = 1;
    month = month % 12 + 1;
    year += month == 1;
  }
  assert_int_equal(year, 10000);
}

static void adds_and_subtracts(void **state) {
  (void)state;
  Civil civil = {
      .year = 2024, .month = 2, .day = 28, .hour = 23, .minute = 59, .second = 59, .micro = 999999, .fold = 1};
  Civil sum;
  assert_true(civil_add(&civil, (Delta){0, 0, 1}, &sum));
  assert_true(sum.month == 2 && sum.day == 29 && sum.hour == 0 && sum.second == 0 && sum.micro == 0 && sum.fold == 0);
  Delta back = civil_subtract(&civil, &sum);
  assert_true(back.days == -1 && back.seconds == 86399 && back.micros == 999999);
  assert_false(civil_add(&civil, (Delta){999999999, 86399, 999999}, &sum));
  assert_false(civil_add(&civil, (Delta){-999999999, 0, 0}, &sum));
  Civil last = {.year = 9999, .month = 12, .day = 31, .hour = 23, .minute = 59, .second = 59};
  assert_false(civil_add(&last, (Delta){0, 1, 0}, &sum));
}

static void normalizes_deltas(void **state) {
  (void)state;
  Delta delta;
  assert_true(delta_make(0, -1, -1, &delta));
  assert_true(delta.days == -1 && delta.seconds == 86398 && delta.micros == 999999);
  assert_true(delta_make(999999999, 86399, 999999, &delta));
  assert_false(delta_make(999999999, 86399, 1000000, &delta));
  assert_false(delta_make(INT64_MAX, INT64_MAX, INT64_MAX, &delta));
  assert_false(delta_make(INT64_MIN, INT64_MIN, INT64_MIN, &delta));
  assert_false(delta_make(0, INT64_MAX, 0, &delta));
  assert_true(delta_make(0, 0, INT64_MIN, &delta));
  assert_true(delta_compare((Delta){-1, 86399, 0}, (Delta){0, 0, 0}) < 0);
  assert_int_equal(delta_compare((Delta){1, 2, 3}, (Delta){1, 2, 3}), 0);
}

static void stays_within_its_years(void **state) {
  (void)state;
  Civil like = {0}, civil;
  assert_true(civil_from_wall(INT64_C(-62135596800), &like, &civil));
  assert_false(civil_from_wall(INT64_C(-62135596801), &like, &civil));
  assert_true(civil_from_wall(INT64_C(253402300799), &like, &civil));
  assert_false(civil_from_wall(INT64_C(253402300800), &like, &civil));
  assert_false(civil_at_instant(INT64_MAX, 0, &TZ_UTC_ZONE, &civil));
  assert_false(civil_at_instant(INT64_MIN, 0, &TZ_UTC_ZONE, &civil));
  Tz east = {.kind = TZ_FIXED, .offset = 3600};
  assert_false(civil_at_instant(INT64_C(253402300799), 0, &east, &civil));
  assert_false(civil_valid(&(Civil){.year = 2023, .month = 2, .day = 29}));
  assert_false(civil_valid(&(Civil){.year = 2023, .month = 13, .day = 1}));
  assert_true(civil_valid(&(Civil){.year = 2024, .month = 2, .day = 29}));
}

static void reads_and_writes_iso_8601(void **state) {
  (void)state;
  static const struct {
    const char *text, *iso; /* NULL: ValueError */
  } ROWS[] = {
      {"2023-01-05", "2023-01-05T00:00:00"},
      {"20230105", "2023-01-05T00:00:00"},
      {"2023-W01-4", "2023-01-05T00:00:00"},
      {"2023W014", "2023-01-05T00:00:00"},
      {"2023W01", "2023-01-02T00:00:00"},
      {"2020-W53-5", "2021-01-01T00:00:00"},
      {"2023-01-05T10", "2023-01-05T10:00:00"},
      {"2023-01-05 10:30", "2023-01-05T10:30:00"},
      {"20230105T103015", "2023-01-05T10:30:15"},
      {"2023-01-05T10:30:15.5", "2023-01-05T10:30:15.500000"},
      {"2023-01-05T10:30:15,1234567", "2023-01-05T10:30:15.123456"},
      {"2023-01-05T10:30:15Z", "2023-01-05T10:30:15+00:00"},
      {"2023-01-05T10:30:15+05:30", "2023-01-05T10:30:15+05:30"},
      {"2023-01-05T10:30:15-053015", "2023-01-05T10:30:15-05:30:15"},
      {"2023-01-05\xC3\xA9"
       "10",
       "2023-01-05T10:00:00"},
      {"2023-01-05T10:30:15:+01:00", "2023-01-05T10:30:15+01:00"},
      {"2021-W53-1", NULL},
      {"2023-01-05T", NULL},
      {"2023-1-5", NULL},
      {"2023-02-29", NULL},
      {"2023-01-05T24:00", NULL},
      {"2023-01-05T10:30:15+24:00", NULL},
      {"2023-01", NULL},
      {"0000-01-01", NULL},
      {"2023-01-05T10:3", NULL},
      {"2023-01-05T10:30:15z", NULL},
      {"9999-W53-6", NULL},
      {"", NULL},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    Civil civil;
    int32_t offset;
    bool has_offset;
    char iso[CIVIL_ISO_ROOM + 1] = {0};
    memset(&civil, 0xAA, sizeof civil); /* all of it is written */
    bool ok = civil_parse_iso(ROWS[i].text, (int)strlen(ROWS[i].text), &civil, &offset, &has_offset);
    if (ok != (ROWS[i].iso != NULL)) fail_msg("%s: %s", ROWS[i].text, ok ? "taken" : "refused");
    if (!ok) continue;
    Tz fixed = {.kind = TZ_FIXED, .offset = offset};
    if (has_offset) civil.tz = &fixed;
    civil_iso(&civil, 'T', iso);
    assert_string_equal(iso, ROWS[i].iso);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(counts_days),       cmocka_unit_test(walks_the_whole_calendar),
      cmocka_unit_test(adds_and_subtracts), cmocka_unit_test(normalizes_deltas),
      cmocka_unit_test(stays_within_its_years), cmocka_unit_test(reads_and_writes_iso_8601),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
