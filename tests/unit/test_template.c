#include "tests/unit/grammar_replay.h"

static void test_as_recorded(void **state) {
  (void)state;
  replay("tests/grammar/template.recorded.tsv", bench_template, true, 300);
}

static void test_plain_text(void **state) {
  (void)state;
  Bench bench;
  bench_begin(&bench);
  assert_string_equal(bench_template(&bench, STR("a\r\nb\rc\n")), "(text a\nb\nc)");
  assert_string_equal(bench_template(&bench, STR("")), "");
  assert_string_equal(bench_template(&bench, STR("\n")), "");
  Value error;
  Node *node = parse_template(&bench.heap, STR("x\r\n{{ a }}"), &error);
  assert_true(str_is(node->template.text, "x\r\n{{ a }}"));
  assert_int_equal(node->template.body.at[1]->output.items.at[0]->span.start, 6);
  assert_false(node->has_locals);
  assert_true(parse_template(&bench.heap, STR("{% set a = 1 %}"), &error)->has_locals);
  arena_free(&bench.arena);
}

static void test_open_block(void **state) {
  (void)state;
  Bench bench;
  bench_begin(&bench);
  Value error;
  assert_null(parse_template(&bench.heap, STR("x{% for a in b %}y"), &error));
  assert_int_equal(error.exc->type, EXC_TEMPLATE_SYNTAX);
  assert_true(error.exc->has_opened);
  assert_int_equal(error.exc->opened.start, 1);
  arena_free(&bench.arena);
}

static void test_depth_is_bounded(void **state) {
  (void)state;
  Bench bench;
  bench_begin(&bench);
  Buf nested = buf_new(&bench.arena, LIMIT_STRING_BYTES), chain = nested;
  buf_puts(&chain, "{% if a %}");
  for (size_t i = 0; i < 50000; i++) buf_puts(&nested, "{% if a %}"), buf_puts(&chain, "{% elif a %}");
  buf_puts(&chain, "{% endif %}");
  assert_string_equal(bench_template(&bench, buf_str(&nested)), "RecursionError: maximum recursion depth exceeded");
  assert_string_equal(bench_template(&bench, buf_str(&chain)), "RecursionError: maximum recursion depth exceeded");
  arena_free(&bench.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_as_recorded),
      cmocka_unit_test(test_plain_text),
      cmocka_unit_test(test_open_block),
      cmocka_unit_test(test_depth_is_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
