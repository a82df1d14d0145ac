/* dbt_described: what dbt's manifest has of a node that its entry in a properties file tells besides its config:
 * description, columns, and of a source its schema and identifier. Part of dbt_entry.
 *
 * Only what dbt takes as it is written, or fills in the same way for everyone; what it would render is Unknown. */
#ifndef DBTPLAN_DBT_DBT_DESCRIBED_H
#define DBTPLAN_DBT_DBT_DESCRIBED_H

#include "compiler/dbt/dbt_project.h"

/* Puts that into `dict`, by the manifest's keys, for a node that was read from the project's files. */
void dbt_described_put(Heap *heap, const DbtNode *node, Value dict);

#endif
