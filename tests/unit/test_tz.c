#include "tests/unit/table.h"

#include "runtime/core/limits.h"
#include "runtime/time/tz.h"
#include "tests/unit/guard.h"

static Guard guard;
static Arena arena;
static DiagSink sink;
static Workspace workspace;

static int set_up(void **state) {
  (void)state;
  arena_init(&arena, &guard, LIMIT_SCRATCH_BYTES);
  workspace = (Workspace){.arena = &arena, .sink = &sink};
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  arena_free(&arena);
  return 0;
}

static const Tz *load(const char *name, Str *why) { return tz_load(&workspace, str_of(name), why); }

static void knows_utc(void **state) {
  (void)state;
  Str why = {0};
  assert_ptr_equal(load("UTC", &why), &TZ_UTC_ZONE);
  assert_ptr_equal(load("utc", &why), &TZ_UTC_ZONE);
  assert_int_equal(TZ_UTC_ZONE.kind, TZ_UTC);
  assert_true(str_is(tz_at_instant(&TZ_UTC_ZONE, 0).abbreviation, "UTC"));
}

/* ZoneInfo("Etc/UTC") is another tzinfo than datetime.timezone.utc, and the same at each request. */
static void knows_the_other_names_of_utc(void **state) {
  (void)state;
  Str why = {0};
  const Tz *zulu = load("Zulu", &why), *etc = load("Etc/UTC", &why);
  assert_int_equal(etc->kind, TZ_ZONE);
  assert_true(str_is(etc->name, "Etc/UTC"));
  assert_ptr_not_equal(zulu, etc);
  assert_ptr_equal(load("Etc/UTC", &why), etc);
  TzOffset offset = tz_at_wall(etc, 0, 0);
  assert_int_equal(offset.utc_offset, 0);
  assert_int_equal(offset.dst, 0);
  assert_true(str_is(offset.abbreviation, "UTC"));
}

static void refuses_other_zones_for_now(void **state) {
  (void)state;
  Str why = {0};
  assert_null(load("America/New_York", &why));
  assert_true(str_is(why, "time zone 'America/New_York' is not supported yet"));
}

static void names_fixed_offsets(void **state) {
  (void)state;
  static const struct {
    int32_t offset;
    const char *name;
  } ROWS[] = {{7200, "UTC+02:00"}, {-12600, "UTC-03:30"}, {19815, "UTC+05:30:15"}, {-1, "UTC-00:00:01"}};
  for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
    const Tz *tz = tz_fixed(&arena, ROWS[i].offset);
    assert_int_equal(tz_at_wall(tz, 0, 0).utc_offset, ROWS[i].offset);
    assert_true(str_is(tz->name, ROWS[i].name));
    assert_true(str_is(tz_at_instant(tz, 0).abbreviation, ROWS[i].name));
  }
  assert_ptr_equal(tz_fixed(&arena, 0), &TZ_UTC_ZONE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {TEST(knows_utc), TEST(knows_the_other_names_of_utc),
                                     TEST(refuses_other_zones_for_now), TEST(names_fixed_offsets)};
  if (!GUARD_SET(&guard)) return fprintf(stderr, "stopped: %s\n", guard.what), 1;
  return cmocka_run_group_tests(tests, NULL, NULL);
}
