#include "runtime/eval/library_modules.h"
#include "runtime/value/types.h"

/* bisect: places in a sorted list. */

enum { SEQUENCE, ITEM, LOW, HIGH, KEY };

/* CPython takes -1 for "none was given" at the upper end. */
static Value bound(Heap *heap, Value v, int64_t fallback, int64_t none, int64_t *out) {
  *out = value_given(v) && !(v.kind == V_INT && v.i == none) ? v.i : fallback;
  if (!value_given(v)) return VALUE_NONE;
  return v.kind == V_INT || v.kind == V_BOOL ? VALUE_NONE : value_unsupported(heap, "such a bound of 'bisect'");
}

/* The key of an item that is there; the one looked for is compared as it stands. */
static Value key_of(Heap *heap, const Value *args, Value item) {
  return value_given(args[KEY]) ? heap->call(heap, args[KEY], &item, 1, NULL) : item;
}

static Value no_item(Heap *heap, Value sequence) {
  return value_raise(heap, EXC_INDEX, "%s index out of range", value_type_name(sequence));
}

static Value place(Heap *heap, const Value *args, Value wanted, bool right, int64_t *at) {
  int64_t low, high;
  bool is_list = args[SEQUENCE].kind == V_LIST || args[SEQUENCE].kind == V_TUPLE;
  if (!is_list) return value_unsupported(heap, "'bisect' of what is no list");
  Value error = bound(heap, args[LOW], 0, 0, &low);
  if (!value_is_error(error)) error = bound(heap, args[HIGH], (int64_t)args[SEQUENCE].list->n, -1, &high);
  if (value_is_error(error)) return error;
  if (low < 0) return value_raise(heap, EXC_VALUE, "lo must be non-negative");
  while (low < high) {
    int64_t middle = low + (high - low) / 2;
    if (middle >= (int64_t)args[SEQUENCE].list->n) return no_item(heap, args[SEQUENCE]);
    Value item = key_of(heap, args, args[SEQUENCE].list->at[middle]), stop = VALUE_ABSENT;
    if (value_passes(item)) return item;
    Value less = right ? op_compare(heap, OP_LT, wanted, item) : op_compare(heap, OP_LT, item, wanted);
    if (value_passes(less)) return less;
    bool is_less = op_truth(heap, less, &stop);
    if (value_passes(stop)) return stop;
    if (is_less == right) high = middle;
    else low = middle + 1;
  }
  *at = low;
  return VALUE_NONE;
}

static Value bisect(Heap *heap, const Value *args, bool right) {
  int64_t at;
  Value error = place(heap, args, args[ITEM], right, &at);
  return value_passes(error) ? error : value_int(at);
}

static Value insort(Heap *heap, const Value *args, bool right) {
  int64_t at;
  if (!value_is_list(args[SEQUENCE]))
    return value_unsupported(heap, "'insort' into what is no list");
  Value wanted = key_of(heap, args, args[ITEM]);
  Value error = value_passes(wanted) ? wanted : place(heap, args, wanted, right, &at);
  if (value_passes(error)) return error;
  Value pair[] = {value_int(at), args[ITEM]};
  return heap->call(heap, op_attr(heap, args[SEQUENCE], STR("insert")), pair, 2, NULL);
}

static Value bisect_left(Heap *heap, Value self, const Value *args) {
  (void)self;
  return bisect(heap, args, false);
}
static Value bisect_right(Heap *heap, Value self, const Value *args) {
  (void)self;
  return bisect(heap, args, true);
}
static Value insort_left(Heap *heap, Value self, const Value *args) {
  (void)self;
  return insort(heap, args, false);
}
static Value insort_right(Heap *heap, Value self, const Value *args) {
  (void)self;
  return insort(heap, args, true);
}

#define PARAMS "(a, x, lo=0, hi=None, *, key=None)"

static const Builtin BISECT[] = {
    {"bisect", "bisect_right" PARAMS, 2, 4, 0, bisect_right, "the place behind what is equal"},
    {"bisect_left", "bisect_left" PARAMS, 2, 4, 0, bisect_left, "the place before what is equal"},
    {"bisect_right", "bisect_right" PARAMS, 2, 4, 0, bisect_right, "the place behind what is equal"},
    {"insort", "insort_right" PARAMS, 2, 4, BUILTIN_CHANGES, insort_right, "inserts behind what is equal"},
    {"insort_left", "insort_left" PARAMS, 2, 4, BUILTIN_CHANGES, insort_left, "inserts before what is equal"},
    {"insort_right", "insort_right" PARAMS, 2, 4, BUILTIN_CHANGES, insort_right, "inserts behind what is equal"},
};

const BuiltinTable LIBRARY_BISECT = BUILTIN_TABLE(BISECT);
