/* project: which files a PATH stands for, where the project lies, and the chain of folders above a component.
 *
 * The project root is the nearest folder at or above the component that has a pyproject.toml with [tool.dg], else a
 * dg.toml, else any pyproject.toml or setup.py, else a .git, else the component's folder. Component files are
 * `defs.yaml`, `defs.yml`, `component.yaml`. The chain is the component files of kind `dagster.DefsFolderComponent` in
 * the folders above, up to the folder `defs` of the project's package (dagster/components/core/defs_module.py,
 * DefsFolderComponent). */
#ifndef DBTPLAN_PROJECT_H
#define DBTPLAN_PROJECT_H

#include "compiler/yaml/document.h"

typedef struct Project {
  Str root;        /* absolute */
  Str package;     /* the module in which the components lie: "my_project"; "" unknown */
  Str package_dir; /* absolute: root/src/my_project or root/my_project */
  Str defs_dir;    /* `defs` in it, or the folder of `defs_module`; absolute; "" if there is none */
  bool is_configured; /* a pyproject.toml or dg.toml names the package */
} Project;

/* A component file of a project, a component's or a folder's, with what whoever loads it needs. */
typedef struct ComponentFile {
  Workspace *workspace;
  Heap *heap; /* for what is kept of it */
  const Project *project;
  const Source *source;
} ComponentFile;

/* The project that `path` (a file or folder, absolute) belongs to. Reads the .env of the root into
 * workspace->room.project_env. */
const Project *project_of(Workspace *workspace, Str path);

/* Whether Dagster may load a component file: not where it lies outside of the folder `defs` of a configured project
 * whose definitions.py loads that folder by 'load_from_defs_folder' and no component otherwise. */
bool project_may_load(Workspace *workspace, const Project *project, Str file);

/* What messages call a file: relative to the working directory where it lies below it. */
Str project_shown_name(Workspace *workspace, Str path);

typedef StrList PathList;

/* The component files in a folder and below, absolute, in the order of their paths by bytes; hidden folders, those that
 * .gitignore names plainly, virtual environments, `.local_defs_state`, and what dbt makes beside a dbt_project.yml
 * (`dbt_packages`, `dbt_modules`, `target`) are not searched. `modules`: the Python files that Dagster loads by
 * themselves (project_walk); NULL: they are not wanted. */
void project_find_components(Workspace *workspace, Str folder, PathList *files, PathList *modules);
/* A part of what lies below a folder: the paths that stand between two others, absolute, by bytes; the second is not in
 * it. Empty: from the beginning, to the end. */
typedef struct PathRange {
  Str from, to;
} PathRange;
#define PATH_RANGE_ALL ((PathRange){{"", 0}, {"", 0}})

/* The same one by one, of a part; a layer of the workspace may end and begin while `take` is called. It is false where
 * the search is to end. Gives the number of folders in the part that were searched; LIMIT_FOLDERS + 1 where the search
 * ended there. */
size_t project_walk_components(Workspace *workspace, Str folder, PathRange part, bool (*take)(void *state, Str file),
                               void *state);
/* The same, and with the component files the Python files that Dagster loads by themselves: those below a project's
 * folder `defs` that lie in no folder of a component (dagster/components/core/decl.py,
 * build_component_decls_from_directory_items). */
typedef struct ProjectTake {
  bool (*component)(void *state, Str file);
  void (*module)(void *state, Str file); /* NULL: they are not looked for */
  void *state;
} ProjectTake;
size_t project_walk(Workspace *workspace, Str folder, PathRange part, const ProjectTake *take);
/* Reports that there are more folders than LIMIT_FOLDERS, where that is so. */
void project_judge_folders(Workspace *workspace, size_t folders);
/* Divides a part into at most `most` parts of as many folders each, of no less than `least`; gives their number, 1 or
 * more. The parts follow each other. */
size_t project_divide(Workspace *workspace, Str folder, PathRange part, size_t least, size_t most, PathRange *parts);
/* The component files of the folders above `file`, nearest first. */
void project_folder_chain(Workspace *workspace, const Project *project, Str file, PathList *files);
/* The file of a module name as an import in `file` has it: ".x" beside `file`, "..x" in the package above and so on, or
 * an absolute name in the project's sources; dots alone mean the package itself. Empty if there is none. */
Str project_module_file(Workspace *workspace, const Project *project, Str file, Str module);
/* The folder of a module name that has no file: a namespace package. Empty if there is none. */
Str project_module_folder(Workspace *workspace, const Project *project, Str file, Str module);

#endif
