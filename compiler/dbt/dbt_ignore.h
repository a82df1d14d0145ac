/* dbt_ignore: the patterns of a project's .dbtignore, which name files that dbt does not read.
 *
 * dbt matches a file's path below the project with pathspec's GitWildMatchPattern: the last pattern that matches
 * decides, and one that begins with `!` takes a file in again. Patterns with brackets or backslashes are not known
 * here. */
#ifndef DBTPLAN_DBT_DBT_IGNORE_H
#define DBTPLAN_DBT_DBT_IGNORE_H

#include "runtime/core/workspace.h"

typedef struct DbtIgnore DbtIgnore;

/* Of the project or package in the folder `dir`; read once. NULL: it has no such file, and nothing is ignored. */
const DbtIgnore *dbt_ignore_of(Workspace *workspace, Str dir);
/* Whether all of its patterns are known; where they are not, `dbt_ignore_matches` may be wrong. */
bool dbt_ignore_is_known(const DbtIgnore *ignore);
/* `path`: of a file, from the project's folder on. */
bool dbt_ignore_matches(const DbtIgnore *ignore, Str path);

#endif
