/* class: classes that a module defines, and their objects.
 *
 * A class is a V_TYPE whose Type is the first part of a Class. Its bases are classes of the project, Python's `object`
 * or exceptions; any other base makes the class one that dbtplan does not evaluate. Objects have attributes, methods
 * (`__init__`, `__str__`, `__repr__`, `__call__` and plain ones), class and static methods and properties; a
 * class with another special method, or with keywords such as `metaclass`, is not evaluated. */
#ifndef DBTPLAN_EVAL_CLASS_H
#define DBTPLAN_EVAL_CLASS_H

#include "runtime/eval/eval.h"
#include "runtime/eval/object.h"

typedef struct Class {
  Type type; /* first */
  Str name;
  ValueList bases; /* V_TYPE each, none of them `object` */
  Dict *members;
} Class;

/* The class of a CLASS node, its body run; or an error. */
Value class_new(Eval *eval, const Node *node);
/* The Class of a type; NULL: one of Python's own. */
const Class *class_of(const Type *type);
/* Sets an attribute of an object or class of the project; an error, or V_ABSENT: `object` is none. */
Value class_set_attr(Heap *heap, Value object, Str name, Value value);
/* A member as it stands in the class or its bases, unbound; V_ABSENT: none. */
Value class_member(const Type *type, Str name);
/* Calls an object through its `__call__`; V_ABSENT: it has none. */
Value class_call(Eval *eval, Value object, const Value *args, size_t n, const Dict *keywords);

/* `staticmethod`, `classmethod`, `property` as functions. */
extern const Builtin CLASS_STATICMETHOD, CLASS_CLASSMETHOD, CLASS_PROPERTY;
/* `super()` in a method, without arguments: what the bases have. */
extern const Builtin CLASS_SUPER;

#endif
