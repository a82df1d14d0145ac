/* constants: what Jinja computes when it compiles, where that shows in the result (jinja2/optimizer.py). */
#ifndef DBTPLAN_PARSE_CONSTANTS_H
#define DBTPLAN_PARSE_CONSTANTS_H

#include "runtime/eval/ast.h"

/* The literal that Jinja makes of a literal, or of an `or`, `and` or inline `if` that literals decide; NULL for
 * anything else. What is not chosen is gone before names of filters are looked up: `'a' or x|nope` is 'a'. */
const Node *constants_literal(Heap *heap, const Node *node);
/* Jinja writes an infinite number into its code as the name `inf`, which nothing defines: outside of an output that is
 * a constant as a whole, `1e400` is a NameError once it is reached. */
void constants_name_infinities(Node *template);

#endif
