/* check: judges a plan by exhaustion: every reachable launch of every component is resolved.
 *
 * Reachable: without a definition the unpartitioned launch; without a policy each key; with a policy each key, and as
 * ranges each single key, each adjacent pair, the chunks, and the whole. The domain does not depend on today's date:
 * from the start over 400 days, then the first and last window of each year up to the end, at most 28 years. Equal
 * findings of many launches are one diagnostic with first, last and count.
 *
 * Values of the environment are not read here (the workspace's policy is ENV_SUPPLIED_ONLY): what depends on one is a
 * note, "not verified". */
#ifndef DBTPLAN_CHECK_CHECK_H
#define DBTPLAN_CHECK_CHECK_H

#include "compiler/check/across.h"
#include "compiler/lower/lower_rest.h"
#include "runtime/plan/resolve.h"

typedef struct CheckSummary {
  size_t components, with_errors, not_verified;
  size_t sampled; /* components with more launches than are looked at (domain.h) */
  uint64_t launches;
} CheckSummary;

/* What was found of one component. */
typedef struct Verdict {
  bool failed, not_verified;
} Verdict;

/* Reports to the workspace's sink, what only concerns the keys of its assets to `keys`. */
Verdict check_component(Workspace *workspace, Heap *heap, const PlanComponent *component, Across *across,
                        DiagSink *keys, CheckSummary *summary);
/* What is left of a component that has errors (compiler/lower/lower_rest.h); reported as above, but no notes. */
void check_component_rest(Workspace *workspace, Heap *heap, const Rest *rest);
/* All components of a plan, and what does not agree among them. */
void check_plan(Workspace *workspace, Heap *heap, const Plan *plan, CheckSummary *summary);

#endif
