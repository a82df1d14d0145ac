/* parts: a large directory checked by several threads, each a part of its folders; what is found is what one would
 * find.
 *
 * A thread has a session of its own; what it shares with the others (options, rules, supplied values) nobody
 * changes, and the listener is locked. Limits of memory and folders hold for each. What the parts have found is
 * taken in the order of the parts, and what concerns all components is compared when all are there (checking.h).
 * What two parts share, such as the file of a folder above both, is read by each; the same finding of both is one. */
#ifndef DBTPLAN_CLI_PARTS_H
#define DBTPLAN_CLI_PARTS_H

#include "compiler/cli/checking.h"

enum { PARTS_MOST = 16 };

/* How many threads are worth while: the processors, at most PARTS_MOST. */
size_t parts_most(void);
/* Checks `n` parts of the directory at hand. A limit that ends one of them ends the command, as it does with one
 * thread. */
void parts_check(Checking *checking, const PathRange *parts, size_t n);

#endif
