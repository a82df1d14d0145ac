#include "compiler/check/domain.h"

typedef struct Visit {
  Arena *arena, *scratch;
  const PartitionsDef *def;
  void (*visit)(const Launch *launch, void *state);
  void *state;
} Visit;

static void visit_set(Visit *visit, const KeySet *set, BackfillPolicy policy, bool as_key) {
  Launch launch;
  LaunchIter iter = launches_of(visit->arena, visit->def, set, policy, as_key);
  while (launch_next(&iter, &launch)) {
    visit->visit(&launch, visit->state);
    arena_reset(visit->scratch);
  }
}

/* ---- one dimension ---- */

/* Some of the partitions of a dimension: a stretch in which they adjoin, and single ones behind it. */
typedef struct Sample {
  const PartitionsDef *def;
  int64_t first, last; /* the stretch */
  int64_t end;         /* the last partition that there will ever be */
  VEC(int64_t) single;
  bool is_cover; /* not all that the domain asks for */
} Sample;

/* The instant at which a day begins in the definition's zone. */
static int64_t instant_of(const PartitionsDef *def, int year, int month, int day) {
  Civil civil = {.year = (int16_t)year, .month = (uint8_t)month, .day = (uint8_t)day, .tz = def->tz};
  return civil_instant(&civil);
}

static void add(Visit *visit, Sample *sample, int64_t at) {
  bool is_new = sample->single.n == 0 || sample->single.at[sample->single.n - 1] < at;
  if (at > sample->last && at <= sample->end && is_new) VEC_PUSH(visit->arena, &sample->single, at);
}

static void add_neighbours(Visit *visit, Sample *sample, int64_t instant) {
  int64_t at;
  if (partition_until(sample->def, instant - 1, &at)) add(visit, sample, at);
  if (partition_from(sample->def, instant, &at)) add(visit, sample, at);
}

/* In place of too many windows: all of the first day, so each time of the day; then those around each midnight, so each
 * day of the year, and around each change of the zone's offset. */
static void cover(Visit *visit, Sample *sample) {
  int64_t last = sample->last, from, until;
  sample->is_cover = true;
  if (!partition_until(sample->def, sample->first + SECONDS_PER_DAY, &sample->last)) sample->last = sample->first;
  tz_span(sample->def->tz, sample->first, &from, &until);
  for (int64_t instant = sample->first; instant <= last; instant += SECONDS_PER_DAY) {
    Civil day;
    if (!civil_at_instant(instant, 0, sample->def->tz, &day)) return;
    day.hour = day.minute = day.second = day.fold = 0;
    add_neighbours(visit, sample, civil_instant(&day));
    if (until > instant + SECONDS_PER_DAY) continue;
    add_neighbours(visit, sample, until);
    tz_span(sample->def->tz, until, &from, &until);
  }
}

/* The first and last windows of the years behind the stretch, and what ends with the month or begins with the day where
 * there is a leap day. */
static void add_years(Visit *visit, Sample *sample, int first_year) {
  for (int year = first_year + 1; year <= first_year + DOMAIN_YEARS && year <= CIVIL_MAX_YEAR; year++) {
    int64_t instant = instant_of(sample->def, year, 1, 1);
    add_neighbours(visit, sample, instant);
    if (instant > sample->end) return;
    if (civil_is_leap(year)) add_neighbours(visit, sample, instant_of(sample->def, year, 2, 29));
  }
}

/* False: it never has a partition. */
static bool take_sample(Visit *visit, const PartitionsDef *dimension, Sample *sample) {
  PartitionId first, last;
  Window window;
  bool has_windows = partitions_have_windows(dimension);
  *sample = (Sample){.def = dimension};
  if (!partitions_extent(dimension, has_windows ? instant_of(dimension, CIVIL_MAX_YEAR, 1, 1) : 0, &first, &last))
    return false;
  sample->first = first.at[0];
  sample->last = sample->end = last.at[0];
  if (!has_windows) return true;
  if (!partitions_extent(dimension, sample->first + (int64_t)DOMAIN_DAYS * SECONDS_PER_DAY, &first, &last))
    last = (PartitionId){{sample->first}};
  if (last.at[0] < sample->last) sample->last = last.at[0];
  if (partition_count(dimension, first, (PartitionId){{sample->last}}) > SWEEP_MAX) cover(visit, sample);
  if (partition_window(dimension, first, &window)) add_years(visit, sample, window.start.year);
  return true;
}

/* ---- all of them ---- */

static void add_box(Visit *visit, KeySet *set, const Sample samples[2], size_t i, size_t j) {
  const Sample *a = &samples[0], *b = &samples[1];
  PartitionId first = {{i ? a->single.at[i - 1] : a->first, j ? b->single.at[j - 1] : b->first}};
  PartitionId last = {{i ? a->single.at[i - 1] : a->last, j ? b->single.at[j - 1] : b->last}};
  key_set_add(visit->arena, set, first, last);
}

static void visit_ranges(Visit *visit, const Sample samples[2], BackfillPolicy policy) {
  static const BackfillPolicy IN_PAIRS = {.kind = BACKFILL_MULTI_RUN, .max_partitions_per_run = 2},
                              WHOLE = {.kind = BACKFILL_SINGLE_RUN};
  KeySet all = {0}, shifted = {0};
  PartitionId first = {{samples[0].first, samples[1].first}}, last = {{samples[0].last, samples[1].last}};
  PartitionId second = first;
  key_set_add(visit->arena, &all, first, last);
  visit_set(visit, &all, IN_PAIRS, false);
  for (size_t i = 0; i < PARTITIONS_DIMENSIONS; i++)
    if (!partition_from(samples[i].def, first.at[i] + 1, &second.at[i])) second.at[i] = first.at[i];
  key_set_add(visit->arena, &shifted, second, last);
  visit_set(visit, &shifted, IN_PAIRS, false);
  visit_set(visit, &all, policy, false);
  visit_set(visit, &all, WHOLE, false);
}

static int64_t size_of(const Sample *sample) {
  PartitionId first = {{sample->first}}, last = {{sample->last}};
  return partition_count(sample->def, first, last) + (int64_t)sample->single.n;
}

/* Each key of one dimension beside the first of the other, where all pairs are too many. */
static void add_cross(Visit *visit, KeySet *set, Sample samples[2]) {
  for (size_t i = 0; i < PARTITIONS_DIMENSIONS; i++) {
    Sample pair[2] = {samples[0], samples[1]};
    pair[i].last = pair[i].first;
    for (size_t j = 0; j <= samples[1 - i].single.n; j++) add_box(visit, set, pair, i ? j : 0, i ? 0 : j);
  }
  samples[1].last = samples[1].first;
}

/* False: a covering set. */
static bool add_samples(Visit *visit, KeySet *set, Sample samples[2]) {
  bool whole = !samples[0].is_cover && !samples[1].is_cover;
  if (size_of(&samples[0]) * size_of(&samples[1]) > SWEEP_MAX) return add_cross(visit, set, samples), false;
  for (size_t i = 0; i <= samples[0].single.n; i++)
    for (size_t j = 0; j <= samples[1].single.n; j++) add_box(visit, set, samples, i, j);
  return whole;
}

bool domain_visit(Arena *arena, Arena *scratch, const PartitionsDef *def, BackfillPolicy policy,
                  void (*visit)(const Launch *launch, void *state), void *state) {
  static const BackfillPolicy ONE_BY_ONE = {.kind = BACKFILL_MULTI_RUN, .max_partitions_per_run = 1};
  if (def) def = partitions_with_unknown_key(arena, def);
  Visit all = {arena, scratch, def, visit, state};
  KeySet set = {0};
  Sample samples[PARTITIONS_DIMENSIONS] = {{0}};
  for (size_t i = 0; def && i < PARTITIONS_DIMENSIONS; i++)
    if (!take_sample(&all, partitions_dimension(def, i), &samples[i])) return true;
  bool whole = !def || add_samples(&all, &set, samples);
  visit_set(&all, &set, policy, true);
  if (!def || policy.kind == BACKFILL_NONE) return whole;
  visit_set(&all, &set, ONE_BY_ONE, false);
  visit_ranges(&all, samples, policy);
  return whole;
}
