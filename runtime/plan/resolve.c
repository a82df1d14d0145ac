#include "runtime/plan/resolve.h"

#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/plan/arguments.h"
#include "runtime/plan/argv.h"
#include "runtime/plan/dbt_cli.h"
#include "runtime/plan/plan_tree.h"
#include "runtime/plan/skeleton.h"

/* ---- the command ---- */

static void push_option(Arena *arena, StrList *argv, const char *option, Str value) {
  if (value.n == 0) return;
  VEC_PUSH(arena, argv, str_of(option));
  VEC_PUSH(arena, argv, value);
}

/* All values split at blanks (Python's str.split) and joined by one blank. */
static Str joined_words(Heap *heap, const StrList *values) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  const Builtin *split = type_method(value_type(value_str(STR(""))), STR("split"));
  for (size_t i = 0; i < values->n; i++) {
    const Value none[2] = {VALUE_ABSENT, VALUE_ABSENT};
    Value words = split->fn(heap, value_str(values->at[i]), none);
    for (size_t w = 0; w < words.list->n; w++) {
      if (buf.n) buf_char(&buf, ' ');
      buf_put(&buf, value_text(words.list->at[w]));
    }
  }
  return buf_str(&buf);
}

/* --full-refresh, unless the command does not take it or has it already. */
static void push_full_refresh(Arena *arena, StrList *argv, const StrList *args) {
  DbtLine line;
  dbt_line_read(arena, args, &line);
  const DbtOption *option = dbt_option(line.command, STR("--full-refresh"));
  for (size_t i = 0; i < line.given.n && option; i++)
    if (line.given.at[i].option == option) option = NULL;
  if (option) VEC_PUSH(arena, argv, STR("--full-refresh"));
}

/* DbtCliResource.cli: the arguments, profile and target, the component's own selection, then the selection of the op.
 */
static bool compose(Heap *heap, Invocation *invocation) {
  Arena *arena = heap->arena;
  const BoundComponent *bound = invocation->bound;
  ArgvParts parts;
  if (!argv_split(arena, &invocation->cli_args, &parts)) {
    Place place = plan_tree_place(bound->workspace->sink->arena, bound->component, bound->component->cli_args);
    diag_report(bound->workspace->sink, DIAG_ARGS_SWALLOWED, place, DIAG_ARGS(parts.wrong));
    return false;
  }
  VEC_PUSH(arena, &invocation->argv, STR("dbt"));
  for (size_t i = 0; i < parts.rest.n; i++) VEC_PUSH(arena, &invocation->argv, parts.rest.at[i]);
  if (bound->full_refresh) push_full_refresh(arena, &invocation->argv, &parts.rest);
  push_option(arena, &invocation->argv, "--profile", bound->profile);
  push_option(arena, &invocation->argv, "--target", bound->target);
  push_option(arena, &invocation->argv, "--exclude", joined_words(heap, &parts.excludes));
  push_option(arena, &invocation->argv, "--select", joined_words(heap, &parts.selects));
  push_option(arena, &invocation->argv, "--select", bound->select);
  push_option(arena, &invocation->argv, "--exclude", bound->exclude);
  push_option(arena, &invocation->argv, "--selector", bound->selector);
  return true;
}

static void surround(Arena *arena, Invocation *invocation) {
  const BoundComponent *bound = invocation->bound;
  invocation->cwd = bound->project_dir;
  VEC_PUSH(arena, &invocation->env, str_cat(arena, STR("DBT_PROJECT_DIR="), bound->project_dir));
  if (bound->profiles_dir.n)
    VEC_PUSH(arena, &invocation->env, str_cat(arena, STR("DBT_PROFILES_DIR="), bound->profiles_dir));
}

/* What no program can be given: a NUL ends an argument, and Python encodes no surrogate; "": nothing. */
static Str ungivable(Str arg) {
  if (arg.n && memchr(arg.p, '\0', arg.n)) return STR("a NUL");
  for (size_t i = 0; i + 1 < arg.n; i++)
    if (arg.p[i] == '\xED' && (unsigned char)arg.p[i + 1] >= 0xA0) return STR("half a character, a surrogate");
  return STR("");
}

/* What the system's exec refuses: arguments too long, or with what no program can be given. */
static bool executable(const BoundComponent *bound, const StrList *argv) {
  DiagSink *sink = bound->workspace->sink;
  for (size_t i = 0; i < argv->n; i++) {
    Str arg = argv->at[i], what = ungivable(arg);
    bool is_long = arg.n > LIMIT_ARGUMENT_BYTES;
    if (!is_long && !what.n) continue;
    Place place = plan_tree_place(sink->arena, bound->component, bound->component->cli_args);
    diag_report(sink, is_long ? DIAG_ARGS_TOO_LONG : DIAG_ARGS_UNGIVABLE, place,
                DIAG_ARGS(is_long ? str_printf(sink->arena, "%zu", arg.n) : what));
    return false;
  }
  return true;
}

static void name_launch(DiagSink *sink, size_t first, const Launch *launch) {
  for (size_t i = first; i < sink->list.n; i++) {
    Diag *diag = sink->list.at[i];
    diag->first_launch = diag->last_launch = str_copy(sink->arena, launch_name(sink->arena, launch));
    diag->launches = launch->mode != LAUNCH_UNPARTITIONED;
  }
}

typedef struct Failures {
  Eval eval;
  const PlanComponent *component;
  DiagSink *sink;
} Failures;

static void report_template(Node *node, void *state) {
  Failures *failures = state;
  if (node->kind != NODE_TEMPLATE) {
    node_children(node, report_template, state);
    return;
  }
  Value v = eval_scalar(&failures->eval, node);
  if (value_is_error(v)) plan_tree_report(failures->component, failures->sink, v, node);
}

/* Dagster stops at the first template that fails; whoever mends them wants to see them all. */
static void report_templates(Arena *scratch, Invocation *invocation) {
  const BoundComponent *bound = invocation->bound;
  Failures failures = {.component = bound->component, .sink = bound->workspace->sink};
  arguments_open(&failures.eval, scratch, bound, &invocation->launch);
  report_template(bound->component->cli_args, &failures);
  invocation->steps += heap_taken(&failures.eval.heap);
}

static bool arguments(Eval *eval, Invocation *invocation) {
  Eval making;
  const Node *at;
  Heap *heap = &eval->heap;
  const BoundComponent *bound = invocation->bound;
  DiagSink *sink = bound->workspace->sink;
  arguments_open(&making, heap->arena, bound, &invocation->launch);
  Value args = arguments_value(&making, bound, &invocation->launch, &at);
  invocation->steps += heap_taken(&making.heap);
  bool failed = value_is_error(args);
  args = plan_tree_needed(eval, args, bound->component->cli_args, &at);
  size_t reported = sink->list.n;
  if (failed && at) report_templates(heap->arena, invocation);
  if (sink->list.n > reported) return false; /* what cannot be rendered comes before what is no argument */
  if (value_is_error(args)) return plan_tree_report(bound->component, sink, args, at), false;
  for (size_t i = 0; i < args.list->n; i++) VEC_PUSH(heap->arena, &invocation->cli_args, value_text(args.list->at[i]));
  return compose(heap, invocation) && executable(bound, &invocation->argv);
}

/* ---- the command, its constant parts made once ---- */

/* An argument that templates make, and where it lies in both lists. */
typedef struct PreparedArg {
  const SkeletonArg *arg;
  size_t cli_at, argv_at;
} PreparedArg;

typedef struct Prepared {
  Skeleton skeleton;
  StrList lists; /* cli_args, then argv; empty texts where a PreparedArg goes */
  size_t cli_n;  /* of the cli_args */
  StrList env;
  VEC(PreparedArg) args;
} Prepared;

static size_t place_of(const StrList *argv, const char *marker) {
  size_t at = 0;
  while (at < argv->n && argv->at[at].p != marker) at++;
  return at;
}

/* Lays the texts one behind the other, each with a NUL: whoever writes them so can write many at once. */
static void lay_out(Arena *arena, StrList *list) {
  size_t size = 0;
  for (size_t i = 0; i < list->n; i++) size += list->at[i].n + 1;
  char *out = arena_alloc(arena, size);
  for (size_t i = 0; i < list->n; i++) {
    Str *text = &list->at[i];
    if (text->n) memcpy(out, text->p, text->n);
    text->p = out;
    out += text->n + 1;
  }
}

/* Composes the command with an empty text for each argument that is not known yet: argparse takes it for what it takes
 * any text for that does not begin with a dash. False where such an argument is part of a selection, or the command is
 * wrong. */
static bool compose_places(Heap *heap, const BoundComponent *bound, Prepared *prepared) {
  Invocation invocation = {.bound = bound};
  size_t n = prepared->skeleton.args.n;
  const char *markers = arena_bytes(heap->arena, n + 1);
  for (size_t i = 0; i < n; i++) {
    const SkeletonArg *arg = &prepared->skeleton.args.at[i];
    VEC_PUSH(heap->arena, &invocation.cli_args, arg->kind == SKELETON_TEXT ? arg->text : (Str){markers + i, 0});
  }
  if (!compose(heap, &invocation) || !executable(bound, &invocation.argv)) return false;
  surround(heap->arena, &invocation);
  for (size_t i = 0; i < n; i++) {
    PreparedArg place = {&prepared->skeleton.args.at[i], i, place_of(&invocation.argv, markers + i)};
    if (place.arg->kind == SKELETON_TEXT) continue;
    if (place.argv_at == invocation.argv.n) return false;
    VEC_PUSH(heap->arena, &prepared->args, place);
  }
  lay_out(heap->arena, &invocation.argv);
  prepared->lists = invocation.cli_args;
  prepared->cli_n = n;
  for (size_t i = 0; i < invocation.argv.n; i++) VEC_PUSH(heap->arena, &prepared->lists, invocation.argv.at[i]);
  prepared->env = invocation.env;
  return true;
}

void resolve_prepare(Arena *arena, BoundComponent *bound) {
  DiagSink unheard, *sink = bound->workspace->sink;
  Prepared *prepared = ARENA_NEW(arena, Prepared);
  Eval eval; /* for its heap */
  if (!bound->component->cli_args) return;
  eval_init(&eval, arena, bound->workspace, bound->component->args_scope, bound->args_values);
  diag_sink_init(&unheard, arena);
  bound->workspace->env_changes = bound->env_changes;
  bound->workspace->sink = &unheard;
  if (skeleton_read(&eval.heap, bound->component->cli_args, &prepared->skeleton) &&
      compose_places(&eval.heap, bound, prepared))
    bound->prepared = prepared;
  bound->workspace->sink = sink;
}

static void copy_lists(Arena *arena, const Prepared *prepared, Invocation *invocation) {
  const StrList *lists = &prepared->lists;
  size_t cli_n = prepared->cli_n, argv_n = lists->n - cli_n;
  Str *at = (Str *)(void *)arena_bytes(arena, lists->n * sizeof *at);
  memcpy(at, lists->at, lists->n * sizeof *at);
  invocation->cli_args = (StrList){at, cli_n, cli_n};
  invocation->argv = (StrList){at + cli_n, argv_n, argv_n};
}

/* Whether a text keeps the place that an empty one had, and exec takes it. JSON begins with a bracket and escapes NUL.
 */
static bool fits(const SkeletonArg *arg, Str text) {
  if (text.n > LIMIT_ARGUMENT_BYTES) return false;
  return arg->kind == SKELETON_JSON || text.n == 0 || (text.p[0] != '-' && !memchr(text.p, '\0', text.n));
}

/* False, with nothing reported, where the general way must be gone. */
static bool fill_prepared(Arena *scratch, const BoundComponent *bound, const Launch *launch, Invocation *invocation) {
  const Prepared *prepared = bound->prepared;
  Eval eval; /* where nothing is evaluated, for its heap */
  if (!prepared->skeleton.evaluates && !launch->has_window) return false;
  if (prepared->skeleton.evaluates)
    arguments_open(&eval, scratch, bound, launch);
  else
    eval.heap = (Heap){.arena = scratch, .steps = LIMIT_EVAL_STEPS, .workspace = bound->workspace};
  invocation->bound = bound;
  if (launch != &invocation->launch) invocation->launch = *launch;
  copy_lists(scratch, prepared, invocation);
  for (size_t i = 0; i < prepared->args.n; i++) {
    const PreparedArg *arg = &prepared->args.at[i];
    Str text = skeleton_fill(&eval, launch, arg->arg);
    invocation->steps = heap_taken(&eval.heap);
    if (!text.p || !fits(arg->arg, text)) return false;
    invocation->cli_args.at[arg->cli_at] = text; /* one by one: what was just written is slow to read */
    invocation->argv.at[arg->argv_at] = text;
  }
  invocation->env = prepared->env;
  invocation->cwd = bound->project_dir;
  invocation->after = NULL;
  invocation->after_count = 0;
  return true;
}

bool resolve_launch(Arena *scratch, const BoundComponent *bound, const Launch *launch, Invocation *invocation) {
  DiagSink *sink = bound->workspace->sink;
  size_t reported = sink->list.n;
  invocation->steps = 0;
  if (bound->prepared && fill_prepared(scratch, bound, launch, invocation)) return true;
  *invocation = (Invocation){.bound = bound, .launch = *launch, .steps = invocation->steps};
  Eval eval; /* for its heap */
  eval_init(&eval, scratch, bound->workspace, bound->component->args_scope, bound->args_values);
  bool done = arguments(&eval, invocation);
  if (done) surround(scratch, invocation);
  name_launch(sink, reported, launch);
  return done;
}
