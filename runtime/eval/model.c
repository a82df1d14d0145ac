#include "runtime/eval/model.h"

#include "runtime/eval/class_member.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/exec.h"
#include "runtime/eval/library_modules.h"
#include "runtime/eval/model_class.h"
#include "runtime/eval/model_error.h"
#include "runtime/value/ops.h"
#include "runtime/value/special.h"
#include "runtime/value/types.h"

/* What BaseModel has beyond the methods and attributes that are evaluated. */
static const char NAMES_OF_BASE[] =
    "model_computed_fields model_construct model_extra model_fields model_json_schema model_parametrized_name "
    "model_post_init model_rebuild model_validate_strings construct copy from_orm json parse_file parse_raw schema "
    "schema_json update_forward_refs validate";

const Type TYPE_BASE_MODEL = {.name = "BaseModel", .full_name = "pydantic.main.BaseModel"};
const Type TYPE_DAGSTER_MODEL = {.name = "Model", .full_name = "dagster.components.resolved.model.Model"};
const Type TYPE_DAGSTER_CONFIG = {.name = "Config", .full_name = "dagster._config.pythonic_config.config.Config"};

bool model_is_base(const Type *type) {
  return type == &TYPE_BASE_MODEL || type == &TYPE_DAGSTER_MODEL || type == &TYPE_DAGSTER_CONFIG;
}

bool model_is_config(const Class *class) { return class_derives(&class->type, &TYPE_DAGSTER_CONFIG); }

/* ---- attributes ---- */

/* Their names; what they are is not told. */
static Value fields_by_name(Heap *heap, const ModelClass *model) {
  Value dict = value_dict(heap);
  for (size_t i = 0; i < model->fields.n; i++)
    dict_put(heap, dict.dict, value_str(model->fields.at[i].name), value_unknown(heap, STR("what a FieldInfo holds")));
  return dict;
}

Value model_attr(Heap *heap, const Class *class, Value object, Str name) {
  if (class->model && object.kind == V_OBJECT && str_is(name, "model_fields_set"))
    return heap->call(heap, value_of_type(&TYPE_SET), &object.object->value, 1, NULL);
  if (class->model && object.kind == V_ABSENT && str_is(name, "model_fields"))
    return fields_by_name(heap, class->model);
  bool is_known = class->model && (str_lists(str_of(NAMES_OF_BASE), name) || str_starts(name, STR("__pydantic")) ||
                                   str_is(name, "__fields__"));
  if (is_known) return value_unsupported(heap, "'%.*s' of a pydantic model", STR_FMT(name));
  bool is_missing = class->model && object.kind == V_ABSENT && !special_is_name(name);
  return is_missing ? value_raise_str(heap, EXC_ATTRIBUTE, name) : VALUE_ABSENT; /* as its metaclass words it */
}

bool model_has_beside(const Class *class, Str name) {
  return class_member(&class->type, name).kind != V_ABSENT || str_lists(str_of(NAMES_OF_BASE), name) ||
         str_lists(STR("model_fields model_fields_set"), name);
}

Value model_not_apart(Heap *heap, Str name) {
  return value_unsupported(heap, "'%.*s' of a model beside what its class calls so", STR_FMT(name));
}

Value model_note_set(Heap *heap, Value object, Str name, Value value) {
  const Class *class = class_of(value_type(object));
  ModelErrors errors = {0};
  if (model_private_named(class->model, name)) return VALUE_ABSENT;
  if (str_starts(name, STR("_")))
    return value_unsupported(heap, "a private attribute of a model that its class does not name");
  if (model_is_config(class)) return value_unsupported(heap, "assigning to a field of a 'dagster.Config'");
  if (class->model->frozen) {
    const ModelPlace *location = model_location(heap, NULL, value_str(name));
    model_misfit(heap, &errors, "frozen_instance", location, STR("Instance is frozen"), value);
    return model_error(heap, class->name, &errors);
  }
  bool is_field = model_field_named(class->model, name), is_extra = !is_field && class->model->extra == MODEL_ALLOWS;
  if (is_extra && model_has_beside(class, name)) return model_not_apart(heap, name);
  if (is_field || is_extra) {
    object.object->value = dict_clone(heap, object.object->value.dict); /* a copy of the object may share it */
    dict_put(heap, object.object->value.dict, value_str(name), VALUE_NONE);
    return VALUE_ABSENT;
  }
  return value_raise(heap, EXC_VALUE, "\"%.*s\" object has no field \"%.*s\"", STR_FMT(class->name), STR_FMT(name));
}

/* ---- the configuration of a run ---- */

/* Whether a default is one to Dagster, which does not look for members and models in collections. */
static bool is_plain(Value v) {
  if (v.kind == V_LIST)
    for (size_t i = 0; i < v.list->n; i++)
      if (!is_plain(v.list->at[i])) return false;
  if (v.kind == V_DICT)
    for (size_t i = 0; i < v.dict->n; i++)
      if (v.dict->at[i].key.kind != V_ABSENT && !is_plain(v.dict->at[i].value)) return false;
  bool is_scalar = v.kind == V_NONE || v.kind == V_INT || v.kind == V_BOOL || v.kind == V_FLOAT || v.kind == V_STR;
  return (is_scalar && !value_is_member(v)) || v.kind == V_LIST || v.kind == V_DICT;
}

/* The Enum of a field of one, or of one and None: its configuration has a member's value. NULL: another type. */
static const Class *enum_in(const ModelType *type) {
  const Class *found = type->kind == MODEL_ENUM ? type->class : NULL;
  for (size_t i = 0; type->kind == MODEL_UNION && type->n == 2 && i < type->n; i++)
    if (type->items[i]->kind == MODEL_ENUM) found = type->items[i]->class;
  return found;
}

/* The type that may be None; NULL: it is another union, or one that Dagster has no configuration for. */
static const ModelType *beside_none(const ModelType *type) {
  const ModelType *found = NULL;
  for (size_t i = 0; type->n == 2 && i < type->n; i++)
    if (type->items[1 - i]->kind == MODEL_NONE) found = type->items[i];
  return found && found->kind != MODEL_UNION && found->kind != MODEL_LITERAL ? found : NULL;
}

static Value configured(Heap *heap, const ModelType *type, Value v);

static Value configured_list(Heap *heap, const ModelType *type, Value v) {
  Value list = value_list(heap, v.list->n);
  for (size_t i = 0; i < v.list->n; i++) {
    Value item = configured(heap, type->items[0], v.list->at[i]);
    if (item.kind == V_ABSENT) return item;
    list_push(heap, list, item);
  }
  return list;
}

static Value configured_dict(Heap *heap, const ModelType *type, Value v) {
  Value dict = value_dict(heap);
  for (size_t i = 0; i < v.dict->n; i++) {
    const DictEntry *entry = &v.dict->at[i];
    if (entry->key.kind == V_ABSENT) continue;
    Value item = configured(heap, type->items[1], entry->value);
    if (item.kind == V_ABSENT || type->items[0]->kind != MODEL_STR || !value_is_str(entry->key)) return VALUE_ABSENT;
    dict_put(heap, dict.dict, entry->key, item);
  }
  return dict;
}

static Value configured_within(Heap *heap, const ModelType *type, Value v) {
  bool is_collection = type->n && (type->kind == MODEL_LIST || type->kind == MODEL_DICT);
  bool is_of_kind = type->kind == MODEL_LIST ? v.kind == V_LIST : type->kind != MODEL_DICT || v.kind == V_DICT;
  if (!is_of_kind || !is_plain(v)) return VALUE_ABSENT;
  if (is_collection) return v.kind == V_LIST ? configured_list(heap, type, v) : configured_dict(heap, type, v);
  return heap->call(heap, library_row(LIBRARY_COPY, STR("deepcopy")), &v, 1, NULL);
}

/* A default as Dagster's configuration has it by the type of the field; V_ABSENT: Dagster refuses it, or dbtplan does
 * not know. */
static Value configured(Heap *heap, const ModelType *type, Value v) {
  bool is_number = v.kind == V_INT || v.kind == V_BOOL || v.kind == V_FLOAT, fits = false;
  const ModelType *inner = type->kind == MODEL_UNION ? beside_none(type) : NULL;
  Value made = VALUE_ABSENT;
  heap_enter(heap);
  switch (type->kind) {
    case MODEL_UNION:
      if (inner) made = v.kind == V_NONE ? v : configured(heap, inner, v);
      break;
    case MODEL_FLOAT:
      if (is_number) made = v.kind == V_FLOAT ? v : value_float((double)v.i);
      break;
    case MODEL_STR: fits = v.kind == V_STR && !value_is_member(v); break;
    case MODEL_INT: fits = v.kind == V_INT && !value_is_member(v); break;
    case MODEL_BOOL: fits = v.kind == V_BOOL; break;
    case MODEL_ANY:
    case MODEL_LIST:
    case MODEL_DICT: made = configured_within(heap, type, v); break;
    default: break;
  }
  heap_leave(heap);
  return fits ? v : made;
}

static bool are_texts(const ValueList *values) {
  for (size_t i = 0; i < values->n; i++)
    if (values->at[i].kind != V_STR || value_is_member(values->at[i])) return false;
  return true;
}

/* Dagster's configuration knows the default as its own type has it; of others no launch tells before. */
static Value default_in_config(Heap *heap, const ModelField *field, Value v) {
  const Class *members = enum_in(field->type);
  bool is_text = field->type->kind == MODEL_LITERAL && are_texts(&field->type->values) && is_plain(v);
  bool is_none = v.kind == V_NONE && (field->type->kind != MODEL_UNION || beside_none(field->type));
  if (members && value_type(v) == &members->type) return op_attr(heap, v, STR("value"));
  Value made = is_none || (is_text && value_is_str(v)) ? v : configured(heap, field->type, v);
  if (made.kind != V_ABSENT) return made;
  return value_unknown(heap, str_printf(heap->arena, "'%.*s' of the run's configuration", STR_FMT(field->name)));
}

/* The Config that a field holds; NULL: it is of another type. */
static const Class *config_in(const ModelField *field) {
  bool is_config = field->type->kind == MODEL_OBJECT && model_is_config(field->type->class);
  return is_config ? field->type->class : NULL;
}

/* `given`: what a Config that is a field's default has for its fields; NULL: nothing. As in Dagster it counts neither
 * for Configs in it nor for literals, and nor does None (_config/pythonic_config, infer_schema_from_config_class). */
static Value config_with(Heap *heap, const Class *class, const Dict *given) {
  Value config = value_dict(heap);
  for (size_t i = 0; i < class->model->fields.n; i++) {
    const ModelField *field = &class->model->fields.at[i];
    const Class *inner = config_in(field);
    Value v = given && field->type->kind != MODEL_LITERAL ? dict_get_str(given, field->name) : VALUE_ABSENT;
    Value name = value_str(field->alias.n ? field->alias : field->name);
    if (v.kind == V_NONE) v = VALUE_ABSENT;
    if (inner) {
      v = config_with(heap, inner, field->value.kind == V_OBJECT ? field->value.object->dict : NULL);
    } else {
      if (v.kind == V_ABSENT && field->factory.kind != V_ABSENT) continue; /* what is made anew is no default */
      if (v.kind == V_ABSENT) v = field->value;
      if (v.kind != V_ABSENT) v = default_in_config(heap, field, v);
    }
    if (v.kind == V_ABSENT) return v;
    dict_put(heap, config.dict, name, v);
  }
  return config;
}

Value model_config_defaults(Heap *heap, const Class *class) {
  Value config = config_with(heap, class, NULL);
  return config.kind == V_ABSENT ? value_unknown(heap, STR("the configuration that the run has to be given")) : config;
}
