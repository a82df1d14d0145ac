/* match: Python's `match` statement, after "The match statement" of the Python 3.11 reference.
 *
 * Names that a pattern captures are bound once the whole pattern has matched, before the guard is asked. */
#ifndef DBTPLAN_EVAL_MATCH_H
#define DBTPLAN_EVAL_MATCH_H

#include "runtime/eval/python.h"

/* The block of the first case that matches; NULL: none does, or `*error` is one. */
const NodeList *match_choose(Eval *eval, const Node *node, Value *error);

#endif
