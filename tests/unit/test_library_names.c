/* Which name of a module is taken for a slip of another, and which for one that dbtplan does not know. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "runtime/core/limits.h"
#include "runtime/eval/library_names.h"

static Guard guard;
static Arena arena;
static Heap heap;

static int set_up(void **state) {
  (void)state;
  arena_init(&arena, &guard, LIMIT_ARENA_BYTES);
  heap = (Heap){.arena = &arena, .steps = LIMIT_EVAL_STEPS};
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  arena_free(&arena);
  return 0;
}

static const char *meant_by(const char *module) {
  Value v = library_module_slip(&heap, str_of(module));
  return value_is_error(v) ? str_z(&arena, v.exc->likely) : "";
}

static void a_module_is_one_slip_away(void **state) {
  (void)state;
  static const char *const SLIPS[][2] = {
      {"datetim", "datetime"},      {"atetime", "datetime"},      {"datetme", "datetime"},    {"datetimes", "datetime"},
      {"xdatetime", "datetime"},    {"datettime", "datetime"},    {"datetine", "datetime"},   {"batetime", "datetime"},
      {"datetimr", "datetime"},     {"adtetime", "datetime"},     {"datetiem", "datetime"},   {"daettime", "datetime"},
      {"dagser", "dagster"},        {"dagster_", "dagster"},      {"collection", "collections"}, {"itertool", "itertools"},
      {"functool", "functools"},    {"zoneinfos", "zoneinfo"},    {"dataclass.x", ""},        {"dataclasse.x", "dataclasses"},
      {"datetime", ""},             {"dateime.date", "datetime"}, {"datetmie", "datetime"},
  };
  for (size_t i = 0; i < sizeof SLIPS / sizeof SLIPS[0]; i++) assert_string_equal(meant_by(SLIPS[i][0]), SLIPS[i][1]);
}

/* Two of them, or what was made to differ. */
static void another_module_is_none(void **state) {
  (void)state;
  static const char *const OTHERS[] = {"datetimexx", "xxdatetime", "datetxxime", "dateti",   "tetime",    "datime",    "dxtetixe",
                                       "adtetiem",   "emitetad",   "date",       "time",     "datetime2", "Datetime",  "dateTime",
                                       "datetim9",   "0atetime",   "datetimA",   "dateZime", "",          "dagster_dbt", "dagster_dlt"};
  for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) assert_string_equal(meant_by(OTHERS[i]), "");
}

static const char *said_of(const char *module, const char *name, bool imported) {
  Value v = library_name_slip(&heap, str_of(module), str_of(name), imported);
  return value_is_error(v) ? str_z(&arena, v.exc->message) : "";
}

static void a_name_is_near_one_of_the_module(void **state) {
  (void)state;
  assert_string_equal(said_of("math", "sqr", false), "module 'math' has no attribute 'sqr'");
  assert_string_equal(said_of("math", "sqr", true), "cannot import name 'sqr' from 'math'");
  assert_string_equal(said_of("math", "sqrt", true), "");
  assert_string_equal(said_of("math", "_sqrt", true), "");
  assert_string_equal(said_of("math", "quaternion", true), "");
  assert_string_equal(said_of("numpy", "sqr", true), "");
  assert_string_equal(said_of("datetime", "now", false), "module 'datetime' has no attribute 'now'");
  assert_string_equal(said_of("datetime", "strptime", true), "cannot import name 'strptime' from 'datetime'");
  assert_string_equal(said_of("datetime", "timedelt", false), "module 'datetime' has no attribute 'timedelt'");
  Value v = library_name_slip(&heap, STR("datetime"), STR("today"), false);
  assert_true(str_is(v.exc->remedy, "the class in the module has it: 'datetime.datetime.today'"));
  assert_int_equal(v.exc->likely.n, 0);
  v = library_name_slip(&heap, STR("collections"), STR("namedtupel"), true);
  assert_true(str_is(v.exc->likely, "namedtuple") && v.exc->likely_sole && str_is(v.exc->wrong, "namedtupel"));
  assert_true(library_has(STR("math"), STR("sqrt")) && !library_has(STR("math"), STR("sqr")) && library_has(STR("none"), STR("x")));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_module_is_one_slip_away, set_up, tear_down),
      cmocka_unit_test_setup_teardown(another_module_is_none, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_name_is_near_one_of_the_module, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
