#include "tests/unit/values_replay.h"
#include "tests/unit/guard.h"

static void test_one_key(void **state) {
  (void)state;
  BENCH(bench);
  Heap *heap = &bench.heap;
  bench_expect(heap, bench_literal(heap, "{1: 'a', True: 'b', 1.0: 'c'}"), "{1: 'c'}");
  arena_free(&bench.arena);
}

static void test_dict_keeps_order(void **state) {
  (void)state;
  BENCH(bench);
  Heap *heap = &bench.heap;
  Value dict = value_dict(heap), removed;
  for (int64_t i = 0; i < 1000; i++) dict_put(heap, dict.dict, value_int(i), value_int(-i));
  for (int64_t i = 0; i < 1000; i++)
    if (i % 3) assert_true(dict_remove(heap, dict.dict, value_int(i), &removed));
  dict_put(heap, dict.dict, value_int(1), value_int(7));
  assert_int_equal(dict.dict->live, 335);
  assert_int_equal(dict_get(heap, dict.dict, value_int(999)).i, -999);
  assert_int_equal(dict_get(heap, dict.dict, value_int(998)).kind, V_ABSENT);
  Value keys = op_list(heap, dict);
  assert_int_equal(keys.list->at[1].i, 3);
  assert_int_equal(keys.list->at[334].i, 1);
  arena_free(&bench.arena);
}

static void test_exceptions(void **state) {
  (void)state;
  assert_true(exception_is_a(EXC_ZERO_DIVISION, EXC_ARITHMETIC));
  assert_true(exception_is_a(EXC_KEY, EXC_EXCEPTION));
  assert_false(exception_is_a(EXC_KEY, EXC_VALUE));
  assert_false(exception_is_a(EXC_UNSUPPORTED, EXC_EXCEPTION));
}

static void test_steps_end(void **state) {
  (void)state;
  Guard guard;
  Arena arena;
  if (GUARD_SET(&guard)) {
    arena_init(&arena, &guard, LIMIT_SCRATCH_BYTES);
    Heap heap = {.arena = &arena, .steps = 1};
    heap_step(&heap, 2);
    fail();
  }
  assert_int_equal(guard.why, STOP_STEPS);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_one_key),
      cmocka_unit_test(test_dict_keeps_order),
      cmocka_unit_test(test_exceptions),
      cmocka_unit_test(test_steps_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
