#include "compiler/cli/command.h"
#include "compiler/schema_table.h"
#include "runtime/core/limits.h"
#include "runtime/value/json.h"

/* A JSON Schema (draft 7, which YAML language servers read) of component files, from the rows that compiler/schema
 * reads. It takes whatever `check` takes; text with a template may stand for other values, as it may to Dagster. */

/* Before a value of a list that grows: a comma, but for the first. */
static void put_comma(Buf *buf) {
  bool follows = !str_ends(buf_str(buf), STR("[")) && !str_ends(buf_str(buf), STR(", "));
  if (follows) buf_puts(buf, ", ");
}

static void put_key(Buf *buf, Str key) {
  json_write_str(buf, key);
  buf_puts(buf, ": ");
}

/* ---- choices ---- */

static void put_choices(Buf *buf, const char *choices) {
  Str all = str_of(choices);
  buf_puts(buf, "{\"enum\": [");
  for (size_t at = 0, end; at < all.n; at = end + 1) {
    end = str_find(all, STR(" "), at);
    if (end == SIZE_MAX) end = all.n;
    put_comma(buf);
    json_write_str(buf, str_sub(all, at, end));
  }
  buf_puts(buf, "]}");
}

static const char TEMPLATE[] = "{\"type\": \"string\", \"pattern\": \"\\\\{[{%#]\"}";

/* What Dagster asks of the text of some keys (compiler/lower: asset_values, lower_others); what a template gives is not
 * known here. */
static const struct {
  Form form;
  const char *key, *pattern;
} PATTERNS[] = {
    {FORM_ASSET, "group_name", "[A-Za-z0-9_]+(/[A-Za-z0-9_]+)*"},
    {FORM_ASSET, "owners", "team:.+|[A-Za-z0-9_][A-Za-z0-9._%+-]*@[A-Za-z0-9.-]+\\\\.[A-Za-z|]{2,7}"},
    {FORM_TRANSLATION, "key", "[A-Za-z0-9_./-]+"},
    {FORM_TRANSLATION, "key_prefix", "[A-Za-z0-9_.-]+"},
    {FORM_TRANSLATION, "deps", "[A-Za-z0-9_./-]+"},
    {FORM_ASSET, "deps", "[A-Za-z0-9_./-]+"},
    {FORM_OP, "name", "[A-Za-z0-9_]+"},
    {FORM_OP, "pool", "[^ ]*"},
};

/* Any text, or that of the pattern of the key. */
static void put_string(Buf *buf, const KeyRow *row) {
  buf_puts(buf, "{\"type\": \"string\"");
  for (size_t i = 0; i < COUNT(PATTERNS); i++)
    if (PATTERNS[i].form == row->form && str_is(row->name, PATTERNS[i].key))
      buf_printf(buf, ", \"pattern\": \"^(%s)$|\\\\{[{%%#]\"", PATTERNS[i].pattern);
  buf_char(buf, '}');
}

/* ---- what a key takes: its alternatives ---- */

static void put_text(Buf *buf, const KeyRow *row) {
  bool has_choices = *row->choices && !(row->types & TEXTS);
  if (!has_choices) {
    put_string(buf, row);
    return;
  }
  put_choices(buf, row->choices);
  if (row->types & TEXT) buf_printf(buf, ", %s", TEMPLATE);
}

static void put_texts(Buf *buf, const KeyRow *row) {
  buf_puts(buf, "{\"type\": \"array\", \"items\": ");
  if (*row->choices)
    put_choices(buf, row->choices);
  else
    put_string(buf, row);
  buf_char(buf, '}');
}

static void put_reference(Buf *buf, Form form) {
  buf_printf(buf, "{\"$ref\": \"#/definitions/%s\"}", SCHEMA_FORMS[form].name);
}

/* A form, or the several that stand for a mapping. */
static void put_forms(Buf *buf, const KeyRow *row) {
  static const struct {
    Form one_of, form;
  } SEVERAL[] = {
      {FORM_PROJECT, FORM_PROJECT_DIR}, {FORM_PROJECT, FORM_PROJECT_GIT},    {FORM_POLICY, FORM_POLICY_SINGLE},
      {FORM_POLICY, FORM_POLICY_MULTI}, {FORM_PARTITIONS, FORM_HOURLY},      {FORM_PARTITIONS, FORM_DAILY},
      {FORM_PARTITIONS, FORM_WEEKLY},   {FORM_PARTITIONS, FORM_TIME_WINDOW}, {FORM_PARTITIONS, FORM_STATIC},
  };
  if (row->below < FORM_COUNT) put_reference(buf, row->below);
  for (size_t i = 0; i < COUNT(SEVERAL); i++) {
    if (SEVERAL[i].one_of != row->below) continue;
    put_comma(buf);
    put_reference(buf, SEVERAL[i].form);
  }
}

static void put_maps(Buf *buf, const KeyRow *row) {
  buf_puts(buf, "{\"type\": \"array\", \"items\": {\"anyOf\": [");
  put_forms(buf, row);
  buf_puts(buf, "]}}");
}

/* The other types are the same for all keys. */
static const struct {
  unsigned type;
  const char *schema;
} PLAIN[] = {
    {BOOL, "{\"type\": \"boolean\"}, {\"enum\": [0, 1]}"},
    {INT,
     "{\"type\": [\"integer\", \"boolean\"]}, {\"type\": \"string\", "
     "\"pattern\": \"^ *[-+]?[0-9][0-9_]*(\\\\.0+)? *$\"}"},
    {NOTHING, "{\"type\": \"null\"}"},
    {FREE, "{\"type\": \"object\"}"},
    {SCALARS, "{\"type\": \"object\", \"additionalProperties\": {\"type\": [\"string\", \"number\", \"boolean\"]}}"},
    {ARGS,
     "{\"type\": \"array\", \"items\": {\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"object\", "
     "\"minProperties\": 1, \"maxProperties\": 1}]}}"},
};

static void put_alternatives(Buf *buf, const KeyRow *row) {
  static const struct {
    unsigned types;
    void (*put)(Buf *buf, const KeyRow *row);
  } SHAPED[] = {{TEXT | LITERAL, put_text}, {TEXTS, put_texts}, {MAP, put_forms}, {MAPS, put_maps}};
  for (size_t i = 0; i < COUNT(SHAPED); i++) {
    if (!(row->types & SHAPED[i].types)) continue;
    put_comma(buf);
    SHAPED[i].put(buf, row);
  }
  for (size_t i = 0; i < COUNT(PLAIN); i++) {
    if (!(row->types & PLAIN[i].type)) continue;
    put_comma(buf);
    buf_puts(buf, PLAIN[i].schema);
  }
}

static void put_property(Arena *arena, Buf *buf, const KeyRow *row) {
  put_key(buf, row->name);
  buf_char(buf, '{');
  if (*row->preset) {
    put_key(buf, STR("description"));
    json_write_str(buf, str_printf(arena, "without it: %s", row->preset));
    buf_puts(buf, ", ");
  }
  buf_puts(buf, "\"anyOf\": [");
  put_alternatives(buf, row);
  buf_puts(buf, "]}");
}

/* ---- mappings ---- */

static void put_required(Buf *buf, Form form) {
  buf_puts(buf, "\"required\": [");
  for (size_t i = 0; i < KEY_COUNT; i++) {
    if (!SCHEMA_KEYS[i].required || !schema_has_form(form, SCHEMA_KEYS[i].form)) continue;
    put_comma(buf);
    json_write_str(buf, SCHEMA_KEYS[i].name);
  }
  buf_char(buf, ']');
}

static void put_form(Arena *arena, Buf *buf, Form form) {
  bool is_first = true;
  buf_printf(buf, "    \"%s\": {\"type\": \"object\", \"additionalProperties\": false,\n      ",
             SCHEMA_FORMS[form].name);
  put_required(buf, form);
  buf_puts(buf, ",\n      \"properties\": {");
  for (size_t i = 0; i < KEY_COUNT; i++) {
    if (!schema_has_form(form, SCHEMA_KEYS[i].form)) continue;
    buf_puts(buf, is_first ? "\n        " : ",\n        ");
    put_property(arena, buf, &SCHEMA_KEYS[i]);
    is_first = false;
  }
  buf_puts(buf, "}}");
}

static void put_names(Buf *buf, TypeNames names) {
  buf_char(buf, '[');
  for (size_t i = 0; i < names.n; i++) {
    if (i) buf_puts(buf, ", ");
    json_write_str(buf, names.at[i]);
  }
  buf_char(buf, ']');
}

/* What holds for a file of these types; one of another type is not ours to judge. */
static void put_rule(Buf *buf, TypeNames names, const char *attributes) {
  buf_puts(buf, "    {\"if\": {\"required\": [\"type\"], \"properties\": {\"type\": {\"enum\": ");
  put_names(buf, names);
  buf_printf(buf, "}}},\n     \"then\": {\"allOf\": [{\"$ref\": \"#/definitions/FILE\"}, %s]}}", attributes);
}

static void put_schema(Arena *arena, Buf *buf) {
  buf_puts(buf,
           "{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n"
           "  \"title\": \"Dagster's dbt component: defs.yaml\",\n"
           "  \"type\": \"object\",\n  \"required\": [\"type\"],\n"
           "  \"properties\": {\"type\": {\"type\": \"string\", \"examples\": ");
  put_names(buf, (TypeNames){(const Str[]){schema_dbt_types().at[0], schema_folder_types().at[0]}, 2});
  buf_puts(buf, "}},\n  \"allOf\": [\n");
  put_rule(buf, schema_dbt_types(),
           "{\"required\": [\"attributes\"], \"properties\": {\"attributes\": {\"$ref\": \"#/definitions/DBT\"}}}");
  buf_puts(buf, ",\n");
  put_rule(buf, schema_folder_types(), "{\"properties\": {\"attributes\": {\"maxProperties\": 0}}}");
  buf_puts(buf, "],\n  \"definitions\": {\n");
  for (Form form = FORM_NONE + 1; form < FORM_COUNT; form++) {
    put_form(arena, buf, form);
    buf_puts(buf, form + 1 < FORM_COUNT ? ",\n" : "\n");
  }
  buf_puts(buf, "  }\n}\n");
}

ExitStatus command_schema(Session *session) {
  Buf buf = buf_new(&session->arena, LIMIT_STRING_BYTES);
  put_schema(&session->arena, &buf);
  writer_put(session->out, buf_str(&buf));
  return EXIT_FINE;
}
