#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/value/codec.h"
#include "runtime/value/format.h"
#include "runtime/value/str_type.h"

/* ---- bytes as text ---- */

/* What means the same in text as in bytes. */
static bool is_plain(unsigned char c) { return (c >= 0x20 && c < 0x80) || (c >= '\t' && c <= '\r'); }

/* The other bytes become letters beyond them, which are no white space; their low eight bits are the byte. */
static void put_wide(Buf *buf, unsigned char c) { buf_code_point(buf, is_plain(c) ? c : 0x100u + c); }

Value bytes_widen(Heap *heap, Value bytes) {
  size_t plain = 0;
  Str text = value_text(bytes);
  while (plain < text.n && is_plain((unsigned char)text.p[plain])) plain++;
  if (plain == text.n) return value_ascii(text);
  Buf buf = buf_new(heap->arena, 2 * (size_t)LIMIT_STRING_BYTES);
  heap_step(heap, text.n / 8);
  for (size_t i = 0; i < text.n; i++) put_wide(&buf, (unsigned char)text.p[i]);
  return value_str(buf_str(&buf));
}

static Value narrow_text(Heap *heap, Value text) {
  if (text.flags & VALUE_ASCII) return value_bytes(value_text(text));
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t at = 0; at < text.len;) buf_char(&buf, (char)(str_decode(value_text(text), &at) & 0xFF));
  return value_bytes(buf_str(&buf));
}

Value bytes_narrow(Heap *heap, Value v) {
  if (v.kind == V_STR) return narrow_text(heap, v);
  for (size_t i = 0; (v.kind == V_LIST || v.kind == V_TUPLE) && i < v.list->n; i++)
    v.list->at[i] = narrow_text(heap, v.list->at[i]);
  return v;
}

/* Case and classes are those of ASCII alone. */
static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_letter_or_digit(char c) { return char_is_letter(c) || char_is_digit(c); }
static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* A method of str in place of the one of bytes; `args` are its arguments, as text. */
static Value as_str(Heap *heap, StrMethod *method, Value self, const Value *args) {
  return bytes_narrow(heap, method(heap, bytes_widen(heap, self), args));
}

static Value no_bytes(Heap *heap, Value v) {
  return value_raise(heap, EXC_TYPE, "a bytes-like object is required, not '%s'", value_type_name(v));
}

/* ---- the type ---- */

static void repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  format_bytes_repr(buf, value_text(v));
}
static bool truth(Value v) { return v.len != 0; }
static int64_t len(Value v) { return v.len; }

static bool next_byte(Heap *heap, Iter *iter, Value *out) {
  (void)heap;
  if (iter->at >= iter->over.len) return false;
  *out = value_int((unsigned char)iter->over.s[iter->at++]);
  return true;
}
static bool iter(Heap *heap, Value v, Iter *it) {
  (void)heap;
  *it = (Iter){.next = next_byte, .over = v};
  return true;
}
static bool equal(Heap *heap, Value a, Value b) {
  (void)heap;
  return str_eq(value_text(a), value_text(b));
}
static bool contains(Heap *heap, Value v, Value what, Value *error) {
  if (what.kind == V_BYTES) return str_find(value_text(v), value_text(what), 0) != SIZE_MAX;
  if ((what.kind == V_INT || what.kind == V_BOOL) && what.i >= 0 && what.i < 256)
    return v.len && memchr(v.s, (int)what.i, v.len) != NULL;
  *error = what.kind == V_INT ? value_raise(heap, EXC_VALUE, "byte must be in range(0, 256)") : no_bytes(heap, what);
  return false;
}

/* ---- making ---- */

static Value from_items(Heap *heap, Value items) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  ValueList list = {0};
  Value done = value_collect(heap, items, &list);
  for (size_t i = 0; i < list.n && !value_passes(done); i++) {
    int64_t byte = -1;
    if (list.at[i].kind != V_BIGINT) done = value_need_int(heap, list.at[i], &byte);
    if (value_is_error(done)) return done;
    if (byte < 0 || byte > 255) return value_raise(heap, EXC_VALUE, "bytes must be in range(0, 256)");
    buf_char(&buf, (char)byte);
  }
  return value_passes(done) ? done : value_bytes(buf_str(&buf));
}

Value bytes_of(Heap *heap, Value v) {
  if (v.kind == V_BYTES) return v;
  if (!value_is_str(v) && value_type(v)->iter) return from_items(heap, v);
  return value_raise(heap, EXC_TYPE, "cannot convert '%s' object to bytes", value_type_name(v));
}

static Value zeroes(Heap *heap, Value count) {
  int64_t n;
  Value done = value_need_int(heap, count, &n);
  if (value_is_error(done)) return done;
  if (n < 0) return value_raise(heap, EXC_VALUE, "negative count");
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  buf_repeat(&buf, '\0', (size_t)n);
  return value_bytes(buf_str(&buf));
}

static Value construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  bool encodes = args[1].kind != V_ABSENT;
  if (encodes) NEED_STR(heap, args[1], "bytes() argument 'encoding' must be str, not %s");
  if (value_is_str(args[0]) && encodes) return type_method(&TYPE_STR, STR("encode"))->fn(heap, args[0], args + 1);
  if (value_is_str(args[0])) return value_raise(heap, EXC_TYPE, "string argument without an encoding");
  if (encodes) return value_raise(heap, EXC_TYPE, "encoding without a string argument");
  if (args[2].kind != V_ABSENT) return value_raise(heap, EXC_TYPE, "errors without a string argument");
  if (args[0].kind == V_ABSENT) return value_bytes((Str){0});
  return args[0].kind == V_INT || args[0].kind == V_BIGINT || args[0].kind == V_BOOL ? zeroes(heap, args[0])
                                                                                    : bytes_of(heap, args[0]);
}

/* ---- to and from text ---- */

static Str text_or_none(Value v) {
  if (v.kind == V_ABSENT) return (Str){0};
  return value_text(v);
}

static Value bytes_decode(Heap *heap, Value self, const Value *args) {
  if (args[0].kind != V_ABSENT) NEED_STR(heap, args[0], "decode() argument 'encoding' must be str, not %s");
  if (args[1].kind != V_ABSENT) NEED_STR(heap, args[1], "decode() argument 'errors' must be str, not %s");
  return codec_decode(heap, value_text(self), text_or_none(args[0]), text_or_none(args[1]));
}

/* VALUE_NONE and the one byte between groups of digits. */
static Value read_separator(Heap *heap, Value sep, char *separator) {
  if (sep.kind == V_ABSENT) return VALUE_NONE;
  Value length = op_len(heap, sep);
  if (value_passes(length)) return length;
  if (length.i != 1) return value_raise(heap, EXC_VALUE, "sep must be length 1.");
  if (!value_is_str(sep) && sep.kind != V_BYTES) return value_raise(heap, EXC_TYPE, "sep must be str or bytes.");
  *separator = value_text(sep).p[0];
  return *separator & 0x80 ? value_raise(heap, EXC_VALUE, "sep must be ASCII.") : VALUE_NONE;
}

/* A group is counted from the right; with a negative number, from the left. */
static Value bytes_hex(Heap *heap, Value self, const Value *args) {
  int64_t every = 1;
  char separator = 0;
  if (args[1].kind != V_ABSENT) NEED_INT(heap, args[1], &every);
  Value done = read_separator(heap, args[0], &separator);
  if (value_passes(done)) return done;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  uint64_t group = every < 0 ? 0 - (uint64_t)every : (uint64_t)every;
  for (uint32_t i = 0; i < self.len; i++) {
    uint32_t places = every < 0 ? i : self.len - i;
    if (separator && group && i && places % group == 0) buf_char(&buf, separator);
    buf_printf(&buf, "%02x", (unsigned)(unsigned char)self.s[i]);
  }
  return value_ascii(buf_str(&buf));
}

static Value not_hexadecimal(Heap *heap, size_t place) {
  return value_raise(heap, EXC_VALUE, "non-hexadecimal number found in fromhex() arg at position %zu", place);
}

static Value bytes_fromhex(Heap *heap, Value self, const Value *args) {
  (void)self;
  NEED_STR(heap, args[0], "fromhex() argument must be str, not %s");
  Str text = value_text(args[0]);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t at = 0; at < text.n; at++)
    if (text.p[at] & 0x80) return not_hexadecimal(heap, str_count(str_sub(text, 0, at)));
  for (size_t at = 0; at < text.n; at++) {
    if (is_blank((unsigned char)text.p[at])) continue;
    int high = str_hex(text.p[at]), low = high < 0 || ++at == text.n ? -1 : str_hex(text.p[at]);
    if (low < 0) return not_hexadecimal(heap, at);
    buf_char(&buf, (char)(high * 16 + low));
  }
  return value_bytes(buf_str(&buf));
}

static Value bytes_join(Heap *heap, Value self, const Value *args) {
  ValueList items = {0};
  if (args[0].kind != V_UNDEFINED && !value_type(args[0])->iter)
    return value_raise(heap, EXC_TYPE, "can only join an iterable");
  Value done = value_collect(heap, args[0], &items);
  if (value_passes(done)) return done;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < items.n; i++) {
    if (items.at[i].kind != V_BYTES)
      return value_raise(heap, EXC_TYPE, "sequence item %zu: expected a bytes-like object, %s found", i,
                         value_type_name(items.at[i]));
    if (i) buf_put(&buf, value_text(self));
    buf_put(&buf, value_text(items.at[i]));
  }
  return value_bytes(buf_str(&buf));
}

/* ---- case and classes: of ASCII alone ---- */

static Value all(Value self, bool (*holds)(char)) {
  for (uint32_t i = 0; i < self.len; i++)
    if (!holds(self.s[i])) return value_bool(false);
  return value_bool(self.len != 0);
}

/* Some letter is of the case and none of the other. */
static Value cased(Value self, bool (*wanted)(char), bool (*other)(char)) {
  bool some = false;
  for (uint32_t i = 0; i < self.len; i++) {
    if (other(self.s[i])) return value_bool(false);
    some = some || wanted(self.s[i]);
  }
  return value_bool(some);
}

#define METHOD(name, answer)                                              \
  static Value bytes_##name(Heap *heap, Value self, const Value *args) {        \
    (void)heap, (void)args;                                             \
    return answer;                                                      \
  }
METHOD(isalnum, all(self, is_letter_or_digit))
METHOD(isalpha, all(self, char_is_letter))
METHOD(isdigit, all(self, char_is_digit))
METHOD(isspace, all(self, is_blank))
METHOD(islower, cased(self, is_lower, is_upper))
METHOD(isupper, cased(self, is_upper, is_lower))

bool bytes_are_ascii(Value bytes) {
  for (uint32_t i = 0; i < bytes.len; i++)
    if (bytes.s[i] & 0x80) return false;
  return true;
}
METHOD(isascii, value_bool(bytes_are_ascii(self)))

/* A capital begins each run of letters, and only there. */
static Value bytes_istitle(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  bool inside = false, some = false;
  for (uint32_t i = 0; i < self.len; i++) {
    char c = self.s[i];
    if (char_is_letter(c) && is_upper(c) == inside) return value_bool(false);
    inside = char_is_letter(c);
    some = some || inside;
  }
  return value_bool(some);
}

/* Whether the letter at `at` becomes a capital. */
typedef bool Capital(Value self, uint32_t at);

static bool never(Value self, uint32_t at) { return (void)self, (void)at, false; }
static bool always(Value self, uint32_t at) { return (void)self, (void)at, true; }
static bool at_start(Value self, uint32_t at) { return (void)self, at == 0; }
static bool at_word(Value self, uint32_t at) { return at == 0 || !char_is_letter(self.s[at - 1]); }
static bool if_small(Value self, uint32_t at) { return is_lower(self.s[at]); }

static Value with_case(Heap *heap, Value self, Capital *capital) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  heap_step(heap, self.len / 8);
  for (uint32_t i = 0; i < self.len; i++) {
    char c = self.s[i];
    buf_char(&buf, (char)(!char_is_letter(c) ? c : capital(self, i) ? c & ~32 : c | 32));
  }
  return value_bytes(buf_str(&buf));
}
METHOD(capitalize, with_case(heap, self, at_start))
METHOD(lower, with_case(heap, self, never))
METHOD(swapcase, with_case(heap, self, if_small))
METHOD(title, with_case(heap, self, at_word))
METHOD(upper, with_case(heap, self, always))

/* ---- searching ---- */

/* Bytes, or one byte as a number. */
static Value needle(Heap *heap, Value v) {
  if (v.kind == V_BYTES) return bytes_widen(heap, v);
  if (v.kind != V_INT && v.kind != V_BOOL && v.kind != V_BIGINT)
    return value_raise(heap, EXC_TYPE, "argument should be integer or bytes-like object, not '%s'",
                       value_type_name(v));
  if (v.kind == V_BIGINT || v.i < 0 || v.i > 255) return value_raise(heap, EXC_VALUE, "byte must be in range(0, 256)");
  Buf buf = buf_new(heap->arena, 8);
  put_wide(&buf, (unsigned char)v.i);
  return value_str(buf_str(&buf));
}

static Value search(Heap *heap, StrMethod *method, Value self, const Value *args) {
  const Value given[] = {needle(heap, args[0]), args[1], args[2]};
  return value_is_error(given[0]) ? given[0] : as_str(heap, method, self, given);
}
static Value found_or_raise(Heap *heap, Value found) {
  return found.kind == V_INT && found.i < 0 ? value_raise(heap, EXC_VALUE, "subsection not found") : found;
}
METHOD(count, search(heap, str_count_method, self, args))
METHOD(find, search(heap, str_find_method, self, args))
METHOD(rfind, search(heap, str_rfind, self, args))
METHOD(index, found_or_raise(heap, search(heap, str_find_method, self, args)))
METHOD(rindex, found_or_raise(heap, search(heap, str_rfind, self, args)))

static Value affix(Heap *heap, StrMethod *method, Value self, const Value *args, const char *function) {
  const Value *items = args;
  size_t n = 1;
  if (args[0].kind == V_TUPLE) value_items(args[0], &items, &n);
  for (size_t i = 0; i < n; i++) {
    if (items[i].kind != V_BYTES && args[0].kind == V_TUPLE) return no_bytes(heap, items[i]);
    if (items[i].kind != V_BYTES)
      return value_raise(heap, EXC_TYPE, "%s first arg must be bytes or a tuple of bytes, not %s", function,
                         value_type_name(items[i]));
    const Value given[] = {bytes_widen(heap, items[i]), args[1], args[2]};
    Value found = as_str(heap, method, self, given);
    if (value_is_error(found) || found.i) return found;
  }
  return value_bool(false);
}
METHOD(startswith, affix(heap, str_startswith, self, args, "startswith"))
METHOD(endswith, affix(heap, str_endswith, self, args, "endswith"))

/* ---- cutting and replacing ---- */

/* The first `n` arguments are bytes (or absent, or with `open` None), the others as they are. */
static Value with_bytes(Heap *heap, StrMethod *method, Value self, const Value *args, size_t n, size_t all_of_them,
                        bool open) {
  Value given[3];
  for (size_t i = 0; i < all_of_them; i++) {
    given[i] = args[i];
    if (i >= n || args[i].kind == V_ABSENT || (open && args[i].kind == V_NONE)) continue;
    if (args[i].kind != V_BYTES) return no_bytes(heap, args[i]);
    given[i] = bytes_widen(heap, args[i]);
  }
  return as_str(heap, method, self, given);
}
METHOD(strip, with_bytes(heap, str_strip, self, args, 1, 1, true))
METHOD(lstrip, with_bytes(heap, str_lstrip, self, args, 1, 1, true))
METHOD(rstrip, with_bytes(heap, str_rstrip, self, args, 1, 1, true))
METHOD(removeprefix, with_bytes(heap, str_removeprefix, self, args, 1, 1, false))
METHOD(removesuffix, with_bytes(heap, str_removesuffix, self, args, 1, 1, false))
METHOD(partition, with_bytes(heap, str_partition, self, args, 1, 1, false))
METHOD(rpartition, with_bytes(heap, str_rpartition, self, args, 1, 1, false))
METHOD(replace, with_bytes(heap, str_replace, self, args, 2, 3, false))

static Value split_by(Heap *heap, StrMethod *method, Value self, const Value *args) {
  int64_t ignored;
  if (args[1].kind != V_ABSENT) NEED_INT(heap, args[1], &ignored);
  return with_bytes(heap, method, self, args, 1, 2, true);
}
METHOD(split, split_by(heap, str_split, self, args))
METHOD(rsplit, split_by(heap, str_rsplit, self, args))

static Value bytes_splitlines(Heap *heap, Value self, const Value *args) {
  Value list = value_list(heap, 0);
  int64_t keep = 0;
  if (args[0].kind != V_ABSENT) NEED_C_INT(heap, args[0], &keep);
  Str text = value_text(self);
  size_t start = 0;
  for (size_t at = 0; at < text.n;) {
    size_t end = at++;
    if (text.p[end] != '\n' && text.p[end] != '\r') continue;
    if (text.p[end] == '\r' && at < text.n && text.p[at] == '\n') at++;
    list_push(heap, list, value_bytes(str_sub(text, start, keep ? at : end)));
    start = at;
  }
  if (start < text.n) list_push(heap, list, value_bytes(str_sub(text, start, text.n)));
  return list;
}

/* ---- building ---- */

static Value pad(Heap *heap, StrMethod *method, Value self, const Value *args, const char *function) {
  int64_t ignored;
  NEED_INT(heap, args[0], &ignored);
  bool one = args[1].kind == V_ABSENT || (args[1].kind == V_BYTES && args[1].len == 1);
  if (!one)
    return value_raise(heap, EXC_TYPE, "%s() argument 2 must be a byte string of length 1, not %s", function,
                       value_argument_name(args[1]));
  const Value given[] = {args[0], args[1].kind == V_ABSENT ? args[1] : bytes_widen(heap, args[1])};
  return as_str(heap, method, self, given);
}
METHOD(center, pad(heap, str_center, self, args, "center"))
METHOD(ljust, pad(heap, str_ljust, self, args, "ljust"))
METHOD(rjust, pad(heap, str_rjust, self, args, "rjust"))
METHOD(zfill, as_str(heap, str_zfill, self, args))
METHOD(expandtabs, as_str(heap, str_expandtabs, self, args))

static Value bytes_maketrans(Heap *heap, Value self, const Value *args) {
  (void)self;
  for (int i = 0; i < 2; i++)
    if (args[i].kind != V_BYTES) return no_bytes(heap, args[i]);
  if (args[0].len != args[1].len)
    return value_raise(heap, EXC_VALUE, "maketrans arguments must have same length");
  char *table = arena_bytes(heap->arena, 256);
  for (int i = 0; i < 256; i++) table[i] = (char)i;
  for (uint32_t i = 0; i < args[0].len; i++) table[(unsigned char)args[0].s[i]] = args[1].s[i];
  return value_bytes((Str){table, 256});
}

static Value bytes_translate(Heap *heap, Value self, const Value *args) {
  for (int i = 0; i < 2; i++)
    if (args[i].kind != V_ABSENT && args[i].kind != V_BYTES && (i || args[i].kind != V_NONE))
      return no_bytes(heap, args[i]);
  const Str gone = text_or_none(args[1]);
  if (args[0].kind == V_BYTES && args[0].len != 256)
    return value_raise(heap, EXC_VALUE, "translation table must be 256 characters long");
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (uint32_t i = 0; i < self.len; i++) {
    if (gone.n && memchr(gone.p, self.s[i], gone.n)) continue;
    buf_char(&buf, args[0].kind == V_BYTES ? args[0].s[(unsigned char)self.s[i]] : self.s[i]);
  }
  return value_bytes(buf_str(&buf));
}

/* ---- the table ---- */

#define C_STYLE BUILTIN_C_STYLE
static const Builtin methods[] = {
    {"capitalize", "", 0, 0, C_STYLE, bytes_capitalize, "the first letter in upper case, the rest in lower case"},
    {"center", "width, fillchar=b' ', /", 1, 2, C_STYLE, bytes_center, "padded on both sides"},
    {"count", "sub, start=None, end=None, /", 1, 3, C_STYLE | BUILTIN_PARSES, bytes_count, "how often bytes occur"},
    {"decode", "encoding='utf-8', errors='strict'", 0, 2, 0, bytes_decode, "as text"},
    {"endswith", "suffix, start=None, end=None, /", 1, 3, C_STYLE | BUILTIN_PARSES, bytes_endswith,
     "whether they end so"},
    {"expandtabs", "tabsize=8", 0, 1, 0, bytes_expandtabs, "tabs become blanks"},
    {"find", "sub, start=None, end=None, /", 1, 3, C_STYLE | BUILTIN_PARSES, bytes_find,
     "the first place of bytes, or -1"},
    {"fromhex", "string, /", 1, 1, C_STYLE | BUILTIN_STATIC, bytes_fromhex, "from two digits a byte"},
    {"hex", "sep='', bytes_per_sep=1", 0, 2, 0, bytes_hex, "two digits a byte"},
    {"index", "sub, start=None, end=None, /", 1, 3, C_STYLE | BUILTIN_PARSES, bytes_index, "the first place of bytes"},
    {"isalnum", "", 0, 0, C_STYLE, bytes_isalnum, "letters and digits only"},
    {"isalpha", "", 0, 0, C_STYLE, bytes_isalpha, "letters only"},
    {"isascii", "", 0, 0, C_STYLE, bytes_isascii, "ASCII only"},
    {"isdigit", "", 0, 0, C_STYLE, bytes_isdigit, "digits only"},
    {"islower", "", 0, 0, C_STYLE, bytes_islower, "lower case"},
    {"isspace", "", 0, 0, C_STYLE, bytes_isspace, "white space only"},
    {"istitle", "", 0, 0, C_STYLE, bytes_istitle, "title case"},
    {"isupper", "", 0, 0, C_STYLE, bytes_isupper, "upper case"},
    {"join", "iterable, /", 1, 1, C_STYLE, bytes_join, "pieces with these bytes between them"},
    {"ljust", "width, fillchar=b' ', /", 1, 2, C_STYLE, bytes_ljust, "padded on the right"},
    {"lower", "", 0, 0, C_STYLE, bytes_lower, "in lower case"},
    {"lstrip", "bytes=None, /", 0, 1, C_STYLE, bytes_lstrip, "without white space at the left"},
    {"maketrans", "frm, to, /", 2, 2, C_STYLE | BUILTIN_STATIC, bytes_maketrans, "a table for translate"},
    {"partition", "sep, /", 1, 1, C_STYLE, bytes_partition, "before, the separator, after"},
    {"removeprefix", "prefix, /", 1, 1, C_STYLE, bytes_removeprefix, "without this beginning"},
    {"removesuffix", "suffix, /", 1, 1, C_STYLE, bytes_removesuffix, "without this end"},
    {"replace", "old, new, count=-1, /", 2, 3, C_STYLE, bytes_replace, "some bytes in place of others"},
    {"rfind", "sub, start=None, end=None, /", 1, 3, C_STYLE | BUILTIN_PARSES, bytes_rfind,
     "the last place of bytes, or -1"},
    {"rindex", "sub, start=None, end=None, /", 1, 3, C_STYLE | BUILTIN_PARSES, bytes_rindex, "the last place of bytes"},
    {"rjust", "width, fillchar=b' ', /", 1, 2, C_STYLE, bytes_rjust, "padded on the left"},
    {"rpartition", "sep, /", 1, 1, C_STYLE, bytes_rpartition, "before, the last separator, after"},
    {"rsplit", "sep=None, maxsplit=-1", 0, 2, 0, bytes_rsplit, "cut into parts from the right"},
    {"rstrip", "bytes=None, /", 0, 1, C_STYLE, bytes_rstrip, "without white space at the right"},
    {"split", "sep=None, maxsplit=-1", 0, 2, 0, bytes_split, "cut into parts"},
    {"splitlines", "keepends=False", 0, 1, 0, bytes_splitlines, "cut into lines"},
    {"startswith", "prefix, start=None, end=None, /", 1, 3, C_STYLE | BUILTIN_PARSES, bytes_startswith,
     "whether they begin so"},
    {"strip", "bytes=None, /", 0, 1, C_STYLE, bytes_strip, "without white space at both ends"},
    {"swapcase", "", 0, 0, C_STYLE, bytes_swapcase, "upper for lower case and lower for upper"},
    {"title", "", 0, 0, C_STYLE, bytes_title, "each word in title case"},
    {"translate", "table, /, delete=b''", 1, 2, 0, bytes_translate, "each byte by a table"},
    {"upper", "", 0, 0, C_STYLE, bytes_upper, "in upper case"},
    {"zfill", "width, /", 1, 1, C_STYLE, bytes_zfill, "padded with zeroes behind the sign"},
};

const Type TYPE_BYTES = {
    .name = "bytes",
    .methods = BUILTIN_TABLE(methods),
    .repr = repr,
    .truth = truth,
    .len = len,
    .iter = iter,
    .equal = equal,
    .item = text_item,
    .contains = contains,
    .construct = construct,
    .construct_params = "source=b'', encoding='utf-8', errors='strict'",
};
