#include "runtime/value/braces.h"
#include "runtime/value/format.h"
#include "tests/unit/values_replay.h"

static Str row(Heap *heap, const Str *inputs) {
  return bench_shown(heap, format_value(heap, bench_literal(heap, str_z(heap->arena, inputs[0])), inputs[1]));
}

static void test_recorded(void **state) { (void)state, replay("format", row, 300); }

/* Expected results: CPython 3.11. */
static void test_braces(void **state) {
  (void)state;
  BENCH(bench);
  Heap *heap = &bench.heap;
  const Value args[] = {value_int(5), bench_literal(heap, "{'k': [1, 'x']}"), value_str(STR("t"))};
  bench_expect(heap, braces_format(heap, STR("{} {2!r:>5} {{}}"), args, 3, NULL),
               "!ValueError: cannot switch from automatic field numbering to manual field specification");
  bench_expect(heap, braces_format(heap, STR("{0:03d} {2!r:>5} {{}}"), args, 3, NULL), "\"005   't' {}\"");
  bench_expect(heap, braces_format(heap, STR("{1[k][1]}"), args, 3, NULL), "'x'");
  bench_expect(heap, braces_format(heap, STR("{2:{0}}|"), args, 3, NULL), "'t    |'");
  bench_expect(heap, braces_format(heap, STR("{9}"), args, 3, NULL),
               "!IndexError: Replacement index 9 out of range for positional args tuple");
  bench_expect(heap, braces_format(heap, STR("{name}"), args, 3, NULL), "!KeyError: 'name'");
  bench_expect(heap, braces_format(heap, STR("}"), args, 3, NULL),
               "!ValueError: Single '}' encountered in format string");
  arena_free(&bench.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_recorded), cmocka_unit_test(test_braces)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
