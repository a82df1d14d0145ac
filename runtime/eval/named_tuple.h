/* named_tuple: classes that derive from `typing.NamedTuple`, and those that `collections.namedtuple` makes. Their
 * objects are V_TUPLE values. */
#ifndef DBTPLAN_EVAL_NAMED_TUPLE_H
#define DBTPLAN_EVAL_NAMED_TUPLE_H

#include "runtime/eval/class.h"

extern const Type TYPE_NAMED_TUPLE; /* typing.NamedTuple */
extern const Builtin NAMED_TUPLE;   /* collections.namedtuple */

/* Makes a tuple's class of one that derives from such a class. */
Value named_tuple_derive(Eval *eval, Class *class, const Class *base);
/* Makes a tuple's class of one whose body has run. */
Value named_tuple_finish(Eval *eval, Class *class);

/* Whether a class is one of named tuples that have a field of this name. */
bool named_tuple_has(const Class *class, Str field);

#endif
