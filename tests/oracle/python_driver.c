/* python_driver: parses Python modules for compare_python.py, many in one process.
 *
 * Reads modules, each behind a line with its size; writes for each a line: "ok", or the type of the error, its offset
 * and its message. With `--tree`, the tree stands behind "ok"; with `--patterns`, each lexeme is found with and without
 * its pattern. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/parse/parse.h"
#include "compiler/parse/scan.h"
#include "runtime/core/limits.h"
#include "runtime/core/workspace.h"

typedef struct Driver {
  Guard guard;
  Arena lasting, scratch;
  DiagSink sink;
  Workspace workspace;
  bool tree, patterns;
} Driver;

static void print_text(Str text) {
  for (size_t i = 0; i < text.n; i++) putchar(text.p[i] == '\n' || text.p[i] == '\r' ? ' ' : text.p[i]);
}

static void print_tree(Heap *heap, const NodeList *body) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < body->n; i++) {
    buf_char(&buf, ' ');
    node_print(heap, &buf, body->at[i]);
  }
  print_text(buf_str(&buf));
}

static void judge(Driver *driver, Heap *heap, Str text) {
  NodeList body;
  Value error;
  if (parse_module(heap, text, &body, &error)) {
    printf("ok");
    if (driver->tree) print_tree(heap, &body);
  } else {
    printf("%s %u ", exception_name(error.exc->type), error.exc->has_span ? error.exc->span.start : 0);
    print_text(error.exc->message);
  }
}

/* Every token twice, found in both ways: "ok", or where they differ. */
static void compare_ways(Heap *heap, Str text) {
  Scanner quick, slow;
  scan_begin(&quick, heap, text, SCAN_PYTHON);
  scan_begin(&slow, heap, text, SCAN_PYTHON);
  slow.by_pattern = true;
  Token a, b;
  do {
    a = scan_next(&quick);
    b = scan_next(&slow);
  } while (a.kind == b.kind && a.span.start == b.span.start && a.span.end == b.span.end && a.kind != TOKEN_END);
  if (a.kind == b.kind && a.span.start == b.span.start && a.span.end == b.span.end) printf("ok");
  else printf("differ %u", a.span.start);
}

typedef struct Work {
  Driver *driver;
  Str text;
} Work;

static void work(void *state) {
  const Work *task = state;
  Heap heap = {.arena = &task->driver->scratch, .steps = LIMIT_EVAL_STEPS, .workspace = &task->driver->workspace};
  if (task->driver->patterns) compare_ways(&heap, task->text);
  else judge(task->driver, &heap, task->text);
}

static void run(Driver *driver, Str text) {
  Work task = {driver, text};
  if (!guard_run(&driver->guard, work, &task)) printf("stopped");
  putchar('\n');
  arena_reset(&driver->scratch);
}

int main(int argc, char **argv) {
  static Driver driver;
  for (int i = 1; i < argc; i++) {
    driver.tree |= strcmp(argv[i], "--tree") == 0;
    driver.patterns |= strcmp(argv[i], "--patterns") == 0;
  }
  arena_init(&driver.lasting, &driver.guard, LIMIT_ARENA_BYTES);
  arena_init(&driver.scratch, &driver.guard, LIMIT_ARENA_BYTES);
  diag_sink_init(&driver.sink, &driver.lasting);
  workspace_init(&driver.workspace, &driver.lasting, &driver.sink);
  size_t size;
  while (scanf("%zu", &size) == 1 && getchar() == '\n') {
    char *bytes = malloc(size + 1);
    if (!bytes || fread(bytes, 1, size, stdin) != size) return 1;
    run(&driver, (Str){bytes, size});
    fflush(stdout);
    free(bytes);
  }
  arena_free(&driver.scratch);
  arena_free(&driver.lasting);
  return 0;
}
