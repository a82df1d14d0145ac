/* lower_form: a partitions definition that is written as a mapping, `{type: daily, start_date: X}`. Part of lower.
 *
 * Its values are no templates. Source: the models of dagster/components/resolved/core_models.py. */
#ifndef DBTPLAN_LOWER_FORM_H
#define DBTPLAN_LOWER_FORM_H

#include "compiler/lower/lower_tree.h"

/* The call that the mapping stands for, `dg.DailyPartitionsDefinition(start_date=X)`. The schema has found the
 * mapping right. */
Node *form_call(TreeScope *scope, const YNode *map);
/* The definition; what it raises is reported at the value of the mapping that it is about. */
Value form_try(TreeScope *scope, const Node *call, const YNode *map);

#endif
