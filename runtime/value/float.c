#include <math.h>
#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/value/format.h"
#include "runtime/value/int.h"
#include "runtime/value/str_type.h"

/* float and complex, and the arithmetic of int and float together. */

/* ---- arithmetic ---- */

/* Python's float_divmod: the rest takes the sign of the divisor, the quotient is rounded to a whole number. */
static void float_divmod(double a, double b, double *quotient, double *rest) {
  *rest = fmod(a, b);
  double whole = (a - *rest) / b;
  if (*rest != 0) {
    if ((b < 0) != (*rest < 0)) {
      *rest += b;
      whole -= 1;
    }
  } else {
    *rest = copysign(0, b);
  }
  if (whole == 0) {
    *quotient = copysign(0, a / b);
    return;
  }
  *quotient = floor(whole);
  if (whole - *quotient > 0.5) *quotient += 1;
}

static Value complex_power(Heap *heap, double a, double b) {
  Complex *z = ARENA_NEW(heap->arena, Complex);
  double size = pow(fabs(a), b), angle = atan2(0, a) * b;
  *z = (Complex){size * cos(angle), size * sin(angle)};
  return (Value){.kind = V_COMPLEX, .complex = z};
}

static Value float_power(Heap *heap, double a, double b) {
  if (a == 0 && b < 0) return value_raise(heap, EXC_ZERO_DIVISION, "0.0 cannot be raised to a negative power");
  if (a < 0 && isfinite(a) && isfinite(b) && b != floor(b)) return complex_power(heap, a, b);
  double power = pow(a, b);
  if (isinf(power) && isfinite(a) && isfinite(b))
    return value_raise(heap, EXC_OVERFLOW, "(34, 'Numerical result out of range')");
  return value_float(power);
}

static Value float_binary(Heap *heap, Operator op, double a, double b) {
  double quotient, rest;
  switch (op) {
    case OP_ADD: return value_float(a + b);
    case OP_SUB: return value_float(a - b);
    case OP_MUL: return value_float(a * b);
    case OP_DIV:
      if (b == 0) return value_raise(heap, EXC_ZERO_DIVISION, "float division by zero");
      return value_float(a / b);
    case OP_FLOOR_DIV:
      if (b == 0) return value_raise(heap, EXC_ZERO_DIVISION, "float floor division by zero");
      return float_divmod(a, b, &quotient, &rest), value_float(quotient);
    case OP_MOD:
      if (b == 0) return value_raise(heap, EXC_ZERO_DIVISION, "float modulo");
      return float_divmod(a, b, &quotient, &rest), value_float(rest);
    case OP_POW: return float_power(heap, a, b);
    default: return VALUE_ABSENT;
  }
}

static bool as_double(Heap *heap, Value v, double *out) {
  if (v.kind == V_FLOAT) return *out = v.f, true;
  return int_to_double(heap, v, out);
}

static Value mixed_binary(Heap *heap, Operator op, Value a, Value b) {
  double left, right;
  if (!as_double(heap, a, &left) || !as_double(heap, b, &right))
    return value_raise(heap, EXC_OVERFLOW, "int too large to convert to float");
  return float_binary(heap, op, left, right);
}

static Value bool_bits(Operator op, Value a, Value b) {
  return value_bool(op == OP_BIT_AND ? a.i & b.i : op == OP_BIT_OR ? a.i | b.i : a.i ^ b.i);
}

Value number_binary(Heap *heap, Operator op, Value a, Value b) {
  bool bits = op == OP_BIT_AND || op == OP_BIT_OR || op == OP_BIT_XOR;
  if (bits && a.kind == V_BOOL && b.kind == V_BOOL) return bool_bits(op, a, b);
  if (a.kind == V_FLOAT || b.kind == V_FLOAT) {
    bool floats = op == OP_ADD || op == OP_SUB || op == OP_MUL || op == OP_DIV || op == OP_FLOOR_DIV || op == OP_MOD ||
                  op == OP_POW;
    return floats ? mixed_binary(heap, op, a, b) : VALUE_ABSENT;
  }
  if (op == OP_DIV) return int_true_div(heap, a, b);
  if (op != OP_POW) return int_binary(heap, op, a, b);
  if (int_sign(b) < 0) return mixed_binary(heap, op, a, b);
  return int_power(heap, a, b.kind == V_BIGINT ? UINT64_MAX - 1 + (b.big->limbs[0] & 1) : (uint64_t)b.i);
}

/* ---- float ---- */

static void repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  format_float_repr(buf, v.f);
}

static bool truth(Value v) { return v.f != 0; }

static bool is_word(Str text, const char *word) {
  if (text.n != strlen(word)) return false;
  for (size_t i = 0; i < text.n; i++)
    if ((text.p[i] | 32) != word[i]) return false;
  return true;
}

bool float_from_text(Heap *heap, Str text, double *out) {
  Str body = text_of_number(heap, text);
  bool negative = body.n && body.p[0] == '-';
  if (body.n && (body.p[0] == '-' || body.p[0] == '+')) body.p++, body.n--;
  if (is_word(body, "inf") || is_word(body, "infinity")) return *out = negative ? -INFINITY : INFINITY, true;
  if (is_word(body, "nan")) return *out = NAN, true;
  char *z = arena_bytes(heap->arena, body.n + 2), *p = z;
  size_t digits = 0, i = 0;
  bool dot = false, exponent = false;
  for (; i < body.n; i++) {
    char c = body.p[i], before = i ? body.p[i - 1] : ' ', after = i + 1 < body.n ? body.p[i + 1] : ' ';
    bool is_digit = char_is_digit(c);
    if (is_digit) digits++;
    else if (c == '_' && char_is_digit(before) && char_is_digit(after)) continue;
    else if (c == '.' && !dot && !exponent) dot = true;
    else if ((c == 'e' || c == 'E') && digits && !exponent) exponent = true, digits = 0;
    else if (!((c == '-' || c == '+') && (before == 'e' || before == 'E'))) return false;
    *p++ = c;
  }
  if (!digits) return false;
  *p = '\0';
  *out = number_read_double(z);
  if (negative) *out = -*out;
  return true;
}

static Value construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  Value v = value_number(args[0]);
  double f = 0;
  if (v.kind == V_ABSENT) return value_float(0);
  if (v.kind == V_FLOAT) return v;
  if (v.kind == V_UNDEFINED) return value_raise_undefined(heap, v);
  if (int_is(v)) {
    if (int_to_double(heap, v, &f)) return value_float(f);
    return value_raise(heap, EXC_OVERFLOW, "int too large to convert to float");
  }
  Value own = value_special(heap, v, "__float__", NULL, 0);
  if (own.kind != V_ABSENT && !value_passes(own) && own.kind != V_FLOAT)
    return value_raise(heap, EXC_TYPE, "%s.__float__ returned non-float (type %s)", value_type_name(v),
                       value_type_name(own));
  if (own.kind != V_ABSENT) return own;
  if (!value_is_str(v) && v.kind != V_BYTES)
    return value_raise(heap, EXC_TYPE, "float() argument must be a string or a real number, not '%s'",
                       value_type_name(v));
  bool digits = v.kind != V_BYTES || bytes_are_ascii(v);
  if (digits && float_from_text(heap, value_text(v), &f)) return value_float(f);
  Str shown = value_repr(heap, v);
  return value_raise(heap, EXC_VALUE, "could not convert string to float: %.*s", STR_FMT(shown));
}

static Value float_is_integer(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_bool(isfinite(self.f) && floor(self.f) == self.f);
}

static Value float_real(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self;
}

static Value float_imag(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self, (void)args;
  return value_float(0);
}

static Value float_as_integer_ratio(Heap *heap, Value self, const Value *args) {
  (void)args;
  if (isinf(self.f)) return value_raise(heap, EXC_OVERFLOW, "cannot convert Infinity to integer ratio");
  if (isnan(self.f)) return value_raise(heap, EXC_VALUE, "cannot convert NaN to integer ratio");
  int exponent;
  double fraction = frexp(self.f, &exponent);
  for (int i = 0; i < 300 && fraction != floor(fraction); i++) fraction *= 2, exponent--;
  Value ratio[] = {int_from_double(heap, fraction), value_int(1)};
  Value scale = int_binary(heap, OP_SHIFT_LEFT, value_int(1), value_int(exponent < 0 ? -exponent : exponent));
  if (exponent > 0)
    ratio[0] = int_binary(heap, OP_MUL, ratio[0], scale);
  else
    ratio[1] = scale;
  return value_tuple(heap, ratio, 2);
}

/* One hexadecimal digit before the point, 13 behind it, the exponent in decimal. */
static Value float_hex(Heap *heap, Value self, const Value *args) {
  (void)args;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  if (!isfinite(self.f)) return format_float_repr(&buf, self.f), value_str(buf_str(&buf));
  int exponent = 0;
  double fraction = frexp(fabs(self.f), &exponent);
  int shift = exponent < -1021 ? -1021 - exponent : 0; /* a subnormal number keeps its leading zeroes */
  uint64_t bits = (uint64_t)ldexp(fraction, 53 - shift);
  if (signbit(self.f)) buf_char(&buf, '-');
  if (self.f == 0)
    buf_puts(&buf, "0x0.0p+0");
  else
    buf_printf(&buf, "0x%d.%013llxp%+d", (int)(bits >> 52), (unsigned long long)(bits & ((UINT64_C(1) << 52) - 1)),
               exponent + shift - 1);
  return value_ascii(buf_str(&buf));
}

static bool is_hex_digit(char c) { return char_is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f'); }

static size_t hex_digits(Str text, size_t at) {
  size_t start = at;
  while (at < text.n && is_hex_digit(text.p[at])) at++;
  return at - start;
}

/* `p` with an exponent, or nothing, to the end of the text. */
static bool is_exponent(Str text, size_t at) {
  if (at == text.n) return true;
  if ((text.p[at++] | 32) != 'p') return false;
  if (at < text.n && (text.p[at] == '+' || text.p[at] == '-')) at++;
  if (at == text.n) return false;
  while (at < text.n && char_is_digit(text.p[at])) at++;
  return at == text.n;
}

/* Hexadecimal digits with a point or none, behind sign and `0x`. */
static bool is_hexadecimal(Str text) {
  size_t whole = hex_digits(text, 0), at = whole, fraction = 0;
  if (at < text.n && text.p[at] == '.') fraction = hex_digits(text, ++at);
  return whole + fraction && is_exponent(text, at + fraction);
}

static Value float_fromhex(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!value_is_str(args[0])) return value_raise(heap, EXC_TYPE, "bad argument type for built-in operation");
  double f;
  Str text = str_trim(value_text(args[0])), body = text;
  bool negative = body.n && body.p[0] == '-';
  if (body.n && (negative || body.p[0] == '+')) body = str_sub(body, 1, body.n);
  bool is_word = body.n && ((body.p[0] | 32) == 'i' || (body.p[0] | 32) == 'n');
  if (is_word && float_from_text(heap, text, &f)) return value_float(f);
  if (body.n > 1 && body.p[0] == '0' && (body.p[1] | 32) == 'x') body = str_sub(body, 2, body.n);
  if (!is_hexadecimal(body)) return value_raise(heap, EXC_VALUE, "invalid hexadecimal floating-point string");
  f = number_read_double(str_z(heap->arena, str_cat(heap->arena, STR("0x"), body)));
  if (isinf(f)) return value_raise(heap, EXC_OVERFLOW, "hexadecimal value too large to represent as a float");
  return value_float(negative ? -f : f);
}

static const Builtin methods[] = {
    {"as_integer_ratio", "", 0, 0, BUILTIN_C_STYLE, float_as_integer_ratio, "numerator and denominator"},
    {"conjugate", "", 0, 0, BUILTIN_C_STYLE, float_real, "the number itself"},
    {"fromhex", "string, /", 1, 1, BUILTIN_STATIC | BUILTIN_C_STYLE, float_fromhex, "from hexadecimal"},
    {"hex", "", 0, 0, BUILTIN_C_STYLE, float_hex, "in hexadecimal"},
    {"imag", "", 0, 0, BUILTIN_PROPERTY, float_imag, "0.0"},
    {"is_integer", "", 0, 0, BUILTIN_C_STYLE, float_is_integer, "whether there is no fraction"},
    {"real", "", 0, 0, BUILTIN_PROPERTY, float_real, "the number itself"},
};

const Type TYPE_FLOAT = {
    .name = "float",
    .methods = BUILTIN_TABLE(methods),
    .repr = repr,
    .truth = truth,
    .construct = construct,
    .construct_params = "x=0, /",
};

/* ---- complex ---- */

static void write_part(Buf *buf, double part) {
  bool whole = part == floor(part) && fabs(part) < 1e16;
  if (whole && !signbit(part))
    buf_printf(buf, "%.0f", part);
  else if (whole)
    buf_printf(buf, "-%.0f", -part);
  else
    format_float_repr(buf, part);
}

static void complex_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  bool bare = v.complex->real == 0 && !signbit(v.complex->real);
  if (!bare) {
    buf_char(buf, '(');
    write_part(buf, v.complex->real);
    if (!signbit(v.complex->imag) || isnan(v.complex->imag)) buf_char(buf, '+');
  }
  write_part(buf, v.complex->imag);
  buf_puts(buf, bare ? "j" : "j)");
}

static bool complex_truth(Value v) { return v.complex->real != 0 || v.complex->imag != 0; }

static Value complex_real(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_float(self.complex->real);
}
static Value complex_imag(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_float(self.complex->imag);
}

static Value complex_of(Heap *heap, double real, double imag) {
  Complex *body = ARENA_NEW(heap->arena, Complex);
  *body = (Complex){real, imag};
  return (Value){.kind = V_COMPLEX, .complex = body};
}
Value complex_negate(Heap *heap, Value v) { return complex_of(heap, -v.complex->real, -v.complex->imag); }

static Value complex_conjugate(Heap *heap, Value self, const Value *args) {
  (void)args;
  return complex_of(heap, self.complex->real, -self.complex->imag);
}

/* A number as a complex one; false for anything else. */
static bool complex_read(Heap *heap, Value v, Complex *out) {
  *out = (Complex){v.f, 0};
  if (v.kind == V_COMPLEX) return *out = *v.complex, true;
  return v.kind == V_FLOAT || (int_is(v) && int_to_double(heap, v, &out->real));
}

/* By the larger part of the divisor, as CPython divides. */
static Value complex_divide(Heap *heap, Complex a, Complex b) {
  if (b.real == 0 && b.imag == 0) return value_raise(heap, EXC_ZERO_DIVISION, "complex division by zero");
  if (fabs(b.real) >= fabs(b.imag)) {
    double ratio = b.imag / b.real, scale = b.real + b.imag * ratio;
    return complex_of(heap, (a.real + a.imag * ratio) / scale, (a.imag - a.real * ratio) / scale);
  }
  double ratio = b.real / b.imag, scale = b.real * ratio + b.imag;
  return complex_of(heap, (a.real * ratio + a.imag) / scale, (a.imag * ratio - a.real) / scale);
}

static Value complex_binary(Heap *heap, int op, Value left, Value right) {
  Complex a, b;
  if (!complex_read(heap, left, &a) || !complex_read(heap, right, &b)) return VALUE_ABSENT;
  switch (op) {
    case OP_ADD: return complex_of(heap, a.real + b.real, a.imag + b.imag);
    case OP_SUB: return complex_of(heap, a.real - b.real, a.imag - b.imag);
    case OP_MUL: return complex_of(heap, a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real);
    case OP_DIV: return complex_divide(heap, a, b);
    case OP_POW: return value_unsupported(heap, "a power of a complex number");
    default: return VALUE_ABSENT;
  }
}

static const Builtin complex_methods[] = {
    {"conjugate", "", 0, 0, BUILTIN_C_STYLE, complex_conjugate,
     "with the other sign of the imaginary part"},
    {"imag", "", 0, 0, BUILTIN_PROPERTY, complex_imag, "the imaginary part"},
    {"real", "", 0, 0, BUILTIN_PROPERTY, complex_real, "the real part"},
};

const Type TYPE_COMPLEX = {
    .name = "complex", .methods = BUILTIN_TABLE(complex_methods), .repr = complex_repr, .truth = complex_truth,
    .binary = complex_binary};
