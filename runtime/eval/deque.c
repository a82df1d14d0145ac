#include "runtime/core/limits.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/types.h"

/* collections.deque: an object whose `value` is a list, and whose `at` is `maxlen` + 1; 0: none. */

#define NAME "collections.deque"

static const Type *deque_type(void);

static Value items(Value v) { return v.object->value; }
static bool is_bounded(Value v) { return v.object->at > 0; }
static size_t most(Value v) { return v.object->at - 1; }

static Value deque_new(Heap *heap, size_t at) {
  return object_new(heap, deque_type(), (Object){.value = value_list(heap, 0), .at = at});
}

/* ---- both ends ---- */

static void insert_at(Heap *heap, List *list, size_t at, Value item) {
  list_push(heap, (Value){.kind = V_LIST, .list = list}, item);
  for (size_t i = list->n - 1; i > at; i--) list->at[i] = list->at[i - 1];
  list->at[at] = item;
  heap_step(heap, list->n - at);
}

static void remove_at(Heap *heap, List *list, size_t at) {
  heap_step(heap, list->n - at);
  for (size_t i = at; i + 1 < list->n; i++) list->at[i] = list->at[i + 1];
  list->n--;
}

/* Beyond its bound an item of the other end goes. */
static void add(Heap *heap, Value deque, Value item, bool left) {
  List *list = items(deque).list;
  if (is_bounded(deque) && !most(deque)) return;
  insert_at(heap, list, left ? 0 : list->n, item);
  if (is_bounded(deque) && list->n > most(deque)) remove_at(heap, list, left ? list->n - 1 : 0);
}

static Value append(Heap *heap, Value self, const Value *args) {
  add(heap, self, args[0], false);
  return VALUE_NONE;
}
static Value append_left(Heap *heap, Value self, const Value *args) {
  add(heap, self, args[0], true);
  return VALUE_NONE;
}

static Value add_all(Heap *heap, Value self, Value from, bool left) {
  ValueList given = {0};
  Value done = value_collect(heap, from, &given);
  for (size_t i = 0; i < given.n && !value_passes(done); i++) add(heap, self, given.at[i], left);
  return value_passes(done) ? done : VALUE_NONE;
}
static Value extend(Heap *heap, Value self, const Value *args) { return add_all(heap, self, args[0], false); }
static Value extend_left(Heap *heap, Value self, const Value *args) { return add_all(heap, self, args[0], true); }

static Value take(Heap *heap, Value self, bool left) {
  List *list = items(self).list;
  if (!list->n) return value_raise(heap, EXC_INDEX, "pop from an empty deque");
  Value item = list->at[left ? 0 : list->n - 1];
  remove_at(heap, list, left ? 0 : list->n - 1);
  return item;
}
static Value pop(Heap *heap, Value self, const Value *args) {
  (void)args;
  return take(heap, self, false);
}
static Value pop_left(Heap *heap, Value self, const Value *args) {
  (void)args;
  return take(heap, self, true);
}

static Value rotate(Heap *heap, Value self, const Value *args) {
  List *list = items(self).list;
  int64_t by = args[0].kind == V_ABSENT ? 1 : args[0].i, n = (int64_t)list->n;
  if (args[0].kind != V_ABSENT && args[0].kind != V_INT) return value_unsupported(heap, "such a rotation");
  if (!n) return VALUE_NONE;
  Value before = value_tuple(heap, list->at, list->n);
  for (int64_t i = 0; i < n; i++) list->at[((i + by % n) + n) % n] = before.list->at[i];
  return VALUE_NONE;
}

/* ---- what a list does as well ---- */

static Value as_list(Heap *heap, Value self, const char *method, const Value *args, size_t n) {
  return heap->call(heap, op_attr(heap, items(self), str_of(method)), args, n, NULL);
}

static Value clear(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  items(self).list->n = 0;
  return VALUE_NONE;
}
static Value count(Heap *heap, Value self, const Value *args) { return as_list(heap, self, "count", args, 1); }
static Value reverse(Heap *heap, Value self, const Value *args) { return as_list(heap, self, "reverse", args, 0); }

static Value copy(Heap *heap, Value self, const Value *args) {
  (void)args;
  Value made = deque_new(heap, self.object->at);
  add_all(heap, made, items(self), false);
  return made;
}

static Value without(Heap *heap, Value self, const Value *args) {
  Value done = as_list(heap, self, "remove", args, 1);
  bool is_missing = value_is_error(done) && done.exc->type == EXC_VALUE;
  return is_missing ? value_raise(heap, EXC_VALUE, "%.*s is not in deque", STR_FMT(value_repr(heap, args[0]))) : done;
}

static Value find(Heap *heap, Value self, const Value *args) {
  Value done = as_list(heap, self, "index", args, 1);
  bool is_missing = value_is_error(done) && done.exc->type == EXC_VALUE;
  return is_missing ? value_raise(heap, EXC_VALUE, "%.*s is not in deque", STR_FMT(value_repr(heap, args[0]))) : done;
}

static Value bound(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return is_bounded(self) ? value_int((int64_t)most(self)) : VALUE_NONE;
}

static const Builtin METHODS[] = {
    {"append", "object, /", 1, 1, BUILTIN_C_STYLE, append, "adds an item at the right"},
    {"appendleft", "object, /", 1, 1, BUILTIN_C_STYLE, append_left, "adds an item at the left"},
    {"clear", "", 0, 0, BUILTIN_C_STYLE, clear, "removes all items"},
    {"copy", "", 0, 0, BUILTIN_C_STYLE, copy, "a shallow copy"},
    {"count", "value, /", 1, 1, BUILTIN_C_STYLE, count, "how many items are equal to a value"},
    {"extend", "iterable, /", 1, 1, BUILTIN_C_STYLE, extend, "adds items at the right"},
    {"extendleft", "iterable, /", 1, 1, BUILTIN_C_STYLE, extend_left, "adds items at the left"},
    {"index", "value, /", 1, 1, BUILTIN_C_STYLE, find, "where the first item equal to a value is"},
    {"maxlen", "", 0, 0, BUILTIN_PROPERTY, bound, "how many items it keeps"},
    {"pop", "", 0, 0, BUILTIN_C_STYLE, pop, "removes the item at the right"},
    {"popleft", "", 0, 0, BUILTIN_C_STYLE, pop_left, "removes the item at the left"},
    {"remove", "value, /", 1, 1, BUILTIN_C_STYLE, without, "removes the first item equal to a value"},
    {"reverse", "", 0, 0, BUILTIN_C_STYLE, reverse, "turns it round"},
    {"rotate", "n=1, /", 0, 1, BUILTIN_C_STYLE, rotate, "moves items from one end to the other"},
};

/* ---- the type ---- */

static void repr(Heap *heap, Buf *buf, Value v) {
  buf_puts(buf, "deque(");
  value_write_repr(heap, buf, items(v));
  if (is_bounded(v)) buf_printf(buf, ", maxlen=%zu", most(v));
  buf_char(buf, ')');
}

static bool truth(Value v) { return items(v).list->n > 0; }
static int64_t len(Value v) { return (int64_t)items(v).list->n; }
static bool iter(Heap *heap, Value v, Iter *out) { return TYPE_LIST.iter(heap, items(v), out); }
static bool equal(Heap *heap, Value a, Value b) { return value_equal(heap, items(a), items(b)); }
static bool hash(Heap *heap, Value v, uint64_t *out) {
  (void)heap, (void)v, (void)out;
  return false;
}
static bool contains(Heap *heap, Value v, Value item, Value *error) {
  Value found = op_compare(heap, OP_IN, item, items(v));
  if (value_passes(found)) *error = found;
  return found.kind == V_BOOL && found.i;
}

static Value item(Heap *heap, Value v, Value key) {
  int64_t at;
  if (!value_index(key, &at))
    return value_raise(heap, EXC_TYPE, "sequence index must be integer, not '%s'", value_type_name(key));
  int64_t n = (int64_t)items(v).list->n;
  if (at < 0) at += n;
  return at < 0 || at >= n ? value_raise(heap, EXC_INDEX, "deque index out of range") : items(v).list->at[at];
}

static Value binary(Heap *heap, int op, Value a, Value b) {
  (void)a, (void)b;
  return op == OP_ADD || op == OP_MUL ? value_unsupported(heap, "such an operator of a '" NAME "'") : VALUE_ABSENT;
}

static int compare(Heap *heap, Value a, Value b, Value *error) {
  (void)a, (void)b;
  *error = value_unsupported(heap, "the order of two deques");
  return 0;
}

static Value construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  bool fits = !value_given(args[1]) || args[1].kind == V_INT;
  if (!fits) return value_raise(heap, EXC_TYPE, "an integer is required");
  if (value_given(args[1]) && args[1].i < 0) return value_raise(heap, EXC_VALUE, "maxlen must be non-negative");
  Value made = deque_new(heap, value_given(args[1]) ? (size_t)args[1].i + 1 : 0);
  Value done = args[0].kind == V_ABSENT ? VALUE_NONE : add_all(heap, made, args[0], false);
  return value_passes(done) ? done : made;
}

static const Type TYPE_DEQUE = {.name = NAME,
                                .methods = BUILTIN_TABLE(METHODS),
                                .repr = repr,
                                .truth = truth,
                                .len = len,
                                .iter = iter,
                                .equal = equal,
                                .compare = compare,
                                .hash = hash,
                                .item = item,
                                .contains = contains,
                                .binary = binary,
                                .construct = construct,
                                .construct_params = "iterable=(), maxlen=None"};
static const Type *deque_type(void) { return &TYPE_DEQUE; }

Value library_deque(void) { return value_of_type(&TYPE_DEQUE); }
