#include "runtime/value/ops.h"

#include <math.h>
#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/value/format.h"
#include "runtime/value/int.h"
#include "runtime/value/markup.h"
#include "runtime/value/special.h"
#include "runtime/value/types.h"

static const char *const texts[] = {
#define OPERATOR(NAME, text, ...) text,
#include "grammar/operators.def"
#undef OPERATOR
};

const char *operator_text(Operator op) { return texts[op]; }

/* ---- types ---- */

static const Type *const types[V_KIND_COUNT] = {
    [V_ABSENT] = &TYPE_UNDEFINED,   [V_ERROR] = &TYPE_UNKNOWN,      [V_UNKNOWN] = &TYPE_UNKNOWN,
    [V_UNDEFINED] = &TYPE_UNDEFINED, [V_NONE] = &TYPE_NONE,         [V_BOOL] = &TYPE_BOOL,
    [V_INT] = &TYPE_INT,            [V_BIGINT] = &TYPE_INT,         [V_FLOAT] = &TYPE_FLOAT,
    [V_COMPLEX] = &TYPE_COMPLEX,    [V_ELLIPSIS] = &TYPE_ELLIPSIS,  [V_STR] = &TYPE_STR,
    [V_BYTES] = &TYPE_BYTES,        [V_LIST] = &TYPE_LIST,          [V_TUPLE] = &TYPE_TUPLE,
    [V_DICT] = &TYPE_DICT,          [V_SET] = &TYPE_SET,            [V_RANGE] = &TYPE_RANGE,
    [V_SLICE] = &TYPE_SLICE,        [V_ITERATOR] = &TYPE_ITERATOR,  [V_DATE] = &TYPE_DATE,
    [V_TIME] = &TYPE_TIME,          [V_DATETIME] = &TYPE_DATETIME,  [V_TIMEDELTA] = &TYPE_TIMEDELTA,
    [V_TZINFO] = &TYPE_TIMEZONE,    [V_PATH] = &TYPE_PATH,
       [V_TIME_WINDOW] = &TYPE_TIME_WINDOW, [V_KEY_RANGE] = &TYPE_KEY_RANGE,
    [V_MULTI_KEY] = &TYPE_MULTI_KEY, [V_BUILTIN] = &TYPE_BUILTIN,   [V_TYPE] = &TYPE_TYPE,
};

const Type *value_type(Value v) {
  switch (v.kind) {
    case V_STR:
      if (v.flags & VALUE_MEMBER) return member_head(v)->type;
      return v.flags & VALUE_MARKUP ? &TYPE_MARKUP : &TYPE_STR;
    case V_LIST: return v.aux ? &TYPE_DICT_VIEWS[v.aux - 1] : &TYPE_LIST;
    case V_TUPLE: return tuple_type(v);
    case V_DICT: return v.dict->subclass ? v.dict->subclass : &TYPE_DICT;
    case V_SET: return v.flags & VALUE_FROZEN ? &TYPE_FROZENSET : &TYPE_SET;
    case V_ITERATOR: return v.iterator->type ? v.iterator->type : &TYPE_ITERATOR;
    case V_TZINFO: return v.tz->kind == TZ_ZONE ? &TYPE_ZONEINFO : &TYPE_TIMEZONE;
    case V_PATH: return v.aux ? &TYPE_PURE_PATH : &TYPE_PATH;
    case V_DEFINITION: return definition_type(v);
    case V_OBJECT:
    case V_FUNCTION:
    case V_MODULE:
    case V_OPAQUE: return v.head->type;
    default: return types[v.kind];
  }
}

const char *value_type_name(Value v) { return v.kind == V_ITERATOR ? v.iterator->type_name : value_type(v)->name; }

Value value_special(Heap *heap, Value v, const char *name, const Value *args, size_t n) {
  bool may_have = v.kind == V_OBJECT || v.kind == V_TUPLE || v.kind == V_STR;
  const Type *type = may_have ? value_type(v) : &TYPE_NONE;
  return type->special ? type->special(heap, v, name, args, n) : VALUE_ABSENT;
}

bool value_is_not_implemented(Value v) { return v.kind == V_OBJECT && v.head->type == &TYPE_NOT_IMPLEMENTED; }

const Builtin *type_method(const Type *type, Str name) {
  const Builtin *rows = type->methods.rows;
  for (size_t i = 0; i < type->methods.n; i++)
    if (name.n && rows[i].name[0] == name.p[0] && str_is(name, rows[i].name)) return &rows[i];
  return NULL;
}

/* ---- Undefined ---- */

/* jinja2.utils.object_type_repr */
static Str object_type_repr(Heap *heap, Value v) {
  if (v.kind == V_NONE) return STR("None");
  if (v.kind == V_ELLIPSIS) return STR("Ellipsis");
  const Type *type = value_type(v);
  const char *name = v.kind == V_ITERATOR ? v.iterator->type_name : type->full_name ? type->full_name : type->name;
  return str_printf(heap->arena, "%s object", name);
}

static Str undefined_message(Heap *heap, const Undefined *undefined) {
  if (undefined->hint.n) return undefined->hint;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  if (undefined->object.kind == V_ABSENT) {
    value_write_repr(heap, &buf, undefined->name);
    buf_puts(&buf, " is undefined");
    return buf_str(&buf);
  }
  bool attribute = value_is_str(undefined->name);
  Str object = object_type_repr(heap, undefined->object);
  if (attribute)
    format_str_repr(&buf, object);
  else
    buf_put(&buf, object);
  buf_puts(&buf, attribute ? " has no attribute " : " has no element ");
  value_write_repr(heap, &buf, undefined->name);
  return buf_str(&buf);
}

/* ---- did you mean ---- */

/* The keys and attributes that `object` has. */
static StrList names_of(Heap *heap, Value object) {
  StrList names = {0};
  ValueList more = {0};
  const Type *type = object.kind == V_TYPE ? object.type : value_type(object);
  for (size_t i = 0; object.kind == V_DICT && i < object.dict->n; i++)
    if (value_is_str(object.dict->at[i].key)) VEC_PUSH(heap->arena, &names, value_text(object.dict->at[i].key));
  for (size_t i = 0; i < type->methods.n; i++) VEC_PUSH(heap->arena, &names, str_of(type->methods.rows[i].name));
  if (type->attr_names && object.kind != V_TYPE) type->attr_names(heap, object, &more);
  for (size_t i = 0; i < more.n; i++) VEC_PUSH(heap->arena, &names, value_text(more.at[i]));
  return names;
}

/* What to ask for instead of a name that nothing of `object` is near; empty: not known. */
static Str instead_of(Value object, Str name) {
  bool is_of_time = str_lists(STR("strftime isoformat date year month day hour start end"), name);
  if (object.kind == V_STR && is_of_time) return STR("a key is text; 'partition_time_window.start' is a time");
  if (object.kind == V_DATETIME) return STR("a time is written by 'strftime': .strftime('%Y-%m-%d')");
  if (object.kind == V_TIME_WINDOW || object.kind == V_KEY_RANGE) return STR("it has 'start' and 'end'");
  return STR("");
}

/* Notes which name of `object` was likely meant by one that it does not have. */
static Value meant(Heap *heap, Value error, Value object, Str name) {
  if (name.n < 2) return error;
  StrList names = names_of(heap, object);
  error.exc->wrong = name;
  error.exc->likely = str_nearest_sole(name, names.at, names.n, &error.exc->likely_sole);
  if (!error.exc->likely.n) error.exc->remedy = instead_of(object, name);
  return error;
}

Value value_raise_undefined(Heap *heap, Value v) {
  const Undefined *undefined = v.undefined;
  Value error = value_raise_str(heap, EXC_UNDEFINED, undefined_message(heap, undefined));
  bool named = !undefined->hint.n && undefined->object.kind != V_ABSENT && value_is_str(undefined->name);
  return named ? meant(heap, error, undefined->object, value_text(undefined->name)) : error;
}

/* ---- arithmetic ---- */

static bool is_number(Value v) { return int_is(v) || v.kind == V_FLOAT; }
static bool is_sequence(Value v) {
  return value_is_str(v) || v.kind == V_BYTES || v.kind == V_TUPLE || v.kind == V_TIME_WINDOW ||
         v.kind == V_KEY_RANGE || (v.kind == V_LIST && !v.aux);
}

/* What an object of Dagster's own can do, some as tuples can, is not known here. */
static Value not_known(Heap *heap, const char *what, Value v) {
  return value_unsupported(heap, "%s of '%.*s'", what, STR_FMT(v.opaque->text));
}

static Value unsupported(Heap *heap, Operator op, Value a, Value b) {
  if (a.kind == V_OPAQUE || b.kind == V_OPAQUE) return not_known(heap, "an operator", a.kind == V_OPAQUE ? a : b);
  const char *text = op == OP_POW || op == OP_POW_JINJA ? "** or pow()" : texts[op];
  return value_raise(heap, EXC_TYPE, "unsupported operand type(s) for %s: '%s' and '%s'", text, value_type_name(a),
                     value_type_name(b));
}

static Value cannot_concat(Heap *heap, Value a, Value b) {
  if (a.kind == V_BYTES) return value_raise(heap, EXC_TYPE, "can't concat %s to bytes", value_type_name(b));
  const char *name = value_is_str(a) ? "str" : a.kind == V_LIST ? "list" : "tuple";
  return value_raise(heap, EXC_TYPE, "can only concatenate %s (not \"%s\") to %s", name, value_type_name(b), name);
}

static Value joined_items(Heap *heap, Value a, Value b) {
  const Value *left, *right;
  size_t left_n, right_n;
  value_items(a, &left, &left_n);
  value_items(b, &right, &right_n);
  heap_step(heap, left_n + right_n);
  Value sum = value_list(heap, left_n + right_n);
  if (left_n) memcpy(sum.list->at, left, left_n * sizeof *left);
  if (right_n) memcpy(sum.list->at + left_n, right, right_n * sizeof *right);
  sum.list->n = left_n + right_n;
  sum.kind = a.kind == V_LIST ? V_LIST : V_TUPLE;
  return sum;
}

static Value joined_text(Heap *heap, Value a, Value b) {
  Str left = value_text(a), right = value_text(b);
  if (left.n + right.n > LIMIT_STRING_BYTES) guard_stop(heap->arena->guard, STOP_SIZE, "the size of one text");
  Str both = str_cat(heap->arena, left, right);
  return a.kind == V_BYTES ? value_bytes(both) : value_str(both);
}

static Value concat(Heap *heap, Value a, Value b) {
  if (value_is_str(a) && value_is_str(b)) return joined_text(heap, a, b);
  if (a.kind == V_BYTES && b.kind == V_BYTES) return joined_text(heap, a, b);
  bool list_a = a.kind == V_LIST, list_b = b.kind == V_LIST && !b.aux;
  const Value *items;
  size_t n;
  bool tuples = !list_a && b.kind != V_LIST && value_items(a, &items, &n) && value_items(b, &items, &n);
  if ((list_a && list_b) || tuples) return joined_items(heap, a, b);
  return cannot_concat(heap, a, b);
}

static Value repeated_items(Heap *heap, Value v, size_t times) {
  const Value *items;
  size_t n;
  value_items(v, &items, &n);
  if (n && times > LIMIT_ITEMS / n) heap_check_items(heap, SIZE_MAX);
  heap_step(heap, n * times);
  Value out = value_list(heap, n * times);
  for (size_t i = 0; i < n * times; i++) out.list->at[i] = items[i % n];
  out.list->n = n * times;
  out.kind = v.kind == V_LIST ? V_LIST : V_TUPLE;
  return out;
}

static Value repeat(Heap *heap, Value v, Value times) {
  if (!int_is(times))
    return value_raise(heap, EXC_TYPE, "can't multiply sequence by non-int of type '%s'", value_type_name(times));
  if (times.kind == V_BIGINT) return value_raise(heap, EXC_OVERFLOW, "cannot fit 'int' into an index-sized integer");
  size_t count = times.i > 0 ? (size_t)times.i : 0;
  if (!value_is_str(v) && v.kind != V_BYTES) return repeated_items(heap, v, count);
  Str text = value_text(v);
  if (text.n == 0) count = 0;
  if (count && count > LIMIT_STRING_BYTES / text.n) guard_stop(heap->arena->guard, STOP_SIZE, "the size of one text");
  char *out = arena_bytes(heap->arena, text.n * count + 1);
  for (size_t i = 0; i < count; i++) memcpy(out + i * text.n, text.p, text.n);
  Str all = {out, text.n * count};
  return v.kind == V_BYTES ? value_bytes(all) : value_str(all);
}

static Value sequence_binary(Heap *heap, Operator op, Value a, Value b) {
  if (op == OP_ADD && is_sequence(a)) return concat(heap, a, b);
  if (op == OP_MUL && is_sequence(a)) return repeat(heap, a, b);
  if (op == OP_MUL && is_sequence(b)) return repeat(heap, b, a);
  return unsupported(heap, op, a, b);
}

static Value typed_binary(Heap *heap, Operator op, Value a, Value b) {
  const Type *left = value_type(a), *right = value_type(b);
  if (left->binary) {
    Value result = left->binary(heap, op, a, b);
    if (result.kind != V_ABSENT) return result;
  }
  if (right != left && right->binary) {
    Value result = right->binary(heap, op, a, b);
    if (result.kind != V_ABSENT) return result;
  }
  return sequence_binary(heap, op, a, b);
}

/* The operators that jinja2.Undefined overrides. */
static bool undefined_refuses(Operator op) {
  return op == OP_ADD || op == OP_SUB || op == OP_MUL || op == OP_DIV || op == OP_FLOOR_DIV || op == OP_MOD ||
         op == OP_POW || op == OP_POW_JINJA;
}

static Value concat_jinja(Heap *heap, Value a, Value b) {
  if (value_is_str(a) && value_is_str(b)) return joined_text(heap, a, b);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  value_write_str(heap, &buf, a);
  value_write_str(heap, &buf, b);
  return value_str(buf_str(&buf));
}

Value op_binary(Heap *heap, Operator op, Value a, Value b) {
  heap_step(heap, 1);
  if (value_passes(a)) return a;
  if (value_passes(b)) return b;
  if (op == OP_CONCAT) return concat_jinja(heap, a, b);
  if (op == OP_POW_JINJA) op = OP_POW;
  if (op == OP_MOD && markup_is(a)) return markup_percent(heap, a, b);
  if (op == OP_MOD && value_is_str(a)) return format_percent(heap, value_text(a), b);
  if (op == OP_MOD && a.kind == V_BYTES) return format_percent_bytes(heap, a, b);
  if (a.kind == V_UNDEFINED && undefined_refuses(op)) return value_raise_undefined(heap, a);
  if (b.kind == V_UNDEFINED && undefined_refuses(op)) return value_raise_undefined(heap, b);
  if (is_number(a) && is_number(b)) {
    Value result = number_binary(heap, op, a, b);
    return result.kind == V_ABSENT ? unsupported(heap, op, a, b) : result;
  }
  return typed_binary(heap, op, a, b);
}

static Value special_unary(Heap *heap, Operator op, Value v) {
  Value own = value_special(heap, v, op == OP_NEG ? "__neg__" : op == OP_INVERT ? "__invert__" : "__pos__", NULL, 0);
  return value_is_not_implemented(own) ? VALUE_ABSENT : own;
}

static Value bad_unary(Heap *heap, Operator op, Value v) {
  return value_raise(heap, EXC_TYPE, "bad operand type for unary %s: '%s'", texts[op], value_type_name(v));
}

Value op_unary(Heap *heap, Operator op, Value v) {
  heap_step(heap, 1);
  if (value_passes(v)) return v;
  if (op == OP_NOT) {
    Value stop = VALUE_ABSENT;
    bool truth = op_truth(heap, v, &stop);
    return stop.kind == V_ABSENT ? value_bool(!truth) : stop;
  }
  if (v.kind == V_UNDEFINED && op != OP_INVERT) return value_raise_undefined(heap, v);
  Value own = v.kind == V_OBJECT ? special_unary(heap, op, v) : VALUE_ABSENT;
  if (own.kind != V_ABSENT) return own;
  if (v.kind == V_TIMEDELTA && op != OP_INVERT) return timedelta_unary(heap, op, v);
  if (op == OP_INVERT) return int_is(v) ? int_invert(heap, v) : bad_unary(heap, op, v);
  if (int_is(v)) return op == OP_NEG ? int_negate(heap, v) : v.kind == V_BOOL ? value_int(v.i) : v;
  if (v.kind == V_FLOAT) return op == OP_NEG ? value_float(-v.f) : v;
  if (v.kind == V_COMPLEX) return op == OP_NEG ? complex_negate(heap, v) : v;
  if (v.kind == V_DICT && v.dict->subclass) return value_unsupported(heap, "such an operator of a '%s'", value_type_name(v));
  return bad_unary(heap, op, v);
}

/* ---- comparing ---- */

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
  return a.kind == b.kind && a.kind != V_FLOAT && a.i == b.i && (a.kind != V_STR || a.len == b.len);
}

static bool is_tuple(Value v) { return v.kind == V_TUPLE || v.kind == V_TIME_WINDOW || v.kind == V_KEY_RANGE; }

/* ---- objects of the project's classes ---- */

static const char *const COMPARISONS[OP_COUNT][2] = {
    [OP_EQ] = {"__eq__", "__eq__"}, [OP_NE] = {"__ne__", "__ne__"}, [OP_LT] = {"__lt__", "__gt__"},
    [OP_GT] = {"__gt__", "__lt__"}, [OP_LE] = {"__le__", "__ge__"}, [OP_GE] = {"__ge__", "__le__"}};

static bool settles(Value v) { return v.kind != V_ABSENT && !value_is_not_implemented(v); }

/* What the special methods of either side say; V_ABSENT: nothing. `!=` is the contrary of `__eq__` where that is all. */
static Value compare_objects(Heap *heap, Operator op, Value a, Value b) {
  Value said = value_special(heap, a, COMPARISONS[op][0], &b, 1);
  if (!settles(said) && op == OP_NE) said = value_special(heap, a, "__eq__", &b, 1);
  if (!settles(said)) said = value_special(heap, b, COMPARISONS[op][1], &a, 1);
  if (!settles(said) && op == OP_NE) said = value_special(heap, b, "__eq__", &a, 1);
  return settles(said) ? said : VALUE_ABSENT;
}

static bool has_ne(Heap *heap, Value v) {
  Value found = v.kind == V_OBJECT && value_type(v)->special ? op_attr(heap, value_of_type(value_type(v)), STR("__ne__"))
                                                             : VALUE_NONE;
  return !value_passes(found) && found.kind != V_NONE;
}

static bool objects_equal(Heap *heap, Value a, Value b) {
  Value stop, said = compare_objects(heap, OP_EQ, a, b);
  bool same = said.kind != V_ABSENT && op_truth(heap, said, &stop);
  if (value_is_error(said) && !heap->pending) heap->pending = said.exc;
  return same && !value_is_error(said);
}

bool value_equal(Heap *heap, Value a, Value b) {
  if (value_is_str(a) && b.kind != V_OBJECT) return value_is_str(b) && str_eq(value_text(a), value_text(b));
  if (is_number(a) && b.kind != V_OBJECT) {
    if (b.kind == V_COMPLEX) return value_equal(heap, b, a);
    return is_number(b) && numbers_equal(heap, a, b);
  }
  if (same_body(a, b)) return true;
  heap_enter(heap);
  bool same = false;
  if ((a.kind == V_LIST && b.kind == V_LIST && !a.aux && !b.aux) || (is_tuple(a) && is_tuple(b))) {
    same = items_equal(heap, a, b);
  } else if (a.kind == V_COMPLEX && (b.kind == V_COMPLEX || is_number(b))) {
    double real = 0;
    if (b.kind == V_FLOAT) real = b.f;
    else if (b.kind != V_COMPLEX) int_to_double(heap, b, &real);
    same = b.kind == V_COMPLEX ? a.complex->real == b.complex->real && a.complex->imag == b.complex->imag
                               : a.complex->imag == 0 && a.complex->real == real;
  } else if (a.kind == b.kind && value_type(a)->equal) {
    same = value_type(a)->equal(heap, a, b);
  } else if (a.kind == V_OBJECT || b.kind == V_OBJECT) {
    same = objects_equal(heap, a, b);
  }
  heap_leave(heap);
  return same;
}

static Value no_order(Heap *heap, Operator op, Value a, Value b) {
  return value_raise(heap, EXC_TYPE, "'%s' not supported between instances of '%s' and '%s'", texts[op],
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

static Value ordered(Heap *heap, Operator op, Value a, Value b) {
  if (a.kind == V_UNDEFINED) return value_raise_undefined(heap, a);
  if (b.kind == V_UNDEFINED) return value_raise_undefined(heap, b);
  if (is_number(a) && is_number(b)) return order_numbers(heap, op, a, b);
  if (value_is_str(a) && value_is_str(b)) return value_bool(holds(op, str_cmp(value_text(a), value_text(b))));
  if (a.kind == V_BYTES && b.kind == V_BYTES) return value_bool(holds(op, str_cmp(value_text(a), value_text(b))));
  bool lists = a.kind == V_LIST && b.kind == V_LIST && !a.aux && !b.aux;
  if (lists || (is_tuple(a) && is_tuple(b))) return order_items(heap, op, a, b);
  if (a.kind == V_SET && b.kind == V_SET) return value_bool(set_compare(heap, op, a, b));
  bool dates = (a.kind == V_DATE && b.kind == V_DATETIME) || (a.kind == V_DATETIME && b.kind == V_DATE);
  if (dates) return value_raise(heap, EXC_TYPE, "can't compare datetime.datetime to datetime.date");
  const Type *type = value_type(a);
  if (a.kind != b.kind || !type->compare) return no_order(heap, op, a, b);
  Value error = VALUE_ABSENT;
  int order = type->compare(heap, a, b, &error);
  return error.kind == V_ABSENT ? value_bool(holds(op, order)) : error;
}

static Value contains_by_iteration(Heap *heap, Value item, Value container) {
  Iter iter;
  Value begun = op_iter(heap, container, &iter);
  if (container.kind == V_OPAQUE || value_passes(container)) return begun;
  if (value_is_error(begun))
    return value_raise(heap, EXC_TYPE, "argument of type '%s' is not iterable", value_type_name(container));
  Value each;
  while (op_next(heap, &iter, &each)) {
    if (value_passes(each)) return each;
    if (value_equal(heap, each, item)) return value_bool(true);
  }
  return value_bool(false);
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

static Value op_len_or_absent(Heap *heap, Value v) {
  Value said = value_special(heap, v, "__len__", NULL, 0);
  if (said.kind == V_ABSENT || value_passes(said)) return said;
  if (said.kind != V_INT && said.kind != V_BOOL)
    return value_raise(heap, EXC_TYPE, "'%s' object cannot be interpreted as an integer", value_type_name(said));
  return said.i < 0 ? value_raise(heap, EXC_VALUE, "__len__() should return >= 0") : value_int(said.i);
}

static bool identical(Value a, Value b) {
  if (a.kind == V_FLOAT && b.kind == V_FLOAT) return a.f == b.f;
  return same_body(a, b) || (a.kind == V_STR && b.kind == V_STR && str_eq(value_text(a), value_text(b)));
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
    default: return ordered(heap, op, a, b);
  }
}

/* `__bool__`, or else `__len__`. */
static bool special_truth(Heap *heap, Value v, Value *stop) {
  Value said = value_special(heap, v, "__bool__", NULL, 0);
  if (said.kind == V_BOOL) return said.i;
  if (said.kind != V_ABSENT && !value_passes(said))
    said = value_raise(heap, EXC_TYPE, "__bool__ should return bool, returned %s", value_type_name(said));
  if (said.kind == V_ABSENT) said = op_len_or_absent(heap, v);
  if (value_passes(said)) return *stop = said, false;
  return said.kind == V_ABSENT || said.i != 0;
}

bool op_truth(Heap *heap, Value v, Value *stop) {
  *stop = VALUE_ABSENT;
  switch (v.kind) {
    case V_BOOL:
    case V_INT: return v.i != 0;
    case V_NONE:
    case V_UNDEFINED:
    case V_ABSENT: return false;
    case V_STR:
    case V_BYTES: return v.len != 0;
    case V_ERROR:
    case V_UNKNOWN: return *stop = v, false;
    default: break;
  }
  const Type *type = value_type(v);
  if (type->truth) return type->truth(v);
  if (type->special && v.kind == V_OBJECT) return special_truth(heap, v, stop);
  return type->len ? type->len(v) != 0 : true;
}

/* ---- attributes and items ---- */

static Value no_attribute(Heap *heap, Value object, Str name) {
  bool class = object.kind == V_TYPE;
  Value error = value_raise(heap, EXC_ATTRIBUTE,
                            class ? "type object '%s' has no attribute '%.*s'" : "'%s' object has no attribute '%.*s'",
                            class ? object.type->name : value_type_name(object), STR_FMT(name));
  return meant(heap, error, object, name);
}

Value value_bound(Heap *heap, const Builtin *builtin, Value self) {
  if (builtin->flags & BUILTIN_PROPERTY) return builtin->fn(heap, self, NULL);
  bool of_class = builtin->flags & BUILTIN_STATIC && self.kind != V_TYPE;
  if (of_class) self = value_of_type(value_type(self));
  struct Bound *body = ARENA_NEW(heap->arena, struct Bound);
  *body = (struct Bound){builtin, self};
  return (Value){.kind = V_BUILTIN, .flags = VALUE_BOUND, .bound = body};
}

static Value special_attr(Heap *heap, Value object, Str name) {
  const Builtin *method = special_method(object, name);
  return method ? value_bound(heap, method, object) : special_refused(heap, object, name);
}

/* V_ABSENT where there is none. */
static Value find_attr(Heap *heap, Value object, Str name) {
  const Type *type = value_type(object);
  if (str_is(name, "__class__")) return value_of_type(type);
  if (type->attr) {
    Value found = type->attr(heap, object, name);
    if (found.kind != V_ABSENT) return found;
  }
  const Builtin *method = type_method(type, name);
  if (!method && special_is_name(name)) return special_attr(heap, object, name);
  return method ? value_bound(heap, method, object) : VALUE_ABSENT;
}

Value op_attr(Heap *heap, Value object, Str name) {
  heap_step(heap, 1);
  if (value_passes(object)) return object;
  if (object.kind == V_UNDEFINED) {
    bool dunder = name.n > 3 && str_starts(name, STR("__")) && str_ends(name, STR("__"));
    return dunder ? value_raise_str(heap, EXC_ATTRIBUTE, name) : value_raise_undefined(heap, object);
  }
  Value found = find_attr(heap, object, name);
  return found.kind == V_ABSENT ? no_attribute(heap, object, name) : found;
}

Value op_item(Heap *heap, Value object, Value key) {
  heap_step(heap, 1);
  if (value_passes(object)) return object;
  if (value_passes(key)) return key;
  if (object.kind == V_UNDEFINED) return value_raise_undefined(heap, object);
  const Type *type = value_type(object);
  if (type->item) return type->item(heap, object, key);
  return value_raise(heap, EXC_TYPE, "'%s' object is not subscriptable", value_type_name(object));
}

Value op_slice(Heap *heap, Value object, Value start, Value stop, Value step) {
  Slice *slice = ARENA_NEW(heap->arena, Slice);
  Value bounds[] = {start, stop, step};
  for (int i = 0; i < 3; i++)
    if (value_passes(bounds[i])) return bounds[i];
  for (int i = 0; i < 3; i++)
    if (bounds[i].kind == V_ABSENT) bounds[i] = VALUE_NONE;
  *slice = (Slice){bounds[0], bounds[1], bounds[2]};
  return op_item(heap, object, (Value){.kind = V_SLICE, .slice = slice});
}

/* Whether Jinja looks on after this: AttributeError, TypeError, LookupError. */
static bool jinja_catches(Value v) {
  if (!value_is_error(v)) return false;
  ExceptionType type = v.exc->type;
  return exception_is_a(type, EXC_ATTRIBUTE) || exception_is_a(type, EXC_TYPE) || exception_is_a(type, EXC_LOOKUP);
}

/* object[key], or V_ABSENT where Jinja takes it for missing; says so without making an exception where it is plain. */
static Value item_or_absent(Heap *heap, Value object, Value key) {
  if (object.kind == V_DICT && !object.dict->subclass && value_is_str(key))
    return dict_get_str(object.dict, value_text(key));
  if (!value_type(object)->item && object.kind != V_UNDEFINED) return VALUE_ABSENT;
  Value found = op_item(heap, object, key);
  return jinja_catches(found) ? VALUE_ABSENT : found;
}

/* The attributes that jinja2.Undefined itself has. */
static Value undefined_attr(Heap *heap, Value v, Str name) {
  const Undefined *undefined = v.undefined;
  if (str_is(name, "__class__")) return value_of_type(&TYPE_UNDEFINED);
  if (str_is(name, "_undefined_name")) return undefined->name;
  if (str_is(name, "_undefined_hint")) return undefined->hint.n ? value_str(undefined->hint) : VALUE_NONE;
  if (str_is(name, "_undefined_obj") && undefined->object.kind != V_ABSENT) return undefined->object;
  bool inside = str_is(name, "_undefined_obj") || str_is(name, "_undefined_exception") ||
                str_is(name, "_fail_with_undefined_error");
  if (inside) return value_unsupported(heap, "'%.*s'", STR_FMT(name));
  if (special_is_name(name)) {
    Value refused = special_refused(heap, v, name);
    if (refused.kind != V_ABSENT) return refused;
  }
  if (str_is(name, "_undefined_message")) return value_str(undefined_message(heap, undefined));
  return value_raise_undefined(heap, v);
}

Value op_attr_jinja(Heap *heap, Value object, Str name) {
  heap_step(heap, 1);
  if (value_passes(object)) return object;
  if (object.kind == V_UNDEFINED) return undefined_attr(heap, object, name);
  Value found = find_attr(heap, object, name);
  if (value_is_error(found) && found.exc->type == EXC_ATTRIBUTE) found = VALUE_ABSENT;
  if (found.kind != V_ABSENT) return found;
  Value key = value_str(name);
  found = item_or_absent(heap, object, key);
  return found.kind == V_ABSENT ? value_undefined(heap, object, key, (Str){0}) : found;
}

Value op_item_jinja(Heap *heap, Value object, Value key) {
  heap_step(heap, 1);
  if (value_passes(object)) return object;
  if (value_passes(key)) return key;
  if (key.kind == V_SLICE) return op_item(heap, object, key); /* compiled to Python's own subscript */
  Value found = item_or_absent(heap, object, key);
  if (found.kind != V_ABSENT) return found;
  if (value_is_str(key)) {
    found = find_attr(heap, object, value_text(key));
    if (value_is_error(found) && found.exc->type == EXC_ATTRIBUTE) found = VALUE_ABSENT;
  }
  return found.kind == V_ABSENT ? value_undefined(heap, object, key, (Str){0}) : found;
}

Value op_slice_jinja(Heap *heap, Value object, Value slice) {
  Value found = item_or_absent(heap, object, slice);
  return found.kind == V_ABSENT ? value_undefined(heap, object, slice, (Str){0}) : found;
}

/* ---- length and iteration ---- */

Value op_len(Heap *heap, Value v) {
  if (value_passes(v)) return v;
  const Type *type = value_type(v);
  if (type->len) return value_int(type->len(v));
  if (v.kind == V_TYPE && v.type->class_iter) return op_len(heap, op_list(heap, v));
  Value said = type->special ? op_len_or_absent(heap, v) : VALUE_ABSENT;
  if (said.kind != V_ABSENT) return said;
  if (v.kind == V_OPAQUE) return not_known(heap, "the length", v);
  return value_raise(heap, EXC_TYPE, "object of type '%s' has no len()", value_type_name(v));
}

static bool next_of_nothing(Heap *heap, Iter *iter, Value *out) {
  (void)heap, (void)iter, (void)out;
  return false;
}

/* With an error, the iteration is one over nothing. */
Value op_iter(Heap *heap, Value v, Iter *iter) {
  const Type *type = value_passes(v) ? NULL : value_type(v);
  if (type && type->iter && type->iter(heap, v, iter)) return VALUE_NONE;
  *iter = (Iter){.next = next_of_nothing};
  if (!type) return v;
  if (v.kind == V_OPAQUE) return not_known(heap, "the items", v);
  return value_raise(heap, EXC_TYPE, "'%s' object is not iterable", value_type_name(v));
}

bool op_next(Heap *heap, Iter *iter, Value *out) {
  heap_step(heap, 1);
  heap_enter(heap);
  heap->any_order = false;
  bool found = iter->next(heap, iter, out);
  heap->depth--;
  return found;
}

bool op_next_any(Heap *heap, Iter *iter, Value *out) {
  heap_step(heap, 1);
  heap_enter(heap);
  heap->any_order = true;
  bool found = iter->next(heap, iter, out);
  heap->any_order = false;
  heap->depth--;
  return found;
}

Value value_collect(Heap *heap, Value v, ValueList *items) {
  Iter iter;
  Value begun = op_iter(heap, v, &iter), each;
  if (value_passes(begun)) return begun;
  while (op_next(heap, &iter, &each)) {
    if (value_is_error(each)) return each;
    value_list_push(heap, items, each);
  }
  return VALUE_NONE;
}

Value value_collect_any(Heap *heap, Value v, ValueList *items, bool *unordered) {
  Iter iter;
  bool before = heap->took_any_order;
  Value begun = op_iter(heap, v, &iter), each;
  *unordered = before;
  if (value_passes(begun)) return begun;
  heap->took_any_order = false;
  while (op_next_any(heap, &iter, &each)) {
    if (value_is_error(each)) return each;
    value_list_push(heap, items, each);
  }
  *unordered = before || heap->took_any_order;
  heap->took_any_order = before;
  return VALUE_NONE;
}

Value value_no_order(Heap *heap) {
  return value_unsupported(heap, "the order of a set (Python has another in each process; 'sorted' fixes it)");
}

Value op_list(Heap *heap, Value v) {
  ValueList items = {0};
  Value done = value_collect(heap, v, &items);
  if (value_passes(done)) return done;
  Value list = value_list(heap, 0);
  *list.list = (List){items.at, items.n, items.cap};
  return list;
}

/* ---- hashing ---- */

static uint64_t mix(uint64_t h) {
  h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdu;
  return h ^ (h >> 33);
}

static uint64_t hash_double(double f) {
  if (f == floor(f) && f >= -9223372036854775808.0 && f < 9223372036854775808.0) return mix((uint64_t)(int64_t)f);
  uint64_t bits;
  memcpy(&bits, &f, sizeof bits);
  return mix(bits);
}

static bool hash_items(Heap *heap, Value v, uint64_t *hash) {
  const Value *items;
  size_t n;
  value_items(v, &items, &n);
  uint64_t all = 0x345678u;
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
  double f = 0;
  switch (v.kind) {
    case V_STR:
    case V_MULTI_KEY: return *hash = str_hash(value_text(v)), true;
    case V_BYTES: return *hash = ~str_hash(value_text(v)), true;
    case V_BOOL:
    case V_INT: return *hash = mix((uint64_t)v.i), true;
    case V_BIGINT: return int_to_double(heap, v, &f), *hash = hash_double(f), true;
    case V_FLOAT: return *hash = hash_double(v.f), true;
    case V_COMPLEX:
      return *hash = hash_double(v.complex->real) ^ (v.complex->imag != 0 ? hash_double(v.complex->imag) : 0), true;
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
  const Type *type = value_type(v);
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

/* ---- sorting: a stable merge sort, as Python's keeps the order of equal items ---- */

typedef struct Sorted {
  Value key, item;
} Sorted;

/* Whether `b` comes before `a`. */
static bool precedes(Heap *heap, Value b, Value a, bool reverse, Value *error) {
  Value less = reverse ? op_compare(heap, OP_LT, a, b) : op_compare(heap, OP_LT, b, a);
  if (value_passes(less)) *error = less;
  return less.kind == V_BOOL && less.i;
}

static void merge(Heap *heap, Sorted *from, Sorted *to, size_t start, size_t middle, size_t end, bool reverse,
                  Value *error) {
  size_t i = start, j = middle;
  for (size_t k = start; k < end; k++) {
    bool second = i >= middle || (j < end && precedes(heap, from[j].key, from[i].key, reverse, error));
    to[k] = second ? from[j++] : from[i++];
    if (error->kind != V_ABSENT) return;
  }
}

Value value_sort(Heap *heap, ValueList *items, Value key, bool reverse) {
  if (!value_given(key)) return value_sort_by(heap, items, items->at, reverse);
  Value *keys = ARENA_ARRAY(heap->arena, Value, items->n + 1);
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
  Sorted *from = ARENA_ARRAY(heap->arena, Sorted, n), *to = ARENA_ARRAY(heap->arena, Sorted, n);
  for (size_t i = 0; i < n; i++) from[i] = (Sorted){keys[i], items->at[i]};
  Value error = VALUE_ABSENT;
  for (size_t width = 1; width < n; width *= 2) {
    for (size_t start = 0; start < n; start += 2 * width) {
      size_t middle = start + width < n ? start + width : n, end = start + 2 * width < n ? start + 2 * width : n;
      merge(heap, from, to, start, middle, end, reverse, &error);
      if (error.kind != V_ABSENT) return error;
    }
    Sorted *swap = from;
    from = to;
    to = swap;
  }
  for (size_t i = 0; i < n; i++) items->at[i] = from[i].item;
  return VALUE_NONE;
}

/* ---- text ---- */

void value_write_repr(Heap *heap, Buf *buf, Value v) {
  heap_step(heap, 1);
  heap_enter(heap);
  const Type *type = value_type(v);
  if (type->repr)
    type->repr(heap, buf, v);
  else
    buf_printf(buf, "<%s object>", type->full_name ? type->full_name : type->name);
  heap_leave(heap);
}

void value_write_str(Heap *heap, Buf *buf, Value v) {
  if (value_is_str(v) && !value_is_member(v)) {
    buf_put(buf, value_text(v));
    return;
  }
  const Type *type = value_type(v);
  if (!type->str) {
    value_write_repr(heap, buf, v);
    return;
  }
  heap_enter(heap);
  type->str(heap, buf, v);
  heap_leave(heap);
}

Str value_repr(Heap *heap, Value v) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  value_write_repr(heap, &buf, v);
  return buf_str(&buf);
}

Str value_shown(Heap *heap, Value v) {
  Exception *before = heap->pending;
  Str text = value_repr(heap, v);
  heap->pending = before;
  return text;
}

Str value_to_str(Heap *heap, Value v) {
  if (value_is_str(v) && !value_is_member(v)) return value_text(v);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  value_write_str(heap, &buf, v);
  return buf_str(&buf);
}
