/* loop: `{% for %}` and its `loop` object (jinja2.runtime.LoopContext). */
#ifndef DBTPLAN_EVAL_LOOP_H
#define DBTPLAN_EVAL_LOOP_H

#include "runtime/eval/exec.h"

/* Runs a FOR over `iterable`; VALUE_NONE or an error. */
Value loop_run(Eval *eval, const Node *node, Value iterable, int depth, Pieces *pieces);

#endif
