/* template_doubts: what a template says that can hardly be meant, found in its tree alone. Part of lower. */
#ifndef DBTPLAN_TEMPLATE_DOUBTS_H
#define DBTPLAN_TEMPLATE_DOUBTS_H

#include "compiler/lower/lower_tree.h"

/* Reports a brace that is left over behind a tag (`{{ x }}}`), a `set` inside a loop whose value is read where the loop
 * has forgotten it, and names that do not exist where nothing would fail: in a test, or behind a default. */
void template_doubts(TreeScope *scope, Node *template);

#endif
