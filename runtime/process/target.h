/* target: folders for what dbt writes (manifest, partial parse, dbt.log), so that two runs of dbt side by side do not
 * write to the same files: `target/dbtplan-0`, `-1`, … of the dbt project, each for one at a time.
 *
 * Dagster gives each run a folder of a new name. These are used again, so that dbt need not parse the project anew each
 * time and a backfill does not leave a thousand of them; a new one begins with the project's partial parse, as
 * Dagster's do. */
#ifndef DBTPLAN_PROCESS_TARGET_H
#define DBTPLAN_PROCESS_TARGET_H

#include "runtime/core/str.h"

/* Takes the first folder that nobody has, for as long as this program runs, or a child that it starts. `base` is the
 * project's own target folder, absolute. Empty, with errno set, if none can be made. */
Str target_take(Arena *arena, Str base);

#endif
