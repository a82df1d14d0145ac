/* asset_values: the values of an asset's attributes (`translation`, `post_processing`), as Dagster's AssetSpec takes
 * them.
 *
 * The schema judges what is written; this judges what a template gave, and the texts for which Dagster has rules.
 * None of it reaches dbt, but what is refused here fails the load of the whole project. */
#ifndef DBTPLAN_ASSET_VALUES_H
#define DBTPLAN_ASSET_VALUES_H

#include "compiler/yaml/document.h"
#include "runtime/value/value.h"

typedef struct AssetValue {
  Str name; /* of the attribute */
  const YNode *yaml;
  Value value;         /* rendered; Unknown, also inside, is not judged */
  bool in_translation; /* else in post_processing */
  bool replaces;       /* `operation: replace` */
} AssetValue;

/* False after reporting what Dagster refuses. */
bool asset_value_check(Heap *heap, DiagSink *sink, const Source *source, const AssetValue *given);

/* Whether what a function gives as `translation`, a dict of attributes by name, has their names and types: its texts
 * are templates, of which the values are judged by themselves. */
bool asset_values_check(Heap *heap, DiagSink *sink, const Source *source, const YNode *yaml, const Dict *given);

#endif
