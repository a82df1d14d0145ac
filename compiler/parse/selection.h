/* selection: Dagster's asset selections, the targets of post_processing, from text to tree.
 *
 * The grammar is grammar/asset_selection.ebnf; the rule mirrored is AssetSelection.from_string with its two forms to
 * fall back on (dagster/_core/definitions/asset_selection.py). A tree lives in the arena given and names its text. What
 * it selects is asked of compiler/dbt/assets. */
#ifndef DBTPLAN_PARSE_SELECTION_H
#define DBTPLAN_PARSE_SELECTION_H

#include "runtime/core/source.h"

typedef enum SelectionKind {
  SELECTION_ALL,
  SELECTION_AND, /* a, b */
  SELECTION_OR,
  SELECTION_NOT,   /* a */
  SELECTION_UP,    /* a and what it depends on, `depth` steps; only what can be materialized */
  SELECTION_DOWN,  /* a and what depends on it */
  SELECTION_SINKS, /* a */
  SELECTION_ROOTS,
  SELECTION_KEY,   /* `text` with `*`; without one only that key */
  SELECTION_ASSET, /* the asset of the key `text`, which must exist */
  SELECTION_TAG,   /* `text`, with the value `value` */
  SELECTION_GROUP, /* `text` with `*` */
  SELECTION_OWNER,
  SELECTION_KIND,
  SELECTION_IS,         /* "external" or "materializable" */
  SELECTION_PARTITIONS, /* "none", "time", "static", "dynamic", "multipartitions"; any other selects nothing */
  SELECTION_REMOTE,     /* an attribute that only a running Dagster knows: refused when it is resolved */
} SelectionKind;

enum { SELECTION_ANY_DEPTH = -1 };

typedef struct Selection Selection;
struct Selection {
  SelectionKind kind;
  const Selection *a, *b;
  Str text, value;
  bool null; /* `<null>` in place of `text` */
  int depth;
};

/* NULL if Dagster takes it for no selection; `*why` then says what is wrong, and `*at` where. */
const Selection *selection_parse(Arena *arena, Str text, Str *why, size_t *at);

#endif
