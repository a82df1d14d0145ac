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

/* The names of component files: of several in a folder the first counts. */
enum { PROJECT_FILES = 3 };
extern const Str project_files[PROJECT_FILES];
/* Whether a component file is that of a folder, which lets its subfolders be; any other component has its folder to
 * itself. */
bool project_is_folder_file(Workspace *workspace, Str file);
/* Whether Dagster loads by themselves the Python files of a folder: of one at or below the project's folder `defs` that
 * lies in no folder of a component (dagster/components/core/decl.py, build_component_decls_from_directory_items). */
bool project_holds_modules(Workspace *workspace, Str folder);
/* The nearest folder at or above `folder` that has a `.git`; empty: there is none. */
Str project_git_root(Workspace *workspace, Str folder);
/* The component files of the folders above `file`, nearest first. */
void project_folder_chain(Workspace *workspace, const Project *project, Str file, PathList *files);
/* The file of a module name as an import in `file` has it: ".x" beside `file`, "..x" in the package above and so on, or
 * an absolute name in the project's sources; dots alone mean the package itself. Empty if there is none. */
Str project_module_file(Workspace *workspace, const Project *project, Str file, Str module);
/* The folder of a module name that has no file: a namespace package. Empty if there is none. */
Str project_module_folder(Workspace *workspace, const Project *project, Str file, Str module);

#endif
