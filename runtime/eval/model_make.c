#include "runtime/eval/model_make.h"

#include "runtime/eval/args.h"
#include "runtime/eval/class_member.h"
#include "runtime/eval/class_object.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/exec.h"
#include "runtime/eval/library_modules.h"
#include "runtime/eval/model_class.h"
#include "runtime/eval/model_convert.h"
#include "runtime/eval/model_limit.h"
#include "runtime/value/types.h"

void model_enter(Heap *heap) { ((Eval *)heap)->calls++; }
void model_leave(Heap *heap) { ((Eval *)heap)->calls--; }

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
  const ModelPlace *location;
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
static Value judge(const Validating *v, Value made, const ModelPlace *location, Value input) {
  if (!value_is_error(made)) return made;
  bool is_assertion = value_is_exception(made, EXC_ASSERTION);
  if (value_is_exception(made, EXC_VALIDATION))
    return value_unsupported(v->heap, "a validator that raises a ValidationError");
  if (!is_assertion && !value_is_exception(made, EXC_VALUE)) return made;
  model_misfit(v->heap, v->errors, is_assertion ? "assertion_error" : "value_error", location,
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
static Value field_value(const Validating *v, const ModelField *field, size_t n, Value value,
                         const ModelPlace *location) {
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
  Value name = value_str(field->alias.n ? field->alias : field->name);
  const ModelPlace *location = model_location(heap, v->location, name);
  bool is_missing = given.kind == V_ABSENT && field->value.kind == V_ABSENT && field->factory.kind == V_ABSENT;
  if (is_missing) return model_misfit(heap, v->errors, "missing", location, STR("Field required"), data), VALUE_NONE;
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
    if ((field->alias.n && str_eq(key, field->alias)) || (by_name && str_eq(key, field->name))) return true;
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
    const ModelPlace *location = model_location(v->heap, v->location, value_str(value_text(key)));
    bool is_odd = !value_text(key).n || model_has_beside(v->class, value_text(key));
    if (model->extra == MODEL_ALLOWS && is_odd) return model_not_apart(v->heap, value_text(key));
    if (model->extra == MODEL_FORBIDS)
      model_misfit(v->heap, v->errors, "extra_forbidden", location, STR("Extra inputs are not permitted"),
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

Value model_make(Heap *heap, const Class *class, Value data, const ModelPlace *location, ModelErrors *errors) {
  if (class->model->own_init) return value_unsupported(heap, "a model with an own '__init__' from a dict");
  Value object = object_new(heap, &class->type, (Object){.value = VALUE_NONE});
  blank(heap, object);
  Validating validating = {heap, class, object, location, errors, errors->n};
  return fill(&validating, data);
}

Value model_take(Heap *heap, const Class *class, Value object, const ModelPlace *location, ModelErrors *errors) {
  Validating validating = {heap, class, object, location, errors, errors->n};
  return run_whole(&validating, MODEL_WHOLE_AFTER, object, object);
}

/* What `model_config` calls the model, else the name of its class. */
static Str title_of(const Class *class) {
  Value title = dict_get_str(class->model->config, STR("title"));
  return value_is_str(title) && value_text(title).n ? value_text(title) : class->name;
}

Value model_init(Heap *heap, Value self, const Value *args) {
  const Class *class = class_of(value_type(self));
  ModelErrors errors = {0};
  if (args[0].list->n)
    return value_raise(heap, EXC_TYPE, "BaseModel.__init__() takes 1 positional argument but %zu were given",
                       args[0].list->n + 1);
  blank(heap, self);
  Value data = args[1].kind == V_DICT ? dict_clone(heap, args[1].dict) : value_dict(heap);
  Validating validating = {heap, class, self, NULL, &errors, 0};
  model_enter(heap);
  Value done = fill(&validating, data);
  model_leave(heap);
  if (value_passes(done)) return done;
  return errors.n ? model_error(heap, title_of(class), &errors) : VALUE_NONE;
}

Value model_validate(Heap *heap, const Class *class, Value v) {
  ModelErrors errors = {0};
  ModelType type = {.kind = MODEL_OBJECT, .class = class};
  model_enter(heap);
  Value made = model_convert(heap, &type, v, NULL, &errors);
  model_leave(heap);
  return errors.n ? model_error(heap, title_of(class), &errors) : made;
}
