/* The JSON of a context, which is UTF-8 by then: what is read is written and read again, the same. */
#include "runtime/value/json.h"
#include "tests/fuzz/fuzz.h"

void fuzz_one(Fuzz *f) {
  Value v, again;
  Str why;
  size_t offset;
  if (!str_is_utf8(f->input, &offset)) return;
  if (!json_loads(&f->eval.heap, f->input, &v, &why, &offset)) {
    fuzz_require(offset <= f->input.n, "the place lies in the text");
    return;
  }
  Value text = json_dumps(&f->eval.heap, v);
  if (text.kind == V_ERROR) return;
  fuzz_require(json_loads(&f->eval.heap, value_text(text), &again, &why, &offset), "what was written can be read");
  fuzz_require(str_eq(value_text(json_dumps(&f->eval.heap, again)), value_text(text)), "it is the same");
}
