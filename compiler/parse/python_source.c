/* The bytes of a module as text (CPython's tokenizer.c: check_bom, get_coding_spec; PEP 263). */
#include "compiler/parse/python.h"

#include <string.h>

#include "runtime/value/codec.h"

static const Str BOM = STR_INIT("\xEF\xBB\xBF");

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\f'; }

static bool is_coding_char(char c) {
  return char_is_letter(c) || char_is_digit(c) || strchr("-_.", c);
}

/* The line that begins at `*at`, which moves behind it. */
static Str next_line(Str text, size_t *at) {
  size_t start = *at, end = start;
  while (end < text.n && text.p[end] != '\n' && text.p[end] != '\r') end++;
  *at = end + (end < text.n) + (end + 1 < text.n && text.p[end] == '\r' && text.p[end + 1] == '\n');
  return str_sub(text, start, end);
}

/* `# … coding: NAME` or `coding=NAME` in a line of comment: NAME, or an empty text. */
static Str coding_of(Str line) {
  static const Str WORD = STR_INIT("coding");
  for (size_t at = str_find(line, WORD, 0); at != SIZE_MAX; at = str_find(line, WORD, at + 1)) {
    size_t start = at + WORD.n;
    if (start >= line.n || (line.p[start] != ':' && line.p[start] != '=')) continue;
    do start++;
    while (start < line.n && (line.p[start] == ' ' || line.p[start] == '\t'));
    size_t end = start;
    while (end < line.n && line.p[end] && is_coding_char(line.p[end])) end++;
    if (end > start) return str_sub(line, start, end);
  }
  return STR("");
}

/* Only the first two lines may declare it, and the second only behind a line without a token. */
static Str declared_coding(Str text) {
  size_t at = 0;
  for (int i = 0; i < 2 && at < text.n; i++) {
    Str line = next_line(text, &at);
    size_t first = 0;
    while (first < line.n && is_blank(line.p[first])) first++;
    if (first < line.n && line.p[first] != '#') break;
    Str coding = coding_of(str_sub(line, first, line.n));
    if (coding.n) return coding;
  }
  return STR("");
}

/* A name of an encoding: capitals and `_` for `-` make no difference. */
static char normal_char(char c) { return c == '_' ? '-' : c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c; }

static bool begins_with_name(Str coding, const char *name) {
  size_t n = strlen(name), i = 0;
  while (i < n && i < coding.n && normal_char(coding.p[i]) == normal_char(name[i])) i++;
  return i == n;
}

static bool is_same_name(Str coding, const char *name) {
  return coding.n == strlen(name) && begins_with_name(coding, name);
}

/* get_normal_name: "utf-8" with anything behind a hyphen */
static bool is_utf8_name(Str coding) {
  return is_same_name(coding, "utf-8") || begins_with_name(coding, "utf-8-");
}

static bool fail(Heap *heap, Span span, Str message, Value *error) {
  *error = scan_raise(heap, EXC_SYNTAX, span, message);
  return false;
}

/* Encodings that Python knows and in which a text of ASCII is itself; other text in them is not read. */
static const char *const SUPERSETS[] = {
    "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "windows-1250", "windows-1251", "windows-1252",
    "iso-8859-3", "iso-8859-4", "iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-9", "iso-8859-10",
    "iso-8859-13", "iso-8859-14", "iso-8859-16", "cp437", "cp850", "cp852", "cp866", "mac-roman", "gbk",
    "gb2312", "gb18030", "big5", "shift-jis", "euc-jp", "euc-kr", "cp932", "cp949", "cp950", "tis-620",
};

static bool is_plain_in(Str coding, Str text) {
  for (size_t i = 0; i < text.n; i++)
    if ((unsigned char)text.p[i] >= 0x80) return false;
  for (size_t i = 0; i < COUNT(SUPERSETS); i++)
    if (is_same_name(coding, SUPERSETS[i])) return true;
  return false;
}

typedef struct Charset {
  const char *name;
  unsigned first;
  Str characters;
} Charset;

static const Charset CHARSETS[] = {
#define CHARSET(name, first, characters) {name, first, STR_INIT(characters)},
#include "grammar/charsets.def"
#undef CHARSET
};

static const Charset *charset_named(Str coding) {
  for (size_t i = 0; i < COUNT(CHARSETS); i++)
    if (is_same_name(coding, CHARSETS[i].name)) return &CHARSETS[i];
  return NULL;
}

static bool decode_bytes(Heap *heap, const Charset *charset, Str *text, Value *error) {
  uint32_t characters[256];
  for (uint32_t i = 0; i < charset->first; i++) characters[i] = i;
  for (size_t i = charset->first, at = 0; i < 256; i++) characters[i] = str_decode(charset->characters, &at);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < text->n; i++) {
    uint32_t c = characters[(unsigned char)text->p[i]];
    if (c == 0xFFFD)
      return fail(heap, (Span){(uint32_t)i, (uint32_t)i + 1},
                  str_printf(heap->arena, "a byte that is no character of '%s'", charset->name), error);
    buf_code_point(&buf, c);
  }
  *text = buf_str(&buf);
  return true;
}

static bool decode_as(Heap *heap, Str coding, Str *text, Value *error) {
  const Charset *charset = charset_named(coding);
  if (charset) return decode_bytes(heap, charset, text, error);
  if (is_plain_in(coding, *text)) return true;
  uint32_t at = (uint32_t)(coding.p - text->p);
  Span span = {at, at + (uint32_t)coding.n};
  Value decoded = codec_decode(heap, *text, coding, STR("strict"));
  if (value_is_error(decoded))
    return fail(heap, span,
                str_printf(heap->arena, "the module cannot be read as '%.*s'; write it as UTF-8", STR_FMT(coding)),
                error);
  *text = value_text(decoded);
  return true;
}

static bool check_text(Heap *heap, Str text, Value *error) {
  size_t bad = 0;
  if (!str_is_utf8(text, &bad)) {
    Str message = str_printf(heap->arena, "(unicode error) 'utf-8' codec can't decode byte 0x%02x in position %zu",
                             (unsigned char)text.p[bad], bad);
    return fail(heap, (Span){(uint32_t)bad, (uint32_t)bad + 1}, message, error);
  }
  const char *nul = text.n ? memchr(text.p, '\0', text.n) : NULL;
  if (!nul) return true;
  uint32_t at = (uint32_t)(nul - text.p);
  return fail(heap, (Span){at, at + 1}, STR("source code cannot contain null bytes"), error);
}

bool python_decode(Heap *heap, Str *text, Value *error) {
  bool bom = str_starts(*text, BOM);
  Str coding = declared_coding(str_sub(*text, bom ? BOM.n : 0, text->n));
  bool other = coding.n && !is_utf8_name(coding);
  uint32_t at = coding.n ? (uint32_t)(coding.p - text->p) : 0;
  Span span = {at, at + (uint32_t)coding.n};
  if (other && bom) return fail(heap, span, STR("a byte order mark of UTF-8 before another encoding"), error);
  return (!other || decode_as(heap, coding, text, error)) && check_text(heap, *text, error);
}
