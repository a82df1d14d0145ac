/* secrets: values of environment variables that reach dbt's command line, where every process list and log shows
 * them. */
#ifndef DBTPLAN_CHECK_SECRETS_H
#define DBTPLAN_CHECK_SECRETS_H

#include "runtime/plan/bind.h"

/* Reports each template of the component's arguments that puts one out. The component has arguments. */
void secrets_check(const BoundComponent *bound);

#endif
