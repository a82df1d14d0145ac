#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/value/types.h"

/* The index holds entry numbers + 1; a removed entry keeps its slot, with the key V_ABSENT, until the next rebuild. */
enum { DICT_FIRST_ROOM = 8 };

static void index_entry(Dict *dict, uint32_t number) {
  size_t mask = dict->index_cap - 1, slot = (size_t)dict->at[number].hash & mask;
  while (dict->index[slot]) slot = (slot + 1) & mask;
  dict->index[slot] = number + 1;
}

/* Gives it room for `cap` entries; removed ones are squeezed out. */
static void rebuild(Heap *heap, Dict *dict, size_t cap) {
  DictEntry *entries = (DictEntry *)(void *)arena_bytes(heap->arena, cap * sizeof *entries);
  size_t n = 0;
  for (size_t i = 0; i < dict->n; i++)
    if (dict->at[i].key.kind != V_ABSENT) entries[n++] = dict->at[i];
  dict->at = entries;
  dict->n = n;
  dict->cap = cap;
  dict->index_cap = 16;
  while (dict->index_cap < cap * 2) dict->index_cap *= 2;
  dict->index = ARENA_ARRAY(heap->arena, uint32_t, dict->index_cap);
  for (size_t i = 0; i < n; i++) index_entry(dict, (uint32_t)i);
}

void dict_reserve(Heap *heap, Dict *dict, size_t room) {
  if (room > dict->cap) rebuild(heap, dict, room);
}

Value dict_clone(Heap *heap, const Dict *dict) {
  Value copy = value_dict(heap);
  if (!dict->live) return copy;
  *copy.dict = (Dict){.n = dict->n, .cap = dict->cap, .live = dict->live, .index_cap = dict->index_cap};
  copy.dict->at = (DictEntry *)(void *)arena_bytes(heap->arena, dict->cap * sizeof *dict->at);
  copy.dict->index = (uint32_t *)(void *)arena_bytes(heap->arena, dict->index_cap * sizeof *dict->index);
  memcpy(copy.dict->at, dict->at, dict->n * sizeof *dict->at);
  memcpy(copy.dict->index, dict->index, dict->index_cap * sizeof *dict->index);
  return copy;
}

static DictEntry *find(Heap *heap, const Dict *dict, Value key, uint64_t hash) {
  if (!dict->live) return NULL;
  size_t mask = dict->index_cap - 1;
  for (size_t slot = (size_t)hash & mask; dict->index[slot]; slot = (slot + 1) & mask) {
    DictEntry *entry = &dict->at[dict->index[slot] - 1];
    if (entry->hash == hash && entry->key.kind != V_ABSENT && value_equal(heap, entry->key, key)) return entry;
  }
  return NULL;
}

Value dict_put(Heap *heap, Dict *dict, Value key, Value value) {
  uint64_t hash;
  if (!value_hash(heap, key, &hash)) return value_unhashable(heap, key);
  DictEntry *entry = find(heap, dict, key, hash);
  if (entry) return entry->value = value, VALUE_NONE;
  heap_check_items(heap, dict->live + 1);
  if (dict->n == dict->cap) rebuild(heap, dict, dict->live * 2 < DICT_FIRST_ROOM ? DICT_FIRST_ROOM : dict->live * 2);
  dict->at[dict->n] = (DictEntry){key, value, hash};
  index_entry(dict, (uint32_t)dict->n++);
  dict->live++;
  return VALUE_NONE;
}

void dict_put_all(Heap *heap, Dict *into, const Dict *from) {
  for (size_t i = 0; from && i < from->n; i++)
    if (from->at[i].key.kind != V_ABSENT) dict_put(heap, into, from->at[i].key, from->at[i].value);
}

Value dict_get(Heap *heap, const Dict *dict, Value key) {
  uint64_t hash;
  if (!value_hash(heap, key, &hash)) return value_unhashable(heap, key);
  DictEntry *entry = find(heap, dict, key, hash);
  if (!entry && heap->pending) return value_or_pending(heap, VALUE_NONE);
  return entry ? entry->value : VALUE_ABSENT;
}

Value dict_get_str(const Dict *dict, Str key) {
  if (!dict->live) return VALUE_ABSENT;
  uint64_t hash = str_hash(key);
  size_t mask = dict->index_cap - 1;
  for (size_t slot = (size_t)hash & mask; dict->index[slot]; slot = (slot + 1) & mask) {
    const DictEntry *entry = &dict->at[dict->index[slot] - 1];
    if (entry->hash == hash && value_is_str(entry->key) && str_eq(value_text(entry->key), key)) return entry->value;
  }
  return VALUE_ABSENT;
}

bool dict_remove(Heap *heap, Dict *dict, Value key, Value *removed) {
  uint64_t hash;
  DictEntry *entry = value_hash(heap, key, &hash) ? find(heap, dict, key, hash) : NULL;
  if (!entry) return false;
  if (removed) *removed = entry->value;
  entry->key = entry->value = VALUE_ABSENT;
  dict->live--;
  return true;
}

/* ---- the type ---- */

static Value raise_key(Heap *heap, Value key) {
  if (heap->pending) return value_or_pending(heap, VALUE_NONE); /* a comparison failed: it may be there */
  return value_raise_str(heap, EXC_KEY, value_repr(heap, key));
}

static void repr(Heap *heap, Buf *buf, Value v) {
  bool first = true;
  buf_char(buf, '{');
  for (size_t i = 0; i < v.dict->n; i++) {
    const DictEntry *entry = &v.dict->at[i];
    if (entry->key.kind == V_ABSENT) continue;
    if (!first) buf_puts(buf, ", ");
    first = false;
    value_write_repr(heap, buf, entry->key);
    buf_puts(buf, ": ");
    value_write_repr(heap, buf, entry->value);
  }
  buf_char(buf, '}');
}

static bool truth(Value v) { return v.dict->live != 0; }
static int64_t len(Value v) { return (int64_t)v.dict->live; }

static bool next_key(Heap *heap, Iter *iter, Value *out) {
  const Dict *dict = iter->over.dict;
  if ((uintptr_t)iter->state != dict->live + 1)
    return *out = value_raise(heap, EXC_RUNTIME, "dictionary changed size during iteration"), true;
  while (iter->at < dict->n && dict->at[iter->at].key.kind == V_ABSENT) iter->at++;
  if (iter->at >= dict->n) return false;
  *out = dict->at[iter->at++].key;
  return true;
}

static bool iter(Heap *heap, Value v, Iter *it) {
  (void)heap;
  *it = (Iter){.next = next_key, .over = v, .state = (void *)(uintptr_t)(v.dict->live + 1)};
  return true;
}

static bool equal(Heap *heap, Value a, Value b) {
  if (a.dict->live != b.dict->live) return false;
  for (size_t i = 0; i < a.dict->n; i++) {
    const DictEntry *entry = &a.dict->at[i];
    if (entry->key.kind == V_ABSENT) continue;
    const DictEntry *other = find(heap, b.dict, entry->key, entry->hash);
    if (!other || !value_equal(heap, entry->value, other->value)) return false;
  }
  return true;
}

static bool hash_never(Heap *heap, Value v, uint64_t *hash) {
  (void)heap, (void)v, (void)hash;
  return false;
}

static Value item(Heap *heap, Value v, Value key) {
  Value found = dict_get(heap, v.dict, key);
  return found.kind == V_ABSENT ? raise_key(heap, key) : found;
}

static bool contains(Heap *heap, Value v, Value key, Value *error) {
  Value found = dict_get(heap, v.dict, key);
  if (value_is_error(found)) *error = found;
  return found.kind != V_ABSENT;
}

static Value copy_of(Heap *heap, Value v) {
  heap_step(heap, v.dict->n);
  return dict_clone(heap, v.dict);
}

static Value put_pair(Heap *heap, Value into, Value pair, size_t number) {
  ValueList items = {0};
  if (value_passes(pair)) return pair;
  Value done = value_collect(heap, pair, &items);
  if (value_is_exception(done, EXC_TYPE))
    return value_raise(heap, EXC_TYPE, "cannot convert dictionary update sequence element #%zu to a sequence", number);
  if (value_passes(done)) return done;
  if (items.n != 2)
    return value_raise(heap, EXC_VALUE, "dictionary update sequence element #%zu has length %zu; 2 is required", number,
                       items.n);
  return dict_put(heap, into.dict, items.at[0], items.at[1]);
}

Value value_put_mapping(Heap *heap, Value into, Value from) {
  Value keys = from.kind == V_OBJECT ? op_attr(heap, from, STR("keys")) : VALUE_ABSENT;
  ValueList names = {0};
  if (keys.kind == V_ABSENT || value_is_exception(keys, EXC_ATTRIBUTE)) return VALUE_ABSENT;
  if (value_passes(keys)) return keys;
  Value listed = heap->call(heap, keys, NULL, 0, NULL);
  Value done = value_passes(listed) ? listed : value_collect(heap, listed, &names);
  for (size_t i = 0; i < names.n && !value_passes(done); i++) {
    Value value = op_item(heap, from, names.at[i]);
    done = value_is_error(value) ? value : dict_put(heap, into.dict, names.at[i], value);
  }
  return value_passes(done) ? done : VALUE_NONE;
}

/* What dict() and dict.update() take: a dict, what has `keys`, or pairs. */
static Value update_from(Heap *heap, Value into, Value from) {
  if (from.kind == V_DICT) {
    dict_put_all(heap, into.dict, from.dict);
    return VALUE_NONE;
  }
  if (from.kind == V_UNDEFINED) return value_raise_undefined(heap, from); /* it is asked for `keys` */
  Value done = value_put_mapping(heap, into, from), pair;
  if (done.kind != V_ABSENT) return done;
  Iter iter;
  Value begun = op_iter(heap, from, &iter);
  done = VALUE_NONE;
  if (value_passes(begun)) return begun;
  for (size_t i = 0; !value_passes(done) && op_next(heap, &iter, &pair); i++) done = put_pair(heap, into, pair, i);
  return done;
}

/* A dict of more than a dict, on the right, makes the union one of its own kind. */
static Value binary(Heap *heap, int op, Value a, Value b) {
  if (op != OP_BIT_OR || a.kind != V_DICT || b.kind != V_DICT) return VALUE_ABSENT;
  const Type *other = a.dict->subclass ? NULL : b.dict->subclass;
  Value own = other && other->binary ? other->binary(heap, op, a, b) : VALUE_ABSENT;
  if (own.kind != V_ABSENT) return own;
  Value both = copy_of(heap, a);
  update_from(heap, both, b);
  return both;
}

static Value construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  Value dict = value_dict(heap);
  if (args[0].kind != V_ABSENT) {
    Value done = update_from(heap, dict, args[0]);
    if (value_passes(done)) return done;
  }
  if (args[1].kind == V_DICT) update_from(heap, dict, args[1]);
  return dict;
}

/* ---- methods ---- */

static Value dict_get_method(Heap *heap, Value self, const Value *args) {
  Value found = dict_get(heap, self.dict, args[0]);
  if (found.kind != V_ABSENT) return found;
  return args[1].kind == V_ABSENT ? VALUE_NONE : args[1];
}

typedef enum View { VIEW_KEYS, VIEW_VALUES, VIEW_ITEMS } View;

/* Python's views are live; nothing an expression can do tells them from a list, but their repr and set operations. */
static Value view(Heap *heap, Value self, View what) {
  Value list = value_list(heap, self.dict->live);
  heap_step(heap, self.dict->n);
  for (size_t i = 0; i < self.dict->n; i++) {
    const DictEntry *entry = &self.dict->at[i];
    if (entry->key.kind == V_ABSENT) continue;
    Value pair[] = {entry->key, entry->value};
    list_push(heap, list, what == VIEW_ITEMS ? value_tuple(heap, pair, 2) : pair[what]);
  }
  return list;
}

static Value view_value(Heap *heap, Value self, View what) {
  Value list = view(heap, self, what);
  list.aux = (uint16_t)(what + 1);
  return list;
}

static Value dict_keys(Heap *heap, Value self, const Value *args) {
  (void)args;
  return view_value(heap, self, VIEW_KEYS);
}
static Value dict_values(Heap *heap, Value self, const Value *args) {
  (void)args;
  return view_value(heap, self, VIEW_VALUES);
}
static Value dict_items(Heap *heap, Value self, const Value *args) {
  (void)args;
  return view_value(heap, self, VIEW_ITEMS);
}
static Value dict_copy(Heap *heap, Value self, const Value *args) {
  (void)args;
  return copy_of(heap, self);
}
static Value dict_clear(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  *self.dict = (Dict){.subclass = self.dict->subclass};
  return VALUE_NONE;
}

static Value dict_pop(Heap *heap, Value self, const Value *args) {
  Value removed = VALUE_ABSENT;
  /* Of an empty dict nobody asks whether the key can be hashed. */
  Value found = self.dict->live ? dict_get(heap, self.dict, args[0]) : VALUE_ABSENT;
  if (value_is_error(found)) return found;
  if (found.kind != V_ABSENT && dict_remove(heap, self.dict, args[0], &removed)) return removed;
  return args[1].kind == V_ABSENT ? raise_key(heap, args[0]) : args[1];
}

static Value dict_popitem(Heap *heap, Value self, const Value *args) {
  (void)args;
  for (size_t i = self.dict->n; i-- > 0;) {
    Value pair[] = {self.dict->at[i].key, self.dict->at[i].value};
    if (pair[0].kind == V_ABSENT) continue;
    dict_remove(heap, self.dict, pair[0], NULL);
    return value_tuple(heap, pair, 2);
  }
  return value_raise(heap, EXC_KEY, "'popitem(): dictionary is empty'");
}

static Value dict_setdefault(Heap *heap, Value self, const Value *args) {
  if (args[0].kind == V_UNKNOWN) return value_unverified(heap, args[0]);
  Value found = dict_get(heap, self.dict, args[0]);
  if (found.kind != V_ABSENT) return found;
  Value fallback = args[1].kind == V_ABSENT ? VALUE_NONE : args[1];
  Value done = dict_put(heap, self.dict, args[0], fallback);
  return value_is_error(done) ? done : fallback;
}

static Value dict_update(Heap *heap, Value self, const Value *args) {
  if (args[0].kind == V_UNKNOWN) return value_unverified(heap, args[0]);
  Value done = args[0].kind == V_ABSENT ? VALUE_NONE : update_from(heap, self, args[0]);
  if (done.kind == V_UNKNOWN) return value_unverified(heap, done);
  if (value_is_error(done)) return done;
  return args[1].kind == V_DICT ? update_from(heap, self, args[1]) : VALUE_NONE;
}

static Value dict_fromkeys(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList keys = {0};
  Value done = value_collect(heap, args[0], &keys), dict = value_dict(heap);
  Value value = args[1].kind == V_ABSENT ? VALUE_NONE : args[1];
  for (size_t i = 0; i < keys.n && !value_passes(done); i++)
    done = keys.at[i].kind == V_UNKNOWN ? keys.at[i] : dict_put(heap, dict.dict, keys.at[i], value);
  return value_passes(done) ? done : dict;
}

static const Builtin methods[] = {
    {"clear", "", 0, 0, BUILTIN_C_STYLE, dict_clear, "removes all items"},
    {"copy", "", 0, 0, BUILTIN_C_STYLE, dict_copy, "a shallow copy"},
    {"fromkeys", "iterable, value=None, /", 1, 2, BUILTIN_STATIC | BUILTIN_C_STYLE, dict_fromkeys,
     "a dict of these keys"},
    {"get", "key, default=None, /", 1, 2, BUILTIN_C_STYLE, dict_get_method, "the value of a key, or the default"},
    {"items", "", 0, 0, BUILTIN_C_STYLE, dict_items, "pairs of key and value"},
    {"keys", "", 0, 0, BUILTIN_C_STYLE, dict_keys, "the keys"},
    {"pop", "key, default=None, /", 1, 2, BUILTIN_C_STYLE | BUILTIN_CHANGES, dict_pop,
     "removes a key and gives its value"},
    {"popitem", "", 0, 0, BUILTIN_C_STYLE, dict_popitem, "removes the last pair"},
    {"setdefault", "key, default=None, /", 1, 2, BUILTIN_C_STYLE | BUILTIN_ABSORBS, dict_setdefault,
     "the value of a key, put there if absent"},
    {"update", "other=(), /, **more", 0, 1, BUILTIN_C_STYLE | BUILTIN_ABSORBS, dict_update,
     "takes over the pairs of another"},
    {"values", "", 0, 0, BUILTIN_C_STYLE, dict_values, "the values"},
};

const Type TYPE_DICT = {
    .name = "dict",
    .methods = BUILTIN_TABLE(methods),
    .repr = repr,
    .truth = truth,
    .len = len,
    .iter = iter,
    .equal = equal,
    .hash = hash_never,
    .item = item,
    .contains = contains,
    .binary = binary,
    .construct = construct,
    .construct_params = "iterable=(), /, **pairs",
};
