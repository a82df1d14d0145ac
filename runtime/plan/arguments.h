/* arguments: what Dagster's get_cli_args returns for a launch.
 *
 * Source: dagster_dbt 0.29.27, dbt_component_utils.resolve_cli_args: `cli_args` is rendered, then each item is a
 * text or a mapping of one key, whose value becomes JSON if it is a mapping and str() of it otherwise. */
#ifndef DBTPLAN_PLAN_ARGUMENTS_H
#define DBTPLAN_PLAN_ARGUMENTS_H

#include "runtime/plan/bind.h"

/* Begins an evaluation of what a launch reads; the values of its scope's names live in `arena`. */
void arguments_open(Eval *eval, Arena *arena, const BoundComponent *bound, const Launch *launch);
/* A list of texts, or an error and in `*at` the template that failed, NULL where none did. Nothing is reported. `eval`
 * is one of `arguments_open`. */
Value arguments_value(Eval *eval, const BoundComponent *bound, const Launch *launch, const Node **at);
/* The same of a tree of `cli_args`, NULL: the default, in a scope where the names of the partition are set. */
Value arguments_render(Eval *eval, const Node *tree, const Node **at);
/* Sets the names of the partition among values of SCOPE_ARGS. */
void arguments_set_launch(Heap *heap, const Launch *launch, Value *values);

#endif
