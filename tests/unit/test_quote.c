/* The rule of quoting, and that a real shell reads back what was written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "runtime/emit/quote.h"

static const char *const HOSTILE[] = {
    "",
    "plain",
    "it's",
    "'",
    "''",
    "\"",
    "$HOME",
    "$(exit 9)",
    "`exit 9`",
    "a\nb",
    "\n",
    "end\n",
    "a\r\nb",
    "\r",
    "100%",
    "%s%n",
    "{{ x }}",
    "${{ }}",
    "\x01",
    "\x7f",
    "\x1b[31m",
    "a\tb",
    "-n",
    "--",
    "=ls",
    "~",
    "~root",
    "a=b",
    "*",
    "[a-z]",
    "{a,b}",
    "\\",
    "a\\",
    "\\n",
    "!!",
    "#c",
    "a b",
    " a",
    "a ",
    "|",
    "a;b",
    "<x",
    "$n",
    "'\"$n\"'",
    "\xc3\xa9",
    ("\xe2\x80\xae"
     "x"),
    "\xf0\x9f\x98\x80",
    "{\"min_date\": \"2023-01-01\"}",
};
enum { HOSTILE_COUNT = COUNT(HOSTILE) };

typedef void (*Quote)(Buf *buf, Str word);

static void check_quote(Quote quote, const char *word, const char *expected) {
  Guard guard;
  Arena arena;
  arena_init(&arena, &guard, 1 << 20);
  Buf buf = buf_new(&arena, 1 << 16);
  quote(&buf, str_of(word));
  assert_int_equal(buf.n, strlen(expected));
  assert_memory_equal(buf.p, expected, buf.n);
  arena_free(&arena);
}

static void test_words(void **state) {
  (void)state;
  check_quote(quote_sh, "build", "build");
  check_quote(quote_sh, "tag:daily", "tag:daily");
  check_quote(quote_sh, "", "''");
  check_quote(quote_sh, "fqn:*", "'fqn:*'");
  check_quote(quote_sh, "it's", "'it'\\''s'");
  check_quote(quote_sh, "a\nb", "'a\nb'");
  check_quote(quote_sh, "a=b", "'a=b'");
  check_quote(quote_sh, "~", "'~'");
}

/* Of a line of cron `%` would be the end, unless a backslash stands before it. */
static void test_words_of_cron(void **state) {
  (void)state;
  check_quote(quote_cron, "build", "build");
  check_quote(quote_cron, "%", "'\\%'");
  check_quote(quote_cron, "%a", "'\\%a'");
  check_quote(quote_cron, "a%", "'a\\%'");
  check_quote(quote_cron, "a%b%", "'a\\%b\\%'");
  check_quote(quote_cron, "\\%", "'\\''\\%'");
  check_quote(quote_cron, "", "''");
}

static void test_one_line(void **state) {
  (void)state;
  check_quote(quote_sh_line, "build", "build");
  check_quote(quote_sh_line, "a\nb", "'a'\"$n\"'b'");
  check_quote(quote_sh_line, "\r", "''\"$x0d\"''");
  check_quote(quote_sh_line, "\x7f", "''\"$x7f\"''");
}

/* Read back by Python's ast.literal_eval and json.loads when they were written down. */
static void test_literals(void **state) {
  (void)state;
  check_quote(quote_python, "", "\"\"");
  check_quote(quote_python, "it's", "\"it's\"");
  check_quote(quote_python, "a \"b\"", "'a \"b\"'");
  check_quote(quote_python, "'\"\\", "\"'\\\"\\\\\"");
  check_quote(quote_python, "{{ 7*7 }}$x\r\n", "\"{{ 7*7 }}$x\\u000d\\n\"");
  check_quote(quote_python, "\xc3\xa9\xf0\x9f\x98\x80", "\"\\u00e9\\U0001f600\"");
  check_quote(quote_yaml, "a \"b\" $$\\\x7f", "\"a \\\"b\\\" $$\\\\\\u007f\"");
  check_quote(quote_yaml, "\xe2\x80\xa8\xf0\x9f\x98\x80", "\"\\u2028\\ud83d\\ude00\"");
  check_quote(quote_kubernetes, "$(HOME) $$x", "\"$$(HOME) $$$$x\"");
}

static void test_controls(void **state) {
  (void)state;
  assert_false(quote_needs_controls(STR("a\nb")));
  assert_true(quote_needs_controls(STR("a\tb")));
  assert_true(quote_needs_controls(STR("\x7f")));
}

/* Runs `sh -c script` and returns what it printed, of at most `room` bytes. */
static size_t run_shell(const char *script, char *out, size_t room) {
  int ends[2], status;
  assert_int_equal(pipe(ends), 0);
  pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], 1);
    close(ends[0]);
    close(ends[1]);
    execl("/bin/sh", "sh", "-c", script, (char *)NULL);
    _exit(127);
  }
  close(ends[1]);
  size_t n = 0;
  for (ssize_t got; n < room && (got = read(ends[0], out + n, room - n)) > 0;) n += (size_t)got;
  close(ends[0]);
  waitpid(child, &status, 0);
  assert_int_equal(status, 0);
  return n;
}

static void check_round_trip(Quote quote, bool defines) {
  Guard guard;
  Arena arena;
  arena_init(&arena, &guard, 1 << 20);
  for (size_t i = 0; i < HOSTILE_COUNT; i++) {
    char out[256];
    Buf script = buf_new(&arena, 1 << 16);
    if (defines) {
      buf_puts(&script, "n='\n'\n");
      quote_sh_controls(&script);
    }
    buf_puts(&script, "printf '%s' ");
    quote(&script, str_of(HOSTILE[i]));
    buf_char(&script, '\0');
    size_t n = run_shell(script.p, out, sizeof out);
    assert_int_equal(n, strlen(HOSTILE[i]));
    assert_memory_equal(out, HOSTILE[i], n);
  }
  arena_free(&arena);
}

static void test_a_shell_reads_it_back(void **state) {
  (void)state;
  check_round_trip(quote_sh, false);
  check_round_trip(quote_sh_line, true);
}

/* All of them as one line. */
static void test_a_line_is_read_back(void **state) {
  (void)state;
  Guard guard;
  Arena arena;
  arena_init(&arena, &guard, 1 << 20);
  Buf line = buf_new(&arena, 1 << 16);
  StrList words = {0};
  for (size_t i = 0; i < HOSTILE_COUNT; i++) {
    if (i) buf_char(&line, ' ');
    quote_sh_line(&line, str_of(HOSTILE[i]));
  }
  assert_true(quote_sh_read_line(&arena, buf_str(&line), &words));
  assert_int_equal(words.n, HOSTILE_COUNT);
  for (size_t i = 0; i < HOSTILE_COUNT; i++) assert_true(str_is(words.at[i], HOSTILE[i]));
  assert_false(quote_sh_read_line(&arena, STR("a 'b"), &words));
  assert_false(quote_sh_read_line(&arena, STR("a; b"), &words));
  assert_false(quote_sh_read_line(&arena, STR("a \"$x0g\""), &words));
  assert_false(quote_sh_read_line(&arena, STR("$(a)"), &words));
  arena_free(&arena);
}

/* A word of `n` letters with `c` at `at`, on a line: read back it is the word, and nothing on it ends the line. */
static void check_line_with(Arena *arena, size_t n, size_t at, char c) {
  char letters[24];
  memset(letters, 'w', sizeof letters);
  letters[at] = c;
  Str word = {letters, n};
  Buf buf = buf_new(arena, 1 << 10);
  StrList words = {0};
  quote_sh_line(&buf, word);
  for (size_t i = 0; i < buf.n; i++) assert_true((unsigned char)buf.p[i] >= 0x20 && buf.p[i] != 0x7F);
  assert_true(quote_sh_read_line(arena, buf_str(&buf), &words));
  assert_int_equal(words.n, 1);
  assert_true(str_eq(words.at[0], word));
  bool is_control = (unsigned char)c < 0x20 || c == 0x7F;
  assert_int_equal(quote_needs_controls(word), is_control && c != '\n');
}

static void test_every_byte_at_every_place(void **state) {
  (void)state;
  Guard guard;
  Arena arena;
  arena_init(&arena, &guard, 1 << 24);
  for (size_t n = 1; n <= 20; n++)
    for (size_t at = 0; at < n; at++, arena_reset(&arena))
      for (int c = 1; c < 0x100; c++) check_line_with(&arena, n, at, (char)c);
  arena_free(&arena);
}

/* Python's shlex.quote leaves the same bytes without quotes, and `=`, which before a command is an assignment. */
static void test_bare_bytes(void **state) {
  (void)state;
  Guard guard;
  Arena arena;
  arena_init(&arena, &guard, 1 << 24);
  for (int c = 1; c < 0x100; c++) {
    Buf buf = buf_new(&arena, 16);
    char letter = (char)c;
    bool bare = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || strchr("@%+:,./_-", c);
    quote_sh(&buf, (Str){&letter, 1});
    assert_int_equal(buf.n == 1, bare);
  }
  arena_free(&arena);
}

/* What no quoting writes is not read. */
static void test_damaged_lines(void **state) {
  (void)state;
  static const char *const LINES[] = {"'a",        "a'",       "a  b",     " a",       "a\\b",     "\"$x0d",   "\"$x0g\"", "\"$xg0\"",
                                      "\"$x0d\" \"", "\"$m\"", "\"$n",    "\"a\"",   "$a",        "a*b",      "\\",       "a;b",
                                      "\"$x0d'",   "\"$X0d\"", "\"$x0D\"", "\"$x:0\"", "\"$x0:\"", "\"$x0`\"", "\"$x/0\""};
  Guard guard;
  Arena arena;
  arena_init(&arena, &guard, 1 << 24);
  for (size_t i = 0; i < COUNT(LINES); i++) {
    StrList words = {0};
    if (quote_sh_read_line(&arena, str_of(LINES[i]), &words)) fail_msg("%s is read", LINES[i]);
  }
  arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_words),
      cmocka_unit_test(test_words_of_cron), cmocka_unit_test(test_one_line),
      cmocka_unit_test(test_literals),
      cmocka_unit_test(test_controls),
      cmocka_unit_test(test_a_shell_reads_it_back),
      cmocka_unit_test(test_a_line_is_read_back),
      cmocka_unit_test(test_every_byte_at_every_place),
      cmocka_unit_test(test_bare_bytes),
      cmocka_unit_test(test_damaged_lines),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
