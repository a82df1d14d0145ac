/* generator: functions with `yield`, and their objects.
 *
 * A generator stops in the middle of its statements and goes on there. It has no stack of its own: each statement
 * around the `yield` leaves a mark (which statement of a block, which branch, the iterator of a loop), and going on
 * walks along the marks to the place. So a `yield` may be a statement, the whole right side of an assignment, or
 * what is returned; inside a larger expression it is not evaluated. */
#ifndef DBTPLAN_EVAL_GENERATOR_H
#define DBTPLAN_EVAL_GENERATOR_H

#include "runtime/eval/python.h"

/* Whether a function with that body is a generator. */
bool generator_has_yield(const NodeList *body);
/* The object that calling the function gives: nothing of it has run. `frame` holds its parameters and locals. */
Value generator_new(Eval *eval, const Function *function, Frame *frame);
/* next(v): what it yields, or a StopIteration with what its function returned; V_ABSENT: `v` is no generator. */
Value generator_next(Eval *eval, Value v);

#endif
