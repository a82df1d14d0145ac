#include <math.h>

#include "runtime/value/int.h"
#include "runtime/value/types.h"

/* datetime.timedelta. Arithmetic is on microseconds, as Python ints: the largest has 67 bits. */

enum { MICROS = 1000000 };

static Value too_large(Heap *heap, int64_t days) {
  return value_raise(heap, EXC_OVERFLOW, "days=%lld; must have magnitude <= 999999999", (long long)days);
}

Value timedelta_make(Heap *heap, Delta delta) {
  Delta *body = ARENA_NEW(heap->arena, Delta);
  *body = delta;
  return (Value){.kind = V_TIMEDELTA, .delta = body};
}

Value timedelta_of_seconds(Heap *heap, int32_t seconds) {
  Delta delta;
  delta_make(0, seconds, 0, &delta);
  return timedelta_make(heap, delta);
}

static Value from_parts(Heap *heap, int64_t days, int64_t seconds, int64_t micros) {
  Delta delta;
  if (delta_make(days, seconds, micros, &delta)) return timedelta_make(heap, delta);
  return too_large(heap, days + floor_quotient(seconds + floor_quotient(micros, MICROS), SECONDS_PER_DAY));
}

/* Exact numbers of microseconds are Python ints, as in CPython. */
static Value micros_of(Heap *heap, Delta d) {
  int64_t seconds = (int64_t)d.days * SECONDS_PER_DAY + d.seconds;
  Value micros = int_binary(heap, OP_MUL, value_int(seconds), value_int(MICROS));
  return int_binary(heap, OP_ADD, micros, value_int(d.micros));
}

static Value from_micros(Heap *heap, Value micros) {
  Value per_day = value_int((int64_t)SECONDS_PER_DAY * MICROS);
  Value days = int_binary(heap, OP_FLOOR_DIV, micros, per_day), rest = int_binary(heap, OP_MOD, micros, per_day);
  if (days.kind == V_BIGINT || days.i > INT32_MAX || days.i < INT32_MIN)
    return value_raise(heap, EXC_OVERFLOW, "Python int too large to convert to C int");
  return from_parts(heap, days.i, rest.i / MICROS, rest.i % MICROS);
}

/* a / b for whole numbers, rounded half to even. */
static Value divide_even(Heap *heap, Value a, Value b) {
  Value quotient = int_binary(heap, OP_FLOOR_DIV, a, b);
  if (value_is_error(quotient)) return quotient;
  Value twice = int_binary(heap, OP_MUL, int_binary(heap, OP_MOD, a, b), value_int(2));
  int order = int_compare(twice, b) * (int_sign(b) < 0 ? -1 : 1);
  bool odd = int_binary(heap, OP_BIT_AND, quotient, value_int(1)).i;
  return order > 0 || (order == 0 && odd) ? int_binary(heap, OP_ADD, quotient, value_int(1)) : quotient;
}

/* micros * (numerator / denominator), for a factor or a divisor that is a float. */
static Value scale(Heap *heap, Value micros, double factor, bool divide) {
  Value ratio = type_method(&TYPE_FLOAT, STR("as_integer_ratio"))->fn(heap, value_float(factor), NULL);
  if (value_is_error(ratio)) return ratio;
  Value top = ratio.list->at[divide ? 1 : 0], bottom = ratio.list->at[divide ? 0 : 1];
  Value scaled = divide_even(heap, int_binary(heap, OP_MUL, micros, top), bottom);
  return value_is_error(scaled) ? scaled : from_micros(heap, scaled);
}

static Value add(Heap *heap, Delta a, Delta b, int sign) {
  return from_parts(heap, (int64_t)a.days + sign * b.days, (int64_t)a.seconds + sign * b.seconds,
                    (int64_t)a.micros + sign * b.micros);
}

static Value multiply(Heap *heap, Value delta, Value by) {
  Value micros = micros_of(heap, *delta.delta);
  by = value_number(by);
  if (int_is(by)) return from_micros(heap, int_binary(heap, OP_MUL, micros, by));
  return by.kind == V_FLOAT ? scale(heap, micros, by.f, false) : VALUE_ABSENT;
}

static Value divide(Heap *heap, Operator op, Value a, Value b) {
  Value micros = micros_of(heap, *a.delta);
  if (b.kind == V_TIMEDELTA) {
    Value other = micros_of(heap, *b.delta);
    if (op == OP_DIV) return int_true_div(heap, micros, other);
    Value result = int_binary(heap, op, micros, other);
    return op == OP_MOD && !value_is_error(result) ? from_micros(heap, result) : result;
  }
  if (op == OP_MOD) return VALUE_ABSENT;
  b = value_number(b);
  if (int_is(b)) {
    Value result = op == OP_DIV ? divide_even(heap, micros, b) : int_binary(heap, op, micros, b);
    return value_is_error(result) ? result : from_micros(heap, result);
  }
  return b.kind == V_FLOAT && op == OP_DIV ? scale(heap, micros, b.f, true) : VALUE_ABSENT;
}

static Value binary(Heap *heap, int op, Value a, Value b) {
  bool deltas = a.kind == V_TIMEDELTA && b.kind == V_TIMEDELTA;
  if (op == OP_ADD && deltas) return add(heap, *a.delta, *b.delta, 1);
  if (op == OP_SUB && deltas) return add(heap, *a.delta, *b.delta, -1);
  if (op == OP_MUL) return a.kind == V_TIMEDELTA ? multiply(heap, a, b) : multiply(heap, b, a);
  bool division = op == OP_DIV || op == OP_FLOOR_DIV || op == OP_MOD;
  return division && a.kind == V_TIMEDELTA ? divide(heap, (Operator)op, a, b) : VALUE_ABSENT;
}

Value timedelta_unary(Heap *heap, Operator op, Value v) {
  return op == OP_NEG ? add(heap, (Delta){0}, *v.delta, -1) : v;
}

/* ---- printing ---- */

static void repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  const struct {
    const char *name;
    int32_t value;
  } parts[] = {{"days", v.delta->days}, {"seconds", v.delta->seconds}, {"microseconds", v.delta->micros}};
  const char *between = "";
  buf_puts(buf, "datetime.timedelta(");
  for (int i = 0; i < 3; i++) {
    if (!parts[i].value) continue;
    buf_printf(buf, "%s%s=%d", between, parts[i].name, (int)parts[i].value);
    between = ", ";
  }
  buf_puts(buf, *between ? ")" : "0)");
}

static void str(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  const Delta *d = v.delta;
  if (d->days) buf_printf(buf, "%d day%s, ", (int)d->days, d->days == 1 || d->days == -1 ? "" : "s");
  buf_printf(buf, "%d:%02d:%02d", (int)(d->seconds / 3600), (int)(d->seconds / 60 % 60), (int)(d->seconds % 60));
  if (d->micros) buf_printf(buf, ".%06d", (int)d->micros);
}

static bool truth(Value v) { return v.delta->days || v.delta->seconds || v.delta->micros; }
static int compare(Heap *heap, Value a, Value b, Value *error) {
  (void)heap, (void)error;
  return delta_compare(*a.delta, *b.delta);
}
static bool equal(Heap *heap, Value a, Value b) {
  (void)heap;
  return delta_compare(*a.delta, *b.delta) == 0;
}
static bool hash(Heap *heap, Value v, uint64_t *out) {
  (void)heap;
  *out =
      ((uint64_t)(uint32_t)v.delta->days * 86400u + (uint64_t)v.delta->seconds) * 1000003u + (uint64_t)v.delta->micros;
  return true;
}

/* ---- making ---- */

static const struct {
  const char *name;
  int64_t micros;
} units[] = {
    {"days", INT64_C(86400000000)}, {"seconds", MICROS},          {"microseconds", 1},
    {"milliseconds", 1000},         {"minutes", 60 * (int64_t)MICROS}, {"hours", INT64_C(3600000000)},
    {"weeks", INT64_C(604800000000)},
};

/* Whole parts are summed exactly; the fractions of all floats are summed apart and rounded once, as CPython does. */
static Value add_unit(Heap *heap, Value sum, Value v, size_t unit, double *leftover) {
  Value size = value_int(units[unit].micros);
  v = value_number(v);
  if (int_is(v)) return int_binary(heap, OP_ADD, sum, int_binary(heap, OP_MUL, v, size));
  if (v.kind != V_FLOAT)
    return value_raise(heap, EXC_TYPE, "unsupported type for timedelta %s component: %s", units[unit].name,
                       value_type_name(v));
  if (isnan(v.f)) return value_raise(heap, EXC_VALUE, "cannot convert float NaN to integer");
  if (isinf(v.f)) return value_raise(heap, EXC_OVERFLOW, "cannot convert float infinity to integer");
  double whole, fraction = modf(v.f, &whole), whole_micros;
  sum = int_binary(heap, OP_ADD, sum, int_binary(heap, OP_MUL, int_from_double(heap, whole), size));
  fraction = modf(fraction * (double)units[unit].micros, &whole_micros);
  *leftover += fraction;
  return int_binary(heap, OP_ADD, sum, int_from_double(heap, whole_micros));
}

static Value construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  static const uint8_t order[] = {2, 3, 1, 4, 5, 0, 6}; /* CPython adds from microseconds up */
  Value sum = value_int(0);
  double leftover = 0;
  for (size_t i = 0; i < sizeof order; i++) {
    if (args[order[i]].kind == V_ABSENT) continue;
    sum = add_unit(heap, sum, args[order[i]], order[i], &leftover);
    if (value_is_error(sum)) return sum;
  }
  if (leftover != 0) {
    bool odd = int_binary(heap, OP_BIT_AND, sum, value_int(1)).i;
    double whole = round(leftover);
    if (fabs(whole - leftover) == 0.5) whole = 2.0 * round((leftover + odd) * 0.5) - odd;
    sum = int_binary(heap, OP_ADD, sum, int_from_double(heap, whole));
  }
  return from_micros(heap, sum);
}

static Value days(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_int(self.delta->days);
}
static Value seconds(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_int(self.delta->seconds);
}
static Value microseconds(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_int(self.delta->micros);
}
static Value total_seconds(Heap *heap, Value self, const Value *args) {
  (void)args;
  return int_true_div(heap, micros_of(heap, *self.delta), value_int(MICROS));
}

static const Builtin methods[] = {
    {"days", "", 0, 0, BUILTIN_PROPERTY, days, "whole days, negative for a negative one"},
    {"microseconds", "", 0, 0, BUILTIN_PROPERTY, microseconds, "0 to 999999"},
    {"seconds", "", 0, 0, BUILTIN_PROPERTY, seconds, "0 to 86399"},
    {"total_seconds", "", 0, 0, BUILTIN_C_STYLE, total_seconds, "all of it in seconds"},
};

static Value class_attr(Heap *heap, const Type *type, Str name) {
  (void)type;
  if (str_eq(name, STR("min"))) return timedelta_make(heap, (Delta){-999999999, 0, 0});
  if (str_eq(name, STR("max"))) return timedelta_make(heap, (Delta){999999999, 86399, 999999});
  if (str_eq(name, STR("resolution"))) return timedelta_make(heap, (Delta){0, 0, 1});
  return VALUE_ABSENT;
}

static Value attr(Heap *heap, Value v, Str name) {
  (void)v;
  return class_attr(heap, &TYPE_TIMEDELTA, name);
}

const Type TYPE_TIMEDELTA = {
    .name = "datetime.timedelta",
    .methods = BUILTIN_TABLE(methods),
    .repr = repr,
    .str = str,
    .truth = truth,
    .equal = equal,
    .compare = compare,
    .hash = hash,
    .attr = attr,
    .class_attr = class_attr,
    .binary = binary,
    .construct = construct,
    .construct_params = "days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0",
};
