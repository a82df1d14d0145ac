#include "runtime/eval/model.h"

#include "runtime/core/limits.h"
#include "runtime/eval/args.h"
#include "runtime/eval/class_member.h"
#include "runtime/eval/class_object.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/exec.h"
#include "runtime/eval/library_modules.h"
#include "runtime/eval/model_class.h"
#include "runtime/value/special.h"
#include "runtime/value/types.h"

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

/* ---- a ValidationError ---- */

enum { SHOWN_MOST = 50 };

static bool within_character(Str text, size_t at) { return at < text.n && ((unsigned char)text.p[at] & 0xC0) == 0x80; }

/* Long ones without their middle. */
static void show_input(Heap *heap, Buf *buf, Value input) {
  Str text = value_shown(heap, input);
  if (text.n <= SHOWN_MOST) {
    buf_put(buf, text);
    return;
  }
  size_t head = SHOWN_MOST / 2, tail = text.n - (SHOWN_MOST / 2 - 1);
  while (within_character(text, head)) head--;
  while (within_character(text, tail)) tail++;
  buf_put(buf, str_sub(text, 0, head));
  buf_puts(buf, "...");
  buf_put(buf, str_sub(text, tail, text.n));
}

static void write_error(Heap *heap, Buf *buf, const ModelError *error) {
  const char *type = value_type_name(error->input), *dot = strrchr(type, '.');
  if (error->location.n) buf_printf(buf, "\n%.*s", STR_FMT(error->location));
  buf_printf(buf, "\n  %.*s [type=%s, input_value=", STR_FMT(error->message), error->type);
  show_input(heap, buf, error->input);
  buf_printf(buf, ", input_type=%s]\n    For further information visit https://errors.pydantic.dev/2.14/v/%s",
             dot ? dot + 1 : type, error->type);
}

static Value validation_error(Heap *heap, const Class *class, const ModelErrors *errors) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  buf_printf(&buf, "%zu validation error%s for %.*s", errors->n, errors->n == 1 ? "" : "s", STR_FMT(class->name));
  for (size_t i = 0; i < errors->n; i++) write_error(heap, &buf, &errors->at[i]);
  return value_raise_str(heap, EXC_VALIDATION, buf_str(&buf));
}

/* Whether every object of the class has something of that name, which pydantic would keep apart from the extra. */
static bool is_of_class(const Class *class, Str name) {
  return class_member(&class->type, name).kind != V_ABSENT || str_lists(str_of(NAMES_OF_BASE), name) ||
         str_lists(STR("model_fields model_fields_set"), name);
}

static Value not_apart(Heap *heap, Str name) {
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
    model_report(heap, &errors, "frozen_instance", name, STR("Instance is frozen"), value);
    return validation_error(heap, class, &errors);
  }
  bool is_field = model_field_named(class->model, name);
  if (!is_field && class->model->extra == MODEL_ALLOWS && is_of_class(class, name)) return not_apart(heap, name);
  if (is_field || class->model->extra == MODEL_ALLOWS) {
    object.object->value = dict_clone(heap, object.object->value.dict); /* a copy of the object may share it */
    dict_put(heap, object.object->value.dict, value_str(name), VALUE_NONE);
    return VALUE_ABSENT;
  }
  return value_raise(heap, EXC_VALUE, "\"%.*s\" object has no field \"%.*s\"", STR_FMT(class->name), STR_FMT(name));
}

/* ---- validators ---- */

/* What a validator may ask for besides the value. */
static Value info_attr(Heap *heap, Value v, Str name) {
  if (!v.object->name.n) return value_unsupported(heap, "what a validator of a whole model may ask for");
  if (str_is(name, "field_name")) return value_str(v.object->name);
  if (str_is(name, "data")) return (Value){.kind = V_DICT, .dict = v.object->dict};
  return value_unsupported(heap, "'%.*s' of a ValidationInfo", STR_FMT(name));
}
static const Type TYPE_INFO = {.name = "ValidationInfo", .full_name = "pydantic_core.core_schema.ValidationInfo",
                               .attr = info_attr};

typedef struct Validating {
  Heap *heap;
  const Class *class;
  Value object; /* filled so far */
  Str location;
  ModelErrors *errors;
  size_t before; /* errors of what lies around */
} Validating;

/* The parameters of a function that can be given by their place, as inspect.signature tells them: those that are
 * required, and the first in any case. */
static size_t asked(const Function *function, size_t first) {
  Signature signature = {0};
  size_t count = 0;
  if (!signature_of_nodes(STR(""), function_signature(function), &signature)) return 0;
  for (size_t i = first; i < signature.n; i++)
    count += signature.at[i].kind <= PARAM_EITHER && (i == first || signature.at[i].required);
  return count;
}

static bool begins_with(const Function *function, const char *name) {
  const NodeList *params = function_signature(function);
  return params->n && str_is(params->at[0]->param.id, name);
}

/* pydantic's own functions that are written in Python count among the calls, as CPython counts them. */
static void begin_own(Heap *heap) { ((Eval *)heap)->calls++; }
static void end_own(Heap *heap) { ((Eval *)heap)->calls--; }

static Value called_deeper(Heap *heap, Value function, const Value *args, size_t n) {
  heap_enter(heap); /* what lies between this and the call of Python before it takes room on the stack */
  Value made = heap->call(heap, function, args, n, NULL);
  heap_leave(heap);
  return made;
}

/* Calls a function of the class with a value and, if it takes one more, what it may ask for. */
static Value call_validator(const Validating *v, const ModelValidator *validator, Str field, Value value) {
  Value function = class_bind(v->heap, validator->function, &v->class->type, VALUE_ABSENT), args[3];
  if (function.kind != V_FUNCTION || function.function->node->kind != NODE_DEF)
    return value_unsupported(v->heap, "such a validator");
  bool is_after = validator->kind == MODEL_WHOLE_AFTER, is_bound = function.function->self.kind != V_ABSENT;
  bool takes_class = !is_bound && begins_with(function.function, "cls");
  bool is_odd = is_after ? is_bound || takes_class : !is_bound && begins_with(function.function, "self");
  size_t n = 0, takes = asked(function.function, is_bound || takes_class);
  if (is_odd || takes < 1 || takes > 2) return value_unsupported(v->heap, "such a validator");
  if (takes_class) args[n++] = value_of_type(&v->class->type);
  args[n++] = value;
  if (takes == 2) args[n++] = object_new(v->heap, &TYPE_INFO, (Object){.name = field, .dict = v->object.object->dict});
  return called_deeper(v->heap, function, args, n);
}

/* A ValueError or failed assertion in a validator is one more that does not fit. */
static Value judge(const Validating *v, Value made, Str location, Value input) {
  if (!value_is_error(made)) return made;
  bool is_assertion = exception_is_a(made.exc->type, EXC_ASSERTION);
  if (exception_is_a(made.exc->type, EXC_VALIDATION))
    return value_unsupported(v->heap, "a validator that raises a ValidationError");
  if (!is_assertion && !exception_is_a(made.exc->type, EXC_VALUE)) return made;
  model_report(v->heap, v->errors, is_assertion ? "assertion_error" : "value_error", location,
               str_printf(v->heap->arena, "%s, %.*s", is_assertion ? "Assertion failed" : "Value error",
                          STR_FMT(made.exc->message)),
               input);
  return VALUE_ABSENT;
}

static bool is_for(const ModelValidator *validator, Str field) {
  if (validator->kind != MODEL_BEFORE && validator->kind != MODEL_AFTER) return false;
  for (size_t i = 0; i < validator->fields.n; i++)
    if (str_eq(validator->fields.at[i], field) || str_is(validator->fields.at[i], "*")) return true;
  return false;
}

/* Without what Rust takes for white space around it: Python's strip() takes U+001C to U+001F too. */
static Value stripped(Heap *heap, Value text) {
  static const Str SPACES =
      STR_INIT("\t\n\v\f\r \xc2\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
               "\u2028\u2029\u202f\u205f\u3000");
  Value spaces = value_str(SPACES);
  return heap->call(heap, op_attr(heap, member_text(text), STR("strip")), &spaces, 1, NULL);
}

/* The value of a field by its type and its first `n` validators: each stands around those before it. */
static Value field_value(const Validating *v, const ModelField *field, size_t n, Value value, Str location) {
  const ModelClass *model = v->class->model;
  while (n && !is_for(&model->validators.at[n - 1], field->name)) n--;
  if (!n) {
    Value refused = field->strict ? model_refuse(v->heap, field->type, value, location, v->errors) : VALUE_NONE;
    if (refused.kind != V_NONE) return refused;
    bool strips = model->strips && value.kind == V_STR && model_type_takes_text(field->type);
    Value bare = strips ? stripped(v->heap, value) : value;
    Value made = model_convert(v->heap, field->type, bare, location, v->errors);
    return made.kind == V_ABSENT ? made : model_limit(v->heap, &field->limits, made, value, location, v->errors);
  }
  const ModelValidator *validator = &model->validators.at[n - 1];
  bool is_before = validator->kind == MODEL_BEFORE;
  heap_enter(v->heap);
  Value made = is_before ? value : field_value(v, field, n - 1, value, location);
  if (made.kind != V_ABSENT && !value_passes(made))
    made = judge(v, call_validator(v, validator, field->name, made), location, value);
  if (is_before && made.kind != V_ABSENT && !value_passes(made)) made = field_value(v, field, n - 1, made, location);
  heap_leave(v->heap);
  return made;
}

/* ---- filling ---- */

/* A factory with one parameter that it has to be given takes the fields so far. */
static bool takes_data(Value factory) {
  Signature signature = {0};
  if (factory.kind != V_FUNCTION) return false;
  size_t first = factory.function->self.kind != V_ABSENT;
  return signature_of_nodes(STR(""), function_signature(factory.function), &signature) && signature.n == first + 1 &&
         signature.at[first].kind <= PARAM_EITHER && signature.at[first].required;
}

static Value from_factory(const Validating *v, Value factory) {
  Heap *heap = v->heap;
  Value data = {.kind = V_DICT, .dict = v->object.object->dict};
  bool takes = takes_data(factory);
  if (takes && v->errors->n > v->before)
    return value_unsupported(heap, "a factory that asks for fields that do not fit");
  Value made = called_deeper(heap, factory, &data, takes);
  bool is_odd = made.kind == V_ERROR && made.exc->type == EXC_TYPE && factory.kind != V_FUNCTION;
  return is_odd ? value_unsupported(heap, "such a 'default_factory'") : made; /* it might take the fields */
}

static Value default_of(Heap *heap, Value v) {
  bool changes = v.kind == V_LIST || v.kind == V_DICT || v.kind == V_SET || v.kind == V_OBJECT;
  if (!changes) return v;
  return heap->call(heap, library_row(LIBRARY_COPY, STR("deepcopy")), &v, 1, NULL);
}

static Value fallback(const Validating *validating, const ModelField *field) {
  if (field->factory.kind != V_ABSENT) return from_factory(validating, field->factory);
  return default_of(validating->heap, field->value);
}

/* The private attributes, once the fields are there. */
static Value fill_privates(const Validating *v) {
  const ModelClass *model = v->class->model;
  for (size_t i = 0; i < model->privates.n; i++) {
    const ModelField *field = &model->privates.at[i];
    bool is_made = field->factory.kind != V_ABSENT;
    Value value = is_made ? called_deeper(v->heap, field->factory, NULL, 0) : default_of(v->heap, field->value);
    if (value_is_error(value)) return value;
    if (value.kind != V_ABSENT) dict_put(v->heap, v->object.object->dict, value_str(field->name), value);
  }
  return VALUE_NONE;
}

/* `dagster.Config` gives None to a field that has no default and is not given. */
static Value given_for(const Class *class, const ModelField *field, const Dict *data) {
  Value given = dict_get_str(data, field->alias.n ? field->alias : field->name);
  bool by_name = given.kind == V_ABSENT && field->alias.n && class->model->by_name;
  if (by_name) given = dict_get_str(data, field->name);
  bool is_required = field->value.kind == V_ABSENT && field->factory.kind == V_ABSENT;
  return given.kind == V_ABSENT && is_required && model_is_config(class) ? VALUE_NONE : given;
}

/* `dagster.Config` takes a member of an Enum by its name, too. */
static bool may_name_member(const Class *class, const ModelField *field, Value given) {
  return field->type->kind == MODEL_ENUM && value_is_str(given) && !value_is_member(given) && model_is_config(class) &&
         dict_get_str(field->type->class->members, value_text(given)).kind != V_ABSENT;
}

static Value fill_field(const Validating *v, const ModelField *field, Value data) {
  Heap *heap = v->heap;
  Value given = given_for(v->class, field, data.dict);
  Str location = model_location(heap, v->location, field->alias.n ? field->alias : field->name);
  bool is_missing = given.kind == V_ABSENT && field->value.kind == V_ABSENT && field->factory.kind == V_ABSENT;
  if (is_missing) return model_report(heap, v->errors, "missing", location, STR("Field required"), data), VALUE_NONE;
  Value value = given;
  bool may_hold = given.kind == V_LIST || given.kind == V_DICT || given.kind == V_TUPLE || given.kind == V_SET;
  if (v->class->model->strips && may_hold)
    return value_unsupported(heap, "'str_strip_whitespace' of texts in a collection");
  if (may_name_member(v->class, field, given)) return value_unsupported(heap, "a member's name in a 'dagster.Config'");
  if (given.kind == V_ABSENT) value = fallback(v, field);
  else {
    value = field_value(v, field, v->class->model->validators.n, given, location);
    dict_put(heap, v->object.object->value.dict, value_str(field->name), VALUE_NONE);
  }
  if (value_is_error(value)) return value;
  if (value.kind != V_ABSENT) dict_put(heap, v->object.object->dict, value_str(field->name), value);
  return VALUE_NONE;
}

static bool is_taken(const Class *class, Str key) {
  for (size_t i = 0; i < class->model->fields.n; i++) {
    const ModelField *field = &class->model->fields.at[i];
    bool by_name = !field->alias.n || class->model->by_name;
    if (str_eq(key, field->alias) || (by_name && str_eq(key, field->name))) return true;
  }
  return false;
}

/* What is given and is no field. */
static Value fill_others(const Validating *v, const Dict *data) {
  const ModelClass *model = v->class->model;
  for (size_t i = 0; i < data->n; i++) {
    Value key = data->at[i].key;
    if (key.kind == V_ABSENT) continue;
    if (key.kind != V_STR) return value_unsupported(v->heap, "a key of a model that is no text");
    if (is_taken(v->class, value_text(key)) || model->extra == MODEL_IGNORES) continue;
    Str location = model_location(v->heap, v->location, value_text(key));
    if (model->extra == MODEL_ALLOWS && is_of_class(v->class, value_text(key)))
      return not_apart(v->heap, value_text(key));
    if (model->extra == MODEL_FORBIDS)
      model_report(v->heap, v->errors, "extra_forbidden", location, STR("Extra inputs are not permitted"),
                   data->at[i].value);
    else {
      dict_put(v->heap, v->object.object->dict, key, data->at[i].value);
      dict_put(v->heap, v->object.object->value.dict, key, VALUE_NONE);
    }
  }
  return VALUE_NONE;
}

/* The validators of the whole object, those before it is made from the last to the first; what they give, or
 * V_ABSENT. */
static Value run_whole(const Validating *v, ModelValidates kind, Value value, Value data) {
  const ModelClass *model = v->class->model;
  bool is_after = kind == MODEL_WHOLE_AFTER;
  for (size_t i = 0; i < model->validators.n && value.kind != V_ABSENT && !value_passes(value); i++) {
    const ModelValidator *validator = &model->validators.at[is_after ? i : model->validators.n - 1 - i];
    if (validator->kind != kind) continue;
    Value said = judge(v, call_validator(v, validator, STR(""), value), v->location, is_after ? data : value);
    bool is_other = is_after && said.kind != V_ABSENT && !value_passes(said) &&
                    !(said.kind == V_OBJECT && said.object == value.object);
    if (is_other) return value_unsupported(v->heap, "a validator that gives another object");
    value = said;
  }
  return value;
}

static Value fill(const Validating *v, Value given) {
  Value data = run_whole(v, MODEL_WHOLE_BEFORE, given, given);
  if (data.kind == V_ABSENT || value_passes(data)) return data;
  if (data.kind != V_DICT) return model_no_dict(v->heap, v->class, data, v->location, v->errors);
  Value done = VALUE_NONE;
  for (size_t i = 0; i < v->class->model->fields.n && !value_is_error(done); i++)
    done = fill_field(v, &v->class->model->fields.at[i], data);
  if (!value_is_error(done)) done = fill_others(v, data.dict);
  if (value_is_error(done)) return done;
  if (v->errors->n > v->before) return VALUE_ABSENT;
  done = fill_privates(v);
  if (value_is_error(done)) return done;
  Value none = VALUE_NONE, hook = class_special(v->heap, v->object, "model_post_init", &none, 1);
  if (value_is_error(hook)) return judge(v, hook, v->location, given);
  return run_whole(v, MODEL_WHOLE_AFTER, v->object, given);
}

static void blank(Heap *heap, Value object) {
  object.object->dict = value_dict(heap).dict;
  object.object->value = value_dict(heap); /* its keys: the fields that were given */
}

Value model_make(Heap *heap, const Class *class, Value data, Str location, ModelErrors *errors) {
  if (class->model->own_init) return value_unsupported(heap, "a model with an own '__init__' from a dict");
  Value object = object_new(heap, &class->type, (Object){.value = VALUE_NONE});
  blank(heap, object);
  Validating validating = {heap, class, object, location, errors, errors->n};
  return fill(&validating, data);
}

Value model_take(Heap *heap, const Class *class, Value object, Str location, ModelErrors *errors) {
  Validating validating = {heap, class, object, location, errors, errors->n};
  return run_whole(&validating, MODEL_WHOLE_AFTER, object, object);
}

static Value init(Heap *heap, Value self, const Value *args) {
  const Class *class = class_of(value_type(self));
  ModelErrors errors = {0};
  if (args[0].list->n)
    return value_raise(heap, EXC_TYPE, "BaseModel.__init__() takes 1 positional argument but %zu were given",
                       args[0].list->n + 1);
  blank(heap, self);
  Value data = args[1].kind == V_DICT ? dict_clone(heap, args[1].dict) : value_dict(heap);
  Validating validating = {heap, class, self, STR(""), &errors, 0};
  begin_own(heap);
  Value done = fill(&validating, data);
  end_own(heap);
  if (value_passes(done)) return done;
  return errors.n ? validation_error(heap, class, &errors) : VALUE_NONE;
}

/* ---- giving out ---- */

/* A field, what else was given and kept, or what is computed. */
typedef struct Part {
  Str name, shown;
  Value value;
  const ModelType *type; /* as it is declared; NULL: not at all */
} Part;
typedef VEC(Part) Parts;

/* What an object has of a model: of its own, or of a base that it is given out as. */
static Value parts_as(Heap *heap, Value object, const ModelClass *model, bool by_alias, bool with_computed,
                      Parts *parts) {
  const ModelClass *own = class_of(value_type(object))->model;
  const Dict *dict = object.object->dict;
  for (size_t i = 0; i < own->fields.n; i++) {
    const ModelField *field = model_field_named(model, own->fields.at[i].name);
    if (!field) continue;
    Value value = dict_get_str(dict, field->name);
    Str shown = by_alias && field->alias.n ? field->alias : field->name;
    if (value.kind == V_ABSENT) return value_unsupported(heap, "a model without one of its fields");
    VEC_PUSH(heap->arena, parts, ((Part){field->name, shown, value, field->type}));
  }
  for (size_t i = 0; i < dict->n && model->extra == MODEL_ALLOWS && own->extra == MODEL_ALLOWS; i++) {
    Str name = dict->at[i].key.kind == V_ABSENT ? STR("") : value_text(dict->at[i].key);
    bool is_extra = name.n && !str_starts(name, STR("_")) && !model_field_named(own, name) &&
                    class_member(value_type(object), name).kind == V_ABSENT;
    if (is_extra) VEC_PUSH(heap->arena, parts, ((Part){name, name, dict->at[i].value, NULL}));
  }
  for (size_t i = 0; i < model->computed.n && with_computed; i++) {
    heap_enter(heap);
    begin_own(heap);
    Value value = op_attr(heap, object, model->computed.at[i]);
    end_own(heap);
    heap_leave(heap);
    if (value_is_error(value)) return value;
    VEC_PUSH(heap->arena, parts, ((Part){model->computed.at[i], model->computed.at[i], value, &MODEL_UNTOLD}));
  }
  return VALUE_NONE;
}

static Value parts_of(Heap *heap, Value object, bool with_computed, Parts *parts) {
  return parts_as(heap, object, class_of(value_type(object))->model, false, with_computed, parts);
}

static Value text_of(Heap *heap, Value self, const char *separator) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  Parts parts = {0};
  Value done = parts_of(heap, self, true, &parts);
  if (value_is_error(done)) return done;
  for (size_t i = 0; i < parts.n; i++) {
    buf_printf(&buf, "%s%.*s=", i ? separator : "", STR_FMT(parts.at[i].name));
    value_write_repr(heap, &buf, parts.at[i].value);
  }
  return value_str(buf_str(&buf));
}

static Value repr(Heap *heap, Value self, const Value *args) {
  (void)args;
  Value text = text_of(heap, self, ", ");
  if (value_is_error(text)) return text;
  Str name = class_of(value_type(self))->name;
  return value_str(str_printf(heap->arena, "%.*s(%.*s)", STR_FMT(name), STR_FMT(value_text(text))));
}

static Value str(Heap *heap, Value self, const Value *args) {
  (void)args;
  return text_of(heap, self, " ");
}

static Value pairs(Heap *heap, Value self, const Value *args) {
  Parts parts = {0};
  Value list = value_list(heap, 0), done = parts_of(heap, self, false, &parts);
  (void)args;
  if (value_is_error(done)) return done;
  for (size_t i = 0; i < parts.n; i++) {
    Value pair[] = {value_str(parts.at[i].name), parts.at[i].value};
    list_push(heap, list, value_tuple(heap, pair, 2));
  }
  Iter iter;
  done = op_iter(heap, list, &iter);
  return value_is_error(done) ? done : value_iterator(heap, iter, "generator");
}

static Value dict_of(Heap *heap, const Parts *parts) {
  Value dict = value_dict(heap);
  for (size_t i = 0; i < parts->n; i++) dict_put(heap, dict.dict, value_str(parts->at[i].name), parts->at[i].value);
  return dict;
}

static Value equal(Heap *heap, Value self, const Value *args) {
  Parts mine = {0}, others = {0};
  if (args[0].kind != V_OBJECT || value_type(args[0]) != value_type(self)) return value_not_implemented(heap);
  Value done = parts_of(heap, self, false, &mine);
  if (!value_is_error(done)) done = parts_of(heap, args[0], false, &others);
  if (value_is_error(done)) return done;
  Value said = op_compare(heap, OP_EQ, dict_of(heap, &mine), dict_of(heap, &others));
  if (value_passes(said)) return said;
  bool same = said.i;
  const ModelClass *model = class_of(value_type(self))->model;
  for (size_t i = 0; i < model->privates.n && same; i++) {
    Value a = dict_get_str(self.object->dict, model->privates.at[i].name);
    Value b = dict_get_str(args[0].object->dict, model->privates.at[i].name);
    same = a.kind == V_ABSENT ? b.kind == V_ABSENT : b.kind != V_ABSENT && value_equal(heap, a, b);
  }
  return value_bool(same);
}

/* A number that only tells objects apart. */
static Value hash(Heap *heap, Value self, const Value *args) {
  Parts parts = {0};
  ValueList values = {0};
  uint64_t number;
  Value done = parts_of(heap, self, false, &parts);
  (void)args;
  for (size_t i = 0; i < parts.n; i++) value_list_push(heap, &values, parts.at[i].value);
  Value tuple = value_tuple(heap, values.at, values.n);
  if (value_is_error(done)) return done;
  return value_hash(heap, tuple, &number) ? value_unknown(heap, STR("the hash of a model"))
                                          : value_unhashable(heap, tuple);
}

/* ---- model_dump ---- */

enum {
  DUMP_MODE,
  DUMP_INCLUDE,
  DUMP_EXCLUDE,
  DUMP_CONTEXT,
  DUMP_BY_ALIAS,
  DUMP_UNSET,
  DUMP_DEFAULTS,
  DUMP_NONE,
  DUMP_WARNINGS,
  DUMP_OTHERS,
  DUMP_OTHERS_END = DUMP_OTHERS + 5
};

typedef struct Dumping {
  Heap *heap;
  bool json, by_alias, no_unset, no_none;
} Dumping;

static Value dumped(const Dumping *d, const ModelType *declared, Value v);

/* Of a list, set or tuple the item at a place, of a dict 0: the keys, 1: the values. */
static const ModelType *item_type(const ModelType *type, size_t at) {
  if (type == &MODEL_UNTOLD || !type) return type;
  bool by_place = type->kind == MODEL_DICT || (type->kind == MODEL_TUPLE && !type->is_open);
  return type->n ? type->items[by_place ? at : 0] : NULL;
}

static Value dumped_items(const Dumping *d, const ModelType *type, Value v) {
  ValueList given = {0}, made = {0};
  Value done = value_collect(d->heap, v, &given);
  for (size_t i = 0; i < given.n && !value_is_error(done); i++) {
    done = dumped(d, item_type(type, i), given.at[i]);
    value_list_push(d->heap, &made, done);
  }
  if (value_is_error(done)) return done;
  Value out = value_tuple(d->heap, made.at, made.n);
  if (d->json || v.kind == V_LIST) out.kind = V_LIST;
  return out;
}

static Value dumped_dict(const Dumping *d, const ModelType *type, Value v) {
  Value made = value_dict(d->heap);
  for (size_t i = 0; i < v.dict->n; i++) {
    if (v.dict->at[i].key.kind == V_ABSENT) continue;
    Value key = dumped(d, item_type(type, 0), v.dict->at[i].key);
    Value value = dumped(d, item_type(type, 1), v.dict->at[i].value);
    if (value_is_error(key) || value_is_error(value)) return value_is_error(key) ? key : value;
    if (d->json && key.kind != V_STR) return value_unsupported(d->heap, "a key of JSON that is no text");
    dict_put(d->heap, made.dict, key, value);
  }
  return made;
}

static bool has_model_base(const Class *class) {
  for (size_t i = 1; i < class->order.n; i++) {
    const Class *base = class_of(class->order.at[i].type);
    if (base && base->model) return true;
  }
  return false;
}

/* With what the class has that the field is declared with. */
static Value dumped_object(const Dumping *d, const ModelType *type, Value v) {
  const Class *class = class_of(value_type(v));
  if (type == &MODEL_UNTOLD && has_model_base(class))
    return value_unsupported(d->heap, "'model_dump' of a '%.*s' at such a place", STR_FMT(class->name));
  if (type && type->kind == MODEL_OBJECT) class = type->class;
  Value made = value_dict(d->heap);
  Parts parts = {0};
  Value done = parts_as(d->heap, v, class->model, d->by_alias, true, &parts);
  for (size_t i = 0; i < parts.n && !value_is_error(done); i++) {
    bool is_set = dict_get_str(v.object->value.dict, parts.at[i].name).kind != V_ABSENT ||
                  !model_field_named(class_of(value_type(v))->model, parts.at[i].name);
    if ((d->no_none && parts.at[i].value.kind == V_NONE) || (d->no_unset && !is_set)) continue;
    done = dumped(d, parts.at[i].type, parts.at[i].value);
    if (!value_is_error(done)) dict_put(d->heap, made.dict, value_str(parts.at[i].shown), done);
  }
  return value_is_error(done) ? done : made;
}

/* What JSON has no kind for. */
static Value dumped_text(const Dumping *d, Value v) {
  const Class *class = class_of(value_type(v));
  if (class && class->members_of) return dumped(d, NULL, op_attr(d->heap, v, STR("value")));
  if (v.kind == V_DATE || (v.kind == V_DATETIME && op_attr(d->heap, v, STR("tzinfo")).kind == V_NONE))
    return d->heap->call(d->heap, op_attr(d->heap, v, STR("isoformat")), NULL, 0, NULL);
  if (value_type(v) == &TYPE_PATH) return value_str(value_to_str(d->heap, v));
  return value_unsupported(d->heap, "the JSON of a '%s' in a model", value_type_name(v));
}

/* A copy; a dict in the place of a model has no hash. */
static Value dumped_set(const Dumping *d, Value v) {
  for (size_t i = 0; i < v.dict->n; i++) {
    const Class *class = v.dict->at[i].key.kind == V_OBJECT ? class_of(value_type(v.dict->at[i].key)) : NULL;
    if (class && class->model) return value_unsupported(d->heap, "'model_dump' of a set of models");
  }
  return d->heap->call(d->heap, op_attr(d->heap, v, STR("copy")), NULL, 0, NULL);
}

static Value dumped(const Dumping *d, const ModelType *declared, Value v) {
  const Class *class = v.kind == V_OBJECT ? class_of(value_type(v)) : NULL;
  if (value_passes(v)) return v;
  const ModelType *type = model_type_for(d->heap, declared, v);
  heap_enter(d->heap);
  Value made = v;
  if (class && class->model) made = dumped_object(d, type, v);
  else if (class && class->data) made = value_unsupported(d->heap, "'model_dump' of a dataclass");
  else if (v.kind == V_SET && !d->json) made = dumped_set(d, v);
  else if (value_is_list(v) || (v.kind == V_TUPLE && !v.aux) || v.kind == V_SET)
    made = dumped_items(d, type, v);
  else if (v.kind == V_DICT) made = dumped_dict(d, type, v);
  else if (d->json && v.kind == V_INT && type && type->kind == MODEL_FLOAT) made = value_float((double)v.i);
  else if (d->json && v.kind == V_FLOAT)
    made = v.f > -1e15 && v.f < 1e15 ? v : value_unsupported(d->heap, "such a float in JSON");
  else if (d->json &&
           (value_is_member(v) || (v.kind != V_NONE && v.kind != V_BOOL && v.kind != V_INT && v.kind != V_STR)))
    made = dumped_text(d, v);
  heap_leave(d->heap);
  return made;
}

static bool is_set(Heap *heap, Value v) {
  Value stop;
  return v.kind != V_ABSENT && op_truth(heap, v, &stop);
}

/* `include={"a"}`, `exclude={"a"}` */
static Value choose(Heap *heap, Value dumped_all, Value names, bool keep) {
  Value made = value_dict(heap);
  if (!value_given(names)) return dumped_all;
  if (names.kind != V_SET) return value_unsupported(heap, "such a choice of fields");
  for (size_t i = 0; i < dumped_all.dict->n; i++) {
    Value key = dumped_all.dict->at[i].key;
    if (key.kind == V_ABSENT) continue;
    bool has = dict_get(heap, names.dict, key).kind != V_ABSENT;
    if (has == keep) dict_put(heap, made.dict, key, dumped_all.dict->at[i].value);
  }
  return made;
}

static Value dump_with(Heap *heap, Value self, const Value *args, bool json) {
  Dumping dumping = {heap, json, is_set(heap, args[DUMP_BY_ALIAS]), is_set(heap, args[DUMP_UNSET]),
                     is_set(heap, args[DUMP_NONE])};
  bool chooses = value_given(args[DUMP_INCLUDE]) || value_given(args[DUMP_EXCLUDE]);
  bool is_odd = is_set(heap, args[DUMP_DEFAULTS]) || value_given(args[DUMP_CONTEXT]) || (chooses && dumping.by_alias);
  for (size_t i = DUMP_OTHERS; i < DUMP_OTHERS_END; i++) is_odd = is_odd || is_set(heap, args[i]);
  if (is_odd) return value_unsupported(heap, "'model_dump' with such arguments");
  Value made = dumped(&dumping, NULL, self);
  if (!value_is_error(made)) made = choose(heap, made, args[DUMP_INCLUDE], true);
  return value_is_error(made) ? made : choose(heap, made, args[DUMP_EXCLUDE], false);
}

static Value dump(Heap *heap, Value self, const Value *args) {
  Value mode = args[DUMP_MODE];
  bool json = value_is_str(mode) && str_is(value_text(mode), "json");
  if (mode.kind != V_ABSENT && !json && !(value_is_str(mode) && str_is(value_text(mode), "python")))
    return value_unsupported(heap, "such a 'mode' of 'model_dump'");
  return dump_with(heap, self, args, json);
}

static Value dump_json(Heap *heap, Value self, const Value *args) {
  if (value_given(args[0])) return value_unsupported(heap, "'model_dump_json' with 'indent'");
  if (is_set(heap, args[DUMP_OTHERS_END])) return value_unsupported(heap, "'model_dump_json' with 'ensure_ascii'");
  Value made = dump_with(heap, self, args, true), keywords = value_dict(heap);
  if (value_is_error(made)) return made;
  Value separators[] = {value_str(STR(",")), value_str(STR(":"))};
  dict_put(heap, keywords.dict, value_str(STR("separators")), value_tuple(heap, separators, 2));
  dict_put(heap, keywords.dict, value_str(STR("ensure_ascii")), value_bool(false));
  return heap->call(heap, library_json(heap, STR("dumps")), &made, 1, keywords.dict);
}

static Value dump_old(Heap *heap, Value self, const Value *args) {
  (void)args;
  Dumping dumping = {.heap = heap};
  return dumped(&dumping, NULL, self);
}

static Value copy(Heap *heap, Value self, const Value *args) {
  Value update = args[0];
  Value copies = library_row(LIBRARY_COPY, is_set(heap, args[1]) ? STR("deepcopy") : STR("copy"));
  Value made = heap->call(heap, copies, &self, 1, NULL);
  if (value_is_error(made) || !value_given(update)) return made;
  if (update.kind != V_DICT) return value_unsupported(heap, "'update' that is no dict");
  made.object->value = dict_clone(heap, self.object->value.dict);
  for (size_t i = 0; i < update.dict->n; i++) {
    Value key = update.dict->at[i].key;
    if (key.kind == V_ABSENT) continue;
    if (!value_is_str(key) || !model_field_named(class_of(value_type(self))->model, value_text(key)))
      return value_unsupported(heap, "'update' of what is no field");
    dict_put(heap, made.object->dict, key, update.dict->at[i].value);
    dict_put(heap, made.object->value.dict, key, VALUE_NONE);
  }
  return made;
}

#define DUMP_PARAMS                                                                                          \
  "include=None, exclude=None, context=None, by_alias=None, exclude_unset=False, exclude_defaults=False, " \
  "exclude_none=False, warnings=True, exclude_computed_fields=False, round_trip=False, fallback=None, "     \
  "serialize_as_any=False, polymorphic_serialization=None"

static const Builtin INIT = {"__init__", "*args, **kwargs",     0, UINT8_MAX, BUILTIN_ABSORBS,
                             init,       "checks what is given"};

static const Builtin METHODS[] = {
    {"__repr__", "", 0, 0, 0, repr, "the fields with their names"},
    {"__str__", "", 0, 0, 0, str, "the fields with their names"},
    {"__iter__", "", 0, 0, 0, pairs, "pairs of a name and a value"},
    {"__eq__", "other, /", 1, 1, 0, equal, "`==`"},
    {"dict", "dict()", 0, 0, 0, dump_old, "the values by the names of the fields"},
    {"model_copy", "model_copy(*, update=None, deep=False)", 0, 0, 0, copy, "a copy, with some fields changed"},
    {"model_dump", "model_dump(*, mode='python', " DUMP_PARAMS ")", 0, 0, 0, dump,
     "the values by the names of the fields"},
    {"model_dump_json", "model_dump_json(*, indent=None, " DUMP_PARAMS ", ensure_ascii=False)", 0, 0, 0, dump_json,
     "the same as JSON"},
};

const Builtin *model_method(Str name) {
  if (str_is(name, "__init__")) return &INIT;
  for (size_t i = 0; i < sizeof METHODS / sizeof METHODS[0]; i++)
    if (str_is(name, METHODS[i].name)) return &METHODS[i];
  return NULL;
}

static const Builtin HASH = {"__hash__", "", 0, 0, 0, hash, "of the fields"};

/* ---- methods of the class ---- */

/* `Settings.model_validate`: the class is the object's `value`. */
static Value validate(Heap *heap, const Class *class, Value v) {
  ModelErrors errors = {0};
  ModelType type = {.kind = MODEL_OBJECT, .class = class};
  begin_own(heap);
  Value made = model_convert(heap, &type, v, STR(""), &errors);
  end_own(heap);
  return errors.n ? validation_error(heap, class, &errors) : made;
}

enum { VALIDATE_OTHERS = 6 };

static Value check_validate(Heap *heap, const Value *args) {
  for (size_t i = 1; i <= VALIDATE_OTHERS; i++)
    if (value_given(args[i])) return value_unsupported(heap, "'model_validate' with such arguments");
  return VALUE_NONE;
}

static Value call_validate(Heap *heap, Value self, const Value *args) {
  Value done = check_validate(heap, args);
  if (value_is_error(done)) return done;
  return validate(heap, class_of(self.object->value.type), args[0]);
}

static Value call_validate_json(Heap *heap, Value self, const Value *args) {
  Value v = heap->call(heap, library_json(heap, STR("loads")), args, 1, NULL), done = check_validate(heap, args);
  if (value_is_error(done)) return done;
  if (value_is_error(v)) return value_unsupported(heap, "'model_validate_json' of what is no JSON");
  return validate(heap, class_of(self.object->value.type), v);
}

#define VALIDATE_PARAMS "strict=None, extra=None, from_attributes=None, context=None, by_alias=None, by_name=None"

static const Builtin VALIDATE[] = {
    {"__call__", "model_validate(obj, *, " VALIDATE_PARAMS ")", 1, 1, 0, call_validate, "an object from a dict"}};
static const Builtin VALIDATE_JSON[] = {
    {"__call__", "model_validate_json(json_data, *, " VALIDATE_PARAMS ")", 1, 1, 0, call_validate_json,
     "an object from JSON"}};
static const Type TYPE_VALIDATE = {.name = "method", .methods = BUILTIN_TABLE(VALIDATE)};
static const Type TYPE_VALIDATE_JSON = {.name = "method", .methods = BUILTIN_TABLE(VALIDATE_JSON)};

/* ---- methods that every model has ---- */

static void put(Heap *heap, Class *class, const char *name, Value v, bool always) {
  Value key = value_str(str_of(name));
  if (always || dict_get_str(class->members, str_of(name)).kind == V_ABSENT) dict_put(heap, class->members, key, v);
}

void model_add_methods(Heap *heap, Class *class, bool is_first) {
  static const struct {
    const char *name;
    const Type *type;
  } OF_CLASS[] = {
      {"model_validate", &TYPE_VALIDATE}, {"parse_obj", &TYPE_VALIDATE}, {"model_validate_json", &TYPE_VALIDATE_JSON}};
  bool has_eq = dict_get_str(class->members, STR("__eq__")).kind != V_ABSENT;
  for (size_t i = 0; i < sizeof OF_CLASS / sizeof OF_CLASS[0]; i++)
    put(heap, class, OF_CLASS[i].name,
        object_new(heap, OF_CLASS[i].type, (Object){.value = value_of_type(&class->type)}), false);
  if (!class->model->own_init) put(heap, class, "__init__", class_method_of(heap, &INIT), true);
  for (size_t i = 0; is_first && i < sizeof METHODS / sizeof METHODS[0]; i++)
    put(heap, class, METHODS[i].name, class_method_of(heap, &METHODS[i]), false);
  if (class->model->frozen && !has_eq) put(heap, class, "__hash__", class_method_of(heap, &HASH), false);
  else if (is_first && !has_eq) put(heap, class, "__hash__", VALUE_NONE, false);
}
