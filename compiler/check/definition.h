/* definition: what a component's partitions definition is made of, before any launch: that it has partitions at all,
 * that their keys differ, and what its constructor passed over. */
#ifndef DBTPLAN_CHECK_DEFINITION_H
#define DBTPLAN_CHECK_DEFINITION_H

#include "compiler/check/written.h"
#include "runtime/plan/bind.h"

/* Reports to the workspace's sink, at the place where the definition was applied. `bound` has one. */
void definition_check(Arena *arena, const BoundComponent *bound);

#endif
