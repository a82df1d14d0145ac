#include "runtime/value/types.h"

/* set and frozenset share their body with dict: keys without values, in order of insertion. */

static void repr_items(Heap *heap, Buf *buf, Value v) {
  bool first = true;
  for (size_t i = 0; i < v.dict->n; i++) {
    if (v.dict->at[i].key.kind == V_ABSENT) continue;
    if (!first) buf_puts(buf, ", ");
    first = false;
    value_write_repr(heap, buf, v.dict->at[i].key);
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

static bool iter(Heap *heap, Value v, Iter *it) { return TYPE_DICT.iter(heap, v, it); }

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

static bool contains(Heap *heap, Value v, Value key, Value *error) { return TYPE_DICT.contains(heap, v, key, error); }

static Value empty_like(Heap *heap, Value v) {
  Value set = value_set(heap);
  set.flags = v.flags & VALUE_FROZEN;
  return set;
}

static Value add(Heap *heap, Value set, Value key) { return dict_put(heap, set.dict, key, VALUE_NONE); }

/* The items of `a` that are in `b`, or are not, put to `into`. */
static void take(Heap *heap, Value into, Value a, Value b, bool present) {
  heap_step(heap, a.dict->n);
  for (size_t i = 0; i < a.dict->n; i++) {
    Value key = a.dict->at[i].key;
    if (key.kind != V_ABSENT && has(heap, b, key) == present) add(heap, into, key);
  }
}

static Value combine(Heap *heap, int op, Value a, Value b) {
  Value out = empty_like(heap, a), none = value_set(heap);
  switch (op) {
    case OP_BIT_OR:
      take(heap, out, a, none, false);
      take(heap, out, b, none, false);
      return out;
    case OP_BIT_AND: /* of two equal items, as 1 and True, the one of the smaller set; else of the right one */
      return b.dict->live > a.dict->live ? take(heap, out, a, b, true) : take(heap, out, b, a, true), out;
    case OP_SUB: return take(heap, out, a, b, false), out;
    case OP_BIT_XOR:
      take(heap, out, a, b, false);
      take(heap, out, b, a, false);
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

/* Any iterable as a set. */
static Value as_set(Heap *heap, Value v, Value *set) {
  if (v.kind == V_SET) return *set = v, VALUE_NONE;
  ValueList items = {0};
  *set = value_set(heap);
  Value done = value_collect(heap, v, &items);
  for (size_t i = 0; i < items.n && !value_passes(done); i++) done = add(heap, *set, items.at[i]);
  return done;
}

static Value construct(Heap *heap, const Type *type, const Value *args) {
  Value set = value_set(heap);
  if (args[0].kind != V_ABSENT) {
    Value given, done = as_set(heap, args[0], &given);
    if (value_passes(done)) return done;
    take(heap, set, given, value_set(heap), false);
  }
  if (type == &TYPE_FROZENSET) set.flags = VALUE_FROZEN;
  return set;
}

/* ---- methods ---- */

static Value set_add(Heap *heap, Value self, const Value *args) { return add(heap, self, args[0]); }

static Value set_discard(Heap *heap, Value self, const Value *args) {
  Value found = dict_get(heap, self.dict, args[0]);
  if (value_is_error(found)) return found;
  dict_remove(heap, self.dict, args[0], NULL);
  return VALUE_NONE;
}

static Value set_remove(Heap *heap, Value self, const Value *args) {
  Value found = dict_get(heap, self.dict, args[0]);
  if (value_is_error(found)) return found;
  if (dict_remove(heap, self.dict, args[0], NULL)) return VALUE_NONE;
  return value_raise_str(heap, EXC_KEY, value_repr(heap, args[0]));
}

static Value set_pop(Heap *heap, Value self, const Value *args) {
  (void)args;
  for (size_t i = 0; i < self.dict->n; i++) {
    Value key = self.dict->at[i].key;
    if (key.kind == V_ABSENT) continue;
    dict_remove(heap, self.dict, key, NULL);
    return key;
  }
  return value_raise(heap, EXC_KEY, "'pop from an empty set'");
}

static Value set_clear(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  *self.dict = (Dict){0};
  return VALUE_NONE;
}

static Value set_copy(Heap *heap, Value self, const Value *args) {
  (void)args;
  return combine(heap, OP_BIT_OR, self, value_set(heap));
}

/* `self` combined with each of *others. */
static Value fold(Heap *heap, int op, Value self, Value others) {
  Value out = combine(heap, OP_BIT_OR, self, value_set(heap));
  for (size_t i = 0; i < others.list->n; i++) {
    Value other, done = as_set(heap, others.list->at[i], &other);
    if (value_passes(done)) return done;
    out = combine(heap, op, out, other);
  }
  return out;
}

static Value set_union(Heap *heap, Value self, const Value *args) { return fold(heap, OP_BIT_OR, self, args[0]); }
static Value set_intersection(Heap *heap, Value self, const Value *args) {
  return fold(heap, OP_BIT_AND, self, args[0]);
}
static Value set_difference(Heap *heap, Value self, const Value *args) { return fold(heap, OP_SUB, self, args[0]); }

static Value set_symmetric_difference(Heap *heap, Value self, const Value *args) {
  Value other, done = as_set(heap, args[0], &other);
  return value_passes(done) ? done : combine(heap, OP_BIT_XOR, self, other);
}

static Value update_by(Heap *heap, int op, Value self, Value others) {
  Value out = fold(heap, op, self, others);
  if (value_passes(out)) return out;
  *self.dict = *out.dict;
  return VALUE_NONE;
}
static Value set_update(Heap *heap, Value self, const Value *args) { return update_by(heap, OP_BIT_OR, self, args[0]); }
static Value set_intersection_update(Heap *heap, Value self, const Value *args) {
  return update_by(heap, OP_BIT_AND, self, args[0]);
}
static Value set_difference_update(Heap *heap, Value self, const Value *args) {
  return update_by(heap, OP_SUB, self, args[0]);
}
static Value set_symmetric_difference_update(Heap *heap, Value self, const Value *args) {
  Value out = set_symmetric_difference(heap, self, args);
  if (value_passes(out)) return out;
  *self.dict = *out.dict;
  return VALUE_NONE;
}

static Value set_isdisjoint(Heap *heap, Value self, const Value *args) {
  Value other, done = as_set(heap, args[0], &other);
  return value_passes(done) ? done : value_bool(combine(heap, OP_BIT_AND, self, other).dict->live == 0);
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
    {"add", "item, /", 1, 1, BUILTIN_C_STYLE, set_add, "adds an item"},
    {"clear", "", 0, 0, BUILTIN_C_STYLE, set_clear, "removes all items"},
    {"difference_update", "*others", 0, UINT8_MAX, BUILTIN_C_STYLE, set_difference_update,
     "removes the items of others"},
    {"discard", "item, /", 1, 1, BUILTIN_C_STYLE, set_discard, "removes an item if it is there"},
    {"intersection_update", "*others", 0, UINT8_MAX, BUILTIN_C_STYLE, set_intersection_update,
     "keeps the items that all have"},
    {"pop", "", 0, 0, BUILTIN_C_STYLE, set_pop, "removes any item and gives it"},
    {"remove", "item, /", 1, 1, BUILTIN_C_STYLE, set_remove, "removes an item; KeyError if it is not there"},
    {"symmetric_difference_update", "other, /", 1, 1, BUILTIN_C_STYLE, set_symmetric_difference_update,
     "keeps the items of just one"},
    {"update", "*others", 0, UINT8_MAX, BUILTIN_C_STYLE, set_update, "adds the items of others"},
};

static const Builtin frozenset_methods[] = {SET_COMMON};

#define SET_SLOTS                                                                                              \
  .repr = repr, .truth = truth, .len = len, .iter = iter, .equal = equal, .hash = hash, .contains = contains, \
  .binary = binary, .construct = construct, .construct_params = "iterable=(), /"

const Type TYPE_SET = {.name = "set", .methods = BUILTIN_TABLE(set_methods), SET_SLOTS};
const Type TYPE_FROZENSET = {.name = "frozenset", .methods = BUILTIN_TABLE(frozenset_methods), SET_SLOTS};
