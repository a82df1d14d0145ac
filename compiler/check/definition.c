#include "compiler/check/definition.h"

#include "runtime/core/limits.h"

typedef struct Judge {
  Arena *arena;
  const BoundComponent *bound;
} Judge;

/* `argument`: which one of the definition is to blame; empty: the whole. */
static Diag *report(const Judge *judge, DiagCode code, Str argument, DiagArgs args) {
  const BoundComponent *bound = judge->bound;
  Place place = written_definition_argument(judge->arena, bound, argument);
  Place applied = written_definition(judge->arena, bound);
  Diag *diag = diag_report(bound->workspace->sink, code, place, args);
  if (place.source && applied.source && place.source != applied.source)
    diag_relate(bound->workspace->sink, diag, applied, STR("the definition is given here"));
  return diag;
}

/* The first word in quotes. */
static Str quoted(Str text) {
  size_t start = str_find(text, STR("'"), 0), end = start == SIZE_MAX ? SIZE_MAX : str_find(text, STR("'"), start + 1);
  return end == SIZE_MAX ? (Str){"", 0} : str_sub(text, start + 1, end);
}

static Str time_text(Arena *arena, const Civil *civil) {
  char text[CIVIL_ISO_ROOM];
  int n = civil_iso(civil, 'T', text);
  return str_copy(arena, (Str){text, (size_t)n});
}

/* ---- no partitions ---- */

static int64_t end_of_time(const PartitionsDef *dimension) {
  Civil last = {.year = CIVIL_MAX_YEAR, .month = 1, .day = 1, .tz = dimension->tz};
  return civil_instant(&last);
}

static void judge_extent(const Judge *judge, const PartitionsDef *dimension) {
  PartitionId first, last;
  bool has_windows = partitions_have_windows(dimension);
  if (partitions_are_dynamic(dimension)) return;
  if (partitions_extent(dimension, has_windows ? end_of_time(dimension) : 0, &first, &last)) return;
  bool is_reversed = has_windows && dimension->has_end &&
                     civil_instant(&dimension->end) <= civil_instant(&dimension->start);
  if (!is_reversed) {
    report(judge, DIAG_NO_PARTITIONS, STR(""), DIAG_NO_ARGS);
    return;
  }
  report(judge, DIAG_END_BEFORE_START, dimension->kind == PARTITIONS_TIME_WINDOW ? STR("end") : STR("end_date"),
         DIAG_ARGS(time_text(judge->arena, &dimension->end), time_text(judge->arena, &dimension->start)));
}

/* What has not begun yet is no fault. */
static void judge_start(const Judge *judge, const PartitionsDef *dimension) {
  int64_t now;
  int32_t micros;
  Window window;
  PartitionId first, last;
  if (!partitions_have_windows(dimension)) return;
  workspace_now(judge->bound->workspace, &now, &micros);
  bool ever = partitions_extent(dimension, end_of_time(dimension), &first, &last);
  if (!ever || partitions_extent(dimension, now, &(PartitionId){{0}}, &last)) return;
  if (partition_window(dimension, first, &window))
    report(judge, DIAG_NOTHING_CLOSED, STR(""), DIAG_ARGS(time_text(judge->arena, &window.end)));
}

/* ---- what is right and hardly meant ---- */

enum { SHORTEST_MONTH = 28, FIRST_LIKELY_YEAR = 1900 };

static void judge_likely(const Judge *judge, const PartitionsDef *dimension) {
  if (!partitions_have_windows(dimension)) return;
  if (dimension->kind == PARTITIONS_MONTHLY && dimension->day_offset > SHORTEST_MONTH) {
    Str message =
        str_printf(judge->arena, "a month without a day %d has no partition: its days belong to the one before",
                   (int)dimension->day_offset);
    report(judge, DIAG_DEFINITION_UNLIKELY, STR("day_offset"), DIAG_ARGS(message))->hint =
        STR("for the last day of each month: dg.TimeWindowPartitionsDefinition(cron_schedule='0 0 L * *', ...)");
  }
  if (dimension->start.year >= FIRST_LIKELY_YEAR) return;
  Str argument = dimension->kind == PARTITIONS_TIME_WINDOW ? STR("start") : STR("start_date");
  report(judge, DIAG_DEFINITION_UNLIKELY, argument,
         DIAG_ARGS(str_printf(judge->arena, "the definition starts in the year %d", (int)dimension->start.year)));
}

/* ---- keys that are not unique ---- */

static bool shows(Str fmt, const char *codes) {
  for (size_t i = 0; i + 1 < fmt.n; i++)
    if (fmt.p[i] == '%' && fmt.p[++i] && strchr(codes, fmt.p[i])) return true;
  return false;
}

/* Formats that tell all windows of a kind apart, with nothing to be looked at. */
static bool tells_apart(const PartitionsDef *dimension) {
  Str fmt = dimension->fmt;
  bool by_month = shows(fmt, "Y") && shows(fmt, "mbB"), by_day = by_month && shows(fmt, "d");
  switch (dimension->kind) {
    case PARTITIONS_MONTHLY: return by_month;
    case PARTITIONS_WEEKLY:
    case PARTITIONS_DAILY: return by_day;
    case PARTITIONS_HOURLY: return by_day && shows(fmt, "H");
    default: return by_day && shows(fmt, "H") && shows(fmt, "M");
  }
}

/* Of codes that Dagster reads back as it has written them. */
static bool is_plain(Str fmt) {
  for (size_t i = 0; i < fmt.n; i++)
    if (fmt.p[i] == '%' && (++i == fmt.n || !strchr("YmdHMS", fmt.p[i]))) return false;
  return true;
}

enum { KEYS_LOOKED_AT = 800, KEY_BYTES = 256 };

static void report_same(const Judge *judge, const PartitionsDef *dimension, Str key, const Civil *first,
                        const Civil *second) {
  Diag *diag = report(judge, DIAG_KEYS_SAME, STR("fmt"),
                      DIAG_ARGS(dimension->fmt, time_text(judge->arena, first), time_text(judge->arena, second), key));
  diag->hint = dimension->kind == PARTITIONS_HOURLY ? STR("show the hour: '%Y-%m-%d-%H:%M' is the default")
                                                    : STR("show as much as tells the windows apart");
}

/* Whether Dagster reads a key by the format, to the time that it was made of: else a launch of it fails. */
static bool is_read(const Judge *judge, const PartitionsDef *dimension, Str key) {
  PartitionFound found;
  return partition_find(dimension, judge->arena, key, end_of_time(dimension), &found) == KEY_OK;
}

/* The first window whose key an earlier one has; else the first whose key cannot be read. */
static void judge_keys(const Judge *judge, const PartitionsDef *dimension) {
  PartitionId first, last;
  Map seen = {0}; /* key → the start of its window */
  Str unreadable = {"", 0};
  if (!partitions_have_windows(dimension) || (tells_apart(dimension) && is_plain(dimension->fmt))) return;
  if (!partitions_extent(dimension, end_of_time(dimension), &first, &last)) return;
  PartitionSteps steps = partition_steps(dimension, first.at[0], last.at[0]);
  for (size_t i = 0; i < KEYS_LOOKED_AT && partition_step(&steps); i++) {
    Buf key = buf_new(judge->arena, KEY_BYTES);
    partition_write_key_at(dimension, &steps.window.start, &key);
    const Civil *before = map_get(&seen, buf_str(&key));
    if (before) {
      report_same(judge, dimension, buf_str(&key), before, &steps.window.start);
      return;
    }
    if (!unreadable.n && !is_read(judge, dimension, buf_str(&key))) unreadable = buf_str(&key);
    Civil *start = ARENA_NEW(judge->arena, Civil);
    *start = steps.window.start;
    map_put(judge->arena, &seen, buf_str(&key), start);
  }
  if (unreadable.n) report(judge, DIAG_KEY_UNREADABLE, STR("fmt"), DIAG_ARGS(dimension->fmt, unreadable));
}

/* ---- */

static void judge_dimension(const Judge *judge, const PartitionsDef *dimension) {
  if (dimension->doubt.n) report(judge, DIAG_DEFINITION_DOUBT, quoted(dimension->doubt), DIAG_ARGS(dimension->doubt));
  judge_extent(judge, dimension);
  judge_start(judge, dimension);
  judge_keys(judge, dimension);
  judge_likely(judge, dimension);
}

void definition_check(Arena *arena, const BoundComponent *bound) {
  Judge judge = {arena, bound};
  if (bound->def->kind != PARTITIONS_MULTI) judge_dimension(&judge, bound->def);
  for (size_t i = 0; i < bound->def->dimension_count; i++) judge_dimension(&judge, bound->def->dimensions[i].def);
}
