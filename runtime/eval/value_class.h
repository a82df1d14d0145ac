/* value_class: classes of the project that derive from `str`, `int`, `list` or `tuple`, and `__new__`.
 *
 * An object of such a class is a value of the type besides, so that whatever takes that takes it: of `str` a V_STR with
 * VALUE_MEMBER, whose MemberHead tells its class and attributes, as members of an Enum have it; of `int` an object with
 * Type.number; of `list` and `tuple` a V_LIST or V_TUPLE whose List is the first part of a TypedList. Its class may add
 * methods, properties, `__new__`, `__init__`, `__repr__`, `__str__` and operators such as `__add__`; what would have to
 * be heeded wherever such a value is looked at, such as `__eq__`, `__len__` and `__iter__`, is not evaluated. */
#ifndef DBTPLAN_EVAL_VALUE_CLASS_H
#define DBTPLAN_EVAL_VALUE_CLASS_H

#include "runtime/eval/class.h"

/* Whether a class may derive from the type so. */
bool value_class_is_base(const Type *type);
/* Makes such a class of one that derives from `base`, once its body has run; the class, or an error. */
Value value_class_finish(Heap *heap, Class *class, const Type *base);
/* The attributes of an object of such a class; NULL: `v` is none, or has none of its own. */
Dict *value_class_attributes(Value v);

/* The value of its base alone, which shares its items. */
Value value_class_alone(Value v);

/* `Class.__new__` of a class that has none of its own, and that of `object` and the types above. */
extern const Builtin CLASS_NEW;
/* Whether it is `object`, or one of the types above: their `__new__` is CLASS_NEW. */
bool value_class_has_new(const Type *type);
/* An object of the class as its base's `__new__` makes it. `args`: a tuple and a dict, behind the class. */
Value class_new_object(Heap *heap, const Type *type, const Value *args);
/* What `list.__init__` does to an object that was made; V_ABSENT: its base has no such method. */
Value value_class_init(Heap *heap, Value object, const Value *args);

#endif
