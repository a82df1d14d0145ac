/* lower_targets: which assets of a component the targets of post_processing select. Part of lower.
 *
 * The dbt project is read only for a component that has a target other than `*`. Attributes applied earlier count: a
 * tag that one item gives is there for the target of the next. */
#ifndef DBTPLAN_LOWER_TARGETS_H
#define DBTPLAN_LOWER_TARGETS_H

#include "compiler/dbt/assets.h"
#include "compiler/lower/lower_vars.h"
#include "compiler/yaml/document.h"

typedef struct Targets {
  Assets *assets; /* NULL: not looked at */
  Str unknown;    /* why nothing can be told of the assets; empty: it can */
  bool read_env;  /* which assets there are was told by the environment */
} Targets;

/* The assets of a component; `attributes` is what its attributes see. */
Targets targets_read(Workspace *workspace, Heap *heap, const PlanComponent *component, VarScope attributes);

typedef enum TargetAnswer {
  TARGET_SELECTS,   /* all assets of the component, or those of `set` */
  TARGET_NOTHING,   /* none of them */
  TARGET_UNDECIDED, /* `why` says why */
  TARGET_REFUSED,   /* Dagster refuses it: reported */
} TargetAnswer;

typedef struct TargetAsked {
  const uint8_t *set; /* a verdict for each asset, the component's own first */
  Str why;
} TargetAsked;

/* `with_others`: the target stands in a folder's file that counts for other components too. */
TargetAnswer targets_ask(Targets *targets, DiagSink *sink, Place place, Str target, bool with_others,
                         TargetAsked *asked);

/* The attributes that are kept as they are given (Asset.given); one of them is a mapping, to which more is given.
 * Others, such as `skippable`, Dagster makes anew when it makes an asset of the spec. */
#define ASSET_GIVEN STR("metadata description code_version")
#define ASSET_METADATA STR("metadata")

/* What an attribute other than partitions_def does to an asset; of a value that cannot be told, as V_UNKNOWN and
 * V_ABSENT, that it is not known. `replaces`: tags and metadata are not merged. */
void asset_change(Arena *arena, Asset *asset, Str attribute, Value value, bool replaces);
/* What an attribute other than partitions_def does to the assets in `set` (NULL: to all); V_UNKNOWN: not known what.
 * `replaces`: tags are not merged. */
void targets_affect(Targets *targets, Arena *arena, const uint8_t *set, Str attribute, Value value, bool replaces);

/* What becomes of the assets in `set` (NULL: of all) cannot be told, but for their definitions. `by`: what it depends
 * on, for a message. */
void targets_forget(Targets *targets, const uint8_t *set, Str by);

#endif
