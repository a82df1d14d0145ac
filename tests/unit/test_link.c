/* Linking: which inputs a template reads, and which names it looks up by scope. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "runtime/core/limits.h"
#include "compiler/parse/parse.h"
#include "runtime/eval/eval.h"

static void check(const char *text, InputSet inputs, bool has_locals) {
  Guard guard;
  Arena arena;
  arena_init(&arena, &guard, LIMIT_ARENA_BYTES);
  DiagSink sink;
  Workspace workspace;
  diag_sink_init(&sink, &arena);
  workspace_init(&workspace, &arena, &sink);
  Eval eval;
  const ScopeTable *scope = scope_table(&arena, SCOPE_ARGS, NULL, NULL, 0);
  eval_init(&eval, &arena, &workspace, scope, NULL);
  Value error;
  Node *tree = parse_template(&eval.heap, str_of(text), &error);
  assert_non_null(tree);
  for (int i = 0; i < 2; i++) {
    link_tree(tree, scope);
    assert_int_equal(tree->inputs, inputs);
    assert_int_equal(tree->has_locals, has_locals);
  }
  arena_free(&arena);
}

static void finds_inputs(void **state) {
  (void)state;
  check("a", INPUT_NONE, false);
  check("{{ env.X }}", INPUT_ENV, false);
  check("{{ partition_key ~ env('X') }}", INPUT_ENV | INPUT_PARTITION, false);
  check("{{ datetime.datetime.now() }}", INPUT_CLOCK, false);
  check("{% if partition_key %}{{ 1 }}{% endif %}", INPUT_PARTITION, false);
  check("{{ [1, 2] | join(',') }}", INPUT_NONE, false);
}

static void finds_locals(void **state) {
  (void)state;
  check("{% set x = 1 %}{{ x }}", INPUT_NONE, true);
  check("{% if 1 %}{% for i in [1] %}{{ i }}{% endfor %}{% endif %}", INPUT_NONE, true);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(finds_inputs), cmocka_unit_test(finds_locals)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
