/* A template, rendered in a small context. */
#include "tests/fuzz/fuzz.h"
#include "tests/oracle/render.h"

void fuzz_one(Fuzz *f) {
  Value names, why_not = VALUE_ABSENT;
  Str why;
  size_t offset;
  Str context = STR("{\"x\": 5, \"s\": \"a b\", \"xs\": [3, 1, 2], \"d\": {\"k\": null, \"v\": [1]}, \"n\": null}");
  fuzz_require(json_loads(&f->eval.heap, context, &names, &why, &offset), "the context is sound");
  render_scope(&f->eval, names.dict);
  Node *tree = parse_template(&f->eval.heap, f->input, &why_not);
  if (!tree) return;
  link_tree(tree, f->eval.scope);
  Value v = eval_template(&f->eval, tree);
  if (v.kind != V_ERROR) value_repr(&f->eval.heap, v);
}
