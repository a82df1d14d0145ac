#include "compiler/check/variables.h"

#include "compiler/check/needed.h"
#include "compiler/dbt/dbt_files.h"
#include "compiler/dbt/dbt_texts.h"
#include "compiler/dbt/graph.h"
#include "runtime/core/limits.h"

enum { SHOWN_READS = 4 }; /* of each variable, or of all that have no value */

typedef struct Missing {
  Str name;
  Place place;
  DbtReach reach;
} Missing;

typedef struct Check {
  const View *view;
  StrList known;   /* names under `vars:` of dbt_project.yml that hold for the project */
  StrList asked;   /* names that the project reads, as far as it was looked at */
  VEC(Missing) missing;
} Check;

static bool lists(const StrList *names, Str name) {
  for (size_t i = 0; i < names->n; i++)
    if (str_eq(names->at[i], name)) return true;
  return false;
}

/* ---- what has a value ---- */

static void add_keys(Check *check, const YNode *map) {
  for (size_t i = 0; map && map->kind == Y_MAP && i < map->n; i++)
    if (map->pairs[i].key->kind == Y_SCALAR) VEC_PUSH(check->view->heap->arena, &check->known, map->pairs[i].key->text);
}

/* Of dbt_project.yml, and of the vars.yml that dbt-core reads from 1.12 on: for all, and for the project by its name.
 * A name below another package's is none here. */
static void find_known(Check *check) {
  Arena *arena = check->view->heap->arena;
  Str path = path_join(arena, check->view->bound->project_dir, STR("vars.yml"));
  const YNode *const files[] = {check->view->yaml, dbt_files_yaml(check->view->bound->workspace, path)};
  for (size_t i = 0; i < COUNT(files); i++) {
    const YNode *vars = files[i] ? ynode_get(files[i], "vars") : NULL;
    add_keys(check, vars);
    if (vars) add_keys(check, ynode_get(vars, str_z(arena, check->view->project->name)));
  }
}

/* dbt_project.yml itself and profiles.yml see what the command gives, and nothing else. */
static bool has_value(const Check *check, Str name, bool command_only) {
  const SuppliedVar *var = supplied_var(check->view->supplied, name);
  if (check->view->supplied->vars_unknown || (var && var->lines == check->view->supplied->lines)) return true;
  return !command_only && lists(&check->known, name);
}

/* ---- what is read ---- */

static void take_read(void *state, const DbtRead *read) {
  Check *check = state;
  if (!lists(&check->asked, read->name)) VEC_PUSH(check->view->heap->arena, &check->asked, read->name);
  if (read->has_default || read->reach == DBT_GUARDED || has_value(check, read->name, read->before_vars)) return;
  bool is_late = read->reach == DBT_INCREMENTAL && check->view->supplied->full_refresh;
  if (is_late) return;
  VEC_PUSH(check->view->heap->arena, &check->missing, (Missing){read->name, read->place, read->reach});
}

/* In an incremental branch a first run asks for nothing: a component that gives no variables at all may be new. */
static bool is_sure(const Check *check, DbtReach reach) {
  return reach == DBT_ALWAYS || (reach == DBT_INCREMENTAL && check->view->supplied->vars.n > 0);
}

/* ---- reports ---- */

/* Whether the rest of the project, its packages included, names the variable, or may name any. */
static bool is_named(const DbtTexts *texts, Str name) {
  for (size_t i = 0; i < texts->files.n; i++)
    if (dbt_text_names(texts->files.at[i]->text, name)) return true;
  return false;
}

static bool any_computes(const DbtTexts *texts) {
  for (size_t i = 0; i < texts->files.n; i++)
    if (dbt_text_computes(texts->files.at[i]->text)) return true;
  return false;
}

/* Whether nothing of the project reads a variable, for sure. */
static bool is_unread(const Check *check, Str name) {
  const DbtTexts *texts =
      dbt_texts_read(check->view->bound->workspace, check->view->bound->project_dir, check->view->bound->profiles_dir);
  return !texts->incomplete && !any_computes(texts) && !is_named(texts, name);
}

/* The variable that was likely meant: given, and near, or the one that is read by nobody. */
static const SuppliedVar *likely(const Check *check, Str name) {
  StrList names = {0};
  for (size_t i = 0; i < check->view->supplied->vars.n; i++) {
    Str given = check->view->supplied->vars.at[i].name;
    if (!lists(&check->asked, given)) VEC_PUSH(check->view->heap->arena, &names, given);
  }
  Str near = str_nearest(name, names.at, names.n);
  if (!near.n && names.n == 1 && is_unread(check, names.at[0])) near = names.at[0];
  return near.n ? supplied_var(check->view->supplied, near) : NULL;
}

static Place place_of(const Check *check, const SuppliedVar *var) {
  const Node *node = var && var->key ? var->key : check->view->supplied->value;
  return node ? written_place(check->view->written, node) : written_command(check->view->written);
}

/* Of the sure findings, or of the others: a variable is one of these only if it is none of those. */
static bool is_one(const Check *check, const Missing *missing, bool surely) {
  bool found = false;
  for (size_t i = 0; i < check->missing.n && !found; i++) {
    const Missing *other = &check->missing.at[i];
    found = is_sure(check, other->reach) && str_eq(other->name, missing->name);
  }
  return surely ? is_sure(check, missing->reach) : !found;
}

static bool stands_before(const Check *check, size_t i, bool surely) {
  for (size_t j = 0; j < i; j++)
    if (is_one(check, &check->missing.at[j], surely) && str_eq(check->missing.at[j].name, check->missing.at[i].name))
      return true;
  return false;
}

/* "'a', 'b'": each name once. */
static Str names_of(const Check *check, bool surely, Str *first) {
  Buf buf = buf_new(check->view->heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < check->missing.n; i++) {
    const Missing *missing = &check->missing.at[i];
    if (!is_one(check, missing, surely) || stands_before(check, i, surely)) continue;
    if (!first->n) *first = missing->name;
    buf_printf(&buf, "%s'%.*s'", buf.n ? ", " : "", STR_FMT(missing->name));
  }
  return buf_str(&buf);
}

static const char *label_of(const Missing *missing) {
  switch (missing->reach) {
    case DBT_INCREMENTAL: return "is read here, without a default, in every run but the first";
    case DBT_PERHAPS: return "is read here, without a default, where this branch is taken";
    default: return "is read here, without a default";
  }
}

static void report_missing(Check *check, bool surely) {
  Str first = {"", 0}, names = names_of(check, surely, &first);
  DiagSink *sink = view_sink(check->view);
  if (!first.n) return;
  const SuppliedVar *meant = likely(check, first);
  Diag *diag = diag_report(sink, surely ? DIAG_VAR_MISSING : DIAG_VAR_MAY_BE_MISSING, place_of(check, meant),
                           DIAG_ARGS(names));
  if (meant) {
    diag->hint = str_printf(sink->arena, "'%.*s' is given and not read: did you mean '%.*s'?", STR_FMT(meant->name),
                            STR_FMT(first));
    VEC_PUSH(check->view->heap->arena, &check->asked, meant->name);
  }
  for (size_t i = 0; i < check->missing.n && diag->related.n < SHOWN_READS; i++) {
    const Missing *missing = &check->missing.at[i];
    if (!is_one(check, missing, surely)) continue;
    Str label = str_printf(sink->arena, "'%.*s' %s", STR_FMT(missing->name), label_of(missing));
    diag_relate(sink, diag, missing->place, label);
  }
}

/* The variable that was likely meant: read, and not given. */
static Str nearest_asked(const Check *check, Str name) {
  StrList names = {0};
  for (size_t i = 0; i < check->asked.n; i++) {
    Str asked = check->asked.at[i];
    if (!supplied_var(check->view->supplied, asked)) VEC_PUSH(check->view->heap->arena, &names, asked);
  }
  return str_nearest(name, names.at, names.n);
}

static void look_for_readers(Check *check) {
  const DbtTexts *texts = NULL;
  DiagSink *sink = view_sink(check->view);
  for (size_t i = 0; i < check->view->supplied->vars.n; i++) {
    const SuppliedVar *var = &check->view->supplied->vars.at[i];
    if (lists(&check->asked, var->name)) continue;
    if (!texts) {
      texts = dbt_texts_read(check->view->bound->workspace, check->view->bound->project_dir,
                             check->view->bound->profiles_dir);
      if (texts->incomplete || any_computes(texts)) return;
    }
    if (is_named(texts, var->name)) continue;
    Diag *diag = diag_report(sink, DIAG_VAR_UNREAD, place_of(check, var), DIAG_ARGS(var->name));
    Str near = nearest_asked(check, var->name);
    if (near.n) diag->hint = str_printf(sink->arena, "did you mean '%.*s'?", STR_FMT(near));
  }
}

void variables_check(const View *view) {
  Check check = {.view = view};
  const BoundComponent *bound = view->bound;
  find_known(&check);
  DbtReads reads = {bound->workspace, view->heap, view->project, bound->project_dir, take_read, &check};
  uint32_t without_parsing = COMMAND_BIT(NONE) | COMMAND_BIT(DEPS) | COMMAND_BIT(CLEAN) | COMMAND_BIT(DEBUG) |
                             COMMAND_BIT(INIT);
  bool parses = needed_runs(check.view, UINT32_MAX & ~without_parsing);
  const uint8_t *needed = needed_nodes(check.view);
  dbt_reads_of_nodes(&reads, needed);
  if (memchr(needed, 1, view->project->nodes.n)) dbt_reads_of_hooks(&reads);
  bool tests = needed_runs(check.view, COMMAND_BIT(BUILD) | COMMAND_BIT(TEST)) && !bound->exclude.n;
  if (tests) dbt_reads_of_tests(&reads, needed);
  if (parses) dbt_reads_of_yaml(&reads, tests ? needed : NULL);
  if (parses && view->output) dbt_reads_of_profile(&reads, view->profiles, view->output);
  report_missing(&check, true);
  report_missing(&check, false);
  look_for_readers(&check);
}
