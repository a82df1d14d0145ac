#include "runtime/eval/class_member.h"

#include "runtime/eval/class_object.h"
#include "runtime/eval/dbt_component.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/types.h"

/* ---- wrappers ---- */

static void wrapper_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_printf(buf, "<%s object>", value_type(v)->name);
}

/* Decorators of the methods below it are called while the class is made. */
static Value call_staticmethod(Heap *heap, Value self, const Value *args) {
  Dict *keywords = args[1].kind == V_DICT ? args[1].dict : NULL;
  return heap->call(heap, self.object->value, args[0].list->at, args[0].list->n, keywords);
}

static const Builtin STATICMETHOD_METHODS[] = {
    {"__call__", "*args, **kwargs", 0, UINT8_MAX, 0, call_staticmethod, "what it is around"},
};
static const Type TYPE_STATICMETHOD = {
    .name = "staticmethod", .methods = BUILTIN_TABLE(STATICMETHOD_METHODS), .repr = wrapper_repr};

static const Type TYPE_CLASSMETHOD = {.name = "classmethod", .repr = wrapper_repr};

/* A property's `dict`, where there is one, holds the setter and the deleter. */
static Value with_accessor(Heap *heap, Value property, const char *name, Value function) {
  Value accessors = value_dict(heap);
  if (property.object->dict) dict_put_all(heap, accessors.dict, property.object->dict);
  dict_put(heap, accessors.dict, value_str(str_of(name)), function);
  return object_new(heap, value_type(property), (Object){.value = property.object->value, .dict = accessors.dict});
}

static Value add_setter(Heap *heap, Value self, const Value *args) {
  return with_accessor(heap, self, "fset", args[0]);
}
static Value add_deleter(Heap *heap, Value self, const Value *args) {
  return with_accessor(heap, self, "fdel", args[0]);
}

static Value property_attr(Heap *heap, Value v, Str name) {
  return type_method(value_type(v), name) ? VALUE_ABSENT
                                          : value_unsupported(heap, "'%.*s' of a property", STR_FMT(name));
}

static const Builtin PROPERTY_METHODS[] = {
    {"deleter", "deleter, /", 1, 1, BUILTIN_C_STYLE, add_deleter, "the property with a deleter"},
    {"setter", "setter, /", 1, 1, BUILTIN_C_STYLE, add_setter, "the property with a setter"},
};
static const Type TYPE_PROPERTY = {
    .name = "property", .methods = BUILTIN_TABLE(PROPERTY_METHODS), .repr = wrapper_repr, .attr = property_attr};

static const Type TYPE_CACHED_PROPERTY = {.name = "cached_property", .repr = wrapper_repr, .attr = property_attr};

/* Around a builtin that is called with the object. */
static const Type TYPE_METHOD = {.name = "function", .repr = wrapper_repr};

static bool is_wrapper(Value v, const Type *type) { return v.kind == V_OBJECT && value_type(v) == type; }

static Value wrapped(Heap *heap, const Type *type, Value around) {
  return object_new(heap, type, (Object){.value = around});
}

Value class_method_of(Heap *heap, const Builtin *row) { return wrapped(heap, &TYPE_METHOD, value_of_builtin(row)); }

Value class_method_of_class(Heap *heap, Value function) { return wrapped(heap, &TYPE_CLASSMETHOD, function); }

static Value make_staticmethod(Heap *heap, Value self, const Value *args) {
  (void)self;
  return wrapped(heap, &TYPE_STATICMETHOD, args[0]);
}

static Value make_classmethod(Heap *heap, Value self, const Value *args) {
  (void)self;
  return class_method_of_class(heap, args[0]);
}

static Value make_property(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!value_given(args[0])) return value_unsupported(heap, "such a call of 'property'");
  Value made = wrapped(heap, &TYPE_PROPERTY, args[0]);
  if (value_given(args[1])) made = with_accessor(heap, made, "fset", args[1]);
  return value_given(args[2]) ? with_accessor(heap, made, "fdel", args[2]) : made;
}

static Value make_cached_property(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (args[0].kind != V_FUNCTION) return value_unsupported(heap, "'cached_property' of what is no function");
  return wrapped(heap, &TYPE_CACHED_PROPERTY, args[0]);
}

const Builtin CLASS_STATICMETHOD = {
    "staticmethod", "function, /", 1, 1, BUILTIN_C_STYLE, make_staticmethod, "a method without an object"};
const Builtin CLASS_CLASSMETHOD = {
    "classmethod", "function, /", 1, 1, BUILTIN_C_STYLE, make_classmethod, "a method of the class"};
const Builtin CLASS_PROPERTY = {
    "property", "fget=None, fset=None, fdel=None, doc=None", 0, 4, 0, make_property, "an attribute that is computed"};
const Builtin CLASS_CACHED_PROPERTY = {
    "cached_property", "cached_property(func)", 1, 1, 0, make_cached_property, "an attribute that is computed once"};

/* ---- what a member is ---- */

bool class_is_data(Value member) {
  bool wraps = is_wrapper(member, &TYPE_STATICMETHOD) || is_wrapper(member, &TYPE_CLASSMETHOD) ||
               is_wrapper(member, &TYPE_PROPERTY) || is_wrapper(member, &TYPE_METHOD) ||
               is_wrapper(member, &TYPE_CACHED_PROPERTY);
  return !wraps && member.kind != V_FUNCTION && member.kind != V_BUILTIN;
}

bool class_is_property(Value member) { return is_wrapper(member, &TYPE_PROPERTY); }

bool class_describes(Value member, const char *method) {
  return member.kind == V_OBJECT && class_member(value_type(member), str_of(method)).kind == V_FUNCTION;
}

static Value accessor(Value property, Str name) {
  return property.object->dict ? dict_get_str(property.object->dict, name) : VALUE_ABSENT;
}
Value class_setter(Value property) { return accessor(property, STR("fset")); }
Value class_deleter(Value property) { return accessor(property, STR("fdel")); }

Value class_plain_function(Value member) {
  return is_wrapper(member, &TYPE_STATICMETHOD) ? member.object->value : member;
}

bool class_is_abstract(Value member) {
  if (is_wrapper(member, &TYPE_PROPERTY) || is_wrapper(member, &TYPE_CLASSMETHOD) ||
      is_wrapper(member, &TYPE_STATICMETHOD))
    member = member.object->value;
  return member.kind == V_FUNCTION && member.function->is_abstract;
}

/* ---- finding ---- */

/* Whether a class of Python's own has a member of that name, which comes before those of the classes behind it. */
static bool has_own(const Type *type, Str name) {
  if (type == &TYPE_DBT_COMPONENT) return type_method(type, name) != NULL;
  bool is_exception = !class_of(type) && exception_of_class(type) != EXC_COUNT;
  if (type == exception_type(EXC_BASE))
    return str_lists(STR("__init__ __new__ __repr__ __str__ add_note args with_traceback"), name);
  return is_exception && str_is(name, "__init__");
}

/* From the place `at` in the order of a class on; V_ABSENT: one of Python's own comes before any. */
static Value member_from(const Class *class, size_t at, Str name) {
  Value found = VALUE_ABSENT;
  for (size_t i = at; found.kind == V_ABSENT && i < class->order.n; i++) {
    const Type *type = class->order.at[i].type;
    if (has_own(type, name)) break;
    if (class_of(type)) found = dict_get_str(class_of(type)->members, name);
  }
  return found;
}

Value class_member(const Type *type, Str name) {
  return class_of(type) ? member_from(class_of(type), 0, name) : VALUE_ABSENT;
}

Value class_member_behind(const Class *class, const Type *behind, Str name) {
  size_t at = 0;
  while (at < class->order.n && class->order.at[at].type != behind) at++;
  return member_from(class, at + 1, name);
}

const Builtin *class_component_method(const Class *class, Str name) {
  return class_derives(&class->type, &TYPE_DBT_COMPONENT) ? type_method(&TYPE_DBT_COMPONENT, name) : NULL;
}

/* ---- binding ---- */

static Value bound_to(Heap *heap, Value function, Value self) {
  bool is_taken = self.kind == V_DICT && function.kind == V_BUILTIN && function.flags & VALUE_BOUND &&
                  function.bound->self.kind == V_TYPE && !(function.bound->builtin->flags & BUILTIN_STATIC);
  if (is_taken && function.bound->self.type == &TYPE_DICT) /* `__getattr__ = dict.get` */
    return value_bound(heap, function.bound->builtin, self);
  if (is_taken)
    return value_raise(heap, EXC_TYPE, "descriptor '%s' for '%s' objects doesn't apply to a '%s' object",
                       function.bound->builtin->name, function.bound->self.type->name, value_type_name(self));
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
  if (class_describes(member, "__get__")) {
    Value given[] = {object.kind == V_ABSENT ? VALUE_NONE : object, value_of_type(class)};
    return class_special(heap, member, "__get__", given, COUNT(given));
  }
  if (object.kind == V_ABSENT) return member;
  if (is_wrapper(member, &TYPE_CACHED_PROPERTY)) return computed_once(heap, member, object);
  if (is_wrapper(member, &TYPE_PROPERTY)) return heap->call(heap, member.object->value, &object, 1, NULL);
  return member.kind == V_OBJECT ? library_bind_cached(heap, member, object) : bound_to(heap, member, object);
}
