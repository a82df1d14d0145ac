/* Replays what tests/oracle/record_partitions.py recorded of Dagster's partitions definitions: its rows are told
 * there. */
#include "tests/unit/table.h"

#include "runtime/core/limits.h"
#include "runtime/plan/node_json.h"
#include "runtime/time/launch.h"
#include "runtime/value/json.h"
#include "tests/unit/room.h"

enum { SHOWN_AT_MOST = 40 };

typedef struct Replay {
  Room *room;
  Arena arena; /* of the definitions at hand */
  Table table;
  const PartitionsDef *def, *before; /* the newest definition and the one above it */
  bool refused;
  Str why;
  int64_t now;
  PartitionSteps steps;
  int definitions, asked, wrong;
  Str definition; /* its row, for messages */
} Replay;

static void complain(Replay *r, const char *what, Str got) {
  if (r->wrong++ < SHOWN_AT_MOST)
    printf("row %d: %s %.*s: %.*s, not as recorded\n   %.*s\n", r->table.row, what, STR_FMT(r->table.field[1]),
           STR_FMT(got), STR_FMT(r->definition));
}

static void expect(Replay *r, const char *what, Str got, Str want) {
  r->asked++;
  if (!str_eq(got, want)) complain(r, what, got);
}

static Str iso(Replay *r, const Civil *time) {
  char text[CIVIL_ISO_ROOM];
  return str_copy(&r->arena, (Str){text, (size_t)civil_iso(time, 'T', text)});
}

static Civil time_of(Str text, const Tz *tz) {
  Civil civil = {0};
  int32_t offset;
  bool has_offset;
  assert_true(civil_parse_iso(text.p, (int)text.n, &civil, &offset, &has_offset));
  civil.tz = tz;
  return civil;
}

/* ---- definitions ---- */

static StrList list_of(Replay *r, Str text) {
  StrList list = {0};
  for (size_t at = 0; at < text.n;) {
    size_t end = str_find(text, STR(";"), at);
    VEC_PUSH(&r->arena, &list, str_copy(&r->arena, str_sub(text, at, end)));
    at = end == SIZE_MAX ? text.n : end + 1;
  }
  return list;
}

static Heap heap_of(Replay *r) {
  return (Heap){.arena = &r->arena, .steps = LIMIT_EVAL_STEPS, .workspace = &r->room->workspace};
}

static const PartitionsDef *read_json(Replay *r, Str json) {
  Heap heap = heap_of(r);
  Value value = VALUE_ABSENT;
  const PartitionsDef *def = NULL;
  assert_true(json_loads(&heap, json, &value, NULL, NULL));
  return definition_read(&heap, value, &def, &r->why) ? def : NULL;
}

static Str written(Replay *r, const PartitionsDef *def) {
  Buf buf = buf_new(&r->arena, LIMIT_STRING_BYTES);
  definition_write(&buf, def);
  return buf_str(&buf);
}

/* The definition as a plan holds it. */
static const PartitionsDef *of_a_plan(Replay *r, const PartitionsDef *def) {
  Str json = written(r, def);
  const PartitionsDef *read = read_json(r, json);
  if (!read) fail_msg("row %d: %.*s: %.*s", r->table.row, STR_FMT(json), STR_FMT(r->why));
  assert_true(str_eq(written(r, read), json));
  return read;
}

/* Every second one is asked as it comes back from a plan. */
static void keep(Replay *r, const PartitionsSpec *spec) {
  PartitionsDef *def = ARENA_NEW(&r->arena, PartitionsDef);
  r->refused = !partitions_init(&r->arena, spec, def, &r->why);
  r->before = r->def;
  r->def = r->refused || r->definitions % 2 ? def : of_a_plan(r, def);
  r->definitions++;
}

static PartitionsKind kind_of(Str name) {
  static const char *const KINDS[] = {"hourly", "daily", "weekly", "monthly", "time_window"};
  for (size_t i = 0; i < COUNT(KINDS); i++)
    if (str_is(name, KINDS[i])) return (PartitionsKind)i;
  fail_msg("no kind %.*s", STR_FMT(name));
  return 0;
}

static Civil bound_of(Replay *r, Str field, const PartitionsSpec *spec) {
  Civil civil = {0};
  Str why, fmt = spec->fmt.n ? spec->fmt : partitions_default_fmt(spec->kind);
  if (!field.n) return civil;
  if (!str_starts(field, STR("text:"))) return time_of(field, spec->tz);
  assert_true(partitions_read_time(&r->arena, str_sub(field, 5, field.n), fmt, spec->tz, &civil, &why));
  return civil;
}

static void define_windows(Replay *r) {
  const Table *t = &r->table;
  Str why;
  PartitionsSpec spec = {.kind = kind_of(t->field[1]),
                         .has_end = t->field[3].n > 0,
                         .minute_offset = table_int(t, 4),
                         .hour_offset = table_int(t, 5),
                         .day_offset = table_int(t, 6),
                         .fmt = str_copy(&r->arena, t->field[7]),
                         .tz = tz_load(&r->room->workspace, str_copy(&r->room->arena, t->field[8]), &why),
                         .end_offset = table_int(t, 9),
                         .cron = str_copy(&r->arena, t->field[10])};
  if (!spec.tz) fail_msg("row %d: %.*s", t->row, STR_FMT(why));
  spec.start = bound_of(r, t->field[2], &spec);
  spec.end = bound_of(r, t->field[3], &spec);
  StrList times = list_of(r, t->field[11]), crons = list_of(r, t->field[12]);
  Civil *excluded = ARENA_ARRAY(&r->arena, Civil, times.n);
  for (size_t i = 0; i < times.n; i++) excluded[i] = time_of(times.at[i], spec.tz);
  spec.excluded_times = excluded;
  spec.excluded_time_count = times.n;
  spec.excluded_crons = crons.at;
  spec.excluded_cron_count = crons.n;
  keep(r, &spec);
}

static void define_static(Replay *r) {
  StrList keys = list_of(r, r->table.field[1]);
  keep(r, &(PartitionsSpec){.kind = PARTITIONS_STATIC, .keys = keys.at, .key_count = keys.n});
}

static void define_multi(Replay *r) {
  Dimension *dimensions = ARENA_ARRAY(&r->arena, Dimension, 2);
  dimensions[0] = (Dimension){str_copy(&r->arena, r->table.field[1]), r->before};
  dimensions[1] = (Dimension){str_copy(&r->arena, r->table.field[2]), r->def};
  keep(r, &(PartitionsSpec){.kind = PARTITIONS_MULTI, .dimensions = dimensions, .dimension_count = 2});
}

static void is_refused(Replay *r) { expect(r, "refused", r->refused ? r->why : STR("accepted"), r->table.field[1]); }

/* ---- windows ---- */

static void begin(Replay *r) {
  if (r->refused) complain(r, "refused", r->why);
  else r->steps = partition_steps(r->def, INT64_MIN, INT64_MAX - 1);
}

static Str window_text(Replay *r, const Window *window) {
  Str end = iso(r, &window->end);
  return str_printf(&r->arena, "%.*s\t%.*s", STR_FMT(iso(r, &window->start)), STR_FMT(end));
}

static Str recorded(Replay *r, int first) {
  return str_printf(&r->arena, "%.*s\t%.*s", STR_FMT(r->table.field[first]), STR_FMT(r->table.field[first + 1]));
}

static Str key_of(Replay *r, PartitionId id) {
  Buf buf = buf_new(&r->arena, LIMIT_STRING_BYTES);
  partition_write_key(r->def, id, &buf);
  return buf_str(&buf);
}

/* The window by steps and by its id, and the partition that holds its first and its last second. */
static void next(Replay *r) {
  Window window;
  PartitionId first, last;
  if (r->refused) return;
  if (!partition_step(&r->steps)) {
    complain(r, "next", STR("no more"));
    return;
  }
  PartitionId id = {{r->steps.at}};
  expect(r, "next", key_of(r, id), r->table.field[1]);
  expect(r, "window", window_text(r, &r->steps.window), recorded(r, 2));
  if (partition_window(r->def, id, &window)) expect(r, "random", window_text(r, &window), recorded(r, 2));
  bool holds_first = partitions_at(r->def, id.at[0], &first, &last) && first.at[0] == id.at[0];
  bool holds_last = partitions_at(r->def, civil_instant(&window.end) - 1, &first, &last) && first.at[0] == id.at[0];
  expect(r, "holds", holds_first && holds_last ? STR("both") : STR("not both"), STR("both"));
}

/* ---- at a time ---- */

static void at(Replay *r) {
  PartitionId first, last;
  Civil now = time_of(r->table.field[1], &TZ_UTC_ZONE);
  r->now = civil_instant(&now);
  if (r->refused) {
    complain(r, "refused", r->why);
    return;
  }
  bool exist = partitions_extent(r->def, r->now, &first, &last);
  int64_t count = exist ? partition_count(r->def, first, last) : 0;
  expect(r, "count", str_printf(&r->arena, "%lld", (long long)count), r->table.field[2]);
  expect(r, "first", exist ? key_of(r, first) : STR(""), r->table.field[3]);
  expect(r, "last", exist ? key_of(r, last) : STR(""), r->table.field[4]);
}

static void key(Replay *r) {
  PartitionFound found;
  Window window;
  if (r->refused) return;
  KeyStatus status = partition_find(r->def, &r->arena, r->table.field[1], r->now, &found);
  bool taken = status == KEY_OK;
  expect(r, "key", taken ? STR("1") : STR("0"), r->table.field[2]);
  if (!taken || table_int(&r->table, 2) != 1) return;
  if (!found.is_off_schedule) expect(r, "key of", key_of(r, found.id), r->table.field[1]);
  if (partition_window(r->def, found.id, &window)) expect(r, "window of", window_text(r, &window), recorded(r, 3));
  else expect(r, "window of", STR(""), r->table.field[3]);
}

/* ---- backfills ---- */

static int compare_texts(const void *a, const void *b) { return str_cmp(*(const Str *)a, *(const Str *)b); }

static Str joined(Replay *r, StrList *texts) {
  Buf buf = buf_new(&r->arena, LIMIT_STRING_BYTES);
  if (texts->n) qsort(texts->at, texts->n, sizeof(Str), compare_texts);
  for (size_t i = 0; i < texts->n; i++) {
    if (i) buf_char(&buf, ';');
    buf_put(&buf, texts->at[i]);
  }
  return buf_str(&buf);
}

static void ranges(Replay *r) {
  StrList keys = list_of(r, r->table.field[2]), found = {0};
  KeySet set = {0};
  int64_t most = table_int(&r->table, 1);
  BackfillPolicy policy = {.kind = most ? BACKFILL_MULTI_RUN : BACKFILL_SINGLE_RUN, .max_partitions_per_run = most};
  for (size_t i = 0; i < keys.n; i++) {
    PartitionFound key;
    if (partition_find(r->def, &r->arena, keys.at[i], r->now, &key) == KEY_OK)
      key_set_add(&r->arena, &set, key.id, key.id);
  }
  LaunchIter iter = launches_of(&r->arena, r->def, &set, policy, false);
  int64_t count = launch_count(iter);
  for (Launch launch; launch_next(&iter, &launch);) VEC_PUSH(&r->arena, &found, launch_name(&r->arena, &launch));
  expect(r, "ranges", joined(r, &found), r->table.field[3]);
  if (count != (int64_t)found.n) complain(r, "launch_count", STR("another number"));
}

static const struct {
  const char *name;
  void (*replay)(Replay *r);
  bool defines;
} ROWS[] = {{"windows", define_windows, true}, {"static", define_static, true}, {"multi", define_multi, true},
            {"refused", is_refused, false},    {"begin", begin, false},         {"next", next, false},
            {"now", at, false},                {"key", key, false},             {"ranges", ranges, false}};

static void replay_row(Replay *r) {
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    if (!str_is(r->table.field[0], ROWS[i].name)) continue;
    if (ROWS[i].defines)
      r->definition = str_printf(&r->room->arena, "%.*s %.*s", STR_FMT(r->table.field[0]), STR_FMT(r->table.field[1]));
    for (int f = 2; ROWS[i].defines && f < r->table.fields; f++)
      r->definition = str_printf(&r->room->arena, "%.*s | %.*s", STR_FMT(r->definition), STR_FMT(r->table.field[f]));
    ROWS[i].replay(r);
    return;
  }
  fail_msg("row %d: %.*s", r->table.row, STR_FMT(r->table.field[0]));
}

static void does_what_dagster_does(void **state) {
  Replay replay = {.room = *state};
  const char *path = getenv("DBTPLAN_PARTITIONS_TABLE");
  arena_init(&replay.arena, &replay.room->guard, LIMIT_ARENA_BYTES);
  for (table_open(&replay.table, path ? path : "tests/oracle/partitions.tsv"); table_next(&replay.table);)
    replay_row(&replay);
  arena_free(&replay.arena);
  printf("%d definitions, %d answers, %d differ\n", replay.definitions, replay.asked, replay.wrong);
  assert_int_equal(replay.wrong, 0);
  assert_true(replay.asked > 1000);
}

/* What a plan must not hold, with the key that is to blame. */
static void refuses_unsound_plans(void **state) {
  static const struct {
    const char *json, *key;
  } PLANS[] = {
      {"[]", "type"},
      {"1", "type"},
      {"{}", "type"},
      {"{\"type\": 1}", "type"},
      {"{\"type\": \"yearly\"}", "type"},
      {"{\"type\": \"static\", \"keys\": 1}", "keys"},
      {"{\"type\": \"static\", \"keys\": [1]}", "keys"},
      {"{\"type\": \"static\", \"keys\": [\"a\", null]}", "keys"},
      {"{\"type\": \"dynamic\"}", "name"},
      {"{\"type\": \"dynamic\", \"name\": 1}", "name"},
      {"{\"type\": \"multi\", \"dimensions\": {}}", "dimensions"},
      {"{\"type\": \"multi\", \"dimensions\": [1]}", "dimensions"},
      {"{\"type\": \"multi\", \"dimensions\": [{}]}", "dimensions"},
      {"{\"type\": \"multi\", \"dimensions\": [{\"name\": \"a\"}]}", "definition"},
      {"{\"type\": \"multi\", \"dimensions\": [{\"name\": \"a\", \"definition\": {}}]}", "type"},
      {"{\"type\": \"multi\", \"dimensions\": [{\"name\": \"a\", \"definition\": {\"type\": \"multi\", \"dimensions\": []}}]}",
       "definition"},
      {"{\"type\": \"multi\", \"dimensions\": [{\"name\": \"a\", \"definition\": {\"type\": \"static\", \"keys\": [\"x\"]}}, "
       "{\"name\": \"a\", \"definition\": {\"type\": \"static\", \"keys\": [\"x\"]}}]}",
       "dimensions"},
#define DAILY(more) "{\"type\": \"daily\", \"timezone\": \"UTC\", " more "}"
      {DAILY("\"start\": 5, \"fmt\": \"%Y\""), "start"},
      {DAILY("\"fmt\": \"%Y\""), "start"},
      {DAILY("\"start\": \"2024-13-01\", \"fmt\": \"%Y\""), "start"},
      {DAILY("\"start\": \"2024-01-01T00:00:00.0000000000000000000000000000000000000000000000000\", \"fmt\": \"%Y\""), "start"},
      {DAILY("\"start\": \"2024-01-01\""), "fmt"},
      {DAILY("\"start\": \"2024-01-01\", \"fmt\": 1"), "fmt"},
      {DAILY("\"start\": \"2024-01-01\", \"end\": 1, \"fmt\": \"%Y\""), "end"},
      {DAILY("\"start\": \"2024-01-01\", \"fmt\": \"%Y\", \"end_offset\": \"1\""), "end_offset"},
      {DAILY("\"start\": \"2024-01-01\", \"fmt\": \"%Y\", \"end_offset\": 2147483648"), "end_offset"},
      {DAILY("\"start\": \"2024-01-01\", \"fmt\": \"%Y\", \"end_offset\": -2147483649"), "end_offset"},
      {DAILY("\"start\": \"2024-01-01\", \"fmt\": \"%Y\", \"excluded_times\": 1"), "excluded_times"},
      {DAILY("\"start\": \"2024-01-01\", \"fmt\": \"%Y\", \"excluded_times\": [\"x\"]"), "excluded_times"},
      {DAILY("\"start\": \"2024-01-01\", \"fmt\": \"%Y\", \"excluded_crons\": [1]"), "excluded_crons"},
      {"{\"type\": \"daily\", \"timezone\": 1}", "timezone"},
      {"{\"type\": \"time_window\", \"timezone\": \"UTC\", \"start\": \"2024-01-01\", \"fmt\": \"%Y\"}", "cron"},
  };
  Replay replay = {.room = *state};
  arena_init(&replay.arena, &replay.room->guard, LIMIT_ARENA_BYTES);
  for (size_t i = 0; i < COUNT(PLANS); i++) {
    if (read_json(&replay, str_of(PLANS[i].json))) fail_msg("%s is read", PLANS[i].json);
    assert_str(replay.why, str_z(&replay.arena, str_printf(&replay.arena, "the partitions definition has no sound '%s'", PLANS[i].key)));
  }
  arena_free(&replay.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(does_what_dagster_does), TEST(refuses_unsound_plans)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
