#include "compiler/check/supplied.h"

#include "compiler/yaml/document.h"

const SuppliedVar *supplied_var(const Supplied *supplied, Str name) {
  for (size_t i = 0; i < supplied->vars.n; i++)
    if (str_eq(supplied->vars.at[i].name, name)) return &supplied->vars.at[i];
  return NULL;
}

static void add_var(Supplied *supplied, Str name, const Node *key) {
  SuppliedVar *known = (SuppliedVar *)supplied_var(supplied, name);
  if (known) {
    known->lines++;
    return;
  }
  VEC_PUSH(supplied->arena, &supplied->vars, (SuppliedVar){str_copy(supplied->arena, name), key, 1});
}

static void take_mapping(Supplied *supplied, const Node *mapping) {
  for (size_t i = 0; i < mapping->dict.items.n; i++) {
    const Node *key = mapping->dict.items.at[i]->pair.key;
    bool is_text = key->kind == NODE_CONST && key->constant.value.kind == V_STR;
    supplied->vars_unknown |= !is_text;
    if (is_text) add_var(supplied, value_text(key->constant.value), key);
  }
}

static void take_text(Supplied *supplied, Arena *scratch, Str text) {
  DiagSink unheard;
  YDocuments documents = {0};
  Source source = {.text = text};
  diag_sink_init(&unheard, scratch);
  bool is_map = ydocument_parse(scratch, &unheard, &source, &documents) && documents.n == 1 && documents.at[0] &&
                documents.at[0]->kind == Y_MAP;
  supplied->vars_unknown |= !is_map;
  for (size_t i = 0; is_map && i < documents.at[0]->n; i++) {
    const YPair *pair = &documents.at[0]->pairs[i];
    if (!pair->shadowed && pair->key->kind == Y_SCALAR) add_var(supplied, pair->key->text, NULL);
  }
}

static void take_vars(Supplied *supplied, Arena *scratch, const DbtGiven *given, const Node *value) {
  supplied->value = value;
  if (value && value->kind == NODE_DICT)
    take_mapping(supplied, value);
  else
    take_text(supplied, scratch, given->value);
}

/* Options that make a command run less than what is selected, or another part of it in each launch. */
static bool narrows(Str name) {
  return str_lists(STR("--exclude --resource-type --resource-types --exclude-resource-type --exclude-resource-types "
                       "--state --defer-state --indirect-selection --sample --selector"),
                   name);
}

static void take_option(Supplied *supplied, const DbtGiven *given, const Node *value) {
  Str name = given->name;
  supplied->narrows |= value && narrows(name);
  if (str_lists(STR("--profile --target -t"), name)) {
    bool is_profile = str_is(name, "--profile");
    *(is_profile ? &supplied->profile : &supplied->target) = str_copy(supplied->arena, given->value);
    *(is_profile ? &supplied->profile_node : &supplied->target_node) = value;
  }
}

void supplied_take(Supplied *supplied, Arena *scratch, const DbtLine *line, const Node *const *values) {
  size_t vars = SIZE_MAX, bounds = 0;
  bool full_refresh = false;
  for (size_t i = 0; i < line->given.n; i++) {
    const DbtGiven *given = &line->given.at[i];
    take_option(supplied, given, values[i]);
    if (str_is(given->name, "--vars")) vars = i;
    full_refresh |= str_lists(STR("--full-refresh -f"), given->name);
    bounds += str_starts(given->name, STR("--event-time-"));
  }
  if (vars != SIZE_MAX) take_vars(supplied, scratch, &line->given.at[vars], values[vars]);
  supplied->full_refresh = full_refresh && (supplied->full_refresh || !supplied->lines);
  supplied->event_times |= bounds > 1;
  supplied->commands |= UINT32_C(1) << line->command;
  supplied->lines++;
}
