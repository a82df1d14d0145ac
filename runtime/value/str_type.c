#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "runtime/core/limits.h"
#include "runtime/value/codec.h"
#include "runtime/value/format.h"
#include "runtime/value/types.h"

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

typedef enum CharClass { CHAR_DIGIT, CHAR_NUMERIC, CHAR_NOT_LOWER, CHAR_ID_START, CHAR_ID_CONTINUE, CHAR_NOT_ID } CharClass;
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
  for (size_t i = 0; i < sizeof exceptions / sizeof exceptions[0]; i++)
    if (exceptions[i].class == class && c >= exceptions[i].first && c <= exceptions[i].last) return true;
  return false;
}

static bool is_digit(uint32_t c) { return is_decimal(c) || is_listed(c, CHAR_DIGIT); }
static bool is_numeric(uint32_t c) {
  utf8proc_category_t k = category(c);
  return k == UTF8PROC_CATEGORY_ND || k == UTF8PROC_CATEGORY_NL || k == UTF8PROC_CATEGORY_NO || is_listed(c, CHAR_NUMERIC);
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
static uint32_t upper_of(uint32_t c) { return (uint32_t)utf8proc_toupper((utf8proc_int32_t)c); }
static uint32_t lower_of(uint32_t c) { return (uint32_t)utf8proc_tolower((utf8proc_int32_t)c); }
static uint32_t title_of(uint32_t c) { return (uint32_t)utf8proc_totitle((utf8proc_int32_t)c); }
static bool is_upper(uint32_t c) { return c < 0x80 ? c >= 'A' && c <= 'Z' : utf8proc_isupper((utf8proc_int32_t)c); }
static bool is_lower(uint32_t c) {
  return c < 0x80 ? c >= 'a' && c <= 'z' : utf8proc_islower((utf8proc_int32_t)c) && !is_listed(c, CHAR_NOT_LOWER);
}
static bool is_title(uint32_t c) { return c >= 0x80 && category(c) == UTF8PROC_CATEGORY_LT; }
static bool is_cased(uint32_t c) { return is_upper(c) || is_lower(c) || is_title(c); }

/* ---- positions: code points to bytes ---- */

static size_t count_of(Value v) {
  if (v.kind == V_BYTES || v.flags & VALUE_ASCII) return v.len;
  return str_count(value_text(v));
}

static size_t byte_at(Value v, size_t index) {
  if (v.kind == V_BYTES || v.flags & VALUE_ASCII) return index;
  size_t at = 0;
  while (index--) str_decode(value_text(v), &at);
  return at;
}

static Value same_kind(Value like, Str text) { return like.kind == V_BYTES ? value_bytes(text) : value_str(text); }

/* Whether nothing, not even the empty text, is found between start and end. */
static bool backwards(Value start, Value end, int64_t n) {
  int64_t from = 0, to = n;
  if (value_given(start)) value_index(start, &from);
  if (value_given(end)) value_index(end, &to);
  if (to > n) to = n;
  if (from < 0) from = from < -n ? 0 : from + n;
  if (to < 0) to = to < -n ? 0 : to + n;
  return from > to;
}

/* The bytes that start and end (as find, count, startswith take them) leave; `*skipped`: characters before them. */
static Value window_of(Heap *heap, Value self, Value start, Value end, Str *part, int64_t *skipped) {
  SliceBounds bounds;
  *part = value_text(self);
  *skipped = 0;
  if (!value_given(start) && !value_given(end)) return VALUE_NONE;
  Slice slice = {start, end, VALUE_NONE};
  size_t n = count_of(self);
  Value done = slice_bounds(heap, &slice, n, &bounds);
  if (value_is_error(done)) return done;
  if (backwards(start, end, (int64_t)n)) return *skipped = -1, VALUE_NONE;
  *skipped = bounds.start;
  *part = str_sub(*part, byte_at(self, (size_t)bounds.start), byte_at(self, (size_t)(bounds.start + bounds.count)));
  return VALUE_NONE;
}

/* ---- the type ---- */

static void repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  format_str_repr(buf, value_text(v));
}
static bool truth(Value v) { return v.len != 0; }
static int64_t len(Value v) { return (int64_t)count_of(v); }

static bool next_char(Heap *heap, Iter *iter, Value *out) {
  (void)heap;
  Str text = value_text(iter->over);
  if (iter->at >= text.n) return false;
  size_t start = iter->at;
  str_decode(text, &iter->at);
  *out = value_str(str_sub(text, start, iter->at));
  return true;
}

static bool iter(Heap *heap, Value v, Iter *it) {
  (void)heap;
  *it = (Iter){.next = next_char, .over = v};
  return true;
}

/* The start of each character, where they are not all one byte. */
static size_t *starts_of(Heap *heap, Value v, size_t n) {
  if (v.kind == V_BYTES || v.flags & VALUE_ASCII) return NULL;
  size_t *starts = ARENA_ARRAY(heap->arena, size_t, n + 1);
  size_t at = 0;
  for (size_t i = 0; i < n; i++) {
    starts[i] = at;
    str_decode(value_text(v), &at);
  }
  starts[n] = at;
  return starts;
}

static Value sliced(Heap *heap, Value v, const Slice *slice) {
  size_t n = count_of(v);
  SliceBounds b;
  Value done = slice_bounds(heap, slice, n, &b);
  if (value_is_error(done)) return done;
  const size_t *starts = starts_of(heap, v, n);
  Str text = value_text(v);
  if (b.step == 1) {
    size_t from = (size_t)b.start, to = (size_t)(b.start + b.count);
    return same_kind(v, b.count ? str_sub(text, starts ? starts[from] : from, starts ? starts[to] : to) : (Str){0});
  }
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  heap_step(heap, (size_t)b.count);
  for (int64_t i = 0; i < b.count; i++) {
    size_t at = (size_t)(b.start + i * b.step);
    buf_put(&buf, starts ? str_sub(text, starts[at], starts[at + 1]) : str_sub(text, at, at + 1));
  }
  return same_kind(v, buf_str(&buf));
}

static Value item(Heap *heap, Value v, Value key) {
  if (key.kind == V_SLICE) return sliced(heap, v, key.slice);
  int64_t index, n = (int64_t)count_of(v);
  bool bytes = v.kind == V_BYTES;
  if (!value_index(key, &index))
    return value_raise(heap, EXC_TYPE, bytes ? "byte indices must be integers or slices, not %s" : "string indices must be integers, not '%s'",
                       value_type_name(key));
  if (key.kind == V_BIGINT) return value_raise(heap, EXC_INDEX, "cannot fit 'int' into an index-sized integer");
  if (index < 0) index += n;
  if (index < 0 || index >= n) return value_raise(heap, EXC_INDEX, bytes ? "index out of range" : "string index out of range");
  if (bytes) return value_int((unsigned char)v.s[index]);
  size_t start = byte_at(v, (size_t)index), end = start;
  str_decode(value_text(v), &end);
  return value_str(str_sub(value_text(v), start, end));
}

static bool contains(Heap *heap, Value v, Value what, Value *error) {
  if (value_is_str(what)) return str_find(value_text(v), value_text(what), 0) != SIZE_MAX;
  *error = value_raise(heap, EXC_TYPE, "'in <string>' requires string as left operand, not %s", value_type_name(what));
  return false;
}

static Value construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  if (args[0].kind == V_ABSENT) return value_str((Str){0});
  if (args[0].kind == V_BYTES && args[1].kind != V_ABSENT)
    return type_method(&TYPE_BYTES, STR("decode"))->fn(heap, args[0], args + 1);
  return value_str(value_to_str(heap, args[0]));
}

/* ---- arguments ---- */

static Value need_str(Heap *heap, Value v, const char *wording) {
  if (value_is_str(v)) return VALUE_NONE;
  return value_raise(heap, EXC_TYPE, wording, value_type_name(v));
}
#define NEED_STR(heap, v, wording)                                                              \
  do {                                                                                          \
    if (!value_is_str(v)) return value_raise((heap), EXC_TYPE, wording, value_argument_name(v)); \
  } while (0)
#define NEED_INT(heap, v, into)                                  \
  do {                                                           \
    Value need_int = value_need_int((heap), (v), (into));        \
    if (value_is_error(need_int)) return need_int;               \
  } while (0)

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
  const Casing *row = c < 0x80 ? NULL : bsearch(&c, casings, sizeof casings / sizeof casings[0], sizeof casings[0], compare_casing);
  if (row) buf_puts(buf, map == upper_of ? row->upper : map == title_of ? row->title : row->lower);
  else buf_code_point(buf, map(c));
}

static bool is_case_ignorable(uint32_t c) {
  if (c < 0x80) return c == '\'' || c == '.' || c == ':' || c == '^' || c == '`';
  utf8proc_category_t kind = category(c);
  bool mark = kind == UTF8PROC_CATEGORY_MN || kind == UTF8PROC_CATEGORY_ME || kind == UTF8PROC_CATEGORY_CF ||
              kind == UTF8PROC_CATEGORY_LM || kind == UTF8PROC_CATEGORY_SK;
  return mark || c == 0xB7 || c == 0x387 || c == 0x55F || c == 0x5F4 || c == 0x2018 || c == 0x2019 || c == 0x2024 || c == 0x2027 ||
         c == 0xFE13 || c == 0xFE52 || c == 0xFE55 || c == 0xFF07 || c == 0xFF0E || c == 0xFF1A;
}

/* Whether the sigma in text[start:end] ends a word: a cased character before it and none behind. */
static bool is_final_sigma(Str text, size_t start, size_t end) {
  bool before = false;
  for (size_t at = 0; at < start;) {
    uint32_t c = str_decode(text, &at);
    if (!is_case_ignorable(c)) before = is_cased(c);
  }
  uint32_t next = 0;
  for (size_t at = end; at < text.n && (next == 0 || is_case_ignorable(next));) next = str_decode(text, &at);
  return before && (next == 0 || is_case_ignorable(next) || !is_cased(next));
}

/* The character of `text` that begins at `start`, in another case. */
static void put_cased(Buf *buf, Str text, size_t start, size_t end, MapChar map) {
  size_t at = start;
  uint32_t c = str_decode(text, &at);
  if (c == 0x3A3 && map == lower_of) buf_code_point(buf, is_final_sigma(text, start, end) ? 0x3C2 : 0x3C3);
  else put_mapped(buf, c, map);
}

static Value mapped(Heap *heap, Value self, MapChar first, MapChar rest) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  Str text = value_text(self);
  heap_step(heap, text.n / 8);
  for (size_t at = 0; at < text.n;) {
    size_t start = at;
    str_decode(text, &at);
    put_cased(&buf, text, start, at, start == 0 ? first : rest);
  }
  return value_str(buf_str(&buf));
}

static Value str_upper(Heap *heap, Value self, const Value *args) { return (void)args, mapped(heap, self, upper_of, upper_of); }
static Value str_lower(Heap *heap, Value self, const Value *args) { return (void)args, mapped(heap, self, lower_of, lower_of); }
static Value str_capitalize(Heap *heap, Value self, const Value *args) { return (void)args, mapped(heap, self, title_of, lower_of); }

static Value str_casefold(Heap *heap, Value self, const Value *args) {
  (void)args;
  utf8proc_uint8_t *folded = NULL;
  Str text = value_text(self);
  if (self.flags & VALUE_ASCII) return mapped(heap, self, lower_of, lower_of);
  utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)text.p, (utf8proc_ssize_t)text.n, &folded, UTF8PROC_CASEFOLD);
  if (n < 0) return mapped(heap, self, lower_of, lower_of);
  arena_on_release(heap->arena, free, folded);
  return value_str((Str){(const char *)folded, (size_t)n});
}

static Value str_title(Heap *heap, Value self, const Value *args) {
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

static Value str_swapcase(Heap *heap, Value self, const Value *args) {
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
  static Value name(Heap *heap, Value self, const Value *args) {            \
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

static Value str_isidentifier(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  Str text = value_text(self);
  size_t at = 0;
  bool good = text.n > 0;
  while (good && at < text.n) {
    bool first = at == 0;
    uint32_t c = str_decode(text, &at);
    good = first ? is_id_start(c) : is_id_continue(c);
  }
  return value_bool(good);
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
static Value str_islower(Heap *heap, Value self, const Value *args) { return (void)heap, (void)args, case_is(self, is_lower, is_upper); }
static Value str_isupper(Heap *heap, Value self, const Value *args) { return (void)heap, (void)args, case_is(self, is_upper, is_lower); }

static Value str_istitle(Heap *heap, Value self, const Value *args) {
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

/* ---- searching ---- */

static size_t find_last(Str text, Str needle) {
  if (needle.n > text.n) return SIZE_MAX;
  for (size_t at = text.n - needle.n + 1; at-- > 0;)
    if (needle.n == 0 || memcmp(text.p + at, needle.p, needle.n) == 0) return at;
  return SIZE_MAX;
}

/* The index in characters, or -1. */
static Value find(Heap *heap, Value self, const Value *args, bool last) {
  if (!value_is_str(args[0])) return value_raise(heap, EXC_TYPE, "must be str, not %s", value_type_name(args[0]));
  Str part;
  int64_t skipped;
  Value done = window_of(heap, self, args[1], args[2], &part, &skipped);
  if (value_is_error(done)) return done;
  heap_step(heap, part.n / 8);
  size_t at = last ? find_last(part, value_text(args[0])) : str_find(part, value_text(args[0]), 0);
  if (at == SIZE_MAX || skipped < 0) return value_int(-1);
  return value_int(skipped + (int64_t)(self.flags & VALUE_ASCII ? at : str_count(str_sub(part, 0, at))));
}

static Value found_or_raise(Heap *heap, Value found) {
  return found.kind == V_INT && found.i < 0 ? value_raise(heap, EXC_VALUE, "substring not found") : found;
}
static Value str_find_method(Heap *heap, Value self, const Value *args) { return find(heap, self, args, false); }
static Value str_rfind(Heap *heap, Value self, const Value *args) { return find(heap, self, args, true); }
static Value str_index(Heap *heap, Value self, const Value *args) { return found_or_raise(heap, find(heap, self, args, false)); }
static Value str_rindex(Heap *heap, Value self, const Value *args) { return found_or_raise(heap, find(heap, self, args, true)); }

static int64_t occurrences(Str text, Str needle) {
  if (needle.n == 0) return (int64_t)str_count(text) + 1;
  int64_t n = 0;
  for (size_t at = 0; (at = str_find(text, needle, at)) != SIZE_MAX; at += needle.n) n++;
  return n;
}

static Value str_count_method(Heap *heap, Value self, const Value *args) {
  if (!value_is_str(args[0])) return value_raise(heap, EXC_TYPE, "must be str, not %s", value_type_name(args[0]));
  Str part;
  int64_t skipped;
  Value done = window_of(heap, self, args[1], args[2], &part, &skipped);
  if (value_is_error(done)) return done;
  heap_step(heap, part.n / 8);
  return value_int(skipped < 0 ? 0 : occurrences(part, value_text(args[0])));
}

static Value affix(Heap *heap, Value self, const Value *args, const char *function, bool (*matches)(Str, Str)) {
  Str part;
  int64_t skipped;
  Value done = window_of(heap, self, args[1], args[2], &part, &skipped);
  if (value_is_error(done)) return done;
  const Value *items = args;
  size_t n = 1;
  if (args[0].kind == V_TUPLE) value_items(args[0], &items, &n);
  for (size_t i = 0; i < n; i++) {
    if (!value_is_str(items[i]) && args[0].kind == V_TUPLE)
      return value_raise(heap, EXC_TYPE, "tuple for %s must only contain str, not %s", function, value_type_name(items[i]));
    if (!value_is_str(items[i]))
      return value_raise(heap, EXC_TYPE, "%s first arg must be str or a tuple of str, not %s", function, value_type_name(items[i]));
    if (skipped >= 0 && matches(part, value_text(items[i]))) return value_bool(true);
  }
  return value_bool(false);
}
static Value str_startswith(Heap *heap, Value self, const Value *args) { return affix(heap, self, args, "startswith", str_starts); }
static Value str_endswith(Heap *heap, Value self, const Value *args) { return affix(heap, self, args, "endswith", str_ends); }

/* ---- cutting ---- */

static bool in_set(uint32_t c, Str set) {
  for (size_t at = 0; at < set.n;)
    if (str_decode(set, &at) == c) return true;
  return false;
}

static size_t last_char(Str text) {
  size_t at = text.n;
  while (at && ((unsigned char)text.p[--at] & 0xC0) == 0x80) continue;
  return at;
}

enum { STRIP_LEFT = 1, STRIP_RIGHT = 2 };

static Value strip(Heap *heap, Value self, Value chars, int sides, const char *function) {
  if (value_given(chars) && !value_is_str(chars)) return value_raise(heap, EXC_TYPE, "%s arg must be None or str", function);
  Str text = value_text(self), set = value_given(chars) ? value_text(chars) : (Str){0};
  bool by_set = value_given(chars);
  while ((sides & STRIP_LEFT) && text.n) {
    size_t at = 0;
    uint32_t c = str_decode(text, &at);
    if (by_set ? !in_set(c, set) : !char_is_space(c)) break;
    text = str_sub(text, at, text.n);
  }
  while ((sides & STRIP_RIGHT) && text.n) {
    size_t start = last_char(text), at = start;
    uint32_t c = str_decode(text, &at);
    if (by_set ? !in_set(c, set) : !char_is_space(c)) break;
    text.n = start;
  }
  return value_str(text);
}
static Value str_strip(Heap *heap, Value self, const Value *args) { return strip(heap, self, args[0], STRIP_LEFT | STRIP_RIGHT, "strip"); }
static Value str_lstrip(Heap *heap, Value self, const Value *args) { return strip(heap, self, args[0], STRIP_LEFT, "lstrip"); }
static Value str_rstrip(Heap *heap, Value self, const Value *args) { return strip(heap, self, args[0], STRIP_RIGHT, "rstrip"); }

static Value str_removeprefix(Heap *heap, Value self, const Value *args) {
  NEED_STR(heap, args[0], "removeprefix() argument must be str, not %s");
  Str text = value_text(self), prefix = value_text(args[0]);
  return value_str(str_starts(text, prefix) ? str_sub(text, prefix.n, text.n) : text);
}
static Value str_removesuffix(Heap *heap, Value self, const Value *args) {
  NEED_STR(heap, args[0], "removesuffix() argument must be str, not %s");
  Str text = value_text(self), suffix = value_text(args[0]);
  return value_str(str_ends(text, suffix) ? str_sub(text, 0, text.n - suffix.n) : text);
}

static Value split_at(Heap *heap, Str text, Str by, int64_t most) {
  Value list = value_list(heap, 0);
  size_t from = 0, at;
  for (; most != 0 && (at = str_find(text, by, from)) != SIZE_MAX; most--) {
    list_push(heap, list, value_str(str_sub(text, from, at)));
    from = at + by.n;
    heap_step(heap, 1);
  }
  list_push(heap, list, value_str(str_sub(text, from, text.n)));
  return list;
}

static Value split_blanks(Heap *heap, Str text, int64_t most) {
  Value list = value_list(heap, 0);
  size_t at = 0;
  while (at < text.n) {
    size_t start = at;
    if (char_is_space(str_decode(text, &at))) continue;
    size_t end = at;
    heap_step(heap, 1);
    if (most-- == 0) {
      list_push(heap, list, value_str(str_sub(text, start, text.n)));
      return list;
    }
    while (at < text.n && (end = at, !char_is_space(str_decode(text, &at)))) end = at;
    list_push(heap, list, value_str(str_sub(text, start, end)));
  }
  return list;
}

static Value rsplit_at(Heap *heap, Str text, Str by, int64_t most) {
  Value list = value_list(heap, 0);
  size_t at;
  for (; most != 0 && (at = find_last(text, by)) != SIZE_MAX; most--) {
    list_push(heap, list, value_str(str_sub(text, at + by.n, text.n)));
    text.n = at;
    heap_step(heap, 1);
  }
  list_push(heap, list, value_str(text));
  type_method(&TYPE_LIST, STR("reverse"))->fn(heap, list, NULL);
  return list;
}

static Value rsplit_blanks(Heap *heap, Str text, int64_t most) {
  Value list = value_list(heap, 0);
  for (;;) {
    text = value_text(strip(heap, value_str(text), VALUE_NONE, STRIP_RIGHT, ""));
    if (text.n == 0) break;
    size_t start = text.n;
    heap_step(heap, 1);
    if (most-- == 0) {
      list_push(heap, list, value_str(text));
      break;
    }
    while (start) {
      size_t before = last_char(str_sub(text, 0, start)), at = before;
      if (char_is_space(str_decode(text, &at))) break;
      start = before;
    }
    list_push(heap, list, value_str(str_sub(text, start, text.n)));
    text.n = start;
  }
  type_method(&TYPE_LIST, STR("reverse"))->fn(heap, list, NULL);
  return list;
}

static Value split(Heap *heap, Value self, const Value *args, bool right) {
  int64_t most = -1;
  if (args[1].kind != V_ABSENT) NEED_INT(heap, args[1], &most);
  if (!value_given(args[0])) return right ? rsplit_blanks(heap, value_text(self), most) : split_blanks(heap, value_text(self), most);
  if (!value_is_str(args[0])) return value_raise(heap, EXC_TYPE, "must be str or None, not %s", value_type_name(args[0]));
  if (value_text(args[0]).n == 0) return value_raise(heap, EXC_VALUE, "empty separator");
  return right ? rsplit_at(heap, value_text(self), value_text(args[0]), most) : split_at(heap, value_text(self), value_text(args[0]), most);
}
static Value str_split(Heap *heap, Value self, const Value *args) { return split(heap, self, args, false); }
static Value str_rsplit(Heap *heap, Value self, const Value *args) { return split(heap, self, args, true); }

static bool ends_line(uint32_t c) {
  return (c >= 10 && c <= 13) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

static Value str_splitlines(Heap *heap, Value self, const Value *args) {
  Value list = value_list(heap, 0);
  int64_t keep = 0;
  if (args[0].kind != V_ABSENT) NEED_INT(heap, args[0], &keep);
  Str text = value_text(self);
  size_t start = 0, at = 0;
  while (at < text.n) {
    size_t end = at;
    uint32_t c = str_decode(text, &at);
    if (!ends_line(c)) continue;
    if (c == '\r' && at < text.n && text.p[at] == '\n') at++;
    list_push(heap, list, value_str(str_sub(text, start, keep ? at : end)));
    start = at;
  }
  if (start < text.n) list_push(heap, list, value_str(str_sub(text, start, text.n)));
  return list;
}

static Value partition(Heap *heap, Value self, const Value *args, bool last) {
  if (!value_is_str(args[0])) return value_raise(heap, EXC_TYPE, "must be str, not %s", value_type_name(args[0]));
  Str text = value_text(self), by = value_text(args[0]);
  if (by.n == 0) return value_raise(heap, EXC_VALUE, "empty separator");
  size_t at = last ? find_last(text, by) : str_find(text, by, 0);
  Value parts[3] = {value_str(text), value_str((Str){0}), value_str((Str){0})};
  if (at == SIZE_MAX && last) parts[2] = parts[0], parts[0] = parts[1];
  if (at != SIZE_MAX) {
    parts[0] = value_str(str_sub(text, 0, at));
    parts[1] = args[0];
    parts[2] = value_str(str_sub(text, at + by.n, text.n));
  }
  return value_tuple(heap, parts, 3);
}
static Value str_partition(Heap *heap, Value self, const Value *args) { return partition(heap, self, args, false); }
static Value str_rpartition(Heap *heap, Value self, const Value *args) { return partition(heap, self, args, true); }

/* ---- building ---- */

static Value str_join(Heap *heap, Value self, const Value *args) {
  ValueList items = {0};
  if (!value_passes(args[0]) && args[0].kind != V_UNDEFINED && !value_type(args[0])->iter)
    return value_raise(heap, EXC_TYPE, "can only join an iterable");
  Value done = value_collect(heap, args[0], &items);
  if (value_passes(done)) return done;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < items.n; i++) {
    if (value_passes(items.at[i])) return items.at[i];
    if (!value_is_str(items.at[i]))
      return value_raise(heap, EXC_TYPE, "sequence item %zu: expected str instance, %s found", i, value_type_name(items.at[i]));
    if (i) buf_put(&buf, value_text(self));
    buf_put(&buf, value_text(items.at[i]));
  }
  return value_str(buf_str(&buf));
}

static Value replace_everywhere(Heap *heap, Str text, Str with, int64_t most) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  size_t at = 0;
  for (; most != 0; most--) {
    size_t start = at;
    buf_put(&buf, with);
    heap_step(heap, 1);
    if (at >= text.n) break;
    str_decode(text, &at);
    buf_put(&buf, str_sub(text, start, at));
  }
  buf_put(&buf, str_sub(text, at, text.n));
  return value_str(buf_str(&buf));
}

static Value str_replace(Heap *heap, Value self, const Value *args) {
  NEED_STR(heap, args[0], "replace() argument 1 must be str, not %s");
  NEED_STR(heap, args[1], "replace() argument 2 must be str, not %s");
  int64_t most = -1;
  if (args[2].kind != V_ABSENT) NEED_INT(heap, args[2], &most);
  Str text = value_text(self), old = value_text(args[0]), with = value_text(args[1]);
  if (old.n == 0) return replace_everywhere(heap, text, with, most);
  size_t at = most ? str_find(text, old, 0) : SIZE_MAX, from = 0;
  if (at == SIZE_MAX) return self;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (; most != 0 && at != SIZE_MAX; most--, at = str_find(text, old, from)) {
    buf_put(&buf, str_sub(text, from, at));
    buf_put(&buf, with);
    from = at + old.n;
    heap_step(heap, 1);
  }
  buf_put(&buf, str_sub(text, from, text.n));
  return value_str(buf_str(&buf));
}

static Value padded(Heap *heap, Value self, const Value *args, int side) {
  int64_t width;
  NEED_INT(heap, args[0], &width);
  Str fill = STR(" ");
  if (args[1].kind != V_ABSENT) {
    Value done = need_str(heap, args[1], "The fill character must be a unicode character, not %s");
    if (value_is_error(done)) return done;
    fill = value_text(args[1]);
    if (str_count(fill) != 1) return value_raise(heap, EXC_TYPE, "The fill character must be exactly one character long");
  }
  int64_t missing = width - (int64_t)count_of(self);
  if (missing <= 0) return self;
  if (missing > LIMIT_STRING_BYTES) guard_stop(heap->arena->guard, STOP_SIZE, "the size of one text");
  int64_t left = side < 0 ? 0 : side > 0 ? missing : missing / 2 + (missing & width & 1);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  heap_step(heap, (size_t)missing / 8);
  for (int64_t i = 0; i < left; i++) buf_put(&buf, fill);
  buf_put(&buf, value_text(self));
  for (int64_t i = left; i < missing; i++) buf_put(&buf, fill);
  return value_str(buf_str(&buf));
}
static Value str_center(Heap *heap, Value self, const Value *args) { return padded(heap, self, args, 0); }
static Value str_ljust(Heap *heap, Value self, const Value *args) { return padded(heap, self, args, -1); }
static Value str_rjust(Heap *heap, Value self, const Value *args) { return padded(heap, self, args, 1); }

static Value str_zfill(Heap *heap, Value self, const Value *args) {
  int64_t width;
  NEED_INT(heap, args[0], &width);
  Str text = value_text(self);
  int64_t missing = width - (int64_t)count_of(self);
  if (missing <= 0) return self;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  size_t sign = text.n && (text.p[0] == '-' || text.p[0] == '+');
  buf_put(&buf, str_sub(text, 0, sign));
  buf_repeat(&buf, '0', (size_t)missing);
  buf_put(&buf, str_sub(text, sign, text.n));
  return value_str(buf_str(&buf));
}

static Value str_expandtabs(Heap *heap, Value self, const Value *args) {
  int64_t size = 8, column = 0;
  if (args[0].kind != V_ABSENT) NEED_INT(heap, args[0], &size);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  Str text = value_text(self);
  for (size_t at = 0; at < text.n;) {
    size_t start = at;
    uint32_t c = str_decode(text, &at);
    int64_t blanks = c == '\t' && size > 0 ? size - column % size : 0;
    if (c != '\t') buf_put(&buf, str_sub(text, start, at));
    if (blanks > 0) buf_repeat(&buf, ' ', (size_t)blanks);
    column = c == '\n' || c == '\r' ? 0 : column + (c == '\t' ? blanks : 1);
  }
  return value_str(buf_str(&buf));
}

static Str text_or_none(Value v) { return v.kind == V_ABSENT ? (Str){0} : value_text(v); }

static Value str_encode(Heap *heap, Value self, const Value *args) {
  if (args[0].kind != V_ABSENT) NEED_STR(heap, args[0], "encode() argument 'encoding' must be str, not %s");
  if (args[1].kind != V_ABSENT) NEED_STR(heap, args[1], "encode() argument 'errors' must be str, not %s");
  return codec_encode(heap, value_text(self), text_or_none(args[0]), text_or_none(args[1]));
}

static Value str_format(Heap *heap, Value self, const Value *args) {
  const Value *items;
  size_t n;
  value_items(args[0], &items, &n);
  static const Value none = {.kind = V_NONE};
  return format_braces(heap, value_text(self), n ? items : &none, n, args[1].kind == V_DICT ? args[1].dict : NULL);
}

static Value str_format_map(Heap *heap, Value self, const Value *args) {
  if (args[0].kind != V_DICT) return value_unsupported(heap, "str.format_map of what is no dict");
  return format_braces(heap, value_text(self), NULL, 0, args[0].dict);
}

static Value str_maketrans(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value table = value_dict(heap);
  if (args[1].kind == V_ABSENT) {
    if (args[0].kind != V_DICT) return value_raise(heap, EXC_TYPE, "if you give only one argument to maketrans it must be a dict");
    for (size_t i = 0; i < args[0].dict->n; i++) {
      DictEntry entry = args[0].dict->at[i];
      size_t at = 0;
      if (entry.key.kind == V_ABSENT) continue;
      if (value_is_str(entry.key) && str_count(value_text(entry.key)) != 1)
        return value_raise(heap, EXC_VALUE, "string keys in translate table must be of length 1");
      if (value_is_str(entry.key)) entry.key = value_int(str_decode(value_text(entry.key), &at));
      dict_put(heap, table.dict, entry.key, entry.value);
    }
    return table;
  }
  NEED_STR(heap, args[0], "first maketrans argument must be a string if there is a second argument, not %s");
  NEED_STR(heap, args[1], "maketrans() argument 2 must be str, not %s");
  Str from = value_text(args[0]), to = value_text(args[1]);
  if (str_count(from) != str_count(to))
    return value_raise(heap, EXC_VALUE, "the first two maketrans arguments must have equal length");
  for (size_t i = 0, j = 0; i < from.n;) {
    Value key = value_int(str_decode(from, &i));
    dict_put(heap, table.dict, key, value_int(str_decode(to, &j)));
  }
  if (args[2].kind == V_ABSENT) return table;
  NEED_STR(heap, args[2], "maketrans() argument 3 must be str, not %s");
  Str gone = value_text(args[2]);
  for (size_t i = 0; i < gone.n;) dict_put(heap, table.dict, value_int(str_decode(gone, &i)), VALUE_NONE);
  return table;
}

static Value str_translate(Heap *heap, Value self, const Value *args) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  Str text = value_text(self);
  for (size_t at = 0; at < text.n;) {
    size_t start = at;
    Value to = op_item(heap, args[0], value_int(str_decode(text, &at)));
    if (value_is_error(to) && !exception_is_a(to.exc->type, EXC_LOOKUP)) return to;
    if (to.kind == V_UNKNOWN) return to;
    if (value_is_error(to)) buf_put(&buf, str_sub(text, start, at));
    else if (value_is_str(to)) buf_put(&buf, value_text(to));
    else if (to.kind == V_INT && to.i >= 0 && to.i <= 0x10FFFF) buf_code_point(&buf, (uint32_t)to.i);
    else if (to.kind != V_NONE) return value_raise(heap, EXC_TYPE, "character mapping must return integer, None or str");
  }
  return value_str(buf_str(&buf));
}

#define S_PURE (BUILTIN_PURE | BUILTIN_C_STYLE)
static const Builtin methods[] = {
    {"capitalize", "", 0, 0, S_PURE, str_capitalize, "the first character in title case, the rest in lower case"},
    {"casefold", "", 0, 0, S_PURE, str_casefold, "folded for comparison without case"},
    {"center", "width, fillchar=' ', /", 1, 2, S_PURE, str_center, "padded on both sides"},
    {"count", "sub, start=None, end=None, /", 1, 3, S_PURE | BUILTIN_PARSES, str_count_method, "how often a text occurs"},
    {"encode", "encoding='utf-8', errors='strict'", 0, 2, BUILTIN_PURE, str_encode, "as bytes"},
    {"endswith", "suffix, start=None, end=None, /", 1, 3, S_PURE | BUILTIN_PARSES, str_endswith, "whether it ends so"},
    {"expandtabs", "tabsize=8", 0, 1, BUILTIN_PURE, str_expandtabs, "tabs become blanks"},
    {"find", "sub, start=None, end=None, /", 1, 3, S_PURE | BUILTIN_PARSES, str_find_method, "the first place of a text, or -1"},
    {"format", "*args, **kwargs", 0, UINT8_MAX, BUILTIN_PURE, str_format, "fields in braces filled in"},
    {"format_map", "mapping, /", 1, 1, S_PURE, str_format_map, "fields in braces filled in from a dict"},
    {"index", "sub, start=None, end=None, /", 1, 3, S_PURE | BUILTIN_PARSES, str_index, "the first place of a text"},
    {"isalnum", "", 0, 0, S_PURE, str_isalnum, "letters and digits only"},
    {"isalpha", "", 0, 0, S_PURE, str_isalpha, "letters only"},
    {"isascii", "", 0, 0, S_PURE, str_isascii, "ASCII only"},
    {"isdecimal", "", 0, 0, S_PURE, str_isdecimal, "decimal digits only"},
    {"isdigit", "", 0, 0, S_PURE, str_isdigit, "digits only"},
    {"isidentifier", "", 0, 0, S_PURE, str_isidentifier, "a Python name"},
    {"islower", "", 0, 0, S_PURE, str_islower, "lower case"},
    {"isnumeric", "", 0, 0, S_PURE, str_isnumeric, "numeric characters only"},
    {"isprintable", "", 0, 0, S_PURE, str_isprintable, "printable characters only"},
    {"isspace", "", 0, 0, S_PURE, str_isspace, "white space only"},
    {"istitle", "", 0, 0, S_PURE, str_istitle, "title case"},
    {"isupper", "", 0, 0, S_PURE, str_isupper, "upper case"},
    {"join", "iterable, /", 1, 1, S_PURE, str_join, "texts with this one between them"},
    {"ljust", "width, fillchar=' ', /", 1, 2, S_PURE, str_ljust, "padded on the right"},
    {"lower", "", 0, 0, S_PURE, str_lower, "in lower case"},
    {"lstrip", "chars=None, /", 0, 1, S_PURE, str_lstrip, "without white space at the left"},
    {"maketrans", "x, y=None, z=None, /", 1, 3, BUILTIN_STATIC | BUILTIN_C_STYLE, str_maketrans, "a table for translate"},
    {"partition", "sep, /", 1, 1, S_PURE, str_partition, "before, the separator, after"},
    {"removeprefix", "prefix, /", 1, 1, S_PURE, str_removeprefix, "without this beginning"},
    {"removesuffix", "suffix, /", 1, 1, S_PURE, str_removesuffix, "without this end"},
    {"replace", "old, new, count=-1, /", 2, 3, S_PURE, str_replace, "one text in place of another"},
    {"rfind", "sub, start=None, end=None, /", 1, 3, S_PURE | BUILTIN_PARSES, str_rfind, "the last place of a text, or -1"},
    {"rindex", "sub, start=None, end=None, /", 1, 3, S_PURE | BUILTIN_PARSES, str_rindex, "the last place of a text"},
    {"rjust", "width, fillchar=' ', /", 1, 2, S_PURE, str_rjust, "padded on the left"},
    {"rpartition", "sep, /", 1, 1, S_PURE, str_rpartition, "before, the last separator, after"},
    {"rsplit", "sep=None, maxsplit=-1", 0, 2, 0, str_rsplit, "cut into parts from the right"},
    {"rstrip", "chars=None, /", 0, 1, S_PURE, str_rstrip, "without white space at the right"},
    {"split", "sep=None, maxsplit=-1", 0, 2, 0, str_split, "cut into parts"},
    {"splitlines", "keepends=False", 0, 1, 0, str_splitlines, "cut into lines"},
    {"startswith", "prefix, start=None, end=None, /", 1, 3, S_PURE | BUILTIN_PARSES, str_startswith, "whether it begins so"},
    {"strip", "chars=None, /", 0, 1, S_PURE, str_strip, "without white space at both ends"},
    {"swapcase", "", 0, 0, S_PURE, str_swapcase, "upper for lower case and lower for upper"},
    {"title", "", 0, 0, S_PURE, str_title, "each word in title case"},
    {"translate", "table, /", 1, 1, S_PURE, str_translate, "each character by a table"},
    {"upper", "", 0, 0, S_PURE, str_upper, "in upper case"},
    {"zfill", "width, /", 1, 1, S_PURE, str_zfill, "padded with zeroes behind the sign"},
};

const Type TYPE_STR = {
    .name = "str",
    .methods = BUILTIN_TABLE(methods),
    .repr = repr,
    .truth = truth,
    .len = len,
    .iter = iter,
    .item = item,
    .contains = contains,
    .construct = construct,
    .construct_params = "object='', encoding='utf-8', errors='strict'",
};

/* ---- bytes: what shares the code above ---- */

static void bytes_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  format_bytes_repr(buf, value_text(v));
}

static bool next_byte(Heap *heap, Iter *iter, Value *out) {
  (void)heap;
  if (iter->at >= iter->over.len) return false;
  *out = value_int((unsigned char)iter->over.s[iter->at++]);
  return true;
}
static bool bytes_iter(Heap *heap, Value v, Iter *it) {
  (void)heap;
  *it = (Iter){.next = next_byte, .over = v};
  return true;
}
static bool bytes_equal(Heap *heap, Value a, Value b) {
  (void)heap;
  return str_eq(value_text(a), value_text(b));
}
static bool bytes_contains(Heap *heap, Value v, Value what, Value *error) {
  if (what.kind == V_BYTES) return str_find(value_text(v), value_text(what), 0) != SIZE_MAX;
  if ((what.kind == V_INT || what.kind == V_BOOL) && what.i >= 0 && what.i < 256) return v.len && memchr(v.s, (int)what.i, v.len) != NULL;
  *error = what.kind == V_INT ? value_raise(heap, EXC_VALUE, "byte must be in range(0, 256)")
                              : value_raise(heap, EXC_TYPE, "a bytes-like object is required, not '%s'", value_type_name(what));
  return false;
}

static Value bytes_decode(Heap *heap, Value self, const Value *args) {
  if (args[0].kind != V_ABSENT) NEED_STR(heap, args[0], "decode() argument 'encoding' must be str, not %s");
  if (args[1].kind != V_ABSENT) NEED_STR(heap, args[1], "decode() argument 'errors' must be str, not %s");
  return codec_decode(heap, value_text(self), text_or_none(args[0]), text_or_none(args[1]));
}

static Value bytes_hex(Heap *heap, Value self, const Value *args) {
  (void)args;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (uint32_t i = 0; i < self.len; i++) buf_printf(&buf, "%02x", (unsigned)(unsigned char)self.s[i]);
  return value_ascii(buf_str(&buf));
}

static const Builtin bytes_methods[] = {
    {"decode", "encoding='utf-8', errors='strict'", 0, 2, BUILTIN_PURE, bytes_decode, "as text"},
    {"hex", "", 0, 0, S_PURE, bytes_hex, "two digits a byte"},
};

const Type TYPE_BYTES = {
    .name = "bytes",
    .methods = BUILTIN_TABLE(bytes_methods),
    .repr = bytes_repr,
    .truth = truth,
    .len = len,
    .iter = bytes_iter,
    .equal = bytes_equal,
    .item = item,
    .contains = bytes_contains,
};
