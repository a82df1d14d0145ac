#include "runtime/plan/base_fields.h"

#include "runtime/eval/library.h"
#include "runtime/plan/plan_tree.h"
#include "runtime/value/types.h"

static Value unknown_of(Heap *heap, const char *object, Str name) {
  if (str_starts(name, STR("__"))) return VALUE_ABSENT;
  return value_unknown(heap, str_printf(heap->arena, "'%s.%.*s' of a component", object, STR_FMT(name)));
}

/* ---- project ---- */

static const BoundComponent *bound_of(Value v) { return v.object->state; }

/* Of DbtProjectArgs, in the order of its text. */
static const Str ARGS[] = {STR_INIT("project_dir"), STR_INIT("target_path"), STR_INIT("profiles_dir"),
                           STR_INIT("profile"), STR_INIT("target"), STR_INIT("packaged_project_dir"),
                           STR_INIT("state_path"), STR_INIT("prepare_project_cli_args")};

/* Only the folder is made absolute; another path stays as it is written, which is not kept. */
static Value args_attr(Heap *heap, Value v, Str name) {
  const BoundComponent *bound = bound_of(v);
  bool is_field = false;
  for (size_t i = 0; i < COUNT(ARGS); i++) is_field |= str_eq(ARGS[i], name);
  if (!is_field)
    return str_is(name, "resolve_from_model") ? unknown_of(heap, "project.args", name) : VALUE_ABSENT;
  if (str_is(name, "project_dir")) {
    heap->inputs_read |= INPUT_ROOT;
    return path_value(heap, bound->project_dir);
  }
  if (!plan_tree_member(bound->component->project, str_z(heap->arena, name))) return VALUE_NONE;
  if (str_is(name, "profile") && bound->profile.n) return value_str(bound->profile);
  if (str_is(name, "target") && bound->target.n) return value_str(bound->target);
  return unknown_of(heap, "project.args", name);
}

static void args_repr(Heap *heap, Buf *buf, Value v) {
  buf_puts(buf, "DbtProjectArgs(");
  for (size_t i = 0; i < COUNT(ARGS); i++) {
    buf_printf(buf, "%s%.*s=", i ? ", " : "", STR_FMT(ARGS[i]));
    value_write_repr(heap, buf, args_attr(heap, v, ARGS[i]));
  }
  buf_puts(buf, ")");
}

/* Both are dataclasses, and made of one file. */
static bool is_of_same(Heap *heap, Value a, Value b) {
  (void)heap;
  return a.object->state == b.object->state;
}

static const Type TYPE_PROJECT_ARGS = {.name = "DbtProjectArgs",
                                       .full_name = "dagster_dbt.components.dbt_project.component.DbtProjectArgs",
                                       .repr = args_repr,
                                       .attr = args_attr,
                                       .equal = is_of_same};

static Value manager_attr(Heap *heap, Value v, Str name) {
  static const Str OTHERS = STR_INIT("_local_project_dir defs_state_discriminator get_project prepare sync");
  if (str_is(name, "args")) return v.object->value;
  return str_lists(OTHERS, name) ? unknown_of(heap, "project", name) : VALUE_ABSENT;
}

static void manager_repr(Heap *heap, Buf *buf, Value v) {
  buf_puts(buf, "DbtProjectArgsManager(args=");
  args_repr(heap, buf, v.object->value);
  buf_puts(buf, ")");
}

static const Type TYPE_PROJECT_MANAGER = {.name = "DbtProjectArgsManager",
                                          .full_name = "dagster_dbt.dbt_project_manager.DbtProjectArgsManager",
                                          .repr = manager_repr,
                                          .attr = manager_attr,
                                          .equal = is_of_same};

Value base_field_project(Heap *heap, const BoundComponent *bound) {
  bool is_clone = plan_tree_member(bound->component->project, "repo_url") != NULL;
  if (bound->project_unknown || bound->project_is_made || is_clone) return unknown_of(heap, "self", STR("project"));
  Value args = object_new(heap, &TYPE_PROJECT_ARGS, (Object){.state = (void *)bound});
  return object_new(heap, &TYPE_PROJECT_MANAGER, (Object){.state = (void *)bound, .value = args});
}

/* ---- op ---- */

static Value op_spec_attr(Heap *heap, Value v, Str name) {
  Value given = dict_get_str(v.object->dict, name);
  bool is_nothing = given.kind == V_ABSENT || given.kind == V_NONE;
  if (is_nothing && str_lists(STR("backfill_policy description name pool tags"), name)) return VALUE_NONE;
  bool is_kept = !is_nothing && str_lists(STR("description name pool tags"), name);
  return is_kept ? given : unknown_of(heap, "op", name);
}

static void op_spec_repr(Heap *heap, Buf *buf, Value v) {
  (void)buf, (void)v;
  if (!heap->pending) heap->pending = value_unsupported(heap, "'self.op' of a component as text").exc;
}

static const Type TYPE_OP_SPEC = {.name = "OpSpec",
                                  .full_name = "dagster.components.resolved.core_models.OpSpec",
                                  .repr = op_spec_repr,
                                  .attr = op_spec_attr};

/* A launch may change what it finds: each gets its own. */
Value base_field_op(Heap *heap, const BoundComponent *bound) {
  if (!bound->component->op) return VALUE_NONE;
  if (bound->op.kind != V_DICT) return unknown_of(heap, "self", STR("op"));
  Value copy = heap->call(heap, library_module(heap, STR("copy"), STR("deepcopy")), &bound->op, 1, NULL);
  return copy.kind == V_DICT ? object_new(heap, &TYPE_OP_SPEC, (Object){.dict = copy.dict})
                             : unknown_of(heap, "self", STR("op"));
}
