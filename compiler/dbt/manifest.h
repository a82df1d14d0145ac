/* manifest: a dbt project from its target/manifest.json, which is what Dagster itself reads.
 *
 * Models, seeds, snapshots and sources with what their assets follow from; tests, macros and docs are passed over. */
#ifndef DBTPLAN_DBT_MANIFEST_H
#define DBTPLAN_DBT_MANIFEST_H

#include "compiler/dbt/dbt_project.h"

/* False where there is no file at `path`, or none that is a manifest; `project` is then of no use. Reports nothing. */
bool manifest_read(Workspace *workspace, Heap *heap, Str path, DbtProject *project);

#endif
