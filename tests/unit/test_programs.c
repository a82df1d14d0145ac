/* Python programs against CPython, every second one as it comes back from a plan: tests/oracle/python/<area>.tsv, recorded by
 * tests/oracle/record_python.py and record_drawn.py. */
#include "tests/oracle/program.h"
#include "tests/unit/guard.h"
#include "tests/unit/table.h"

/* Two long texts from a little before where they part. */
static void print_difference(int row, Str program, Str expected, Str got) {
  size_t at = 0;
  while (at < expected.n && at < got.n && expected.p[at] == got.p[at]) at++;
  at = at > 100 ? at - 100 : 0;
  expected = str_sub(expected, at, at + 300 < expected.n ? at + 300 : expected.n);
  got = str_sub(got, at, at + 300 < got.n ? at + 300 : got.n);
  print_error("row %d:\n%.*s  expected %.*s\n  got      %.*s\n", row, STR_FMT(program), STR_FMT(expected), STR_FMT(got));
}

/* Of a text that is no TOML dbtplan says only that it does not read it. */
static bool is_refused(Str expected, Str got) {
  return str_starts(expected, STR("! TOMLDecodeError")) && str_starts(got, STR("! unsupported: "));
}

static bool agrees(const Table *table, bool of_plan) {
  ProgramBench bench;
  program_bench_init(&bench);
  bench.of_plan = of_plan;
  if (GUARD_SET(&bench.guard)) {
    Str program = table_text(&bench.arena, table->field[0]), expected = table_text(&bench.arena, table->field[1]);
    Str got = program_outcome(&bench, program);
    bool same = str_eq(got, expected) || is_refused(expected, got);
    if (!same) print_difference(table->row, program, expected, got);
    arena_free(&bench.arena);
    return same;
  }
  print_error("row %d: stopped: %s\n", table->row, bench.guard.what);
  return false;
}

/* Hints are looked at in a whole module alone, which a plan does not keep. */
static bool comes_from_plan(const char *area, int row) { return row % 2 && strcmp(area, "hints") != 0; }

static void replay(const char *area, int least) {
  Table table;
  volatile int wrong = 0;
  char path[64];
  snprintf(path, sizeof path, "tests/oracle/python/%s.tsv", area);
  for (table_open(&table, path); table_next(&table);) wrong += !agrees(&table, comes_from_plan(area, table.row));
  assert_int_equal(wrong, 0);
  assert_true(table.row >= least);
}

/* AREAS(area, rows at least) */
#define AREAS(AREA)                                                                                     \
  AREA(arguments, 290) AREA(numbers, 10) AREA(statements, 80)                                           \
  AREA(functions, 40) AREA(exceptions, 40) AREA(classes, 20) AREA(expressions, 100) AREA(builtins, 120) \
      AREA(types, 150) AREA(library, 150) AREA(sets, 90) AREA(objects, 60) AREA(library_more, 28) AREA(library_edges, 34) AREA(library_names, 41) AREA(modules, 40) \
      AREA(edges, 250) AREA(tables, 21) AREA(match, 50) AREA(generators, 50) AREA(turns, 65) AREA(sweeps, 85)        \
      AREA(sweeps_text, 105) AREA(sweeps_time, 54) AREA(sweeps_library, 180) AREA(sweeps_dagster, 50)               \
      AREA(sweeps_classes, 138) AREA(sweeps_files, 80) AREA(sweeps_syntax, 75) AREA(toml, 370) AREA(sweeps_modules, 130) AREA(sweeps_iterators, 300) AREA(sweeps_records, 40) AREA(models, 70) AREA(queues, 150) AREA(hints, 500) AREA(drawn, 1400) AREA(damaged, 6000)
#define TEST(area, least) \
  static void area(void **state) { (void)state, replay(#area, least); }
AREAS(TEST)

int main(void) {
#define ROW(area, least) cmocka_unit_test(area),
  const struct CMUnitTest tests[] = {AREAS(ROW)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
