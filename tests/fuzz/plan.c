/* A plan as JSON: read, and where it is one, its components bound and a launch of each resolved. */
#include "runtime/plan/plan_json.h"
#include "runtime/plan/resolve.h"
#include "tests/fuzz/fuzz.h"

static void resolve_latest(Fuzz *f, BoundComponent *bound) {
  PartitionId first = {0}, last = {0};
  KeySet set = {0};
  Launch launch;
  Invocation invocation;
  if (bound->def && !partitions_extent(bound->def, f->workspace.now_seconds, &first, &last)) return;
  key_set_add(&f->arena, &set, last, last);
  LaunchIter launches = launches_of(&f->arena, bound->def, &set, bound->policy, true);
  resolve_prepare(&f->arena, bound);
  if (launch_next(&launches, &launch)) resolve_launch(&f->scratch, bound, &launch, &invocation);
}

void fuzz_one(Fuzz *f) {
  Source *source = ARENA_NEW(&f->arena, Source);
  *source = (Source){.name = STR("plan.json"), .path = STR("/plan.json"), .text = f->input};
  Plan *plan = plan_read(&f->eval.heap, &f->sink, source);
  if (!plan) return;
  plan_set_root(plan, STR("/project"));
  for (size_t i = 0; i < plan->n; i++) {
    BoundComponent bound = {0};
    if (component_bind(&f->arena, &f->workspace, &plan->components[i], &bound)) resolve_latest(f, &bound);
  }
}
