/* dbt_ranges: where the SQL of a model compares something with variables of dbt: `d between '{{ var('a') }}' and
 * '{{ var('b') }}'`, or with `>=`, `<=`, `>` and `<` written out.
 *
 * A light look: a variable counts where it stands alone, in quotes or not, cast or in a function that only reads a
 * date. With anything computed (`- 1`, `interval`, dateadd) it is another value, and no finding. Comments of SQL and
 * Jinja are left out. */
#ifndef DBTPLAN_DBT_DBT_RANGES_H
#define DBTPLAN_DBT_DBT_RANGES_H

#include "compiler/dbt/dbt_uses.h"

typedef enum DbtBound { DBT_FROM, DBT_UP_TO } DbtBound; /* `>= x`; `<= x` */

typedef struct DbtComparison {
  DbtBound bound;
  bool strict; /* `>` or `<`: x itself is not taken in */
  Str variable;
  Str column; /* what is compared, without its table; empty: more than a name */
  Span span; /* of the tag that gives the variable */
} DbtComparison;

typedef VEC(DbtComparison) DbtComparisons;

/* `uses`: of the same text, for the names that stand for variables. */
void dbt_ranges_read(Arena *arena, Str text, const DbtUses *uses, DbtComparisons *comparisons);

#endif
