/* modules: the Python modules of a project, by their files: parsed once a workspace, and imported as Python imports
 * them.
 *
 * A name is looked for in `src/` and in the project's root; a folder without `__init__.py` is a namespace package. The
 * packages above a module run before it. A name that begins as a module of the project does and is not there raises
 * ModuleNotFoundError; any other may be installed where Dagster runs, which dbtplan does not know. */
#ifndef DBTPLAN_MODULES_H
#define DBTPLAN_MODULES_H

#include "compiler/project.h"
#include "runtime/eval/module.h"

/* A module file, parsed; `error` where it is no Python, `module` V_ABSENT then. */
typedef struct ModuleFile {
  Workspace *workspace;
  const Project *project;
  const Source *source; /* NULL: a namespace package */
  Str path;             /* of the file, or of the folder */
  Value module, error;
} ModuleFile;

/* The module at `path`; its name in messages is that of the files beside `beside`. NULL, with its status, where it
 * cannot be read. */
ModuleFile *modules_open_file(Workspace *workspace, const Project *project, const Source *beside, Str path,
                              ReadStatus *status);
/* The module that an import of `name` in the file `from` names; NULL: the project has none, or it is no Python. */
const ModuleFile *modules_named(Workspace *workspace, const Project *project, Str from, Str name);
/* A part of Python's library that the program carries as Python (runtime/library/NAME.py), not run; V_ABSENT: none of
 * that name. */
Value modules_library(Heap *heap, Str name);
/* Runs the packages above a module, then the module; VALUE_NONE or the error that ended one of them. */
Value modules_run(Eval *eval, ModuleFile *file);
/* Whether some module that was read may change the environment: of most projects none does. */
bool modules_may_change_env(const Workspace *workspace);
/* The same as modules_run of a module of the project, where it does not run yet or was forgotten. */
Value modules_run_again(Eval *eval, const Module *module);
/* The module of the project that an import in another one of it names, if that has been run; NULL: it has not. */
const Module *modules_imported(Heap *heap, const Module *from, Str name);
/* Calls `visit` with each module of the project that has been run; no folders. */
void modules_each_run(const Project *project, const Workspace *workspace,
                      void (*visit)(const Module *module, void *state), void *state);
/* Forgets what all modules of the project hold, so that they run anew, as for another component. */
void modules_forget(Workspace *workspace);
/* Forgets what parts of Python's library keep for one component alone (Module.of_component), so that none depends on
 * one that was loaded before. */
void modules_begin_component(Workspace *workspace);

#endif
