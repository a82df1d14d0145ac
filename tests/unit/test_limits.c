/* Limits of runtime/core/limits.h that no command shows to the byte, at the limit and one beyond. tests/cases/limits
 * has the others. */
#include "runtime/core/limits.h"

#include "compiler/parse/kept.h"
#include "compiler/parse/parse.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/exec.h"
#include "tests/unit/table.h"
#include "tests/unit/guard.h"

typedef struct Bench {
  Guard guard;
  Arena arena;
  DiagSink sink;
  Workspace workspace;
  Eval eval;
} Bench;

static void bench_init(Bench *bench, size_t bytes) {
  static const ScopeTable nothing;
  arena_init(&bench->arena, &bench->guard, bytes);
  diag_sink_init(&bench->sink, &bench->arena);
  workspace_init(&bench->workspace, &bench->arena, &bench->sink);
  eval_init(&bench->eval, &bench->arena, &bench->workspace, &nothing, NULL);
}

/* ---- memory ---- */

typedef struct Taking {
  Arena arena;
  size_t bytes;
} Taking;

static void take(void *state) {
  Taking *taking = state;
  arena_bytes(&taking->arena, taking->bytes);
}

/* Whether an arena of `limit` bytes gives so many at once; why not. Pages that nobody writes to are not there. */
static bool gives(size_t limit, size_t bytes, StopReason *why) {
  Guard guard;
  Taking taking = {.bytes = bytes};
  arena_init(&taking.arena, &guard, limit);
  bool done = guard_run(&guard, take, &taking);
  *why = guard.why;
  arena_free(&taking.arena);
  return done;
}

static void memory_of_an_arena_ends(size_t limit) {
  StopReason why;
  assert_true(gives(limit, limit, &why));
  assert_false(gives(limit, limit + 1, &why));
  assert_int_equal(why, STOP_SIZE);
}

static void memory_of_a_command(void **state) {
  (void)state;
  memory_of_an_arena_ends(LIMIT_ARENA_BYTES);
}

static void memory_of_a_launch(void **state) {
  (void)state;
  memory_of_an_arena_ends(LIMIT_SCRATCH_BYTES);
}

static void fill(void *state) {
  Arena *arena = state;
  for (;;) arena_bytes(arena, 64 << 10);
}

/* What takes all that a part of the work may have leaves enough to report it. */
static void memory_left_to_report(void **state) {
  (void)state;
  Bench bench;
  Guard guard;
  bench_init(&bench, 2 * LIMIT_ARENA_LEFT_BYTES);
  Arena *arena = &bench.arena;
  assert_false(arena_guarded(arena, arena->limit - LIMIT_ARENA_LEFT_BYTES, &guard, fill, arena));
  assert_int_equal(guard.why, STOP_SIZE);
  assert_true(arena->held <= LIMIT_ARENA_LEFT_BYTES);
  assert_ptr_equal(arena->guard, &bench.guard);
  assert_int_equal(arena->limit, 2 * LIMIT_ARENA_LEFT_BYTES);
  volatile bool fits = false;
  if (GUARD_SET(&bench.guard)) fits = arena_bytes(arena, LIMIT_ARENA_LEFT_BYTES - ARENA_FENCE) != NULL;
  assert_true(fits);
  arena_free(arena);
}

/* ---- steps ---- */

typedef struct Stepping {
  Bench *bench;
  size_t steps;
} Stepping;

static void step(void *state) {
  Stepping *stepping = state;
  heap_step(&stepping->bench->eval.heap, stepping->steps);
}

static bool takes(size_t steps) {
  Bench bench;
  Stepping stepping = {&bench, steps};
  bench_init(&bench, LIMIT_ARENA_BYTES);
  bool done = guard_run(&bench.guard, step, &stepping);
  if (!done) assert_int_equal(bench.guard.why, STOP_STEPS);
  arena_free(&bench.arena);
  return done;
}

static void steps_of_an_evaluation(void **state) {
  (void)state;
  assert_true(takes(LIMIT_EVAL_STEPS));
  assert_false(takes(LIMIT_EVAL_STEPS + 1));
}

/* ---- constants ---- */

/* Whether the template's one expression is a constant, worth being evaluated while it is parsed. */
static bool folds(const char *text) {
  Bench bench;
  bench_init(&bench, LIMIT_ARENA_BYTES);
  volatile bool folded = false;
  if (GUARD_SET(&bench.guard)) {
    Value error = VALUE_ABSENT, value;
    Node *node = parse_expression(&bench.eval.heap, str_of(text), EXPR_JINJA, &error);
    assert_non_null(node);
    folded = eval_constant(&bench.eval.heap, node, &value);
  }
  arena_free(&bench.arena);
  return folded;
}

static bool folds_number(const char *format, long n) {
  char text[128];
  snprintf(text, sizeof text, format, n);
  return folds(text);
}

/* The largest number that folds: above `low`, not above `high`. */
static long last_fold(const char *format, long low, long high) {
  while (low + 1 < high) {
    long middle = low + (high - low) / 2;
    if (folds_number(format, middle)) low = middle;
    else high = middle;
  }
  return low;
}

static void steps_of_a_constant(void **state) {
  (void)state;
  long last = last_fold("([1] * %ld)|sum", 1, 2 * LIMIT_FOLD_STEPS);
  assert_in_range(last, LIMIT_FOLD_STEPS / 4, LIMIT_FOLD_STEPS); /* some steps an item */
  assert_true(folds_number("([1] * %ld)|sum", last));
  assert_false(folds_number("([1] * %ld)|sum", last + 1));
}

static void bytes_of_a_constant(void **state) {
  (void)state;
  long last = last_fold("('a' * %ld)|length", 1, 2 * LIMIT_FOLD_BYTES);
  assert_in_range(last, LIMIT_FOLD_BYTES / 2, LIMIT_FOLD_BYTES);
  assert_true(folds_number("('a' * %ld)|length", last));
  assert_false(folds_number("('a' * %ld)|length", last + 1));
}

/* Whether the tree of a text of so many bytes is kept when the text comes for the second time, over a layer: the copy that
 * the third one gets has the text of the second. */
static bool is_kept(size_t bytes, bool has_layer) {
  Bench bench;
  Guard guard;
  Arena layer;
  Value error;
  bench_init(&bench, LIMIT_ARENA_BYTES);
  arena_init(&layer, &guard, LIMIT_ARENA_BYTES);
  if (has_layer) workspace_layer_begin(&bench.workspace, &layer);
  Heap heap = {.arena = bench.workspace.arena, .workspace = &bench.workspace, .steps = LIMIT_EVAL_STEPS};
  Buf buf = buf_new(heap.arena, bytes);
  buf_puts(&buf, "{{ day }}");
  buf_repeat(&buf, 'x', bytes - buf.n);
  const Node *second = NULL, *third = NULL;
  kept_template(&heap, buf_str(&buf), &error);
  second = kept_template(&heap, buf_str(&buf), &error);
  third = kept_template(&heap, str_copy(heap.arena, buf_str(&buf)), &error);
  assert_true(second != third && second->template.body.at[0] != third->template.body.at[0]);
  bool kept = second->template.text.p == third->template.text.p;
  if (has_layer) workspace_layer_end(&bench.workspace);
  arena_free(&layer);
  arena_free(&bench.arena);
  return kept;
}

static void bytes_of_kept_texts(void **state) {
  (void)state;
  assert_true(is_kept(20, true));
  assert_true(is_kept(LIMIT_KEPT_BYTES, true));
  assert_false(is_kept(LIMIT_KEPT_BYTES + 1, true));
  assert_false(is_kept(20, false));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(memory_of_a_command), cmocka_unit_test(memory_of_a_launch),
      cmocka_unit_test(memory_left_to_report), cmocka_unit_test(steps_of_an_evaluation),
      cmocka_unit_test(steps_of_a_constant), cmocka_unit_test(bytes_of_a_constant),
      cmocka_unit_test(bytes_of_kept_texts)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
