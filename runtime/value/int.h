/* int: integers of any size up to LIMIT_INT_BITS; beyond that the guard stops the work.
 *
 * A value that fits is always a V_INT; a V_BIGINT never holds one that fits into int64_t. Every function takes V_BOOL,
 * V_INT and V_BIGINT alike. */
#ifndef DBTPLAN_VALUE_INT_H
#define DBTPLAN_VALUE_INT_H

#include "runtime/value/ops.h"

struct BigInt {
  bool negative;
  uint32_t n;       /* limbs; the last one is not 0 */
  uint32_t limbs[]; /* little end first */
};

static inline bool int_is(Value v) { return v.kind == V_INT || v.kind == V_BOOL || v.kind == V_BIGINT; }
static inline bool value_is_number(Value v) { return int_is(v) || v.kind == V_FLOAT; }
int int_sign(Value v);
int int_compare(Value a, Value b);
/* Exact, also where the float is not integral, infinite or beyond int64_t; a NaN is `*unordered`. */
int int_compare_float(Heap *heap, Value a, double b, bool *unordered);
size_t int_bits(Value v); /* int.bit_length() */

/* ADD SUB MUL FLOOR_DIV MOD, BIT_AND BIT_OR BIT_XOR, SHIFT_LEFT SHIFT_RIGHT, with Python's errors. */
Value int_binary(Heap *heap, Operator op, Value a, Value b);
Value int_power(Heap *heap, Value base, uint64_t exponent);
Value int_true_div(Heap *heap, Value a, Value b); /* rounded once */
Value int_negate(Heap *heap, Value v);
Value int_invert(Heap *heap, Value v);

/* The nearest double; false where it would be infinite. */
bool int_to_double(Heap *heap, Value v, double *out);
Value int_from_double(Heap *heap, double truncated); /* a finite one without fraction */
/* The digits in `base` (2..36, lower case) without a prefix. More than LIMIT_INT_DIGITS decimal ones leave Python's
 * ValueError in `heap->pending`. */
void int_write(Heap *heap, Buf *buf, Value v, unsigned base);
/* Digits of `base` without sign, prefix or `_`. */
Value int_from_digits(Heap *heap, Str digits, unsigned base, bool negative);
/* int(text, base), a base of 0 too; false: the ValueError of a text that is no number. `*out` is the one of too many
 * digits. */
bool int_from_text(Heap *heap, Str text, unsigned base, Value *out);

#endif
