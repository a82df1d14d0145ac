/* call: calls in expressions of templates and Python: what is given to them, in the order in which Jinja and Python
 * evaluate it, and what is called: functions, methods, classes, filters and tests. How arguments find their
 * parameters is eval/args.h. Errors are values. */
#ifndef DBTPLAN_EVAL_CALL_H
#define DBTPLAN_EVAL_CALL_H

#include "runtime/eval/exec.h"

/* A CALL node. A method that is called at once is never bound. */
Value eval_call_node(Eval *eval, const Node *node);
/* A FILTER or TEST node. */
Value eval_filter(Eval *eval, const Node *node);
Value eval_test(Eval *eval, const Node *node);
/* Calls the filter or test of a row. */
Value eval_row(Eval *eval, const Builtin *row, Value input, const NodeList *args);
/* "No filter named 'x' found.", as jinja2 says it where only a branch names it. */
Value eval_no_row(Eval *eval, BuiltinTable table, const char *what, Str name);

#endif
