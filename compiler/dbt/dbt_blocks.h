/* dbt_blocks: whether the blocks of a text of dbt are opened and ended in their order, as Jinja wants them.
 *
 * A word that is none of Jinja's or dbt's makes all of it unknown: no fault is found then. */
#ifndef DBTPLAN_DBT_DBT_BLOCKS_H
#define DBTPLAN_DBT_DBT_BLOCKS_H

#include "compiler/dbt/dbt_tags.h"
#include "runtime/core/source.h"

typedef struct DbtOpenBlock {
  Str word; /* "if" */
  Span span;
} DbtOpenBlock;

/* Of zeroes at first, with the arena. */
typedef struct DbtBlocks {
  Arena *arena;
  VEC(DbtOpenBlock) open;
  Str fault; /* the first one, in words; empty: none */
  Span span; /* where it stands */
  bool is_unknown;
} DbtBlocks;

/* Takes a tag `{% … %}`, in their order. */
void dbt_blocks_take(DbtBlocks *blocks, const DbtTag *tag);
/* The text ends. */
void dbt_blocks_end(DbtBlocks *blocks);

#endif
