#include "runtime/eval/model_methods.h"

#include "runtime/core/limits.h"
#include "runtime/eval/class_member.h"
#include "runtime/eval/exec.h"
#include "runtime/eval/library_modules.h"
#include "runtime/eval/model_class.h"
#include "runtime/eval/model_convert.h"
#include "runtime/eval/model_make.h"
#include "runtime/value/types.h"

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
    model_enter(heap);
    Value value = op_attr(heap, object, model->computed.at[i]);
    model_leave(heap);
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
  bool json, by_alias, no_unset, no_none, no_defaults;
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

/* Whether a field has its default; one that is made is made anew. Or an error. */
static Value has_default(Heap *heap, const ModelField *field, Value v) {
  Value preset = field->value;
  bool is_made = preset.kind == V_ABSENT && field->factory.kind != V_ABSENT;
  if (is_made) preset = heap->call(heap, field->factory, NULL, 0, NULL);
  if (value_passes(preset)) return value_unsupported(heap, "'exclude_defaults' with such a 'default_factory'");
  return value_bool(preset.kind != V_ABSENT && value_equal(heap, v, preset));
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
    const ModelField *field = d->no_defaults ? model_field_named(class->model, parts.at[i].name) : NULL;
    Value is_default = field ? has_default(d->heap, field, parts.at[i].value) : value_bool(false);
    if (value_is_error(is_default)) return is_default;
    if ((d->no_none && parts.at[i].value.kind == V_NONE) || (d->no_unset && !is_set) || is_default.i) continue;
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
  return op_truth(heap, v, &stop);
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
                     is_set(heap, args[DUMP_NONE]), is_set(heap, args[DUMP_DEFAULTS])};
  bool chooses = value_given(args[DUMP_INCLUDE]) || value_given(args[DUMP_EXCLUDE]);
  bool is_odd = value_given(args[DUMP_CONTEXT]) || (chooses && dumping.by_alias);
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
  bool indents = value_given(args[0]), is_count = args[0].kind == V_INT && args[0].i >= 0;
  if (indents && !is_count) return value_unsupported(heap, "'model_dump_json' with such an 'indent'");
  if (is_set(heap, args[DUMP_OTHERS_END])) return value_unsupported(heap, "'model_dump_json' with 'ensure_ascii'");
  Value made = dump_with(heap, self, args, true), keywords = value_dict(heap);
  if (value_is_error(made)) return made;
  Value separators[] = {value_str(STR(",")), value_str(indents ? STR(": ") : STR(":"))};
  if (indents) dict_put(heap, keywords.dict, value_str(STR("indent")), args[0]);
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

static const Builtin INIT = {
    "__init__", "*args, **kwargs", 0, UINT8_MAX, BUILTIN_ABSORBS, model_init, "checks what is given"};

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
  for (size_t i = 0; i < COUNT(METHODS); i++)
    if (str_is(name, METHODS[i].name)) return &METHODS[i];
  return NULL;
}

static const Builtin HASH = {"__hash__", "", 0, 0, 0, hash, "of the fields"};

/* ---- methods of the class ---- */

enum { VALIDATE_OTHERS = 6 };

static Value check_validate(Heap *heap, const Value *args) {
  for (size_t i = 1; i <= VALIDATE_OTHERS; i++)
    if (value_given(args[i])) return value_unsupported(heap, "'model_validate' with such arguments");
  return VALUE_NONE;
}

/* `Settings.model_validate`: the class is the object's `value`. */
static Value call_validate(Heap *heap, Value self, const Value *args) {
  Value done = check_validate(heap, args);
  if (value_is_error(done)) return done;
  return model_validate(heap, class_of(self.object->value.type), args[0]);
}

static Value call_validate_json(Heap *heap, Value self, const Value *args) {
  Value v = heap->call(heap, library_json(heap, STR("loads")), args, 1, NULL), done = check_validate(heap, args);
  if (value_is_error(done)) return done;
  if (value_is_error(v)) return value_unsupported(heap, "'model_validate_json' of what is no JSON");
  return model_validate(heap, class_of(self.object->value.type), v);
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
  for (size_t i = 0; i < COUNT(OF_CLASS); i++)
    put(heap, class, OF_CLASS[i].name,
        object_new(heap, OF_CLASS[i].type, (Object){.value = value_of_type(&class->type)}), false);
  if (!class->model->own_init) put(heap, class, "__init__", class_method_of(heap, &INIT), true);
  for (size_t i = 0; is_first && i < COUNT(METHODS); i++)
    put(heap, class, METHODS[i].name, class_method_of(heap, &METHODS[i]), false);
  if (class->model->frozen && !has_eq) put(heap, class, "__hash__", class_method_of(heap, &HASH), false);
  else if (is_first && !has_eq) put(heap, class, "__hash__", VALUE_NONE, false);
}
