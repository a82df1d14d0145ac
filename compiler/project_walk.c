#include "compiler/project_walk.h"

#include <string.h>

#include "compiler/gitignore.h"
#include "runtime/core/limits.h"

/* What dbt fetches and builds beside its dbt_project.yml. */
static bool is_made_by_dbt(Workspace *workspace, Str folder, Str name) {
  return str_lists(STR("dbt_packages dbt_modules target"), name) &&
         workspace_has_file(workspace, folder, STR("dbt_project.yml"));
}

static bool is_searched(Workspace *workspace, Str folder, Str name, Str path, const IgnoreList *ignored) {
  if (name.p[0] == '.' || str_lists(STR("node_modules __pycache__"), name)) return false;
  return !gitignore_hides(ignored, path) && !is_made_by_dbt(workspace, folder, name);
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
  for (size_t c = 0; c < PROJECT_FILES; c++)
    for (size_t i = 0; i < names->n; i++)
      if (str_eq(names->at[i], project_files[c]) &&
          !workspace_is_dir(workspace, path_join(workspace->arena, folder, project_files[c])))
        return names->at[i];
  return (Str){"", 0};
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

static bool is_component_name(Str name) {
  bool found = false;
  for (size_t i = 0; i < PROJECT_FILES; i++) found |= str_eq(name, project_files[i]);
  return found;
}

/* Of several component files in a folder Dagster loads one. */
static void pass_over_others(Search *all, Str folder, const NameList *names, Str own) {
  for (size_t i = 0; i < names->n; i++) {
    bool is_component = is_component_name(names->at[i]);
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

static bool is_module_name(Str name) { return str_ends(name, STR(".py")) && name.p[0] != '.'; }

/* Whether the Python files among a folder's names are to be looked at. */
static bool has_modules(Search *all, Str folder, const NameList *names) {
  bool has_some = false;
  for (size_t i = 0; all->take.module && !all->outer.n && !has_some && i < names->n; i++)
    has_some = is_module_name(names->at[i]);
  return has_some && project_holds_modules(all->workspace, folder);
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
  } else if (own.n && !project_is_folder_file(all->workspace, file)) {
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
  if (depth && workspace_has_file(workspace, folder, STR("pyvenv.cfg"))) return; /* a virtual environment */
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
  Str root = project_git_root(workspace, folder);
  gitignore_read(workspace, root.n ? root : folder, &all->ignored);
  if (root.n && !str_eq(root, folder)) gitignore_read(workspace, folder, &all->ignored);
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
