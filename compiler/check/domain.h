/* domain: which launches `check` looks at: all that differ, as resolving one costs less than a microsecond.
 *
 * The windows: from the first one over DOMAIN_DAYS days (every month, weekday, ISO week and both clock changes),
 * then the first and the last window of each year, and those on both sides of where its leap day begins, up to the
 * end, at most DOMAIN_YEARS years. Of a definition that lists its keys: all. Of a multi definition: each pair.
 * Today's date does not matter: what is proved in the morning holds at night. Without a policy each key is a launch;
 * with one each key, and as ranges each single key, each adjacent pair, the chunks of the policy, and the whole.
 *
 * Where that is more than SWEEP_MAX keys a covering set stands for it: every time of the first day, the windows around
 * every midnight and every change of the zone's offset; of a multi definition every key of each dimension. */
#ifndef DBTPLAN_CHECK_DOMAIN_H
#define DBTPLAN_CHECK_DOMAIN_H

#include "runtime/time/launch.h"

enum { DOMAIN_DAYS = 400, DOMAIN_YEARS = 28 };
#ifndef SWEEP_MAX /* a build for fuzzers has another */
#define SWEEP_MAX 100000
#endif

/* Calls `visit` for each launch; resets `scratch` after each. The launch and what it points to are gone after the call;
 * the sets of keys are in `arena`. `def` NULL: the one unpartitioned launch. A dynamic definition has one key, which is
 * not known: what does not read it is proved for all. False: it was a covering set. */
bool domain_visit(Arena *arena, Arena *scratch, const PartitionsDef *def, BackfillPolicy policy,
                  void (*visit)(const Launch *launch, void *state), void *state);

#endif
