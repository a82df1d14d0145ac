#include "runtime/value/int.h"

#include <math.h>
#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/value/types.h"

/* A magnitude with its sign: a view of a BigInt, or of a small number that `small` holds. */
typedef struct Mag {
  const uint32_t *at;
  size_t n;
  bool negative;
} Mag;

typedef struct Room {
  uint32_t small[2];
} Room;

static Mag mag_of(Value v, Room *room) {
  if (v.kind == V_BIGINT) return (Mag){v.big->limbs, v.big->n, v.big->negative};
  uint64_t size = v.i < 0 ? 0 - (uint64_t)v.i : (uint64_t)v.i;
  room->small[0] = (uint32_t)size;
  room->small[1] = (uint32_t)(size >> 32);
  return (Mag){room->small, size >> 32 ? 2 : size != 0, v.i < 0};
}

static BigInt *new_big(Heap *heap, size_t limbs) {
  if (limbs > LIMIT_INT_BITS / 32 * 2 + 4) guard_stop(heap->arena->guard, STOP_SIZE, "the size of one integer");
  BigInt *big = arena_alloc(heap->arena, sizeof *big + limbs * sizeof big->limbs[0]);
  big->n = (uint32_t)limbs;
  return big;
}

/* Drops leading zeroes; what fits becomes a V_INT. */
static Value normal(Heap *heap, BigInt *big) {
  while (big->n && big->limbs[big->n - 1] == 0) big->n--;
  if (big->n > LIMIT_INT_BITS / 32) guard_stop(heap->arena->guard, STOP_SIZE, "the size of one integer");
  if (big->n > 2) return (Value){.kind = V_BIGINT, .big = big};
  uint64_t size = (big->n > 1 ? (uint64_t)big->limbs[1] << 32 : 0) | (big->n ? big->limbs[0] : 0);
  if (size <= INT64_MAX) return value_int(big->negative ? -(int64_t)size : (int64_t)size);
  if (big->negative && size == (uint64_t)INT64_MAX + 1) return value_int(INT64_MIN);
  return (Value){.kind = V_BIGINT, .big = big};
}

/* ---- asking ---- */

int int_sign(Value v) {
  if (v.kind == V_BIGINT) return v.big->negative ? -1 : 1;
  return (v.i > 0) - (v.i < 0);
}

static int compare_mags(Mag a, Mag b) {
  if (a.n != b.n) return a.n < b.n ? -1 : 1;
  for (size_t i = a.n; i-- > 0;)
    if (a.at[i] != b.at[i]) return a.at[i] < b.at[i] ? -1 : 1;
  return 0;
}

int int_compare(Value a, Value b) {
  if (a.kind != V_BIGINT && b.kind != V_BIGINT) return (a.i > b.i) - (a.i < b.i);
  Room room_a, room_b;
  Mag x = mag_of(a, &room_a), y = mag_of(b, &room_b);
  if (x.negative != y.negative) return x.negative ? -1 : 1;
  return x.negative ? compare_mags(y, x) : compare_mags(x, y);
}

int int_compare_float(Heap *heap, Value a, double b, bool *unordered) {
  *unordered = isnan(b);
  if (*unordered) return 1;
  if (isinf(b)) return b > 0 ? -1 : 1;
  double whole = floor(b);
  int order = int_compare(a, int_from_double(heap, whole));
  return order ? order : whole < b ? -1 : 0;
}

static size_t bits_of(Mag mag) {
  if (mag.n == 0) return 0;
  size_t bits = (mag.n - 1) * 32;
  for (uint32_t top = mag.at[mag.n - 1]; top; top >>= 1) bits++;
  return bits;
}

size_t int_bits(Value v) {
  Room room;
  return bits_of(mag_of(v, &room));
}

/* ---- magnitudes ---- */

static Value add_mags(Heap *heap, Mag a, Mag b, bool negative) {
  BigInt *sum = new_big(heap, (a.n > b.n ? a.n : b.n) + 1);
  uint64_t carry = 0;
  for (size_t i = 0; i < sum->n; i++) {
    carry += (uint64_t)(i < a.n ? a.at[i] : 0) + (i < b.n ? b.at[i] : 0);
    sum->limbs[i] = (uint32_t)carry;
    carry >>= 32;
  }
  sum->negative = negative;
  return normal(heap, sum);
}

/* a - b for a >= b. */
static Value subtract_mags(Heap *heap, Mag a, Mag b, bool negative) {
  BigInt *rest = new_big(heap, a.n);
  int64_t borrow = 0;
  for (size_t i = 0; i < a.n; i++) {
    borrow += (int64_t)a.at[i] - (i < b.n ? b.at[i] : 0);
    rest->limbs[i] = (uint32_t)borrow;
    borrow >>= 32;
  }
  rest->negative = negative;
  return normal(heap, rest);
}

static Value add(Heap *heap, Mag a, Mag b) {
  if (a.negative == b.negative) return add_mags(heap, a, b, a.negative);
  return compare_mags(a, b) >= 0 ? subtract_mags(heap, a, b, a.negative) : subtract_mags(heap, b, a, b.negative);
}

static Value multiply(Heap *heap, Mag a, Mag b) {
  if (bits_of(a) + bits_of(b) > LIMIT_INT_BITS + 1)
    guard_stop(heap->arena->guard, STOP_SIZE, "the size of one integer");
  heap_step(heap, (a.n * b.n) / 64);
  BigInt *product = new_big(heap, a.n + b.n);
  for (size_t i = 0; i < a.n; i++) {
    uint64_t carry = 0;
    for (size_t j = 0; j < b.n; j++) {
      carry += (uint64_t)a.at[i] * b.at[j] + product->limbs[i + j];
      product->limbs[i + j] = (uint32_t)carry;
      carry >>= 32;
    }
    product->limbs[i + b.n] = (uint32_t)carry;
  }
  product->negative = a.negative != b.negative;
  return normal(heap, product);
}

/* Divides `limbs` by a small number in place; returns the rest. */
static uint32_t divide_small(uint32_t *limbs, size_t n, uint32_t by) {
  uint64_t rest = 0;
  for (size_t i = n; i-- > 0;) {
    rest = rest << 32 | limbs[i];
    limbs[i] = (uint32_t)(rest / by);
    rest %= by;
  }
  return (uint32_t)rest;
}

static void shift_left_into(uint32_t *out, Mag a, size_t out_n, unsigned bits) {
  uint64_t carry = 0;
  for (size_t i = 0; i < out_n; i++) {
    carry |= (uint64_t)(i < a.n ? a.at[i] : 0) << bits;
    out[i] = (uint32_t)carry;
    carry >>= 32;
  }
}

/* One step of Knuth's algorithm D: takes qhat times `v` from `u`; returns whether that was one too many. */
static bool take_multiple(uint32_t *u, const uint32_t *v, size_t n, uint64_t qhat) {
  uint64_t carry = 0;
  int64_t borrow = 0;
  for (size_t i = 0; i < n; i++) {
    carry += qhat * v[i];
    borrow += (int64_t)u[i] - (uint32_t)carry;
    u[i] = (uint32_t)borrow;
    carry >>= 32;
    borrow >>= 32;
  }
  borrow += (int64_t)u[n] - (int64_t)carry;
  u[n] = (uint32_t)borrow;
  return borrow < 0;
}

static void give_back(uint32_t *u, const uint32_t *v, size_t n) {
  uint64_t carry = 0;
  for (size_t i = 0; i < n; i++) {
    carry += (uint64_t)u[i] + v[i];
    u[i] = (uint32_t)carry;
    carry >>= 32;
  }
  u[n] += (uint32_t)carry;
}

/* Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D; v has at least two limbs and its top bit is set. */
static void divide_long(uint32_t *u, size_t u_n, const uint32_t *v, size_t n, uint32_t *quotient) {
  for (size_t j = u_n - n; j-- > 0;) {
    uint64_t top = (uint64_t)u[j + n] << 32 | u[j + n - 1];
    uint64_t qhat = top / v[n - 1], rhat = top % v[n - 1];
    while (qhat >> 32 || qhat * v[n - 2] > (rhat << 32 | u[j + n - 2])) {
      qhat--;
      rhat += v[n - 1];
      if (rhat >> 32) break;
    }
    if (take_multiple(u + j, v, n, qhat)) {
      qhat--;
      give_back(u + j, v, n);
    }
    quotient[j] = (uint32_t)qhat;
  }
}

/* |a| / |b| truncated, both not negative. */
static void divide_mags(Heap *heap, Mag a, Mag b, Value *quotient, Value *rest) {
  if (!b.n) guard_stop(heap->arena->guard, STOP_BUG, "a division by 0"); /* the callers raise ZeroDivisionError */
  if (compare_mags(a, b) < 0) {
    BigInt *same = new_big(heap, a.n);
    memcpy(same->limbs, a.at, a.n * sizeof a.at[0]);
    *quotient = value_int(0);
    *rest = normal(heap, same);
    return;
  }
  heap_step(heap, (a.n * b.n) / 64);
  BigInt *q = new_big(heap, a.n + 1);
  if (b.n == 1) {
    memcpy(q->limbs, a.at, a.n * sizeof a.at[0]);
    *rest = value_int(divide_small(q->limbs, a.n, b.at[0]));
  } else {
    unsigned shift = (unsigned)__builtin_clz(b.at[b.n - 1]);
    BigInt *u = new_big(heap, a.n + 1), *v = new_big(heap, b.n), *r = new_big(heap, b.n);
    shift_left_into(u->limbs, a, a.n + 1, shift);
    shift_left_into(v->limbs, b, b.n, shift);
    divide_long(u->limbs, a.n + 1, v->limbs, b.n, q->limbs);
    for (size_t i = 0; i < b.n; i++)
      r->limbs[i] = (uint32_t)(((uint64_t)u->limbs[i + 1] << 32 | u->limbs[i]) >> shift);
    *rest = normal(heap, r);
  }
  *quotient = normal(heap, q);
}

/* Floor division and Python's sign rule: the rest has the sign of the divisor. */
static void floor_divide(Heap *heap, Value a, Value b, Value *quotient, Value *rest) {
  Room room_a, room_b;
  Mag x = mag_of(a, &room_a), y = mag_of(b, &room_b);
  divide_mags(heap, x, y, quotient, rest);
  bool opposite = x.negative != y.negative;
  if (opposite && int_sign(*rest) != 0) {
    *quotient = int_binary(heap, OP_ADD, *quotient, value_int(1));
    Room room_rest;
    *rest = subtract_mags(heap, y, mag_of(*rest, &room_rest), false);
  }
  if (opposite) *quotient = int_negate(heap, *quotient);
  if (y.negative) *rest = int_negate(heap, *rest);
}

/* ---- shifts and bits, on two's complement of any length ---- */

static uint32_t twos_limb(Mag mag, size_t i, uint64_t *carry) {
  uint32_t limb = i < mag.n ? mag.at[i] : 0;
  if (!mag.negative) return limb;
  *carry += (uint32_t)~limb;
  uint32_t out = (uint32_t)*carry;
  *carry >>= 32;
  return out;
}

static uint32_t bits(Operator op, uint32_t a, uint32_t b) {
  return op == OP_BIT_AND ? a & b : op == OP_BIT_OR ? a | b : a ^ b;
}

static Value bitwise(Heap *heap, Operator op, Mag a, Mag b) {
  BigInt *out = new_big(heap, (a.n > b.n ? a.n : b.n) + 1);
  uint64_t carry_a = 1, carry_b = 1, carry = 1;
  for (size_t i = 0; i < out->n; i++) out->limbs[i] = bits(op, twos_limb(a, i, &carry_a), twos_limb(b, i, &carry_b));
  out->negative = out->limbs[out->n - 1] >> 31;
  for (size_t i = 0; out->negative && i < out->n; i++) {
    carry += (uint32_t)~out->limbs[i];
    out->limbs[i] = (uint32_t)carry;
    carry >>= 32;
  }
  return normal(heap, out);
}

static Value shift_left(Heap *heap, Value v, uint64_t by) {
  Room room;
  Mag mag = mag_of(v, &room);
  if (mag.n == 0) return v;
  if (by > LIMIT_INT_BITS) guard_stop(heap->arena->guard, STOP_SIZE, "the size of one integer");
  size_t limbs = (size_t)by / 32;
  BigInt *out = new_big(heap, mag.n + limbs + 1);
  shift_left_into(out->limbs + limbs, mag, mag.n + 1, (unsigned)(by % 32));
  out->negative = mag.negative;
  return normal(heap, out);
}

static Value power_of_two(Heap *heap, uint64_t exponent) { return shift_left(heap, value_int(1), exponent); }

static Value shift(Heap *heap, Operator op, Value a, Value b) {
  if (int_sign(b) < 0) return value_raise(heap, EXC_VALUE, "negative shift count");
  if (int_sign(a) == 0) return value_int(0);
  uint64_t by = b.kind == V_BIGINT ? UINT64_MAX : (uint64_t)b.i;
  if (op == OP_SHIFT_LEFT) return shift_left(heap, a, by);
  if (by > int_bits(a)) return value_int(int_sign(a) < 0 ? -1 : 0);
  return int_binary(heap, OP_FLOOR_DIV, a, power_of_two(heap, by));
}

/* ---- operators ---- */

static bool small_binary(Operator op, int64_t a, int64_t b, int64_t *out) {
  switch (op) {
    case OP_ADD: return !__builtin_add_overflow(a, b, out);
    case OP_SUB: return !__builtin_sub_overflow(a, b, out);
    case OP_MUL: return !__builtin_mul_overflow(a, b, out);
    case OP_FLOOR_DIV:
      if (a == INT64_MIN && b == -1) return false;
      *out = a / b - (a % b != 0 && (a < 0) != (b < 0));
      return true;
    case OP_MOD:
      if (b == -1) return *out = 0, true;
      *out = a % b;
      if (*out && (*out < 0) != (b < 0)) *out += b;
      return true;
    case OP_BIT_AND: return *out = a & b, true;
    case OP_BIT_OR: return *out = a | b, true;
    case OP_BIT_XOR: return *out = a ^ b, true;
    default: return false;
  }
}

static Value divide(Heap *heap, Operator op, Value a, Value b) {
  Value quotient, rest;
  floor_divide(heap, a, b, &quotient, &rest);
  return op == OP_MOD ? rest : quotient;
}

Value int_binary(Heap *heap, Operator op, Value a, Value b) {
  if ((op == OP_FLOOR_DIV || op == OP_MOD) && int_sign(b) == 0)
    return value_raise(heap, EXC_ZERO_DIVISION, "integer %smodulo by zero", op == OP_MOD ? "" : "division or ");
  int64_t small;
  if (a.kind != V_BIGINT && b.kind != V_BIGINT && small_binary(op, a.i, b.i, &small)) return value_int(small);
  Room room_a, room_b;
  Mag x = mag_of(a, &room_a), y = mag_of(b, &room_b);
  switch (op) {
    case OP_ADD: return add(heap, x, y);
    case OP_SUB: return y.negative = !y.negative, add(heap, x, y);
    case OP_MUL: return multiply(heap, x, y);
    case OP_FLOOR_DIV:
    case OP_MOD: return divide(heap, op, a, b);
    case OP_BIT_AND:
    case OP_BIT_OR:
    case OP_BIT_XOR: return bitwise(heap, op, x, y);
    case OP_SHIFT_LEFT:
    case OP_SHIFT_RIGHT: return shift(heap, op, a, b);
    default: return VALUE_ABSENT;
  }
}

Value int_power(Heap *heap, Value base, uint64_t exponent) {
  Value power = value_int(1);
  while (exponent) {
    if (exponent & 1) power = int_binary(heap, OP_MUL, power, base);
    exponent >>= 1;
    if (exponent) base = int_binary(heap, OP_MUL, base, base);
  }
  return power;
}

Value int_negate(Heap *heap, Value v) {
  if (v.kind != V_BIGINT && v.i != INT64_MIN) return value_int(-v.i);
  return int_binary(heap, OP_SUB, value_int(0), v);
}

Value int_invert(Heap *heap, Value v) { return int_binary(heap, OP_SUB, int_negate(heap, v), value_int(1)); }

/* ---- to and from doubles ---- */

/* The top 64 bits, with the lowest one set if anything below them is; `*exponent`: how far they were moved. */
static uint64_t top_bits(Mag mag, int *exponent) {
  size_t count = bits_of(mag);
  uint64_t top = 0;
  size_t drop = count > 64 ? count - 64 : 0;
  for (size_t i = mag.n; i-- > drop / 32;) {
    int64_t place = (int64_t)(i * 32) - (int64_t)drop;
    top |= place >= 0 ? (uint64_t)mag.at[i] << place : mag.at[i] >> -place;
  }
  bool sticky = drop % 32 && (mag.at[drop / 32] & ((1u << drop % 32) - 1));
  for (size_t i = 0; i < drop / 32; i++) sticky |= mag.at[i] != 0;
  *exponent = (int)drop;
  return top | sticky;
}

bool int_to_double(Heap *heap, Value v, double *out) {
  (void)heap;
  if (v.kind != V_BIGINT) return *out = (double)v.i, true;
  int exponent;
  uint64_t top = top_bits((Mag){v.big->limbs, v.big->n, false}, &exponent);
  double size = ldexp((double)top, exponent);
  *out = v.big->negative ? -size : size;
  return !isinf(size);
}

Value int_from_double(Heap *heap, double truncated) {
  if (truncated >= -9223372036854775808.0 && truncated < 9223372036854775808.0) return value_int((int64_t)truncated);
  int exponent;
  double fraction = frexp(fabs(truncated), &exponent);
  Value whole = shift_left(heap, value_int((int64_t)ldexp(fraction, 53)), (uint64_t)(exponent - 53));
  return truncated < 0 ? int_negate(heap, whole) : whole;
}

/* A quotient of at least 66 bits, whose lowest bit stands for all that was cut off, rounds once. */
Value int_true_div(Heap *heap, Value a, Value b) {
  if (int_sign(b) == 0) return value_raise(heap, EXC_ZERO_DIVISION, "division by zero");
  const int64_t exact = INT64_C(1) << 53;
  bool small =
      a.kind != V_BIGINT && b.kind != V_BIGINT && a.i <= exact && a.i >= -exact && b.i <= exact && b.i >= -exact;
  if (small) return value_float((double)a.i / (double)b.i);
  int shift = (int)int_bits(b) - (int)int_bits(a) + 66;
  Value x = shift > 0 ? shift_left(heap, a, (uint64_t)shift) : a;
  Value y = shift < 0 ? shift_left(heap, b, (uint64_t)-shift) : b;
  Room room_a, room_b, room_q;
  Value quotient, rest;
  divide_mags(heap, mag_of(x, &room_a), mag_of(y, &room_b), &quotient, &rest);
  int exponent;
  uint64_t top = top_bits(mag_of(quotient, &room_q), &exponent) | (int_sign(rest) != 0);
  double size = ldexp((double)top, exponent - shift);
  if (isinf(size)) return value_raise(heap, EXC_OVERFLOW, "integer division result too large for a float");
  return value_float((int_sign(a) < 0) != (int_sign(b) < 0) ? -size : size);
}

/* ---- to and from text ---- */

static void refuse_digits(Heap *heap) {
  Value error = value_raise(heap, EXC_VALUE,
                            "Exceeds the limit (%u digits) for integer string conversion; use "
                            "sys.set_int_max_str_digits() to increase the limit",
                            LIMIT_INT_DIGITS);
  heap->pending = error.exc;
}

void int_write(Heap *heap, Buf *buf, Value v, unsigned base) {
  if (v.kind != V_BIGINT && base == 10) {
    buf_int(buf, v.i);
    return;
  }
  Room room;
  Mag mag = mag_of(v, &room);
  size_t count = bits_of(mag);
  uint32_t *rest = ARENA_ARRAY(heap->arena, uint32_t, mag.n);
  if (mag.n) memcpy(rest, mag.at, mag.n * sizeof *rest);
  char *digits = arena_bytes(heap->arena, count + 2), *p = digits + count + 2;
  size_t n = mag.n;
  do {
    uint32_t group = divide_small(rest, n, base == 10 ? 1000000000u : base);
    while (n && rest[n - 1] == 0) n--;
    for (int i = 0; i < (base == 10 ? 9 : 1) && (group || n || i == 0); i++, group /= base)
      *--p = "0123456789abcdefghijklmnopqrstuvwxyz"[group % base];
  } while (n);
  Str written = {p, (size_t)(digits + count + 2 - p)};
  if (base == 10 && written.n > LIMIT_INT_DIGITS) refuse_digits(heap);
  if (mag.negative) buf_char(buf, '-');
  buf_put(buf, written);
}

static unsigned digit_of(char c) {
  if (char_is_digit(c)) return (unsigned)(c - '0');
  return (unsigned)((c | 32) - 'a') + 10;
}

static void multiply_add(BigInt *big, uint32_t factor, uint32_t more) {
  uint64_t carry = more;
  for (size_t i = 0; i < big->n; i++) {
    carry += (uint64_t)big->limbs[i] * factor;
    big->limbs[i] = (uint32_t)carry;
    carry >>= 32;
  }
  if (carry) big->limbs[big->n++] = (uint32_t)carry;
}

Value int_from_digits(Heap *heap, Str digits, unsigned base, bool negative) {
  while (digits.n > 1 && digits.p[0] == '0') digits.p++, digits.n--;
  if (digits.n > LIMIT_INT_BITS) guard_stop(heap->arena->guard, STOP_SIZE, "the size of one integer");
  size_t digit_bits = 32 - (size_t)__builtin_clz(base - 1);
  BigInt *big = new_big(heap, digits.n * digit_bits / 32 + 1);
  big->n = 0;
  for (size_t i = 0; i < digits.n;) {
    uint32_t group = 0, factor = 1;
    for (; i < digits.n && factor < UINT32_MAX / base / base; i++, factor *= base)
      group = group * base + digit_of(digits.p[i]);
    multiply_add(big, factor, group);
  }
  big->negative = negative;
  return normal(heap, big);
}
