/* comprehension: list, set and dict comprehensions, generator expressions, the walrus and f-strings of Python.
 *
 * A generator runs as it is asked for its items, in the scope where it was written. */
#ifndef DBTPLAN_EVAL_COMPREHENSION_H
#define DBTPLAN_EVAL_COMPREHENSION_H

#include "runtime/eval/exec.h"

Value comprehension_eval(Eval *eval, const Node *node);
/* A list comprehension whose items may come in any order: `heap.took_any_order` is set where they do. */
Value comprehension_any_order(Eval *eval, const Node *node);
Value comprehension_walrus(Eval *eval, const Node *node);
Value fstring_eval(Eval *eval, const Node *node);
/* One `{value!r:spec}` of an f-string. */
Value fstring_formatted(Eval *eval, const Node *node);

#endif
