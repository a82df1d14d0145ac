/* choice: whether what a component selects is there: the names, tags and paths of `select` and `exclude`, and the
 * `selector`.
 *
 * dbt warns of a criterion that matches nothing and goes on; here it is a warning too, term by term, and only where no
 * node that may be there could match: nothing is said of a project that is not known whole. What dbt cannot read is an
 * error, as Dagster cannot load it. */
#ifndef DBTPLAN_CHECK_CHOICE_H
#define DBTPLAN_CHECK_CHOICE_H

#include "compiler/check/view.h"

/* Reports to the workspace's sink. The view needs no `selected`. */
void choice_check(const View *view);

#endif
