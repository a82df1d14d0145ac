/* driver: renders templates for compare.py, many in one process.
 *
 * Reads rows of two JSON texts, context and template, parted by TAB; writes for each a row with the outcome (render.h)
 * as a JSON text. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/oracle/render.h"

enum { ROW_BYTES = 1 << 20 };

static Str outcome(Renderer *renderer, char *row) {
  Heap heap = {.arena = &renderer->scratch, .steps = LIMIT_EVAL_STEPS};
  Value template;
  Str why;
  size_t offset;
  Str whole = str_of(row);
  size_t tab = str_find(whole, STR("\t"), 0);
  if (tab == SIZE_MAX || !json_loads(&heap, str_sub(whole, tab + 1, whole.n), &template, &why, &offset))
    return STR("no row");
  return render(renderer, str_sub(whole, 0, tab), value_text(template));
}

int main(void) {
  char *row = malloc(ROW_BYTES);
  Renderer renderer;
  renderer_init(&renderer);
  while (row && fgets(row, ROW_BYTES, stdin)) {
    Str found = outcome(&renderer, row);
    Buf line = buf_new(&renderer.scratch, LIMIT_STRING_BYTES);
    json_write_str(&line, found);
    fwrite(buf_str(&line).p, 1, buf_str(&line).n, stdout);
    putchar('\n');
    arena_reset(&renderer.scratch);
  }
  renderer_free(&renderer);
  free(row);
  return 0;
}
