/* model: classes that derive from pydantic's `BaseModel`, or from `dagster.Model` or `dagster.Config`, as other parts
 * of the evaluator see them.
 *
 * Making an object (eval/model_make.h) checks what is given against the annotations of the class (eval/model_type.h)
 * and converts it (eval/model_convert.h); what does not fit is one ValidationError (eval/model_error.h). Fields with
 * defaults, `Field`, `Annotated`, `model_config` (`extra`, `frozen`, `populate_by_name`), models in models, validators,
 * computed fields, private attributes, an own `__init__` (eval/model_class.h), and the methods that give the values out
 * again (eval/model_methods.h) are evaluated; annotations and conversions beyond the common ones are not. */
#ifndef DBTPLAN_EVAL_MODEL_H
#define DBTPLAN_EVAL_MODEL_H

#include "runtime/eval/class.h"

extern const Type TYPE_BASE_MODEL, TYPE_DAGSTER_MODEL, TYPE_DAGSTER_CONFIG;

bool model_is_base(const Type *type);
/* Makes a model of a class whose bases have one, once its body has run; VALUE_NONE or an error. */
Value model_finish(Eval *eval, Class *class);
/* Whether a class derives from `dagster.Config`. */
bool model_is_config(const Class *class);
/* What a run that is given no configuration finds as its `op_config`, by the defaults of such a class: a dict; or
 * Unknown, where a field has none. */
Value model_config_defaults(Heap *heap, const Class *class);

/* What an object (V_ABSENT: the class) has of its base beyond methods; V_ABSENT: nothing of that name. */
Value model_attr(Heap *heap, const Class *class, Value object, Str name);
/* Notes that a field is set; V_ABSENT, or the error where it must not be. */
Value model_note_set(Heap *heap, Value object, Str name, Value value);

#endif
