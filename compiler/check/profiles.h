/* profiles: whether dbt finds the profile and the target that it is to use.
 *
 * Looked at only where a profiles.yml lies in the dbt project, or in the folder that the component names: any other one
 * is the business of the machine that runs dbt. */
#ifndef DBTPLAN_CHECK_PROFILES_H
#define DBTPLAN_CHECK_PROFILES_H

#include "compiler/check/supplied.h"
#include "compiler/check/written.h"
#include "runtime/plan/bind.h"

/* Reports to the workspace's sink. */
void profiles_check(Heap *heap, const BoundComponent *bound, const Supplied *supplied, Written *written);

#endif
