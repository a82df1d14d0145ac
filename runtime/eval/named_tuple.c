#include "runtime/eval/named_tuple.h"

#include "runtime/core/limits.h"
#include "runtime/eval/args.h"
#include "runtime/eval/class_member.h"
#include "runtime/eval/class_object.h"
#include "runtime/value/special.h"
#include "runtime/value/types.h"

typedef struct TupleClass {
  StrList names;
  Value *defaults; /* one a name; V_ABSENT: none */
} TupleClass;

static Value of_pairs(Heap *heap, const Type *type, const Value *args);

const Type TYPE_NAMED_TUPLE = {.name = "NamedTuple",
                               .full_name = "typing.NamedTuple",
                               .construct = of_pairs,
                               .construct_params = "*args, **kwargs"};

static const TupleClass *tuple_of(const Type *type) { return class_of(type)->tuple; }

bool named_tuple_has(const Class *class, Str field) {
  for (size_t i = 0; class->tuple && i < class->tuple->names.n; i++)
    if (str_eq(class->tuple->names.at[i], field)) return true;
  return false;
}

/* ---- objects ---- */

static void tuple_repr(Heap *heap, Buf *buf, Value v) {
  const TupleClass *tuple = tuple_of(value_type(v));
  Value own = class_special(heap, v, "__repr__", NULL, 0);
  if (value_is_error(own) && !heap->pending) heap->pending = own.exc;
  if (value_is_str(own)) buf_put(buf, value_text(own));
  if (own.kind != V_ABSENT) return;
  buf_printf(buf, "%s(", value_type(v)->name);
  for (size_t i = 0; i < tuple->names.n; i++) {
    buf_printf(buf, "%s%.*s=", i ? ", " : "", STR_FMT(tuple->names.at[i]));
    value_write_repr(heap, buf, v.list->at[i]);
  }
  buf_char(buf, ')');
}

static void tuple_str(Heap *heap, Buf *buf, Value v) {
  Value own = class_special(heap, v, "__str__", NULL, 0);
  if (value_is_error(own) && !heap->pending) heap->pending = own.exc;
  if (value_is_str(own)) buf_put(buf, value_text(own));
  if (own.kind == V_ABSENT) tuple_repr(heap, buf, v);
}

static Value tuple_attr(Heap *heap, Value v, Str name) {
  const TupleClass *tuple = tuple_of(value_type(v));
  for (size_t i = 0; i < tuple->names.n; i++)
    if (str_eq(tuple->names.at[i], name)) return v.list->at[i];
  return special_is_name(name) && !str_is(name, "__doc__") ? VALUE_ABSENT : class_object_attr(heap, v, name);
}

static Value tuple_binary(Heap *heap, int op, Value a, Value b) {
  Value own = class_binary(heap, op, a, b);
  return own.kind == V_ABSENT && TYPE_TUPLE.binary ? TYPE_TUPLE.binary(heap, op, a, b) : own;
}

static bool tuple_contains(Heap *heap, Value v, Value item, Value *error) {
  Value own = class_special(heap, v, "__contains__", &item, 1), stop = VALUE_ABSENT;
  if (own.kind == V_ABSENT) own = op_compare(heap, OP_IN, item, value_tuple(heap, v.list->at, v.list->n));
  bool found = !value_passes(own) && op_truth(heap, own, &stop);
  if (value_passes(own)) *error = own;
  else if (stop.kind != V_ABSENT) *error = stop;
  return found;
}

static Value tuple_construct(Heap *heap, const Type *type, const Value *args) {
  const TupleClass *tuple = tuple_of(type);
  Signature signature = {.shown = str_printf(heap->arena, "%s.__new__", type->name)};
  Value bound[ARGS_MOST], *positional = ARENA_ARRAY(heap->arena, Value, args[0].list->n + 1);
  signature.at[signature.n++] = (Param){STR("_cls"), PARAM_EITHER, true};
  for (size_t i = 0; i < tuple->names.n; i++)
    signature.at[signature.n++] = (Param){tuple->names.at[i], PARAM_EITHER, tuple->defaults[i].kind == V_ABSENT};
  positional[0] = value_of_type(type);
  for (size_t i = 0; i < args[0].list->n; i++) positional[i + 1] = args[0].list->at[i];
  CallArgs given = {positional, args[0].list->n + 1, args[1].kind == V_DICT ? args[1].dict : NULL};
  Value error = signature_bind(heap, &signature, given, bound);
  if (value_is_error(error)) return error;
  for (size_t i = 0; i < tuple->names.n; i++)
    if (bound[i + 1].kind == V_ABSENT) bound[i + 1] = tuple->defaults[i];
  return value_tuple_of_project(heap, type, bound + 1, tuple->names.n);
}

/* ---- methods ---- */

static Value as_dict(Heap *heap, Value self, const Value *args) {
  (void)args;
  const TupleClass *tuple = tuple_of(value_type(self));
  Value dict = value_dict(heap);
  for (size_t i = 0; i < tuple->names.n; i++)
    dict_put(heap, dict.dict, value_str(tuple->names.at[i]), self.list->at[i]);
  return dict;
}

static Value replaced(Heap *heap, Value self, const Value *args) {
  const TupleClass *tuple = tuple_of(value_type(self));
  Value items = value_tuple(heap, self.list->at, self.list->n), unknown = value_list(heap, 0);
  for (size_t k = 0; args[0].kind == V_DICT && k < args[0].dict->n; k++) {
    size_t at = 0;
    const DictEntry *entry = &args[0].dict->at[k];
    while (at < tuple->names.n && !str_eq(tuple->names.at[at], value_text(entry->key))) at++;
    if (at < tuple->names.n) items.list->at[at] = entry->value;
    else list_push(heap, unknown, entry->key);
  }
  if (unknown.list->n)
    return value_raise(heap, EXC_VALUE, "Got unexpected field names: %.*s", STR_FMT(value_repr(heap, unknown)));
  return value_tuple_of_project(heap, value_type(self), items.list->at, items.list->n);
}

static const Builtin AS_DICT = {"_asdict", "", 0, 0, 0, as_dict, "the fields as a dict"};
static const Builtin REPLACE = {"_replace", "**kwargs", 0, 0, 0, replaced, "a copy with some fields changed"};

/* `_make`, bound to its class. */
static Value make_call(Heap *heap, Value self, const Value *args) {
  ValueList items = {0};
  const Type *type = self.object->value.type;
  Value error = value_collect(heap, args[0], &items);
  if (value_passes(error)) return error;
  size_t n = tuple_of(type)->names.n;
  if (items.n != n) return value_raise(heap, EXC_TYPE, "Expected %zu arguments, got %zu", n, items.n);
  return value_tuple_of_project(heap, type, items.at, n);
}

static const Builtin MAKE_METHODS[] = {
    {"__call__", "_make(iterable)", 1, 1, 0, make_call, "an object of an iterable"},
};
static const Type TYPE_MAKE = {.name = "method", .methods = BUILTIN_TABLE(MAKE_METHODS)};

/* ---- classes ---- */

static void put(Heap *heap, Class *class, const char *name, Value v) {
  dict_put(heap, class->members, value_str(str_of(name)), v);
}

static void become_tuple(Class *class, const TupleClass *tuple) {
  Type of_class = class->type;
  class->tuple = tuple;
  class->type = TYPE_TUPLE;
  class->type.name = of_class.name;
  class->type.full_name = of_class.full_name;
  class->type.repr = tuple_repr;
  class->type.str = tuple_str;
  class->type.attr = tuple_attr;
  class->type.binary = tuple_binary;
  class->type.contains = tuple_contains;
  class->type.construct = tuple_construct;
  class->type.construct_params = of_class.construct_params;
  class->type.class_attr = of_class.class_attr;
  class->type.special = of_class.special;
}

static Value set_up(Heap *heap, Class *class, TupleClass *tuple) {
  if (tuple->names.n >= ARGS_MOST)
    return value_unsupported(heap, "a named tuple of more than %d fields", ARGS_MOST - 1);
  become_tuple(class, tuple);
  Value names = value_tuple(heap, NULL, 0), defaults = value_dict(heap);
  for (size_t i = 0; i < tuple->names.n; i++) {
    Value name = value_str(tuple->names.at[i]);
    value_list_push(heap, (ValueList *)(void *)names.list, name);
    if (tuple->defaults[i].kind != V_ABSENT) dict_put(heap, defaults.dict, name, tuple->defaults[i]);
  }
  put(heap, class, "_fields", names);
  put(heap, class, "__match_args__", names);
  put(heap, class, "_field_defaults", defaults);
  put(heap, class, "_asdict", class_method_of(heap, &AS_DICT));
  put(heap, class, "_replace", class_method_of(heap, &REPLACE));
  put(heap, class, "_make", object_new(heap, &TYPE_MAKE, (Object){.value = value_of_type(&class->type)}));
  return value_of_type(&class->type);
}

/* Operators of a tuple that a class defines anew would have to be heeded everywhere. */
static bool redefines(const Class *class) {
  static const Str KNOWN = STR_INIT(
      "__doc__ __module__ __qualname__ __repr__ __slots__ __str__ __format__ __contains__ __add__ __radd__ __sub__ "
      "__rsub__ __mul__ __rmul__ __truediv__ __rtruediv__ __floordiv__ __rfloordiv__ __mod__ __rmod__ __and__ __rand__ "
      "__or__ __ror__ __xor__ __rxor__ __lshift__ __rshift__");
  for (size_t i = 0; i < class->members->n; i++) {
    Value key = class->members->at[i].key;
    bool known = key.kind == V_ABSENT || !special_is_name(value_text(key)) || str_lists(KNOWN, value_text(key));
    if (!known) return true;
  }
  return false;
}

Value named_tuple_derive(Eval *eval, Class *class, const Class *base) {
  Heap *heap = &eval->heap;
  if (redefines(class)) return value_unsupported(heap, "a named tuple with operators of its own");
  become_tuple(class, base->tuple);
  put(heap, class, "_make", object_new(heap, &TYPE_MAKE, (Object){.value = value_of_type(&class->type)}));
  return value_of_type(&class->type);
}

Value named_tuple_finish(Eval *eval, Class *class) {
  Heap *heap = &eval->heap;
  const NodeList *fields = &class->node->class.fields;
  TupleClass *tuple = ARENA_NEW(heap->arena, TupleClass);
  tuple->defaults = ARENA_ARRAY(heap->arena, Value, fields->n);
  if (redefines(class)) return value_unsupported(heap, "a named tuple with operators of its own");
  Str first = STR("");
  for (size_t i = 0; i < fields->n; i++) {
    Str name = fields->at[i]->annotation.id;
    if (str_starts(name, STR("_")))
      return value_raise(heap, EXC_VALUE, "Field names cannot start with an underscore: '%.*s'", STR_FMT(name));
    Value value = dict_get_str(class->members, name);
    if (value.kind != V_ABSENT && !first.n) first = name;
    if (value.kind == V_ABSENT && first.n)
      return value_raise(heap, EXC_TYPE, "Non-default namedtuple field %.*s cannot follow default field %.*s",
                         STR_FMT(name), STR_FMT(first));
    tuple->defaults[i] = value;
    VEC_PUSH(heap->arena, &tuple->names, name);
    dict_remove(heap, class->members, value_str(name), NULL);
  }
  return set_up(heap, class, tuple);
}

/* ---- collections.namedtuple ---- */

enum { NAMED_TYPE, NAMED_FIELDS, NAMED_RENAME, NAMED_DEFAULTS, NAMED_MODULE };

/* The names in a text, between commas and blanks, or the items of an iterable. */
static Value read_names(Heap *heap, Value given, ValueList *names) {
  if (!value_is_str(given)) return value_collect(heap, given, names);
  Value parts[] = {value_str(STR(",")), value_str(STR(" "))};
  Value text = heap->call(heap, op_attr(heap, given, STR("replace")), parts, 2, NULL);
  Value words = heap->call(heap, op_attr(heap, text, STR("split")), NULL, 0, NULL);
  return value_passes(words) ? words : value_collect(heap, words, names);
}

static Value check_name(Heap *heap, Str name) {
  if (!text_is_identifier(name))
    return value_raise(heap, EXC_VALUE, "Type names and field names must be valid identifiers: %.*s",
                       STR_FMT(value_repr(heap, value_str(name))));
  if (text_is_keyword(name))
    return value_raise(heap, EXC_VALUE, "Type names and field names cannot be a keyword: '%.*s'", STR_FMT(name));
  return VALUE_NONE;
}

static Value read_defaults(Heap *heap, TupleClass *tuple, Value given) {
  ValueList values = {0};
  Value error = value_given(given) ? value_collect(heap, given, &values) : VALUE_NONE;
  if (value_passes(error)) return error;
  if (values.n > tuple->names.n) return value_raise(heap, EXC_TYPE, "Got more default values than field names");
  for (size_t i = 0; i < values.n; i++) tuple->defaults[tuple->names.n - values.n + i] = values.at[i];
  return VALUE_NONE;
}

static Value named_tuple(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value stop;
  ValueList names = {0};
  bool renames = op_truth(heap, args[NAMED_RENAME], &stop);
  if (renames || !value_is_str(args[NAMED_TYPE])) return value_unsupported(heap, "such a call of 'namedtuple'");
  Value error = read_names(heap, args[NAMED_FIELDS], &names);
  if (!value_passes(error)) error = check_name(heap, value_text(args[NAMED_TYPE]));
  TupleClass *tuple = ARENA_NEW(heap->arena, TupleClass);
  tuple->defaults = ARENA_ARRAY(heap->arena, Value, names.n);
  for (size_t i = 0; i < names.n && !value_passes(error); i++) {
    if (!value_is_str(names.at[i])) return value_unsupported(heap, "such names of a 'namedtuple'");
    Str name = value_text(names.at[i]);
    error = check_name(heap, name);
    if (!value_is_error(error) && str_starts(name, STR("_")))
      error = value_raise(heap, EXC_VALUE, "Field names cannot start with an underscore: '%.*s'", STR_FMT(name));
    for (size_t k = 0; k < i && !value_is_error(error); k++)
      if (str_eq(tuple->names.at[k], name))
        error = value_raise(heap, EXC_VALUE, "Encountered duplicate field name: '%.*s'", STR_FMT(name));
    VEC_PUSH(heap->arena, &tuple->names, name);
  }
  if (!value_passes(error)) error = read_defaults(heap, tuple, args[NAMED_DEFAULTS]);
  if (value_passes(error)) return error;
  Class *class = class_blank((Eval *)heap, value_text(args[NAMED_TYPE]));
  return set_up(heap, class, tuple);
}

const Builtin NAMED_TUPLE = {"namedtuple",
                             "namedtuple(typename, field_names, *, rename=False, defaults=None, module=None)",
                             2, 2, 0, named_tuple, "a class of tuples with names"};

/* `NamedTuple("Point", [("x", int), ("y", int)])`, and the same by keywords. */
static Value of_pairs(Heap *heap, const Type *type, const Value *args) {
  const List *given = args[0].list;
  bool is_named = args[1].kind == V_DICT && args[1].dict->live, fits = given->n == (is_named ? 1 : 2);
  ValueList pairs = {0};
  (void)type;
  if (!fits) return value_unsupported(heap, "such a call of 'NamedTuple'");
  Value fields = is_named ? heap->call(heap, op_attr(heap, args[1], STR("items")), NULL, 0, NULL) : given->at[1];
  Value error = value_passes(fields) ? fields : value_collect(heap, fields, &pairs);
  Value bound[NAMED_MODULE + 1] = {given->at[0], value_list(heap, pairs.n)};
  if (value_passes(error)) return error;
  for (size_t i = 0; i < pairs.n; i++) {
    const Value *items;
    size_t n;
    if (!value_items(pairs.at[i], &items, &n) || n != 2) return value_unsupported(heap, "such fields of 'NamedTuple'");
    list_push(heap, bound[NAMED_FIELDS], items[0]);
  }
  return named_tuple(heap, VALUE_NONE, bound);
}
