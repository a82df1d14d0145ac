#include "compiler/check/windows.h"

#include "compiler/check/bounds.h"
#include "compiler/check/tally.h"
#include "runtime/core/limits.h"
#include "runtime/eval/report.h"
#include "runtime/plan/arguments.h"
#include "runtime/plan/skeleton.h"
#include "runtime/time/strftime.h"

/* Numbers call a time an end where it comes as near the next start as months differ. */
enum { SHOWN_BYTES = 48, NEAR_SECONDS = 4 * SECONDS_PER_DAY };

/* A template that reads the partition, with the key of what it is the value of. */
typedef struct Named {
  const Node *template;
  BoundName name;
  const Node *format; /* of a bound of the window that it shows; NULL: it shows something else */
  bool of_end;
} Named;

struct Windows {
  Arena *arena;
  const BoundComponent *bound;
  const Node *start, *end; /* templates: of the window's start; of what ends it, NULL: none */
  VEC(Named) all;
  Str start_format;
  bool end_is_bound; /* the end is the window's own, in the same format */
  bool end_is_numbered; /* it is called "day2", beside a "day1" */
  /* the launch before */
  bool has_before, has_distance;
  int64_t before_end, distance;
  uint64_t before_all; /* of the texts of all templates, their hash */
  Str before_until;
  char room[SHOWN_BYTES];
  bool by_time; /* some window begins or ends at a time of the day */
  LaunchTally same, empty, apart;
};

/* ---- which arguments show bounds ---- */

typedef struct Search {
  Windows *windows;
  Str name; /* the key at hand */
} Search;

static void take_template(Search *search, const Node *template) {
  Windows *windows = search->windows;
  Named named = {.template = template, .name = bound_name(search->name)};
  if (!(template->inputs & INPUT_PARTITION)) return;
  named.format = skeleton_bound_format(template, &named.of_end);
  VEC_PUSH(windows->arena, &windows->all, named);
}

static bool is_start(const Named *named) { return named->format && !named->of_end; }

static void take_pair(Windows *windows, const Named *start, const Named *end) {
  windows->start = start->template;
  windows->start_format = value_text(start->format->constant.value);
  windows->end = end ? end->template : NULL;
  windows->end_is_bound =
      end && end->of_end && str_eq(value_text(end->format->constant.value), windows->start_format);
}

/* Two that are called the start and the end of one window. */
static bool find_named(Windows *windows) {
  for (size_t i = 0; i < windows->all.n; i++)
    for (size_t k = 0; is_start(&windows->all.at[i]) && k < windows->all.n; k++) {
      const Named *start = &windows->all.at[i], *end = &windows->all.at[k];
      if (!bounds_pair(start->name, end->name)) continue;
      take_pair(windows, start, end);
      windows->end_is_numbered = end->name.is_number;
      return true;
    }
  return false;
}

/* Else the first that shows the start, with the window's own end, or with what alone is called an end where the
 * start is called nothing. */
static void find_shown(Windows *windows) {
  const Named *start = NULL, *end = NULL, *called = NULL;
  size_t ends = 0;
  for (size_t i = 0; i < windows->all.n; i++) {
    const Named *named = &windows->all.at[i];
    bool is_called = named->name.side == SIDE_END;
    if (is_start(named) && !start) start = named;
    if (named->of_end && !end) end = named;
    if (is_called) called = named, ends++;
  }
  if (!start) return;
  bool is_neutral = start->name.side == SIDE_NONE;
  take_pair(windows, start, end ? end : ends == 1 && is_neutral && called != start ? called : NULL);
}

static void search_tree(Node *node, void *state) {
  Search *search = state, below = *search;
  if (node->kind == NODE_TEMPLATE) {
    take_template(search, node);
    return;
  }
  bool is_named = node->kind == NODE_PAIR && node->pair.key->kind == NODE_CONST &&
                  node->pair.key->constant.value.kind == V_STR;
  if (is_named) below.name = value_text(node->pair.key->constant.value);
  node_children(node, search_tree, &below);
}

/* The codes that tell windows of a kind apart from those beside them. */
static const char *codes_for(PartitionsKind kind) {
  switch (kind) {
    case PARTITIONS_DAILY: return "djeFDxcs";
    case PARTITIONS_WEEKLY: return "djeFDxcsVWU";
    case PARTITIONS_MONTHLY: return "mbBhjFDxcs";
    default: return ""; /* hours repeat when clocks go back; a cron schedule may do anything */
  }
}

static bool tells_apart(Str format, PartitionsKind kind) {
  for (size_t i = 0; i + 1 < format.n; i++)
    if (format.p[i] == '%' && format.p[++i] && strchr(codes_for(kind), format.p[i])) return true;
  return false;
}

Windows *windows_begin(Arena *arena, const BoundComponent *bound) {
  Windows found = {.arena = arena, .bound = bound};
  Search search = {&found, {"", 0}};
  if (!bound->def || !bound->component->cli_args || !partitions_have_windows(bound->def)) return NULL;
  search_tree(bound->component->cli_args, &search);
  if (!find_named(&found)) find_shown(&found);
  if (!found.start) return NULL;
  bool is_sound = tells_apart(found.start_format, bound->def->kind) && (!found.end || found.end_is_bound);
  if (is_sound) return NULL;
  Windows *windows = ARENA_NEW(arena, Windows);
  *windows = found;
  return windows;
}

/* ---- what launches show ---- */

/* What the format tells apart, in seconds: an end that is meant to count itself lies so far before the next start. */
static int64_t unit_of(Str format) {
  int64_t unit = SECONDS_PER_DAY * 31;
  for (size_t i = 0; i + 1 < format.n; i++) {
    if (format.p[i] != '%') continue;
    char code = format.p[++i];
    int64_t shown = strchr("djDFxaAwu", code)  ? SECONDS_PER_DAY
                    : strchr("HIR", code)      ? 3600
                    : strchr("MSTXcsf", code)  ? 60
                                               : unit;
    if (shown < unit) unit = shown;
  }
  return unit;
}

bool windows_time(Arena *arena, Str text, int64_t *seconds, int64_t *unit) {
  static const char *const FORMATS[] = {"%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M",
                                        "%Y-%m-%d %H", "%Y-%m",    "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S%z"};
  Civil civil;
  StrptimeZone zone;
  Str why;
  for (size_t i = 0; i < COUNT(FORMATS); i++) {
    if (!strptime_read(arena, text, str_of(FORMATS[i]), &civil, &zone, &why)) continue;
    *seconds = civil_instant(&civil) - zone.offset;
    *unit = unit_of(str_of(FORMATS[i]));
    return true;
  }
  return false;
}

/* Whether the start is shown to the day, or the month of monthly windows: else it is meant to be that of a longer
 * time. */
static bool shows_windows(const Windows *windows) {
  return unit_of(windows->start_format) <= SECONDS_PER_DAY ||
         tells_apart(windows->start_format, windows->bound->def->kind);
}

/* The distance from the end of the window before to the start of this one must stay what it is. */
static void look_at_distance(Windows *windows, Arena *scratch, const Launch *launch, Str from) {
  int64_t start, end, unit;
  if (windows->end_is_bound || !shows_windows(windows) || !windows_time(scratch, from, &start, &unit)) return;
  if (!windows_time(scratch, windows->before_until, &end, &unit)) return;
  if (windows->end_is_numbered && (start - end > NEAR_SECONDS || end - start > NEAR_SECONDS)) windows->end = NULL;
  bool is_gap = !windows->end_is_numbered && start - end > unit_of(windows->start_format);
  if ((windows->has_distance && windows->distance != start - end) || is_gap)
    tally_count(&windows->apart, windows->arena, launch, from, windows->before_until);
  if (!windows->has_distance) windows->distance = start - end;
  windows->has_distance = true;
}

static Str keep(char *room, Str text) {
  size_t n = text.n < SHOWN_BYTES ? text.n : 0;
  if (n) memcpy(room, text.p, n);
  return (Str){room, n};
}

/* Whether nothing but the two bounds tells of the partition. */
static bool are_all(const Windows *windows) { return windows->end_is_bound && windows->all.n == 2; }

static Str text_of(Eval *eval, const Node *template) {
  Value v = template ? eval_scalar(eval, template) : VALUE_NONE;
  return value_passes(v) || v.kind == V_NONE ? (Str){"", 0} : value_to_str(&eval->heap, v);
}

static uint64_t hash_of_all(const Windows *windows, Eval *eval) {
  uint64_t hash = 0;
  for (size_t i = 0; i < windows->all.n; i++) hash = hash * 31 + str_hash(text_of(eval, windows->all.at[i].template));
  return hash;
}

static bool is_midnight(const Civil *civil) { return !civil->hour && !civil->minute && !civil->second; }

void windows_launch(Windows *windows, Arena *scratch, const Launch *launch) {
  const BoundComponent *bound = windows->bound;
  Eval eval;
  if (launch->mode != LAUNCH_KEY || !launch->has_window) return;
  windows->by_time |= !is_midnight(&launch->window.start) || !is_midnight(&launch->window.end);
  arguments_open(&eval, scratch, bound, launch);
  Str from = text_of(&eval, windows->start), until = text_of(&eval, windows->end);
  bool adjoins = windows->has_before && windows->before_end == civil_instant(&launch->window.start);
  uint64_t all = hash_of_all(windows, &eval);
  if (are_all(windows) && str_eq(from, until))
    tally_count(&windows->empty, windows->arena, launch, from, until);
  else if (adjoins && all == windows->before_all)
    tally_count(&windows->same, windows->arena, launch, from, until);
  if (adjoins && until.n && windows->end) look_at_distance(windows, scratch, launch, from);
  windows->has_before = true;
  windows->before_end = civil_instant(&launch->window.end);
  windows->before_all = all;
  windows->before_until = keep(windows->room, until);
}

static void report(const Windows *windows, DiagCode code, const Node *template, DiagArgs args,
                   const LaunchTally *tally) {
  DiagSink *sink = windows->bound->workspace->sink;
  const PlanComponent *component = windows->bound->component;
  Place place = report_place(sink->arena, template, template->span, component->source, component->file);
  Diag *diag = diag_report(sink, code, place, args);
  if (code != DIAG_WINDOWS_APART && !windows->by_time) diag->hint = STR("show the day: '%Y-%m-%d'");
  tally_show(tally, sink->arena, diag);
}

/* Whether something else is wrong with the start's format: it will be another one. */
static bool is_start_wrong(const Windows *windows) {
  const DiagSink *sink = windows->bound->workspace->sink;
  const PlanComponent *component = windows->bound->component;
  Place place = report_place(windows->arena, windows->start, windows->start->span, component->source, component->file);
  for (size_t i = 0; i < sink->list.n; i++) {
    const Diag *diag = sink->list.at[i];
    bool is_it = diag->code == DIAG_VALUE_CHANGED || diag->code == DIAG_TYPE_FLIPS ||
                 diag->code == DIAG_TYPE_SURPRISE || diag->code == DIAG_FORMAT_DOUBT;
    bool is_inside = diag->place.span.start >= place.span.start && diag->place.span.end <= place.span.end;
    if (is_it && diag->place.source == place.source && is_inside) return true;
  }
  return false;
}

void windows_end(Windows *windows) {
  const LaunchTally *same = &windows->same, *empty = &windows->empty, *apart = &windows->apart;
  if (empty->n) report(windows, DIAG_WINDOW_EMPTY, windows->end, DIAG_ARGS(empty->from), empty);
  if (same->n && !is_start_wrong(windows))
    report(windows, DIAG_WINDOWS_SAME, windows->start, DIAG_ARGS(same->from), same);
  if (apart->n && windows->end)
    report(windows, DIAG_WINDOWS_APART, windows->end, DIAG_ARGS(apart->until, apart->from), apart);
}
