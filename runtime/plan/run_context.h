/* run_context: the `context` of a launch as Python code of a project sees it (dagster AssetExecutionContext).
 *
 * It knows the launch: its partitions, the keys of the component's assets where the plan has them, and the tags that
 * Dagster itself gives it. Whoever launches may add tags and a configuration, or launch a job of the project; dbtplan
 * launches the assets, without. What else Dagster knows of a run is Unknown. */
#ifndef DBTPLAN_PLAN_RUN_CONTEXT_H
#define DBTPLAN_PLAN_RUN_CONTEXT_H

#include "runtime/plan/plan.h"

typedef struct RunContext {
  const PlanComponent *component;
  const Launch *launch;
  const Value *values; /* of SCOPE_ARGS, with the partition's names */
  Value config;        /* `op_config` of a run that is given none: a dict, or Unknown */
  Value asset_keys;    /* the one set that `selected_asset_keys` is, once it was asked for */
} RunContext;

/* The object; `context` must outlive it. */
Value run_context(Heap *heap, RunContext *context);
/* Whether the code that had it has changed the set of the assets, by which Dagster then tells dbt what to select. */
bool run_context_is_changed(Heap *heap, const RunContext *context);

#endif
