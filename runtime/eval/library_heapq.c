#include "runtime/eval/library_modules.h"
#include "runtime/value/types.h"

/* heapq: a list as a heap; the rest is Python. The steps are those of CPython, so that the list looks the same
 * afterwards. */

static bool is_heap(Value v) { return value_is_list(v); }

static Value no_list(Heap *heap, const char *argument, Value v) {
  return value_raise(heap, EXC_TYPE, "%s must be list, not %s", argument, value_argument_name(v));
}

/* Whether a < b; what stops the comparison in `*stop`. */
static bool is_less(Heap *heap, Value a, Value b, Value *stop) {
  Value less = op_compare(heap, OP_LT, a, b);
  *stop = VALUE_ABSENT;
  return op_truth(heap, less, stop);
}

/* The same of two items of a list: a comparison may be the project's own, and may change the list. */
static bool is_less_in(Heap *heap, const List *list, Value a, Value b, Value *stop) {
  size_t n = list->n;
  bool less = is_less(heap, a, b, stop);
  bool changed = !value_passes(*stop) && list->n != n;
  if (changed) *stop = value_raise(heap, EXC_RUNTIME, "list changed size during iteration");
  return less;
}

/* Up from `at` to its place, not above `start`. */
static Value lift(Heap *heap, List *list, size_t start, size_t at) {
  Value item = list->at[at], stop;
  while (at > start) {
    size_t parent = (at - 1) / 2;
    bool less = is_less_in(heap, list, item, list->at[parent], &stop);
    if (value_passes(stop)) return stop;
    if (!less) break;
    list->at[at] = list->at[parent];
    at = parent;
    list->at[at] = item;
  }
  return VALUE_NONE;
}

/* Down from `at` to a leaf, along the smaller children, then up to its place. */
static Value sink(Heap *heap, List *list, size_t at) {
  size_t start = at;
  Value item = list->at[at], stop;
  for (size_t child = 2 * at + 1; child < list->n; child = 2 * at + 1) {
    if (child + 1 < list->n) {
      bool less = is_less_in(heap, list, list->at[child], list->at[child + 1], &stop);
      if (value_passes(stop)) return stop;
      child += !less;
    }
    list->at[at] = list->at[child];
    at = child;
    list->at[at] = item;
  }
  return lift(heap, list, start, at);
}

static Value heapify(Heap *heap, Value self, const Value *args) {
  Value done = VALUE_NONE;
  (void)self;
  if (!is_heap(args[0])) return no_list(heap, "heapify() argument", args[0]);
  for (size_t i = args[0].list->n / 2; i-- > 0 && !value_passes(done);) done = sink(heap, args[0].list, i);
  return done;
}

static Value push(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!is_heap(args[0])) return no_list(heap, "heappush() argument 1", args[0]);
  list_push(heap, args[0], args[1]);
  return lift(heap, args[0].list, 0, args[0].list->n - 1);
}

static Value pop(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!is_heap(args[0])) return no_list(heap, "heappop() argument", args[0]);
  List *list = args[0].list;
  if (!list->n) return value_raise(heap, EXC_INDEX, "index out of range");
  Value last = list->at[--list->n], first = list->n ? list->at[0] : last;
  if (!list->n) return first;
  list->at[0] = last;
  Value done = sink(heap, list, 0);
  return value_passes(done) ? done : first;
}

static Value replace(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!is_heap(args[0])) return no_list(heap, "heapreplace() argument 1", args[0]);
  if (!args[0].list->n) return value_raise(heap, EXC_INDEX, "index out of range");
  Value first = args[0].list->at[0];
  args[0].list->at[0] = args[1];
  Value done = sink(heap, args[0].list, 0);
  return value_passes(done) ? done : first;
}

static Value push_pop(Heap *heap, Value self, const Value *args) {
  Value stop;
  if (!is_heap(args[0])) return no_list(heap, "heappushpop() argument 1", args[0]);
  if (!args[0].list->n) return args[1];
  bool less = is_less(heap, args[0].list->at[0], args[1], &stop);
  if (value_passes(stop)) return stop;
  return less ? replace(heap, self, args) : args[1];
}

static const Builtin HEAPQ[] = {
    {"heapify", "heap, /", 1, 1, BUILTIN_C_STYLE, heapify, "makes a list a heap"},
    {"heappop", "heap, /", 1, 1, BUILTIN_C_STYLE, pop, "removes the smallest item"},
    {"heappush", "heap, item, /", 2, 2, BUILTIN_C_STYLE | BUILTIN_CHANGES, push, "adds an item"},
    {"heappushpop", "heap, item, /", 2, 2, BUILTIN_C_STYLE | BUILTIN_CHANGES, push_pop,
     "adds an item, then removes the smallest"},
    {"heapreplace", "heap, item, /", 2, 2, BUILTIN_C_STYLE | BUILTIN_CHANGES, replace,
     "removes the smallest item, then adds one"},
};

const BuiltinTable LIBRARY_HEAPQ = BUILTIN_TABLE(HEAPQ);
