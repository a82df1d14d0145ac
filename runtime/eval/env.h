/* env: the environment as templates and Python modules read it: `env('X')`, `env.X`, `os.environ`, `os.getenv`,
 * `dg.EnvVar('X').get_value()`.
 *
 * Reads go through the workspace and set INPUT_ENV of the heap. A name that `check` was not given is Unknown. */
#ifndef DBTPLAN_EVAL_ENV_H
#define DBTPLAN_EVAL_ENV_H

#include "runtime/eval/object.h"

Value env_scope(Heap *heap);
/* Whether `v` is that of `env_scope`, and has no variable of that name. */
bool env_scope_lacks(Heap *heap, Value v, Str name);
/* `os.environ`. Code changes it while a module runs: what is read later finds that (workspace_env_change). */
Value env_mapping(Heap *heap);
bool env_mapping_is(Value v);
Value env_mapping_merge(Heap *heap, Value v, Value other);
extern const Builtin OS_GETENV;
/* `dagster.EnvVar`. */
Value env_var_class(void);
/* Whether it is an EnvVar: a str of Dagster's, whose text, the variable's name, is `v.object->value`. */
bool env_var_is(Value v);

#endif
