#include "runtime/value/set_order.h"

/* set and frozenset share their body with dict: keys without values. In which order they are walked, set_order says. */

static void repr_items(Heap *heap, Buf *buf, Value v) {
  if (!set_order_is_known(v.dict) && !heap->pending) heap->pending = value_no_order(heap).exc;
  Value item;
  bool first = true;
  for (size_t slot = 0; set_walk(v.dict, &slot, &item); first = false) {
    if (!first) buf_puts(buf, ", ");
    value_write_repr(heap, buf, item);
  }
}

static void repr(Heap *heap, Buf *buf, Value v) {
  bool frozen = v.flags & VALUE_FROZEN;
  if (frozen) buf_puts(buf, "frozenset(");
  if (v.dict->live) {
    buf_char(buf, '{');
    repr_items(heap, buf, v);
    buf_char(buf, '}');
  } else if (!frozen) {
    buf_puts(buf, "set()");
  }
  if (frozen) buf_char(buf, ')');
}

static bool truth(Value v) { return v.dict->live != 0; }
static int64_t len(Value v) { return (int64_t)v.dict->live; }

/* Of a set without a known order, which the caller need not know, `at` counts the entries of the Dict. */
static bool next_item(Heap *heap, Iter *iter, Value *out) {
  const Dict *dict = iter->over.dict;
  bool any_order = heap->any_order;
  if ((uintptr_t)iter->state != dict->live + 1)
    return *out = value_raise(heap, EXC_RUNTIME, "Set changed size during iteration"), true;
  if (!set_order_is_known(dict) && !any_order) return *out = value_no_order(heap), true;
  heap->took_any_order = heap->took_any_order || !set_order_is_known(dict);
  return set_walk(dict, &iter->at, out);
}

static bool iter(Heap *heap, Value v, Iter *it) {
  (void)heap;
  *it = (Iter){.next = next_item, .over = v, .state = (void *)(uintptr_t)(v.dict->live + 1)};
  return true;
}

/* Items are hashable once they are in a set, so that looking them up cannot fail. */
static bool has(Heap *heap, Value set, Value key) { return dict_get(heap, set.dict, key).kind != V_ABSENT; }

static bool is_subset(Heap *heap, Value a, Value b) {
  heap_step(heap, a.dict->n);
  for (size_t i = 0; i < a.dict->n; i++)
    if (a.dict->at[i].key.kind != V_ABSENT && !has(heap, b, a.dict->at[i].key)) return false;
  return true;
}

static bool equal(Heap *heap, Value a, Value b) { return a.dict->live == b.dict->live && is_subset(heap, a, b); }

static bool hash(Heap *heap, Value v, uint64_t *out) {
  (void)heap;
  if (!(v.flags & VALUE_FROZEN)) return false;
  *out = 0x5bd1e995u;
  for (size_t i = 0; i < v.dict->n; i++)
    if (v.dict->at[i].key.kind != V_ABSENT) *out ^= v.dict->at[i].hash * 0x9E3779B97F4A7C15u;
  return true;
}

/* What is looked for may be a set itself, which then counts as a frozen one. */
static Value wanted(Value v) {
  if (v.kind == V_SET) v.flags |= VALUE_FROZEN;
  return v;
}

static bool contains(Heap *heap, Value v, Value key, Value *error) {
  return TYPE_DICT.contains(heap, v, wanted(key), error);
}

static Value empty_like(Heap *heap, Value v) {
  Value set = value_set(heap);
  set.flags = v.flags & VALUE_FROZEN;
  return set;
}

/* Calls `visit` with each item of `from`, in its order where that is known; else what `into` gets has none. */
static void each_item(Heap *heap, Value from, Value into,
                      void (*visit)(Heap *heap, Value into, Value item, void *state), void *state) {
  Value item;
  heap_step(heap, from.dict->n);
  if (!set_order_is_known(from.dict)) set_order_forget(heap, into.dict);
  for (size_t slot = 0; set_walk(from.dict, &slot, &item);) visit(heap, into, item, state);
}

static void put_item(Heap *heap, Value into, Value item, void *state) {
  const Value *within = state; /* NULL: all items */
  if (!within || has(heap, *within, item)) set_put(heap, into.dict, item);
}

static void put_others(Heap *heap, Value into, Value item, void *state) {
  const Value *without = state;
  if (!has(heap, *without, item)) set_put(heap, into.dict, item);
}

static void toggle_item(Heap *heap, Value into, Value item, void *state) {
  (void)state;
  if (!set_take(heap, into.dict, item)) set_put(heap, into.dict, item);
}

static Value copy_of(Heap *heap, Value v) {
  Value copy = empty_like(heap, v);
  set_merge(heap, copy.dict, v.dict);
  return copy;
}

/* ---- the operations, each building its result as CPython does, since that decides the order ---- */

/* Of two equal items, as 1 and True, the one of the smaller set; else of the right one. */
static Value intersection(Heap *heap, Value a, Value b) {
  if (a.dict == b.dict) return copy_of(heap, a);
  Value out = empty_like(heap, a), walked = b.dict->live > a.dict->live ? a : b, other = walked.dict == a.dict ? b : a;
  each_item(heap, walked, out, put_item, &other);
  return out;
}

/* `a` loses what `b` has. */
static void subtract(Heap *heap, Value a, Value b) {
  if (a.dict == b.dict) {
    set_clear_all(a.dict);
    return;
  }
  Value item;
  heap_step(heap, b.dict->n);
  for (size_t slot = 0; set_walk(b.dict, &slot, &item);) set_take(heap, a.dict, item);
  set_settle(heap, a.dict);
}

static Value difference(Heap *heap, Value a, Value b) {
  Value out;
  if (a.dict->live / 4 > b.dict->live) {
    out = copy_of(heap, a);
    subtract(heap, out, b);
    return out;
  }
  out = empty_like(heap, a);
  each_item(heap, a, out, put_others, &b);
  return out;
}

static void exchange(Heap *heap, Value a, Value b) {
  if (a.dict == b.dict) set_clear_all(a.dict);
  else each_item(heap, b, a, toggle_item, NULL);
}

static Value combine(Heap *heap, int op, Value a, Value b) {
  Value out;
  switch (op) {
    case OP_BIT_AND: return intersection(heap, a, b);
    case OP_SUB: return difference(heap, a, b);
    case OP_BIT_OR:
      out = copy_of(heap, a);
      if (a.dict != b.dict) set_merge(heap, out.dict, b.dict);
      return out;
    case OP_BIT_XOR: /* the copy is of the right one */
      out = copy_of(heap, b);
      out.flags = a.flags & VALUE_FROZEN;
      exchange(heap, out, a);
      return out;
    default: return VALUE_ABSENT;
  }
}

static Value binary(Heap *heap, int op, Value a, Value b) {
  return a.kind == V_SET && b.kind == V_SET ? combine(heap, op, a, b) : VALUE_ABSENT;
}

bool set_compare(Heap *heap, Operator op, Value a, Value b) {
  if (op == OP_GT || op == OP_GE) return set_compare(heap, op == OP_GT ? OP_LT : OP_LE, b, a);
  return is_subset(heap, a, b) && (op == OP_LE || a.dict->live < b.dict->live);
}

Value set_put_all(Heap *heap, Value set, Value v) {
  ValueList items = {0};
  bool unordered;
  if (v.kind == V_SET) return set_merge(heap, set.dict, v.dict), VALUE_NONE;
  Value done = value_collect_any(heap, v, &items, &unordered);
  if (v.kind == V_DICT && items.n) set_expect(heap, set.dict, items.n);
  if (unordered && items.n > 1) set_order_forget(heap, set.dict);
  for (size_t i = 0; i < items.n && !value_passes(done); i++) done = set_put(heap, set.dict, items.at[i]);
  return done;
}

/* Any iterable as a set. */
static Value as_set(Heap *heap, Value v, Value *set) {
  if (v.kind == V_SET) return *set = v, VALUE_NONE;
  *set = value_set(heap);
  return set_put_all(heap, *set, v);
}

static Value construct(Heap *heap, const Type *type, const Value *args) {
  Value set = value_set(heap);
  bool frozen = type == &TYPE_FROZENSET;
  if (frozen && args[0].kind == V_SET && args[0].flags & VALUE_FROZEN) return args[0];
  if (args[0].kind != V_ABSENT) {
    Value done = set_put_all(heap, set, args[0]);
    if (value_passes(done)) return done;
  }
  if (frozen) set.flags = VALUE_FROZEN;
  return set;
}

/* ---- methods ---- */

static Value set_add(Heap *heap, Value self, const Value *args) { return set_put(heap, self.dict, args[0]); }

static Value set_discard(Heap *heap, Value self, const Value *args) {
  Value item = wanted(args[0]), found = dict_get(heap, self.dict, item);
  if (value_is_error(found)) return found;
  set_take(heap, self.dict, item);
  return VALUE_NONE;
}

static Value set_remove(Heap *heap, Value self, const Value *args) {
  Value item = wanted(args[0]), found = dict_get(heap, self.dict, item);
  if (value_is_error(found)) return found;
  if (set_take(heap, self.dict, item)) return VALUE_NONE;
  if (heap->pending) return value_or_pending(heap, VALUE_NONE);
  return value_raise_str(heap, EXC_KEY, value_repr(heap, args[0]));
}

static Value set_pop(Heap *heap, Value self, const Value *args) {
  (void)args;
  Value item;
  if (!set_order_is_known(self.dict)) return value_no_order(heap);
  if (set_pop_first(heap, self.dict, &item)) return item;
  return value_raise(heap, EXC_KEY, "'pop from an empty set'");
}

static Value set_clear(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  set_clear_all(self.dict);
  return VALUE_NONE;
}

static Value set_copy(Heap *heap, Value self, const Value *args) {
  (void)args;
  return self.flags & VALUE_FROZEN ? self : copy_of(heap, self);
}

static Value set_update(Heap *heap, Value self, const Value *args) {
  Value done = VALUE_NONE;
  for (size_t i = 0; i < args[0].list->n && !value_passes(done); i++)
    done = set_put_all(heap, self, args[0].list->at[i]);
  return done.kind == V_UNKNOWN ? value_unverified(heap, done) : done;
}

static Value set_union(Heap *heap, Value self, const Value *args) {
  Value out = copy_of(heap, self), done = VALUE_NONE;
  for (size_t i = 0; i < args[0].list->n && !value_passes(done); i++) {
    Value other = args[0].list->at[i];
    bool itself = other.kind == V_SET && other.dict == self.dict;
    done = itself ? VALUE_NONE : set_put_all(heap, out, other);
  }
  return value_passes(done) ? done : out;
}

/* The items of an iterable that are in `a`, in the order in which they come. */
static Value common(Heap *heap, Value a, Value v) {
  if (v.kind == V_SET) return intersection(heap, a, v);
  ValueList items = {0};
  bool unordered;
  Value out = empty_like(heap, a), done = value_collect_any(heap, v, &items, &unordered);
  if (unordered) set_order_forget(heap, out.dict);
  for (size_t i = 0; i < items.n && !value_passes(done); i++) {
    Value found = dict_get(heap, a.dict, items.at[i]);
    done = value_is_error(found) || found.kind == V_ABSENT ? found : set_put(heap, out.dict, items.at[i]);
  }
  return value_passes(done) ? done : out;
}

static Value set_intersection(Heap *heap, Value self, const Value *args) {
  const List *others = args[0].list;
  Value out = others->n ? self : copy_of(heap, self);
  for (size_t i = 0; i < others->n && !value_passes(out); i++) out = common(heap, out, others->at[i]);
  return out;
}

static Value set_difference_update(Heap *heap, Value self, const Value *args) {
  for (size_t i = 0; i < args[0].list->n; i++) {
    Value other, done = as_set(heap, args[0].list->at[i], &other);
    if (value_passes(done)) return done;
    subtract(heap, self, other);
  }
  return VALUE_NONE;
}

static Value set_difference(Heap *heap, Value self, const Value *args) {
  const List *others = args[0].list;
  Value other, done = others->n ? as_set(heap, others->at[0], &other) : VALUE_NONE;
  if (value_passes(done)) return done;
  bool sized = others->n && (others->at[0].kind == V_SET || others->at[0].kind == V_DICT);
  Value out = sized ? difference(heap, self, other) : copy_of(heap, self);
  if (others->n && !sized) subtract(heap, out, other);
  Value rest = others->n ? value_tuple(heap, others->at + 1, others->n - 1) : args[0];
  done = set_difference_update(heap, out, &rest);
  return value_passes(done) ? done : out;
}

static Value set_symmetric_difference(Heap *heap, Value self, const Value *args) {
  Value out = empty_like(heap, self), done = set_put_all(heap, out, args[0]);
  if (!value_passes(done)) exchange(heap, out, self);
  return value_passes(done) ? done : out;
}

static Value set_intersection_update(Heap *heap, Value self, const Value *args) {
  Value out = set_intersection(heap, self, args);
  if (value_passes(out)) return out;
  *self.dict = *out.dict;
  return VALUE_NONE;
}

static Value set_symmetric_difference_update(Heap *heap, Value self, const Value *args) {
  Value other, done = as_set(heap, args[0], &other);
  if (value_passes(done)) return done;
  const Dict *keys = args[0].kind == V_DICT ? args[0].dict : NULL; /* are walked as they stand */
  for (size_t i = 0; keys && i < keys->n; i++)
    if (keys->at[i].key.kind != V_ABSENT) toggle_item(heap, self, keys->at[i].key, NULL);
  if (!keys) exchange(heap, self, other);
  return VALUE_NONE;
}

/* The smaller of two views is walked; a view that is not longer than a set is, and else the other operand. */
static Value view_intersection(Heap *heap, Value view, Value other) {
  Value all, done;
  bool is_view = value_is_view(other), is_set = other.kind == V_SET;
  if (!value_is_view(view)) return view_intersection(heap, other, view);
  bool walks_view = is_set ? view.list->n <= other.dict->live : is_view && other.list->n > view.list->n;
  done = as_set(heap, walks_view ? other : view, &all);
  return value_passes(done) ? done : common(heap, (Value){.kind = V_SET, .dict = all.dict}, walks_view ? view : other);
}

Value set_of_view(Heap *heap, Operator op, Value view, Value other) {
  bool is_keys = view.kind == V_LIST && view.aux == 1;
  Value out = value_set(heap), right, done;
  if (is_keys && op != OP_BIT_AND && view.list->n) set_expect(heap, out.dict, view.list->n);
  if (op == OP_BIT_AND) return view_intersection(heap, view, other);
  done = set_put_all(heap, out, view);
  if (!value_passes(done) && op == OP_BIT_OR) done = set_put_all(heap, out, other);
  if (value_passes(done) || op == OP_BIT_OR) return value_passes(done) ? done : out;
  done = as_set(heap, other, &right);
  if (value_passes(done)) return done;
  if (op == OP_SUB) subtract(heap, out, right);
  else exchange(heap, out, right);
  return out;
}

bool set_in_place(Heap *heap, Operator op, Value set, Value other) {
  Value out;
  switch (op) {
    case OP_BIT_OR: return set_merge(heap, set.dict, other.dict), true;
    case OP_SUB: return subtract(heap, set, other), true;
    case OP_BIT_XOR: return exchange(heap, set, other), true;
    case OP_BIT_AND:
      out = intersection(heap, set, other);
      *set.dict = *out.dict;
      return true;
    default: return false;
  }
}

static Value set_isdisjoint(Heap *heap, Value self, const Value *args) {
  Value other, done = as_set(heap, args[0], &other);
  return value_passes(done) ? done : value_bool(intersection(heap, self, other).dict->live == 0);
}

static Value set_issubset(Heap *heap, Value self, const Value *args) {
  Value other, done = as_set(heap, args[0], &other);
  return value_passes(done) ? done : value_bool(is_subset(heap, self, other));
}

static Value set_issuperset(Heap *heap, Value self, const Value *args) {
  Value other, done = as_set(heap, args[0], &other);
  return value_passes(done) ? done : value_bool(is_subset(heap, other, self));
}

#define SET_COMMON                                                                                                  \
  {"copy", "", 0, 0, BUILTIN_C_STYLE, set_copy, "a shallow copy"},                                                  \
      {"difference", "*others", 0, UINT8_MAX, BUILTIN_C_STYLE, set_difference, "the items that none of others has"}, \
      {"intersection", "*others", 0, UINT8_MAX, BUILTIN_C_STYLE, set_intersection, "the items that all have"},       \
      {"isdisjoint", "other, /", 1, 1, BUILTIN_C_STYLE, set_isdisjoint, "whether no item is shared"},                \
      {"issubset", "other, /", 1, 1, BUILTIN_C_STYLE, set_issubset, "whether other has every item"},                 \
      {"issuperset", "other, /", 1, 1, BUILTIN_C_STYLE, set_issuperset, "whether every item of other is here"},      \
      {"symmetric_difference", "other, /", 1, 1, BUILTIN_C_STYLE, set_symmetric_difference, "items of just one"},    \
      {"union", "*others", 0, UINT8_MAX, BUILTIN_C_STYLE, set_union, "the items of all"}

static const Builtin set_methods[] = {
    SET_COMMON,
    {"add", "item, /", 1, 1, BUILTIN_C_STYLE | BUILTIN_CHANGES, set_add, "adds an item"},
    {"clear", "", 0, 0, BUILTIN_C_STYLE, set_clear, "removes all items"},
    {"difference_update", "*others", 0, UINT8_MAX, BUILTIN_C_STYLE | BUILTIN_CHANGES, set_difference_update,
     "removes the items of others"},
    {"discard", "item, /", 1, 1, BUILTIN_C_STYLE | BUILTIN_CHANGES, set_discard, "removes an item if it is there"},
    {"intersection_update", "*others", 0, UINT8_MAX, BUILTIN_C_STYLE | BUILTIN_CHANGES, set_intersection_update,
     "keeps the items that all have"},
    {"pop", "", 0, 0, BUILTIN_C_STYLE, set_pop, "removes any item and gives it"},
    {"remove", "item, /", 1, 1, BUILTIN_C_STYLE | BUILTIN_CHANGES, set_remove,
     "removes an item; KeyError if it is not there"},
    {"symmetric_difference_update", "other, /", 1, 1, BUILTIN_C_STYLE | BUILTIN_CHANGES,
     set_symmetric_difference_update, "keeps the items of just one"},
    {"update", "*others", 0, UINT8_MAX, BUILTIN_C_STYLE | BUILTIN_CHANGES, set_update, "adds the items of others"},
};

static const Builtin frozenset_methods[] = {SET_COMMON};

#define SET_SLOTS                                                                                              \
  .repr = repr, .truth = truth, .len = len, .iter = iter, .equal = equal, .hash = hash, .contains = contains, \
  .binary = binary, .construct = construct, .construct_params = "iterable=(), /"

const Type TYPE_SET = {.name = "set", .methods = BUILTIN_TABLE(set_methods), SET_SLOTS};
const Type TYPE_FROZENSET = {.name = "frozenset", .methods = BUILTIN_TABLE(frozenset_methods), SET_SLOTS};
