#include <stdint.h>
#include <stdlib.h>

#include "tests/fuzz/fuzz.h"

void fuzz_require(bool holds, const char *what) {
  (void)what;
  if (!holds) abort();
}

Str fuzz_part(Fuzz *f) {
  Str mark = STR("\n----\n");
  size_t end = str_find(f->input, mark, 0);
  Str part = str_sub(f->input, 0, end);
  f->input = end == SIZE_MAX ? STR("") : str_sub(f->input, end + mark.n, f->input.n);
  return part;
}

static void run(void *state) {
  Fuzz *f = state;
  diag_sink_init(&f->sink, &f->arena);
  workspace_init(&f->workspace, &f->arena, &f->sink);
  f->workspace.now_given = true;
  f->workspace.now_seconds = 1706745600; /* 2024-02-01 */
  f->workspace.env_policy = ENV_SUPPLIED_ONLY;
  eval_init(&f->eval, &f->arena, &f->workspace, NULL, NULL);
  fuzz_one(f);
}

void fuzz_input(const uint8_t *bytes, size_t n) {
  enum { ARENA_MOST = 128 << 20 };
  static Fuzz fuzz;
  setenv("TZDIR", "tests/zones", 1);
  fuzz = (Fuzz){.input = {n ? (const char *)bytes : "", n}};
  arena_init(&fuzz.arena, &fuzz.guard, ARENA_MOST);
  arena_init(&fuzz.scratch, &fuzz.guard, ARENA_MOST);
  guard_run(&fuzz.guard, run, &fuzz);
  fuzz_require(fuzz.guard.why != STOP_BUG, "no invariant of dbtplan is broken");
  arena_free(&fuzz.scratch);
  arena_free(&fuzz.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  fuzz_input(bytes, n);
  return 0;
}
