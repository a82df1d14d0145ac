#include "runtime/value/value.h"

#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/value/types.h"

/* ---- exceptions ---- */

static const struct {
  const char *name;
  ExceptionType base;
} exceptions[] = {
#define EXCEPTION(NAME, text, BASE) {text, EXC_##BASE},
#include "grammar/exceptions.def"
#undef EXCEPTION
};

const char *exception_name(ExceptionType type) { return exceptions[type].name; }

ExceptionType exception_base(ExceptionType type) { return exceptions[type].base; }

bool exception_is_a(ExceptionType type, ExceptionType base) {
  while (type != base && exceptions[type].base != type) type = exceptions[type].base;
  return type == base;
}

bool value_is_exception(Value v, ExceptionType base) {
  bool found = v.kind == V_ERROR && exception_is_a(v.exc->type, base);
  for (size_t i = 0; v.kind == V_ERROR && !found && i < v.exc->others.n; i++)
    found = exception_is_a(v.exc->others.at[i], base);
  return found;
}

Value value_raise_str(Heap *heap, ExceptionType type, Str message) {
  Exception *exception = ARENA_NEW(heap->arena, Exception);
  exception->type = type;
  exception->message = message;
  return (Value){.kind = V_ERROR, .exc = exception};
}

Value value_raise(Heap *heap, ExceptionType type, const char *format, ...) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  va_list args;
  va_start(args, format);
  buf_vprintf(&buf, format, args);
  va_end(args);
  return value_raise_str(heap, type, buf_str(&buf));
}

Value value_unverified(Heap *heap, Value unknown) {
  return value_raise(heap, EXC_UNVERIFIED, "depends on %.*s", STR_FMT(unknown.unknown->what));
}

Value value_unsupported(Heap *heap, const char *format, ...) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  va_list args;
  va_start(args, format);
  buf_vprintf(&buf, format, args);
  va_end(args);
  return value_raise_str(heap, EXC_UNSUPPORTED, buf_str(&buf));
}

/* ---- bounds ---- */

_Noreturn void heap_exhausted(Heap *heap) {
  guard_stop(heap->arena->guard, STOP_STEPS, "the steps that one evaluation may take");
}

uint32_t heap_taken(const Heap *heap) { return LIMIT_EVAL_STEPS - heap->steps; }

void heap_enter(Heap *heap) {
  if (++heap->depth > LIMIT_EVAL_DEPTH + LIMIT_VALUE_DEPTH)
    guard_stop(heap->arena->guard, STOP_DEPTH, "the nesting of values");
}

void heap_check_items(Heap *heap, size_t n) {
  if (n > LIMIT_ITEMS) guard_stop(heap->arena->guard, STOP_SIZE, "the items of one collection");
}

/* ---- making ---- */

Value value_str(Str text) {
  return (Value){.kind = V_STR, .flags = str_is_ascii(text) ? VALUE_ASCII : 0, .len = (uint32_t)text.n, .s = text.p};
}

Value value_bytes(Str bytes) { return (Value){.kind = V_BYTES, .len = (uint32_t)bytes.n, .s = bytes.p}; }

static List *new_list(Heap *heap, size_t room) {
  heap_check_items(heap, room);
  List *list = ARENA_NEW(heap->arena, List);
  if (room) *list = (List){ARENA_ARRAY(heap->arena, Value, room), 0, room};
  return list;
}

Value value_list(Heap *heap, size_t room) { return (Value){.kind = V_LIST, .list = new_list(heap, room)}; }

Value value_list_of_texts(Heap *heap, const Str *texts, size_t n) {
  Value list = value_list(heap, n);
  for (size_t i = 0; i < n; i++) list_push(heap, list, value_str(texts[i]));
  return list;
}

Value value_tuple(Heap *heap, const Value *items, size_t n) {
  List *list = new_list(heap, n);
  if (n) memcpy(list->at, items, n * sizeof *items);
  list->n = n;
  return (Value){.kind = V_TUPLE, .list = list};
}

Value value_dict(Heap *heap) { return (Value){.kind = V_DICT, .dict = ARENA_NEW(heap->arena, Dict)}; }

Value value_set(Heap *heap) { return (Value){.kind = V_SET, .dict = ARENA_NEW(heap->arena, Dict)}; }

void list_push(Heap *heap, Value list, Value item) {
  heap_check_items(heap, list.list->n + 1);
  VEC_PUSH(heap->arena, list.list, item);
}

void value_list_push(Heap *heap, ValueList *items, Value item) {
  heap_check_items(heap, items->n + 1);
  VEC_PUSH(heap->arena, items, item);
}

Value value_datetime(Heap *heap, Civil civil) {
  Civil *body = ARENA_NEW(heap->arena, Civil);
  *body = civil;
  return (Value){.kind = V_DATETIME, .civil = body};
}

Value value_unknown_of(Heap *heap, const Type *type, Str what) {
  Unknown *unknown = ARENA_NEW(heap->arena, Unknown);
  *unknown = (Unknown){.what = what, .type = type};
  return (Value){.kind = V_UNKNOWN, .unknown = unknown};
}

Value value_unknown(Heap *heap, Str what) { return value_unknown_of(heap, NULL, what); }

Value value_unknown_with(Heap *heap, const Dict *entries, Str what) {
  Unknown *unknown = ARENA_NEW(heap->arena, Unknown);
  const Dict **place = ARENA_NEW(heap->arena, const Dict *);
  *place = entries;
  *unknown = (Unknown){.what = what, .entries = place};
  return (Value){.kind = V_UNKNOWN, .unknown = unknown};
}

static bool has_entries(Value v) { return v.kind == V_UNKNOWN && v.unknown->entries && *v.unknown->entries; }

Value value_unknown_entry(Value v, Value key) {
  bool is_asked = has_entries(v) && value_is_str(key);
  return is_asked ? dict_get_str(*v.unknown->entries, value_text(key)) : VALUE_ABSENT;
}

void value_unknown_change(Value v) {
  if (has_entries(v)) *v.unknown->entries = NULL;
}

Value value_unknown_other(Heap *heap, Value v) {
  if (v.kind != V_UNKNOWN || !(v.unknown->type || v.unknown->record || v.unknown->entries)) return v;
  return value_unknown(heap, v.unknown->what);
}

Value value_unknown_lacks(Heap *heap, Value v, Value name, bool is_item) {
  if (v.kind != V_UNKNOWN || !v.unknown->record) return VALUE_ABSENT;
  if (!is_item && v.unknown->has(value_text(name))) return VALUE_ABSENT;
  return value_raise(heap, EXC_EXCEPTION, "Index access is not allowed on `@record` %s.", v.unknown->record);
}

Value value_undefined(Heap *heap, Value object, Value name, Str hint) {
  Undefined *undefined = ARENA_NEW(heap->arena, Undefined);
  *undefined = (Undefined){hint, object, name};
  return (Value){.kind = V_UNDEFINED, .undefined = undefined};
}

Value value_slice(Heap *heap, Value start, Value stop, Value step) {
  Slice *slice = ARENA_NEW(heap->arena, Slice);
  *slice = (Slice){start, stop, step};
  return (Value){.kind = V_SLICE, .slice = slice};
}

/* ---- asking ---- */

Str value_text(Value v) {
  if (v.kind == V_MULTI_KEY) return v.multi_key->text;
  return (Str){v.s ? v.s : "", v.len};
}

bool value_items(Value v, const Value **items, size_t *n) {
  switch (v.kind) {
    case V_LIST:
    case V_TUPLE: return *items = v.list->at, *n = v.list->n, true;
    case V_TIME_WINDOW: return *items = &v.window->start, *n = 2, true;
    case V_KEY_RANGE: return *items = &v.key_range->start, *n = 2, true;
    default: return false;
  }
}
