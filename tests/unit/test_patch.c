#include "compiler/cli/patch.h"

#include <stdio.h>

#include "tests/unit/room.h"

static Str patch_of(Room *room, Str before, Str after) {
  Buf buf = buf_new(&room->arena, SIZE_MAX);
  patch_put(&room->arena, &buf, STR("f"), before, after);
  return buf_str(&buf);
}

#define HEAD "--- a/f\n+++ b/f\n"

static void no_change_is_nothing(void **state) {
  assert_str(patch_of(*state, STR("a\nb\n"), STR("a\nb\n")), "");
  assert_str(patch_of(*state, STR(""), STR("")), "");
}

static void lines_with_their_context(void **state) {
  assert_str(patch_of(*state, STR("1\n2\n3\n4\n5\n6\n7\n8\n9\n"), STR("1\n2\n3\n4\nX\n6\n7\n8\n9\n")),
             HEAD "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+X\n 6\n 7\n 8\n");
  assert_str(patch_of(*state, STR("a\n"), STR("a\nb\n")), HEAD "@@ -1 +1,2 @@\n a\n+b\n");
}

static void an_empty_side_stands_behind_line_0(void **state) {
  assert_str(patch_of(*state, STR(""), STR("a\n")), HEAD "@@ -0,0 +1 @@\n+a\n");
  assert_str(patch_of(*state, STR("a\n"), STR("")), HEAD "@@ -1 +0,0 @@\n-a\n");
}

static void the_last_line_feed_counts(void **state) {
  assert_str(patch_of(*state, STR("a"), STR("a\n")), HEAD "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
}

/* Six lines between two changes belong to one hunk, seven do not. */
static void near_changes_share_a_hunk(void **state) {
  assert_str(patch_of(*state, STR("a\n1\n2\n3\n4\n5\n6\nb\n"), STR("A\n1\n2\n3\n4\n5\n6\nB\n")),
             HEAD "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n");
  assert_str(patch_of(*state, STR("a\n1\n2\n3\n4\n5\n6\n7\nb\n"), STR("A\n1\n2\n3\n4\n5\n6\n7\nB\n")),
             HEAD "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n");
}

/* ---- patch(before, patch_put(before, after)) is after ---- */

static Str take_line(Str text, size_t *at) {
  size_t end = str_find(text, STR("\n"), *at);
  Str line = str_sub(text, *at, end == SIZE_MAX ? text.n : end + 1);
  *at += line.n;
  return line;
}

/* As patch(1) does, with every context line compared. */
static Str apply(Room *room, Str before, Str patch) {
  Buf buf = buf_new(&room->arena, SIZE_MAX);
  size_t at = 0, line = 0, in_patch = 0;
  take_line(patch, &in_patch);
  take_line(patch, &in_patch);
  while (in_patch < patch.n) {
    Str row = take_line(patch, &in_patch);
    unsigned long from = 0, count = 1;
    if (row.p[0] == '@') {
      assert_true(sscanf(str_z(&room->arena, row), "@@ -%lu,%lu", &from, &count) >= 1);
      for (size_t first = count ? from - 1 : from; line < first; line++) buf_put(&buf, take_line(before, &at));
    } else if (row.p[0] == '+') {
      buf_put(&buf, str_sub(row, 1, row.n));
    } else {
      Str own = take_line(before, &at);
      assert_true(str_eq(own, str_sub(row, 1, row.n)));
      if (row.p[0] == ' ') buf_put(&buf, own);
      line++;
    }
  }
  buf_put(&buf, str_sub(before, at, before.n));
  return buf_str(&buf);
}

static uint32_t draw(uint32_t *seed) { return (*seed = *seed * 1664525u + 1013904223u) >> 16; }

static Str some_lines(Room *room, uint32_t *seed, Str like) {
  Buf buf = buf_new(&room->arena, SIZE_MAX);
  for (size_t at = 0; at < like.n;) {
    Str line = take_line(like, &at);
    if (draw(seed) % 9) buf_put(&buf, line);
    if (draw(seed) % 9 == 0) buf_printf(&buf, "%u\n", draw(seed) % 5);
  }
  return buf_str(&buf);
}

static void a_patch_makes_the_new_text(void **state) {
  Room *room = *state;
  uint32_t seed = 1;
  for (int round = 0; round < 2000; round++) {
    Buf base = buf_new(&room->arena, SIZE_MAX);
    for (uint32_t lines = draw(&seed) % 40; lines; lines--) buf_printf(&base, "%u\n", draw(&seed) % 5);
    Str before = buf_str(&base), after = some_lines(room, &seed, before), patch = patch_of(room, before, after);
    Str made = patch.n ? apply(room, before, patch) : before;
    assert_true(str_eq(made, after));
    arena_reset(&room->arena);
  }
}

/* So much changed that the shortest change is not looked for. */
static void a_change_of_everything(void **state) {
  Room *room = *state;
  Buf a = buf_new(&room->arena, SIZE_MAX), b = buf_new(&room->arena, SIZE_MAX);
  for (int i = 0; i < 3000; i++) buf_printf(&a, "a%d\n", i), buf_printf(&b, "b%d\n", i);
  Str before = buf_str(&a), after = buf_str(&b);
  assert_true(str_eq(apply(room, before, patch_of(room, before, after)), after));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(no_change_is_nothing),      TEST(lines_with_their_context),  TEST(an_empty_side_stands_behind_line_0),
      TEST(the_last_line_feed_counts), TEST(near_changes_share_a_hunk), TEST(a_patch_makes_the_new_text),
      TEST(a_change_of_everything),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
