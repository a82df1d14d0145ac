/* defs_modules: the Python files of a project that Dagster loads by themselves (project_walk). What fails in one of
 * them fails the load of the whole project. */
#ifndef DBTPLAN_DEFS_MODULES_H
#define DBTPLAN_DEFS_MODULES_H

#include "compiler/python/modules.h"

/* Runs a file. False after reporting that it is no Python, or what it raises; a file or connection that is not there
 * where dbtplan runs is no fault. */
bool defs_module_check(Workspace *workspace, Heap *heap, const Project *project, Str file);

/* An asset that a file defines under a key that stands there as it is. */
typedef struct DefsAsset {
  const Source *source;
  Str key; /* each of its parts ends in '\n' */
  Span span;
  bool is_spec; /* an AssetSpec alone, which several files may have */
} DefsAsset;
typedef VEC(DefsAsset) DefsAssetList;

/* The assets among the names of a file that Dagster takes: none where it has definitions of its own (`dg.Definitions`,
 * `@dg.definitions`), which say which ones count. */
DefsAssetList defs_module_assets(Workspace *workspace, const Project *project, Str file);

#endif
