#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "runtime/core/limits.h"
#include "runtime/core/regex.h"
#include "tests/unit/guard.h"

typedef struct Room {
  Guard guard;
  Arena arena;
} Room;

static int set_up(void **state) {
  static Room room;
  if (!GUARD_SET(&room.guard)) return -1;
  arena_init(&room.arena, &room.guard, LIMIT_ARENA_BYTES);
  *state = &room.arena;
  return 0;
}

static int tear_down(void **state) {
  arena_free(*state);
  return 0;
}

static Regex *compile(Arena *arena, const char *pattern, unsigned options) {
  Str why;
  Regex *regex = regex_compile(arena, str_of(pattern), options, &why);
  assert_non_null(regex);
  return regex;
}

static void finds_groups_and_marks(void **state) {
  Regex *regex = compile(*state, "(a)(x)?(*MARK:first)|(b)(*MARK:second)", REGEX_PLAIN);
  Span groups[4];
  assert_string_equal(regex_match(regex, STR("..a"), 0, groups, 4), "first");
  assert_int_equal(groups[0].start, 2);
  assert_int_equal(groups[0].end, 3);
  assert_int_equal(groups[2].start, UINT32_MAX);
  assert_string_equal(regex_match(regex, STR("..b"), 0, groups, 4), "second");
  assert_int_equal(groups[3].start, 2);
  assert_null(regex_match(regex, STR("ccc"), 0, groups, 4));
  assert_null(regex_match(regex, STR("a"), 2, groups, 4));
}

static void anchored_begins_at_the_offset(void **state) {
  Regex *regex = compile(*state, "b", REGEX_ANCHORED);
  Span whole[1];
  assert_null(regex_match(regex, STR("ab"), 0, whole, 1));
  assert_string_equal(regex_match(regex, STR("ab"), 1, whole, 1), "");
}

static void options_hold(void **state) {
  Span whole[1];
  assert_non_null(regex_match(compile(*state, " a b # c", REGEX_EXTENDED), STR("ab"), 0, whole, 1));
  assert_null(regex_match(compile(*state, "a.b", REGEX_PLAIN), STR("a\nb"), 0, whole, 1));
  assert_non_null(regex_match(compile(*state, "a.b", REGEX_DOTALL), STR("a\nb"), 0, whole, 1));
  assert_null(regex_match(compile(*state, "^\\w$", REGEX_PLAIN), STR("\xC3\xA9"), 0, whole, 1));
  assert_non_null(regex_match(compile(*state, "^\\w$", REGEX_UNICODE), STR("\xC3\xA9"), 0, whole, 1));
}

static void wrong_patterns_say_why(void **state) {
  Str why = {0};
  assert_null(regex_compile(*state, STR("(a"), REGEX_PLAIN, &why));
  assert_true(str_ends(why, STR("at 2")));
  assert_null(regex_compile(*state, STR("a\xC3"), REGEX_PLAIN, &why));
}

static void broken_text_is_no_match(void **state) {
  Span whole[1];
  Regex *regex = compile(*state, ".", REGEX_PLAIN);
  assert_null(regex_match(regex, STR("a\xE2\x82"), 0, whole, 1));
  assert_non_null(regex_match(regex, STR("\xED\xA0\xBD"), 0, whole, 1)); /* a lone surrogate may stand */
}

static void endless_backtracking_is_no_match(void **state) {
  Span whole[1];
  Regex *regex = compile(*state, "^(a+)+$(?<=b)", REGEX_PLAIN);
  Buf buf = buf_new(*state, SIZE_MAX);
  buf_repeat(&buf, 'a', 60);
  buf_char(&buf, 'c');
  assert_null(regex_match(regex, buf_str(&buf), 0, whole, 1));
}

static void large_inputs_match_alike(void **state) {
  Span whole[1];
  Regex *regex = compile(*state, "(?:x|y)*z", REGEX_PLAIN);
  Buf buf = buf_new(*state, SIZE_MAX);
  buf_repeat(&buf, 'q', 100000);
  buf_puts(&buf, "xyz");
  assert_non_null(regex_match(regex, buf_str(&buf), 0, whole, 1));
  assert_int_equal(whole[0].start, 100000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(finds_groups_and_marks, set_up, tear_down),
      cmocka_unit_test_setup_teardown(anchored_begins_at_the_offset, set_up, tear_down),
      cmocka_unit_test_setup_teardown(options_hold, set_up, tear_down),
      cmocka_unit_test_setup_teardown(wrong_patterns_say_why, set_up, tear_down),
      cmocka_unit_test_setup_teardown(broken_text_is_no_match, set_up, tear_down),
      cmocka_unit_test_setup_teardown(endless_backtracking_is_no_match, set_up, tear_down),
      cmocka_unit_test_setup_teardown(large_inputs_match_alike, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
