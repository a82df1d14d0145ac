#include <stdlib.h>

#include <utf8proc.h>

#include "runtime/core/limits.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/types.h"

/* unicodedata: the normal forms of a text, and what a character is. zlib: checksums. */

static Value normalize(Heap *heap, Value self, const Value *args) {
  static const struct {
    const char *form;
    int options;
  } FORMS[] = {{"NFC", UTF8PROC_COMPOSE},
               {"NFD", UTF8PROC_DECOMPOSE},
               {"NFKC", UTF8PROC_COMPOSE | UTF8PROC_COMPAT},
               {"NFKD", UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT}};
  (void)self;
  for (int i = 0; i < 2; i++)
    if (!value_is_str(args[i]))
      return value_raise(heap, EXC_TYPE, "normalize() argument %d must be str, not %s", i + 1,
                         value_argument_name(args[i]));
  Str text = value_text(args[1]);
  if (!text.n) return args[1]; /* of any form */
  for (size_t i = 0; i < COUNT(FORMS); i++) {
    if (!str_is(value_text(args[0]), FORMS[i].form)) continue;
    utf8proc_uint8_t *made = NULL;
    heap_step(heap, text.n / 8);
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)text.p, (utf8proc_ssize_t)text.n, &made,
                                      UTF8PROC_STABLE | FORMS[i].options);
    if (n < 0) return value_unsupported(heap, "the normal form of such a text"); /* a lone surrogate */
    Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
    buf_put(&buf, (Str){(const char *)made, (size_t)n});
    free(made);
    return value_str(buf_str(&buf));
  }
  return value_raise(heap, EXC_VALUE, "invalid normalization form");
}

/* The one character of a text; or the TypeError. */
static Value character(Heap *heap, const char *function, Value v, utf8proc_int32_t *out) {
  Str text = value_is_str(v) ? value_text(v) : STR("");
  bool is_one =
      text.n && (size_t)utf8proc_iterate((const utf8proc_uint8_t *)text.p, (utf8proc_ssize_t)text.n, out) == text.n;
  if (is_one) return VALUE_NONE;
  if (value_is_str(v) && text.n)
    return value_raise(heap, EXC_TYPE, "%s() argument must be a unicode character, not str", function);
  return value_unsupported(heap, "'%s' of such a value", function);
}

static Value category(Heap *heap, Value self, const Value *args) {
  utf8proc_int32_t c = 0;
  (void)self;
  Value error = character(heap, "category", args[0], &c);
  return value_is_error(error) ? error : value_str(str_copy(heap->arena, str_of(utf8proc_category_string(c))));
}

static Value combining(Heap *heap, Value self, const Value *args) {
  utf8proc_int32_t c = 0;
  (void)self;
  Value error = character(heap, "combining", args[0], &c);
  return value_is_error(error) ? error : value_int(utf8proc_get_property(c)->combining_class);
}

static const Builtin UNICODEDATA[] = {
    {"category", "chr, /", 1, 1, BUILTIN_C_STYLE, category, "\"Lu\" and the like"},
    {"combining", "chr, /", 1, 1, BUILTIN_C_STYLE, combining, "the class of a mark; 0: it is none"},
    {"normalize", "form, unistr, /", 2, 2, BUILTIN_C_STYLE, normalize, "the normal form of a text"},
};

const BuiltinTable LIBRARY_UNICODEDATA = BUILTIN_TABLE(UNICODEDATA);

/* ---- zlib ---- */

static Value crc32(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value start = args[1].kind == V_ABSENT ? value_int(0) : args[1];
  bool has_start = start.kind == V_INT && start.i >= 0 && start.i <= UINT32_MAX;
  if (args[0].kind != V_BYTES)
    return value_raise(heap, EXC_TYPE, "a bytes-like object is required, not '%s'", value_type_name(args[0]));
  if (!has_start) return value_unsupported(heap, "such a start of 'crc32'");
  Str bytes = value_text(args[0]);
  uint32_t crc = ~(uint32_t)start.i;
  heap_step(heap, bytes.n);
  for (size_t i = 0; i < bytes.n; i++) {
    crc ^= (unsigned char)bytes.p[i];
    for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
  }
  return value_int((uint32_t)~crc);
}

static Value adler32(Heap *heap, Value self, const Value *args) {
  enum { MODULUS = 65521 };
  (void)self;
  Value start = args[1].kind == V_ABSENT ? value_int(1) : args[1];
  bool has_start = start.kind == V_INT && start.i >= 0 && start.i <= UINT32_MAX;
  if (args[0].kind != V_BYTES)
    return value_raise(heap, EXC_TYPE, "a bytes-like object is required, not '%s'", value_type_name(args[0]));
  if (!has_start) return value_unsupported(heap, "such a start of 'adler32'");
  Str bytes = value_text(args[0]);
  uint32_t low = (start.i & 0xFFFF) % MODULUS, high = ((uint32_t)start.i >> 16) % MODULUS;
  heap_step(heap, bytes.n);
  for (size_t i = 0; i < bytes.n; i++) {
    low = (low + (unsigned char)bytes.p[i]) % MODULUS;
    high = (high + low) % MODULUS;
  }
  return value_int(((int64_t)high << 16) | low);
}

static const Builtin ZLIB[] = {
    {"adler32", "adler32(data, value=1, /)", 1, 2, BUILTIN_C_STYLE, adler32, "a checksum"},
    {"crc32", "crc32(data, value=0, /)", 1, 2, BUILTIN_C_STYLE, crc32, "a checksum"},
};

const BuiltinTable LIBRARY_ZLIB = BUILTIN_TABLE(ZLIB);
