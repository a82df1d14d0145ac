#include "runtime/value/codec.h"

#include "runtime/core/limits.h"

typedef struct Codec {
  const char *name;    /* as errors have it */
  const char *aliases; /* in small letters, with `_`, blanks between */
  uint32_t end;        /* the first code point that it does not have */
} Codec;

static const Codec codecs[] = {
    {"utf-8", " utf_8 utf8 u8 utf cp65001 ", 0x110000},
    {"ascii", " ascii us_ascii 646 ansi_x3.4_1968 ", 0x80},
    {"latin-1", " latin_1 latin1 latin l1 iso_8859_1 iso8859_1 iso8859 8859 cp819 ", 0x100},
};

/* NULL for a codec that is not there. */
static const Codec *find(Heap *heap, Str name) {
  if (!name.n) return &codecs[0];
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  buf_char(&buf, ' ');
  for (size_t i = 0; i < name.n; i++) {
    char c = name.p[i];
    buf_char(&buf, c == '-' || c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
  }
  buf_char(&buf, ' ');
  for (size_t i = 0; i < sizeof codecs / sizeof codecs[0]; i++)
    if (str_find(str_of(codecs[i].aliases), buf_str(&buf), 0) != SIZE_MAX) return &codecs[i];
  return NULL;
}

static bool is_lenient(Str errors) { return str_is(errors, "ignore") || str_is(errors, "replace"); }

static Value check(Heap *heap, const Codec *codec, Str encoding, Str errors) {
  if (!codec) return value_unsupported(heap, "the encoding '%.*s'", STR_FMT(encoding));
  if (errors.n && !is_lenient(errors) && !str_is(errors, "strict"))
    return value_unsupported(heap, "'%.*s' for what cannot be encoded", STR_FMT(errors));
  return VALUE_NONE;
}

static bool fits(const Codec *codec, uint32_t c) {
  return c < codec->end && (codec->end < 0x110000 || c < 0xD800 || c > 0xDFFF);
}

/* How Python shows a character in the message: '\xe9', '\u65e5', '\U0001f600'. */
static Str escaped(Heap *heap, uint32_t c) {
  return str_printf(heap->arena, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned)c);
}

/* The characters from `at` on that do not fit. */
static Value cannot_encode(Heap *heap, const Codec *codec, Str text, size_t at, size_t position) {
  size_t n = 0, next = at;
  uint32_t first = 0;
  while (next < text.n) {
    uint32_t c = str_decode(text, &next);
    if (fits(codec, c)) break;
    if (n++ == 0) first = c;
  }
  Str why = codec->end == 0x110000 ? STR("surrogates not allowed")
                                   : str_printf(heap->arena, "ordinal not in range(%u)", (unsigned)codec->end);
  if (n > 1)
    return value_raise(heap, EXC_UNICODE_ENCODE, "'%s' codec can't encode characters in position %zu-%zu: %.*s",
                       codec->name, position, position + n - 1, STR_FMT(why));
  return value_raise(heap, EXC_UNICODE_ENCODE, "'%s' codec can't encode character '%.*s' in position %zu: %.*s",
                     codec->name, STR_FMT(escaped(heap, first)), position, STR_FMT(why));
}

Value codec_encode(Heap *heap, Str text, Str encoding, Str errors) {
  const Codec *codec = find(heap, encoding);
  Value error = check(heap, codec, encoding, errors);
  if (value_is_error(error)) return error;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  size_t position = 0;
  for (size_t at = 0; at < text.n; position++) {
    size_t start = at;
    uint32_t c = str_decode(text, &at);
    heap_step(heap, 1);
    if (!fits(codec, c)) {
      if (!is_lenient(errors)) return cannot_encode(heap, codec, text, start, position);
      if (str_is(errors, "replace")) buf_char(&buf, '?');
    } else if (codec->end == 0x110000) {
      buf_put(&buf, str_sub(text, start, at));
    } else {
      buf_char(&buf, (char)c);
    }
  }
  return value_bytes(buf_str(&buf));
}

Value codec_decode(Heap *heap, Str bytes, Str encoding, Str errors) {
  const Codec *codec = find(heap, encoding);
  Value error = check(heap, codec, encoding, errors);
  if (value_is_error(error)) return error;
  size_t bad = 0;
  if (codec->end == 0x110000) {
    if (str_is_utf8(bytes, &bad)) return value_str(bytes);
    if (is_lenient(errors)) return value_unsupported(heap, "bytes that are no UTF-8");
    return value_raise(heap, EXC_UNICODE_DECODE,
                       "'utf-8' codec can't decode byte 0x%02x in position %zu: invalid start byte",
                       (unsigned)(unsigned char)bytes.p[bad], bad);
  }
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < bytes.n; i++) {
    uint32_t c = (unsigned char)bytes.p[i];
    if (fits(codec, c)) buf_code_point(&buf, c);
    else if (!is_lenient(errors))
      return value_raise(heap, EXC_UNICODE_DECODE,
                         "'ascii' codec can't decode byte 0x%02x in position %zu: ordinal not in range(128)",
                         (unsigned)c, i);
    else if (str_is(errors, "replace")) buf_code_point(&buf, 0xFFFD);
  }
  return value_str(buf_str(&buf));
}
