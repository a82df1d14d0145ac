/* What `resolve_prepare` makes changes no invocation: every component of the samples is resolved with it and without
 * (the recorded cases hold the program, which always prepares, to Dagster). And the shapes that a skeleton takes, and
 * declines. */
#include "compiler/lower/lower.h"
#include "compiler/parse/parse.h"
#include "compiler/project_walk.h"
#include "runtime/core/limits.h"
#include "runtime/plan/resolve.h"
#include "runtime/plan/skeleton.h"
#include "tests/unit/guard.h"
#include "tests/unit/table.h"

enum { LAUNCHES = 40 };

typedef struct Fixture {
  Guard guard;
  Arena arena, scratch;
  DiagSink sink;
  Workspace workspace;
  Eval eval;
  size_t prepared, compared;
} Fixture;

static void fixture_init(Fixture *f) {
  *f = (Fixture){0};
  arena_init(&f->arena, &f->guard, LIMIT_ARENA_BYTES);
  arena_init(&f->scratch, &f->guard, LIMIT_SCRATCH_BYTES);
  diag_sink_init(&f->sink, &f->arena);
  workspace_init(&f->workspace, &f->arena, &f->sink);
  eval_init(&f->eval, &f->arena, &f->workspace, NULL, NULL);
}

static void fixture_free(Fixture *f) {
  arena_free(&f->scratch);
  arena_free(&f->arena);
}

/* ---- with and without ---- */

static void same_list(const StrList *a, const StrList *b) {
  assert_int_equal(a->n, b->n);
  for (size_t i = 0; i < a->n; i++)
    if (!str_eq(a->at[i], b->at[i])) fail_msg("'%.*s' is not '%.*s'", STR_FMT(a->at[i]), STR_FMT(b->at[i]));
}

static void same_invocation(Fixture *f, const BoundComponent *bound, const Launch *launch) {
  BoundComponent plain = *bound;
  Invocation with, without;
  plain.prepared = NULL;
  bool did = resolve_launch(&f->scratch, bound, launch, &with);
  assert_int_equal(did, resolve_launch(&f->scratch, &plain, launch, &without));
  f->compared++;
  if (!did) return;
  same_list(&with.cli_args, &without.cli_args);
  same_list(&with.argv, &without.argv);
  same_list(&with.env, &without.env);
  assert_true(str_eq(with.cwd, without.cwd));
  assert_int_equal(with.after_count, without.after_count);
}

static void same_launches(Fixture *f, const BoundComponent *bound, BackfillPolicy policy, bool as_key) {
  KeySet set = {0};
  Launch launch;
  PartitionId first, last;
  if (bound->def && partitions_extent(bound->def, INT64_MAX, &first, &last)) {
    PartitionSteps steps = partition_steps(partitions_dimension(bound->def, 0), first.at[0], last.at[0]);
    for (int i = 0; i < LAUNCHES && partition_step(&steps); i++) last.at[0] = steps.at;
    key_set_add(&f->arena, &set, first, last);
  }
  LaunchIter iter = launches_of(&f->arena, bound->def, &set, policy, as_key);
  while (launch_next(&iter, &launch)) {
    same_invocation(f, bound, &launch);
    arena_reset(&f->scratch);
  }
}

static void same_component(Fixture *f, const PlanComponent *component) {
  BoundComponent bound;
  if (!component_bind(&f->arena, &f->workspace, component, &bound)) return;
  resolve_prepare(&f->arena, &bound);
  f->prepared += bound.prepared != NULL;
  same_launches(f, &bound, bound.policy, true);
  if (bound.def) same_launches(f, &bound, (BackfillPolicy){.kind = BACKFILL_MULTI_RUN, .max_partitions_per_run = 3}, false);
}

static void changes_no_sample(void **state) {
  (void)state;
  Fixture f;
  fixture_init(&f);
  if (!GUARD_SET(&f.guard)) fail_msg("%s", f.guard.what);
  PathList files = {0};
  LowerCounts counts = {0};
  f.sink.guide = true;
  project_find_components(&f.workspace, workspace_absolute_path(&f.workspace, STR("samples")), &files, NULL);
  const Plan *plan =
      lower_files(&f.workspace, &f.eval.heap, &files, (LowerOptions){.dialect = DIALECT_GUIDE}, &counts);
  for (size_t i = 0; i < plan->n; i++) same_component(&f, &plan->components[i]);
  assert_true(f.prepared >= 2);
  assert_true(f.compared > LAUNCHES);
  fixture_free(&f);
}

/* ---- shapes ---- */

/* cli_args as JSON; a text with `{{` is a template. What it is made of, "-" where it is declined: a constant text `w`, a
 * template `t`, JSON in so many pieces. */
static const struct {
  const char *cli_args, *made_of;
  bool evaluates;
} SHAPES[] = {
    {"['build']", "w", false},
    {"['build', '--full-refresh']", "ww", false},
    {"[{'--vars': {'a': '{{ partition_time_window.start.strftime(\"%Y\") }}'}}]", "w2", false},
    {"[{'--vars': {'a': '{{ partition_time_window.end.strftime(\"%d\") }}', 'b': [1, {'c': none}]}}]", "w2", false},
    {"[{'--vars': {'a': '{{ partition_time_window.start.strftime(\"%Y\") }}', 'b': ['{{ partition_key }}', '{{ partition_key }}']}}]",
     "w4", true},
    {"[{'--vars': {'a': '{{ partition_time_window.start.strftime(partition_key) }}'}}]", "w2", true},
    {"[{'--vars': {'a': '{{ partition_key_range.start.strftime(\"%Y\") }}'}}]", "w2", true},
    {"[{'--vars': {'a': 'x {{ partition_time_window.start.strftime(\"%Y\") }}'}}]", "w2", true},
    {"['{{ partition_key }}', {'--threads': 4}]", "tww", true},
    {"[{'--threads': '{{ partition_key }}'}, {'--x': 'y'}, {'--x': none}]", "wtwwww", true},
    {"[{'--vars': {'a': 1}, '--threads': 4}]", "-", false},
    {"[{'--vars': ['{{ partition_key }}']}]", "-", false},
    {"[{1: 'a'}]", "-", false},
    {"[{'{{ partition_key }}': 'a'}]", "-", false},
    {"[{'--vars': {'a': 1, 'b': [true, {'c': 2.5}]}}]", "ww", false},
    {"[{'--vars': {'a': {}, 'b': [], 'c': '{{ partition_key }}'}}]", "w2", true},
    {"[{'--vars': {1: 'a'}}]", "-", false},
    {"[{'--vars': {'{{ partition_key }}': 'a'}}]", "-", false},
    {"[{'--vars': {'a': [{none: 'b'}]}}]", "-", false},
    {"[{'--vars': {'a': {'b': {'{{ partition_key }}': 1}}}}]", "-", false},
    {"['build', none]", "-", false},
    {"['build', 1]", "-", false},
    {"[{}]", "-", false},
    {"[]", "", false},
    {"'build'", "-", false},
};

static Node *tree_of(Fixture *f, Value v) {
  Value error;
  Arena *arena = &f->arena;
  if (value_is_str(v) && str_find(value_text(v), STR("{{"), 0) != SIZE_MAX)
    return parse_template(&f->eval.heap, value_text(v), &error);
  bool is_list = v.kind == V_LIST, is_dict = v.kind == V_DICT;
  Node *node = node_new(arena, is_list ? NODE_LIST : is_dict ? NODE_DICT : NODE_CONST, (Span){0, 0});
  if (!is_list && !is_dict) node->constant.value = v;
  for (size_t i = 0; is_list && i < v.list->n; i++) node_push(arena, &node->list.items, tree_of(f, v.list->at[i]));
  for (size_t i = 0; is_dict && i < v.dict->n; i++) {
    Node *pair = node_new(arena, NODE_PAIR, (Span){0, 0});
    pair->pair.key = tree_of(f, v.dict->at[i].key);
    pair->pair.value = tree_of(f, v.dict->at[i].value);
    node_push(arena, &node->dict.items, pair);
  }
  return node;
}

static Str made_of(Arena *arena, const Skeleton *skeleton) {
  Buf buf = buf_new(arena, 64);
  for (size_t i = 0; i < skeleton->args.n; i++) {
    const SkeletonArg *arg = &skeleton->args.at[i];
    if (arg->kind == SKELETON_JSON) buf_printf(&buf, "%zu", arg->pieces.n);
    else buf_char(&buf, arg->kind == SKELETON_TEXT ? 'w' : 't');
  }
  return buf_str(&buf);
}

static void take_shape(const char *cli_args, const char *parts, bool evaluates) {
  Fixture f;
  fixture_init(&f);
  if (!GUARD_SET(&f.guard)) fail_msg("%s", f.guard.what);
  const ScopeTable *scope = scope_table(&f.arena, SCOPE_ARGS, NULL, NULL, 0);
  Value error;
  Node *literal = parse_expression(&f.eval.heap, str_of(cli_args), EXPR_JINJA, &error);
  assert_non_null(literal);
  link_tree(literal, scope);
  f.eval.scope = scope;
  Node *tree = tree_of(&f, eval_node(&f.eval, literal));
  link_tree(tree, scope);
  Skeleton skeleton;
  bool taken = skeleton_read(&f.eval.heap, tree, &skeleton);
  Str found = taken ? made_of(&f.arena, &skeleton) : STR("-");
  if (!str_is(found, parts)) fail_msg("%s: '%.*s', not '%s'", cli_args, STR_FMT(found), parts);
  if (taken && skeleton.evaluates != evaluates) fail_msg("%s: evaluates", cli_args);
  fixture_free(&f);
}

static void takes_these_shapes(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(SHAPES); i++)
    take_shape(SHAPES[i].cli_args, SHAPES[i].made_of, SHAPES[i].evaluates);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(changes_no_sample),
      cmocka_unit_test(takes_these_shapes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
