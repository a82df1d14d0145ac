#include "tests/unit/values_replay.h"

static Str row(Heap *heap, const Str *inputs) {
  Value value;
  return literal_eval(heap, inputs[0], &value) == LITERAL_NOT ? STR("NOT") : bench_shown(heap, value);
}

static void test_recorded(void **state) { (void)state, replay("literal", row, 600); }

static void test_too_deep(void **state) {
  (void)state;
  BENCH(bench);
  char text[2001];
  memset(text, '[', 1000);
  memset(text + 1000, ']', 1000);
  Value value;
  assert_int_equal(literal_eval(&bench.heap, (Str){text, 2000}, &value), LITERAL_NOT);
  arena_free(&bench.arena);
}

static void test_too_many_digits(void **state) {
  (void)state;
  BENCH(bench);
  char text[LIMIT_INT_DIGITS + 1];
  memset(text, '9', sizeof text);
  Value value;
  assert_int_equal(literal_eval(&bench.heap, (Str){text, LIMIT_INT_DIGITS}, &value), LITERAL_OK);
  assert_int_equal(value_repr(&bench.heap, value).n, LIMIT_INT_DIGITS);
  assert_int_equal(literal_eval(&bench.heap, (Str){text, sizeof text}, &value), LITERAL_NOT);
  arena_free(&bench.arena);
}

static void test_number_token(void **state) {
  (void)state;
  BENCH(bench);
  Value value;
  assert_int_equal(literal_number(&bench.heap, STR("1_000"), &value), LITERAL_OK);
  assert_int_equal(value.i, 1000);
  assert_int_equal(literal_number(&bench.heap, STR("007"), &value), LITERAL_NOT);
  assert_int_equal(literal_number(&bench.heap, STR("-1"), &value), LITERAL_NOT);
  arena_free(&bench.arena);
}

static void test_bad_escape(void **state) {
  (void)state;
  BENCH(bench);
  Str decoded, why;
  size_t bad;
  assert_false(literal_unescape(&bench.heap, STR("ab\\x4"), false, &decoded, &bad, &why));
  assert_int_equal(bad, 2);
  assert_true(str_is(why, "truncated \\xXX escape"));
  arena_free(&bench.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_recorded),     cmocka_unit_test(test_too_deep),   cmocka_unit_test(test_too_many_digits),
      cmocka_unit_test(test_number_token), cmocka_unit_test(test_bad_escape),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
