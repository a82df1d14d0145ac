#include "runtime/value/native.h"
#include "tests/unit/values_replay.h"

/* Expected results: jinja2.nativetypes.native_concat. */
static void test_concat(void **state) {
  (void)state;
  BENCH(bench);
  Heap *heap = &bench.heap;
  const Value five[] = {value_int(5), value_int(5)}, none[] = {VALUE_NONE, value_str(STR("x"))};
  const Value text[] = {value_str(STR("05"))}, number[] = {value_str(STR("10"))}, list[] = {value_list(heap, 0)};
  const Value missing[] = {value_str(STR("x")), value_undefined(heap, VALUE_ABSENT, text[0], (Str){0})};
  bench_expect(heap, native_concat(heap, NULL, 0), "None");
  bench_expect(heap, native_concat(heap, five, 2), "55");
  bench_expect(heap, native_concat(heap, none, 2), "'Nonex'");
  bench_expect(heap, native_concat(heap, text, 1), "'05'");
  bench_expect(heap, native_concat(heap, number, 1), "10");
  bench_expect(heap, native_concat(heap, list, 1), "[]");
  bench_expect(heap, native_concat(heap, missing, 2), "'x'");
  arena_free(&bench.arena);
}

static void test_text(void **state) {
  (void)state;
  BENCH(bench);
  Heap *heap = &bench.heap;
  bench_expect(heap, native_text(heap, STR("2024-10-12")), "'2024-10-12'");
  bench_expect(heap, native_text(heap, STR("2023.1")), "2023.1");
  bench_expect(heap, native_text(heap, STR("{[]}")), "!TypeError: unhashable type: 'list'");
  bench_expect(heap, native_text(heap, STR("1,234")), "(1, 234)");
  arena_free(&bench.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_concat), cmocka_unit_test(test_text)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
