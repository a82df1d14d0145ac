/* class_arguments: the arguments that a class of the project makes by its own `get_cli_args` or `execute`.
 *
 * For each launch its modules run anew and its object is made anew, as in a process of Dagster: nothing that one launch
 * leaves behind reaches another. */
#ifndef DBTPLAN_PLAN_CLASS_ARGUMENTS_H
#define DBTPLAN_PLAN_CLASS_ARGUMENTS_H

#include "runtime/plan/bind.h"

/* A list of texts, as dagster-dbt hands them to dbt; or an error, and in `*at` the template that failed, where the
 * base's own `get_cli_args` was asked. `values`: of SCOPE_ARGS, those of the launch. */
Value class_arguments(Eval *eval, const BoundComponent *bound, const Launch *launch, const Value *values,
                      const Node **at);

#endif
