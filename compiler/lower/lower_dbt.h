/* lower_dbt: the dbt project that a component names: where it lies, what it is called, and whether dbt takes the
 * component's selection, as far as that is known before a launch. Part of lower. */
#ifndef DBTPLAN_LOWER_DBT_H
#define DBTPLAN_LOWER_DBT_H

#include "compiler/lower/conflicts.h"
#include "compiler/lower/lower_tree.h"

/* Binds the component as far as it can be, and sets its `dbt_name` and `has_profiles`, and what is settled of it then;
 * neither where only a launch knows the project. `names`: those of the projects that were read, by their folders; it is
 * kept from one component to the next. False after reporting what Dagster fails on when it loads the component. */
bool lower_dbt_project(TreeScope *scope, const YNode *document, Map *names, PlanComponent *component,
                       Settled *settled);
/* How the assets are called: as their models are, or by the `prefix`, `key` and `keys` that `translation` gives, which
 * it sets. False where that is not known. */
bool lower_dbt_keys(Arena *arena, const YNode *document, const PlanComponent *component, Settled *settled);

#endif
