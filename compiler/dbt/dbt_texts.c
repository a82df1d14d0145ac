#include "compiler/dbt/dbt_texts.h"

#include "compiler/dbt/dbt_files.h"
#include "runtime/core/limits.h"

typedef struct Walk {
  Workspace *workspace;
  Arena *arena;
  DbtTexts *texts;
  size_t seen;
} Walk;

static bool holds_jinja(Str name) {
  static const char *const endings[] = {".sql", ".yml", ".yaml", ".py", ".jinja", ".j2"};
  for (size_t i = 0; i < COUNT(endings); i++)
    if (str_ends(name, str_of(endings[i]))) return true;
  return false;
}

/* What dbt builds, and what is no part of a project. */
static bool is_passed_over(Str name) { return name.p[0] == '.' || str_lists(STR("target logs node_modules"), name); }

static void take(Walk *walk, Str path) {
  const Source *source;
  bool read = workspace_read(walk->workspace, path, path, &source) == READ_OK;
  if (read && source->text.n <= LIMIT_DBT_FILE_BYTES)
    VEC_PUSH(walk->arena, &walk->texts->files, source);
  else
    walk->texts->incomplete = true;
}

static void walk_folder(Walk *walk, Str folder, unsigned depth) {
  NameList names;
  if (!workspace_list(walk->workspace, folder, &names)) return;
  walk->seen += names.n;
  if (depth > LIMIT_DBT_FOLDER_DEPTH || walk->seen > LIMIT_DBT_FILES) {
    walk->texts->incomplete = true;
    return;
  }
  for (size_t i = 0; i < names.n; i++) {
    if (is_passed_over(names.at[i])) continue;
    Str path = path_join(walk->arena, folder, names.at[i]);
    if (workspace_is_dir(walk->workspace, path))
      walk_folder(walk, path, depth + 1);
    else if (holds_jinja(names.at[i]))
      take(walk, path);
  }
}

/* Folders that dbt_project.yml names outside of the project: `macro-paths: [../shared]`. */
static void walk_outside(Walk *walk, Str dir, const YNode *config) {
  static const char *const keys[] = {"model-paths",    "macro-paths", "test-paths", "snapshot-paths",
                                     "analysis-paths", "seed-paths",  "docs-paths", "function-paths"};
  for (size_t k = 0; k < COUNT(keys); k++) {
    const YNode *list = ynode_get(config, keys[k]);
    for (size_t i = 0; list && list->kind == Y_LIST && i < list->n; i++) {
      Str path = list->items[i]->kind == Y_SCALAR ? list->items[i]->text : (Str){"", 0};
      bool is_outside = str_starts(path, STR("..")) || str_starts(path, STR("/")) ||
                        str_find(path, STR("{{"), 0) != SIZE_MAX;
      Str folder = path_normal(walk->arena, path_join(walk->arena, dir, path));
      if (is_outside && dbt_files_inside(walk->workspace, dir, folder)) walk_folder(walk, folder, 1);
      else walk->texts->incomplete |= is_outside;
    }
  }
}

/* Packages are read where `dbt deps` has put them: in the project's folder, or in one that it names. */
static void look_for_packages(Walk *walk, Str dir, const YNode *config) {
  NameList names = {0};
  size_t installed = 0;
  const YNode *place = ynode_get(config, "packages-install-path");
  Str folder = path_join(walk->arena, dir, place && place->kind == Y_SCALAR ? place->text : STR("dbt_packages"));
  bool is_inside = dbt_files_inside(walk->workspace, dir, folder);
  if (is_inside) workspace_list(walk->workspace, folder, &names);
  for (size_t i = 0; i < names.n; i++) {
    Str package = path_join(walk->arena, folder, names.at[i]);
    installed += workspace_is_file(walk->workspace, path_join(walk->arena, package, STR("dbt_project.yml")));
  }
  walk->texts->incomplete |= installed < dbt_files_packages(walk->workspace, walk->arena, dir);
  if (place && is_inside) walk_folder(walk, folder, 1);
}

static const DbtTexts *read_texts(Workspace *workspace, Str dir, Str profiles_dir) {
  Arena *arena = workspace->arena;
  DbtTexts *texts = ARENA_NEW(arena, DbtTexts);
  Walk walk = {workspace, arena, texts, 0};
  const YNode *config = dbt_files_yaml(workspace, path_join(arena, dir, STR("dbt_project.yml")));
  texts->incomplete = !config;
  walk_folder(&walk, dir, 0);
  if (config) walk_outside(&walk, dir, config);
  if (config) look_for_packages(&walk, dir, config);
  Str profiles = path_join(arena, profiles_dir, STR("profiles.yml"));
  bool is_elsewhere = profiles_dir.n && !str_eq(profiles_dir, dir) && workspace_is_file(workspace, profiles);
  if (is_elsewhere) take(&walk, profiles);
  return texts;
}

const DbtTexts *dbt_texts_read(Workspace *workspace, Str dir, Str profiles_dir) {
  Str key = str_printf(workspace->arena, "%.*s\n%.*s\ntexts", STR_FMT(dir), STR_FMT(profiles_dir));
  const DbtTexts *known = map_get(&workspace->dbt_projects, key);
  if (known) return known;
  bool reached = workspace_below(workspace);
  Arena *arena = workspace->arena;
  known = read_texts(workspace, str_copy(arena, dir), str_copy(arena, profiles_dir));
  map_put(arena, &workspace->dbt_projects, str_copy(arena, key), (void *)known);
  workspace_above(workspace, reached);
  return known;
}

/* ---- one text ---- */

bool dbt_text_names(Str text, Str variable) {
  for (size_t at = 0; (at = str_find(text, variable, at)) != SIZE_MAX; at++) {
    size_t end = at + variable.n;
    if (at == 0 || end >= text.n) continue;
    char before = text.p[at - 1], after = text.p[end];
    if ((before == '\'' || before == '"') && (after == '\'' || after == '"' || after == '\\')) return true;
  }
  return false;
}

static size_t skip_blanks(Str text, size_t at) {
  while (at < text.n && strchr(" \t\r\n", text.p[at]) && text.p[at]) at++;
  return at;
}

/* `var(` and something else than one text, perhaps with a default behind. */
static bool is_computed_call(Str text, size_t open) {
  size_t at = skip_blanks(text, open + 1);
  if (at >= text.n) return false;
  if (text.p[at] == '\\') at++; /* in a quoted YAML scalar */
  char quote = at < text.n ? text.p[at] : 0;
  if (quote != '\'' && quote != '"') return true;
  size_t end = str_find(text, (Str){&quote, 1}, at + 1);
  if (end == SIZE_MAX) return true;
  at = skip_blanks(text, end + 1);
  return at >= text.n || (text.p[at] != ')' && text.p[at] != ',');
}

bool dbt_text_computes(Str text) {
  if (str_find(text, STR("invocation_args"), 0) != SIZE_MAX) return true;
  for (size_t at = 0; (at = str_find(text, STR("var"), at)) != SIZE_MAX; at += 3) {
    bool is_whole = (at == 0 || !char_is_word(text.p[at - 1])) && (at + 3 >= text.n || !char_is_word(text.p[at + 3]));
    size_t open = skip_blanks(text, at + 3);
    if (is_whole && open < text.n && text.p[open] == '(' && is_computed_call(text, open)) return true;
  }
  return false;
}
