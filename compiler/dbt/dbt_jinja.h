/* dbt_jinja: what Jinja refuses of a text of a dbt project, in its own words.
 *
 * dbt renders models, analyses and singular tests when it reads a project; of files of macros it cuts out the
 * blocks and parses each. What stands beside these blocks is no template to it. */
#ifndef DBTPLAN_DBT_DBT_JINJA_H
#define DBTPLAN_DBT_DBT_JINJA_H

#include "runtime/core/source.h"
#include "runtime/value/value.h"

typedef struct DbtJinjaFault {
  Str words; /* empty: none; in the heap's arena */
  Span span;
} DbtJinjaFault;

typedef enum DbtJinjaKind {
  DBT_JINJA_WHOLE, /* the text is a template */
  DBT_JINJA_MACROS /* it holds macros, tests and materializations */
} DbtJinjaKind;

/* The first that is wrong. */
DbtJinjaFault dbt_jinja_judge(Heap *heap, Str text, DbtJinjaKind kind);

#endif
