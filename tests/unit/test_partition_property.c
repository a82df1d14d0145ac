/* What holds of every partitions definition, over some hundred made up by chance: windows are in order and leave no
 * time out, a key finds the window that it was written for, and the launches of a set cover its partitions, each
 * once. */
#include "tests/unit/room.h"

#include "runtime/time/launch.h"

enum { DEFINITIONS = 400, MOST = 90, ROWS = 12, COLUMNS = 7 };

typedef struct Chance {
  uint64_t state;
} Chance;

/* xorshift64* */
static uint64_t draw(Chance *chance) {
  chance->state ^= chance->state >> 12;
  chance->state ^= chance->state << 25;
  chance->state ^= chance->state >> 27;
  return chance->state * UINT64_C(2685821657736338717) >> 11;
}

static int64_t below(Chance *chance, int64_t n) { return (int64_t)(draw(chance) % (uint64_t)n); }

/* ---- definitions ---- */

static const char *const ZONES[] = {
    "UTC",          "America/New_York", "Europe/Berlin", "Asia/Kolkata",      "Australia/Lord_Howe", "America/St_Johns",
    "Africa/Cairo", "America/Havana",   "Asia/Beirut",   "America/Sao_Paulo", "Pacific/Chatham",     "Antarctica/Casey",
    "Asia/Tehran",  "Africa/Casablanca", "Europe/London", "Antarctica/Troll",  "Atlantic/Cape_Verde", "Asia/Kathmandu"};
static const char *const CRONS[] = {"0 0 * * *", "*/15 * * * *", "30 2 * * *",   "0 */6 * * *",  "0 9-17 * * 1-5",
                                    "0 0 L * *", "0 0 * * 1#1",  "*/30 1-3 * * *", "0 0 13 * 5", "15 3 1,15 * *",
                                    "@weekly",   "0 2,3 * * *",  "0 0 */2 * *",  "45 23 * * *", "30 0 * 3-11 0"};
static const char *const EXCLUDED[] = {"0 0 * * 0,6", "0 2 * * *", "0 12 1 * *", "30 3-5 * * *"};

#define PICK(chance, table) ((table)[below(chance, (int64_t)(sizeof(table) / sizeof((table)[0])))])

/* A start some days before the next change of the zone's offset. */
static Civil draw_start(Chance *chance, const Tz *tz) {
  int64_t from, until, at = below(chance, 2000000000) - 100000000;
  Civil start = {0};
  tz_span(tz, at, &from, &until);
  if (until != INT64_MAX && below(chance, 4)) at = until - below(chance, 5 * SECONDS_PER_DAY);
  assert_true(civil_at_instant(at, 0, tz, &start));
  start.second = start.fold = 0;
  if (below(chance, 2)) start.hour = start.minute = 0;
  return start;
}

static PartitionsSpec draw_spec(Workspace *workspace, Chance *chance) {
  Str why;
  PartitionsSpec spec = {.kind = (PartitionsKind)below(chance, PARTITIONS_TIME_WINDOW + 1),
                         .tz = tz_load(workspace, str_of(PICK(chance, ZONES)), &why),
                         .fmt = STR("%Y-%m-%d-%H:%M")};
  assert_non_null(spec.tz);
  spec.start = draw_start(chance, spec.tz);
  if (spec.kind == PARTITIONS_TIME_WINDOW) spec.cron = str_of(PICK(chance, CRONS));
  else spec.minute_offset = below(chance, 3) * 15;
  if (spec.kind != PARTITIONS_HOURLY && spec.kind != PARTITIONS_TIME_WINDOW) spec.hour_offset = below(chance, 5);
  if (spec.kind == PARTITIONS_WEEKLY) spec.day_offset = below(chance, 7);
  if (spec.kind == PARTITIONS_MONTHLY) spec.day_offset = below(chance, 28);
  return spec;
}

static void exclude(Arena *arena, Chance *chance, PartitionsSpec *spec) {
  Str *crons = ARENA_ARRAY(arena, Str, 1);
  crons[0] = str_of(PICK(chance, EXCLUDED));
  spec->excluded_crons = crons;
  spec->excluded_cron_count = 1;
}

/* A definition and the first of its windows, as its steps give them. */
typedef struct Sample {
  Arena *arena;
  Chance *chance;
  PartitionsDef def;
  Str name; /* for messages */
  bool is_gapless;
  int64_t at[MOST];
  Window windows[MOST];
  size_t n;
} Sample;

static Str name_of(Arena *arena, const PartitionsDef *def) {
  char start[CIVIL_ISO_ROOM] = {0};
  civil_iso(&def->start, 'T', start);
  return str_printf(arena, "\"%.*s\" in %.*s from %s", STR_FMT(def->cron), STR_FMT(def->tz->name), start);
}

static void take_windows(Sample *sample) {
  PartitionSteps steps = partition_steps(&sample->def, INT64_MIN, INT64_MAX - 1);
  for (sample->n = 0; sample->n < MOST && partition_step(&steps); sample->n++) {
    sample->at[sample->n] = steps.at;
    sample->windows[sample->n] = steps.window;
  }
}

static void draw_sample(Workspace *workspace, Sample *sample) {
  Str why = {0};
  PartitionsSpec spec = draw_spec(workspace, sample->chance);
  sample->is_gapless = below(sample->chance, 4) > 0;
  if (!sample->is_gapless) exclude(sample->arena, sample->chance, &spec);
  if (!partitions_init(sample->arena, &spec, &sample->def, &why)) fail_msg("%.*s", STR_FMT(why));
  sample->name = name_of(sample->arena, &sample->def);
  take_windows(sample);
}

static void check(bool holds, const Sample *sample, size_t i, const char *what) {
  char start[CIVIL_ISO_ROOM] = {0};
  if (holds) return;
  civil_iso(&sample->windows[i].start, 'T', start);
  fail_msg("%.*s: window %zu, %s: %s", STR_FMT(sample->name), i, start, what);
}

/* Calls `each` for definitions made by chance, the same in every run. */
static void for_samples(void **state, uint64_t seed, void (*each)(Sample *sample)) {
  Room *room = *state;
  Chance chance = {seed};
  Arena arena;
  arena_init(&arena, &room->guard, LIMIT_SCRATCH_BYTES);
  for (int i = 0; i < DEFINITIONS; i++) {
    Sample sample = {.arena = &arena, .chance = &chance};
    draw_sample(&room->workspace, &sample);
    if (sample.n > 1) each(&sample);
    arena_reset(&arena);
  }
  arena_free(&arena);
}

/* ---- windows ---- */

static bool is_same_time(const Civil *a, const Civil *b) {
  return civil_wall(a) == civil_wall(b) && a->fold == b->fold && a->tz == b->tz;
}

static void is_in_order(Sample *sample) {
  for (size_t i = 0; i < sample->n; i++) {
    const Window *window = &sample->windows[i];
    check(civil_instant(&window->start) == sample->at[i], sample, i, "it begins at another time than its id");
    check(civil_instant(&window->end) > sample->at[i], sample, i, "it ends before it begins");
    if (i == 0) continue;
    const Civil *before = &window[-1].end;
    check(civil_instant(before) <= sample->at[i], sample, i, "it begins within the one before");
    if (sample->is_gapless) check(is_same_time(before, &window->start), sample, i, "there is time before it");
  }
}

static bool is_held_by(const Sample *sample, int64_t instant, int64_t at) {
  PartitionId first, last;
  return partitions_at(&sample->def, instant, &first, &last) && first.at[0] == at && last.at[0] == at;
}

static void holds_its_time(Sample *sample) {
  PartitionId first, last;
  for (size_t i = 0; i < sample->n; i++) {
    int64_t at = sample->at[i], end = civil_instant(&sample->windows[i].end), gap;
    check(is_held_by(sample, at, at), sample, i, "it does not hold its first second");
    check(is_held_by(sample, end - 1, at), sample, i, "it does not hold its last second");
    check(is_held_by(sample, at + below(sample->chance, end - at), at), sample, i, "it does not hold a second of it");
    gap = i + 1 < sample->n ? sample->at[i + 1] - end : 0;
    if (gap) check(!partitions_at(&sample->def, end + below(sample->chance, gap), &first, &last), sample, i,
                   "time behind it that is left out is held");
  }
}

static void is_found_at_random(Sample *sample) {
  for (size_t i = 0; i < sample->n; i++) {
    Window window;
    int64_t at = sample->at[i], found;
    check(partition_window(&sample->def, (PartitionId){{at}}, &window), sample, i, "its id has no window");
    check(is_same_time(&window.start, &sample->windows[i].start), sample, i, "its id begins at another time");
    check(is_same_time(&window.end, &sample->windows[i].end), sample, i, "its id ends at another time");
    check(partition_from(&sample->def, at, &found) && found == at, sample, i, "it is not from its place on");
    check(partition_until(&sample->def, at, &found) && found == at, sample, i, "it is not up to its place");
    if (i == 0) {
      check(!partition_until(&sample->def, at - 1, &found), sample, i, "there is one before the first");
      check(partition_from(&sample->def, INT64_MIN, &found) && found == at, sample, i, "it is not the first");
      continue;
    }
    check(partition_until(&sample->def, at - 1, &found) && found == sample->at[i - 1], sample, i, "the one before");
    check(partition_from(&sample->def, sample->at[i - 1] + 1, &found) && found == at, sample, i, "the one behind");
  }
}

static void is_counted(Sample *sample) {
  for (size_t i = 0; i < sample->n; i++) {
    size_t j = i + (size_t)below(sample->chance, (int64_t)(sample->n - i));
    int64_t count = partition_count(&sample->def, (PartitionId){{sample->at[i]}}, (PartitionId){{sample->at[j]}});
    check(count == (int64_t)(j - i + 1), sample, i, "those from it on are counted otherwise");
  }
}

/* Which windows exist at the very end of one, and a second before. */
static void exists_from_its_end_on(Sample *sample) {
  for (size_t i = 1; i < sample->n; i++) {
    PartitionId first, last;
    int64_t end = civil_instant(&sample->windows[i].end);
    bool exists = partitions_extent(&sample->def, end, &first, &last);
    check(exists && last.at[0] == sample->at[i], sample, i, "it does not exist when it has ended");
    exists = partitions_extent(&sample->def, end - 1, &first, &last);
    check(exists && last.at[0] == sample->at[i - 1], sample, i, "it exists before it has ended");
  }
}

/* ---- keys ---- */

static Str key_of(const Sample *sample, size_t i) {
  Buf key = buf_new(sample->arena, LIMIT_STRING_BYTES);
  partition_write_key(&sample->def, (PartitionId){{sample->at[i]}}, &key);
  return buf_str(&key);
}

/* At times that the clock skips or repeats Dagster makes keys that it does not take, and so does this. */
static bool may_be_refused(const Sample *sample, size_t i) {
  if (sample->def.schedule.every_hour) return false;
  return tz_wall(sample->def.tz, civil_wall(&sample->windows[i].start)) != TZ_WALL_ONCE;
}

static void is_found_by_its_key(Sample *sample) {
  int64_t now = civil_instant(&sample->windows[sample->n - 1].end);
  for (size_t i = 0; i < sample->n; i++) {
    PartitionFound found;
    if (may_be_refused(sample, i)) continue;
    KeyStatus status = partition_find(&sample->def, sample->arena, key_of(sample, i), now, &found);
    check(status == KEY_OK, sample, i, "its key is not taken");
    check(found.id.at[0] == sample->at[i] && !found.is_off_schedule, sample, i, "its key is that of another");
  }
}

/* ---- launches ---- */

static size_t place_of(const Sample *sample, int64_t at) {
  size_t i = 0;
  while (i < sample->n && sample->at[i] != at) i++;
  return i;
}

static int64_t unit_of(CalendarUnit unit, const Civil *time) {
  int year, week, weekday;
  int64_t day = civil_days(time->year, time->month, time->day);
  civil_iso_week(day, &year, &week, &weekday);
  switch (unit) {
    case CALENDAR_DAY: return day;
    case CALENDAR_WEEK: return year * 100 + week;
    case CALENDAR_MONTH: return time->year * 100 + time->month;
    case CALENDAR_YEAR: break;
  }
  return time->year;
}

static BackfillPolicy draw_policy(Chance *chance) {
  BackfillPolicy policy = {.kind = (BackfillKind)below(chance, BACKFILL_CALENDAR + 1)};
  if (policy.kind == BACKFILL_MULTI_RUN) policy.max_partitions_per_run = 1 + below(chance, 20);
  if (policy.kind == BACKFILL_CALENDAR) policy.unit = (CalendarUnit)below(chance, CALENDAR_YEAR + 1);
  return policy;
}

/* How many partitions the policy puts into one run that begins at `i`, of those up to `last`. */
static size_t chunk_from(const Sample *sample, BackfillPolicy policy, size_t i, size_t last) {
  size_t n = 1, left = last - i + 1;
  if (policy.kind == BACKFILL_NONE) return 1;
  if (policy.kind == BACKFILL_SINGLE_RUN) return left;
  if (policy.kind == BACKFILL_MULTI_RUN)
    return (size_t)policy.max_partitions_per_run < left ? (size_t)policy.max_partitions_per_run : left;
  int64_t unit = unit_of(policy.unit, &sample->windows[i].start);
  while (n < left && unit_of(policy.unit, &sample->windows[i + n].start) == unit) n++;
  return n;
}

static void cover_stretch(Sample *sample, BackfillPolicy policy, size_t first, size_t last) {
  KeySet set = {0};
  Launch launch;
  size_t i = first;
  key_set_add(sample->arena, &set, (PartitionId){{sample->at[first]}}, (PartitionId){{sample->at[last]}});
  LaunchIter iter = launches_of(sample->arena, &sample->def, &set, policy, false);
  int64_t count = launch_count(iter);
  for (; launch_next(&iter, &launch); count--) {
    check(i <= last && launch.first.at[0] == sample->at[i], sample, i, "no launch begins with it");
    size_t end = i + chunk_from(sample, policy, i, last) - 1;
    check(launch.last.at[0] == sample->at[end], sample, end, "no launch ends with it");
    check(is_same_time(&launch.window.start, &sample->windows[i].start), sample, i, "its launch begins later");
    check(is_same_time(&launch.window.end, &sample->windows[end].end), sample, end, "its launch ends earlier");
    i = end + 1;
  }
  check(i == last + 1 && count == 0, sample, last, "the launches do not go up to it");
}

static void is_covered_by_launches(Sample *sample) {
  for (int times = 0; times < 12; times++) {
    size_t first = (size_t)below(sample->chance, (int64_t)sample->n);
    size_t last = first + (size_t)below(sample->chance, (int64_t)(sample->n - first));
    cover_stretch(sample, draw_policy(sample->chance), first, last);
  }
}

#define OF_SAMPLES(test, seed, each) \
  static void test(void **state) { for_samples(state, seed, each); }

OF_SAMPLES(windows_are_in_order_and_leave_no_time_out, 11, is_in_order)
OF_SAMPLES(a_window_holds_its_time, 12, holds_its_time)
OF_SAMPLES(a_partition_is_found_by_its_id, 13, is_found_at_random)
OF_SAMPLES(stretches_are_counted, 14, is_counted)
OF_SAMPLES(a_partition_exists_from_its_end_on, 15, exists_from_its_end_on)
OF_SAMPLES(a_key_finds_its_window, 16, is_found_by_its_key)
OF_SAMPLES(launches_cover_a_stretch, 17, is_covered_by_launches)

/* ---- sets of two dimensions ---- */

typedef struct Grid {
  Sample rows;
  PartitionsDef columns, def;
  bool wanted[ROWS][COLUMNS];
  int covered[ROWS][COLUMNS];
  bool is_swapped; /* the dimension of time comes second */
} Grid;

static void make_grid(Grid *grid, Chance *chance) {
  static const Str KEYS[COLUMNS] = {STR_INIT("a"), STR_INIT("b"), STR_INIT("c"), STR_INIT("d"),
                                    STR_INIT("e"), STR_INIT("f"), STR_INIT("g")};
  PartitionsSpec columns = {.kind = PARTITIONS_STATIC, .keys = KEYS, .key_count = COLUMNS};
  Dimension dimensions[] = {{STR("date"), &grid->rows.def}, {STR("region"), &grid->columns}};
  Str why;
  grid->is_swapped = below(chance, 2);
  if (grid->is_swapped) dimensions[1].name = STR("a");
  PartitionsSpec spec = {.kind = PARTITIONS_MULTI, .dimensions = dimensions, .dimension_count = 2};
  assert_true(partitions_init(grid->rows.arena, &columns, &grid->columns, &why));
  assert_true(partitions_init(grid->rows.arena, &spec, &grid->def, &why));
}

static PartitionId id_of(const Grid *grid, size_t row, size_t column) {
  PartitionId id = {{grid->rows.at[row], (int64_t)column}};
  return grid->is_swapped ? (PartitionId){{id.at[1], id.at[0]}} : id;
}

static void add_box(Grid *grid, KeySet *set, Chance *chance) {
  size_t top = (size_t)below(chance, ROWS), left = (size_t)below(chance, COLUMNS);
  size_t bottom = top + (size_t)below(chance, (int64_t)(ROWS - top));
  size_t right = left + (size_t)below(chance, (int64_t)(COLUMNS - left));
  key_set_add(grid->rows.arena, set, id_of(grid, top, left), id_of(grid, bottom, right));
  for (size_t row = top; row <= bottom; row++)
    for (size_t column = left; column <= right; column++) grid->wanted[row][column] = true;
}

static void cover(Grid *grid, const Launch *launch) {
  size_t time = grid->is_swapped, top = place_of(&grid->rows, launch->first.at[time]);
  size_t bottom = place_of(&grid->rows, launch->last.at[time]);
  int64_t left = launch->first.at[1 - time], right = launch->last.at[1 - time];
  assert_true(top <= bottom && bottom < ROWS && left <= right && right < COLUMNS);
  assert_true(top == bottom || left == right); /* a range holds one dimension constant */
  for (size_t row = top; row <= bottom; row++)
    for (int64_t column = left; column <= right; column++) grid->covered[row][column]++;
}

static void launch_boxes(Grid *grid, Chance *chance) {
  KeySet set = {0};
  Launch launch;
  BackfillPolicy policy = draw_policy(chance);
  for (int64_t left = 1 + below(chance, 6); left > 0; left--) add_box(grid, &set, chance);
  LaunchIter iter = launches_of(grid->rows.arena, &grid->def, &set, policy, policy.kind == BACKFILL_NONE);
  int64_t count = launch_count(iter);
  for (; launch_next(&iter, &launch); count--) cover(grid, &launch);
  assert_int_equal(count, 0);
  for (size_t row = 0; row < ROWS; row++)
    for (size_t column = 0; column < COLUMNS; column++)
      if (grid->covered[row][column] != grid->wanted[row][column])
        fail_msg("%.*s, policy %d: row %zu, column %zu is launched %d times", STR_FMT(grid->rows.name), policy.kind,
                 row, column, grid->covered[row][column]);
}

static void boxes_are_covered_once(Sample *sample) {
  if (sample->n < ROWS) return;
  Grid grid = {.rows = *sample};
  make_grid(&grid, sample->chance);
  launch_boxes(&grid, sample->chance);
}

OF_SAMPLES(launches_cover_boxes_once, 18, boxes_are_covered_once)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(windows_are_in_order_and_leave_no_time_out),
      TEST(a_window_holds_its_time),
      TEST(a_partition_is_found_by_its_id),
      TEST(stretches_are_counted),
      TEST(a_partition_exists_from_its_end_on),
      TEST(a_key_finds_its_window),
      TEST(launches_cover_a_stretch),
      TEST(launches_cover_boxes_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
