/* The evaluator against templates rendered by the real jinja2 NativeTemplate: tests/oracle/eval.tsv. */
#include "compiler/parse/parse.h"
#include "runtime/core/limits.h"
#include "runtime/eval/dg.h"
#include "runtime/time/partition.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/object.h"
#include "tests/unit/table.h"
#include "tests/unit/guard.h"

typedef struct Bench {
  Guard guard;
  Arena arena;
  DiagSink sink;
  Workspace workspace;
  Eval eval;
} Bench;

static void bench_init(Bench *bench, const ScopeTable *scope, Value *root) {
  arena_init(&bench->arena, &bench->guard, LIMIT_ARENA_BYTES);
  diag_sink_init(&bench->sink, &bench->arena);
  workspace_init(&bench->workspace, &bench->arena, &bench->sink);
  eval_init(&bench->eval, &bench->arena, &bench->workspace, scope, root);
}

static Value render(Bench *bench, Str text) {
  Value error = VALUE_ABSENT;
  Node *tree = parse_template(&bench->eval.heap, text, &error);
  if (!tree) return error;
  link_tree(tree, bench->eval.scope);
  return eval_template(&bench->eval, tree);
}

/* ---- jinja ---- */

static const struct {
  Str name;
  const char *value;
} CONTEXT[] = {
    {STR_INIT("n"), "5"},
    {STR_INIT("s"), "'Hello World'"},
    {STR_INIT("l"), "[3, 1, 2]"},
    {STR_INIT("d"), "{'b': 1, 'a': 2}"},
    {STR_INIT("users"), "[{'name': 'bob', 'age': 2}, {'name': 'Al', 'age': 1}]"},
    {STR_INIT("words"), "['b', 'A', 'a', 'c']"},
};
enum { CONTEXT_COUNT = COUNT(CONTEXT) };

static void bench_context(Bench *bench) {
  Str names[CONTEXT_COUNT];
  static Value root[CONTEXT_COUNT];
  for (int i = 0; i < CONTEXT_COUNT; i++) names[i] = CONTEXT[i].name;
  bench_init(bench, NULL, root);
  const ScopeTable *none = scope_table(&bench->arena, SCOPE_CONTEXT, NULL, NULL, 0);
  bench->eval.scope = none;
  for (int i = 0; i < CONTEXT_COUNT; i++) {
    Value error;
    Node *tree = parse_expression(&bench->eval.heap, str_of(CONTEXT[i].value), EXPR_JINJA, &error);
    assert_non_null(tree);
    link_tree(tree, none);
    root[i] = eval_node(&bench->eval, tree);
  }
  bench->eval.scope = scope_table(&bench->arena, SCOPE_CONTEXT, names, NULL, CONTEXT_COUNT);
}

static Str outcome(Bench *bench, Value v) {
  Arena *arena = &bench->arena;
  if (v.kind == V_ERROR)
    return str_printf(arena, "! %s: %.*s", exception_name(v.exc->type), STR_FMT(v.exc->message));
  return str_cat(arena, STR("= "), value_repr(&bench->eval.heap, v));
}

static void renders_as_jinja(void **state) {
  (void)state;
  Table table;
  volatile int wrong = 0; /* the guard may jump */
  for (table_open(&table, "tests/oracle/eval.tsv"); table_next(&table);) {
    Bench bench;
    bench_context(&bench);
    if (!GUARD_SET(&bench.guard)) fail_msg("%s: %s", table.field[0].p, bench.guard.what);
    Str expected = table_text(&bench.arena, table.field[1]);
    Value v = render(&bench, table_text(&bench.arena, table.field[0]));
    Str got = outcome(&bench, v);
    if (!str_eq(got, expected)) {
      print_error("%s\n  expected %.*s\n  got      %.*s\n", table.field[0].p, STR_FMT(expected), STR_FMT(got));
      wrong++;
    }
    if (v.kind == V_ERROR && v.exc->type != EXC_SYNTAX && !v.exc->has_span) fail_msg("no place: %s", table.field[0].p);
    arena_free(&bench.arena);
  }
  assert_int_equal(wrong, 0);
}

/* ---- what Dagster makes of it ---- */

static Value resolve(Bench *bench, const char *text) {
  Value error = VALUE_ABSENT;
  Node *tree = parse_template(&bench->eval.heap, str_of(text), &error);
  if (!tree) return error;
  link_tree(tree, bench->eval.scope);
  return eval_scalar(&bench->eval, tree);
}

static void bench_args(Bench *bench) {
  bench_init(bench, NULL, NULL);
  bench->eval.scope = scope_table(&bench->arena, SCOPE_ARGS, NULL, NULL, 0);
  Value *root = scope_values(&bench->eval.heap, bench->eval.scope);
  root[ARGS_PARTITION_KEY] = value_str(STR("2023-01-05"));
  root[ARGS_PARTITION_KEY_RANGE] = VALUE_NONE;
  root[ARGS_PARTITION_TIME_WINDOW] = VALUE_NONE;
  bench->eval.root = root;
}

static void assert_raises(Bench *bench, const char *text, const char *message, uint32_t start, uint32_t end) {
  Value v = resolve(bench, text);
  assert_int_equal(v.kind, V_ERROR);
  assert_string_equal(str_z(&bench->arena, v.exc->message), message);
  assert_true(v.exc->has_span);
  assert_int_equal(v.exc->span.start, start);
  assert_int_equal(v.exc->span.end, end);
}

#define SCOPE "env, dg, datetime, automation_condition, partition_key, partition_key_range, partition_time_window"

static void names_the_scope(void **state) {
  (void)state;
  Bench bench;
  bench_args(&bench);
  if (!GUARD_SET(&bench.guard)) fail();
  assert_raises(&bench, "{{ context.x }}", "'context' not found in scope, available scope is: " SCOPE, 3, 12);
  assert_raises(&bench, "{{ partition_kye }}", "'partition_kye' not found in scope, available scope is: " SCOPE, 3, 16);
  Value v = resolve(&bench, "{{ partition_kye }}");
  assert_string_equal(str_z(&bench.arena, v.exc->likely), "partition_key");
  assert_raises(&bench, "{{ dg.Foo }}", "'dagster.components.resolved.scopes.DgScope object' has no attribute 'Foo'", 3,
                9);
  assert_raises(&bench, "{{ datetime.date }}",
                "'dagster.components.resolved.scopes.DatetimeScope object' has no attribute 'date'", 3, 16);
  assert_raises(&bench, "{{ partition_key_range.start }}", "'None' has no attribute 'start'", 3, 28);
  arena_free(&bench.arena);
}

static void shows_what_is_involved(void **state) {
  (void)state;
  Bench bench;
  bench_args(&bench);
  if (!GUARD_SET(&bench.guard)) fail();
  Value v = resolve(&bench, "{{ partition_key_range.start.x ~ partition_key }}");
  assert_int_equal(v.kind, V_ERROR);
  assert_int_equal(v.exc->involved.n, 1);
  assert_string_equal(str_z(&bench.arena, v.exc->involved.at[0].name), "partition_key_range");
  assert_string_equal(str_z(&bench.arena, v.exc->involved.at[0].shown), "None");
  arena_free(&bench.arena);
}

/* Sixty columns of a value's repr, with `…` where there is more: what begins it, so many times a letter, what ends it. */
static const struct {
  const char *value, *begins, *letter;
  int times;
  const char *ends;
} SHOWN[] = {
    {"'a' * 57", "'", "a", 57, "'"},
    {"'a' * 58", "'", "a", 58, "'"},
    {"'a' * 59", "'", "a", 59, "…"},
    {"'a' * 240", "'", "a", 59, "…"},
    {"'a' * 241", "'", "a", 59, "…"},
    {"'é' * 58", "'", "é", 58, "'"},
    {"'é' * 300", "'", "é", 59, "…"},
    {"'😀' * 58", "'", "😀", 58, "'"},
    {"'😀' * 61", "'", "😀", 59, "…"},
    {"'\n' * 29", "'", "\\n", 29, "'"},
    {"'\n' * 300", "'", "\\n", 29, "\\…"},
    {"'a' * 70 ~ '\\''", "\"", "a", 59, "…"},
    {"[0] * 8", "[0", ", 0", 7, "]"},
    {"[0] * 9", "a list of 9 items", "", 0, ""},
    {"(0,) * 9", "a tuple of 9 items", "", 0, ""},
    {"dict(a=1, b=2, c=3, d=4, e=5, f=6, g=7, h=8, i=9)", "a dict of 9 items", "", 0, ""},
    {"{}", "{}", "", 0, ""},
};

static Str shown_of(Arena *arena, size_t i) {
  Buf buf = buf_new(arena, 1024);
  buf_puts(&buf, SHOWN[i].begins);
  for (int k = 0; k < SHOWN[i].times; k++) buf_puts(&buf, SHOWN[i].letter);
  buf_puts(&buf, SHOWN[i].ends);
  return buf_str(&buf);
}

static void show_one(size_t row) {
  Bench bench;
  bench_context(&bench);
  if (!GUARD_SET(&bench.guard)) fail();
  const char *value = SHOWN[row].value;
  Str template = str_printf(&bench.arena, "{%% set v = %s %%}{{ v.x.y }}", value), wanted = shown_of(&bench.arena, row);
  Value v = render(&bench, template);
  assert_int_equal(v.kind, V_ERROR);
  assert_int_equal(v.exc->involved.n, 1);
  Str found = v.exc->involved.at[0].shown;
  if (!str_eq(found, wanted)) fail_msg("%s: %.*s, not %.*s", value, STR_FMT(found), STR_FMT(wanted));
  arena_free(&bench.arena);
}

static void shows_so_much_of_a_value(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(SHOWN); i++) show_one(i);
}

static void absorbs_unknown(void **state) {
  (void)state;
  Bench bench;
  bench_args(&bench);
  if (!GUARD_SET(&bench.guard)) fail();
  bench.workspace.env_policy = ENV_SUPPLIED_ONLY;
  Value v = resolve(&bench, "{{ env.X }}-{{ (env('X') ~ 'a').upper()[1:] | replace('a', 'b') }}");
  assert_int_equal(v.kind, V_UNKNOWN);
  assert_string_equal(str_z(&bench.arena, v.unknown->what), "the environment variable X");
  assert_int_equal(bench.eval.heap.inputs_read, INPUT_ENV);
  v = resolve(&bench, "{{ 'a' if env.X else 'b' }}");
  assert_int_equal(v.kind, V_ERROR);
  assert_int_equal(v.exc->type, EXC_UNVERIFIED);
  assert_string_equal(str_z(&bench.arena, v.exc->message), "depends on the environment variable X");
  arena_free(&bench.arena);
}

static void builds_definitions(void **state) {
  (void)state;
  Bench bench;
  bench_args(&bench);
  if (!GUARD_SET(&bench.guard)) fail();
  Value v = resolve(&bench, "{{ dg.DailyPartitionsDefinition(start_date='2023-01-01', hour_offset=2, end_offset=1) }}");
  assert_int_equal(v.kind, V_DEFINITION);
  assert_int_equal(v.definition->kind, PARTITIONS_DAILY);
  assert_int_equal(v.definition->start.year, 2023);
  assert_int_equal(v.definition->hour_offset, 2);
  assert_int_equal(v.definition->end_offset, 1);
  assert_raises(&bench, "{{ dg.DailyPartitionsDefinition() }}",
                "DailyPartitionsDefinition.__new__() missing 1 required positional argument: 'start_date'", 3, 33);
  assert_raises(&bench, "{{ dg.DailyPartitionsDefinition('x') }}", "time data 'x' does not match format '%Y-%m-%d%z'",
                3, 36);
  assert_raises(&bench, "{{ dg.DailyPartitionsDefinition(5) }}",
                "Param \"start_ts\" is not a TimestampWithTimezone. Got 5 which is type <class 'int'>.", 3, 34);
  assert_raises(&bench, "{{ dg.DailyPartitionsDefinition('2023-01-01', hour_offset=25) }}",
                "Found invalid cron schedule '0 25 * * *' for a TimeWindowPartitionsDefinition.", 3, 61);
  assert_raises(&bench, "{{ dg.StaticPartitionsDefinition(['a', 5]) }}",
                "Member of sequence mismatches type. Expected <class 'str'>. Got 5 of type <class 'int'>.", 3, 42);
  v = resolve(&bench, "{{ dg.AutomationCondition.on_cron('@daily') }}");
  assert_int_equal(v.kind, V_OPAQUE);
  assert_string_equal(str_z(&bench.arena, value_repr(&bench.eval.heap, v)), "dg.AutomationCondition.on_cron('@daily')");
  arena_free(&bench.arena);
}

/* ---- Python ---- */

static Value import_here(Heap *heap, const Module *from, Str name) {
  (void)heap, (void)from, (void)name;
  return VALUE_ABSENT;
}

static Value run_python(Bench *bench, const char *text, const char *name) {
  Value error = VALUE_ABSENT;
  NodeList body = {0};
  if (!parse_module(&bench->eval.heap, str_of(text), &body, &error)) return error;
  for (size_t i = 0; i < body.n; i++) link_tree(body.at[i], bench->eval.scope);
  Value module = module_new(&bench->arena, STR("m"), NULL, body, import_here, NULL);
  Value function = op_attr(&bench->eval.heap, module, str_of(name));
  return eval_call(&bench->eval, function, NULL, 0, NULL);
}

static void runs_template_vars(void **state) {
  (void)state;
  Bench bench;
  bench_args(&bench);
  if (!GUARD_SET(&bench.guard)) fail();
  Value v = run_python(
      &bench,
      "import dagster as dg\nSTART = '2023-01-01'\n\n@dg.template_var\ndef daily() -> dg.DailyPartitionsDefinition:\n"
      "    return dg.DailyPartitionsDefinition(start_date=START)\n",
      "daily");
  assert_int_equal(v.kind, V_DEFINITION);
  v = run_python(&bench,
                 "def twice(x, *, by=2):\n    return x * by\n\ndef f():\n    y = [twice(i) for i in range(3) if i]\n"
                 "    if len(y) > 1:\n        return f'{y[0]}-{sum(y):03d}'\n    return None\n",
                 "f");
  assert_string_equal(str_z(&bench.arena, value_repr(&bench.eval.heap, v)), "'2-006'");
  v = run_python(&bench, "def g(x, y):\n    return x\n\ndef f():\n    return g(1)\n", "f");
  assert_int_equal(v.kind, V_ERROR);
  assert_string_equal(str_z(&bench.arena, v.exc->message), "g() missing 1 required positional argument: 'y'");
  arena_free(&bench.arena);
}

static void stops_deep_recursion(void **state) {
  (void)state;
  Bench bench;
  bench_args(&bench);
  if (GUARD_SET(&bench.guard)) {
    resolve(&bench, "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}");
    fail();
  }
  assert_int_equal(bench.guard.why, STOP_DEPTH);
  eval_reset(&bench.eval);
  if (GUARD_SET(&bench.guard)) {
    resolve(&bench, "{% for i in range(90000000) %}{% endfor %}");
    fail();
  }
  assert_int_equal(bench.guard.why, STOP_STEPS);
  arena_free(&bench.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(renders_as_jinja),       cmocka_unit_test(names_the_scope),
      cmocka_unit_test(shows_what_is_involved), cmocka_unit_test(shows_so_much_of_a_value),
      cmocka_unit_test(absorbs_unknown),
      cmocka_unit_test(builds_definitions),     cmocka_unit_test(runs_template_vars),
      cmocka_unit_test(stops_deep_recursion),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
