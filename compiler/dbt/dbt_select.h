/* dbt_select: dbt's node selection (`--select`, `--exclude`, `--selector`) over the nodes of a project.
 *
 * Blanks join, commas intersect; `+`, `n+`, `@` walk the graph; methods fqn, tag, path, file, config.x, resource_type,
 * source, group, package (dbt/graph/selector_spec.py, selector_methods.py, cli.py). What another method selects, and
 * what depends on something unknown of a node, is MAYBE. */
#ifndef DBTPLAN_DBT_DBT_SELECT_H
#define DBTPLAN_DBT_DBT_SELECT_H

#include "compiler/dbt/dbt_project.h"
#include "compiler/dbt/graph.h"

/* `[@][n+][method:]value[+n]` */
typedef struct DbtCriterion {
  Str method, argument, value; /* "config", "materialized", "table" */
  bool childrens_parents, up, down;
  int up_depth, down_depth;
} DbtCriterion;

/* One criterion, its method made explicit. */
DbtCriterion dbt_criterion(Str text);
bool dbt_has_wildcard(Str text);
/* The names of all methods. */
StrList dbt_methods(Arena *arena);
/* The only values that dbt takes for a method, between blanks; empty where it takes others, too. */
Str dbt_method_values(Str method);
/* What dbt runs: a verdict for each node of the project; a `selector` stands alone. NULL where dbt refuses the text. */
const uint8_t *dbt_select(Heap *heap, const DbtProject *project, Str select, Str exclude, Str selector);
/* The same for what Dagster makes assets of, which is less where models have versions: `orders` and `orders.v2` name
 * none of them, `v2` does. */
const uint8_t *dbt_select_assets(Heap *heap, const DbtProject *project, Str select, Str exclude, Str selector);
/* Whether dbt takes the text as a selection, whatever it selects; `state:` it does not take when Dagster loads. */
bool dbt_select_takes(Heap *heap, Str text);

#endif
