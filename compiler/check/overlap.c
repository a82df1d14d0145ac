#include "compiler/check/overlap.h"

#include "compiler/dbt/graph.h"
#include "runtime/plan/skeleton.h"

enum { SHOWN_PLACES = 3 };

/* A variable that is a bound of the window. */
typedef struct WindowBound {
  Str name, format;
  const Node *template;
  bool of_end;
  Diag *diag; /* of an end: once it was reported */
} WindowBound;

typedef struct Overlap {
  const View *view;
  VEC(WindowBound) bounds;
} Overlap;

static void take_bound(Overlap *overlap, const Node *pair) {
  bool of_end = false;
  const Node *key = pair->pair.key, *value = pair->pair.value;
  bool is_named = key->kind == NODE_CONST && key->constant.value.kind == V_STR;
  if (!is_named || value->kind != NODE_TEMPLATE || !(value->inputs & INPUT_PARTITION)) return;
  const Node *format = skeleton_bound_format(value, &of_end);
  if (!format) return;
  WindowBound bound = {value_text(key->constant.value), value_text(format->constant.value), value, of_end, NULL};
  VEC_PUSH(overlap->view->heap->arena, &overlap->bounds, bound);
}

static void find_bounds(Overlap *overlap, const Node *vars) {
  for (size_t i = 0; vars && vars->kind == NODE_DICT && i < vars->dict.items.n; i++)
    take_bound(overlap, vars->dict.items.at[i]);
}

static bool takes_in(const DbtComparisons *comparisons, DbtBound bound, Str variable) {
  for (size_t i = 0; i < comparisons->n; i++)
    if (comparisons->at[i].bound == bound && !comparisons->at[i].strict &&
        str_eq(comparisons->at[i].variable, variable))
      return true;
  return false;
}

/* Whether the same text begins with the window's start, in the format of its end. */
static bool begins_with_start(const Overlap *overlap, const DbtComparisons *comparisons, const WindowBound *end) {
  for (size_t i = 0; i < overlap->bounds.n; i++) {
    const WindowBound *start = &overlap->bounds.at[i];
    bool is_start = !start->of_end && str_eq(start->format, end->format);
    if (is_start && takes_in(comparisons, DBT_FROM, start->name)) return true;
  }
  return false;
}

static void report(Overlap *overlap, WindowBound *end, Place place) {
  DiagSink *sink = view_sink(overlap->view);
  if (!end->diag)
    end->diag = diag_report(sink, DIAG_RANGES_OVERLAP, written_place(overlap->view->written, end->template),
                            DIAG_ARGS(end->name));
  if (end->diag->related.n < SHOWN_PLACES)
    diag_relate(sink, end->diag, place, STR("this comparison takes in the end"));
}

static bool takes_in_end(const DbtComparison *comparison) {
  return comparison->bound == DBT_UP_TO && !comparison->strict;
}

static void judge(Overlap *overlap, const Source *source, const DbtComparisons *comparisons) {
  for (size_t i = 0; i < comparisons->n; i++)
    for (size_t b = 0; takes_in_end(&comparisons->at[i]) && b < overlap->bounds.n; b++) {
      WindowBound *end = &overlap->bounds.at[b];
      bool is_it = end->of_end && str_eq(end->name, comparisons->at[i].variable);
      if (is_it && begins_with_start(overlap, comparisons, end))
        report(overlap, end, (Place){source, comparisons->at[i].span});
    }
}

static bool reads_end(const Overlap *overlap, const DbtUses *uses) {
  for (size_t i = 0; i < uses->vars.n; i++)
    for (size_t b = 0; b < overlap->bounds.n; b++)
      if (overlap->bounds.at[b].of_end && str_eq(overlap->bounds.at[b].name, uses->vars.at[i].name)) return true;
  return false;
}

static void look_at_text(void *state, const DbtText *text) {
  Overlap *overlap = state;
  if (reads_end(overlap, text->uses)) judge(overlap, text->source, text->comparisons);
}

void overlap_check(const View *view) {
  Overlap overlap = {.view = view};
  const DbtNodes *nodes = &view->project->nodes;
  find_bounds(&overlap, view->supplied->value);
  for (size_t i = 0; overlap.bounds.n > 1 && i < nodes->n; i++)
    if (view->selected[i] == VERDICT_YES) view_each_text(view, &nodes->at[i], look_at_text, &overlap);
}
