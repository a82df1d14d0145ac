/* The names of each scope in the order that Dagster prints (recorded messages). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "runtime/core/limits.h"
#include "runtime/eval/scope.h"

static const Str VARS[] = {STR_INIT("alpha"), STR_INIT("env")};

static void check_names(ScopeKind kind, const char *expected) {
  Guard guard;
  Arena arena;
  arena_init(&arena, &guard, LIMIT_ARENA_BYTES);
  const ScopeTable *table = scope_table(&arena, kind, VARS, NULL, 2);
  assert_string_equal(str_z(&arena, scope_names(&arena, table)), expected);
  for (size_t i = 0; i < table->n; i++) assert_int_equal(scope_find(table, table->names[i]), i);
  assert_int_equal(scope_find(table, STR("absent")), -1);
  arena_free(&arena);
}

static void lists_names_in_order(void **state) {
  (void)state;
  check_names(SCOPE_ARGS,
              "env, dg, datetime, automation_condition, alpha, partition_key, partition_key_range, partition_time_window");
  check_names(SCOPE_ATTRIBUTES, "env, dg, datetime, automation_condition, alpha, context, project_root, "
                                "load_component_at_path, build_defs_at_path");
  check_names(SCOPE_POST, "env, dg, datetime, automation_condition, alpha, asset");
  check_names(SCOPE_CONTEXT, "alpha, env");
}

static void knows_inputs(void **state) {
  (void)state;
  Guard guard;
  Arena arena;
  arena_init(&arena, &guard, LIMIT_ARENA_BYTES);
  const ScopeTable *args = scope_table(&arena, SCOPE_ARGS, NULL, NULL, 0);
  assert_int_equal(args->inputs[ARGS_ENV], INPUT_ENV);
  assert_int_equal(args->inputs[ARGS_DG], INPUT_NONE);
  assert_int_equal(args->inputs[ARGS_PARTITION_KEY], INPUT_PARTITION);
  const ScopeTable *load = scope_table(&arena, SCOPE_ATTRIBUTES, VARS, (const InputSet[]){INPUT_CLOCK, INPUT_NONE}, 2);
  assert_int_equal(load->inputs[scope_find(load, STR("alpha"))], INPUT_CLOCK);
  assert_int_equal(load->inputs[scope_find(load, STR("env"))], INPUT_NONE);
  assert_int_equal(load->inputs[scope_find(load, STR("context"))], INPUT_ROOT);
  arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(lists_names_in_order), cmocka_unit_test(knows_inputs)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
