/* lower_node: what `node` is in the templates of `translation`, and `asset` in those of `post_processing`, for one asset of
 * a component. Part of lower.
 *
 * What the dbt project's manifest says, or its files; what neither says is Unknown. */
#ifndef DBTPLAN_LOWER_NODE_H
#define DBTPLAN_LOWER_NODE_H

#include "compiler/dbt/assets.h"

/* The node of dbt's manifest, as a dict. */
Value node_value(Workspace *workspace, Heap *heap, const DbtNode *node);
/* Whether dbt gives a node such a key, or a dict such a method. */
bool node_has_key(Str id);
/* The known key that is next to `id`, or ""; `*sole`: no other is as near. */
Str node_key_near(Str id, bool *sole);
/* When an AssetSpec is looked at: as dagster-dbt makes it of the node; translated; as an asset of the component. */
typedef enum SpecStage { SPEC_OF_NODE, SPEC_TRANSLATED, SPEC_MADE } SpecStage;
/* The AssetSpec of an asset. */
Value asset_spec_of(Heap *heap, const Asset *asset, SpecStage stage);
/* What such a spec, or a dict of attributes, was given as `partitions_def`; V_ABSENT: nothing. */
Value asset_spec_definition(Value v);

#endif
