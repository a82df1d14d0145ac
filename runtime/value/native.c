#include "runtime/value/native.h"

#include "runtime/core/limits.h"
#include "runtime/value/literal.h"
#include "runtime/value/markup.h"
#include "runtime/value/types.h"

Value native_text(Heap *heap, Str text) {
  Value value;
  return literal_eval(heap, text, &value) == LITERAL_NOT ? value_str(text) : value;
}

static Value joined(Heap *heap, const Value *pieces, size_t n) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < n; i++) {
    if (value_passes(pieces[i])) return pieces[i];
    value_write_str(heap, &buf, pieces[i]);
  }
  return native_text(heap, buf_str(&buf));
}

Value native_alone(Heap *heap, Value piece) {
  Value v;
  return !value_is_str(piece) || literal_eval(heap, value_text(piece), &v) == LITERAL_NOT ? piece : v;
}

Value native_concat(Heap *heap, const Value *pieces, size_t n) {
  if (n == 0) return VALUE_NONE;
  return n > 1 ? joined(heap, pieces, n) : native_alone(heap, pieces[0]);
}
