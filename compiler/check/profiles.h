/* profiles: whether dbt finds the profile and the target that it is to use.
 *
 * Looked at only where a profiles.yml lies in the dbt project, or in the folder that the component names: any other one
 * is the business of the machine that runs dbt. */
#ifndef DBTPLAN_CHECK_PROFILES_H
#define DBTPLAN_CHECK_PROFILES_H

#include "compiler/check/view.h"

/* The output that dbt connects by, for `view->output`, and its file; NULL where it is not known which. Reports to the
 * workspace's sink. The view needs no `project` and no `selected`. */
const YNode *profiles_check(const View *view, Str *file);

#endif
