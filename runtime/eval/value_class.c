#include "runtime/eval/value_class.h"

#include <string.h>

#include "runtime/eval/class_member.h"
#include "runtime/eval/class_object.h"
#include "runtime/eval/enum.h"
#include "runtime/eval/exception.h"
#include "runtime/value/int.h"
#include "runtime/value/special.h"
#include "runtime/value/types.h"

static const Type *base_of(Value v) { return class_of(value_type(v))->value_of; }

bool value_class_is_base(const Type *type) {
  return type == &TYPE_STR || type == &TYPE_INT || type == &TYPE_LIST || type == &TYPE_TUPLE;
}

/* ---- objects ---- */

Dict *value_class_attributes(Value v) {
  const Class *class = class_of(value_type(v));
  if (!class || !class->value_of) return NULL;
  if (value_is_member(v)) return member_head(v)->object->dict;
  if (v.kind == V_LIST) return ((const TypedList *)(const void *)v.list)->attributes;
  return v.kind == V_OBJECT ? v.object->dict : NULL;
}

Value value_class_alone(Value v) { return v.kind == V_OBJECT ? v.object->value : member_text(v); }
static Value number_of(Value v) { return v.object->value; }

static void repr(Heap *heap, Buf *buf, Value v) {
  if (!class_special_text(heap, buf, v, "__repr__")) base_of(v)->repr(heap, buf, value_class_alone(v));
}

static void str(Heap *heap, Buf *buf, Value v) {
  if (class_special_text(heap, buf, v, "__str__")) return;
  bool own_repr = class_member(value_type(v), STR("__repr__")).kind != V_ABSENT;
  if (value_is_str(v)) buf_put(buf, value_text(v));
  else if (own_repr) repr(heap, buf, v);
  else base_of(v)->repr(heap, buf, value_class_alone(v));
}

static Value attr(Heap *heap, Value v, Str name) {
  const Dict *attributes = value_class_attributes(v);
  Value found = attributes ? dict_get_str(attributes, name) : VALUE_ABSENT, wanted = value_str(name);
  Value member = class_object_attr(heap, v, name);
  if (str_is(name, "__dict__")) return value_unsupported(heap, "'__dict__' of a '%s'", value_type_name(v));
  if (found.kind == V_ABSENT) found = member;
  if (found.kind != V_ABSENT) return found;
  const Builtin *method = type_method(base_of(v), name);
  if (method) return value_bound(heap, method, value_class_alone(v));
  if (special_is_name(name)) return VALUE_ABSENT;
  return class_special(heap, v, "__getattr__", &wanted, 1);
}

static Value binary(Heap *heap, int op, Value a, Value b) {
  Value own = class_binary(heap, op, a, b);
  if (own.kind != V_ABSENT) return own;
  if (value_number(a).kind != a.kind || value_number(b).kind != b.kind) return class_numbers(heap, op, a, b);
  const Type *base = class_of(value_type(a)) ? base_of(a) : base_of(b);
  return base->binary ? base->binary(heap, op, a, b) : VALUE_ABSENT;
}

static bool hash(Heap *heap, Value v, uint64_t *out) { return value_hash(heap, v.object->value, out); }

/* ---- making ---- */

static Value new_text(Heap *heap, const Type *type, Value text) {
  char *room = arena_bytes(heap->arena, sizeof(MemberHead) + text.len);
  Value object = exception_object(heap, type, value_tuple(heap, NULL, 0));
  *(MemberHead *)(void *)room = (MemberHead){type, object.object};
  memcpy(room + sizeof(MemberHead), value_text(text).p, text.len);
  Value made = value_str((Str){room + sizeof(MemberHead), value_text(text).n});
  made.flags |= VALUE_MEMBER;
  return made;
}

static Value wrap(Heap *heap, const Type *type, const Type *base, Value v) {
  if (base == &TYPE_STR) return new_text(heap, type, member_text(v));
  if (base == &TYPE_TUPLE) return value_tuple_of_project(heap, type, v.list->at, v.list->n);
  if (base == &TYPE_LIST) return value_list_of_project(heap, type);
  return object_new(heap, type, (Object){.value = v, .dict = value_dict(heap).dict});
}

/* A list takes its items in `__init__`. */
Value class_new_object(Heap *heap, const Type *type, const Value *args) {
  const Type *base = class_of(type)->value_of;
  const Dict *named = args[1].kind == V_DICT ? args[1].dict : NULL;
  if (!base) return exception_object(heap, type, args[0]);
  bool is_list = base == &TYPE_LIST;
  Value made =
      heap->call(heap, value_of_type(base), args[0].list->at, is_list ? 0 : args[0].list->n, is_list ? NULL : named);
  return value_passes(made) ? made : wrap(heap, type, base, made);
}

Value value_class_init(Heap *heap, Value object, const Value *args) {
  const Class *class = class_of(value_type(object));
  if (!class || class->value_of != &TYPE_LIST) return VALUE_ABSENT;
  const Dict *named = args[1].kind == V_DICT ? args[1].dict : NULL;
  Value items = heap->call(heap, value_of_type(&TYPE_LIST), args[0].list->at, args[0].list->n, named);
  if (value_passes(items)) return items;
  object.list->n = 0;
  for (size_t i = 0; i < items.list->n; i++) list_push(heap, object, items.list->at[i]);
  return VALUE_NONE;
}

/* `self`: the type whose `__new__` is asked; of `super()` is it that of an object. */
static Value new_of(Heap *heap, Value self, const Value *args) {
  const List *given = args[0].list;
  const Class *class = given->n && given->at[0].kind == V_TYPE ? class_of(given->at[0].type) : NULL;
  Value rest[] = {given->n ? value_tuple(heap, given->at + 1, given->n - 1) : VALUE_NONE, args[1]};
  if (class && class->members_of) return enum_blank(heap, class, self.type, rest[0].list);
  bool of_other = self.kind == V_TYPE && self.type != &TYPE_OBJECT && (!class || class->value_of != self.type);
  bool is_odd = !class || class->tuple || class->model || class->is_dict || of_other;
  if (is_odd) return value_unsupported(heap, "such a call of '__new__'");
  return class_new_object(heap, &class->type, rest);
}
const Builtin CLASS_NEW = {"__new__", "*args, **kwargs", 0, UINT8_MAX, BUILTIN_STATIC, new_of, "an object of a class"};

bool value_class_has_new(const Type *type) { return type == &TYPE_OBJECT || value_class_is_base(type); }

/* ---- classes ---- */

static bool is_heeded(const Type *base, Str name) {
  static const Str ALL = STR_INIT(
      "__new__ __init__ __init_subclass__ __repr__ __str__ __doc__ __module__ __qualname__ __slots__ "
      "__getattr__ __add__ __radd__ __sub__ __rsub__ __mul__ __rmul__ __truediv__ __rtruediv__ "
      "__floordiv__ __rfloordiv__ __mod__ __rmod__ __or__ __ror__ __and__ __rand__ __pow__ __lshift__ __rshift__");
  if (base == &TYPE_STR && str_lists(STR("__mod__ __rmod__"), name)) return false; /* '%' of a text formats */
  return str_lists(ALL, name) || (str_is(name, "__format__") && (base == &TYPE_STR || base == &TYPE_INT));
}

static Value check_members(Heap *heap, const Class *class) {
  for (size_t i = 0; i < class->members->n; i++) {
    if (class->members->at[i].key.kind == V_ABSENT) continue;
    Str name = value_text(class->members->at[i].key);
    if (special_is_name(name) && !is_heeded(class->value_of, name))
      return value_unsupported(heap, "'%.*s' of a class derived from '%s'", STR_FMT(name), class->value_of->name);
  }
  return VALUE_NONE;
}

Value value_class_finish(Heap *heap, Class *class, const Type *base) {
  Type *type = &class->type, of_class = class->type;
  class->value_of = base;
  if (base != &TYPE_INT) *type = *base;
  *type = (Type){.name = of_class.name, .full_name = of_class.full_name,
                 .construct = of_class.construct, .construct_params = of_class.construct_params,
                 .class_attr = of_class.class_attr, .special = of_class.special, .derives = of_class.derives,
                 .truth = type->truth, .len = type->len, .iter = type->iter, .item = type->item,
                 .contains = type->contains, .compare = type->compare, .equal = type->equal};
  type->repr = repr;
  type->str = str;
  type->attr = attr;
  type->binary = binary;
  if (base == &TYPE_TUPLE) type->hash = TYPE_TUPLE.hash;
  if (base == &TYPE_LIST) type->hash = TYPE_LIST.hash;
  if (base != &TYPE_INT) return check_members(heap, class);
  type->truth = NULL, type->len = NULL, type->iter = NULL, type->item = NULL, type->contains = NULL, type->equal = NULL;
  type->number = number_of;
  type->hash = hash;
  return check_members(heap, class);
}
