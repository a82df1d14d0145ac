/* ops: Python's operators over values, with Python's error texts (CPython 3.11).
 *
 * Each takes and returns values; an operand that is an error or Unknown is handed on (the left one first). An Undefined
 * raises UndefinedError as jinja2.Undefined does, except where Jinja allows it. Results live in `heap->arena`. */
#ifndef DBTPLAN_VALUE_OPS_H
#define DBTPLAN_VALUE_OPS_H

#include "runtime/value/type.h"

typedef enum Operator {
#define OPERATOR(NAME, text, ...) OP_##NAME,
#include "grammar/operators.def"
#undef OPERATOR
  OP_COUNT
} Operator;

const char *operator_text(Operator op);

Value op_unary(Heap *heap, Operator op, Value operand);
Value op_binary(Heap *heap, Operator op, Value left, Value right); /* arithmetic, bits, `~` of Jinja */
Value op_compare(Heap *heap, Operator op, Value left, Value right); /* ==, <, in, not in, is … as a bool */
/* Python's bool(v), false of what is absent; an error or Unknown in `*stop` (V_ABSENT otherwise). */
bool op_truth(Heap *heap, Value v, Value *stop);
/* Whether a value is there that Python takes for false, for sure: `if value` passes over it as it does over None. */
bool op_is_false(Heap *heap, Value v);

Value op_attr(Heap *heap, Value object, Str name);              /* Python's getattr; AttributeError */
Value op_item(Heap *heap, Value object, Value key);             /* Python's object[key] */
Value op_slice(Heap *heap, Value object, Value start, Value stop, Value step);
Value op_attr_jinja(Heap *heap, Value object,
                    Str name); /* jinja2 Environment.getattr: attribute, then item, then Undefined */
Value op_item_jinja(Heap *heap, Value object,
                    Value key); /* jinja2 Environment.getitem: item, then attribute, then Undefined */
/* A slice as jinja2's optimizer takes it of a constant: Undefined where Python cannot. */
Value op_slice_jinja(Heap *heap, Value object, Value slice);
Value op_len(Heap *heap, Value v);
/* Begins an iteration: V_NONE, or the TypeError "'int' object is not iterable". */
Value op_iter(Heap *heap, Value v, Iter *iter);
bool op_next(Heap *heap, Iter *iter, Value *out);
/* The same for what does not depend on the order: a set whose order CPython does not fix gives its items too. `next` of
 * an iteration that hands items on finds `heap->any_order` set and calls this in turn. */
bool op_next_any(Heap *heap, Iter *iter, Value *out);
Value op_list(Heap *heap, Value v); /* list(v) */

/* Equality and hash without error values, for dict and set. */
bool value_equal(Heap *heap, Value a, Value b);
bool value_hash(Heap *heap, Value v, uint64_t *hash);
/* The TypeError where there is none; of a tuple, it names the item. */
Value value_unhashable(Heap *heap, Value v);
/* Python's sort: stable; `key` V_ABSENT or a callable. VALUE_NONE or an error. */
Value value_sort(Heap *heap, ValueList *items, Value key, bool reverse);
/* By keys that lie beside the items. */
Value value_sort_by(Heap *heap, ValueList *items, const Value *keys, bool reverse);

Str value_repr(Heap *heap, Value v);
/* The same for people, where what it leaves pending does not matter: the order of a set, a number of too many
 * digits. */
Str value_shown(Heap *heap, Value v);
/* Python's str(v); an Undefined is "". */
Str value_to_str(Heap *heap, Value v);
const char *value_type_name(Value v); /* "int", "NoneType" … */
Value value_class(Heap *heap, Value v); /* `type(v)`, a V_TYPE */

#endif
