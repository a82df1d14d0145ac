#include "compiler/dbt/dbt_json.h"

#include "runtime/value/types.h"

static Value unknown(Heap *heap) { return value_unknown(heap, STR("a value, which dbt's manifest has")); }

/* As json.dumps writes it; V_ABSENT: that is not known. */
static Value key_of(Heap *heap, Value key) {
  if (key.kind == V_INT) return value_str(str_printf(heap->arena, "%lld", (long long)key.i));
  if (key.kind == V_BOOL) return value_str(key.i ? STR("true") : STR("false"));
  if (key.kind == V_NONE) return value_str(STR("null"));
  return value_is_str(key) ? key : VALUE_ABSENT;
}

static Value list_of(Heap *heap, const List *list) {
  Value copy = value_list(heap, list->n);
  for (size_t i = 0; i < list->n; i++) list_push(heap, copy, dbt_json(heap, list->at[i]));
  return copy;
}

static Value dict_of(Heap *heap, const Dict *dict) {
  Value copy = value_dict(heap);
  dict_reserve(heap, copy.dict, dict->live);
  for (size_t i = 0; i < dict->n; i++) {
    if (dict->at[i].key.kind == V_ABSENT) continue;
    Value key = key_of(heap, dict->at[i].key);
    if (key.kind == V_ABSENT) return unknown(heap);
    dict_put(heap, copy.dict, key, dbt_json(heap, dict->at[i].value));
  }
  return copy;
}

Value dbt_json(Heap *heap, Value v) {
  Value copy = v;
  heap_enter(heap);
  switch (v.kind) {
    case V_LIST:
    case V_TUPLE: copy = list_of(heap, v.list); break;
    case V_DICT: copy = dict_of(heap, v.dict); break;
    case V_NONE:
    case V_BOOL:
    case V_INT:
    case V_FLOAT:
    case V_STR:
    case V_UNKNOWN: break;
    default: copy = unknown(heap);
  }
  heap_leave(heap);
  return copy;
}
