#include "runtime/eval/model_error.h"

#include "runtime/core/limits.h"
#include "runtime/eval/exception.h"
#include "runtime/value/types.h"

void model_misfit(Heap *heap, ModelErrors *errors, const char *type, const ModelPlace *location, Str message,
                  Value input) {
  VEC_PUSH(heap->arena, errors, ((ModelError){location, type, message, input}));
}

const ModelPlace *model_location(Heap *heap, const ModelPlace *outer, Value part) {
  ModelPlace *place = ARENA_NEW(heap->arena, ModelPlace);
  *place = (ModelPlace){outer, part};
  return place;
}

/* ---- the text ---- */

enum { SHOWN_MOST = 50 };

static bool within_character(Str text, size_t at) { return at < text.n && ((unsigned char)text.p[at] & 0xC0) == 0x80; }

/* Long ones without their middle. */
static void show_input(Heap *heap, Buf *buf, Value input) {
  Str text = value_shown(heap, input);
  if (text.n <= SHOWN_MOST) {
    buf_put(buf, text);
    return;
  }
  size_t head = SHOWN_MOST / 2, tail = text.n - (SHOWN_MOST / 2 - 1);
  while (within_character(text, head)) head--;
  while (within_character(text, tail)) tail++;
  buf_put(buf, str_sub(text, 0, head));
  buf_puts(buf, "...");
  buf_put(buf, str_sub(text, tail, text.n));
}

/* "tags.0"; a name with points stands between backticks. */
static void write_place(Heap *heap, Buf *buf, const ModelPlace *place) {
  Str part = value_to_str(heap, place->part);
  bool has_point = str_find(part, STR("."), 0) != SIZE_MAX;
  if (place->outer) {
    heap_enter(heap);
    write_place(heap, buf, place->outer);
    heap_leave(heap);
    buf_puts(buf, ".");
  }
  buf_printf(buf, has_point ? "`%.*s`" : "%.*s", STR_FMT(part));
}

static void write_error(Heap *heap, Buf *buf, const ModelError *error) {
  const char *type = value_type_name(error->input), *dot = strrchr(type, '.');
  if (error->location) {
    buf_puts(buf, "\n");
    write_place(heap, buf, error->location);
  }
  buf_printf(buf, "\n  %.*s [type=%s, input_value=", STR_FMT(error->message), error->type);
  show_input(heap, buf, error->input);
  buf_printf(buf, ", input_type=%s]\n    For further information visit https://errors.pydantic.dev/2.14/v/%s",
             dot ? dot + 1 : type, error->type);
}

/* ---- what errors() tells ---- */

static Value location_of(Heap *heap, const ModelPlace *location) {
  size_t n = 0;
  for (const ModelPlace *place = location; place; place = place->outer) n++;
  Value *parts = ARENA_ARRAY(heap->arena, Value, n);
  size_t at = n;
  for (const ModelPlace *place = location; place; place = place->outer) parts[--at] = place->part;
  return value_tuple(heap, parts, n);
}

/* Its `ctx`, which some kinds have, is not told. */
static Value told(Heap *heap, const ModelError *error) {
  static const Str BARE = STR_INIT("missing extra_forbidden frozen_instance int_parsing int_type int_from_float "
                                   "float_parsing float_type bool_parsing bool_type string_type list_type dict_type");
  Str type = str_of(error->type), url = str_printf(heap->arena, "https://errors.pydantic.dev/2.14/v/%s", error->type);
  const struct { const char *key; Value value; } ROWS[] = {{"type", value_str(type)},
                                                          {"loc", location_of(heap, error->location)},
                                                          {"msg", value_str(error->message)},
                                                          {"input", error->input},
                                                          {"url", value_str(url)}};
  Value dict = value_dict(heap);
  for (size_t i = 0; i < COUNT(ROWS); i++) dict_put(heap, dict.dict, value_str(str_of(ROWS[i].key)), ROWS[i].value);
  if (str_lists(BARE, type)) return dict;
  return value_unknown_with(heap, dict.dict, STR("an error of a ValidationError"));
}

Value model_error(Heap *heap, Str title, const ModelErrors *errors) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  buf_printf(&buf, "%zu validation error%s for %.*s", errors->n, errors->n == 1 ? "" : "s", STR_FMT(title));
  for (size_t i = 0; i < errors->n; i++) write_error(heap, &buf, &errors->at[i]);
  Value raised = value_raise_str(heap, EXC_VALIDATION, buf_str(&buf)), errors_told = value_list(heap, errors->n);
  Dict *attributes = exception_value(heap, raised.exc).object->dict;
  for (size_t i = 0; i < errors->n; i++) list_push(heap, errors_told, told(heap, &errors->at[i]));
  dict_put(heap, attributes, value_str(STR("errors")), errors_told);
  dict_put(heap, attributes, value_str(STR("title")), value_str(title));
  return raised;
}
