#include "tests/unit/grammar_replay.h"
#include "tests/unit/table.h"

static const char *module(Bench *bench, const char *text) {
  Value error;
  NodeList body;
  parse_module(&bench->heap, str_of(text), &body, &error);
  return bench_shown(bench, &body, error);
}

static const char *recorded(Bench *bench, Str text) {
  Value error;
  NodeList body;
  parse_module(&bench->heap, text, &body, &error);
  return bench_shown(bench, &body, error);
}

typedef struct Case {
  const char *text, *wanted;
} Case;

/* Trees by hand from the Python 3.11 reference. */
static const Case ACCEPTED[] = {
    {"", ""},
    {"\xEF\xBB\xBFx\r\n\f\ny\r", "(expression (name_py x)) (expression (name_py y))"},
    {"import dagster as dg, os.path", "(import dagster dg) (import os.path '')"},
    {"from datetime import (\n  datetime,\n  timedelta as td,\n)",
     "(import_from datetime datetime '') (import_from datetime timedelta td)"},
    {"from ...a.b import *", "(import_from ...a.b * '')"},
    {"from . import a", "(import_from . a '')"},
    {"x: int = 3\ny: str\n", "(assign (name_py x) (constant 3)) (pass false)"},
    {"a = b = 1, 2", "(assign (name_py a) (tuple [(constant 1) (constant 2)])) (assign (name_py b) (name_py a))"},
    {"a, *b = c", "(assign (tuple [(name_py a) (star (name_py b))]) (name_py c))"},
    {"a.b[0] = c", "(assign (item_py (attr_py (name_py a) b) (constant 0)) (name_py c))"},
    {"x **= 2; ...; pass", "(aug_assign (name_py x) ** (constant 2)) (pass true) (pass false)"},
    {"@dg.template_var\n@f()\ndef v(a: int, /, *, k=1, **m) -> dg.X:\n  \"\"\"doc\"\"\"\n  return a\n",
     "(def v [(param a - /) (param k (constant 1) k) (param m - **)] [(expression (constant 'doc')) (ret (name_py a))] "
     "[(attr_py (name_py dg) template_var) (call (name_py f) [])])"},
    {"def f(): return", "(def f [] [(ret -)] [])"},
    {"if a:\n  x\nelif b: y\nelse:\n  z\nw",
     "(branch (name_py a) [(expression (name_py x))] [(branch (name_py b) [(expression (name_py y))] [(expression "
     "(name_py z))])]) "
     "(expression (name_py w))"},
    {"for a, b in c:\n  x\nelse: y",
     "(loop (tuple [(name_py a) (name_py b)]) (name_py c) - [(expression (name_py x))] [(expression (name_py y))] "
     "false)"},
    {"class A(b):\n  def f(self):\n    x\n\n  y\nz", "(class A [(name_py b)] [(def f [(param self - '')] [(expression (name_py x))] []) (expression (name_py y))] [] []) "
     "(expression (name_py z))"},
    {"try:\n  a\nexcept E:\n  b\nelse:\n  c\nfinally:\n  d\nwhile a: b\nraise X\nx",
     "(try [(expression (name_py a))] [(handler (name_py E) '' [(expression (name_py b))])] [(expression (name_py c))] "
     "[(expression (name_py d))]) (while_loop (name_py a) [(expression (name_py b))] []) (raise (name_py X) -) "
     "(expression (name_py x))"},
    {"def f():\n  if a:\n    yield b\n  return c", "(def f [] [(branch (name_py a) [(expression (yield (name_py b) false))] []) (ret (name_py c))] [])"},
    {"x = '\\N{DASH}'", "(assign (name_py x) (unsupported a character by its name))"},
    {"with a as b:\n  c\n\nd", "(with_py [(with_item (name_py a) (name_py b))] [(expression (name_py c))]) (expression (name_py d))"},
    {"\xEF\xAC\x81 = \xE2\x84\x8C", "(assign (name_py fi) (name_py H))"},
    {"raise; raise A(b) from c\nassert a\nassert a == b, c",
     "(raise - -) (raise (call (name_py A) [(name_py b)]) (name_py c)) (assertion (name_py a) -) "
     "(assertion (compare (name_py a) [(step == (name_py b))]) (name_py c))"},
    {"match x:\n  case 1:\n    y\nmatch = 1\nmatch(x)",
     "(match (name_py x) [(case_of (pattern_value (constant 1)) - [(expression (name_py y))])]) (assign (name_py match) (constant 1)) (expression (call (name_py match) [(name_py x)]))"},
};

/* Texts of CPython 3.11. */
static const Case REJECTED[] = {
    {"if x:\npass", "IndentationError: expected an indented block after 'if' statement on line 1"},
    {"\ndef f():\n\nx", "IndentationError: expected an indented block after function definition on line 2"},
    {"  x", "IndentationError: unexpected indent"},
    {"x\n  y", "IndentationError: unexpected indent"},
    {"if x\n  a", "SyntaxError: expected ':'"},
    {"x = (1,\ny = 2", "SyntaxError: '(' was never closed"},
    {"f(]", "SyntaxError: closing parenthesis ']' does not match opening parenthesis '('"},
    {"x = 007",
     "SyntaxError: leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers"},
    {"return 1", "SyntaxError: 'return' outside function"},
    {"a b", "SyntaxError: invalid syntax"},
    {"def f(a=1, b): pass", "SyntaxError: non-default argument follows default argument"},
    {"from a import b,", "SyntaxError: trailing comma not allowed without surrounding parentheses"},
    {"x += 1 += 2", "SyntaxError: invalid syntax"},
    {"a, b += 1", "SyntaxError: 'tuple' is an illegal expression for augmented assignment"},
    {"else: x", "SyntaxError: invalid syntax"},
    {"raise a, b", "SyntaxError: invalid syntax"},
    {"assert a, b, c", "SyntaxError: invalid syntax"},
    {"class = 1", "SyntaxError: invalid syntax"},
};

static void test_accepted(void **state) {
  (void)state;
  Bench bench;
  bench_begin(&bench);
  for (size_t i = 0; i < COUNT(ACCEPTED); i++)
    assert_string_equal(module(&bench, ACCEPTED[i].text), ACCEPTED[i].wanted);
  arena_free(&bench.arena);
}

static void test_rejected(void **state) {
  (void)state;
  Bench bench;
  bench_begin(&bench);
  for (size_t i = 0; i < COUNT(REJECTED); i++)
    assert_string_equal(module(&bench, REJECTED[i].text), REJECTED[i].wanted);
  arena_free(&bench.arena);
}

/* Hundreds of modules, whole and broken, against CPython's compile() and its tree. */
static void test_as_recorded(void **state) {
  (void)state;
  replay("tests/grammar/module.recorded.tsv", recorded, false, 900);
}

/* The bytes of a module before they are text. */
static void test_encodings(void **state) {
  (void)state;
  static const Case CASES[] = {
      {"# -*- coding: latin-1 -*-\nx = '\xE9'", "(assign (name_py x) (constant '\xC3\xA9'))"},
      {"#!/usr/bin/python\n# vim: set fileencoding=latin-1 :\n'\xE9'", "(expression (constant '\xC3\xA9'))"},
      {"# coding: shift-jis\nx", "(expression (name_py x))"},
      {"# coding: KOI8-R\n'\xC1'", "(expression (constant '\xD0\xB0'))"},
      {"# coding: cp1252\n'\x80'", "(expression (constant '\xE2\x82\xAC'))"},
      {"# coding: iso_8859-5\n'\x80\xF1'", "(expression (constant '\\x80\xD1\x91'))"},
      {"# coding: cp1252\n'\x81'", "SyntaxError: a byte that is no character of 'cp1252'"},
      {"# coding: UTF_8-x\n'\xC3\xA9'", "(expression (constant '\xC3\xA9'))"},
      {"x\n# coding: nope", "(expression (name_py x))"},
      {"# coding: nope", "SyntaxError: the module cannot be read as 'nope'; write it as UTF-8"},
      {"# coding, a coding of no name, coding: latin-1\n'\xE9'", "(expression (constant '\xC3\xA9'))"},
      {"# coding\n'\xC3\xA9'", "(expression (constant '\xC3\xA9'))"},
      {"# coding:\n'\xC3\xA9'", "(expression (constant '\xC3\xA9'))"},
      {"#coding= \tlatin-1\r\n'\xE9'", "(expression (constant '\xC3\xA9'))"},
      {"\n# coding: latin-1\n'\xE9'", "(expression (constant '\xC3\xA9'))"},
      {"\r\n# coding: latin-1\n'\xE9'", "(expression (constant '\xC3\xA9'))"},
      {"\r# coding: latin-1\r'\xE9'", "(expression (constant '\xC3\xA9'))"},
      {" \t\f# coding: latin-1\n'\xE9'", "(expression (constant '\xC3\xA9'))"},
      {"\n\n# coding: nope", ""},
      {"#\r\n#\r\n# coding: nope", ""},
      {"\r\r# coding: nope", ""},
      {"\n\r\n# coding: nope", ""},
      {"# coding: gbk\n'\x7F'", "(expression (constant '\\x7f'))"},
      {"# coding: gbk\n'\x80'", "SyntaxError: the module cannot be read as 'gbk'; write it as UTF-8"},
      {"# coding: ascii\n'\xE9'", "SyntaxError: the module cannot be read as 'ascii'; write it as UTF-8"},
      {"\xEF\xBB\xBF# coding: latin-1", "SyntaxError: a byte order mark of UTF-8 before another encoding"},
      {"x = '\xE9'", "SyntaxError: (unicode error) 'utf-8' codec can't decode byte 0xe9 in position 5"},
  };
  Bench bench;
  bench_begin(&bench);
  for (size_t i = 0; i < COUNT(CASES); i++)
    assert_string_equal(module(&bench, CASES[i].text), CASES[i].wanted);
  arena_free(&bench.arena);
}

/* f-strings as Python takes them from 3.12 on, each beside one of 3.11 that it makes the same tree of, or `!` where it
 * refuses it: CPython 3.12 was asked about both. */
static void test_later_strings(void **state) {
  (void)state;
  Table table;
  Bench bench;
  bench_begin(&bench);
  for (table_open(&table, "tests/grammar/later.tsv"); table_next(&table);) {
    const char *later = str_z(&bench.arena, table_text(&bench.arena, table.field[0]));
    const char *earlier = str_z(&bench.arena, table_text(&bench.arena, table.field[1]));
    const char *found = module(&bench, later);
    bool refused = strcmp(earlier, "!") == 0, is_error = strncmp(found, "SyntaxError", 11) == 0;
    if (refused ? !is_error : is_error || strcmp(found, module(&bench, earlier)) != 0)
      fail_msg("row %d, %s: %s", table.row, later, found);
  }
  assert_true(table.row > 60);
  arena_free(&bench.arena);
}

/* Where the caret stands, and how wide it is. */
static void test_places_in_strings(void **state) {
  (void)state;
  static const struct {
    const char *text, *words;
    uint32_t start, end;
  } CASES[] = {
      {"f'{a\\b}'", "f-string expression part cannot include a backslash", 4, 5},
      {"f'{a#b}'", "f-string expression part cannot include '#'", 4, 5},
      {"f'a}b'", "f-string: single '}' is not allowed", 3, 4},
      {"f'{a)}'", "f-string: unmatched ')'", 4, 5},
      {"f'{(a]}'", "f-string: closing parenthesis ']' does not match opening parenthesis '('", 5, 6},
      {"f'{a!x}'", "f-string: invalid conversion character: expected 's', 'r', or 'a'", 5, 6},
      {"f'{a!'", "f-string: expecting '}'", 5, 5},
      {"f'{a'", "f-string: expecting '}'", 4, 4},
      {"f'{a!r'", "f-string: expecting '}'", 6, 6},
      {"f'{a!rb}'", "f-string: expecting '}'", 6, 6},
      {"f'{}'", "f-string: empty expression not allowed", 3, 3},
      {"f'{  }'", "f-string: empty expression not allowed", 3, 5},
      {"f'{a:{b:{c}}}'", "f-string: expressions nested too deeply", 8, 9},
      {"b'\xC3\xA9'", "bytes can only contain ASCII literal characters", 2, 4},
      {"b'a' 'b'", "cannot mix bytes and nonbytes literals", 0, 8},
  };
  Bench bench;
  bench_begin(&bench);
  for (size_t i = 0; i < COUNT(CASES); i++) {
    Value error;
    NodeList body;
    assert_false(parse_module(&bench.heap, str_of(CASES[i].text), &body, &error));
    const Exception *raised = error.exc;
    bool same = str_is(raised->message, CASES[i].words) && raised->span.start == CASES[i].start &&
                raised->span.end == CASES[i].end;
    if (!same)
      fail_msg("%s: %.*s at %u to %u", CASES[i].text, STR_FMT(raised->message), raised->span.start, raised->span.end);
  }
  arena_free(&bench.arena);
}

/* Each that Python has besides, of a text of ASCII. */
static void test_names_of_encodings(void **state) {
  (void)state;
  static const char *const NAMES[] = {
      "cp1253",      "cp1254",      "cp1255",      "cp1256",      "cp1257",     "cp1258",     "windows-1250",
      "windows-1251", "windows-1252", "iso-8859-3", "iso-8859-4",  "iso-8859-6", "iso-8859-7", "iso-8859-8",
      "iso-8859-9",  "iso-8859-10", "iso-8859-13", "iso-8859-14", "iso-8859-16",    
      "cp437",       "cp850",       "cp852",       "cp866",       "mac-roman",  "gbk",        "gb2312",
      "gb18030",     "big5",        "shift-jis",   "euc-jp",      "euc-kr",     "cp932",      "cp949",
      "cp950",       "tis-620",         "GBK",         "Shift_JIS",  "EUC_KR"};
  Bench bench;
  bench_begin(&bench);
  static const char *const UNKNOWN[] = {"latin-2", "latin-9", "utf8-sig", "gb", "cp9999", "euc"};
  for (size_t i = 0; i < COUNT(NAMES); i++)
    assert_string_equal(module(&bench, str_printf(&bench.arena, "# coding: %s\nx", NAMES[i]).p),
                        "(expression (name_py x))");
  for (size_t i = 0; i < COUNT(UNKNOWN); i++)
    assert_memory_equal(module(&bench, str_printf(&bench.arena, "# coding: %s\nx", UNKNOWN[i]).p), "SyntaxError", 11);
  arena_free(&bench.arena);
}

/* `count` times a text between two others. */
static Str repeated(Bench *bench, const char *before, const char *text, size_t count, const char *after) {
  Buf buf = buf_new(&bench->arena, LIMIT_STRING_BYTES);
  buf_puts(&buf, before);
  for (size_t i = 0; i < count; i++) buf_puts(&buf, text);
  buf_puts(&buf, after);
  return buf_str(&buf);
}

static void assert_refused(Bench *bench, Str text, const char *words, uint32_t at) {
  Value error;
  NodeList body;
  assert_false(parse_module(&bench->heap, text, &body, &error));
  assert_string_equal(bench_z(bench, error.exc->message), words);
  assert_int_equal(error.exc->span.start, at);
}

static void test_limits(void **state) {
  (void)state;
  Bench bench;
  bench_begin(&bench);
  assert_refused(&bench, repeated(&bench, "", "(", LIMIT_PARSE_DEPTH + 1, ""), "too many nested parentheses",
                 LIMIT_PARSE_DEPTH);
  assert_refused(&bench, repeated(&bench, "", "-", 2 * LIMIT_TREE_DEPTH, "x"), "too many nested parentheses",
                 LIMIT_TREE_DEPTH - 1);
  Value error;
  NodeList body;
  assert_false(parse_module(&bench.heap, repeated(&bench, "x", "+x", LIMIT_TREE_DEPTH, ""), &body, &error));
  assert_true(parse_module(&bench.heap, repeated(&bench, "f(", "a, ", 100000, ")"), &body, &error));
  assert_true(parse_module(&bench.heap, repeated(&bench, "", "global a\n", 100000, ""), &body, &error));
  arena_free(&bench.arena);
}

static void test_unsupported_spans(void **state) {
  (void)state;
  Bench bench;
  bench_begin(&bench);
  Value error;
  NodeList body;
  assert_true(parse_module(&bench.heap, STR("x\nwith a:\n  y\n\n\nz\n"), &body, &error));
  assert_int_equal(body.n, 3);
  assert_int_equal(body.at[1]->span.start, 2);
  assert_int_equal(body.at[1]->span.end, 13);
  arena_free(&bench.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_accepted),
      cmocka_unit_test(test_rejected),
      cmocka_unit_test(test_as_recorded),
      cmocka_unit_test(test_encodings), cmocka_unit_test(test_names_of_encodings),
      cmocka_unit_test(test_later_strings), cmocka_unit_test(test_places_in_strings),
      cmocka_unit_test(test_limits),
      cmocka_unit_test(test_unsupported_spans),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
