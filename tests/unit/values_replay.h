/* values_replay: replays the rows of tests/oracle/values.tsv of one area, and what tests of values share. */
#ifndef DBTPLAN_TESTS_VALUES_REPLAY_H
#define DBTPLAN_TESTS_VALUES_REPLAY_H

#include "runtime/core/limits.h"
#include "runtime/value/json.h"
#include "runtime/value/literal.h"
#include "runtime/value/types.h"
#include "tests/unit/table.h"
#include "tests/unit/guard.h"

typedef struct Bench {
  Guard guard;
  Arena arena;
  Heap heap;
} Bench;

static inline void bench_init(Bench *bench) {
  arena_init(&bench->arena, &bench->guard, LIMIT_SCRATCH_BYTES);
  bench->heap = (Heap){.arena = &bench->arena, .steps = LIMIT_EVAL_STEPS};
}

#define BENCH(bench)                                                                     \
  Bench bench;                                                                           \
  if (!GUARD_SET(&(bench).guard)) fail_msg("stopped: %s", (bench).guard.what);           \
  bench_init(&(bench))

static inline Value bench_literal(Heap *heap, const char *text) {
  Value value = VALUE_ABSENT;
  if (literal_eval(heap, str_of(text), &value) != LITERAL_OK) fail_msg("no literal: %s", text);
  return value;
}

/* repr, or "!Type: message". */
static inline Str bench_shown(Heap *heap, Value v) {
  if (v.kind != V_ERROR) return value_repr(heap, v);
  return str_printf(heap->arena, "!%s: %.*s", exception_name(v.exc->type), STR_FMT(v.exc->message));
}

static inline void bench_expect(Heap *heap, Value got, const char *expected) {
  assert_string_equal(str_z(heap->arena, bench_shown(heap, got)), expected);
}

typedef Str (*ReplayRow)(Heap *heap, const Str *inputs);

static inline bool replay_row(const Table *table, ReplayRow row) {
  BENCH(bench);
  Str fields[TABLE_FIELDS];
  for (int i = 1; i < table->fields; i++) {
    Value field;
    assert_true(json_loads(&bench.heap, table->field[i], &field, NULL, NULL));
    fields[i - 1] = value_text(field);
  }
  Str got = row(&bench.heap, fields), expected = fields[table->fields - 2];
  bool same = str_eq(got, expected);
  if (!same) print_message("row %d: expected %.*s, got %.*s\n", table->row, STR_FMT(expected), STR_FMT(got));
  arena_free(&bench.arena);
  return same;
}

/* `row` turns the inputs of a row into the outcome; `least` rows must be there. */
static inline void replay(const char *area, ReplayRow row, int least) {
  Table table;
  int rows = 0, right = 0;
  for (table_open(&table, "tests/oracle/values.tsv"); table_next(&table);) {
    if (!str_is(table.field[0], area)) continue;
    rows++;
    right += replay_row(&table, row);
  }
  assert_int_equal(right, rows);
  assert_true(rows >= least);
}

#endif
