/* ranges: whether the SQL, with the bounds that the component supplies, takes in each moment of the windows.
 *
 * `day >= '{{ var("a") }}' and day < '{{ var("b") }}'` with b a day before the window's end takes in nothing of a day,
 * and of a week all but its last one. Where two variables bound one column, and a launch gives times for them, the bounds
 * of each partition are compared with each other and with those of the one before. That neighbours overlap is the
 * business of `overlap`, and where a window is padded the author's choice. */
#ifndef DBTPLAN_CHECK_RANGES_H
#define DBTPLAN_CHECK_RANGES_H

#include "compiler/check/supplied.h"
#include "compiler/check/written.h"
#include "compiler/dbt/dbt_project.h"
#include "runtime/plan/bind.h"

/* `selected`: a verdict for each node of the project. Reports to the workspace's sink. */
void ranges_check(Heap *heap, const BoundComponent *bound, const Supplied *supplied, Written *written,
                  const DbtProject *project, const uint8_t *selected);

#endif
