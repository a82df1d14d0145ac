#include "runtime/eval/dict_class.h"

#include "runtime/eval/class_member.h"
#include "runtime/eval/class_object.h"
#include "runtime/value/special.h"
#include "runtime/value/types.h"

bool dict_class_is(Value v) { return v.kind == V_DICT && v.dict->subclass && class_of(v.dict->subclass); }

static bool truth(Value v) { return TYPE_DICT.truth(v); }
static int64_t len(Value v) { return TYPE_DICT.len(v); }
static bool iter(Heap *heap, Value v, Iter *out) { return TYPE_DICT.iter(heap, v, out); }
static bool equal(Heap *heap, Value a, Value b) { return TYPE_DICT.equal(heap, a, b); }
static bool hash(Heap *heap, Value v, uint64_t *out) { return TYPE_DICT.hash(heap, v, out); }
static bool contains(Heap *heap, Value v, Value item, Value *error) { return TYPE_DICT.contains(heap, v, item, error); }

static Value item(Heap *heap, Value v, Value key) {
  Value found = dict_get(heap, v.dict, key);
  if (found.kind == V_ABSENT) found = class_special(heap, v, "__missing__", &key, 1);
  return found.kind == V_ABSENT ? value_raise_str(heap, EXC_KEY, value_repr(heap, key)) : found;
}

static Value attr(Heap *heap, Value v, Str name) {
  Value found = class_object_attr(heap, v, name), wanted = value_str(name);
  const Builtin *method = type_method(&TYPE_DICT, name);
  if (found.kind != V_ABSENT) return found;
  if (method) return value_bound(heap, method, v);
  if (special_is_name(name)) return value_unsupported(heap, "'%.*s' of a '%s'", STR_FMT(name), value_type_name(v));
  return class_special(heap, v, "__getattr__", &wanted, 1);
}

static void repr(Heap *heap, Buf *buf, Value v) {
  if (!class_special_text(heap, buf, v, "__repr__")) TYPE_DICT.repr(heap, buf, v);
}

static void str(Heap *heap, Buf *buf, Value v) {
  if (!class_special_text(heap, buf, v, "__str__")) repr(heap, buf, v);
}

static Value construct(Heap *heap, const Type *type, const Value *args) {
  Value made = TYPE_DICT.construct(heap, &TYPE_DICT, args);
  if (made.kind == V_DICT) made.dict->subclass = type;
  return made;
}

/* What a class may have besides methods: a special method that is called with its object alone, or with what is
 * missing. */
static Value check_members(Heap *heap, const Class *class) {
  for (size_t i = 0; i < class->members->n; i++) {
    if (class->members->at[i].key.kind == V_ABSENT) continue;
    Str name = value_text(class->members->at[i].key);
    bool is_own = str_lists(STR("__missing__ __getattr__ __repr__ __str__"), name);
    bool is_idle = str_lists(STR("__doc__ __module__ __qualname__"), name);
    bool fits = !special_is_name(name) || is_idle || (is_own && class->members->at[i].value.kind == V_FUNCTION);
    if (!fits) return value_unsupported(heap, "'%.*s' of a class derived from 'dict'", STR_FMT(name));
  }
  return VALUE_NONE;
}

Value dict_class_finish(Heap *heap, Class *class) {
  Type *type = &class->type;
  class->is_dict = true;
  if (class->bases.n != 1) return value_unsupported(heap, "a class derived from 'dict' and others");
  type->truth = truth;
  type->len = len;
  type->iter = iter;
  type->equal = equal;
  type->hash = hash;
  type->contains = contains;
  type->item = item;
  type->item_changes = class_member(type, STR("__missing__")).kind != V_ABSENT;
  type->attr = attr;
  type->repr = repr;
  type->str = str;
  type->construct = construct;
  type->construct_params = TYPE_DICT.construct_params;
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
