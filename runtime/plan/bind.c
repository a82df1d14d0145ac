#include "runtime/plan/bind.h"

#include <ctype.h>

#include "runtime/eval/backfill.h"
#include "runtime/eval/context.h"
#include "runtime/eval/dbt_component.h"
#include "runtime/eval/enum.h"
#include "runtime/eval/exec.h"
#include "runtime/eval/module.h"
#include "runtime/eval/object.h"
#include "runtime/plan/load_scope.h"
#include "runtime/plan/modules.h"
#include "runtime/plan/plan_tree.h"
#include "runtime/value/native.h"
#include "runtime/value/ops.h"
#include "runtime/value/types.h"

typedef struct Binder {
  Eval eval;
  BoundComponent *bound;
  const Node *tree; /* the attribute at hand */
  bool failed;
} Binder;

/* The value of an attribute; V_ABSENT where it is not given or was reported. */
static Value bind_value(Binder *binder, const Node *tree) {
  const Node *at = NULL;
  binder->tree = tree;
  if (!tree) return VALUE_ABSENT;
  Value v = plan_tree_needed(&binder->eval, plan_tree_value(&binder->eval, tree, &at), tree, &at);
  if (!value_is_error(v)) return v;
  plan_tree_report(binder->bound->component, binder->bound->workspace->sink, v, at);
  binder->failed = true;
  return VALUE_ABSENT;
}

static void wrong_type(Binder *binder, const char *field, const char *wanted, Value v) {
  DiagSink *sink = binder->bound->workspace->sink;
  diag_report(sink, DIAG_WRONG_TYPE, plan_tree_place(sink->arena, binder->bound->component, binder->tree),
              DIAG_ARGS(str_of(field), str_of(wanted), str_of(value_type_name(v))));
  binder->failed = true;
}

/* A value that is needed now is not known. */
static void unsettled(Binder *binder, Value v) {
  const Node *at = NULL;
  Value error = plan_tree_needed(&binder->eval, v, binder->tree, &at);
  plan_tree_report(binder->bound->component, binder->bound->workspace->sink, error, at);
  binder->failed = true;
}

static Str text_or(Binder *binder, Value v, const char *field, const char *wanted, Str fallback) {
  if (v.kind == V_ABSENT || v.kind == V_NONE) return fallback;
  if (value_is_str(v)) return value_text(v);
  if (v.kind == V_UNKNOWN) unsettled(binder, v);
  else wrong_type(binder, field, wanted, v);
  return fallback;
}

static Str text_of(Binder *binder, Value v, const char *field, Str fallback) {
  return text_or(binder, v, field, "text", fallback);
}

/* Dagster asks of some whether they say anything: what is false, of whatever type, is as if they were not given. */
static Value or_nothing(Binder *binder, Value v) { return op_is_false(&binder->eval.heap, v) ? VALUE_NONE : v; }

static Str bind_text(Binder *binder, const Node *tree, const char *field, Str fallback) {
  return text_of(binder, bind_value(binder, tree), field, fallback);
}

/* A part of the selection: it becomes a tag of the op, and a run records that. */
static Str selection_of(Binder *binder, Value v, const char *field, Str fallback) {
  if (!enum_is_text(v)) return text_of(binder, v, field, fallback);
  wrong_type(binder, field, ENUM_WANTED, v);
  return fallback;
}

static Str bind_filter(Binder *binder, const Node *tree, const char *field) {
  return selection_of(binder, or_nothing(binder, bind_value(binder, tree)), field, STR(""));
}

static Value member(Value map, const char *key) { return dict_get_str(map.dict, str_of(key)); }

/* The tree of a member, where the mapping stands in the file; else that of the whole. */
static const Node *member_tree(const Node *tree, const char *key) {
  const Node *found = plan_tree_member(tree, key);
  return found ? found : tree;
}

/* A path of the dbt project, which DbtProject takes as a `Path`, too. */
static Value path_of(Value v) { return v.kind == V_PATH ? value_str(value_text(v)) : v; }

static Str text_given(Binder *binder, const char *key, Value v, const char *field) {
  const Node *tree = binder->tree;
  binder->tree = member_tree(tree, key);
  Str text = text_of(binder, v, field, STR(""));
  binder->tree = tree;
  return text;
}

static Str text_at(Binder *binder, Value map, const char *key, const char *field) {
  return text_given(binder, key, member(map, key), field);
}

/* A path of the component file: relative to the file's folder (ResolutionContext.resolve_source_relative_path). */
static Str folder_path(Binder *binder, Str base, Str path) {
  Arena *arena = binder->eval.heap.arena;
  return workspace_real_path(binder->bound->workspace, path_join(arena, base, path));
}

/* The name of a state's folder: each character of its key outside of [A-Za-z0-9._-] becomes "__". */
static Str state_folder(Arena *arena, Str url) {
  Str key = str_printf(arena, "DbtProjectComponent[%.*s]", STR_FMT(url));
  Buf buf = buf_new(arena, SIZE_MAX);
  for (size_t i = 0; i < key.n; i++) {
    unsigned char c = (unsigned char)key.p[i];
    bool inside_character = (c & 0xC0) == 0x80;
    if (isalnum(c) || c == '.' || c == '_' || c == '-') buf_char(&buf, key.p[i]);
    else if (!inside_character) buf_puts(&buf, "__");
  }
  return buf_str(&buf);
}

Str clone_dir(Workspace *workspace, Arena *arena, const PlanComponent *component, Str url, Str relative) {
  Str state = path_join(arena, path_join(arena, component->root, component->defs), STR(".local_defs_state"));
  Str clone = path_join(arena, path_join(arena, state, state_folder(arena, url)), STR("project"));
  return workspace_real_path(workspace, path_join(arena, clone, relative));
}

static Str git_text(Binder *binder, const char *key, Str fallback) {
  return bind_text(binder, plan_tree_member(binder->bound->component->project, key), key, fallback);
}

/* Member by member, since the token is often an environment's, and no command needs it. */
static void bind_clone(Binder *binder) {
  BoundComponent *bound = binder->bound;
  Str url = git_text(binder, "repo_url", STR("")), relative = git_text(binder, "repo_relative_path", STR("."));
  bound->profile = git_text(binder, "profile", STR(""));
  bound->target = git_text(binder, "target", STR(""));
  if (binder->failed) return;
  DiagSink *sink = bound->workspace->sink;
  Str dir = clone_dir(bound->workspace, binder->eval.heap.arena, bound->component, url, relative);
  if (workspace_is_dir(bound->workspace, dir)) {
    bound->project_dir = dir;
    if (bound->component->has_profiles) bound->profiles_dir = dir;
    return;
  }
  Place place = {bound->component->source, bound->component->repo_span};
  Str what = str_printf(sink->arena, "the dbt project in '%.*s', which is not fetched yet", STR_FMT(url));
  Diag *diag = diag_report(sink, sink->checking ? DIAG_NOT_VERIFIED : DIAG_NOT_EVALUATED,
                           place, DIAG_ARGS(what));
  diag->hint = STR("'dg utils refresh-defs-state' fetches it");
  binder->failed = true;
}

/* A template may give a DbtProject, which stays as it was made. */
static void bind_given_project(Binder *binder, Value project) {
  Heap *heap = &binder->eval.heap;
  BoundComponent *bound = binder->bound;
  bound->project_is_made = true;
  bound->project_dir = path_tidy(heap->arena, value_text(op_attr(heap, project, STR("project_dir"))));
  bound->profile = text_of(binder, op_attr(heap, project, STR("profile")), "profile", STR(""));
  bound->target = text_of(binder, op_attr(heap, project, STR("target")), "target", STR(""));
  Str profiles = path_tidy(heap->arena, value_text(op_attr(heap, project, STR("profiles_dir"))));
  if (bound->component->has_profiles || !str_eq(profiles, bound->project_dir)) bound->profiles_dir = profiles;
}

static bool has_template(Str text) {
  static const char *const OPEN[] = {"{{", "{%", "{#"};
  for (size_t i = 0; i < COUNT(OPEN); i++)
    if (str_find(text, str_of(OPEN[i]), 0) != SIZE_MAX) return true;
  return false;
}

/* A text for `project` is rendered before its resolver, and in it once more (resolve_dbt_project). That the project's
 * own folder has such a name is left alone. */
static Value rendered_again(Binder *binder, Value v) {
  if (!value_is_str(v) || !value_text(v).n) return v;
  Heap *heap = &binder->eval.heap;
  Str text = value_text(v), root = binder->bound->component->root;
  if (has_template(str_sub(text, str_starts(text, root) ? root.n : 0, text.n))) {
    Value error = value_unsupported(heap, "a template in the text that 'project' gives");
    plan_tree_report(binder->bound->component, binder->bound->workspace->sink, error, binder->tree);
    binder->failed = true;
    return VALUE_ABSENT;
  }
  text.n -= text.p[text.n - 1] == '\n';
  return native_text(heap, text);
}

static void bind_project(Binder *binder) {
  BoundComponent *bound = binder->bound;
  const PlanComponent *component = bound->component;
  Str folder = path_join(binder->eval.heap.arena, component->root, component->folder);
  if (plan_tree_member(component->project, "repo_url")) {
    bind_clone(binder);
    return;
  }
  Value v = bind_value(binder, component->project);
  if (dbt_project_is(v) && component->project->kind != NODE_DICT) {
    bind_given_project(binder, v);
    return;
  }
  bool is_mapping = v.kind == V_DICT && component->project->kind == NODE_DICT; /* no template makes one */
  if (is_mapping) {
    bound->profile = text_at(binder, v, "profile", "profile");
    bound->target = text_at(binder, v, "target", "target");
    Value profiles = path_of(or_nothing(binder, member(v, "profiles_dir")));
    bound->profiles_dir = text_given(binder, "profiles_dir", profiles, "profiles_dir");
  }
  Str dir = is_mapping ? text_given(binder, "project_dir", path_of(member(v, "project_dir")), "project_dir")
                       : text_or(binder, rendered_again(binder, v), "project", "text or a DbtProject", STR(""));
  if (!dir.n && binder->failed) return;
  if (!dir.n) dir = STR(".");
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

/* BackfillPolicy: with a maximum of 0, or None, it is a policy of one run; below, a run of ranges fails. */
static void set_policy(Binder *binder, Value given) {
  int64_t most = 0;
  if (given.kind == V_UNKNOWN) {
    unsettled(binder, given);
    return;
  }
  if (given.kind != V_NONE && !read_whole(given, &most)) {
    wrong_type(binder, "max_partitions_per_run", "a whole number of at least 1", given);
    return;
  }
  binder->bound->policy_fails = most < 0;
  binder->bound->policy = (BackfillPolicy){.kind = most ? BACKFILL_MULTI_RUN : BACKFILL_SINGLE_RUN,
                                           .max_partitions_per_run = most > 0 ? most : 1};
}

/* A whole number as text, of which pydantic makes a number. */
static Value as_number(Value given) {
  int64_t number;
  return value_is_str(given) && str_whole_number(value_text(given), &number) ? value_int(number) : given;
}

/* dg.BackfillPolicy is a named tuple of one field: of a sequence of one, or a mapping with that key alone, pydantic
 * makes one. V_ABSENT: it is neither. */
static Value policy_field(Value policy) {
  bool is_one = (value_is_list(policy) || policy.kind == V_TUPLE) && policy.list->n == 1;
  if (is_one) return as_number(policy.list->at[0]);
  return policy.kind == V_DICT && policy.dict->live == 1 ? as_number(member(policy, "max_partitions_per_run"))
                                                         : VALUE_ABSENT;
}

/* A mapping in YAML, of which pydantic takes whole numbers alone, or an object of Dagster's class. */
static void bind_policy(Binder *binder, Value policy) {
  const Node *tree = binder->tree;
  Value most;
  if (policy.kind == V_ABSENT || policy.kind == V_NONE) return;
  bool is_written = tree->kind == NODE_DICT; /* else a template gives it */
  if (!backfill_read(policy, &most)) most = is_written ? VALUE_ABSENT : policy_field(policy);
  if (most.kind != V_ABSENT) {
    set_policy(binder, most);
    return;
  }
  if (policy.kind != V_DICT || !is_written) {
    wrong_type(binder, "op.backfill_policy", "a mapping or a dg.BackfillPolicy", policy);
    return;
  }
  Value type = member(policy, "type"), given = member(policy, "max_partitions_per_run");
  bool is_multi = value_is_str(type) ? str_is(value_text(type), "multi_run") : given.kind != V_ABSENT;
  const Node *written = plan_tree_member(tree, "max_partitions_per_run");
  if (written && written->kind == NODE_CONST) given = as_number(given); /* not of what a template gives */
  if (is_multi && given.kind == V_NONE)
    wrong_type(binder, "max_partitions_per_run", "a whole number of at least 1", given);
  else set_policy(binder, !is_multi ? VALUE_NONE : given.kind == V_ABSENT ? value_int(1) : given);
}

/* An op without a name is called `_fn`, the function that makes it; without an op it has the dbt project's name. */
static void bind_op(Binder *binder) {
  BoundComponent *bound = binder->bound;
  const Node *tree = bound->component->op;
  Value op = bind_value(binder, tree);
  if (tree && tree->kind != NODE_DICT) op = or_nothing(binder, op); /* a mapping is an op, an empty one too */
  bound->op_name = bound->component->dbt_name;
  if (op.kind == V_ABSENT || op.kind == V_NONE) return;
  if (op.kind != V_DICT) {
    wrong_type(binder, "op", "a mapping", op);
    return;
  }
  if (tree->kind == NODE_DICT) bound->op = op;
  bound->op_name = text_at(binder, op, "name", "op.name");
  if (!bound->op_name.n) bound->op_name = STR("_fn");
  binder->tree = member_tree(tree, "backfill_policy");
  bind_policy(binder, member(op, "backfill_policy"));
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
  Place place = plan_tree_place(bound->workspace->sink->arena, bound->component, bound->component->partitions);
  diag_report(bound->workspace->sink, DIAG_NOT_A_DEFINITION, place, DIAG_ARGS(str_of(value_type_name(v))));
  binder->failed = true;
}

/* Calls the function of a template var; an error of it shows when a template reads the var. */
static Value call_var(Eval *eval, const PlanModules *modules, const PlanVar *var, Value context) {
  Value module = modules_get(&eval->heap, modules, var->module, STR(""));
  if (module.kind != V_MODULE)
    return value_raise(&eval->heap, EXC_NAME, "the plan has no function '%.*s'", STR_FMT(var->name));
  Value function = op_attr(&eval->heap, module, var->name);
  if (value_passes(function)) return function;
  return module_outcome(&eval->heap, module.module, eval_call_var(eval, function, context));
}

/* "src/my_project/defs" holds the module my_project.defs. */
static Str defs_module(Arena *arena, Str defs) {
  Str src = STR("src/");
  return module_name_of_file(arena, str_starts(defs, src) ? str_sub(defs, src.n, defs.n) : defs);
}

static Value context_of(Heap *heap, const PlanComponent *component, const PlanVar *var) {
  LoadContext *context = ARENA_NEW(heap->arena, LoadContext);
  Str root = workspace_real_path(heap->workspace, component->root);
  Str folder = var->folder.n ? var->folder : component->folder;
  *context = (LoadContext){root, workspace_real_path(heap->workspace, path_join(heap->arena, root, folder)),
                           workspace_real_path(heap->workspace, path_join(heap->arena, root, component->defs)),
                           defs_module(heap->arena, component->defs)};
  return load_context(heap, context);
}

/* As they ran before the component was loaded; an error is that of the load. */
static Value run_first(Eval *eval, const PlanModules *modules) {
  const PlanComponent *component = modules->component;
  Value first = VALUE_NONE;
  for (size_t i = 0; i < component->module_count; i++) {
    if (!component->modules[i].runs_first) continue;
    Value error = modules_get(&eval->heap, modules, component->modules[i].name, STR(""));
    if (!value_is_error(error)) error = module_run(eval, modules->at[i].module);
    if (value_is_error(error) && !value_is_error(first)) first = error;
  }
  return first;
}

/* The plan's modules as a new process loads them. */
static PlanModules *load_modules(Eval *eval, const PlanComponent *component, Value *error) {
  PlanModules *modules = ARENA_NEW(eval->heap.arena, PlanModules);
  modules_open(&eval->heap, component, modules);
  workspace_env_begin(eval->heap.workspace);
  *error = run_first(eval, modules);
  return modules;
}

/* The names of the load, then each var: its data, or what its function gives now. */
static Value *scope_with_vars(Binder *binder, const ScopeTable *table) {
  const PlanComponent *component = binder->bound->component;
  Eval *eval = &binder->eval;
  Value *values = load_scope_values(&eval->heap, table, component->root), error;
  const PlanModules *modules = load_modules(eval, component, &error);
  if (value_is_error(error)) {
    plan_tree_report(component, binder->bound->workspace->sink, error, NULL);
    binder->failed = true;
  }
  for (size_t i = 0; i < component->var_count; i++) {
    const PlanVar *var = &component->vars[i];
    int number = scope_find(table, var->name);
    if (number >= 0 && !scope_keeps(table, var->name))
      values[number] = var->value ? bind_value(binder, var->value)
                                  : call_var(eval, modules, var, context_of(&eval->heap, component, var));
  }
  return values;
}

void args_vars_bind(Eval *eval, const BoundComponent *bound, Value *values) {
  const PlanComponent *component = bound->component;
  Value error; /* that of the load, which is reported */
  if (!component->args_var_count) return;
  const PlanModules *modules = load_modules(eval, component, &error);
  for (size_t i = 0; i < component->args_var_count; i++) {
    const PlanVar *var = &component->args_vars[i];
    int number = scope_find(component->args_scope, var->name);
    if (number >= 0 && !scope_keeps(component->args_scope, var->name))
      values[number] = call_var(eval, modules, var, context_of(&eval->heap, component, var));
  }
  bound->workspace->env_changes = bound->env_changes;
}

/* What of them cannot be had, a launch that reads it says. */
static Value bind_fields(Binder *binder, const Node *tree) {
  Heap *heap = &binder->eval.heap;
  Value fields = value_dict(heap);
  for (size_t i = 0; i < tree->dict.items.n; i++) {
    const Node *pair = tree->dict.items.at[i], *at = NULL;
    bool is_entry = pair->kind == NODE_PAIR && pair->pair.key->kind == NODE_CONST;
    if (!is_entry) return value_unsupported(heap, "a mapping of the plan without constant keys");
    Value key = pair->pair.key->constant.value, v = plan_tree_value(&binder->eval, pair->pair.value, &at);
    if (value_is_error(v))
      v = value_unknown(heap, str_printf(heap->arena, "the field '%.*s' of the component's class",
                                         STR_FMT(value_to_str(heap, key))));
    dict_put(heap, fields.dict, key, v);
  }
  return fields;
}

bool component_bind(Arena *arena, Workspace *workspace, const PlanComponent *component, BoundComponent *bound) {
  *bound = (BoundComponent){.component = component, .workspace = workspace};
  Binder binder = {.bound = bound};
  workspace_allow(workspace, component->root);
  eval_init(&binder.eval, arena, workspace, component->attributes_scope, NULL);
  binder.eval.root = scope_with_vars(&binder, component->attributes_scope);
  binder.eval.heap.inputs_read = INPUT_NONE; /* from here on, what the attributes themselves read */
  bind_project(&binder);
  bound->project_unknown = binder.failed;
  bind_op(&binder);
  bool failed = binder.failed;
  binder.failed = false;
  bound->select = selection_of(&binder, bind_value(&binder, component->select), "select", STR("fqn:*"));
  bound->exclude = bind_filter(&binder, component->exclude, "exclude");
  bound->selector = bind_filter(&binder, component->selector, "selector");
  bound->selection_unknown = binder.failed;
  if (component->fields && component->fields->kind == NODE_DICT)
    bound->fields = bind_fields(&binder, component->fields);
  binder.failed |= failed;
  bound->reads_env = binder.eval.heap.inputs_read & INPUT_ENV;
  const ScopeTable *post =
      component->partitions_scope == SCOPE_POST ? component->post_scope : component->attributes_scope;
  eval_init(&binder.eval, arena, workspace, post, NULL);
  binder.eval.root = scope_with_vars(&binder, post);
  bind_definition(&binder);
  bound->env_changes = workspace_env_changes(workspace, arena, 0);
  bound->env_changes.cap = bound->env_changes.n; /* it is lent out: who adds to it takes room of its own */
  Value *args_values = scope_values(&binder.eval.heap, component->args_scope);
  args_vars_bind(&binder.eval, bound, args_values);
  bound->args_values = args_values;
  return !binder.failed;
}
