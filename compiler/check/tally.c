#include "compiler/check/tally.h"

void tally_count(LaunchTally *tally, Arena *arena, const Launch *launch, Str from, Str until) {
  tally->last = *launch;
  if (tally->n++) return;
  tally->first = *launch;
  tally->from = str_copy(arena, from);
  tally->until = str_copy(arena, until);
}

void tally_show(const LaunchTally *tally, Arena *arena, Diag *diag) {
  diag->first_launch = str_copy(arena, launch_name(arena, &tally->first));
  diag->last_launch = str_copy(arena, launch_name(arena, &tally->last));
  diag->launches = tally->n;
}
