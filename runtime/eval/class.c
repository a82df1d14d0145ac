#include "runtime/eval/class.h"

#include "runtime/core/limits.h"
#include "runtime/eval/data_class.h"
#include "runtime/eval/dbt_component.h"
#include "runtime/eval/dict_class.h"
#include "runtime/eval/enum.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/exec.h"
#include "runtime/eval/named_tuple.h"
#include "runtime/eval/library_modules.h"
#include "runtime/eval/model.h"
#include "runtime/eval/python.h"
#include "runtime/eval/value_class.h"
#include "runtime/value/special.h"
#include "runtime/value/types.h"

/* ---- wrappers of methods ---- */

static void wrapper_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_printf(buf, "<%s object>", value_type(v)->name);
}

static Value call_staticmethod(Heap *heap, Value self, const Value *args);

static const Builtin STATICMETHOD_METHODS[] = {
    {"__call__", "*args, **kwargs", 0, UINT8_MAX, 0, call_staticmethod, "what it is around"},
};

static const Type TYPE_STATICMETHOD = {
    .name = "staticmethod", .methods = BUILTIN_TABLE(STATICMETHOD_METHODS), .repr = wrapper_repr};
static const Type TYPE_CLASSMETHOD = {.name = "classmethod", .repr = wrapper_repr};

/* A property's `value` is its getter, its `dict`, where there is one, holds the setter. */
static Value add_setter(Heap *heap, Value self, const Value *args);

static const Builtin PROPERTY_METHODS[] = {
    {"setter", "setter, /", 1, 1, BUILTIN_C_STYLE, add_setter, "the property with a setter"},
};

static Value property_attr(Heap *heap, Value v, Str name) {
  return type_method(value_type(v), name) ? VALUE_ABSENT
                                          : value_unsupported(heap, "'%.*s' of a property", STR_FMT(name));
}

static const Type TYPE_PROPERTY = {
    .name = "property", .methods = BUILTIN_TABLE(PROPERTY_METHODS), .repr = wrapper_repr, .attr = property_attr};

static Value add_setter(Heap *heap, Value self, const Value *args) {
  Value setter = value_dict(heap);
  dict_put(heap, setter.dict, value_str(STR("fset")), args[0]);
  return object_new(heap, &TYPE_PROPERTY, (Object){.value = self.object->value, .dict = setter.dict});
}

static Value setter_of(Value property) {
  return property.object->dict ? dict_get_str(property.object->dict, STR("fset")) : VALUE_ABSENT;
}

/* Decorators of the methods below it are called while the class is made. */
static Value call_staticmethod(Heap *heap, Value self, const Value *args) {
  Dict *keywords = args[1].kind == V_DICT ? args[1].dict : NULL;
  return heap->call(heap, self.object->value, args[0].list->at, args[0].list->n, keywords);
}

static Value make_staticmethod(Heap *heap, Value self, const Value *args) {
  (void)self;
  return object_new(heap, &TYPE_STATICMETHOD, (Object){.value = args[0]});
}

static Value make_classmethod(Heap *heap, Value self, const Value *args) {
  (void)self;
  return object_new(heap, &TYPE_CLASSMETHOD, (Object){.value = args[0]});
}

static Value make_property(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (args[0].kind == V_ABSENT || args[1].kind != V_ABSENT || args[2].kind != V_ABSENT)
    return value_unsupported(heap, "such a call of 'property'");
  return object_new(heap, &TYPE_PROPERTY, (Object){.value = args[0]});
}

static const Type TYPE_CACHED_PROPERTY = {.name = "cached_property", .repr = wrapper_repr, .attr = property_attr};

static Value make_cached_property(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (args[0].kind != V_FUNCTION) return value_unsupported(heap, "'cached_property' of what is no function");
  return object_new(heap, &TYPE_CACHED_PROPERTY, (Object){.value = args[0]});
}

const Builtin CLASS_CACHED_PROPERTY = {
    "cached_property", "cached_property(func)", 1, 1, 0, make_cached_property, "an attribute that is computed once"};
const Builtin CLASS_STATICMETHOD = {
    "staticmethod", "function, /", 1, 1, BUILTIN_C_STYLE, make_staticmethod, "a method without an object"};
const Builtin CLASS_CLASSMETHOD = {"classmethod",    "function, /",          1, 1, BUILTIN_C_STYLE,
                                   make_classmethod, "a method of the class"};
const Builtin CLASS_PROPERTY = {
    "property", "fget=None, fset=None, fdel=None, doc=None", 0, 4, 0, make_property, "an attribute that is computed"};

static bool is_wrapper(Value v, const Type *type) { return v.kind == V_OBJECT && value_type(v) == type; }

const Type TYPE_ABC = {.name = "ABC", .full_name = "abc.ABC"};
const Type TYPE_ABC_META = {.name = "ABCMeta", .full_name = "abc.ABCMeta"};

/* ---- members ---- */

/* A builtin that is called with the object. */
static const Type TYPE_METHOD = {.name = "function", .repr = wrapper_repr};

Value class_method_of(Heap *heap, const Builtin *row) {
  return object_new(heap, &TYPE_METHOD, (Object){.value = value_of_builtin(row)});
}

bool class_is_data(Value v) {
  bool wraps = v.kind == V_OBJECT && (value_type(v) == &TYPE_STATICMETHOD || value_type(v) == &TYPE_CLASSMETHOD ||
                                      value_type(v) == &TYPE_PROPERTY || value_type(v) == &TYPE_METHOD ||
                                      value_type(v) == &TYPE_CACHED_PROPERTY);
  return !wraps && v.kind != V_FUNCTION && v.kind != V_BUILTIN;
}

const Class *class_of(const Type *type) { return type->class_attr == class_attr ? (const Class *)type : NULL; }

/* The member that is found first from the place `at` in the order of a class on; V_ABSENT: a method of
 * DbtProjectComponent comes before any. */
static Value member_from(const Class *class, size_t at, Str name) {
  Value found = VALUE_ABSENT;
  for (size_t i = at; found.kind == V_ABSENT && i < class->order.n; i++) {
    const Type *type = class->order.at[i].type;
    if (type == &TYPE_DBT_COMPONENT && type_method(type, name)) break;
    if (class_of(type)) found = dict_get_str(class_of(type)->members, name);
  }
  return found;
}

Value class_member(const Type *type, Str name) {
  return class_of(type) ? member_from(class_of(type), 0, name) : VALUE_ABSENT;
}

static Value bound_to(Heap *heap, Value function, Value self) {
  if (function.kind != V_FUNCTION) return function;
  Function *method = ARENA_NEW(heap->arena, Function);
  *method = *function.function;
  method->self = self;
  return (Value){.kind = V_FUNCTION, .function = method};
}

/* What is computed is an attribute of the object from then on. */
static Value computed_once(Heap *heap, Value member, Value object) {
  if (object.kind != V_OBJECT || !object.object->dict)
    return value_unsupported(heap, "'cached_property' of such an object");
  Value v = heap->call(heap, member.object->value, &object, 1, NULL);
  if (!value_is_error(v)) dict_put(heap, object.object->dict, value_str(member.object->value.function->name), v);
  return v;
}

Value class_bind(Heap *heap, Value member, const Type *class, Value object) {
  if (is_wrapper(member, &TYPE_STATICMETHOD)) return member.object->value;
  if (is_wrapper(member, &TYPE_CLASSMETHOD)) return bound_to(heap, member.object->value, value_of_type(class));
  if (is_wrapper(member, &TYPE_METHOD))
    return value_bound(heap, member.object->value.builtin, object.kind == V_ABSENT ? value_of_type(class) : object);
  if (object.kind == V_ABSENT) return member;
  if (is_wrapper(member, &TYPE_CACHED_PROPERTY)) return computed_once(heap, member, object);
  if (is_wrapper(member, &TYPE_PROPERTY)) return heap->call(heap, member.object->value, &object, 1, NULL);
  return member.kind == V_OBJECT ? library_bind_cached(heap, member, object) : bound_to(heap, member, object);
}

static Value subclasses(Heap *heap, Value self, const Value *args) {
  (void)args;
  Value list = value_list(heap, class_of(self.type)->below.n);
  for (size_t i = 0; i < class_of(self.type)->below.n; i++) list_push(heap, list, class_of(self.type)->below.at[i]);
  return list;
}
static const Builtin SUBCLASSES = {
    "__subclasses__", "", 0, 0, BUILTIN_STATIC, subclasses, "the classes that derive from it"};

/* The names of a class's own annotations, of a TypedDict behind those of its bases; what they say is not told. */
static Value annotations_of(Heap *heap, const Class *class) {
  const NodeList *fields = &class->node->class.fields;
  Value dict = value_dict(heap), unknown = value_unknown(heap, STR("an annotation of a class"));
  for (size_t i = 0; class->is_typed && i < class->bases.n; i++)
    dict_put_all(heap, dict.dict, annotations_of(heap, class_of(class->bases.at[i].type)).dict);
  for (size_t i = 0; i < fields->n; i++) dict_put(heap, dict.dict, value_str(fields->at[i]->annotation.id), unknown);
  return dict;
}

Value class_attr(Heap *heap, const Type *type, Str name) {
  if (str_is(name, "__annotations__") && class_of(type)->node) return annotations_of(heap, class_of(type));
  if (str_is(name, "__qualname__")) return value_str(class_of(type)->qualified);
  if (str_is(name, "__subclasses__")) return value_bound(heap, &SUBCLASSES, value_of_type(type));
  Value member = class_member(type, name);
  if (member.kind == V_ABSENT && class_of(type)->members_of) return enum_class_attr(heap, class_of(type), name);
  if (member.kind == V_ABSENT && class_of(type)->is_dict && type_method(&TYPE_DICT, name))
    return value_unsupported(heap, "'%.*s' of a class derived from 'dict'", STR_FMT(name));
  if (member.kind == V_ABSENT && named_tuple_has(class_of(type), name))
    return value_unsupported(heap, "'%.*s' of a class of named tuples", STR_FMT(name));
  if (member.kind == V_ABSENT && class_of(type)->is_typed && dict_class_has_typed(name))
    return value_unsupported(heap, "'%.*s' of a class derived from 'typing.TypedDict'", STR_FMT(name));
  if (member.kind == V_ABSENT && str_is(name, "__new__"))
    return value_bound(heap, &CLASS_NEW, value_of_type(&TYPE_OBJECT));
  const Type *base = class_of(type)->value_of;
  const Builtin *method = member.kind == V_ABSENT && base ? type_method(base, name) : NULL;
  if (method) return value_bound(heap, method, value_of_type(base));
  if (member.kind == V_ABSENT) return model_attr(heap, class_of(type), VALUE_ABSENT, name);
  return member.kind == V_ABSENT ? member : class_bind(heap, member, type, VALUE_ABSENT);
}

/* A method of DbtProjectComponent, where it stands behind the place `at` in the order of a class. */
static Value builtin_method(const Class *class, size_t at, Str name) {
  const Builtin *row = NULL;
  for (size_t i = at; !row && i < class->order.n; i++)
    if (class->order.at[i].type == &TYPE_DBT_COMPONENT) row = type_method(&TYPE_DBT_COMPONENT, name);
  return row ? value_of_builtin(row) : VALUE_ABSENT;
}

static Value object_attr(Heap *heap, Value v, Str name) {
  const Type *type = value_type(v);
  Value member = class_member(type, name);
  if (is_wrapper(member, &TYPE_PROPERTY)) return class_bind(heap, member, type, v);
  Value found = dict_get_str(v.object->dict, name);
  if (found.kind != V_ABSENT) return found;
  if (member.kind != V_ABSENT) return class_bind(heap, member, type, v);
  found = builtin_method(class_of(type), 0, name);
  if (found.kind != V_ABSENT) return value_bound(heap, found.builtin, v);
  ExceptionType exception = exception_of_class(type);
  if (exception != EXC_COUNT) return exception_type(exception)->attr(heap, v, name);
  if (str_is(name, "__annotations__")) return value_unsupported(heap, "'__annotations__' of an object");
  if (str_is(name, "__dict__")) return (Value){.kind = V_DICT, .dict = v.object->dict};
  Value wanted = value_str(name);
  bool is_special = str_starts(name, STR("__")) && str_ends(name, STR("__"));
  found = is_special ? VALUE_ABSENT : class_special(heap, v, "__getattr__", &wanted, 1);
  if (found.kind == V_ABSENT) found = model_attr(heap, class_of(type), v, name);
  return found.kind == V_ABSENT ? dbt_component_attr(heap, v, name) : found;
}

Value class_object_attr(Heap *heap, Value v, Str name) {
  Value member = class_member(value_type(v), name);
  return member.kind == V_ABSENT ? member : class_bind(heap, member, value_type(v), v);
}

/* Whether the classes say by `__slots__` which attributes there are, and this is none of them. */
static bool has_no_slot(Heap *heap, const Class *class, Str name) {
  bool found = false;
  for (size_t i = 0; i < class->order.n; i++) {
    const Class *at = class_of(class->order.at[i].type);
    Value slots = at ? dict_get_str(at->members, STR("__slots__")) : VALUE_ABSENT;
    if (slots.kind == V_ABSENT) return false;
    Value has = value_is_str(slots) ? value_bool(str_eq(value_text(slots), name))
                                    : op_compare(heap, OP_IN, value_str(name), slots);
    found = found || (has.kind == V_BOOL && has.i);
  }
  return !found;
}

/* The error of setting an attribute that the class does not let be set. */
static Value class_refuses(Heap *heap, Value object, Str name, Value value) {
  const Class *class = class_of(value_type(object));
  if (class->members_of && (str_is(name, "name") || str_is(name, "value") || str_starts(name, STR("_"))))
    return value_unsupported(heap, "assigning to '%.*s' of a member of an Enum", STR_FMT(name));
  if (class->members_of) return VALUE_ABSENT;
  if (class->model) return model_note_set(heap, object, name, value);
  if (dataclass_is_frozen(class))
    return value_raise(heap, EXC_FROZEN_INSTANCE, "cannot assign to field '%.*s'", STR_FMT(name));
  if (!has_no_slot(heap, class, name)) return VALUE_ABSENT;
  bool of_class = class_member(&class->type, name).kind != V_ABSENT;
  return value_raise(heap, EXC_ATTRIBUTE,
                     of_class ? "'%s' object attribute '%.*s' is read-only" : "'%s' object has no attribute '%.*s'",
                     class->type.name, STR_FMT(name));
}

Value class_set_attr(Heap *heap, Value object, Str name, Value value) {
  if (dict_class_is(object)) return value_unsupported(heap, "an attribute of a '%s'", value_type_name(object));
  Dict *attributes = object.kind == V_OBJECT ? object.object->dict : value_class_attributes(object);
  bool is_object = attributes && class_of(value_type(object));
  Value property = is_object ? class_member(value_type(object), name) : VALUE_ABSENT;
  bool is_property = is_wrapper(property, &TYPE_PROPERTY);
  if (is_property && setter_of(property).kind != V_ABSENT) {
    Value pair[] = {object, value}, done = heap->call(heap, setter_of(property), pair, 2, NULL);
    return value_passes(done) ? done : VALUE_NONE;
  }
  if (is_property)
    return value_raise(heap, EXC_ATTRIBUTE, "property '%.*s' of '%s' object has no setter", STR_FMT(name),
                       value_type_name(object));
  Value refused = is_object ? class_refuses(heap, object, name, value) : VALUE_ABSENT;
  if (value_is_error(refused)) return refused;
  if (is_object) return dict_put(heap, attributes, value_str(name), value);
  if (object.kind != V_TYPE || !class_of(object.type)) return VALUE_ABSENT;
  Value member = class_member(object.type, name);
  if (class_of(object.type)->members_of && member.kind == V_OBJECT && value_type(member) == object.type)
    return value_raise(heap, EXC_ATTRIBUTE, "cannot reassign member '%.*s'", STR_FMT(name));
  if (class_of(object.type)->members_of || class_of(object.type)->tuple || special_is_name(name))
    return value_unsupported(heap, "assigning to '%.*s' of a class", STR_FMT(name));
  return dict_put(heap, class_of(object.type)->members, value_str(name), value);
}

/* ---- objects ---- */

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
  bool own_repr = class_member(value_type(v), STR("__repr__")).kind != V_ABSENT;
  if (exception != EXC_COUNT && !own_repr)
    exception_type(exception)->str(heap, buf, v);
  else
    object_repr(heap, buf, v);
}

/* ---- objects as operands ---- */

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

static bool is_derived(const Type *type, const Type *from) {
  const Class *class = class_of(type);
  for (size_t i = 1; class && i < class->order.n; i++)
    if (class->order.at[i].type == from) return true;
  return false;
}

Value class_between(Heap *heap, const char *plain, const char *reflected, Value a, Value b) {
  Value said = VALUE_ABSENT;
  bool first = is_derived(value_type(b), value_type(a)); /* a class that knows the other's goes first */
  if (first) said = value_special(heap, b, reflected, &a, 1);
  if (!is_settled(said)) said = value_special(heap, a, plain, &b, 1);
  if (!is_settled(said) && !first && value_type(a) != value_type(b))
    said = value_special(heap, b, reflected, &a, 1);
  return is_settled(said) ? said : VALUE_ABSENT;
}

Value class_binary(Heap *heap, int op, Value a, Value b) {
  const Slots *slots = &SLOTS[op];
  return slots->plain ? class_between(heap, slots->plain, slots->reflected, a, b) : VALUE_ABSENT;
}

Value class_in_place(Heap *heap, Operator op, Value object, Value other) {
  Value said = SLOTS[op].in_place ? value_special(heap, object, SLOTS[op].in_place, &other, 1) : VALUE_ABSENT;
  return is_settled(said) ? said : VALUE_ABSENT;
}

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
  bool ended = value_is_error(*out) && exception_is_a(out->exc->type, EXC_STOP_ITERATION);
  return !ended && out->kind != V_ABSENT;
}

/* By `__getitem__` with 0, 1 … until an IndexError. */
static bool next_by_number(Heap *heap, Iter *iter, Value *out) {
  Value number = value_int((int64_t)iter->at++);
  *out = class_special(heap, iter->over, "__getitem__", &number, 1);
  return !(value_is_error(*out) && exception_is_a(out->exc->type, EXC_INDEX));
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

/* What the class has decides what its objects take part in. */
static void set_slots(Class *class) {
  Type *type = &class->type;
  bool iterates = class_member(type, STR("__iter__")).kind != V_ABSENT;
  bool has_items = class_member(type, STR("__getitem__")).kind != V_ABSENT;
  if (iterates || has_items) type->iter = object_iter;
  if (has_items) type->item = object_item;
  if (class_member(type, STR("__contains__")).kind != V_ABSENT) type->contains = object_contains;
}

static bool is_abstract(Value member) {
  if (is_wrapper(member, &TYPE_PROPERTY) || is_wrapper(member, &TYPE_CLASSMETHOD) ||
      is_wrapper(member, &TYPE_STATICMETHOD))
    member = member.object->value;
  return member.kind == V_FUNCTION && member.function->is_abstract;
}

/* The abstract methods that no class below has made. */
static Value abstract_methods(Heap *heap, const Class *class) {
  Value names = value_dict(heap);
  for (size_t i = 0; i < class->order.n; i++) {
    const Class *at = class_of(class->order.at[i].type);
    for (size_t k = 0; at && k < at->members->n; k++) {
      Value name = at->members->at[k].key;
      if (name.kind != V_ABSENT && is_abstract(class_member(&class->type, value_text(name))))
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
  Value function = is_wrapper(new, &TYPE_STATICMETHOD) ? new.object->value : new;
  given[0] = value_of_type(type);
  for (size_t i = 0; i < n; i++) given[i + 1] = args[0].list->at[i];
  return heap->call(heap, function, given, n + 1, args[1].kind == V_DICT ? args[1].dict : NULL);
}

static Value class_construct(Heap *heap, const Type *type, const Value *args) {
  const Class *class = class_of(type);
  if (class->members_of) return enum_lookup(heap, class, args);
  Value refused = class->has_abstract ? refuse_abstract(heap, class) : VALUE_NONE;
  if (value_passes(refused)) return refused;
  Value new = class_member(type, STR("__new__")), object;
  if (new.kind == V_ABSENT) object = class_new_object(heap, type, args);
  else object = call_new(heap, type, new, args);
  bool is_other = !value_passes(object) && value_type(object) != type && !is_derived(value_type(object), type);
  if (value_passes(object) || is_other) return object;
  Value init = class_member(type, STR("__init__"));
  if (init.kind != V_ABSENT) {
    Value done =
        heap->call(heap, class_bind(heap, init, type, object), args[0].list->at, args[0].list->n, args[1].dict);
    if (!value_passes(done) && done.kind != V_NONE)
      done = value_raise(heap, EXC_TYPE, "__init__() should return None, not '%s'", value_type_name(done));
    return value_passes(done) ? done : object;
  }
  Value filled = value_class_init(heap, object, args);
  if (filled.kind != V_ABSENT) return value_passes(filled) ? filled : object;
  if (new.kind != V_ABSENT || class->value_of) return object;
  bool has_any = args[0].list->n || (args[1].kind == V_DICT && args[1].dict->live);
  if (has_any && exception_of_class(type) == EXC_COUNT)
    return value_raise(heap, EXC_TYPE, "%s() takes no arguments", type->name);
  return object;
}

Value class_delete_attr(Heap *heap, Value object, Str name) {
  const Class *class = object.kind == V_OBJECT ? class_of(value_type(object)) : NULL;
  bool fits = class && !class->members_of && class_member(value_type(object), name).kind == V_ABSENT;
  if (!fits || dataclass_is_frozen(class)) return value_unsupported(heap, "'del' of such an attribute");
  if (dict_remove(heap, object.object->dict, value_str(name), NULL)) return VALUE_NONE;
  return value_raise(heap, EXC_ATTRIBUTE, "'%s' object has no attribute '%.*s'", value_type_name(object),
                     STR_FMT(name));
}

Value class_call(Eval *eval, Value object, const Value *args, size_t n, const Dict *keywords) {
  if (object.kind != V_OBJECT) return VALUE_ABSENT;
  Value member = class_member(value_type(object), STR("__call__"));
  if (member.kind == V_ABSENT) return member;
  return eval_call(eval, class_bind(&eval->heap, member, value_type(object), object), args, n, keywords);
}

/* ---- super ---- */

/* A member of the bases, as the method's object has it. The object's `value` is that object, its `state` the class. */
static Value inherited(Heap *heap, const Object *super, Str name) {
  const Type *type = super->value.kind == V_TYPE ? super->value.type : value_type(super->value);
  const Class *class = class_of(type);
  size_t at = 0;
  while (at < class->order.n && class->order.at[at].type != super->state) at++;
  Value found = member_from(class, at + 1, name);
  if (found.kind != V_ABSENT) return found;
  found = builtin_method(class, 0, name);
  return found.kind == V_ABSENT ? found : class_method_of(heap, found.builtin);
}

static Value super_attr(Heap *heap, Value v, Str name) {
  Value self = v.object->value, member = inherited(heap, v.object, name);
  bool is_class = self.kind == V_TYPE;
  const Type *base = class_of(is_class ? self.type : value_type(self))->value_of;
  if (member.kind == V_ABSENT && str_is(name, "__new__"))
    return value_bound(heap, &CLASS_NEW, value_of_type(&TYPE_OBJECT));
  const Builtin *method = member.kind == V_ABSENT && base && !is_class ? type_method(base, name) : NULL;
  if (method) return value_bound(heap, method, value_class_alone(self));
  if (member.kind == V_ABSENT && class_of(is_class ? self.type : value_type(self))->model) {
    const Builtin *row = is_class ? NULL : model_method(name);
    return row ? value_bound(heap, row, self) : value_unsupported(heap, "'%.*s' of the base of a model", STR_FMT(name));
  }
  if (member.kind == V_ABSENT) return dbt_component_has(name) ? dbt_component_attr(heap, self, name) : member;
  return class_bind(heap, member, is_class ? self.type : value_type(self), is_class ? VALUE_ABSENT : self);
}

/* `super().__init__(…)`: of a class of the project; of an exception, whose arguments they become; or of `object`. */
static Value super_init(Heap *heap, Value v, const Value *args) {
  Value self = v.object->value, init = inherited(heap, v.object, STR("__init__"));
  const List *given = args[0].list;
  bool named = args[1].kind == V_DICT && args[1].dict->live, is_object = self.kind == V_OBJECT;
  if (init.kind != V_ABSENT) {
    bool is_class = self.kind == V_TYPE;
    Value bound = class_bind(heap, init, is_class ? self.type : value_type(self), is_class ? VALUE_ABSENT : self);
    return heap->call(heap, bound, given->at, given->n, args[1].dict);
  }
  Value filled = is_object || self.kind == V_TYPE ? VALUE_ABSENT : value_class_init(heap, self, args);
  if (filled.kind != V_ABSENT) return filled;
  if (value_class_attributes(self)) return VALUE_NONE;
  if (is_object && class_of(value_type(self))->model)
    return heap->call(heap, value_bound(heap, model_method(STR("__init__")), self), given->at, given->n, args[1].dict);
  bool is_exception = is_object && exception_of_class(value_type(self)) != EXC_COUNT;
  if (!is_object || (named && is_exception)) return value_unsupported(heap, "such a call of 'super().__init__'");
  if (is_exception) return self.object->value = args[0], VALUE_NONE;
  if (given->n || named)
    return value_raise(heap, EXC_TYPE, "object.__init__() takes exactly one argument (the instance to initialize)");
  return VALUE_NONE;
}

/* That of `object`. */
static Value super_announce(Heap *heap, Value v, const Value *args) {
  const Type *type = v.object->value.kind == V_TYPE ? v.object->value.type : value_type(v.object->value);
  if (args[0].kind != V_DICT || !args[0].dict->live) return VALUE_NONE;
  return value_raise(heap, EXC_TYPE, "%s.__init_subclass__() takes no keyword arguments", type->name);
}

/* Of an exception, or of what derives from a type of Python's own; of other objects Python tells the address. */
static Value super_text(Heap *heap, Value v, bool is_str) {
  Value self = v.object->value;
  const Class *class = self.kind == V_TYPE ? NULL : class_of(value_type(self));
  ExceptionType exception = class ? exception_of_class(&class->type) : EXC_COUNT;
  const Type *base = exception != EXC_COUNT ? exception_type(exception) : class ? class->value_of : NULL;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  if (!base) return value_unsupported(heap, "such a call of 'super().%s'", is_str ? "__str__" : "__repr__");
  Value alone = exception != EXC_COUNT ? self : value_class_alone(self);
  if (is_str && base == &TYPE_STR) buf_put(&buf, value_text(alone));
  else if (is_str && base->str) base->str(heap, &buf, alone);
  else if (is_str) value_write_repr(heap, &buf, self);
  else base->repr(heap, &buf, alone);
  return value_or_pending(heap, value_str(buf_str(&buf)));
}
static Value super_str(Heap *heap, Value v, const Value *args) { return (void)args, super_text(heap, v, true); }
static Value super_repr(Heap *heap, Value v, const Value *args) { return (void)args, super_text(heap, v, false); }

static const Builtin SUPER_METHODS[] = {
    {"__repr__", "", 0, 0, 0, super_repr, "that of the base"},
    {"__str__", "", 0, 0, 0, super_str, "that of the base"},
    {"__init_subclass__", "**kwargs", 0, 0, 0, super_announce, "nothing"},
    {"__init__", "__init__(*args, **kwargs)", 0, UINT8_MAX, 0, super_init, "that of the base"},
};
static const Type TYPE_SUPER = {
    .name = "super", .methods = BUILTIN_TABLE(SUPER_METHODS), .repr = wrapper_repr, .attr = super_attr};

/* `super(Class, self)` */
static Value super_of(Heap *heap, Value class, Value object) {
  const Type *type = object.kind == V_TYPE ? object.type : value_type(object);
  bool fits = class.kind == V_TYPE && class_of(class.type) && class_of(type) &&
              (type == class.type || is_derived(type, class.type));
  if (!fits) return value_unsupported(heap, "such a call of 'super'");
  return object_new(heap, &TYPE_SUPER, (Object){.value = object, .state = (void *)class.type});
}

/* The method that calls has its object first among its names, and `__class__`, as Python's compiler gives it. */
static Value make_super(Heap *heap, Value self, const Value *args) {
  (void)self;
  Frame *frame = ((Eval *)heap)->frame;
  Value *class = frame ? frame_here(frame, STR("__class__")) : NULL;
  if (args[0].list->n == 2) return super_of(heap, args[0].list->at[0], args[0].list->at[1]);
  if (args[0].list->n || !class || frame->locals.at[0].value.kind == V_ABSENT)
    return value_unsupported(heap, "such a call of 'super'");
  Value object = frame->locals.at[0].value;
  if (!class_of(object.kind == V_TYPE ? object.type : value_type(object)))
    return value_unsupported(heap, "such a call of 'super'");
  return object_new(heap, &TYPE_SUPER, (Object){.value = object, .state = (void *)class->type});
}

const Builtin CLASS_SUPER = {"super", "super(*args)", 0, UINT8_MAX, 0, make_super, "what the bases of a class have"};

/* ---- making ---- */

/* The special methods that objects heed; names of the class itself, which change nothing. */
static bool is_heeded(Str name) {
  static const char *const NAMES[] = {
      "__abs__", "__add__", "__and__", "__bool__", "__call__", "__ceil__", "__contains__", "__delitem__",
      "__divmod__", "__doc__", "__enter__", "__eq__", "__exit__", "__float__", "__floor__", "__floordiv__", "__format__", "__ge__", "__getattr__", "__getitem__",
      "__gt__", "__hash__", "__iadd__", "__iand__", "__ifloordiv__", "__imod__", "__imul__", "__init__",
      "__init_subclass__", "__int__", "__invert__", "__ior__", "__isub__", "__iter__", "__itruediv__", "__ixor__",
      "__le__", "__len__", "__lshift__", "__lt__", "__match_args__", "__missing__", "__mod__", "__module__",
      "__mul__", "__ne__", "__neg__", "__new__", "__next__", "__or__", "__pos__", "__post_init__", "__pow__",
      "__qualname__", "__radd__", "__rand__", "__rdivmod__", "__repr__", "__rfloordiv__", "__rmod__", "__rmul__", "__ror__", "__round__", "__rpow__",
      "__rshift__", "__rsub__", "__rtruediv__", "__rxor__", "__setitem__", "__slots__", "__str__", "__sub__",
      "__truediv__", "__trunc__", "__xor__"};
  if (!special_is_name(name)) return true;
  for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
    if (str_is(name, NAMES[i])) return true;
  return false;
}

/* Bases that say something to who checks types, and change no object. */
static bool is_marker(Str text) {
  return str_lists(STR("dagster.Resolvable dg.Resolvable"), text) || str_is(text, "typing.Protocol") ||
         str_starts(text, STR("typing.Protocol[")) || str_starts(text, STR("typing.Generic["));
}

/* `metaclass=ABCMeta` is what `ABC` has; others are not evaluated. */
static Value check_metaclass(Eval *eval, const Node *node) {
  Value v = eval_expression(eval, node);
  bool is_abstract_one = v.kind == V_TYPE && v.type == &TYPE_ABC_META;
  if (value_is_error(v) || is_abstract_one) return value_is_error(v) ? v : VALUE_NONE;
  return value_unsupported(&eval->heap, "a class with the keyword 'metaclass'");
}

static Value add_base(Eval *eval, Class *class, const Node *arg) {
  bool is_named = arg->kind == NODE_KEYWORD;
  if (is_named && str_is(arg->keyword.id, "metaclass")) return check_metaclass(eval, arg->keyword.value);
  if (is_named) return VALUE_NONE; /* for `__init_subclass__` */
  Value base = eval_expression(eval, arg);
  if (value_is_error(base)) return base;
  if (base.kind == V_TYPE && (base.type == &TYPE_OBJECT || base.type == &TYPE_ABC)) return VALUE_NONE;
  if (base.kind == V_OPAQUE && is_marker(base.opaque->text)) {
    class->generic |= str_ends(base.opaque->text, STR("]"));
    class->is_resolvable |= str_ends(base.opaque->text, STR(".Resolvable"));
    return VALUE_NONE;
  }
  if (base.kind == V_OPAQUE && str_is(base.opaque->text, "typing.TypedDict")) return class->is_typed = true, VALUE_NONE;
  bool fits =
      base.kind == V_TYPE &&
      (class_of(base.type) || exception_of_class(base.type) != EXC_COUNT || enum_is_base(base.type) ||
       base.type == &TYPE_NAMED_TUPLE || value_class_is_base(base.type) || model_is_base(base.type) ||
       base.type == &TYPE_DICT || base.type == &TYPE_DBT_COMPONENT);
  Str called = base.kind == V_TYPE ? str_of(base.type->name) : value_repr(&eval->heap, base);
  if (!fits) return value_unsupported(&eval->heap, "a class derived from '%.*s'", STR_FMT(called));
  value_list_push(&eval->heap, &class->bases, base);
  return VALUE_NONE;
}

/* Whether `type` stands behind the first place of one of the lists from `at` on. */
static bool stands_behind(const ValueList *lists, size_t n, const size_t *at, const Type *type) {
  for (size_t i = 0; i < n; i++)
    for (size_t k = at[i] + 1; k < lists[i].n; k++)
      if (lists[i].at[k].type == type) return true;
  return false;
}

/* Python's C3 linearization: each class before its bases, and these in the order in which they are written. */
static Value set_order(Eval *eval, Class *class) {
  size_t n = class->bases.n + 1, *at = ARENA_ARRAY(eval->heap.arena, size_t, n);
  ValueList *lists = ARENA_ARRAY(eval->heap.arena, ValueList, n);
  for (size_t i = 0; i + 1 < n; i++) {
    const Class *base = class_of(class->bases.at[i].type);
    if (base) lists[i] = base->order;
    else value_list_push(&eval->heap, &lists[i], class->bases.at[i]);
  }
  lists[n - 1] = class->bases;
  value_list_push(&eval->heap, &class->order, value_of_type(&class->type));
  for (;;) {
    const Type *next = NULL;
    bool is_done = true;
    for (size_t i = 0; i < n && !next; i++) {
      if (at[i] >= lists[i].n) continue;
      is_done = false;
      if (!stands_behind(lists, n, at, lists[i].at[at[i]].type)) next = lists[i].at[at[i]].type;
    }
    if (is_done) return VALUE_NONE;
    if (!next) return value_unsupported(&eval->heap, "a class whose bases have no consistent order");
    value_list_push(&eval->heap, &class->order, value_of_type(next));
    for (size_t i = 0; i < n; i++) at[i] += at[i] < lists[i].n && lists[i].at[at[i]].type == next;
  }
}

static Value add_bases(Eval *eval, Class *class, const NodeList *args) {
  Value error = VALUE_NONE;
  for (size_t i = 0; i < args->n && !value_is_error(error); i++) error = add_base(eval, class, args->at[i]);
  for (size_t i = 0; i < class->bases.n && !value_is_error(error); i++) {
    const Class *base = class_of(class->bases.at[i].type);
    class->has_abstract = class->has_abstract || (base && base->has_abstract);
    class->generic = class->generic || (base && base->generic);
    class->is_resolvable = class->is_resolvable || (base && base->is_resolvable);
    if (base && base->tuple && class->bases.n > 1)
      error = value_unsupported(&eval->heap, "a class derived from a named tuple and others");
    bool of_enum = class->bases.n == 2 && enum_is_base(class->bases.at[1].type);
    if (value_class_is_base(class->bases.at[i].type) && i == 0 && !of_enum && class->bases.n > 1)
      error = value_unsupported(&eval->heap, "a class derived from '%s' and others", class->bases.at[i].type->name);
    if (i && exception_of_class(class->bases.at[i].type) != EXC_COUNT)
      error = value_unsupported(&eval->heap, "an exception of several bases");
  }
  return value_is_error(error) ? error : set_order(eval, class);
}

/* A method that stands in the body knows its class; a function from elsewhere does not. */
static void own(Class *class, Value member) {
  if (is_wrapper(member, &TYPE_PROPERTY) && setter_of(member).kind != V_ABSENT) own(class, setter_of(member));
  bool is_wrapped = is_wrapper(member, &TYPE_CLASSMETHOD) || is_wrapper(member, &TYPE_PROPERTY) ||
                    is_wrapper(member, &TYPE_CACHED_PROPERTY);
  if (is_wrapped) member = member.object->value;
  if (member.kind != V_FUNCTION || member.function->owner) return;
  Str name = member.function->qualified;
  Str within = class->qualified;
  if (name.n > within.n && str_starts(name, within) && name.p[within.n] == '.')
    ((Function *)member.function)->owner = &class->type;
}

/* What the body bound, as members; methods are called by the name of the class. */
static Value take_members(Eval *eval, Class *class, Frame *frame) {
  for (size_t i = 0; i < frame->locals.n; i++) {
    Local *local = &frame->locals.at[i];
    if (local->value.kind == V_ABSENT) continue;
    if (!is_heeded(local->name)) return value_unsupported(&eval->heap, "a class with '%.*s'", STR_FMT(local->name));
    own(class, local->value);
    if (str_is(local->name, "__init_subclass__") && local->value.kind == V_FUNCTION)
      local->value = object_new(&eval->heap, &TYPE_CLASSMETHOD, (Object){.value = local->value});
    if (is_abstract(local->value)) class->has_abstract = true;
    dict_put(&eval->heap, class->members, value_str(local->name), local->value);
  }
  bool is_equal = dict_get_str(class->members, STR("__eq__")).kind != V_ABSENT;
  if (is_equal && dict_get_str(class->members, STR("__hash__")).kind == V_ABSENT)
    dict_put(&eval->heap, class->members, value_str(STR("__hash__")), VALUE_NONE);
  return VALUE_NONE;
}

static Value run_body(Eval *eval, Class *class, const Node *node) {
  Frame *outer = eval->frame;
  Frame *frame = frame_new(eval, outer);
  frame->kind = FRAME_CLASS;
  python_locals(eval->heap.arena, &node->class.body, &frame->globals);
  frame->name = class->qualified;
  eval->frame = frame;
  Value result = VALUE_ABSENT;
  for (size_t i = 0; i < node->class.body.n && result.kind == V_ABSENT; i++)
    result = exec_python(eval, node->class.body.at[i]);
  eval->frame = outer;
  return value_is_error(result) ? result : take_members(eval, class, frame);
}

static void set_type(Eval *eval, Class *class) {
  Arena *arena = eval->heap.arena;
  Str module = eval->module ? eval->module->name : STR("__main__");
  Str full = str_printf(arena, "%.*s.%.*s", STR_FMT(module), STR_FMT(class->qualified));
  class->type = (Type){.name = str_z(arena, class->name),
                       .full_name = str_z(arena, full),
                       .repr = object_repr,
                       .str = object_str,
                       .attr = object_attr,
                       .construct = class_construct,
                       .construct_params = "*args, **kwargs",
                       .class_attr = class_attr,
                       .hash = object_hash,
                       .binary = class_binary,
                       .special = class_special};
}

Class *class_blank(Eval *eval, Str name) {
  Class *class = ARENA_NEW(eval->heap.arena, Class);
  class->name = name;
  class->qualified = function_qualified(eval, name);
  class->module = eval->module;
  class->members = value_dict(&eval->heap).dict;
  set_type(eval, class);
  value_list_push(&eval->heap, &class->order, value_of_type(&class->type));
  return class;
}

static Value generic_item(Heap *heap, const Type *type, Value key) {
  (void)heap, (void)key;
  return value_of_type(type);
}

/* What its bases make of a class beyond a plain one. */
static Value finish(Eval *eval, Class *class) {
  bool is_model = false, is_dict = false;
  for (size_t i = 0; i < class->bases.n; i++) {
    const Type *base = class->bases.at[i].type;
    const Class *own = class_of(base);
    if (base == &TYPE_NAMED_TUPLE) return named_tuple_finish(eval, class);
    if (own && own->tuple) return named_tuple_derive(eval, class, own);
    if (enum_is_base(base) || (own && own->members_of)) return enum_finish(eval, class, base);
    bool of_value = value_class_is_base(base) && class->bases.n == 1;
    const Type *value_base = of_value ? base : own ? own->value_of : NULL;
    if (value_base) return value_class_finish(&eval->heap, class, value_base);
    if (own && own->total) class->total = true;
    is_dict = is_dict || base == &TYPE_DICT || (own && own->is_dict);
    class->is_typed = class->is_typed || (own && own->is_typed);
    if (!is_model) is_model = model_is_base(base) || (own && own->model);
  }
  if (class->generic) class->type.class_item = generic_item;
  Value done = is_model ? model_finish(eval, class) : VALUE_NONE;
  set_slots(class);
  if (is_dict) return dict_class_finish(&eval->heap, class);
  return class->is_typed ? dict_class_finish_typed(&eval->heap, class) : done;
}

/* The keywords behind the bases; VALUE_NONE: there are none. */
static Value class_keywords(Eval *eval, const NodeList *args) {
  Value keywords = value_dict(&eval->heap);
  for (size_t i = 0; i < args->n; i++) {
    if (args->at[i]->kind != NODE_KEYWORD || str_is(args->at[i]->keyword.id, "metaclass")) continue;
    Value v = eval_expression(eval, args->at[i]->keyword.value);
    if (value_is_error(v)) return v;
    dict_put(&eval->heap, keywords.dict, value_str(args->at[i]->keyword.id), v);
  }
  return keywords;
}

/* Lets the bases know of a class that derives from them. */
static Value announce(Eval *eval, Class *class) {
  Value keywords = class_keywords(eval, &class->node->class.args), hook = VALUE_ABSENT;
  if (value_is_error(keywords)) return keywords;
  for (size_t i = 1; i < class->order.n && hook.kind == V_ABSENT; i++) {
    const Class *base = class_of(class->order.at[i].type);
    if (base) hook = dict_get_str(base->members, STR("__init_subclass__"));
  }
  if (hook.kind != V_ABSENT)
    return eval_call(eval, class_bind(&eval->heap, hook, &class->type, VALUE_ABSENT), NULL, 0, keywords.dict);
  if (!keywords.dict->live || class->is_typed) return VALUE_NONE;
  return class->bases.n ? value_unsupported(&eval->heap, "a class with such keywords")
                        : value_raise(&eval->heap, EXC_TYPE, "%.*s.__init_subclass__() takes no keyword arguments",
                                      STR_FMT(class->name));
}

/* Notes the class among those that derive from its bases. */
static void note_below(Eval *eval, Class *class) {
  for (size_t i = 0; i < class->bases.n; i++) {
    Class *base = (Class *)(void *)class_of(class->bases.at[i].type);
    if (base) value_list_push(&eval->heap, &base->below, value_of_type(&class->type));
  }
}

Value class_new(Eval *eval, const Node *node) {
  Class *class = class_blank(eval, node->class.id);
  class->order.n = 0;
  class->node = node;
  Value error = add_bases(eval, class, &node->class.args);
  if (!value_is_error(error)) error = run_body(eval, class, node);
  if (!value_is_error(error)) error = finish(eval, class);
  if (!value_is_error(error)) note_below(eval, class);
  if (!value_is_error(error)) error = announce(eval, class);
  return value_is_error(error) ? error : value_of_type(&class->type);
}
