#include "compiler/check/check.h"

#include "compiler/check/absent.h"
#include "compiler/check/across.h"
#include "compiler/check/arguments.h"
#include "compiler/check/definition.h"
#include "compiler/check/domain.h"
#include "compiler/check/doubts.h"
#include "compiler/check/project.h"
#include "compiler/check/typing.h"
#include "compiler/check/windows.h"
#include "runtime/core/limits.h"
#include "runtime/plan/plan_tree.h"

typedef struct Sweep {
  Workspace *workspace;
  DiagSink *sink;  /* what is found, for the user */
  bool unsure;     /* something depends on what is not known */
  DiagSink *found; /* what one launch reports */
  Arena *scratch;
  const BoundComponent *bound;
  CheckSummary *summary;
  Written written;
  Arguments arguments;
  Typing *typing;
  Windows *windows; /* NULL: nothing to look at */
  uint64_t steps;   /* that the launches so far have taken */
  Str cut_at;       /* the first launch that was not looked at; empty: all were */
} Sweep;

static void take_findings(Sweep *sweep) {
  for (size_t i = 0; i < sweep->found->list.n; i++) {
    Diag *diag = sweep->found->list.at[i];
    sweep->unsure |= diag_row(diag->code)->class == CLASS_UNSURE;
    bool is_placeless = diag->code == DIAG_NOT_VERIFIED && !diag->place.source;
    if (is_placeless && sweep->written.component) diag->place = written_type(&sweep->written);
    if (diag->code == DIAG_ARGS_SWALLOWED) diag->place = arguments_swallowed(&sweep->arguments);
    diag_merge(sweep->sink, sweep->found->list.at[i]);
  }
  diag_merge_dropped(sweep->sink, sweep->found);
}

/* What no template of the arguments can change concerns every launch. */
static void name_launch(const Sweep *sweep, size_t first, const Launch *launch) {
  DiagSink *found = sweep->found;
  for (size_t i = first; i < found->list.n && sweep->arguments.watched.n; i++) {
    Diag *diag = found->list.at[i];
    diag->first_launch = diag->last_launch = launch_name(found->arena, launch);
    diag->launches = launch->mode != LAUNCH_UNPARTITIONED;
  }
}

static void judge_launch(Sweep *sweep, const Launch *launch, const Invocation *invocation) {
  size_t before = sweep->found->list.n;
  if (invocation) arguments_judge(&sweep->arguments, sweep->scratch, invocation);
  name_launch(sweep, before, launch);
  if (typing_wants_launches(sweep->typing)) typing_launch(sweep->typing, sweep->scratch, launch);
  if (sweep->windows) windows_launch(sweep->windows, sweep->scratch, launch);
}

/* Each launch has its steps, and thousands of slow ones would take minutes. */
static bool is_cut(Sweep *sweep, const Launch *launch) {
  if (sweep->steps <= LIMIT_SWEEP_STEPS) return false;
  if (!sweep->cut_at.n) sweep->cut_at = str_copy(sweep->sink->arena, launch_name(sweep->sink->arena, launch));
  return true;
}

static void try_launch(const Launch *launch, void *state) {
  Sweep *sweep = state;
  Invocation invocation;
  if (is_cut(sweep, launch)) return;
  diag_sink_beside(sweep->found, sweep->scratch, sweep->sink);
  sweep->workspace->sink = sweep->found;
  bool done = resolve_launch(sweep->scratch, sweep->bound, launch, &invocation);
  sweep->steps += invocation.steps;
  judge_launch(sweep, launch, done ? &invocation : NULL);
  sweep->workspace->sink = sweep->sink;
  take_findings(sweep);
  sweep->summary->launches++;
}

static void visit_domain(void *state) {
  Sweep *sweep = state;
  const BoundComponent *bound = sweep->bound;
  bool whole = domain_visit(sweep->sink->arena, sweep->scratch, bound->def, bound->policy, try_launch, sweep);
  sweep->summary->sampled += !whole;
}

static Place arguments_place(Sweep *sweep) {
  const PlanComponent *component = sweep->bound->component;
  Place place = plan_tree_place(sweep->sink->arena, component, component->cli_args);
  return place.source ? place : written_type(&sweep->written);
}

static void report_cut(Sweep *sweep) {
  DiagSink *sink = sweep->sink;
  if (!sweep->cut_at.n) return;
  diag_report(sink, DIAG_SWEEP_CUT, arguments_place(sweep),
              DIAG_ARGS(sweep->cut_at, str_printf(sink->arena, "%llu", (unsigned long long)sweep->steps)));
  sweep->unsure = true;
}

/* A limit ends the sweep of this component; the others are looked at all the same. */
static void sweep_component(Sweep *sweep) {
  Guard guard;
  DiagSink found;
  Arena *arena = sweep->written.arena;
  sweep->scratch = arena_within(arena, &guard, LIMIT_SCRATCH_BYTES);
  sweep->found = &found;
  bool done = guard_run(&guard, visit_domain, sweep);
  workspace_above(sweep->workspace, false);
  sweep->workspace->sink = sweep->sink;
  arena_free(sweep->scratch);
  guard_pass_on(&guard, arena->guard);
  if (!done) diag_report(sweep->sink, DIAG_LIMIT, arguments_place(sweep), DIAG_ARGS(str_of(guard.what)));
  report_cut(sweep);
}

/* What needs no launch, before the sweep. */
static void begin_judging(Sweep *sweep, Arena *arena) {
  arguments_begin(&sweep->arguments, arena, sweep->bound, &sweep->written);
  doubts_check(sweep->bound, &sweep->written);
  sweep->typing = typing_begin(arena, sweep->bound, &sweep->written);
  sweep->windows = sweep->bound->def_unsettled ? NULL : windows_begin(arena, sweep->bound);
}

static void end_judging(Sweep *sweep) {
  arguments_end(&sweep->arguments);
  typing_end(sweep->typing);
  if (sweep->windows) windows_end(sweep->windows);
}

static void count(CheckSummary *summary, Verdict verdict) {
  summary->components++;
  summary->with_errors += verdict.failed;
  summary->not_verified += verdict.not_verified;
}

typedef struct Judging {
  Sweep sweep;
  Heap *heap;
  const PlanComponent *component;
  Across *across;
  DiagSink *keys;
  Verdict verdict;
} Judging;

static BoundComponent *bind(Judging *judging) {
  DiagSink found;
  Sweep *sweep = &judging->sweep;
  Arena *arena = judging->heap->arena;
  BoundComponent *bound = ARENA_NEW(arena, BoundComponent);
  sweep->bound = bound;
  sweep->found = &found;
  diag_sink_beside(&found, arena, sweep->sink);
  sweep->workspace->sink = &found;
  component_bind(arena, sweep->workspace, judging->component, bound);
  sweep->workspace->sink = sweep->sink;
  take_findings(sweep);
  resolve_prepare(arena, bound);
  return bound;
}

static void judge(void *state) {
  Judging *judging = state;
  Sweep *sweep = &judging->sweep;
  Heap *heap = judging->heap;
  size_t errors = diag_errors(sweep->sink), first = sweep->sink->list.n;
  BoundComponent *bound = bind(judging);
  begin_judging(sweep, heap->arena);
  if (bound->def && !bound->def_unsettled) definition_check(heap->arena, bound);
  if (!bound->def_unsettled) sweep_component(sweep);
  end_judging(sweep);
  absent_join(heap->arena, bound, first);
  project_check(heap, bound, &sweep->arguments, &sweep->written);
  bool failed = diag_errors(sweep->sink) > errors;
  judging->verdict = (Verdict){.failed = failed, .not_verified = !failed && (sweep->unsure || bound->def_unsettled)};
  judging->verdict.failed |= across_take(judging->across, heap, bound, judging->keys);
}

/* ---- what has errors ---- */

static void judge_rest(void *state) {
  Judging *judging = state;
  Sweep *sweep = &judging->sweep;
  BoundComponent *bound = bind(judging);
  begin_judging(sweep, judging->heap->arena);
  end_judging(sweep);
  project_check(judging->heap, bound, &sweep->arguments, &sweep->written);
}

/* How a selection among the arguments goes with that of the component, and a path with its dbt project. */
static bool is_of_choice(DiagCode code) {
  return code == DIAG_DBT_VALUE || code == DIAG_SELECT_WITHOUT_EFFECT || code == DIAG_SELECT_ADDS ||
         code == DIAG_SELECTOR_REPLACES;
}

void check_component_rest(Workspace *workspace, Heap *heap, const Rest *rest) {
  Guard guard;
  CheckSummary summary = {0};
  DiagSink found, *sink = workspace->sink;
  Arena *arena = heap->arena;
  Judging judging = {.heap = heap, .component = &rest->component};
  diag_sink_beside(&found, arena, sink);
  workspace->sink = &found;
  judging.sweep = (Sweep){.workspace = workspace, .sink = &found, .summary = &summary};
  judging.sweep.written = (Written){.arena = arena, .component = judging.component};
  bool done = arena_guarded(arena, arena->limit - LIMIT_ARENA_LEFT_BYTES, &guard, judge_rest, &judging);
  workspace_above(workspace, false);
  workspace->sink = sink;
  if (!done) eval_reset((Eval *)heap);
  for (size_t i = 0; done && i < found.list.n; i++) {
    Diag *diag = found.list.at[i];
    bool is_certain = diag->severity != SEVERITY_NOTE && !(rest->choice_unknown && is_of_choice(diag->code));
    if (is_certain) diag_keep(sink, diag);
  }
}

/* ---- one component ---- */

/* A plan has no text of its component. */
static void report_limit(Judging *judging, const char *what) {
  Sweep *sweep = &judging->sweep;
  Place place = written_type(&sweep->written);
  Str words = place.source ? str_of(what)
                           : str_printf(sweep->sink->arena, "%s, for %.*s", what, STR_FMT(judging->component->name));
  diag_report(sweep->sink, DIAG_LIMIT, place, DIAG_ARGS(words));
  judging->verdict = (Verdict){.failed = true};
}

Verdict check_component(Workspace *workspace, Heap *heap, const PlanComponent *component, Across *across,
                        DiagSink *keys, CheckSummary *summary) {
  Guard guard;
  Arena *arena = heap->arena;
  Judging judging = {.heap = heap, .component = component, .across = across, .keys = keys};
  judging.sweep = (Sweep){.workspace = workspace, .sink = workspace->sink, .summary = summary};
  judging.sweep.written = (Written){.arena = arena, .component = component};
  workspace_step(workspace, component->name);
  bool done = arena_guarded(arena, arena->limit - LIMIT_ARENA_LEFT_BYTES, &guard, judge, &judging);
  if (!done) {
    workspace_above(workspace, false);
    workspace->sink = judging.sweep.sink;
    eval_reset((Eval *)heap);
    report_limit(&judging, guard.what);
  }
  count(summary, judging.verdict);
  return judging.verdict;
}

void check_plan(Workspace *workspace, Heap *heap, const Plan *plan, CheckSummary *summary) {
  DiagSink keys, *sink = workspace->sink;
  *summary = (CheckSummary){0};
  diag_sink_beside(&keys, heap->arena, sink);
  Across *across = across_begin(workspace, heap->arena);
  for (size_t i = 0; i < plan->n; i++) check_component(workspace, heap, &plan->components[i], across, &keys, summary);
  across_report(across, heap);
  for (size_t i = 0; i < keys.list.n; i++) diag_keep(sink, keys.list.at[i]);
}
