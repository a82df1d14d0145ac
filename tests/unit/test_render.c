/* Diagnostics as people and programs read them; and that every diagnostic has its page. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "compiler/cli/render.h"
#include "runtime/core/texts.h"

static Guard guard;
static Arena arena;
static DiagSink sink;
static const RenderStyle PLAIN = {false, STR_INIT("/project")};

static int set_up(void **state) {
  (void)state;
  arena_init(&arena, &guard, 4 << 20);
  diag_sink_init(&sink, &arena);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  arena_free(&arena);
  return 0;
}

static Diag *report(const Source *source, uint32_t start, uint32_t end) {
  return diag_report(&sink, DIAG_UNKNOWN_KEY, (Place){source, {start, end}}, DIAG_ARGS(STR("x")));
}

static void check_text(const Diag *diag, const RenderStyle *style, const char *expected) {
  Buf buf = buf_new(&arena, 1 << 16);
  render_text(&arena, &buf, diag, style);
  assert_string_equal(str_z(&arena, buf_str(&buf)), expected);
}

static void test_caret(void **state) {
  (void)state;
  Source source = {.name = STR("a.yaml"), .path = STR("/project/sub/a.yaml"), .text = STR("one: 1\nx: 2\n")};
  Diag *diag = report(&source, 7, 8);
  diag->label = STR("here");
  diag->hint = STR("remove it");
  check_text(diag, &PLAIN,
             "error[DP0105]: unknown key 'x'\n"
             "  --> sub/a.yaml:2:1\n"
             " 2 | x: 2\n"
             "   | ^ here\n"
             "   = help: remove it\n\n");
}

static void test_outside_the_working_directory(void **state) {
  (void)state;
  Source source = {.name = STR("../b.yaml"), .path = STR("/b.yaml"), .text = STR("x")};
  check_text(report(&source, 0, 1), &PLAIN, "error[DP0105]: unknown key 'x'\n  --> ../b.yaml:1:1\n 1 | x\n   | ^\n\n");
}

/* A tab stays a tab; a wide character takes two cells, a combining one none. */
static void test_columns(void **state) {
  (void)state;
  Source source = {.name = STR("a"), .text = STR("\t\xe6\x97\xa5" "e\xcc\x81" "x")};
  check_text(report(&source, 7, 8), &PLAIN,
             "error[DP0105]: unknown key 'x'\n"
             "  --> a:1:5\n"
             " 1 | \t\xe6\x97\xa5" "e\xcc\x81" "x\n"
             "   | \t   ^\n\n");
}

static void test_control_characters_do_not_reach_the_terminal(void **state) {
  (void)state;
  Source source = {.name = STR("a"), .text = STR("\x1b[31mx")};
  check_text(report(&source, 5, 6), &PLAIN,
             "error[DP0105]: unknown key 'x'\n"
             "  --> a:1:6\n"
             " 1 | \xef\xbf\xbd[31mx\n"
             "   |      ^\n\n");
}

static void test_long_line(void **state) {
  (void)state;
  char text[1000];
  memset(text, 'x', sizeof text);
  text[500] = '!';
  Source source = {.name = STR("a"), .text = {text, sizeof text}};
  Str before = {text, 80}, behind = {text, 159};
  Str expected = str_printf(&arena,
                            "error[DP0105]: unknown key 'x'\n"
                            "  --> a:1:501\n"
                            " 1 | … %.*s!%.*s …\n"
                            "   |   %*s^\n\n",
                            STR_FMT(before), STR_FMT(behind), 80, "");
  check_text(report(&source, 500, 501), &PLAIN, str_z(&arena, expected));
}

static void test_several_lines(void **state) {
  (void)state;
  Source source = {.name = STR("a"), .text = STR("- b: 1\n  c: 2\nd\n")};
  check_text(report(&source, 2, 14), &PLAIN,
             "error[DP0105]: unknown key 'x'\n"
             "  --> a:1:3\n"
             " 1 | - b: 1\n"
             "   |   ^^^^\n"
             " 2 |   c: 2\n"
             "   |   ^^^^\n\n");
}

static void test_related_and_launches(void **state) {
  (void)state;
  Source source = {.name = STR("a"), .text = STR("x\ny\n")};
  Diag *diag = report(&source, 2, 3);
  diag_relate(&sink, diag, (Place){&source, {0, 1}}, STR("the first"));
  diag->first_launch = STR("2023-01-01");
  diag->last_launch = STR("2025-11-18");
  diag->launches = 1053;
  check_text(diag, &PLAIN,
             "error[DP0105]: unknown key 'x'\n"
             "  --> a:2:1\n"
             " 2 | y\n"
             "   | ^\n"
             "  ::: a:1:1\n"
             " 1 | x\n"
             "   | ^ the first\n"
             "   = fails for: 2023-01-01 \xe2\x80\xa6 2025-11-18 (1,053 launches)\n\n");
}

static void test_no_place(void **state) {
  (void)state;
  Diag *diag = diag_report(&sink, DIAG_PASSED_OVER, PLACE_NONE, DIAG_ARGS(STR("left aside")));
  check_text(diag, &PLAIN, "note[DP0005]: left aside\n\n");
}

static void test_colour(void **state) {
  (void)state;
  const RenderStyle style = {true, STR_INIT("/project")};
  Diag *diag = diag_report(&sink, DIAG_PASSED_OVER, PLACE_NONE, DIAG_ARGS(STR("left aside")));
  check_text(diag, &style, "\033[1;36mnote[DP0005]\033[0m: left aside\n\n");
}

static bool colours_terminal(int terminal, const char *kind, const char *no_colour) {
  Workspace workspace;
  workspace_init(&workspace, &arena, &sink);
  setenv("TERM", kind, 1);
  setenv("NO_COLOR", no_colour, 1);
  return render_style(&workspace, terminal).colour;
}

static void test_colour_on_terminals_that_have_it(void **state) {
  (void)state;
  int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  assert_true(terminal >= 0);
  assert_true(colours_terminal(terminal, "xterm", ""));
  assert_false(colours_terminal(terminal, "dumb", ""));
  assert_false(colours_terminal(terminal, "xterm", "1"));
  close(terminal);
}

static void check_json(const char *expected) {
  Buf buf = buf_new(&arena, 1 << 16);
  render_json(&arena, &buf, &sink, &PLAIN);
  assert_string_equal(str_z(&arena, buf_str(&buf)), expected);
}

static void test_json(void **state) {
  (void)state;
  Source source = {.name = STR("a"), .text = STR("\xc3\xa9x\n")};
  check_json("[]\n");
  Diag *diag = report(&source, 2, 3);
  diag_edit(&sink, diag, diag->place, STR("y\"\n"));
  diag_report(&sink, DIAG_PASSED_OVER, PLACE_NONE, DIAG_ARGS(STR("left aside")));
  check_json(
      "[\n"
      " {\"code\": \"DP0105\", \"severity\": \"error\", \"message\": \"unknown key 'x'\", \"file\": \"a\", \"line\": "
      "1, \"column\": 2,"
      " \"end_line\": 1, \"end_column\": 3, \"hint\": null, \"fix\": [{\"line\": 1, \"column\": 2, \"end_line\": 1,"
      " \"end_column\": 3, \"text\": \"y\\\"\\n\"}]},\n"
      " {\"code\": \"DP0005\", \"severity\": \"note\", \"message\": \"left aside\", \"file\": null, \"line\": null, "
      "\"column\": null,"
      " \"end_line\": null, \"end_column\": null, \"hint\": null, \"fix\": null}\n"
      "]\n");
}

static void check_count(uint64_t count, const char *expected) {
  assert_string_equal(str_z(&arena, render_count(&arena, count, "run", "runs")), expected);
}

static void test_counts(void **state) {
  (void)state;
  check_count(0, "0 runs");
  check_count(1, "1 run");
  check_count(999, "999 runs");
  check_count(1000, "1,000 runs");
  check_count(1234567, "1,234,567 runs");
}

static void test_every_code_has_a_page(void **state) {
  (void)state;
  for (int code = 0; code < DIAG_COUNT; code++) {
    Buf page = buf_new(&arena, 1 << 16);
    const char *name = diag_row((DiagCode)code)->code;
    assert_true(text_put(&page, str_printf(&arena, "docs/diagnostics/%s.md", name)));
    assert_true(str_starts(buf_str(&page), str_printf(&arena, "# %s: ", name)));
  }
}

#define RENDER_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      RENDER_TEST(test_caret),
      RENDER_TEST(test_outside_the_working_directory),
      RENDER_TEST(test_columns),
      RENDER_TEST(test_control_characters_do_not_reach_the_terminal),
      RENDER_TEST(test_long_line),
      RENDER_TEST(test_several_lines),
      RENDER_TEST(test_related_and_launches),
      RENDER_TEST(test_no_place),
      RENDER_TEST(test_colour),
      RENDER_TEST(test_colour_on_terminals_that_have_it),
      RENDER_TEST(test_json),
      RENDER_TEST(test_counts),
      RENDER_TEST(test_every_code_has_a_page),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
