#include "tests/unit/grammar_replay.h"

#include "compiler/parse/scan.h"

/* "KIND:text …" up to the end, then the error if there is one. */
static const char *scanned(Bench *bench, const char *text, ScanMode mode) {
  Buf buf = buf_new(&bench->arena, LIMIT_STRING_BYTES);
  Scanner scanner;
  scan_begin(&scanner, &bench->heap, str_of(text), mode);
  for (Token token; (token = scan_next(&scanner)).kind != TOKEN_END;)
    buf_printf(&buf, "%s%s:%.*s", buf.n ? "|" : "", token_words(token.kind), STR_FMT(token.text));
  if (scanner.error.kind == V_ERROR) {
    const Exception *e = scanner.error.exc;
    buf_printf(&buf, "!%s: %.*s @%u-%u", exception_name(e->type), STR_FMT(e->message), (unsigned)e->span.start,
               (unsigned)e->span.end);
    if (e->has_opened) buf_printf(&buf, " opened %u-%u", (unsigned)e->opened.start, (unsigned)e->opened.end);
  }
  return bench_z(bench, buf_str(&buf));
}

#define SCANNED(text, mode, expected) assert_string_equal(scanned(&bench, text, mode), expected)

static void test_jinja(void **state) {
  (void)state;
  Bench bench;
  bench_begin(&bench);
  SCANNED("a.0.1 1.5e3 0x1F", SCAN_VARIABLE,
          "name:a|operator:.|integer:0|operator:.|integer:1|float:1.5e3|integer:0x1F");
  SCANNED("'a\\'b' \"c\nd\"", SCAN_VARIABLE, "string:'a\\'b'|string:\"c\nd\"");
  SCANNED("a//b**c==d", SCAN_VARIABLE, "name:a|operator://|name:b|operator:**|name:c|operator:==|name:d");
  SCANNED("007", SCAN_VARIABLE, "integer:00|integer:7");
  SCANNED("1_000", SCAN_VARIABLE, "integer:1_000");
  SCANNED("a $", SCAN_VARIABLE, "name:a!TemplateSyntaxError: unexpected char '$' at 2 @2-3");
  SCANNED("\xC3\xA9\r\n$", SCAN_VARIABLE, "name:\xC3\xA9!TemplateSyntaxError: unexpected char '$' at 2 @4-5");
  SCANNED("a\xC2\xB2", SCAN_VARIABLE, "!TemplateSyntaxError: Invalid character in identifier @0-3");
  SCANNED("(a]", SCAN_VARIABLE, "operator:(|name:a!TemplateSyntaxError: unexpected ']', expected ')' @2-3 opened 0-1");
  SCANNED("a)", SCAN_VARIABLE, "name:a!TemplateSyntaxError: unexpected ')' @1-2");
  arena_free(&bench.arena);
}

static void test_template(void **state) {
  (void)state;
  Bench bench;
  bench_begin(&bench);
  SCANNED(
      "a {{- b -}} c", SCAN_TEMPLATE,
      "template data / text:a|begin of print statement:{{-|name:b|end of print statement:-}} |template data / text:c");
  SCANNED("{{ {'a': {}}}}", SCAN_TEMPLATE,
          "begin of print statement:{{|operator:{|string:'a'|operator::|operator:{|operator:}|operator:}|end of print "
          "statement:}}");
  SCANNED("{#- c -#} d", SCAN_TEMPLATE, "template data / text:d");
  SCANNED("{% raw %}{{ x }}{%- endraw %}", SCAN_TEMPLATE, "template data / text:{{ x }}");
  SCANNED("a{#", SCAN_TEMPLATE, "template data / text:a");
  SCANNED("a{# b", SCAN_TEMPLATE, "template data / text:a!TemplateSyntaxError: Missing end of comment tag @1-3");
  SCANNED("{% raw %}b", SCAN_TEMPLATE, "!TemplateSyntaxError: Missing end of raw directive @0-9");
  arena_free(&bench.arena);
}

static void test_python(void **state) {
  (void)state;
  Bench bench;
  bench_begin(&bench);
  SCANNED("\xEF\xBB\xBF" "a\r\nb", SCAN_PYTHON, "name:a|newline:\r\n|name:b|newline:");
  SCANNED("if a:\n\tb\n# c\n\n\td\ne", SCAN_PYTHON,
          "name:if|name:a|operator::|newline:\n|indent:|name:b|newline:\n|name:d|newline:\n|dedent:|name:e|newline:");
  SCANNED("(a,\n b)", SCAN_PYTHON, "operator:(|name:a|operator:,|name:b|operator:)|newline:");
  SCANNED("a \\\n + b", SCAN_PYTHON, "name:a|operator:+|name:b|newline:");
  SCANNED("'''a\n'b''' rb\"\\\"\" f'{x}'", SCAN_PYTHON, "string:'''a\n'b'''|string:rb\"\\\"\"|string:f'{x}'|newline:");
  SCANNED("1. .5 1e3 0x1f 1j 0_0", SCAN_PYTHON,
          "float:1.|float:.5|float:1e3|integer:0x1f|imaginary number:1j|integer:0_0|newline:");
  SCANNED("a:=b**=c->...", SCAN_PYTHON,
          "name:a|operator::=|name:b|operator:**=|name:c|operator:->|operator:...|newline:");
  SCANNED("1a", SCAN_PYTHON, "!SyntaxError: invalid decimal literal @0-2");
  SCANNED("'a\nb", SCAN_PYTHON, "!SyntaxError: unterminated string literal (detected at line 1) @0-1");
  SCANNED("if a:\n  b\n c", SCAN_PYTHON,
          "name:if|name:a|operator::|newline:\n|indent:|name:b|newline:\n!IndentationError: unindent does not match "
          "any outer "
          "indentation level @11-11");
  SCANNED(
      "if a:\n\tb\n        c", SCAN_PYTHON,
      "name:if|name:a|operator::|newline:\n|indent:|name:b|newline:\n!TabError: inconsistent use of tabs and spaces in "
      "indentation @17-17");
  SCANNED("(\n]", SCAN_PYTHON,
          "operator:(!SyntaxError: closing parenthesis ']' does not match opening parenthesis '(' on line 1 @2-3 "
          "opened 0-1");
  arena_free(&bench.arena);
}

static void test_lines(void **state) {
  (void)state;
  static const struct {
    const char *text;
    uint32_t lines[6]; /* at each place, and behind the end */
  } TEXTS[] = {{"", {1, 1}},         {"a", {1, 1, 1}},         {"\n", {1, 2, 2}},       {"\r", {1, 2, 2}},
               {"\r\n", {1, 1, 2}},   {"\n\r", {1, 2, 3}},      {"\n\n", {1, 2, 3}},      {"\r\r", {1, 2, 3}},
               {"\r\r\n", {1, 2, 2, 3}}, {"\ra\n", {1, 2, 2, 3}}, {"\r\na\n", {1, 1, 2, 2, 3}}, {"a\r\nb", {1, 1, 1, 2, 2}},
               {"\n\r\n", {1, 2, 2, 3}}, {"ab\rc", {1, 1, 1, 2, 2}}};
  for (size_t i = 0; i < COUNT(TEXTS); i++)
    for (size_t at = 0; at <= strlen(TEXTS[i].text); at++)
      assert_int_equal(scan_line(str_of(TEXTS[i].text), at), TEXTS[i].lines[at]);
  assert_int_equal(scan_line(STR("a\n"), 9), 2);
}

static void test_nesting_is_bounded(void **state) {
  (void)state;
  Bench bench;
  bench_begin(&bench);
  char text[2 * LIMIT_PARSE_DEPTH + 4];
  memset(text, '(', LIMIT_PARSE_DEPTH + 1);
  text[LIMIT_PARSE_DEPTH + 1] = '\0';
  assert_non_null(strstr(scanned(&bench, text, SCAN_PYTHON), "!SyntaxError: too many nested parentheses"));
  text[LIMIT_PARSE_DEPTH] = '\0';
  assert_null(strchr(scanned(&bench, text, SCAN_PYTHON), '!'));
  arena_free(&bench.arena);
}

/* Both ways to the same tokens and the same error. */
static void assert_ways_agree(Bench *bench, Str text, ScanMode mode) {
  Scanner quick, slow;
  scan_begin(&quick, &bench->heap, text, mode);
  scan_begin(&slow, &bench->heap, text, mode);
  slow.by_pattern = true;
  for (;;) {
    Token a = scan_next(&quick), b = scan_next(&slow);
    bool same = a.kind == b.kind && a.span.start == b.span.start && a.span.end == b.span.end && str_eq(a.text, b.text);
    bool failed = quick.error.kind == V_ERROR;
    same = same && failed == (slow.error.kind == V_ERROR);
    if (failed && same) same = str_eq(quick.error.exc->message, slow.error.exc->message);
    if (!same) fail_msg("'%.*s': %s at %u, by the pattern %s", STR_FMT(text), token_words(a.kind), a.span.start,
                        token_words(b.kind));
    if (a.kind == TOKEN_END) return;
  }
}

/* Every three of these in a row, alone and behind the beginning of each tag. */
static void test_quick_ways_agree(void **state) {
  (void)state;
  static const char *const PIECES[] = {
      "{{", "}}", "{%",   "%}",  "{#",     "#}",       "{",  "}",  "-",  "+",    " ",  "\n", "\r", "\xC2\xA0", "raw ", "endraw",
      "a",  "_",  "\xC3\xA9", "1",   "0",      "1.5",      "2e3", "_0", "x1", "'s\\''", "'",  "\"", "\\",  "/",        "*",    "=",
      "!",  "<",  "(",    "]",   ".",      "|",        "$",  "\xED\xA0\x80", "\xFF"};
  enum { N = COUNT(PIECES) };
  static const char *const BEFORE[] = {"", "{{ ", "{%"};
  Bench bench;
  bench_begin(&bench);
  Arena once;
  arena_init(&once, &bench.guard, LIMIT_ARENA_BYTES);
  bench.heap.arena = &once;
  for (size_t i = 0; i < N * N * N * 3; i++) {
    char text[32];
    snprintf(text, sizeof text, "%s%s%s%s", BEFORE[i % 3], PIECES[i / 3 % N], PIECES[i / 3 / N % N], PIECES[i / 3 / N / N]);
    assert_ways_agree(&bench, str_of(text), SCAN_TEMPLATE);
    arena_reset(&once);
  }
  arena_free(&once);
  arena_free(&bench.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_jinja),
      cmocka_unit_test(test_template),
      cmocka_unit_test(test_python),
      cmocka_unit_test(test_quick_ways_agree),
      cmocka_unit_test(test_lines),
      cmocka_unit_test(test_nesting_is_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
