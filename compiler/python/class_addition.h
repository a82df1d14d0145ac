/* class_addition: an `execute` of a component class that only adds to what the class above it does, around dbt.
 *
 * It is told by its text; nothing runs. What might change the command, the environment of dbt, how often dbt runs, or
 * whether it does, counts as such a change: also where it does not, as far as no text tells. */
#ifndef DBTPLAN_CLASS_ADDITION_H
#define DBTPLAN_CLASS_ADDITION_H

#include "compiler/python/modules.h"

/* Whether a DEF `execute(self, context, dbt)` of a class in `file` calls `super().execute(context, dbt)` once, whatever
 * happens, and nothing else in it can change the command. */
bool class_addition_is_all(const ModuleFile *file, const Node *def);

#endif
