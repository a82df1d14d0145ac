/* model_type: what the annotation of a model's field asks for.
 *
 * Read are Python's own types, `typing`'s names for them, `Optional`, `Union`, `Literal`, `Annotated` with `Field`s,
 * Enums, other models, and names that a module gives to these; any other annotation makes the model one that dbtplan
 * does not evaluate. What is read lies in the heap's arena and is not changed. */
#ifndef DBTPLAN_EVAL_MODEL_TYPE_H
#define DBTPLAN_EVAL_MODEL_TYPE_H

#include "runtime/eval/class.h"

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

typedef struct ModelType ModelType;
struct ModelType {
  ModelKind kind;
  const Class *class; /* MODEL_OBJECT, MODEL_ENUM */
  ValueList values;   /* MODEL_LITERAL */
  /* Of collections: one; of dicts: of keys and of values; of tuples: one a place; of unions: one a branch. */
  const ModelType **items;
  size_t n; /* 0: items of any kind */
  bool is_open;       /* `tuple[int, ...]` */
  Str tag;            /* of a union of models: the field whose `Literal` tells them apart; "": none */
};

/* What `Field` asks of a value; V_ABSENT and -1: nothing. */
typedef struct ModelLimits {
  Value ge, gt, le, lt;
  int64_t least, most; /* characters of a text, items of a collection */
  Str pattern;         /* that a text has to match somewhere; "": none */
} ModelLimits;

typedef struct ModelField {
  Str name, alias;      /* alias "": none */
  Value value, factory; /* of the default; V_ABSENT: none */
  const ModelType *type;
  ModelLimits limits;
  Str discriminator; /* of a union of models; "": none */
  bool strict;       /* nothing is converted */
} ModelField;

/* A field of no type, without default and limits. */
ModelField model_field_blank(Str name);
/* Reads an annotation, as the names at hand are bound, into the field's type, and the `Field`s of an `Annotated` in it
 * into the rest; VALUE_NONE or an error. NULL is no annotation that can be read. */
Value model_type_read(Eval *eval, const Node *annotation, ModelField *field);
/* The union as a `Field` with a discriminator makes it. */
const ModelType *model_type_tagged(Heap *heap, const ModelType *type, Str tag);
/* Whether it is of texts, paths among them, or of these and others. */
bool model_type_takes_text(const ModelType *type);

#endif
