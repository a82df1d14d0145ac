#include "compiler/project.h"

#include <string.h>

#include "runtime/core/dotenv.h"

const Str project_files[PROJECT_FILES] = {STR_INIT("defs.yaml"), STR_INIT("defs.yml"), STR_INIT("component.yaml")};

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
    Str line = str_trimmed_line(text, &at);
    if (line.n && line.p[0] == '[') inside = str_is(table_name(line), table);
    Str value = inside ? text_of_key(line, str_of(key)) : (Str){"", 0};
    if (value.n) return value;
  }
  return (Str){"", 0};
}

/* Whether a table, or one below it, is there. */
static bool toml_has_table(Str text, Str table) {
  for (size_t at = 0; at < text.n;) {
    Str name = table_name(str_trimmed_line(text, &at));
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

Str project_git_root(Workspace *workspace, Str folder) { return nearest_above(workspace, folder, has_git); }

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
  if (!root.n) root = project_git_root(workspace, folder);
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

/* ---- component files ---- */

/* The component file of a folder; empty if it has none. */
static Str component_in(Workspace *workspace, Str folder) {
  for (size_t i = 0; i < PROJECT_FILES; i++)
    if (workspace_has_file(workspace, folder, project_files[i]))
      return path_join(workspace->arena, folder, project_files[i]);
  return (Str){"", 0};
}

bool project_is_folder_file(Workspace *workspace, Str path) {
  const Source *source;
  bool readable = workspace_read(workspace, path, project_shown_name(workspace, path), &source) == READ_OK;
  return readable && str_find(source->text, STR("DefsFolderComponent"), 0) != SIZE_MAX;
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

/* ---- what Dagster loads ---- */

static const char DEFINITIONS[] = "definitions.py";

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

/* It and the folders between are no component's, and end nothing there. */
bool project_holds_modules(Workspace *workspace, Str folder) {
  const Project *project = project_of(workspace, folder);
  Str top = project->defs_dir;
  bool is_below = top.n && str_starts(folder, top) && (folder.n == top.n || folder.p[top.n] == '/');
  bool stops = is_below && stops_at_definitions(workspace, project);
  for (Str at = folder; is_below && at.n >= top.n; at = path_parent(at)) {
    Str file = component_in(workspace, at);
    is_below = file.n ? project_is_folder_file(workspace, file) : !stops || !has_definitions(workspace, at);
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

/* ---- modules ---- */

/* The file of a dotted name below a folder; that of the folder itself, a package, for no name at all. */
static Str module_in(Workspace *workspace, Str folder, Str module) {
  Str path = module_path(workspace->arena, folder, module);
  Str package = in_folder(workspace, path, "__init__.py"), file = str_cat(workspace->arena, path, STR(".py"));
  if (workspace_is_file(workspace, package)) return package; /* Python prefers the package */
  return module.n && workspace_is_file(workspace, file) ? file : (Str){"", 0};
}

/* Dotted names only: no path can be smuggled in. A part may be the name of a folder, which need be no identifier. */
static bool is_dotted(Str name) {
  for (size_t i = 0; i < name.n; i++) {
    bool is_dot_between = i && name.p[i - 1] != '.' && i + 1 < name.n;
    if (name.p[i] == '/' || (name.p[i] == '.' && !is_dot_between)) return false;
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
