/* supplied: what the commands of a component give dbt, over all its launches: the command, its variables and options.
 *
 * The checks of the dbt project ask here, once the launches are done. Commands of one shape are taken once, as
 * `arguments` judges them. */
#ifndef DBTPLAN_CHECK_SUPPLIED_H
#define DBTPLAN_CHECK_SUPPLIED_H

#include "runtime/plan/dbt_cli.h"
#include "runtime/plan/plan.h"

typedef struct SuppliedVar {
  Str name;
  const Node *key; /* in `cli_args`; NULL: it stands in a text */
  size_t lines;    /* how many commands give it */
} SuppliedVar;

typedef struct Supplied {
  Arena *arena;
  VEC(SuppliedVar) vars;
  const Node *value; /* what `--vars` takes, of the last command that has it; NULL: none has */
  size_t lines;      /* commands taken */
  bool vars_unknown; /* there may be others */
  uint32_t commands; /* bits by DbtCommand */
  bool full_refresh; /* all have the flag */
  bool narrows;      /* some runs less than the component selects, as by an `--exclude` of its own */
  bool event_times;  /* some has both bounds */
  Str exclude; /* the `--exclude` of `cli_args`, of the last command that has one; empty: none */
  const Node *exclude_node; /* where that option stands; NULL: a template makes it */
  Str profile, target; /* as the last one has it, the component's own included; empty: none */
  const Node *profile_node, *target_node; /* where `cli_args` has them; NULL: they come from elsewhere */
} Supplied;

/* `values[i]`: the node behind the value of the i-th option given; NULL: dagster-dbt added it. */
void supplied_take(Supplied *supplied, Arena *scratch, const DbtLine *line, const Node *const *values);
/* NULL: no command gives it. */
const SuppliedVar *supplied_var(const Supplied *supplied, Str name);

#endif
