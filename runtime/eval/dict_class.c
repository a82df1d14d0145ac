#include "runtime/eval/dict_class.h"

#include "runtime/eval/class_member.h"
#include "runtime/eval/class_object.h"
#include "runtime/value/ops.h"
#include "runtime/value/special.h"
#include "runtime/value/types.h"

bool dict_class_is(Value v) { return v.kind == V_DICT && v.dict->subclass && class_of(v.dict->subclass); }

/* What an object is, beyond a dict. */
typedef struct ClassDict {
  Dict dict; /* first */
  Dict *attributes;
} ClassDict;

Dict **dict_class_attributes(Value v) { return &((ClassDict *)(void *)v.dict)->attributes; }

/* What the class itself has; V_ABSENT: nothing. */
static Value own(Heap *heap, Value v, const char *name, const Value *args, size_t n) {
  return class_special(heap, v, name, args, n);
}

/* ---- what `dict` itself does ---- */

static Value raise_key(Heap *heap, Value key) { return value_raise_str(heap, EXC_KEY, value_repr(heap, key)); }

static Value plain_item(Heap *heap, Value self, const Value *args) {
  Value found = dict_get(heap, self.dict, args[0]);
  if (found.kind == V_ABSENT) found = own(heap, self, "__missing__", args, 1);
  return found.kind == V_ABSENT ? raise_key(heap, args[0]) : found;
}

static Value plain_put(Heap *heap, Value self, const Value *args) {
  return dict_put(heap, self.dict, args[0], args[1]);
}

static Value plain_delete(Heap *heap, Value self, const Value *args) {
  Value found = dict_get(heap, self.dict, args[0]);
  if (value_is_error(found)) return found;
  return dict_remove(heap, self.dict, args[0], NULL) ? VALUE_NONE : raise_key(heap, args[0]);
}

static Value plain_contains(Heap *heap, Value self, const Value *args) {
  Value error = VALUE_ABSENT;
  bool is_there = TYPE_DICT.contains(heap, self, args[0], &error);
  return error.kind == V_ABSENT ? value_bool(is_there) : error;
}

static Value plain_init(Heap *heap, Value self, const Value *args) {
  const List *given = args[0].list;
  if (given->n > 1) return value_raise(heap, EXC_TYPE, "dict expected at most 1 argument, got %zu", given->n);
  Value taken[] = {given->n ? given->at[0] : VALUE_ABSENT, args[1]};
  return type_method(&TYPE_DICT, STR("update"))->fn(heap, self, taken);
}

static const Builtin PLAIN[] = {
    {"__contains__", "key, /", 1, 1, BUILTIN_C_STYLE, plain_contains, "whether there is a key"},
    {"__delitem__", "key, /", 1, 1, BUILTIN_C_STYLE, plain_delete, "removes a key"},
    {"__getitem__", "key, /", 1, 1, BUILTIN_C_STYLE, plain_item, "the value of a key"},
    {"__init__", "*args, **kwargs", 0, UINT8_MAX, 0, plain_init, "fills the dict"},
    {"__setitem__", "key, value, /", 2, 2, BUILTIN_C_STYLE, plain_put, "sets the value of a key"},
};

const Builtin *dict_class_method(Str name) {
  for (size_t i = 0; i < COUNT(PLAIN); i++)
    if (str_is(name, PLAIN[i].name)) return &PLAIN[i];
  return NULL;
}

/* ---- objects ---- */

static bool truth(Value v) { return TYPE_DICT.truth(v); }
static int64_t len(Value v) { return TYPE_DICT.len(v); }
static bool iter(Heap *heap, Value v, Iter *out) { return TYPE_DICT.iter(heap, v, out); }
static bool equal(Heap *heap, Value a, Value b) { return TYPE_DICT.equal(heap, a, b); }
static bool hash(Heap *heap, Value v, uint64_t *out) { return TYPE_DICT.hash(heap, v, out); }

/* A plain dict on the left goes on by itself. */
static Value binary(Heap *heap, int op, Value a, Value b) {
  return dict_class_is(a) ? TYPE_DICT.binary(heap, op, a, b) : VALUE_ABSENT;
}

static bool contains(Heap *heap, Value v, Value item, Value *error) {
  Value said = own(heap, v, "__contains__", &item, 1);
  if (said.kind == V_ABSENT) return TYPE_DICT.contains(heap, v, item, error);
  Value stop = VALUE_ABSENT;
  bool is_there = op_truth(heap, said, &stop);
  if (stop.kind != V_ABSENT) *error = stop;
  return is_there;
}

static Value item(Heap *heap, Value v, Value key) {
  Value said = own(heap, v, "__getitem__", &key, 1);
  return said.kind == V_ABSENT ? plain_item(heap, v, &key) : said;
}

Value dict_class_put(Heap *heap, Value object, Value key, Value value) {
  Value pair[] = {key, value}, said = own(heap, object, "__setitem__", pair, 2);
  if (said.kind == V_ABSENT) return plain_put(heap, object, pair);
  return value_passes(said) ? said : VALUE_NONE;
}

Value dict_class_delete(Heap *heap, Value object, Value key) {
  Value said = own(heap, object, "__delitem__", &key, 1);
  if (said.kind == V_ABSENT) return plain_delete(heap, object, &key);
  return value_passes(said) ? said : VALUE_NONE;
}

Value dict_class_delete_attr(Heap *heap, Value object, Str name) {
  Value wanted = value_str(name), said = own(heap, object, "__delattr__", &wanted, 1);
  if (said.kind != V_ABSENT) return value_passes(said) ? said : VALUE_NONE;
  if (class_is_property(class_member(value_type(object), name)))
    return value_unsupported(heap, "'del' of such an attribute");
  if (dict_remove(heap, *dict_class_attributes(object), wanted, NULL)) return VALUE_NONE;
  return value_raise(heap, EXC_ATTRIBUTE, "'%s' object has no attribute '%.*s'", value_type_name(object),
                     STR_FMT(name));
}

static Value attr(Heap *heap, Value v, Str name) {
  Value member = class_member(value_type(v), name), wanted = value_str(name);
  bool is_first = class_is_property(member) || class_describes(member, "__set__");
  Value found = is_first ? VALUE_ABSENT : dict_get_str(*dict_class_attributes(v), name);
  if (found.kind == V_ABSENT && member.kind != V_ABSENT) return class_bind(heap, member, value_type(v), v);
  if (found.kind != V_ABSENT) return found;
  if (str_is(name, "__dict__")) return (Value){.kind = V_DICT, .dict = *dict_class_attributes(v)};
  const Builtin *method = type_method(&TYPE_DICT, name);
  if (!method) method = dict_class_method(name);
  if (method) return value_bound(heap, method, v);
  if (special_is_name(name)) return value_unsupported(heap, "'%.*s' of a '%s'", STR_FMT(name), value_type_name(v));
  return own(heap, v, "__getattr__", &wanted, 1);
}

static void repr(Heap *heap, Buf *buf, Value v) {
  if (!class_special_text(heap, buf, v, "__repr__")) TYPE_DICT.repr(heap, buf, v);
}

static void str(Heap *heap, Buf *buf, Value v) {
  if (!class_special_text(heap, buf, v, "__str__")) repr(heap, buf, v);
}

/* ---- making ---- */

static Value object_of(Heap *heap, const Type *type, Value dict) {
  ClassDict *body = ARENA_NEW(heap->arena, ClassDict);
  *body = (ClassDict){*dict.dict, value_dict(heap).dict};
  body->dict.subclass = type;
  return (Value){.kind = V_DICT, .dict = &body->dict};
}

static Value construct(Heap *heap, const Type *type, const Value *args) {
  Value made = TYPE_DICT.construct(heap, &TYPE_DICT, args);
  return made.kind == V_DICT ? object_of(heap, type, made) : made;
}

static Value construct_by_init(Heap *heap, const Type *type, const Value *args) {
  Value made = object_of(heap, type, value_dict(heap));
  Value init = class_bind(heap, class_member(type, STR("__init__")), type, made);
  const Dict *named = args[1].kind == V_DICT ? args[1].dict : NULL;
  Value done = heap->call(heap, init, args[0].list->at, args[0].list->n, named);
  if (value_passes(done)) return done;
  if (done.kind == V_NONE) return made;
  return value_raise(heap, EXC_TYPE, "__init__() should return None, not '%s'", value_type_name(done));
}

/* ---- classes ---- */

bool dict_class_heeds(Str name) {
  static const Str HEEDED = STR_INIT("__contains__ __delattr__ __delitem__ __getattr__ __getitem__ __init__ "
                                     "__missing__ __repr__ __setattr__ __setitem__ __str__");
  return str_lists(HEEDED, name);
}

static Value check_members(Heap *heap, const Class *class) {
  for (size_t i = 0; i < class->members->n; i++) {
    if (class->members->at[i].key.kind == V_ABSENT) continue;
    Str name = value_text(class->members->at[i].key);
    Value member = class->members->at[i].value;
    bool is_taken = member.kind == V_BUILTIN && member.flags & VALUE_BOUND && member.bound->self.kind == V_TYPE &&
                    member.bound->self.type == &TYPE_DICT;
    bool is_own = dict_class_heeds(name) && (member.kind == V_FUNCTION || is_taken);
    bool is_idle = str_lists(STR("__doc__ __module__ __qualname__"), name);
    if (special_is_name(name) && !is_idle && !is_own)
      return value_unsupported(heap, "'%.*s' of a class derived from 'dict'", STR_FMT(name));
  }
  return VALUE_NONE;
}

Value dict_class_finish(Heap *heap, Class *class) {
  Type *type = &class->type;
  bool has_init = class_member(type, STR("__init__")).kind != V_ABSENT;
  class->is_dict = true;
  if (class->bases.n != 1) return value_unsupported(heap, "a class derived from 'dict' and others");
  type->truth = truth;
  type->len = len;
  type->iter = iter;
  type->equal = equal;
  type->hash = hash;
  type->binary = binary;
  type->contains = contains;
  type->item = item;
  type->item_changes = class_member(type, STR("__missing__")).kind != V_ABSENT ||
                       class_member(type, STR("__getitem__")).kind != V_ABSENT;
  type->attr = attr;
  type->repr = repr;
  type->str = str;
  type->construct = has_init ? construct_by_init : construct;
  type->construct_params = has_init ? "*args, **kwargs" : TYPE_DICT.construct_params;
  return check_members(heap, class);
}

static Value construct_plain(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  return TYPE_DICT.construct(heap, &TYPE_DICT, args);
}

Value dict_class_finish_typed(Heap *heap, Class *class) {
  class->is_typed = true;
  for (size_t i = 0; i < class->bases.n; i++)
    if (!class_of(class->bases.at[i].type) || !class_of(class->bases.at[i].type)->is_typed)
      return value_unsupported(heap, "a class derived from 'typing.TypedDict' and others");
  class->type.construct = construct_plain;
  class->type.construct_params = TYPE_DICT.construct_params;
  return VALUE_NONE;
}

bool dict_class_has_typed(Str name) {
  return type_method(&TYPE_DICT, name) ||
         str_lists(STR("__total__ __required_keys__ __optional_keys__ __orig_bases__"), name);
}
