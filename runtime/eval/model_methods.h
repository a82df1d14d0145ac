/* model_methods: what every model has from pydantic's BaseModel: texts, comparing, and giving its values out again.
 *
 * Objects of other models within are given out by the type that their field is declared with, as pydantic's serializers
 * do. */
#ifndef DBTPLAN_EVAL_MODEL_METHODS_H
#define DBTPLAN_EVAL_MODEL_METHODS_H

#include "runtime/eval/class.h"

/* A method of `super()`; NULL: none of that name. */
const Builtin *model_method(Str name);
/* Adds to the class what it does not have of its own; `is_first`: none of its bases is a model of the project. */
void model_add_methods(Heap *heap, Class *class, bool is_first);

#endif
