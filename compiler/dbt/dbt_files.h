/* dbt_files: a dbt project from its files: dbt_project.yml, models, seeds, snapshots, properties, installed packages.
 *
 * The order in which configs win is dbt's: dbt_project.yml from the outside in, then properties, then `config(…)` in
 * the file, then, for a package, the root project's dbt_project.yml. Tags add up, `meta` is merged by its keys,
 * everything else is replaced (dbt/context/context_config.py, dbt_common/contracts/config). Reports nothing. */
#ifndef DBTPLAN_DBT_DBT_FILES_H
#define DBTPLAN_DBT_DBT_FILES_H

#include "compiler/dbt/dbt_project.h"
#include "compiler/yaml/document.h"

/* The `target-path` of the project in `dir`; "target" where it has none. */
Str dbt_files_target(Workspace *workspace, Heap *heap, Str dir);
/* The first document of a YAML file of a project, an empty mapping for an empty file; NULL where it cannot be had. A
 * file is read once. */
const YNode *dbt_files_yaml(Workspace *workspace, Str path);
/* The value of a YAML node; what dbt would render is Unknown. */
Value dbt_files_value(Heap *heap, const YNode *yaml);
/* Whether a folder that the dbt project in `dir` names may be looked at: one in it, or in its repository. */
bool dbt_files_inside(Workspace *workspace, Str dir, Str folder);
/* How many packages the project in `dir` asks for: what `dbt deps` installs is as many, or more. */
size_t dbt_files_packages(Workspace *workspace, Arena *arena, Str dir);
void dbt_files_read(Workspace *workspace, Heap *heap, Str dir, DbtProject *project);

#endif
