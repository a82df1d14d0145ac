#include "compiler/yaml/python.h"

#include "compiler/yaml/dates.h"
#include "compiler/yaml/document.h"
#include "runtime/value/types.h"

/* A plain scalar that is text to Dagster's loader; a date alone has two digits for the month and the day. */
static Value plain(Heap *heap, const YNode *node) {
  Value date;
  bool is_date = yaml_date(heap, node->text, &date) && (node->text.n == 10 || date.kind != V_DATE);
  return is_date ? date : node->value;
}

/* ---- values ---- */

typedef struct Loading {
  Heap *heap;
  bool has_tags; /* a date may be text by its tag */
} Loading;

static Value value_of(Loading *loading, const YNode *node);

static Value list_of(Loading *loading, const YNode *node) {
  Value list = value_list(loading->heap, node->n);
  for (size_t i = 0; i < node->n; i++) {
    Value item = value_of(loading, node->items[i]);
    if (value_is_error(item)) return item;
    list_push(loading->heap, list, item);
  }
  return list;
}

static Value dict_of(Loading *loading, const YNode *node) {
  Value dict = value_dict(loading->heap);
  for (size_t i = 0; i < node->n; i++) {
    if (node->pairs[i].shadowed) continue;
    Value key = value_of(loading, node->pairs[i].key), value = value_of(loading, node->pairs[i].value);
    if (value_is_error(key)) return key;
    if (value_is_error(value)) return value;
    if (value_is_error(dict_put(loading->heap, dict.dict, key, value)))
      return value_unsupported(loading->heap, "such a key in YAML");
  }
  return dict;
}

static Value value_of(Loading *loading, const YNode *node) {
  heap_step(loading->heap, 1);
  heap_enter(loading->heap);
  Value v = node->kind == Y_LIST  ? list_of(loading, node)
            : node->kind == Y_MAP ? dict_of(loading, node)
            : node->style == Y_PLAIN && node->value.kind == V_STR ? plain(loading->heap, node)
                                                                  : node->value;
  heap_leave(loading->heap);
  if (v.kind == V_DATE && loading->has_tags) return value_unsupported(loading->heap, "dates beside tags in YAML");
  return v;
}

static Value load(Heap *heap, Str text) {
  DiagSink found;
  YDocuments documents;
  diag_sink_beside(&found, heap->arena, heap->workspace->sink);
  Source *source = ARENA_NEW(heap->arena, Source);
  *source = (Source){.name = STR("<unicode string>"), .text = text};
  if (!ydocument_parse(heap->arena, &found, source, &documents)) return value_unsupported(heap, "this YAML");
  if (documents.n > 1) return value_unsupported(heap, "'yaml.safe_load' of several documents");
  if (!documents.n || !documents.at[0]) return VALUE_NONE;
  Loading loading = {heap, str_find(text, STR("!!"), 0) != SIZE_MAX};
  return value_of(&loading, documents.at[0]);
}

const YamlReader YAML_READER = {load};
