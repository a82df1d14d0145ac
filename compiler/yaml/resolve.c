#include "compiler/yaml/resolve.h"

#include <math.h>
#include <string.h>

#include "compiler/yaml/dates.h"
#include "runtime/core/limits.h"
#include "runtime/value/int.h"
#include "runtime/value/types.h"

/* ---- the implicit tag: PyYAML's resolvers, by hand ---- */

static bool is_digit_or_low_line(char c) { return char_is_digit(c) || c == '_'; }
static bool is_binary(char c) { return c == '0' || c == '1' || c == '_'; }
static bool is_octal(char c) { return (c >= '0' && c <= '7') || c == '_'; }
static bool is_hex(char c) {
  return is_digit_or_low_line(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The offset behind the run of characters of a class. */
static size_t skip(Str text, size_t at, bool (*class)(char)) {
  while (at < text.n && class(text.p[at])) at++;
  return at;
}

static char char_at(Str text, size_t at) { return at < text.n ? text.p[at] : '\0'; }

static size_t skip_sign(Str text) { return text.n && (text.p[0] == '-' || text.p[0] == '+'); }

/* (:[0-5]?[0-9])* */
static size_t skip_sixties(Str text, size_t at) {
  while (char_at(text, at) == ':' && char_is_digit(char_at(text, at + 1))) {
    bool two = char_is_digit(char_at(text, at + 2));
    if (two && text.p[at + 1] > '5') return at;
    at += two ? 3 : 2;
  }
  return at;
}

/* [-+]? (0b[01_]+ | 0[0-7_]+ | 0 | [1-9][0-9_]* | 0x[0-9a-fA-F_]+ | [1-9][0-9_]*(:[0-5]?[0-9])+) */
static bool is_int(Str text) {
  size_t at = skip_sign(text);
  char first = char_at(text, at), second = char_at(text, at + 1);
  if (!char_is_digit(first)) return false;
  if (first != '0') return skip_sixties(text, skip(text, at, is_digit_or_low_line)) == text.n;
  if (at + 1 == text.n) return true;
  if (second == 'b') return at + 2 < text.n && skip(text, at + 2, is_binary) == text.n;
  if (second == 'x') return at + 2 < text.n && skip(text, at + 2, is_hex) == text.n;
  return skip(text, at + 1, is_octal) == text.n;
}

/* ([eE][-+][0-9]+)? to the end */
static bool ends_in_exponent(Str text, size_t at) {
  if (at == text.n) return true;
  bool has_sign = char_at(text, at + 1) == '-' || char_at(text, at + 1) == '+';
  return (text.p[at] | 32) == 'e' && has_sign && at + 2 < text.n && skip(text, at + 2, char_is_digit) == text.n;
}

static bool is_one_of(Str text, const char *const *words, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (str_is(text, words[i])) return true;
  return false;
}
#define IS_ONE_OF(text, ...) \
  is_one_of((text), (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* [-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)? | \.[0-9][0-9_]*([eE][-+][0-9]+)? |
 * [-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]* | [-+]?\.(inf|Inf|INF) | \.(nan|NaN|NAN) */
static bool is_float(Str text) {
  size_t sign = skip_sign(text), at = skip(text, sign, is_digit_or_low_line);
  Str unsigned_text = str_sub(text, sign, text.n);
  if (char_at(text, sign) == '.') {
    if (IS_ONE_OF(unsigned_text, ".inf", ".Inf", ".INF")) return true;
    if (sign) return false;
    if (IS_ONE_OF(text, ".nan", ".NaN", ".NAN")) return true;
    return char_is_digit(char_at(text, 1)) && ends_in_exponent(text, skip(text, 1, is_digit_or_low_line));
  }
  if (!char_is_digit(char_at(text, sign))) return false;
  size_t dot = skip_sixties(text, at);
  if (char_at(text, dot) != '.') return false;
  size_t end = skip(text, dot + 1, is_digit_or_low_line);
  return dot > at ? end == text.n : ends_in_exponent(text, end);
}

static bool is_bool(Str text) {
  return IS_ONE_OF(text, "yes", "Yes", "YES", "no", "No", "NO", "true", "True", "TRUE", "false", "False", "FALSE", "on",
                   "On", "ON", "off", "Off", "OFF");
}

YTag resolve_plain(Str text) {
  if (text.n == 0) return YTAG_NULL;
  char first = text.p[0];
  if (char_is_digit(first) || first == '-' || first == '+' || first == '.')
    return is_float(text) ? YTAG_FLOAT : is_int(text) ? YTAG_INT : YTAG_STR;
  bool may_be_word = text.n <= 5 && memchr("~nNyYtTfFoO<=", first, 13); /* from "~" to "false" */
  if (!may_be_word) return YTAG_STR;
  if (IS_ONE_OF(text, "~", "null", "Null", "NULL")) return YTAG_NULL;
  if (is_bool(text)) return YTAG_BOOL;
  return str_is(text, "<<") ? YTAG_MERGE : str_is(text, "=") ? YTAG_VALUE : YTAG_STR;
}

YTag resolve_tag(Str name) {
  static const struct {
    const char *name;
    YTag tag;
  } tags[] = {
      {"str", YTAG_STR},       {"null", YTAG_NULL},   {"bool", YTAG_BOOL},   {"int", YTAG_INT}, {"float", YTAG_FLOAT},
      {"binary", YTAG_BINARY}, {"merge", YTAG_MERGE}, {"value", YTAG_VALUE}, {"seq", YTAG_LIST}, {"map", YTAG_MAP},
      {"timestamp", YTAG_TIMESTAMP},
  };
  static const Str prefix = STR_INIT("tag:yaml.org,2002:");
  if (!str_starts(name, prefix)) return YTAG_UNKNOWN;
  Str rest = str_sub(name, prefix.n, name.n);
  for (size_t i = 0; i < COUNT(tags); i++)
    if (str_is(rest, tags[i].name)) return tags[i].tag;
  return YTAG_UNKNOWN;
}

/* ---- values ---- */

static Str without_low_lines(Arena *arena, Str text) {
  Buf buf = buf_new(arena, SIZE_MAX);
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] != '_') buf_char(&buf, text.p[i]);
  return buf_str(&buf);
}

static Str lower(Arena *arena, Str text) {
  char *copy = str_z(arena, text);
  for (size_t i = 0; i < text.n; i++)
    if (copy[i] >= 'A' && copy[i] <= 'Z') copy[i] = (char)(copy[i] + 'a' - 'A');
  return (Str){copy, text.n};
}

static bool fail(Str *why, const char *reason) {
  *why = str_of(reason);
  return false;
}

/* Whether Python prints it: of more digits nothing can be told. */
static bool has_fitting_digits(Heap *heap, Value number) {
  Buf digits = buf_new(heap->arena, SIZE_MAX);
  int_write(heap, &digits, number, 10);
  bool fits = !heap->pending;
  heap->pending = NULL;
  return fits;
}

static bool python_int(Heap *heap, Str text, unsigned base, Value *value, Str *why) {
  if (!int_from_text(heap, text, base, value)) return fail(why, "this is not an integer");
  return !value_is_error(*value) || fail(why, "the number has too many digits");
}

/* `1:30:00` in base 60: each part is whatever int() takes. */
static bool sixties_int(Heap *heap, Str text, Value *value, Str *why) {
  *value = value_int(0);
  for (size_t at = 0; at <= text.n;) {
    size_t colon = str_find(text, STR(":"), at), end = colon == SIZE_MAX ? text.n : colon;
    Value part;
    if (!python_int(heap, str_sub(text, at, end), 10, &part, why)) return false;
    if (int_bits(*value) > 4 * LIMIT_INT_DIGITS) return fail(why, "the number has too many digits");
    *value = int_binary(heap, OP_ADD, int_binary(heap, OP_MUL, *value, value_int(60)), part);
    at = end + 1;
  }
  return true;
}

/* Behind its sign an integer is what int() takes in the base that its first characters tell, with a sign of its own,
 * or its own prefix: a tag may stand before any text. */
static bool int_value(Heap *heap, Str text, Value *value, Str *why) {
  Str written = without_low_lines(heap->arena, text);
  Str digits = str_sub(written, skip_sign(written), written.n);
  bool is_zero = char_at(digits, 0) == '0' && digits.n > 1;
  unsigned base = !is_zero ? 10 : digits.p[1] == 'b' ? 2 : digits.p[1] == 'x' ? 16 : 8;
  bool is_sixties = !is_zero && str_find(digits, STR(":"), 0) != SIZE_MAX;
  Str bare = base == 2 || base == 16 ? str_sub(digits, 2, digits.n) : digits;
  if (is_sixties ? !sixties_int(heap, digits, value, why) : !python_int(heap, bare, base, value, why)) return false;
  if (char_at(written, 0) == '-') *value = int_negate(heap, *value);
  return has_fitting_digits(heap, *value) || fail(why, "the number has too many digits");
}

static bool python_float(Heap *heap, Str text, double *value, Str *why) {
  return float_from_text(heap, text, value) || fail(why, "this is not a number");
}

/* Parts from the last to the first, each times a power of 60, added in that order as the loader does. */
static bool sixties_float(Heap *heap, Str text, double *value, Str *why) {
  double sum = 0, base = 1, part;
  for (size_t end = text.n;;) {
    size_t start = str_behind(str_sub(text, 0, end), ':');
    if (isinf(base)) return fail(why, "the number has too many parts");
    if (!python_float(heap, str_sub(text, start, end), &part, why)) return false;
    sum += part * base;
    if (start == 0) break;
    base *= 60;
    end = start - 1;
  }
  *value = sum;
  return true;
}

static bool float_value(Heap *heap, Str text, Value *value, Str *why) {
  Str written = lower(heap->arena, without_low_lines(heap->arena, text));
  Str digits = str_sub(written, skip_sign(written), written.n);
  bool is_sixties = str_find(digits, STR(":"), 0) != SIZE_MAX;
  double number;
  if (str_is(digits, ".inf")) number = INFINITY;
  else if (str_is(digits, ".nan")) number = NAN;
  else if (is_sixties ? !sixties_float(heap, digits, &number, why) : !python_float(heap, digits, &number, why))
    return false;
  *value = value_float(char_at(written, 0) == '-' ? -number : number);
  return true;
}

static bool bool_value(Heap *heap, Str text, Value *value, Str *why) {
  Str word = lower(heap->arena, text);
  bool yes = IS_ONE_OF(word, "yes", "true", "on");
  if (!yes && !IS_ONE_OF(word, "no", "false", "off")) return fail(why, "this is neither true nor false");
  *value = value_bool(yes);
  return true;
}

static int base64_digit(char c) {
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const char *found = c ? strchr(alphabet, c) : NULL;
  return found ? (int)(found - alphabet) : -1;
}

/* Python's base64.decodebytes: what is not of the alphabet is passed over, complete padding ends the text. */
static bool binary_value(Heap *heap, Str text, Value *value, Str *why) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  unsigned bits = 0, in_group = 0, pads = 0;
  for (size_t i = 0; i < text.n; i++) {
    if ((unsigned char)text.p[i] >= 0x80) return fail(why, "base64 holds no such character");
    if (text.p[i] == '=' && in_group >= 2 && in_group + ++pads >= 4) {
      in_group = 0;
      break;
    }
    int digit = base64_digit(text.p[i]);
    if (digit < 0) continue;
    pads = 0;
    bits = bits << 6 | (unsigned)digit;
    if (in_group > 0) buf_char(&buf, (char)(bits >> (6 - 2 * in_group) & 0xFF));
    in_group = (in_group + 1) % 4;
  }
  if (in_group) return fail(why, "this base64 text is cut short");
  *value = value_bytes(buf_str(&buf));
  return true;
}

static bool date_value(Heap *heap, Str text, Value *value, Str *why) {
  return (yaml_date(heap, text, value) && !value_is_error(*value)) || fail(why, "this is no date");
}

bool resolve_value(Heap *heap, YTag tag, Str text, Value *value, Str *why) {
  switch (tag) {
    case YTAG_NULL: *value = VALUE_NONE; return true;
    case YTAG_BOOL: return bool_value(heap, text, value, why);
    case YTAG_INT: return int_value(heap, text, value, why);
    case YTAG_FLOAT: return float_value(heap, text, value, why);
    case YTAG_BINARY: return binary_value(heap, text, value, why);
    case YTAG_TIMESTAMP: return date_value(heap, text, value, why);
    default: *value = value_str(text); return true;
  }
}
