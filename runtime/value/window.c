#include "runtime/core/limits.h"
#include "runtime/time/partition.h"
#include "runtime/value/types.h"

#include <stdlib.h>

/* Dagster's TimeWindow and PartitionKeyRange (both NamedTuples of start and end), and MultiPartitionKey (a str). */

static int64_t two(Value v) {
  (void)v;
  return 2;
}

static void write_pair(Heap *heap, Buf *buf, const char *name, Value start, Value end) {
  buf_puts(buf, name);
  buf_puts(buf, "(start=");
  value_write_repr(heap, buf, start);
  buf_puts(buf, ", end=");
  value_write_repr(heap, buf, end);
  buf_char(buf, ')');
}

static Value pair_attr(Heap *heap, Value v, Str name) {
  (void)v;
  if (str_is(name, "_field_defaults")) return value_dict(heap);
  if (str_is(name, "_fields")) {
    Value fields[] = {value_ascii(STR("start")), value_ascii(STR("end"))};
    return value_tuple(heap, fields, 2);
  }
  return VALUE_ABSENT;
}

static Value pair_start(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self.kind == V_TIME_WINDOW ? self.window->start : self.key_range->start;
}

static Value pair_end(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self.kind == V_TIME_WINDOW ? self.window->end : self.key_range->end;
}

static void both(Value v, Value pair[2]) {
  pair[0] = pair_start(NULL, v, NULL);
  pair[1] = pair_end(NULL, v, NULL);
}

static Value make_pair(Heap *heap, const Type *type, Value start, Value end) {
  if (type == &TYPE_TIME_WINDOW) {
    TimeWindow *window = ARENA_NEW(heap->arena, TimeWindow);
    *window = (TimeWindow){start, end};
    return (Value){.kind = V_TIME_WINDOW, .window = window};
  }
  KeyRange *range = ARENA_NEW(heap->arena, KeyRange);
  *range = (KeyRange){start, end};
  return (Value){.kind = V_KEY_RANGE, .key_range = range};
}

Value value_time_window(Heap *heap, Civil start, Civil end) {
  return make_pair(heap, &TYPE_TIME_WINDOW, value_datetime(heap, start), value_datetime(heap, end));
}

static Value construct(Heap *heap, const Type *type, const Value *args) {
  return make_pair(heap, type, args[0], args[1]);
}

static Value as_tuple(Heap *heap, Value self) {
  Value pair[2];
  both(self, pair);
  return value_tuple(heap, pair, 2);
}

static Value pair_count(Heap *heap, Value self, const Value *args) {
  return type_method(&TYPE_TUPLE, STR("count"))->fn(heap, as_tuple(heap, self), args);
}
static Value pair_index(Heap *heap, Value self, const Value *args) {
  return type_method(&TYPE_TUPLE, STR("index"))->fn(heap, as_tuple(heap, self), args);
}

static Value pair_asdict(Heap *heap, Value self, const Value *args) {
  (void)args;
  Value pair[2], dict = value_dict(heap);
  both(self, pair);
  dict_put(heap, dict.dict, value_ascii(STR("start")), pair[0]);
  dict_put(heap, dict.dict, value_ascii(STR("end")), pair[1]);
  return dict;
}

static Value pair_replace(Heap *heap, Value self, const Value *args) {
  Value pair[2];
  both(self, pair);
  for (int i = 0; i < 2; i++)
    if (args[i].kind != V_ABSENT) pair[i] = args[i];
  return make_pair(heap, value_type(self), pair[0], pair[1]);
}

static Value pair_make(Heap *heap, Value self, const Value *args) {
  ValueList items = {0};
  Value done = value_collect(heap, args[0], &items);
  if (value_passes(done)) return done;
  if (items.n != 2) return value_raise(heap, EXC_TYPE, "Expected 2 arguments, got %zu", items.n);
  return make_pair(heap, self.type, items.at[0], items.at[1]);
}

static const Builtin pair_methods[] = {
    {"_asdict", "", 0, 0, 0, pair_asdict, "a dict of start and end"},
    {"_make", "iterable", 1, 1, BUILTIN_STATIC, pair_make, "from start and end"},
    {"_replace", "*, start=None, end=None", 0, 0, 0, pair_replace, "another one with these fields changed"},
    {"count", "value, /", 1, 1, BUILTIN_C_STYLE, pair_count, "how often a value occurs"},
    {"end", "", 0, 0, BUILTIN_PROPERTY, pair_end, "the end"},
    {"index", "value, start=0, stop=9223372036854775807, /", 1, 3, BUILTIN_C_STYLE, pair_index,
     "the first place of a value"},
    {"start", "", 0, 0, BUILTIN_PROPERTY, pair_start, "the start"},
};

static void window_repr(Heap *heap, Buf *buf, Value v) {
  write_pair(heap, buf, "TimeWindow", v.window->start, v.window->end);
}

static void key_range_repr(Heap *heap, Buf *buf, Value v) {
  write_pair(heap, buf, "PartitionKeyRange", v.key_range->start, v.key_range->end);
}

#define PAIR_SLOTS(class)                                                                                             \
  .methods = BUILTIN_TABLE(pair_methods), .len = two, .iter = iter_items, .item = tuple_item, .attr = pair_attr,      \
  .construct = construct, .construct_params = class ".__new__(_cls | start, end)"

const Type TYPE_TIME_WINDOW = {
    .name = "TimeWindow",
    .full_name = "dagster._core.definitions.partitions.utils.time_window.TimeWindow",
    .repr = window_repr,
    PAIR_SLOTS("TimeWindow"),
};

const Type TYPE_KEY_RANGE = {
    .name = "PartitionKeyRange",
    .full_name = "dagster._core.definitions.partitions.partition_key_range.PartitionKeyRange",
    .repr = key_range_repr,
    PAIR_SLOTS("PartitionKeyRange"),
};

/* ---- MultiPartitionKey ---- */

static void multi_repr(Heap *heap, Buf *buf, Value v) { TYPE_STR.repr(heap, buf, value_str(v.multi_key->text)); }

static int64_t multi_len(Value v) { return TYPE_STR.len(value_str(v.multi_key->text)); }

static bool multi_iter(Heap *heap, Value v, Iter *iter) {
  return TYPE_STR.iter(heap, value_str(v.multi_key->text), iter);
}

static Value multi_item(Heap *heap, Value v, Value key) {
  return TYPE_STR.item(heap, value_str(v.multi_key->text), key);
}

static bool multi_contains(Heap *heap, Value v, Value item, Value *error) {
  return TYPE_STR.contains(heap, value_str(v.multi_key->text), item, error);
}

static Value dimension_keys(Heap *heap, const Dict *by_dimension) {
  Value keys = value_list(heap, by_dimension->live);
  for (size_t i = 0; i < by_dimension->n; i++) {
    const Value pair[] = {by_dimension->at[i].key, by_dimension->at[i].value};
    if (pair[0].kind != V_ABSENT) list_push(heap, keys, value_tuple_of_type(heap, &TYPE_DIMENSION_KEY, pair, 2));
  }
  return keys;
}

Value value_multi_key(Heap *heap, const PartitionsDef *def, Str text) {
  MultiKey *key = ARENA_NEW(heap->arena, MultiKey);
  Value *parts = ARENA_NEW(heap->arena, Value);
  size_t bar = str_find(text, STR("|"), 0);
  *parts = value_dict(heap);
  dict_put(heap, parts->dict, value_str(def->dimensions[0].name), value_str(str_sub(text, 0, bar)));
  dict_put(heap, parts->dict, value_str(def->dimensions[1].name), value_str(str_sub(text, bar + 1, text.n)));
  *key = (MultiKey){text, parts};
  return (Value){.kind = V_MULTI_KEY, .multi_key = key};
}

static int by_text(const void *a, const void *b) {
  return str_cmp(value_text(*(const Value *)a), value_text(*(const Value *)b));
}

/* The names of the dimensions in their order; V_ABSENT: it is no mapping of text to text. */
static Value names_in_order(Heap *heap, Value by_dimension) {
  if (by_dimension.kind != V_DICT || !by_dimension.dict->live) return VALUE_ABSENT;
  Value names = value_list(heap, by_dimension.dict->live);
  for (size_t i = 0; i < by_dimension.dict->n; i++) {
    const DictEntry *entry = &by_dimension.dict->at[i];
    if (entry->key.kind == V_ABSENT) continue;
    if (!value_is_str(entry->key) || !value_is_str(entry->value)) return VALUE_ABSENT;
    list_push(heap, names, value_str(value_text(entry->key)));
  }
  qsort(names.list->at, names.list->n, sizeof(Value), by_text);
  return names;
}

static Value multi_construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  MultiKey *key = ARENA_NEW(heap->arena, MultiKey);
  Value *parts = ARENA_NEW(heap->arena, Value), names = names_in_order(heap, args[0]);
  Buf text = buf_new(heap->arena, LIMIT_STRING_BYTES);
  if (names.kind == V_ABSENT) return value_unsupported(heap, "a MultiPartitionKey of no mapping of text to text");
  *parts = value_dict(heap);
  for (size_t i = 0; i < names.list->n; i++) {
    Value part = dict_get_str(args[0].dict, value_text(names.list->at[i]));
    if (i) buf_char(&text, '|');
    buf_put(&text, value_text(part));
    dict_put(heap, parts->dict, names.list->at[i], part);
  }
  *key = (MultiKey){buf_str(&text), parts};
  return (Value){.kind = V_MULTI_KEY, .multi_key = key};
}

static Value multi_attr(Heap *heap, Value v, Str name) {
  if (str_is(name, "keys_by_dimension")) return *v.multi_key->by_dimension;
  if (str_is(name, "dimension_keys")) return dimension_keys(heap, v.multi_key->by_dimension->dict);
  const Builtin *method = type_method(&TYPE_STR, name);
  return method ? op_attr(heap, value_str(v.multi_key->text), name) : VALUE_ABSENT;
}

const Type TYPE_MULTI_KEY = {
    .name = "MultiPartitionKey",
    .full_name = "dagster._core.definitions.partitions.utils.multi.MultiPartitionKey",
    .repr = multi_repr,
    .len = multi_len,
    .iter = multi_iter,
    .item = multi_item,
    .contains = multi_contains,
    .attr = multi_attr,
    .construct = multi_construct,
    .construct_params = "MultiPartitionKey.__new__(cls | partitions_by_dimension)",
};
