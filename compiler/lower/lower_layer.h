/* lower_layer: one file of those that give a component its partitions definition, as its templates see it: the
 * component's own, or that of a folder above it. Part of lower_partitions.
 *
 * Its templates are evaluated once with `node` or `asset` unknown, and where they read it for each asset anew. */
#ifndef DBTPLAN_LOWER_LAYER_H
#define DBTPLAN_LOWER_LAYER_H

#include "compiler/dbt/assets.h"
#include "compiler/lower/lower_tree.h"
#include "compiler/lower/lower_vars.h"

/* What one file says: a component or folder file, and what its templates see. */
typedef struct Layer {
  Project const *project;
  TreeScope tree;
  const VarList *vars;
  ScopeKind kind;
  bool with_others; /* it counts for more than the component */
  bool shaped;      /* the schema found no error in it */
  bool of_one;      /* it is what one asset gets: what that depends on is translated by itself */
} Layer;

/* What a file says in a scope, where its templates see `vars`. */
Layer layer_of(const ComponentFile *file, const VarList *vars, ScopeKind kind);
/* "file:line:column" in the project: of a value of the file, and of a place in any. */
Str layer_place(Layer *layer, const YNode *yaml);
Str layer_place_in(Layer *layer, const Source *source, Span span);
/* Whether a tree reads what differs from asset to asset: `node` or `spec` in `translation`, `asset` in
 * `post_processing`. */
bool layer_reads_asset(const Layer *layer, Node *tree);
/* Each model has its steps, and hundreds of slow ones would take minutes. */
bool layer_is_patient(const Layer *layer);
/* The value for one asset. V_ABSENT: it cannot be told without Dagster, or takes too long. */
Value layer_value_for(Layer *layer, const Asset *at, Node *tree);

#endif
