/* abstract: the classes of `collections.abc`, `numbers` and `typing` as `isinstance` and `issubclass` ask for them:
 * opaque values (dg.h), of which only the name is known, and unions such as `int | str`. */
#ifndef DBTPLAN_EVAL_ABSTRACT_H
#define DBTPLAN_EVAL_ABSTRACT_H

#include "runtime/eval/object.h"

/* The class that a class derives from whose base is an abstract one by that text; V_ABSENT: it names no such class. */
Value abstract_base(Heap *heap, Str text);
/* Whether a class counts as one of the class or union `text`: V_BOOL; V_ABSENT: that is not known. */
Value abstract_holds(const Type *type, Str text);

/* isinstance(v, collections.abc.Mapping); false where that is not known. */
bool abstract_is_mapping(Value v);

#endif
