#include "runtime/eval/class_member.h"
#include "runtime/eval/dg.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/library_modules.h"
#include "runtime/eval/library_pydantic.h"
#include "runtime/value/types.h"

/* pydantic: `Field`, `ConfigDict`, the decorators of validators and of computed fields. */

/* ---- Field ---- */

enum {
  FIELD_DEFAULT,
  FIELD_FACTORY,
  FIELD_ALIAS,
  FIELD_GT,
  FIELD_GE,
  FIELD_LT,
  FIELD_LE,
  FIELD_LEAST,
  FIELD_MOST,
  FIELD_PATTERN,
  FIELD_DISCRIMINATOR,
  FIELD_STRICT,
  FIELD_OTHERS
};

static const Type TYPE_FIELD = {.name = "FieldInfo", .full_name = "pydantic.fields.FieldInfo"};

static bool only_describes(Str key) {
  return str_lists(STR("title description examples deprecated json_schema_extra"), key);
}

static Value check_others(Heap *heap, Value others, const char *of) {
  for (size_t i = 0; others.kind == V_DICT && i < others.dict->n; i++) {
    Value key = others.dict->at[i].key, v = others.dict->at[i].value;
    bool fits = key.kind == V_ABSENT || only_describes(value_text(key)) || v.kind == V_NONE;
    if (!fits) return value_unsupported(heap, "'%.*s' of %s", STR_FMT(value_text(key)), of);
  }
  return VALUE_NONE;
}

static bool is_bound(Value v) { return v.kind == V_ABSENT || v.kind == V_INT || v.kind == V_FLOAT; }

static int64_t length_of(Value v) { return v.kind == V_INT ? v.i : -1; }

static Value make_field(Heap *heap, Value self, const Value *args) {
  ModelField *field = ARENA_NEW(heap->arena, ModelField);
  Value done = check_others(heap, args[FIELD_OTHERS], "a field");
  (void)self;
  if (value_is_error(done)) return done;
  bool fits = !value_given(args[FIELD_ALIAS]) || value_is_str(args[FIELD_ALIAS]);
  for (int i = FIELD_GT; i <= FIELD_LE; i++) fits = fits && is_bound(args[i]);
  if (!fits) return value_unsupported(heap, "such a 'Field'");
  bool has_default = args[FIELD_DEFAULT].kind != V_ABSENT && args[FIELD_DEFAULT].kind != V_ELLIPSIS;
  if (has_default && value_given(args[FIELD_FACTORY]))
    return value_raise(heap, EXC_TYPE, "cannot specify both default and default_factory");
  *field = model_field_blank(STR(""));
  field->value = has_default ? args[FIELD_DEFAULT] : VALUE_ABSENT;
  field->factory = value_given(args[FIELD_FACTORY]) ? args[FIELD_FACTORY] : VALUE_ABSENT;
  if (value_given(args[FIELD_ALIAS]) && !value_text(args[FIELD_ALIAS]).n)
    return value_unsupported(heap, "an empty 'alias' of a field");
  if (value_given(args[FIELD_ALIAS])) field->alias = value_text(args[FIELD_ALIAS]);
  field->limits = (ModelLimits){args[FIELD_GE], args[FIELD_GT], args[FIELD_LE], args[FIELD_LT],
                                length_of(args[FIELD_LEAST]), length_of(args[FIELD_MOST]), STR("")};
  Value pattern = args[FIELD_PATTERN], tag = args[FIELD_DISCRIMINATOR], strict = args[FIELD_STRICT];
  bool are_texts = (!value_given(pattern) || value_is_str(pattern)) && (!value_given(tag) || value_is_str(tag));
  if (!are_texts || (value_given(strict) && strict.kind != V_BOOL)) return value_unsupported(heap, "such a 'Field'");
  if (value_given(pattern)) field->limits.pattern = value_text(pattern);
  if (value_given(tag)) field->discriminator = value_text(tag);
  field->strict = value_given(strict) && strict.i;
  return object_new(heap, &TYPE_FIELD, (Object){.state = field});
}

static bool is_field(Value v) { return v.kind == V_OBJECT && value_type(v) == &TYPE_FIELD; }

static void take(Value *into, Value from) {
  if (from.kind != V_ABSENT) *into = from;
}

bool pydantic_field(Value v, ModelField *field) {
  if (!is_field(v)) return false;
  const ModelField *given = v.object->state;
  if (given->alias.n) field->alias = given->alias;
  take(&field->value, given->value);
  take(&field->factory, given->factory);
  take(&field->limits.ge, given->limits.ge);
  take(&field->limits.gt, given->limits.gt);
  take(&field->limits.le, given->limits.le);
  take(&field->limits.lt, given->limits.lt);
  if (given->limits.least >= 0) field->limits.least = given->limits.least;
  if (given->limits.most >= 0) field->limits.most = given->limits.most;
  if (given->discriminator.n) field->discriminator = given->discriminator;
  field->strict |= given->strict;
  if (given->limits.pattern.n) field->limits.pattern = given->limits.pattern;
  return true;
}

/* ---- PrivateAttr ---- */

static const Type TYPE_PRIVATE = {.name = "ModelPrivateAttr", .full_name = "pydantic.fields.ModelPrivateAttr"};

static Value make_private(Heap *heap, Value self, const Value *args) {
  ModelField *field = ARENA_NEW(heap->arena, ModelField);
  (void)self;
  if (value_given(args[2])) return value_unsupported(heap, "'init' of a 'PrivateAttr'");
  *field = model_field_blank(STR(""));
  field->value = args[0].kind == V_ELLIPSIS ? VALUE_ABSENT : args[0];
  field->factory = value_given(args[1]) ? args[1] : VALUE_ABSENT;
  return object_new(heap, &TYPE_PRIVATE, (Object){.state = field});
}

bool pydantic_private(Value v, ModelField *field) {
  if (v.kind != V_OBJECT || value_type(v) != &TYPE_PRIVATE) return false;
  const ModelField *given = v.object->state;
  field->value = given->value;
  field->factory = given->factory;
  return true;
}

static Value config(Heap *heap, Value self, const Value *args) {
  (void)self;
  return args[0].kind == V_DICT ? args[0] : value_dict(heap);
}

/* ---- validators ---- */

static const Type TYPE_VALIDATOR = {.name = "PydanticDescriptorProxy",
                                    .full_name = "pydantic._internal._decorators.PydanticDescriptorProxy"};

static Value decorate(Heap *heap, Value self, const Value *args) {
  ModelValidator *validator = ARENA_NEW(heap->arena, ModelValidator);
  *validator = *(const ModelValidator *)self.object->state;
  validator->function = args[0];
  return object_new(heap, &TYPE_VALIDATOR, (Object){.state = validator});
}
static const Builtin DECORATE[] = {{"__call__", "dec(f, /)", 1, 1, 0, decorate, "a validator of what it is given"}};
static const Type TYPE_DECORATOR = {.name = "function", .methods = BUILTIN_TABLE(DECORATE)};

static Value decorator(Heap *heap, ModelValidator given) {
  ModelValidator *validator = ARENA_NEW(heap->arena, ModelValidator);
  *validator = given;
  return object_new(heap, &TYPE_DECORATOR, (Object){.state = validator});
}

static bool is_mode(Value v, const char *mode) { return value_is_str(v) && str_is(value_text(v), mode); }

static Value field_validator(Heap *heap, Value self, const Value *args) {
  ModelValidator validator = {.kind = is_mode(args[1], "before") ? MODEL_BEFORE : MODEL_AFTER};
  bool fits = args[1].kind == V_ABSENT || is_mode(args[1], "before") || is_mode(args[1], "after");
  (void)self;
  for (size_t i = 0; i < args[0].list->n; i++) {
    Value name = args[0].list->at[i];
    if (!value_is_str(name)) return value_unsupported(heap, "such a 'field_validator'");
    VEC_PUSH(heap->arena, &validator.fields, value_text(name));
  }
  if (!fits || !validator.fields.n) return value_unsupported(heap, "such a 'field_validator'");
  validator.unchecked = args[2].kind == V_BOOL && !args[2].i;
  return decorator(heap, validator);
}

static Value model_validator(Heap *heap, Value self, const Value *args) {
  bool is_before = is_mode(args[0], "before");
  (void)self;
  if (!is_before && !is_mode(args[0], "after")) return value_unsupported(heap, "such a 'model_validator'");
  return decorator(heap, (ModelValidator){.kind = is_before ? MODEL_WHOLE_BEFORE : MODEL_WHOLE_AFTER});
}

bool pydantic_validator(Value member, ModelValidator *validator) {
  if (member.kind != V_OBJECT || value_type(member) != &TYPE_VALIDATOR) return false;
  Str name = validator->name;
  *validator = *(const ModelValidator *)member.object->state;
  return validator->name = name, true;
}

/* ---- computed_field ---- */

static const Type TYPE_COMPUTED = {.name = "computed_field"};

static Value computed_field(Heap *heap, Value self, const Value *args);
static const Builtin COMPUTED = {"computed_field", "computed_field(func=None, /, **others)", 0, 1, 0, computed_field,
                                 "a property that is given out too"};

static Value computed_field(Heap *heap, Value self, const Value *args) {
  Value property = args[0], done = check_others(heap, args[1], "a computed field");
  (void)self;
  if (value_is_error(done)) return done;
  if (property.kind == V_ABSENT) return value_of_builtin(&COMPUTED);
  if (property.kind == V_FUNCTION) property = heap->call(heap, value_of_builtin(&CLASS_PROPERTY), args, 1, NULL);
  return value_is_error(property) ? property : object_new(heap, &TYPE_COMPUTED, (Object){.value = property});
}

Value pydantic_computed(Value member) {
  return member.kind == V_OBJECT && value_type(member) == &TYPE_COMPUTED ? member.object->value : VALUE_ABSENT;
}

/* ---- the module ---- */

static const Builtin PYDANTIC[] = {
    {"ConfigDict", "ConfigDict(**settings)", 0, 0, 0, config, "what a model is like"},
    {"Field",
     "Field(default=..., *, default_factory=None, alias=None, gt=None, ge=None, lt=None, le=None, min_length=None, "
     "max_length=None, pattern=None, discriminator=None, strict=None, **others)",
     0, 1, 0, make_field, "what a field is beyond its annotation"},
    {"PrivateAttr", "PrivateAttr(default=..., *, default_factory=None, init=None)", 0, 1, 0, make_private,
     "an attribute that is no field"},
    {"field_validator", "field_validator(*fields, mode='after', check_fields=None)", 0, UINT8_MAX, 0, field_validator,
     "a function that judges a field"},
    {"model_validator", "model_validator(*, mode)", 0, 0, 0, model_validator, "a function that judges an object"},
};

Value library_pydantic(Heap *heap, Str name) {
  static const BuiltinTable TABLE = BUILTIN_TABLE(PYDANTIC);
  if (str_is(name, "BaseModel")) return value_of_type(&TYPE_BASE_MODEL);
  if (str_is(name, "ValidationError")) return value_of_type(exception_type(EXC_VALIDATION));
  if (str_lists(STR("NonNegativeFloat NonNegativeInt PositiveFloat PositiveInt StrictBool StrictInt StrictStr"), name))
    return opaque_new(heap, str_cat(heap->arena, STR("pydantic."), name));
  if (str_is(name, "computed_field")) return value_of_builtin(&COMPUTED);
  return library_row(TABLE, name);
}
