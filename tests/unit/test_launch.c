/* Which launches Dagster makes of a set of keys; the ranges are those of the pinned Dagster. */
#include "tests/unit/table.h"

#include "runtime/core/limits.h"
#include "runtime/time/launch.h"
#include "tests/unit/guard.h"

static Guard guard;
static Arena arena;
static PartitionsDef def; /* daily from 2023-01-01, so that partition n is January n + 1 */

static const BackfillPolicy NO_POLICY = {.kind = BACKFILL_NONE}, SINGLE_RUN = {.kind = BACKFILL_SINGLE_RUN};

static BackfillPolicy multi_run(int64_t most) {
  return (BackfillPolicy){.kind = BACKFILL_MULTI_RUN, .max_partitions_per_run = most};
}

static BackfillPolicy calendar(CalendarUnit unit) { return (BackfillPolicy){.kind = BACKFILL_CALENDAR, .unit = unit}; }

/* The partition of a day, counted from 0. */
static PartitionId day(int64_t number) { return (PartitionId){{def.first + number * SECONDS_PER_DAY}}; }

static void add(KeySet *set, int64_t first, int64_t last) { key_set_add(&arena, set, day(first), day(last)); }

/* A key off the schedule, taken for the window numbered `window`. */
static void add_off_schedule(KeySet *set, const char *key, int64_t window) {
  key_set_add_off_schedule(&arena, set, day(window), str_of(key));
}

/* "01 02..05 …": the days of each launch's key or range. */
static Str launches(const KeySet *set, BackfillPolicy policy, bool as_key) {
  Buf buf = buf_new(&arena, LIMIT_STRING_BYTES);
  LaunchIter iter = launches_of(&arena, &def, set, policy, as_key);
  int64_t count = launch_count(iter);
  for (Launch launch; launch_next(&iter, &launch); count--) {
    if (buf.n) buf_char(&buf, ' ');
    Str first = launch_first_key(&arena, &launch), last = launch_last_key(&arena, &launch);
    if (launch.mode == LAUNCH_KEY) buf_put(&buf, str_sub(first, 8, SIZE_MAX));
    else buf_printf(&buf, "%.2s..%.2s", first.p + 8, last.p + 8);
    assert_true(launch.has_window);
  }
  assert_int_equal(count, 0);
  return buf_str(&buf);
}

#define ASSERT_LAUNCHES(set, policy, expected)               \
  do {                                                       \
    Str got = launches(set, policy, false);                  \
    if (!str_is(got, expected)) fail_msg("%.*s", STR_FMT(got)); \
  } while (0)

static void launches_once_without_definition(void **state) {
  (void)state;
  LaunchIter iter = launches_of(&arena, NULL, NULL, NO_POLICY, false);
  Launch launch;
  assert_int_equal(launch_count(iter), 1);
  assert_true(launch_next(&iter, &launch));
  assert_int_equal(launch.mode, LAUNCH_UNPARTITIONED);
  assert_false(launch.has_window);
  assert_false(launch_next(&iter, &launch));
}

static void cuts_one_range(void **state) {
  (void)state;
  KeySet set = {0};
  add(&set, 0, 6);
  ASSERT_LAUNCHES(&set, NO_POLICY, "01 02 03 04 05 06 07");
  ASSERT_LAUNCHES(&set, SINGLE_RUN, "01..07");
  ASSERT_LAUNCHES(&set, multi_run(5), "01..05 06..07");
  ASSERT_LAUNCHES(&set, multi_run(2), "01..02 03..04 05..06 07..07");
  ASSERT_LAUNCHES(&set, multi_run(1), "01..01 02..02 03..03 04..04 05..05 06..06 07..07");
  ASSERT_LAUNCHES(&set, multi_run(INT64_MAX), "01..07");
}

static void cuts_each_range_by_itself(void **state) {
  (void)state;
  KeySet set = {0};
  add(&set, 19, 19);
  add(&set, 6, 10);
  add(&set, 0, 2);
  ASSERT_LAUNCHES(&set, SINGLE_RUN, "01..03 07..11 20..20");
  ASSERT_LAUNCHES(&set, multi_run(5), "01..03 07..11 20..20");
  ASSERT_LAUNCHES(&set, multi_run(2), "01..02 03..03 07..08 09..10 11..11 20..20");
}

static void launches_one_key_under_a_policy(void **state) {
  (void)state;
  KeySet set = {0};
  add(&set, 4, 4);
  assert_true(str_is(launches(&set, SINGLE_RUN, true), "05"));
  ASSERT_LAUNCHES(&set, SINGLE_RUN, "05..05");
}

static void merges_what_overlaps_or_touches(void **state) {
  (void)state;
  KeySet set = {0};
  static const int64_t SPANS[][2] = {{5, 6}, {9, 9}, {0, 1}, {1, 3}, {8, 8}, {20, 10}, {7, 7}, {12, 12}, {6, 8}};
  for (size_t i = 0; i < COUNT(SPANS); i++)
    add(&set, SPANS[i][0], SPANS[i][1]);
  ASSERT_LAUNCHES(&set, SINGLE_RUN, "01..04 06..10 13..13");
  add(&set, 0, 30);
  ASSERT_LAUNCHES(&set, SINGLE_RUN, "01..31");
}

/* Any order of adding gives the same set. */
static void keeps_sets_sorted(void **state) {
  (void)state;
  KeySet set = {0};
  for (int64_t i = 0, at = 0; i < 15; i++, at = (at + 14) % 30) add(&set, at, at);
  ASSERT_LAUNCHES(&set, NO_POLICY, "01 03 05 07 09 11 13 15 17 19 21 23 25 27 29");
}

static void takes_keys_off_the_schedule(void **state) {
  (void)state;
  KeySet set = {0};
  add_off_schedule(&set, "2023-01-02-10:30", 2);
  add(&set, 0, 1);
  add(&set, 3, 3);
  ASSERT_LAUNCHES(&set, NO_POLICY, "01 02 04 02-10:30");
  ASSERT_LAUNCHES(&set, SINGLE_RUN, "01..04");
  ASSERT_LAUNCHES(&set, multi_run(2), "01..02 03..04");
}

static void counts_one_window_once(void **state) {
  (void)state;
  KeySet set = {0}, two = {0};
  add_off_schedule(&two, "2023-01-10-11:30", 10);
  add_off_schedule(&two, "2023-01-10-10:30", 10);
  add_off_schedule(&set, "2023-01-10-11:30", 10);
  add_off_schedule(&set, "2023-01-10-10:30", 10);
  add_off_schedule(&set, "2023-01-10-10:30", 10);
  ASSERT_LAUNCHES(&two, NO_POLICY, "10-10:30 10-11:30");
  add(&set, 0, 0);
  ASSERT_LAUNCHES(&set, NO_POLICY, "01 10-10:30 10-11:30");
  ASSERT_LAUNCHES(&set, multi_run(2), "01..01 11..11");
}

static void spans_the_windows_of_a_range(void **state) {
  (void)state;
  KeySet set = {0};
  add(&set, 0, 6);
  LaunchIter iter = launches_of(&arena, &def, &set, SINGLE_RUN, false);
  Launch launch;
  assert_true(launch_next(&iter, &launch));
  assert_true(launch.first.at[0] == day(0).at[0] && launch.last.at[0] == day(6).at[0]);
  assert_int_equal(launch.window.start.day, 1);
  assert_int_equal(launch.window.end.day, 8);
  assert_true(str_is(launch_last_key(&arena, &launch), "2023-01-07"));
}

static void has_no_launches_of_nothing(void **state) {
  (void)state;
  KeySet set = {0};
  ASSERT_LAUNCHES(&set, NO_POLICY, "");
  ASSERT_LAUNCHES(&set, multi_run(5), "");
}

/* 2023-01-01 is a Sunday. */
static void cuts_at_the_calendar(void **state) {
  (void)state;
  KeySet set = {0};
  add(&set, 0, 40);
  ASSERT_LAUNCHES(&set, calendar(CALENDAR_MONTH), "01..31 01..10");
  ASSERT_LAUNCHES(&set, calendar(CALENDAR_WEEK), "01..01 02..08 09..15 16..22 23..29 30..05 06..10");
  ASSERT_LAUNCHES(&set, calendar(CALENDAR_YEAR), "01..10");
  set = (KeySet){0};
  add(&set, 362, 365);
  ASSERT_LAUNCHES(&set, calendar(CALENDAR_YEAR), "29..31 01..01");
  ASSERT_LAUNCHES(&set, calendar(CALENDAR_DAY), "29..29 30..30 31..31 01..01");
}

static void launches_static_keys(void **state) {
  (void)state;
  static const Str KEYS[] = {STR_INIT("asia"), STR_INIT("eu"), STR_INIT("us")};
  PartitionsDef regions = {.kind = PARTITIONS_STATIC, .keys = KEYS, .key_count = 3};
  KeySet set = {0};
  key_set_add(&arena, &set, (PartitionId){{1}}, (PartitionId){{2}});
  LaunchIter iter = launches_of(&arena, &regions, &set, SINGLE_RUN, false);
  Launch launch;
  assert_true(launch_next(&iter, &launch));
  assert_true(str_is(launch_first_key(&arena, &launch), "eu") && str_is(launch_last_key(&arena, &launch), "us"));
  assert_false(launch.has_window);
  assert_false(launch_next(&iter, &launch));
}

/* Ranges hold the dimension constant that has fewer keys, and that of time where both have as many. */
static void groups_by_the_smaller_dimension(void **state) {
  (void)state;
  static const Str KEYS[] = {STR_INIT("eu"), STR_INIT("us")};
  PartitionsDef regions = {.kind = PARTITIONS_STATIC, .keys = KEYS, .key_count = 2};
  const Dimension dimensions[] = {{STR_INIT("region"), &regions}, {STR_INIT("z"), &def}};
  PartitionsDef both = {.kind = PARTITIONS_MULTI, .dimensions = dimensions, .dimension_count = 2};
  static const char *const NAMES[] = {"eu|2023-01-01...us|2023-01-01", "eu|2023-01-01...eu|2023-01-03"};
  for (int i = 0; i < 2; i++) {
    KeySet set = {0};
    Launch launch;
    PartitionId first = {{0, day(0).at[0]}}, last = {{1, day(i + 1).at[0]}};
    key_set_add(&arena, &set, first, last);
    LaunchIter iter = launches_of(&arena, &both, &set, SINGLE_RUN, false);
    assert_int_equal(launch_count(iter), 2);
    assert_true(launch_next(&iter, &launch));
    assert_true(launch.has_window);
    assert_true(str_is(launch_name(&arena, &launch), NAMES[i]));
  }
}

static int set_up(void **state) {
  (void)state;
  Str why;
  PartitionsSpec spec = {.kind = PARTITIONS_DAILY, .start = {.year = 2023, .month = 1, .day = 1}};
  arena_init(&arena, &guard, LIMIT_SCRATCH_BYTES);
  return partitions_init(&arena, &spec, &def, &why) ? 0 : -1;
}

static int tear_down(void **state) {
  (void)state;
  arena_free(&arena);
  return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(launches_once_without_definition), TEST(cuts_one_range),
      TEST(cuts_each_range_by_itself),        TEST(launches_one_key_under_a_policy),
      TEST(merges_what_overlaps_or_touches),  TEST(keeps_sets_sorted),
      TEST(takes_keys_off_the_schedule),      TEST(counts_one_window_once),
      TEST(spans_the_windows_of_a_range),     TEST(has_no_launches_of_nothing),
      TEST(launches_static_keys),             TEST(cuts_at_the_calendar),
      TEST(groups_by_the_smaller_dimension),
  };
  if (!GUARD_SET(&guard)) return fprintf(stderr, "stopped: %s\n", guard.what), 1;
  return cmocka_run_group_tests(tests, NULL, NULL);
}
