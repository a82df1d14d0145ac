/* What each language reads of a quoted text is the text: of Python and JSON by the readers that are held to the real
 * ones (test_literal, test_json), of systemd and cron by what their manuals say of escapes. */
#include <unistd.h>

#include "runtime/emit/quote.h"
#include "tests/unit/values_replay.h"

typedef void (*Quote)(Buf *buf, Str word);
typedef void (*Check)(Heap *heap, Str text);

/* Where UTF-8, UTF-16 and the escapes change their length, and their neighbours. */
static const uint32_t EDGES[] = {0x80,   0x85,   0x9F,   0xA0,   0xE9,   0xFF,   0x100,   0x7FF,   0x800,   0xFFF,    0x1000,
                                 0x2028, 0x2029, 0xD7FF, 0xE000, 0xFEFF, 0xFFFD, 0xFFFF, 0x10000, 0x10001, 0x103FF, 0x10400,
                                 0x1F600, 0xFFFFF, 0x100000, 0x10FFFF};
enum { EDGE_COUNT = COUNT(EDGES), ASCII_COUNT = 0x80 };

/* Every character of ASCII and every edge: alone, twice, behind and before what each of the languages treats in its
 * own way. */
static void over_texts(Check check) {
  static const char *const BESIDE[] = {"", "a", "\\", "\"", "'", "%", "$", "\n", "x", "0", "u", " "};
  BENCH(bench);
  for (size_t i = 1; i < ASCII_COUNT + EDGE_COUNT; i++) {
    for (size_t j = 0; j < COUNT(BESIDE); j++, arena_reset(&bench.arena)) {
      Buf text = buf_new(&bench.arena, 64);
      uint32_t c = i < ASCII_COUNT ? (uint32_t)i : EDGES[i - ASCII_COUNT];
      bench.heap.steps = LIMIT_EVAL_STEPS;
      buf_puts(&text, BESIDE[j]);
      buf_code_point(&text, c);
      check(&bench.heap, buf_str(&text));
      buf_code_point(&text, c);
      buf_puts(&text, BESIDE[j]);
      check(&bench.heap, buf_str(&text));
    }
  }
  arena_free(&bench.arena);
}

static Str quoted(Heap *heap, Quote quote, Str text) {
  Buf buf = buf_new(heap->arena, 1 << 10);
  quote(&buf, text);
  for (size_t i = 0; i < buf.n; i++) assert_true(buf.p[i] >= 0x20 && buf.p[i] < 0x7F);
  return buf_str(&buf);
}

static void check_python(Heap *heap, Str text) {
  Value read;
  assert_int_equal(literal_eval(heap, quoted(heap, quote_python, text), &read), LITERAL_OK);
  assert_true(str_eq(value_text(read), text));
}

static void check_json(Heap *heap, Str text) {
  Value read;
  assert_true(json_loads(heap, quoted(heap, quote_yaml, text), &read, NULL, NULL));
  assert_true(str_eq(value_text(read), text));
}

/* Kubernetes makes one of two dollars, and `$(NAME)` of a variable. */
static void check_kubernetes(Heap *heap, Str text) {
  Value read;
  Buf buf = buf_new(heap->arena, 64);
  assert_true(json_loads(heap, quoted(heap, quote_kubernetes, text), &read, NULL, NULL));
  Str word = value_text(read);
  for (size_t i = 0; i < word.n; i++) {
    if (word.p[i] == '$') assert_true(i + 1 < word.n && word.p[++i] == '$');
    buf_char(&buf, word.p[i]);
  }
  assert_true(str_eq(buf_str(&buf), text));
}

/* systemd.syntax(7), systemd.unit(5): between double quotes, escapes as in C; `%%` is one; `$$` in a command. */
static Str read_systemd(Heap *heap, Str word, bool in_command) {
  Buf buf = buf_new(heap->arena, 64);
  assert_true(word.n >= 2 && word.p[0] == '"' && word.p[word.n - 1] == '"');
  for (size_t i = 1; i + 1 < word.n; i++) {
    char c = word.p[i], next = word.p[i + 1];
    if (c == '\\' && next == 'x') {
      buf_char(&buf, (char)strtol(str_z(heap->arena, str_sub(word, i + 2, i + 4)), NULL, 16));
      i += 3;
    } else if (c == '\\' || c == '%' || (c == '$' && in_command)) {
      assert_true(c == '\\' ? next == '"' || next == '\\' : next == c);
      buf_char(&buf, next);
      i++;
    } else {
      assert_int_not_equal(c, '"');
      buf_char(&buf, c);
    }
  }
  return buf_str(&buf);
}

static void check_systemd(Heap *heap, Str text) {
  for (int in_command = 0; in_command < 2; in_command++) {
    Buf buf = buf_new(heap->arena, 1 << 10);
    quote_systemd(&buf, text, in_command);
    for (size_t i = 0; i < buf.n; i++) assert_true(buf.p[i] >= 0x20 && buf.p[i] < 0x7F);
    assert_true(str_eq(read_systemd(heap, buf_str(&buf), in_command), text));
  }
}

/* crontab(5): a `%` is the end of a command unless a backslash stands before it, which goes. A backslash before
 * another character stays, but two may be one: neither comes. What is left is a word of a shell, where a backslash
 * between single quotes is itself. */
static void check_cron(Heap *heap, Str text) {
  Buf buf = buf_new(heap->arena, 1 << 10), line = buf_new(heap->arena, 1 << 10);
  StrList words = {0};
  if (memchr(text.p, '\n', text.n) || quote_needs_controls(text)) return;
  quote_cron(&buf, text);
  for (size_t i = 0; i < buf.n; i++) {
    bool escapes = buf.p[i] == '\\' && i + 1 < buf.n && buf.p[i + 1] == '%';
    assert_false(buf.p[i] == '\\' && i + 1 < buf.n && buf.p[i + 1] == '\\');
    assert_true(buf.p[i] != '%' || (i && buf.p[i - 1] == '\\'));
    if (!escapes) buf_char(&line, buf.p[i]);
  }
  assert_true(quote_sh_read_line(heap->arena, buf_str(&line), &words));
  assert_true(words.n == 1 && str_eq(words.at[0], text));
}

static void test_python(void **state) { (void)state, over_texts(check_python); }
static void test_json(void **state) { (void)state, over_texts(check_json); }
static void test_kubernetes(void **state) { (void)state, over_texts(check_kubernetes); }
static void test_systemd(void **state) { (void)state, over_texts(check_systemd); }
static void test_cron(void **state) { (void)state, over_texts(check_cron); }

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_python),  cmocka_unit_test(test_json), cmocka_unit_test(test_kubernetes),
      cmocka_unit_test(test_systemd), cmocka_unit_test(test_cron),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
