/* symbols: which names a template reads before it assigns them (jinja2/idtracking.py).
 *
 * Jinja decides where a name comes from when it compiles, scope by scope: a name that a scope assigns, and did not read
 * before, belongs to that scope from its start. So a block further in that runs before the assignment finds it
 * undefined, whatever the context holds: `{% for i in l %}{{ x }}{% endfor %}{% set x = 2 %}`. */
#ifndef DBTPLAN_PARSE_SYMBOLS_H
#define DBTPLAN_PARSE_SYMBOLS_H

#include "runtime/eval/ast.h"

/* Makes NAME_LOCAL of each NAME of a TEMPLATE that never means a name of the context. */
void symbols_resolve(Heap *heap, Node *template);

#endif
