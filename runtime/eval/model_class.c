#include "runtime/eval/model_class.h"

#include "runtime/eval/args.h"
#include "runtime/eval/class_member.h"
#include "runtime/eval/library_modules.h"
#include "runtime/eval/library_pydantic.h"
#include "runtime/eval/model_methods.h"
#include "runtime/value/types.h"

const ModelField *model_field_named(const ModelClass *model, Str name) {
  for (size_t i = 0; i < model->fields.n; i++)
    if (str_eq(model->fields.at[i].name, name)) return &model->fields.at[i];
  return NULL;
}

const ModelField *model_private_named(const ModelClass *model, Str name) {
  for (size_t i = 0; i < model->privates.n; i++)
    if (str_eq(model->privates.at[i].name, name)) return &model->privates.at[i];
  return NULL;
}

const ModelType *model_literal_of(const Class *class, Str field) {
  const ModelField *found = class->model ? model_field_named(class->model, field) : NULL;
  return found && found->type->kind == MODEL_LITERAL && !found->alias.n ? found->type : NULL;
}

/* ---- what the bases have ---- */

static void put_field(Heap *heap, ModelClass *model, const ModelField *field) {
  for (size_t i = 0; i < model->fields.n; i++)
    if (str_eq(model->fields.at[i].name, field->name)) {
      model->fields.at[i] = *field;
      return;
    }
  VEC_PUSH(heap->arena, &model->fields, *field);
}

static void put_validator(Heap *heap, ModelClass *model, ModelValidator validator) {
  for (size_t i = 0; i < model->validators.n; i++)
    if (str_eq(model->validators.at[i].name, validator.name)) {
      model->validators.at[i] = validator;
      return;
    }
  VEC_PUSH(heap->arena, &model->validators, validator);
}

static void put_computed(Heap *heap, ModelClass *model, Str name) {
  for (size_t i = 0; i < model->computed.n; i++)
    if (str_eq(model->computed.at[i], name)) return;
  VEC_PUSH(heap->arena, &model->computed, name);
}

static void take_over(Heap *heap, ModelClass *model, const ModelClass *base) {
  model->own_init |= base->own_init;
  for (size_t i = 0; i < base->privates.n; i++) VEC_PUSH(heap->arena, &model->privates, base->privates.at[i]);
  for (size_t i = 0; i < base->fields.n; i++) put_field(heap, model, &base->fields.at[i]);
  for (size_t i = 0; i < base->validators.n; i++) put_validator(heap, model, base->validators.at[i]);
  for (size_t i = 0; i < base->computed.n; i++) put_computed(heap, model, base->computed.at[i]);
}

/* Takes what the models among the bases have; false: there is none. */
static bool inherit(Heap *heap, const Class *class, ModelClass *model) {
  bool found = false;
  for (size_t i = class->order.n; i-- > 1;) {
    const Class *base = class_of(class->order.at[i].type);
    if (!base || !base->model) continue;
    found = true;
    take_over(heap, model, base->model);
  }
  return found;
}

/* ---- model_config ---- */

static Value read_extra(Heap *heap, ModelClass *model, Value v) {
  static const char *const WORDS[] = {[MODEL_IGNORES] = "ignore", [MODEL_FORBIDS] = "forbid", [MODEL_ALLOWS] = "allow"};
  for (size_t i = 0; value_is_str(v) && i < COUNT(WORDS); i++)
    if (str_is(value_text(v), WORDS[i])) return model->extra = (ModelExtra)i, VALUE_NONE;
  return value_unsupported(heap, "such an 'extra' of a model");
}

/* What says nothing of how values are read. */
static bool changes_nothing(Str key) {
  return str_lists(STR("title description arbitrary_types_allowed json_schema_extra protected_namespaces "
                       "use_attribute_docstrings"),
                   key);
}

static Value read_setting(Heap *heap, ModelClass *model, Str key, Value v) {
  if (str_is(key, "extra")) return read_extra(heap, model, v);
  if (str_is(key, "title") && v.kind != V_NONE && v.kind != V_STR)
    return value_unsupported(heap, "such a 'title' of a model");
  bool *flag = str_is(key, "frozen")                 ? &model->frozen
               : str_is(key, "populate_by_name")     ? &model->by_name
               : str_is(key, "str_strip_whitespace") ? &model->strips
                                                     : NULL;
  if (flag && v.kind == V_BOOL) return *flag = v.i, VALUE_NONE;
  bool is_idle = changes_nothing(key) || (v.kind == V_BOOL && !v.i);
  return is_idle ? VALUE_NONE : value_unsupported(heap, "'%.*s' of a model's configuration", STR_FMT(key));
}

/* What the bases set, each over those before it. */
static void inherit_config(Heap *heap, const Class *class, Dict *config) {
  for (size_t i = 0; i < class->bases.n; i++) {
    const Class *base = class_of(class->bases.at[i].type);
    if (class->bases.at[i].type == &TYPE_DAGSTER_MODEL)
      dict_put(heap, config, value_str(STR("extra")), value_str(STR("forbid")));
    if (class->bases.at[i].type == &TYPE_DAGSTER_CONFIG)
      dict_put(heap, config, value_str(STR("frozen")), value_bool(true));
    if (base && base->model) dict_put_all(heap, config, base->model->config);
  }
}

static Value read_config(Heap *heap, Class *class, ModelClass *model) {
  Value own = dict_get_str(class->members, STR("model_config")), all = value_dict(heap), done = VALUE_NONE;
  if (own.kind != V_ABSENT && own.kind != V_DICT) return value_unsupported(heap, "such a 'model_config'");
  model->config = all.dict;
  inherit_config(heap, class, all.dict);
  if (own.kind == V_DICT) dict_put_all(heap, all.dict, own.dict);
  for (size_t i = 0; i < all.dict->n && !value_is_error(done); i++)
    if (all.dict->at[i].key.kind == V_STR)
      done = read_setting(heap, model, value_text(all.dict->at[i].key), all.dict->at[i].value);
  dict_put(heap, class->members, value_str(STR("model_config")), all);
  return done;
}

/* ---- fields ---- */

static Value own_private(Heap *heap, Class *class, ModelClass *model, Str name) {
  ModelField field = model_field_blank(name), *found = (ModelField *)(void *)model_private_named(model, name);
  Value member = dict_get_str(class->members, name);
  if (!pydantic_private(member, &field)) field.value = member;
  dict_remove(heap, class->members, value_str(name), NULL);
  if (found) *found = field;
  else VEC_PUSH(heap->arena, &model->privates, field);
  return VALUE_NONE;
}

static Value own_field(Eval *eval, Class *class, ModelClass *model, const Node *node) {
  Str name = node->annotation.id;
  ModelField field = model_field_blank(name);
  Value member = dict_get_str(class->members, name);
  if (str_starts(name, STR("_"))) return own_private(&eval->heap, class, model, name);
  Value done = model_type_read(eval, node->annotation.type, &field);
  if (value_is_error(done)) return done;
  if (!pydantic_field(member, &field) && member.kind != V_ABSENT) field.value = member;
  if (field.discriminator.n && field.type->kind == MODEL_UNION)
    field.type = model_type_tagged(&eval->heap, field.type, field.discriminator);
  bool is_odd = value_is_error(field.value) || (field.discriminator.n && !field.type->tag.n) ||
                (member.kind != V_ABSENT && !class_is_data(member));
  if (is_odd) return value_unsupported(&eval->heap, "such a default of a model");
  dict_remove(&eval->heap, class->members, value_str(name), NULL);
  put_field(&eval->heap, model, &field);
  return VALUE_NONE;
}

static bool is_declared(const NodeList *fields, Str name) {
  for (size_t i = 0; i < fields->n; i++)
    if (str_eq(fields->at[i]->annotation.id, name)) return true;
  return false;
}

static Value own_fields(Eval *eval, Class *class, ModelClass *model) {
  const NodeList *fields = &class->node->class.fields;
  Value done = VALUE_NONE;
  for (size_t i = 0; i < fields->n && !value_is_error(done); i++) {
    bool is_config = str_is(fields->at[i]->annotation.id, "model_config");
    if (!is_config && !fields->at[i]->annotation.kind.n) done = own_field(eval, class, model, fields->at[i]);
    if (str_is(fields->at[i]->annotation.kind, "InitVar"))
      done = value_unsupported(&eval->heap, "'InitVar' of a model");
  }
  return done;
}

/* ---- members ---- */

/* Validators become class methods, what is computed a property; data without an annotation is refused by pydantic. */
static Value own_member(Heap *heap, Class *class, ModelClass *model, Str name, Value member) {
  ModelValidator validator = {.name = name};
  Value computed = pydantic_computed(member);
  if (pydantic_validator(member, &validator)) {
    put_validator(heap, model, validator);
    return dict_put(heap, class->members, value_str(name), validator.function);
  }
  if (computed.kind != V_ABSENT) {
    put_computed(heap, model, name);
    return dict_put(heap, class->members, value_str(name), computed);
  }
  bool is_private = str_starts(name, STR("_")) && !str_starts(name, STR("__")) && class_is_data(member) &&
                    !is_declared(&class->node->class.fields, name);
  if (is_private) return own_private(heap, class, model, name);
  bool is_plain = !class_is_data(member) || str_is(name, "model_config") || str_starts(name, STR("__")) ||
                  is_declared(&class->node->class.fields, name) || (member.kind == V_TYPE && !str_is(name, "Config"));
  return is_plain ? VALUE_NONE : value_unsupported(heap, "an attribute of a model without an annotation");
}

static Value own_members(Heap *heap, Class *class, ModelClass *model) {
  Value done = VALUE_NONE;
  model->own_init |= dict_get_str(class->members, STR("__init__")).kind != V_ABSENT;
  for (size_t i = 0; i < class->members->n && !value_is_error(done); i++) {
    Value name = class->members->at[i].key;
    if (name.kind != V_ABSENT) done = own_member(heap, class, model, value_text(name), class->members->at[i].value);
  }
  return done;
}

/* pydantic refuses a validator of what is no field. */
static Value check_validators(Heap *heap, const ModelClass *model) {
  for (size_t i = 0; i < model->validators.n; i++) {
    const ModelValidator *validator = &model->validators.at[i];
    for (size_t k = 0; k < validator->fields.n && !validator->unchecked; k++) {
      Str name = validator->fields.at[k];
      if (!str_is(name, "*") && !model_field_named(model, name))
        return value_unsupported(heap, "a validator of '%.*s', which is no field of the model", STR_FMT(name));
    }
  }
  return VALUE_NONE;
}

/* ---- making ---- */

Value model_finish(Eval *eval, Class *class) {
  ModelClass *model = ARENA_NEW(eval->heap.arena, ModelClass);
  if (!class->node) return value_unsupported(&eval->heap, "such a model");
  bool is_first = !inherit(&eval->heap, class, model);
  class->model = model; /* a field may be of the class itself */
  Value done = read_config(&eval->heap, class, model);
  if (!value_is_error(done)) done = own_members(&eval->heap, class, model);
  if (!value_is_error(done)) done = own_fields(eval, class, model);
  if (!value_is_error(done)) done = check_validators(&eval->heap, model);
  if (!value_is_error(done)) model_add_methods(&eval->heap, class, is_first);
  return done;
}
