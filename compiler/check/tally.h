/* tally: in which launches one thing was found, and what the first of them showed. */
#ifndef DBTPLAN_CHECK_TALLY_H
#define DBTPLAN_CHECK_TALLY_H

#include "runtime/core/diag.h"
#include "runtime/time/launch.h"

typedef struct LaunchTally {
  size_t n;
  Launch first, last;
  Str from, until; /* two texts of the first */
} LaunchTally;

/* The texts are copied into `arena`. */
void tally_count(LaunchTally *tally, Arena *arena, const Launch *launch, Str from, Str until);
/* Says in a finding which launches it concerns. `arena`: that of its sink. */
void tally_show(const LaunchTally *tally, Arena *arena, Diag *diag);

#endif
