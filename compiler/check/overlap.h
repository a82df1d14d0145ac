/* overlap: whether the SQL takes in the end of a window, which is the start of the next one.
 *
 * Where a variable is the start of the partition's window and another its end, in the same format, `between` (or `>=`
 * and `<=`) makes neighbours share what lies at the end: with dates a whole day. A warning: what comes twice may be
 * merged by a unique key. */
#ifndef DBTPLAN_CHECK_OVERLAP_H
#define DBTPLAN_CHECK_OVERLAP_H

#include "compiler/check/supplied.h"
#include "compiler/check/written.h"
#include "compiler/dbt/dbt_project.h"
#include "runtime/plan/bind.h"

/* `selected`: a verdict for each node of the project. Reports to the workspace's sink. */
void overlap_check(Heap *heap, const BoundComponent *bound, const Supplied *supplied, Written *written,
                   const DbtProject *project, const uint8_t *selected);

#endif
