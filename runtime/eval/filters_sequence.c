#include "runtime/core/limits.h"
#include "runtime/eval/abstract.h"
#include "runtime/eval/filters.h"
#include "runtime/value/markup.h"
#include "runtime/value/str_type.h"

/* ---- shared ---- */

static Value list_of(Heap *heap, ValueList items) {
  Value list = value_list(heap, 0);
  *list.list = (List){items.at, items.n, items.cap};
  return list;
}

static Value ignore_case(Heap *heap, Value v) {
  return v.kind == V_STR ? call_method_of(heap, v, "lower", NULL, 0) : v;
}

/* make_attrgetter: "a.b.0", a number, or None. */
typedef struct Getter {
  Value attribute;
  Value fallback; /* for an Undefined on the way; V_ABSENT or None: none */
  bool fold;
} Getter;

static bool all_digits(Str text) {
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] < '0' || text.p[i] > '9') return false;
  return text.n > 0 && text.n < 18;
}

static Value part_of(Str word) {
  if (!all_digits(word)) return value_str(word);
  int64_t number = 0;
  for (size_t i = 0; i < word.n; i++) number = number * 10 + (word.p[i] - '0');
  return value_int(number);
}

static Value step_to(Heap *heap, const Getter *getter, Value item, Value part) {
  Value v = op_item_jinja(heap, item, part);
  return v.kind == V_UNDEFINED && value_given(getter->fallback) ? getter->fallback : v;
}

static Value get(Heap *heap, const Getter *getter, Value item) {
  if (value_given(getter->attribute) && getter->attribute.kind != V_STR)
    item = step_to(heap, getter, item, getter->attribute);
  if (getter->attribute.kind == V_STR) {
    Str path = value_text(getter->attribute);
    for (size_t at = 0; at <= path.n && !value_is_error(item);) {
      size_t dot = str_find(path, STR("."), at);
      if (dot == SIZE_MAX) dot = path.n;
      item = step_to(heap, getter, item, part_of(str_sub(path, at, dot)));
      at = dot + 1;
    }
  }
  return getter->fold && !value_is_error(item) ? ignore_case(heap, item) : item;
}

/* ---- items, order, aggregates, rows ---- */

Value do_length(Heap *heap, Value self, const Value *args) {
  (void)self;
  return op_len(heap, args[0]);
}

Value do_list(Heap *heap, Value self, const Value *args) {
  (void)self;
  return op_list(heap, args[0]);
}

Value do_first(Heap *heap, Value self, const Value *args) {
  (void)self;
  Iter iter = {0};
  Value error = op_iter(heap, args[0], &iter), item;
  if (value_passes(error)) return error;
  if (op_next(heap, &iter, &item)) return item;
  return value_undefined(heap, VALUE_ABSENT, VALUE_NONE, STR("No first item, sequence was empty."));
}

static bool is_reversible(Value v) {
  return v.kind == V_STR || v.kind == V_BYTES || v.kind == V_LIST || v.kind == V_TUPLE || v.kind == V_DICT ||
         v.kind == V_RANGE || v.kind == V_TIME_WINDOW || v.kind == V_KEY_RANGE || v.kind == V_MULTI_KEY ||
         v.kind == V_UNDEFINED;
}

Value do_last(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList items = {0};
  if (!is_reversible(args[0]))
    return value_raise(heap, EXC_TYPE, "'%s' object is not reversible", value_type_name(args[0]));
  Value error = items_of(heap, args[0], &items);
  if (value_passes(error)) return error;
  if (items.n) return items.at[items.n - 1];
  return value_undefined(heap, VALUE_ABSENT, VALUE_NONE, STR("No last item, sequence was empty."));
}

/* With autoescape, one Markup among the separator and the items makes all of it Markup. */
static Value join_markup(Heap *heap, const ValueList *items, Value between) {
  bool markup = markup_is(between);
  Value list = value_list(heap, items->n);
  for (size_t i = 0; i < items->n; i++) {
    markup = markup || markup_is(items->at[i]);
    list_push(heap, list, filter_text(heap, items->at[i]));
  }
  between = markup ? markup_escape(heap, between) : value_str(value_to_str(heap, between));
  return call_method_of(heap, between, "join", &list, 1);
}

Value do_join(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList items = {0};
  Getter getter = {.attribute = args[2]};
  Value between = args[1]; /* what is not given prints as nothing */
  Value error = items_of(heap, args[0], &items);
  if (value_passes(error)) return error;
  for (size_t i = 0; i < items.n; i++) {
    items.at[i] = get(heap, &getter, items.at[i]);
    if (value_passes(items.at[i])) return items.at[i];
  }
  if (filter_autoescapes(heap)) return join_markup(heap, &items, between);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  Str separator = value_to_str(heap, between);
  for (size_t i = 0; i < items.n; i++) {
    if (i) buf_put(&buf, separator);
    buf_put(&buf, value_to_str(heap, items.at[i]));
  }
  return value_str(buf_str(&buf));
}

/* The type of Python's reversed(v). */
static const char *reversed_name(Value v) {
  if (value_is_list(v)) return "list_reverseiterator";
  if (v.kind == V_RANGE) return "range_iterator";
  return v.kind == V_DICT ? "dict_reversekeyiterator" : "reversed";
}

Value do_reverse(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList items = {0};
  Value error = items_of(heap, args[0], &items);
  if (value_is_error(error) && exception_is_a(error.exc->type, EXC_TYPE))
    return value_raise(heap, EXC_FILTER_ARGUMENT, "argument must be iterable");
  if (value_passes(error)) return error;
  for (size_t i = 0; i < items.n / 2; i++) {
    Value left = items.at[i];
    items.at[i] = items.at[items.n - 1 - i];
    items.at[items.n - 1 - i] = left;
  }
  if (args[0].kind != V_STR) {
    if (!is_reversible(args[0])) return list_of(heap, items);
    Value reversed = generator_of(heap, items);
    reversed.iterator->type_name = reversed_name(args[0]);
    return reversed;
  }
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < items.n; i++) buf_put(&buf, value_text(items.at[i]));
  return markup_is(args[0]) ? markup_of(heap, value_str(buf_str(&buf))) : value_str(buf_str(&buf));
}

/* make_multi_attrgetter: "a,b" gives a list of what each finds. */
static Value sort_key(Heap *heap, Value attribute, bool fold, Value item) {
  ValueList found = {0};
  if (attribute.kind != V_STR) {
    Value v = get(heap, &(Getter){.attribute = attribute, .fold = fold}, item);
    if (!value_passes(v)) value_list_push(heap, &found, v);
    return value_passes(v) ? v : list_of(heap, found);
  }
  Str path = value_text(attribute);
  for (size_t at = 0; at <= path.n;) {
    size_t comma = str_find(path, STR(","), at);
    if (comma == SIZE_MAX) comma = path.n;
    Value v = get(heap, &(Getter){.attribute = value_str(str_sub(path, at, comma)), .fold = fold}, item);
    if (value_passes(v)) return v;
    value_list_push(heap, &found, v);
    at = comma + 1;
  }
  return list_of(heap, found);
}

Value do_sort(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList items = {0};
  bool unordered;
  Value error = value_collect_any(heap, args[0], &items, &unordered);
  if (value_passes(error)) return error;
  bool fold = !filter_flag(heap, args[2], false);
  Value *keys = ARENA_ARRAY(heap->arena, Value, items.n ? items.n : 1);
  for (size_t i = 0; i < items.n; i++) {
    keys[i] = sort_key(heap, args[3], fold, items.at[i]);
    if (value_passes(keys[i])) return keys[i];
  }
  if (unordered) error = value_refuse_ties(heap, keys, items.n);
  if (value_passes(error)) return error;
  int64_t reverse = 0;
  if (args[1].kind != V_ABSENT) NEED_C_INT(heap, args[1], &reverse);
  error = value_sort_by(heap, &items, keys, reverse != 0);
  return value_passes(error) ? error : list_of(heap, items);
}

/* An Undefined among keys that are compared raises; the first comparison is of the second with the first. */
static Value undefined_key(Heap *heap, const Value *keys, size_t n) {
  if (n > 1 && keys[1].kind == V_UNDEFINED) return value_raise_undefined(heap, keys[1]);
  for (size_t i = 0; n > 1 && i < n; i++)
    if (keys[i].kind == V_UNDEFINED) return value_raise_undefined(heap, keys[i]);
  return VALUE_NONE;
}

Value do_dictsort(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value by = args[2].kind == V_ABSENT ? value_str(STR("key")) : args[2];
  bool by_value = by.kind == V_STR && str_is(value_text(by), "value");
  if (!by_value && !(by.kind == V_STR && str_is(value_text(by), "key")))
    return value_raise(heap, EXC_FILTER_ARGUMENT, "You can only sort by either \"key\" or \"value\"");
  Value pairs = call_method_of(heap, args[0], "items", NULL, 0);
  ValueList items = {0};
  Value error = value_passes(pairs) ? pairs : items_of(heap, pairs, &items);
  if (value_passes(error)) return error;
  int64_t reverse = 0;
  bool fold = !filter_flag(heap, args[1], false);
  error = args[3].kind == V_ABSENT ? VALUE_NONE : value_need_int(heap, args[3], &reverse);
  if (value_is_error(error)) return error;
  Value *keys = ARENA_ARRAY(heap->arena, Value, items.n ? items.n : 1);
  for (size_t i = 0; i < items.n; i++) {
    keys[i] = items.at[i].list->at[by_value];
    if (fold) keys[i] = ignore_case(heap, keys[i]);
  }
  error = undefined_key(heap, keys, items.n);
  if (!value_passes(error)) error = value_sort_by(heap, &items, keys, reverse != 0);
  return value_passes(error) ? error : list_of(heap, items);
}

/* A generator whose work begins when its first item is asked for: so do its errors. */
typedef struct Deferred {
  Value (*make)(Heap *heap, const Value *args); /* gives an iterator or an error */
  Value args[3];
  bool started, ended;
  Iter items;
} Deferred;

static bool deferred_next(Heap *heap, Iter *iter, Value *out) {
  Deferred *deferred = iter->state;
  if (deferred->ended) return false;
  if (!deferred->started) {
    deferred->started = true;
    *out = deferred->make(heap, deferred->args);
    deferred->ended = value_passes(*out);
    if (deferred->ended) return true;
    op_iter(heap, *out, &deferred->items);
  }
  return op_next(heap, &deferred->items, out);
}

static Value defer(Heap *heap, const Value *args, size_t n, Value (*make)(Heap *heap, const Value *args)) {
  Deferred *deferred = ARENA_NEW(heap->arena, Deferred);
  deferred->make = make;
  for (size_t i = 0; i < n; i++) deferred->args[i] = args[i];
  return value_iterator(heap, (Iter){.next = deferred_next, .state = deferred}, "generator");
}

#define DEFERRED(function, make, count)                                \
  Value function(Heap *heap, Value self, const Value *args) {          \
    (void)self;                                                        \
    return defer(heap, args, count, make);                             \
  }

static Value make_unique(Heap *heap, const Value *args) {
  ValueList items = {0}, kept = {0};
  Getter getter = {.attribute = args[2], .fold = !filter_flag(heap, args[1], false)};
  Value seen = value_set(heap), error = items_of(heap, args[0], &items);
  if (value_passes(error)) return error;
  for (size_t i = 0; i < items.n; i++) {
    Value key = get(heap, &getter, items.at[i]);
    if (value_passes(key)) return key;
    size_t before = seen.dict->live;
    error = dict_put(heap, seen.dict, key, VALUE_NONE);
    if (value_passes(error)) return error;
    if (seen.dict->live > before) value_list_push(heap, &kept, items.at[i]);
  }
  return generator_of(heap, kept);
}
DEFERRED(do_unique, make_unique, 3)

static Value extreme(Heap *heap, const Value *args, Operator better) {
  ValueList items = {0};
  Getter getter = {.attribute = args[2], .fold = !filter_flag(heap, args[1], false)};
  Value error = items_of(heap, args[0], &items), best_key = VALUE_ABSENT, best = VALUE_ABSENT;
  if (value_passes(error)) return error;
  for (size_t i = 0; i < items.n; i++) {
    Value key = get(heap, &getter, items.at[i]);
    if (value_passes(key)) return key;
    Value wins = i ? op_compare(heap, better, key, best_key) : value_bool(true);
    if (value_passes(wins)) return wins;
    if (wins.i) best = items.at[i], best_key = key;
  }
  if (items.n) return best;
  return value_undefined(heap, VALUE_ABSENT, VALUE_NONE, STR("No aggregated item, sequence was empty."));
}

Value do_min(Heap *heap, Value self, const Value *args) {
  (void)self;
  return extreme(heap, args, OP_LT);
}

Value do_max(Heap *heap, Value self, const Value *args) {
  (void)self;
  return extreme(heap, args, OP_GT);
}

Value do_sum(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList items = {0};
  Getter getter = {.attribute = args[1]};
  Value total = args[2].kind == V_ABSENT ? value_int(0) : args[2], error = items_of(heap, args[0], &items);
  if (value_passes(error)) return error;
  if (total.kind == V_STR) return value_raise(heap, EXC_TYPE, "sum() can't sum strings [use ''.join(seq) instead]");
  for (size_t i = 0; i < items.n; i++) {
    Value item = get(heap, &getter, items.at[i]);
    total = value_passes(item) ? item : op_binary(heap, OP_ADD, total, item);
    if (value_passes(total)) return total;
  }
  return total;
}

static Value make_items(Heap *heap, const Value *args) {
  if (args[0].kind == V_UNDEFINED) return generator_of(heap, (ValueList){0});
  if (!abstract_is_mapping(args[0])) return value_raise(heap, EXC_TYPE, "Can only get item pairs from a mapping.");
  Value pairs = call_method_of(heap, args[0], "items", NULL, 0);
  ValueList items = {0};
  Value error = items_of(heap, pairs, &items);
  return value_passes(error) ? error : generator_of(heap, items);
}
DEFERRED(do_items, make_items, 1)

/* The row with as many of the value behind it as it takes for `count` items; or the error of such a count. */
static Value filled_up(Heap *heap, Value row, Value count, Value with) {
  Value n = value_int((int64_t)row.list->n), is_short = op_compare(heap, OP_LT, n, count), fill = value_list(heap, 1);
  if (value_passes(is_short) || !is_short.i) return value_passes(is_short) ? is_short : row;
  list_push(heap, fill, with);
  fill = op_binary(heap, OP_MUL, fill, op_binary(heap, OP_SUB, count, n));
  return value_passes(fill) ? fill : op_binary(heap, OP_ADD, row, fill);
}

static Value make_batch(Heap *heap, const Value *args) {
  ValueList items = {0}, rows = {0};
  Value error = items_of(heap, args[0], &items);
  if (value_passes(error)) return error;
  Value row = value_list(heap, 0);
  for (size_t i = 0; i < items.n; i++) {
    if (value_equal(heap, value_int((int64_t)row.list->n), args[1])) {
      value_list_push(heap, &rows, row);
      row = value_list(heap, 0);
    }
    list_push(heap, row, items.at[i]);
  }
  if (row.list->n && value_given(args[2])) row = filled_up(heap, row, args[1], args[2]);
  if (value_passes(row)) return row;
  if (row.list->n) value_list_push(heap, &rows, row);
  return generator_of(heap, rows);
}
DEFERRED(do_batch, make_batch, 3)

static Value make_slice(Heap *heap, const Value *args) {
  ValueList items = {0}, rows = {0};
  Value error = items_of(heap, args[0], &items);
  int64_t slices;
  if (value_passes(error)) return error;
  Value share = op_binary(heap, OP_FLOOR_DIV, value_int((int64_t)items.n), args[1]);
  if (value_passes(share)) return share;
  error = value_need_int(heap, args[1], &slices);
  if (value_is_error(error)) return error;
  size_t each = slices > 0 ? items.n / (size_t)slices : 0, extra = slices > 0 ? items.n % (size_t)slices : 0, at = 0;
  for (int64_t i = 0; i < slices; i++) {
    heap_step(heap, 1);
    Value row = value_list(heap, 0);
    size_t end = at + each + ((size_t)i < extra);
    for (; at < end; at++) list_push(heap, row, items.at[at]);
    if (value_given(args[2]) && (size_t)i >= extra) list_push(heap, row, args[2]);
    value_list_push(heap, &rows, row);
  }
  return generator_of(heap, rows);
}
DEFERRED(do_slice, make_slice, 3)

/* ---- map, select, reject ---- */

/* What is false has no items, even if it cannot be iterated over. */
static bool is_false(Heap *heap, Value v) {
  Value stop = VALUE_ABSENT;
  return !value_passes(v) && !op_truth(heap, v, &stop) && stop.kind == V_ABSENT;
}

static Value rest_of(Heap *heap, Value args, size_t from) {
  return value_tuple(heap, args.list->at + from, args.list->n - from);
}

/* A generator: nothing is looked at before the first item is asked for. */
typedef struct Stream {
  Value given[3]; /* the value, positional and keyword arguments */
  Iter source;
  bool started, ended;
  bool keep, by_attribute; /* of select and its kin; `by_attribute` of map too */
  Getter getter;
} Stream;

static Value stream_of(Heap *heap, const Value *args, Stream like, bool (*next)(Heap *heap, Iter *iter, Value *out)) {
  Stream *stream = ARENA_NEW(heap->arena, Stream);
  *stream = like;
  for (int i = 0; i < 3; i++) stream->given[i] = args[i];
  return value_iterator(heap, (Iter){.next = next, .state = stream}, "generator");
}

/* Ends a stream with an error as its last item, or, without one, silently. */
static bool end_stream(Stream *stream, Value last, Value *out) {
  stream->ended = true;
  *out = last;
  return value_passes(last);
}

/* Begins with what `prepare` checks of the arguments, then the items one by one; false at the end. */
static bool stream_item(Heap *heap, Stream *stream, Value (*prepare)(Heap *heap, Stream *stream), Value *item) {
  if (stream->ended) return false;
  if (!stream->started) {
    stream->started = true;
    if (is_false(heap, stream->given[0])) return end_stream(stream, VALUE_NONE, item);
    Value error = prepare(heap, stream);
    if (!value_passes(error)) error = op_iter(heap, stream->given[0], &stream->source);
    if (value_passes(error)) return end_stream(stream, error, item);
  }
  if (!op_next(heap, &stream->source, item)) return end_stream(stream, VALUE_NONE, item);
  stream->ended = value_is_error(*item);
  return true;
}

static Value prepare_map(Heap *heap, Stream *stream) {
  const Dict *named = stream->given[2].dict;
  Value attribute = dict_get_str(named, STR("attribute"));
  size_t given = stream->given[1].list->n;
  stream->by_attribute = !given && attribute.kind != V_ABSENT;
  if (!stream->by_attribute && !given) return value_raise(heap, EXC_FILTER_ARGUMENT, "map requires a filter argument");
  stream->getter = (Getter){.attribute = attribute, .fallback = dict_get_str(named, STR("default"))};
  for (size_t i = 0; stream->by_attribute && i < named->n; i++) {
    Value key = named->at[i].key;
    if (key.kind != V_ABSENT && !str_is(value_text(key), "attribute") && !str_is(value_text(key), "default"))
      return value_raise(heap, EXC_FILTER_ARGUMENT, "Unexpected keyword argument %.*s", STR_FMT(value_repr(heap, key)));
  }
  return VALUE_NONE;
}

static bool map_next(Heap *heap, Iter *iter, Value *out) {
  Stream *stream = iter->state;
  if (!stream_item(heap, stream, prepare_map, out)) return false;
  if (value_is_error(*out)) return true;
  const Value *given = stream->given;
  *out = stream->by_attribute
             ? get(heap, &stream->getter, *out)
             : call_named(heap, FILTERS, "filter", given[1].list->at[0], *out, rest_of(heap, given[1], 1), given[2]);
  stream->ended = value_is_error(*out);
  return true;
}

Value do_map(Heap *heap, Value self, const Value *args) {
  (void)self;
  return stream_of(heap, args, (Stream){0}, map_next);
}

static Value prepare_select(Heap *heap, Stream *stream) {
  const List *given = stream->given[1].list;
  if (stream->by_attribute && !given->n)
    return value_raise(heap, EXC_FILTER_ARGUMENT, "Missing parameter for attribute name");
  stream->getter = (Getter){.attribute = stream->by_attribute ? given->at[0] : VALUE_ABSENT};
  return VALUE_NONE;
}

/* What the test says of an item: true, false, or an error. */
static Value judged(Heap *heap, const Stream *stream, Value item) {
  const Value *given = stream->given;
  size_t off = stream->by_attribute;
  Value v = get(heap, &stream->getter, item), stop = VALUE_ABSENT;
  if (given[1].list->n > off && !value_passes(v))
    v = call_named(heap, TESTS, "test", given[1].list->at[off], v, rest_of(heap, given[1], off + 1), given[2]);
  if (value_passes(v)) return v;
  bool truth = op_truth(heap, v, &stop);
  return value_passes(stop) ? stop : value_bool(truth);
}

static bool select_next(Heap *heap, Iter *iter, Value *out) {
  Stream *stream = iter->state;
  while (stream_item(heap, stream, prepare_select, out)) {
    if (value_is_error(*out)) return true;
    heap_step(heap, 1);
    Value verdict = judged(heap, stream, *out);
    if (value_passes(verdict)) return end_stream(stream, verdict, out);
    if (verdict.i == stream->keep) return true;
  }
  return false;
}

#define SELECTS(function, kept, of_attribute)                                                        \
  Value function(Heap *heap, Value self, const Value *args) {                                         \
    (void)self;                                                                                       \
    return stream_of(heap, args, (Stream){.keep = (kept), .by_attribute = (of_attribute)}, select_next); \
  }
SELECTS(do_select, true, false)
SELECTS(do_reject, false, false)
SELECTS(do_selectattr, true, true)
SELECTS(do_rejectattr, false, true)

/* ---- groups ---- */

/* The real key of a group is that of its first item, before case is ignored. */
static Value group_key(Heap *heap, const Getter *getter, Value key, Value first) {
  Getter plain = {getter->attribute, getter->fallback, false};
  return getter->fold ? get(heap, &plain, first) : key;
}

Value do_groupby(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList items = {0}, groups = {0};
  Value error = items_of(heap, args[0], &items);
  if (value_passes(error)) return error;
  Getter getter = {args[1], args[2], !filter_flag(heap, args[3], false)};
  Value *keys = ARENA_ARRAY(heap->arena, Value, items.n);
  for (size_t i = 0; i < items.n; i++) {
    keys[i] = get(heap, &getter, items.at[i]);
    if (value_passes(keys[i])) return keys[i];
  }
  error = undefined_key(heap, keys, items.n);
  if (!value_passes(error)) error = value_sort_by(heap, &items, keys, false);
  for (size_t i = 0; i < items.n && !value_passes(error);) {
    Value key = get(heap, &getter, items.at[i]), group = value_list(heap, 0), first = items.at[i];
    while (i < items.n && value_equal(heap, key, get(heap, &getter, items.at[i])))
      list_push(heap, group, items.at[i++]);
    if (!group.list->n) list_push(heap, group, items.at[i++]);
    Value pair[] = {group_key(heap, &getter, key, first), group};
    value_list_push(heap, &groups, value_group(heap, pair[0], pair[1]));
  }
  return value_passes(error) ? error : list_of(heap, groups);
}

/* ---- chance ---- */

/* An item by chance would make a plan that says something else each time. */
Value do_random(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value length = op_len(heap, args[0]);
  if (value_passes(length)) return length;
  if (!length.i) return value_undefined(heap, VALUE_ABSENT, VALUE_NONE, STR("No random item, sequence was empty."));
  return value_unsupported(heap, "the filter 'random'");
}
