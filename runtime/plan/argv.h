/* argv: takes the selection out of a component's own arguments as dagster-dbt does before it puts the command together.
 *
 * dagster_dbt/asset_utils.py, extract_runtime_selection_from_args: argparse of CPython 3.11 with
 * --select/-s/--models/-m and
 * --exclude, `parse_known_args`, abbreviations allowed. So `--sel x` is a selection, `--h` prints a help text and ends
 * the run, and `--select` without a value ends it too. */
#ifndef DBTPLAN_PLAN_ARGV_H
#define DBTPLAN_PLAN_ARGV_H

#include "runtime/core/str.h"

typedef struct ArgvParts {
  StrList rest;              /* what remains, in order */
  StrList selects, excludes; /* each value as given, not yet split at blanks */
  Str wrong;                 /* set on failure: what ends the run */
} ArgvParts;

/* False: argparse ends the run (SystemExit); `parts->wrong` says why. */
bool argv_split(Arena *arena, const StrList *args, ArgvParts *parts);

#endif
