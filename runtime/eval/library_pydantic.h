/* library_pydantic: what pydantic's functions and decorators make, as the body of a model holds it. */
#ifndef DBTPLAN_EVAL_LIBRARY_PYDANTIC_H
#define DBTPLAN_EVAL_LIBRARY_PYDANTIC_H

#include "runtime/eval/model_class.h"

/* Fills a field from `Field(…)`; false: `v` is none. */
bool pydantic_field(Value v, ModelField *field);
/* Fills a private attribute from `PrivateAttr(…)`; false: `v` is none. */
bool pydantic_private(Value v, ModelField *field);
/* What a decorator made of a member: `kind`, `fields`, `function`, `unchecked`; false: it is no validator. */
bool pydantic_validator(Value member, ModelValidator *validator);
/* The property that `computed_field` decorates; V_ABSENT: the member is none. */
Value pydantic_computed(Value member);

#endif
