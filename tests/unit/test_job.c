/* The comment at the top of what is emitted: what it tells, and that no text of a project gets out of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/core/vec.h"
#include "runtime/emit/emit.h"

typedef struct Fixture {
  Guard guard;
  Arena arena;
} Fixture;

static const char *const FILES[] = {"a/defs.yaml", "b", "it's", "x y", "\xe2\x80\xa8", "f", "g", "h"};

static EmitJob job_of(Arena *arena, size_t sources, int64_t count) {
  EmitJob job = {.made_by = STR("dbtplan 1"), .plan_hash = STR("0123456789abcdef"), .regenerate = STR("dbtplan emit sh ."),
                 .count = count, .first = STR("shop 1"), .last = STR("shop 9")};
  for (size_t i = 0; i < sources; i++) VEC_PUSH(arena, &job.sources, str_of(FILES[i]));
  return job;
}

static void check_header(Arena *arena, const EmitJob *job, const char *expected) {
  Buf buf = buf_new(arena, 1 << 16);
  emit_put_header(&buf, job, "# ");
  assert_int_equal(buf.n, strlen(expected));
  assert_memory_equal(buf.p, expected, buf.n);
}

#define TOP "# Made by dbtplan 1, plan 0123456789abcdef,"
#define BOTTOM "# To make it again: dbtplan emit sh .\n"

static void test_what_is_told(void **state) {
  (void)state;
  Fixture f;
  arena_init(&f.arena, &f.guard, 1 << 20);
  const struct { size_t sources; int64_t count; const char *expected; } CASES[] = {
      {0, 0, TOP "\n# 0 invocations\n" BOTTOM},
      {1, 1, TOP " from a/defs.yaml\n# 1 invocation: shop 1\n" BOTTOM},
      {2, 2, TOP " from a/defs.yaml, b\n# 2 invocations: shop 1 to shop 9\n" BOTTOM},
      {6, 3, TOP " from a/defs.yaml, b, 'it'\\''s', 'x y', '?', f\n# 3 invocations: shop 1 to shop 9\n" BOTTOM},
      {7, 1, TOP " from a/defs.yaml, b, 'it'\\''s', 'x y', '?', f and 1 more\n# 1 invocation: shop 1\n" BOTTOM},
      {8, 1, TOP " from a/defs.yaml, b, 'it'\\''s', 'x y', '?', f and 2 more\n# 1 invocation: shop 1\n" BOTTOM},
  };
  for (size_t i = 0; i < COUNT(CASES); i++) {
    EmitJob job = job_of(&f.arena, CASES[i].sources, CASES[i].count);
    check_header(&f.arena, &job, CASES[i].expected);
  }
  arena_free(&f.arena);
}

/* What ends a line for YAML, or joins it with the next one for a shell and for make. */
static void test_nothing_ends_a_line(void **state) {
  (void)state;
  static const struct { const char *text, *shown; } TEXTS[] = {
      {"\xc2\x85", "?"},         {"a\xc2\x85z", "a?z"},     {"\xe2\x80\xa8", "?"},   {"\xe2\x80\xa9\xe2\x80\xa8", "??"},
      {"\xef\xbb\xbf", "?"},     {"\xc2\x84", "\xc2\x84"},  {"\xc2\x86", "\xc2\x86"}, {"\xe2\x80\xa7", "\xe2\x80\xa7"},
      {"\xe2\x80\xaa", "\xe2\x80\xaa"}, {"\xc3\xa9", "\xc3\xa9"}, {"\xef\xbb\xbe", "\xef\xbb\xbe"}, {"a\\", "a\\."},
      {"\\", "\\."},             {"\\a", "\\a"},            {"a\\\\", "a\\\\."},     {"", ""},
      {"]", "]"},
  };
  Fixture f;
  arena_init(&f.arena, &f.guard, 1 << 20);
  for (size_t i = 0; i < COUNT(TEXTS); i++) {
    EmitJob job = job_of(&f.arena, 0, 0);
    job.regenerate = str_of(TEXTS[i].text);
    Str wanted = str_printf(&f.arena, TOP "\n# 0 invocations\n# To make it again: %s\n", TEXTS[i].shown);
    check_header(&f.arena, &job, str_z(&f.arena, wanted));
  }
  arena_free(&f.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_is_told),
      cmocka_unit_test(test_nothing_ends_a_line),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
