/* asset_spec: an AssetSpec that Dagster would make of a model, for the Python that changes one. What it holds is not
 * known; its attributes and methods are those of an AssetSpec, so that a name or a keyword that it does not have
 * raises as there. */
#ifndef DBTPLAN_EVAL_ASSET_SPEC_H
#define DBTPLAN_EVAL_ASSET_SPEC_H

#include "runtime/eval/object.h"
#include "runtime/value/value.h"

/* `what`: what its attributes depend on. */
Value asset_spec_made(Heap *heap, Str what);

#endif
