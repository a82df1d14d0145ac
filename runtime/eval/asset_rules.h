/* asset_rules: what Dagster asks of the attributes of an AssetSpec
 * (dagster/_core/definitions/assets/definition/asset_spec.py, AssetSpec.__new__), with its error texts.
 *
 * What is not known, and objects whose class is not followed, pass. */
#ifndef DBTPLAN_EVAL_ASSET_RULES_H
#define DBTPLAN_EVAL_ASSET_RULES_H

#include "runtime/value/value.h"

/* Whether a text is the name of a group, an owner, the key of a tag, its value. */
bool asset_rules_group(Str text);
bool asset_rules_owner(Str text);
bool asset_rules_tag_key(Str text);
bool asset_rules_tag_value(Str text);
/* Whether a text can be one part of a key. dagster-dbt makes names of ops' inputs and outputs of keys
 * (AssetKey.to_python_identifier), which turns '-' and '.' to '_' and leaves the rest to VALID_NAME_REGEX. */
bool asset_rules_key_part(Str text);

/* What an entry of the metadata has to be, as "text", where Dagster does not take `v` (metadata_set.py,
 * TableMetadataSet); "": it takes it. */
Str asset_rules_metadata(Str key, Value v);

/* Attributes by their names, in any order; V_ABSENT and `...`: not given. */
typedef struct AssetGiven {
  const Str *names;
  const Value *values;
  size_t n;
  Str asset; /* as Dagster prints its key, "AssetKey(['orders'])"; "": not known */
} AssetGiven;

/* The error of the first attribute that Dagster refuses; VALUE_NONE: it takes all. */
Value asset_rules_refuse(Heap *heap, const AssetGiven *given);
/* The same where they are added to those of an asset (AssetSpec.merge_attributes). */
Value asset_rules_refuse_merged(Heap *heap, const AssetGiven *given);

#endif
