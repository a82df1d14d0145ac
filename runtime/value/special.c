#include "runtime/value/special.h"

#include "runtime/value/types.h"

bool special_is_name(Str name) { return name.n > 4 && str_starts(name, STR("__")) && str_ends(name, STR("__")); }

/* ---- what operators and filters say otherwise ---- */

static Value special_contains(Heap *heap, Value self, const Value *args) {
  return op_compare(heap, OP_IN, args[0], self);
}
static Value special_getitem(Heap *heap, Value self, const Value *args) { return op_item(heap, self, args[0]); }
static Value special_len(Heap *heap, Value self, const Value *args) {
  (void)args;
  return op_len(heap, self);
}
static Value special_repr(Heap *heap, Value self, const Value *args) {
  (void)args;
  return value_str(value_repr(heap, self));
}
/* What templates write where they have no assignment: `{% set _ = d.__setitem__('key', 1) %}`. */
static Value special_setitem(Heap *heap, Value self, const Value *args) {
  if (args[0].kind == V_UNKNOWN) return value_unverified(heap, args[0]);
  Value done = dict_put(heap, self.dict, args[0], args[1]);
  return value_is_error(done) ? done : VALUE_NONE;
}
static Value special_str(Heap *heap, Value self, const Value *args) {
  (void)args;
  return value_str(value_to_str(heap, self));
}

static const Builtin methods[] = {
    {"__contains__", "key, /", 1, 1, BUILTIN_C_STYLE, special_contains, "`in`"},
    {"__getitem__", "key, /", 1, 1, BUILTIN_C_STYLE, special_getitem, "`[key]`"},
    {"__len__", "", 0, 0, BUILTIN_C_STYLE, special_len, "`|length`"},
    {"__repr__", "", 0, 0, BUILTIN_C_STYLE, special_repr, "the text that shows it"},
    {"__setitem__", "key, value, /", 2, 2, BUILTIN_C_STYLE | BUILTIN_ABSORBS, special_setitem, "puts a value to a key"},
    {"__str__", "", 0, 0, BUILTIN_C_STYLE, special_str, "`|string`"},
};

static bool takes_part(const Type *type, const Builtin *method) {
  if (method->fn == special_len) return type->len;
  if (method->fn == special_getitem) return type->item;
  if (method->fn == special_setitem) return type == &TYPE_DICT;
  return method->fn != special_contains || type->contains || type->item;
}

const Builtin *special_method(Value object, Str name) {
  bool plain = object.kind >= V_NONE && object.kind <= V_MULTI_KEY;
  for (size_t i = 0; plain && i < COUNT(methods); i++)
    if (str_is(name, methods[i].name) && takes_part(value_type(object), &methods[i])) return &methods[i];
  return NULL;
}

/* ---- the others ---- */

static const char *const names[] = {
#define SPECIAL_NAME(name) name,
#include "grammar/special_names.def"
#undef SPECIAL_NAME
};

Value special_refused(Heap *heap, Value object, Str name) {
  size_t low = 0, high = COUNT(names);
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = str_cmp(name, str_of(names[middle]));
    if (order == 0)
      return value_unsupported(heap, "'%.*s' of a '%s'", STR_FMT(name), value_type_name(object));
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return VALUE_ABSENT;
}
