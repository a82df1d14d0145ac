/* lower_others: the attributes of a component that a plan does not keep, or of which it keeps a part. They are
 * lowered and evaluated too, so that what fails in them at load is found. Part of lower. */
#ifndef DBTPLAN_LOWER_OTHERS_H
#define DBTPLAN_LOWER_OTHERS_H

#include "compiler/lower/lower_tree.h"

/* Reports what fails, or gives what Dagster does not take, and sets `scope->failed`. `attributes`: the mapping of that
 * name; NULL is fine. */
void others_try(TreeScope *scope, const YNode *attributes);
/* The same of one op's name, as it is once it is rendered. */
void others_op_name(TreeScope *scope, const YNode *attributes, Str name);

#endif
