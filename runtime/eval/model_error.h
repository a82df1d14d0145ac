/* model_error: what of a value does not fit a model, and pydantic's ValidationError that tells of all of it.
 *
 * Misfits are gathered while an object is made; who began to make it raises them as one error. The kinds and messages
 * are those of pydantic 2.14. */
#ifndef DBTPLAN_EVAL_MODEL_ERROR_H
#define DBTPLAN_EVAL_MODEL_ERROR_H

#include "runtime/eval/class.h"

/* One misfit. */
typedef struct ModelError {
  Str location; /* "tags.0"; "": the whole object */
  const char *type; /* "int_parsing" */
  Str message;
  Value input;
} ModelError;
typedef VEC(ModelError) ModelErrors;

/* Adds one. `type` must outlive the errors. */
void model_misfit(Heap *heap, ModelErrors *errors, const char *type, Str location, Str message, Value input);
/* The place of `inner` within `outer`, each of which may be "". */
Str model_location(Heap *heap, Str outer, Str inner);
/* The ValidationError of at least one misfit; what its `errors()` tells is among the attributes of its object, as
 * "errors". */
Value model_error(Heap *heap, const Class *class, const ModelErrors *errors);

#endif
