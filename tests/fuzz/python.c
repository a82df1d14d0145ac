/* A Python module, of which `result` is evaluated, and used as a template var's value is: shown, compared, hashed, and
 * kept in a plan as far as it is data. It may hold itself. */
#include "compiler/lower/lower_vars.h"
#include "compiler/parse/parse.h"
#include "runtime/eval/module.h"
#include "tests/fuzz/fuzz.h"

static Value no_module(Heap *heap, const Module *from, Str name) {
  (void)heap, (void)from, (void)name;
  return VALUE_ABSENT;
}

void fuzz_one(Fuzz *f) {
  Value error = VALUE_ABSENT;
  NodeList body = {0};
  Source *source = ARENA_NEW(&f->arena, Source);
  *source = (Source){.name = STR("m.py"), .path = STR("/m.py"), .text = f->input};
  f->eval.scope = scope_table(&f->arena, SCOPE_CONTEXT, NULL, NULL, 0);
  if (!parse_module(&f->eval.heap, f->input, &body, &error)) return;
  Value module = module_new(&f->arena, STR("m"), source, body, no_module, NULL);
  Value v = module_name(&f->eval, module.module, STR("result"));
  if (v.kind == V_ERROR || v.kind == V_ABSENT) return;
  uint64_t hash;
  value_repr(&f->eval.heap, v);
  value_equal(&f->eval.heap, v, v);
  value_hash(&f->eval.heap, v, &hash);
  vars_node_of(&f->eval.heap, v);
}
