/* model_error: what of a value does not fit a model, and pydantic's ValidationError that tells of all of it.
 *
 * Misfits are gathered while an object is made; who began to make it raises them as one error. The kinds and messages
 * are those of pydantic 2.14. */
#ifndef DBTPLAN_EVAL_MODEL_ERROR_H
#define DBTPLAN_EVAL_MODEL_ERROR_H

#include "runtime/eval/class.h"

/* Where something lies within a value: a name, the number of an item, or a key. NULL: it is the whole. */
typedef struct ModelPlace {
  const struct ModelPlace *outer;
  Value part;
} ModelPlace;

/* One misfit. */
typedef struct ModelError {
  const ModelPlace *location;
  const char *type; /* "int_parsing" */
  Str message;
  Value input;
} ModelError;
typedef VEC(ModelError) ModelErrors;

/* Adds one. `type` must outlive the errors. */
void model_misfit(Heap *heap, ModelErrors *errors, const char *type, const ModelPlace *location, Str message,
                  Value input);
/* The place of a part within `outer`. */
const ModelPlace *model_location(Heap *heap, const ModelPlace *outer, Value part);
/* The ValidationError of at least one misfit, "1 validation error for" the title; what its `errors()` tells is among
 * the attributes of its object, as "errors". */
Value model_error(Heap *heap, Str title, const ModelErrors *errors);

#endif
