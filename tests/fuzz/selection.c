/* An asset selection. */
#include "compiler/parse/selection.h"
#include "tests/fuzz/fuzz.h"

void fuzz_one(Fuzz *f) {
  Str why;
  size_t at;
  if (!selection_parse(&f->arena, f->input, &why, &at)) fuzz_require(at <= f->input.n, "the place lies in the text");
}
