/* resolve: plan × launch → invocation: the exact `dbt` command that Dagster runs.
 *
 * `resolve_bind` evaluates what depends on ENV, CLOCK and ROOT, once per component; `resolve_launch` then evaluates the
 * arguments for each launch, in the scratch arena alone. Errors are reported to the workspace's sink with their place.
 *
 * The rules mirror dagster_dbt 0.29.27: dbt_component_utils.resolve_cli_args (arguments), dbt_project.DbtProject
 * (folders), dbt_component_utils.build_op_spec (op), core/resource.DbtCliResource.cli and asset_utils (the command). */
#ifndef DBTPLAN_PLAN_RESOLVE_H
#define DBTPLAN_PLAN_RESOLVE_H

#include "runtime/plan/plan.h"

/* A component with its inputs bound. */
typedef struct BoundComponent {
  const PlanComponent *component;
  Workspace *workspace;
  Str op_name;
  Str project_dir;  /* absolute */
  Str profiles_dir; /* absolute; "" not known */
  Str profile, target;
  Str select, exclude, selector; /* as dbt gets them; select is "fqn:*" where the component has none */
  const PartitionsDef *def;      /* NULL: unpartitioned */
  bool def_unsettled;            /* the definition depends on what is not known: `def` says nothing */
  BackfillPolicy policy;
  bool reads_env;                /* something of the above, but the definition, was computed from the environment */
  const Value *args_values; /* of SCOPE_ARGS, without the partition's names */
  const struct Prepared *prepared; /* what `resolve_prepare` made; NULL: nothing */
} BoundComponent;

typedef struct Invocation {
  const BoundComponent *bound;
  Launch launch;
  StrList cli_args; /* what Dagster's get_cli_args returns */
  StrList argv;     /* "dbt" and the whole command */
  StrList env;      /* NAME=value: DBT_PROJECT_DIR, and DBT_PROFILES_DIR where known */
  Str cwd;
  const size_t *after; /* indexes of invocations that must finish first */
  size_t after_count;
} Invocation;

/* False after reporting; what could be bound is bound all the same. Results live in `arena`. */
bool resolve_bind(Arena *arena, Workspace *workspace, const PlanComponent *component, BoundComponent *bound);
/* Makes once what the commands of all launches have in common; to be called when nothing of `bound` will change any
 * more. It changes no result, only what a launch costs. */
void resolve_prepare(Arena *arena, BoundComponent *bound);
/* False after reporting. Results live in `scratch`; they name texts of `bound` and `launch`, which must outlive them.
 */
bool resolve_launch(Arena *scratch, const BoundComponent *bound, const Launch *launch, Invocation *invocation);

/* The arguments alone and without a report: a list of texts, or an error. `*at` gets the
 * template that failed, or NULL. */
Value resolve_cli_args(Heap *heap, const BoundComponent *bound, const Launch *launch, const Node **at);
/* Sets the partition's names among values of SCOPE_ARGS. */
void resolve_set_launch(Heap *heap, const Launch *launch, Value *values);
/* A tree of CONST, LIST, DICT and TEMPLATE nodes evaluated as Dagster's resolve_value does: values rendered, keys not.
 */
Value resolve_tree(Eval *eval, const Node *tree, const Node **at);
/* Reports an error that `resolve_cli_args` or `resolve_tree` returned. */
Diag *resolve_report(const PlanComponent *component, DiagSink *sink, Value error, const Node *at);

#endif
