/* model_convert: a value as a field takes it, in pydantic's lax mode or strictly.
 *
 * Each of these gives the value that is taken; V_ABSENT, where it does not fit, as `errors` then tell; or an error,
 * where dbtplan does not know what pydantic would make of it. `location` is where the value lies within the object. */
#ifndef DBTPLAN_EVAL_MODEL_CONVERT_H
#define DBTPLAN_EVAL_MODEL_CONVERT_H

#include "runtime/eval/model_error.h"
#include "runtime/eval/model_type.h"

Value model_convert(Heap *heap, const ModelType *type, Value v, const ModelPlace *location, ModelErrors *errors);
/* VALUE_NONE: a strict field of the type takes it as it stands. */
Value model_refuse(Heap *heap, const ModelType *type, Value v, const ModelPlace *location, ModelErrors *errors);
/* Of what is neither a dict nor an object of the model. */
Value model_no_dict(Heap *heap, const Class *class, Value v, const ModelPlace *location, ModelErrors *errors);

extern const ModelType MODEL_UNTOLD; /* what dbtplan does not know the declared type of */
/* The part of a declared type by which a value is given out: of a union its branch; NULL: by what the value is. */
const ModelType *model_type_for(Heap *heap, const ModelType *type, Value v);

#endif
