/* param: what Dagster says of an argument that is none (dagster_shared/check/functions.py). */
#ifndef DBTPLAN_EVAL_PARAM_H
#define DBTPLAN_EVAL_PARAM_H

#include "runtime/value/types.h"

/* The class of a value as Python prints it within `<class '…'>`. */
const char *param_class(Value v);
/* The ParameterCheckError 'Param "end_offset" is not a int. Got "x" which is type <class 'str'>.'; `wanted` may be a
 * list of names, "['Mapping']". */
Value param_refuse(Heap *heap, const char *param, const char *wanted, Value got);
bool param_is_sequence(Value v);
/* check.sequence_param: a sequence that is no text. Its members go to `items`; VALUE_NONE or an error. */
Value param_sequence(Heap *heap, const char *param, Value v, ValueList *items);
/* The CheckError of a member that is none of `expected`, "<class 'str'>". */
Value param_refuse_member(Heap *heap, const char *expected, Value got);
/* The same of a mapping's key. */
Value param_refuse_key(Heap *heap, Value got);

#endif
