/* dbt_uses: which variables a text of a dbt project reads, and how surely.
 *
 * A light look at `var(…)` and at the calls of macros; nothing is evaluated. dbt asks for a variable's value where
 * the call stands and nowhere else, so each has a reach: whether the place is surely come to when dbt runs the
 * text. The condition that a branch has decides it, as far as it is one of those that people write. No text is an
 * error: of one that cannot be read nothing is known, which is `computed`. */
#ifndef DBTPLAN_DBT_DBT_USES_H
#define DBTPLAN_DBT_DBT_USES_H

#include "runtime/core/source.h"
#include "runtime/core/workspace.h"
#include "runtime/value/value.h"

/* In the order in which one inside another weighs more. */
typedef enum DbtReach {
  DBT_ALWAYS,
  DBT_INCREMENTAL, /* in incremental runs: `{% if is_incremental() %}` */
  DBT_PERHAPS,     /* in a branch or a loop that depends on something else */
  DBT_GUARDED      /* the project's own question comes first, as `{% if var('x', none) %}`; or never */
} DbtReach;

typedef struct DbtVarUse {
  Str name;
  Span span; /* of the name's text */
  bool has_default;
  DbtReach reach;
} DbtVarUse;

/* A call of something that may be a macro: `name(…)`, `package.name(…)`. */
typedef struct DbtCall {
  Str package, name; /* `package` empty: none written */
  DbtReach reach;
} DbtCall;

/* `{% set start = var('min_date') %}`: the name stands for the variable. */
typedef struct DbtAlias {
  Str name, variable;
} DbtAlias;

/* A text outside of its blocks, or one `{% macro %}`, `{% test %}` or `{% snapshot %}` of it. */
typedef struct DbtUses {
  Str block, name; /* "macro", "limit_days"; empty: the text outside */
  VEC(DbtVarUse) vars;
  VEC(DbtCall) calls;
  VEC(DbtAlias) aliases;
  bool computed; /* it may read other variables besides: `var(name)` */
} DbtUses;

typedef VEC(DbtUses) DbtUsesList;

/* The text outside of blocks first, then each block. */
void dbt_uses_read(Heap *heap, Str text, DbtUsesList *list);

#endif
