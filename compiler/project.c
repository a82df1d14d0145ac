#include "compiler/project.h"

#include <string.h>

#include "runtime/core/dotenv.h"
#include "runtime/core/glob.h"
#include "runtime/core/limits.h"

static const char *const component_names[] = {"defs.yaml", "defs.yml", "component.yaml"};
enum { COMPONENT_NAMES = COUNT(component_names) };

static Str in_folder(Workspace *workspace, Str folder, const char *name) {
  return path_join(workspace->arena, folder, str_of(name));
}

static bool has_file(Workspace *workspace, Str folder, const char *name) {
  return workspace_has_file(workspace, folder, str_of(name));
}

static bool has_dir(Workspace *workspace, Str folder, const char *name) {
  return workspace_is_dir(workspace, in_folder(workspace, folder, name));
}

static bool read_in(Workspace *workspace, Str folder, const char *name, const Source **source) {
  if (!has_file(workspace, folder, name)) return false;
  Str path = in_folder(workspace, folder, name);
  return workspace_read(workspace, path, path, source) == READ_OK;
}

/* ---- the little of TOML that names a project ---- */

static Str next_line(Str text, size_t *at) {
  size_t end = str_find(text, STR("\n"), *at);
  if (end == SIZE_MAX) end = text.n;
  Str line = str_trim(str_sub(text, *at, end));
  *at = end + 1;
  return line;
}

/* The table that a line `[name]` opens; empty for any other line. */
static Str table_name(Str line) {
  size_t end = str_find(line, STR("]"), 0);
  bool opens = line.n > 2 && line.p[0] == '[' && line.p[1] != '[' && end != SIZE_MAX;
  return opens ? str_trim(str_sub(line, 1, end)) : (Str){"", 0};
}

/* The text of `key = "text"`; empty for any other line. */
static Str text_of_key(Str line, Str key) {
  size_t sign = str_find(line, STR("="), 0);
  if (sign == SIZE_MAX || !str_eq(str_trim(str_sub(line, 0, sign)), key)) return (Str){"", 0};
  Str value = str_trim(str_sub(line, sign + 1, line.n));
  if (value.n < 2 || (value.p[0] != '"' && value.p[0] != '\'')) return (Str){"", 0};
  size_t end = str_find(value, (Str){value.p, 1}, 1);
  return end == SIZE_MAX ? (Str){"", 0} : str_sub(value, 1, end);
}

/* The text of a key in a table of a TOML file; empty if it is not there. */
static Str toml_text(Str text, const char *table, const char *key) {
  bool inside = false;
  for (size_t at = 0; at < text.n;) {
    Str line = next_line(text, &at);
    if (line.n && line.p[0] == '[') inside = str_is(table_name(line), table);
    Str value = inside ? text_of_key(line, str_of(key)) : (Str){"", 0};
    if (value.n) return value;
  }
  return (Str){"", 0};
}

/* Whether a table, or one below it, is there. */
static bool toml_has_table(Str text, Str table) {
  for (size_t at = 0; at < text.n;) {
    Str name = table_name(next_line(text, &at));
    bool is_below = str_starts(name, table) && (name.n == table.n || name.p[table.n] == '.');
    if (is_below) return true;
  }
  return false;
}

/* ---- the root ---- */

static bool is_dg_project(Workspace *workspace, Str folder) {
  const Source *source;
  return read_in(workspace, folder, "pyproject.toml", &source) && toml_has_table(source->text, STR("tool.dg"));
}

static bool has_dg_toml(Workspace *workspace, Str folder) { return has_file(workspace, folder, "dg.toml"); }

static bool has_git(Workspace *workspace, Str folder) {
  return has_dir(workspace, folder, ".git") || has_file(workspace, folder, ".git");
}

static bool is_python_project(Workspace *workspace, Str folder) {
  return has_file(workspace, folder, "pyproject.toml") || has_file(workspace, folder, "setup.py");
}

/* The nearest folder at or above `folder` that passes; empty if none does. */
static Str nearest_above(Workspace *workspace, Str folder, bool (*passes)(Workspace *workspace, Str folder)) {
  for (;;) {
    if (passes(workspace, folder)) return folder;
    Str parent = path_parent(folder);
    if (str_eq(parent, folder)) return (Str){"", 0};
    folder = parent;
  }
}

/* The same for a dg project, kept for each folder: components have most of those above them in common. */
static Str dg_root(Workspace *workspace, Str folder) {
  const Str *known = map_get(&workspace->room.dg_roots, folder);
  if (known) return *known;
  Str *root = ARENA_NEW(workspace->arena, Str), parent = path_parent(folder);
  if (is_dg_project(workspace, folder)) *root = folder;
  else if (!str_eq(parent, folder)) *root = dg_root(workspace, parent);
  map_put(workspace->arena, &workspace->room.dg_roots, folder, root);
  return *root;
}

static Str find_root(Workspace *workspace, Str folder) {
  Str root = dg_root(workspace, folder);
  if (!root.n) root = nearest_above(workspace, folder, has_dg_toml);
  if (!root.n) root = nearest_above(workspace, folder, is_python_project);
  if (!root.n) root = nearest_above(workspace, folder, has_git);
  return root.n ? root : folder;
}

/* ---- the package ---- */

/* Two modules: the project's package, and the one whose folder holds the components. */
typedef struct Modules {
  Str package, defs;
} Modules;

/* As the configuration has them: `root_module`, and `defs_module`, which is `defs` in it
 * (dagster_shared/utils/config.py, get_canonical_defs_module_name). Empty: it has none. */
static Modules configured_modules(Workspace *workspace, Str root) {
  static const struct {
    const char *file, *table;
  } rows[] = {{"pyproject.toml", "tool.dg.project"}, {"dg.toml", "project"}};
  Modules modules = {0};
  for (size_t i = 0; i < COUNT(rows) && !modules.package.n; i++) {
    const Source *source;
    if (!read_in(workspace, root, rows[i].file, &source)) continue;
    modules = (Modules){toml_text(source->text, rows[i].table, "root_module"),
                        toml_text(source->text, rows[i].table, "defs_module")};
    size_t dot = str_find(modules.defs, STR("."), 0);
    if (!modules.package.n) modules.package = dot == SIZE_MAX ? modules.defs : str_sub(modules.defs, 0, dot);
  }
  return modules;
}

/* A dotted name as a path below `folder`. */
static Str module_path(Arena *arena, Str folder, Str module) {
  char *path = str_z(arena, module);
  for (size_t i = 0; i < module.n; i++)
    if (path[i] == '.') path[i] = '/';
  return path_join(arena, folder, (Str){path, module.n});
}

/* The package whose folder holds `defs`, where no configuration names it: the first such folder. */
static Str package_with_defs(Workspace *workspace, Str folder) {
  NameList names;
  if (!workspace_list(workspace, folder, &names)) return (Str){"", 0};
  for (size_t i = 0; i < names.n; i++) {
    bool is_hidden = names.at[i].p[0] == '.';
    if (!is_hidden && has_dir(workspace, path_join(workspace->arena, folder, names.at[i]), "defs")) return names.at[i];
  }
  return (Str){"", 0};
}

static void find_package(Workspace *workspace, Project *project) {
  Str folders[] = {in_folder(workspace, project->root, "src"), project->root};
  Modules configured = configured_modules(workspace, project->root);
  for (int i = 0; i < 2; i++) {
    Str package = configured.package.n ? configured.package : package_with_defs(workspace, folders[i]);
    Str dir = package.n ? module_path(workspace->arena, folders[i], package) : package;
    if (!package.n || !workspace_is_dir(workspace, dir)) continue;
    Str defs = configured.defs.n ? module_path(workspace->arena, folders[i], configured.defs)
                                 : in_folder(workspace, dir, "defs");
    project->package = package;
    project->package_dir = dir;
    project->is_configured = configured.package.n > 0;
    project->defs_dir = workspace_is_dir(workspace, defs) ? defs : (Str){"", 0};
    return;
  }
}

/* The chain ends at `defs` also where no package was found: a folder of that name at or above the component. */
static void find_defs_above(Project *project, Str folder) {
  for (; folder.n > project->root.n; folder = path_parent(folder))
    if (str_is(path_name(folder), "defs")) project->defs_dir = folder;
}

Str project_shown_name(Workspace *workspace, Str path) {
  Str relative = path_relative(workspace->arena, path, workspace_absolute_path(workspace, STR(".")));
  return str_starts(relative, STR("..")) ? path : relative;
}

/* The project of a root, as far as it is the same for all that lies in it. */
static const Project *project_at(Workspace *workspace, Str root) {
  Project *project = map_get(&workspace->room.projects, root);
  if (project) return project;
  project = ARENA_NEW(workspace->arena, Project);
  *project = (Project){.root = root, .package = {"", 0}, .package_dir = {"", 0}, .defs_dir = {"", 0}};
  find_package(workspace, project);
  map_put(workspace->arena, &workspace->room.projects, root, project);
  return project;
}

const Project *project_of(Workspace *workspace, Str path) {
  Project *project = ARENA_NEW(workspace->arena, Project);
  Str absolute = str_copy(workspace->arena, workspace_absolute_path(workspace, path)); /* parts of it are kept */
  Str folder = workspace_is_dir(workspace, absolute) ? absolute : path_parent(absolute);
  *project = *project_at(workspace, find_root(workspace, folder));
  if (!project->defs_dir.n) find_defs_above(project, folder);
  const Source *env;
  if (read_in(workspace, project->root, ".env", &env)) {
    workspace->room.project_env = (Map){0};
    dotenv_read(workspace, env->text, &workspace->room.project_env);
  }
  return project;
}

/* ---- components ---- */

/* One line of a .gitignore: of several that fit the last one counts. */
typedef struct IgnoreLine {
  Str base;     /* the folder of the file */
  Str pattern;  /* with a slash inside it is of a path below `base`, else of a name */
  bool is_path;
  bool is_kept; /* `!` */
} IgnoreLine;

typedef VEC(IgnoreLine) IgnoreList;

/* What git has beyond that, a `**` in the middle and escapes, fits nothing. */
static void read_ignored_line(Arena *arena, Str base, Str line, IgnoreList *ignored) {
  IgnoreLine row = {.base = base, .is_kept = str_starts(line, STR("!"))};
  if (row.is_kept) line = str_sub(line, 1, line.n);
  row.is_path = str_starts(line, STR("/"));
  if (row.is_path) line = str_sub(line, 1, line.n);
  if (str_starts(line, STR("**/"))) line = str_sub(line, 3, line.n);
  if (str_ends(line, STR("/**"))) line = str_sub(line, 0, line.n - 3);
  if (str_ends(line, STR("/"))) line.n--;
  bool is_plain = !memchr(line.p, '\\', line.n) && str_find(line, STR("**"), 0) == SIZE_MAX;
  row.is_path |= str_find(line, STR("/"), 0) != SIZE_MAX;
  row.pattern = line;
  if (line.n && line.p[0] != '#' && is_plain) VEC_PUSH(arena, ignored, row);
}

static void read_ignored(Workspace *workspace, Str folder, IgnoreList *ignored) {
  const Source *source;
  if (!read_in(workspace, folder, ".gitignore", &source)) return;
  for (size_t at = 0; at < source->text.n;)
    read_ignored_line(workspace->arena, folder, next_line(source->text, &at), ignored);
}

/* Part by part, as no wildcard stands for a slash. */
static bool path_fits(Str path, Str pattern) {
  for (;;) {
    size_t end = str_find(path, STR("/"), 0), pattern_end = str_find(pattern, STR("/"), 0);
    bool is_last = end == SIZE_MAX;
    if (is_last != (pattern_end == SIZE_MAX)) return false;
    if (!str_glob(str_sub(path, 0, end), str_sub(pattern, 0, pattern_end))) return false;
    if (is_last) return true;
    path = str_sub(path, end + 1, path.n);
    pattern = str_sub(pattern, pattern_end + 1, pattern.n);
  }
}

static bool is_ignored(const IgnoreList *ignored, Str path) {
  bool result = false;
  for (size_t i = 0; i < ignored->n; i++) {
    const IgnoreLine *line = &ignored->at[i];
    bool is_below = str_starts(path, line->base) && path.n > line->base.n + 1;
    Str below = is_below ? str_sub(path, line->base.n + 1, path.n) : STR("");
    bool fits = line->is_path ? is_below && path_fits(below, line->pattern) : str_glob(path_name(path), line->pattern);
    if (fits) result = !line->is_kept;
  }
  return result;
}

static bool is_one_of(Str name, const char *const *names, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (str_is(name, names[i])) return true;
  return false;
}

/* What dbt fetches and builds beside its dbt_project.yml. */
static bool is_made_by_dbt(Workspace *workspace, Str folder, Str name) {
  static const char *const made[] = {"dbt_packages", "dbt_modules", "target"};
  return is_one_of(name, made, COUNT(made)) && has_file(workspace, folder, "dbt_project.yml");
}

static bool is_searched(Workspace *workspace, Str folder, Str name, Str path, const IgnoreList *ignored) {
  static const char *const passed_over[] = {".local_defs_state", "node_modules", "__pycache__"};
  if (is_one_of(name, passed_over, COUNT(passed_over))) return false;
  return name.p[0] != '.' && !is_ignored(ignored, path) && !is_made_by_dbt(workspace, folder, name);
}

/* The component file of a folder; empty if it has none. */
static Str component_in(Workspace *workspace, Str folder) {
  for (size_t i = 0; i < COMPONENT_NAMES; i++)
    if (has_file(workspace, folder, component_names[i])) return in_folder(workspace, folder, component_names[i]);
  return (Str){"", 0};
}

typedef struct Search {
  Workspace *workspace;
  PathRange part;
  IgnoreList ignored;
  ProjectTake take;
  size_t folders;   /* of the part, seen so far */
  Str outer;        /* the component file whose folder is being searched; empty: none */
  bool ended;       /* `take.component` wants no more */
  Arena *paths;     /* what is being searched, as what a layer holds may go whenever `take` was called */
} Search;

/* Whether `path` is a link to a folder that it lies in, which would be found again without end. */
static bool is_loop(Workspace *workspace, Str path) {
  if (!workspace_is_link(workspace, path)) return false;
  Str real = workspace_real_path(workspace, path), here = workspace_real_path(workspace, path_parent(path));
  return str_starts(here, real) && (here.n == real.n || real.n == 1 || here.p[real.n] == '/');
}

/* The component file among the names of a folder, also one that cannot be read; empty: there is none. */
static Str listed_component(Workspace *workspace, Str folder, const NameList *names) {
  for (size_t c = 0; c < COMPONENT_NAMES; c++)
    for (size_t i = 0; i < names->n; i++)
      if (str_is(names->at[i], component_names[c]) && !has_dir(workspace, folder, component_names[c]))
        return names->at[i];
  return (Str){"", 0};
}

/* A folder's own file lets its subfolders be; any other component has its folder to itself. */
static bool is_folder_file(Workspace *workspace, Str path) {
  const Source *source;
  bool readable = workspace_read(workspace, path, project_shown_name(workspace, path), &source) == READ_OK;
  return readable && str_find(source->text, STR("DefsFolderComponent"), 0) != SIZE_MAX;
}

static bool is_before(Str path, Str bound) { return bound.n && str_cmp(path, bound) < 0; }

static bool is_behind(Str path, Str bound) { return bound.n && str_cmp(path, bound) >= 0; }

static bool is_in_part(const Search *all, Str file) {
  return !is_before(file, all->part.from) && !is_behind(file, all->part.to);
}

/* What all paths in a folder begin with. */
static Str beginning_of(const Search *all, Str folder) { return str_cat(all->workspace->arena, folder, STR("/")); }

/* Whether something below a folder may be in the part. */
static bool reaches_part(const Search *all, Str folder) {
  Str below = beginning_of(all, folder);
  bool holds_start = str_starts(all->part.from, below);
  return (holds_start || !is_before(below, all->part.from)) && !is_behind(below, all->part.to);
}

static void pass_over(Search *all, Str file) {
  if (!is_in_part(all, file)) return;
  Str text = str_printf(all->workspace->arena, "%.*s is not loaded: it lies below the component %.*s",
                        STR_FMT(project_shown_name(all->workspace, file)),
                        STR_FMT(project_shown_name(all->workspace, all->outer)));
  diag_report(all->workspace->sink, DIAG_PASSED_OVER, PLACE_NONE, DIAG_ARGS(text));
}

/* Of several component files in a folder Dagster loads one. */
static void pass_over_others(Search *all, Str folder, const NameList *names, Str own) {
  for (size_t i = 0; i < names->n; i++) {
    bool is_component = is_one_of(names->at[i], component_names, COMPONENT_NAMES);
    Str file = path_join(all->workspace->arena, folder, names->at[i]);
    if (!is_component || str_eq(names->at[i], own) || !is_in_part(all, file)) continue;
    Str text = str_printf(all->workspace->arena, "%.*s is not loaded: %.*s beside it comes first",
                          STR_FMT(project_shown_name(all->workspace, file)), STR_FMT(own));
    diag_report(all->workspace->sink, DIAG_PASSED_OVER, PLACE_NONE, DIAG_ARGS(text));
  }
}

static void search(Search *all, Str folder, unsigned depth);

typedef enum ChildKind { CHILD_FOLDER, CHILD_COMPONENT, CHILD_MODULE } ChildKind;

typedef struct Child {
  Str name; /* once all are known: the path */
  ChildKind kind;
} Child;

/* As they stand in paths: what lies in a subfolder has a slash behind the name. */
static int compare_names(Child a, Child b) {
  size_t n = a.name.n < b.name.n ? a.name.n : b.name.n;
  int order = memcmp(a.name.p, b.name.p, n);
  if (order || a.name.n == b.name.n) return order;
  if (a.name.n < b.name.n) return (a.kind == CHILD_FOLDER ? '/' : 0) - (unsigned char)b.name.p[n];
  return (unsigned char)a.name.p[n] - (b.kind == CHILD_FOLDER ? '/' : 0);
}

static const char DEFINITIONS[] = "definitions.py";

typedef struct Children {
  Child *at; /* in the order of paths */
  size_t n;
} Children;

/* Names are nearly in the order of paths: insertion. */
static void add_child(Children *children, Child child) {
  size_t at = children->n++;
  for (; at > 0 && compare_names(child, children->at[at - 1]) < 0; at--) children->at[at] = children->at[at - 1];
  children->at[at] = child;
}

static bool is_to_search(Search *all, Str folder, Str name) {
  Workspace *workspace = all->workspace;
  Str path = path_join(workspace->arena, folder, name);
  return workspace_is_dir(workspace, path) && is_searched(workspace, folder, name, path, &all->ignored) &&
         !is_loop(workspace, path);
}

/* Whether the project is loaded by `load_defs(…)`, which takes of a folder with a definitions.py nothing else
 * (terminate_autoloading_on_keyword_files, True there and False everywhere else). */
static bool stops_at_definitions(Workspace *workspace, const Project *project) {
  const Source *source;
  if (!project->package_dir.n || !read_in(workspace, project->package_dir, DEFINITIONS, &source)) return false;
  return str_find(source->text, STR("load_defs("), 0) != SIZE_MAX &&
         str_find(source->text, STR("terminate_autoloading_on_keyword_files=False"), 0) == SIZE_MAX;
}

static bool has_definitions(Workspace *workspace, Str folder) {
  return has_file(workspace, folder, DEFINITIONS) && !has_file(workspace, folder, "component.py");
}

/* Whether a folder lies in a project's `defs`, and it and those between are no component's and end nothing there. */
static bool holds_modules(Workspace *workspace, Str folder) {
  const Project *project = project_of(workspace, folder);
  Str top = project->defs_dir;
  bool is_below = top.n && str_starts(folder, top) && (folder.n == top.n || folder.p[top.n] == '/');
  bool stops = is_below && stops_at_definitions(workspace, project);
  for (Str at = folder; is_below && at.n >= top.n; at = path_parent(at)) {
    Str file = component_in(workspace, at);
    is_below = file.n ? is_folder_file(workspace, file) : !stops || !has_definitions(workspace, at);
  }
  return is_below;
}

bool project_may_load(Workspace *workspace, const Project *project, Str file) {
  static const char *const OTHER_WAYS[] = {"load_defs(", "omponent"}; /* load_component_at_path, ComponentTree */
  const Source *source;
  if (!project->is_configured || !project->defs_dir.n) return true;
  if (str_starts(file, str_cat(workspace->arena, project->defs_dir, STR("/")))) return true;
  if (!read_in(workspace, project->package_dir, DEFINITIONS, &source)) return true;
  for (size_t i = 0; i < COUNT(OTHER_WAYS); i++)
    if (str_find(source->text, str_of(OTHER_WAYS[i]), 0) != SIZE_MAX) return true;
  return str_find(source->text, STR("load_from_defs_folder("), 0) == SIZE_MAX;
}

static bool is_module_name(Str name) { return str_ends(name, STR(".py")) && name.p[0] != '.'; }

/* Whether the Python files among a folder's names are to be looked at. */
static bool has_modules(Search *all, Str folder, const NameList *names) {
  bool has_some = false;
  for (size_t i = 0; all->take.module && !all->outer.n && !has_some && i < names->n; i++)
    has_some = is_module_name(names->at[i]);
  return has_some && holds_modules(all->workspace, folder);
}

/* What there is to look at in a folder. `own`: its component file; empty: none is taken. */
static Children children_of(Search *all, Str folder, const NameList *names, Str own) {
  Children children = {0};
  Child *found = ARENA_ARRAY(all->workspace->arena, Child, names->n);
  bool modules_too = has_modules(all, folder, names);
  children.at = found;
  for (size_t i = 0; i < names->n; i++) {
    Str name = names->at[i];
    bool is_own = own.n && str_eq(name, own);
    if (is_own) add_child(&children, (Child){name, CHILD_COMPONENT});
    else if (is_to_search(all, folder, name)) add_child(&children, (Child){name, CHILD_FOLDER});
    else if (modules_too && is_module_name(name)) add_child(&children, (Child){name, CHILD_MODULE});
  }
  children.at = ARENA_ARRAY(all->paths, Child, children.n);
  for (size_t i = 0; i < children.n; i++)
    children.at[i] = (Child){path_join(all->paths, folder, found[i].name), found[i].kind};
  return children;
}

static void take_child(Search *all, Child child, unsigned depth) {
  if (child.kind == CHILD_FOLDER) {
    if (reaches_part(all, child.name)) search(all, child.name, depth + 1);
  } else if (is_in_part(all, child.name)) {
    if (child.kind == CHILD_MODULE) all->take.module(all->take.state, child.name);
    else all->ended = !all->take.component(all->take.state, child.name);
  }
}

/* Dagster loads one component file a folder, and none below a component (build_filesystem_component_decl). */
static Children look_into(Search *all, Str folder, const NameList *names) {
  Str own = listed_component(all->workspace, folder, names);
  Str file = own.n ? path_join(all->paths, folder, own) : own;
  if (own.n) pass_over_others(all, folder, names, own);
  if (own.n && all->outer.n) {
    pass_over(all, file);
    own = STR("");
  } else if (own.n && !is_folder_file(all->workspace, file)) {
    all->outer = file;
  }
  return children_of(all, folder, names, own);
}

/* A folder that is there and cannot be listed, say one of another user's: what it holds is not known. */
static void leave_out(Search *all, Str folder) {
  if (!is_in_part(all, beginning_of(all, folder))) return;
  Str name = project_shown_name(all->workspace, folder);
  Str text = str_printf(all->workspace->arena, "not verified: the folder %.*s cannot be read", STR_FMT(name));
  diag_report(all->workspace->sink, DIAG_PASSED_OVER, PLACE_NONE, DIAG_ARGS(text));
}

static void search(Search *all, Str folder, unsigned depth) {
  NameList names;
  Workspace *workspace = all->workspace;
  if (depth > LIMIT_FOLDER_DEPTH || all->folders > LIMIT_FOLDERS) return;
  if (!workspace_list(workspace, folder, &names)) {
    if (depth) leave_out(all, folder);
    return;
  }
  if (depth && has_file(workspace, folder, "pyvenv.cfg")) return; /* a virtual environment */
  if (is_in_part(all, beginning_of(all, folder)) && ++all->folders > LIMIT_FOLDERS) return;
  Str outer = all->outer;
  ArenaMark mark = arena_mark(all->paths);
  Children children = look_into(all, folder, &names);
  for (size_t i = 0; i < children.n && !all->ended; i++) take_child(all, children.at[i], depth);
  arena_rewind(all->paths, mark);
  all->outer = outer;
}

/* Kept as long as the workspace. */
static Search *search_begin(Workspace *workspace, Str folder) {
  bool reached = workspace_below(workspace);
  Search *all = ARENA_NEW(workspace->arena, Search);
  *all = (Search){.workspace = workspace};
  all->paths = arena_within(workspace->arena, workspace->arena->guard, LIMIT_ARENA_BYTES);
  Str root = nearest_above(workspace, folder, has_git);
  read_ignored(workspace, root.n ? root : folder, &all->ignored);
  if (root.n && !str_eq(root, folder)) read_ignored(workspace, folder, &all->ignored);
  workspace_above(workspace, reached);
  return all;
}

size_t project_walk(Workspace *workspace, Str folder, PathRange part, const ProjectTake *take) {
  Str absolute = workspace_absolute_path(workspace, folder);
  Search *all = search_begin(workspace, absolute);
  all->part = part;
  all->take = *take;
  search(all, str_copy(all->paths, absolute), 0);
  arena_free(all->paths);
  return all->folders;
}

size_t project_walk_components(Workspace *workspace, Str folder, PathRange part, bool (*take)(void *state, Str file),
                               void *state) {
  return project_walk(workspace, folder, part, &(ProjectTake){take, NULL, state});
}

void project_judge_folders(Workspace *workspace, size_t folders) {
  if (folders <= LIMIT_FOLDERS) return;
  diag_report(workspace->sink, DIAG_LIMIT, PLACE_NONE, DIAG_ARGS(STR("more than 100,000 folders to search")));
}

/* ---- dividing ---- */

/* The folders to search in `folder`, in the order of paths. */
static void push_folders(Search *all, Str folder, PathList *folders) {
  NameList names;
  if (!workspace_list(all->workspace, folder, &names)) return;
  Children children = children_of(all, folder, &names, STR(""));
  for (size_t i = 0; i < children.n; i++)
    if (reaches_part(all, children.at[i].name)) VEC_PUSH(all->paths, folders, children.at[i].name);
}

/* The folders of the first level that has `enough` of them; none where no level has. */
static PathList folders_of_level(Search *all, Str folder, size_t enough) {
  PathList level = {0};
  VEC_PUSH(all->paths, &level, folder);
  for (unsigned depth = 0; level.n && level.n < enough; depth++) {
    PathList below = {0};
    for (size_t i = 0; i < level.n && depth < LIMIT_FOLDER_DEPTH; i++) push_folders(all, level.at[i], &below);
    level = below;
  }
  return level;
}

size_t project_divide(Workspace *workspace, Str folder, PathRange part, size_t least, size_t most, PathRange *parts) {
  Str absolute = workspace_absolute_path(workspace, folder);
  Search *all = search_begin(workspace, absolute);
  all->part = parts[0] = part;
  PathList level = {0};
  if (most >= 2) level = folders_of_level(all, absolute, 2 * least);
  size_t n = level.n / least < most ? level.n / least : most;
  for (size_t i = 1; i < n; i++) {
    Str bound = str_cat(workspace->arena, level.at[level.n * i / n], STR("/"));
    parts[i - 1].to = bound;
    parts[i] = (PathRange){bound, part.to};
  }
  arena_free(all->paths);
  return n ? n : 1;
}

/* ---- all of them ---- */

typedef struct Found {
  Arena *arena;
  PathList *files, *modules;
} Found;

static bool keep_file(void *state, Str file) {
  Found *found = state;
  VEC_PUSH(found->arena, found->files, str_copy(found->arena, file));
  return true;
}

static void keep_module(void *state, Str file) {
  Found *found = state;
  VEC_PUSH(found->arena, found->modules, str_copy(found->arena, file));
}

void project_find_components(Workspace *workspace, Str folder, PathList *files, PathList *modules) {
  Found found = {workspace->arena, files, modules};
  ProjectTake take = {keep_file, modules ? keep_module : NULL, &found};
  project_judge_folders(workspace, project_walk(workspace, folder, PATH_RANGE_ALL, &take));
}

void project_folder_chain(Workspace *workspace, const Project *project, Str file, PathList *files) {
  Str folder = path_parent(workspace_absolute_path(workspace, file)), top = project->defs_dir;
  bool is_below = top.n && str_starts(folder, top) && (folder.n == top.n || folder.p[top.n] == '/');
  while (is_below && folder.n > top.n) {
    folder = path_parent(folder);
    Str found = component_in(workspace, folder);
    if (found.n) VEC_PUSH(workspace->arena, files, found);
  }
}

/* ---- modules ---- */

/* The file of a dotted name below a folder; that of the folder itself, a package, for no name at all. */
static Str module_in(Workspace *workspace, Str folder, Str module) {
  Str path = module_path(workspace->arena, folder, module);
  Str package = in_folder(workspace, path, "__init__.py"), file = str_cat(workspace->arena, path, STR(".py"));
  if (workspace_is_file(workspace, package)) return package; /* Python prefers the package */
  return module.n && workspace_is_file(workspace, file) ? file : (Str){"", 0};
}

/* Dotted names only: no path can be smuggled in. */
static bool is_dotted(Str name) {
  for (size_t i = 0; i < name.n; i++) {
    bool is_dot_between = name.p[i] == '.' && i && name.p[i - 1] != '.' && i + 1 < name.n;
    if (!char_is_word(name.p[i]) && !is_dot_between) return false;
  }
  return true;
}

/* The package that leading dots mean: one is the folder of the file, each more the one above. Empty above the outermost
 * package. */
static Str package_folder(Workspace *workspace, const Project *project, Str file, size_t dots) {
  Str folder = path_parent(file), src = in_folder(workspace, project->root, "src");
  for (; dots > 1; dots--) {
    folder = path_parent(folder);
    if (folder.n <= project->root.n || str_eq(folder, src)) return (Str){"", 0};
  }
  return folder;
}

/* Where Python looks for what lies in a folder: its name is part of a module's, and a point in it parts two names. */
static Str spelled_folder(Workspace *workspace, const Project *project, Str folder) {
  Str src = in_folder(workspace, project->root, "src");
  size_t from = str_starts(folder, src) ? src.n : str_starts(folder, project->root) ? project->root.n : folder.n;
  if (str_find(folder, STR("."), from) == SIZE_MAX) return folder;
  Buf buf = buf_new(workspace->arena, folder.n + 1);
  for (size_t i = 0; i < folder.n; i++) buf_char(&buf, i >= from && folder.p[i] == '.' ? '/' : folder.p[i]);
  return buf_str(&buf);
}

static Str folder_in(Workspace *workspace, Str base, Str module) {
  Str path = module.n ? module_path(workspace->arena, base, module) : base;
  return workspace_is_dir(workspace, path) ? path : (Str){"", 0};
}

/* What `look` finds of a module in the folder that its name means, as an import in `file` has it. */
static Str find_module(Workspace *workspace, const Project *project, Str file, Str module,
                       Str (*look)(Workspace *workspace, Str base, Str module)) {
  size_t dots = 0;
  while (dots < module.n && module.p[dots] == '.') dots++;
  Str name = str_sub(module, dots, module.n);
  if (!module.n || !is_dotted(name)) return (Str){"", 0};
  if (dots) {
    Str folder = package_folder(workspace, project, workspace_absolute_path(workspace, file), dots);
    return folder.n ? look(workspace, spelled_folder(workspace, project, folder), name) : folder;
  }
  Str found = look(workspace, in_folder(workspace, project->root, "src"), module);
  return found.n ? found : look(workspace, project->root, module);
}

Str project_module_file(Workspace *workspace, const Project *project, Str file, Str module) {
  return find_module(workspace, project, file, module, module_in);
}

Str project_module_folder(Workspace *workspace, const Project *project, Str file, Str module) {
  return find_module(workspace, project, file, module, folder_in);
}
