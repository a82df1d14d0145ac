#include "compiler/check/domain.h"

typedef struct Visit {
  Arena *arena, *scratch;
  const PartitionsDef *def;
  void (*visit)(const Launch *launch, void *state);
  void *state;
} Visit;

static void visit_set(Visit *visit, const KeySet *set, BackfillPolicy policy, bool as_key) {
  Launch launch;
  LaunchIter iter = launches_of(visit->def, set, policy, as_key);
  while (launch_next(&iter, &launch)) {
    visit->visit(&launch, visit->state);
    arena_reset(visit->scratch);
  }
}

/* A set of keys that is launched as the policy has it. */
static void visit_range(Visit *visit, int64_t first, int64_t last, BackfillPolicy policy) {
  KeySet set = {0};
  key_set_add(visit->arena, &set, (KeySpan){.first = first, .last = last});
  visit_set(visit, &set, policy, false);
}

static void add(Visit *visit, KeySet *set, int64_t index, int64_t total) {
  if (index >= 0 && index < total) key_set_add(visit->arena, set, (KeySpan){.first = index, .last = index});
}

/* The instant of the new year in the definition's zone. */
static int64_t new_year(const PartitionsDef *def, int year) {
  Civil civil = {.year = (int16_t)year, .month = 1, .day = 1, .tz = def->tz};
  return civil_instant(&civil);
}

static int64_t windows_until(const PartitionsDef *def, int64_t instant, int64_t total) {
  int64_t n = partition_count(def, instant);
  return n < total ? n : total;
}

/* The first and last windows of the years after the first DOMAIN_DAYS days. */
static void add_years(Visit *visit, KeySet *set, int first_year, int64_t total) {
  for (int year = first_year + 1; year <= first_year + DOMAIN_YEARS && year <= CIVIL_MAX_YEAR; year++) {
    int64_t first_of_year = partition_at(visit->def, new_year(visit->def, year));
    add(visit, set, first_of_year - 1, total);
    add(visit, set, first_of_year, total);
  }
}

static int64_t domain_of(Visit *visit, KeySet *set) {
  Window first;
  int64_t total = partition_count(visit->def, new_year(visit->def, CIVIL_MAX_YEAR));
  if (total <= 0) return 0;
  partition_window(visit->def, 0, &first);
  int64_t start = civil_instant(&first.start);
  int64_t dense = windows_until(visit->def, start + (int64_t)DOMAIN_DAYS * SECONDS_PER_DAY, total);
  if (dense < 1) dense = 1;
  key_set_add(visit->arena, set, (KeySpan){.first = 0, .last = dense - 1});
  add_years(visit, set, first.start.year, total);
  return dense;
}

void domain_visit(Arena *arena, Arena *scratch, const PartitionsDef *def, BackfillPolicy policy,
                  void (*visit)(const Launch *launch, void *state), void *state) {
  Visit all = {arena, scratch, def, visit, state};
  KeySet set = {0};
  BackfillPolicy one_by_one = {BACKFILL_MULTI_RUN, 1}, in_pairs = {BACKFILL_MULTI_RUN, 2};
  int64_t dense = def ? domain_of(&all, &set) : 0;
  if (def && dense == 0) return;
  visit_set(&all, &set, policy, true);
  if (!def || policy.kind == BACKFILL_NONE) return;
  visit_set(&all, &set, one_by_one, false);
  visit_range(&all, 0, dense - 1, in_pairs);
  if (dense > 2) visit_range(&all, 1, dense - 1, in_pairs);
  visit_range(&all, 0, dense - 1, policy);
  visit_range(&all, 0, dense - 1, (BackfillPolicy){BACKFILL_SINGLE_RUN, 0});
}
