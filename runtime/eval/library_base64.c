#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/types.h"

/* base64: both alphabets, without what Python passes over. */

static const char STANDARD[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char URLSAFE[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static Value encoded(Heap *heap, Value data, const char *alphabet) {
  if (value_passes(data)) return data;
  if (data.kind != V_BYTES)
    return value_raise(heap, EXC_TYPE, "a bytes-like object is required, not '%s'", value_type_name(data));
  Str bytes = value_text(data);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  heap_step(heap, bytes.n / 8);
  for (size_t i = 0; i < bytes.n; i += 3) {
    size_t n = bytes.n - i < 3 ? bytes.n - i : 3;
    uint32_t bits = 0;
    for (size_t k = 0; k < 3; k++) bits = bits << 8 | (k < n ? (unsigned char)bytes.p[i + k] : 0);
    for (size_t k = 0; k < 4; k++) buf_char(&buf, k <= n ? alphabet[bits >> (18 - 6 * k) & 63] : '=');
  }
  return value_bytes(buf_str(&buf));
}

static int digit(const char *alphabet, char c) {
  const char *at = c ? strchr(alphabet, c) : NULL;
  return at ? (int)(at - alphabet) : -1;
}

/* Whole groups of four characters of the alphabet, the last one padded. */
static Value decoded(Heap *heap, Value data, const char *alphabet) {
  if (value_passes(data)) return data;
  bool is_text = value_is_str(data) || data.kind == V_BYTES;
  Str text = is_text ? value_text(data) : (Str){"", 0};
  size_t n = text.n;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  heap_step(heap, text.n / 8);
  while (n > 0 && text.n - n < 2 && text.p[n - 1] == '=') n--;
  bool fits = is_text && text.n % 4 == 0;
  uint32_t bits = 0;
  for (size_t i = 0; i < n && fits; i++) {
    int value = digit(alphabet, text.p[i]);
    fits = value >= 0;
    bits = bits << 6 | (uint32_t)(value & 63);
    if (i % 4) buf_char(&buf, (char)(bits >> (6 - 2 * (i % 4)) & 255));
  }
  return fits ? value_bytes(buf_str(&buf)) : value_unsupported(heap, "the decoding of such a text");
}

static bool is_plain(const Value *args) { return !value_given(args[1]); }

static Value b64encode(Heap *heap, Value self, const Value *args) {
  (void)self;
  return is_plain(args) ? encoded(heap, args[0], STANDARD) : value_unsupported(heap, "'base64' with 'altchars'");
}
static Value b64decode(Heap *heap, Value self, const Value *args) {
  (void)self;
  return is_plain(args) ? decoded(heap, args[0], STANDARD) : value_unsupported(heap, "'base64' with 'altchars'");
}
static Value standard_encode(Heap *heap, Value self, const Value *args) {
  (void)self;
  return encoded(heap, args[0], STANDARD);
}
static Value standard_decode(Heap *heap, Value self, const Value *args) {
  (void)self;
  return decoded(heap, args[0], STANDARD);
}
static Value urlsafe_encode(Heap *heap, Value self, const Value *args) {
  (void)self;
  return encoded(heap, args[0], URLSAFE);
}
static Value urlsafe_decode(Heap *heap, Value self, const Value *args) {
  (void)self;
  return decoded(heap, args[0], URLSAFE);
}

static const Builtin BASE64[] = {
    {"b64decode", "b64decode(s, altchars=None, validate=False)", 1, 3, 0, b64decode, "the bytes of a text"},
    {"b64encode", "b64encode(s, altchars=None)", 1, 2, 0, b64encode, "bytes as a text of 64 characters"},
    {"standard_b64decode", "standard_b64decode(s)", 1, 1, 0, standard_decode, "the bytes of a text"},
    {"standard_b64encode", "standard_b64encode(s)", 1, 1, 0, standard_encode, "bytes as a text"},
    {"urlsafe_b64decode", "urlsafe_b64decode(s)", 1, 1, 0, urlsafe_decode, "the same with '-' and '_'"},
    {"urlsafe_b64encode", "urlsafe_b64encode(s)", 1, 1, 0, urlsafe_encode, "the same with '-' and '_'"},
};

const BuiltinTable LIBRARY_BASE64 = BUILTIN_TABLE(BASE64);
