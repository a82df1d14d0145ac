#include "tests/unit/grammar_replay.h"

static const char *jinja(Bench *bench, Str text) { return bench_expression(bench, text, EXPR_JINJA); }
static const char *python(Bench *bench, Str text) { return bench_expression(bench, text, EXPR_PYTHON); }

static void test_jinja_as_recorded(void **state) {
  (void)state;
  replay("tests/grammar/jinja.recorded.tsv", jinja, true, 500);
}

static void test_python_as_recorded(void **state) {
  (void)state;
  replay("tests/grammar/python.recorded.tsv", python, false, 400);
}

/* jinja2/parser.py and the Python 3.11 reference, "Operator precedence". */
static void test_precedence(void **state) {
  (void)state;
  Bench bench;
  bench_begin(&bench);
  assert_string_equal(jinja(&bench, STR("-2**2")), "(binary ** (unary - (constant 2)) (constant 2))");
  assert_string_equal(python(&bench, STR("-2**2")), "(unary - (binary ** (constant 2) (constant 2)))");
  assert_string_equal(jinja(&bench, STR("2**3**2")),
                      "(binary ** (binary ** (constant 2) (constant 3)) (constant 2))");
  assert_string_equal(python(&bench, STR("2**3**2")),
                      "(binary ** (constant 2) (binary ** (constant 3) (constant 2)))");
  assert_string_equal(jinja(&bench, STR("-a|upper")), "(filter (unary - (name a)) upper [])");
  arena_free(&bench.arena);
}

static void test_spans(void **state) {
  (void)state;
  Bench bench;
  bench_begin(&bench);
  Value error;
  Node *node = parse_expression(&bench.heap, STR(" a.b + (c)|upper "), EXPR_JINJA, &error);
  assert_int_equal(node->span.start, 1);
  assert_int_equal(node->span.end, 16);
  assert_int_equal(node->binary.right->span.start, 7);
  assert_int_equal(node->binary.right->filter.input->span.end, 10);
  assert_true(node->binary.right->filter.input->parenthesized);
  assert_null(parse_expression(&bench.heap, STR("f(1, [2"), EXPR_JINJA, &error));
  assert_true(error.exc->has_opened);
  assert_int_equal(error.exc->opened.start, 5);
  arena_free(&bench.arena);
}

/* Neither a deep nor a long expression may exhaust the stack. */
static void test_depth_is_bounded(void **state) {
  (void)state;
  Bench bench;
  bench_begin(&bench);
  Buf nested = buf_new(&bench.arena, LIMIT_STRING_BYTES), chain = nested, signs = nested, attributes = nested;
  buf_repeat(&nested, '[', 100000);
  for (size_t i = 0; i < 100000; i++) buf_puts(&chain, "1+"), buf_puts(&signs, "- "), buf_puts(&attributes, "a.");
  buf_puts(&chain, "1"), buf_puts(&signs, "1"), buf_puts(&attributes, "a");
  const char *recursion = "RecursionError: maximum recursion depth exceeded";
  const char *brackets = "SyntaxError: too many nested parentheses";
  assert_string_equal(python(&bench, buf_str(&nested)), brackets);
  assert_string_equal(jinja(&bench, buf_str(&chain)), recursion);
  assert_string_equal(jinja(&bench, buf_str(&signs)), recursion);
  assert_string_equal(jinja(&bench, buf_str(&attributes)), recursion);
  assert_string_equal(python(&bench, buf_str(&chain)), brackets);
  arena_free(&bench.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_jinja_as_recorded), cmocka_unit_test(test_python_as_recorded),
      cmocka_unit_test(test_precedence),        cmocka_unit_test(test_spans),
      cmocka_unit_test(test_depth_is_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
