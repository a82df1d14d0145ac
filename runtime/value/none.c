#include "runtime/value/format.h"
#include "runtime/value/types.h"

/* The types without methods: None, Ellipsis, Undefined, Unknown, classes and builtins themselves. */

static void none_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap, (void)v;
  buf_puts(buf, "None");
}
const Type TYPE_NONE = {.name = "NoneType", .repr = none_repr};

static void ellipsis_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap, (void)v;
  buf_puts(buf, "Ellipsis");
}
const Type TYPE_ELLIPSIS = {.name = "ellipsis", .repr = ellipsis_repr};

static void undefined_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap, (void)v;
  buf_puts(buf, "Undefined");
}
static void undefined_str(Heap *heap, Buf *buf, Value v) { (void)heap, (void)buf, (void)v; }
static int64_t undefined_len(Value v) {
  (void)v;
  return 0;
}
static bool undefined_next(Heap *heap, Iter *iter, Value *out) {
  (void)heap, (void)iter, (void)out;
  return false;
}
static bool undefined_iter(Heap *heap, Value v, Iter *iter) {
  (void)heap;
  *iter = (Iter){.next = undefined_next, .over = v};
  return true;
}
static bool undefined_equal(Heap *heap, Value a, Value b) {
  (void)heap, (void)a, (void)b;
  return true;
}
const Type TYPE_UNDEFINED = {
    .name = "Undefined",
    .full_name = "jinja2.runtime.Undefined",
    .repr = undefined_repr,
    .str = undefined_str,
    .len = undefined_len,
    .iter = undefined_iter,
    .equal = undefined_equal,
};

/* Within a list, say: the text of the whole is not known then; for people it stands as it is. */
static void unknown_repr(Heap *heap, Buf *buf, Value v) {
  bool is_unknown = v.kind == V_UNKNOWN;
  buf_printf(buf, "<unknown: %.*s>", STR_FMT(is_unknown ? v.unknown->what : STR("")));
  if (is_unknown && !heap->pending) heap->pending = value_unverified(heap, v).exc;
}
const Type TYPE_UNKNOWN = {.name = "unknown", .repr = unknown_repr};

/* ---- classes ---- */

static void type_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  if (v.type->class_iter) /* an Enum */
    buf_printf(buf, "<%s '%s'>", v.type->is_flag ? "flag" : "enum", v.type->name);
  else
    buf_printf(buf, "<class '%s'>", v.type->full_name ? v.type->full_name : v.type->name);
}

static Str last_word(const char *dotted) {
  Str name = str_of(dotted);
  for (size_t i = name.n; i-- > 0;)
    if (name.p[i] == '.') return str_sub(name, i + 1, name.n);
  return name;
}

static Value type_attr(Heap *heap, Value v, Str name) {
  if (str_is(name, "__name__") || (str_is(name, "__qualname__") && !v.type->special))
    return value_str(last_word(v.type->name));
  if (v.type->class_attr) {
    Value found = v.type->class_attr(heap, v.type, name);
    if (found.kind != V_ABSENT) return found;
  }
  bool is_class = v.type->special;
  if (is_class && str_is(name, "__annotations__")) return value_unsupported(heap, "'__annotations__' of a class");
  const Builtin *method = type_method(v.type, name);
  if (method && method->flags & BUILTIN_PROPERTY)
    return value_unsupported(heap, "the attribute '%s' of the class '%s'", method->name, v.type->name);
  return method ? value_bound(heap, method, v) : VALUE_ABSENT;
}

Value type_generic(Heap *heap, const Type *type, Value key) {
  return value_unsupported(heap, "the generic type %s[%.*s]", type->name, STR_FMT(value_repr(heap, key)));
}

static Value type_item(Heap *heap, Value v, Value key) {
  if (v.type->class_item) return v.type->class_item(heap, v.type, key);
  static const Type *const generic[] = {&TYPE_DICT, &TYPE_LIST, &TYPE_TUPLE, &TYPE_SET, &TYPE_FROZENSET, &TYPE_TYPE};
  for (size_t i = 0; i < COUNT(generic); i++)
    if (v.type == generic[i]) return type_generic(heap, v.type, key);
  return value_raise(heap, EXC_TYPE, "type '%s' is not subscriptable", v.type->name);
}

static bool type_iter(Heap *heap, Value v, Iter *iter) {
  return v.type->class_iter && v.type->class_iter(heap, v, iter);
}

/* `int | None` is of use to annotations and isinstance alone. */
static Value type_binary(Heap *heap, int op, Value a, Value b) {
  bool is_union = op == OP_BIT_OR && (a.kind == V_TYPE || a.kind == V_NONE || a.kind >= V_OPAQUE) &&
                  (b.kind == V_TYPE || b.kind == V_NONE || b.kind >= V_OPAQUE);
  return is_union ? value_unsupported(heap, "a union of types") : VALUE_ABSENT;
}

const Type TYPE_TYPE = {.name = "type",
                        .repr = type_repr,
                        .attr = type_attr,
                        .item = type_item,
                        .iter = type_iter,
                        .binary = type_binary};
const Type TYPE_OBJECT = {.name = "object"};

/* ---- NotImplemented: what a special method gives that leaves the work to others ---- */

static void not_implemented_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap, (void)v;
  buf_puts(buf, "NotImplemented");
}

const Type TYPE_NOT_IMPLEMENTED = {.name = "NotImplementedType", .repr = not_implemented_repr};

Value value_not_implemented(Heap *heap) {
  ValueHead *head = ARENA_NEW(heap->arena, ValueHead);
  head->type = &TYPE_NOT_IMPLEMENTED;
  return (Value){.kind = V_OBJECT, .head = head};
}

/* ---- builtins ---- */

static void builtin_repr(Heap *heap, Buf *buf, Value v) {
  const Type *class = definition_class_type(v);
  bool of_class = v.flags & VALUE_BOUND && v.bound->self.kind == V_TYPE;
  if (of_class && !(v.bound->builtin->flags & BUILTIN_STATIC))
    buf_printf(buf, "<method '%s' of '%s' objects>", v.bound->builtin->name, v.bound->self.type->name);
  else if (v.flags & VALUE_BOUND)
    buf_printf(buf, "<built-in method %s of %s object>", v.bound->builtin->name, value_type_name(v.bound->self));
  else if (class)
    type_repr(heap, buf, value_of_type(class));
  else
    buf_printf(buf, "<built-in function %s>", v.builtin->name);
  (void)heap;
}
static bool builtin_equal(Heap *heap, Value a, Value b) {
  if ((a.flags & VALUE_BOUND) != (b.flags & VALUE_BOUND)) return false;
  if (!(a.flags & VALUE_BOUND)) return a.builtin == b.builtin;
  return a.bound->builtin == b.bound->builtin && value_equal(heap, a.bound->self, b.bound->self);
}
static bool builtin_hash(Heap *heap, Value v, uint64_t *hash) {
  (void)heap;
  const Builtin *builtin = v.flags & VALUE_BOUND ? v.bound->builtin : v.builtin;
  return *hash = (uint64_t)(uintptr_t)builtin >> 4, true;
}

/* ---- classes that are functions here: `dg.AssetSpec`, `zip` ---- */

bool value_is_class(Value v) {
  static const Str LOWER = STR_INIT("classmethod enumerate filter map memoryview property reversed staticmethod super "
                                    "type zip");
  if (v.kind != V_BUILTIN || v.flags & VALUE_BOUND) return v.kind == V_TYPE;
  char first = v.builtin->name[0];
  return (first >= 'A' && first <= 'Z') || str_lists(LOWER, str_of(v.builtin->name));
}

static Value builtin_attr(Heap *heap, Value v, Str name) {
  bool is_name = str_is(name, "__name__") || str_is(name, "__qualname__");
  if (is_name && definition_class_type(v)) return value_ascii(str_of(v.builtin->name));
  return value_is_class(v) ? value_unsupported(heap, "'%.*s' of '%s'", STR_FMT(name), v.builtin->name) : VALUE_ABSENT;
}

static Value builtin_item(Heap *heap, Value v, Value key) {
  (void)key;
  const Builtin *builtin = v.flags & VALUE_BOUND ? v.bound->builtin : v.builtin;
  if (str_lists(STR("type enumerate"), str_of(builtin->name)))
    return value_unsupported(heap, "the generic type '%s[...]'", builtin->name);
  return value_raise(heap, EXC_TYPE, "'%s' object is not subscriptable", value_type_name(v));
}

const Type TYPE_BUILTIN = {.name = "builtin_function_or_method",
                           .repr = builtin_repr,
                           .attr = builtin_attr,
                           .item = builtin_item,
                           .equal = builtin_equal,
                           .hash = builtin_hash};
