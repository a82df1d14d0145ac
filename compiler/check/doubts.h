/* doubts: what `cli_args` say that is surely meant otherwise: formats of times in the letters of another language or of
 * another unit, and names of the partition that stand in text without their braces. */
#ifndef DBTPLAN_CHECK_DOUBTS_H
#define DBTPLAN_CHECK_DOUBTS_H

#include "compiler/check/written.h"

/* Reports to the workspace's sink. */
void doubts_check(const BoundComponent *bound, Written *written);

#endif
