/* lower_node: what `node` is in the templates of `translation`, and `asset` in those of `post_processing`, for one
 * asset of a component. Part of lower.
 *
 * What the dbt project's manifest says, or its files; what neither says is Unknown. */
#ifndef DBTPLAN_LOWER_NODE_H
#define DBTPLAN_LOWER_NODE_H

#include "compiler/dbt/assets.h"
#include "compiler/lower/lower_tree.h"

/* Reports what the templates of a tree ask of `node` that no node of dbt has, and sets `scope->failed`. */
void node_check(TreeScope *scope, const Node *tree);
/* When an AssetSpec is looked at: as dagster-dbt, or the component's class, makes it of the node; as an asset of the
 * component. */
typedef enum SpecStage { SPEC_OF_NODE, SPEC_MADE } SpecStage;
/* The AssetSpec of an asset. */
Value spec_value(Heap *heap, const Asset *asset, SpecStage stage);
/* What such a spec, or a dict of attributes, was given as `partitions_def`; V_ABSENT: nothing. */
Value spec_definition(Value v);
/* A copy that can be changed without the other. */
Asset asset_copy(Arena *arena, const Asset *asset);
/* Makes an asset what such a spec has of it; whether it is the component's own stays. */
void asset_take(Arena *arena, Asset *asset, const Asset *made);
/* The asset as such a spec has it now; NULL: it is no such spec. */
const Asset *spec_asset(Value v);
/* Gives an asset what it depends on, or more of it where `merged`. `places`: where the items are written, the
 * last also of those behind; none: it is not known. */
void asset_depend(Heap *heap, Asset *asset, Value v, bool merged, const Place *places, size_t place_count);
/* The key that an AssetKey is, with '/' between its parts; "": it is none. */
Str spec_key_text(Value v);
/* The key that such a spec was given anew, as text by which two are compared; "": none, or it is not known. */
Str spec_key(Heap *heap, Value v);
/* Whether Dagster can make a name of that key. */
bool spec_key_is_name(Heap *heap, Value v);

#endif
