/* variables: whether each variable that the dbt project asks for has a value, and each that is given is asked for.
 *
 * Looked at are the models, snapshots, tests and macros that a run of the component surely comes to, and the YAML that
 * dbt renders before it runs anything. A variable has a value from `--vars`, from `vars:` in dbt_project.yml, or by its
 * default. What may or may not be selected, or lies in a package, is nobody's finding here. */
#ifndef DBTPLAN_CHECK_VARIABLES_H
#define DBTPLAN_CHECK_VARIABLES_H

#include "compiler/check/view.h"

/* Reports to the workspace's sink. */
void variables_check(const View *view);

#endif
