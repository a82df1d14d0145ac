/* asset_spec: Dagster's AssetSpec for the Python that makes or changes one. What it holds is not known here; its
 * attributes and methods are those of an AssetSpec, so that a name, a keyword or a value that it does not take raises
 * as there. */
#ifndef DBTPLAN_EVAL_ASSET_SPEC_H
#define DBTPLAN_EVAL_ASSET_SPEC_H

#include "runtime/eval/args.h"
#include "runtime/eval/object.h"

/* One of which nothing is known but what members it has; `what` it depends on. */
Value asset_spec_unknown(Heap *heap, Str what);
/* One that Dagster made: it can be changed by its methods. `what`: what its attributes depend on. */
Value asset_spec_made(Heap *heap, Str what);
/* Whether a value is one, whatever is known of it. */
bool asset_spec_is(Value v);
/* The error of a call `AssetSpec(…)`; VALUE_NONE: Dagster takes its arguments. */
Value asset_spec_refuse(Heap *heap, CallArgs given);

/* What `spec.name = …` raises: its attributes cannot be set. V_ABSENT: it is no AssetSpec, or such a name. */
Value asset_spec_refuse_set(Heap *heap, Value object, Str name);

/* The parameters of its methods, for the rows of a table; all of them by name. */
#define ASSET_SPEC_MERGES \
  "AssetSpec.merge_attributes(self | *, deps=..., metadata=..., owners=..., tags=..., kinds=...)"
#define ASSET_SPEC_REPLACES                                                                                           \
  "AssetSpec.replace_attributes(self | *, key=..., deps=..., description=..., metadata=..., skippable=..., "         \
  "group_name=..., code_version=..., automation_condition=..., owners=..., tags=..., kinds=..., partitions_def=..., " \
  "legacy_freshness_policy=..., freshness_policy=..., is_virtual=...)"
/* What a call of one of them gives, from the arguments as bound: a dict by the attribute's name, or the error that
 * Dagster raises. `asset`: its key as Dagster prints it; "": not known. */
Value asset_spec_merged(Heap *heap, const Value *args, Str asset);
Value asset_spec_replaced(Heap *heap, const Value *args, Str asset);

#endif
