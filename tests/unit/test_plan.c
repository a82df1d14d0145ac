/* Plans as JSON: what is written reads back as the same, and what is no plan is refused with a reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "compiler/parse/parse.h"
#include "runtime/core/limits.h"
#include "runtime/eval/module.h"
#include "runtime/plan/modules.h"
#include "runtime/plan/node_json.h"
#include "runtime/plan/plan_json.h"
#include "runtime/value/json.h"

static Guard guard;
static Arena arena;
static DiagSink sink;
static Workspace workspace;
static Eval eval;

static int set_up(void **state) {
  (void)state;
  arena_init(&arena, &guard, LIMIT_ARENA_BYTES);
  diag_sink_init(&sink, &arena);
  workspace_init(&workspace, &arena, &sink);
  eval_init(&eval, &arena, &workspace, scope_table(&arena, SCOPE_ARGS, NULL, NULL, 0), NULL);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  arena_free(&arena);
  return 0;
}

static Value json_of(const char *text) {
  Value json;
  Str why;
  size_t offset;
  assert_true(json_loads(&eval.heap, str_of(text), &json, &why, &offset));
  return json;
}

static void assert_text(Str got, const char *expected) {
  if (!str_is(got, expected)) fail_msg("got %.*s, expected %s", STR_FMT(got), expected);
}

/* ---- constants ---- */

static void constants_read_back(void **state) {
  (void)state;
  static const char *const TEXTS[] = {
      "null",
      "true",
      "-5",
      "123456789012345678901234567890",
      "1.0",
      "1e+16",
      "\"a\\u00e9\\ud83d\\ude00\"",
      "{\"tuple\": [1, {\"tuple\": []}, \"x\"]}",
      "{\"bytes\": \"\\u0000\\u00ffa\"}",
      "{\"float\": \"nan\"}",
      "{\"float\": \"-inf\"}",
      "{\"complex\": [1.0, 2.0]}",
      "{\"ellipsis\": true}",
      ("{\"definition\": {\"type\": \"daily\", \"start\": \"2023-01-01T00:00:00\", \"end\": \"2024-01-01T00:00:00\", "
       "\"timezone\": \"UTC\", \"fmt\": \"%Y-%m-%d\", \"end_offset\": -1, \"hour_offset\": 3}}"),
      ("{\"definition\": {\"type\": \"hourly\", \"start\": \"2024-01-01T00:00:00\", \"timezone\": "
       "\"UTC\", \"fmt\": \"%Y-%m-%d-%H:%M\", \"minute_offset\": 15}}"),
      ("{\"definition\": {\"type\": \"weekly\", \"start\": \"2024-01-01T00:00:00\", \"timezone\": "
       "\"UTC\", \"fmt\": \"%Y-%m-%d\", \"hour_offset\": 5, \"day_offset\": 3}}"),
      ("{\"definition\": {\"type\": \"monthly\", \"start\": \"2024-01-01T12:30:15.000500\", "
       "\"timezone\": \"UTC\", \"fmt\": \"%Y-%m\", \"end_offset\": 2, \"day_offset\": 10}}"),
      ("{\"definition\": {\"type\": \"time_window\", \"cron\": \"*/15 8-18 * * MON-FRI\", \"start\": "
       "\"2024-01-01T00:00:00\", \"timezone\": \"UTC\", \"fmt\": \"%H:%M\", \"excluded_times\": "
       "[\"2024-01-02T08:15:00\", \"2024-01-02T08:30:00\"], \"excluded_crons\": [\"0 * * * *\"]}}"),
      ("{\"definition\": {\"type\": \"hourly\", \"start\": \"2023-11-05T01:00:00-05:00\", "
       "\"timezone\": \"America/New_York\", \"fmt\": \"%Y-%m-%d-%H:%M\"}}"),
      "{\"definition\": {\"type\": \"static\", \"keys\": [\"1\", \"None\", \"a b\", \"\\u00e9\"]}}",
      "{\"definition\": {\"type\": \"static\", \"keys\": []}}",
      "{\"definition\": {\"type\": \"dynamic\", \"name\": \"customers\"}}",
      ("{\"definition\": {\"type\": \"multi\", \"dimensions\": [{\"name\": \"a\", \"definition\": "
       "{\"type\": \"daily\", \"start\": \"2024-01-01T00:00:00\", \"timezone\": \"UTC\", \"fmt\": "
       "\"%Y-%m-%d\"}}, {\"name\": \"b\", \"definition\": {\"type\": \"static\", \"keys\": [\"x\"]}}]}}")};
  for (size_t i = 0; i < COUNT(TEXTS); i++) {
    Value v;
    Str why;
    Buf buf = buf_new(&arena, SIZE_MAX);
    if (!constant_read(&eval.heap, json_of(TEXTS[i]), &v, &why)) fail_msg("%s: %.*s", TEXTS[i], STR_FMT(why));
    assert_true(constant_fits(v));
    constant_write(&buf, v);
    assert_text(buf_str(&buf), TEXTS[i]);
  }
}

static void wrong_constants_are_refused(void **state) {
  (void)state;
  static const char *const TEXTS[] = {"[1]",
                                      "{\"nothing\": 1}",
                                      "{\"tuple\": 5}",
                                      "{\"bytes\": 5}",
                                      "{\"complex\": [1]}",
                                      "{\"complex\": [1, \"2\"]}",
                                      "{\"complex\": [true, 2]}",
                                      "{\"definition\": 5}",
                                      "{\"definition\": {\"type\": \"daily\"}}",
                                      "{\"definition\": {\"type\": \"yearly\", \"start\": \"2023-01-01T00:00:00\", "
                                      "\"timezone\": \"UTC\", \"fmt\": \"%Y\"}}",
                                      "{\"definition\": {\"type\": \"daily\", \"start\": \"2023-13-01T00:00:00\", "
                                      "\"timezone\": \"UTC\", \"fmt\": \"%Y\"}}",
                                      "{\"definition\": {\"type\": \"daily\", \"start\": \"2023-01-01T00:00:00\", "
                                      "\"timezone\": \"Mars\", \"fmt\": \"%Y\"}}",
                                      "{\"definition\": {\"type\": \"daily\", \"start\": \"2023-01-01T00:00:00\", "
                                      "\"timezone\": \"UTC\", \"fmt\": \"%Y\", \"hour_offset\": 99}}",
      ("{\"definition\": {\"type\": \"time_window\", \"start\": \"2024-01-01T00:00:00\", \"timezone\": "
       "\"UTC\", \"fmt\": \"%Y\"}}"),
      ("{\"definition\": {\"type\": \"time_window\", \"cron\": \"61 * * * *\", \"start\": "
       "\"2024-01-01T00:00:00\", \"timezone\": \"UTC\", \"fmt\": \"%Y\"}}"),
      ("{\"definition\": {\"type\": \"time_window\", \"cron\": 5, \"start\": \"2024-01-01T00:00:00\", "
       "\"timezone\": \"UTC\", \"fmt\": \"%Y\"}}"),
      ("{\"definition\": {\"type\": \"daily\", \"start\": \"2024-01-01T00:00:00\", \"timezone\": "
       "\"UTC\", \"fmt\": \"%Y\", \"excluded_times\": 5}}"),
      ("{\"definition\": {\"type\": \"daily\", \"start\": \"2024-01-01T00:00:00\", \"timezone\": "
       "\"UTC\", \"fmt\": \"%Y\", \"excluded_times\": [\"noon\"]}}"),
      ("{\"definition\": {\"type\": \"daily\", \"start\": \"2024-01-01T00:00:00\", \"timezone\": "
       "\"UTC\", \"fmt\": \"%Y\", \"excluded_crons\": [5]}}"),
      ("{\"definition\": {\"type\": \"daily\", \"start\": \"2024-01-01T00:00:00\", \"timezone\": "
       "\"UTC\", \"fmt\": \"%Y\", \"excluded_crons\": [\"noon\"]}}"),
      "{\"definition\": {\"type\": \"static\", \"keys\": [5]}}",
      "{\"definition\": {\"type\": \"static\", \"keys\": \"x\"}}",
      "{\"definition\": {\"type\": \"static\", \"keys\": [\"x\", \"x\"]}}",
      "{\"definition\": {\"type\": \"static\", \"keys\": [\"a...b\"]}}",
      "{\"definition\": {\"type\": \"dynamic\"}}",
      "{\"definition\": {\"type\": \"multi\"}}",
      "{\"definition\": {\"type\": \"multi\", \"dimensions\": 5}}",
      ("{\"definition\": {\"type\": \"multi\", \"dimensions\": [{\"name\": \"a\", \"definition\": "
       "{\"type\": \"static\", \"keys\": [\"x\"]}}]}}"),
      ("{\"definition\": {\"type\": \"multi\", \"dimensions\": [{\"name\": \"a\", \"definition\": "
       "{\"type\": \"static\", \"keys\": [\"x\"]}}, {\"name\": \"b\", \"definition\": {\"type\": "
       "\"static\", \"keys\": [\"x\"]}}, {\"name\": \"b\", \"definition\": {\"type\": \"static\", "
       "\"keys\": [\"x\"]}}]}}"),
      ("{\"definition\": {\"type\": \"multi\", \"dimensions\": [{\"name\": \"a\", \"definition\": "
       "{\"type\": \"static\", \"keys\": [\"x\"]}}, {\"name\": \"a\", \"definition\": {\"type\": "
       "\"static\", \"keys\": [\"x\"]}}]}}"),
      ("{\"definition\": {\"type\": \"multi\", \"dimensions\": [{\"name\": \"a\", \"definition\": "
       "{\"type\": \"static\", \"keys\": [\"x\"]}}, 5]}}"),
      ("{\"definition\": {\"type\": \"multi\", \"dimensions\": [{\"name\": \"a\", \"definition\": "
       "{\"type\": \"static\", \"keys\": [\"x\"]}}, {\"name\": \"b\"}]}}"),
      ("{\"definition\": {\"type\": \"multi\", \"dimensions\": [{\"name\": \"a\", \"definition\": "
       "{\"type\": \"static\", \"keys\": [\"x\"]}}, {\"name\": \"b\", \"definition\": {\"type\": "
       "\"static\", \"keys\": [\"x|y\"]}}]}}"),
      ("{\"definition\": {\"type\": \"multi\", \"dimensions\": [{\"name\": \"a\", \"definition\": "
       "{\"type\": \"static\", \"keys\": [\"x\"]}}, {\"name\": \"b\", \"definition\": {\"type\": "
       "\"multi\", \"dimensions\": [{\"name\": \"a\", \"definition\": {\"type\": \"static\", \"keys\": "
       "[\"x\"]}}, {\"name\": \"b\", \"definition\": {\"type\": \"static\", \"keys\": [\"x\"]}}]}}]}}")};
  for (size_t i = 0; i < COUNT(TEXTS); i++) {
    Value v;
    Str why = {0};
    if (constant_read(&eval.heap, json_of(TEXTS[i]), &v, &why)) fail_msg("%s was taken", TEXTS[i]);
    assert_true(why.n > 0);
  }
}

/* ---- nodes ---- */

static Str written(const Node *node) {
  Buf buf = buf_new(&arena, SIZE_MAX);
  node_write(&buf, node);
  return buf_str(&buf);
}

/* Templates over every kind of node that the parser makes: written, read and written again. */
static void templates_read_back(void **state) {
  (void)state;
  static const char *const TEMPLATES[] = {
      "text {{ a.b['c'][1:2] ~ (1, 2.5, None) }} more",
      "{{ {'a': 1}['b'] | default('none') }}",
      "{{ f(x, *y, k=[1, {'a': -b ** 2}], **z) | default('d', true) is not none }}",
      "{% if a and not b or 1 < c <= 3 in d %}x{% elif e %}y{% else %}z{% endif %}",
      "{% for k, v in d.items() if v recursive %}{{ loop.index }}{% else %}none{% endfor %}",
      "{% set x = 1 if y else 2 %}{% set z %}block{% endset %}{% with a = 1 %}{{ a }}{% endwith %}",
      "{% macro m(a, b=2) %}{{ a }}{{ caller() }}{% endmacro %}{% call m(1) %}c{% endcall %}",
      "{% filter upper %}u{% endfilter %}",
      "{{ 1e999 }}{{ 'it''s' }}{{ \"\\u00e9\" }}{{ 12345678901234567890 }}"};
  for (size_t i = 0; i < COUNT(TEMPLATES); i++) {
    Value error;
    Str why;
    Node *again, *node = parse_template(&eval.heap, str_of(TEMPLATES[i]), &error);
    if (!node) fail_msg("%s: %.*s", TEMPLATES[i], STR_FMT(error.exc->message));
    Str first = written(node);
    if (!node_read(&eval.heap, json_of(str_z(&arena, first)), &again, &why))
      fail_msg("%s: %.*s", TEMPLATES[i], STR_FMT(why));
    assert_text(written(again), str_z(&arena, first));
  }
}

static void wrong_nodes_are_refused(void **state) {
  (void)state;
  static const char *const TEXTS[] = {"5",
                                      "{}",
                                      "{\"nothing\": {}}",
                                      "{\"attr\": 5}",
                                      "{\"attr\": {\"id\": \"x\"}}",
                                      "{\"list\": {\"items\": 5}}",
                                      "{\"list\": {\"items\": [5]}}",
                                      "{\"name\": {\"id\": 5}}",
                                      "{\"unary\": {\"op\": \"NOPE\", \"operand\": {\"constant\": 1}}}",
                                      "{\"dict\": {\"items\": [{\"constant\": 1}]}}",
                                      "{\"compare\": {\"left\": {\"constant\": 1}, \"steps\": [{\"constant\": 1}]}}",
                                      "{\"filter_block\": {\"filter\": {\"constant\": 1}}}",
                                      "{\"constant\": 1, \"name\": {}}"};
  for (size_t i = 0; i < COUNT(TEXTS); i++) {
    Node *node;
    Str why = {0};
    if (node_read(&eval.heap, json_of(TEXTS[i]), &node, &why)) fail_msg("%s was taken", TEXTS[i]);
    assert_true(why.n > 0);
  }
}

/* Each row of grammar/node_places.def. */
static void nodes_at_wrong_places_are_refused(void **state) {
  (void)state;
#define ONE "{\"constant\": 1}"
#define FIRST(name, rest) "\"" name "\": " ONE ", " rest
  static const struct { const char *node, *fields, *place; } ROWS[] = {
      {"compare", FIRST("left", "\"steps\": [" ONE "]"), "steps"},
      {"dict", "\"items\": [" ONE "]", "items"},
      {"lambda", "\"params\": [" ONE "]", "params"},
      {"comprehension", FIRST("element", "\"clauses\": [" ONE "]"), "clauses"},
      {"set_block", FIRST("target", "\"filter\": " ONE), "filter"},
      {"with", "\"assigns\": [" ONE "]", "assigns"},
      {"filter_block", "\"filter\": " ONE, "filter"},
      {"macro", "\"params\": [" ONE "]", "params"},
      {"call_block", "\"call\": " ONE, "call"},
      {"call_block", "\"call\": {\"call\": {" FIRST("callee", "\"args\": []") "}}, \"params\": [" ONE "]", "params"},
      {"def", "\"params\": [" ONE "]", "params"},
      {"try", "\"handlers\": [" ONE "]", "handlers"},
      {"class", "\"fields\": [" ONE "]", "fields"},
      {"with_py", "\"items\": [" ONE "]", "items"},
      {"match", FIRST("subject", "\"cases\": [" ONE "]"), "cases"},
      {"pattern_dict", "\"items\": [" ONE "]", "items"},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    Node *node;
    Str why = {0}, text = str_printf(eval.heap.arena, "{\"%s\": {%s}}", ROWS[i].node, ROWS[i].fields);
    Str words = str_printf(eval.heap.arena, "a node of another kind stands in '%s'", ROWS[i].place);
    if (node_read(&eval.heap, json_of(text.p), &node, &why)) fail_msg("%s was taken", text.p);
    if (str_find(why, words, 0) == SIZE_MAX) fail_msg("%s: %.*s", text.p, STR_FMT(why));
  }
}

/* ---- plans ---- */

/* `words`: what the message holds. */
static void assert_refused(const char *text, DiagCode code, const char *words) {
  size_t before = sink.list.n;
  Source source = {.name = STR("plan.json"), .text = str_of(text)};
  assert_null(plan_read(&eval.heap, &sink, &source));
  assert_int_equal(sink.list.n, before + 1);
  const Diag *diag = sink.list.at[before];
  if (diag->code != code || str_find(diag->message, str_of(words), 0) == SIZE_MAX)
    fail_msg("%s: %.*s", text, STR_FMT(diag->message));
}

#define OF_FORMAT(format, rest) "{\"dbtplan\": {\"format\": " format "}" rest "}"
#define OF_COMPONENTS(list) OF_FORMAT("1", ", \"components\": [" list "]")
#define OF_ONE(members) OF_COMPONENTS("{" members "}")

static void wrong_plans_are_refused(void **state) {
  (void)state;
  static const struct { const char *text, *words; } ROWS[] = {
      {"{\"dbtplan\": ", ""},
      {"[]", "it has no format number"},
      {"{\"dbtplan\": {}}", "it has no format number"},
      {OF_FORMAT("\"1\"", ""), "it has no format number"},
      {OF_FORMAT("0", ""), "its format is from before the first release"},
      {OF_FORMAT("1", ""), "'components' is missing or empty"},
      {OF_COMPONENTS(""), "'components' is missing or empty"},
      {OF_COMPONENTS("5"), "an item of 'components' is not an object"},
      {OF_COMPONENTS("{}, 5"), "an item of 'components' is not an object"},
      {OF_ONE("\"name\": 5"), "'name' is not text"},
      {OF_ONE("\"file\": 5"), "'file' is not text"},
      {OF_ONE("\"folder\": 5"), "'folder' is not text"},
      {OF_ONE("\"defs\": 5"), "'defs' is not text"},
      {OF_ONE("\"dbt_name\": 5"), "'dbt_name' is not text"},
      {OF_ONE("\"partitions_from\": 5"), "'partitions_from' is not text"},
      {OF_ONE("\"partitions_defined\": 5"), "'partitions_defined' is not text"},
      {OF_ONE("\"project\": {\"no_such\": 1}"), "no_such"},
      {OF_ONE("\"select\": {\"no_such\": 1}"), "no_such"},
      {OF_ONE("\"exclude\": {\"no_such\": 1}"), "no_such"},
      {OF_ONE("\"selector\": {\"no_such\": 1}"), "no_such"},
      {OF_ONE("\"op\": {\"no_such\": 1}"), "no_such"},
      {OF_ONE("\"cli_args\": {\"no_such\": 1}"), "no_such"},
      {OF_ONE("\"fields\": {\"no_such\": 1}"), "no_such"},
      {OF_ONE("\"partitions\": {\"no_such\": 1}"), "no_such"},
      {OF_ONE("\"partitions_scope\": 5"), "'partitions_scope' is not text"},
      {OF_ONE("\"partitions_scope\": \"x\""), "'partitions_scope' names no scope"},
      {OF_ONE("\"vars\": [{\"name\": 5}]"), "'name' is not text"},
      {OF_ONE("\"vars\": [{}, {\"module\": 5}]"), "'module' is not text"},
      {OF_ONE("\"vars\": [{\"folder\": 5}]"), "'folder' is not text"},
      {OF_ONE("\"vars\": [{\"value\": {\"no_such\": 1}}]"), "no_such"},
      {OF_ONE("\"args_vars\": [{\"module\": 5}]"), "'module' is not text"},
      {OF_ONE("\"modules\": [{\"name\": 5}]"), "'name' is not text"},
      {OF_ONE("\"modules\": [{}, {\"file\": 5}]"), "'file' is not text"},
      {OF_ONE("\"modules\": [{}, {\"runs_first\": 5}]"), "'runs_first' is neither true nor false"},
      {OF_ONE("\"modules\": [{\"body\": [{\"no_such\": 1}]}]"), "no_such"},
      {OF_ONE("\"folder_vars\": [5]"), "'folder_vars' is not a list of texts"},
      {OF_ONE("\"env\": [\"A\", 5]"), "'env' is not a list of texts"},
      {OF_FORMAT("1", ", \"components\": [{}], \"repairs\": [{\"code\": 5}]"), "'code' is not text"},
      {OF_FORMAT("1", ", \"components\": [{}], \"repairs\": [{\"place\": 5}]"), "'place' is not text"},
      {OF_FORMAT("1", ", \"components\": [{}], \"repairs\": [{}, {\"message\": 5}]"), "'message' is not text"},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) assert_refused(ROWS[i].text, DIAG_PLAN_INVALID, ROWS[i].words);
  assert_refused(OF_FORMAT("2", ""), DIAG_PLAN_NEWER, "2");
  assert_refused(OF_FORMAT("99", ""), DIAG_PLAN_NEWER, "99");
}

static void plans_are_told_from_yaml(void **state) {
  (void)state;
  assert_true(plan_looks_like(STR("{\n  \"dbtplan\": {\"format\": 0}")));
  assert_false(plan_looks_like(STR("type: dagster_dbt.DbtProjectComponent\n")));
  assert_false(plan_looks_like(STR("{type: x}")));
  char far[300];
  memset(far, ' ', sizeof far);
  far[0] = '{';
  memcpy(far + 247, "\"dbtplan\"", 9); /* of the first 256 bytes, the last nine */
  assert_true(plan_looks_like((Str){far, sizeof far}));
  assert_false(plan_looks_like((Str){far, 255}));
  memcpy(far + 247, " \"dbtplan\"", 10); /* the last of them is the next one */
  assert_false(plan_looks_like((Str){far, sizeof far}));
}

/* ---- names of modules: importlib.util.resolve_name ---- */

static void relative_names(void **state) {
  (void)state;
  Str module = STR("pkg.defs.a.template_vars"), package = STR("pkg.defs");
  assert_text(module_absolute_name(&arena, module, false, STR("os.path")), "os.path");
  assert_text(module_absolute_name(&arena, module, false, STR(".b")), "pkg.defs.a.b");
  assert_text(module_absolute_name(&arena, module, false, STR("..b.c")), "pkg.defs.b.c");
  assert_text(module_absolute_name(&arena, module, false, STR(".")), "pkg.defs.a");
  assert_text(module_absolute_name(&arena, package, true, STR(".b")), "pkg.defs.b");
  assert_text(module_absolute_name(&arena, package, true, STR("..b")), "pkg.b");
  assert_text(module_name_of_file(&arena, STR("src/pkg/parts.py")), "src.pkg.parts");
  assert_text(module_name_of_file(&arena, STR("src/pkg/__init__.py")), "src.pkg");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(constants_read_back, set_up, tear_down),
      cmocka_unit_test_setup_teardown(wrong_constants_are_refused, set_up, tear_down),
      cmocka_unit_test_setup_teardown(templates_read_back, set_up, tear_down),
      cmocka_unit_test_setup_teardown(wrong_nodes_are_refused, set_up, tear_down),
      cmocka_unit_test_setup_teardown(nodes_at_wrong_places_are_refused, set_up, tear_down),
      cmocka_unit_test_setup_teardown(wrong_plans_are_refused, set_up, tear_down),
      cmocka_unit_test_setup_teardown(plans_are_told_from_yaml, set_up, tear_down),
      cmocka_unit_test_setup_teardown(relative_names, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
