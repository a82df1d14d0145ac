#include "tests/unit/grammar_replay.h"

#include "compiler/python/template_vars.h"

typedef struct Loaded {
  Bench bench;
  Project project;
  const Source *component;
  TemplateVars vars;
  bool fine;
} Loaded;

static void load(Loaded *l, const char *module, const char *other) {
  bench_begin(&l->bench);
  Workspace *workspace = &l->bench.workspace;
  l->project = (Project){STR("/p"), STR("pkg"), STR("/p/src/pkg"), STR("/p/src/pkg/defs"), false};
  l->component = workspace_give(workspace, STR("/p/src/pkg/defs/a/defs.yaml"), STR("a/defs.yaml"), STR("type: x\n"));
  if (module)
    workspace_give(workspace, STR("/p/src/pkg/defs/a/template_vars.py"), STR("a/template_vars.py"), str_of(module));
  if (other) workspace_give(workspace, STR("/p/src/pkg/defs/a/other.py"), STR("a/other.py"), str_of(other));
  l->vars = (TemplateVars){0};
  ComponentFile file = {workspace, &l->bench.heap, &l->project, l->component};
  l->fine = template_vars_load(&file, STR(".template_vars"), (Span){0, 4}, &l->vars);
}

static const char *shown(Loaded *l, size_t i) {
  const TemplateVar *var = &l->vars.at[i];
  Str value = var->value.kind == V_UNKNOWN ? STR("unknown") : value_repr(&l->bench.heap, var->value);
  return bench_z(&l->bench,
                 str_printf(&l->bench.arena, "%.*s=%.*s/%u", STR_FMT(var->name), STR_FMT(value), var->inputs));
}

static DiagCode only_finding(Loaded *l) {
  assert_int_equal(l->bench.sink.list.n, 1);
  return l->bench.sink.list.at[0]->code;
}

static void test_values_in_name_order(void **state) {
  (void)state;
  Loaded l;
  load(&l,
       "import os\nimport dagster as dg\nfrom dagster import template_var\nfrom .other import LIMIT\n\nBASE = 2\n\n"
       "@template_var\ndef b() -> int:\n  return BASE * LIMIT\n\n"
       "@dg.template_var\ndef a():\n  if BASE > 1:\n    return 'x'\n  return 'y'\n\n"
       "@dg.template_var()\ndef c(context):\n  return 1\n\n"
       "def helper():\n  return 0\n",
       "LIMIT = 21\n");
  assert_true(l.fine);
  assert_int_equal(l.vars.n, 3);
  assert_string_equal(shown(&l, 0), "a='x'/0");
  assert_string_equal(shown(&l, 1), "b=42/0");
  assert_string_equal(shown(&l, 2), "c=1/0");
  assert_true(l.vars.at[2].takes_context);
  arena_free(&l.bench.arena);
}

/* A global that reads the environment marks every var that reaches it, not only the first. */
static void test_inputs(void **state) {
  (void)state;
  Loaded l;
  load(&l,
       "import os\nfrom dagster import template_var\nREGION = os.getenv('DBTPLAN_TEST_REGION', 'eu')\n"
       "@template_var\ndef a():\n  return REGION\n@template_var\ndef b():\n  return REGION\n",
       NULL);
  assert_true(l.fine);
  assert_int_equal(l.vars.at[0].inputs, INPUT_ENV);
  assert_int_equal(l.vars.at[1].inputs, INPUT_ENV);
  arena_free(&l.bench.arena);
}

static void test_what_is_not_evaluated(void **state) {
  (void)state;
  Loaded l;
  load(&l, "import numpy\nfrom dagster import template_var\n@template_var\ndef a():\n  return numpy.pi\n", NULL);
  assert_true(l.fine);
  assert_string_equal(shown(&l, 0), "a=unknown/0");
  arena_free(&l.bench.arena);
}

/* What runs too deep ends that var, not the program: with CPython's error, or not evaluated. */
static void test_limits(void **state) {
  (void)state;
  Loaded l;
  load(&l,
       "from dagster import template_var\ndef f(n):\n  return n and f(n - 1)\n"
       "@template_var\ndef a():\n  return f(990)\n@template_var\ndef b():\n  return f(100000)\n",
       NULL);
  assert_false(l.fine);
  assert_string_equal(shown(&l, 0), "a=0/0");
  assert_string_equal(shown(&l, 1), "b=unknown/0");
  assert_int_equal(only_finding(&l), DIAG_PYTHON_RAISES);
  arena_free(&l.bench.arena);
}

/* A statement that is not evaluated spoils what it binds and may change, and nothing else. */
static void test_module_level(void **state) {
  (void)state;
  Loaded l;
  load(&l,
       "import os\nfrom dagster import template_var\nA = 1\nB = A + 1\nA = 5\nFILES = []\n"
       "for root, dirs, names in os.fwalk('/'):\n  FILES.extend(names)\n"
       "@template_var\ndef a():\n  return (A, B)\n@template_var\ndef b():\n  return FILES\n",
       NULL);
  assert_true(l.fine);
  assert_string_equal(shown(&l, 0), "a=(5, 2)/0");
  assert_string_equal(shown(&l, 1), "b=unknown/0");
  arena_free(&l.bench.arena);
}

static void test_reports(void **state) {
  (void)state;
  static const struct {
    const char *module;
    DiagCode code;
    uint32_t start;
  } CASES[] = {
      {NULL, DIAG_MODULE_MISSING, 0},
      {"x = 1\n", DIAG_NO_TEMPLATE_VARS, 0},
      {"x = (1\n", DIAG_PYTHON_SYNTAX, 4},
      {"from dagster import template_var\n@template_var\ndef a(b, c): return 1\n", DIAG_TEMPLATE_VAR_PARAMETERS, 56},
      {"from dagster import template_var\n@template_var\ndef a(): return 1 / 0\n", DIAG_PYTHON_RAISES, 63},
  };
  for (size_t i = 0; i < COUNT(CASES); i++) {
    Loaded l;
    load(&l, CASES[i].module, NULL);
    assert_false(l.fine);
    assert_int_equal(only_finding(&l), CASES[i].code);
    assert_int_equal(l.bench.sink.list.at[0]->place.span.start, CASES[i].start);
    arena_free(&l.bench.arena);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_values_in_name_order),
      cmocka_unit_test(test_inputs),
      cmocka_unit_test(test_what_is_not_evaluated),
      cmocka_unit_test(test_limits),
      cmocka_unit_test(test_module_level),
      cmocka_unit_test(test_reports),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
