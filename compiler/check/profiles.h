/* profiles: whether dbt finds the profile and the target that it is to use.
 *
 * Looked at only where a profiles.yml lies in the dbt project, or in the folder that the component names: any other one
 * is the business of the machine that runs dbt. */
#ifndef DBTPLAN_CHECK_PROFILES_H
#define DBTPLAN_CHECK_PROFILES_H

#include "compiler/check/view.h"

/* Reports to the workspace's sink. The view needs no `project` and no `selected`. */
void profiles_check(const View *view);

#endif
