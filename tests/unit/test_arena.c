/* Arenas within arenas, and guards within guards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "runtime/core/arena.h"
#include "runtime/core/vec.h"

enum { LIMIT = 1 << 20 };

typedef struct Work {
  Arena *owner;
  size_t released; /* handles of the arena within */
  StopReason why;  /* what is to stop the inner work */
} Work;

static void count_one(void *handle) { ++*(size_t *)handle; }

static Arena *one_within(Work *work, Guard *guard) {
  Arena *inner = arena_within(work->owner, guard, LIMIT);
  arena_on_release(inner, count_one, &work->released);
  arena_alloc(inner, 1000);
  return inner;
}

static void outgrow_owner(void *state) {
  Work *work = state;
  one_within(work, work->owner->guard);
  arena_alloc(work->owner, LIMIT);
}

static void test_a_jump_leaves_an_arena_to_its_owner(void **state) {
  (void)state;
  Guard guard;
  Arena owner;
  Work work = {.owner = &owner};
  arena_init(&owner, &guard, LIMIT);
  assert_false(guard_run(&guard, outgrow_owner, &work));
  assert_int_equal(guard.why, STOP_SIZE);
  assert_int_equal(work.released, 0);
  arena_free(&owner); /* LeakSanitizer looks at the rest */
  assert_int_equal(work.released, 1);
}

static void test_it_may_be_freed_before(void **state) {
  (void)state;
  Guard guard;
  Arena owner;
  Work work = {.owner = &owner};
  arena_init(&owner, &guard, LIMIT);
  Arena *inner = one_within(&work, &guard);
  arena_free(inner);
  assert_int_equal(work.released, 1);
  assert_int_equal(inner->held, 0);
  arena_reset(&owner);
  assert_int_equal(work.released, 1);
  arena_free(&owner);
}

typedef struct Stop {
  Guard *guard;
  StopReason why;
} Stop;

static void stop_inner(void *state) {
  const Stop *stop = state;
  if (stop->why != STOP_NONE) guard_stop(stop->guard, stop->why, "a reason");
}

static void guard_within(void *state) {
  const Stop *outer = state;
  Guard guard;
  Stop inner = {&guard, outer->why};
  assert_int_equal(guard_run(&guard, stop_inner, &inner), outer->why == STOP_NONE);
  guard_pass_on(&guard, outer->guard);
}

static void test_what_is_no_limit_ends_the_outer_work(void **state) {
  (void)state;
  static const struct {
    StopReason why;
    bool ends;
  } ROWS[] = {{STOP_NONE, false},  {STOP_SIZE, false},  {STOP_STEPS, false}, {STOP_DEPTH, false},
              {STOP_MEMORY, true}, {STOP_SYSTEM, true}, {STOP_BUG, true}};
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    Guard guard;
    Stop stop = {&guard, ROWS[i].why};
    assert_int_equal(guard_run(&guard, guard_within, &stop), !ROWS[i].ends);
    if (!ROWS[i].ends) continue;
    assert_int_equal(guard.why, ROWS[i].why);
    assert_string_equal(guard.what, "a reason");
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_jump_leaves_an_arena_to_its_owner),
      cmocka_unit_test(test_it_may_be_freed_before),
      cmocka_unit_test(test_what_is_no_limit_ends_the_outer_work),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
