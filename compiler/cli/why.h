/* why: where the values of an invocation come from: `resolve --why`. */
#ifndef DBTPLAN_CLI_WHY_H
#define DBTPLAN_CLI_WHY_H

#include "runtime/plan/resolve.h"

/* For people: for each value that a template gave, the expression and its place; the window with its zone and real
 * length; the definition and what applied it. Nothing is reported: the invocation has been resolved. */
void why_put(Arena *arena, Buf *buf, const Invocation *invocation);

#endif
