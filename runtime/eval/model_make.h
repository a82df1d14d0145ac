/* model_make: an object of a model from what is given: its fields filled and judged by validators, in pydantic's
 * order. */
#ifndef DBTPLAN_EVAL_MODEL_MAKE_H
#define DBTPLAN_EVAL_MODEL_MAKE_H

#include "runtime/eval/model_error.h"

/* An object of what is given; V_ABSENT: it does not fit, as `errors` then tell; or an error. */
Value model_make(Heap *heap, const Class *class, Value data, const ModelPlace *location, ModelErrors *errors);
/* The same of an object of the model, which is taken as it stands: the validators of whole objects judge it again. */
Value model_take(Heap *heap, const Class *class, Value object, const ModelPlace *location, ModelErrors *errors);
/* `BaseModel.__init__`: fills `self`; VALUE_NONE or an error, a ValidationError of what does not fit among them. */
Value model_init(Heap *heap, Value self, const Value *args);
/* An object of a dict, or of an object of the model; or an error in the same way. */
Value model_validate(Heap *heap, const Class *class, Value v);

/* Around what pydantic does in functions that are written in Python: they count among the calls, as CPython counts
 * them. */
void model_enter(Heap *heap);
void model_leave(Heap *heap);

#endif
