/* Python programs against CPython: tests/oracle/python/<area>.tsv, recorded by tests/oracle/record_python.py. */
#include "compiler/parse/parse.h"
#include "runtime/core/limits.h"
#include "runtime/eval/module.h"
#include "tests/unit/table.h"
#include "tests/unit/guard.h"

typedef struct Bench {
  Guard guard;
  Arena arena;
  DiagSink sink;
  Workspace workspace;
  Eval eval;
} Bench;

static Value no_module(Heap *heap, const Module *from, Str name) {
  (void)heap, (void)from, (void)name;
  return VALUE_ABSENT;
}

static Value run(Bench *bench, Str text) {
  Value error = VALUE_ABSENT;
  NodeList body = {0};
  Source *source = ARENA_NEW(&bench->arena, Source);
  *source = (Source){.name = STR("m.py"), .path = STR("/m.py"), .text = text};
  if (!parse_module(&bench->eval.heap, text, &body, &error)) return error;
  Value module = module_new(&bench->arena, STR("m"), source, body, no_module, NULL);
  return module_name(&bench->eval, module.module, STR("result"));
}

static Str last_word(Str name) {
  for (size_t i = name.n; i-- > 0;)
    if (name.p[i] == '.') return str_sub(name, i + 1, name.n);
  return name;
}

static Str outcome(Bench *bench, Value v) {
  if (v.kind != V_ERROR)
    return str_printf(&bench->arena, "= %.*s %.*s", STR_FMT(last_word(str_of(value_type_name(v)))),
                      STR_FMT(value_repr(&bench->eval.heap, v)));
  Str name = v.exc->class_name.n ? v.exc->class_name : last_word(str_of(exception_name(v.exc->type)));
  return str_printf(&bench->arena, "! %.*s: %.*s", STR_FMT(name), STR_FMT(v.exc->message));
}

static bool agrees(const Table *table) {
  Bench bench;
  arena_init(&bench.arena, &bench.guard, LIMIT_ARENA_BYTES);
  diag_sink_init(&bench.sink, &bench.arena);
  workspace_init(&bench.workspace, &bench.arena, &bench.sink);
  const ScopeTable *scope = scope_table(&bench.arena, SCOPE_CONTEXT, NULL, NULL, 0);
  eval_init(&bench.eval, &bench.arena, &bench.workspace, scope, NULL);
  if (GUARD_SET(&bench.guard)) {
    Str program = table_text(&bench.arena, table->field[0]), expected = table_text(&bench.arena, table->field[1]);
    Str got = outcome(&bench, run(&bench, program));
    bool same = str_eq(got, expected);
    if (!same)
      print_error("row %d:\n%.*s  expected %.*s\n  got      %.*s\n", table->row, STR_FMT(program), STR_FMT(expected),
                  STR_FMT(got));
    arena_free(&bench.arena);
    return same;
  }
  print_error("row %d: stopped: %s\n", table->row, bench.guard.what);
  return false;
}

static void replay(const char *area, int least) {
  Table table;
  volatile int wrong = 0;
  char path[64];
  snprintf(path, sizeof path, "tests/oracle/python/%s.tsv", area);
  for (table_open(&table, path); table_next(&table);) wrong += !agrees(&table);
  assert_int_equal(wrong, 0);
  assert_true(table.row >= least);
}

/* AREAS(area, rows at least) */
#define AREAS(AREA)                                                                                             \
  AREA(statements, 80) AREA(functions, 40) AREA(exceptions, 40) AREA(classes, 20) AREA(expressions, 100)        \
  AREA(builtins, 120) AREA(types, 150) AREA(library, 150)
#define TEST(area, least) \
  static void area(void **state) { (void)state, replay(#area, least); }
AREAS(TEST)

int main(void) {
#define ROW(area, least) cmocka_unit_test(area),
  const struct CMUnitTest tests[] = {AREAS(ROW)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
