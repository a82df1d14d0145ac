/* model_limit: bounds, lengths and patterns that a `Field` sets (`ge`, `max_length`, `pattern`). */
#ifndef DBTPLAN_EVAL_MODEL_LIMIT_H
#define DBTPLAN_EVAL_MODEL_LIMIT_H

#include "runtime/eval/model_error.h"
#include "runtime/eval/model_type.h"

/* `v`, which was made of `input`; V_ABSENT: it goes beyond a limit, as `errors` then tell; or an error. */
Value model_limit(Heap *heap, const ModelLimits *limits, Value v, Value input, const ModelPlace *location,
                  ModelErrors *errors);

#endif
