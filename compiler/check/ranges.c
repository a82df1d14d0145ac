#include "compiler/check/ranges.h"

#include "compiler/check/domain.h"
#include "compiler/check/tally.h"
#include "compiler/check/windows.h"
#include "compiler/dbt/dbt_ranges.h"
#include "compiler/dbt/graph.h"
#include "runtime/core/limits.h"
#include "runtime/plan/arguments.h"
#include "runtime/plan/skeleton.h"

enum { SHOWN_BYTES = 48 };

/* Two variables that bound one column, and what launches make of them. */
typedef struct Pair {
  const DbtComparison *lower, *upper;
  const Source *source;         /* of the SQL */
  const Node *start, *end;      /* the templates that give their values */
  bool has_before;              /* the launch at hand follows one whose upper bound is kept */
  int64_t before_end, before_unit, before_window;
  char room[SHOWN_BYTES];
  size_t room_n;
  size_t followed; /* launches that another one follows */
  LaunchTally empty, apart, meeting;
} Pair;

typedef struct Ranges {
  const View *view;
  Arena *scratch;
  VEC(Pair) pairs;
} Ranges;

/* ---- pairs ---- */

static const Node *template_of(const Node *vars, Str name) {
  for (size_t i = 0; vars && vars->kind == NODE_DICT && i < vars->dict.items.n; i++) {
    const Node *pair = vars->dict.items.at[i], *key = pair->pair.key, *value = pair->pair.value;
    bool is_text = key->kind == NODE_CONST && key->constant.value.kind == V_STR;
    if (is_text && str_eq(value_text(key->constant.value), name))
      return value->kind == NODE_TEMPLATE && (value->inputs & INPUT_PARTITION) ? value : NULL;
  }
  return NULL;
}

/* The window's own bounds in one format, the end not taken in or left to `overlap`: they meet. */
static bool is_plain(const Pair *pair) {
  bool of_end = false, starts_at_end = false;
  const Node *start = skeleton_bound_format(pair->start, &starts_at_end);
  const Node *end = skeleton_bound_format(pair->end, &of_end);
  bool is_whole = start && end && !starts_at_end && of_end && !pair->lower->strict;
  return is_whole && str_eq(value_text(start->constant.value), value_text(end->constant.value));
}

static bool is_known(const Ranges *ranges, const Pair *pair) {
  for (size_t i = 0; i < ranges->pairs.n; i++)
    if (ranges->pairs.at[i].start == pair->start && ranges->pairs.at[i].end == pair->end) return true;
  return false;
}

/* The lower bound that stands nearest before an upper one, or behind it. */
static const DbtComparison *lower_of(const DbtComparisons *all, size_t upper) {
  const DbtComparison *found = NULL;
  for (size_t i = 0; i < all->n && !(found && i > upper); i++)
    if (all->at[i].bound == DBT_FROM && str_eq(all->at[i].column, all->at[upper].column)) found = &all->at[i];
  return found;
}

static void take_pair(Ranges *ranges, const Source *source, const DbtComparisons *all, size_t upper) {
  const Node *vars = ranges->view->supplied->value;
  Pair pair = {.lower = lower_of(all, upper), .upper = &all->at[upper], .source = source};
  if (!pair.lower) return;
  pair.start = template_of(vars, pair.lower->variable);
  pair.end = template_of(vars, pair.upper->variable);
  if (pair.start && pair.end && !is_plain(&pair) && !is_known(ranges, &pair))
    VEC_PUSH(ranges->view->heap->arena, &ranges->pairs, pair);
}

static void look_at_text(void *state, const DbtText *text) {
  Ranges *ranges = state;
  const DbtComparisons *all = text->comparisons;
  for (size_t i = 0; i < all->n; i++)
    if (all->at[i].bound == DBT_UP_TO) take_pair(ranges, text->source, all, i);
}

/* ---- launches ---- */

static bool text_of(Eval *eval, const Node *template, Str *text, int64_t *seconds, int64_t *unit) {
  Value v = eval_scalar(eval, template);
  if (!value_is_str(v)) return false;
  *text = value_text(v);
  return text->n < SHOWN_BYTES && windows_time(eval->heap.arena, *text, seconds, unit);
}

static bool is_empty(const Pair *pair, int64_t start, int64_t end) {
  return end < start || (end == start && (pair->lower->strict || pair->upper->strict));
}

/* Whether a moment that the column may show lies behind the upper bound before and ahead of the lower one. */
static bool is_apart(const Pair *pair, int64_t start, int64_t unit) {
  int64_t missed_from = pair->before_end + (pair->upper->strict ? 0 : pair->before_unit);
  return pair->lower->strict ? start + unit > missed_from : start > missed_from;
}

/* The upper bound before is the lower one, written as it is, and both are taken in. */
static bool is_shared(const Pair *pair, int64_t start, int64_t unit) {
  return pair->before_end == start && pair->before_unit == unit && !pair->lower->strict && !pair->upper->strict;
}

static void look_at(const Ranges *ranges, Pair *pair, Eval *eval, const Launch *launch) {
  Str from, until;
  int64_t start, end, start_unit, end_unit;
  bool had_before = pair->has_before && pair->before_window == civil_instant(&launch->window.start);
  pair->has_before = false;
  if (!text_of(eval, pair->start, &from, &start, &start_unit)) return;
  if (!text_of(eval, pair->end, &until, &end, &end_unit)) return;
  if (is_empty(pair, start, end))
    tally_count(&pair->empty, ranges->view->heap->arena, launch, from, until);
  else if (had_before && is_apart(pair, start, start_unit))
    tally_count(&pair->apart, ranges->view->heap->arena, launch, from, (Str){pair->room, pair->room_n});
  pair->followed += had_before;
  if (had_before && is_shared(pair, start, start_unit))
    tally_count(&pair->meeting, ranges->view->heap->arena, launch, from, until);
  pair->has_before = true;
  pair->before_end = end;
  pair->before_unit = end_unit;
  pair->before_window = civil_instant(&launch->window.end);
  memcpy(pair->room, until.p, until.n);
  pair->room_n = until.n;
}

static void try_launch(const Launch *launch, void *state) {
  Ranges *ranges = state;
  const BoundComponent *bound = ranges->view->bound;
  Eval eval;
  if (launch->mode != LAUNCH_KEY || !launch->has_window) return;
  arguments_open(&eval, ranges->scratch, bound, launch);
  for (size_t i = 0; i < ranges->pairs.n; i++) look_at(ranges, &ranges->pairs.at[i], &eval, launch);
}

static void visit(void *state) {
  Ranges *ranges = state;
  const BoundComponent *bound = ranges->view->bound;
  domain_visit(ranges->view->heap->arena, ranges->scratch, bound->def, bound->policy, try_launch, ranges);
}

/* ---- reports ---- */

static bool is_reported(const DiagSink *sink, DiagCode code, Place place) {
  for (size_t i = 0; i < sink->list.n; i++) {
    const Diag *diag = sink->list.at[i];
    if (diag->code == code && diag->place.source == place.source && diag->place.span.start == place.span.start)
      return true;
  }
  return false;
}

static void report(const Ranges *ranges, const Pair *pair, DiagCode code, const LaunchTally *tally, Str first,
                   Str second) {
  DiagSink *sink = view_sink(ranges->view);
  Place place = written_place(ranges->view->written, pair->end);
  if (is_reported(sink, DIAG_WINDOWS_APART, place)) return;
  Diag *diag = diag_report(sink, code, place, DIAG_ARGS(first, second));
  diag_relate(sink, diag, (Place){pair->source, pair->upper->span}, STR("compared with here"));
  tally_show(tally, sink->arena, diag);
}

/* An end that is computed, and is the next start in all launches; of the window's own `overlap` speaks. */
static void report_shared(const Ranges *ranges, const Pair *pair) {
  if (!pair->meeting.n || pair->meeting.n < pair->followed) return;
  DiagSink *sink = view_sink(ranges->view);
  Place place = written_place(ranges->view->written, pair->end);
  if (is_reported(sink, DIAG_RANGES_OVERLAP, place)) return;
  Diag *diag = diag_report(sink, DIAG_RANGES_OVERLAP, place, DIAG_ARGS(pair->upper->variable));
  diag_relate(sink, diag, (Place){pair->source, pair->upper->span}, STR("this comparison takes in the end"));
}

void ranges_check(const View *view) {
  Guard guard;
  Ranges ranges = {.view = view};
  Arena *arena = view->heap->arena;
  const BoundComponent *bound = view->bound;
  const DbtNodes *nodes = &view->project->nodes;
  bool has_windows = bound->def && !bound->def_unsettled && partitions_have_windows(bound->def);
  if (!has_windows || view->supplied->vars.n < 2) return;
  for (size_t i = 0; i < nodes->n; i++)
    if (view->selected[i] == VERDICT_YES) view_each_text(view, &nodes->at[i], look_at_text, &ranges);
  if (!ranges.pairs.n) return;
  ranges.scratch = arena_within(arena, &guard, LIMIT_SCRATCH_BYTES);
  bool done = guard_run(&guard, visit, &ranges); /* a limit was reported by the sweep itself */
  arena_free(ranges.scratch);
  guard_pass_on(&guard, arena->guard);
  for (size_t i = 0; done && i < ranges.pairs.n; i++) {
    const Pair *pair = &ranges.pairs.at[i];
    const LaunchTally *empty = &pair->empty, *apart = &pair->apart;
    if (empty->n) report(&ranges, pair, DIAG_RANGE_EMPTY, empty, empty->from, empty->until);
    report_shared(&ranges, pair);
    if (apart->n && !empty->n) report(&ranges, pair, DIAG_RANGES_APART, apart, apart->until, apart->from);
  }
}
