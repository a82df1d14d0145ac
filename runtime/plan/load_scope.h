/* load_scope: the values of the names that exist only while a project is loaded: `context`, `project_root` and the
 * rest. */
#ifndef DBTPLAN_PLAN_LOAD_SCOPE_H
#define DBTPLAN_PLAN_LOAD_SCOPE_H

#include "runtime/eval/scope.h"

/* `scope_values`, and the load's names for a project that lies at `root` (absolute). The vars are left for the caller.
 */
Value *load_scope_values(Heap *heap, const ScopeTable *table, Str root);

#endif
