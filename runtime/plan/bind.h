/* bind: a component of a plan with its inputs bound: what depends on ENV, CLOCK and ROOT is evaluated, once for all
 * launches.
 *
 * The rules mirror dagster_dbt 0.29.27: dbt_project.DbtProject (folders), dbt_component_utils.build_op_spec (op). */
#ifndef DBTPLAN_PLAN_BIND_H
#define DBTPLAN_PLAN_BIND_H

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
  bool project_is_made;          /* a template gives a DbtProject */
  bool project_unknown, selection_unknown; /* the project's part, or the selection's, could not be bound */
  const PartitionsDef *def;      /* NULL: unpartitioned */
  bool def_unsettled;            /* the definition depends on what is not known: `def` says nothing */
  BackfillPolicy policy;
  bool policy_fails; /* its maximum is below 0: Dagster launches keys alone, and fails on ranges */
  bool full_refresh; /* dbt's flag is added where the command takes it; false until a caller says so */
  bool reads_env;                /* something of the above, but the definition, was computed from the environment */
  Value op;     /* the mapping that the file gives; V_ABSENT: it gives none, or a template does */
  Value fields; /* of a class that makes the arguments: a dict of what the file gives; V_ABSENT: nothing */
  EnvChanges env_changes; /* what its modules did to the environment, for whoever reads that later (arguments.h) */
  const Value *args_values; /* of its `args_scope`, without the partition's names */
  const struct Prepared *prepared; /* what resolve_prepare (resolve.h) made; NULL: nothing */
} BoundComponent;

/* False after reporting to the workspace's sink; what could be bound is bound all the same. Results live in `arena`. */
bool component_bind(Arena *arena, Workspace *workspace, const PlanComponent *component, BoundComponent *bound);

/* Sets the vars of folders that `cli_args` read among values of `args_scope`: a launch is a process of its own, which
 * loads the project anew. */
void args_vars_bind(Eval *eval, const BoundComponent *bound, Value *values);

/* Where the dbt project of a git repository lies: `relative` in its clone, which Dagster keeps in the state of the
 * component (dagster.components.utils.project_paths.get_local_state_path, RemoteGitDbtProjectManager.get_project).
 * Absolute; whether it is there is not asked. */
Str clone_dir(Workspace *workspace, Arena *arena, const PlanComponent *component, Str url, Str relative);

#endif
