#include <math.h>

#include "runtime/core/limits.h"
#include "runtime/value/int.h"
#include "runtime/value/literal.h"
#include "runtime/value/str_type.h"

/* int and bool as Python's types; the arithmetic is int.c. */

bool value_index(Value v, int64_t *index) {
  v = value_number(v);
  if (v.kind == V_INT || v.kind == V_BOOL) return *index = v.i, true;
  if (v.kind != V_BIGINT) return false;
  *index = v.big->negative ? INT64_MIN : INT64_MAX;
  return true;
}

Value value_need_int(Heap *heap, Value v, int64_t *number) {
  if (value_number(v).kind == V_BIGINT)
    return value_raise(heap, EXC_OVERFLOW, "Python int too large to convert to C ssize_t");
  if (value_index(v, number)) return VALUE_NONE;
  return value_raise(heap, EXC_TYPE, "'%s' object cannot be interpreted as an integer", value_type_name(v));
}

static void repr(Heap *heap, Buf *buf, Value v) { int_write(heap, buf, v, 10); }
static bool truth(Value v) { return int_sign(v) != 0; }

static void bool_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_puts(buf, v.i ? "True" : "False");
}

static unsigned digit_of(char c) {
  if (char_is_digit(c)) return (unsigned)(c - '0');
  if (char_is_letter(c)) return (unsigned)((c | 32) - 'a') + 10;
  return 99;
}

/* Takes off `0x`, `0o`, `0b` where the base is 0 or fits. Returns the base, or 0 for base 0 with a leading zero. */
static unsigned take_prefix(Str *body, unsigned base) {
  char mark = body->n > 1 && body->p[0] == '0' ? body->p[1] | 32 : ' ';
  unsigned by_mark = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 0;
  if (by_mark && (base == 0 || base == by_mark)) {
    *body = str_sub(*body, body->n > 2 && body->p[2] == '_' ? 3 : 2, body->n);
    return by_mark;
  }
  return base ? base : 10;
}

bool int_from_text(Heap *heap, Str text, unsigned base, Value *out) {
  Str body = text_of_number(heap, text);
  bool negative = body.n && body.p[0] == '-', any_base = base == 0;
  if (body.n && (body.p[0] == '-' || body.p[0] == '+')) body.p++, body.n--;
  base = take_prefix(&body, base);
  char *digits = arena_bytes(heap->arena, body.n + 1);
  size_t n = 0;
  for (size_t i = 0; i < body.n; i++) {
    bool between = i > 0 && i + 1 < body.n && body.p[i - 1] != '_';
    if (body.p[i] == '_' && between) continue;
    if (digit_of(body.p[i]) >= base) return false;
    digits[n++] = body.p[i];
  }
  if (n == 0 || (any_base && base == 10 && n > 1 && digits[0] == '0' &&
                 int_sign(int_from_digits(heap, (Str){digits, n}, 10, false))))
    return false;
  if (base & (base - 1) && n > LIMIT_INT_DIGITS) {
    *out = value_raise(heap, EXC_VALUE,
                       "Exceeds the limit (%u digits) for integer string conversion: value has %zu digits; "
                       "use sys.set_int_max_str_digits() to increase the limit",
                       LIMIT_INT_DIGITS, n);
    return true;
  }
  *out = int_from_digits(heap, (Str){digits, n}, base, negative);
  return true;
}

/* As much of a wrong text as Python shows. */
static Str shown_of(Str text) {
  size_t at = 0;
  for (int n = 0; n < 200 && at < text.n; n++) str_decode(text, &at);
  return str_sub(text, 0, at);
}

static Value from_text(Heap *heap, Value v, int64_t base) {
  Value out;
  bool digits = v.kind != V_BYTES || bytes_are_ascii(v);
  if (digits && int_from_text(heap, value_text(v), (unsigned)base, &out)) return out;
  Str shown = shown_of(value_repr(heap, v));
  return value_raise(heap, EXC_VALUE, "invalid literal for int() with base %d: %.*s", (int)base, STR_FMT(shown));
}

static Value from_float(Heap *heap, double f) {
  if (isnan(f)) return value_raise(heap, EXC_VALUE, "cannot convert float NaN to integer");
  if (isinf(f)) return value_raise(heap, EXC_OVERFLOW, "cannot convert float infinity to integer");
  return int_from_double(heap, trunc(f));
}

static Value construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  Value v = value_number(args[0]);
  int64_t base = 10;
  if (v.kind == V_ABSENT) return value_int(0);
  bool text = value_is_str(v) || v.kind == V_BYTES;
  if (args[1].kind != V_ABSENT) {
    Value done = value_need_int(heap, args[1], &base);
    if (value_is_error(done)) return done;
    if (!text) return value_raise(heap, EXC_TYPE, "int() can't convert non-string with explicit base");
    if (base != 0 && (base < 2 || base > 36))
      return value_raise(heap, EXC_VALUE, "int() base must be >= 2 and <= 36, or 0");
  }
  if (text) return from_text(heap, v, base);
  if (v.kind == V_BOOL) return value_int(v.i);
  if (int_is(v)) return v;
  if (v.kind == V_FLOAT) return from_float(heap, v.f);
  if (v.kind == V_UNDEFINED) return value_raise_undefined(heap, v);
  Value own = value_special(heap, v, "__int__", NULL, 0);
  if (own.kind == V_BOOL) own = value_int(own.i);
  if (own.kind != V_ABSENT && !value_passes(own) && !int_is(own))
    return value_raise(heap, EXC_TYPE, "__int__ returned non-int (type %s)", value_type_name(own));
  if (own.kind != V_ABSENT) return own;
  return value_raise(heap, EXC_TYPE, "int() argument must be a string, a bytes-like object or a real number, not '%s'",
                     value_type_name(v));
}

static Value bool_construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  Value stop = VALUE_ABSENT;
  bool truth_of = op_truth(heap, args[0], &stop);
  return stop.kind == V_ABSENT ? value_bool(truth_of) : stop;
}

/* ---- methods ---- */

static Value int_real(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self.kind == V_BOOL ? value_int(self.i) : self;
}
static Value int_zero(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self, (void)args;
  return value_int(0);
}
static Value int_one(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self, (void)args;
  return value_int(1);
}
static Value int_bit_length(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_int((int64_t)int_bits(self));
}

static Value int_bit_count(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  int64_t count = 0;
  if (self.kind != V_BIGINT)
    return value_int(__builtin_popcountll(self.i < 0 ? 0 - (uint64_t)self.i : (uint64_t)self.i));
  for (uint32_t i = 0; i < self.big->n; i++) count += __builtin_popcount(self.big->limbs[i]);
  return value_int(count);
}

static Value int_as_integer_ratio(Heap *heap, Value self, const Value *args) {
  Value ratio[] = {int_real(heap, self, args), value_int(1)};
  return value_tuple(heap, ratio, 2);
}

/* ---- to and from bytes ---- */

/* Byte `i` of an integer that is not negative, the smallest first. */
static unsigned byte_of(Value v, size_t i) {
  if (v.kind != V_BIGINT) return i < 8 ? (unsigned)((uint64_t)v.i >> (8 * i)) & 255u : 0;
  return i / 4 < v.big->n ? v.big->limbs[i / 4] >> (8 * (i % 4)) & 255u : 0;
}

static void reverse(char *bytes, size_t n) {
  for (size_t i = 0; i < n / 2; i++) {
    char byte = bytes[i];
    bytes[i] = bytes[n - 1 - i];
    bytes[n - 1 - i] = byte;
  }
}

/* VALUE_NONE or an error. */
static Value read_order(Heap *heap, Value order, const char *function, bool *little) {
  if (order.kind != V_ABSENT && !value_is_str(order))
    return value_raise(heap, EXC_TYPE, "%s() argument 'byteorder' must be str, not %s", function,
                       value_argument_name(order));
  *little = order.kind != V_ABSENT && str_is(value_text(order), "little");
  if (order.kind == V_ABSENT || *little || str_is(value_text(order), "big")) return VALUE_NONE;
  return value_raise(heap, EXC_VALUE, "byteorder must be either 'little' or 'big'");
}

static Value write_bytes(Heap *heap, Value v, size_t n, bool little) {
  bool negative = int_sign(v) < 0;
  Value magnitude = negative ? int_invert(heap, v) : v;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < n; i++) buf_char(&buf, (char)(byte_of(magnitude, i) ^ (negative ? 255u : 0u)));
  Str bytes = str_copy(heap->arena, buf_str(&buf));
  if (!little) reverse((char *)bytes.p, n);
  return value_bytes(bytes);
}

static Value int_to_bytes(Heap *heap, Value self, const Value *args) {
  int64_t n = 1;
  bool little = false, negative = int_sign(self) < 0;
  Value stop = VALUE_ABSENT, error = args[0].kind == V_ABSENT ? VALUE_NONE : value_need_int(heap, args[0], &n);
  if (!value_is_error(error)) error = read_order(heap, args[1], "to_bytes", &little);
  if (value_is_error(error)) return error;
  bool is_signed = op_truth(heap, args[2], &stop);
  if (stop.kind != V_ABSENT) return stop;
  if (n < 0) return value_raise(heap, EXC_VALUE, "length argument must be non-negative");
  if (negative && !is_signed) return value_raise(heap, EXC_OVERFLOW, "can't convert negative int to unsigned");
  size_t bits = int_bits(negative ? int_invert(heap, self) : self);
  if (n < LIMIT_STRING_BYTES && bits + (is_signed && bits) > (size_t)n * 8)
    return value_raise(heap, EXC_OVERFLOW, "int too big to convert");
  return write_bytes(heap, self, (size_t)n, little);
}

/* The number whose digits to the base 256 are `bytes`; `inverted`: it is negative, in two's complement. */
static Value from_digits(Heap *heap, Str bytes, bool little, bool inverted) {
  Buf digits = buf_new(heap->arena, LIMIT_STRING_BYTES);
  heap_step(heap, bytes.n);
  for (size_t i = 0; i < bytes.n; i++) {
    unsigned byte = (unsigned char)bytes.p[little ? bytes.n - 1 - i : i];
    buf_printf(&digits, "%02x", inverted ? byte ^ 255u : byte);
  }
  Value magnitude = int_from_digits(heap, buf_str(&digits), 16, false);
  return inverted ? int_invert(heap, magnitude) : magnitude;
}

static Value int_from_bytes(Heap *heap, Value self, const Value *args) {
  (void)self;
  bool little = false;
  Value error = read_order(heap, args[1], "from_bytes", &little), stop = VALUE_ABSENT;
  if (value_is_error(error)) return error;
  bool is_signed = op_truth(heap, args[2], &stop);
  if (stop.kind != V_ABSENT) return stop;
  Value bytes = bytes_of(heap, args[0]);
  if (value_passes(bytes)) return bytes;
  Str text = value_text(bytes);
  if (!text.n) return value_int(0);
  bool negative = is_signed && text.p[little ? text.n - 1 : 0] & 0x80;
  return from_digits(heap, text, little, negative);
}

static Value bool_from_bytes(Heap *heap, Value self, const Value *args) {
  Value number = int_from_bytes(heap, self, args);
  return value_passes(number) ? number : value_bool(truth(number));
}

#define C_STYLE BUILTIN_C_STYLE
#define INT_ROWS(from_bytes)                                                                          \
  {"as_integer_ratio", "", 0, 0, C_STYLE, int_as_integer_ratio, "the number and 1"},                  \
      {"bit_count", "", 0, 0, C_STYLE, int_bit_count, "how many bits of the absolute value are set"}, \
      {"bit_length", "", 0, 0, C_STYLE, int_bit_length, "bits needed without the sign"},              \
      {"conjugate", "", 0, 0, C_STYLE, int_real, "the number itself"},                                \
      {"denominator", "", 0, 0, BUILTIN_PROPERTY, int_one, "1"},                                      \
      {"from_bytes", "bytes, byteorder='big', *, signed=False", 1, 2, BUILTIN_STATIC, from_bytes,     \
       "the number that bytes are"},                                                                  \
      {"imag", "", 0, 0, BUILTIN_PROPERTY, int_zero, "0"},                                            \
      {"numerator", "", 0, 0, BUILTIN_PROPERTY, int_real, "the number itself"},                       \
      {"real", "", 0, 0, BUILTIN_PROPERTY, int_real, "the number itself"},                            \
      {"to_bytes", "length=1, byteorder='big', *, signed=False", 0, 2, 0, int_to_bytes, "as bytes"}

static const Builtin methods[] = {INT_ROWS(int_from_bytes)};
static const Builtin bool_methods[] = {INT_ROWS(bool_from_bytes)};

const Type TYPE_INT = {
    .name = "int",
    .methods = BUILTIN_TABLE(methods),
    .repr = repr,
    .truth = truth,
    .construct = construct,
    .construct_params = "x=0, /, base=10",
};

const Type TYPE_BOOL = {
    .name = "bool",
    .methods = BUILTIN_TABLE(bool_methods),
    .repr = bool_repr,
    .truth = truth,
    .construct = bool_construct,
    .construct_params = "x=False, /",
};
