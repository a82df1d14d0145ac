/* scope: which names a field's templates see, in the order in which Dagster's errors print them. Sources:
 * dagster/components/resolved/context.py and scopes.py, core/defs_module.py (context_with_injected_scope),
 * dagster_dbt/components/dbt_component_utils.py for what `cli_args` see.
 *
 * A `ScopeTable` is names with the inputs that reading each one reads. Values are an array of the same length, bound
 * once per component or launch: a NAME node linked to SLOT_ROOT n is `values[n]`. Names that a template itself binds
 * (`set`, `for`, macros, parameters) live in frames and are looked up by name. */
#ifndef DBTPLAN_EVAL_SCOPE_H
#define DBTPLAN_EVAL_SCOPE_H

#include "runtime/eval/ast.h"

typedef enum ScopeKind {
  SCOPE_ARGS,       /* cli_args, rendered at run: env dg datetime automation_condition, the vars of the folders above by
                       name, partition_key partition_key_range partition_time_window */
  SCOPE_ATTRIBUTES, /* other attributes, at load: env dg datetime automation_condition, vars by name, context
                       project_root load_component_at_path build_defs_at_path */
  SCOPE_POST,       /* post_processing, at load: env dg datetime automation_condition, vars by name, asset */
  SCOPE_TRANSLATION, /* SCOPE_ATTRIBUTES and `node` */
  SCOPE_CONTEXT,     /* `eval --context`: only the names given, and Jinja's globals */
} ScopeKind;

typedef struct ScopeTable {
  ScopeKind kind;
  const Str *names;
  const InputSet *inputs; /* one set a name */
  size_t n;
} ScopeTable;

/* Fixed numbers of the names of SCOPE_ARGS; vars come behind them. */
enum {
  ARGS_ENV,
  ARGS_DG,
  ARGS_DATETIME,
  ARGS_AUTOMATION_CONDITION,
  ARGS_PARTITION_KEY,
  ARGS_PARTITION_KEY_RANGE,
  ARGS_PARTITION_TIME_WINDOW,
  ARGS_COUNT
};

/* The table of a kind with template vars `vars` (sorted by name by the caller) and the inputs of each. A var may shadow
 * `env` and the other fixed names at load, but not `context`. */
const ScopeTable *scope_table(Arena *arena, ScopeKind kind, const Str *vars, const InputSet *var_inputs,
                              size_t var_count);
/* The number of a name, or -1. */
int scope_find(const ScopeTable *table, Str name);
/* Whether the load or the launch itself sets the name, over a template var that is called so: `context`, `asset`,
 * `partition_key` … */
bool scope_keeps(const ScopeTable *table, Str name);
/* Names one by one with ", " between: "env, dg, datetime, …". */
Str scope_names(Arena *arena, const ScopeTable *table);

/* The fixed values of a table: env, dg, datetime and automation_condition objects; the others V_ABSENT, for the caller
 * to fill. Vars come from the caller too. */
Value *scope_values(Heap *heap, const ScopeTable *table);

#endif
