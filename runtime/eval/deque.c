#include "runtime/core/limits.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/types.h"

/* collections.deque: an object whose `value` is a list, whose `at` is `maxlen` + 1 (0: none), and whose `state` is
 * Ends. */

#define NAME "collections.deque"

static const Type *deque_type(void);

typedef struct Ends {
  const Value *at; /* where the items began when `spare` was counted: where the list has moved since, there is none */
  size_t spare;    /* places before the first item that are free */
  size_t changes;
} Ends;

static Ends *ends(Value v) { return v.object->state; }
static Value items(Value v) { return v.object->value; }
static bool is_bounded(Value v) { return v.object->at > 0; }
static size_t most(Value v) { return v.object->at - 1; }

static Value deque_new(Heap *heap, size_t at) {
  Ends *state = ARENA_NEW(heap->arena, Ends);
  return object_new(heap, deque_type(), (Object){.value = value_list(heap, 0), .at = at, .state = state});
}

/* ---- both ends ---- */

static size_t spare(Value deque) { return ends(deque)->at == items(deque).list->at ? ends(deque)->spare : 0; }

/* Lets the items begin at `at`, behind `free_places` of the same piece of memory. */
static void begin_at(Value deque, Value *at, size_t free_places) {
  items(deque).list->at = at;
  ends(deque)->at = at;
  ends(deque)->spare = free_places;
}

enum { LEAST_ROOM = 8 };

/* Moves the items to where as many more have room before them, so that each addition costs the same on average. */
static void make_spare(Heap *heap, Value deque) {
  List *list = items(deque).list;
  size_t before = list->n + LEAST_ROOM;
  Value *at = ARENA_ARRAY(heap->arena, Value, before + list->n + LEAST_ROOM);
  if (list->n) memcpy(at + before, list->at, list->n * sizeof *at);
  heap_step(heap, list->n);
  list->cap = list->n + LEAST_ROOM;
  begin_at(deque, at + before, before);
}

static void add_left(Heap *heap, Value deque, Value item) {
  List *list = items(deque).list;
  heap_check_items(heap, list->n + 1);
  if (!spare(deque)) make_spare(heap, deque);
  begin_at(deque, list->at - 1, spare(deque) - 1);
  list->at[0] = item;
  list->n++, list->cap++;
}

static Value take_left(Value deque) {
  List *list = items(deque).list;
  Value item = list->at[0];
  begin_at(deque, list->at + 1, spare(deque) + 1);
  list->n--, list->cap--;
  if (list->n) return item;
  list->cap += spare(deque); /* an empty one begins at the front again */
  return begin_at(deque, list->at - spare(deque), 0), item;
}

/* Beyond its bound an item of the other end goes. */
static void add(Heap *heap, Value deque, Value item, bool left) {
  List *list = items(deque).list;
  ends(deque)->changes++;
  if (is_bounded(deque) && !most(deque)) return;
  if (left) add_left(heap, deque, item);
  else list_push(heap, items(deque), item);
  if (!is_bounded(deque) || list->n <= most(deque)) return;
  if (left) list->n--;
  else take_left(deque);
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
  bool keeps = !is_bounded(self) || most(self);
  for (size_t i = 0; keeps && i < given.n && !value_passes(done); i++) add(heap, self, given.at[i], left);
  return value_passes(done) ? done : VALUE_NONE;
}
static Value extend(Heap *heap, Value self, const Value *args) { return add_all(heap, self, args[0], false); }
static Value extend_left(Heap *heap, Value self, const Value *args) { return add_all(heap, self, args[0], true); }

static Value take(Heap *heap, Value self, bool left) {
  List *list = items(self).list;
  if (!list->n) return value_raise(heap, EXC_INDEX, "pop from an empty deque");
  ends(self)->changes++;
  return left ? take_left(self) : list->at[--list->n];
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
  if (n <= 1) return VALUE_NONE;
  ends(self)->changes++;
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
  ends(self)->changes += items(self).list->n > 0;
  items(self).list->n = 0;
  return VALUE_NONE;
}

static Value mutated(Heap *heap, ExceptionType type) {
  return value_raise(heap, type, "deque mutated during iteration");
}

/* Where the first item equal to `item` is; n: nowhere. Comparisons may be the project's own and change what they
 * look at. */
static size_t place(Heap *heap, Value deque, Value item, Value *error) {
  const List *list = items(deque).list;
  size_t before = ends(deque)->changes, i = 0;
  for (*error = VALUE_NONE; i < list->n && !value_equal(heap, list->at[i], item); i++) {
    heap_step(heap, 1);
    if (heap->pending) return *error = value_or_pending(heap, VALUE_NONE), list->n;
    if (ends(deque)->changes != before) return *error = mutated(heap, EXC_RUNTIME), list->n;
  }
  return i;
}

static Value count(Heap *heap, Value self, const Value *args) {
  size_t before = ends(self)->changes;
  Value done = as_list(heap, self, "count", args, 1);
  return ends(self)->changes == before ? done : mutated(heap, EXC_RUNTIME);
}
static Value reverse(Heap *heap, Value self, const Value *args) { return as_list(heap, self, "reverse", args, 0); }

static Value copy(Heap *heap, Value self, const Value *args) {
  (void)args;
  Value made = deque_new(heap, self.object->at);
  add_all(heap, made, items(self), false);
  return made;
}

static Value insert(Heap *heap, Value self, const Value *args) {
  bool is_full = is_bounded(self) && items(self).list->n >= most(self);
  int64_t at;
  if (is_full && value_index(args[0], &at)) return value_raise(heap, EXC_INDEX, "deque already at its maximum size");
  ends(self)->changes++;
  return as_list(heap, self, "insert", args, 2);
}

static Value no_such(Heap *heap, Value item) {
  return value_raise(heap, EXC_VALUE, "%.*s is not in deque", STR_FMT(value_repr(heap, item)));
}

static Value without(Heap *heap, Value self, const Value *args) {
  const List *list = items(self).list;
  size_t before = ends(self)->changes;
  for (size_t i = 0; i < list->n; i++) {
    bool same = value_equal(heap, list->at[i], args[0]);
    heap_step(heap, 1);
    if (heap->pending) return value_or_pending(heap, VALUE_NONE);
    if (ends(self)->changes != before) return mutated(heap, EXC_INDEX);
    if (!same) continue;
    Value at = value_int((int64_t)i);
    ends(self)->changes++;
    return as_list(heap, self, "pop", &at, 1), VALUE_NONE;
  }
  return no_such(heap, args[0]);
}

static Value find(Heap *heap, Value self, const Value *args) {
  Value error;
  size_t n = items(self).list->n, at = place(heap, self, args[0], &error);
  if (value_is_error(error)) return error;
  return at < n ? value_int((int64_t)at) : no_such(heap, args[0]);
}

static Value bound(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return is_bounded(self) ? value_int((int64_t)most(self)) : VALUE_NONE;
}

static const Builtin METHODS[] = {
    {"append", "object, /", 1, 1, BUILTIN_C_STYLE | BUILTIN_ABSORBS, append, "adds an item at the right"},
    {"appendleft", "object, /", 1, 1, BUILTIN_C_STYLE | BUILTIN_ABSORBS, append_left, "adds an item at the left"},
    {"clear", "", 0, 0, BUILTIN_C_STYLE, clear, "removes all items"},
    {"copy", "", 0, 0, BUILTIN_C_STYLE, copy, "a shallow copy"},
    {"count", "value, /", 1, 1, BUILTIN_C_STYLE, count, "how many items are equal to a value"},
    {"extend", "iterable, /", 1, 1, BUILTIN_C_STYLE | BUILTIN_CHANGES, extend, "adds items at the right"},
    {"extendleft", "iterable, /", 1, 1, BUILTIN_C_STYLE | BUILTIN_CHANGES, extend_left, "adds items at the left"},
    {"index", "value, /", 1, 1, BUILTIN_C_STYLE, find, "where the first item equal to a value is"},
    {"insert", "index, value, /", 2, 2, BUILTIN_C_STYLE | BUILTIN_ABSORBS, insert, "adds an item before a place"},
    {"maxlen", "", 0, 0, BUILTIN_PROPERTY, bound, "how many items it keeps"},
    {"pop", "", 0, 0, BUILTIN_C_STYLE, pop, "removes the item at the right"},
    {"popleft", "", 0, 0, BUILTIN_C_STYLE, pop_left, "removes the item at the left"},
    {"remove", "value, /", 1, 1, BUILTIN_C_STYLE | BUILTIN_CHANGES, without, "removes the first item equal to a value"},
    {"reverse", "", 0, 0, BUILTIN_C_STYLE, reverse, "turns it round"},
    {"rotate", "n=1, /", 0, 1, BUILTIN_C_STYLE | BUILTIN_CHANGES, rotate, "moves items from one end to the other"},
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

static bool next_item(Heap *heap, Iter *iter, Value *out) {
  const List *list = items(iter->over).list;
  if ((uintptr_t)iter->state != ends(iter->over)->changes + 1)
    return *out = mutated(heap, EXC_RUNTIME), true;
  if (iter->at >= list->n) return false;
  return *out = list->at[iter->at++], true;
}

static bool iter(Heap *heap, Value v, Iter *out) {
  (void)heap;
  *out = (Iter){.next = next_item, .over = v, .state = (void *)(uintptr_t)(ends(v)->changes + 1)};
  return true;
}

static bool equal(Heap *heap, Value a, Value b) { return value_equal(heap, items(a), items(b)); }
static bool hash(Heap *heap, Value v, uint64_t *out) {
  (void)heap, (void)v, (void)out;
  return false;
}
static bool contains(Heap *heap, Value v, Value item, Value *error) {
  Value stop;
  size_t n = items(v).list->n, at = place(heap, v, item, &stop);
  if (value_is_error(stop)) *error = stop;
  return !value_is_error(stop) && at < n;
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
  bool fits = !value_given(args[1]) || args[1].kind == V_INT || args[1].kind == V_BOOL;
  if (args[1].kind == V_BIGINT) return value_unsupported(heap, "such a 'maxlen'");
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
                                .construct_params = "iterable=(), maxlen=None",
                                .class_item = type_generic};
static const Type *deque_type(void) { return &TYPE_DEQUE; }

Value library_deque(void) { return value_of_type(&TYPE_DEQUE); }
