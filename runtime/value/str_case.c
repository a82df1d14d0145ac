#include <stdlib.h>
#include <utf8proc.h>

#include "runtime/core/limits.h"
#include "runtime/value/str_type.h"

/* ---- characters ---- */

static utf8proc_category_t category(uint32_t c) { return utf8proc_category((utf8proc_int32_t)c); }

/* The digits of all scripts as ASCII ones and blanks trimmed, as int() and float() read a text. */
Str text_of_number(Heap *heap, Str text) {
  size_t start = 0, end = 0, at = 0;
  bool ascii = true, seen = false;
  while (at < text.n) {
    size_t from = at;
    uint32_t c = str_decode(text, &at);
    ascii = ascii && c < 0x80;
    if (char_is_space(c)) continue;
    if (!seen) start = from;
    seen = true;
    end = at;
  }
  text = str_sub(text, start, end);
  if (ascii) return text;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (at = 0; at < text.n;) {
    uint32_t c = str_decode(text, &at), zero = c;
    bool digit = c >= 0x80 && category(c) == UTF8PROC_CATEGORY_ND;
    while (digit && c - zero < 9 && category(zero - 1) == UTF8PROC_CATEGORY_ND) zero--;
    buf_code_point(&buf, digit ? '0' + (c - zero) : c);
  }
  return buf_str(&buf);
}

bool char_is_space(uint32_t c) {
  if (c < 0x80) return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x1F);
  if (c == 0x85 || c == 0x2028 || c == 0x2029) return true;
  return category(c) == UTF8PROC_CATEGORY_ZS;
}

static bool is_alpha(uint32_t c) {
  if (c < 0x80) return (c | 32) >= 'a' && (c | 32) <= 'z';
  utf8proc_category_t k = category(c);
  return k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_LO;
}
static bool is_decimal(uint32_t c) { return c < 0x80 ? c >= '0' && c <= '9' : category(c) == UTF8PROC_CATEGORY_ND; }

typedef enum CharClass {
  CHAR_DIGIT,
  CHAR_NUMERIC,
  CHAR_NOT_LOWER,
  CHAR_ID_START,
  CHAR_ID_CONTINUE,
  CHAR_NOT_ID
} CharClass;
static const struct {
  CharClass class;
  uint32_t first, last;
} exceptions[] = {
#define CHARACTERS(class, first, last) {CHAR_##class, first, last},
#include "grammar/characters.def"
#undef CHARACTERS
};

/* Whether `c` is of a class by exception. */
static bool is_listed(uint32_t c, CharClass class) {
  if (c < 0x80) return false;
  for (size_t i = 0; i < COUNT(exceptions); i++)
    if (exceptions[i].class == class && c >= exceptions[i].first && c <= exceptions[i].last) return true;
  return false;
}

static bool is_digit(uint32_t c) { return is_decimal(c) || is_listed(c, CHAR_DIGIT); }
static bool is_numeric(uint32_t c) {
  utf8proc_category_t k = category(c);
  return k == UTF8PROC_CATEGORY_ND || k == UTF8PROC_CATEGORY_NL || k == UTF8PROC_CATEGORY_NO ||
         is_listed(c, CHAR_NUMERIC);
}
static bool is_id_start(uint32_t c) {
  if (c < 0x80) return c == '_' || is_alpha(c);
  bool letter = is_alpha(c) || category(c) == UTF8PROC_CATEGORY_NL || is_listed(c, CHAR_ID_START);
  return letter && !is_listed(c, CHAR_NOT_ID);
}
static bool is_id_continue(uint32_t c) {
  utf8proc_category_t k = category(c);
  bool mark = k == UTF8PROC_CATEGORY_MN || k == UTF8PROC_CATEGORY_MC || k == UTF8PROC_CATEGORY_PC;
  return is_id_start(c) || is_decimal(c) || mark || is_listed(c, CHAR_ID_CONTINUE);
}
static bool is_alnum(uint32_t c) { return is_alpha(c) || is_digit(c) || is_numeric(c); }
bool char_is_alnum(uint32_t c) { return is_alnum(c); }
static uint32_t ascii_upper(uint32_t c) { return c >= 'a' && c <= 'z' ? c - 32 : c; }
static uint32_t ascii_lower(uint32_t c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }
static uint32_t upper_of(uint32_t c) {
  return c < 0x80 ? ascii_upper(c) : (uint32_t)utf8proc_toupper((utf8proc_int32_t)c);
}
static uint32_t lower_of(uint32_t c) {
  return c < 0x80 ? ascii_lower(c) : (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
}
static uint32_t title_of(uint32_t c) {
  return c < 0x80 ? ascii_upper(c) : (uint32_t)utf8proc_totitle((utf8proc_int32_t)c);
}
static bool is_upper(uint32_t c) { return c < 0x80 ? c >= 'A' && c <= 'Z' : utf8proc_isupper((utf8proc_int32_t)c); }
static bool is_lower(uint32_t c) {
  return c < 0x80 ? c >= 'a' && c <= 'z' : utf8proc_islower((utf8proc_int32_t)c) && !is_listed(c, CHAR_NOT_LOWER);
}
static bool is_title(uint32_t c) { return c >= 0x80 && category(c) == UTF8PROC_CATEGORY_LT; }
static bool is_cased(uint32_t c) { return is_upper(c) || is_lower(c) || is_title(c); }

/* ---- case ---- */

typedef uint32_t (*MapChar)(uint32_t c);

typedef struct Casing {
  uint32_t code_point;
  const char *upper, *title, *lower;
} Casing;
static const Casing casings[] = {
#define CASING(code_point, upper, title, lower) {code_point, upper, title, lower},
#include "grammar/casing.def"
#undef CASING
};

static int compare_casing(const void *key, const void *row) {
  uint32_t a = *(const uint32_t *)key, b = ((const Casing *)row)->code_point;
  return (a > b) - (a < b);
}

static void put_mapped(Buf *buf, uint32_t c, MapChar map) {
  const Casing *row =
      c < 0x80 ? NULL : bsearch(&c, casings, COUNT(casings), sizeof casings[0], compare_casing);
  if (row) buf_puts(buf, map == upper_of ? row->upper : map == title_of ? row->title : row->lower);
  else buf_code_point(buf, map(c));
}

static bool is_case_ignorable(uint32_t c) {
  if (c < 0x80) return c == '\'' || c == '.' || c == ':' || c == '^' || c == '`';
  utf8proc_category_t kind = category(c);
  bool mark = kind == UTF8PROC_CATEGORY_MN || kind == UTF8PROC_CATEGORY_ME || kind == UTF8PROC_CATEGORY_CF ||
              kind == UTF8PROC_CATEGORY_LM || kind == UTF8PROC_CATEGORY_SK;
  return mark || c == 0xB7 || c == 0x387 || c == 0x55F || c == 0x5F4 || c == 0x2018 || c == 0x2019 || c == 0x2024 ||
         c == 0x2027 || c == 0xFE13 || c == 0xFE52 || c == 0xFE55 || c == 0xFF07 || c == 0xFF0E || c == 0xFF1A;
}

/* Whether the sigma in text[start:end] ends a word: a cased character before it and none behind. */
static bool is_final_sigma(Str text, size_t start, size_t end) {
  bool before = false;
  for (size_t at = 0; at < start;) {
    uint32_t c = str_decode(text, &at);
    if (!is_case_ignorable(c)) before = is_cased(c);
  }
  uint32_t next = '.'; /* as good as none: it is passed over */
  for (size_t at = end; at < text.n && is_case_ignorable(next);) next = str_decode(text, &at);
  return before && (is_case_ignorable(next) || !is_cased(next));
}

/* The character of `text` that begins at `start`, in another case. */
static void put_cased(Buf *buf, Str text, size_t start, size_t end, MapChar map) {
  size_t at = start;
  uint32_t c = str_decode(text, &at);
  if (c == 0x3A3 && map == lower_of) buf_code_point(buf, is_final_sigma(text, start, end) ? 0x3C2 : 0x3C3);
  else put_mapped(buf, c, map);
}

static Value mapped_ascii(Heap *heap, Str text, MapChar first, MapChar rest) {
  char *out = arena_bytes(heap->arena, text.n + 1);
  for (size_t i = 0; i < text.n; i++) out[i] = (char)(i ? rest : first)((unsigned char)text.p[i]);
  return value_ascii((Str){out, text.n});
}

static Value mapped(Heap *heap, Value self, MapChar first, MapChar rest) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  Str text = value_text(self);
  heap_step(heap, text.n / 8);
  if (self.flags & VALUE_ASCII) return mapped_ascii(heap, text, first, rest);
  for (size_t at = 0; at < text.n;) {
    size_t start = at;
    str_decode(text, &at);
    put_cased(&buf, text, start, at, start == 0 ? first : rest);
  }
  return value_str(buf_str(&buf));
}

Value str_upper(Heap *heap, Value self, const Value *args) {
  return (void)args, mapped(heap, self, upper_of, upper_of);
}
Value str_lower(Heap *heap, Value self, const Value *args) {
  return (void)args, mapped(heap, self, lower_of, lower_of);
}
Value str_capitalize(Heap *heap, Value self, const Value *args) {
  return (void)args, mapped(heap, self, title_of, lower_of);
}

Value str_casefold(Heap *heap, Value self, const Value *args) {
  (void)args;
  utf8proc_uint8_t *folded = NULL;
  Str text = value_text(self);
  if (self.flags & VALUE_ASCII) return mapped(heap, self, lower_of, lower_of);
  utf8proc_ssize_t n =
      utf8proc_map((const utf8proc_uint8_t *)text.p, (utf8proc_ssize_t)text.n, &folded, UTF8PROC_CASEFOLD);
  if (n < 0) return mapped(heap, self, lower_of, lower_of);
  arena_on_release(heap->arena, free, folded);
  return value_str((Str){(const char *)folded, (size_t)n});
}

Value str_title(Heap *heap, Value self, const Value *args) {
  (void)args;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  Str text = value_text(self);
  bool inside = false;
  for (size_t at = 0; at < text.n;) {
    size_t start = at;
    uint32_t c = str_decode(text, &at);
    put_cased(&buf, text, start, at, inside ? lower_of : title_of);
    inside = is_cased(c);
  }
  return value_str(buf_str(&buf));
}

Value str_swapcase(Heap *heap, Value self, const Value *args) {
  (void)args;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  Str text = value_text(self);
  for (size_t at = 0; at < text.n;) {
    size_t start = at;
    uint32_t c = str_decode(text, &at);
    if (is_upper(c) || is_lower(c)) put_cased(&buf, text, start, at, is_upper(c) ? lower_of : upper_of);
    else buf_code_point(&buf, c);
  }
  return value_str(buf_str(&buf));
}

/* ---- is…() ---- */

static Value all_are(Value self, bool (*is)(uint32_t), bool if_empty) {
  Str text = value_text(self);
  bool all = text.n || if_empty;
  for (size_t at = 0; all && at < text.n;) all = is(str_decode(text, &at));
  return value_bool(all);
}

static bool is_ascii_char(uint32_t c) { return c < 0x80; }

#define ALL_ARE(name, is, if_empty)                                         \
  Value name(Heap *heap, Value self, const Value *args) {                   \
    (void)heap, (void)args;                                                 \
    return all_are(self, is, if_empty);                                     \
  }
ALL_ARE(str_isalnum, is_alnum, false)
ALL_ARE(str_isalpha, is_alpha, false)
ALL_ARE(str_isascii, is_ascii_char, true)
ALL_ARE(str_isdecimal, is_decimal, false)
ALL_ARE(str_isdigit, is_digit, false)
ALL_ARE(str_isnumeric, is_numeric, false)
ALL_ARE(str_isprintable, char_is_printable, true)
ALL_ARE(str_isspace, char_is_space, false)

bool text_is_keyword(Str text) {
#define KEYWORD(word) \
  if (str_is(text, word)) return true;
#include "grammar/lexemes.def"
#undef KEYWORD
  return false;
}

bool text_is_identifier(Str text) {
  size_t at = 0;
  bool good = text.n > 0;
  while (good && at < text.n) {
    bool first = at == 0;
    uint32_t c = str_decode(text, &at);
    good = first ? is_id_start(c) : is_id_continue(c);
  }
  return good;
}

Str text_private(Arena *arena, Str class_name, Str name) {
  while (str_starts(class_name, STR("_"))) class_name = str_sub(class_name, 1, class_name.n);
  return class_name.n ? str_printf(arena, "_%.*s%.*s", STR_FMT(class_name), STR_FMT(name)) : name;
}

Value str_isidentifier(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_bool(text_is_identifier(value_text(self)));
}

Str text_nfkc(Arena *arena, Str text) {
  utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT;
  const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text.p;
  utf8proc_ssize_t n = utf8proc_decompose(bytes, (utf8proc_ssize_t)text.n, NULL, 0, options);
  if (n < 0) return text;
  utf8proc_int32_t *points = ARENA_ARRAY(arena, utf8proc_int32_t, (size_t)n + 1); /* one more for its NUL */
  utf8proc_decompose(bytes, (utf8proc_ssize_t)text.n, points, n, options);
  n = utf8proc_reencode(points, n, options);
  return n < 0 ? text : (Str){(const char *)points, (size_t)n};
}

static Value case_is(Value self, bool (*wanted)(uint32_t), bool (*other)(uint32_t)) {
  Str text = value_text(self);
  bool found = false;
  for (size_t at = 0; at < text.n;) {
    uint32_t c = str_decode(text, &at);
    if (other(c) || is_title(c)) return value_bool(false);
    found |= wanted(c);
  }
  return value_bool(found);
}
Value str_islower(Heap *heap, Value self, const Value *args) {
  return (void)heap, (void)args, case_is(self, is_lower, is_upper);
}
Value str_isupper(Heap *heap, Value self, const Value *args) {
  return (void)heap, (void)args, case_is(self, is_upper, is_lower);
}

Value str_istitle(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  Str text = value_text(self);
  bool inside = false, found = false;
  for (size_t at = 0; at < text.n;) {
    uint32_t c = str_decode(text, &at);
    if (inside ? is_upper(c) : is_lower(c)) return value_bool(false);
    inside = is_cased(c);
    found |= inside;
  }
  return value_bool(found);
}
