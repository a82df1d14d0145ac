/* patch: what changed between two texts as a unified diff, which `patch -p1` and `git apply` take. */
#ifndef DBTPLAN_CLI_PATCH_H
#define DBTPLAN_CLI_PATCH_H

#include "runtime/core/str.h"

/* Appends the change of the file `name`; nothing where the texts are the same. The lines are as they stand in the
 * texts. */
void patch_put(Arena *arena, Buf *buf, Str name, Str before, Str after);

#endif
