/* Which launches Dagster makes of a set of keys; the ranges are those of the pinned Dagster. */
#include "tests/unit/table.h"

#include "runtime/core/limits.h"
#include "runtime/time/launch.h"
#include "tests/unit/guard.h"

static Guard guard;
static Arena arena;
static PartitionsDef def; /* daily from 2023-01-01, so that partition n is January n + 1 */

static const BackfillPolicy NO_POLICY = {BACKFILL_NONE, 0}, SINGLE_RUN = {BACKFILL_SINGLE_RUN, 0};

static BackfillPolicy multi_run(int64_t most) { return (BackfillPolicy){BACKFILL_MULTI_RUN, most}; }

static KeySpan span_of(int64_t first, int64_t last) { return (KeySpan){.first = first, .last = last}; }

/* A key off the schedule, taken for the window numbered `window`. */
static KeySpan off_schedule(const char *key, int64_t window) {
  KeySpan span = {.first = -1, .last = -1, .key = str_of(key)};
  partition_window(&def, window, &span.window);
  return span;
}

/* "01 02..05 …": the days of each launch's key or range. */
static Str launches(const KeySet *set, BackfillPolicy policy, bool as_key) {
  Buf buf = buf_new(&arena, LIMIT_STRING_BYTES);
  LaunchIter iter = launches_of(&def, set, policy, as_key);
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
  LaunchIter iter = launches_of(NULL, NULL, NO_POLICY, false);
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
  key_set_add(&arena, &set, span_of(0, 6));
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
  key_set_add(&arena, &set, span_of(19, 19));
  key_set_add(&arena, &set, span_of(6, 10));
  key_set_add(&arena, &set, span_of(0, 2));
  ASSERT_LAUNCHES(&set, SINGLE_RUN, "01..03 07..11 20..20");
  ASSERT_LAUNCHES(&set, multi_run(5), "01..03 07..11 20..20");
  ASSERT_LAUNCHES(&set, multi_run(2), "01..02 03..03 07..08 09..10 11..11 20..20");
}

static void launches_one_key_under_a_policy(void **state) {
  (void)state;
  KeySet set = {0};
  key_set_add(&arena, &set, span_of(4, 4));
  assert_true(str_is(launches(&set, SINGLE_RUN, true), "05"));
  ASSERT_LAUNCHES(&set, SINGLE_RUN, "05..05");
}

static void merges_what_overlaps_or_touches(void **state) {
  (void)state;
  KeySet set = {0};
  static const int64_t SPANS[][2] = {{5, 6}, {9, 9}, {0, 1}, {1, 3}, {8, 8}, {20, 10}, {7, 7}, {12, 12}, {6, 8}};
  for (size_t i = 0; i < sizeof SPANS / sizeof SPANS[0]; i++)
    key_set_add(&arena, &set, span_of(SPANS[i][0], SPANS[i][1]));
  assert_int_equal(set.spans.n, 3);
  assert_int_equal(key_set_count(&set), 4 + 5 + 1);
  ASSERT_LAUNCHES(&set, SINGLE_RUN, "01..04 06..10 13..13");
  key_set_add(&arena, &set, span_of(0, 30));
  assert_int_equal(set.spans.n, 1);
  assert_int_equal(key_set_count(&set), 31);
}

/* Any order of adding gives the same set. */
static void keeps_sets_sorted(void **state) {
  (void)state;
  KeySet set = {0};
  for (int64_t i = 0, at = 0; i < 15; i++, at = (at + 14) % 30) key_set_add(&arena, &set, span_of(at, at));
  assert_int_equal(set.spans.n, 15);
  ASSERT_LAUNCHES(&set, NO_POLICY, "01 03 05 07 09 11 13 15 17 19 21 23 25 27 29");
}

static void takes_keys_off_the_schedule(void **state) {
  (void)state;
  KeySet set = {0};
  key_set_add(&arena, &set, off_schedule("2023-01-02-10:30", 2));
  key_set_add(&arena, &set, span_of(0, 1));
  key_set_add(&arena, &set, span_of(3, 3));
  ASSERT_LAUNCHES(&set, NO_POLICY, "01 02 04 02-10:30");
  ASSERT_LAUNCHES(&set, SINGLE_RUN, "01..04");
  ASSERT_LAUNCHES(&set, multi_run(2), "01..02 03..04");
}

static void counts_one_window_once(void **state) {
  (void)state;
  KeySet set = {0};
  key_set_add(&arena, &set, off_schedule("2023-01-10-11:30", 10));
  key_set_add(&arena, &set, off_schedule("2023-01-10-10:30", 10));
  key_set_add(&arena, &set, off_schedule("2023-01-10-10:30", 10));
  key_set_add(&arena, &set, span_of(0, 0));
  ASSERT_LAUNCHES(&set, NO_POLICY, "01 10-10:30 10-11:30");
  ASSERT_LAUNCHES(&set, multi_run(2), "01..01 11..11");
}

static void spans_the_windows_of_a_range(void **state) {
  (void)state;
  KeySet set = {0};
  key_set_add(&arena, &set, span_of(0, 6));
  LaunchIter iter = launches_of(&def, &set, SINGLE_RUN, false);
  Launch launch;
  assert_true(launch_next(&iter, &launch));
  assert_true(launch.first == 0 && launch.last == 6);
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

static void launches_static_keys(void **state) {
  (void)state;
  static const Str KEYS[] = {STR_INIT("asia"), STR_INIT("eu"), STR_INIT("us")};
  PartitionsDef regions = {.kind = PARTITIONS_STATIC, .keys = KEYS, .key_count = 3};
  KeySet set = {0};
  key_set_add(&arena, &set, span_of(1, 2));
  LaunchIter iter = launches_of(&regions, &set, SINGLE_RUN, false);
  Launch launch;
  assert_true(launch_next(&iter, &launch));
  assert_true(str_is(launch_first_key(&arena, &launch), "eu") && str_is(launch_last_key(&arena, &launch), "us"));
  assert_false(launch.has_window);
  assert_false(launch_next(&iter, &launch));
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
      TEST(launches_static_keys),
  };
  if (!GUARD_SET(&guard)) return fprintf(stderr, "stopped: %s\n", guard.what), 1;
  return cmocka_run_group_tests(tests, NULL, NULL);
}
