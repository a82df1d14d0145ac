/* macros: what the models that a component runs call, and nothing defines. dbt learns of it when it runs the model.
 *
 * Only of the adapters whose macros are known (grammar/dbt_macros.def), and of a project all of whose files are. */
#ifndef DBTPLAN_CHECK_MACROS_H
#define DBTPLAN_CHECK_MACROS_H

#include "compiler/check/view.h"

/* Reports to the workspace's sink. */
void macros_check(const View *view);

#endif
