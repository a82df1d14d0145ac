/* ast.literal_eval, and what it makes read back: repr and literal_eval again. */
#include "runtime/value/literal.h"
#include "tests/fuzz/fuzz.h"

void fuzz_one(Fuzz *f) {
  Value v, again;
  if (literal_eval(&f->eval.heap, f->input, &v) != LITERAL_OK) return;
  Str repr = value_repr(&f->eval.heap, v);
  literal_eval(&f->eval.heap, repr, &again);
}
