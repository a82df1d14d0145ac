#include "runtime/eval/class_object.h"

#include "runtime/core/limits.h"
#include "runtime/eval/class_member.h"
#include "runtime/eval/data_class.h"
#include "runtime/eval/dbt_component.h"
#include "runtime/eval/dict_class.h"
#include "runtime/eval/enum.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/model.h"
#include "runtime/eval/named_tuple.h"
#include "runtime/eval/python.h"
#include "runtime/eval/value_class.h"
#include "runtime/value/int.h"
#include "runtime/value/special.h"
#include "runtime/value/types.h"

/* ---- attributes of the class ---- */

static Value subclasses(Heap *heap, Value self, const Value *args) {
  (void)args;
  Value list = value_list(heap, class_of(self.type)->below.n);
  for (size_t i = 0; i < class_of(self.type)->below.n; i++) list_push(heap, list, class_of(self.type)->below.at[i]);
  return list;
}
static const Builtin SUBCLASSES = {
    "__subclasses__", "", 0, 0, BUILTIN_STATIC, subclasses, "the classes that derive from it"};

/* The class, those it derives from, and `object`; those that dbtplan leaves out, or has otherwise, are not told. */
static Value order_of(Heap *heap, const Class *class) {
  static const Type *const WHOLE[] = {&TYPE_STR,   &TYPE_INT,  &TYPE_FLOAT, &TYPE_LIST,
                                      &TYPE_TUPLE, &TYPE_DICT, &TYPE_ENUM};
  bool is_whole = !class->has_more_bases && !class->is_typed && !class->tuple && !class->model;
  ValueList order = {0};
  for (size_t i = 0; i < class->order.n; i++) {
    const Type *type = class->order.at[i].type;
    bool is_known = class_of(type) != NULL;
    for (size_t k = 0; k < COUNT(WHOLE); k++) is_known = is_known || type == WHOLE[k];
    is_known = is_known || exception_class(str_of(type->name)).type == type;
    is_whole = is_whole && is_known;
    value_list_push(heap, &order, value_of_type(type));
  }
  value_list_push(heap, &order, value_of_type(&TYPE_OBJECT));
  return is_whole ? value_tuple(heap, order.at, order.n) : value_unsupported(heap, "'__mro__' of such a class");
}

static Value mro(Heap *heap, Value self, const Value *args) {
  (void)args;
  Value order = order_of(heap, class_of(self.type));
  return value_is_error(order) ? order : op_list(heap, order);
}
static const Builtin MRO = {"mro", "", 0, 0, BUILTIN_STATIC, mro, "the classes in which its members are looked for"};

/* The names of a class's own annotations, of a TypedDict behind those of its bases; what they say is not told. */
static Value annotations_of(Heap *heap, const Class *class) {
  const NodeList *fields = &class->node->class.fields;
  Value dict = value_dict(heap), unknown = value_unknown(heap, STR("an annotation of a class"));
  for (size_t i = 0; class->is_typed && i < class->bases.n; i++)
    dict_put_all(heap, dict.dict, annotations_of(heap, class_of(class->bases.at[i].type)).dict);
  for (size_t i = 0; i < fields->n; i++) dict_put(heap, dict.dict, value_str(fields->at[i]->annotation.id), unknown);
  return dict;
}

/* What a class has that neither its body nor those of its bases bind. */
static Value attr_of_base(Heap *heap, const Class *class, Str name) {
  if (class->members_of) return enum_class_attr(heap, class, name);
  if (class->is_dict && type_method(&TYPE_DICT, name))
    return value_unsupported(heap, "'%.*s' of a class derived from 'dict'", STR_FMT(name));
  if (named_tuple_has(class, name))
    return value_unsupported(heap, "'%.*s' of a class of named tuples", STR_FMT(name));
  if (class->is_typed && dict_class_has_typed(name))
    return value_unsupported(heap, "'%.*s' of a class derived from 'typing.TypedDict'", STR_FMT(name));
  if (str_is(name, "__new__")) return value_bound(heap, &CLASS_NEW, value_of_type(&TYPE_OBJECT));
  const Builtin *method = class->value_of ? type_method(class->value_of, name) : NULL;
  if (method) return value_bound(heap, method, value_of_type(class->value_of));
  return model_attr(heap, class, VALUE_ABSENT, name);
}

/* Of a class of runtime/library, or one that derives from it, not all is there that Python's own has. */
static Value missing_in_library(Heap *heap, const Class *class, Str name) {
  for (size_t i = 0; i < class->order.n && !special_is_name(name); i++) {
    const Class *at = class_of(class->order.at[i].type);
    if (at && at->module && at->module->is_library)
      return value_unsupported(heap, "'%.*s' of the class '%s'", STR_FMT(name), at->type.name);
  }
  return VALUE_ABSENT;
}

Value class_attr(Heap *heap, const Type *type, Str name) {
  const Class *class = class_of(type);
  if (str_is(name, "__annotations__") && class->node) return annotations_of(heap, class);
  if (str_is(name, "__qualname__")) return value_str(class->qualified);
  if (str_is(name, "__module__") && class->module) return value_str(class->module->name);
  if (str_is(name, "__subclasses__")) return value_bound(heap, &SUBCLASSES, value_of_type(type));
  if (str_is(name, "__mro__")) return order_of(heap, class);
  Value member = class_member(type, name);
  if (member.kind != V_ABSENT) return class_bind(heap, member, type, VALUE_ABSENT);
  if (str_is(name, "mro")) return value_bound(heap, &MRO, value_of_type(type));
  Value found = attr_of_base(heap, class, name);
  return found.kind == V_ABSENT ? missing_in_library(heap, class, name) : found;
}

static Value set_of_class(Heap *heap, const Class *class, Str name, Value value) {
  Value member = class_member(&class->type, name);
  if (class->members_of && member.kind == V_OBJECT && value_type(member) == &class->type)
    return value_raise(heap, EXC_ATTRIBUTE, "cannot reassign member '%.*s'", STR_FMT(name));
  if (class->members_of || class->tuple || special_is_name(name))
    return value_unsupported(heap, "assigning to '%.*s' of a class", STR_FMT(name));
  return dict_put(heap, class->members, value_str(name), value);
}

/* ---- attributes of an object ---- */

static Value attr_by_getattr(Heap *heap, Value v, Str name) {
  Value wanted = value_str(name);
  return special_is_name(name) ? VALUE_ABSENT : class_special(heap, v, "__getattr__", &wanted, 1);
}

/* `_A__x` as the class A writes it; any other name as it is. */
static Str as_written(Heap *heap, const Class *class, Str name) {
  Str prefix = text_private(heap->arena, str_of(class->type.name), STR("__"));
  return str_starts(name, prefix) ? str_sub(name, prefix.n - 2, name.n) : name;
}

static bool is_slot(Heap *heap, Value slots, Str name) {
  if (value_is_str(slots)) return str_eq(value_text(slots), name);
  Value has = op_compare(heap, OP_IN, value_str(name), slots);
  return has.kind == V_BOOL && has.i;
}

/* Whether the classes say by `__slots__` which attributes there are, and this is none of them. */
static bool has_no_slot(Heap *heap, const Class *class, Str name) {
  bool found = false;
  for (size_t i = 0; i < class->order.n; i++) {
    const Class *at = class_of(class->order.at[i].type);
    Value slots = at ? dict_get_str(at->members, STR("__slots__")) : VALUE_ABSENT;
    if (slots.kind == V_ABSENT) return false;
    found = found || is_slot(heap, slots, name) || is_slot(heap, slots, as_written(heap, at, name));
  }
  return !found;
}

static Value object_attr(Heap *heap, Value v, Str name) {
  const Type *type = value_type(v);
  Value member = class_member(type, name);
  bool is_set_by = class_describes(member, "__set__") && class_describes(member, "__get__");
  bool is_first = class_is_property(member) || is_set_by;
  if (is_first) return class_bind(heap, member, type, v);
  Value found = dict_get_str(v.object->dict, name);
  if (found.kind != V_ABSENT) return found;
  if (member.kind != V_ABSENT) return class_bind(heap, member, type, v);
  const Builtin *method = class_component_method(class_of(type), name);
  if (method) return value_bound(heap, method, v);
  ExceptionType exception = exception_of_class(type);
  if (exception != EXC_COUNT) {
    found = exception_type(exception)->attr(heap, v, name);
    return found.kind == V_ABSENT ? attr_by_getattr(heap, v, name) : found;
  }
  if (str_is(name, "__annotations__")) return value_unsupported(heap, "'__annotations__' of an object");
  if (str_is(name, "__dict__") && !has_no_slot(heap, class_of(type), name))
    return (Value){.kind = V_DICT, .dict = v.object->dict};
  found = attr_by_getattr(heap, v, name);
  if (found.kind == V_ABSENT) found = model_attr(heap, class_of(type), v, name);
  return found.kind == V_ABSENT ? dbt_component_attr(heap, v, name) : found;
}

Value class_object_attr(Heap *heap, Value v, Str name) {
  Value member = class_member(value_type(v), name);
  return member.kind == V_ABSENT ? member : class_bind(heap, member, value_type(v), v);
}

/* The error of setting an attribute that the class does not let be set; V_ABSENT: it lets it. */
static Value refuse_set(Heap *heap, Value object, Str name, Value value) {
  const Class *class = class_of(value_type(object));
  Dict *attributes = class->members_of ? enum_attributes(object) : NULL;
  bool is_made = attributes && dict_get_str(attributes, STR("_name_")).kind != V_ABSENT;
  if (attributes && !is_made && str_is(name, "_value_")) return VALUE_ABSENT;
  if (class->members_of && (str_is(name, "name") || str_is(name, "value") || str_starts(name, STR("_"))))
    return value_unsupported(heap, "assigning to '%.*s' of a member of an Enum", STR_FMT(name));
  if (class->members_of) return VALUE_ABSENT;
  if (class->model) return model_note_set(heap, object, name, value);
  if (!has_no_slot(heap, class, name)) return VALUE_ABSENT;
  bool of_class = class_member(&class->type, name).kind != V_ABSENT;
  return value_raise(heap, EXC_ATTRIBUTE,
                     of_class ? "'%s' object attribute '%.*s' is read-only" : "'%s' object has no attribute '%.*s'",
                     class->type.name, STR_FMT(name));
}

static Value set_property(Heap *heap, Value property, Value object, Str name, Value value) {
  Value setter = class_setter(property), pair[] = {object, value};
  if (setter.kind == V_ABSENT)
    return value_raise(heap, EXC_ATTRIBUTE, "property '%.*s' of '%s' object has no setter", STR_FMT(name),
                       value_type_name(object));
  Value done = heap->call(heap, setter, pair, 2, NULL);
  return value_passes(done) ? done : VALUE_NONE;
}

static Value set_attr(Heap *heap, Value object, Str name, Value value, bool heeds_frozen) {
  if (object.kind == V_TYPE)
    return class_of(object.type) ? set_of_class(heap, class_of(object.type), name, value) : VALUE_ABSENT;
  const Class *class = class_of(value_type(object));
  bool is_member = class && class->members_of;
  Dict *attributes = object.kind == V_OBJECT ? object.object->dict
                     : is_member             ? enum_attributes(object)
                                             : dict_class_is(object) ? *dict_class_attributes(object)
                                                     : value_class_attributes(object);
  if (!attributes || !class) return VALUE_ABSENT;
  bool is_dict = str_is(name, "__dict__"), is_plain = object.kind == V_OBJECT && !class->model;
  if (is_dict && is_plain && value.kind == V_DICT) return object.object->dict = value.dict, VALUE_NONE;
  if (is_dict && dict_class_is(object) && value.kind == V_DICT)
    return *dict_class_attributes(object) = value.dict, VALUE_NONE;
  if (is_dict || str_is(name, "__class__"))
    return value_unsupported(heap, "assigning to '%.*s' of an object", STR_FMT(name));
  Value member = class_member(value_type(object), name);
  if (class_is_property(member)) return set_property(heap, member, object, name, value);
  if (class_describes(member, "__set__")) {
    Value given[] = {object, value}, done = class_special(heap, member, "__set__", given, COUNT(given));
    return value_passes(done) ? done : VALUE_NONE;
  }
  if (heeds_frozen && dataclass_is_frozen(class))
    return value_raise(heap, EXC_FROZEN_INSTANCE, "cannot assign to field '%.*s'", STR_FMT(name));
  Value refused = refuse_set(heap, object, name, value);
  return value_is_error(refused) ? refused : dict_put(heap, attributes, value_str(name), value);
}

Value class_set_attr(Heap *heap, Value object, Str name, Value value) {
  Value given[] = {value_str(name), value}, own = VALUE_ABSENT;
  if (class_of(value_type(object))) own = class_special(heap, object, "__setattr__", given, COUNT(given));
  if (own.kind != V_ABSENT) return value_passes(own) ? own : VALUE_NONE;
  return set_attr(heap, object, name, value, true);
}

static Value set_plainly(Heap *heap, Value object, Value name, Value value) {
  const Class *class = object.kind == V_OBJECT ? class_of(value_type(object)) : NULL;
  bool fits = class && !class->model && !class->members_of && value_is_str(name);
  if (!fits) return value_unsupported(heap, "such a call of '__setattr__'");
  return set_attr(heap, object, value_text(name), value, false);
}

static Value setattr_of_object(Heap *heap, Value self, const Value *args) {
  (void)self;
  return set_plainly(heap, args[0], args[1], args[2]);
}

/* Where a frozen class is behind it is that one's, which refuses its own fields alone. */
static Value setattr_of_super(Heap *heap, Value self, const Value *args) {
  const Object *super = self.object;
  const Class *class = super->value.kind == V_OBJECT ? class_of(value_type(super->value)) : NULL;
  bool is_behind = false, is_frozen = false;
  for (size_t i = 0; class && i < class->order.n; i++) {
    const Class *at = class_of(class->order.at[i].type);
    is_frozen = is_frozen || (is_behind && at && dataclass_is_frozen(at));
    is_behind = is_behind || class->order.at[i].type == super->state;
  }
  if (is_frozen) return value_unsupported(heap, "such a call of '__setattr__'");
  return set_plainly(heap, super->value, args[0], args[1]);
}

const Builtin CLASS_SETATTR = {
    "__setattr__", "obj, name, value, /", 3, 3, BUILTIN_STATIC, setattr_of_object, "sets an attribute"};
const Builtin CLASS_SUPER_SETATTR = {
    "__setattr__", "name, value, /", 2, 2, 0, setattr_of_super, "sets an attribute of the object"};

Value class_attr_of_object(Heap *heap, Value type, Str name) {
  if (type.kind != V_TYPE || !str_starts(name, STR("__"))) return VALUE_ABSENT;
  if (str_is(name, "__new__") && value_class_has_new(type.type)) return value_bound(heap, &CLASS_NEW, type);
  const Builtin *of_dict = type.type == &TYPE_DICT ? dict_class_method(name) : NULL;
  if (of_dict) return value_bound(heap, of_dict, type);
  bool sets = type.type == &TYPE_OBJECT && str_is(name, "__setattr__");
  return sets ? value_bound(heap, &CLASS_SETATTR, type) : VALUE_ABSENT;
}

static Value delete_property(Heap *heap, Value property, Value object, Str name) {
  Value deleter = class_deleter(property);
  if (deleter.kind == V_ABSENT)
    return value_raise(heap, EXC_ATTRIBUTE, "property '%.*s' of '%s' object has no deleter", STR_FMT(name),
                       value_type_name(object));
  Value done = heap->call(heap, deleter, &object, 1, NULL);
  return value_passes(done) ? done : VALUE_NONE;
}

Value class_delete_attr(Heap *heap, Value object, Str name) {
  if (dict_class_is(object)) return dict_class_delete_attr(heap, object, name);
  const Class *class = object.kind == V_OBJECT ? class_of(value_type(object)) : NULL;
  Value member = class_member(value_type(object), name);
  if (class && class_is_property(member)) return delete_property(heap, member, object, name);
  bool fits = class && !class->members_of && class_member(value_type(object), name).kind == V_ABSENT;
  if (!fits || dataclass_is_frozen(class)) return value_unsupported(heap, "'del' of such an attribute");
  if (dict_remove(heap, object.object->dict, value_str(name), NULL)) return VALUE_NONE;
  return value_raise(heap, EXC_ATTRIBUTE, "'%s' object has no attribute '%.*s'", value_type_name(object),
                     STR_FMT(name));
}

/* ---- special methods ---- */

Value class_special(Heap *heap, Value object, const char *name, const Value *args, size_t n) {
  Value member = class_member(value_type(object), str_of(name));
  if (member.kind == V_ABSENT || member.kind == V_NONE) return VALUE_ABSENT;
  return heap->call(heap, class_bind(heap, member, value_type(object), object), args, n, NULL);
}

bool class_special_text(Heap *heap, Buf *buf, Value v, const char *name) {
  Value own = class_special(heap, v, name, NULL, 0);
  if (own.kind == V_ABSENT) return false;
  if (!value_passes(own) && !value_is_str(own))
    own = value_raise(heap, EXC_TYPE, "%s returned non-string (type %s)", name, value_type_name(own));
  if (own.kind == V_UNKNOWN) own = value_unverified(heap, own);
  if (value_is_error(own) && !heap->pending) heap->pending = own.exc;
  if (value_is_str(own)) buf_put(buf, value_text(own));
  return true;
}

static void object_repr(Heap *heap, Buf *buf, Value v) {
  ExceptionType exception = exception_of_class(value_type(v));
  if (class_special_text(heap, buf, v, "__repr__")) return;
  if (exception != EXC_COUNT)
    exception_type(exception)->repr(heap, buf, v);
  else if (!heap->pending) /* the address is another in each process */
    heap->pending =
        value_unsupported(heap, "the text of a '%s' object, which has no '__repr__',", value_type(v)->name).exc;
  if (heap->pending) buf_printf(buf, "<%s object>", value_type(v)->full_name);
}

static void object_str(Heap *heap, Buf *buf, Value v) {
  ExceptionType exception = exception_of_class(value_type(v));
  if (class_special_text(heap, buf, v, "__str__")) return;
  if (exception != EXC_COUNT)
    exception_type(exception)->str(heap, buf, v);
  else
    object_repr(heap, buf, v);
}

Value class_call(Eval *eval, Value object, const Value *args, size_t n, const Dict *keywords) {
  if (object.kind != V_OBJECT) return VALUE_ABSENT;
  Value member = class_member(value_type(object), STR("__call__"));
  if (member.kind == V_ABSENT) return member;
  return eval_call(eval, class_bind(&eval->heap, member, value_type(object), object), args, n, keywords);
}

/* ---- operators ---- */

typedef struct Slots {
  const char *plain, *reflected, *in_place;
} Slots;

static const Slots SLOTS[OP_COUNT] = {
    [OP_ADD] = {"__add__", "__radd__", "__iadd__"},
    [OP_SUB] = {"__sub__", "__rsub__", "__isub__"},
    [OP_MUL] = {"__mul__", "__rmul__", "__imul__"},
    [OP_DIV] = {"__truediv__", "__rtruediv__", "__itruediv__"},
    [OP_FLOOR_DIV] = {"__floordiv__", "__rfloordiv__", "__ifloordiv__"},
    [OP_MOD] = {"__mod__", "__rmod__", "__imod__"},
    [OP_POW] = {"__pow__", "__rpow__", "__ipow__"},
    [OP_BIT_AND] = {"__and__", "__rand__", "__iand__"},
    [OP_BIT_OR] = {"__or__", "__ror__", "__ior__"},
    [OP_BIT_XOR] = {"__xor__", "__rxor__", "__ixor__"},
    [OP_SHIFT_LEFT] = {"__lshift__", "__rlshift__", "__ilshift__"},
    [OP_SHIFT_RIGHT] = {"__rshift__", "__rrshift__", "__irshift__"},
};

static bool is_settled(Value v) { return v.kind != V_ABSENT && !value_is_not_implemented(v); }

Value class_between(Heap *heap, const char *plain, const char *reflected, Value a, Value b) {
  Value said = VALUE_ABSENT;
  bool is_same = value_type(a) == value_type(b);
  bool first = !is_same && class_derives(value_type(b), value_type(a)); /* a class that knows the other's goes first */
  if (first) said = value_special(heap, b, reflected, &a, 1);
  if (!is_settled(said)) said = value_special(heap, a, plain, &b, 1);
  if (!is_settled(said) && !first && !is_same) said = value_special(heap, b, reflected, &a, 1);
  return is_settled(said) ? said : VALUE_ABSENT;
}

Value class_binary(Heap *heap, int op, Value a, Value b) {
  const Slots *slots = &SLOTS[op];
  return slots->plain ? class_between(heap, slots->plain, slots->reflected, a, b) : VALUE_ABSENT;
}

Value class_numbers(Heap *heap, int op, Value a, Value b) {
  bool of_bits = op == OP_BIT_AND || op == OP_BIT_OR || op == OP_BIT_XOR || op == OP_SHIFT_LEFT || op == OP_SHIFT_RIGHT;
  Value left = value_number(a), right = value_number(b);
  bool fits = of_bits ? int_is(left) && int_is(right) : value_is_number(left) && value_is_number(right);
  return fits ? op_binary(heap, (Operator)op, left, right) : VALUE_ABSENT;
}

Value class_in_place(Heap *heap, Operator op, Value object, Value other) {
  Value said = SLOTS[op].in_place ? value_special(heap, object, SLOTS[op].in_place, &other, 1) : VALUE_ABSENT;
  return is_settled(said) ? said : VALUE_ABSENT;
}

/* ---- hashes, loops and items ---- */

static bool object_hash(Heap *heap, Value v, uint64_t *hash) {
  Value member = class_member(value_type(v), STR("__hash__"));
  if (member.kind == V_NONE) return false;
  Value said = class_special(heap, v, "__hash__", NULL, 0);
  if (value_is_error(said) && !heap->pending) heap->pending = said.exc;
  if (said.kind == V_UNKNOWN) return *hash = 1, true; /* `==` then tells them apart */
  if (said.kind == V_INT || said.kind == V_BOOL) return value_hash(heap, said, hash);
  if (said.kind != V_ABSENT && !heap->pending)
    heap->pending = value_raise(heap, EXC_TYPE, "__hash__ method should return an integer").exc;
  return *hash = (uint64_t)(uintptr_t)v.object >> 4, true;
}

static bool next_of_object(Heap *heap, Iter *iter, Value *out) {
  *out = class_special(heap, iter->over, "__next__", NULL, 0);
  bool ended = value_is_exception(*out, EXC_STOP_ITERATION);
  return !ended && out->kind != V_ABSENT;
}

/* By `__getitem__` with 0, 1 … until an IndexError. */
static bool next_by_number(Heap *heap, Iter *iter, Value *out) {
  Value number = value_int((int64_t)iter->at++);
  *out = class_special(heap, iter->over, "__getitem__", &number, 1);
  return !value_is_exception(*out, EXC_INDEX);
}

static bool object_iter(Heap *heap, Value v, Iter *iter) {
  Value made = class_special(heap, v, "__iter__", NULL, 0);
  if (made.kind == V_ABSENT) return *iter = (Iter){.next = next_by_number, .over = v}, true;
  bool own = made.kind == V_OBJECT && class_member(value_type(made), STR("__next__")).kind != V_ABSENT;
  if (made.kind == V_ITERATOR) return value_type(made)->iter(heap, made, iter);
  if (own) return *iter = (Iter){.next = next_of_object, .over = made}, true;
  if (made.kind == V_UNKNOWN) made = value_unverified(heap, made);
  if (!value_is_error(made))
    made = value_raise(heap, EXC_TYPE, "iter() returned non-iterator of type '%s'", value_type_name(made));
  return *iter = iter_error(made), true;
}

static Value object_item(Heap *heap, Value v, Value key) { return class_special(heap, v, "__getitem__", &key, 1); }

static bool object_contains(Heap *heap, Value v, Value item, Value *error) {
  Value said = class_special(heap, v, "__contains__", &item, 1), stop;
  bool found = op_truth(heap, said, &stop);
  if (value_passes(stop)) *error = stop;
  return found;
}

void class_object_slots(Class *class) {
  Type *type = &class->type;
  bool iterates = class_member(type, STR("__iter__")).kind != V_ABSENT;
  bool has_items = class_member(type, STR("__getitem__")).kind != V_ABSENT;
  if (iterates || has_items) type->iter = object_iter;
  if (has_items) type->item = object_item;
  if (class_member(type, STR("__contains__")).kind != V_ABSENT) type->contains = object_contains;
}

/* ---- making an object ---- */

/* The abstract methods that no class below has made. */
static Value abstract_methods(Heap *heap, const Class *class) {
  Value names = value_dict(heap);
  for (size_t i = 0; i < class->order.n; i++) {
    const Class *at = class_of(class->order.at[i].type);
    for (size_t k = 0; at && k < at->members->n; k++) {
      Value name = at->members->at[k].key;
      if (name.kind != V_ABSENT && class_is_abstract(class_member(&class->type, value_text(name))))
        dict_put(heap, names.dict, name, VALUE_NONE);
    }
  }
  return names;
}

static Value refuse_abstract(Heap *heap, const Class *class) {
  ValueList names = {0};
  Value done = value_collect(heap, abstract_methods(heap, class), &names);
  if (!value_passes(done) && names.n) done = value_sort(heap, &names, VALUE_ABSENT, false);
  if (value_passes(done) || !names.n) return done;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < names.n; i++) buf_printf(&buf, "%s%.*s", i ? ", " : "", STR_FMT(value_text(names.at[i])));
  return value_raise(heap, EXC_TYPE, "Can't instantiate abstract class %s with abstract method%s %.*s",
                     class->type.name, names.n > 1 ? "s" : "", STR_FMT(buf_str(&buf)));
}

/* `__new__(cls, …)`, which is a static method without being marked as one. */
static Value call_new(Heap *heap, const Type *type, Value new, const Value *args) {
  size_t n = args[0].list->n;
  Value *given = ARENA_ARRAY(heap->arena, Value, n + 1);
  given[0] = value_of_type(type);
  for (size_t i = 0; i < n; i++) given[i + 1] = args[0].list->at[i];
  return heap->call(heap, class_plain_function(new), given, n + 1, args[1].kind == V_DICT ? args[1].dict : NULL);
}

static Value run_init(Heap *heap, Value init, const Type *type, Value object, const Value *args) {
  Value bound = class_bind(heap, init, type, object);
  Value done = heap->call(heap, bound, args[0].list->at, args[0].list->n, args[1].dict);
  if (value_passes(done) || done.kind == V_NONE) return done;
  return value_raise(heap, EXC_TYPE, "__init__() should return None, not '%s'", value_type_name(done));
}

/* Fills an object that `__new__` made; `takes_any`: `__new__` has seen to the arguments. VALUE_NONE or an error. */
static Value initialize(Heap *heap, const Type *type, Value object, const Value *args, bool takes_any) {
  Value init = class_member(type, STR("__init__"));
  if (init.kind != V_ABSENT) return run_init(heap, init, type, object, args);
  Value filled = value_class_init(heap, object, args);
  if (filled.kind != V_ABSENT) return filled;
  bool has_any = args[0].list->n || (args[1].kind == V_DICT && args[1].dict->live);
  if (!has_any || takes_any || exception_of_class(type) != EXC_COUNT) return VALUE_NONE;
  if (class_derives(type, &TYPE_DBT_COMPONENT)) return dbt_component_of_python(heap, type, args);
  return value_raise(heap, EXC_TYPE, "%s() takes no arguments", type->name);
}

bool class_takes_unknown(const Type *type) {
  const Class *class = class_of(type);
  bool is_plain = class && !class->members_of && !class->value_of && exception_of_class(type) == EXC_COUNT;
  return is_plain && class_member(type, STR("__new__")).kind == V_ABSENT &&
         class_member(type, STR("__init__")).kind == V_FUNCTION;
}

static Value construct(Heap *heap, const Type *type, const Value *args) {
  const Class *class = class_of(type);
  if (class->members_of) return enum_lookup(heap, class, args);
  bool is_exception = exception_of_class(type) != EXC_COUNT; /* it may have abstract methods */
  Value refused = class->has_abstract && !is_exception ? refuse_abstract(heap, class) : VALUE_NONE;
  if (value_passes(refused)) return refused;
  Value new = class_member(type, STR("__new__"));
  bool is_own = new.kind != V_ABSENT;
  Value object = is_own ? call_new(heap, type, new, args) : class_new_object(heap, type, args);
  if (value_passes(object) || !class_derives(value_type(object), type)) return object;
  Value done = initialize(heap, type, object, args, is_own || class->value_of);
  return value_passes(done) ? done : object;
}

/* ---- what objects heed ---- */

/* The last row: names of the class itself, which change nothing in its objects. */
static const char HEEDED[] =
    "__abs__ __add__ __and__ __bool__ __call__ __ceil__ __contains__ __copy__ __deepcopy__ __delitem__ __divmod__ "
    "__enter__ __eq__ __exit__ __float__ __floor__ __floordiv__ __format__ __ge__ __get__ __getattr__ __getitem__ "
    "__gt__ __hash__ __iadd__ __iand__ __ifloordiv__ __imod__ __imul__ __init__ __init_subclass__ __int__ "
    "__invert__ __ior__ __isub__ __iter__ __itruediv__ __ixor__ __le__ __len__ __lshift__ __lt__ __missing__ "
    "__mod__ __mul__ __ne__ __neg__ __new__ __next__ __or__ __pos__ __post_init__ __pow__ __radd__ __rand__ "
    "__rdivmod__ __repr__ __reversed__ __rfloordiv__ __rmod__ __rmul__ __ror__ __round__ __rpow__ __rshift__ "
    "__rsub__ __rtruediv__ __rxor__ __set__ __set_name__ __setattr__ __setitem__ __str__ __sub__ __truediv__ __trunc__ "
    "__xor__ "
    "__doc__ __match_args__ __module__ __qualname__ __slots__";

bool class_heeds(Str name) { return !special_is_name(name) || str_lists(str_of(HEEDED), name); }

Type class_object_type(const char *name, const char *full_name) {
  return (Type){.name = name,
                .full_name = full_name,
                .repr = object_repr,
                .str = object_str,
                .attr = object_attr,
                .construct = construct,
                .construct_params = "*args, **kwargs",
                .class_attr = class_attr,
                .hash = object_hash,
                .binary = class_binary,
                .special = class_special,
                .derives = python_is_subclass};
}
