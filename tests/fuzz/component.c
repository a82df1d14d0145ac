/* A component folder: `defs.yaml`, `template_vars.py` and a model, with lines `----` between, in the project of
 * tests/fuzz/project: loaded, checked in both dialects' ways, each finding rendered, and its plan written and read
 * back. */
#include "compiler/check/check.h"
#include "compiler/cli/render.h"
#include "compiler/lower/lower.h"
#include "runtime/plan/plan_json.h"
#include "tests/fuzz/fuzz.h"

static void give(Fuzz *f, const char *name) {
  Str path = workspace_absolute_path(&f->workspace, str_cat(&f->arena, STR("tests/fuzz/project/"), str_of(name)));
  workspace_give(&f->workspace, path, str_of(name), fuzz_part(f));
}

static void render_all(Fuzz *f) {
  RenderStyle style = render_style(&f->workspace, -1);
  diag_sort(&f->sink);
  for (size_t i = 0; i < f->sink.list.n; i++) {
    Buf buf = buf_new(&f->scratch, LIMIT_STRING_BYTES);
    render_text(&f->scratch, &buf, f->sink.list.at[i], &style);
    arena_reset(&f->scratch);
  }
}

static void read_back(Fuzz *f, const Plan *plan) {
  Buf text = buf_new(&f->arena, LIMIT_STRING_BYTES), again = buf_new(&f->arena, LIMIT_STRING_BYTES);
  plan_write(&f->arena, &text, plan);
  Source *source = ARENA_NEW(&f->arena, Source);
  *source = (Source){.name = STR("plan.json"), .path = STR("/plan.json"), .text = buf_str(&text)};
  Plan *same = plan_read(&f->eval.heap, &f->sink, source);
  fuzz_require(same != NULL, "a plan that was written can be read");
  plan_write(&f->arena, &again, same);
  fuzz_require(str_eq(buf_str(&text), buf_str(&again)), "a plan that was read is written as it was");
}

void fuzz_one(Fuzz *f) {
  LowerCounts counts = {0};
  CheckSummary summary = {0};
  PathList files = {0};
  LowerOptions options = {f->input.n % 2 ? DIALECT_GUIDE : DIALECT_DAGSTER, {0}, NULL};
  f->sink.checking = true;
  f->sink.guide = options.dialect == DIALECT_GUIDE;
  give(f, "src/shop/defs/c/defs.yaml");
  give(f, "src/shop/defs/c/template_vars.py");
  give(f, "dbt/models/daily.sql");
  VEC_PUSH(&f->arena, &files, workspace_absolute_path(&f->workspace, STR("tests/fuzz/project/src/shop/defs/c/defs.yaml")));
  Plan *plan = lower_files(&f->workspace, &f->eval.heap, &files, options, &counts);
  check_plan(&f->workspace, &f->eval.heap, plan, &summary);
  render_all(f);
  if (plan->n) read_back(f, plan);
}
