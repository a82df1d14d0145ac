#include "runtime/core/limits.h"
#include "runtime/eval/args.h"
#include "runtime/eval/library_modules.h"
#include "runtime/eval/named_tuple.h"
#include "runtime/value/types.h"

/* collections: dicts that are more than dicts. Each is a V_DICT whose Dict names its class. */

typedef struct DefaultDict {
  Dict dict;
  Value factory; /* V_NONE: none */
} DefaultDict;

static const Type *default_type(void);
static const Type *counter_type(void);
static const Type *ordered_type(void);

/* A dict's own methods, where the class has none of that name. */
static Value dict_attr(Heap *heap, Value v, Str name) {
  const Builtin *method = type_method(value_type(v), name);
  if (!method) method = type_method(&TYPE_DICT, name);
  return method ? value_bound(heap, method, v) : VALUE_ABSENT;
}

static Value new_dict(Heap *heap, const Type *type) {
  DefaultDict *body = ARENA_NEW(heap->arena, DefaultDict);
  body->dict.subclass = type;
  body->factory = VALUE_NONE;
  return (Value){.kind = V_DICT, .dict = &body->dict};
}

static Value plain(Heap *heap, Value v) {
  Value dict = value_dict(heap);
  dict_put_all(heap, dict.dict, v.dict);
  return dict;
}

/* dict(iterable, **more), into a dict of this class. */
static Value fill(Heap *heap, Value into, Value iterable, Value more) {
  Value given[] = {iterable, more};
  Value made = TYPE_DICT.construct(heap, &TYPE_DICT, given);
  if (value_passes(made)) return made;
  dict_put_all(heap, into.dict, made.dict);
  return into;
}

/* `OrderedDict.fromkeys(keys, value)`: one of this class. */
static Value typed_fromkeys(Heap *heap, Value self, const Value *args) {
  Value made = type_method(&TYPE_DICT, STR("fromkeys"))->fn(heap, self, args), into = new_dict(heap, self.type);
  if (value_passes(made)) return made;
  dict_put_all(heap, into.dict, made.dict);
  return into;
}

/* ---- defaultdict ---- */

static Value *factory_of(Value v) { return &((DefaultDict *)(void *)v.dict)->factory; }

static Value default_item(Heap *heap, Value v, Value key) {
  Value found = dict_get(heap, v.dict, key), factory = *factory_of(v);
  if (found.kind != V_ABSENT) return found;
  if (factory.kind == V_NONE) return value_raise_str(heap, EXC_KEY, value_repr(heap, key));
  Value made = heap->call(heap, factory, NULL, 0, NULL);
  Value done = value_passes(made) ? made : dict_put(heap, v.dict, key, made);
  return value_passes(done) ? done : made;
}

static void default_repr(Heap *heap, Buf *buf, Value v) {
  buf_puts(buf, "defaultdict(");
  value_write_repr(heap, buf, *factory_of(v));
  buf_puts(buf, ", ");
  TYPE_DICT.repr(heap, buf, v);
  buf_char(buf, ')');
}

static Value default_construct(Heap *heap, const Type *type, const Value *args) {
  Value dict = new_dict(heap, type);
  const List *given = args[0].list;
  Value factory = given->n ? given->at[0] : VALUE_NONE, stop;
  bool callable = factory.kind == V_NONE || factory.kind == V_FUNCTION || factory.kind == V_BUILTIN ||
                  factory.kind == V_TYPE || factory.kind >= V_OPAQUE;
  (void)stop;
  if (!callable) return value_raise(heap, EXC_TYPE, "first argument must be callable or None");
  if (given->n > 2)
    return value_raise(heap, EXC_TYPE, "dict expected at most 1 argument, got %zu", given->n - 1);
  *factory_of(dict) = factory;
  return fill(heap, dict, given->n > 1 ? given->at[1] : VALUE_ABSENT, args[1]);
}

static Value default_copy(Heap *heap, Value self, const Value *args) {
  (void)args;
  Value copy = new_dict(heap, self.dict->subclass);
  *factory_of(copy) = *factory_of(self);
  dict_put_all(heap, copy.dict, self.dict);
  return copy;
}

static Value default_factory(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return *factory_of(self);
}

static Value default_binary(Heap *heap, int op, Value a, Value b) {
  if (op != OP_BIT_OR || a.kind != V_DICT || b.kind != V_DICT) return VALUE_ABSENT;
  Value made = default_copy(heap, a.dict->subclass == default_type() ? a : b, NULL);
  *made.dict = (Dict){.subclass = made.dict->subclass};
  dict_put_all(heap, made.dict, a.dict);
  dict_put_all(heap, made.dict, b.dict);
  return made;
}

static const Builtin DEFAULT_METHODS[] = {
    {"copy", "", 0, 0, BUILTIN_C_STYLE, default_copy, "a shallow copy"},
    {"default_factory", "", 0, 0, BUILTIN_PROPERTY, default_factory, "what makes the value of a missing key"},
    {"fromkeys", "iterable, value=None, /", 1, 2, BUILTIN_STATIC | BUILTIN_C_STYLE, typed_fromkeys,
     "a defaultdict of these keys"},
};

#define DICT_SLOTS                                                                                                 \
  .truth = dict_truth, .len = dict_len, .iter = dict_iter, .hash = dict_hash, .contains = dict_contains, \
  .attr = dict_attr

static bool dict_truth(Value v) { return v.dict->live != 0; }
static int64_t dict_len(Value v) { return (int64_t)v.dict->live; }
static bool dict_iter(Heap *heap, Value v, Iter *iter) { return TYPE_DICT.iter(heap, v, iter); }
static bool dict_equal(Heap *heap, Value a, Value b) { return TYPE_DICT.equal(heap, a, b); }
static bool dict_contains(Heap *heap, Value v, Value item, Value *error) {
  return TYPE_DICT.contains(heap, v, item, error);
}
static bool dict_hash(Heap *heap, Value v, uint64_t *hash) {
  (void)heap, (void)v, (void)hash;
  return false;
}

static const Type TYPE_DEFAULT_DICT = {.name = "collections.defaultdict",
                                       .methods = BUILTIN_TABLE(DEFAULT_METHODS),
                                       .repr = default_repr,
                                       .item = default_item,
                                       .item_changes = true,
                                       .equal = dict_equal,
                                       .binary = default_binary,
                                       .construct = default_construct,
                                       .construct_params = "*args, **kwargs",
                                       DICT_SLOTS};
static const Type *default_type(void) { return &TYPE_DEFAULT_DICT; }

/* ---- Counter ---- */

static Value counter_item(Heap *heap, Value v, Value key) {
  Value found = dict_get(heap, v.dict, key);
  return found.kind == V_ABSENT ? value_int(0) : found;
}

/* A mapping's count comes before what is added to it. */
static Value add_count(Heap *heap, Value counter, Value key, Value count, Operator op, bool of_mapping) {
  Value old = counter_item(heap, counter, key);
  bool before = of_mapping && op == OP_ADD;
  Value sum = value_passes(old) ? old : op_binary(heap, op, before ? count : old, before ? old : count);
  return value_passes(sum) ? sum : dict_put(heap, counter.dict, key, sum);
}

/* A counter that is empty takes a mapping over as it is, whatever stands for counts. */
static Value count_mapping(Heap *heap, Value counter, const Dict *from, Operator op) {
  bool as_it_is = op == OP_ADD && !counter.dict->live;
  for (size_t i = 0; i < from->n; i++) {
    const DictEntry *entry = &from->at[i];
    if (entry->key.kind == V_ABSENT) continue;
    Value done = as_it_is ? dict_put(heap, counter.dict, entry->key, entry->value)
                          : add_count(heap, counter, entry->key, entry->value, op, true);
    if (value_passes(done)) return done;
  }
  return VALUE_NONE;
}

/* Adds the counts of a mapping, or one for each item of an iterable. */
static Value count(Heap *heap, Value counter, Value from, Operator op) {
  if (from.kind == V_DICT) return count_mapping(heap, counter, from.dict, op);
  Iter iter = {0};
  Value error = value_given(from) ? op_iter(heap, from, &iter) : VALUE_ABSENT, item;
  if (error.kind == V_ABSENT || value_passes(error)) return error;
  while (op_next(heap, &iter, &item)) {
    Value done = value_passes(item) ? item : add_count(heap, counter, item, value_int(1), op, false);
    if (value_passes(done)) return done;
  }
  return VALUE_NONE;
}

static Value counter_change(Heap *heap, Value self, const Value *args, Operator op) {
  Value done = args[0].kind == V_ABSENT ? VALUE_NONE : count(heap, self, args[0], op);
  if (!value_passes(done) && args[1].kind == V_DICT) done = count(heap, self, args[1], op);
  return value_passes(done) ? done : VALUE_NONE;
}

static Value counter_changed(Heap *heap, Value self, const Value *args, Operator op) {
  Value done = counter_change(heap, self, args, op);
  return done.kind == V_UNKNOWN ? value_unverified(heap, done) : done;
}
static Value counter_update(Heap *heap, Value self, const Value *args) {
  return counter_changed(heap, self, args, OP_ADD);
}
static Value counter_subtract(Heap *heap, Value self, const Value *args) {
  return counter_changed(heap, self, args, OP_SUB);
}

static Value counter_construct(Heap *heap, const Type *type, const Value *args) {
  Value counter = new_dict(heap, type), done = counter_change(heap, counter, args, OP_ADD);
  return value_passes(done) ? done : counter;
}

/* Pairs by their counts, the highest first; equal ones as they came. */
static Value ranked(Heap *heap, Value counter, ValueList *pairs) {
  ValueList keys = {0};
  for (size_t i = 0; i < counter.dict->n; i++) {
    Value pair[] = {counter.dict->at[i].key, counter.dict->at[i].value};
    if (pair[0].kind == V_ABSENT) continue;
    value_list_push(heap, pairs, value_tuple(heap, pair, 2));
    value_list_push(heap, &keys, pair[1]);
  }
  return value_sort_by(heap, pairs, keys.at, true);
}

static Value counter_most_common(Heap *heap, Value self, const Value *args) {
  ValueList pairs = {0};
  int64_t n = INT64_MAX;
  Value error = ranked(heap, self, &pairs);
  if (!value_passes(error) && value_given(args[0])) error = value_need_int(heap, args[0], &n);
  if (value_passes(error)) return error;
  Value list = value_list(heap, 0);
  for (size_t i = 0; i < pairs.n && (int64_t)i < n; i++) list_push(heap, list, pairs.at[i]);
  return list;
}

static Value counter_elements(Heap *heap, Value self, const Value *args) {
  (void)args;
  Value list = value_list(heap, 0);
  Iter iter = {0};
  for (size_t i = 0; i < self.dict->n; i++) {
    int64_t times = 0;
    if (self.dict->at[i].key.kind == V_ABSENT) continue;
    Value error = value_need_int(heap, self.dict->at[i].value, &times);
    if (value_passes(error)) return error;
    for (int64_t k = 0; k < times; k++) heap_step(heap, 1), list_push(heap, list, self.dict->at[i].key);
  }
  iter_items(heap, list, &iter);
  return value_iterator(heap, iter, "itertools.chain");
}

static Value counter_total(Heap *heap, Value self, const Value *args) {
  (void)args;
  Value sum = value_int(0);
  for (size_t i = 0; i < self.dict->n && !value_passes(sum); i++)
    if (self.dict->at[i].key.kind != V_ABSENT) sum = op_binary(heap, OP_ADD, sum, self.dict->at[i].value);
  return sum;
}

static Value counter_copy(Heap *heap, Value self, const Value *args) {
  (void)args;
  Value copy = new_dict(heap, self.dict->subclass);
  dict_put_all(heap, copy.dict, self.dict);
  return copy;
}

static Value positive(Heap *heap, Value key, Value number, Value into) {
  Value above = op_compare(heap, OP_GT, number, value_int(0));
  if (value_passes(above) || !above.i) return above;
  return dict_put(heap, into.dict, key, number);
}

/* What `+`, `-`, `|` and `&` make of a key's two counts. */
static Value joined(Heap *heap, int op, Value a, Value b) {
  if (op == OP_ADD || op == OP_SUB) return op_binary(heap, (Operator)op, a, b);
  Value less = op_compare(heap, OP_LT, a, b);
  if (value_passes(less)) return less;
  return (op == OP_BIT_OR) == (less.i != 0) ? b : a;
}

static Value counter_binary(Heap *heap, int op, Value a, Value b) {
  bool mine = op == OP_ADD || op == OP_SUB || op == OP_BIT_OR || op == OP_BIT_AND;
  if (!mine || a.kind != V_DICT || b.kind != V_DICT) return VALUE_ABSENT;
  if (a.dict->subclass != counter_type() || b.dict->subclass != counter_type()) return VALUE_ABSENT;
  Value out = new_dict(heap, counter_type()), done = VALUE_NONE;
  for (size_t i = 0; i < a.dict->n && !value_passes(done); i++) {
    Value key = a.dict->at[i].key;
    if (key.kind == V_ABSENT) continue;
    Value number = joined(heap, op, a.dict->at[i].value, counter_item(heap, b, key));
    done = value_passes(number) ? number : positive(heap, key, number, out);
  }
  for (size_t i = 0; op != OP_BIT_AND && i < b.dict->n && !value_passes(done); i++) {
    Value key = b.dict->at[i].key;
    if (key.kind == V_ABSENT || dict_get(heap, a.dict, key).kind != V_ABSENT) continue;
    Value number = op == OP_SUB ? op_binary(heap, OP_SUB, value_int(0), b.dict->at[i].value) : b.dict->at[i].value;
    done = value_passes(number) ? number : positive(heap, key, number, out);
  }
  return value_passes(done) ? done : out;
}

/* A key that is not there counts as 0. */
static bool counter_equal(Heap *heap, Value a, Value b) {
  if (b.dict->subclass != a.dict->subclass) return TYPE_DICT.equal(heap, a, b);
  for (int side = 0; side < 2; side++) {
    Value from = side ? b : a, other = side ? a : b;
    for (size_t i = 0; i < from.dict->n; i++)
      if (from.dict->at[i].key.kind != V_ABSENT &&
          !value_equal(heap, from.dict->at[i].value, counter_item(heap, other, from.dict->at[i].key)))
        return false;
  }
  return true;
}

static void counter_repr(Heap *heap, Buf *buf, Value v) {
  ValueList pairs = {0};
  if (!v.dict->live) {
    buf_puts(buf, "Counter()");
    return;
  }
  Value error = ranked(heap, v, &pairs), sorted = value_dict(heap);
  for (size_t i = 0; i < pairs.n; i++)
    dict_put(heap, sorted.dict, pairs.at[i].list->at[0], pairs.at[i].list->at[1]);
  buf_puts(buf, "Counter(");
  TYPE_DICT.repr(heap, buf, value_passes(error) ? plain(heap, v) : sorted);
  buf_char(buf, ')');
}

static const Builtin COUNTER_METHODS[] = {
    {"copy", "", 0, 0, 0, counter_copy, "a shallow copy"},
    {"elements", "", 0, 0, 0, counter_elements, "each item as often as it counts"},
    {"most_common", "most_common(n=None)", 0, 1, 0, counter_most_common, "pairs of item and count, the highest first"},
    {"subtract", "subtract(iterable=None, /, **kwds)", 0, 1, BUILTIN_CHANGES, counter_subtract, "takes counts away"},
    {"total", "", 0, 0, 0, counter_total, "the sum of the counts"},
    {"update", "update(iterable=None, /, **kwds)", 0, 1, BUILTIN_CHANGES, counter_update, "adds counts"},
};

static const Type TYPE_COUNTER = {.name = "Counter",
                                  .full_name = "collections.Counter",
                                  .methods = BUILTIN_TABLE(COUNTER_METHODS),
                                  .repr = counter_repr,
                                  .item = counter_item,
                                  .equal = counter_equal,
                                  .binary = counter_binary,
                                  .construct = counter_construct,
                                  .construct_params = "iterable=None, /, **kwds",
                                  DICT_SLOTS};
static const Type *counter_type(void) { return &TYPE_COUNTER; }

/* ---- OrderedDict ---- */

static Value ordered_construct(Heap *heap, const Type *type, const Value *args) {
  return fill(heap, new_dict(heap, type), args[0], args[1]);
}

static void ordered_repr(Heap *heap, Buf *buf, Value v) {
  Value pairs = value_list(heap, 0);
  for (size_t i = 0; i < v.dict->n; i++) {
    Value pair[] = {v.dict->at[i].key, v.dict->at[i].value};
    if (pair[0].kind != V_ABSENT) list_push(heap, pairs, value_tuple(heap, pair, 2));
  }
  buf_puts(buf, "OrderedDict(");
  if (pairs.list->n) value_write_repr(heap, buf, pairs);
  buf_char(buf, ')');
}

/* Two of them are equal in the same order only. */
static bool ordered_equal(Heap *heap, Value a, Value b) {
  if (!TYPE_DICT.equal(heap, a, b)) return false;
  if (a.dict->subclass != ordered_type() || b.dict->subclass != ordered_type()) return true;
  Iter left, right;
  Value x, y;
  TYPE_DICT.iter(heap, a, &left);
  TYPE_DICT.iter(heap, b, &right);
  while (op_next(heap, &left, &x) && op_next(heap, &right, &y))
    if (!value_equal(heap, x, y)) return false;
  return true;
}

static Value ordered_item(Heap *heap, Value v, Value key) { return TYPE_DICT.item(heap, v, key); }

static Value ordered_move(Heap *heap, Value self, const Value *args) {
  Value stop, value = dict_get(heap, self.dict, args[0]);
  if (value_is_error(value)) return value;
  if (value.kind == V_ABSENT) return value_raise_str(heap, EXC_KEY, value_repr(heap, args[0]));
  bool last = args[1].kind == V_ABSENT || op_truth(heap, args[1], &stop);
  Value before = plain(heap, self);
  dict_remove(heap, before.dict, args[0], NULL);
  *self.dict = (Dict){.subclass = self.dict->subclass};
  if (!last) dict_put(heap, self.dict, args[0], value);
  dict_put_all(heap, self.dict, before.dict);
  if (last) dict_put(heap, self.dict, args[0], value);
  return VALUE_NONE;
}

static Value ordered_popitem(Heap *heap, Value self, const Value *args) {
  Value stop, key = VALUE_ABSENT, value = VALUE_NONE;
  bool last = args[0].kind == V_ABSENT || op_truth(heap, args[0], &stop);
  for (size_t i = 0; i < self.dict->n && (last || key.kind == V_ABSENT); i++)
    if (self.dict->at[i].key.kind != V_ABSENT) key = self.dict->at[i].key, value = self.dict->at[i].value;
  if (key.kind == V_ABSENT) return value_raise(heap, EXC_KEY, "'dictionary is empty'");
  Value pair[] = {key, value};
  dict_remove(heap, self.dict, key, NULL);
  return value_tuple(heap, pair, 2);
}

static Value ordered_copy(Heap *heap, Value self, const Value *args) { return counter_copy(heap, self, args); }

static Value ordered_binary(Heap *heap, int op, Value a, Value b) {
  if (op != OP_BIT_OR || a.kind != V_DICT || b.kind != V_DICT) return VALUE_ABSENT;
  Value both = new_dict(heap, ordered_type());
  dict_put_all(heap, both.dict, a.dict);
  dict_put_all(heap, both.dict, b.dict);
  return both;
}

static const Builtin ORDERED_METHODS[] = {
    {"copy", "", 0, 0, BUILTIN_C_STYLE, ordered_copy, "a shallow copy"},
    {"fromkeys", "iterable, value=None", 1, 2, BUILTIN_STATIC | BUILTIN_C_STYLE, typed_fromkeys,
     "an OrderedDict of these keys"},
    {"move_to_end", "move_to_end(key, last=True)", 1, 2, BUILTIN_CHANGES, ordered_move, "moves a key to an end"},
    {"popitem", "popitem(last=True)", 0, 1, BUILTIN_CHANGES, ordered_popitem, "removes the last pair, or the first"},
};

static const Type TYPE_ORDERED_DICT = {.name = "collections.OrderedDict",
                                       .methods = BUILTIN_TABLE(ORDERED_METHODS),
                                       .repr = ordered_repr,
                                       .item = ordered_item,
                                       .equal = ordered_equal,
                                       .binary = ordered_binary,
                                       .construct = ordered_construct,
                                       .construct_params = "iterable=(), /, **pairs",
                                       DICT_SLOTS};
static const Type *ordered_type(void) { return &TYPE_ORDERED_DICT; }

bool library_is_dict(const Type *type) {
  return type == &TYPE_DEFAULT_DICT || type == &TYPE_COUNTER || type == &TYPE_ORDERED_DICT;
}

Value library_collections(Heap *heap, Str name) {
  (void)heap;
  if (str_is(name, "deque")) return library_deque();
  if (str_is(name, "namedtuple")) return value_of_builtin(&NAMED_TUPLE);
  if (str_is(name, "defaultdict")) return value_of_type(&TYPE_DEFAULT_DICT);
  if (str_is(name, "Counter")) return value_of_type(&TYPE_COUNTER);
  if (str_is(name, "OrderedDict")) return value_of_type(&TYPE_ORDERED_DICT);
  return VALUE_ABSENT;
}
