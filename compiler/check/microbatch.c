#include "compiler/check/microbatch.h"

#include "compiler/check/arguments.h"
#include "compiler/dbt/graph.h"

typedef struct Microbatch {
  const View *view;
  const DbtNode *node;
} Microbatch;

static Str text_at(const DbtNode *node, const char *key) {
  Value value = dbt_value(node->config, key);
  return value_is_str(value) ? value_text(value) : (Str){"", 0};
}

static bool is_absent(const DbtNode *node, const char *key) {
  Value value = dbt_value(node->config, key);
  return value.kind == V_ABSENT || value.kind == V_NONE;
}

static bool is_microbatch(const DbtNode *node) {
  return node->type == DBT_TYPE_MODEL && str_is(text_at(node, "materialized"), "incremental") &&
         str_is(text_at(node, "incremental_strategy"), "microbatch");
}

/* Where the model's text has a word, or `microbatch`; its beginning where it has neither, as for properties. */
static Place place_of(const Microbatch *m, const char *word) {
  const Source *source;
  Str path = path_join(m->view->heap->arena, m->view->bound->project_dir, m->node->path);
  if (workspace_read(m->view->bound->workspace, path, path, &source) != READ_OK) return PLACE_NONE;
  const char *const words[] = {word, "microbatch"};
  for (size_t i = 0; i < 2; i++) {
    size_t at = str_find(source->text, str_of(words[i]), 0);
    if (at != SIZE_MAX) return (Place){source, {(uint32_t)at, (uint32_t)(at + strlen(words[i]))}};
  }
  return (Place){source, {0, 0}};
}

/* ---- what dbt refuses (dbt/parser/manifest.py, check_valid_microbatch_config) ---- */

static void refuse(const Microbatch *m, const char *word, const char *why) {
  diag_report(view_sink(m->view), DIAG_MICROBATCH_CONFIG, place_of(m, word),
              DIAG_ARGS(m->node->name, str_of(why)));
}

static bool is_batch_size(Str text) { return str_lists(STR("hour day month year"), text); }

static bool judge_config(const Microbatch *m) {
  const DbtNode *node = m->node;
  Value size = dbt_value(node->config, "batch_size");
  if (node->unknown & DBT_UNKNOWN_CONFIG) return false;
  const char *missing = is_absent(node, "event_time")   ? "has no 'event_time', the column that its batches go by"
                        : is_absent(node, "begin")      ? "has no 'begin', the day that its batches begin at"
                        : is_absent(node, "batch_size") ? "has no 'batch_size': hour, day, month or year"
                                                        : NULL;
  bool is_wrong = value_is_str(size) && !is_batch_size(value_text(size));
  if (missing) refuse(m, "microbatch", missing);
  if (!missing && is_wrong) refuse(m, "batch_size", "has another 'batch_size' than hour, day, month or year");
  return !missing && !is_wrong;
}

/* ---- what disagrees with the partitions ---- */

static const PartitionsDef *windows_of(const PartitionsDef *def) {
  int dimension = def ? partitions_time_dimension(def) : -1;
  return dimension < 0 ? NULL : partitions_dimension(def, (size_t)dimension);
}

static int64_t seconds_of(Str batch_size) {
  static const struct {
    const char *name;
    int64_t seconds;
  } rows[] = {{"hour", 3600}, {"day", 86400}, {"month", 28 * 86400}, {"year", 365 * 86400}};
  for (size_t i = 0; i < COUNT(rows); i++)
    if (str_is(batch_size, rows[i].name)) return rows[i].seconds;
  return 0;
}

static void judge_size(const Microbatch *m, const Window *first) {
  Str size = text_at(m->node, "batch_size");
  int64_t window = civil_instant(&first->end) - civil_instant(&first->start);
  if (seconds_of(size) <= window + 3600) return; /* a clock change makes a day an hour shorter */
  DiagSink *sink = view_sink(m->view);
  Str what = str_printf(sink->arena,
                        "has batches of a %.*s, longer than the windows of the partitions: each run builds the whole "
                        "%.*s around its window",
                        STR_FMT(size), STR_FMT(size));
  Diag *diag = diag_report(sink, DIAG_MICROBATCH, place_of(m, "batch_size"), DIAG_ARGS(m->node->name, what));
  diag->hint = STR("give the model a 'batch_size' that fits into a window, or the component longer partitions");
}

/* By the calendar, as neither side has a zone that the other knows. */
static int64_t days_of(const Civil *civil) { return civil_days(civil->year, civil->month, civil->day); }

static void judge_begin(const Microbatch *m, const Window *first) {
  Civil begin;
  Str text = text_at(m->node, "begin");
  if (!text.n || !arguments_time(m->view->heap->arena, text, &begin) || days_of(&begin) <= days_of(&first->start))
    return;
  DiagSink *sink = view_sink(m->view);
  Str what = str_printf(sink->arena, "begins at %.*s, and the partitions begin earlier, at %04d-%02d-%02d",
                        STR_FMT(text), (int)first->start.year, (int)first->start.month, (int)first->start.day);
  Diag *diag = diag_report(sink, DIAG_MICROBATCH, place_of(m, "begin"), DIAG_ARGS(m->node->name, what));
  diag->hint = STR("dbt builds them all the same, and a full refresh drops them: let both begin on one day");
}

/* One of the two alone is an error of its own (DP0416). */
static void judge_bounds(const Microbatch *m) {
  const Supplied *supplied = m->view->supplied;
  bool builds = !(supplied->commands & ~(UINT32_C(1) << DBT_BUILD | UINT32_C(1) << DBT_RUN));
  if (!builds || supplied->event_times) return;
  DiagSink *sink = view_sink(m->view);
  Diag *diag = diag_report(sink, DIAG_MICROBATCH, written_command(m->view->written),
                           DIAG_ARGS(m->node->name, STR("gets no event times: whatever the partition, dbt runs its "
                                                        "latest batches")));
  diag->hint = STR("give '--event-time-start' and '--event-time-end' from 'partition_time_window'");
  diag_relate(sink, diag, place_of(m, "microbatch"), STR("the model"));
}

/* A project with a macro of its own for the strategy may have batches of its own, or none. */
static bool has_own_strategy(const View *view) {
  const BoundComponent *bound = view->bound;
  DbtReads reads = {
      .workspace = bound->workspace, .heap = view->heap, .project = view->project, .dir = bound->project_dir};
  return dbt_reads_has_macro(&reads, STR("get_incremental_microbatch_sql"));
}

void microbatch_check(const View *view) {
  Window first;
  const DbtProject *project = view->project;
  const PartitionsDef *def = view->bound->def_unsettled ? NULL : windows_of(view->bound->def);
  bool has_window = def && def->first != INT64_MAX && partition_window(def, (PartitionId){{def->first, 0}}, &first);
  for (size_t i = 0; !project->has_ignored && i < project->nodes.n; i++) {
    Microbatch m = {view, &project->nodes.at[i]};
    if (!is_microbatch(m.node) || !str_eq(m.node->package, project->name)) continue;
    if (has_own_strategy(view)) return;
    bool is_sound = judge_config(&m);
    if (!is_sound || !has_window || view->selected[i] != VERDICT_YES) continue;
    judge_size(&m, &first);
    judge_begin(&m, &first);
    judge_bounds(&m);
  }
}
