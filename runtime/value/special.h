/* special: the names between double underscores that Python's types have (grammar/special_names.def). */
#ifndef DBTPLAN_VALUE_SPECIAL_H
#define DBTPLAN_VALUE_SPECIAL_H

#include "runtime/value/type.h"

/* Whether `name` is `__x__`. */
bool special_is_name(Str name);
/* Its method where `object` has it and dbtplan does (`__len__`); NULL otherwise. */
const Builtin *special_method(Value object, Str name);
/* The refusal of one that Python has and dbtplan has not; V_ABSENT for what is no name of Python's. */
Value special_refused(Heap *heap, Value object, Str name);

#endif
