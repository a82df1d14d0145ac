#include "compiler/parse/quick.h"

#include <string.h>

#include "runtime/value/types.h"

/* ---- characters ---- */

enum {
  CHAR_WORD = 1,
  CHAR_DIGIT = 2,
  CHAR_BLANK = 4,
  CHAR_SINGLE = 8,   /* an operator that no other begins with */
  CHAR_EQUALS = 16,  /* one that an `=` may follow */
  CHAR_DOUBLES = 32, /* and itself, too: `**`, `>>=` */
  CHAR_OTHER = 64,
};

static const uint8_t CHARS[256] = {
    [' '] = CHAR_BLANK, ['\t'] = CHAR_BLANK, ['\f'] = CHAR_BLANK, ['_'] = CHAR_WORD,
#define WORD5(a, b, c, d, e) [a] = CHAR_WORD, [b] = CHAR_WORD, [c] = CHAR_WORD, [d] = CHAR_WORD, [e] = CHAR_WORD
    WORD5('a', 'b', 'c', 'd', 'e'), WORD5('f', 'g', 'h', 'i', 'j'), WORD5('k', 'l', 'm', 'n', 'o'),
    WORD5('p', 'q', 'r', 's', 't'), WORD5('u', 'v', 'w', 'x', 'y'), WORD5('z', 'A', 'B', 'C', 'D'),
    WORD5('E', 'F', 'G', 'H', 'I'), WORD5('J', 'K', 'L', 'M', 'N'), WORD5('O', 'P', 'Q', 'R', 'S'),
    WORD5('T', 'U', 'V', 'W', 'X'), ['Y'] = CHAR_WORD, ['Z'] = CHAR_WORD,
#undef WORD5
    ['0'] = CHAR_DIGIT, ['1'] = CHAR_DIGIT, ['2'] = CHAR_DIGIT, ['3'] = CHAR_DIGIT, ['4'] = CHAR_DIGIT,
    ['5'] = CHAR_DIGIT, ['6'] = CHAR_DIGIT, ['7'] = CHAR_DIGIT, ['8'] = CHAR_DIGIT, ['9'] = CHAR_DIGIT,
    ['('] = CHAR_SINGLE, [')'] = CHAR_SINGLE, ['['] = CHAR_SINGLE, [']'] = CHAR_SINGLE, ['{'] = CHAR_SINGLE,
    ['}'] = CHAR_SINGLE, [','] = CHAR_SINGLE, [';'] = CHAR_SINGLE, ['~'] = CHAR_SINGLE,
    ['='] = CHAR_EQUALS, ['+'] = CHAR_EQUALS, ['-'] = CHAR_EQUALS, ['%'] = CHAR_EQUALS, ['&'] = CHAR_EQUALS,
    ['|'] = CHAR_EQUALS, ['^'] = CHAR_EQUALS, ['@'] = CHAR_EQUALS, [':'] = CHAR_EQUALS,
    ['*'] = CHAR_EQUALS | CHAR_DOUBLES, ['/'] = CHAR_EQUALS | CHAR_DOUBLES, ['<'] = CHAR_EQUALS | CHAR_DOUBLES,
    ['>'] = CHAR_EQUALS | CHAR_DOUBLES,
    ['.'] = CHAR_OTHER, ['!'] = CHAR_OTHER,
};

/* The character at an offset; 0 behind the end. */
static unsigned char char_at(const Scanner *s, size_t at) { return at < s->end ? (unsigned char)s->text.p[at] : 0; }

/* ---- Python ---- */

static size_t blank_length(const Scanner *s) {
  size_t at = s->at;
  if (s->text.p[at] == '#') {
    while (at < s->end && s->text.p[at] != '\n' && s->text.p[at] != '\r') at++;
    return at - s->at;
  }
  while (CHARS[char_at(s, at)] == CHAR_BLANK) at++;
  return at - s->at;
}

static size_t word_length(const Scanner *s) {
  size_t at = s->at + 1;
  while (CHARS[char_at(s, at)] & (CHAR_WORD | CHAR_DIGIT)) at++;
  unsigned char behind = char_at(s, at);
  bool prefix = (behind == '\'' || behind == '"') && at - s->at <= 2;
  return behind >= 0x80 || prefix ? 0 : at - s->at;
}

static size_t integer_length(const Scanner *s) {
  size_t at = s->at + 1;
  while (CHARS[char_at(s, at)] == CHAR_DIGIT) at++;
  unsigned char behind = char_at(s, at);
  bool zero = s->text.p[s->at] == '0' && at - s->at > 1;
  return zero || behind >= 0x80 || behind == '.' || CHARS[behind] == CHAR_WORD ? 0 : at - s->at;
}

static size_t operator_length(const Scanner *s) {
  unsigned char c = char_at(s, s->at), next = char_at(s, s->at + 1), kind = CHARS[c];
  if (kind == CHAR_SINGLE) return 1;
  if (kind & CHAR_DOUBLES && next == c) return char_at(s, s->at + 2) == '=' ? 3 : 2;
  if (kind & CHAR_EQUALS) return next == '=' || (c == '-' && next == '>') ? 2 : 1;
  if (c == '!') return next == '=' ? 2 : 0;
  if (CHARS[next] == CHAR_DIGIT) return 0;
  return next == '.' && char_at(s, s->at + 2) == '.' ? 3 : 1;
}

/* Of the string whose quote is `from` characters on. */
static size_t string_length(const Scanner *s, size_t from) {
  size_t at = s->at + from;
  unsigned char quote = char_at(s, at);
  bool triple = char_at(s, at + 1) == quote && char_at(s, at + 2) == quote;
  if (!triple && char_at(s, at + 1) == quote) return from + 2;
  for (at += triple ? 3 : 1; at < s->end; at++) {
    unsigned char c = (unsigned char)s->text.p[at];
    if (c == '\\') at++; /* a line end of two characters is left to the pattern */
    else if (c == quote && !triple) return at + 1 - s->at;
    else if (c == quote && char_at(s, at + 1) == quote && char_at(s, at + 2) == quote) return at + 3 - s->at;
    else if (!triple && (c == '\n' || c == '\r')) return 0;
  }
  return 0;
}

/* The length of the prefix of a string, with the string behind it; SIZE_MAX where none is at hand. */
static size_t prefix_length(const Scanner *s) {
  size_t n = 0;
  while (n < 3 && CHARS[char_at(s, s->at + n)] == CHAR_WORD) n++;
  unsigned char quote = char_at(s, s->at + n), a = char_at(s, s->at) | 0x20, b = char_at(s, s->at + 1) | 0x20;
  if (quote != '\'' && quote != '"') return SIZE_MAX;
  if (n == 1) return strchr("rbfu", a) ? 1 : SIZE_MAX;
  bool both = (a == 'r' && (b == 'b' || b == 'f')) || (b == 'r' && (a == 'b' || a == 'f'));
  return n == 2 && both ? 2 : n ? SIZE_MAX : 0;
}

TokenKind quick_python(const Scanner *s, size_t *length) {
  unsigned char c = (unsigned char)s->text.p[s->at], kind = CHARS[c];
  if (kind == CHAR_WORD && (*length = word_length(s))) return TOKEN_NAME;
  if (kind == CHAR_BLANK || c == '#') return *length = blank_length(s), TOKEN_SKIP;
  if (kind == CHAR_DIGIT) return (*length = integer_length(s)) ? TOKEN_INTEGER : TOKEN_END;
  if (kind != 0 && kind != CHAR_WORD) return (*length = operator_length(s)) ? TOKEN_OPERATOR : TOKEN_END;
  if (c == '\n') return *length = 1, TOKEN_NEWLINE;
  size_t prefix = prefix_length(s);
  return prefix != SIZE_MAX && (*length = string_length(s, prefix)) ? TOKEN_STRING : TOKEN_END;
}

/* ---- templates ---- */

static bool is_sign(unsigned char c) { return c == '-' || c == '+'; }

/* The ASCII space from `at` on. */
static size_t behind_blanks(const Scanner *s, size_t at) {
  while (char_at(s, at) < 0x80 && char_is_space(char_at(s, at))) at++;
  return at;
}

/* `{%`, where it does not begin a raw block: those, and what space beyond ASCII may hide, are left to the pattern. */
static TokenKind block_begin(const Scanner *s, size_t *length) {
  *length = is_sign(char_at(s, s->at + 2)) ? 3 : 2;
  unsigned char first = char_at(s, behind_blanks(s, s->at + *length));
  return first == 'r' || first >= 0x80 ? TOKEN_END : TOKEN_BLOCK_BEGIN;
}

/* Text goes on over a brace that begins no tag. */
static size_t data_length(const Scanner *s) {
  for (size_t at = s->at;; at++) {
    const char *brace = at < s->end ? memchr(s->text.p + at, '{', s->end - at) : NULL;
    if (!brace) return s->end - s->at;
    at = (size_t)(brace - s->text.p);
    unsigned char next = char_at(s, at + 1);
    if (next == '{' || next == '%' || next == '#') return at - s->at;
  }
}

TokenKind quick_template(const Scanner *s, size_t *length) {
  *length = data_length(s);
  if (*length) return TOKEN_DATA;
  unsigned char next = char_at(s, s->at + 1);
  if (next == '%') return block_begin(s, length);
  *length = is_sign(char_at(s, s->at + 2)) ? 3 : 2;
  return next == '{' ? TOKEN_VARIABLE_BEGIN : TOKEN_COMMENT_BEGIN;
}

size_t quick_tag_end(const Scanner *s) {
  unsigned char first = char_at(s, s->at), middle = s->mode == SCAN_VARIABLE ? '}' : '%';
  bool strips = first == '-', signs = strips || (first == '+' && s->mode == SCAN_BLOCK);
  size_t at = s->at + (signs ? 1 : 0);
  if (char_at(s, at) != middle || char_at(s, at + 1) != '}') return 0;
  at += 2;
  for (size_t next = at; strips && next < s->end && char_is_space(str_decode(s->text, &next));) at = next;
  return at - s->at;
}

static size_t jinja_word_length(const Scanner *s) {
  size_t at = s->at + 1;
  while (CHARS[char_at(s, at)] & (CHAR_WORD | CHAR_DIGIT)) at++;
  return char_at(s, at) >= 0x80 ? 0 : at - s->at;
}

static size_t jinja_string_length(const Scanner *s) {
  unsigned char quote = char_at(s, s->at);
  for (size_t at = s->at + 1; at < s->end; at++) {
    unsigned char c = char_at(s, at);
    if (c == quote) return at + 1 - s->at;
    if (c == '\\') at++;
  }
  return 0;
}

static size_t jinja_operator_length(const Scanner *s) {
  unsigned char c = char_at(s, s->at), next = char_at(s, s->at + 1);
  if ((c == '/' || c == '*') && next == c) return 2;
  if (next == '=' && (c == '=' || c == '!' || c == '<' || c == '>')) return 2;
  return c && strchr("-+/*%~[](){}><=.:|,;", c) ? 1 : 0;
}

TokenKind quick_jinja(const Scanner *s, size_t *length) {
  unsigned char c = char_at(s, s->at);
  if (c >= 0x80) return TOKEN_END;
  if (char_is_space(c)) return *length = behind_blanks(s, s->at) - s->at, TOKEN_SKIP;
  if (CHARS[c] == CHAR_WORD) return (*length = jinja_word_length(s)) ? TOKEN_NAME : TOKEN_END;
  if (CHARS[c] == CHAR_DIGIT) return (*length = integer_length(s)) ? TOKEN_INTEGER : TOKEN_END;
  if (c == '\'' || c == '"') return (*length = jinja_string_length(s)) ? TOKEN_STRING : TOKEN_END;
  return (*length = jinja_operator_length(s)) ? TOKEN_OPERATOR : TOKEN_END;
}
