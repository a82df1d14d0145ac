/* dbt_json: values as dbt's manifest has them, which is JSON: keys are texts, tuples are lists, dates are texts.
 *
 * Code of a project may change what it is given: a copy shares no list and no dict with the value. */
#ifndef DBTPLAN_DBT_DBT_JSON_H
#define DBTPLAN_DBT_DBT_JSON_H

#include "runtime/value/value.h"

/* A deep copy; what JSON has no form for, or another one than is known, is Unknown. */
Value dbt_json(Heap *heap, Value v);

#endif
