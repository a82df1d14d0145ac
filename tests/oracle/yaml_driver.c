/* yaml_driver: parses YAML for compare_yaml.py, many texts in one process.
 *
 * Reads texts, each behind a line with its size; writes for each a line: "refused" with the message, or the documents
 * as Python would show them, a mapping as a list of pairs. */
#include <stdio.h>
#include <stdlib.h>

#include "compiler/yaml/document.h"
#include "runtime/core/limits.h"
#include "runtime/value/ops.h"

typedef struct Work {
  Arena *arena;
  Str text;
} Work;

static void show(Heap *heap, Buf *buf, const YNode *node) {
  if (!node || node->kind == Y_SCALAR) {
    buf_put(buf, node ? value_repr(heap, node->value) : STR("None"));
    return;
  }
  bool first = true;
  buf_char(buf, node->kind == Y_MAP ? '{' : '[');
  for (size_t i = 0; i < node->n; i++) {
    if (node->kind == Y_MAP && node->pairs[i].shadowed) continue;
    if (!first) buf_puts(buf, ", ");
    first = false;
    if (node->kind == Y_MAP) {
      show(heap, buf, node->pairs[i].key);
      buf_puts(buf, ": ");
    }
    show(heap, buf, node->kind == Y_MAP ? node->pairs[i].value : node->items[i]);
  }
  buf_char(buf, node->kind == Y_MAP ? '}' : ']');
}

static void print_line(Str text) {
  for (size_t i = 0; i < text.n; i++) putchar(text.p[i] == '\n' || text.p[i] == '\r' ? ' ' : text.p[i]);
}

static void work(void *state) {
  const Work *task = state;
  Heap heap = {.arena = task->arena, .steps = LIMIT_EVAL_STEPS};
  DiagSink sink;
  YDocuments documents = {0};
  diag_sink_init(&sink, task->arena);
  Source source = {.name = STR("defs.yaml"), .path = STR("/defs.yaml"), .text = task->text};
  bool complete = ydocument_parse(task->arena, &sink, &source, &documents);
  Buf buf = buf_new(task->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; complete && i < documents.n; i++) {
    if (i) buf_puts(&buf, " --- ");
    show(&heap, &buf, documents.at[i]);
  }
  if (!complete) buf_puts(&buf, "refused ");
  if (!complete && sink.list.n) buf_put(&buf, sink.list.at[0]->message);
  print_line(buf_str(&buf));
}

int main(void) {
  static Guard guard;
  Arena arena;
  size_t size;
  arena_init(&arena, &guard, LIMIT_ARENA_BYTES);
  while (scanf("%zu", &size) == 1 && getchar() == '\n') {
    char *bytes = malloc(size + 1);
    if (!bytes || fread(bytes, 1, size, stdin) != size) return 1;
    Work task = {&arena, {bytes, size}};
    if (!guard_run(&guard, work, &task)) printf("stopped");
    putchar('\n');
    fflush(stdout);
    free(bytes);
    arena_reset(&arena);
  }
  arena_free(&arena);
  return 0;
}
