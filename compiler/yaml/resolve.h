/* resolve: what a YAML scalar means to PyYAML's SafeLoader without timestamps (YAML 1.1), the loader that Dagster uses.
 *
 * `017` is 15, `17:00` is 1020, `NO` is false, `2023-01-01` and `1e3` are text. */
#ifndef DBTPLAN_YAML_RESOLVE_H
#define DBTPLAN_YAML_RESOLVE_H

#include "runtime/value/value.h"

typedef enum YTag {
  YTAG_STR,
  YTAG_NULL,
  YTAG_BOOL,
  YTAG_INT,
  YTAG_FLOAT,
  YTAG_BINARY,
  YTAG_TIMESTAMP, /* only where it is written */
  YTAG_MERGE, /* `<<` */
  YTAG_VALUE, /* `=` */
  YTAG_LIST,
  YTAG_MAP,
  YTAG_UNKNOWN, /* the loader has no constructor for it, or one that fails in Dagster */
} YTag;

/* The tag that a plain scalar has by its text alone. */
YTag resolve_plain(Str text);
/* The tag of a full name such as "tag:yaml.org,2002:int". */
YTag resolve_tag(Str name);
/* The value of a scalar of a tag from YTAG_STR to YTAG_TIMESTAMP; false, with the reason in words, where the loader
 * fails. */
bool resolve_value(Heap *heap, YTag tag, Str text, Value *value, Str *why);

#endif
