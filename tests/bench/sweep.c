/* Checks the plan of one component file ROUNDS times and prints nanoseconds a launch, one line a round.
 *
 *     sweep FILE ROUNDS */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "compiler/check/check.h"
#include "compiler/lower/lower.h"
#include "runtime/core/limits.h"
#include "tests/unit/guard.h"

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

typedef struct Bench {
  const char *file;
  int rounds;
  Guard guard;
  Arena arena;
  DiagSink sink;
  Workspace workspace;
  Eval eval;
} Bench;

static void sweep(void *state) {
  Bench *bench = state;
  PathList files = {0};
  LowerCounts counts = {0};
  LowerOptions options = {.dialect = DIALECT_DAGSTER};
  diag_sink_init(&bench->sink, &bench->arena);
  workspace_init(&bench->workspace, &bench->arena, &bench->sink);
  eval_init(&bench->eval, &bench->arena, &bench->workspace, NULL, NULL);
  VEC_PUSH(&bench->arena, &files, workspace_absolute_path(&bench->workspace, str_of(bench->file)));
  const Plan *plan = lower_files(&bench->workspace, &bench->eval.heap, &files, options, &counts);
  for (int round = 0; round < bench->rounds; round++) {
    CheckSummary summary;
    double start = now();
    check_plan(&bench->workspace, &bench->eval.heap, plan, &summary);
    printf("%.1f\n", (now() - start) / (double)summary.launches);
  }
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  Bench bench = {.file = argv[1], .rounds = atoi(argv[2])};
  arena_init(&bench.arena, &bench.guard, LIMIT_ARENA_BYTES);
  bool done = guard_run(&bench.guard, sweep, &bench);
  if (!done) fprintf(stderr, "%s\n", bench.guard.what);
  arena_free(&bench.arena);
  return !done;
}
