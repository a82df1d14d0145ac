#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "compiler/fix.h"
#include "runtime/core/limits.h"
#include "runtime/core/workspace.h"
#include "tests/unit/room.h"


static const Source text = {.name = STR_INIT("t"), .text = STR_INIT("abcdef")};

static Diag *report(Room *room) { return diag_report(&room->sink, DIAG_UNKNOWN_KEY, PLACE_NONE, DIAG_ARGS(STR("x"))); }

static void edit(Room *room, Diag *diag, uint32_t start, uint32_t end, const char *with) {
  diag_edit(&room->sink, diag, (Place){&text, {start, end}}, str_of(with));
}

static void nothing_to_fix(void **state) {
  Room *room = *state;
  size_t count;
  report(room);
  assert_str(fix_apply(&room->arena, &room->sink, &text, &count), "abcdef");
  assert_int_equal(count, 0);
}

static void edits_in_any_order(void **state) {
  Room *room = *state;
  size_t count;
  Diag *diag = report(room);
  edit(room, diag, 4, 5, "EE");
  edit(room, diag, 0, 1, "");
  edit(room, report(room), 6, 6, "!");
  assert_str(fix_apply(&room->arena, &room->sink, &text, &count), "bcdEEf!");
  assert_int_equal(count, 2);
}

static void insertions_at_one_place_keep_their_order(void **state) {
  Room *room = *state;
  size_t count;
  edit(room, report(room), 2, 2, "1");
  edit(room, report(room), 2, 2, "2");
  assert_str(fix_apply(&room->arena, &room->sink, &text, &count), "ab12cdef");
}

static void an_overlap_leaves_the_whole_diagnostic_out(void **state) {
  Room *room = *state;
  size_t count;
  edit(room, report(room), 1, 3, "X");
  Diag *second = report(room);
  edit(room, second, 5, 6, "Y");
  edit(room, second, 2, 4, "Z");
  assert_str(fix_apply(&room->arena, &room->sink, &text, &count), "aXdef");
  assert_int_equal(count, 1);
}

static void the_same_fix_twice_is_one(void **state) {
  Room *room = *state;
  size_t count;
  edit(room, report(room), 0, 0, "  ");
  edit(room, report(room), 0, 0, "  ");
  assert_str(fix_apply(&room->arena, &room->sink, &text, &count), "  abcdef");
  assert_int_equal(count, 1);
}

static void other_sources_stay(void **state) {
  Room *room = *state;
  size_t count;
  static const Source other = {.name = STR_INIT("o"), .text = STR_INIT("zz")};
  edit(room, report(room), 0, 1, "X");
  assert_str(fix_apply(&room->arena, &room->sink, &other, &count), "zz");
  assert_int_equal(count, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(nothing_to_fix),
      TEST(edits_in_any_order),
      TEST(insertions_at_one_place_keep_their_order),
      TEST(an_overlap_leaves_the_whole_diagnostic_out),
      TEST(the_same_fix_twice_is_one),
      TEST(other_sources_stay),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
