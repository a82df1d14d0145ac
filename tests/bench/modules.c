/* Parses Python modules, all of them ROUNDS times, and prints the nanoseconds of each round, one a line.
 *
 *     modules LIST ROUNDS      LIST holds a path a line */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "compiler/parse/parse.h"
#include "runtime/core/limits.h"
#include "runtime/core/workspace.h"

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

typedef struct Bench {
  const char *list;
  int rounds;
  Guard guard;
  Arena lasting, scratch;
  DiagSink sink;
  Workspace workspace;
  const Source *modules[4096];
  size_t n;
} Bench;

static void read_modules(Bench *bench) {
  const Source *list = NULL;
  if (workspace_read(&bench->workspace, str_of(bench->list), str_of(bench->list), &list) != READ_OK) return;
  for (size_t at = 0; at < list->text.n && bench->n < COUNT(bench->modules);) {
    size_t end = str_find(list->text, STR("\n"), at);
    if (end == SIZE_MAX) end = list->text.n;
    Str path = str_sub(list->text, at, end);
    if (workspace_read(&bench->workspace, path, path, &bench->modules[bench->n]) == READ_OK) bench->n++;
    at = end + 1;
  }
}

static void parse(Bench *bench, const Source *module) {
  Heap heap = {.arena = &bench->scratch, .steps = LIMIT_EVAL_STEPS, .workspace = &bench->workspace};
  NodeList body;
  Value error;
  if (!parse_module(&heap, module->text, &body, &error)) fprintf(stderr, "%.*s is refused\n", STR_FMT(module->name));
  arena_reset(&bench->scratch);
}

static void run(void *state) {
  Bench *bench = state;
  diag_sink_init(&bench->sink, &bench->lasting);
  workspace_init(&bench->workspace, &bench->lasting, &bench->sink);
  read_modules(bench);
  for (int round = 0; round < bench->rounds; round++) {
    double start = now();
    for (size_t i = 0; i < bench->n; i++) parse(bench, bench->modules[i]);
    printf("%.0f\n", now() - start);
  }
}

int main(int argc, char **argv) {
  static Bench bench;
  if (argc != 3) return 2;
  bench.list = argv[1];
  bench.rounds = atoi(argv[2]);
  arena_init(&bench.lasting, &bench.guard, LIMIT_ARENA_BYTES);
  arena_init(&bench.scratch, &bench.guard, LIMIT_ARENA_BYTES);
  bool done = guard_run(&bench.guard, run, &bench);
  if (!done) fprintf(stderr, "%s\n", bench.guard.what);
  arena_free(&bench.scratch);
  arena_free(&bench.lasting);
  return !done;
}
