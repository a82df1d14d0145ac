/* profiles: whether dbt finds the profile and the target that it is to use.
 *
 * Looked at only where a profiles.yml lies in the dbt project, or in the folder that the component names: any other one
 * is the business of the machine that runs dbt. */
#ifndef DBTPLAN_CHECK_PROFILES_H
#define DBTPLAN_CHECK_PROFILES_H

#include "compiler/check/view.h"
#include "compiler/yaml/document.h"

/* Reports to the workspace's sink. The view needs no `project` and no `selected`. */
void profiles_check(const View *view);
/* The output that dbt renders to connect, and the file that it stands in; NULL where it is not known which. */
const YNode *profiles_output(const View *view, Str *file);

#endif
