/* Templates recorded from the real Jinja2: tests/oracle/expressions (record_expressions.py). */
#include "tests/oracle/render.h"
#include "tests/unit/table.h"
#include "tests/unit/guard.h"

static Str field_text(Heap *heap, Str field) {
  Value v = VALUE_ABSENT;
  assert_true(json_loads(heap, field, &v, NULL, NULL));
  return value_text(v);
}

static void show(const Table *table, Str template, Str expected, Str got) {
  print_error("row %d, %s: %.*s\n  expected %.*s\n  got      %.*s\n", table->row, table->field[0].p, STR_FMT(template),
              STR_FMT(expected), STR_FMT(got));
}

typedef struct Replay {
  const char *area;
  Renderer renderer;
  Arena arena;
  Table table;
  int wrong;
} Replay;

static void replay_rows(void *state) {
  Replay *replay = state;
  Heap heap = {.arena = &replay->arena, .steps = LIMIT_EVAL_STEPS};
  Table *table = &replay->table;
  table_open(table, str_z(&replay->arena, str_printf(&replay->arena, "tests/oracle/expressions/%s.tsv", replay->area)));
  for (; table_next(table); arena_reset(&replay->renderer.scratch)) {
    replay->renderer.of_plan = table->row % 2;
    Str template = field_text(&heap, table->field[2]), expected = field_text(&heap, table->field[3]);
    Str got = render(&replay->renderer, table->field[1], template);
    if (str_eq(got, expected)) continue;
    show(table, template, expected, got);
    replay->wrong++;
  }
}

/* `*state` is the name of an area. Every second row is evaluated as it comes back from a plan. */
static void agrees(void **state) {
  Replay *replay = calloc(1, sizeof *replay);
  Guard guard;
  replay->area = *state;
  arena_init(&replay->arena, &guard, LIMIT_ARENA_BYTES);
  renderer_init(&replay->renderer);
  if (!guard_run(&guard, replay_rows, replay)) fail_msg("%s", guard.what);
  int wrong = replay->wrong;
  renderer_free(&replay->renderer);
  arena_free(&replay->arena);
  free(replay);
  assert_int_equal(wrong, 0);
}

static const char *const AREAS[] = {
    "literals",  "operators", "native",   "statements", "whitespace", "str",       "lists",     "dicts",
    "numbers",   "bytes",     "datetime", "timedelta",  "percent",    "braces",    "strftime",  "undefined",
    "errors",    "derived",   "zones",    "turns",      "arguments",  "constants", "scopes",    "drawn",
    "sweeps",
};

static void every_table_is_replayed(void **state) {
  (void)state;
  assert_int_equal(table_count("tests/oracle/expressions/*.tsv"), COUNT(AREAS));
}

int main(void) {
  struct CMUnitTest tests[COUNT(AREAS) + 1] = {cmocka_unit_test(every_table_is_replayed)};
  for (size_t i = 0; i < COUNT(AREAS); i++)
    tests[i + 1] = (struct CMUnitTest){.name = AREAS[i], .test_func = agrees, .initial_state = (void *)AREAS[i]};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
