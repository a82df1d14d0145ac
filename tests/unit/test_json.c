#include "tests/unit/values_replay.h"

static Str dumps(Heap *heap, const Str *inputs) {
  return bench_shown(heap, json_dumps(heap, bench_literal(heap, str_z(heap->arena, inputs[0]))));
}

/* Python counts characters, json_loads bytes; the recorded texts are ASCII. */
static Str loads(Heap *heap, const Str *inputs) {
  Value value;
  Str why;
  size_t offset;
  if (json_loads(heap, inputs[0], &value, &why, &offset)) return bench_shown(heap, value);
  return str_printf(heap->arena, "!%.*s %zu", STR_FMT(why), offset);
}

static void test_dumps(void **state) { (void)state, replay("dumps", dumps, 15); }
static void test_loads(void **state) { (void)state, replay("loads", loads, 30); }

static void test_deep(void **state) {
  (void)state;
  BENCH(bench);
  char text[LIMIT_JSON_DEPTH + 1];
  memset(text, '[', sizeof text);
  Value value;
  Str why;
  size_t offset;
  assert_false(json_loads(&bench.heap, (Str){text, sizeof text}, &value, &why, &offset));
  assert_true(str_is(why, "nested too deep"));
  arena_free(&bench.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_dumps), cmocka_unit_test(test_loads),
                                     cmocka_unit_test(test_deep)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
