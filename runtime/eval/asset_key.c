#include "runtime/eval/asset_key.h"

#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/value/json.h"
#include "runtime/value/literal.h"
#include "runtime/value/types.h"

/* An object of TYPE_ASSET_KEY has as its `value` the text of its parts with '/' between. */

static StrList parts_of(Arena *arena, Str key) {
  StrList parts = {0};
  str_parts(arena, key, '/', &parts);
  return parts;
}

static Value key_text(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self.object->value;
}

static Value key_path(Heap *heap, Value self, const Value *args) {
  (void)args;
  StrList parts = parts_of(heap->arena, value_text(self.object->value));
  return value_list_of_texts(heap, parts.at, parts.n);
}

static Value key_parts(Heap *heap, Value self, const Value *args) {
  Value list = key_path(heap, self, args);
  return value_tuple(heap, list.list->at, list.list->n);
}

static Value key_string(Heap *heap, Value self, const Value *args) {
  return json_dumps(heap, key_path(heap, self, args));
}

/* A text is a prefix of one part. */
static Value key_with_prefix(Heap *heap, Value self, const Value *args) {
  StrList parts = {0}, own = parts_of(heap->arena, value_text(self.object->value));
  ValueList prefix = {0};
  Value error = VALUE_NONE;
  if (value_is_str(args[0]))
    VEC_PUSH(heap->arena, &parts, value_text(args[0]));
  else
    error = value_collect(heap, args[0], &prefix);
  if (value_passes(error)) return error;
  for (size_t i = 0; i < prefix.n; i++) {
    if (!value_is_str(prefix.at[i])) return value_unsupported(heap, "such a prefix of an AssetKey");
    VEC_PUSH(heap->arena, &parts, value_text(prefix.at[i]));
  }
  for (size_t i = 0; i < own.n; i++) VEC_PUSH(heap->arena, &parts, own.at[i]);
  Value key = asset_key_new(heap, &parts);
  return key.kind == V_ABSENT ? value_unsupported(heap, "such a prefix of an AssetKey") : key;
}

/* The parts are a list, which no text and no tuple equals. */
static Value key_has_prefix(Heap *heap, Value self, const Value *args) {
  Value path = key_path(heap, self, NULL);
  if (!value_is_str(args[0]) && args[0].kind != V_LIST && args[0].kind != V_TUPLE)
    return value_unsupported(heap, "such a prefix of an AssetKey");
  size_t n = value_is_str(args[0]) ? value_text(args[0]).n : args[0].list->n;
  if (path.list->n < n) return value_bool(false);
  path.list->n = n;
  return value_bool(value_equal(heap, path, args[0]));
}

static Value key_identifier(Heap *heap, Value self, const Value *args) {
  StrList parts = parts_of(heap->arena, value_text(self.object->value));
  if (value_is_str(args[0])) VEC_PUSH(heap->arena, &parts, value_text(args[0]));
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < parts.n; i++) {
    if (i) buf_puts(&buf, "__");
    for (size_t c = 0; c < parts.at[i].n; c++) {
      char at = parts.at[i].p[c];
      buf_char(&buf, at == '-' || at == '.' ? '_' : at);
    }
  }
  return value_str(buf_str(&buf));
}

static Value key_attr(Heap *heap, Value v, Str name) {
  if (type_method(value_type(v), name)) return VALUE_ABSENT;
  return value_unsupported(heap, "'%.*s' of an AssetKey", STR_FMT(name));
}

static void key_repr(Heap *heap, Buf *buf, Value v) {
  buf_puts(buf, "AssetKey(");
  value_write_repr(heap, buf, key_path(heap, v, NULL));
  buf_char(buf, ')');
}

static bool key_equal(Heap *heap, Value a, Value b) { return value_equal(heap, a.object->value, b.object->value); }

/* It is a named tuple of its parts. */
static int key_compare(Heap *heap, Value a, Value b, Value *error) {
  (void)error;
  StrList left = parts_of(heap->arena, value_text(a.object->value));
  StrList right = parts_of(heap->arena, value_text(b.object->value));
  for (size_t i = 0; i < left.n && i < right.n; i++) {
    int order = str_cmp(left.at[i], right.at[i]);
    if (order) return order;
  }
  return (left.n > right.n) - (left.n < right.n);
}

static bool key_hash(Heap *heap, Value v, uint64_t *hash) { return value_hash(heap, v.object->value, hash); }

static const Builtin KEY_METHODS[] = {
    {"has_prefix", "AssetKey.has_prefix(self | prefix)", 1, 1, 0, key_has_prefix, "whether the parts begin with these"},
    {"parts", "", 0, 0, BUILTIN_PROPERTY, key_parts, "the parts of the key, as a tuple"},
    {"path", "", 0, 0, BUILTIN_PROPERTY, key_path, "the parts of the key"},
    {"to_python_identifier", "AssetKey.to_python_identifier(self | suffix=None)", 0, 1, 0, key_identifier,
     "the parts with '__' between"},
    {"to_string", "AssetKey.to_string(self | )", 0, 0, 0, key_string, "the parts as JSON"},
    {"to_user_string", "AssetKey.to_user_string(self | )", 0, 0, 0, key_text, "the parts with '/' between"},
    {"with_prefix", "AssetKey.with_prefix(self | prefix)", 1, 1, 0, key_with_prefix, "the key with parts before it"},
};
const Type TYPE_ASSET_KEY = {.name = "AssetKey",
                             .full_name = "dagster._core.definitions.asset_key.AssetKey",
                             .methods = BUILTIN_TABLE(KEY_METHODS),
                             .repr = key_repr,
                             .attr = key_attr,
                             .equal = key_equal,
                             .compare = key_compare,
                             .hash = key_hash};

Value asset_key_new(Heap *heap, const StrList *parts) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < parts->n; i++) {
    if (str_find(parts->at[i], STR("/"), 0) != SIZE_MAX) return VALUE_ABSENT;
    if (i) buf_char(&buf, '/');
    buf_put(&buf, parts->at[i]);
  }
  return parts->n ? object_new(heap, &TYPE_ASSET_KEY, (Object){.value = value_str(buf_str(&buf))}) : VALUE_ABSENT;
}

bool asset_key_is(Value v) { return v.kind == V_OBJECT && value_type(v) == &TYPE_ASSET_KEY; }

/* ---- calls ---- */

Str asset_key_call(Heap *heap, Str called, const Value *args, size_t n) {
  bool is_text = n == 1 && value_is_str(args[0]);
  if (!is_text || !str_is(called, "dg.AssetKey.from_user_string")) return STR("");
  StrList parts = parts_of(heap->arena, value_text(args[0]));
  Str shown = value_shown(heap, value_list_of_texts(heap, parts.at, parts.n));
  return str_printf(heap->arena, "dg.AssetKey(%.*s)", STR_FMT(shown));
}

Value asset_key_argument(Heap *heap, Value v) {
  static const Str CALL = STR_INIT("AssetKey("), NAMED = STR_INIT("path=");
  Value argument;
  Str text = v.kind == V_OPAQUE ? v.opaque->text : STR("");
  size_t at = str_find(text, CALL, 0);
  bool is_call = at != SIZE_MAX && !memchr(text.p, '(', at) && text.p[text.n - 1] == ')';
  if (!is_call) return VALUE_ABSENT;
  Str inside = str_sub(text, at + CALL.n, text.n - 1);
  if (str_starts(inside, NAMED)) inside = str_sub(inside, NAMED.n, inside.n);
  return literal_eval(heap, inside, &argument) == LITERAL_OK ? argument : VALUE_ABSENT;
}

bool asset_key_parts(Heap *heap, Value given, StrList *parts) {
  const Value *items = &given;
  size_t n = 1;
  bool is_list = (given.kind == V_LIST || given.kind == V_TUPLE) && value_items(given, &items, &n);
  bool fits = value_is_str(given) || is_list;
  for (size_t i = 0; fits && i < n; i++) {
    fits = value_is_str(items[i]);
    if (fits) VEC_PUSH(heap->arena, parts, value_text(items[i]));
  }
  return fits;
}

Value asset_key_of_call(Heap *heap, Value call) {
  StrList parts = {0};
  Value given = asset_key_argument(heap, call);
  bool is_known = given.kind != V_ABSENT && asset_key_parts(heap, given, &parts);
  return is_known ? asset_key_new(heap, &parts) : VALUE_ABSENT;
}

Value asset_key_attr(Heap *heap, Value call, Str name) {
  bool is_known = type_method(&TYPE_ASSET_KEY, name) && !str_is(name, "with_prefix");
  Value key = is_known ? asset_key_of_call(heap, call) : VALUE_ABSENT;
  return key.kind == V_ABSENT ? key : op_attr(heap, key, name);
}
