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
    case V_LIST:
      if (v.aux == OF_PROJECT) return ((const TypedList *)(const void *)v.list)->type;
      return v.aux ? &TYPE_DICT_VIEWS[v.aux - 1] : &TYPE_LIST;
    case V_TUPLE: return tuple_type(v);
    case V_DICT: return v.dict->subclass ? v.dict->subclass : &TYPE_DICT;
    case V_SET: return v.flags & VALUE_FROZEN ? &TYPE_FROZENSET : &TYPE_SET;
    case V_ITERATOR: return v.iterator->type ? v.iterator->type : &TYPE_ITERATOR;
    case V_TZINFO: return tzinfo_type(v);
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

Value value_class(Heap *heap, Value v) {
  if (v.kind != V_ITERATOR || v.iterator->type) return value_of_type(value_type(v));
  Type *type = ARENA_NEW(heap->arena, Type);
  *type = TYPE_ITERATOR;
  type->name = v.iterator->type_name;
  return value_of_type(type);
}

Value value_special(Heap *heap, Value v, const char *name, const Value *args, size_t n) {
  bool may_have = v.kind == V_OBJECT || v.kind == V_TUPLE || v.kind == V_STR || v.kind == V_LIST;
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
  bool is_of_paths = str_lists(STR("parent parents joinpath name stem exists is_dir as_posix resolve"), name);
  if (object.kind == V_STR && is_of_paths) return STR("it is text, no Path: write '/..' or '/dbt' behind it");
  if (object.kind == V_DATETIME) return STR("a time is written by 'strftime': .strftime('%Y-%m-%d')");
  if (object.kind == V_TIME_WINDOW || object.kind == V_KEY_RANGE) return STR("it has 'start' and 'end'");
  return STR("");
}

/* Notes which name of `object` was likely meant by one that it does not have. */
static Value meant(Heap *heap, Value error, Value object, Str name) {
  if (name.n < 2) return error;
  StrList names = names_of(heap, object);
  const Type *type = value_type(object);
  error.exc->wrong = name;
  if (type->attr_remedy) error.exc->remedy = type->attr_remedy(name);
  if (error.exc->remedy.n) return error;
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

static bool is_sequence(Value v) {
  return value_is_str(v) || v.kind == V_BYTES || v.kind == V_TUPLE || v.kind == V_TIME_WINDOW ||
         v.kind == V_KEY_RANGE || value_is_list(v);
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
  if (b.kind == V_OPAQUE) return not_known(heap, "an operator", b);
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
  bool list_a = a.kind == V_LIST, list_b = value_is_list(b);
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

static Value repeat(Heap *heap, Value v, Value given) {
  Value times = value_number(given);
  if (!int_is(times))
    return value_raise(heap, EXC_TYPE, "can't multiply sequence by non-int of type '%s'", value_type_name(given));
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
  if (value_is_number(a) && value_is_number(b)) {
    Value result = number_binary(heap, op, a, b);
    return result.kind == V_ABSENT ? unsupported(heap, op, a, b) : result;
  }
  return typed_binary(heap, op, a, b);
}

static Value special_unary(Heap *heap, Operator op, Value v) {
  return value_special(heap, v, op == OP_NEG ? "__neg__" : op == OP_INVERT ? "__invert__" : "__pos__", NULL, 0);
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
  const Value given = v;
  v = value_number(v);
  if (v.kind == V_TIMEDELTA && op != OP_INVERT) return timedelta_unary(heap, op, v);
  if (op == OP_INVERT) return int_is(v) ? int_invert(heap, v) : bad_unary(heap, op, given);
  if (int_is(v)) return op == OP_NEG ? int_negate(heap, v) : v.kind == V_BOOL ? value_int(v.i) : v;
  if (v.kind == V_FLOAT) return op == OP_NEG ? value_float(-v.f) : v;
  if (v.kind == V_COMPLEX) return op == OP_NEG ? complex_negate(heap, v) : v;
  if (v.kind == V_DICT && v.dict->subclass)
    return value_unsupported(heap, "such an operator of a '%s'", value_type_name(v));
  return bad_unary(heap, op, v);
}

/* ---- truth ---- */

static Value special_length(Heap *heap, Value v) {
  Value said = value_special(heap, v, "__len__", NULL, 0);
  if (said.kind == V_ABSENT || value_passes(said)) return said;
  if (said.kind != V_INT && said.kind != V_BOOL)
    return value_raise(heap, EXC_TYPE, "'%s' object cannot be interpreted as an integer", value_type_name(said));
  return said.i < 0 ? value_raise(heap, EXC_VALUE, "__len__() should return >= 0") : value_int(said.i);
}

/* `__bool__`, or else `__len__`. */
static bool special_truth(Heap *heap, Value v, Value *stop) {
  Value said = value_special(heap, v, "__bool__", NULL, 0);
  if (said.kind == V_BOOL) return said.i;
  if (said.kind != V_ABSENT && !value_passes(said))
    said = value_raise(heap, EXC_TYPE, "__bool__ should return bool, returned %s", value_type_name(said));
  if (said.kind == V_ABSENT && value_type(v)->number) return op_truth(heap, value_number(v), stop);
  if (said.kind == V_ABSENT) said = special_length(heap, v);
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

bool op_is_false(Heap *heap, Value v) {
  Value stop;
  return v.kind != V_ABSENT && !op_truth(heap, v, &stop) && stop.kind == V_ABSENT;
}

/* ---- attributes and items ---- */

/* Whether a class has no other attributes than those that are known here: it tells them itself, or is one of these. */
static bool is_whole(const Type *type) {
  static const Type *const WHOLE[] = {&TYPE_BOOL, &TYPE_BYTES, &TYPE_COMPLEX, &TYPE_DICT,  &TYPE_FLOAT,
                                      &TYPE_INT,  &TYPE_LIST,  &TYPE_FROZENSET, &TYPE_NONE, &TYPE_OBJECT,
                                      &TYPE_RANGE, &TYPE_SET,  &TYPE_SLICE,   &TYPE_STR,   &TYPE_TUPLE};
  bool is_known = type->class_attr != NULL;
  for (size_t i = 0; !is_known && i < COUNT(WHOLE); i++) is_known = type == WHOLE[i];
  return is_known;
}

/* `_missing_`, `__args__`: names that Python's own machinery gives to what it makes. */
static bool is_of_python(Str name) { return name.n > 2 && name.p[0] == '_' && name.p[name.n - 1] == '_'; }

static Value no_attribute(Heap *heap, Value object, Str name) {
  bool class = object.kind == V_TYPE;
  bool is_special = is_of_python(name) && (class || object.kind == V_OPAQUE || object.kind == V_BUILTIN);
  bool is_of_metaclass = class && str_lists(STR("mro register"), name);
  if (is_special || is_of_metaclass || (class && !is_whole(object.type)))
    return value_unsupported(heap, "'%.*s' of '%s'", STR_FMT(name),
                             class ? object.type->name : value_type_name(object));
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
  if (str_is(name, "__class__")) return value_class(heap, object);
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
  static const ExceptionType CAUGHT[] = {EXC_ATTRIBUTE, EXC_TYPE, EXC_LOOKUP};
  bool caught = false;
  for (size_t i = 0; value_is_error(v) && i < COUNT(CAUGHT); i++) caught = caught || value_is_exception(v, CAUGHT[i]);
  return caught;
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
  if (value_is_exception(found, EXC_ATTRIBUTE)) found = VALUE_ABSENT;
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
    if (value_is_exception(found, EXC_ATTRIBUTE)) found = VALUE_ABSENT;
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
  Value said = type->special ? special_length(heap, v) : VALUE_ABSENT;
  if (said.kind != V_ABSENT) return said;
  if (v.kind == V_OPAQUE) return not_known(heap, "the length", v);
  bool holds_items = v.kind == V_OBJECT && type->item && type->iter && !type->derives;
  if (holds_items) return op_len(heap, op_list(heap, v));
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
