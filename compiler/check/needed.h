/* needed: which nodes of the dbt project every command of a component surely renders. */
#ifndef DBTPLAN_CHECK_NEEDED_H
#define DBTPLAN_CHECK_NEEDED_H

#include "compiler/check/view.h"

#define COMMAND_BIT(COMMAND) (UINT32_C(1) << DBT_##COMMAND)

/* Whether the commands of the component are of these alone. */
bool needed_runs(const View *view, uint32_t commands);
/* For each node of the project whether it is one: selected and run, or an ephemeral model that such a one reads. */
const uint8_t *needed_nodes(const View *view);

#endif
