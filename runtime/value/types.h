/* types: the Type records of Python's own types, one per file of this folder, and what these files share. */
#ifndef DBTPLAN_VALUE_TYPES_H
#define DBTPLAN_VALUE_TYPES_H

#include "runtime/time/tz.h"
#include "runtime/value/ops.h"

extern const Type TYPE_UNDEFINED, TYPE_UNKNOWN, TYPE_NONE, TYPE_BOOL, TYPE_INT, TYPE_FLOAT, TYPE_COMPLEX, TYPE_ELLIPSIS;
extern const Type TYPE_STR, TYPE_BYTES, TYPE_LIST, TYPE_TUPLE, TYPE_GROUP, TYPE_ISO_CALENDAR, TYPE_STRUCT_TIME,
    TYPE_DIMENSION_KEY, TYPE_DICT, TYPE_SET,
    TYPE_FROZENSET, TYPE_RANGE, TYPE_SLICE;
extern const Type TYPE_ITERATOR, TYPE_DATE, TYPE_TIME, TYPE_DATETIME, TYPE_TIMEDELTA, TYPE_TZINFO, TYPE_TIMEZONE,
    TYPE_ZONEINFO, TYPE_PYTZ, TYPE_DATEUTIL_TZ,
    TYPE_PATH, TYPE_PURE_PATH;
extern const Type TYPE_DICT_VIEWS[3]; /* keys, values, items: V_LIST values whose `aux` is 1, 2, 3 */
extern const Type TYPE_TIME_WINDOW, TYPE_KEY_RANGE, TYPE_MULTI_KEY, TYPE_BUILTIN, TYPE_TYPE, TYPE_OBJECT;

/* pathlib.Path(text). */
Value path_value(Heap *heap, Str text);
const Type *tzinfo_type(Value v);     /* of a V_TZINFO, by its TzKind */
const Type *definition_type(Value v); /* of a V_DEFINITION, by its PartitionsKind */
/* The Type of the class of a definition: a V_BUILTIN where Dagster names it, which makes one, and a V_TYPE where an
 * object is asked for its class; NULL: `v` is none of these. */
const Type *definition_class_type(Value v);
/* Whether such a Type is that of the class, or derives from it (most are tuples); `of` NULL: from
 * PartitionsDefinition. */
bool definition_derives(const Type *type, const Type *of);
extern const Type TYPE_STATIC_PARTITIONS, TYPE_MULTI_PARTITIONS; /* those of them that have methods */

/* Arithmetic of int and float; V_ABSENT where numbers do not have the operator. */
Value number_binary(Heap *heap, Operator op, Value a, Value b);
Value timedelta_make(Heap *heap, Delta delta);
Value timedelta_of_seconds(Heap *heap, int32_t seconds);
Value pytz_ends(Heap *heap); /* where tz_settled has none */
/* The datetime in a zone at an instant, in seconds from 1970 in UTC; an OverflowError beyond the years 1 to 9999. */
Value datetime_in_zone(Heap *heap, int64_t seconds, uint32_t micro, const Tz *tz);
Value timedelta_unary(Heap *heap, Operator op, Value v);
Value complex_negate(Heap *heap, Value v);
/* Puts all that an iterable gives into a set, as `update` does; VALUE_NONE or an error. */
Value set_put_all(Heap *heap, Value set, Value v);
bool set_compare(Heap *heap, Operator op, Value a, Value b); /* by inclusion */
/* `d.keys() | other` and the like: any operator of sets. */
Value set_of_view(Heap *heap, Operator op, Value view, Value other);
/* `set |= other` and the like, of two sets; false: no such operation. */
bool set_in_place(Heap *heap, Operator op, Value set, Value other);

Value tuple_item(Heap *heap, Value v, Value key); /* v[key] of whatever value_items takes */
bool char_is_space(uint32_t code_point);
bool char_is_alnum(uint32_t code_point);
Str text_of_number(Heap *heap, Str text);
/* Whether a text is a Python name, and the form in which names are compared (NFKC). */
bool text_is_identifier(Str text);
bool text_is_keyword(Str text);
/* What Python makes of a name with two underscores before it within a class: `__x` in `_A` is `_A__x`. */
Str text_private(Arena *arena, Str class_name, Str name);
Str text_nfkc(Arena *arena, Str text);
bool char_is_printable(uint32_t code_point);
double number_read_double(const char *text);
/* float(text): sign, digits with `_` between them, exponent; inf, infinity, nan. False: Python's ValueError. */
bool float_from_text(Heap *heap, Str text, double *out);

/* Writes repr(v) or str(v); stops the guard where containers nest deeper than LIMIT_VALUE_DEPTH. */
void value_write_repr(Heap *heap, Buf *buf, Value v);
void value_write_str(Heap *heap, Buf *buf, Value v);
/* Count a level of nesting while walking into containers; the guard stops the work at the limit. */
void heap_enter(Heap *heap);
static inline void heap_leave(Heap *heap) { heap->depth--; }
/* One more item in a collection of `n`: the guard stops at LIMIT_ITEMS. */
void heap_check_items(Heap *heap, size_t n);

/* The items of what is stored as an array: list, tuple and the NamedTuples. False for any other value. */
bool value_items(Value v, const Value **items, size_t *n);

/* The value of an index: V_INT, V_BOOL, or a V_BIGINT clamped to the ends of int64_t; false for any other type. */
bool value_index(Value v, int64_t *index);
/* An argument that must be an integer: VALUE_NONE, or "'str' object cannot be interpreted as an integer". */
Value value_need_int(Heap *heap, Value v, int64_t *number);
/* What an argument is called in "argument 1 must be str, not …": its type, and None by its own name. */
static inline const char *value_argument_name(Value v) { return v.kind == V_NONE ? "None" : value_type_name(v); }
/* An argument that was given and is not None. */
static inline bool value_given(Value v) { return v.kind != V_ABSENT && v.kind != V_NONE; }

/* Start, stop and step of a slice over `n` items, clamped as Python's slice.indices; *count: how many items it takes.
 */
typedef struct SliceBounds {
  int64_t start, stop, step, count;
} SliceBounds;
Value slice_bounds(Heap *heap, const Slice *slice, size_t n, SliceBounds *bounds);

/* Shared by the files of types: an iteration over an array, and over what has `item` by number. */
bool iter_items(Heap *heap, Value v, Iter *iter);
/* An iteration that gives this error. */
Iter iter_error(Value error);
/* What Python makes of `dict['a']` is of use to annotations alone: an error that names it; for `class_item`. */
Value type_generic(Heap *heap, const Type *type, Value key);
/* Whether a value is a class in Python: also what is a function here. */
bool value_is_class(Value v);
/* Turns an iteration into a V_ITERATOR. */
Value value_iterator(Heap *heap, Iter iter, const char *type_name);
/* All that `v` iterates over, pushed to `items`; VALUE_NONE or an error. */
Value value_collect(Heap *heap, Value v, ValueList *items);
/* The same where the order does not matter to the caller; `*unordered`: it is not the one that Python has. */
Value value_collect_any(Heap *heap, Value v, ValueList *items, bool *unordered);
/* An error where two keys of what came in no known order are equal: which comes first, the order decides. */
Value value_refuse_ties(Heap *heap, const Value *keys, size_t n);
/* The error of what depends on the order of a set that Python does not fix. */
Value value_no_order(Heap *heap);
void value_list_push(Heap *heap, ValueList *items, Value item);
/* Puts what an object with `keys` holds; VALUE_NONE or an error; V_ABSENT: it has none. */
Value value_put_mapping(Heap *heap, Value into, Value from);
Value value_slice(Heap *heap, Value start, Value stop, Value step);
/* A tuple with names, as TYPE_ISO_CALENDAR; and the type of any V_TUPLE. */
Value value_tuple_of_type(Heap *heap, const Type *type, const Value *items, size_t n);
const Type *tuple_type(Value v);
/* The same of a type that the project defines, and a list of one: its List is the first part of a TypedList. */
typedef struct TypedList {
  List list;
  const Type *type;
  Dict *attributes; /* of a list; NULL: a tuple, which has none of its own */
} TypedList;
enum { OF_PROJECT = UINT16_MAX }; /* the `aux` of such a tuple or list */
Value value_tuple_of_project(Heap *heap, const Type *type, const Value *items, size_t n);
Value value_list_of_project(Heap *heap, const Type *type);
/* The keys, values or items of a dict, which are no list to Python. */
static inline bool value_is_view(Value v) { return v.kind == V_LIST && v.aux && v.aux != OF_PROJECT; }
static inline bool value_is_list(Value v) { return v.kind == V_LIST && !value_is_view(v); }
/* A text that is a member of an Enum: its class, and the text alone. */
typedef struct MemberHead {
  const Type *type;
  Object *object; /* the member's name, value and attributes */
} MemberHead;
static inline bool value_is_member(Value v) { return v.kind == V_STR && v.flags & VALUE_MEMBER; }
static inline const MemberHead *member_head(Value v) {
  return (const MemberHead *)(const void *)(v.s - sizeof(MemberHead));
}
static inline Value member_text(Value v) {
  if (v.kind == V_STR) v.flags &= (uint8_t)~VALUE_MEMBER;
  return v;
}
/* The int that an object is (Type.number); any other value is itself. */
static inline Value value_number(Value v) {
  return v.kind == V_OBJECT && v.head->type->number ? v.head->type->number(v) : v;
}
/* What Python's special method `name` gives for `v`, where its class is the project's and has one; else V_ABSENT. */
Value value_special(Heap *heap, Value v, const char *name, const Value *args, size_t n);
extern const Type TYPE_NOT_IMPLEMENTED; /* NotImplemented is a V_OBJECT of it */
Value value_not_implemented(Heap *heap);
bool value_is_not_implemented(Value v);
/* A group of the filter `groupby`: a NamedTuple (grouper, list), printed as a tuple. */
Value value_group(Heap *heap, Value grouper, Value items);
/* A text without a scan, for what is known to be ASCII. */
static inline Value value_ascii(Str text) {
  return (Value){.kind = V_STR, .flags = VALUE_ASCII, .len = (uint32_t)text.n, .s = text.p};
}
static inline Value value_of_type(const Type *type) { return (Value){.kind = V_TYPE, .type = type}; }
/* A row bound to `self`: a method of it, or with a V_TYPE what its class has: a static method, or a method that takes
 * its object as the first argument. A property is read. */
Value value_bound(Heap *heap, const Builtin *builtin, Value self);
static inline Value value_of_builtin(const Builtin *builtin) { return (Value){.kind = V_BUILTIN, .builtin = builtin}; }

#endif
