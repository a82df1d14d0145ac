/* dbt_texts: every text of a dbt project in which Jinja may stand, its installed packages included.
 *
 * For the question whether a variable is read anywhere, which no list of nodes answers: macros, tests, hooks, sources,
 * profiles and packages read variables too. */
#ifndef DBTPLAN_DBT_DBT_TEXTS_H
#define DBTPLAN_DBT_DBT_TEXTS_H

#include "runtime/core/workspace.h"
#include "runtime/value/value.h"

typedef struct DbtTexts {
  VEC(const Source *) files;
  bool incomplete; /* there may be others: packages that are not installed, too many files, one that cannot be read */
} DbtTexts;

/* The texts of the project in the folder `dir` (absolute), and of the folder of its profiles. Read once. */
const DbtTexts *dbt_texts_read(Workspace *workspace, Str dir, Str profiles_dir);
/* Whether a text names the variable, between quotes. */
bool dbt_text_names(Str text, Str variable);
/* Whether a text may read variables by names that it does not spell out: `var(name)`. */
bool dbt_text_computes(Str text);

#endif
