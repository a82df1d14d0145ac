#include "runtime/eval/model_error.h"

#include "runtime/core/limits.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/model_class.h"
#include "runtime/value/types.h"

void model_misfit(Heap *heap, ModelErrors *errors, const char *type, Str location, Str message, Value input) {
  VEC_PUSH(heap->arena, errors, ((ModelError){location, type, message, input}));
}

Str model_location(Heap *heap, Str outer, Str inner) {
  return outer.n && inner.n ? str_printf(heap->arena, "%.*s.%.*s", STR_FMT(outer), STR_FMT(inner))
         : outer.n          ? outer
                            : inner;
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

static void write_error(Heap *heap, Buf *buf, const ModelError *error) {
  const char *type = value_type_name(error->input), *dot = strrchr(type, '.');
  if (error->location.n) buf_printf(buf, "\n%.*s", STR_FMT(error->location));
  buf_printf(buf, "\n  %.*s [type=%s, input_value=", STR_FMT(error->message), error->type);
  show_input(heap, buf, error->input);
  buf_printf(buf, ", input_type=%s]\n    For further information visit https://errors.pydantic.dev/2.14/v/%s",
             dot ? dot + 1 : type, error->type);
}

/* ---- what errors() tells ---- */

/* Whether keys of a dict may stand in a place within such a value. */
static bool may_have_keys(const ModelType *type) {
  bool may = type->kind == MODEL_DICT || type->kind == MODEL_ANY;
  for (size_t i = 0; !may && i < type->n; i++) may = may_have_keys(type->items[i]);
  const ModelClass *model = type->kind == MODEL_OBJECT ? type->class->model : NULL;
  for (size_t i = 0; model && !may && i < model->fields.n; i++) may = may_have_keys(model->fields.at[i].type);
  return may;
}

/* The parts of a place: names, and numbers of items. */
static Value location_of(Heap *heap, const Class *class, Str location) {
  StrList texts = {0};
  ValueList parts = {0};
  if (location.n) str_parts(heap->arena, location, '.', &texts);
  for (size_t i = 0; texts.n > 1 && i < class->model->fields.n; i++) {
    const ModelField *field = &class->model->fields.at[i];
    bool is_it = str_eq(texts.at[0], field->alias.n ? field->alias : field->name) || str_eq(texts.at[0], field->name);
    if (is_it && may_have_keys(field->type)) return value_unknown(heap, STR("a 'loc' of a ValidationError"));
  }
  for (size_t i = 0; i < texts.n; i++) {
    int64_t number;
    bool is_number = i && str_whole_number(texts.at[i], &number);
    VEC_PUSH(heap->arena, &parts, is_number ? value_int(number) : value_str(texts.at[i]));
  }
  return value_tuple(heap, parts.at, parts.n);
}

/* Its `ctx`, which some kinds have, is not told. */
static Value told(Heap *heap, const Class *class, const ModelError *error) {
  static const Str BARE = STR_INIT("missing extra_forbidden frozen_instance int_parsing int_type int_from_float "
                                   "float_parsing float_type bool_parsing bool_type string_type list_type dict_type");
  Str type = str_of(error->type), url = str_printf(heap->arena, "https://errors.pydantic.dev/2.14/v/%s", error->type);
  const struct { const char *key; Value value; } ROWS[] = {{"type", value_str(type)},
                                                          {"loc", location_of(heap, class, error->location)},
                                                          {"msg", value_str(error->message)},
                                                          {"input", error->input},
                                                          {"url", value_str(url)}};
  Value dict = value_dict(heap);
  for (size_t i = 0; i < COUNT(ROWS); i++) dict_put(heap, dict.dict, value_str(str_of(ROWS[i].key)), ROWS[i].value);
  if (str_lists(BARE, type)) return dict;
  return value_unknown_with(heap, dict.dict, STR("an error of a ValidationError"));
}

Value model_error(Heap *heap, const Class *class, const ModelErrors *errors) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  buf_printf(&buf, "%zu validation error%s for %.*s", errors->n, errors->n == 1 ? "" : "s", STR_FMT(class->name));
  for (size_t i = 0; i < errors->n; i++) write_error(heap, &buf, &errors->at[i]);
  Value raised = value_raise_str(heap, EXC_VALIDATION, buf_str(&buf)), errors_told = value_list(heap, errors->n);
  Dict *attributes = exception_value(heap, raised.exc).object->dict;
  for (size_t i = 0; i < errors->n; i++) list_push(heap, errors_told, told(heap, class, &errors->at[i]));
  dict_put(heap, attributes, value_str(STR("errors")), errors_told);
  dict_put(heap, attributes, value_str(STR("title")), value_str(class->name));
  return raised;
}
