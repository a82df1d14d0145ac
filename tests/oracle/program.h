/* program: runs a Python module and tells the outcome of its name `result` in the words of record_python.py.
 *
 * For the unit test that replays recorded programs and for the driver of compare_programs.py. */
#ifndef DBTPLAN_TESTS_PROGRAM_H
#define DBTPLAN_TESTS_PROGRAM_H

#include "compiler/parse/parse.h"
#include "compiler/python/modules.h"
#include "compiler/yaml/python.h"
#include "runtime/core/limits.h"
#include "runtime/eval/module.h"
#include "tests/oracle/read_back.h"

typedef struct ProgramBench {
  Guard guard;
  Arena arena;
  DiagSink sink;
  Workspace workspace;
  Eval eval;
  bool of_plan; /* whether the module is evaluated as it comes back from a plan */
} ProgramBench;

static inline void program_bench_init(ProgramBench *bench) {
  arena_init(&bench->arena, &bench->guard, LIMIT_ARENA_BYTES);
  diag_sink_init(&bench->sink, &bench->arena);
  workspace_init(&bench->workspace, &bench->arena, &bench->sink);
  bench->workspace.env_policy = ENV_PROCESS; /* as Python has it: what is not set is not there */
  bench->workspace.yaml = &YAML_READER;
  const ScopeTable *scope = scope_table(&bench->arena, SCOPE_CONTEXT, NULL, NULL, 0);
  eval_init(&bench->eval, &bench->arena, &bench->workspace, scope, NULL);
  bench->of_plan = false;
}

static inline Value program_no_module(Heap *heap, const Module *from, Str name) {
  (void)from;
  return modules_library(heap, name);
}

static inline Value program_run(ProgramBench *bench, Str text) {
  Value error = VALUE_ABSENT;
  NodeList body = {0};
  Source *source = ARENA_NEW(&bench->arena, Source);
  *source = (Source){.name = STR("m.py"), .path = STR("/m.py"), .text = text};
  if (!parse_module(&bench->eval.heap, text, &body, &error)) return error;
  for (size_t i = 0; bench->of_plan && i < body.n; i++) {
    Str why;
    body.at[i] = read_back(&bench->eval.heap, body.at[i], &why);
    if (!body.at[i]) return value_raise(&bench->eval.heap, EXC_RUNTIME, "not read back: %.*s", STR_FMT(why));
  }
  Value module = module_new(&bench->arena, STR("m"), source, body, program_no_module, NULL);
  ((Module *)module.module)->is_whole = !bench->of_plan;
  return module_name(&bench->eval, module.module, STR("result"));
}

static inline Str program_last_word(Str name) {
  for (size_t i = name.n; i-- > 0;)
    if (name.p[i] == '.') return str_sub(name, i + 1, name.n);
  return name;
}

static inline Str program_outcome(ProgramBench *bench, Str text) {
  Value v = program_run(bench, text);
  if (v.kind != V_ERROR)
    return str_printf(&bench->arena, "= %.*s %.*s", STR_FMT(program_last_word(str_of(value_type_name(v)))),
                      STR_FMT(value_repr(&bench->eval.heap, v)));
  Str name = v.exc->class_name.n ? v.exc->class_name : program_last_word(str_of(exception_name(v.exc->type)));
  return str_printf(&bench->arena, "! %.*s: %.*s", STR_FMT(name), STR_FMT(v.exc->message));
}

#endif
