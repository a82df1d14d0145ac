/* definitions: the constructors of partitions definitions, with Dagster's signatures, argument rules and error texts.
 *
 * Sources: dagster/_core/definitions/partitions/definition and dagster/_check, 1.13.27. What an argument must be
 * is checked here, in Dagster's order; whether the definition as a whole is sound, by `partitions_init`. */
#ifndef DBTPLAN_EVAL_DEFINITIONS_H
#define DBTPLAN_EVAL_DEFINITIONS_H

#include "runtime/value/type.h"

/* "DailyPartitionsDefinition" and its like, as a V_BUILTIN that makes a V_DEFINITION; V_ABSENT: no such class. */
Value definition_class(Str name);

#endif
