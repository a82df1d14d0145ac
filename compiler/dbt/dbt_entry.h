/* dbt_entry: what dbt's manifest has of a node: its entry there, or what the project's files tell of that.
 *
 * Of a node read from files it has the keys that dbt-core 1.11 writes for its type, in that order; what only dbt knows
 * is Unknown. */
#ifndef DBTPLAN_DBT_DBT_ENTRY_H
#define DBTPLAN_DBT_DBT_ENTRY_H

#include "compiler/dbt/dbt_project.h"

/* A V_DICT, of which nothing else knows: code of the project may change what is in it. */
Value dbt_entry(Workspace *workspace, Heap *heap, const DbtNode *node);

#endif
