/* class_member: what the body of a class binds, and how it reads through a class and through an object.
 *
 * A member lies in Class.members as the body bound it: a function, data, or a wrapper that a decorator such as
 * `classmethod` put around a function. Reading it binds it, as Python's descriptors do. A wrapper is an object whose
 * `value` is what it is around. */
#ifndef DBTPLAN_EVAL_CLASS_MEMBER_H
#define DBTPLAN_EVAL_CLASS_MEMBER_H

#include "runtime/eval/class.h"

/* `staticmethod`, `classmethod`, `property`, `functools.cached_property` as functions. */
extern const Builtin CLASS_STATICMETHOD, CLASS_CLASSMETHOD, CLASS_PROPERTY, CLASS_CACHED_PROPERTY;

/* A member as it stands in the class or its bases, unbound; V_ABSENT: none. */
Value class_member(const Type *type, Str name);
/* The same of the classes behind `behind` in the order of `class`, as `super()` looks for it. */
Value class_member_behind(const Class *class, const Type *behind, Str name);
/* A method that DbtProjectComponent has, where the class derives from it; NULL: none. */
const Builtin *class_component_method(const Class *class, Str name);
/* A member as reading it through an object (V_ABSENT: through the class) gives it; or the error of a property. */
Value class_bind(Heap *heap, Value member, const Type *class, Value object);

/* A member that is a builtin called with the object: what a decorator adds to a class. */
Value class_method_of(Heap *heap, const Builtin *row);
/* `classmethod(function)`. */
Value class_method_of_class(Heap *heap, Value function);

/* Whether a member is data: no method, property or other wrapper. */
bool class_is_data(Value member);
bool class_is_property(Value member);
/* Whether the class of a member is the project's own and has a method of that name: `__get__`, `__set__` of a
 * descriptor. */
bool class_describes(Value member, const char *method);
/* What `@property.setter` decorated; V_ABSENT: the property cannot be set. */
Value class_setter(Value property);
/* What `@property.deleter` decorated; V_ABSENT: the attribute cannot be deleted. */
Value class_deleter(Value property);
/* What a `staticmethod` is around; of another value the value itself. */
Value class_plain_function(Value member);
/* Whether `abc.abstractmethod` marks the function, or the one that the wrapper is around. */
bool class_is_abstract(Value member);

#endif
