#include <math.h>

#include "runtime/core/limits.h"
#include "runtime/eval/builtins.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/int.h"
#include "runtime/value/types.h"

/* math and calendar. */

/* ---- math: numbers ---- */

/* With an error, `*f` is 0. */
static Value real(Heap *heap, Value v, double *f) {
  *f = 0;
  Value converted = value_special(heap, v, "__float__", NULL, 0), number = value_number(v);
  if (converted.kind == V_ABSENT && number.kind == V_FLOAT) return *f = number.f, VALUE_NONE;
  if (converted.kind == V_ABSENT && int_is(number))
    converted = heap->call(heap, value_of_type(&TYPE_FLOAT), &number, 1, NULL);
  if (value_passes(converted)) return converted;
  if (converted.kind != V_ABSENT && converted.kind != V_FLOAT)
    return value_raise(heap, EXC_TYPE, "%s.__float__ returned non-float (type %s)", value_type_name(v),
                       value_type_name(converted));
  if (converted.kind == V_ABSENT)
    return value_raise(heap, EXC_TYPE, "must be real number, not %s", value_type_name(v));
  return *f = converted.f, VALUE_NONE;
}

/* The integer that a whole double is. */
static Value whole(Heap *heap, double f) {
  Value v = value_float(f);
  return heap->call(heap, value_of_type(&TYPE_INT), &v, 1, NULL);
}

static Value rounded(Heap *heap, Value v, const char *special, double (*how)(double)) {
  double f;
  Value own = value_special(heap, v, special, NULL, 0), number = value_number(v);
  if (own.kind != V_ABSENT) return own;
  if (int_is(number)) return number.kind == V_BOOL ? value_int(number.i) : number;
  Value error = real(heap, v, &f);
  return value_is_error(error) ? error : whole(heap, how(f));
}

static Value m_ceil(Heap *heap, Value self, const Value *args) {
  return (void)self, rounded(heap, args[0], "__ceil__", ceil);
}
static Value m_floor(Heap *heap, Value self, const Value *args) {
  return (void)self, rounded(heap, args[0], "__floor__", floor);
}
static Value m_trunc(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (value_is_number(value_number(args[0]))) return rounded(heap, args[0], "__trunc__", trunc);
  Value own = value_special(heap, args[0], "__trunc__", NULL, 0);
  if (own.kind != V_ABSENT) return own;
  return value_raise(heap, EXC_TYPE, "type %s doesn't define __trunc__ method", value_type_name(args[0]));
}

/* What is undefined there is an error, as is what grows beyond the largest number. */
static Value computed(Heap *heap, double result, double x) {
  if (isnan(result) && !isnan(x)) return value_raise(heap, EXC_VALUE, "math domain error");
  if (isinf(result) && isfinite(x)) return value_raise(heap, EXC_OVERFLOW, "math range error");
  return value_float(result);
}

static Value of_one(Heap *heap, Value v, double (*function)(double)) {
  double x;
  Value error = real(heap, v, &x);
  return value_is_error(error) ? error : computed(heap, function(x), x);
}

#define OF_ONE(name, function)                                       \
  static Value m_##name(Heap *heap, Value self, const Value *args) { \
    return (void)self, of_one(heap, args[0], function);              \
  }
OF_ONE(acos, acos)
OF_ONE(asin, asin)
OF_ONE(atan, atan)
OF_ONE(cbrt, cbrt)
OF_ONE(cos, cos)
OF_ONE(cosh, cosh)
OF_ONE(exp, exp)
OF_ONE(fabs, fabs)
OF_ONE(sin, sin)
OF_ONE(sinh, sinh)
OF_ONE(sqrt, sqrt)
OF_ONE(tan, tan)
OF_ONE(tanh, tanh)

static Value log_of(Heap *heap, Value v, double (*function)(double)) {
  double x;
  Value error = real(heap, v, &x);
  if (value_is_error(error)) return error;
  if (x <= 0) return value_raise(heap, EXC_VALUE, "math domain error");
  return value_float(function(x));
}

static Value m_log10(Heap *heap, Value self, const Value *args) { return (void)self, log_of(heap, args[0], log10); }
static Value m_log2(Heap *heap, Value self, const Value *args) { return (void)self, log_of(heap, args[0], log2); }

static Value m_log(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value top = log_of(heap, args[0], log);
  if (value_is_error(top) || args[1].kind == V_ABSENT) return top;
  Value base = log_of(heap, args[1], log);
  return value_is_error(base) ? base : op_binary(heap, OP_DIV, top, base);
}

static Value two_reals(Heap *heap, Value a, Value b, double *x, double *y) {
  Value error = real(heap, a, x);
  return value_is_error(error) ? error : real(heap, b, y);
}

static Value of_two(Heap *heap, const Value *args, double (*function)(double, double)) {
  double x, y;
  Value error = two_reals(heap, args[0], args[1], &x, &y);
  if (value_is_error(error)) return error;
  return computed(heap, function(x, y), isnan(x) ? x : isnan(y) ? y : isinf(x) ? x : y);
}

static double power(double x, double y) { return x == 0 && y < 0 && isfinite(y) ? NAN : pow(x, y); }

static Value m_pow(Heap *heap, Value self, const Value *args) { return (void)self, of_two(heap, args, power); }
/* Of what is undefined both operands count. */
static Value m_remainder(Heap *heap, Value self, const Value *args) {
  (void)self;
  double x, y;
  Value error = two_reals(heap, args[0], args[1], &x, &y);
  if (value_is_error(error)) return error;
  if (isnan(x) || isnan(y)) return value_float(isnan(x) ? x : y);
  if (isinf(x) || y == 0) return value_raise(heap, EXC_VALUE, "math domain error");
  return value_float(remainder(x, y));
}

static Value m_nextafter(Heap *heap, Value self, const Value *args) {
  (void)self;
  double x, y;
  Value error = two_reals(heap, args[0], args[1], &x, &y);
  return value_is_error(error) ? error : value_float(nextafter(x, y));
}

static Value m_fmod(Heap *heap, Value self, const Value *args) { return (void)self, of_two(heap, args, fmod); }
static Value m_atan2(Heap *heap, Value self, const Value *args) { return (void)self, of_two(heap, args, atan2); }
static Value m_copysign(Heap *heap, Value self, const Value *args) { return (void)self, of_two(heap, args, copysign); }

static Value tested(Heap *heap, Value v, bool (*test)(double)) {
  double x;
  Value error = real(heap, v, &x);
  return value_is_error(error) ? error : value_bool(test(x));
}
static bool is_nan(double x) { return isnan(x); }
static bool is_inf(double x) { return isinf(x); }
static bool is_finite(double x) { return isfinite(x); }
static Value m_isnan(Heap *heap, Value self, const Value *args) { return (void)self, tested(heap, args[0], is_nan); }
static Value m_isinf(Heap *heap, Value self, const Value *args) { return (void)self, tested(heap, args[0], is_inf); }
static Value m_isfinite(Heap *heap, Value self, const Value *args) {
  return (void)self, tested(heap, args[0], is_finite);
}

static Value m_isclose(Heap *heap, Value self, const Value *args) {
  (void)self;
  double a, b, relative = 1e-9, absolute = 0;
  Value error = real(heap, args[0], &a);
  if (!value_is_error(error)) error = real(heap, args[1], &b);
  if (!value_is_error(error) && args[2].kind != V_ABSENT) error = real(heap, args[2], &relative);
  if (!value_is_error(error) && args[3].kind != V_ABSENT) error = real(heap, args[3], &absolute);
  if (value_is_error(error)) return error;
  if (relative < 0 || absolute < 0) return value_raise(heap, EXC_VALUE, "tolerances must be non-negative");
  if (a == b) return value_bool(true);
  if (isinf(a) || isinf(b)) return value_bool(false);
  double apart = fabs(a - b), bound = relative * fmax(fabs(a), fabs(b));
  return value_bool(apart <= bound || apart <= absolute);
}

/* ---- math: integers ---- */

static Value need_ints(Heap *heap, const Value *items, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (!int_is(value_number(items[i])))
      return value_raise(heap, EXC_TYPE, "'%s' object cannot be interpreted as an integer", value_type_name(items[i]));
  return VALUE_NONE;
}

static Value absolute(Heap *heap, Value v) {
  Value negative = op_compare(heap, OP_LT, v, value_int(0));
  return negative.i ? op_unary(heap, OP_NEG, v) : op_unary(heap, OP_POS, v);
}

static Value gcd_of(Heap *heap, Value a, Value b) {
  a = absolute(heap, value_number(a)), b = absolute(heap, value_number(b));
  while (op_compare(heap, OP_NE, b, value_int(0)).i) {
    Value rest = op_binary(heap, OP_MOD, a, b);
    if (value_passes(rest)) return rest;
    a = b;
    b = rest;
  }
  return a;
}

static Value m_gcd(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value all = value_int(0), error = need_ints(heap, args[0].list->at, args[0].list->n);
  for (size_t i = 0; i < args[0].list->n && !value_is_error(error); i++) all = gcd_of(heap, all, args[0].list->at[i]);
  return value_is_error(error) ? error : all;
}

static Value m_lcm(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value all = value_int(1), error = need_ints(heap, args[0].list->at, args[0].list->n);
  for (size_t i = 0; i < args[0].list->n && !value_is_error(error); i++) {
    Value item = value_number(args[0].list->at[i]), common = gcd_of(heap, all, item);
    if (!op_compare(heap, OP_NE, common, value_int(0)).i) return value_int(0);
    all = absolute(heap, op_binary(heap, OP_MUL, op_binary(heap, OP_FLOOR_DIV, all, common), item));
  }
  return value_is_error(error) ? error : all;
}

/* low * (low + 1) … high */
static Value product(Heap *heap, int64_t low, int64_t high) {
  Value all = value_int(1);
  for (int64_t i = low; i <= high && !value_passes(all); i++) all = op_binary(heap, OP_MUL, all, value_int(i));
  return all;
}

static Value count_arg(Heap *heap, Value v, const char *negative, int64_t *number) {
  Value error = value_need_int(heap, v, number);
  if (value_is_error(error)) return error;
  return *number < 0 ? value_raise_str(heap, EXC_VALUE, str_of(negative)) : VALUE_NONE;
}

static Value m_factorial(Heap *heap, Value self, const Value *args) {
  (void)self;
  int64_t n = 0;
  Value error = count_arg(heap, args[0], "factorial() not defined for negative values", &n);
  return value_is_error(error) ? error : product(heap, 2, n);
}

/* n * (n - 1) … , as many as `k`. */
static Value arrangements(Heap *heap, const Value *args, int64_t *k) {
  int64_t n = 0;
  Value error = need_ints(heap, args, 2);
  if (!value_is_error(error)) error = count_arg(heap, args[0], "n must be a non-negative integer", &n);
  if (!value_is_error(error)) error = count_arg(heap, args[1], "k must be a non-negative integer", k);
  if (value_is_error(error)) return error;
  return *k > n ? value_int(0) : product(heap, n - *k + 1, n);
}

static Value m_perm(Heap *heap, Value self, const Value *args) {
  int64_t k = 0;
  return value_given(args[1]) ? arrangements(heap, args, &k) : m_factorial(heap, self, args);
}

static Value m_comb(Heap *heap, Value self, const Value *args) {
  (void)self;
  int64_t k = 0;
  Value ways = arrangements(heap, args, &k);
  bool is_none = ways.kind == V_INT && ways.i == 0; /* more are to be chosen than there are */
  return value_passes(ways) || is_none ? ways : op_binary(heap, OP_FLOOR_DIV, ways, product(heap, 2, k));
}

/* Newton's steps from above, of numbers beyond 64 bits. */
static Value large_isqrt(Heap *heap, Value n) {
  Value root = op_binary(heap, OP_SHIFT_LEFT, value_int(1), value_int((int64_t)(int_bits(n) / 2 + 1)));
  for (;;) {
    Value sum = op_binary(heap, OP_ADD, root, op_binary(heap, OP_FLOOR_DIV, n, root));
    Value next = op_binary(heap, OP_FLOOR_DIV, sum, value_int(2));
    if (value_passes(next) || op_compare(heap, OP_GE, next, root).i) return value_passes(next) ? next : root;
    root = next;
  }
}

static Value m_isqrt(Heap *heap, Value self, const Value *args) {
  (void)self;
  int64_t n = 0;
  bool is_negative = args[0].kind == V_BIGINT && int_sign(args[0]) < 0;
  if (args[0].kind == V_BIGINT && !is_negative) return large_isqrt(heap, args[0]);
  Value error = count_arg(heap, is_negative ? value_int(-1) : args[0], "isqrt() argument must be nonnegative", &n);
  if (value_is_error(error)) return error;
  uint64_t root = (uint64_t)sqrt((double)n), wanted = (uint64_t)n;
  while (root * root > wanted) root--;
  while ((root + 1) * (root + 1) <= wanted) root++;
  return value_int((int64_t)root);
}

static Value m_prod(Heap *heap, Value self, const Value *args) {
  (void)self;
  Iter iter = {0};
  Value all = args[1].kind == V_ABSENT ? value_int(1) : args[1], item, error = op_iter(heap, args[0], &iter);
  if (value_passes(error)) return error;
  while (!value_passes(all) && op_next(heap, &iter, &item)) all = op_binary(heap, OP_MUL, all, item);
  return all;
}

/* Shewchuk's sum: partial sums that do not overlap, so that one rounding is left. */
static Value m_fsum(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList items = {0};
  Value error = value_collect(heap, args[0], &items);
  double *parts = ARENA_ARRAY(heap->arena, double, items.n), x, all = 0;
  size_t n = 0;
  for (size_t i = 0; i < items.n && !value_passes(error); i++) {
    error = real(heap, items.at[i], &x);
    if (value_passes(error)) break;
    if (!isfinite(x)) return value_unsupported(heap, "'math.fsum' of what is not finite");
    size_t kept = 0;
    for (size_t k = 0; k < n; k++) {
      double y = parts[k], swap = x;
      if (fabs(x) < fabs(y)) x = y, y = swap;
      double high = x + y, low = y - (high - x);
      if (low != 0) parts[kept++] = low;
      x = high;
    }
    if (!isfinite(x)) return value_raise(heap, EXC_OVERFLOW, "intermediate overflow in fsum");
    n = kept;
    if (x != 0) parts[n++] = x;
  }
  if (value_passes(error)) return error;
  double low = 0;
  if (n) all = parts[--n];
  while (n && low == 0) {
    double high = all, y = parts[--n];
    all = high + y;
    low = y - (all - high);
  }
  bool halfway = n && ((low < 0 && parts[n - 1] < 0) || (low > 0 && parts[n - 1] > 0));
  double twice = low * 2, next = all + twice;
  return value_float(halfway && twice == next - all ? next : all);
}

/* The length of a vector, rounded once but for the rarest: squares and sums keep what rounding takes from them. */
static double length(const double *at, size_t n) {
  double most = 0, high = 0, low = 0;
  bool is_nan = false;
  for (size_t i = 0; i < n; i++) is_nan |= isnan(at[i]) != 0, most = fmax(most, fabs(at[i]));
  if (isinf(most)) return most;
  if (is_nan || most == 0 || n == 1) return is_nan ? (double)NAN : most;
  int exponent;
  frexp(most, &exponent);
  for (size_t i = 0; i < n; i++) {
    double x = ldexp(at[i], -exponent), square = x * x, sum = high + square, added = sum - high;
    low += fma(x, x, -square) + ((high - (sum - added)) + (square - added));
    high = sum;
  }
  double root = sqrt(high + low), rest = fma(-root, root, high) + low;
  return ldexp(root + rest / (2 * root), exponent);
}

static Value m_hypot(Heap *heap, Value self, const Value *args) {
  (void)self;
  const List *given = args[0].list;
  double *at = ARENA_ARRAY(heap->arena, double, given->n);
  for (size_t i = 0; i < given->n; i++) {
    Value error = real(heap, given->at[i], &at[i]);
    if (value_is_error(error)) return error;
  }
  return value_float(length(at, given->n));
}

static Value m_dist(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList points[] = {{0}, {0}};
  for (int i = 0; i < 2; i++) {
    Value error = value_collect(heap, args[i], &points[i]);
    if (value_passes(error)) return error;
  }
  if (points[0].n != points[1].n)
    return value_raise(heap, EXC_VALUE, "both points must have the same number of dimensions");
  double *at = ARENA_ARRAY(heap->arena, double, points[0].n);
  for (size_t i = 0; i < points[0].n; i++) {
    double x, y;
    Value error = two_reals(heap, points[0].at[i], points[1].at[i], &x, &y);
    if (value_is_error(error)) return error;
    at[i] = x - y;
  }
  return value_float(length(at, points[0].n));
}

static Value m_frexp(Heap *heap, Value self, const Value *args) {
  (void)self;
  double x;
  int exponent = 0;
  Value error = real(heap, args[0], &x);
  if (value_is_error(error)) return error;
  if (isfinite(x)) x = frexp(x, &exponent);
  Value pair[] = {value_float(x), value_int(exponent)};
  return value_tuple(heap, pair, 2);
}

static Value m_ldexp(Heap *heap, Value self, const Value *args) {
  (void)self;
  double x;
  Value error = real(heap, args[0], &x), exponent = value_number(args[1]);
  if (value_is_error(error)) return error;
  if (!int_is(exponent)) return value_raise(heap, EXC_TYPE, "Expected an int as second argument to ldexp.");
  if (x == 0 || !isfinite(x)) return value_float(x);
  bool is_large = exponent.kind == V_BIGINT || exponent.i > INT32_MAX || exponent.i < INT32_MIN;
  if (is_large && int_sign(exponent) < 0) return value_float(copysign(0, x));
  return computed(heap, is_large ? HUGE_VAL : ldexp(x, (int)exponent.i), x);
}

static Value m_modf(Heap *heap, Value self, const Value *args) {
  (void)self;
  double x, part;
  Value error = real(heap, args[0], &x);
  if (value_is_error(error)) return error;
  double rest = modf(x, &part);
  Value pair[] = {value_float(rest), value_float(part)};
  return value_tuple(heap, pair, 2);
}

static Value m_degrees(Heap *heap, Value self, const Value *args) {
  (void)self;
  double x;
  Value error = real(heap, args[0], &x);
  return value_is_error(error) ? error : value_float(x * (180.0 / 3.141592653589793));
}

static Value m_radians(Heap *heap, Value self, const Value *args) {
  (void)self;
  double x;
  Value error = real(heap, args[0], &x);
  return value_is_error(error) ? error : value_float(x * (3.141592653589793 / 180.0));
}

#define ONE BUILTIN_C_STYLE
static const Builtin MATH[] = {
    {"acos", "x, /", 1, 1, ONE, m_acos, "arc cosine"},
    {"asin", "x, /", 1, 1, ONE, m_asin, "arc sine"},
    {"atan", "x, /", 1, 1, ONE, m_atan, "arc tangent"},
    {"atan2", "y, x, /", 2, 2, ONE, m_atan2, "arc tangent of a quotient"},
    {"cbrt", "x, /", 1, 1, ONE, m_cbrt, "the cube root"},
    {"ceil", "x, /", 1, 1, ONE, m_ceil, "the next whole number above"},
    {"comb", "n, k, /", 2, 2, ONE, m_comb, "ways to choose"},
    {"copysign", "x, y, /", 2, 2, ONE, m_copysign, "with the sign of another"},
    {"cos", "x, /", 1, 1, ONE, m_cos, "cosine"},
    {"cosh", "x, /", 1, 1, ONE, m_cosh, "hyperbolic cosine"},
    {"degrees", "x, /", 1, 1, ONE, m_degrees, "from radians"},
    {"dist", "p, q, /", 2, 2, ONE, m_dist, "how far two points are apart"},
    {"exp", "x, /", 1, 1, ONE, m_exp, "e to a power"},
    {"fabs", "x, /", 1, 1, ONE, m_fabs, "the absolute value"},
    {"factorial", "x, /", 1, 1, ONE, m_factorial, "the product of 1 to x"},
    {"floor", "x, /", 1, 1, ONE, m_floor, "the next whole number below"},
    {"fmod", "x, y, /", 2, 2, ONE, m_fmod, "the rest, with the sign of x"},
    {"frexp", "x, /", 1, 1, ONE, m_frexp, "its part from a half to one, and the power of two"},
    {"gcd", "*integers", 0, UINT8_MAX, ONE, m_gcd, "the greatest common divisor"},
    {"fsum", "seq, /", 1, 1, BUILTIN_C_STYLE, m_fsum, "the exact sum, rounded once"},
    {"hypot", "*coordinates", 0, UINT8_MAX, ONE, m_hypot, "the length of a vector"},
    {"isclose", "a, b, *, rel_tol=1e-09, abs_tol=0.0", 2, 2, 0, m_isclose, "whether two are near"},
    {"isfinite", "x, /", 1, 1, ONE, m_isfinite, "whether it is a number"},
    {"isinf", "x, /", 1, 1, ONE, m_isinf, "whether it is infinite"},
    {"isnan", "x, /", 1, 1, ONE, m_isnan, "whether it is no number"},
    {"isqrt", "n, /", 1, 1, ONE, m_isqrt, "the whole square root"},
    {"lcm", "*integers", 0, UINT8_MAX, ONE, m_lcm, "the least common multiple"},
    {"ldexp", "x, i, /", 2, 2, ONE, m_ldexp, "times a power of two"},
    {"log", "x, base=..., /", 1, 2, ONE, m_log, "the logarithm"},
    {"log10", "x, /", 1, 1, ONE, m_log10, "the logarithm to base 10"},
    {"log2", "x, /", 1, 1, ONE, m_log2, "the logarithm to base 2"},
    {"modf", "x, /", 1, 1, ONE, m_modf, "fraction and whole part"},
    {"nextafter", "x, y, /", 2, 2, ONE, m_nextafter, "the next number towards another"},
    {"perm", "n, k=None, /", 1, 2, ONE, m_perm, "ways to arrange"},
    {"pow", "x, y, /", 2, 2, ONE, m_pow, "a power"},
    {"prod", "prod(iterable, /, *, start=1)", 1, 1, 0, m_prod, "the product"},
    {"radians", "x, /", 1, 1, ONE, m_radians, "from degrees"},
    {"remainder", "x, y, /", 2, 2, ONE, m_remainder, "the rest nearest to 0"},
    {"sin", "x, /", 1, 1, ONE, m_sin, "sine"},
    {"sinh", "x, /", 1, 1, ONE, m_sinh, "hyperbolic sine"},
    {"sqrt", "x, /", 1, 1, ONE, m_sqrt, "the square root"},
    {"tan", "x, /", 1, 1, ONE, m_tan, "tangent"},
    {"tanh", "x, /", 1, 1, ONE, m_tanh, "hyperbolic tangent"},
    {"trunc", "x, /", 1, 1, ONE, m_trunc, "towards zero"},
};

Value library_math(Heap *heap, Str name) {
  static const BuiltinTable TABLE = BUILTIN_TABLE(MATH);
  (void)heap;
  if (str_is(name, "pi")) return value_float(3.141592653589793);
  if (str_is(name, "e")) return value_float(2.718281828459045);
  if (str_is(name, "tau")) return value_float(6.283185307179586);
  if (str_is(name, "inf")) return value_float(HUGE_VAL);
  if (str_is(name, "nan")) return value_float((double)NAN);
  return library_row(TABLE, name);
}

/* ---- calendar ---- */

static Value c_isleap(Heap *heap, Value self, const Value *args) {
  (void)self;
  int64_t year = 0;
  Value error = value_need_int(heap, args[0], &year);
  return value_is_error(error) ? error : value_bool(civil_is_leap(year));
}

static int64_t leaps_before(int64_t year) {
  return floor_quotient(year - 1, 4) - floor_quotient(year - 1, 100) + floor_quotient(year - 1, 400);
}

static Value c_leapdays(Heap *heap, Value self, const Value *args) {
  (void)self;
  int64_t first = 0, last = 0;
  Value error = value_need_int(heap, args[0], &first);
  if (!value_is_error(error)) error = value_need_int(heap, args[1], &last);
  if (value_is_error(error)) return error;
  if (first == INT64_MIN || last == INT64_MIN) return value_unsupported(heap, "such a year");
  return value_int(leaps_before(last) - leaps_before(first));
}

/* The weekday of a day, through datetime.date and its errors; of other years, of one that has the same calendar. */
static Value c_weekday(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value day[] = {args[0], args[1], args[2]};
  if (day[0].kind == V_INT && (day[0].i < CIVIL_MIN_YEAR || day[0].i > CIVIL_MAX_YEAR))
    day[0] = value_int(2000 + floor_rest(day[0].i, 400));
  Value date = heap->call(heap, value_of_type(&TYPE_DATE), day, 3, NULL);
  return value_is_error(date) ? date : call_method_of(heap, date, "weekday", NULL, 0);
}

static Value c_monthrange(Heap *heap, Value self, const Value *args) {
  int64_t year = 0, month = 0;
  Value error = value_need_int(heap, args[0], &year);
  if (!value_is_error(error)) error = value_need_int(heap, args[1], &month);
  if (value_is_error(error)) return error;
  if (month < 1 || month > 12)
    return value_raise(heap, EXC_MONTH, "bad month number %lld; must be 1-12", (long long)month);
  Value first[] = {args[0], args[1], value_int(1)}, pair[] = {c_weekday(heap, self, first), VALUE_NONE};
  if (value_is_error(pair[0])) return pair[0];
  pair[1] = value_int(civil_month_days(year, (int)month));
  return value_tuple(heap, pair, 2);
}

static const Builtin CALENDAR[] = {
    {"isleap", "isleap(year)", 1, 1, 0, c_isleap, "whether a year has 366 days"},
    {"leapdays", "leapdays(y1, y2)", 2, 2, 0, c_leapdays, "leap years between"},
    {"monthrange", "monthrange(year, month)", 2, 2, 0, c_monthrange, "first weekday and number of days"},
    {"weekday", "weekday(year, month, day)", 3, 3, 0, c_weekday, "Monday is 0"},
};

/* `month_name` and its like are no lists, but what one does with them, lists do. */
static Value names(Heap *heap, const char *const *words, size_t n, size_t letters) {
  Value list = value_list(heap, n);
  for (size_t i = 0; i < n; i++) list_push(heap, list, value_str(str_sub(str_of(words[i]), 0, letters)));
  return list;
}

Value library_calendar(Heap *heap, Str name) {
  static const BuiltinTable TABLE = BUILTIN_TABLE(CALENDAR);
  static const char *const MONTHS[] = {"",     "January", "February",  "March",   "April",    "May",     "June",
                                       "July", "August",  "September", "October", "November", "December"};
  static const char *const DAYS[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  static const char *const NUMBERS[] = {"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"};
  if (str_is(name, "IllegalMonthError")) return value_of_type(exception_type(EXC_MONTH));
  if (str_is(name, "month_name")) return names(heap, MONTHS, 13, SIZE_MAX);
  if (str_is(name, "month_abbr")) return names(heap, MONTHS, 13, 3);
  if (str_is(name, "day_name")) return names(heap, DAYS, 7, SIZE_MAX);
  if (str_is(name, "day_abbr")) return names(heap, DAYS, 7, 3);
  for (size_t i = 0; i < 7; i++)
    if (str_is(name, NUMBERS[i])) return value_int((int64_t)i);
  return library_row(TABLE, name);
}
