#include "runtime/eval/args.h"
#include "runtime/eval/builtins.h"
#include "runtime/eval/class_member.h"
#include "runtime/eval/generator.h"
#include "runtime/eval/python.h"
#include "runtime/value/int.h"
#include "runtime/value/types.h"

/* Python's functions over what has items: lazy ones, and those that take all items. */

static Value list_of(Heap *heap, ValueList items) {
  Value list = value_list(heap, 0);
  *list.list = (List){items.at, items.n, items.cap};
  return list;
}

/* ---- lazy sequences ---- */

/* What a lazy sequence goes over, and the function it applies. */
typedef struct Lazy {
  Iter *iters;
  size_t n;
  Value function;
  Value number; /* enumerate: of the next item */
  bool strict;
} Lazy;

static Value lazy_new(Heap *heap, const char *type_name, const Value *sources, size_t n, Lazy body,
                      bool (*next)(Heap *heap, Iter *iter, Value *out)) {
  Lazy *lazy = ARENA_NEW(heap->arena, Lazy);
  *lazy = body;
  lazy->iters = ARENA_ARRAY(heap->arena, Iter, n ? n : 1);
  lazy->n = n;
  for (size_t i = 0; i < n; i++) {
    Value error = op_iter(heap, sources[i], &lazy->iters[i]);
    if (value_is_error(error) && sources[i].kind != V_OPAQUE && str_is(str_of(type_name), "zip"))
      return value_raise(heap, EXC_TYPE, "'%s' object is not iterable", value_type_name(sources[i]));
    if (value_passes(error)) return error;
  }
  return value_iterator(heap, (Iter){.next = next, .state = lazy}, type_name);
}

/* The next item of each; false at the end, or true with `*out` an error. */
static bool next_of_all(Heap *heap, Lazy *lazy, Value *items, Value *out, bool any_order) {
  bool (*next)(Heap *, Iter *, Value *) = any_order ? op_next_any : op_next;
  *out = VALUE_ABSENT;
  for (size_t i = 0; i < lazy->n; i++) {
    if (!next(heap, &lazy->iters[i], &items[i])) return false;
    if (value_passes(items[i])) return *out = items[i], true;
  }
  return true;
}

static bool enumerate_next(Heap *heap, Iter *iter, Value *out) {
  Lazy *lazy = iter->state;
  Value pair[] = {lazy->number, VALUE_NONE};
  if (!op_next(heap, &lazy->iters[0], &pair[1])) return false;
  if (value_passes(pair[1])) return *out = pair[1], true;
  lazy->number = op_binary(heap, OP_ADD, lazy->number, value_int(1));
  *out = value_tuple(heap, pair, 2);
  return true;
}

static Value py_enumerate(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value number = args[1].kind == V_ABSENT ? value_int(0) : args[1];
  int64_t start;
  if (!value_index(number, &start))
    return value_raise(heap, EXC_TYPE, "'%s' object cannot be interpreted as an integer", value_type_name(number));
  return lazy_new(heap, "enumerate", args, 1, (Lazy){.number = op_binary(heap, OP_ADD, number, value_int(0))},
                  enumerate_next);
}

static Value zip_uneven(Heap *heap, size_t at, const char *how) {
  const char *to = at == 1 ? "1" : "s 1-";
  if (at == 1) return value_raise(heap, EXC_VALUE, "zip() argument 2 is %s than argument 1", how);
  return value_raise(heap, EXC_VALUE, "zip() argument %zu is %s than argument%s%zu", at + 1, how, to, at);
}

static bool zip_next(Heap *heap, Iter *iter, Value *out) {
  Lazy *lazy = iter->state;
  Value *items = ARENA_ARRAY(heap->arena, Value, lazy->n ? lazy->n : 1);
  if (!lazy->n) return false;
  for (size_t i = 0; i < lazy->n; i++) {
    bool found = op_next(heap, &lazy->iters[i], &items[i]);
    if (found && value_passes(items[i])) return *out = items[i], true;
    if (found) continue;
    if (!lazy->strict) return false;
    if (i > 0) return *out = zip_uneven(heap, i, "shorter"), true;
    for (size_t k = 1; k < lazy->n; k++)
      if (op_next(heap, &lazy->iters[k], &items[k])) return *out = zip_uneven(heap, k, "longer"), true;
    return false;
  }
  *out = value_tuple(heap, items, lazy->n);
  return true;
}

static Value py_zip(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value stop;
  bool strict = op_truth(heap, args[1], &stop);
  return lazy_new(heap, "zip", args[0].list->at, args[0].list->n, (Lazy){.strict = strict}, zip_next);
}

static bool map_next(Heap *heap, Iter *iter, Value *out) {
  Lazy *lazy = iter->state;
  bool any_order = heap->any_order && lazy->n == 1;
  Value *items = ARENA_ARRAY(heap->arena, Value, lazy->n);
  if (!next_of_all(heap, lazy, items, out, any_order)) return false;
  if (out->kind == V_ABSENT) *out = heap->call(heap, lazy->function, items, lazy->n, NULL);
  return true;
}

static Value py_map(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!args[1].list->n) return value_raise(heap, EXC_TYPE, "map() must have at least two arguments.");
  return lazy_new(heap, "map", args[1].list->at, args[1].list->n, (Lazy){.function = args[0]}, map_next);
}

static bool filter_next(Heap *heap, Iter *iter, Value *out) {
  Lazy *lazy = iter->state;
  bool (*next)(Heap *, Iter *, Value *) = heap->any_order ? op_next_any : op_next;
  for (Value item, stop; next(heap, &lazy->iters[0], &item);) {
    *out = item;
    if (value_is_error(item)) return true;
    Value test = value_given(lazy->function) ? heap->call(heap, lazy->function, &item, 1, NULL) : item;
    bool truth = op_truth(heap, test, &stop);
    if (stop.kind == V_UNKNOWN) stop = value_unverified(heap, stop);
    if (stop.kind != V_ABSENT) return *out = stop, true;
    if (truth) return true;
  }
  return false;
}

static Value py_filter(Heap *heap, Value self, const Value *args) {
  (void)self;
  return lazy_new(heap, "filter", args + 1, 1, (Lazy){.function = args[0]}, filter_next);
}

/* Of an object by its `__reversed__`, or from its last item on; V_ABSENT: it has neither. */
static Value reversed_object(Heap *heap, Value v) {
  const Type *type = value_type(v);
  ValueList items = {0};
  Iter iter = {0};
  ValueKind own = class_member(type, STR("__reversed__")).kind;
  if (own == V_NONE) return VALUE_ABSENT;
  if (own != V_ABSENT) return value_special(heap, v, "__reversed__", NULL, 0);
  bool has_items = class_member(type, STR("__getitem__")).kind != V_ABSENT;
  bool has_length = class_member(type, STR("__len__")).kind != V_ABSENT;
  Value n = has_items && has_length ? op_len(heap, v) : VALUE_ABSENT;
  for (int64_t i = n.kind == V_INT ? n.i : 0; i > 0 && !value_passes(n); i--) {
    Value at = value_int(i - 1), item = value_special(heap, v, "__getitem__", &at, 1);
    if (value_passes(item)) n = item;
    value_list_push(heap, &items, item);
  }
  if (n.kind != V_INT) return n;
  iter_items(heap, list_of(heap, items), &iter);
  return value_iterator(heap, iter, "reversed");
}

static Value py_reversed(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value v = args[0], own = class_of(value_type(v)) && v.kind == V_OBJECT ? reversed_object(heap, v) : VALUE_ABSENT;
  if (own.kind != V_ABSENT) return own;
  ValueList items = {0};
  bool fits = v.kind == V_LIST || v.kind == V_TUPLE || v.kind == V_DICT || v.kind == V_RANGE || value_is_str(v) ||
              v.kind == V_BYTES || v.kind == V_TIME_WINDOW || v.kind == V_KEY_RANGE ||
              (v.kind == V_OBJECT && value_type(v)->item && value_type(v)->len) ||
              (v.kind == V_TYPE && v.type->class_iter);
  if (!fits) return value_raise(heap, EXC_TYPE, "'%s' object is not reversible", value_type_name(v));
  Value error = value_collect(heap, v, &items);
  if (value_passes(error)) return error;
  for (size_t i = 0; i < items.n / 2; i++) {
    Value item = items.at[i];
    items.at[i] = items.at[items.n - 1 - i];
    items.at[items.n - 1 - i] = item;
  }
  Iter iter = {0};
  iter_items(heap, list_of(heap, items), &iter);
  return value_iterator(heap, iter, v.kind == V_LIST ? "list_reverseiterator" : "reversed");
}

static Value iterator_or_error(Heap *heap, Value made) {
  Value next = made.kind == V_OBJECT ? op_attr(heap, made, STR("__next__")) : VALUE_ABSENT;
  bool own = made.kind == V_OBJECT && !(value_is_exception(next, EXC_ATTRIBUTE));
  if (own || made.kind == V_ITERATOR || value_passes(made)) return made;
  return value_raise(heap, EXC_TYPE, "iter() returned non-iterator of type '%s'", value_type_name(made));
}

/* What a function gives, until it is the sentinel or the function raises StopIteration. */
static bool next_call(Heap *heap, Iter *iter, Value *out) {
  Value stop, *sentinel = iter->state;
  if (iter->at) return false;
  *out = heap->call(heap, iter->over, NULL, 0, NULL);
  if (value_is_exception(*out, EXC_STOP_ITERATION)) return iter->at = 1, false;
  if (value_passes(*out)) return true;
  Value same = op_compare(heap, OP_EQ, *sentinel, *out);
  bool ends = !value_passes(same) && op_truth(heap, same, &stop);
  if (value_passes(same) || stop.kind != V_ABSENT) return *out = value_passes(same) ? same : stop, true;
  return iter->at = ends, !ends;
}

static Value iter_calls(Heap *heap, const Value *args) {
  if (!python_is_callable(args[0])) return value_raise(heap, EXC_TYPE, "iter(v, w): v must be callable");
  Value *sentinel = ARENA_NEW(heap->arena, Value);
  *sentinel = args[1];
  return value_iterator(heap, (Iter){.next = next_call, .over = args[0], .state = sentinel}, "callable_iterator");
}

static Value py_iter(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (args[1].kind != V_ABSENT) return iter_calls(heap, args);
  if (args[0].kind == V_ITERATOR) return args[0];
  if (args[0].kind == V_OBJECT) {
    Value own = value_special(heap, args[0], "__iter__", NULL, 0);
    if (own.kind != V_ABSENT) return iterator_or_error(heap, own);
  }
  Iter iter = {0};
  Value error = op_iter(heap, args[0], &iter);
  if (value_passes(error)) return error;
  const char *name = str_z(heap->arena, str_printf(heap->arena, "%s_iterator", value_type_name(args[0])));
  return value_iterator(heap, iter, name);
}

static Value py_next(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value item;
  Value own = generator_next((Eval *)heap, args[0]);
  if (own.kind == V_ABSENT) own = value_special(heap, args[0], "__next__", NULL, 0);
  if (own.kind != V_ABSENT) {
    bool ended = value_is_exception(own, EXC_STOP_ITERATION);
    return ended && args[1].kind != V_ABSENT ? args[1] : own;
  }
  if (args[0].kind != V_ITERATOR)
    return value_raise(heap, EXC_TYPE, "'%s' object is not an iterator", value_type_name(args[0]));
  if (op_next(heap, &args[0].iterator->iter, &item)) return item;
  return args[1].kind == V_ABSENT ? value_raise_str(heap, EXC_STOP_ITERATION, STR("")) : args[1];
}

/* ---- over all items ---- */

static Value py_len(Heap *heap, Value self, const Value *args) {
  (void)self;
  return op_len(heap, args[0]);
}

/* list.sort; of items that came in no known order, those with equal keys have none. */
static Value sort_items(Heap *heap, ValueList *items, Value key, bool reverse, bool unordered) {
  if (!unordered || !value_given(key))
    return value_sort(heap, items, value_given(key) ? key : VALUE_ABSENT, reverse);
  Value *keys = ARENA_ARRAY(heap->arena, Value, items->n);
  for (size_t i = 0; i < items->n; i++) {
    keys[i] = heap->call(heap, key, &items->at[i], 1, NULL);
    if (value_passes(keys[i])) return keys[i];
  }
  Value error = value_refuse_ties(heap, keys, items->n);
  return value_passes(error) ? error : value_sort_by(heap, items, keys, reverse);
}

static Value py_sorted(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList items = {0};
  int64_t reverse = 0;
  bool unordered;
  Value error = value_collect_any(heap, args[0], &items, &unordered);
  if (!value_passes(error) && args[2].kind != V_ABSENT) error = value_need_int(heap, args[2], &reverse);
  if (!value_passes(error)) error = sort_items(heap, &items, args[1], reverse != 0, unordered);
  return value_passes(error) ? error : list_of(heap, items);
}

static Value through_filter(Heap *heap, const char *name, const Value *args, size_t n) {
  return args_call(heap, table_find(FILTERS, str_of(name)), VALUE_ABSENT, (CallArgs){args, n, NULL});
}

static Value py_abs(Heap *heap, Value self, const Value *args) {
  (void)self;
  return through_filter(heap, "abs", args, 1);
}

static Value py_sum(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value sum = args[1].kind == V_ABSENT ? value_int(0) : args[1], item;
  if (value_is_str(sum)) return value_raise(heap, EXC_TYPE, "sum() can't sum strings [use ''.join(seq) instead]");
  if (sum.kind == V_BYTES) return value_raise(heap, EXC_TYPE, "sum() can't sum bytes [use b''.join(seq) instead]");
  Iter iter = {0};
  bool whole = true;
  Value error = op_iter(heap, args[0], &iter);
  if (value_passes(error)) return error;
  while (!value_passes(sum) && op_next_any(heap, &iter, &item)) {
    whole = whole && int_is(sum) && int_is(item); /* rounding depends on the order, and texts do */
    sum = !whole && heap->took_any_order ? value_no_order(heap) : op_binary(heap, OP_ADD, sum, item);
  }
  return sum;
}

enum { EXTREME_ARGS, EXTREME_KEY, EXTREME_DEFAULT };

/* Of items that came in no known order, two that are as good are none. */
static Value extreme_of(Heap *heap, const ValueList *items, Value key_of, Operator wins, bool unordered) {
  Value best = items->at[0], best_key = best;
  bool tied = false;
  for (size_t i = 0; i < items->n; i++) {
    Value key = value_given(key_of) ? heap->call(heap, key_of, &items->at[i], 1, NULL) : items->at[i];
    if (value_passes(key)) return key;
    Value better = i ? op_compare(heap, wins, key, best_key) : value_bool(true);
    if (value_passes(better)) return better;
    bool equal = unordered && i && !better.i && value_equal(heap, key, best_key);
    tied = better.i ? false : tied || (equal && value_given(key_of));
    if (better.i) best = items->at[i], best_key = key;
  }
  return tied ? value_no_order(heap) : best;
}

/* min and max of several arguments, or of the items of one. */
static Value py_extreme(Heap *heap, const Value *args, const char *name, Operator wins) {
  ValueList items = {0};
  const List *given = args[EXTREME_ARGS].list;
  bool of_one = given->n == 1, unordered;
  if (!given->n) return value_raise(heap, EXC_TYPE, "%s expected at least 1 argument, got 0", name);
  if (!of_one && args[EXTREME_DEFAULT].kind != V_ABSENT)
    return value_raise(heap, EXC_TYPE, "Cannot specify a default for %s() with multiple positional arguments", name);
  Value error = value_collect_any(heap, of_one ? given->at[0] : args[EXTREME_ARGS], &items, &unordered);
  if (value_passes(error)) return error;
  if (items.n) return extreme_of(heap, &items, args[EXTREME_KEY], wins, of_one && unordered);
  if (args[EXTREME_DEFAULT].kind != V_ABSENT) return args[EXTREME_DEFAULT];
  return value_raise(heap, EXC_VALUE, "%s() arg is an empty sequence", name);
}

static Value py_min(Heap *heap, Value self, const Value *args) {
  (void)self;
  return py_extreme(heap, args, "min", OP_LT);
}

static Value py_max(Heap *heap, Value self, const Value *args) {
  (void)self;
  return py_extreme(heap, args, "max", OP_GT);
}

/* Ends at the first item that decides. */
static Value any_or_all(Heap *heap, Value v, bool wanted) {
  Iter iter = {0};
  Value error = op_iter(heap, v, &iter), item, stop;
  if (value_passes(error)) return error;
  while (op_next_any(heap, &iter, &item)) {
    bool truth = op_truth(heap, item, &stop);
    if (value_passes(stop)) return stop;
    if (truth == wanted) return value_bool(wanted);
  }
  return value_bool(!wanted);
}

static Value py_any(Heap *heap, Value self, const Value *args) {
  (void)self;
  return any_or_all(heap, args[0], true);
}

static Value py_all(Heap *heap, Value self, const Value *args) {
  (void)self;
  return any_or_all(heap, args[0], false);
}

/* ---- the table ---- */

static const Builtin FUNCTIONS[] = {
    {"abs", "x, /", 1, 1, BUILTIN_C_STYLE, py_abs, "the absolute value"},
    {"all", "iterable, /", 1, 1, BUILTIN_C_STYLE | BUILTIN_ANY_ORDER, py_all, "whether all items are true"},
    {"any", "iterable, /", 1, 1, BUILTIN_C_STYLE | BUILTIN_ANY_ORDER, py_any, "whether an item is true"},
    {"enumerate", "iterable, start=0", 1, 2, 0, py_enumerate, "items with their numbers"},
    {"filter", "function, iterable, /", 2, 2, BUILTIN_C_STYLE, py_filter, "the items that pass"},
    {"iter", "object, sentinel=..., /", 1, 2, BUILTIN_C_STYLE, py_iter, "an iterator"},
    {"len", "obj, /", 1, 1, BUILTIN_C_STYLE | BUILTIN_ANY_ORDER, py_len, "the number of items"},
    {"map", "function, /, *iterables", 1, UINT8_MAX, BUILTIN_C_STYLE, py_map, "a function of each item"},
    {"max", "max(*args, key=None, default=...)", 0, UINT8_MAX, BUILTIN_ANY_ORDER, py_max, "the largest"},
    {"min", "min(*args, key=None, default=...)", 0, UINT8_MAX, BUILTIN_ANY_ORDER, py_min, "the smallest"},
    {"next", "iterator, default=..., /", 1, 2, BUILTIN_C_STYLE | BUILTIN_CHANGES, py_next, "the next item"},
    {"reversed", "sequence, /", 1, 1, BUILTIN_C_STYLE, py_reversed, "from the end"},
    {"sorted", "iterable, /, *, key=None, reverse=False", 1, 1, BUILTIN_ANY_ORDER, py_sorted, "a sorted list"},
    {"sum", "iterable, /, start=0", 1, 2, BUILTIN_ANY_ORDER, py_sum, "the sum"},
    {"zip", "zip(*iterables, strict=False)", 0, UINT8_MAX, 0, py_zip, "items side by side"},
};
const BuiltinTable PYTHON_SEQUENCES = BUILTIN_TABLE(FUNCTIONS);
