#include "runtime/eval/dbt_component.h"

#include "runtime/value/types.h"

static const Str FIELDS[] = {
    STR_INIT("project"),     STR_INIT("cli_args"),             STR_INIT("include_metadata"), STR_INIT("op"),
    STR_INIT("select"),      STR_INIT("exclude"),              STR_INIT("selector"),         STR_INIT("translation"),
    STR_INIT("translation_settings"), STR_INIT("prepare_if_dev")};

const Str *dbt_component_fields(size_t *n) {
  *n = sizeof FIELDS / sizeof FIELDS[0];
  return FIELDS;
}

static Value base_arguments(Heap *heap, Value self, const Value *args) {
  (void)args;
  bool is_made = self.kind == V_OBJECT && self.object->state;
  const BaseArguments *base = is_made ? self.object->state : NULL;
  return base ? base->render(heap, base->state) : value_unsupported(heap, "such a call of 'get_cli_args'");
}

static const Builtin METHODS[] = {
    {"get_cli_args", "context", 1, 1, 0, base_arguments, "what the component file gives"},
};
const Type TYPE_DBT_COMPONENT = {
    .name = "DbtProjectComponent",
    .full_name = "dagster_dbt.components.dbt_project.component.DbtProjectComponent",
    .methods = BUILTIN_TABLE(METHODS)};

bool dbt_component_is_class(Value v) {
  const Class *class = v.kind == V_TYPE ? class_of(v.type) : NULL;
  for (size_t i = 0; class && i < class->order.n; i++)
    if (class->order.at[i].type == &TYPE_DBT_COMPONENT) return true;
  return false;
}

Value dbt_component_attr(Heap *heap, Value object, Str name) {
  bool is_component = object.kind == V_OBJECT && dbt_component_is_class(value_of_type(value_type(object)));
  if (!is_component || str_starts(name, STR("__"))) return VALUE_ABSENT;
  return value_unsupported(heap, "'%.*s' of a component", STR_FMT(name));
}

static void put_all(Heap *heap, Dict *into, const Dict *from) {
  for (size_t i = 0; from && i < from->n; i++)
    if (from->at[i].key.kind != V_ABSENT) dict_put(heap, into, from->at[i].key, from->at[i].value);
}

/* A class that is no dataclass itself has the fields of the base alone. */
Value dbt_component_new(Heap *heap, Value class, const Dict *fields, const Dict *own, const BaseArguments *base) {
  Value init = class_member(class.type, STR("__init__")), all = value_dict(heap);
  Object body = {.value = VALUE_NONE, .dict = value_dict(heap).dict, .state = (void *)base};
  Value object = object_new(heap, class.type, body);
  if (init.kind == V_FUNCTION) return value_unsupported(heap, "a component's class with '__init__'");
  put_all(heap, init.kind == V_ABSENT ? object.object->dict : all.dict, fields);
  if (init.kind == V_ABSENT) return object;
  put_all(heap, all.dict, own);
  Value done = heap->call(heap, class_bind(heap, init, class.type, object), NULL, 0, all.dict);
  return value_passes(done) ? done : object;
}
