/* dbt_sql: a light look into a model's SQL: what it says by `config(…)`, `ref(…)` and `source(…)`.
 *
 * Nothing is evaluated. Only calls with literal arguments that stand in no branch and no loop are known; whatever else
 * there is makes the affected part unknown. No text is an error. */
#ifndef DBTPLAN_DBT_DBT_SQL_H
#define DBTPLAN_DBT_DBT_SQL_H

#include "runtime/core/source.h"
#include "runtime/core/workspace.h"
#include "runtime/value/value.h"

typedef struct DbtReference {
  bool to_source;
  Str first, second; /* ref('x'): x in `second`; ref('p', 'x'), source('s', 't') */
  Span span;         /* of the last of the two in the text */
  bool is_sure;      /* it is come to whenever dbt reads the text, and all of it is literal */
} DbtReference;

/* A model's text, or one `{% snapshot name %}` block of it. */
typedef struct DbtSql {
  Str snapshot;        /* empty: the text outside of such blocks */
  Value config;        /* a V_DICT; V_UNKNOWN where the argument is no literal */
  bool config_unknown; /* there may be more of it */
  VEC(DbtReference) references;
  bool references_unknown;
  bool calls; /* something that may be a macro of the project is called */
} DbtSql;

typedef VEC(DbtSql) DbtSqlList;

/* The text outside of snapshot blocks first, then each such block. */
void dbt_sql_read(Heap *heap, Str text, DbtSqlList *list);

#endif
