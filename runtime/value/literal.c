#include "runtime/value/literal.h"

#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/value/int.h"
#include "runtime/value/set_order.h"

/* Recursive descent over bytes; the productions are those of grammar/literal.ebnf. */

typedef enum Shape { SHAPE_NUMBER, SHAPE_SIGNED, SHAPE_OTHER } Shape; /* what a sign or `+ 2j` may be put to */

typedef struct Parser {
  Heap *heap;
  Str text;
  size_t at;
  unsigned depth; /* open brackets: line ends are blanks inside them */
  Value error;    /* the first error; the text may still turn out to be no literal */
} Parser;

static bool expression(Parser *p, Value *value, Shape *shape);

static char at(const Parser *p, size_t ahead) { return ahead < p->text.n - p->at ? p->text.p[p->at + ahead] : '\0'; }

/* Blanks, comments, joined lines; line ends inside brackets. */
static void skip_blanks(Parser *p) {
  for (;;) {
    char c = at(p, 0);
    if (p->at >= p->text.n) return;
    if (c == ' ' || c == '\t' || c == '\f' || (c == '\n' && p->depth)) {
      p->at++;
    } else if (c == '#') {
      while (p->at < p->text.n && p->text.p[p->at] != '\n') p->at++;
    } else if (c == '\\' && at(p, 1) == '\n' && p->at + 2 < p->text.n) {
      p->at += 2;
    } else {
      return;
    }
  }
}

static bool take(Parser *p, char c) {
  if (at(p, 0) != c || p->at >= p->text.n) return false;
  p->at++;
  skip_blanks(p);
  return true;
}

static void note(Parser *p, Value done) {
  if (value_is_error(done) && p->error.kind == V_ABSENT) p->error = done;
}

/* ---- numbers ---- */

static unsigned digit_value(char c) {
  if (char_is_digit(c)) return (unsigned)(c - '0');
  return char_is_letter(c) ? (unsigned)((c | 32) - 'a') + 10 : 99;
}

/* digits with single underscores between them; returns where they end */
static size_t digits_end(Str text, size_t from, unsigned base) {
  size_t end = from;
  while (end < text.n && digit_value(text.p[end]) < base) {
    end++;
    if (end + 1 < text.n && text.p[end] == '_' && digit_value(text.p[end + 1]) < base) end++;
  }
  return end;
}

/* Where the number at the start of `text` ends; 0: there is none. */
static size_t number_end(Str text, unsigned *base, bool *is_float) {
  char mark = text.n > 1 && text.p[0] == '0' ? text.p[1] | 32 : ' ';
  *base = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 10;
  *is_float = false;
  if (*base != 10) {
    size_t start = text.n > 2 && text.p[2] == '_' ? 3 : 2, end = digits_end(text, start, *base);
    return end > start ? end : 0;
  }
  size_t end = digits_end(text, 0, 10), whole = end;
  if (end < text.n && text.p[end] == '.') {
    size_t fraction = digits_end(text, end + 1, 10);
    if (whole == 0 && fraction == end + 1) return 0;
    end = fraction;
    *is_float = true;
  }
  if (end && end < text.n && (text.p[end] | 32) == 'e') {
    size_t sign = end + 1 < text.n && (text.p[end + 1] == '+' || text.p[end + 1] == '-');
    size_t exponent = digits_end(text, end + 1 + sign, 10);
    if (exponent > end + 1 + sign) end = exponent, *is_float = true;
  }
  return end;
}

static Str without_underscores(Heap *heap, Str text) {
  if (!text.n || !memchr(text.p, '_', text.n)) return text;
  char *copy = arena_bytes(heap->arena, text.n);
  size_t n = 0;
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] != '_') copy[n++] = text.p[i];
  return (Str){copy, n};
}

static bool all_zero(Str digits) {
  for (size_t i = 0; i < digits.n; i++)
    if (digits.p[i] != '0') return false;
  return true;
}

static bool decode_number(Heap *heap, Str token, unsigned base, bool is_float, bool imaginary, Value *value) {
  Str clean = without_underscores(heap, base == 10 ? token : str_sub(token, 2, token.n));
  if (imaginary) {
    Complex *z = ARENA_NEW(heap->arena, Complex);
    z->imag = number_read_double(str_z(heap->arena, clean));
    return *value = (Value){.kind = V_COMPLEX, .complex = z}, true;
  }
  if (is_float) return *value = value_float(number_read_double(str_z(heap->arena, clean))), true;
  if (base == 10 && clean.p[0] == '0' && !all_zero(clean)) return false;
  if (base == 10 && clean.n > LIMIT_INT_DIGITS) return false;
  return *value = int_from_digits(heap, clean, base, false), true;
}

static bool number(Parser *p, Value *value) {
  unsigned base;
  bool is_float;
  Str rest = str_sub(p->text, p->at, p->text.n);
  size_t end = number_end(rest, &base, &is_float);
  if (end == 0) return false;
  bool imaginary = base == 10 && end < rest.n && (rest.p[end] | 32) == 'j';
  size_t after = end + imaginary;
  if (after < rest.n && char_is_word(rest.p[after])) return false;
  if (!decode_number(p->heap, str_sub(rest, 0, end), base, is_float, imaginary, value)) return false;
  p->at += after;
  return true;
}

LiteralStatus literal_number(Heap *heap, Str token, Value *value) {
  unsigned base;
  bool is_float;
  size_t end = number_end(token, &base, &is_float);
  if (end == 0 || end != token.n) return LITERAL_NOT;
  return decode_number(heap, token, base, is_float, false, value) ? LITERAL_OK : LITERAL_NOT;
}

/* ---- strings ---- */

static bool hex_escape(Str text, size_t *pos, size_t count, uint32_t *c) {
  *c = 0;
  for (size_t i = 0; i < count; i++) {
    if (*pos >= text.n || digit_value(text.p[*pos]) > 15) return false;
    *c = *c << 4 | digit_value(text.p[(*pos)++]);
  }
  return true;
}

static void put_code(Buf *buf, uint32_t c, bool bytes) {
  if (bytes) buf_char(buf, (char)(c & 0xFF));
  else buf_code_point(buf, c);
}

/* The escape behind the backslash at `*pos - 1`; NULL, or what is wrong with it. */
static const char *escape(Str text, size_t *pos, bool bytes, Buf *buf) {
  static const char letters[] = "\\\\''\"\"a\ab\bf\fn\nr\rt\tv\v";
  char c = text.p[(*pos)++];
  uint32_t code = 0;
  for (const char *p = letters; *p; p += 2)
    if (c == *p) return buf_char(buf, p[1]), NULL;
  if (c == '\n') return NULL;
  if (c >= '0' && c <= '7') {
    code = (uint32_t)(c - '0');
    for (int i = 0; i < 2 && *pos < text.n && text.p[*pos] >= '0' && text.p[*pos] <= '7'; i++)
      code = code * 8 + (uint32_t)(text.p[(*pos)++] - '0');
    return put_code(buf, code, bytes), NULL;
  }
  size_t count = c == 'x' ? 2 : bytes ? 0 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  if (count) {
    if (!hex_escape(text, pos, count, &code))
      return count == 2   ? "truncated \\xXX escape"
             : count == 4 ? "truncated \\uXXXX escape"
                          : "truncated \\UXXXXXXXX escape";
    if (code > 0x10FFFF) return "illegal Unicode character";
    return put_code(buf, code, bytes), NULL;
  }
  if (c == 'N' && !bytes) return LITERAL_NAMED;
  buf_char(buf, '\\');
  buf_char(buf, c);
  return NULL;
}

bool literal_unescape(Heap *heap, Str inside, bool bytes, Str *decoded, size_t *bad, Str *why) {
  if (!inside.n || !memchr(inside.p, '\\', inside.n)) return *decoded = inside, true;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t pos = 0; pos < inside.n;) {
    size_t start = pos;
    if (inside.p[pos++] != '\\') {
      buf_char(&buf, inside.p[start]);
      continue;
    }
    const char *wrong = pos < inside.n ? escape(inside, &pos, bytes, &buf) : "\\ at end of string";
    if (!wrong) continue;
    *bad = start;
    *why = str_of(wrong);
    return false;
  }
  *decoded = buf_str(&buf);
  return true;
}

/* The prefix letters before a quote; false where these are no string. `f` strings are no literals. */
static bool prefix(const Parser *p, size_t *letters, bool *raw, bool *bytes) {
  *raw = *bytes = false;
  bool unicode = false;
  for (*letters = 0; *letters < 3; ++*letters) {
    char c = at(p, *letters);
    if (c == '\'' || c == '"') return !(unicode && *letters > 1);
    if ((c | 32) == 'r' && !*raw) *raw = true;
    else if ((c | 32) == 'b' && !*bytes) *bytes = true;
    else if ((c | 32) == 'u' && !unicode) unicode = true;
    else return false;
  }
  return false;
}

/* Moves behind the closing quote; the inside is what lies between. */
static bool quoted(Parser *p, Str *inside) {
  char quote = at(p, 0);
  bool triple = at(p, 1) == quote && at(p, 2) == quote;
  p->at += triple ? 3 : 1;
  size_t start = p->at;
  for (; p->at < p->text.n; p->at++) {
    char c = p->text.p[p->at];
    if (c == '\\') {
      p->at++;
    } else if (c == '\n' && !triple) {
      return false;
    } else if (c == quote && (!triple || (at(p, 1) == quote && at(p, 2) == quote))) {
      *inside = str_sub(p->text, start, p->at);
      p->at += triple ? 3 : 1;
      return true;
    }
  }
  return false;
}

/* `\N{…}`; without its braces it is an error, and the text no literal. */
bool literal_has_name(Str inside, size_t bad) {
  size_t open = bad + 2, end = str_find(inside, STR("}"), open);
  return open < inside.n && inside.p[open] == '{' && end != SIZE_MAX && end > open + 1;
}

static bool one_string(Parser *p, Buf *buf, bool *bytes) {
  size_t letters, bad = 0;
  bool raw;
  Str inside, decoded, why = {0};
  if (!prefix(p, &letters, &raw, bytes)) return false;
  p->at += letters;
  if (!quoted(p, &inside)) return false;
  for (size_t i = 0; *bytes && i < inside.n; i++)
    if ((unsigned char)inside.p[i] >= 0x80) return false;
  if (raw) {
    buf_put(buf, inside);
  } else if (literal_unescape(p->heap, inside, *bytes, &decoded, &bad, &why)) {
    buf_put(buf, decoded);
  } else if (str_is(why, LITERAL_NAMED) && literal_has_name(inside, bad)) {
    note(p, value_unsupported(p->heap, "a character by its name"));
  } else {
    return false;
  }
  return true;
}

static bool starts_string(const Parser *p) {
  size_t letters;
  bool raw, bytes;
  return prefix(p, &letters, &raw, &bytes);
}

static bool strings(Parser *p, Value *value) {
  Buf buf = buf_new(p->heap->arena, LIMIT_STRING_BYTES);
  bool bytes, more_bytes;
  if (!one_string(p, &buf, &bytes)) return false;
  for (skip_blanks(p); starts_string(p); skip_blanks(p))
    if (!one_string(p, &buf, &more_bytes) || more_bytes != bytes) return false;
  *value = bytes ? value_bytes(buf_str(&buf)) : value_str(buf_str(&buf));
  return true;
}

/* ---- collections ---- */

static bool open_bracket(Parser *p) {
  if (++p->depth > LIMIT_PARSE_DEPTH) return false;
  p->at++;
  skip_blanks(p);
  return true;
}

/* The bracket that ends a collection: what follows it is again outside. */
static bool close_bracket(Parser *p, char c) {
  if (p->at >= p->text.n || at(p, 0) != c) return false;
  p->at++;
  p->depth--;
  skip_blanks(p);
  return true;
}

static bool items(Parser *p, char end, Value list, bool *comma) {
  *comma = false;
  while (p->at < p->text.n && at(p, 0) != end) {
    Value item;
    Shape shape;
    if (!expression(p, &item, &shape)) return false;
    list_push(p->heap, list, item);
    *comma = take(p, ',');
    if (!*comma) break;
  }
  return close_bracket(p, end);
}

static bool list(Parser *p, Value *value) {
  bool comma;
  *value = value_list(p->heap, 0);
  return open_bracket(p) && items(p, ']', *value, &comma);
}

static bool parentheses(Parser *p, Value *value, Shape *shape) {
  if (!open_bracket(p)) return false;
  *shape = SHAPE_OTHER;
  Value made = value_list(p->heap, 0), first;
  if (at(p, 0) != ')') {
    if (!expression(p, &first, shape)) return false;
    if (close_bracket(p, ')')) return *value = first, true;
    *shape = SHAPE_OTHER;
    list_push(p->heap, made, first);
    bool comma;
    if (!take(p, ',') || !items(p, ')', made, &comma)) return false;
  } else if (!close_bracket(p, ')')) {
    return false;
  }
  made.kind = V_TUPLE;
  return *value = made, true;
}

static bool braces(Parser *p, Value *value) {
  Shape shape;
  if (!open_bracket(p)) return false;
  *value = value_dict(p->heap);
  bool is_set = false;
  for (bool first = true; p->at < p->text.n && at(p, 0) != '}'; first = false) {
    Value key, item = VALUE_NONE;
    if (!expression(p, &key, &shape)) return false;
    bool colon = take(p, ':');
    if (first && !colon) is_set = true, *value = value_set(p->heap);
    if (colon == is_set || (colon && !expression(p, &item, &shape))) return false;
    note(p, is_set ? set_put(p->heap, value->dict, key) : dict_put(p->heap, value->dict, key, item));
    if (!take(p, ',')) break;
  }
  return close_bracket(p, '}');
}

/* ---- expressions ---- */

static bool word(Parser *p, const char *text) {
  size_t n = strlen(text);
  if (!str_starts(str_sub(p->text, p->at, p->text.n), str_of(text)) || char_is_word(at(p, n))) return false;
  return p->at += n, true;
}

static bool name(Parser *p, Value *value) {
  if (word(p, "True")) return *value = value_bool(true), true;
  if (word(p, "False")) return *value = value_bool(false), true;
  if (word(p, "None")) return *value = VALUE_NONE, true;
  if (!word(p, "set")) return false;
  skip_blanks(p);
  if (at(p, 0) != '(' || !open_bracket(p) || !close_bracket(p, ')')) return false;
  return *value = value_set(p->heap), true;
}

static bool atom(Parser *p, Value *value, Shape *shape) {
  char c = at(p, 0);
  *shape = SHAPE_OTHER;
  bool good;
  if (c == '(') return parentheses(p, value, shape);
  if (c == '[') good = list(p, value);
  else if (c == '{') good = braces(p, value);
  else if (starts_string(p)) good = strings(p, value);
  else if (c == '.' && at(p, 1) == '.' && at(p, 2) == '.')
    good = true, p->at += 3, *value = (Value){.kind = V_ELLIPSIS};
  else if (char_is_digit(c) || c == '.') *shape = SHAPE_NUMBER, good = number(p, value);
  else good = name(p, value);
  if (good) skip_blanks(p);
  return good;
}

static Value negated(Heap *heap, Value v) {
  if (v.kind != V_COMPLEX) return op_unary(heap, OP_NEG, v);
  Complex *z = ARENA_NEW(heap->arena, Complex);
  *z = (Complex){-v.complex->real, -v.complex->imag};
  return (Value){.kind = V_COMPLEX, .complex = z};
}

static bool signed_atom(Parser *p, Value *value, Shape *shape) {
  char sign = at(p, 0);
  if (sign != '-' && sign != '+') return atom(p, value, shape);
  take(p, sign);
  if (!atom(p, value, shape) || *shape != SHAPE_NUMBER) return false;
  if (sign == '-') *value = negated(p->heap, *value);
  *shape = SHAPE_SIGNED;
  return true;
}

/* A real number, a sign and an imaginary one: the only sum that is a literal. */
static bool expression(Parser *p, Value *value, Shape *shape) {
  heap_step(p->heap, 1);
  if (!signed_atom(p, value, shape)) return false;
  char sign = at(p, 0);
  if (p->at >= p->text.n || (sign != '+' && sign != '-')) return true;
  Value imaginary;
  Shape right;
  take(p, sign);
  bool real = *shape != SHAPE_OTHER && (int_is(*value) || value->kind == V_FLOAT);
  if (!real || !atom(p, &imaginary, &right) || right != SHAPE_NUMBER || imaginary.kind != V_COMPLEX) return false;
  Complex *z = ARENA_NEW(p->heap->arena, Complex);
  if (value->kind == V_FLOAT) z->real = value->f;
  else if (!int_to_double(p->heap, *value, &z->real)) return false;
  z->imag = sign == '-' ? 0 - imaginary.complex->imag : 0 + imaginary.complex->imag;
  *value = (Value){.kind = V_COMPLEX, .complex = z};
  *shape = SHAPE_OTHER;
  return true;
}

/* The blanks that begin a line, and their width. */
static size_t indentation(Parser *p) {
  size_t column = 0;
  for (;;) {
    char c = at(p, 0);
    if (c == '\\' && at(p, 1) == '\n' && p->at + 2 < p->text.n) p->at++; /* a joined line goes on counting */
    else if (c == '\f') column = 0;
    else if (c == ' ' || c == '\t') column++;
    else return column;
    p->at++;
  }
}

/* Blank lines and comments; false where what follows is indented, be it the end of the text. */
static bool blank_lines(Parser *p) {
  for (;;) {
    size_t column = indentation(p);
    bool comment = at(p, 0) == '#';
    while (comment && p->at < p->text.n && at(p, 0) != '\n') p->at++;
    if (at(p, 0) != '\n') return column == 0 || comment;
    p->at++;
  }
}

static bool whole(Parser *p, Value *value) {
  Shape shape;
  if (!blank_lines(p) || !expression(p, value, &shape)) return false;
  if (at(p, 0) == ',' && p->at < p->text.n) {
    Value tuple = value_list(p->heap, 0);
    list_push(p->heap, tuple, *value);
    while (take(p, ',')) {
      if (p->at >= p->text.n || at(p, 0) == '\n') break;
      if (!expression(p, value, &shape)) return false;
      list_push(p->heap, tuple, *value);
    }
    tuple.kind = V_TUPLE;
    *value = tuple;
  }
  if (p->at < p->text.n && at(p, 0) == '\n' && !blank_lines(p)) return false;
  return p->at >= p->text.n;
}

/* Python reads CR and CRLF as line ends. */
static Str with_plain_lines(Heap *heap, Str text) {
  if (!memchr(text.p, '\r', text.n)) return text;
  char *copy = arena_bytes(heap->arena, text.n);
  size_t n = 0;
  for (size_t i = 0; i < text.n; i++) {
    bool pair = text.p[i] == '\r' && i + 1 < text.n && text.p[i + 1] == '\n';
    if (!pair) copy[n++] = text.p[i] == '\r' ? '\n' : text.p[i];
  }
  return (Str){copy, n};
}

/* By the first byte; a word must be one of the few. */
static bool may_be_literal(Str text) {
  if (text.n == 0) return false;
  char c = text.p[0];
  if (char_is_letter(c))
    return memchr("TFNsrRbBuU", c, 10) &&
           (text.n < 3 || text.p[1] == '\'' || text.p[1] == '"' || memchr("raoerRbBsl", text.p[1], 10) || c == 's');
  return memchr("0123456789-+.([{'\"#\\\n\r\f\t ", c, 25) != NULL;
}

/* Digits and dashes that cannot be a number ("2023-01-05"): the commonest text that looks like one. */
static bool is_date_like(Str text) {
  if (text.n < 8 || text.p[4] != '-' || text.p[7] != '-' || !char_is_digit(text.p[5])) return false;
  return char_is_digit(text.p[0]) && char_is_digit(text.p[1]) && char_is_digit(text.p[2]) && char_is_digit(text.p[3]);
}

SELDOM static LiteralStatus eval_text(Heap *heap, Str text, Value *value) {
  if (!may_be_literal(text) || memchr(text.p, '\0', text.n) || !str_is_utf8(text, NULL)) return LITERAL_NOT;
  Parser p = {.heap = heap, .text = with_plain_lines(heap, text)};
  if (!whole(&p, value)) return LITERAL_NOT;
  if (p.error.kind == V_ABSENT) return LITERAL_OK;
  *value = p.error;
  return LITERAL_ERROR;
}

LiteralStatus literal_eval(Heap *heap, Str text, Value *value) {
  return is_date_like(text) ? LITERAL_NOT : eval_text(heap, text, value);
}
