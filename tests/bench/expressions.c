/* Evaluates the expressions of a file, one a line, compiled once, and prints nanoseconds an evaluation.
 *
 *     expressions FILE ROUNDS    one line of numbers a round: nanoseconds of each expression
 *     expressions FILE 0         the values, one a line */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "compiler/parse/parse.h"
#include "runtime/core/limits.h"
#include "runtime/plan/arguments.h"
#include "runtime/value/format.h"
#include "tests/unit/guard.h"

enum { TIMES = 4000, BATCHES = 5, EXPRESSIONS_MOST = 64 };

typedef struct Bench {
  const char *path;
  int rounds;
  Guard guard;
  Arena arena, scratch;
  DiagSink sink;
  Workspace workspace;
  Eval eval;
  const Node *templates[EXPRESSIONS_MOST];
  size_t n;
} Bench;

static const struct {
  Str name;
  Str value; /* as Jinja writes it */
} SCOPE[] = {
    {STR_INIT("partition_time_window"), STR_INIT("none")},
    {STR_INIT("name"), STR_INIT("'daily_metrics'")},
    {STR_INIT("n"), STR_INIT("42")},
    {STR_INIT("ratio"), STR_INIT("0.25")},
    {STR_INIT("tags"), STR_INIT("['daily', 'hourly', 'eu']")},
    {STR_INIT("row"), STR_INIT("{'city': 'Oslo', 'count': 3}")},
};
enum { SCOPE_COUNT = COUNT(SCOPE) };

static const Node *compile(Bench *bench, Str text, const ScopeTable *scope) {
  Value error;
  Node *template = parse_template(&bench->eval.heap, text, &error);
  if (!template) {
    fprintf(stderr, "%.*s: %.*s\n", STR_FMT(text), STR_FMT(error.exc->message));
    exit(1);
  }
  link_tree(template, scope);
  return template;
}

static Value window_of(Heap *heap) {
  Launch launch = {.mode = LAUNCH_UNPARTITIONED, .has_window = true}; /* for its window: it needs no definition */
  Value values[ARGS_COUNT];
  launch.window.start = (Civil){.year = 2023, .month = 1, .day = 5, .tz = &TZ_UTC_ZONE};
  launch.window.end = (Civil){.year = 2023, .month = 1, .day = 6, .tz = &TZ_UTC_ZONE};
  arguments_set_launch(heap, &launch, values);
  return values[ARGS_PARTITION_TIME_WINDOW];
}

static void bench_scope(Bench *bench) {
  Arena *arena = &bench->arena;
  const ScopeTable *nothing = scope_table(arena, SCOPE_CONTEXT, NULL, NULL, 0);
  Str *names = ARENA_ARRAY(arena, Str, SCOPE_COUNT);
  Value *values = ARENA_ARRAY(arena, Value, SCOPE_COUNT);
  eval_init(&bench->eval, arena, &bench->workspace, nothing, NULL);
  for (size_t i = 0; i < SCOPE_COUNT; i++) {
    names[i] = SCOPE[i].name;
    Str text = str_printf(arena, "{{ %.*s }}", STR_FMT(SCOPE[i].value));
    values[i] = eval_template(&bench->eval, compile(bench, text, nothing));
  }
  values[0] = window_of(&bench->eval.heap);
  const ScopeTable *scope = scope_table(arena, SCOPE_CONTEXT, names, NULL, SCOPE_COUNT);
  eval_init(&bench->eval, arena, &bench->workspace, scope, values);
}

static void read_expressions(Bench *bench, const char *path) {
  char line[512];
  FILE *file = fopen(path, "r");
  if (!file) {
    perror(path);
    exit(1);
  }
  while (bench->n < EXPRESSIONS_MOST && fscanf(file, " %511[^\n]", line) == 1)
    bench->templates[bench->n++] = compile(bench, str_printf(&bench->arena, "{{ %s }}", line), bench->eval.scope);
  fclose(file);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static Value evaluate(Bench *bench, const Node *template) {
  arena_reset(&bench->scratch);
  eval_reset(&bench->eval);
  return eval_template(&bench->eval, template);
}

/* Of the best of some batches: what else the machine does only adds. */
static double nanoseconds(Bench *bench, const Node *template) {
  double best = 1e18;
  for (int batch = 0; batch < BATCHES; batch++) {
    double start = now();
    for (int i = 0; i < TIMES; i++) evaluate(bench, template);
    double time = now() - start;
    if (time < best) best = time;
  }
  return best / TIMES;
}

static void show(Bench *bench, const Node *template) {
  Str text = value_to_str(&bench->eval.heap, evaluate(bench, template));
  printf("%.*s\n", STR_FMT(text));
}

static void run(void *state) {
  Bench *bench = state;
  diag_sink_init(&bench->sink, &bench->arena);
  workspace_init(&bench->workspace, &bench->arena, &bench->sink);
  bench_scope(bench);
  read_expressions(bench, bench->path);
  bench->eval.heap.arena = &bench->scratch;
  for (size_t i = 0; bench->rounds == 0 && i < bench->n; i++) show(bench, bench->templates[i]);
  for (int round = 0; round < bench->rounds; round++)
    for (size_t i = 0; i < bench->n; i++)
      printf("%.1f%c", nanoseconds(bench, bench->templates[i]), i + 1 < bench->n ? ' ' : '\n');
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  Bench bench = {.path = argv[1], .rounds = atoi(argv[2])};
  arena_init(&bench.arena, &bench.guard, LIMIT_ARENA_BYTES);
  arena_init(&bench.scratch, &bench.guard, LIMIT_SCRATCH_BYTES);
  bool done = guard_run(&bench.guard, run, &bench);
  if (!done) fprintf(stderr, "%s\n", bench.guard.what);
  arena_free(&bench.scratch);
  arena_free(&bench.arena);
  return !done;
}
