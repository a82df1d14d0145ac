#include "tests/unit/table.h"

#include "runtime/core/limits.h"
#include "runtime/time/partition.h"
#include "runtime/time/strftime.h"
#include "tests/unit/guard.h"

/* A time of UTC. */
static Civil time_of(Str text) {
  Civil civil = {0};
  int32_t offset;
  bool has_offset;
  assert_true(civil_parse_iso(text.p, (int)text.n, &civil, &offset, &has_offset));
  civil.tz = &TZ_UTC_ZONE;
  return civil;
}

static int64_t instant_of(const char *text) {
  Civil civil = time_of(str_of(text));
  return civil_instant(&civil);
}

static PartitionsDef daily(Arena *arena, PartitionsSpec spec) {
  PartitionsDef def;
  Str why = {0};
  spec.kind = PARTITIONS_DAILY;
  if (!partitions_init(arena, &spec, &def, &why)) fail_msg("%.*s", STR_FMT(why));
  return def;
}

static void assert_key(Arena *arena, const PartitionsDef *def, PartitionId id, Str expected, int row) {
  Buf key = buf_new(arena, LIMIT_STRING_BYTES);
  partition_write_key(def, id, &key);
  if (!str_eq(buf_str(&key), expected))
    fail_msg("row %d: key is %.*s, not %.*s", row, STR_FMT(buf_str(&key)), STR_FMT(expected));
}

static int64_t count_at(const PartitionsDef *def, int64_t now) {
  PartitionId first, last;
  return partitions_extent(def, now, &first, &last) ? partition_count(def, first, last) : 0;
}

static void assert_time(const Civil *time, Str expected, int row) {
  Civil naive = *time;
  naive.tz = NULL;
  char text[CIVIL_ISO_ROOM];
  Str shown = {text, (size_t)civil_iso(&naive, 'T', text)};
  if (!str_eq(shown, expected)) fail_msg("row %d: %.*s, not %.*s", row, STR_FMT(shown), STR_FMT(expected));
}

static PartitionsDef of_2023(Arena *arena) {
  return daily(arena, (PartitionsSpec){.start = time_of(STR("2023-01-01"))});
}

static KeyStatus status_of(const PartitionsDef *def, Arena *arena, const char *key) {
  PartitionFound found;
  return partition_find(def, arena, str_of(key), instant_of("2023-03-01T12:00"), &found);
}

static void fills_in_defaults(void **state) {
  PartitionsDef def = of_2023(*state);
  assert_true(str_is(def.fmt, "%Y-%m-%d"));
  assert_true(str_is(def.cron, "0 0 * * *"));
  assert_ptr_equal(def.tz, &TZ_UTC_ZONE);
  PartitionsSpec spec = {.start = time_of(STR("2023-01-01")), .hour_offset = 16, .minute_offset = 15};
  PartitionsDef late = daily(*state, spec);
  assert_true(str_is(late.fmt, "%Y-%m-%d"));
  assert_true(str_is(late.cron, "15 16 * * *"));
}

static void refuses_with_dagsters_words(void **state) {
  PartitionsDef def;
  Str why;
  PartitionsSpec spec = {.kind = PARTITIONS_DAILY, .start = time_of(STR("2023-01-01")), .minute_offset = 61};
  assert_false(partitions_init(*state, &spec, &def, &why));
  assert_true(str_is(why, "Found invalid cron schedule '61 0 * * *' for a TimeWindowPartitionsDefinition."));
  Civil civil;
  assert_false(partitions_read_time(*state, STR("2023/01/01"), STR("%Y-%m-%d"), &TZ_UTC_ZONE, &civil, &why));
  assert_true(str_is(why, "time data '2023/01/01' does not match format '%Y-%m-%d%z'"));
}

static void says_what_is_wrong_with_a_key(void **state) {
  Arena *arena = *state;
  PartitionsDef def = of_2023(arena);
  assert_int_equal(status_of(&def, arena, "2023-02-28"), KEY_OK);
  assert_int_equal(status_of(&def, arena, "2023-2-8"), KEY_WRONG_FORMAT);
  assert_int_equal(status_of(&def, arena, "2023-02-29"), KEY_WRONG_FORMAT);
  assert_int_equal(status_of(&def, arena, "2022-12-31"), KEY_BEFORE_START);
  assert_int_equal(status_of(&def, arena, "2023-03-01"), KEY_NOT_CLOSED);
  def.end = time_of(STR("2023-02-01"));
  def.has_end = true;
  assert_int_equal(status_of(&def, arena, "2023-02-01"), KEY_AFTER_END);
  assert_int_equal(status_of(&def, arena, "2023-01-31"), KEY_OK);
  PartitionsSpec spec = {.start = time_of(STR("2023-01-01")), .hour_offset = 3, .fmt = STR("%Y-%m-%d-%H:%M")};
  PartitionsDef at_three = daily(arena, spec);
  assert_int_equal(status_of(&at_three, arena, "2023-02-01-03:00"), KEY_OK);
  assert_int_equal(status_of(&at_three, arena, "2023-02-01-04:00"), KEY_OFF_SCHEDULE);
}

static void takes_a_key_off_a_basic_schedule(void **state) {
  PartitionsSpec spec = {.start = time_of(STR("2023-01-01")), .fmt = STR("%Y-%m-%d-%H:%M")};
  PartitionsDef def = daily(*state, spec);
  int64_t now = instant_of("2023-03-01");
  PartitionFound found;
  Window window;
  assert_int_equal(partition_find(&def, *state, STR("2023-01-05-10:30"), now, &found), KEY_OK);
  assert_true(found.is_off_schedule);
  assert_true(partition_window(&def, found.id, &window));
  assert_time(&window.start, STR("2023-01-06T00:00:00"), 0);
  assert_int_equal(partition_find(&def, *state, STR("2023-01-05-00:00"), now, &found), KEY_OK);
  assert_false(found.is_off_schedule);
}

static bool holds(const PartitionsDef *def, const char *time, const char *start) {
  PartitionId first, last;
  if (!partitions_at(def, instant_of(time), &first, &last)) return false;
  assert_int_equal(first.at[0], last.at[0]);
  return first.at[0] == instant_of(start);
}

static void holds_an_instant(void **state) {
  PartitionsDef def = of_2023(*state);
  assert_false(holds(&def, "2022-12-31T23:59:59", "2022-12-31"));
  assert_true(holds(&def, "2023-01-01", "2023-01-01"));
  assert_true(holds(&def, "2023-01-02T23:59:59", "2023-01-02"));
}

static void stays_within_the_calendar(void **state) {
  Arena *arena = *state;
  PartitionsDef def = daily(arena, (PartitionsSpec){.start = time_of(STR("9999-12-01")), .end_offset = 4000000});
  assert_int_equal(count_at(&def, instant_of("9999-12-05")), 30);
  assert_int_equal(count_at(&def, INT64_MAX), 30);
  assert_int_equal(count_at(&def, INT64_MIN), 0);
  PartitionId first, last;
  Window window;
  assert_true(partitions_extent(&def, INT64_MAX, &first, &last));
  assert_true(partition_window(&def, last, &window));
  assert_time(&window.end, STR("9999-12-31T00:00:00"), 0);
  assert_false(partition_window(&def, (PartitionId){{INT64_MAX}}, &window));
  assert_true(partition_window(&def, (PartitionId){{INT64_MIN}}, &window));
  assert_time(&window.start, STR("0001-01-01T00:00:00"), 0);
  assert_false(partitions_at(&def, INT64_MIN, &first, &last));
  assert_int_equal(status_of(&def, arena, "9999-12-31"), KEY_AFTER_END);
  PartitionsDef early = daily(arena, (PartitionsSpec){.start = time_of(STR("0001-01-01T00:00:01"))});
  assert_key(arena, &early, (PartitionId){{early.first}}, STR("1-01-02"), 0);
}

static void lists_static_keys(void **state) {
  static const Str KEYS[] = {STR_INIT("us"), STR_INIT("eu"), STR_INIT("me")};
  PartitionsDef def;
  PartitionFound found;
  Str why;
  PartitionsSpec spec = {.kind = PARTITIONS_STATIC, .keys = KEYS, .key_count = 3};
  assert_true(partitions_init(*state, &spec, &def, &why));
  assert_int_equal(count_at(&def, 0), 3);
  assert_false(partitions_have_windows(&def));
  for (size_t i = 0; i < 3; i++) {
    assert_int_equal(partition_find(&def, *state, KEYS[i], 0, &found), KEY_OK);
    assert_int_equal(found.id.at[0], i);
  }
  assert_int_equal(partition_find(&def, *state, STR("asia"), 0, &found), KEY_NOT_LISTED);
  assert_int_equal(partition_find(&def, *state, STR("zz"), 0, &found), KEY_NOT_LISTED);
  assert_key(*state, &def, (PartitionId){{1}}, STR("eu"), 0);
  for (int64_t place = -2; place <= 5; place++) {
    int64_t at;
    assert_int_equal(partition_from(&def, place, &at), place < 3);
    assert_int_equal(at, place < 0 ? 0 : place);
    assert_int_equal(partition_until(&def, place, &at), place >= 0);
    assert_int_equal(at, place < 3 ? place : 2);
  }
}

static void finds_keys_among_those_that_a_list_names(void **state) {
  static const Str KEYS[] = {STR_INIT("us"), STR_INIT("eu"), STR_INIT("us"), STR_INIT("asia")};
  PartitionsDef def;
  PartitionFound found;
  Str why;
  PartitionsSpec spec = {.kind = PARTITIONS_DYNAMIC, .name = STR("regions")};
  assert_true(partitions_init(*state, &spec, &def, &why));
  const PartitionsDef *listed = partitions_with_keys(*state, &def, KEYS, 4);
  assert_int_equal(partition_find(listed, *state, STR("us"), 0, &found), KEY_OK);
  assert_int_equal(found.id.at[0], 0);
  assert_int_equal(partition_find(listed, *state, STR("asia"), 0, &found), KEY_OK);
  assert_int_equal(found.id.at[0], 2);
  assert_int_equal(partition_find(listed, *state, STR("me"), 0, &found), KEY_NOT_LISTED);
}

/* The second of two times that look alike may have an offset in its key, which no picture has. */
static void shows_a_first_time_only(void **state) {
  (void)state;
  StrftimePicture picture;
  char shown[STRFTIME_PICTURE];
  Civil time = time_of(STR("2024-11-03T01:00:00"));
  assert_true(strftime_picture(STR("%Y-%m-%d-%H:%M"), &picture));
  assert_true(partition_show_key(&picture, &time, shown));
  assert_memory_equal(shown, "2024-11-03-01:00", picture.n);
  time.fold = 1;
  assert_false(partition_show_key(&picture, &time, shown));
}

static Guard guard;
static Arena test_arena;

static int set_up(void **state) {
  arena_init(&test_arena, &guard, LIMIT_SCRATCH_BYTES);
  *state = &test_arena;
  return 0;
}

static int tear_down(void **state) {
  arena_free(*state);
  return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(fills_in_defaults),           TEST(refuses_with_dagsters_words),
      TEST(says_what_is_wrong_with_a_key), TEST(takes_a_key_off_a_basic_schedule), TEST(holds_an_instant),
      TEST(stays_within_the_calendar),   TEST(lists_static_keys), TEST(finds_keys_among_those_that_a_list_names),
      TEST(shows_a_first_time_only),
  };
  if (!GUARD_SET(&guard)) return fprintf(stderr, "stopped: %s\n", guard.what), 1;
  return cmocka_run_group_tests(tests, NULL, NULL);
}
