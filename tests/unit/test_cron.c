#include "runtime/time/cron.h"

#include "tests/unit/room.h"
#include "tests/unit/table.h"

static Cron schedule(const char *text) {
  Cron cron = {0};
  if (!cron_read(str_of(text), &cron)) fail_msg("%s is refused", text);
  return cron;
}

static const Tz *zone(void **state, Str name) {
  Str why = {0};
  const Tz *tz = tz_load(&((Room *)*state)->workspace, name, &why);
  if (!tz) fail_msg("%.*s", STR_FMT(why));
  return tz;
}

/* The last tick as record_cron.py writes one. */
static Str shown(Arena *arena, const CronTicks *ticks) {
  Civil civil;
  char wall[CIVIL_ISO_ROOM];
  cron_civil(ticks, &civil);
  assert_ptr_equal(civil.tz, ticks->tz);
  civil.tz = NULL;
  int n = civil_iso(&civil, 'T', wall);
  return str_printf(arena, "%lld/%.*s/%d", (long long)ticks->tick, n, wall, civil.fold);
}

/* ---- what the real Dagster does: tests/oracle/cron.tsv ---- */

enum { FIRST_TICK = 5, TEXTS = 2200, DRAWS = 1200 };

static void replay_verdict(Arena *arena, const Table *table) {
  Cron cron;
  bool taken = cron_read(table_text(arena, table->field[1]), &cron);
  if (taken != str_is(table->field[2], "1")) fail_msg("row %d: %.*s", table->row, STR_FMT(table->field[1]));
}

/* The numbers of ticks, and the last one, must fit the ticks. */
static void replay_rest(const Cron *cron, const Tz *tz, const Table *table) {
  int64_t tick, first = table_int(table, FIRST_TICK), last = table_int(table, table->fields - 1);
  int64_t count = table->fields - FIRST_TICK;
  if (cron_count(cron, tz, first, last) != count - 1 || cron_count(cron, tz, first, last + 1) != count)
    fail_msg("row %d: counted %lld", table->row, (long long)cron_count(cron, tz, first, last + 1));
  for (int i = FIRST_TICK; i < table->fields; i++) {
    int64_t at = table_int(table, i), before = i > FIRST_TICK ? table_int(table, i - 1) : 0;
    if (!cron_floor(cron, tz, at, true, &tick) || tick != at)
      fail_msg("row %d: last at %lld", table->row, (long long)at);
    if (before && (!cron_floor(cron, tz, at, false, &tick) || tick != before))
      fail_msg("row %d: last before %lld", table->row, (long long)at);
    if (before && (!cron_floor(cron, tz, at - 1, true, &tick) || tick != before))
      fail_msg("row %d: last at %lld", table->row, (long long)at - 1);
  }
}

static void replay_ticks(void **state, const Table *table) {
  Arena *arena = &((Room *)*state)->arena;
  Cron cron;
  const Tz *tz = zone(state, table->field[2]);
  if (!cron_read(table_text(arena, table->field[1]), &cron)) fail_msg("row %d is refused", table->row);
  cron_anchor(&cron, tz, table_int(table, 3));
  CronTicks ticks = cron_from(&cron, tz, table_int(table, 4));
  for (int i = FIRST_TICK; i < table->fields; i++) {
    if (!cron_next(&ticks)) fail_msg("row %d ends", table->row);
    Str found = shown(arena, &ticks);
    if (!str_eq(found, table->field[i]))
      fail_msg("row %d: %.*s, not %.*s", table->row, STR_FMT(found), STR_FMT(table->field[i]));
  }
  replay_rest(&cron, tz, table);
}

static void does_as_dagster(void **state) {
  Table table;
  int verdicts = 0, draws = 0;
  table_open(&table, "tests/oracle/cron.tsv");
  while (table_next(&table)) {
    bool is_verdict = str_is(table.field[0], "valid");
    if (is_verdict) replay_verdict(&((Room *)*state)->arena, &table);
    else replay_ticks(state, &table);
    *(is_verdict ? &verdicts : &draws) += 1;
  }
  assert_true(verdicts >= TEXTS);
  assert_true(draws >= DRAWS);
}

/* ---- where Dagster is not followed, or not asked ---- */

static void assert_ticks(void **state, const char *text, const char *zone_name, int64_t from, const char *const *want) {
  Cron cron = schedule(text);
  CronTicks ticks = cron_from(&cron, zone(state, str_of(zone_name)), from);
  for (; *want; want++) {
    assert_true(cron_next(&ticks));
    assert_str(shown(&((Room *)*state)->arena, &ticks), *want);
  }
}

/* Dagster takes one at random. */
static void refuses_random_fields(void **state) {
  (void)state;
  static const char *const REFUSED[] = {"R * * * *", "r(1-5) * * * *", "* R/5 * * *", "0 0 r * *", "0 0 * * r(0-3)/2"};
  Cron cron;
  for (size_t i = 0; i < COUNT(REFUSED); i++) assert_false(cron_read(str_of(REFUSED[i]), &cron));
}

/* Dagster also takes digits and blanks of other scripts. */
static void refuses_what_is_not_ascii(void **state) {
  (void)state;
  Cron cron;
  assert_false(cron_read(STR("\xd9\xa3 * * * *"), &cron));
  assert_false(cron_read(STR("0\xc2\xa0""0 * * *"), &cron));
  assert_false(cron_read(STR("0 0 * * *\0"), &cron));
}

/* December 30 was left out; Dagster gives it the instant of December 31. */
static void passes_over_a_skipped_day(void **state) {
  static const char *const WANT[] = {"1325152800/2011-12-29T00:00:00/0", "1325239200/2011-12-31T00:00:00/0",
                                     "1325325600/2012-01-01T00:00:00/0", NULL};
  assert_ticks(state, "0 0 * * *", "Pacific/Apia", 1325152800, WANT);
}

static void knows_fixed_offsets(void **state) {
  Cron cron = schedule("30 6 * * *");
  const Tz *tz = tz_fixed(&((Room *)*state)->arena, -12600);
  CronTicks ticks = cron_from(&cron, tz, 0);
  assert_true(cron_next(&ticks));
  assert_str(shown(&((Room *)*state)->arena, &ticks), "36000/1970-01-01T06:30:00/0");
}

/* croniter gives up after 50 years, with an exception. */
static void ends_where_no_day_matches(void **state) {
  (void)state;
  Cron cron = schedule("0 0 31 4 *");
  CronTicks ticks = cron_from(&cron, &TZ_UTC_ZONE, 0);
  int64_t tick;
  assert_false(cron_next(&ticks));
  assert_false(cron_next(&ticks));
  assert_false(cron_floor(&cron, &TZ_UTC_ZONE, 0, true, &tick));
  assert_int_equal(cron_count(&cron, &TZ_UTC_ZONE, INT64_MIN, INT64_MAX), 0);
}

static void ends_with_the_calendar(void **state) {
  (void)state;
  enum { DAYS = 3652059 }; /* of the years 1 to 9999 */
  Cron cron = schedule("0 0 * * *");
  int64_t first = civil_days(1, 1, 1) * SECONDS_PER_DAY, last = civil_days(9999, 12, 31) * SECONDS_PER_DAY, tick;
  CronTicks from_far = cron_from(&cron, &TZ_UTC_ZONE, INT64_MIN), to_end = cron_from(&cron, &TZ_UTC_ZONE, last);
  assert_true(cron_next(&from_far) && from_far.tick == first);
  assert_true(cron_next(&to_end) && to_end.tick == last);
  assert_false(cron_next(&to_end));
  CronTicks beyond = cron_from(&cron, &TZ_UTC_ZONE, INT64_MAX);
  assert_false(cron_next(&beyond));
  assert_true(cron_floor(&cron, &TZ_UTC_ZONE, INT64_MAX, true, &tick) && tick == last);
  assert_false(cron_floor(&cron, &TZ_UTC_ZONE, first, false, &tick));
  assert_int_equal(cron_count(&cron, &TZ_UTC_ZONE, INT64_MIN, INT64_MAX), DAYS);
}

/* The hours that pass, from a start: behind the change of half an hour they begin at half past. */
static void goes_on_by_hours_from_the_anchor(void **state) {
  const Tz *tz = zone(state, STR("Australia/Lord_Howe"));
  Cron cron = schedule("0 * * * *");
  int64_t april_fourth = 1617454800; /* 2021-04-04 00:00 there; at 02:00 it is 01:30 once more */
  cron_anchor(&cron, tz, april_fourth);
  CronTicks ticks = cron_from(&cron, tz, april_fourth + 3600);
  assert_true(cron_next(&ticks));
  assert_str(shown(&((Room *)*state)->arena, &ticks), "1617458400/2021-04-04T01:00:00/0");
  assert_true(cron_next(&ticks));
  assert_str(shown(&((Room *)*state)->arena, &ticks), "1617462000/2021-04-04T01:30:00/1");
}

/* Atlantic/Cape_Verde put its clock forward at 02:00 on 1975-11-25, without daylight saving: Dagster makes the skipped
 * 02:30 the second 02:00 of that day, an hour before the change, when the clock shows a time before the schedule's. */
static void goes_back_to_a_tick_before_its_time(void **state) {
  static const int64_t TICK = 186116400;
  Cron cron = schedule("30 2 * * *");
  int64_t tick;
  assert_true(cron_floor(&cron, zone(state, STR("Atlantic/Cape_Verde")), TICK, true, &tick));
  assert_int_equal(tick, TICK);
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(does_as_dagster),
                                     TEST(goes_back_to_a_tick_before_its_time),
                                     TEST(refuses_random_fields),
                                     TEST(refuses_what_is_not_ascii),
                                     TEST(passes_over_a_skipped_day),
                                     TEST(knows_fixed_offsets),
                                     TEST(ends_where_no_day_matches),
                                     TEST(ends_with_the_calendar),
                                     TEST(goes_on_by_hours_from_the_anchor)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
