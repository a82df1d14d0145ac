#include "compiler/check/choice.h"

#include "compiler/dbt/dbt_files.h"
#include "compiler/dbt/dbt_select.h"
#include "compiler/dbt/dbt_texts.h"
#include "runtime/core/glob.h"
#include "runtime/core/limits.h"

typedef struct Choice {
  const View *view;
  const char *attribute; /* "select" or "exclude" */
  Str text;              /* of it */
} Choice;

/* ---- what is no model, seed, snapshot or source, and may be selected all the same: tests, exposures, metrics ---- */

static bool may_be_generic_test(Str value) {
  static const char *const tests[] = {"unique_",  "not_null_", "accepted_", "relationships_", "source_",
                                      "dbt_utils", "dbt_expectations", "elementary"};
  size_t plain = 0;
  while (plain < value.n && !strchr("*?[", value.p[plain])) plain++;
  Str start = str_sub(value, 0, plain);
  for (size_t i = 0; i < COUNT(tests); i++)
    if (str_starts(start, str_of(tests[i])) || (plain < value.n && str_starts(str_of(tests[i]), start))) return true;
  return false;
}

static Str last_segment(Str value) {
  return str_sub(value, str_behind(value, '.'), value.n);
}

static bool is_whole_word_in(Str text, Str word) {
  for (size_t at = 0; word.n && (at = str_find(text, word, at)) != SIZE_MAX; at++) {
    char before = at ? text.p[at - 1] : ' ', after = at + word.n < text.n ? text.p[at + word.n] : ' ';
    static const char *const inside = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    if (!strchr(inside, before) && !strchr(inside, after)) return true;
  }
  return false;
}

static bool is_properties(Str path) { return str_ends(path, STR(".yml")) || str_ends(path, STR(".yaml")); }

/* A `name:` anywhere below a node. */
static bool names_below(const YNode *yaml, Str name) {
  const YNode *own = ynode_get(yaml, "name");
  if (own && own->kind == Y_SCALAR && str_glob(own->text, name)) return true;
  for (size_t i = 0; yaml->kind == Y_LIST && i < yaml->n; i++)
    if (names_below(yaml->items[i], name)) return true;
  for (size_t i = 0; yaml->kind == Y_MAP && i < yaml->n; i++)
    if (names_below(yaml->pairs[i].value, name)) return true;
  return false;
}

/* `name:` of what the list of nodes does not have: below sections of other kinds, and below tests. */
static bool names_another(const YNode *yaml, Str name) {
  for (size_t i = 0; yaml->kind == Y_MAP && i < yaml->n; i++) {
    Str key = yaml->pairs[i].key->kind == Y_SCALAR ? yaml->pairs[i].key->text : (Str){"", 0};
    bool is_list = str_lists(STR("models seeds snapshots sources columns tables versions"), key);
    bool is_other = str_lists(STR("exposures metrics semantic_models saved_queries unit_tests tests data_tests "
                                  "functions analyses"),
                              key);
    if (is_other && names_below(yaml->pairs[i].value, name)) return true;
    const YNode *list = yaml->pairs[i].value;
    for (size_t n = 0; is_list && list->kind == Y_LIST && n < list->n; n++)
      if (names_another(list->items[n], name)) return true;
  }
  return false;
}

/* A file of a test, an analysis or the like: whatever is neither a model nor a macro. */
static bool is_other_file(const Choice *choice, Str path, Str name) {
  static const char *const folders[] = {"/models/", "/macros/", "/snapshots/", "/seeds/"};
  Str file = path_name(path);
  size_t dot = str_find(file, STR("."), 0);
  if (!str_glob(file, name) && !str_glob(str_sub(file, 0, dot), name)) return false;
  Str below = str_sub(path, choice->view->bound->project_dir.n, path.n);
  for (size_t i = 0; i < COUNT(folders); i++)
    if (str_starts(below, str_of(folders[i]))) return false;
  return true;
}

static bool may_be_another(const Choice *choice, const DbtCriterion *c) {
  Workspace *workspace = choice->view->bound->workspace;
  const DbtTexts *texts =
      dbt_texts_read(workspace, choice->view->bound->project_dir, choice->view->bound->profiles_dir);
  Str name = last_segment(c->value);
  bool by_word = str_is(c->method, "tag") || str_is(c->method, "group");
  for (size_t i = 0; i < texts->files.n; i++) {
    const Source *file = texts->files.at[i];
    if (by_word && is_whole_word_in(file->text, c->value)) return true;
    if (by_word) continue;
    if (is_other_file(choice, file->path, str_is(c->method, "file") ? c->value : name)) return true;
    const YNode *yaml = is_properties(file->path) ? dbt_files_yaml(workspace, file->path) : NULL;
    if (yaml && names_another(yaml, name)) return true;
  }
  return false;
}

static bool path_exists(const Choice *choice, Str path) {
  Workspace *workspace = choice->view->bound->workspace;
  Str full = path_join(choice->view->heap->arena, choice->view->bound->project_dir, path);
  return workspace_is_file(workspace, full) || workspace_is_dir(workspace, full);
}

/* Whether the word is the project's name or that of a folder in it. */
static bool names_folder(const Choice *choice, Str word) {
  const View *view = choice->view;
  const DbtTexts *texts = dbt_texts_read(view->bound->workspace, view->bound->project_dir, view->bound->profiles_dir);
  Str inside = str_printf(view->heap->arena, "/%.*s/", STR_FMT(word));
  if (str_eq(word, view->project->name)) return true;
  for (size_t i = 0; i < texts->files.n; i++)
    if (str_find(texts->files.at[i]->path, inside, view->bound->project_dir.n) != SIZE_MAX) return true;
  return false;
}

/* "shop.mart.*": the name of whatever lies in the project begins with the project's and those of its folders. */
static bool is_in_no_folder(const Choice *choice, Str fqn) {
  size_t from = 0;
  for (size_t dot; (dot = str_find(fqn, STR("."), from)) != SIZE_MAX; from = dot + 1) {
    Str word = str_sub(fqn, from, dot);
    if (dbt_has_wildcard(word)) return false;
    if (!names_folder(choice, word)) return true;
  }
  return false;
}

/* Whether the list of nodes, and a look at the rest, decides that nothing matches. */
static bool is_decided(const Choice *choice, const DbtCriterion *c) {
  if (str_is(c->method, "fqn") && is_in_no_folder(choice, c->value)) return true;
  if (str_is(c->method, "fqn")) return !may_be_generic_test(last_segment(c->value)) && !may_be_another(choice, c);
  if (str_is(c->method, "tag") || str_is(c->method, "group"))
    return !dbt_has_wildcard(c->value) && !may_be_another(choice, c);
  if (str_is(c->method, "path")) return !dbt_has_wildcard(c->value) && !path_exists(choice, c->value);
  if (str_is(c->method, "file")) return !may_be_another(choice, c);
  if (str_is(c->method, "config")) return str_is(c->argument, "materialized") && !str_is(c->value, "test");
  if (str_is(c->method, "resource_type"))
    return str_is(str_of(choice->attribute), "select") && str_lists(STR("model seed snapshot source"), c->value);
  return str_lists(STR("source package access version"), c->method);
}

/* ---- one term ---- */

static bool are_all_no(const uint8_t *set, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (set[i] != VERDICT_NO) return false;
  return true;
}

static bool selects_none(const View *view, const DbtProject *project, Str select, Str exclude) {
  const uint8_t *set = dbt_select(view->heap, project, select, exclude, STR(""));
  return set && are_all_no(set, project->nodes.n);
}

/* A manifest may be older than the files: they must agree. */
static bool is_nowhere(const View *view, Str select, Str exclude) {
  if (!selects_none(view, view->project, select, exclude)) return false;
  if (!view->project->from_manifest) return !view->project->incomplete.n;
  const BoundComponent *bound = view->bound;
  return selects_none(view, dbt_project_read_files(bound->workspace, view->heap, bound->project_dir), select, exclude);
}

static Str near_name(const Choice *choice, const DbtCriterion *c) {
  StrList names = {0};
  Arena *arena = choice->view->heap->arena;
  for (size_t i = 0; i < choice->view->project->nodes.n; i++) {
    const DbtNode *node = &choice->view->project->nodes.at[i];
    if (str_is(c->method, "fqn") && node->type != DBT_TYPE_SOURCE) VEC_PUSH(arena, &names, node->name);
    for (size_t t = 0; str_is(c->method, "tag") && t < node->tags.n; t++) VEC_PUSH(arena, &names, node->tags.at[t]);
    if (str_is(c->method, "source") && node->source.n) VEC_PUSH(arena, &names, node->source);
  }
  return str_nearest(c->value, names.at, names.n);
}

static Place place_at(const Choice *choice, size_t at, size_t n) {
  return written_part(choice->view->written, choice->attribute, choice->text, at, n);
}

static Diag *report_none(const Choice *choice, size_t at, Str text) {
  bool selects = str_is(str_of(choice->attribute), "select");
  return diag_report(view_sink(choice->view), DIAG_SELECT_NOTHING, place_at(choice, at, text.n),
                     DIAG_ARGS(text, selects ? STR("selects") : STR("excludes")));
}

static void report_nothing(const Choice *choice, size_t at, Str part, const DbtCriterion *c) {
  DiagSink *sink = view_sink(choice->view);
  Diag *diag = report_none(choice, at, part);
  Str near = near_name(choice, c);
  if (str_lists(STR("access version"), c->method))
    diag->hint = STR("Dagster selects in the manifest, where 'access:' and 'version:' match nothing, though dbt knows "
                     "them: take names, tags, a path or 'config.access:'");
  bool by_method = near.n && str_find(part, STR(":"), 0) != SIZE_MAX;
  Str method = by_method ? str_cat(sink->arena, c->method, STR(":")) : (Str){"", 0};
  if (near.n) diag->hint = str_printf(sink->arena, "did you mean '%.*s%.*s'?", STR_FMT(method), STR_FMT(near));
}

/* Of a method that there is, what is wrong is its value. */
static Str value_remedy(Arena *arena, const DbtCriterion *c) {
  if (str_is(c->method, "path"))
    return STR("a path begins in the dbt project's folder, and '**' stands alone between slashes");
  if (str_lists(STR("state result source_status"), c->method))
    return STR("it compares with another run, and there is none when Dagster loads");
  StrList list = {0};
  Str values = dbt_method_values(c->method);
  str_parts(arena, values, ' ', &list);
  Str near = str_nearest(c->value, list.at, list.n);
  if (near.n) return str_printf(arena, "did you mean '%.*s:%.*s'?", STR_FMT(c->method), STR_FMT(near));
  return values.n ? str_cat(arena, STR("it takes one of: "), values) : STR("");
}

static void report_invalid(const Choice *choice, size_t at, Str part, const DbtCriterion *c) {
  Arena *arena = view_sink(choice->view)->arena;
  Diag *diag = diag_report(view_sink(choice->view), DIAG_SELECT_INVALID, place_at(choice, at, part.n),
                           DIAG_ARGS(part, str_of(choice->attribute)));
  StrList methods = dbt_methods(arena);
  Str near = str_nearest(c->method, methods.at, methods.n);
  if (str_eq(near, c->method)) diag->hint = value_remedy(arena, c);
  else if (near.n) diag->hint = str_printf(arena, "did you mean '%.*s:'?", STR_FMT(near));
}

/* One criterion between blanks and commas, `at` its first byte. True: something was said. */
static bool judge_part(const Choice *choice, size_t at, Str part) {
  DbtCriterion c = dbt_criterion(part);
  if (!part.n) return false;
  if (!dbt_select(choice->view->heap, choice->view->project, part, STR(""), STR(""))) {
    report_invalid(choice, at, part, &c);
    return true;
  }
  if (!is_nowhere(choice->view, part, STR("")) || !is_decided(choice, &c)) return false;
  report_nothing(choice, at, part, &c);
  return true;
}

/* Of parts that each match something, what matches them all. */
static bool judge_common(const Choice *choice, size_t at, Str term) {
  if (str_find(term, STR(","), 0) == SIZE_MAX || !is_nowhere(choice->view, term, STR(""))) return false;
  bool is_a_list = term.p[0] == ',' || term.p[term.n - 1] == ',';
  report_none(choice, at, term)->hint =
      is_a_list ? STR("a blank joins what stands beside it, and a comma intersects: leave the comma out")
                : STR("a comma intersects, a blank joins");
  return true;
}

/* Commas intersect. True: something was said. */
static bool judge_term(const Choice *choice, size_t at, Str term) {
  bool is_told = false;
  size_t end;
  for (size_t from = 0; from < term.n; from = end + 1) {
    end = str_find(term, STR(","), from);
    if (end == SIZE_MAX) end = term.n;
    if (judge_part(choice, at + from, str_sub(term, from, end))) is_told = true;
  }
  return is_told || judge_common(choice, at, term);
}

/* Blanks join. */
static bool judge_text(const Choice *choice) {
  Str text = choice->text;
  bool is_told = false;
  for (size_t at = 0, end; at < text.n; at = end + 1) {
    end = str_find(text, STR(" "), at);
    if (end == SIZE_MAX) end = text.n;
    if (end > at && judge_term(choice, at, str_sub(text, at, end))) is_told = true;
  }
  return is_told;
}

/* Of a text without a term nothing is selected: the default is another one. */
static bool judge_blank(const Choice *choice) {
  if (str_trim(choice->text).n) return false;
  report_none(choice, 0, choice->text)->hint = STR("without 'select:' everything is selected");
  return true;
}

/* What is excluded is all of the assets that are selected, if any were: of tests alone nothing is said. */
static bool excludes_all(const View *view, Str exclude) {
  Str select = view->bound->select;
  return view->project->nodes.n && is_nowhere(view, select, exclude) && !is_nowhere(view, select, STR(""));
}

static void judge_both(const View *view) {
  const BoundComponent *bound = view->bound;
  if (!excludes_all(view, bound->exclude)) return;
  diag_report(view_sink(view), DIAG_SELECT_EXCLUDED, written_attribute(view->written, "exclude", NULL),
              DIAG_ARGS(bound->exclude));
}

/* The same of what `cli_args` exclude besides, in every launch. */
static void judge_own(const View *view) {
  const BoundComponent *bound = view->bound;
  Str own = view->supplied->exclude;
  const Node *tree = bound->component->cli_args;
  if (!own.n || !tree || (tree->inputs & INPUT_PARTITION)) return;
  Str all = str_printf(view->heap->arena, "%.*s %.*s", STR_FMT(bound->exclude), STR_FMT(own));
  if (excludes_all(view, str_trim(all)))
    diag_report(view_sink(view), DIAG_SELECT_EXCLUDED, written_place(view->written, view->supplied->exclude_node),
                DIAG_ARGS(own));
}

/* ---- the selector ---- */

static void judge_selector(const Choice *choice) {
  DiagSink *sink = view_sink(choice->view);
  Str name = choice->view->bound->selector;
  Value selectors = choice->view->project->selectors;
  if (selectors.kind != V_DICT || dict_get_str(selectors.dict, name).kind != V_ABSENT) return;
  StrList names = {0};
  for (size_t i = 0; i < selectors.dict->n; i++)
    if (value_is_str(selectors.dict->at[i].key))
      VEC_PUSH(choice->view->heap->arena, &names, value_text(selectors.dict->at[i].key));
  Place place = written_attribute(choice->view->written, "selector", NULL);
  Diag *diag = diag_report(sink, DIAG_SELECTOR_MISSING, place, DIAG_ARGS(name));
  Str near = str_nearest(name, names.at, names.n);
  if (near.n) diag->hint = str_printf(sink->arena, "did you mean '%.*s'?", STR_FMT(near));
}

void choice_check(const View *view) {
  const BoundComponent *bound = view->bound;
  Choice select = {view, "select", bound->select}, exclude = {view, "exclude", bound->exclude};
  if (bound->selector.n) {
    judge_selector(&select);
    return;
  }
  bool is_told = bound->component->select && (judge_blank(&select) || judge_text(&select));
  if (!is_told) judge_own(view);
  if (!bound->exclude.n || judge_text(&exclude) || is_told) return;
  judge_both(view);
}
