#include "runtime/value/format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "runtime/core/limits.h"
#include "runtime/time/strftime.h"
#include "runtime/value/int.h"
#include "runtime/value/str_type.h"

/* ---- repr of text ---- */

/* str.isprintable of one character: not a control, format, surrogate, private, unassigned or separator character. */
bool char_is_printable(uint32_t c) {
  if (c < 0x7F) return c >= 0x20;
  utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
  return category != UTF8PROC_CATEGORY_CN && category < UTF8PROC_CATEGORY_ZS;
}

static void write_escape(Buf *buf, uint32_t c, char quote) {
  if (c == (unsigned char)quote || c == '\\') buf_char(buf, '\\'), buf_char(buf, (char)c);
  else if (c == '\n') buf_puts(buf, "\\n");
  else if (c == '\r') buf_puts(buf, "\\r");
  else if (c == '\t') buf_puts(buf, "\\t");
  else if (c < 0x100) buf_printf(buf, "\\x%02x", (unsigned)c);
  else if (c < 0x10000) buf_printf(buf, "\\u%04x", (unsigned)c);
  else buf_printf(buf, "\\U%08x", (unsigned)c);
}

static char quote_for(Str text) {
  bool single = text.n && memchr(text.p, '\'', text.n), both = single && memchr(text.p, '"', text.n);
  return single && !both ? '"' : '\'';
}

void format_str_repr(Buf *buf, Str text) {
  char quote = quote_for(text);
  buf_char(buf, quote);
  for (size_t at = 0; at < text.n;) {
    size_t start = at;
    uint32_t c = str_decode(text, &at);
    bool plain = c != (unsigned char)quote && c != '\\' && char_is_printable(c);
    if (plain)
      buf_put(buf, str_sub(text, start, at));
    else
      write_escape(buf, c, quote);
  }
  buf_char(buf, quote);
}

void format_bytes_repr(Buf *buf, Str bytes) {
  char quote = quote_for(bytes);
  buf_char(buf, 'b');
  buf_char(buf, quote);
  for (size_t i = 0; i < bytes.n; i++) {
    unsigned char c = (unsigned char)bytes.p[i];
    if (c >= 0x20 && c < 0x7F && c != (unsigned char)quote && c != '\\') buf_char(buf, (char)c);
    else write_escape(buf, c, quote);
  }
  buf_char(buf, quote);
}

Value format_converted(Heap *heap, Value v, char conversion) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  if (conversion == 's') return value_str(value_to_str(heap, v));
  Str repr = value_repr(heap, v);
  if (conversion == 'r') return value_str(repr);
  for (size_t at = 0; at < repr.n;) {
    uint32_t c = str_decode(repr, &at);
    if (c < 0x80) buf_char(&buf, (char)c);
    else write_escape(&buf, c, 0);
  }
  return value_str(buf_str(&buf));
}

/* ---- floats ---- */

double number_read_double(const char *text) { return strtod(text, NULL); }

enum { FLOAT_ROOM = 32, FLOAT_DIGITS = 17, FLOAT_MOST_DIGITS = 1100 /* a double has no more */ };

/* One more in the last place of "d.ddde±xx". */
static void step_up(char *text) {
  char *at = strchr(text, 'e') - 1;
  while (at > text && (*at == '9' || *at == '.')) {
    if (*at == '9') *at = '0';
    at--;
  }
  ++*at;
}

/* The fewest digits that read back, as "d.ddde±xx"; returns the exponent. Below a power of two doubles are twice as
 * dense as above it: there the digits above it may read back where the nearest ones do not. */
static int shortest(double value, char text[FLOAT_ROOM]) {
  int exponent;
  bool uneven = fabs(frexp(value, &exponent)) == 0.5;
  for (int digits = 0; digits < FLOAT_DIGITS; digits++) {
    snprintf(text, FLOAT_ROOM, "%.*e", digits, value);
    if (strtod(text, NULL) == value) break;
    if (uneven) step_up(text);
    if (uneven && strtod(text, NULL) == value) break;
  }
  return atoi(strchr(text, 'e') + 1);
}

static bool write_special(Buf *buf, double value) {
  if (isnan(value)) return buf_puts(buf, "nan"), true;
  if (isinf(value)) return buf_puts(buf, value < 0 ? "-inf" : "inf"), true;
  return false;
}

void format_float_repr(Buf *buf, double value) {
  if (write_special(buf, value)) return;
  if (value == floor(value) && fabs(value) < 1e15) { /* the common case needs no search */
    buf_printf(buf, "%.1f", value);
    return;
  }
  char text[FLOAT_ROOM];
  int exponent = shortest(value, text);
  if (exponent < -4 || exponent >= 16) {
    buf_puts(buf, text);
    return;
  }
  const char *point = strchr(text, '.');
  int digits = point ? (int)(strchr(text, 'e') - point) - 1 : 0; /* behind the point of the scientific notation */
  int decimals = digits - exponent;
  buf_printf(buf, "%.*f", decimals > 1 ? decimals : 1, value);
}

/* ---- the format specification ---- */

typedef struct Spec {
  Str fill;
  char align; /* 0: by type */
  char sign;  /* 0, '+', '-', ' ' */
  bool alternate, zero, no_negative_zero;
  int64_t width, precision; /* -1: none */
  char grouping;            /* 0, ',' or '_' */
  uint32_t type;            /* 0: none */
} Spec;

static bool is_align(char c) { return c == '<' || c == '>' || c == '=' || c == '^'; }

static Value read_number(Heap *heap, Str text, size_t *at, int64_t *number, const char *what) {
  if (*at >= text.n || text.p[*at] < '0' || text.p[*at] > '9') return VALUE_NONE;
  *number = 0;
  for (; *at < text.n && char_is_digit(text.p[*at]); (*at)++) {
    *number = *number * 10 + (text.p[*at] - '0');
    if (*number > INT32_MAX) return value_raise(heap, EXC_VALUE, "%s", what);
  }
  return VALUE_NONE;
}

static Value bad_spec(Heap *heap, Str text, Value v) {
  return value_raise(heap, EXC_VALUE, "Invalid format specifier '%.*s' for object of type '%s'", STR_FMT(text),
                     value_type_name(v));
}

/* Whether a character is one of those: neither NUL nor one beyond ASCII is. */
static bool is_among(uint32_t c, const char *codes) { return c && c < 0x80 && strchr(codes, (int)c); }

static Str shown_code(Heap *heap, uint32_t code) {
  return str_printf(heap->arena, code > ' ' && code < 0x80 ? "%c" : "\\x%x", code);
}

static Value unknown_code(Heap *heap, uint32_t code, Value v) {
  Str shown = shown_code(heap, code);
  return value_raise(heap, EXC_VALUE, "Unknown format code '%.*s' for object of type '%s'", STR_FMT(shown),
                     value_type_name(v));
}

static void read_fill(Str text, size_t *at, Spec *spec) {
  size_t after = 0;
  if (text.n) str_decode(text, &after);
  if (text.n && after < text.n && is_align(text.p[after])) {
    spec->fill = str_sub(text, 0, after);
    spec->align = text.p[after];
    *at = after + 1;
  } else if (text.n && is_align(text.p[0])) {
    spec->align = text.p[0];
    *at = 1;
  }
}

static Value read_spec(Heap *heap, Str text, Value v, Spec *spec) {
  size_t at = 0;
  uint32_t type = value_is_str(v) ? 's' : v.kind == V_FLOAT ? '\0' : 'd';
  *spec = (Spec){.fill = STR(" "), .width = -1, .precision = -1, .type = type};
  read_fill(text, &at, spec);
  if (at < text.n && (text.p[at] == '+' || text.p[at] == '-' || text.p[at] == ' ')) spec->sign = text.p[at++];
  if (at < text.n && text.p[at] == 'z') spec->no_negative_zero = true, at++;
  if (at < text.n && text.p[at] == '#') spec->alternate = true, at++;
  if (at < text.n && text.p[at] == '0' && !(spec->align && spec->fill.p[0] != ' ')) {
    spec->zero = true;
    if (!spec->align) spec->align = value_is_str(v) ? 0 : '=', spec->fill = STR("0");
    else if (at > 0) spec->fill = is_align(text.p[0]) ? STR("0") : spec->fill;
    at++;
  }
  Value done = read_number(heap, text, &at, &spec->width, "Too many decimal digits in format string");
  if (value_is_error(done)) return done;
  if (at < text.n && (text.p[at] == ',' || text.p[at] == '_')) spec->grouping = text.p[at++];
  bool both = spec->grouping && at < text.n && text.p[at] == (spec->grouping == ',' ? '_' : ',');
  if (both) return value_raise(heap, EXC_VALUE, "Cannot specify both ',' and '_'.");
  if (at < text.n && text.p[at] == '.') {
    at++;
    done = read_number(heap, text, &at, &spec->precision, "Too many decimal digits in format string");
    if (value_is_error(done)) return done;
    if (spec->precision < 0) return value_raise(heap, EXC_VALUE, "Format specifier missing precision");
  }
  if (at < text.n) spec->type = str_decode(text, &at);
  if (at < text.n) return bad_spec(heap, text, v);
  if (spec->grouping && spec->type && !is_among(spec->type, spec->grouping == '_' ? "deEfFgG%boxX" : "deEfFgG%"))
    return value_raise(heap, EXC_VALUE, "Cannot specify '%c' with '%.*s'.", spec->grouping,
                       STR_FMT(shown_code(heap, spec->type)));
  return VALUE_NONE;
}

static void put_fill(Buf *buf, Str fill, int64_t times) {
  if (fill.n == 1) buf_repeat(buf, fill.p[0], times > 0 ? (size_t)times : 0);
  else
    for (int64_t i = 0; i < times; i++) buf_put(buf, fill);
}

/* `sign` stays left of the padding where the alignment is '='. */
static void put_padded(Buf *buf, const Spec *spec, Str sign, Str body, char align) {
  int64_t missing = spec->width - (int64_t)(str_count(sign) + str_count(body));
  if (missing < 0) missing = 0;
  int64_t left = align == '<' || align == '=' ? 0 : align == '^' ? missing / 2 : missing;
  put_fill(buf, spec->fill, left);
  buf_put(buf, sign);
  if (align == '=') put_fill(buf, spec->fill, missing);
  buf_put(buf, body);
  if (align != '=') put_fill(buf, spec->fill, missing - left);
}

static Value format_text(Heap *heap, Str text, Str spec_text, Value v) {
  Spec spec;
  Value done = read_spec(heap, spec_text, v, &spec);
  if (value_is_error(done)) return done;
  if (spec.type != 's') return unknown_code(heap, spec.type, v);
  if (spec.sign)
    return value_raise(heap, EXC_VALUE, "%s not allowed in string format specifier",
                       spec.sign == ' ' ? "Space" : "Sign");
  if (spec.no_negative_zero)
    return value_raise(heap, EXC_VALUE, "Negative zero coercion (z) not allowed in string format specifier");
  if (spec.alternate) return value_raise(heap, EXC_VALUE, "Alternate form (#) not allowed in string format specifier");
  if (spec.align == '=')
    return value_raise(heap, EXC_VALUE, "'=' alignment not allowed in string format specifier");
  if (spec.precision >= 0) {
    size_t at = 0;
    for (int64_t i = 0; i < spec.precision && at < text.n; i++) str_decode(text, &at);
    text = str_sub(text, 0, at);
  }
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  put_padded(&buf, &spec, (Str){0}, text, spec.align ? spec.align : '<');
  return value_str(buf_str(&buf));
}

/* ---- numbers ---- */

/* Digits in groups, with zeroes in front up to `least` characters. */
static void put_grouped(Buf *buf, Str digits, char separator, size_t every, int64_t least) {
  if (!separator) {
    if (least > (int64_t)digits.n) buf_repeat(buf, '0', (size_t)least - digits.n);
    buf_put(buf, digits);
    return;
  }
  size_t n = digits.n;
  while ((int64_t)(n + (n - 1) / every) < least) n++;
  for (size_t i = n; i-- > 0;) {
    buf_char(buf, i < digits.n ? digits.p[digits.n - 1 - i] : '0');
    if (i && i % every == 0) buf_char(buf, separator);
  }
}

/* A number as it is written, before its specification arranges it. */
typedef struct NumberText {
  bool negative;
  Str prefix, whole, rest; /* "0x"; the digits before the point; what follows them */
  size_t every;            /* of `whole`, so many digits are a group */
} NumberText;

static Value put_number(Heap *heap, const Spec *spec, const NumberText *number) {
  Buf head = buf_new(heap->arena, LIMIT_STRING_BYTES), body = buf_new(heap->arena, LIMIT_STRING_BYTES);
  if (number->negative) buf_char(&head, '-');
  else if (spec->sign == '+' || spec->sign == ' ') buf_char(&head, spec->sign);
  buf_put(&head, number->prefix);
  bool zeroes = spec->align == '=' && str_is(spec->fill, "0");
  int64_t least = zeroes ? spec->width - (int64_t)(head.n + number->rest.n) : 0;
  put_grouped(&body, number->whole, spec->grouping, number->every, least);
  buf_put(&body, number->rest);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  put_padded(&buf, spec, buf_str(&head), buf_str(&body), spec->align ? spec->align : '>');
  return value_str(buf_str(&buf));
}

static void to_upper(Buf *buf, size_t from) {
  for (size_t i = from; i < buf->n; i++)
    if (buf->p[i] >= 'a' && buf->p[i] <= 'z') buf->p[i] = (char)(buf->p[i] - 32);
}

/* As `g`, but with an exponent from `most` digits before the point on: no code at all leaves room for one behind it.
 * `alternate`: with all digits that are asked for, which a C library may forget where rounding adds one. */
static Str general_digits(Heap *heap, double value, int significant, bool alternate, int most) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  buf_printf(&buf, alternate ? "%#.*e" : "%.*e", significant - 1, value);
  size_t e = str_find(buf_str(&buf), STR("e"), 0), end = e;
  int exponent = atoi(str_z(heap->arena, str_sub(buf_str(&buf), e + 1, buf.n)));
  bool is_scientific = exponent < -4 || exponent >= most;
  if (alternate && is_scientific) return buf_str(&buf);
  if (is_scientific) {
    Str tail = str_copy(heap->arena, str_sub(buf_str(&buf), e, buf.n));
    bool point = str_find(buf_str(&buf), STR("."), 0) != SIZE_MAX;
    while (point && buf.p[end - 1] == '0') end--;
    buf.n = point && buf.p[end - 1] == '.' ? end - 1 : end;
    buf_put(&buf, tail);
    return buf_str(&buf);
  }
  buf.n = 0;
  buf_printf(&buf, alternate ? "%#.*f" : "%.*g", alternate ? significant - 1 - exponent : significant, value);
  if (str_find(buf_str(&buf), STR("."), 0) == SIZE_MAX) buf_puts(&buf, ".0");
  return buf_str(&buf);
}

/* "1e+22" with a point before its exponent, where it is wanted. */
static Str with_point(Heap *heap, Str text, bool wanted) {
  size_t e = str_find(text, STR("e"), 0);
  if (!wanted || e == SIZE_MAX || str_find(text, STR("."), 0) != SIZE_MAX) return text;
  return str_printf(heap->arena, "%.*s.%.*s", STR_FMT(str_sub(text, 0, e)), STR_FMT(str_sub(text, e, text.n)));
}

static Str printed_digits(Heap *heap, double value, char type, int places, bool alternate) {
  char pattern[8];
  snprintf(pattern, sizeof pattern, "%%%s.*%c", alternate ? "#" : "", type == '%' ? 'f' : type);
  int length = snprintf(NULL, 0, pattern, places, type == '%' ? value * 100 : value);
  if (length < 0 || (size_t)length > LIMIT_STRING_BYTES)
    guard_stop(heap->arena->guard, STOP_SIZE, "the size of one text");
  char *text = arena_bytes(heap->arena, (size_t)length + 2);
  snprintf(text, (size_t)length + 1, pattern, places, type == '%' ? value * 100 : value);
  if (type == '%') text[length++] = '%';
  return (Str){text, (size_t)length};
}

/* For a code in lower case; no code is repr, or `g` that keeps one digit behind the point. */
static Str lower_digits(Heap *heap, double value, char type, int64_t precision, bool alternate) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  if (write_special(&buf, value)) {
    if (type == '%') buf_char(&buf, '%');
    return buf_str(&buf);
  }
  if (!type && precision < 0) return format_float_repr(&buf, value), with_point(heap, buf_str(&buf), alternate);
  bool is_general = !type || type == 'g' || type == 'n';
  int places = precision < 0 ? 6 : (int)precision;
  /* no digits but those there are */
  if (is_general && !alternate && places > FLOAT_MOST_DIGITS) places = FLOAT_MOST_DIGITS;
  if (places > (int64_t)LIMIT_STRING_BYTES) guard_stop(heap->arena->guard, STOP_SIZE, "the size of one text");
  int significant = places ? places : 1;
  if (!type) return general_digits(heap, value, significant, alternate, significant - 1);
  if (is_general && alternate) return general_digits(heap, value, significant, true, significant);
  return printed_digits(heap, value, is_general ? 'g' : type, places, alternate);
}

/* The text of |value| for a float code. */
static Str float_digits(Heap *heap, double value, char type, int64_t precision, bool alternate) {
  bool is_upper = type == 'F' || type == 'E' || type == 'G';
  Str text = lower_digits(heap, value, is_upper ? (char)(type + 32) : type, precision, alternate);
  if (!is_upper) return text;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  buf_put(&buf, text);
  to_upper(&buf, 0);
  return buf_str(&buf);
}

static size_t leading_digits(Str text) {
  size_t n = 0;
  while (n < text.n && char_is_digit(text.p[n])) n++;
  return n;
}

static bool all_zero(Str digits) {
  for (size_t i = 0; i < digits.n && digits.p[i] != 'e' && digits.p[i] != 'E'; i++)
    if (digits.p[i] >= '1' && digits.p[i] <= '9') return false;
  return true;
}

static Value format_float(Heap *heap, double value, const Spec *spec, Value v) {
  if (spec->type && !is_among(spec->type, "eEfFgGn%")) return unknown_code(heap, spec->type, v);
  Str digits = float_digits(heap, fabs(value), (char)spec->type, spec->precision, spec->alternate);
  size_t whole = leading_digits(digits);
  Spec shown = *spec;
  if (whole == 0) { /* inf, nan */
    whole = digits.n;
    shown.grouping = 0;
  }
  bool negative = signbit(value) && !isnan(value) && !(spec->no_negative_zero && isfinite(value) && all_zero(digits));
  NumberText text = {negative, STR(""), str_sub(digits, 0, whole), str_sub(digits, whole, digits.n), 3};
  return put_number(heap, &shown, &text);
}

static Value format_char(Heap *heap, Value v, const Spec *spec) {
  if (spec->sign) return value_raise(heap, EXC_VALUE, "Sign not allowed with integer format specifier 'c'");
  if (spec->alternate)
    return value_raise(heap, EXC_VALUE, "Alternate form (#) not allowed with integer format specifier 'c'");
  if (v.kind == V_BIGINT) return value_raise(heap, EXC_OVERFLOW, "Python int too large to convert to C long");
  if (v.i < 0 || v.i > 0x10FFFF) return value_raise(heap, EXC_OVERFLOW, "%%c arg not in range(0x110000)");
  Buf buf = buf_new(heap->arena, 8), padded = buf_new(heap->arena, LIMIT_STRING_BYTES);
  buf_code_point(&buf, (uint32_t)v.i);
  put_padded(&padded, spec, (Str){0}, buf_str(&buf), spec->align ? spec->align : '>');
  return value_str(buf_str(&padded));
}

/* `said`: what the number was given as, an IntEnum's member say. */
static Value format_int(Heap *heap, Value v, const Spec *spec, Value said) {
  if (is_among(spec->type, "eEfFgG%")) {
    double value;
    if (!int_to_double(heap, v, &value)) return value_raise(heap, EXC_OVERFLOW, "int too large to convert to float");
    return format_float(heap, value, spec, v);
  }
  if (!is_among(spec->type, "bcdnoxX")) return unknown_code(heap, spec->type, said);
  if (spec->precision >= 0) return value_raise(heap, EXC_VALUE, "Precision not allowed in integer format specifier");
  if (spec->no_negative_zero)
    return value_raise(heap, EXC_VALUE, "Negative zero coercion (z) not allowed in integer format specifier");
  char type = (char)spec->type;
  bool decimal = type == 'd' || type == 'n';
  if (type == 'c') return format_char(heap, v, spec);
  unsigned base = decimal ? 10 : type == 'b' ? 2 : type == 'o' ? 8 : 16;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  bool negative = int_sign(v) < 0;
  int_write(heap, &buf, negative ? int_negate(heap, v) : v, base);
  if (type == 'X') to_upper(&buf, 0);
  const char prefix[] = {'0', type, '\0'};
  Str shown = spec->alternate && !decimal ? str_of(prefix) : STR("");
  return put_number(heap, spec, &(NumberText){negative, shown, buf_str(&buf), STR(""), decimal ? 3 : 4});
}

static Value format_date(Heap *heap, Value v, Str spec) {
  const Builtin *strftime_method = type_method(value_type(v), STR("strftime"));
  return strftime_method->fn(heap, v, (const Value[]){value_str(spec)});
}

Value format_value(Heap *heap, Value v, Str text) {
  if (value_passes(v)) return v;
  Value spec = value_str(text), own = value_special(heap, v, "__format__", &spec, 1);
  if (own.kind != V_ABSENT && !value_passes(own) && !value_is_str(own))
    return value_raise(heap, EXC_TYPE, "__format__ must return a str, not %s", value_type_name(own));
  if (own.kind != V_ABSENT) return own;
  Value said = v;
  if (text.n) v = value_number(v);
  bool of_enum = (value_is_member(v) && (value_type(v)->class_iter || !text.n)) ||
                 (v.kind == V_OBJECT && value_type(v)->class_iter);
  if (of_enum) v = value_str(value_to_str(heap, v));
  if (of_enum && heap->pending) return v;
  if (value_is_str(v)) return text.n ? format_text(heap, value_text(v), text, v) : value_str(value_text(v));
  if (text.n == 0) return value_str(value_to_str(heap, v));
  if (v.kind == V_DATE || v.kind == V_DATETIME || v.kind == V_TIME) return format_date(heap, v, text);
  if (!int_is(v) && v.kind != V_FLOAT)
    return value_raise(heap, EXC_TYPE, "unsupported format string passed to %s.__format__", value_type_name(v));
  Spec read;
  Value done = read_spec(heap, text, v, &read);
  if (value_is_error(done)) return done;
  return v.kind == V_FLOAT ? format_float(heap, v.f, &read, v) : format_int(heap, v, &read, said);
}

/* ---- pattern % args ---- */

typedef struct Percent {
  Heap *heap;
  Str pattern;
  Value args;
  const Value *items; /* of a tuple */
  size_t n, next;
  bool one; /* args is a single value, not yet taken */
  bool bytes; /* the pattern is bytes, as text (str_type.h) */
  bool mapping_used;
} Percent;

static Value next_arg(Percent *p) {
  if (p->items ? p->next < p->n : p->one) {
    if (p->items) return p->items[p->next++];
    p->one = false;
    return p->args;
  }
  return value_raise(p->heap, EXC_TYPE, "not enough arguments for format string");
}

/* What CPython takes for a mapping there: all that has items, but text and tuples. */
static bool is_mapping(Value v) { return v.kind == V_UNDEFINED || (!value_is_str(v) && value_type(v)->item); }

static Value mapping_arg(Percent *p, Str pattern, size_t *at) {
  if (p->items || !is_mapping(p->args)) return value_raise(p->heap, EXC_TYPE, "format requires a mapping");
  size_t start = ++*at;
  int nested = 1;
  for (; *at < pattern.n; ++*at) {
    nested += (pattern.p[*at] == '(') - (pattern.p[*at] == ')');
    if (nested == 0) break;
  }
  if (*at >= pattern.n) return value_raise(p->heap, EXC_VALUE, "incomplete format key");
  Str key = str_sub(pattern, start, (*at)++);
  p->mapping_used = true;
  p->one = false;
  return op_item(p->heap, p->args, p->bytes ? bytes_narrow(p->heap, value_str(key)) : value_str(key));
}

static Value read_star(Percent *p, Str pattern, size_t *at, bool of_precision, int64_t *number) {
  if (*at < pattern.n && pattern.p[*at] == '*') {
    ++*at;
    Value v = next_arg(p);
    if (value_is_error(v)) return v;
    if (v.kind == V_BIGINT && of_precision) return *number = INT64_MAX, VALUE_NONE; /* beyond its bound */
    if (v.kind == V_BIGINT) return value_need_int(p->heap, v, number);
    if (!value_index(v, number)) return value_raise(p->heap, EXC_TYPE, "* wants int");
    return VALUE_NONE;
  }
  return read_number(p->heap, pattern, at, number, of_precision ? "precision too big" : "width too big");
}

static Value percent_char(Heap *heap, Value v) {
  v = value_number(v);
  if (int_is(v)) {
    if (v.kind == V_BIGINT || v.i < 0 || v.i > 0x10FFFF)
      return value_raise(heap, EXC_OVERFLOW, "%%c arg not in range(0x110000)");
    Buf buf = buf_new(heap->arena, 8);
    buf_code_point(&buf, (uint32_t)v.i);
    return value_str(buf_str(&buf));
  }
  if (value_is_str(v) && str_count(value_text(v)) == 1) return v;
  return value_raise(heap, EXC_TYPE, "%%c requires int or char");
}

static Value percent_byte(Heap *heap, Value v) {
  if (v.kind == V_BYTES && v.len == 1) return bytes_widen(heap, v);
  if (!int_is(v)) return value_raise(heap, EXC_TYPE, "%%c requires an integer in range(256) or a single byte");
  if (v.kind == V_BIGINT || v.i < 0 || v.i > 255) return value_raise(heap, EXC_OVERFLOW, "%%c arg not in range(256)");
  const char byte = (char)v.i;
  return bytes_widen(heap, value_bytes(str_copy(heap->arena, (Str){&byte, 1})));
}

/* What `%s`, `%r`, `%a` and `%c` make of `v`. */
static Value percent_text(const Percent *p, Value v, char type) {
  if (!p->bytes) return type == 'c' ? percent_char(p->heap, v) : format_converted(p->heap, v, type);
  if (type == 'c') return percent_byte(p->heap, v);
  if (type == 'r' || type == 'a') return format_converted(p->heap, v, 'a');
  if (v.kind == V_BYTES) return bytes_widen(p->heap, v);
  return value_raise(p->heap, EXC_TYPE,
                     "%%b requires a bytes-like object, or an object that implements __bytes__, not '%s'",
                     value_type_name(v));
}

static Value percent_int(Heap *heap, Value v, char type, Spec *spec) {
  bool hex = is_among((unsigned char)type, "xXo");
  const Value given = v;
  v = value_number(v);
  if (v.kind == V_UNDEFINED && !hex) return value_raise_undefined(heap, v);
  Value own = hex ? VALUE_ABSENT : value_special(heap, v, "__int__", NULL, 0);
  if (own.kind != V_ABSENT) v = own;
  if (v.kind == V_FLOAT && !hex) v = TYPE_INT.construct(heap, &TYPE_INT, (const Value[]){v, VALUE_ABSENT});
  if (value_is_error(v)) return v;
  if (!int_is(v))
    return value_raise(
        heap, EXC_TYPE,
        hex ? "%%%c format: an integer is required, not %s" : "%%%c format: a real number is required, not %s", type,
        value_type_name(given));
  Buf digits = buf_new(heap->arena, LIMIT_STRING_BYTES), body = buf_new(heap->arena, LIMIT_STRING_BYTES);
  bool negative = int_sign(v) < 0;
  int_write(heap, &digits, negative ? int_negate(heap, v) : v, type == 'o' ? 8 : hex ? 16 : 10);
  if (type == 'X') to_upper(&digits, 0);
  const char prefix[] = {'0', type, '\0'};
  put_grouped(&body, buf_str(&digits), 0, 3, spec->precision);
  spec->precision = -1;
  Str shown = spec->alternate && hex ? str_of(prefix) : STR("");
  return put_number(heap, spec, &(NumberText){negative, shown, buf_str(&body), STR(""), 3});
}

static Value percent_float(const Percent *p, Value v, char type, Spec *spec) {
  Heap *heap = p->heap;
  Value own = value_special(heap, v, "__float__", NULL, 0);
  if (value_passes(own)) return own;
  v = own.kind == V_FLOAT ? own : value_number(v);
  double value = v.f;
  if (v.kind != V_FLOAT) {
    if (v.kind == V_UNDEFINED) return value_raise_undefined(heap, v);
    if (!int_is(v))
      return value_raise(heap, EXC_TYPE,
                         p->bytes ? "float argument required, not %s" : "must be real number, not %s",
                         value_type_name(v));
    if (!int_to_double(heap, v, &value)) return value_raise(heap, EXC_OVERFLOW, "int too large to convert to float");
  }
  spec->type = (unsigned char)type;
  return format_float(heap, value, spec, v);
}

static Value bad_conversion(Percent *p, size_t at) {
  size_t characters = str_count(str_sub(p->pattern, 0, at));
  uint32_t c = str_decode(p->pattern, &at), shown = c >= 31 && c <= 126 ? c : '?';
  if (p->bytes) c &= 0xFF, shown = c;
  if (shown >= 0x80) return value_raise(p->heap, EXC_OVERFLOW, "character argument not in range(0x110000)");
  Buf buf = buf_new(p->heap->arena, LIMIT_STRING_BYTES);
  buf_puts(&buf, "unsupported format character '");
  buf_char(&buf, (char)shown);
  buf_printf(&buf, "' (0x%x) at index %zu", (unsigned)c, characters);
  return value_raise_str(p->heap, EXC_VALUE, buf_str(&buf));
}

static Value percent_one(Percent *p, char type, Spec *spec, Value v, size_t at) {
  Heap *heap = p->heap;
  uint32_t code = (unsigned char)type;
  if (is_among(code, "diuxXo")) return percent_int(heap, v, type, spec);
  if (is_among(code, "eEfFgG")) return percent_float(p, v, type, spec);
  bool makes_text = is_among(code, "srac") || (p->bytes && type == 'b');
  if (!makes_text) return bad_conversion(p, at);
  Value text = percent_text(p, v, type);
  if (value_is_error(text)) return text;
  Str shown = value_text(text);
  if (spec->precision >= 0 && type != 'c') {
    size_t end = 0;
    for (int64_t i = 0; i < spec->precision && end < shown.n; i++) str_decode(shown, &end);
    shown = str_sub(shown, 0, end);
  }
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  spec->fill = STR(" ");
  put_padded(&buf, spec, (Str){0}, shown, spec->align == '<' ? '<' : '>');
  return value_str(buf_str(&buf));
}

static void read_flags(Str pattern, size_t *at, Spec *spec) {
  for (bool more = true; more && *at < pattern.n; *at += more) {
    switch (pattern.p[*at]) {
      case '-': spec->align = '<'; break;
      case '+': spec->sign = '+'; break;
      case ' ': spec->sign = spec->sign == '+' ? '+' : ' '; break;
      case '#': spec->alternate = true; break;
      case '0': spec->zero = true; break;
      default: more = false;
    }
  }
}

static Value percent_field(Percent *p, Buf *buf, Str pattern, size_t *at) {
  Spec spec = {.fill = STR(" "), .width = -1, .precision = -1};
  Value v = VALUE_ABSENT;
  if (*at < pattern.n && pattern.p[*at] == '(') v = mapping_arg(p, pattern, at);
  if (value_is_error(v)) return v;
  read_flags(pattern, at, &spec);
  Value done = read_star(p, pattern, at, false, &spec.width);
  if (value_is_error(done)) return done;
  if (spec.width < -1) spec.align = '<', spec.width = -spec.width;
  if (*at < pattern.n && pattern.p[*at] == '.') {
    ++*at;
    spec.precision = 0;
    done = read_star(p, pattern, at, true, &spec.precision);
    if (value_is_error(done)) return done;
    if (spec.precision > INT32_MAX)
      return value_raise(p->heap, EXC_OVERFLOW, "Python int too large to convert to C int");
    if (spec.precision < 0) spec.precision = 0;
  }
  if (*at < pattern.n && is_among((unsigned char)pattern.p[*at], "hlL")) ++*at;
  if (*at >= pattern.n) return value_raise(p->heap, EXC_VALUE, "incomplete format");
  char type = pattern.p[*at];
  if (type == '%' && pattern.p[*at - 1] == '%' && v.kind == V_ABSENT) return buf_char(buf, '%'), VALUE_NONE;
  if (spec.zero && spec.align != '<') spec.fill = STR("0"), spec.align = '=';
  if (v.kind == V_ABSENT) v = next_arg(p);
  if (value_passes(v)) return v;
  Value text = percent_one(p, type, &spec, v, *at);
  if (!value_passes(text)) buf_put(buf, value_text(text));
  return text;
}

static Value percent(Heap *heap, Str pattern, Value args, bool bytes) {
  Percent p = {.heap = heap, .pattern = pattern, .args = args, .one = true, .bytes = bytes};
  if (args.kind == V_TUPLE || args.kind == V_TIME_WINDOW || args.kind == V_KEY_RANGE) value_items(args, &p.items, &p.n);
  bool tuple = args.kind == V_TUPLE || p.items;
  static const Value none = {.kind = V_NONE};
  if (tuple && !p.items) p.items = &none;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t at = 0; at < pattern.n; at++) {
    heap_step(heap, 1);
    if (pattern.p[at] != '%') {
      buf_char(&buf, pattern.p[at]);
      continue;
    }
    at++;
    Value done = percent_field(&p, &buf, pattern, &at);
    if (value_passes(done)) return done;
  }
  bool mapping = is_mapping(args) && !(bytes && args.kind == V_BYTES);
  bool left = tuple ? p.next < p.n : p.one && !mapping;
  if (left && !p.mapping_used)
    return value_raise(heap, EXC_TYPE, "not all arguments converted during %s formatting", bytes ? "bytes" : "string");
  return value_str(buf_str(&buf));
}

Value format_percent(Heap *heap, Str pattern, Value args) { return percent(heap, pattern, args, false); }

Value format_percent_bytes(Heap *heap, Value pattern, Value args) {
  return bytes_narrow(heap, percent(heap, value_text(bytes_widen(heap, pattern)), args, true));
}
