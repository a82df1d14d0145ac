#include "runtime/eval/library_modules.h"
#include "runtime/value/types.h"

/* collections.ChainMap: an object whose `value` is the list of its dicts, the first one first. */

#define NAME "ChainMap"

static const Type *chain_type(void);

static const List *maps(Value v) { return v.object->value.list; }

/* `maps` is given to programs, which may put anything into it. */
static bool is_map(Value v) { return v.kind == V_DICT && !v.dict->subclass; }
static Value no_map(Heap *heap) { return value_unsupported(heap, "a '" NAME "' of what is no dict"); }

/* All keys with what they lead to, in the order that Python gives them: those of the last dict first; or an error. */
static Value merged(Heap *heap, Value v) {
  Value dict = value_dict(heap), all = value_tuple(heap, maps(v)->at, maps(v)->n);
  for (size_t i = all.list->n; i-- > 0;) {
    if (!is_map(all.list->at[i])) return no_map(heap);
    dict_put_all(heap, dict.dict, all.list->at[i].dict);
  }
  return dict;
}

static Value found_in(Heap *heap, Value v, Value key) {
  Value found = VALUE_ABSENT;
  for (size_t i = 0; i < maps(v)->n && found.kind == V_ABSENT; i++) {
    Value map = maps(v)->at[i];
    found = is_map(map) ? dict_get(heap, map.dict, key) : no_map(heap);
  }
  return found;
}

static Value chain_of(Heap *heap, const Value *dicts, size_t n) {
  Value list = value_list(heap, n);
  for (size_t i = 0; i < n; i++) {
    if (!is_map(dicts[i])) return no_map(heap);
    list_push(heap, list, dicts[i]);
  }
  if (!n) list_push(heap, list, value_dict(heap));
  return object_new(heap, chain_type(), (Object){.value = list});
}

/* ---- methods ---- */

static Value get(Heap *heap, Value self, const Value *args) {
  Value found = found_in(heap, self, args[0]);
  if (found.kind != V_ABSENT) return found;
  return args[1].kind == V_ABSENT ? VALUE_NONE : args[1];
}

static Value of_merged(Heap *heap, Value self, const char *method) {
  Value all = merged(heap, self);
  return value_is_error(all) ? all : heap->call(heap, op_attr(heap, all, str_of(method)), NULL, 0, NULL);
}
static Value items(Heap *heap, Value self, const Value *args) { return (void)args, of_merged(heap, self, "items"); }
static Value keys(Heap *heap, Value self, const Value *args) { return (void)args, of_merged(heap, self, "keys"); }
static Value values(Heap *heap, Value self, const Value *args) { return (void)args, of_merged(heap, self, "values"); }

static Value all_maps(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self.object->value;
}

static Value new_child(Heap *heap, Value self, const Value *args) {
  ValueList dicts = {0};
  Value first = value_given(args[0]) ? args[0] : value_dict(heap);
  if (args[1].kind == V_DICT && args[1].dict->live) return value_unsupported(heap, "'new_child' with keywords");
  value_list_push(heap, &dicts, first);
  for (size_t i = 0; i < maps(self)->n; i++) value_list_push(heap, &dicts, maps(self)->at[i]);
  return chain_of(heap, dicts.at, dicts.n);
}

static Value parents(Heap *heap, Value self, const Value *args) {
  (void)args;
  bool has_first = maps(self)->n > 0;
  return chain_of(heap, maps(self)->at + has_first, maps(self)->n - has_first);
}

static const Builtin METHODS[] = {
    {"get", "ChainMap.get(self | key, default=None)", 1, 2, 0, get, "the value of a key, or the default"},
    {"items", "Mapping.items(self |)", 0, 0, 0, items, "pairs of key and value"},
    {"keys", "Mapping.keys(self |)", 0, 0, 0, keys, "the keys"},
    {"maps", "", 0, 0, BUILTIN_PROPERTY, all_maps, "its dicts"},
    {"new_child", "ChainMap.new_child(self | m=None, **kwargs)", 0, 1, 0, new_child,
     "one with a dict before the others"},
    {"parents", "", 0, 0, BUILTIN_PROPERTY, parents, "one without the first dict"},
    {"values", "Mapping.values(self |)", 0, 0, 0, values, "the values"},
};

/* ---- the type ---- */

static void repr(Heap *heap, Buf *buf, Value v) {
  buf_puts(buf, NAME "(");
  for (size_t i = 0; i < maps(v)->n; i++) {
    if (i) buf_puts(buf, ", ");
    value_write_repr(heap, buf, maps(v)->at[i]);
  }
  buf_char(buf, ')');
}

static bool iter(Heap *heap, Value v, Iter *out) {
  Value all = merged(heap, v);
  if (!value_is_error(all)) return TYPE_DICT.iter(heap, all, out);
  return *out = iter_error(all), true;
}

static Value item(Heap *heap, Value v, Value key) {
  Value found = found_in(heap, v, key);
  return found.kind == V_ABSENT ? value_raise_str(heap, EXC_KEY, value_repr(heap, key)) : found;
}

static bool contains(Heap *heap, Value v, Value key, Value *error) {
  Value found = found_in(heap, v, key);
  if (value_is_error(found)) *error = found;
  return found.kind != V_ABSENT;
}

/* What changes it, or is less often asked. */
static Value attr(Heap *heap, Value v, Str name) {
  (void)v;
  bool is_other = str_lists(STR("clear copy fromkeys pop popitem setdefault update"), name);
  return is_other ? value_unsupported(heap, "'" NAME ".%.*s'", STR_FMT(name)) : VALUE_ABSENT;
}

static Value binary(Heap *heap, int op, Value a, Value b) {
  (void)a, (void)b;
  return op == OP_BIT_OR ? value_unsupported(heap, "such an operator of a '" NAME "'") : VALUE_ABSENT;
}

static bool hash(Heap *heap, Value v, uint64_t *out) {
  (void)heap, (void)v, (void)out;
  return false;
}

static bool equal_dicts(Heap *heap, Value a, Value b) {
  Value error = value_is_error(a) ? a : b;
  if (!value_is_error(error)) return value_equal(heap, a, b);
  if (!heap->pending) heap->pending = error.exc;
  return false;
}
static bool equal(Heap *heap, Value a, Value b) { return equal_dicts(heap, merged(heap, a), merged(heap, b)); }

static Value has_keys(Heap *heap, Value v) {
  for (size_t i = 0; i < maps(v)->n; i++) {
    if (!is_map(maps(v)->at[i])) return no_map(heap);
    if (maps(v)->at[i].dict->live) return value_bool(true);
  }
  return value_bool(false);
}

/* Truth, which may fail, and equality with a dict. */
static Value special(Heap *heap, Value v, const char *name, const Value *args, size_t n) {
  (void)n;
  if (!strcmp(name, "__bool__")) return has_keys(heap, v);
  bool with_dict = !strcmp(name, "__eq__") && args[0].kind == V_DICT;
  return with_dict ? value_bool(equal_dicts(heap, merged(heap, v), args[0])) : VALUE_ABSENT;
}

static Value construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  return chain_of(heap, args[0].list->at, args[0].list->n);
}

static const Type TYPE_CHAIN = {.name = NAME,
                                .full_name = "collections." NAME,
                                .methods = BUILTIN_TABLE(METHODS),
                                .repr = repr,
                                .iter = iter,
                                .equal = equal,
                                .hash = hash,
                                .attr = attr,
                                .item = item,
                                .contains = contains,
                                .binary = binary,
                                .special = special,
                                .construct = construct,
                                .construct_params = "*maps",
                                .class_item = type_generic};
static const Type *chain_type(void) { return &TYPE_CHAIN; }

Value library_chain_map(void) { return value_of_type(&TYPE_CHAIN); }
