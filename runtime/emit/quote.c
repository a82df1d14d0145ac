#include "runtime/emit/quote.h"

#include <string.h>

#include "runtime/core/vec.h"

/* `=` and `~` are harmless only in some places of a command, so they are not among these. */
static const bool HARMLESS[256] = {
    ['_'] = 1, ['@'] = 1, ['%'] = 1, ['+'] = 1, [':'] = 1, [','] = 1, ['.'] = 1, ['/'] = 1, ['-'] = 1,
    ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1, ['8'] = 1,
    ['9'] = 1, ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1, ['G'] = 1, ['H'] = 1,
    ['I'] = 1, ['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1, ['Q'] = 1,
    ['R'] = 1, ['S'] = 1, ['T'] = 1, ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1,
    ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1,
    ['j'] = 1, ['k'] = 1, ['l'] = 1, ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1,
    ['s'] = 1, ['t'] = 1, ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1};
static bool is_harmless(char c) { return HARMLESS[(unsigned char)c]; }

static bool is_bare(Str word) {
  for (size_t i = 0; i < word.n; i++)
    if (!is_harmless(word.p[i])) return false;
  return word.n > 0;
}

static bool is_control(char c) { return (unsigned char)c < 0x20 || c == 0x7F; }

/* Between single quotes: leaves them for what cannot stand there. */
static void put_control(Buf *buf, char c) {
  if (c == '\n')
    buf_puts(buf, "'\"$n\"'");
  else
    buf_printf(buf, "'\"$x%02x\"'", (unsigned)(unsigned char)c);
}

/* Whether a character cannot stand between single quotes as it is. */
static bool is_special(char c, bool on_one_line) { return c == '\'' || (on_one_line && is_control(c)); }

/* Sets the highest bit of bytes among eight: where one is below 0x20, or 0 once the byte that is looked for is taken
 * out of it, a subtraction borrows into that bit. */
static uint64_t special_bits(const char *p) {
  const uint64_t each = 0x0101010101010101u;
  uint64_t bytes, quote, delete;
  memcpy(&bytes, p, 8);
  quote = bytes ^ each * '\'';
  delete = bytes ^ each * 0x7F;
  return ((bytes - each * 0x20) & ~bytes) | ((quote - each) & ~quote) | ((delete - each) & ~delete);
}

/* A quote or a control character; of a long word the last eight bytes are looked at as one, too. */
static bool may_be_special(Str word) {
  const uint64_t high = 0x8080808080808080u;
  uint64_t found = 0;
  if (word.n >= 8) {
    for (size_t i = 0; i + 8 <= word.n; i += 8) found |= special_bits(word.p + i);
    return (found | special_bits(word.p + word.n - 8)) & high;
  }
  for (size_t i = 0; i < word.n; i++) found |= is_special(word.p[i], true);
  return found != 0;
}

static void put_special(Buf *buf, Str word, bool on_one_line) {
  for (size_t i = 0; i < word.n; i++) {
    if (word.p[i] == '\'')
      buf_puts(buf, "'\\''");
    else if (is_special(word.p[i], on_one_line))
      put_control(buf, word.p[i]);
    else
      buf_char(buf, word.p[i]);
  }
}

static void put_word(Buf *buf, Str word, bool on_one_line) {
  if (is_bare(word)) {
    buf_put(buf, word);
    return;
  }
  buf_char(buf, '\'');
  if (may_be_special(word))
    put_special(buf, word, on_one_line);
  else
    buf_put(buf, word);
  buf_char(buf, '\'');
}

void quote_sh(Buf *buf, Str word) { put_word(buf, word, false); }

void quote_sh_line(Buf *buf, Str word) { put_word(buf, word, true); }

/* ---- other languages ---- */

void quote_cron(Buf *buf, Str word) {
  if (is_bare(word) && str_find(word, STR("%"), 0) == SIZE_MAX) {
    buf_put(buf, word);
    return;
  }
  buf_char(buf, '\'');
  for (size_t i = 0; i < word.n; i++) {
    if (word.p[i] == '\'')
      buf_puts(buf, "'\\''");
    else if (word.p[i] == '%')
      buf_puts(buf, "\\%");
    else if (word.p[i] == '\\')
      buf_puts(buf, "\\''"); /* so that no backslash comes to stand before another one or before `%` */
    else
      buf_char(buf, word.p[i]);
  }
  buf_char(buf, '\'');
}

void quote_systemd(Buf *buf, Str word, bool in_command) {
  buf_char(buf, '"');
  for (size_t i = 0; i < word.n; i++) {
    unsigned char c = (unsigned char)word.p[i];
    if (c < 0x20 || c >= 0x7F)
      buf_printf(buf, "\\x%02x", (unsigned)c);
    else if (c == '\\' || c == '"')
      buf_printf(buf, "\\%c", c);
    else if (c == '%' || (c == '$' && in_command))
      buf_printf(buf, "%c%c", c, c);
    else
      buf_char(buf, (char)c);
  }
  buf_char(buf, '"');
}

void quote_words(Buf *buf, const StrList *words) {
  for (size_t i = 0; i < words->n; i++) {
    if (i) buf_char(buf, ' ');
    quote_sh(buf, words->at[i]);
  }
}

void quote_command(Buf *buf, const Invocation *invocation) {
  buf_puts(buf, "cd ");
  quote_sh(buf, invocation->cwd);
  buf_puts(buf, " && ");
  for (size_t i = 0; i < invocation->env.n; i++) {
    Str pair = invocation->env.at[i];
    size_t equals = str_find(pair, STR("="), 0);
    buf_put(buf, str_sub(pair, 0, equals + 1));
    quote_sh(buf, str_sub(pair, equals + 1, pair.n));
    buf_char(buf, ' ');
  }
  quote_words(buf, &invocation->argv);
  buf_char(buf, '\n');
}

/* ---- reading back ---- */

static int hex_digit(char c) {
  if (char_is_digit(c)) return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* `\'`, or `"$n"` or `"$x0d"` between quotes that were left for it; at `*at`. */
static bool read_reference(Str line, size_t *at, Buf *word) {
  Str rest = str_sub(line, *at, line.n);
  bool is_control = rest.n >= 6 && str_starts(rest, STR("\"$x")) && rest.p[5] == '"';
  if (str_starts(rest, STR("\\'"))) {
    buf_char(word, '\'');
    *at += 2;
  } else if (str_starts(rest, STR("\"$n\""))) {
    buf_char(word, '\n');
    *at += 4;
  } else if (is_control && hex_digit(rest.p[3]) >= 0 && hex_digit(rest.p[4]) >= 0) {
    buf_char(word, (char)(hex_digit(rest.p[3]) * 16 + hex_digit(rest.p[4])));
    *at += 6;
  } else {
    return false;
  }
  return true;
}

/* The word at `*at`, up to a blank or the end. */
static bool read_word(Str line, size_t *at, Buf *word) {
  while (*at < line.n && line.p[*at] != ' ') {
    char c = line.p[*at];
    if (c == '\'') {
      size_t end = str_find(line, STR("'"), *at + 1);
      if (end == SIZE_MAX) return false;
      buf_put(word, str_sub(line, *at + 1, end));
      *at = end + 1;
    } else if (is_harmless(c)) {
      buf_char(word, c);
      ++*at;
    } else if (!read_reference(line, at, word)) {
      return false;
    }
  }
  return true;
}

bool quote_sh_read_line(Arena *arena, Str line, StrList *words) {
  for (size_t at = 0; at < line.n; at++) {
    Buf word = buf_new(arena, line.n + 1);
    if (line.p[at] == ' ' || !read_word(line, &at, &word)) return false;
    VEC_PUSH(arena, words, buf_str(&word));
  }
  return true;
}

/* ---- control characters ---- */

bool quote_needs_controls(Str word) {
  if (!may_be_special(word)) return false;
  for (size_t i = 0; i < word.n; i++)
    if (is_control(word.p[i]) && word.p[i] != '\n') return true;
  return false;
}

void quote_sh_controls(Buf *buf) {
  buf_puts(buf, "eval \"$(printf '");
  for (int c = 1; c <= 0x7F; c = c == 0x1F ? 0x7F : c + 1)
    if (c != '\n') buf_printf(buf, "x%02x='\\''\\%03o'\\'' ", (unsigned)c, (unsigned)c);
  buf_puts(buf, "')\"\n");
}

/* ---- literals between double quotes ---- */

/* Of a character that cannot stand for itself. */
static void put_escape(Buf *buf, uint32_t c, bool is_json) {
  if (c == '\n')
    buf_puts(buf, "\\n");
  else if (c >= 0x20 && c < 0x7F)
    buf_printf(buf, "\\%c", (int)c);
  else if (c < 0x10000)
    buf_printf(buf, "\\u%04x", c);
  else if (is_json)
    buf_printf(buf, "\\u%04x\\u%04x", 0xD800 + ((c - 0x10000) >> 10), 0xDC00 + ((c - 0x10000) & 0x3FF));
  else
    buf_printf(buf, "\\U%08x", c);
}

static void put_literal(Buf *buf, Str text, char mark, bool is_json, bool doubles_dollars) {
  buf_char(buf, mark);
  for (size_t at = 0; at < text.n;) {
    uint32_t c = str_decode(text, &at);
    if (c == (uint32_t)mark || c == '\\' || c < 0x20 || c >= 0x7F)
      put_escape(buf, c, is_json);
    else
      buf_char(buf, (char)c);
    if (c == '$' && doubles_dollars) buf_char(buf, '$');
  }
  buf_char(buf, mark);
}

/* As Python prints it: between the marks that are not in it. */
void quote_python(Buf *buf, Str text) {
  bool has_double = str_find(text, STR("\""), 0) != SIZE_MAX, has_single = str_find(text, STR("'"), 0) != SIZE_MAX;
  put_literal(buf, text, has_double && !has_single ? '\'' : '"', false, false);
}

void quote_yaml(Buf *buf, Str text) { put_literal(buf, text, '"', true, false); }

void quote_kubernetes(Buf *buf, Str text) { put_literal(buf, text, '"', true, true); }
