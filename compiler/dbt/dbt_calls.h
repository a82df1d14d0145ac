/* dbt_calls: what a text of a dbt project surely calls by a bare name, `{{ cents('amount') }}`, when it is run.
 *
 * A call counts that stands outside of branches, loops and macros. A name that means something else anywhere in the
 * text is none, and of a text that Jinja does not read, or that loads others, nothing is known. */
#ifndef DBTPLAN_DBT_DBT_CALLS_H
#define DBTPLAN_DBT_DBT_CALLS_H

#include "runtime/core/source.h"
#include "runtime/value/value.h"

typedef struct DbtBareCall {
  Str name;
  Span span; /* of the name */
} DbtBareCall;

typedef VEC(DbtBareCall) DbtBareCalls;

void dbt_calls_read(Heap *heap, Str text, DbtBareCalls *calls);

#endif
