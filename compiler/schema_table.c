#include "compiler/schema_table.h"

#include "runtime/core/vec.h"

enum { NEED_OPTIONAL = false, NEED_REQUIRED = true };

const FormRow SCHEMA_FORMS[FORM_COUNT] = {
#define MAPPING(NAME, base) [FORM_##NAME] = {#NAME, FORM_##base},
#define KEY(...)
#include "grammar/schema.def"
#undef MAPPING
#undef KEY
};

const KeyRow SCHEMA_KEYS[KEY_COUNT] = {
#define MAPPING(...)
#define KEY(NAME, text, types, need, BELOW, choices, preset) \
  {FORM_##NAME, STR_INIT(text), types, NEED_##need, FORM_##BELOW, choices, preset},
#include "grammar/schema.def"
#undef MAPPING
#undef KEY
};

bool schema_has_form(Form form, Form wanted) {
  while (form != wanted && form != FORM_NONE) form = SCHEMA_FORMS[form].base;
  return form == wanted;
}

static const Str DBT_TYPES[] = {STR_INIT("dagster_dbt.DbtProjectComponent"),
                                STR_INIT("dagster_dbt.components.dbt_project.component.DbtProjectComponent")};
static const Str FOLDER_TYPES[] = {STR_INIT("dagster.DefsFolderComponent"),
                                   STR_INIT("dagster.components.DefsFolderComponent"),
                                   STR_INIT("dagster.components.core.defs_module.DefsFolderComponent")};

TypeNames schema_dbt_types(void) { return (TypeNames){DBT_TYPES, COUNT(DBT_TYPES)}; }
TypeNames schema_folder_types(void) { return (TypeNames){FOLDER_TYPES, COUNT(FOLDER_TYPES)}; }
