/* lower_partitions: the one effective partitions definition of a component. Part of lower.
 *
 * In the order in which Dagster applies them: `translation`, then the component's `post_processing`, then that of the
 * folders above, the outermost last. The last one that applies to an asset wins. A target other than `*` is decided
 * from the dbt project (lower_targets.h); the component as a whole is then launched with the one definition that its
 * assets have, some of them perhaps none; two different ones are an error, as in Dagster. */
#ifndef DBTPLAN_LOWER_PARTITIONS_H
#define DBTPLAN_LOWER_PARTITIONS_H

#include "compiler/lower/lower_vars.h"

/* Where the definition of a component may come from. */
typedef struct PartitionSources {
  const ComponentFile *file;
  const YNode *document;
  bool shaped;         /* the schema found no error in the document */
  const VarList *vars; /* what the component sees */
  VarScope attributes; /* and the scope of these at load */
  const FolderChain *chain;
  const Dict *class_fields; /* of class_base_take; NULL: the component's class is none of the project's */
} PartitionSources;

/* Sets `partitions`, `partitions_scope`, `partitions_from` and `assets`. False after reporting. */
bool lower_partitions(const PartitionSources *from, PlanComponent *component);

#endif
