/* enum: Python's `Enum`, `IntEnum`, `StrEnum` and classes of `str`, `int` or `float` and `Enum`.
 *
 * A member of a plain Enum is an object of its class; one of numbers is its number besides (Type.number). A member of
 * an Enum of texts is a text (a V_STR with VALUE_MEMBER), so that whatever takes a text takes it; its MemberHead
 * tells its class, name and attributes. Of a Flag those of several bits are made as they are asked for. Other mixed-in
 * types and IntFlag are not evaluated. */
#ifndef DBTPLAN_EVAL_ENUM_H
#define DBTPLAN_EVAL_ENUM_H

#include "runtime/eval/class.h"

extern const Type TYPE_ENUM, TYPE_STR_ENUM, TYPE_INT_ENUM, TYPE_FLAG;

Value library_enum(Heap *heap, Str name);
/* Whether a class that derives from it is an Enum. */
bool enum_is_base(const Type *type);
/* Whether it is a member of an Enum of texts. A run's record takes no member of an Enum (dagster_shared/serdes: "Can
 * only serialize whitelisted Enums"), so that what comes into it must be the text alone. */
bool enum_is_text(Value v);
/* What is wanted in its place. */
#define ENUM_WANTED "the '.value' of an Enum's member"
/* Makes members of what the body of a class bound; `base` is the Enum that it derives from. */
Value enum_finish(Eval *eval, Class *class, const Type *base);
/* What the class has beyond its members: `__members__`; V_ABSENT: nothing. */
Value enum_class_attr(Heap *heap, const Class *class, Str name);
/* What the members are besides: `str`, `int` or `float`; else Enum itself. */
const Type *enum_mixed(const Class *class);
/* `base.__new__(cls, …)` within the class's own `__new__`: a member without a name; or an error. */
Value enum_blank(Heap *heap, const Class *class, const Type *base, const List *given);
/* The attributes of a member, be it an object or a text. */
Dict *enum_attributes(Value member);
/* `Color("red")`: the member with that value. `args`: positional and named arguments. */
Value enum_lookup(Heap *heap, const Class *class, const Value *args);

#endif
