#include "runtime/eval/model_error.h"

#include "runtime/core/limits.h"

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

Value model_error(Heap *heap, const Class *class, const ModelErrors *errors) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  buf_printf(&buf, "%zu validation error%s for %.*s", errors->n, errors->n == 1 ? "" : "s", STR_FMT(class->name));
  for (size_t i = 0; i < errors->n; i++) write_error(heap, &buf, &errors->at[i]);
  return value_raise_str(heap, EXC_VALIDATION, buf_str(&buf));
}
