/* class_object: what the objects of a class heed, and the class as an object: attributes, the special methods behind
 * operators, texts, loops and hashes, and how an object is made.
 *
 * Whatever a special method raises is the result; where Python's protocol has no result, the error is pending in the
 * heap (`value_or_pending`). */
#ifndef DBTPLAN_EVAL_CLASS_OBJECT_H
#define DBTPLAN_EVAL_CLASS_OBJECT_H

#include "runtime/eval/class.h"

/* The Type of a class's objects. */
Type class_object_type(const char *name, const char *full_name);
/* Lets objects take part in loops, `[…]` and `in`, as the members and bases of the class have methods for these. */
void class_object_slots(Class *class);
/* Whether objects heed a special method of that name, or the class itself has it; so it is of all other names. */
bool class_heeds(Str name);

/* An attribute of the class itself; also what tells a Class from other types (`class_of`). */
Value class_attr(Heap *heap, const Type *type, Str name);
/* The attribute of an object of the class, or of a tuple or text that is one: members of the class, bound. */
Value class_object_attr(Heap *heap, Value v, Str name);
/* Sets an attribute of an object or class of the project; an error, or V_ABSENT: `object` is none. */
Value class_set_attr(Heap *heap, Value object, Str name, Value value);
/* `object.__setattr__`, which does not know of what is frozen, and that of `super()`. */
extern const Builtin CLASS_SETATTR, CLASS_SUPER_SETATTR;
/* `object.__new__`, `str.__new__` …, `object.__setattr__`; V_ABSENT: `name` is no such attribute of `type`. */
Value class_attr_of_object(Heap *heap, Value type, Str name);
/* `del object.name`: VALUE_NONE or an error. */
Value class_delete_attr(Heap *heap, Value object, Str name);

/* What a special method of an object gives; V_ABSENT: its class has none. */
Value class_special(Heap *heap, Value object, const char *name, const Value *args, size_t n);
/* Writes the text that `__repr__` or `__str__` of an object gives; false: its class has none. What it raises is
 * pending. */
bool class_special_text(Heap *heap, Buf *buf, Value v, const char *name);
/* What the special methods of either side make of an operator, or of `divmod`; V_ABSENT: they have none. */
Value class_between(Heap *heap, const char *plain, const char *reflected, Value a, Value b);
Value class_binary(Heap *heap, int op, Value a, Value b);
/* An operator between the numbers that two values are, or are besides (Type.number); V_ABSENT: they are none, or none
 * that it takes. */
Value class_numbers(Heap *heap, int op, Value a, Value b);
/* `object += other` by its own method; V_ABSENT: it has none. */
Value class_in_place(Heap *heap, Operator op, Value object, Value other);
/* Calls an object through its `__call__`; V_ABSENT: it has none. */
Value class_call(Eval *eval, Value object, const Value *args, size_t n, const Dict *keywords);

#endif
