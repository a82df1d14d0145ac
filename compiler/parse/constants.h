/* constants: what Jinja computes when it compiles, where that shows in the result (jinja2/optimizer.py).
 *
 * The tree stays what the author wrote, but for three things. Of an `or`, `and` or inline `if` that constants decide
 * the chosen part is left, before names of filters are looked up: `'a' or x|nope` is 'a'. A slice that cannot be
 * taken is undefined in a constant that a filter gets: `[]['a':]|list`. An infinite number is the name `inf`, which
 * nothing defines, outside of an output that is a constant as a whole: Jinja writes such a number into its code so.
 * An integer beyond Python's limit of digits cannot be written at all, which is an error. */
#ifndef DBTPLAN_PARSE_CONSTANTS_H
#define DBTPLAN_PARSE_CONSTANTS_H

#include "compiler/parse/expression.h"

/* Leaves of each `or`, `and` and inline `if` the part that constants choose, where the rest is no constant or names a
 * filter or test that is not there. */
void constants_choose(Heap *heap, Node *template);
/* The rest, once the names of filters and tests are known to be right. */
void constants_fold(Parser *p, Node *template);

#endif
