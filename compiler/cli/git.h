/* git: the files of a project as they are at a revision, laid out in a folder of their own.
 *
 * The one place of the program that runs another one: `git ls-tree` and `git cat-file`. Of the files only those are
 * taken that a component can depend on (YAML, Python, SQL, TOML, CSV, a manifest); links and submodules are not. The
 * folder is removed when the arena is freed. */
#ifndef DBTPLAN_CLI_GIT_H
#define DBTPLAN_CLI_GIT_H

#include "runtime/core/str.h"

typedef struct GitTree {
  Str folder; /* where the repository's root is laid out, absolute */
  Str inside; /* the path that was asked for, relative to the repository's root; "" the root itself */
} GitTree;

/* The tree at a revision of the repository that holds `path` (absolute; a file, or a folder, which need not be there
 * any more). False with the reason in `*why`. */
bool git_lay_out(Arena *arena, Str revision, Str path, GitTree *tree, Str *why);

#endif
