/* program_driver: runs Python programs for compare_programs.py, many in one process.
 *
 * Reads a program a line, as a JSON text; writes for each the outcome (program.h), as a JSON text. */
#include "tests/oracle/program.h"

#include <stdio.h>
#include <stdlib.h>

#include "runtime/value/json.h"

enum { ROW_BYTES = 1 << 20 };

typedef struct Work {
  ProgramBench *bench;
  Str row, found;
} Work;

static void work(void *state) {
  Work *task = state;
  Value text;
  Str why;
  size_t offset;
  program_bench_init(task->bench);
  if (json_loads(&task->bench->eval.heap, task->row, &text, &why, &offset))
    task->found = program_outcome(task->bench, value_text(text));
  else
    task->found = STR("no row");
}

static void print_json(Arena *arena, Str text) {
  Buf line = buf_new(arena, LIMIT_STRING_BYTES);
  json_write_str(&line, text);
  fwrite(buf_str(&line).p, 1, buf_str(&line).n, stdout);
  putchar('\n');
}

int main(void) {
  char *row = malloc(ROW_BYTES);
  while (row && fgets(row, ROW_BYTES, stdin)) {
    ProgramBench bench = {0};
    Work task = {&bench, str_of(row), STR("")};
    if (guard_run(&bench.guard, work, &task)) print_json(&bench.arena, task.found);
    else printf("\"stopped\"\n");
    arena_free(&bench.arena);
  }
  free(row);
  return 0;
}
