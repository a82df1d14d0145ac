/* block: what templates say about templates. A `block` renders in place; `self.name()` renders it once more; there is
 * no parent, so `super()` is undefined, and no loader, so whatever loads another template raises as jinja2 does. */
#ifndef DBTPLAN_EVAL_BLOCK_H
#define DBTPLAN_EVAL_BLOCK_H

#include "runtime/eval/exec.h"

/* Runs a BLOCK in place; VALUE_NONE or an error. */
Value block_run(Eval *eval, const Node *node, Pieces *pieces);
/* What `self` is. */
Value block_self(Eval *eval);
/* The error of a LOAD. */
Value block_load(Eval *eval, const Node *node);
/* Runs an AUTOESCAPE in a scope of its own. Native rendering never escapes what is put out; what is captured (by a
 * macro, a block, a `set`) becomes Markup, and some filters and `~` escape what they join. */
Value block_autoescape(Eval *eval, const Node *node, Pieces *pieces);
/* What a body put out, captured: Markup where autoescape is on. */
Value block_captured(Eval *eval, Value v);

#endif
