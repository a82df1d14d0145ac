#include "compiler/check/check.h"

#include "compiler/check/domain.h"
#include "runtime/core/limits.h"

typedef struct Sweep {
  Workspace *workspace;
  DiagSink *sink;  /* what is found, for the user */
  bool unsure;     /* something depends on what is not known */
  DiagSink *found; /* what one launch reports */
  Arena *scratch;
  const BoundComponent *bound;
  CheckSummary *summary;
} Sweep;

static void take_findings(Sweep *sweep) {
  for (size_t i = 0; i < sweep->found->list.n; i++) {
    sweep->unsure |= diag_row(sweep->found->list.at[i]->code)->class == CLASS_UNSURE;
    diag_merge(sweep->sink, sweep->found->list.at[i]);
  }
}

static void try_launch(const Launch *launch, void *state) {
  Sweep *sweep = state;
  Invocation invocation;
  diag_sink_beside(sweep->found, sweep->scratch, sweep->sink);
  sweep->workspace->sink = sweep->found;
  resolve_launch(sweep->scratch, sweep->bound, launch, &invocation);
  sweep->workspace->sink = sweep->sink;
  take_findings(sweep);
  sweep->summary->launches++;
}

static void visit_domain(void *state) {
  Sweep *sweep = state;
  domain_visit(sweep->sink->arena, sweep->scratch, sweep->bound->def, sweep->bound->policy, try_launch, sweep);
}

/* A limit ends the sweep of this component; the others are looked at all the same. */
static void sweep_component(Sweep *sweep) {
  Guard guard;
  Arena scratch;
  DiagSink found;
  arena_init(&scratch, &guard, LIMIT_SCRATCH_BYTES);
  sweep->scratch = &scratch;
  sweep->found = &found;
  bool done = guard_run(&guard, visit_domain, sweep);
  sweep->workspace->sink = sweep->sink;
  if (!done) diag_report(sweep->sink, DIAG_LIMIT, PLACE_NONE, DIAG_ARGS(str_of(guard.what)));
  arena_free(&scratch);
}

static void check_component(Workspace *workspace, Heap *heap, const PlanComponent *component, CheckSummary *summary) {
  DiagSink found, *sink = workspace->sink;
  BoundComponent bound;
  size_t errors = sink->errors;
  Sweep sweep = {.workspace = workspace, .sink = sink, .found = &found, .bound = &bound, .summary = summary};
  diag_sink_beside(&found, heap->arena, sink);
  workspace->sink = &found;
  component_bind(heap->arena, workspace, component, &bound);
  workspace->sink = sink;
  take_findings(&sweep);
  resolve_prepare(heap->arena, &bound);
  if (!bound.def_unsettled) sweep_component(&sweep);
  bool failed = sink->errors > errors;
  summary->components++;
  summary->with_errors += failed;
  summary->not_verified += !failed && (sweep.unsure || bound.def_unsettled);
}

void check_plan(Workspace *workspace, Heap *heap, const Plan *plan, CheckSummary *summary) {
  *summary = (CheckSummary){0};
  for (size_t i = 0; i < plan->n; i++) check_component(workspace, heap, &plan->components[i], summary);
}
