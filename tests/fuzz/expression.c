/* One expression in both dialects. */
#include "compiler/parse/parse.h"
#include "tests/fuzz/fuzz.h"

void fuzz_one(Fuzz *f) {
  Value error = VALUE_ABSENT;
  parse_expression(&f->eval.heap, f->input, EXPR_JINJA, &error);
  parse_expression(&f->eval.heap, f->input, EXPR_PYTHON, &error);
}
