#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/value/str_type.h"

/* list, tuple, the views of a dict, and what all sequences share: indexes and slices. */

/* ---- slices ---- */

static Value slice_part(Heap *heap, Value part, int64_t fallback, int64_t *out) {
  if (!value_given(part)) return *out = fallback, VALUE_NONE;
  if (value_index(part, out)) return VALUE_NONE;
  return value_raise(heap, EXC_TYPE, "slice indices must be integers or None or have an __index__ method");
}

static int64_t clamp(int64_t at, int64_t n, int64_t least, int64_t most) {
  if (at < 0) at = at < -n ? least : at + n;
  return at < least ? least : at > most ? most : at;
}

Value slice_bounds(Heap *heap, const Slice *slice, size_t n, SliceBounds *bounds) {
  int64_t step, start, stop, count = (int64_t)n;
  Value done = slice_part(heap, slice->step, 1, &step);
  if (value_is_error(done)) return done;
  if (step == 0) return value_raise(heap, EXC_VALUE, "slice step cannot be zero");
  if (step < -INT64_MAX) step = -INT64_MAX;
  bool back = step < 0;
  int64_t least = back ? -1 : 0, most = back ? count - 1 : count;
  done = slice_part(heap, slice->start, 0, &start);
  if (value_is_error(done)) return done;
  done = slice_part(heap, slice->stop, 0, &stop);
  if (value_is_error(done)) return done;
  start = value_given(slice->start) ? clamp(start, count, least, most) : back ? most : least;
  stop = value_given(slice->stop) ? clamp(stop, count, least, most) : back ? least : most;
  int64_t length = back ? (start - stop - 1) / -step + 1 : (stop - start - 1) / step + 1;
  bool empty = back ? stop >= start : start >= stop;
  *bounds = (SliceBounds){start, stop, step, empty ? 0 : length};
  return VALUE_NONE;
}

static Value sliced(Heap *heap, Value v, const Slice *slice) {
  const Value *items;
  size_t n;
  value_items(v, &items, &n);
  SliceBounds bounds = {0};
  Value done = slice_bounds(heap, slice, n, &bounds);
  if (value_is_error(done)) return done;
  heap_step(heap, (size_t)bounds.count);
  Value out = value_list(heap, (size_t)bounds.count);
  for (int64_t i = 0; i < bounds.count; i++) out.list->at[i] = items[bounds.start + i * bounds.step];
  out.list->n = (size_t)bounds.count;
  out.kind = v.kind == V_LIST ? V_LIST : V_TUPLE;
  return out;
}

static const char *family(Value v) { return v.kind == V_LIST ? "list" : "tuple"; }

static Value item(Heap *heap, Value v, Value key) {
  if (key.kind == V_SLICE) return sliced(heap, v, key.slice);
  int64_t index;
  if (!value_index(key, &index))
    return value_raise(heap, EXC_TYPE, "%s indices must be integers or slices, not %s", family(v),
                       value_type_name(key));
  const Value *items;
  size_t n;
  value_items(v, &items, &n);
  if (index < 0) index += (int64_t)n;
  if (key.kind == V_BIGINT) return value_raise(heap, EXC_INDEX, "cannot fit 'int' into an index-sized integer");
  if (index < 0 || index >= (int64_t)n) return value_raise(heap, EXC_INDEX, "%s index out of range", family(v));
  return items[index];
}

Value tuple_item(Heap *heap, Value v, Value key) { return item(heap, v, key); }

/* ---- iterating ---- */

static bool next_item(Heap *heap, Iter *iter, Value *out) {
  (void)heap;
  const Value *items;
  size_t n;
  value_items(iter->over, &items, &n);
  if (iter->at >= n) return false;
  *out = items[iter->at++];
  return true;
}

bool iter_items(Heap *heap, Value v, Iter *iter) {
  (void)heap;
  *iter = (Iter){.next = next_item, .over = v};
  return true;
}

static int64_t len(Value v) { return (int64_t)v.list->n; }

static void write_items(Heap *heap, Buf *buf, Value v, char open, char close) {
  buf_char(buf, open);
  for (size_t i = 0; i < v.list->n; i++) {
    if (i) buf_puts(buf, ", ");
    value_write_repr(heap, buf, v.list->at[i]);
  }
  if (open == '(' && v.list->n == 1) buf_char(buf, ',');
  buf_char(buf, close);
}

static void repr(Heap *heap, Buf *buf, Value v) {
  bool list = v.kind == V_LIST;
  write_items(heap, buf, v, list ? '[' : '(', list ? ']' : ')');
}

/* ---- dict views ---- */

static void view_repr(Heap *heap, Buf *buf, Value v) {
  buf_puts(buf, TYPE_DICT_VIEWS[v.aux - 1].name);
  buf_char(buf, '(');
  write_items(heap, buf, v, '[', ']');
  buf_char(buf, ')');
}

static bool no_hash(Heap *heap, Value v, uint64_t *hash) {
  (void)heap, (void)v, (void)hash;
  return false;
}

static bool hash_view(Heap *heap, Value v, uint64_t *hash) {
  (void)heap;
  return *hash = (uint64_t)(uintptr_t)v.list >> 4, true;
}

static bool same_view(Heap *heap, Value a, Value b) {
  (void)heap;
  return a.list == b.list;
}

/* keys() asks its dict, which wants a hash. */
static bool keys_contains(Heap *heap, Value v, Value item, Value *error) {
  uint64_t hash;
  if (!value_hash(heap, item, &hash))
    return *error = value_unhashable(heap, item), false;
  heap_step(heap, v.list->n);
  for (size_t i = 0; i < v.list->n; i++)
    if (value_equal(heap, v.list->at[i], item)) return true;
  return false;
}

static Value set_of(Heap *heap, Value v) { return TYPE_SET.construct(heap, &TYPE_SET, &v); }

/* With keys() or items() on one side, the other may be anything that has items. */
static Value view_binary(Heap *heap, int op, Value a, Value b) {
  bool combines = op == OP_BIT_OR || op == OP_BIT_AND || op == OP_BIT_XOR || op == OP_SUB;
  if (!combines) return VALUE_ABSENT;
  return set_of_view(heap, (Operator)op, a, b);
}

static Value view_isdisjoint(Heap *heap, Value self, const Value *args) {
  return type_method(&TYPE_SET, STR("isdisjoint"))->fn(heap, set_of(heap, self), args);
}
static Value view_mapping(Heap *heap, Value self, const Value *args) {
  (void)args;
  return value_unsupported(heap, "'mapping' of a '%s'", value_type_name(self));
}

#define VIEW_MAPPING {"mapping", "", 0, 0, BUILTIN_PROPERTY, view_mapping, "the dict: refused"}
static const Builtin set_view_methods[] = {
    {"isdisjoint", "other, /", 1, 1, BUILTIN_C_STYLE, view_isdisjoint, "whether no item is shared"},
    VIEW_MAPPING,
};
static const Builtin view_methods[] = {VIEW_MAPPING};

const Type TYPE_DICT_VIEWS[3] = {
    {.name = "dict_keys",
     .methods = BUILTIN_TABLE(set_view_methods),
     .repr = view_repr,
     .len = len,
     .iter = iter_items,
     .hash = no_hash,
     .contains = keys_contains,
     .binary = view_binary},
    {.name = "dict_values",
     .methods = BUILTIN_TABLE(view_methods),
     .repr = view_repr,
     .len = len,
     .iter = iter_items,
     .equal = same_view,
     .hash = hash_view},
    {.name = "dict_items",
     .methods = BUILTIN_TABLE(set_view_methods),
     .repr = view_repr,
     .len = len,
     .iter = iter_items,
     .hash = no_hash,
     .binary = view_binary},
};

/* ---- methods of both ---- */

static Value count(Heap *heap, Value self, const Value *args) {
  int64_t found = 0;
  heap_step(heap, self.list->n);
  for (size_t i = 0; i < self.list->n; i++) found += value_equal(heap, self.list->at[i], args[0]);
  return value_int(found);
}

static Value bound_of(Heap *heap, Value v, size_t n, int64_t fallback, int64_t *out) {
  *out = fallback;
  bool good = v.kind == V_ABSENT || value_index(v, out);
  if (!good) return value_raise(heap, EXC_TYPE, "slice indices must be integers or have an __index__ method");
  *out = clamp(*out, (int64_t)n, 0, (int64_t)n);
  return VALUE_NONE;
}

static Value position(Heap *heap, Value self, const Value *args) {
  int64_t start, stop;
  size_t n = self.list->n;
  Value done = bound_of(heap, args[1], n, 0, &start);
  if (value_is_error(done)) return done;
  done = bound_of(heap, args[2], n, (int64_t)n, &stop);
  if (value_is_error(done)) return done;
  heap_step(heap, n);
  for (int64_t i = start; i < stop && !heap->pending; i++)
    if (value_equal(heap, self.list->at[i], args[0])) return value_int(i);
  if (heap->pending) return value_or_pending(heap, VALUE_NONE);
  if (self.kind == V_TUPLE) return value_raise(heap, EXC_VALUE, "tuple.index(x): x not in tuple");
  Str shown = value_repr(heap, args[0]);
  return value_raise(heap, EXC_VALUE, "%.*s is not in list", STR_FMT(shown));
}

/* ---- list ---- */

static Value list_append(Heap *heap, Value self, const Value *args) {
  return list_push(heap, self, args[0]), VALUE_NONE;
}

static Value list_clear(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self.list->n = 0, VALUE_NONE;
}

static Value list_copy(Heap *heap, Value self, const Value *args) {
  (void)args;
  return op_list(heap, self);
}

static Value list_extend(Heap *heap, Value self, const Value *args) {
  ValueList items = {0};
  Value done = value_collect(heap, args[0], &items);
  for (size_t i = 0; i < items.n; i++) list_push(heap, self, items.at[i]);
  return value_passes(done) ? done : VALUE_NONE;
}

static Value list_insert(Heap *heap, Value self, const Value *args) {
  int64_t at;
  if (args[0].kind == V_UNKNOWN) return value_unverified(heap, args[0]);
  Value done = value_need_int(heap, args[0], &at);
  if (value_is_error(done)) return done;
  at = clamp(at, (int64_t)self.list->n, 0, (int64_t)self.list->n);
  heap_step(heap, self.list->n - (size_t)at);
  list_push(heap, self, args[1]);
  memmove(self.list->at + at + 1, self.list->at + at, (self.list->n - 1 - (size_t)at) * sizeof(Value));
  self.list->at[at] = args[1];
  return VALUE_NONE;
}

static Value take_out(Heap *heap, Value self, size_t at) {
  Value taken = self.list->at[at];
  heap_step(heap, self.list->n - at);
  memmove(self.list->at + at, self.list->at + at + 1, (self.list->n - 1 - at) * sizeof(Value));
  self.list->n--;
  return taken;
}

static Value list_pop(Heap *heap, Value self, const Value *args) {
  int64_t at = -1, n = (int64_t)self.list->n;
  if (args[0].kind != V_ABSENT) {
    Value done = value_need_int(heap, args[0], &at);
    if (value_is_error(done)) return done;
  }
  if (n == 0) return value_raise(heap, EXC_INDEX, "pop from empty list");
  if (at < 0) at += n;
  if (at < 0 || at >= n) return value_raise(heap, EXC_INDEX, "pop index out of range");
  return take_out(heap, self, (size_t)at);
}

static Value list_remove(Heap *heap, Value self, const Value *args) {
  for (size_t i = 0; i < self.list->n && !heap->pending; i++) {
    if (!value_equal(heap, self.list->at[i], args[0])) continue;
    if (i < self.list->n) take_out(heap, self, i); /* a comparison of the project's own may have made it shorter */
    return VALUE_NONE;
  }
  if (heap->pending) return value_or_pending(heap, VALUE_NONE);
  return value_raise(heap, EXC_VALUE, "list.remove(x): x not in list");
}

static Value list_reverse(Heap *heap, Value self, const Value *args) {
  (void)args;
  size_t n = self.list->n;
  heap_step(heap, n);
  for (size_t i = 0; i < n / 2; i++) {
    Value swap = self.list->at[i];
    self.list->at[i] = self.list->at[n - 1 - i];
    self.list->at[n - 1 - i] = swap;
  }
  return VALUE_NONE;
}

static Value list_sort(Heap *heap, Value self, const Value *args) {
  int64_t reverse = 0;
  if (args[1].kind != V_ABSENT) NEED_C_INT(heap, args[1], &reverse);
  ValueList items = {self.list->at, self.list->n, self.list->n};
  Value done = value_sort(heap, &items, args[0], reverse != 0);
  return done.kind == V_UNKNOWN ? value_unverified(heap, done) : done;
}

static Value list_construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  return args[0].kind == V_ABSENT ? value_list(heap, 0) : op_list(heap, args[0]);
}

static Value tuple_construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  if (args[0].kind == V_TUPLE && value_type(args[0]) == &TYPE_TUPLE) return args[0];
  Value made = args[0].kind == V_ABSENT ? value_list(heap, 0) : op_list(heap, args[0]);
  if (made.kind == V_LIST) made.kind = V_TUPLE;
  return made;
}

static const Builtin list_methods[] = {
    {"append", "object, /", 1, 1, BUILTIN_C_STYLE | BUILTIN_ABSORBS, list_append, "adds an item at the end"},
    {"clear", "", 0, 0, BUILTIN_C_STYLE, list_clear, "removes all items"},
    {"copy", "", 0, 0, BUILTIN_C_STYLE, list_copy, "a shallow copy"},
    {"count", "value, /", 1, 1, BUILTIN_C_STYLE, count, "how often a value occurs"},
    {"extend", "iterable, /", 1, 1, BUILTIN_C_STYLE | BUILTIN_CHANGES, list_extend, "adds all items of another"},
    {"index", "value, start=0, stop=9223372036854775807, /", 1, 3, BUILTIN_C_STYLE, position,
     "the first place of a value"},
    {"insert", "index, object, /", 2, 2, BUILTIN_C_STYLE | BUILTIN_ABSORBS, list_insert, "puts an item before a place"},
    {"pop", "index=-1, /", 0, 1, BUILTIN_C_STYLE | BUILTIN_CHANGES, list_pop, "removes an item and gives it"},
    {"remove", "value, /", 1, 1, BUILTIN_C_STYLE | BUILTIN_CHANGES, list_remove, "removes the first such item"},
    {"reverse", "", 0, 0, BUILTIN_C_STYLE, list_reverse, "turns the order around"},
    {"sort", "*, key=None, reverse=False", 0, 0, BUILTIN_CHANGES, list_sort, "sorts in place"},
};

static const Builtin tuple_methods[] = {
    {"count", "value, /", 1, 1, BUILTIN_C_STYLE, count, "how often a value occurs"},
    {"index", "value, start=0, stop=9223372036854775807, /", 1, 3, BUILTIN_C_STYLE, position,
     "the first place of a value"},
};

const Type TYPE_LIST = {
    .name = "list",
    .methods = BUILTIN_TABLE(list_methods),
    .repr = repr,
    .len = len,
    .iter = iter_items,
    .item = item,
    .construct = list_construct,
    .construct_params = "iterable=(), /",
};

/* ---- tuples with names ---- */

typedef struct Fields {
  const char *const *names;
  size_t n;
} Fields;
#define FIELDS(names) {names, COUNT(names)}

static const char *const group_names[] = {"grouper", "list"};
static const char *const iso_calendar_names[] = {"year", "week", "weekday"};
static const char *const struct_time_names[] = {"tm_year", "tm_mon",  "tm_mday", "tm_hour", "tm_min",
                                                "tm_sec",  "tm_wday", "tm_yday", "tm_isdst"};

/* V_ABSENT where there is no such field. */
static Value field(Value v, Fields fields, Str name) {
  for (size_t i = 0; i < fields.n; i++)
    if (str_is(name, fields.names[i])) return v.list->at[i];
  return VALUE_ABSENT;
}

static void named_repr(Heap *heap, Buf *buf, Value v, Fields fields) {
  buf_printf(buf, "%s(", value_type_name(v));
  for (size_t i = 0; i < fields.n; i++) {
    buf_printf(buf, "%s%s=", i ? ", " : "", fields.names[i]);
    value_write_repr(heap, buf, v.list->at[i]);
  }
  buf_char(buf, ')');
}

static Value fields_tuple(Heap *heap, Fields fields) {
  Value list = value_list(heap, fields.n);
  for (size_t i = 0; i < fields.n; i++) list_push(heap, list, value_ascii(str_of(fields.names[i])));
  list.kind = V_TUPLE;
  return list;
}

static const Fields group_fields = FIELDS(group_names), iso_calendar_fields = FIELDS(iso_calendar_names),
                    struct_time_fields = FIELDS(struct_time_names);

static Value group_attr(Heap *heap, Value v, Str name) {
  if (str_is(name, "_fields")) return fields_tuple(heap, group_fields);
  return str_is(name, "_field_defaults") ? value_dict(heap) : field(v, group_fields, name);
}

static Value group_asdict(Heap *heap, Value self, const Value *args) {
  (void)args;
  Value dict = value_dict(heap);
  for (size_t i = 0; i < group_fields.n; i++)
    dict_put(heap, dict.dict, value_ascii(str_of(group_names[i])), self.list->at[i]);
  return dict;
}

static Value group_replace(Heap *heap, Value self, const Value *args) {
  return value_group(heap, args[0].kind == V_ABSENT ? self.list->at[0] : args[0],
                     args[1].kind == V_ABSENT ? self.list->at[1] : args[1]);
}

static Value group_make(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList items = {0};
  Value done = value_collect(heap, args[0], &items);
  if (value_passes(done)) return done;
  if (items.n != 2) return value_raise(heap, EXC_TYPE, "Expected 2 arguments, got %zu", items.n);
  return value_group(heap, items.at[0], items.at[1]);
}

static const Builtin group_methods[] = {
    {"_asdict", "_GroupTuple._asdict(self | )", 0, 0, 0, group_asdict, "a dict of grouper and list"},
    {"_make", "_GroupTuple._make(cls | iterable)", 1, 1, BUILTIN_STATIC, group_make, "from grouper and list"},
    {"_replace", "_GroupTuple._replace(self | *, grouper=None, list=None)", 0, 0, 0, group_replace,
     "another one with these fields changed"},
    {"count", "value, /", 1, 1, BUILTIN_C_STYLE, count, "how often a value occurs"},
    {"index", "value, start=0, stop=9223372036854775807, /", 1, 3, BUILTIN_C_STYLE, position,
     "the first place of a value"},
};

const Type TYPE_GROUP = {
    .name = "_GroupTuple",
    .full_name = "jinja2.filters._GroupTuple",
    .methods = BUILTIN_TABLE(group_methods),
    .repr = repr,
    .len = len,
    .iter = iter_items,
    .item = item,
    .attr = group_attr,
};

static void iso_calendar_repr(Heap *heap, Buf *buf, Value v) { named_repr(heap, buf, v, iso_calendar_fields); }
static Value iso_calendar_attr(Heap *heap, Value v, Str name) {
  (void)heap;
  return field(v, iso_calendar_fields, name);
}

const Type TYPE_ISO_CALENDAR = {
    .name = "datetime.IsoCalendarDate",
    .methods = BUILTIN_TABLE(tuple_methods),
    .repr = iso_calendar_repr,
    .len = len,
    .iter = iter_items,
    .item = item,
    .attr = iso_calendar_attr,
};

static void struct_time_repr(Heap *heap, Buf *buf, Value v) { named_repr(heap, buf, v, struct_time_fields); }

/* Its zone is None where a datetime made it. */
static Value struct_time_attr(Heap *heap, Value v, Str name) {
  (void)heap;
  static const struct {
    const char *name;
    int64_t n;
  } counts[] = {{"n_fields", 11}, {"n_sequence_fields", 9}, {"n_unnamed_fields", 0}};
  if (str_is(name, "tm_zone") || str_is(name, "tm_gmtoff")) return VALUE_NONE;
  for (size_t i = 0; i < 3; i++)
    if (str_is(name, counts[i].name)) return value_int(counts[i].n);
  return field(v, struct_time_fields, name);
}

static Value struct_time_construct(Heap *heap, const Type *type, const Value *args) {
  (void)args;
  return value_unsupported(heap, "a call of '%s'", type->name);
}

const Type TYPE_STRUCT_TIME = {
    .name = "time.struct_time",
    .methods = BUILTIN_TABLE(tuple_methods),
    .repr = struct_time_repr,
    .len = len,
    .iter = iter_items,
    .item = item,
    .attr = struct_time_attr,
    .construct = struct_time_construct,
    .construct_params = "iterable=(), /",
};

static const char *const dimension_key_names[] = {"dimension_name", "partition_key"};
static const Fields dimension_key_fields = FIELDS(dimension_key_names);

static void dimension_key_repr(Heap *heap, Buf *buf, Value v) { named_repr(heap, buf, v, dimension_key_fields); }
static Value dimension_key_attr(Heap *heap, Value v, Str name) {
  (void)heap;
  return field(v, dimension_key_fields, name);
}

/* Dagster's, of a MultiPartitionKey. */
const Type TYPE_DIMENSION_KEY = {
    .name = "PartitionDimensionKey",
    .full_name = "dagster._core.definitions.partitions.utils.multi.PartitionDimensionKey",
    .methods = BUILTIN_TABLE(tuple_methods),
    .repr = dimension_key_repr,
    .len = len,
    .iter = iter_items,
    .item = item,
    .attr = dimension_key_attr,
};

/* The tuples with names; a V_TUPLE holds in `aux` the number of its type here, from 1 on. */
static const Type *const NAMED_TUPLES[] = {&TYPE_GROUP, &TYPE_ISO_CALENDAR, &TYPE_STRUCT_TIME, &TYPE_DIMENSION_KEY};

const Type *tuple_type(Value v) {
  if (!v.aux) return &TYPE_TUPLE;
  return v.aux == OF_PROJECT ? ((const TypedList *)v.list)->type : NAMED_TUPLES[v.aux - 1];
}

Value value_tuple_of_project(Heap *heap, const Type *type, const Value *items, size_t n) {
  TypedList *body = ARENA_NEW(heap->arena, TypedList);
  *body = (TypedList){*value_tuple(heap, items, n).list, type, NULL};
  return (Value){.kind = V_TUPLE, .aux = OF_PROJECT, .list = &body->list};
}

Value value_list_of_project(Heap *heap, const Type *type) {
  TypedList *body = ARENA_NEW(heap->arena, TypedList);
  *body = (TypedList){*value_list(heap, 0).list, type, value_dict(heap).dict};
  return (Value){.kind = V_LIST, .aux = OF_PROJECT, .list = &body->list};
}

Value value_tuple_of_type(Heap *heap, const Type *type, const Value *items, size_t n) {
  Value tuple = value_tuple(heap, items, n);
  for (size_t i = 0; i < COUNT(NAMED_TUPLES); i++)
    if (NAMED_TUPLES[i] == type) tuple.aux = (uint16_t)(i + 1);
  return tuple;
}

Value value_group(Heap *heap, Value grouper, Value items) {
  const Value pair[] = {grouper, items};
  return value_tuple_of_type(heap, &TYPE_GROUP, pair, 2);
}

const Type TYPE_TUPLE = {
    .name = "tuple",
    .methods = BUILTIN_TABLE(tuple_methods),
    .repr = repr,
    .len = len,
    .iter = iter_items,
    .item = item,
    .construct = tuple_construct,
    .construct_params = "iterable=(), /",
};
