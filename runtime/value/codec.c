#include "runtime/value/codec.h"

#include <string.h>

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
  if (!name.p) return &codecs[0];
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  buf_char(&buf, ' ');
  for (size_t i = 0; i < name.n; i++) {
    char c = name.p[i];
    buf_char(&buf, c == '-' || c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
  }
  buf_char(&buf, ' ');
  for (size_t i = 0; i < COUNT(codecs); i++)
    if (str_find(str_of(codecs[i].aliases), buf_str(&buf), 0) != SIZE_MAX) return &codecs[i];
  return NULL;
}

/* Python has it and dbtplan has not. */
static bool is_known(Str name) {
  static const char *const names[] = {
#define ENCODING_NAME(name) name,
#include "grammar/encoding_names.def"
#undef ENCODING_NAME
  };
  char plain[32];
  if (!name.n || name.n >= sizeof plain) return false;
  for (size_t i = 0; i < name.n; i++) {
    char c = name.p[i];
    bool same = c == '.' || char_is_digit(c) || (c >= 'a' && c <= 'z');
    plain[i] = same ? c : c >= 'A' && c <= 'Z' ? (char)(c + 32) : '_';
  }
  for (size_t i = 0; i < COUNT(names); i++)
    if (str_is((Str){plain, name.n}, names[i])) return true;
  return false;
}

static bool is_lenient(Str errors) { return str_is(errors, "ignore") || str_is(errors, "replace"); }

static Value check(Heap *heap, const Codec *codec, Str encoding, Str errors) {
  if (encoding.n && memchr(encoding.p, '\0', encoding.n))
    return value_raise(heap, EXC_VALUE, "embedded null character");
  if (!codec && !is_known(encoding))
    return value_raise(heap, EXC_LOOKUP, "unknown encoding: %.*s", STR_FMT(encoding));
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

Str codec_utf8(Heap *heap, Value v) {
  Value bytes = v.kind == V_BYTES ? v : codec_encode(heap, value_to_str(heap, v), (Str){0}, (Str){0});
  if (!value_is_error(bytes)) return value_text(bytes);
  if (!heap->pending) heap->pending = bytes.exc;
  return STR("");
}

/* How many bytes a character that begins with `lead` has; 0 where none begins so. */
static size_t sequence_length(unsigned char lead) {
  return lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
}

/* Whether `c` may be byte `i` of what begins with `lead`: no overlong forms, no surrogates, nothing beyond 0x10FFFF. */
static bool continues(unsigned char lead, size_t i, unsigned char c) {
  unsigned least = 0x80, most = 0xBF;
  if (i == 1 && lead == 0xE0) least = 0xA0;
  if (i == 1 && lead == 0xED) most = 0x9F;
  if (i == 1 && lead == 0xF0) least = 0x90;
  if (i == 1 && lead == 0xF4) most = 0x8F;
  return c >= least && c <= most;
}

typedef struct BadBytes {
  size_t n;
  const char *why;
} BadBytes;

/* What is wrong with the bytes at `at`, as CPython's decoder of UTF-8 has it; `n` 0: nothing. */
static BadBytes bad_utf8(Str bytes, size_t at) {
  unsigned char lead = (unsigned char)bytes.p[at];
  size_t length = sequence_length(lead), n = 1;
  if (!length) return (BadBytes){1, "invalid start byte"};
  while (n < length && at + n < bytes.n && continues(lead, n, (unsigned char)bytes.p[at + n])) n++;
  if (n == length) return (BadBytes){0};
  return (BadBytes){n, at + n == bytes.n ? "unexpected end of data" : "invalid continuation byte"};
}

static Value cannot_decode(Heap *heap, Str bytes, size_t at, BadBytes bad) {
  if (bad.n > 1)
    return value_raise(heap, EXC_UNICODE_DECODE, "'utf-8' codec can't decode bytes in position %zu-%zu: %s", at,
                       at + bad.n - 1, bad.why);
  return value_raise(heap, EXC_UNICODE_DECODE, "'utf-8' codec can't decode byte 0x%02x in position %zu: %s",
                     (unsigned)(unsigned char)bytes.p[at], at, bad.why);
}

static Value decode_utf8(Heap *heap, Str bytes, Str errors) {
  if (str_is_utf8(bytes, NULL)) return value_str(bytes);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t at = 0; at < bytes.n;) {
    BadBytes bad = bad_utf8(bytes, at);
    heap_step(heap, 1);
    if (bad.n && !is_lenient(errors)) return cannot_decode(heap, bytes, at, bad);
    size_t n = bad.n ? bad.n : sequence_length((unsigned char)bytes.p[at]);
    if (!bad.n) buf_put(&buf, str_sub(bytes, at, at + n));
    else if (str_is(errors, "replace")) buf_code_point(&buf, 0xFFFD);
    at += n;
  }
  return value_str(buf_str(&buf));
}

Value codec_decode(Heap *heap, Str bytes, Str encoding, Str errors) {
  const Codec *codec = find(heap, encoding);
  Value error = check(heap, codec, encoding, errors);
  if (value_is_error(error)) return error;
  if (codec->end == 0x110000) return decode_utf8(heap, bytes, errors);
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
