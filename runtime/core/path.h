/* path: paths by their text alone, by POSIX rules. What needs no change is given back as it is, as a part of the text
 * that was given. What the system says of a path, the workspace has. */
#ifndef DBTPLAN_CORE_PATH_H
#define DBTPLAN_CORE_PATH_H

#include "runtime/core/str.h"

Str path_join(Arena *arena, Str base, Str relative); /* an absolute `relative` wins, as in Python's pathlib */
Str path_parent(Str path);                           /* "." for a bare name, "/" for "/" */
Str path_name(Str path);
Str path_normal(Arena *arena, Str path); /* without ".", "..", double slashes; links are not followed */
/* As pathlib writes a path: without "." and double slashes, ".." kept. */
Str path_tidy(Arena *arena, Str path);
Str path_relative(Arena *arena, Str path, Str base); /* both absolute and normal; may begin with "../" */
bool path_is_within(Str path, Str folder); /* the folder itself too; both absolute and normal */

#endif
