/* resolve: plan × launch → invocation: the exact `dbt` command that Dagster runs.
 *
 * The arguments of a launch (arguments.h), dagster-dbt's own options around them, the folder and the environment; in
 * the scratch arena alone. Errors are reported to the workspace's sink with their place.
 *
 * The rules mirror dagster_dbt 0.29.27: core/resource.DbtCliResource.cli and asset_utils (the command). */
#ifndef DBTPLAN_PLAN_RESOLVE_H
#define DBTPLAN_PLAN_RESOLVE_H

#include "runtime/plan/bind.h"

typedef struct Invocation {
  const BoundComponent *bound;
  Launch launch;
  StrList cli_args; /* what Dagster's get_cli_args returns */
  StrList argv;     /* "dbt" and the whole command */
  StrList env;      /* NAME=value: DBT_PROJECT_DIR, and DBT_PROFILES_DIR where known */
  Str cwd;
  uint64_t steps;      /* that evaluating took (LIMIT_EVAL_STEPS) */
  const size_t *after; /* indexes of invocations that must finish first */
  size_t after_count;
} Invocation;

/* Makes once what the commands of all launches have in common; to be called when nothing of `bound` will change any
 * more. It changes no result, only what a launch costs. */
void resolve_prepare(Arena *arena, BoundComponent *bound);
/* False after reporting; the steps are set all the same. `launch` may be the one in `invocation`. Results live in
 * `scratch`; they name texts of `bound` and `launch`, which must outlive them. / */
bool resolve_launch(Arena *scratch, const BoundComponent *bound, const Launch *launch, Invocation *invocation);

#endif
