#include "runtime/eval/dbt_component.h"

#include "runtime/eval/class_member.h"
#include "runtime/value/types.h"

static const Str FIELDS[] = {
#define COMPONENT_FIELD(name) STR_INIT(name),
#include "grammar/dbt_component.def"
};

static const Str MEMBERS[] = {
#define COMPONENT_MEMBER(name) STR_INIT(name),
#include "grammar/dbt_component.def"
};

const Str *dbt_component_fields(size_t *n) {
  *n = COUNT(FIELDS);
  return FIELDS;
}

bool dbt_component_is_field(Str name) {
  for (size_t i = 0; i < COUNT(FIELDS); i++)
    if (str_eq(FIELDS[i], name)) return true;
  return false;
}

Value dbt_component_unknown(Heap *heap, Str name) {
  return value_unknown(heap, str_printf(heap->arena, "'%.*s' of the component", STR_FMT(name)));
}

const Dict *dbt_component_unknown_fields(Heap *heap) {
  Value fields = value_dict(heap);
  for (size_t i = 0; i < COUNT(FIELDS); i++)
    dict_put(heap, fields.dict, value_str(FIELDS[i]), dbt_component_unknown(heap, FIELDS[i]));
  return fields.dict;
}

/* What is no component, or one that Python made, has nothing to render. */
static const BaseArguments *base_of(Value self) {
  static const BaseArguments NONE = {0};
  const BaseArguments *base = self.kind == V_OBJECT ? self.object->state : NULL;
  return base ? base : &NONE;
}

static Value base_arguments(Heap *heap, Value self, const Value *args) {
  (void)args;
  const BaseArguments *base = base_of(self);
  return base->render ? base->render(heap, base->state) : value_unsupported(heap, "such a call of 'get_cli_args'");
}

static Value base_spec(Heap *heap, Value self, const Value *args) {
  (void)args;
  const BaseArguments *base = base_of(self);
  return base->spec ? base->spec(heap, base->state) : value_unsupported(heap, "such a call of 'get_asset_spec'");
}

static Value base_props(Heap *heap, Value self, const Value *args) {
  (void)args;
  const BaseArguments *base = base_of(self);
  return base->props ? base->props(heap, base->state) : value_unsupported(heap, "such a call of 'get_resource_props'");
}

static Value base_events(Heap *heap, Value self, const Value *args) {
  Value made = heap->call(heap, op_attr(heap, self, STR("get_cli_args")), args, 1, NULL), keywords = value_dict(heap);
  if (value_passes(made)) return made;
  dict_put(heap, keywords.dict, value_str(STR("context")), args[0]);
  return heap->call(heap, op_attr(heap, args[1], STR("cli")), &made, 1, keywords.dict);
}

static Value base_execute(Heap *heap, Value self, const Value *args) {
  return heap->call(heap, op_attr(heap, self, STR("_get_dbt_event_iterator")), args, 2, NULL);
}

/* Of a class with no static template vars; those of others are put beside it. */
static Value base_scope(Heap *heap, Value self, const Value *args) {
  (void)self, (void)args;
  return value_dict(heap);
}

static const Builtin METHODS[] = {
    {"_get_dbt_event_iterator", "DbtProjectComponent._get_dbt_event_iterator(self | context, dbt)", 2, 2, 0,
     base_events, "calls dbt"},
    {"execute", "DbtProjectComponent.execute(self | context, dbt)", 2, 2, 0, base_execute, "calls dbt"},
    {"get_additional_scope", "", 0, 0, BUILTIN_STATIC, base_scope, "the names that a class adds"},
    {"get_asset_spec", "DbtProjectComponent.get_asset_spec(self | manifest, unique_id, project)", 3, 3, BUILTIN_ABSORBS,
     base_spec, "the asset of a node of dbt"},
    {"get_cli_args", "DbtProjectComponent.get_cli_args(self | context)", 1, 1, 0, base_arguments,
     "what the component file gives"},
    {"get_resource_props", "DbtProjectComponent.get_resource_props(self | manifest, unique_id)", 2, 2,
     BUILTIN_ABSORBS, base_props, "a node of dbt"},
};
const Type TYPE_DBT_COMPONENT = {
    .name = "DbtProjectComponent",
    .full_name = "dagster_dbt.components.dbt_project.component.DbtProjectComponent",
    .methods = BUILTIN_TABLE(METHODS),
    .construct = dbt_component_of_python,
    .construct_params = "*args, **kwargs"};

Value dbt_component_of_python(Heap *heap, const Type *type, const Value *args) {
  (void)type, (void)args;
  return value_unsupported(heap, "a component that Python makes");
}

bool dbt_component_is_class(Value v) {
  return v.kind == V_TYPE && class_derives(v.type, &TYPE_DBT_COMPONENT);
}

bool dbt_component_has(Str name) {
  if (str_starts(name, STR("__"))) return true;
  for (size_t i = 0; i < COUNT(MEMBERS); i++)
    if (str_eq(MEMBERS[i], name)) return true;
  return dbt_component_is_field(name);
}

/* ---- what a text changes ---- */

typedef struct Changes {
  void (*found)(Str name, void *state);
  void *state;
  bool of_names; /* of names, not of attributes */
} Changes;

static void find_changes(Node *node, void *state);

/* What a target sets, or has an item of set. */
static void find_target(const Node *target, Changes *changes) {
  if (!target) return;
  if (target->kind == NODE_STAR) find_target(target->star.value, changes);
  const NodeList *items = target->kind == NODE_TUPLE  ? &target->tuple.items
                          : target->kind == NODE_LIST ? &target->list.items
                                                      : NULL;
  for (size_t i = 0; items && i < items->n; i++) find_target(items->at[i], changes);
  while (target->kind == NODE_ITEM_PY) target = target->item_py.object;
  if (target->kind == NODE_ATTR_PY && !changes->of_names) changes->found(target->attr_py.id, changes->state);
  if (target->kind == NODE_NAME_PY && changes->of_names) changes->found(target->name_py.id, changes->state);
}

static void find_call(const Node *call, Changes *changes) {
  static const Str CHANGING = STR_INIT("add append appendleft clear difference_update discard extend extendleft insert "
                                      "intersection_update pop popitem popleft remove reverse setdefault sort "
                                      "symmetric_difference_update update");
  static const Str ANY = STR_INIT("setattr delattr vars");
  const Node *callee = call->call.callee;
  bool is_any = callee->kind == NODE_NAME_PY && str_lists(ANY, callee->name_py.id);
  if (is_any && !changes->of_names) changes->found(STR(""), changes->state);
  if (callee->kind == NODE_ATTR_PY && str_lists(CHANGING, callee->attr_py.id))
    find_target(callee->attr_py.object, changes);
}

static void find_changes(Node *node, void *state) {
  static const Str ANY = STR_INIT("__dict__ __setattr__ __delattr__ __setstate__");
  Changes *changes = state;
  switch ((NodeKind)node->kind) {
    case NODE_ASSIGN: find_target(node->assign.target, changes); break;
    case NODE_AUG_ASSIGN: find_target(node->aug_assign.target, changes); break;
    case NODE_FOR: find_target(node->loop.target, changes); break;
    case NODE_CLAUSE: find_target(node->clause.target, changes); break;
    case NODE_WITH_ITEM: find_target(node->with_item.target, changes); break;
    case NODE_DELETE:
      for (size_t i = 0; i < node->delete.targets.n; i++) find_target(node->delete.targets.at[i], changes);
      break;
    case NODE_CALL: find_call(node, changes); break;
    case NODE_ATTR_PY:
      if (str_lists(ANY, node->attr_py.id) && !changes->of_names) changes->found(STR(""), changes->state);
      break;
    default: break;
  }
  node_children(node, find_changes, state);
}

void dbt_component_changes(const Node *node, void (*found)(Str name, void *state), void *state) {
  Changes changes = {found, state, false};
  find_changes((Node *)node, &changes);
}

void dbt_component_changed_names(const Node *node, void (*found)(Str name, void *state), void *state) {
  Changes changes = {found, state, true};
  find_changes((Node *)node, &changes);
}

typedef struct Setting {
  Str name;
  bool found;
} Setting;

static void note_setting(Str name, void *state) {
  Setting *setting = state;
  setting->found |= !name.n || str_eq(name, setting->name);
}

bool dbt_component_may_change(const Node *node, Str name) {
  Setting setting = {name, false};
  dbt_component_changes(node, note_setting, &setting);
  return setting.found;
}

/* Whether some method of the class sets an attribute: one that Dagster has called before, and nobody here. */
static bool may_be_set(const Type *type, Str name) {
  const ValueList *order = &class_of(type)->order;
  bool found = false;
  for (size_t i = 0; i < order->n && !found; i++) {
    const Class *class = class_of(order->at[i].type);
    found = class && class->node && dbt_component_may_change(class->node, name);
  }
  return found;
}

/* `_project_manager`: what `project` holds, but where that is a DbtProject. */
static Value project_manager(Value object) {
  Value project = object.object->dict ? dict_get_str(object.object->dict, STR("project")) : VALUE_ABSENT;
  return dbt_project_is(project) ? VALUE_ABSENT : project;
}

Value dbt_component_attr(Heap *heap, Value object, Str name) {
  bool is_component = object.kind == V_OBJECT && dbt_component_is_class(value_of_type(value_type(object)));
  if (!is_component || str_starts(name, STR("__"))) return VALUE_ABSENT;
  const BaseArguments *base = base_of(object);
  if (str_is(name, "dbt_project") && base->project) return base->project(heap, base->state);
  Value manager = str_is(name, "_project_manager") ? project_manager(object) : VALUE_ABSENT;
  if (manager.kind == V_OBJECT || manager.kind == V_UNKNOWN) return manager;
  if (!dbt_component_has(name) && !may_be_set(value_type(object), name)) return VALUE_ABSENT;
  return value_unsupported(heap, "'%.*s' of a component", STR_FMT(name));
}

bool dbt_project_is(Value v) {
  const Class *class = v.kind == V_OBJECT ? class_of(value_type(v)) : NULL;
  return class && class->module && class->module->is_library && str_is(class->name, "DbtProject");
}

/* The fields of the base that the class makes properties which nothing can set: its `__init__` sets all. */
static Value refuse_properties(Heap *heap, const Type *type) {
  for (size_t i = 0; i < COUNT(FIELDS); i++) {
    Value member = class_member(type, FIELDS[i]);
    if (!class_is_property(member) || class_setter(member).kind != V_ABSENT) continue;
    return value_raise(heap, EXC_ATTRIBUTE, "property '%.*s' of '%s' object has no setter", STR_FMT(FIELDS[i]),
                       type->name);
  }
  return VALUE_NONE;
}

/* A class that is no dataclass itself has the fields of the base alone. */
Value dbt_component_new(Heap *heap, Value class, const Dict *fields, const Dict *own, const BaseArguments *base) {
  Value init = class_member(class.type, STR("__init__")), all = value_dict(heap);
  Object body = {.value = VALUE_NONE, .dict = value_dict(heap).dict, .state = (void *)base};
  Value object = object_new(heap, class.type, body);
  if (init.kind == V_FUNCTION) return value_unsupported(heap, "a component's class with '__init__'");
  Value refused = refuse_properties(heap, class.type);
  if (value_is_error(refused)) return refused;
  dict_put_all(heap, init.kind == V_ABSENT ? object.object->dict : all.dict, fields);
  if (init.kind == V_ABSENT) return object;
  dict_put_all(heap, all.dict, own);
  Value done = heap->call(heap, class_bind(heap, init, class.type, object), NULL, 0, all.dict);
  return value_passes(done) ? done : object;
}

/* ---- dbt ---- */

/* What a call of dbt gives: events, of which there are none here. */
static bool no_event(Heap *heap, Iter *iter, Value *out) {
  (void)heap, (void)iter, (void)out;
  return false;
}

static bool iterate_events(Heap *heap, Value v, Iter *iter) {
  (void)heap, (void)v;
  *iter = (Iter){.next = no_event};
  return true;
}

static Value itself(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self;
}

static Value invocation_attr(Heap *heap, Value v, Str name) {
  bool is_none = str_starts(name, STR("__")) || type_method(value_type(v), name);
  return is_none ? VALUE_ABSENT : value_unknown(heap, STR("what dbt tells of its run"));
}

static const Builtin INVOCATION_METHODS[] = {
    {"fetch_column_metadata", "fetch_column_metadata(with_column_lineage=True)", 0, 1, 0, itself, "itself"},
    {"fetch_row_counts", "", 0, 0, 0, itself, "itself"},
    {"stream", "", 0, 0, 0, itself, "its events"},
    {"wait", "", 0, 0, 0, itself, "itself"},
    {"with_insights", "with_insights(skip_config_check=False, record_observation_usage=True)", 0, 2, 0, itself,
     "itself"},
};
static const Type TYPE_INVOCATION = {.name = "DbtCliInvocation",
                                     .methods = BUILTIN_TABLE(INVOCATION_METHODS),
                                     .attr = invocation_attr,
                                     .iter = iterate_events};

Value dbt_called_again(Heap *heap) {
  Value error = value_unsupported(heap, "an 'execute' that runs dbt more than once");
  error.exc->remedy = STR("a launch is planned as one command: run the others before it or after it");
  return error;
}

/* Without `context` dbt would not be told what to select, nor would the others leave the command as it is. */
static Value refuse_call(Heap *heap, const Value *args) {
  static const char *const NAMES[] = {"args", "raise_on_error", "manifest", "dagster_dbt_translator", "context",
                                      "target_path"};
  Value error = value_unsupported(heap, "a call of 'dbt.cli' without 'context'");
  error.exc->remedy = STR("give it 'context=context' where it makes the assets; a launch is planned as one command");
  if (!value_given(args[4])) return error;
  for (size_t i = 2; i < COUNT(NAMES); i++)
    if (i != 4 && value_given(args[i])) return value_unsupported(heap, "'%s' of 'dbt.cli'", NAMES[i]);
  return VALUE_NONE;
}

static Value call_dbt(Heap *heap, Value self, const Value *args) {
  DbtCalls *calls = self.object->state;
  ValueList items = {0};
  Value refused = refuse_call(heap, args);
  if (value_passes(refused)) return refused;
  calls->again = calls->arguments.kind != V_ABSENT;
  if (calls->again) return dbt_called_again(heap);
  Value error = value_collect(heap, args[0], &items), list = value_list(heap, items.n);
  if (value_passes(error)) return error;
  for (size_t i = 0; i < items.n; i++) list_push(heap, list, items.at[i]);
  calls->arguments = list;
  return object_new(heap, &TYPE_INVOCATION, (Object){.value = VALUE_NONE});
}

static Value resource_attr(Heap *heap, Value v, Str name) {
  bool is_none = str_starts(name, STR("__")) || type_method(value_type(v), name);
  return is_none ? VALUE_ABSENT : value_unsupported(heap, "'dbt.%.*s'", STR_FMT(name));
}

static const Builtin RESOURCE_METHODS[] = {
    {"cli",
     "cli(args, *, raise_on_error=True, manifest=None, dagster_dbt_translator=None, context=None, target_path=None)",
     1, 1, 0, call_dbt, "calls dbt"},
};
static const Type TYPE_RESOURCE = {
    .name = "DbtCliResource", .methods = BUILTIN_TABLE(RESOURCE_METHODS), .attr = resource_attr};

Value dbt_resource(Heap *heap, DbtCalls *calls) {
  return object_new(heap, &TYPE_RESOURCE, (Object){.state = calls});
}
