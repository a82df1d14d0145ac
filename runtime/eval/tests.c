#include "runtime/eval/abstract.h"
#include "runtime/eval/args.h"
#include "runtime/eval/builtins.h"
#include "runtime/eval/class.h"
#include "runtime/value/markup.h"
#include "runtime/value/types.h"

/* jinja2/tests.py of 3.1.6. A test gets its value as the first argument and no self. */

/* ---- kinds of values ---- */

/* Whether it is of one of these classes of Python's library, of those written in Python, or of one derived from it. */
static bool is_of_library(Value v, const char *names) {
  const Class *class = v.kind == V_OBJECT ? class_of(value_type(v)) : NULL;
  for (size_t i = 0; class && i < class->order.n; i++) {
    const Class *from = class_of(class->order.at[i].type);
    if (from && from->module && from->module->is_library && str_lists(str_of(names), from->name)) return true;
  }
  return false;
}

static bool is_number(Value v) {
  ValueKind kind = value_number(v).kind;
  return (kind >= V_BOOL && kind <= V_COMPLEX) || is_of_library(v, "Decimal Fraction");
}

static bool is_integer(Value v) {
  ValueKind kind = value_number(v).kind;
  return kind == V_INT || kind == V_BIGINT;
}

#define KIND_TEST(function, condition)                                  \
  static Value function(Heap *heap, Value self, const Value *args) {    \
    (void)heap, (void)self;                                             \
    Value v = args[0];                                                  \
    return value_bool(condition);                                       \
  }
KIND_TEST(test_boolean, v.kind == V_BOOL)
KIND_TEST(test_escaped, markup_is(v))
KIND_TEST(test_false, v.kind == V_BOOL && !v.i)
KIND_TEST(test_float, value_number(v).kind == V_FLOAT)
KIND_TEST(test_integer, is_integer(v))
KIND_TEST(test_mapping, abstract_is_mapping(v))
KIND_TEST(test_none, v.kind == V_NONE)
KIND_TEST(test_number, is_number(v))
KIND_TEST(test_string, value_is_str(v))
KIND_TEST(test_true, v.kind == V_BOOL && v.i)

/* An Unknown may be either: only a known value tells. */
static Value test_defined(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self;
  return args[0].kind == V_UNKNOWN ? args[0] : value_bool(args[0].kind != V_UNDEFINED);
}

static Value test_undefined(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self;
  return args[0].kind == V_UNKNOWN ? args[0] : value_bool(args[0].kind == V_UNDEFINED);
}

static Value test_callable(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self;
  Value v = args[0];
  bool object = v.kind == V_OBJECT && type_method(value_type(v), STR("__call__"));
  return value_bool(v.kind == V_FUNCTION || v.kind == V_BUILTIN || v.kind == V_TYPE || v.kind == V_UNDEFINED ||
                    v.kind == V_OPAQUE || object);
}

static Value test_iterable(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (args[0].kind == V_ITERATOR) return value_bool(true);
  Iter iter = {0};
  return value_bool(!value_is_error(op_iter(heap, args[0], &iter)));
}

static Value test_sequence(Heap *heap, Value self, const Value *args) {
  (void)self;
  bool item = value_type(args[0])->item || args[0].kind == V_UNDEFINED;
  return value_bool(item && !value_is_error(op_len(heap, args[0])));
}

static Value test_sameas(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (args[0].kind == V_UNDEFINED) return value_bool(false);
  return op_compare(heap, OP_IS, args[0], args[1]);
}

/* ---- numbers and texts ---- */

static Value remainder_is(Heap *heap, Value v, Value divisor, int64_t wanted) {
  Value rest = op_binary(heap, OP_MOD, v, divisor);
  return value_passes(rest) ? rest : op_compare(heap, OP_EQ, rest, value_int(wanted));
}

static Value test_odd(Heap *heap, Value self, const Value *args) {
  (void)self;
  return remainder_is(heap, args[0], value_int(2), 1);
}

static Value test_even(Heap *heap, Value self, const Value *args) {
  (void)self;
  return remainder_is(heap, args[0], value_int(2), 0);
}

static Value test_divisibleby(Heap *heap, Value self, const Value *args) {
  (void)self;
  return remainder_is(heap, args[0], args[1], 0);
}

static Value text_is(Heap *heap, Value v, const char *method) {
  return call_method_of(heap, value_str(value_to_str(heap, v)), method, NULL, 0);
}

static Value test_lower(Heap *heap, Value self, const Value *args) {
  (void)self;
  return text_is(heap, args[0], "islower");
}

static Value test_upper(Heap *heap, Value self, const Value *args) {
  (void)self;
  return text_is(heap, args[0], "isupper");
}

/* ---- comparisons and names ---- */

#define COMPARISON(function, op)                                        \
  static Value function(Heap *heap, Value self, const Value *args) {    \
    (void)self;                                                         \
    return op_compare(heap, op, args[0], args[1]);                      \
  }
COMPARISON(test_eq, OP_EQ)
COMPARISON(test_ne, OP_NE)
COMPARISON(test_lt, OP_LT)
COMPARISON(test_le, OP_LE)
COMPARISON(test_gt, OP_GT)
COMPARISON(test_ge, OP_GE)
COMPARISON(test_in, OP_IN)

static Value is_listed(Heap *heap, BuiltinTable table, Value name) {
  uint64_t hash;
  if (!value_hash(heap, name, &hash))
    return value_unhashable(heap, name);
  return value_bool(name.kind == V_STR && table_find(table, value_text(name)));
}

static Value test_filter(Heap *heap, Value self, const Value *args) {
  (void)self;
  return is_listed(heap, FILTERS, args[0]);
}

static Value test_test(Heap *heap, Value self, const Value *args) {
  (void)self;
  return is_listed(heap, TESTS, args[0]);
}

/* ---- the table ---- */

#define OPERATOR_ROW(word, op) {word, #op "(a, b, /)", 2, 2, BUILTIN_C_STYLE, test_##op, "compares"}
#define KIND_ROW(word) {#word, "test_" #word "(value)", 1, 1, 0, test_##word, "is it " #word "?"}

static const Builtin ROWS[] = {
    OPERATOR_ROW("!=", ne),
    OPERATOR_ROW("<", lt),
    OPERATOR_ROW("<=", le),
    OPERATOR_ROW("==", eq),
    OPERATOR_ROW(">", gt),
    OPERATOR_ROW(">=", ge),
    KIND_ROW(boolean),
    {"callable", "obj, /", 1, 1, BUILTIN_C_STYLE, test_callable, "can it be called?"},
    {"defined", "test_defined(value)", 1, 1, BUILTIN_ABSORBS, test_defined, "is it defined?"},
    {"divisibleby", "test_divisibleby(value, num)", 2, 2, 0, test_divisibleby, "does `num` divide it?"},
    OPERATOR_ROW("eq", eq),
    OPERATOR_ROW("equalto", eq),
    KIND_ROW(escaped),
    KIND_ROW(even),
    KIND_ROW(false),
    {"filter", "test_filter(env | value)", 1, 1, 0, test_filter, "is there a filter of that name?"},
    KIND_ROW(float),
    OPERATOR_ROW("ge", ge),
    OPERATOR_ROW("greaterthan", gt),
    OPERATOR_ROW("gt", gt),
    {"in", "test_in(value, seq)", 2, 2, 0, test_in, "is it in `seq`?"},
    KIND_ROW(integer),
    KIND_ROW(iterable),
    OPERATOR_ROW("le", le),
    OPERATOR_ROW("lessthan", lt),
    KIND_ROW(lower),
    OPERATOR_ROW("lt", lt),
    KIND_ROW(mapping),
    OPERATOR_ROW("ne", ne),
    KIND_ROW(none),
    KIND_ROW(number),
    KIND_ROW(odd),
    {"sameas", "test_sameas(value, other)", 2, 2, 0, test_sameas, "is it the same object?"},
    KIND_ROW(sequence),
    KIND_ROW(string),
    {"test", "test_test(env | value)", 1, 1, 0, test_test, "is there a test of that name?"},
    KIND_ROW(true),
    {"undefined", "test_undefined(value)", 1, 1, BUILTIN_ABSORBS, test_undefined, "is it undefined?"},
    KIND_ROW(upper),
};

const BuiltinTable TESTS = BUILTIN_TABLE(ROWS);
