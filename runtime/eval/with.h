/* with: Python's `with` statement: what it asks of its managers. Any object with `__enter__` and `__exit__` is one. */
#ifndef DBTPLAN_EVAL_WITH_H
#define DBTPLAN_EVAL_WITH_H

#include "runtime/eval/python.h"

/* Enters the manager of a WITH_ITEM and binds what that gives; VALUE_NONE or an error. */
Value with_enter(Eval *eval, const Node *item, Value *manager);
/* Leaves it after what the statements gave: that, V_ABSENT where it swallows the exception, or an error of its own. */
Value with_exit(Eval *eval, Value manager, Value result);
/* A whole WITH_PY statement. */
Value with_run(Eval *eval, const Node *node);

#endif
