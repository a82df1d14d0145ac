/* required: whether any dbt that Dagster runs is one that the project asks for, `require-dbt-version`.
 *
 * Which dbt will run is not known here, so a project is wrong only where none fits of those that the pinned dagster-dbt
 * takes (grammar/dbt_cli.def knows their commands), or where dbt-core cannot read what is asked for. */
#ifndef DBTPLAN_CHECK_REQUIRED_H
#define DBTPLAN_CHECK_REQUIRED_H

#include "compiler/check/arguments.h"
#include "compiler/yaml/document.h"

/* `yaml`: the project's dbt_project.yml, or NULL. Reports to the workspace's sink. */
void required_check(Heap *heap, const BoundComponent *bound, const Arguments *arguments, const YNode *yaml);

#endif
