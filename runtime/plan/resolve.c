#include "runtime/plan/resolve.h"

#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/eval/exec.h"
#include "runtime/eval/object.h"
#include "runtime/eval/report.h"
#include "runtime/plan/argv.h"
#include "runtime/plan/load_scope.h"
#include "runtime/plan/modules.h"
#include "runtime/plan/skeleton.h"
#include "runtime/value/json.h"

/* ---- trees ---- */

static Value resolve_template(Eval *eval, const Node *template, const Node **at) {
  Value v = eval_scalar(eval, template);
  if (value_is_error(v)) *at = template;
  return v;
}

static Value resolve_list(Eval *eval, const NodeList *items, const Node **at) {
  Value list = value_list(&eval->heap, items->n);
  for (size_t i = 0; i < items->n; i++) {
    Value item = resolve_tree(eval, items->at[i], at);
    if (value_is_error(item)) return item;
    list_push(&eval->heap, list, item);
  }
  return list;
}

static Value resolve_dict(Eval *eval, const NodeList *pairs, const Node **at) {
  Value dict = value_dict(&eval->heap);
  for (size_t i = 0; i < pairs->n; i++) {
    const Node *pair = pairs->at[i];
    Value v = resolve_tree(eval, pair->pair.value, at);
    if (value_is_error(v)) return v;
    Value put = dict_put(&eval->heap, dict.dict, pair->pair.key->constant.value, v);
    if (value_is_error(put)) return put;
  }
  return dict;
}

Value resolve_tree(Eval *eval, const Node *tree, const Node **at) {
  switch (tree->kind) {
    case NODE_CONST: return tree->constant.value;
    case NODE_LIST: return resolve_list(eval, &tree->list.items, at);
    case NODE_DICT: return resolve_dict(eval, &tree->dict.items, at);
    case NODE_TEMPLATE: return resolve_template(eval, tree, at);
    default: return eval_node(eval, tree);
  }
}

Diag *resolve_report(const PlanComponent *component, DiagSink *sink, Value error, const Node *at) {
  return report_exception(sink, error.exc, at, component->source, component->file);
}

/* ---- arguments: dbt_component_utils.resolve_cli_args ---- */

static Value key_range_of(Heap *heap, const Launch *launch) {
  KeyRange *range = ARENA_NEW(heap->arena, KeyRange);
  *range =
      (KeyRange){value_str(launch_first_key(heap->arena, launch)), value_str(launch_last_key(heap->arena, launch))};
  return (Value){.kind = V_KEY_RANGE, .key_range = range};
}

static Value window_of(Heap *heap, const Launch *launch) {
  TimeWindow *window = ARENA_NEW(heap->arena, TimeWindow);
  *window = (TimeWindow){value_datetime(heap, launch->window.start), value_datetime(heap, launch->window.end)};
  return (Value){.kind = V_TIME_WINDOW, .window = window};
}

static void bind_launch(Heap *heap, const Launch *launch, Value values[ARGS_COUNT]) {
  bool is_key = launch->mode == LAUNCH_KEY, is_range = launch->mode == LAUNCH_RANGE;
  values[ARGS_PARTITION_KEY] = is_key ? value_str(launch_first_key(heap->arena, launch)) : VALUE_NONE;
  values[ARGS_PARTITION_KEY_RANGE] = is_range ? key_range_of(heap, launch) : VALUE_NONE;
  values[ARGS_PARTITION_TIME_WINDOW] = launch->has_window ? window_of(heap, launch) : VALUE_NONE;
}

/* `{key: value}` as two arguments. */
static Value push_pair(Heap *heap, Value args, const Dict *dict) {
  if (dict->live != 1)
    return value_raise(heap, EXC_CHECK,
                       "Invariant failed. Description: Invalid cli args dict, must have exactly one key");
  const DictEntry *entry = dict->at;
  while (entry->key.kind == V_ABSENT) entry++;
  if (!value_is_str(entry->key))
    return value_raise(heap, EXC_TYPE, "'%s' object is not subscriptable", value_type_name(entry->key));
  Value text = entry->value.kind == V_DICT ? json_dumps(heap, entry->value) : entry->value;
  if (value_passes(text)) return text;
  list_push(heap, args, value_str(value_text(entry->key)));
  list_push(heap, args, value_is_str(text) ? text : value_str(value_to_str(heap, text)));
  return VALUE_NONE;
}

static Value push_item(Heap *heap, Value args, Value item) {
  if (value_passes(item)) return item;
  if (item.kind == V_DICT) return push_pair(heap, args, item.dict);
  if (!value_is_str(item))
    return value_raise(heap, EXC_ATTRIBUTE, "'%s' object has no attribute 'keys'", value_type_name(item));
  list_push(heap, args, item);
  return VALUE_NONE;
}

/* Any iterable serves: a text gives its characters, as in Dagster. `*index` gets the item that failed. */
static Value flatten(Heap *heap, Value resolved, size_t *index) {
  Iter iter;
  Value args = value_list(heap, 8), item;
  Value begun = op_iter(heap, resolved, &iter);
  if (value_passes(begun)) return begun;
  for (*index = 0; op_next(heap, &iter, &item); ++*index) {
    Value pushed = push_item(heap, args, item);
    if (value_passes(pushed)) return pushed;
  }
  return args;
}

typedef struct Refused {
  Eval *eval;
  const Node *at;
} Refused;

/* The first template whose own value JSON refuses. */
static void find_refused(Node *node, void *state) {
  Refused *refused = state;
  if (refused->at) return;
  if (node->kind != NODE_TEMPLATE) {
    node_children(node, find_refused, state);
    return;
  }
  Value v = eval_scalar(refused->eval, node);
  if (value_is_error(json_dumps(&refused->eval->heap, v))) refused->at = node;
}

/* The template that made item `index` what no argument can be; NULL where none did. */
static const Node *blamed(Eval *eval, const Node *args, size_t index) {
  const Node *item = args->kind == NODE_LIST ? args->list.items.at[index] : args;
  Refused refused = {eval, NULL};
  if (item->kind == NODE_TEMPLATE) return item;
  node_children(item, find_refused, &refused);
  return refused.at;
}

static Value default_args(Heap *heap) {
  Value args = value_list(heap, 1);
  list_push(heap, args, value_str(STR("build")));
  return args;
}

Value resolve_cli_args(Heap *heap, const BoundComponent *bound, const Launch *launch, const Node **at) {
  const PlanComponent *component = bound->component;
  *at = NULL;
  if (!component->cli_args) return default_args(heap);
  Value values[ARGS_COUNT];
  memcpy(values, bound->args_values, sizeof values);
  bind_launch(heap, launch, values);
  Eval eval;
  eval_init(&eval, heap->arena, bound->workspace, component->args_scope, values);
  Value resolved = resolve_tree(&eval, component->cli_args, at);
  if (value_passes(resolved)) return resolved;
  size_t index = 0;
  Value args = flatten(heap, resolved, &index);
  if (value_is_error(args)) *at = blamed(&eval, component->cli_args, index);
  return args;
}

/* ---- binding ---- */

typedef struct Binder {
  Eval eval;
  BoundComponent *bound;
  const Node *tree; /* the attribute at hand */
  bool failed;
} Binder;

static void find_template(Node *node, void *state) {
  const Node **found = state;
  if (!*found && node->kind == NODE_TEMPLATE) *found = node;
  if (!*found) node_children(node, find_template, state);
}

/* What is Unknown and needed is an error, at the first template of the tree. */
static Value needed(Heap *heap, Value v, const Node *tree, const Node **at) {
  if (v.kind != V_UNKNOWN) return v;
  *at = NULL;
  if (tree) find_template((Node *)tree, (void *)at);
  return value_raise(heap, EXC_UNVERIFIED, "%.*s", STR_FMT(v.unknown->what));
}

/* The value of an attribute; V_ABSENT where it is not given or was reported. */
static Value bind_value(Binder *binder, const Node *tree) {
  const Node *at = NULL;
  binder->tree = tree;
  if (!tree) return VALUE_ABSENT;
  Value v = needed(&binder->eval.heap, resolve_tree(&binder->eval, tree, &at), tree, &at);
  if (!value_is_error(v)) return v;
  resolve_report(binder->bound->component, binder->bound->workspace->sink, v, at);
  binder->failed = true;
  return VALUE_ABSENT;
}

/* Where a tree stands: its first template; the plan keeps no place of plain values. */
static Place place_of_tree(Arena *arena, const PlanComponent *component, const Node *tree) {
  const Node *template = NULL;
  if (tree) find_template((Node *)tree, (void *)&template);
  if (!template) return PLACE_NONE;
  return report_place(arena, template, template->span, component->source, component->file);
}

static void wrong_type(Binder *binder, const char *field, const char *wanted, Value v) {
  DiagSink *sink = binder->bound->workspace->sink;
  diag_report(sink, DIAG_WRONG_TYPE, place_of_tree(sink->arena, binder->bound->component, binder->tree),
              DIAG_ARGS(str_of(field), str_of(wanted), str_of(value_type_name(v))));
  binder->failed = true;
}

static Str text_of(Binder *binder, Value v, const char *field, Str fallback) {
  if (v.kind == V_ABSENT || v.kind == V_NONE) return fallback;
  if (value_is_str(v)) return value_text(v);
  wrong_type(binder, field, "text", v);
  return fallback;
}

static Str bind_text(Binder *binder, const Node *tree, const char *field, Str fallback) {
  return text_of(binder, bind_value(binder, tree), field, fallback);
}

static Value member(Value map, const char *key) { return dict_get_str(map.dict, str_of(key)); }

/* A path of the component file: relative to the file's folder (ResolutionContext.resolve_source_relative_path). */
static Str folder_path(Binder *binder, Str base, Str path) {
  Arena *arena = binder->eval.heap.arena;
  return workspace_real_path(binder->bound->workspace, path_join(arena, base, path));
}

static void bind_project(Binder *binder) {
  BoundComponent *bound = binder->bound;
  const PlanComponent *component = bound->component;
  Str folder = path_join(binder->eval.heap.arena, component->root, component->folder);
  Value v = bind_value(binder, component->project);
  if (v.kind == V_DICT) {
    bound->profile = text_of(binder, member(v, "profile"), "profile", STR(""));
    bound->target = text_of(binder, member(v, "target"), "target", STR(""));
    bound->profiles_dir = text_of(binder, member(v, "profiles_dir"), "profiles_dir", STR(""));
    v = member(v, "project_dir");
  }
  Str dir = text_of(binder, v, "project", STR("."));
  bool is_absolute = dir.n && dir.p[0] == '/'; /* is taken as it stands, links and ".." included */
  bound->project_dir = is_absolute ? path_tidy(binder->eval.heap.arena, dir) : folder_path(binder, folder, dir);
  if (bound->profiles_dir.n) /* relative to where Dagster runs, which is the project's root */
    bound->profiles_dir = folder_path(binder, component->root, bound->profiles_dir);
  else if (component->has_profiles)
    bound->profiles_dir = workspace_real_path(bound->workspace, bound->project_dir);
}

/* A whole number as pydantic takes it: 2, 2.0 or true. */
static bool read_whole(Value v, int64_t *number) {
  bool is_whole = v.kind == V_INT || v.kind == V_BOOL;
  if (is_whole) *number = v.i;
  if (v.kind != V_FLOAT || v.f != (double)(int64_t)v.f) return is_whole;
  *number = (int64_t)v.f;
  return true;
}

/* BackfillPolicy: with a maximum of 0 it is a policy of one run. */
static void bind_policy(Binder *binder, Value policy) {
  int64_t most = 1;
  if (policy.kind == V_ABSENT || policy.kind == V_NONE) return;
  if (policy.kind != V_DICT) {
    wrong_type(binder, "op.backfill_policy", "a mapping", policy);
    return;
  }
  Value type = member(policy, "type"), given = member(policy, "max_partitions_per_run");
  bool is_multi = value_is_str(type) ? str_is(value_text(type), "multi_run") : given.kind != V_ABSENT;
  if (is_multi && given.kind != V_ABSENT && (!read_whole(given, &most) || most < 0)) {
    wrong_type(binder, "max_partitions_per_run", "a whole number of at least 1", given);
    return;
  }
  BackfillKind kind = is_multi && most > 0 ? BACKFILL_MULTI_RUN : BACKFILL_SINGLE_RUN;
  binder->bound->policy = (BackfillPolicy){kind, most};
}

/* An op without a name is called `_fn`, the function that makes it; without an op it has the dbt project's name. */
static void bind_op(Binder *binder) {
  BoundComponent *bound = binder->bound;
  Value op = bind_value(binder, bound->component->op);
  bound->op_name = bound->component->dbt_name;
  if (op.kind != V_DICT) return;
  bound->op_name = text_of(binder, member(op, "name"), "op.name", STR(""));
  if (!bound->op_name.n) bound->op_name = STR("_fn");
  Value policy = member(op, "backfill_policy");
  bind_policy(binder, policy);
}

static void bind_definition(Binder *binder) {
  BoundComponent *bound = binder->bound;
  Value v = bind_value(binder, bound->component->partitions);
  bound->def_unsettled = bound->component->partitions && v.kind == V_ABSENT;
  if (v.kind == V_ABSENT || v.kind == V_NONE) return;
  if (v.kind == V_DEFINITION) {
    bound->def = v.definition;
    return;
  }
  Place place = place_of_tree(bound->workspace->sink->arena, bound->component, bound->component->partitions);
  diag_report(bound->workspace->sink, DIAG_NOT_A_DEFINITION, place, DIAG_ARGS(str_of(value_type_name(v))));
  binder->failed = true;
}

static const Node *def_named(const Module *module, Str name) {
  const Node *def = NULL;
  for (size_t i = 0; i < module->body.n; i++)
    if (module->body.at[i]->kind == NODE_DEF && str_eq(module->body.at[i]->def.id, name)) def = module->body.at[i];
  return def;
}

/* Calls the function of a template var; an error of it shows when a template reads the var. */
static Value call_var(Binder *binder, const PlanModules *modules, const PlanVar *var) {
  Eval *eval = &binder->eval;
  Value module = modules_get(&eval->heap, modules, var->module, STR(""));
  const Node *def = module.kind == V_MODULE ? def_named(module.module, var->name) : NULL;
  if (!def) return value_raise(&eval->heap, EXC_NAME, "the plan has no function '%.*s'", STR_FMT(var->name));
  eval->module = module.module;
  Value function = function_new(eval, def);
  Value context = value_unknown(&eval->heap, STR("the load context, which dbtplan does not evaluate"));
  Value v = value_passes(function) ? function : eval_call(eval, function, &context, def->def.params.n, NULL);
  eval->module = NULL;
  return v;
}

/* The names of the load, then each var: its data, or what its function gives now. */
static Value *scope_with_vars(Binder *binder, const ScopeTable *table) {
  const PlanComponent *component = binder->bound->component;
  Heap *heap = &binder->eval.heap;
  Value *values = load_scope_values(heap, table, component->root);
  PlanModules *modules = ARENA_NEW(heap->arena, PlanModules);
  modules_open(heap, component, modules);
  for (size_t i = 0; i < component->var_count; i++) {
    const PlanVar *var = &component->vars[i];
    int number = scope_find(table, var->name);
    if (number >= 0) values[number] = var->value ? bind_value(binder, var->value) : call_var(binder, modules, var);
  }
  return values;
}

bool resolve_bind(Arena *arena, Workspace *workspace, const PlanComponent *component, BoundComponent *bound) {
  *bound = (BoundComponent){.component = component, .workspace = workspace};
  Binder binder = {.bound = bound};
  eval_init(&binder.eval, arena, workspace, component->attributes_scope, NULL);
  binder.eval.root = scope_with_vars(&binder, component->attributes_scope);
  binder.eval.heap.inputs_read = INPUT_NONE; /* from here on, what the attributes themselves read */
  bind_project(&binder);
  bind_op(&binder);
  bound->select = bind_text(&binder, component->select, "select", STR("fqn:*"));
  bound->exclude = bind_text(&binder, component->exclude, "exclude", STR(""));
  bound->selector = bind_text(&binder, component->selector, "selector", STR(""));
  bound->reads_env = binder.eval.heap.inputs_read & INPUT_ENV;
  const ScopeTable *post =
      component->partitions_scope == SCOPE_POST ? component->post_scope : component->attributes_scope;
  eval_init(&binder.eval, arena, workspace, post, NULL);
  binder.eval.root = scope_with_vars(&binder, post);
  bind_definition(&binder);
  bound->args_values = scope_values(&binder.eval.heap, component->args_scope);
  return !binder.failed;
}

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

/* DbtCliResource.cli: the arguments, profile and target, the component's own selection, then the selection of the op.
 */
static bool compose(Heap *heap, Invocation *invocation) {
  Arena *arena = heap->arena;
  const BoundComponent *bound = invocation->bound;
  ArgvParts parts;
  if (!argv_split(arena, &invocation->cli_args, &parts)) {
    Place place = place_of_tree(bound->workspace->sink->arena, bound->component, bound->component->cli_args);
    diag_report(bound->workspace->sink, DIAG_ARGS_SWALLOWED, place, DIAG_ARGS(parts.wrong));
    return false;
  }
  VEC_PUSH(arena, &invocation->argv, STR("dbt"));
  for (size_t i = 0; i < parts.rest.n; i++) VEC_PUSH(arena, &invocation->argv, parts.rest.at[i]);
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

/* What the system's exec refuses: arguments too long, or with a NUL inside. */
static bool executable(const BoundComponent *bound, const StrList *argv) {
  DiagSink *sink = bound->workspace->sink;
  for (size_t i = 0; i < argv->n; i++) {
    Str arg = argv->at[i];
    bool is_long = arg.n > LIMIT_ARGUMENT_BYTES;
    if (!is_long && (!arg.n || !memchr(arg.p, '\0', arg.n))) continue;
    Place place = place_of_tree(sink->arena, bound->component, bound->component->cli_args);
    diag_report(sink, is_long ? DIAG_ARGS_TOO_LONG : DIAG_ARGS_NUL, place,
                DIAG_ARGS(str_printf(sink->arena, "%zu", arg.n)));
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
  if (value_is_error(v)) resolve_report(failures->component, failures->sink, v, node);
}

/* Dagster stops at the first template that fails; whoever mends them wants to see them all. */
static void report_templates(Heap *heap, const BoundComponent *bound, const Launch *launch) {
  Value values[ARGS_COUNT];
  Failures failures = {.component = bound->component, .sink = bound->workspace->sink};
  memcpy(values, bound->args_values, sizeof values);
  bind_launch(heap, launch, values);
  eval_init(&failures.eval, heap->arena, bound->workspace, bound->component->args_scope, values);
  report_template(bound->component->cli_args, &failures);
}

static bool arguments(Heap *heap, Invocation *invocation) {
  const BoundComponent *bound = invocation->bound;
  DiagSink *sink = bound->workspace->sink;
  const Node *at;
  Value args = resolve_cli_args(heap, bound, &invocation->launch, &at);
  bool failed = value_is_error(args);
  args = needed(heap, args, bound->component->cli_args, &at);
  size_t reported = sink->list.n;
  if (failed && at) report_templates(heap, bound, &invocation->launch);
  if (sink->list.n > reported) return false; /* what cannot be rendered comes before what is no argument */
  if (value_is_error(args)) return resolve_report(bound->component, sink, args, at), false;
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
  StrList cli_args, argv, env; /* empty texts where a PreparedArg goes */
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
  prepared->cli_args = invocation.cli_args;
  prepared->argv = invocation.argv;
  lay_out(heap->arena, &prepared->argv);
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
  bound->workspace->sink = &unheard;
  if (skeleton_read(&eval.heap, bound->component->cli_args, &prepared->skeleton) &&
      compose_places(&eval.heap, bound, prepared))
    bound->prepared = prepared;
  bound->workspace->sink = sink;
}

static StrList copy_list(Arena *arena, const StrList *list) {
  Str *at = (Str *)(void *)arena_bytes(arena, list->n * sizeof *at);
  if (list->n) memcpy(at, list->at, list->n * sizeof *at);
  return (StrList){at, list->n, list->n};
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
  Value values[ARGS_COUNT];
  Eval eval;
  if (!prepared->skeleton.evaluates && !launch->has_window) return false;
  eval_init(&eval, scratch, bound->workspace, bound->component->args_scope, bound->args_values);
  if (prepared->skeleton.evaluates) {
    memcpy(values, bound->args_values, sizeof values);
    bind_launch(&eval.heap, launch, values);
    eval.root = values;
  }
  invocation->bound = bound;
  invocation->launch = *launch;
  invocation->cli_args = copy_list(scratch, &prepared->cli_args);
  invocation->argv = copy_list(scratch, &prepared->argv);
  for (size_t i = 0; i < prepared->args.n; i++) {
    const PreparedArg *arg = &prepared->args.at[i];
    Str text;
    if (!skeleton_fill(&eval, launch, arg->arg, &text) || !fits(arg->arg, text)) return false;
    invocation->cli_args.at[arg->cli_at] = invocation->argv.at[arg->argv_at] = text;
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
  if (bound->prepared && fill_prepared(scratch, bound, launch, invocation)) return true;
  *invocation = (Invocation){.bound = bound, .launch = *launch};
  Eval eval; /* for its heap */
  eval_init(&eval, scratch, bound->workspace, bound->component->args_scope, bound->args_values);
  bool done = arguments(&eval.heap, invocation);
  if (done) surround(scratch, invocation);
  name_launch(sink, reported, launch);
  return done;
}

void resolve_set_launch(Heap *heap, const Launch *launch, Value *values) { bind_launch(heap, launch, values); }
