/* raise: Python's `raise` and `assert`.
 *
 * A raise that is reached ends the scalar: what could catch it, `try` and `with`, is not evaluated at all. So it is an
 * error even where dbtplan does not know the class; then it is the plain Exception that the class is at least. */
#ifndef DBTPLAN_EVAL_RAISE_H
#define DBTPLAN_EVAL_RAISE_H

#include "runtime/eval/eval.h"

/* The error of a RAISE node. */
Value raise_run(Eval *eval, const Node *node);
/* V_ABSENT, or the error of an ASSERT node. */
Value raise_assert(Eval *eval, const Node *node);

#endif
