/* schema_table: the rows of grammar/schema.def, which says what their columns mean. Two read them: compiler/schema
 * validates a file by them, `dbtplan schema` prints them as a JSON Schema. */
#ifndef DBTPLAN_SCHEMA_TABLE_H
#define DBTPLAN_SCHEMA_TABLE_H

#include "runtime/core/str.h"

enum {
  TEXT = 1,
  BOOL = 2,
  INT = 4,
  NOTHING = 8,
  TEXTS = 16,
  MAP = 32,
  MAPS = 64,
  FREE = 128,
  SCALARS = 256,
  ARGS = 512,
  LITERAL = 1024,
};

typedef enum Form {
  FORM_NONE,
#define MAPPING(NAME, base) FORM_##NAME,
#define KEY(...)
#include "grammar/schema.def"
#undef MAPPING
#undef KEY
  FORM_COUNT,
  /* One of several forms, picked by what stands in the mapping. */
  FORM_PROJECT,
  FORM_POLICY,
  FORM_PARTITIONS,
} Form;

typedef struct FormRow {
  const char *name;
  Form base;
} FormRow;

typedef struct KeyRow {
  Form form;
  Str name;
  unsigned types;
  bool required;
  Form below;
  const char *choices, *preset;
} KeyRow;

enum {
  KEY_COUNT = 0
#define MAPPING(...)
#define KEY(...) +1
#include "grammar/schema.def"
#undef MAPPING
#undef KEY
};

extern const FormRow SCHEMA_FORMS[FORM_COUNT];
extern const KeyRow SCHEMA_KEYS[KEY_COUNT];

/* Whether `form` is `wanted` or has its keys from it. */
bool schema_has_form(Form form, Form wanted);
/* The types of component files: the names of a dbt component and of a folder. The first is the usual one. */
typedef struct TypeNames {
  const Str *at;
  size_t n;
} TypeNames;
TypeNames schema_dbt_types(void);
TypeNames schema_folder_types(void);

#endif
