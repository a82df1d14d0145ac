#include "tests/unit/values_replay.h"

static const char *const names[] = {
#define OPERATOR(NAME, ...) #NAME,
#include "grammar/operators.def"
#undef OPERATOR
};

static Operator named(Str name) {
  for (int op = 0; op < OP_COUNT; op++)
    if (str_is(name, names[op])) return (Operator)op;
  fail_msg("no operator %.*s", STR_FMT(name));
  return OP_COUNT;
}

static Value operand(Heap *heap, Str text) { return bench_literal(heap, str_z(heap->arena, text)); }

static Str binary(Heap *heap, const Str *inputs) {
  return bench_shown(heap, op_binary(heap, named(inputs[0]), operand(heap, inputs[1]), operand(heap, inputs[2])));
}
static Str compare(Heap *heap, const Str *inputs) {
  return bench_shown(heap, op_compare(heap, named(inputs[0]), operand(heap, inputs[1]), operand(heap, inputs[2])));
}

static void test_binary(void **state) { (void)state, replay("binary", binary, 600); }
static void test_compare(void **state) { (void)state, replay("compare", compare, 300); }

static void test_undefined(void **state) {
  (void)state;
  BENCH(bench);
  Heap *heap = &bench.heap;
  Value missing = value_undefined(heap, VALUE_ABSENT, value_str(STR("x")), (Str){0});
  bench_expect(heap, op_binary(heap, OP_ADD, missing, value_int(1)), "!UndefinedError: 'x' is undefined");
  Value start = op_attr_jinja(heap, VALUE_NONE, STR("start"));
  assert_int_equal(start.kind, V_UNDEFINED);
  bench_expect(heap, op_attr_jinja(heap, start, STR("y")), "!UndefinedError: 'None' has no attribute 'start'");
  Value item = op_item_jinja(heap, bench_literal(heap, "{}"), value_int(3));
  bench_expect(heap, op_item(heap, item, value_int(1)), "!UndefinedError: dict object has no element 3");
  bench_expect(heap, op_binary(heap, OP_CONCAT, value_str(STR("a")), missing), "'a'");
  bench_expect(heap, op_compare(heap, OP_LT, value_int(1), missing), "!UndefinedError: 'x' is undefined");
  bench_expect(heap, op_attr_jinja(heap, bench_literal(heap, "{'a': 1}"), STR("a")), "1");
  arena_free(&bench.arena);
}

static void test_unknown_absorbs(void **state) {
  (void)state;
  BENCH(bench);
  Heap *heap = &bench.heap;
  Value unknown = value_unknown(heap, STR("X")), stop;
  assert_int_equal(op_binary(heap, OP_ADD, value_int(1), unknown).kind, V_UNKNOWN);
  assert_int_equal(op_attr(heap, unknown, STR("a")).kind, V_UNKNOWN);
  assert_int_equal(op_item_jinja(heap, value_list(heap, 0), unknown).kind, V_UNKNOWN);
  op_truth(heap, unknown, &stop);
  assert_int_equal(stop.kind, V_UNKNOWN);
  arena_free(&bench.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_binary),
      cmocka_unit_test(test_compare),
      cmocka_unit_test(test_undefined),
      cmocka_unit_test(test_unknown_absorbs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
