/* model: classes that derive from pydantic's `BaseModel`, or from `dagster.Model` or `dagster.Config`.
 *
 * Making an object checks what is given against the annotations of the class and converts it as pydantic does in its
 * lax mode (eval/model_type.c); what does not fit is one ValidationError that tells of all of it, in pydantic's words.
 * Fields with defaults, `Field`, `Annotated`, `model_config` (`extra`, `frozen`, `populate_by_name`), models in models,
 * validators, computed fields, private attributes, an own `__init__`, and the methods that give the values out again are
 * evaluated; annotations and conversions beyond the common ones are not. */
#ifndef DBTPLAN_EVAL_MODEL_H
#define DBTPLAN_EVAL_MODEL_H

#include "runtime/eval/class.h"

extern const Type TYPE_BASE_MODEL, TYPE_DAGSTER_MODEL, TYPE_DAGSTER_CONFIG;

/* What `Field` asks of a value; V_ABSENT and -1: nothing. */
typedef struct ModelLimits {
  Value ge, gt, le, lt;
  int64_t least, most; /* characters of a text, items of a collection */
  Str pattern;         /* that a text has to match somewhere; "": none */
} ModelLimits;

typedef enum ModelKind {
  MODEL_ANY,
  MODEL_STR,
  MODEL_INT,
  MODEL_FLOAT,
  MODEL_BOOL,
  MODEL_NONE,
  MODEL_DATE,
  MODEL_DATETIME,
  MODEL_PATH,
  MODEL_LIST,
  MODEL_SEQUENCE, /* a list or a tuple, whichever was given */
  MODEL_SET,
  MODEL_TUPLE,
  MODEL_DICT,
  MODEL_UNION,
  MODEL_LITERAL,
  MODEL_OBJECT, /* of another model */
  MODEL_ENUM,
} ModelKind;

/* What an annotation asks for. */
typedef struct ModelType ModelType;
struct ModelType {
  ModelKind kind;
  const Class *class; /* MODEL_OBJECT, MODEL_ENUM */
  ValueList values;   /* MODEL_LITERAL */
  const ModelType **items; /* of collections: one; of dicts: key and value; of tuples: one a place; of unions: one a branch */
  size_t n;           /* 0: items of any kind */
  bool is_open;       /* `tuple[int, ...]` */
  Str tag;            /* of a union of models: the field whose `Literal` tells them apart; "": none */
};

typedef struct ModelField {
  Str name, alias;      /* alias "": none */
  Value value, factory; /* V_ABSENT: none */
  const ModelType *type;
  ModelLimits limits;
  Str discriminator; /* of a union of models; "": none */
  bool strict;       /* nothing is converted */
} ModelField;

/* One line of a ValidationError. */
typedef struct ModelError {
  Str location; /* "tags.0"; "": the whole object */
  const char *type;
  Str message;
  Value input;
} ModelError;
typedef VEC(ModelError) ModelErrors;

/* Fills a private attribute from `PrivateAttr(…)`; false: `v` is none. */
bool model_private_of(Value v, ModelField *field);
/* Fills a field from `Field(…)`, an object of pydantic's FieldInfo; false: `v` is none. */
bool model_field_of(Value v, ModelField *field);
/* The type of a field whose `Field` names a discriminator. */
const ModelType *model_type_tagged(Heap *heap, const ModelType *type, Str tag);
/* Whether it is of texts, paths among them, or of these and others. */
bool model_type_takes_text(const ModelType *type);
/* The type of a field of a model that is a `Literal`; NULL: it has none of that name. */
const ModelType *model_literal_of(const Class *class, Str field);
/* A field of nothing. */
ModelField model_field_blank(Str name);
/* What an annotation says, as the names at hand are bound, and the `Field`s of an `Annotated` in it; VALUE_NONE or an
 * error. */
Value model_type_read(Eval *eval, const Node *annotation, ModelField *field);

/* The value that a field of that type takes from `v`; V_ABSENT: it does not fit, as `errors` then tell; or an error. */
Value model_convert(Heap *heap, const ModelType *type, Value v, Str location, ModelErrors *errors);
/* VALUE_NONE where a strict field takes `v`; V_ABSENT: it does not fit, as `errors` then tell; or an error. */
Value model_refuse(Heap *heap, const ModelType *type, Value v, Str location, ModelErrors *errors);
/* The same of the limits of a field, of a value that was made of `input`. */
Value model_limit(Heap *heap, const ModelLimits *limits, Value v, Value input, Str location, ModelErrors *errors);
void model_report(Heap *heap, ModelErrors *errors, const char *type, Str location, Str message, Value input);
Str model_location(Heap *heap, Str outer, Str inner);
/* The error of what is neither a dict nor an object of the model; V_ABSENT or an error. */
Value model_no_dict(Heap *heap, const Class *class, Value v, Str location, ModelErrors *errors);
/* The part of a declared type by which a value is given out: of a union its branch; NULL: by what the value is. */
const ModelType *model_type_for(Heap *heap, const ModelType *type, Value v);
extern const ModelType MODEL_UNTOLD; /* what dbtplan does not know the declared type of */
/* An object of a model from what is given; V_ABSENT: what does not fit stands in `errors`; or an error. */
Value model_make(Heap *heap, const Class *class, Value data, Str location, ModelErrors *errors);
/* The same of an object of the model, which is taken as it stands: the validators of whole objects judge it again. */
Value model_take(Heap *heap, const Class *class, Value object, Str location, ModelErrors *errors);

/* Makes a model of a class whose bases have one, once its body has run. */
Value model_finish(Eval *eval, Class *class);
bool model_is_base(const Type *type);
/* Whether a class derives from `dagster.Config`. */
bool model_is_config(const Class *class);
/* What a run that is given no configuration finds as its `op_config`, by the defaults of such a class: a dict; or Unknown,
 * where a field has none. */
Value model_config_defaults(Heap *heap, const Class *class);
/* What an object (V_ABSENT: the class) has of its base beyond methods; V_ABSENT: nothing of that name. */
Value model_attr(Heap *heap, const Class *class, Value object, Str name);
/* A method that every model has, of `super()`; NULL: none of that name. */
const Builtin *model_method(Str name);
/* Notes that a field is set; V_ABSENT, or the error where it must not be. */
Value model_note_set(Heap *heap, Value object, Str name, Value value);

#endif
