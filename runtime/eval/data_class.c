#include "runtime/eval/data_class.h"

#include "runtime/core/limits.h"
#include "runtime/eval/args.h"
#include "runtime/eval/class_member.h"
#include "runtime/eval/class_object.h"
#include "runtime/eval/dbt_component.h"
#include "runtime/eval/dg.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/types.h"

typedef struct Field {
  Str name;
  Value value, factory; /* V_ABSENT: none */
  Value metadata; /* a dict; V_ABSENT: none */
  bool init, repr, compare, keyword;
  bool unhashed; /* compared, and left out of the hash */
  bool passing; /* `InitVar`: `__init__` hands it to `__post_init__`, and the object does not have it */
} Field;

typedef struct DataClass {
  VEC(Field) fields;
  bool frozen, ordered, hashed;
} DataClass;

/* ---- field() ---- */

enum { FIELD_DEFAULT, FIELD_FACTORY, FIELD_INIT, FIELD_REPR, FIELD_HASH, FIELD_COMPARE, FIELD_METADATA, FIELD_KEYWORD };

static Value field_attr(Heap *heap, Value v, Str name) {
  (void)heap;
  const Field *field = v.object->state;
  if (str_is(name, "name")) return value_str(field->name);
  if (str_is(name, "init")) return value_bool(field->init);
  if (str_is(name, "repr")) return value_bool(field->repr);
  if (str_is(name, "compare")) return value_bool(field->compare);
  if (str_is(name, "kw_only")) return value_bool(field->keyword);
  if (str_is(name, "metadata"))
    return library_mapping(heap, field->metadata.kind == V_ABSENT ? value_dict(heap) : field->metadata);
  if (str_is(name, "default") && field->value.kind != V_ABSENT) return field->value;
  if (str_is(name, "default_factory") && field->factory.kind != V_ABSENT) return field->factory;
  return value_unsupported(heap, "'%.*s' of a dataclass's field", STR_FMT(name));
}

static const Type TYPE_FIELD = {.name = "Field", .full_name = "dataclasses.Field", .attr = field_attr};

static bool flag(Heap *heap, Value v, bool fallback) {
  Value stop;
  return v.kind == V_ABSENT ? fallback : op_truth(heap, v, &stop);
}

static Value make_field(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (args[FIELD_DEFAULT].kind != V_ABSENT && args[FIELD_FACTORY].kind != V_ABSENT)
    return value_raise(heap, EXC_VALUE, "cannot specify both default and default_factory");
  bool compares = flag(heap, args[FIELD_COMPARE], true), hashes = compares;
  if (value_given(args[FIELD_HASH])) hashes = flag(heap, args[FIELD_HASH], true);
  if (hashes && !compares) return value_unsupported(heap, "'hash' of a dataclass's field that is not compared");
  bool has_metadata = value_given(args[FIELD_METADATA]);
  if (has_metadata && args[FIELD_METADATA].kind != V_DICT)
    return value_unsupported(heap, "such a 'metadata' of a dataclass's field");
  Field *field = ARENA_NEW(heap->arena, Field);
  *field = (Field){.value = args[FIELD_DEFAULT],
                   .factory = args[FIELD_FACTORY],
                   .init = flag(heap, args[FIELD_INIT], true),
                   .repr = flag(heap, args[FIELD_REPR], true),
                   .metadata = has_metadata ? args[FIELD_METADATA] : VALUE_ABSENT,
                   .compare = compares,
                   .unhashed = !hashes,
                   .keyword = flag(heap, args[FIELD_KEYWORD], false)};
  return object_new(heap, &TYPE_FIELD, (Object){.state = field});
}

/* ---- what Python generates ---- */

static const DataClass *data_of(const Type *type) {
  const Class *class = class_of(type);
  for (size_t i = 0; class && i < class->order.n; i++) {
    const Class *at = class_of(class->order.at[i].type);
    if (at && at->data) return at->data;
  }
  return NULL;
}

bool dataclass_is_frozen(const Class *class) {
  const DataClass *data = data_of(&class->type);
  return data && data->frozen;
}

static void put_attr(Heap *heap, Value object, Str name, Value value) {
  dict_put(heap, object.object->dict, value_str(name), value);
}

static Value attr_of(Heap *heap, Value object, const Field *field) {
  Value found = dict_get_str(object.object->dict, field->name);
  return found.kind == V_ABSENT ? op_attr(heap, object, field->name) : found;
}

static void push_param(Signature *signature, const Field *field, ParamKind kind) {
  bool required = field->value.kind == V_ABSENT && field->factory.kind == V_ABSENT;
  signature->at[signature->n++] = (Param){field->name, kind, required};
}

/* `self` and the fields that `__init__` takes, those behind `*` last. */
static void read_signature(Heap *heap, const Type *type, const DataClass *data, Signature *signature) {
  *signature = (Signature){.shown = str_printf(heap->arena, "%.*s.__init__", STR_FMT(class_of(type)->qualified))};
  signature->at[signature->n++] = (Param){STR("self"), PARAM_EITHER, true};
  for (int keyword = 0; keyword < 2; keyword++)
    for (size_t i = 0; i < data->fields.n; i++)
      if (data->fields.at[i].init && data->fields.at[i].keyword == keyword)
        push_param(signature, &data->fields.at[i], keyword ? PARAM_KEYWORD : PARAM_EITHER);
}

static Value given_for(const Signature *signature, const Value *bound, Str name) {
  for (size_t i = 1; i < signature->n; i++)
    if (str_eq(signature->at[i].name, name)) return bound[i];
  return VALUE_ABSENT;
}

static Value data_init(Heap *heap, Value self, const Value *args) {
  const Type *type = value_type(self);
  const DataClass *data = data_of(type);
  Signature signature;
  Value bound[ARGS_MOST], *positional = ARENA_ARRAY(heap->arena, Value, args[0].list->n + 1);
  read_signature(heap, type, data, &signature);
  positional[0] = self;
  for (size_t i = 0; i < args[0].list->n; i++) positional[i + 1] = args[0].list->at[i];
  CallArgs given = {positional, args[0].list->n + 1, args[1].kind == V_DICT ? args[1].dict : NULL};
  Value error = signature_bind(heap, &signature, given, bound);
  if (value_is_error(error)) return error;
  ValueList passed = {0};
  for (size_t i = 0; i < data->fields.n; i++) {
    const Field *field = &data->fields.at[i];
    Value value = field->init ? given_for(&signature, bound, field->name) : VALUE_ABSENT;
    if (value.kind == V_ABSENT && field->factory.kind != V_ABSENT)
      value = heap->call(heap, field->factory, NULL, 0, NULL);
    else if (value.kind == V_ABSENT && field->init)
      value = field->value;
    if (value_is_error(value)) return value;
    if (field->passing) value_list_push(heap, &passed, value);
    else if (value.kind != V_ABSENT) put_attr(heap, self, field->name, value);
  }
  Value done = class_special(heap, self, "__post_init__", passed.at, passed.n);
  return value_passes(done) ? done : VALUE_NONE;
}

static Value data_repr(Heap *heap, Value self, const Value *args) {
  (void)args;
  const DataClass *data = data_of(value_type(self));
  const Class *class = class_of(value_type(self));
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  buf_printf(&buf, "%.*s(", STR_FMT(class->qualified));
  bool first = true;
  for (size_t i = 0; i < data->fields.n; i++) {
    if (!data->fields.at[i].repr) continue;
    Value value = attr_of(heap, self, &data->fields.at[i]);
    if (value_is_error(value)) return value;
    buf_printf(&buf, "%s%.*s=", first ? "" : ", ", STR_FMT(data->fields.at[i].name));
    first = false;
    value_write_repr(heap, &buf, value);
  }
  buf_char(&buf, ')');
  return value_str(buf_str(&buf));
}

/* The fields that are compared, or those of them that count for the hash, as a tuple. */
static Value compared(Heap *heap, const DataClass *data, Value object, bool hashes) {
  ValueList items = {0};
  for (size_t i = 0; i < data->fields.n; i++) {
    if (!data->fields.at[i].compare || (hashes && data->fields.at[i].unhashed)) continue;
    Value value = attr_of(heap, object, &data->fields.at[i]);
    if (value_passes(value)) return value;
    value_list_push(heap, &items, value);
  }
  return value_tuple(heap, items.at, items.n);
}

static Value compare_by(Heap *heap, Operator op, Value self, Value other) {
  if (value_type(self) != value_type(other)) return value_not_implemented(heap);
  const DataClass *data = data_of(value_type(self));
  return op_compare(heap, op, compared(heap, data, self, false), compared(heap, data, other, false));
}

static Value data_eq(Heap *heap, Value self, const Value *args) { return compare_by(heap, OP_EQ, self, args[0]); }
static Value data_lt(Heap *heap, Value self, const Value *args) { return compare_by(heap, OP_LT, self, args[0]); }
static Value data_le(Heap *heap, Value self, const Value *args) { return compare_by(heap, OP_LE, self, args[0]); }
static Value data_gt(Heap *heap, Value self, const Value *args) { return compare_by(heap, OP_GT, self, args[0]); }
static Value data_ge(Heap *heap, Value self, const Value *args) { return compare_by(heap, OP_GE, self, args[0]); }

/* A number that only tells objects apart: Python's own is not known where a text is among the fields. */
static Value data_hash(Heap *heap, Value self, const Value *args) {
  (void)args;
  uint64_t hash;
  Value items = compared(heap, data_of(value_type(self)), self, true);
  if (value_passes(items)) return items;
  return value_hash(heap, items, &hash) ? value_int((int64_t)hash) : value_unhashable(heap, items);
}

static const Builtin INIT = {"__init__", "*args, **kwargs", 0, UINT8_MAX, BUILTIN_ABSORBS,
                             data_init,  "sets the fields"};
static const Builtin REPR = {"__repr__", "", 0, 0, 0, data_repr, "the fields with their names"};
static const Builtin EQ = {"__eq__", "other, /", 1, 1, 0, data_eq, "`==`"};
static const Builtin HASH = {"__hash__", "", 0, 0, 0, data_hash, "of the fields"};
static const Builtin ORDER[] = {
    {"__lt__", "other, /", 1, 1, 0, data_lt, "`<`"},
    {"__le__", "other, /", 1, 1, 0, data_le, "`<=`"},
    {"__gt__", "other, /", 1, 1, 0, data_gt, "`>`"},
    {"__ge__", "other, /", 1, 1, 0, data_ge, "`>=`"},
};

/* ---- @dataclass ---- */

enum {
  MAKE_INIT,
  MAKE_REPR,
  MAKE_EQ,
  MAKE_ORDER,
  MAKE_UNSAFE_HASH,
  MAKE_FROZEN,
  MAKE_MATCH_ARGS,
  MAKE_KEYWORD,
  MAKE_SLOTS,
  MAKE_WEAKREF,
  MAKE_COUNT
};

static void put_field(Heap *heap, DataClass *data, Field field) {
  for (size_t i = 0; i < data->fields.n; i++)
    if (str_eq(data->fields.at[i].name, field.name)) {
      data->fields.at[i] = field;
      return;
    }
  VEC_PUSH(heap->arena, &data->fields, field);
}

/* DbtProjectComponent is a dataclass. Whoever makes a component gives all of its fields. */
static void inherit_component(Heap *heap, DataClass *data) {
  size_t n;
  const Str *names = dbt_component_fields(&n);
  for (size_t i = 0; i < n; i++)
    put_field(heap, data, (Field){.name = names[i], .value = i ? VALUE_NONE : VALUE_ABSENT, .init = true, .repr = true,
                                  .compare = true});
}

/* The fields of the dataclasses that the class derives from, the farthest first. */
static Value inherit(Heap *heap, const Class *class, DataClass *data) {
  bool any = false, any_frozen = false;
  for (size_t i = class->order.n; i-- > 1;) {
    const Class *base = class_of(class->order.at[i].type);
    bool is_component = class->order.at[i].type == &TYPE_DBT_COMPONENT;
    if (is_component) inherit_component(heap, data);
    any = any || is_component;
    if (!base || !base->data) continue;
    any = true;
    any_frozen = any_frozen || base->data->frozen;
    for (size_t k = 0; k < base->data->fields.n; k++) put_field(heap, data, base->data->fields.at[k]);
  }
  if (any && any_frozen && !data->frozen)
    return value_raise(heap, EXC_TYPE, "cannot inherit non-frozen dataclass from a frozen one");
  if (any && !any_frozen && data->frozen)
    return value_raise(heap, EXC_TYPE, "cannot inherit frozen dataclass from a non-frozen one");
  return VALUE_NONE;
}

static bool is_mutable(Heap *heap, Value v) {
  uint64_t hash;
  bool is_object = v.kind == V_OBJECT && class_of(value_type(v));
  if (is_object) return class_member(value_type(v), STR("__hash__")).kind == V_NONE;
  return (v.kind == V_LIST || v.kind == V_DICT || v.kind == V_SET) && !value_hash(heap, v, &hash);
}

/* What a base has of that name is the default of a field that has none; a slot is none. */
static Value inherited_default(const Class *class, Str name) {
  Value found = class_member(&class->type, name);
  return found.kind == V_UNKNOWN ? VALUE_ABSENT : found;
}

static Value own_field(Heap *heap, Class *class, DataClass *data, const Node *node, bool keyword) {
  bool passing = str_is(node->annotation.kind, "InitVar");
  Str name = node->annotation.id;
  Value member = dict_get_str(class->members, name);
  if (member.kind == V_ABSENT && !passing) member = inherited_default(class, name);
  if (class_is_property(member)) return value_unsupported(heap, "a field whose default is a property");
  Field field = {.name = name, .value = member, .init = true, .repr = true, .compare = true, .keyword = keyword};
  if (member.kind == V_OBJECT && value_type(member) == &TYPE_FIELD) {
    field = *(const Field *)member.object->state;
    field.name = name;
    field.keyword = field.keyword || keyword;
    if (field.value.kind == V_ABSENT) dict_remove(heap, class->members, value_str(name), NULL);
    else dict_put(heap, class->members, value_str(name), field.value);
  }
  if (class_describes(field.value, "__get__") || class_describes(field.value, "__set__"))
    return value_unsupported(heap, "a field whose default is a descriptor");
  if (field.value.kind != V_ABSENT && is_mutable(heap, field.value))
    return value_raise(
        heap, EXC_VALUE, "mutable default <class '%s'> for field %.*s is not allowed: use default_factory",
        value_type(field.value)->full_name ? value_type(field.value)->full_name : value_type_name(field.value),
        STR_FMT(name));
  if (passing && field.factory.kind != V_ABSENT)
    return value_raise(heap, EXC_TYPE, "field %.*s cannot have a default factory", STR_FMT(name));
  if (passing) field.passing = true, field.repr = field.compare = false;
  put_field(heap, data, field);
  return VALUE_NONE;
}

static Value own_fields(Heap *heap, Class *class, DataClass *data, bool keyword) {
  const NodeList *fields = &class->node->class.fields;
  for (size_t i = 0; i < fields->n; i++) {
    Str kind = fields->at[i]->annotation.kind;
    if (str_is(kind, "KW_ONLY")) keyword = true;
    bool is_none = kind.n && !str_is(kind, "InitVar");
    Value error = is_none ? VALUE_NONE : own_field(heap, class, data, fields->at[i], keyword);
    if (value_is_error(error)) return error;
  }
  return VALUE_NONE;
}

static Value check_order(Heap *heap, const DataClass *data) {
  bool optional = false;
  size_t n = 1;
  for (size_t i = 0; i < data->fields.n; i++) {
    const Field *field = &data->fields.at[i];
    n += field->init;
    if (!field->init || field->keyword) continue;
    bool has = field->value.kind != V_ABSENT || field->factory.kind != V_ABSENT;
    if (optional && !has)
      return value_raise(heap, EXC_TYPE, "non-default argument %.*s follows default argument",
                         STR_FMT(value_repr(heap, value_str(field->name))));
    optional = optional || has;
  }
  return n > ARGS_MOST ? value_unsupported(heap, "a dataclass of more than %d fields", ARGS_MOST - 1) : VALUE_NONE;
}

static void add_method(Heap *heap, Class *class, const Builtin *row, bool always) {
  bool has = dict_get_str(class->members, str_of(row->name)).kind != V_ABSENT;
  if (always || !has) dict_put(heap, class->members, value_str(str_of(row->name)), class_method_of(heap, row));
}

static Value add_methods(Heap *heap, Class *class, DataClass *data, const bool *make) {
  Value hash = dict_get_str(class->members, STR("__hash__"));
  bool own_eq = dict_get_str(class->members, STR("__eq__")).kind != V_ABSENT;
  bool own_hash = hash.kind != V_ABSENT && !(hash.kind == V_NONE && own_eq);
  if (class_member(&class->type, STR("__setattr__")).kind != V_ABSENT)
    return value_unsupported(heap, "a dataclass with '__setattr__'");
  if (make[MAKE_INIT]) add_method(heap, class, &INIT, false);
  if (make[MAKE_REPR]) add_method(heap, class, &REPR, false);
  if (make[MAKE_EQ]) add_method(heap, class, &EQ, false);
  if (make[MAKE_ORDER] && !make[MAKE_EQ]) return value_raise(heap, EXC_VALUE, "eq must be true if order is true");
  for (size_t i = 0; make[MAKE_ORDER] && i < COUNT(ORDER); i++) {
    if (dict_get_str(class->members, str_of(ORDER[i].name)).kind != V_ABSENT)
      return value_raise(heap, EXC_TYPE,
                         "Cannot overwrite attribute %s in class %.*s. Consider using functools.total_ordering",
                         ORDER[i].name, STR_FMT(class->name));
    add_method(heap, class, &ORDER[i], false);
  }
  data->hashed = make[MAKE_UNSAFE_HASH] || (make[MAKE_EQ] && make[MAKE_FROZEN] && !own_hash);
  if (make[MAKE_UNSAFE_HASH] && own_hash)
    return value_raise(heap, EXC_TYPE, "Cannot overwrite attribute __hash__ in class %.*s", STR_FMT(class->name));
  if (data->hashed) add_method(heap, class, &HASH, true);
  else if (make[MAKE_EQ] && !own_hash) dict_put(heap, class->members, value_str(STR("__hash__")), VALUE_NONE);
  return VALUE_NONE;
}

/* `__match_args__`: what a class pattern takes by position. */
static void add_match_args(Heap *heap, Class *class, const DataClass *data) {
  ValueList names = {0};
  for (size_t i = 0; i < data->fields.n; i++)
    if (data->fields.at[i].init && !data->fields.at[i].keyword)
      value_list_push(heap, &names, value_str(data->fields.at[i].name));
  if (dict_get_str(class->members, STR("__match_args__")).kind == V_ABSENT)
    dict_put(heap, class->members, value_str(STR("__match_args__")), value_tuple(heap, names.at, names.n));
}

/* `slots=True`: the names of its own fields. The class has a descriptor where it had the default of a field. */
static Value add_slots(Heap *heap, Class *class) {
  const NodeList *fields = &class->node->class.fields;
  ValueList names = {0};
  if (dict_get_str(class->members, STR("__slots__")).kind != V_ABSENT)
    return value_raise(heap, EXC_TYPE, "%.*s already specifies __slots__", STR_FMT(class->name));
  for (size_t i = 0; i < fields->n; i++) {
    Str name = fields->at[i]->annotation.id;
    if (fields->at[i]->annotation.kind.n) continue;
    value_list_push(heap, &names, value_str(name));
    dict_put(heap, class->members, value_str(name), value_unknown(heap, STR("the slot of a dataclass")));
  }
  return dict_put(heap, class->members, value_str(STR("__slots__")), value_tuple(heap, names.at, names.n));
}

static Value make_data_class(Heap *heap, Value v, const bool *make) {
  Class *class = v.kind == V_TYPE ? (Class *)class_of(v.type) : NULL;
  if (!class || !class->node || class->members_of || class->tuple || class->is_dict || class->is_typed || class->model)
    return value_unsupported(heap, "such a dataclass");
  DataClass *data = ARENA_NEW(heap->arena, DataClass);
  data->frozen = make[MAKE_FROZEN];
  Value error = inherit(heap, class, data);
  if (!value_is_error(error)) error = own_fields(heap, class, data, make[MAKE_KEYWORD]);
  if (!value_is_error(error)) error = check_order(heap, data);
  class->data = data;
  if (!value_is_error(error)) error = add_methods(heap, class, data, make);
  if (make[MAKE_MATCH_ARGS]) add_match_args(heap, class, data);
  if (make[MAKE_SLOTS] && !value_is_error(error)) error = add_slots(heap, class);
  return value_is_error(error) ? error : v;
}

static Value decorator_call(Heap *heap, Value self, const Value *args) {
  return make_data_class(heap, args[0], self.object->state);
}
static const Builtin DECORATOR_METHODS[] = {
    {"__call__", "__call__(cls, /)", 1, 1, 0, decorator_call, "makes a dataclass"},
};
static const Type TYPE_DECORATOR = {.name = "function", .methods = BUILTIN_TABLE(DECORATOR_METHODS)};

static Value dataclass(Heap *heap, Value self, const Value *args) {
  static const bool FALLBACKS[MAKE_COUNT] = {[MAKE_INIT] = true, [MAKE_REPR] = true, [MAKE_EQ] = true,
                                             [MAKE_MATCH_ARGS] = true};
  (void)self;
  bool *make = (bool *)(void *)arena_bytes(heap->arena, MAKE_COUNT);
  for (int i = 0; i < MAKE_COUNT; i++) make[i] = flag(heap, args[i + 1], FALLBACKS[i]);
  if (value_given(args[0])) return make_data_class(heap, args[0], make);
  return object_new(heap, &TYPE_DECORATOR, (Object){.state = make});
}

/* ---- functions over dataclasses ---- */

static const DataClass *data_of_object(Value v) {
  return v.kind == V_OBJECT && class_of(value_type(v)) ? data_of(value_type(v)) : NULL;
}

static Value copied(Heap *heap, Value v, bool as_tuple);

static Value fields_of(Heap *heap, const DataClass *data, Value v, bool as_tuple) {
  Value dict = value_dict(heap);
  ValueList items = {0};
  for (size_t i = 0; i < data->fields.n; i++) {
    if (data->fields.at[i].passing) continue;
    Value value = attr_of(heap, v, &data->fields.at[i]);
    if (!value_passes(value)) value = copied(heap, value, as_tuple);
    if (value_is_error(value)) return value;
    if (as_tuple) value_list_push(heap, &items, value);
    else dict_put(heap, dict.dict, value_str(data->fields.at[i].name), value);
  }
  return as_tuple ? value_tuple(heap, items.at, items.n) : dict;
}

/* What `asdict` and `astuple` make of a value inside a field. */
static Value copy_of(Heap *heap, Value v, bool as_tuple) {
  const DataClass *data = data_of_object(v);
  bool is_sequence = value_is_list(v) || (v.kind == V_TUPLE && v.aux == 0);
  if (data) return fields_of(heap, data, v, as_tuple);
  if (is_sequence) {
    ValueList items = {0};
    for (size_t i = 0; i < v.list->n; i++) {
      Value item = copied(heap, v.list->at[i], as_tuple);
      if (value_is_error(item)) return item;
      value_list_push(heap, &items, item);
    }
    Value copy = value_tuple(heap, items.at, items.n);
    copy.kind = v.kind;
    return v.aux ? heap->call(heap, value_of_type(value_type(v)), &copy, 1, NULL) : copy;
  }
  if (v.kind == V_SET && !(v.flags & VALUE_FROZEN))
    return heap->call(heap, op_attr(heap, v, STR("copy")), NULL, 0, NULL);
  if (v.kind != V_DICT) return v;
  if (v.dict->subclass) return value_unsupported(heap, "'asdict' of a '%s'", value_type_name(v));
  Value copy = value_dict(heap);
  for (size_t i = 0; i < v.dict->n; i++) {
    if (v.dict->at[i].key.kind == V_ABSENT) continue;
    Value key = copied(heap, v.dict->at[i].key, as_tuple), value = copied(heap, v.dict->at[i].value, as_tuple);
    if (value_is_error(key) || value_is_error(value)) return value_is_error(key) ? key : value;
    Value done = dict_put(heap, copy.dict, key, value);
    if (value_is_error(done)) return done;
  }
  return copy;
}

static Value copied(Heap *heap, Value v, bool as_tuple) {
  heap_enter(heap);
  Value copy = copy_of(heap, v, as_tuple);
  heap_leave(heap);
  return copy;
}

static Value as_built(Heap *heap, const Value *args, bool as_tuple) {
  const DataClass *data = data_of_object(args[0]);
  const char *name = as_tuple ? "astuple" : "asdict";
  if (value_given(args[1])) return value_unsupported(heap, "'%s' with a factory", name);
  if (!data) return value_raise(heap, EXC_TYPE, "%s() should be called on dataclass instances", name);
  return fields_of(heap, data, args[0], as_tuple);
}

static Value asdict(Heap *heap, Value self, const Value *args) {
  (void)self;
  return as_built(heap, args, false);
}
static Value astuple(Heap *heap, Value self, const Value *args) {
  (void)self;
  return as_built(heap, args, true);
}

static Value replace(Heap *heap, Value self, const Value *args) {
  (void)self;
  const DataClass *data = data_of_object(args[0]);
  if (!data) return value_raise(heap, EXC_TYPE, "replace() should be called on dataclass instances");
  Value given = value_dict(heap);
  dict_put_all(heap, given.dict, args[1].kind == V_DICT ? args[1].dict : NULL);
  for (size_t i = 0; i < data->fields.n; i++) {
    const Field *field = &data->fields.at[i];
    bool is_given = dict_get_str(given.dict, field->name).kind != V_ABSENT;
    if (!field->init && is_given)
      return value_raise(heap, EXC_VALUE,
                         "field %.*s is declared with init=False, it cannot be specified with replace()",
                         STR_FMT(field->name));
    if (field->passing && !is_given && field->value.kind == V_ABSENT)
      return value_raise(heap, EXC_VALUE, "InitVar %.*s must be specified with replace()",
                         STR_FMT(value_repr(heap, value_str(field->name))));
    if (field->init && !is_given) dict_put(heap, given.dict, value_str(field->name), attr_of(heap, args[0], field));
  }
  return heap->call(heap, value_of_type(value_type(args[0])), NULL, 0, given.dict);
}

static const DataClass *data_of_any(Value v) { return v.kind == V_TYPE ? data_of(v.type) : data_of_object(v); }

static Value fields(Heap *heap, Value self, const Value *args) {
  (void)self;
  const DataClass *data = data_of_any(args[0]);
  ValueList items = {0};
  if (!data) return value_raise(heap, EXC_TYPE, "must be called with a dataclass type or instance");
  for (size_t i = 0; i < data->fields.n; i++)
    if (!data->fields.at[i].passing)
      value_list_push(heap, &items, object_new(heap, &TYPE_FIELD, (Object){.state = &data->fields.at[i]}));
  return value_tuple(heap, items.at, items.n);
}

static Value is_dataclass(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self;
  return value_bool(data_of_any(args[0]) != NULL);
}

static const Builtin DATACLASSES[] = {
    {"asdict", "asdict(obj, *, dict_factory=None)", 1, 1, 0, asdict, "the fields as a dict, dataclasses inside too"},
    {"astuple", "astuple(obj, *, tuple_factory=None)", 1, 1, 0, astuple, "the fields as a tuple"},
    {"dataclass",
     "dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, "
     "match_args=True, kw_only=False, slots=False, weakref_slot=False)",
     0, 1, 0, dataclass, "makes a class a dataclass"},
    {"field",
     "field(*, default=..., default_factory=..., init=True, repr=True, hash=None, compare=True, metadata=None, "
     "kw_only=...)",
     0, 0, 0, make_field, "what a field is beyond its annotation"},
    {"fields", "fields(class_or_instance)", 1, 1, 0, fields, "the fields, each with its `name`"},
    {"is_dataclass", "is_dataclass(obj)", 1, 1, 0, is_dataclass, "whether it is a dataclass or an object of one"},
    {"replace", "replace(obj, /, **changes)", 1, 1, 0, replace, "a copy with some fields changed"},
};

Value library_dataclasses(Heap *heap, Str name) {
  static const BuiltinTable TABLE = BUILTIN_TABLE(DATACLASSES);
  if (str_is(name, "FrozenInstanceError")) return value_of_type(exception_type(EXC_FROZEN_INSTANCE));
  if (str_is(name, "KW_ONLY") || str_is(name, "InitVar"))
    return opaque_new(heap, str_cat(heap->arena, STR("dataclasses."), name));
  return library_row(TABLE, name);
}
