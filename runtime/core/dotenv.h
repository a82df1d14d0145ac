/* dotenv: the file `.env` of a project, as python-dotenv reads it: NAME=value lines, blank ones, `#` comments,
 * `export `, quotes with their escapes, `${NAME}` and `${NAME:-default}`. A line that it does not understand is left
 * out. */
#ifndef DBTPLAN_CORE_DOTENV_H
#define DBTPLAN_CORE_DOTENV_H

#include "runtime/core/workspace.h"

/* Puts what `text` gives into `into`: name → Str, in the workspace's arena; NULL: a name without `=`. A `${NAME}` is
 * looked for in earlier lines, then in the environment of the workspace. */
void dotenv_read(Workspace *workspace, Str text, Map *into);

#endif
