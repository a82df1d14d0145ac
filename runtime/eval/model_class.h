/* model_class: what a model's class keeps. Only for the files of models.
 *
 * An object of a model has its values in Object.dict, and in Object.value a dict whose keys are the names that were set
 * (given, or assigned since). A copy of the object may share that dict: whoever sets a name puts a clone in its
 * place. */
#ifndef DBTPLAN_EVAL_MODEL_CLASS_H
#define DBTPLAN_EVAL_MODEL_CLASS_H

#include "runtime/eval/model.h"
#include "runtime/eval/model_type.h"

typedef enum ModelExtra { MODEL_IGNORES, MODEL_FORBIDS, MODEL_ALLOWS } ModelExtra;
typedef enum ModelValidates { MODEL_BEFORE, MODEL_AFTER, MODEL_WHOLE_BEFORE, MODEL_WHOLE_AFTER } ModelValidates;

typedef struct ModelValidator {
  ModelValidates kind;
  StrList fields; /* of MODEL_BEFORE and MODEL_AFTER; "*": all */
  Str name;       /* a class below that binds it anew takes its place */
  Value function; /* as the class has it: a class method, or a function */
  bool unchecked; /* `check_fields=False`: the fields may be those of a class below */
} ModelValidator;

typedef struct ModelClass {
  VEC(ModelField) fields; /* those of the bases first */
  VEC(ModelValidator) validators;
  VEC(Str) computed;
  VEC(ModelField) privates; /* `_name`: beside the fields' values in an object, and in nothing that it gives out */
  ModelExtra extra;
  bool frozen, by_name;
  bool strips;   /* texts without the white space around them */
  bool own_init; /* it or a base has its own `__init__` */
  Dict *config; /* `model_config`, with what the bases set */
} ModelClass;

/* The field, and the private attribute, of that name; NULL: none. */
const ModelField *model_field_named(const ModelClass *model, Str name);
const ModelField *model_private_named(const ModelClass *model, Str name);
/* The type of a field that is a `Literal`; NULL: the class has none of that name. */
const ModelType *model_literal_of(const Class *class, Str field);
/* Whether every object of the class has something of that name, which pydantic would keep apart from what is given
 * beyond the fields; and the refusal of such a name. */
bool model_has_beside(const Class *class, Str name);
Value model_not_apart(Heap *heap, Str name);

#endif
