#include "compiler/python/possible_vars.h"

#include "runtime/eval/exec.h"
#include "runtime/eval/library.h"
#include "runtime/eval/scope.h"

/* ---- imports ---- */

typedef struct Search {
  Heap *heap;
  const Module *module;
  Str name;
  Str package; /* the answer; "": none */
} Search;

/* Neither the project's own nor one that dbtplan knows. */
static bool is_elsewhere(const Search *search, Str package) {
  if (str_starts(package, STR(".")) || library_module(search->heap, package, STR("")).kind != V_ABSENT) return false;
  const Module *from = search->module;
  return !from->import || from->import(search->heap, from, package).kind == V_ABSENT;
}

static void look_for_import(Node *node, void *state) {
  Search *search = state;
  bool is_import = node->kind == NODE_IMPORT_FROM;
  Str bound = !is_import ? STR("") : node->import_from.as.n ? node->import_from.as : node->import_from.id;
  if (search->package.n || node->kind == NODE_DEF || node->kind == NODE_CLASS || node->kind == NODE_LAMBDA) return;
  if (is_import && str_eq(bound, search->name) && is_elsewhere(search, node->import_from.module))
    search->package = node->import_from.module;
  node_children(node, look_for_import, state);
}

bool possible_import(Heap *heap, const Module *module, Str name, Str *package) {
  Search search = {heap, module, name, {"", 0}};
  for (size_t i = 0; i < module->body.n; i++) look_for_import(module->body.at[i], &search);
  *package = search.package;
  return search.package.n > 0;
}

bool possible_star(Heap *heap, const Module *module, Str *package) {
  return possible_import(heap, module, STR("*"), package);
}

/* ---- names of templates ---- */

static bool is_first(char c) { return c == '_' || char_is_letter(c); }
static bool is_rest(char c) { return is_first(c) || char_is_digit(c); }

/* The words of Jinja, and what only some templates have: no var may stand before these. */
static bool is_taken(const ScopeTable *fixed, Str word) {
  static const Str words = STR_INIT(
      "and asset block call do elif else endblock endcall endfilter endfor endif endmacro endraw endset endwith "
      "false False filter for if import in include is macro node None none not or raw recursive self set spec "
      "true True with");
  return str_lists(words, word) || scope_find(fixed, word) >= 0 || table_find(GLOBALS, word);
}

static void add(Heap *heap, const Module *module, Str what, Str word, TemplateVars *vars) {
  for (size_t i = 0; i < vars->n; i++)
    if (str_eq(vars->at[i].name, word)) return;
  Value error = value_unsupported(heap, "%.*s", STR_FMT(what));
  template_vars_insert(heap->arena, vars,
                       (TemplateVar){.name = word, .function = error, .module = module, .is_possible = true});
}

/* The names of one template's text; what stands in quotes or behind a dot or bar is none. */
static void add_names(Heap *heap, const ScopeTable *fixed, const Module *module, Str what, Str text,
                      TemplateVars *vars) {
  for (size_t i = 0; i < text.n;) {
    size_t start = i;
    char quote = text.p[i];
    if (quote == '\'' || quote == '"') {
      for (i++; i < text.n && text.p[i] != quote; i++) continue;
      i++;
      continue;
    }
    while (i < text.n && is_rest(text.p[i])) i++;
    char before = start > 0 ? text.p[start - 1] : ' ';
    Str word = str_sub(text, start, i);
    if (i > start && is_first(word.p[0]) && before != '.' && !is_taken(fixed, word))
      add(heap, module, what, word, vars);
    if (i == start) i++;
  }
}

void possible_names(Heap *heap, const Source *file, const Module *module, Str what, TemplateVars *vars) {
  const ScopeTable *fixed = scope_table(heap->arena, SCOPE_ATTRIBUTES, NULL, NULL, 0);
  static const Str OPENS[] = {STR_INIT("{{"), STR_INIT("{%")}, CLOSES[] = {STR_INIT("}}"), STR_INIT("%}")};
  for (size_t kind = 0; kind < 2; kind++) {
    for (size_t at = 0; (at = str_find(file->text, OPENS[kind], at)) != SIZE_MAX;) {
      size_t end = str_find(file->text, CLOSES[kind], at);
      if (end == SIZE_MAX) break;
      add_names(heap, fixed, module, what, str_sub(file->text, at + 2, end), vars);
      at = end;
    }
  }
}
