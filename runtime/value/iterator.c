#include "runtime/value/types.h"

/* Lazy sequences: iterators, range, slice objects. */

Value value_iterator(Heap *heap, Iter iter, const char *type_name) {
  Iterator *body = ARENA_NEW(heap->arena, Iterator);
  *body = (Iterator){iter, type_name, NULL};
  return (Value){.kind = V_ITERATOR, .iterator = body};
}

static bool next_error(Heap *heap, Iter *iter, Value *out) {
  (void)heap;
  return *out = iter->over, true;
}

Iter iter_error(Value error) { return (Iter){.next = next_error, .over = error}; }

static bool next_of_iterator(Heap *heap, Iter *iter, Value *out) {
  Iter *inner = &iter->over.iterator->iter;
  return inner->next(heap, inner, out); /* which finds `any_order` as it is */
}

static bool iterate_iterator(Heap *heap, Value v, Iter *iter) {
  (void)heap;
  *iter = (Iter){.next = next_of_iterator, .over = v};
  return true;
}

static void iterator_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_printf(buf, "<%s object>", v.iterator->type_name);
}

const Type TYPE_ITERATOR = {.name = "iterator", .repr = iterator_repr, .iter = iterate_iterator};

/* ---- range ---- */

static uint64_t step_size(const Range *r) { return r->step > 0 ? (uint64_t)r->step : 0 - (uint64_t)r->step; }

/* How far a number lies beyond the start, in the direction of the steps. */
static uint64_t span_to(const Range *r, int64_t number) {
  return r->step > 0 ? (uint64_t)number - (uint64_t)r->start : (uint64_t)r->start - (uint64_t)number;
}

static uint64_t count_of(const Range *r) {
  if (r->step > 0 ? r->start >= r->stop : r->start <= r->stop) return 0;
  return (span_to(r, r->stop) - 1) / step_size(r) + 1;
}

static int64_t range_len(Value v) { return (int64_t)count_of(v.range); }

static Value range_at(const Range *r, int64_t index) {
  return value_int((int64_t)((uint64_t)r->start + (uint64_t)index * (uint64_t)r->step));
}

static bool range_next(Heap *heap, Iter *iter, Value *out) {
  (void)heap;
  if ((int64_t)iter->at >= range_len(iter->over)) return false;
  *out = range_at(iter->over.range, (int64_t)iter->at++);
  return true;
}

static bool range_iter(Heap *heap, Value v, Iter *iter) {
  (void)heap;
  *iter = (Iter){.next = range_next, .over = v};
  return true;
}

static void range_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_puts(buf, "range(");
  buf_int(buf, v.range->start);
  buf_puts(buf, ", ");
  buf_int(buf, v.range->stop);
  if (v.range->step != 1) {
    buf_puts(buf, ", ");
    buf_int(buf, v.range->step);
  }
  buf_char(buf, ')');
}

static bool range_equal(Heap *heap, Value a, Value b) {
  (void)heap;
  int64_t n = range_len(a);
  if (n != range_len(b)) return false;
  if (n == 0) return true;
  return a.range->start == b.range->start && (n == 1 || a.range->step == b.range->step);
}

static bool range_hash(Heap *heap, Value v, uint64_t *hash) {
  (void)heap;
  int64_t n = range_len(v);
  *hash = (uint64_t)n * 31 + (n ? (uint64_t)v.range->start : 0) * 7 + (n > 1 ? (uint64_t)v.range->step : 0);
  return true;
}

static Value make_range(Heap *heap, int64_t start, int64_t stop, int64_t step) {
  Range *range = ARENA_NEW(heap->arena, Range);
  *range = (Range){start, stop, step};
  if (count_of(range) > INT64_MAX) return value_unsupported(heap, "a range beyond 64 bits");
  return (Value){.kind = V_RANGE, .range = range};
}

static bool place_of(const Range *range, int64_t at, int64_t *place) {
  int64_t steps;
  return !__builtin_mul_overflow(at, range->step, &steps) && !__builtin_add_overflow(range->start, steps, place);
}

static Value part_of_range(Heap *heap, const Range *range, const SliceBounds *bounds) {
  int64_t start, stop, step;
  bool fits = place_of(range, bounds->start, &start) && place_of(range, bounds->stop, &stop) &&
              !__builtin_mul_overflow(range->step, bounds->step, &step);
  return fits ? make_range(heap, start, stop, step) : value_unsupported(heap, "a range beyond 64 bits");
}

static Value range_item(Heap *heap, Value v, Value key) {
  int64_t index, n = range_len(v);
  if (key.kind == V_SLICE) {
    SliceBounds bounds;
    Value done = slice_bounds(heap, key.slice, (size_t)n, &bounds);
    if (value_is_error(done)) return done;
    return part_of_range(heap, v.range, &bounds);
  }
  if (!value_index(key, &index))
    return value_raise(heap, EXC_TYPE, "range indices must be integers or slices, not %s", value_type_name(key));
  if (index < 0) index += n;
  if (index < 0 || index >= n) return value_raise(heap, EXC_INDEX, "range object index out of range");
  return range_at(v.range, index);
}

/* An object may say itself that it is equal to a number. */
static bool equals_any(Heap *heap, const Range *r, Value object, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    heap_step(heap, 1);
    if (value_equal(heap, range_at(r, i), object)) return true;
  }
  return false;
}

static bool range_contains(Heap *heap, Value v, Value item, Value *error) {
  (void)error;
  const Range *r = v.range;
  item = value_number(item);
  if (item.kind == V_OBJECT) return equals_any(heap, r, item, range_len(v));
  if (item.kind == V_FLOAT && item.f >= -9e18 && item.f <= 9e18 && item.f == (double)(int64_t)item.f)
    item = value_int((int64_t)item.f);
  if (item.kind != V_INT && item.kind != V_BOOL) return false;
  bool inside = r->step > 0 ? item.i >= r->start && item.i < r->stop : item.i <= r->start && item.i > r->stop;
  return inside && span_to(r, item.i) % step_size(r) == 0;
}

/* Where `item` is in the range; false where it is not. */
static bool range_place(Heap *heap, Value v, Value item, int64_t *place) {
  Value error = VALUE_ABSENT;
  if (!range_contains(heap, v, item, &error)) return false;
  item = value_number(item);
  int64_t number = item.kind == V_FLOAT ? (int64_t)item.f : item.i;
  *place = (int64_t)(span_to(v.range, number) / step_size(v.range));
  return true;
}

static Value range_count(Heap *heap, Value self, const Value *args) {
  int64_t place;
  if (value_number(args[0]).kind == V_OBJECT) return value_unsupported(heap, "such an object in a range");
  return value_int(range_place(heap, self, args[0], &place));
}

static Value range_index(Heap *heap, Value self, const Value *args) {
  int64_t place;
  if (value_number(args[0]).kind == V_OBJECT) return value_unsupported(heap, "such an object in a range");
  if (range_place(heap, self, args[0], &place)) return value_int(place);
  if (args[0].kind != V_INT && args[0].kind != V_BIGINT && args[0].kind != V_BOOL)
    return value_raise(heap, EXC_VALUE, "sequence.index(x): x not in sequence");
  return value_raise(heap, EXC_VALUE, "%.*s is not in range", STR_FMT(value_repr(heap, args[0])));
}

static Value range_construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  int64_t bounds[3] = {0, 0, 1};
  for (int i = 0; i < 3; i++) {
    if (args[i].kind == V_ABSENT) continue;
    if (args[i].kind == V_BIGINT) return value_unsupported(heap, "a range beyond 64 bits");
    Value done = value_need_int(heap, args[i], &bounds[i]);
    if (value_is_error(done)) return done;
  }
  if (args[1].kind == V_ABSENT) return make_range(heap, 0, bounds[0], 1);
  if (bounds[2] == 0) return value_raise(heap, EXC_VALUE, "range() arg 3 must not be zero");
  return make_range(heap, bounds[0], bounds[1], bounds[2]);
}

static Value range_start(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_int(self.range->start);
}
static Value range_stop(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_int(self.range->stop);
}
static Value range_step(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_int(self.range->step);
}

static const Builtin range_methods[] = {
    {"count", "value, /", 1, 1, BUILTIN_C_STYLE, range_count, "how often a value occurs"},
    {"index", "value, /", 1, 1, BUILTIN_C_STYLE, range_index, "the place of a value"},
    {"start", "", 0, 0, BUILTIN_PROPERTY, range_start, "the first number"},
    {"step", "", 0, 0, BUILTIN_PROPERTY, range_step, "the difference"},
    {"stop", "", 0, 0, BUILTIN_PROPERTY, range_stop, "the first number that is not in it"},
};

const Type TYPE_RANGE = {
    .name = "range",
    .methods = BUILTIN_TABLE(range_methods),
    .repr = range_repr,
    .len = range_len,
    .iter = range_iter,
    .equal = range_equal,
    .hash = range_hash,
    .item = range_item,
    .contains = range_contains,
    .construct = range_construct,
    .construct_params = "start, stop=None, step=1, /",
};

/* ---- slice ---- */

static void slice_repr(Heap *heap, Buf *buf, Value v) {
  const Value parts[] = {v.slice->start, v.slice->stop, v.slice->step};
  buf_puts(buf, "slice(");
  for (int i = 0; i < 3; i++) {
    if (i) buf_puts(buf, ", ");
    value_write_repr(heap, buf, parts[i]);
  }
  buf_char(buf, ')');
}

static bool no_hash(Heap *heap, Value v, uint64_t *hash) {
  (void)heap, (void)v, (void)hash;
  return false;
}

static bool slice_equal(Heap *heap, Value a, Value b) {
  return value_equal(heap, a.slice->start, b.slice->start) && value_equal(heap, a.slice->stop, b.slice->stop) &&
         value_equal(heap, a.slice->step, b.slice->step);
}

static Value slice_indices(Heap *heap, Value self, const Value *args) {
  SliceBounds bounds;
  if (args[0].kind != V_INT || args[0].i < 0) return value_unsupported(heap, "'indices' of a slice with such a length");
  Value error = slice_bounds(heap, self.slice, (size_t)args[0].i, &bounds);
  if (value_is_error(error)) return error;
  Value parts[] = {value_int(bounds.start), value_int(bounds.stop), value_int(bounds.step)};
  return value_tuple(heap, parts, 3);
}

#define SLICE_PART(part)                                                     \
  static Value slice_##part(Heap *heap, Value self, const Value *args) {     \
    (void)heap, (void)args;                                                  \
    return self.slice->part;                                                 \
  }
SLICE_PART(start)
SLICE_PART(stop)
SLICE_PART(step)

static Value slice_construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  if (args[1].kind == V_ABSENT) return value_slice(heap, VALUE_NONE, args[0], VALUE_NONE);
  return value_slice(heap, args[0], args[1], args[2].kind == V_ABSENT ? VALUE_NONE : args[2]);
}

static const Builtin slice_methods[] = {
    {"indices", "len, /", 1, 1, BUILTIN_C_STYLE, slice_indices, "start, stop and step over that many items"},
    {"start", "", 0, 0, BUILTIN_PROPERTY, slice_start, "where it begins, or None"},
    {"step", "", 0, 0, BUILTIN_PROPERTY, slice_step, "how far from one to the next, or None"},
    {"stop", "", 0, 0, BUILTIN_PROPERTY, slice_stop, "where it ends, or None"},
};

const Type TYPE_SLICE = {.name = "slice",
                         .methods = BUILTIN_TABLE(slice_methods),
                         .repr = slice_repr,
                         .equal = slice_equal,
                         .hash = no_hash,
                         .construct = slice_construct,
                         .construct_params = "start, stop=..., step=..., /"};
