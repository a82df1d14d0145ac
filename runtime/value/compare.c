#include <math.h>
#include <string.h>

#include "runtime/value/file.h"
#include "runtime/value/int.h"
#include "runtime/value/ops.h"
#include "runtime/value/set_order.h"
#include "runtime/value/special.h"
#include "runtime/value/types.h"

/* ---- equality ---- */

static bool numbers_equal(Heap *heap, Value a, Value b) {
  if (a.kind == V_FLOAT && b.kind == V_FLOAT) return a.f == b.f;
  if (a.kind != V_FLOAT && b.kind != V_FLOAT) return int_compare(a, b) == 0;
  bool unordered;
  int order =
      a.kind == V_FLOAT ? int_compare_float(heap, b, a.f, &unordered) : int_compare_float(heap, a, b.f, &unordered);
  return !unordered && order == 0;
}

static bool items_equal(Heap *heap, Value a, Value b) {
  const Value *left, *right;
  size_t left_n, right_n;
  value_items(a, &left, &left_n);
  value_items(b, &right, &right_n);
  bool same = left_n == right_n;
  heap_step(heap, left_n);
  for (size_t i = 0; same && i < left_n; i++) same = value_equal(heap, left[i], right[i]);
  return same;
}

static bool same_body(Value a, Value b) {
  bool may_be_classes = a.kind != b.kind && (a.kind == V_TYPE || b.kind == V_TYPE);
  if (may_be_classes) return definition_class_type(a) && definition_class_type(a) == definition_class_type(b);
  return a.kind == b.kind && a.kind != V_FLOAT && a.i == b.i && a.len == b.len;
}

/* A tuple, whatever its class is. */
static bool is_tuple(Value v) { return v.kind == V_TUPLE || v.kind == V_TIME_WINDOW || v.kind == V_KEY_RANGE; }

/* ---- objects of the project's classes ---- */

static const char *const COMPARISONS[OP_COUNT][2] = {
    [OP_EQ] = {"__eq__", "__eq__"}, [OP_NE] = {"__ne__", "__ne__"}, [OP_LT] = {"__lt__", "__gt__"},
    [OP_GT] = {"__gt__", "__lt__"}, [OP_LE] = {"__le__", "__ge__"}, [OP_GE] = {"__ge__", "__le__"}};

/* A class that derives from that of the other goes first. */
static bool goes_first(Value v, Value other) {
  const Type *type = value_type(v), *of = value_type(other);
  return type != of && type->derives && type->derives(type, of);
}

/* Whether a number of Python's own decides without asking the other, which is a number besides. */
static bool decides_alone(Value v, Value other) {
  Value number = value_number(other);
  bool both = value_is_number(v) && other.kind == V_OBJECT && value_is_number(number);
  return both && (v.kind == V_FLOAT || number.kind != V_FLOAT);
}

static bool settles(Value v) { return v.kind != V_ABSENT && !value_is_not_implemented(v); }

/* What the special methods of either side say; V_ABSENT: nothing. `!=` is the contrary of `__eq__` where that is
 * all. */
static Value compare_objects(Heap *heap, Operator op, Value a, Value b) {
  Value said = VALUE_ABSENT;
  if (goes_first(b, a)) said = value_special(heap, b, COMPARISONS[op][1], &a, 1);
  else if (decides_alone(a, b)) return VALUE_ABSENT;
  if (!settles(said)) said = value_special(heap, a, COMPARISONS[op][0], &b, 1);
  if (!settles(said) && op == OP_NE) said = value_special(heap, a, "__eq__", &b, 1);
  if (!settles(said)) said = value_special(heap, b, COMPARISONS[op][1], &a, 1);
  if (!settles(said) && op == OP_NE) said = value_special(heap, b, "__eq__", &a, 1);
  return settles(said) ? said : VALUE_ABSENT;
}

static bool has_ne(Heap *heap, Value v) {
  Value found = v.kind == V_OBJECT && value_type(v)->special
                    ? op_attr(heap, value_of_type(value_type(v)), STR("__ne__"))
                    : VALUE_NONE;
  return !value_passes(found) && found.kind != V_NONE;
}

static bool objects_equal(Heap *heap, Value a, Value b) {
  Value stop, said = compare_objects(heap, OP_EQ, a, b);
  bool same = op_truth(heap, said, &stop);
  if (value_is_error(said) && !heap->pending) heap->pending = said.exc;
  Value left = value_number(a), right = value_number(b);
  if (said.kind == V_ABSENT && left.kind != V_OBJECT && right.kind != V_OBJECT) return value_equal(heap, left, right);
  return same && !value_is_error(said);
}

/* Whether the type's own comparisons may be asked: they take two values of one type. */
static bool same_type(Value a, Value b) {
  return a.kind == b.kind && (a.kind != V_OBJECT || value_type(a) == value_type(b));
}

static Value refuse_opaque(Heap *heap, Value opaque) {
  return value_unsupported(heap, "a comparison with '%.*s'", STR_FMT(opaque.opaque->text));
}

/* What two values with `unknown` in them, which is V_UNKNOWN or V_OPAQUE, are to each other is not known. */
static void leave_undecided(Heap *heap, Value unknown) {
  if (heap->pending && heap->pending->of_comparison) return;
  Value error = unknown.kind == V_OPAQUE ? refuse_opaque(heap, unknown) : value_unverified(heap, unknown);
  heap->pending = error.exc;
  heap->pending->of_comparison = true;
}

/* Within a list, say: whether the whole is equal is not known then. */
static bool unknown_equal(Heap *heap, Value a, Value b) {
  if (same_body(a, b)) return true;
  leave_undecided(heap, a.kind == V_UNKNOWN ? a : b);
  return false;
}

/* Whether it is another thing to others than itself. */
static bool has_meaning(Value v) { return (v.kind == V_OPAQUE || v.kind == V_OBJECT) && value_type(v)->meant; }

static Value meant(Heap *heap, Value v) {
  Value known = has_meaning(v) ? value_type(v)->meant(heap, v) : VALUE_ABSENT;
  return known.kind == V_ABSENT ? v : known;
}

/* A class, say, by its name in its module: `typing.Any`, `dg.AssetSpec`; what a class of Dagster has may be a text. */
static bool is_named(Value v) {
  Str text = v.kind == V_OPAQUE ? v.opaque->text : STR("");
  bool is_plain = text.n > 0;
  for (size_t i = 0; is_plain && i < text.n; i++) is_plain = !strchr("([{~| ", text.p[i]);
  return is_plain && !(str_starts(text, STR("dg.")) && str_find(text, STR("."), 3) != SIZE_MAX);
}

static bool opaque_equal(Heap *heap, Value a, Value b) {
  bool left_open = a.kind == V_OPAQUE && !is_named(a), right_open = b.kind == V_OPAQUE && !is_named(b);
  if (same_body(a, b)) return true;
  if (left_open || right_open) return leave_undecided(heap, left_open ? a : b), false;
  return a.kind == b.kind && str_eq(a.opaque->text, b.opaque->text);
}

/* keys() and items() are compared with sets, and with each other, as sets are; with nothing else. */
static bool is_set_view(Value v) { return v.kind == V_LIST && (v.aux == 1 || v.aux == 3); }
static bool is_set_like(Value v) { return v.kind == V_SET || is_set_view(v); }
static bool of_set_views(Value a, Value b) {
  return is_set_like(a) && is_set_like(b) && (is_set_view(a) || is_set_view(b));
}

/* Whether all of `a` is in `b`, as V_BOOL, or the error that asking raises. */
static Value is_within(Heap *heap, Value a, Value b) {
  Iter iter;
  bool before = heap->took_any_order;
  Value each, found = value_bool(true);
  value_type(a)->iter(heap, a, &iter);
  while (found.kind == V_BOOL && found.i && op_next_any(heap, &iter, &each)) found = op_compare(heap, OP_IN, each, b);
  heap->took_any_order = before;
  return found;
}

static Value order_set_views(Heap *heap, Operator op, Value a, Value b) {
  if (op == OP_GT || op == OP_GE) return order_set_views(heap, op == OP_GT ? OP_LT : OP_LE, b, a);
  int64_t n = value_type(a)->len(a), most = value_type(b)->len(b) - (op == OP_LT);
  return n <= most ? is_within(heap, a, b) : value_bool(false);
}

static bool set_views_equal(Heap *heap, Value a, Value b) {
  if (!of_set_views(a, b) || value_type(a)->len(a) != value_type(b)->len(b)) return false;
  Value same = is_set_view(a) ? is_within(heap, a, b) : is_within(heap, b, a);
  if (value_is_error(same) && !heap->pending) heap->pending = same.exc;
  return same.kind == V_BOOL && same.i;
}

bool value_equal(Heap *heap, Value a, Value b) {
  if (a.kind == V_UNKNOWN || b.kind == V_UNKNOWN) return unknown_equal(heap, a, b);
  if (has_meaning(a) || has_meaning(b)) a = meant(heap, a), b = meant(heap, b);
  if (a.kind == V_OPAQUE || b.kind == V_OPAQUE) return opaque_equal(heap, a, b);
  if (value_is_str(a) && b.kind != V_OBJECT) return value_is_str(b) && str_eq(value_text(a), value_text(b));
  if (value_is_number(a) && b.kind != V_OBJECT) {
    if (b.kind == V_COMPLEX) return value_equal(heap, b, a);
    return value_is_number(b) && numbers_equal(heap, a, b);
  }
  if (same_body(a, b)) return true;
  bool is_other = (is_set_view(a) || is_set_view(b)) && a.kind != V_OBJECT && b.kind != V_OBJECT;
  if (is_other) return set_views_equal(heap, a, b);
  heap_enter(heap);
  bool same = false;
  if ((value_is_list(a) && value_is_list(b)) || (is_tuple(a) && is_tuple(b))) {
    same = items_equal(heap, a, b);
  } else if (a.kind == V_COMPLEX && (b.kind == V_COMPLEX || value_is_number(b))) {
    same = b.kind == V_COMPLEX ? a.complex->real == b.complex->real && a.complex->imag == b.complex->imag
                               : a.complex->imag == 0 && numbers_equal(heap, value_float(a.complex->real), b);
  } else if (same_type(a, b) && value_type(a)->equal) {
    same = value_type(a)->equal(heap, a, b);
  } else if (a.kind == V_OBJECT || b.kind == V_OBJECT) {
    same = objects_equal(heap, a, b);
  }
  heap_leave(heap);
  return same;
}

/* ---- order ---- */

static Value no_order(Heap *heap, Operator op, Value a, Value b) {
  return value_raise(heap, EXC_TYPE, "'%s' not supported between instances of '%s' and '%s'", operator_text(op),
                     value_type_name(a), value_type_name(b));
}

static bool holds(Operator op, int order) {
  return op == OP_LT ? order < 0 : op == OP_LE ? order <= 0 : op == OP_GT ? order > 0 : order >= 0;
}

static Value order_numbers(Heap *heap, Operator op, Value a, Value b) {
  bool unordered = false;
  int order;
  if (a.kind == V_FLOAT && b.kind == V_FLOAT) {
    unordered = isnan(a.f) || isnan(b.f);
    order = (a.f > b.f) - (a.f < b.f);
  } else if (a.kind == V_FLOAT) {
    order = -int_compare_float(heap, b, a.f, &unordered);
  } else {
    order = b.kind == V_FLOAT ? int_compare_float(heap, a, b.f, &unordered) : int_compare(a, b);
  }
  return value_bool(!unordered && holds(op, order));
}

/* The first items that differ decide. */
static Value order_items(Heap *heap, Operator op, Value a, Value b) {
  const Value *left, *right;
  size_t left_n, right_n;
  value_items(a, &left, &left_n);
  value_items(b, &right, &right_n);
  size_t shared = left_n < right_n ? left_n : right_n;
  for (size_t i = 0; i < shared; i++) {
    heap_step(heap, 1);
    if (value_equal(heap, left[i], right[i])) continue;
    heap_enter(heap);
    Value order = op_compare(heap, op, left[i], right[i]);
    heap_leave(heap);
    return order;
  }
  return value_bool(holds(op, (left_n > right_n) - (left_n < right_n)));
}

/* Python compares slices as tuples of their parts. */
static Value slice_parts(Heap *heap, Value v) {
  Value parts[] = {v.slice->start, v.slice->stop, v.slice->step};
  return value_tuple(heap, parts, COUNT(parts));
}

/* V_ABSENT: there is no order between the two. */
static Value ordered(Heap *heap, Operator op, Value a, Value b) {
  a = meant(heap, a), b = meant(heap, b);
  if (a.kind == V_UNDEFINED) return value_raise_undefined(heap, a);
  if (b.kind == V_UNDEFINED) return value_raise_undefined(heap, b);
  if (a.kind == V_OPAQUE || b.kind == V_OPAQUE) return refuse_opaque(heap, a.kind == V_OPAQUE ? a : b);
  if (value_is_number(a) && value_is_number(b)) return order_numbers(heap, op, a, b);
  if (value_is_str(a) && value_is_str(b)) return value_bool(holds(op, str_cmp(value_text(a), value_text(b))));
  if (a.kind == V_BYTES && b.kind == V_BYTES) return value_bool(holds(op, str_cmp(value_text(a), value_text(b))));
  if ((value_is_list(a) && value_is_list(b)) || (is_tuple(a) && is_tuple(b))) return order_items(heap, op, a, b);
  if (a.kind == V_SET && b.kind == V_SET) return value_bool(set_compare(heap, op, a, b));
  if (of_set_views(a, b)) return order_set_views(heap, op, a, b);
  if (a.kind == V_SLICE && b.kind == V_SLICE) return order_items(heap, op, slice_parts(heap, a), slice_parts(heap, b));
  bool dates = (a.kind == V_DATE && b.kind == V_DATETIME) || (a.kind == V_DATETIME && b.kind == V_DATE);
  if (dates) return value_raise(heap, EXC_TYPE, "can't compare datetime.datetime to datetime.date");
  const Type *type = value_type(a);
  if (!same_type(a, b) || !type->compare) return VALUE_ABSENT;
  Value error = VALUE_ABSENT;
  int order = type->compare(heap, a, b, &error);
  return error.kind == V_ABSENT ? value_bool(holds(op, order)) : error;
}

/* ---- `in`, `is`, and the comparison of any two ---- */

static Value contains_by_iteration(Heap *heap, Value item, Value container) {
  Iter iter;
  Value begun = op_iter(heap, container, &iter);
  if (container.kind == V_OPAQUE || value_passes(container)) return begun;
  if (value_is_error(begun))
    return value_raise(heap, EXC_TYPE, "argument of type '%s' is not iterable", value_type_name(container));
  bool (*next)(Heap *, Iter *, Value *) = file_is_listing(container) ? op_next_any : op_next;
  bool before = heap->took_any_order;
  Value each, found = value_bool(false);
  while (found.kind == V_BOOL && !found.i && next(heap, &iter, &each))
    found = value_passes(each) ? each : value_bool(value_equal(heap, each, item));
  heap->took_any_order = before;
  return found;
}

static Value contains(Heap *heap, Value item, Value container) {
  bool of_class = container.kind == V_TYPE && container.type->class_iter;
  if (of_class && item.kind != V_OBJECT && !value_is_member(item))
    return value_unsupported(heap, "'in' of an Enum with what is no member");
  const Type *type = value_type(container);
  if (!type->contains) return contains_by_iteration(heap, item, container);
  Value error = VALUE_ABSENT;
  bool found = type->contains(heap, container, item, &error);
  return error.kind == V_ABSENT ? value_bool(found) : error;
}

static bool identical(Value a, Value b) {
  bool floats = a.kind == V_FLOAT && b.kind == V_FLOAT;
  if (floats) return a.f == b.f ? signbit(a.f) == signbit(b.f) : isnan(a.f) && isnan(b.f);
  bool texts = a.kind == V_STR && b.kind == V_STR && !value_is_member(a) && !value_is_member(b);
  return same_body(a, b) || (texts && str_eq(value_text(a), value_text(b)));
}

/* A comparison that a special method decides; V_ABSENT: none does. */
static Value compare_by_object(Heap *heap, Operator op, Value a, Value b) {
  Value stop, said = compare_objects(heap, op, a, b);
  bool by_eq = op == OP_NE && !has_ne(heap, a) && !has_ne(heap, b);
  if (said.kind == V_ABSENT || value_passes(said) || !by_eq) return said;
  bool same = op_truth(heap, said, &stop);
  return stop.kind == V_ABSENT ? value_bool(!same) : stop;
}

Value op_compare(Heap *heap, Operator op, Value a, Value b) {
  heap_step(heap, 1);
  if (value_passes(a)) return a;
  if (value_passes(b)) return b;
  bool by_object = COMPARISONS[op][0] && (a.kind == V_OBJECT || b.kind == V_OBJECT);
  Value said = by_object ? compare_by_object(heap, op, a, b) : VALUE_ABSENT;
  if (said.kind != V_ABSENT) return said;
  Value left = a, right = b;
  if (by_object) a = value_number(a), b = value_number(b);
  switch (op) {
    case OP_EQ: return value_bool(value_equal(heap, a, b));
    case OP_NE: return value_bool(!value_equal(heap, a, b));
    case OP_IN: return contains(heap, a, b);
    case OP_NOT_IN: {
      Value found = contains(heap, a, b);
      return found.kind == V_BOOL ? value_bool(!found.i) : found;
    }
    case OP_IS: return value_bool(identical(a, b));
    case OP_IS_NOT: return value_bool(!identical(a, b));
    default: said = ordered(heap, op, a, b); return said.kind == V_ABSENT ? no_order(heap, op, left, right) : said;
  }
}

/* ---- hashing ---- */

static uint64_t mix(uint64_t h) {
  h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdu;
  return h ^ (h >> 33);
}

/* Of Python's own hash, which equal numbers of all types have in common, what a class has for its `__hash__` too. */
static uint64_t hash_number(Heap *heap, Value v) {
  bool is_small = v.kind != V_COMPLEX && v.kind != V_FLOAT && v.kind != V_BIGINT && v.i >= 0 && v.i < INT64_C(1) << 60;
  uint64_t hash = (uint64_t)v.i;
  bool has_one = is_small || value_python_hash(heap, v, &hash);
  return mix(has_one ? hash : V_FLOAT); /* NaN is equal to none */
}

static bool hash_items(Heap *heap, Value v, uint64_t *hash) {
  const Value *items;
  size_t n;
  value_items(v, &items, &n);
  uint64_t all = 0x345678u;
  heap_step(heap, n);
  heap_enter(heap);
  bool good = true;
  for (size_t i = 0; good && i < n; i++) {
    uint64_t each = 0;
    good = value_hash(heap, items[i], &each);
    all = mix(all * 31 + each);
  }
  heap_leave(heap);
  return *hash = all, good;
}

bool value_hash(Heap *heap, Value v, uint64_t *hash) {
  v = meant(heap, v);
  switch (v.kind) {
    case V_OPAQUE:
      if (is_named(v)) return *hash = str_hash(v.opaque->text), true;
      return leave_undecided(heap, v), *hash = 0, true;
    case V_UNKNOWN: return leave_undecided(heap, v), *hash = 0, true; /* equal to any key, perhaps */
    case V_STR:
    case V_MULTI_KEY: return *hash = str_hash(value_text(v)), true;
    case V_BYTES: return *hash = ~str_hash(value_text(v)), true;
    case V_BOOL:
    case V_INT:
    case V_BIGINT:
    case V_FLOAT:
    case V_COMPLEX: return *hash = hash_number(heap, v), true;
    case V_TUPLE:
    case V_TIME_WINDOW:
    case V_KEY_RANGE: return hash_items(heap, v, hash);
    case V_LIST:
      if (value_type(v)->hash) break;
      return *hash = 0, false;
    case V_NONE:
    case V_ELLIPSIS:
    case V_UNDEFINED: return *hash = mix(v.kind + 7919u), true;
    default: break;
  }
  const Type *type = value_type(v), *class = definition_class_type(v);
  if (class) return *hash = mix((uint64_t)(uintptr_t)class), true;
  if (type->hash) return type->hash(heap, v, hash);
  if (type->equal) return false;
  return *hash = mix((uint64_t)v.i), true;
}

Value value_unhashable(Heap *heap, Value v) {
  uint64_t hash;
  for (size_t i = 0; v.kind == V_TUPLE && i < v.list->n; i++)
    if (!value_hash(heap, v.list->at[i], &hash)) return value_unhashable(heap, v.list->at[i]);
  return value_raise(heap, EXC_TYPE, "unhashable type: '%s'", value_type_name(v));
}

/* ---- sorting: stable, as Python's is; up to a length in its steps, since an error tells which items met ---- */

enum { SORT_SHORT = 64 };

typedef struct Sorted {
  Value key, item;
} Sorted;

/* A pass merges neighbouring runs of `from` into `to`. */
typedef struct Sorting {
  Heap *heap;
  Sorted *from, *to;
  size_t n;
  bool reverse;
} Sorting;

/* Whether `b` comes before `a`: a bool, or what passes. */
static Value precedes(const Sorting *s, Value b, Value a) {
  return s->reverse ? op_compare(s->heap, OP_LT, a, b) : op_compare(s->heap, OP_LT, b, a);
}

static size_t at_most(size_t n, size_t most) { return n < most ? n : most; }

/* The runs of up to `width` items that begin at `start` and behind that; VALUE_NONE or an error. */
static Value merge(const Sorting *s, size_t start, size_t width) {
  size_t middle = at_most(start + width, s->n), end = at_most(start + 2 * width, s->n), i = start, j = middle;
  for (size_t k = start; k < end; k++) {
    Value second = value_bool(i == middle);
    if (i < middle && j < end) second = precedes(s, s->from[j].key, s->from[i].key);
    Value stop;
    bool is_second = op_truth(s->heap, second, &stop);
    if (stop.kind != V_ABSENT) return stop;
    s->to[k] = is_second ? s->from[j++] : s->from[i++];
  }
  return VALUE_NONE;
}

static void turn(Sorted *at, size_t n) {
  for (size_t i = 0; i < n / 2; i++) {
    Sorted item = at[i];
    at[i] = at[n - 1 - i];
    at[n - 1 - i] = item;
  }
}

/* Whether `a` < `b`; `*stop`: VALUE_ABSENT, or an error. */
static bool is_less(Heap *heap, const Sorted *a, const Sorted *b, Value *stop) {
  Value less = op_compare(heap, OP_LT, a->key, b->key);
  return op_truth(heap, less, stop);
}

/* How many items from the first on ascend, or descend, which are turned (listobject.c: count_run). */
static size_t leading_run(Heap *heap, Sorted *at, size_t n, Value *stop) {
  size_t run = 2;
  if (n < 2) return n;
  bool descends = is_less(heap, &at[1], &at[0], stop);
  for (; stop->kind == V_ABSENT && run < n; run++)
    if (is_less(heap, &at[run], &at[run - 1], stop) != descends) break;
  if (descends) turn(at, run);
  return run;
}

/* The others are put in, each to its place (listobject.c: binarysort). VALUE_NONE or an error. */
static Value sort_short(Heap *heap, Sorted *at, size_t n) {
  Value stop = VALUE_ABSENT;
  for (size_t i = leading_run(heap, at, n, &stop); i < n && stop.kind == V_ABSENT; i++) {
    Sorted pivot = at[i];
    size_t left = 0, right = i;
    while (left < right && stop.kind == V_ABSENT) {
      size_t middle = left + (right - left) / 2;
      if (is_less(heap, &pivot, &at[middle], &stop)) right = middle;
      else left = middle + 1;
    }
    for (size_t k = i; k > left; k--) at[k] = at[k - 1];
    at[left] = pivot;
  }
  return stop.kind == V_ABSENT ? VALUE_NONE : stop;
}

Value value_sort(Heap *heap, ValueList *items, Value key, bool reverse) {
  if (!value_given(key)) return value_sort_by(heap, items, items->at, reverse);
  Value *keys = ARENA_ARRAY(heap->arena, Value, items->n);
  for (size_t i = 0; i < items->n; i++) {
    keys[i] = heap->call(heap, key, &items->at[i], 1, NULL);
    if (value_passes(keys[i])) return keys[i];
  }
  return value_sort_by(heap, items, keys, reverse);
}

Value value_refuse_ties(Heap *heap, const Value *keys, size_t n) {
  ValueList sorted = {0};
  for (size_t i = 0; i < n; i++) value_list_push(heap, &sorted, keys[i]);
  Value error = value_sort_by(heap, &sorted, sorted.at, false);
  for (size_t i = 1; i < n && !value_passes(error); i++)
    if (value_equal(heap, sorted.at[i - 1], sorted.at[i])) return value_no_order(heap);
  return error;
}

Value value_sort_by(Heap *heap, ValueList *items, const Value *keys, bool reverse) {
  size_t n = items->n;
  Sorting s = {heap, ARENA_ARRAY(heap->arena, Sorted, n), ARENA_ARRAY(heap->arena, Sorted, n), n, reverse};
  for (size_t i = 0; i < n; i++) s.from[i] = (Sorted){keys[i], items->at[i]};
  bool is_short = n < SORT_SHORT;
  if (is_short && reverse) turn(s.from, n);
  Value done = is_short ? sort_short(heap, s.from, n) : VALUE_NONE;
  if (value_passes(done)) return done;
  if (is_short && reverse) turn(s.from, n);
  for (size_t width = is_short ? n : 1; width < n; width *= 2) {
    for (size_t start = 0; start < n; start += 2 * width) {
      Value error = merge(&s, start, width);
      if (value_passes(error)) return error;
    }
    Sorted *merged = s.to;
    s.to = s.from;
    s.from = merged;
  }
  for (size_t i = 0; i < n; i++) items->at[i] = s.from[i].item;
  return VALUE_NONE;
}
