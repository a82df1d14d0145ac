/* render: one template in one context, and what came of it in words; for the driver of generated templates and for the
 * replay of recorded ones.
 *
 * The context is the text of a JSON object; beside its names a template sees Jinja's globals, Dagster's `datetime` and,
 * for tests of time zones, the classes `timezone` and `ZoneInfo` over the zones of tests/zones. */
#ifndef DBTPLAN_TESTS_RENDER_H
#define DBTPLAN_TESTS_RENDER_H

#include <stdlib.h>

#include "compiler/parse/parse.h"
#include "runtime/core/limits.h"
#include "runtime/eval/dg.h"
#include "runtime/eval/eval.h"
#include "runtime/value/json.h"
#include "runtime/value/types.h"
#include "tests/oracle/read_back.h"
#include "tests/unit/guard.h"

typedef struct Renderer {
  Guard guard;
  Arena arena;   /* of all templates: patterns, zones */
  Arena scratch; /* of one template; the caller resets it */
  DiagSink sink;
  Workspace workspace;
  void (*names)(Heap *heap, Dict *names); /* adds to the names of each context; NULL: nothing */
  bool of_plan;                           /* whether templates are evaluated as they come back from a plan */
} Renderer;

static inline void renderer_init(Renderer *renderer) {
  arena_init(&renderer->arena, &renderer->guard, LIMIT_ARENA_BYTES);
  arena_init(&renderer->scratch, &renderer->guard, LIMIT_SCRATCH_BYTES);
  renderer->names = NULL;
  renderer->of_plan = false;
  setenv("TZDIR", "tests/zones", 1);
  diag_sink_init(&renderer->sink, &renderer->arena);
  workspace_init(&renderer->workspace, &renderer->arena, &renderer->sink);
}

static inline void renderer_free(Renderer *renderer) {
  arena_free(&renderer->scratch);
  arena_free(&renderer->arena);
}

/* The names of `context` and those that every template sees, in `eval`. */
static inline void render_scope(Eval *eval, const Dict *context) {
  Heap *heap = &eval->heap;
  const struct {
    Str name;
    Value value;
  } more[] = {{STR("datetime"), datetime_scope(heap)},
              {STR("timezone"), value_of_type(&TYPE_TIMEZONE)},
              {STR("ZoneInfo"), value_of_type(&TYPE_ZONEINFO)}};
  size_t n = context->n;
  Str *names = ARENA_ARRAY(heap->arena, Str, n + 3);
  Value *values = ARENA_ARRAY(heap->arena, Value, n + 3);
  for (size_t i = 0; i < n; i++) {
    names[i] = value_text(context->at[i].key);
    values[i] = context->at[i].value;
  }
  for (size_t i = 0; i < 3; i++, n++) {
    names[n] = more[i].name;
    values[n] = more[i].value;
  }
  eval->scope = scope_table(heap->arena, SCOPE_CONTEXT, names, NULL, n);
  eval->root = values;
}

typedef struct Rendering {
  Renderer *renderer;
  Str context, template, outcome;
} Rendering;

static inline Str render_outcome(Rendering *rendering, Eval *eval) {
  Arena *arena = eval->heap.arena;
  Value names, v = VALUE_ABSENT;
  Str why;
  size_t offset;
  if (!json_loads(&eval->heap, rendering->context, &names, &why, &offset) || names.kind != V_DICT)
    return STR("no context");
  if (rendering->renderer->names) rendering->renderer->names(&eval->heap, names.dict);
  render_scope(eval, names.dict);
  Node *tree = parse_template(&eval->heap, rendering->template, &v);
  if (tree && rendering->renderer->of_plan && !(tree = read_back(&eval->heap, tree, &why)))
    return str_cat(arena, STR("not read back: "), why);
  if (tree) {
    link_tree(tree, eval->scope);
    v = eval_template(eval, tree);
  }
  if (v.kind != V_ERROR) return str_cat(arena, STR("= "), value_repr(&eval->heap, v));
  return str_printf(arena, "! %s: %.*s", exception_name(v.exc->type), STR_FMT(v.exc->message));
}

static inline void render_guarded(void *state) {
  Rendering *rendering = state;
  Eval eval;
  eval_init(&eval, &rendering->renderer->scratch, &rendering->renderer->workspace, NULL, NULL);
  rendering->outcome = render_outcome(rendering, &eval);
}

/* "= " and the repr of the value, "! Type: message", or "stopped: " and the limit. In `renderer->scratch`. */
static inline Str render(Renderer *renderer, Str context, Str template) {
  Rendering rendering = {renderer, context, template, {0}};
  if (guard_run(&renderer->guard, render_guarded, &rendering)) return rendering.outcome;
  arena_reset(&renderer->scratch);
  return str_cat(&renderer->scratch, STR("stopped: "), str_of(renderer->guard.what));
}

#endif
