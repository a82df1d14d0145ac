#include "tests/unit/values_replay.h"

static Value call(Heap *heap, Value self, const char *name, Value args) {
  const Builtin *method = type_method(value_type(self), str_of(name));
  if (!method) fail_msg("no method %s", name);
  Value given[16] = {0};
  for (size_t i = 0; i < args.list->n; i++) given[i] = args.list->at[i];
  return method->fn(heap, self, given);
}

static Str row(Heap *heap, const Str *inputs) {
  Value self = bench_literal(heap, str_z(heap->arena, inputs[0])),
        args = bench_literal(heap, str_z(heap->arena, inputs[2]));
  return bench_shown(heap, call(heap, self, str_z(heap->arena, inputs[1]), args));
}

static void test_methods(void **state) { (void)state, replay("method", row, 400); }

static Value aware(Heap *heap, int day) {
  return value_datetime(heap, (Civil){.year = 2023, .month = 2, .day = (uint8_t)day, .tz = &TZ_UTC_ZONE});
}

/* Expected results: CPython 3.11 and Dagster 1.13.27. */
static void test_window(void **state) {
  (void)state;
  BENCH(bench);
  Heap *heap = &bench.heap;
  TimeWindow body = {aware(heap, 1), aware(heap, 2)};
  Value window = {.kind = V_TIME_WINDOW, .window = &body};
  bench_expect(heap, window,
               "TimeWindow(start=datetime.datetime(2023, 2, 1, 0, 0, tzinfo=datetime.timezone.utc), "
               "end=datetime.datetime(2023, 2, 2, 0, 0, tzinfo=datetime.timezone.utc))");
  Value start = op_attr(heap, window, STR("start")), end = op_item(heap, window, value_int(-1));
  bench_expect(heap, call(heap, start, "strftime", bench_literal(heap, "['%Y-%m-%d']")), "'2023-02-01'");
  bench_expect(heap, op_binary(heap, OP_SUB, end, start), "datetime.timedelta(days=1)");
  bench_expect(heap, op_len(heap, window), "2");
  bench_expect(heap, op_item(heap, window, value_int(2)), "!IndexError: tuple index out of range");
  bench_expect(heap, op_attr(heap, window, STR("begin")),
               "!AttributeError: 'TimeWindow' object has no attribute 'begin'");
  arena_free(&bench.arena);
}

static void test_datetime(void **state) {
  (void)state;
  BENCH(bench);
  Heap *heap = &bench.heap;
  Value when = aware(heap, 28), naive = value_datetime(heap, (Civil){.year = 2023, .month = 2, .day = 1});
  bench_expect(heap, op_binary(heap, OP_ADD, when, timedelta_make(heap, (Delta){1, 3600, 0})),
               "datetime.datetime(2023, 3, 1, 1, 0, tzinfo=datetime.timezone.utc)");
  bench_expect(heap, op_binary(heap, OP_SUB, naive, when),
               "!TypeError: can't subtract offset-naive and offset-aware datetimes");
  bench_expect(heap, op_compare(heap, OP_LT, naive, when),
               "!TypeError: can't compare offset-naive and offset-aware datetimes");
  bench_expect(heap, op_compare(heap, OP_EQ, naive, when), "False");
  bench_expect(heap, call(heap, when, "isoformat", bench_literal(heap, "[' ', 'minutes']")),
               "'2023-02-28 00:00+00:00'");
  bench_expect(heap, call(heap, when, "timestamp", value_list(heap, 0)), "1677542400.0");
  bench_expect(heap, value_str(value_to_str(heap, when)), "'2023-02-28 00:00:00+00:00'");
  bench_expect(heap, json_dumps(heap, when), "!TypeError: Object of type datetime is not JSON serializable");
  const Value wrong[10] = {value_int(2023), value_int(2), value_int(30)};
  bench_expect(heap, TYPE_DATE.construct(heap, &TYPE_DATE, wrong), "!ValueError: day is out of range for month");
  arena_free(&bench.arena);
}

static void test_timedelta(void **state) {
  (void)state;
  BENCH(bench);
  Heap *heap = &bench.heap;
  const Value args[7] = {value_float(1.5), VALUE_ABSENT, VALUE_ABSENT, VALUE_ABSENT, VALUE_ABSENT, value_int(-1)};
  Value delta = TYPE_TIMEDELTA.construct(heap, &TYPE_TIMEDELTA, args);
  bench_expect(heap, delta, "datetime.timedelta(days=1, seconds=39600)");
  bench_expect(heap, value_str(value_to_str(heap, delta)), "'1 day, 11:00:00'");
  bench_expect(heap, op_binary(heap, OP_DIV, delta, value_int(0)),
               "!ZeroDivisionError: integer division or modulo by zero");
  bench_expect(heap, op_unary(heap, OP_NEG, delta), "datetime.timedelta(days=-2, seconds=46800)");
  bench_expect(heap, call(heap, delta, "total_seconds", value_list(heap, 0)), "126000.0");
  arena_free(&bench.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_methods),
      cmocka_unit_test(test_window),
      cmocka_unit_test(test_datetime),
      cmocka_unit_test(test_timedelta),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
