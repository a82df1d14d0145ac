#include "compiler/yaml/python.h"

#include <string.h>

#include "compiler/yaml/document.h"
#include "runtime/value/types.h"

/* ---- dates: the loader of Dagster leaves them as text, `yaml.safe_load` does not ---- */

static size_t skip_digits(Str text, size_t at) {
  while (at < text.n && text.p[at] >= '0' && text.p[at] <= '9') at++;
  return at;
}

/* `[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}`; where it ends, or 0. */
static size_t date_end(Str text) {
  size_t year = skip_digits(text, 0), month = skip_digits(text, year + 1), day = skip_digits(text, month + 1);
  bool has_signs = year < text.n && text.p[year] == '-' && month < text.n && text.p[month] == '-';
  bool fits = year == 4 && has_signs && month - year - 1 - 1u < 2 && day - month - 1 - 1u < 2;
  return fits ? day : 0;
}

static int number(Str text, size_t from, size_t end) {
  int n = 0;
  for (size_t i = from; i < end; i++) n = 10 * n + (text.p[i] - '0');
  return n;
}

static size_t skip_blanks(Str text, size_t at) {
  while (at < text.n && (text.p[at] == ' ' || text.p[at] == '\t')) at++;
  return at;
}

/* Reads `least` to two digits at `*at` behind `sign` ('\0': behind nothing) and steps over them; -1: they are not
 * there. */
static int two_digits(Str text, size_t *at, char sign, size_t least) {
  size_t from = *at + (sign != '\0'), end = skip_digits(text, from);
  bool has_sign = sign == '\0' || (*at < text.n && text.p[*at] == sign);
  if (!has_sign || end - from < least || end - from > 2) return -1;
  *at = end;
  return number(text, from, end);
}

/* `Z`, `+1`, `-01:30` at the end, in seconds; `*fits`: it is one of these, or nothing. */
static int32_t zone_at(Str text, size_t at, bool *has_zone, bool *fits) {
  at = skip_blanks(text, at);
  *has_zone = at < text.n;
  *fits = !*has_zone || (text.p[at] == 'Z' && at + 1 == text.n);
  if (*fits) return 0;
  int sign = text.p[at] == '-' ? -1 : 1, minutes = 0;
  if (text.p[at] != '-' && text.p[at] != '+') return 0;
  int hours = two_digits(text, &at, text.p[at], 1);
  if (at < text.n) minutes = two_digits(text, &at, ':', 2);
  *fits = hours >= 0 && minutes >= 0 && at == text.n;
  return sign * (hours * 3600 + minutes * 60);
}

/* The time of day behind a date: `T10:30:00.5+01:00`; false: it is none, and all is text. */
static bool time_at(Arena *arena, Str text, size_t at, Civil *civil) {
  bool has_zone, fits;
  at = text.p[at] == 'T' || text.p[at] == 't' ? at + 1 : skip_blanks(text, at);
  int hour = two_digits(text, &at, '\0', 1), minute = two_digits(text, &at, ':', 2),
      second = two_digits(text, &at, ':', 2);
  if (hour < 0 || minute < 0 || second < 0) return false;
  size_t fraction = at < text.n && text.p[at] == '.' ? at + 1 : at,
         end = fraction > at ? skip_digits(text, fraction) : at;
  int64_t micros = 0;
  for (size_t i = 0; i < 6; i++) micros = micros * 10 + (fraction + i < end ? text.p[fraction + i] - '0' : 0);
  int32_t offset = zone_at(text, end, &has_zone, &fits);
  civil->hour = (uint8_t)hour, civil->minute = (uint8_t)minute, civil->second = (uint8_t)second;
  civil->micro = (uint32_t)micros;
  if (fits && has_zone) civil->tz = tz_fixed(arena, offset);
  return fits;
}

/* A plain scalar that is text to Dagster's loader. */
static Value plain(Heap *heap, const YNode *node) {
  Str text = node->text;
  size_t end = date_end(text);
  bool may_have_time = end && end < text.n && strchr("Tt \t", text.p[end]);
  if (!may_have_time && (end != text.n || text.n != 10)) return node->value;
  size_t month = skip_digits(text, 5);
  Civil date = {.year = (int16_t)number(text, 0, 4),
                .month = (uint8_t)number(text, 5, month),
                .day = (uint8_t)number(text, month + 1, end)};
  if (may_have_time && !time_at(heap->arena, text, end, &date)) return node->value;
  if (!civil_valid(&date)) return value_unsupported(heap, "a YAML date such as '%.*s'", STR_FMT(text));
  Value v = value_datetime(heap, date);
  if (!may_have_time) v.kind = V_DATE;
  return v;
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
