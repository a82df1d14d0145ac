#include <string.h>

#include "runtime/eval/class_member.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/literal.h"
#include "runtime/value/types.h"

/* types: SimpleNamespace, MappingProxyType. ast: literal_eval. */

#define NAMESPACE "types.SimpleNamespace"

static Value namespace_repr(Heap *heap, Value self, const Value *args) {
  Buf buf = buf_new(heap->arena, SIZE_MAX);
  const Dict *dict = self.object->dict;
  const char *separator = "";
  (void)args;
  buf_puts(&buf, "namespace(");
  for (size_t i = 0; i < dict->n; i++) {
    if (dict->at[i].key.kind == V_ABSENT) continue;
    buf_printf(&buf, "%s%.*s=", separator, STR_FMT(value_text(dict->at[i].key)));
    value_write_repr(heap, &buf, dict->at[i].value);
    separator = ", ";
  }
  buf_char(&buf, ')');
  return value_str(buf_str(&buf));
}

static Value namespace_eq(Heap *heap, Value self, const Value *args) {
  bool is_one = args[0].kind == V_OBJECT && str_is(str_of(value_type(args[0])->name), NAMESPACE);
  if (!is_one) return value_not_implemented(heap);
  Value mine = {.kind = V_DICT, .dict = self.object->dict}, other = {.kind = V_DICT, .dict = args[0].object->dict};
  return op_compare(heap, OP_EQ, mine, other);
}

static const Builtin NAMESPACE_REPR = {"__repr__", "", 0, 0, 0, namespace_repr, "the attributes with their names"};
static const Builtin NAMESPACE_EQ = {"__eq__", "other, /", 1, 1, 0, namespace_eq, "`==`"};

static Value simple_namespace(Heap *heap, const Type *type, const Value *args);

static const Type TYPE_NAMESPACE = {.name = "SimpleNamespace",
                                    .full_name = NAMESPACE,
                                    .construct = simple_namespace,
                                    .construct_params = "*args, **kwargs"};

/* An object whose class has no members but these, and this one as its base. */
static Value simple_namespace(Heap *heap, const Type *type, const Value *args) {
  Class *class = class_blank((Eval *)heap, STR("SimpleNamespace"));
  class->type.name = NAMESPACE;
  if (args[0].list->n) return value_raise(heap, EXC_TYPE, "no positional arguments expected");
  value_list_push(heap, &class->bases, value_of_type(type));
  dict_put(heap, class->members, value_str(STR("__repr__")), class_method_of(heap, &NAMESPACE_REPR));
  dict_put(heap, class->members, value_str(STR("__eq__")), class_method_of(heap, &NAMESPACE_EQ));
  dict_put(heap, class->members, value_str(STR("__hash__")), VALUE_NONE);
  Dict *given = args[1].kind == V_DICT ? args[1].dict : value_dict(heap).dict;
  return object_new(heap, &class->type, (Object){.value = VALUE_NONE, .dict = given});
}

/* ---- MappingProxyType: what another dict holds, to read ---- */

static Value proxied(Value v) { return v.object->value; }

static void proxy_repr(Heap *heap, Buf *buf, Value v) {
  buf_puts(buf, "mappingproxy(");
  value_write_repr(heap, buf, proxied(v));
  buf_char(buf, ')');
}
static void proxy_str(Heap *heap, Buf *buf, Value v) { value_write_str(heap, buf, proxied(v)); }
static bool proxy_truth(Value v) { return proxied(v).dict->live > 0; }
static int64_t proxy_len(Value v) { return (int64_t)proxied(v).dict->live; }
static Value proxy_item(Heap *heap, Value v, Value key) { return op_item(heap, proxied(v), key); }
static bool proxy_iter(Heap *heap, Value v, Iter *iter) { return TYPE_DICT.iter(heap, proxied(v), iter); }
static Value proxy_special(Heap *heap, Value v, const char *name, const Value *args, size_t n) {
  if (strcmp(name, "__setitem__") == 0)
    return value_raise(heap, EXC_TYPE, "'mappingproxy' object does not support item assignment");
  if (strcmp(name, "__ior__") == 0)
    return value_raise(heap, EXC_TYPE, "'|=' is not supported by mappingproxy; use '|' instead");
  if (n != 1 || strcmp(name, "__eq__") != 0) return VALUE_ABSENT;
  return op_compare(heap, OP_EQ, proxied(v), library_mapping_of(args[0]));
}
static bool proxy_contains(Heap *heap, Value v, Value item, Value *error) {
  return TYPE_DICT.contains(heap, proxied(v), item, error);
}

/* The dict that both hold. */
static Value proxy_binary(Heap *heap, int op, Value a, Value b) {
  return op == OP_BIT_OR ? op_binary(heap, OP_BIT_OR, library_mapping_of(a), library_mapping_of(b)) : VALUE_ABSENT;
}

static Value proxy_attr(Heap *heap, Value v, Str name) {
  static const Str METHODS = STR_INIT("copy get items keys values");
  return str_lists(METHODS, name) ? op_attr(heap, proxied(v), name) : VALUE_ABSENT;
}

static Value proxy_construct(Heap *heap, const Type *type, const Value *args) {
  if (args[0].kind == V_DICT) return object_new(heap, type, (Object){.value = args[0]});
  return value_unsupported(heap, "'MappingProxyType' of what is no dict");
}

static const Type TYPE_MAPPING_PROXY = {.name = "mappingproxy",
                                        .repr = proxy_repr,
                                        .str = proxy_str,
                                        .truth = proxy_truth,
                                        .len = proxy_len,
                                        .item = proxy_item,
                                        .iter = proxy_iter,
                                        .special = proxy_special,
                                        .contains = proxy_contains,
                                        .binary = proxy_binary,
                                        .attr = proxy_attr,
                                        .construct = proxy_construct,
                                        .construct_params = "mapping, /"};

Value library_mapping(Heap *heap, Value dict) {
  return object_new(heap, &TYPE_MAPPING_PROXY, (Object){.value = dict});
}

Value library_mapping_of(Value v) {
  return v.kind == V_OBJECT && value_type(v) == &TYPE_MAPPING_PROXY ? proxied(v) : v;
}

Value library_types(Heap *heap, Str name) {
  (void)heap;
  if (str_is(name, "MappingProxyType")) return value_of_type(&TYPE_MAPPING_PROXY);
  return str_is(name, "SimpleNamespace") ? value_of_type(&TYPE_NAMESPACE) : VALUE_ABSENT;
}

/* ---- ast ---- */

static Value read_literal(Heap *heap, Value self, const Value *args) {
  Value v;
  (void)self;
  Str text = value_is_str(args[0]) ? value_text(args[0]) : STR("");
  while (text.n && (text.p[0] == ' ' || text.p[0] == '\t')) text = str_sub(text, 1, text.n);
  bool may_be_named = str_find(text, STR("\\N{"), 0) != SIZE_MAX;
  LiteralStatus status = text.n ? literal_eval(heap, text, &v) : LITERAL_NOT;
  if (status == LITERAL_OK || status == LITERAL_ERROR) return v;
  if (!value_is_str(args[0]) || may_be_named) return value_unsupported(heap, "'literal_eval' of what is no literal");
  Value error = value_raise(heap, EXC_VALUE, "malformed node or string, or invalid syntax");
  error.exc->or_syntax = true;
  return error;
}

static const Builtin AST[] = {
    {"literal_eval", "literal_eval(node_or_string)", 1, 1, 0, read_literal, "the value of a literal"},
};

const BuiltinTable LIBRARY_AST = BUILTIN_TABLE(AST);
