#include "runtime/value/json.h"

#include <math.h>
#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/value/format.h"
#include "runtime/value/int.h"
#include "runtime/value/types.h"

/* ---- writing ---- */

static void write_unit(Buf *buf, unsigned unit) { buf_printf(buf, "\\u%04x", unit); }

static void write_escaped(Buf *buf, uint32_t c) {
  static const char letters[] = "\"\"\\\\\nn\rr\tt\bb\ff";
  for (const char *p = letters; *p; p += 2) {
    if (c != (unsigned char)*p) continue;
    buf_char(buf, '\\');
    buf_char(buf, p[1]);
    return;
  }
  if (c >= 0x10000) {
    write_unit(buf, 0xD800 + ((c - 0x10000) >> 10));
    c = 0xDC00 + ((c - 0x10000) & 0x3FF);
  }
  write_unit(buf, c);
}

/* Whether each of 8 bytes is printable ASCII and neither a quote nor a backslash. A byte that is not sets its top bit
 * in one of the terms: x - 0x20 for controls, x + 1 for 0x7F, and (x ^ c) - 1 for c itself; one that only borrowed from
 * its neighbour sends the text the long way, which is right too. */
static bool plain_word(const char *p) {
  const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
  uint64_t word;
  memcpy(&word, p, 8);
  uint64_t quotes = (word ^ ('"' * ones)) - ones, slashes = (word ^ ('\\' * ones)) - ones;
  return !((word | (word - 0x20 * ones) | (word + ones) | quotes | slashes) & tops);
}

static bool plain_byte(char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

/* Whether nothing needs an escape. */
static bool is_plain(Str text) {
  size_t at = 0;
  for (; at + 8 <= text.n; at += 8)
    if (!plain_word(text.p + at)) return false;
  while (at < text.n && plain_byte(text.p[at])) at++;
  return at == text.n;
}

static void write_plain(Buf *buf, Str text) {
  char *out = buf_room(buf, text.n + 2);
  *out = '"';
  memcpy(out + 1, text.p, text.n);
  out[text.n + 1] = '"';
  buf->n += text.n + 2;
}

/* The three bytes of a lone surrogate, which str_decode does not refuse, come out as its \u escape. */
void json_write_str(Buf *buf, Str text) {
  if (text.n && is_plain(text)) {
    write_plain(buf, text);
    return;
  }
  buf_char(buf, '"');
  for (size_t at = 0; at < text.n;) {
    size_t start = at;
    while (at < text.n && plain_byte(text.p[at])) at++;
    buf_put(buf, str_sub(text, start, at));
    if (at >= text.n) break;
    write_escaped(buf, str_decode(text, &at));
  }
  buf_char(buf, '"');
}

static void write_float(Buf *buf, double f) {
  if (isnan(f)) buf_puts(buf, "NaN");
  else if (isinf(f)) buf_puts(buf, f < 0 ? "-Infinity" : "Infinity");
  else format_float_repr(buf, f);
}

static bool write_scalar(Heap *heap, Buf *buf, Value v) {
  v = value_number(v);
  switch (v.kind) {
    case V_NONE: return buf_puts(buf, "null"), true;
    case V_BOOL: return buf_puts(buf, v.i ? "true" : "false"), true;
    case V_INT:
    case V_BIGINT: return int_write(heap, buf, v, 10), true;
    case V_FLOAT: return write_float(buf, v.f), true;
    default: return false;
  }
}

static Value write_key(Heap *heap, Buf *buf, Value key) {
  if (value_is_str(key)) return json_write_str(buf, value_text(key)), VALUE_NONE;
  size_t start = buf->n;
  buf_char(buf, '"');
  if (write_scalar(heap, buf, key)) return buf_char(buf, '"'), VALUE_NONE;
  buf->n = start;
  return value_raise(heap, EXC_TYPE, "keys must be str, int, float, bool or None, not %s", value_type_name(key));
}

static Value write_dict(Heap *heap, Buf *buf, const Dict *dict) {
  bool first = true;
  buf_char(buf, '{');
  for (size_t i = 0; i < dict->n; i++) {
    if (dict->at[i].key.kind == V_ABSENT) continue;
    if (!first) buf_puts(buf, ", ");
    first = false;
    Value done = write_key(heap, buf, dict->at[i].key);
    if (value_passes(done)) return done;
    buf_puts(buf, ": ");
    done = json_write(heap, buf, dict->at[i].value);
    if (value_passes(done)) return done;
  }
  buf_char(buf, '}');
  return VALUE_NONE;
}

static Value write_items(Heap *heap, Buf *buf, const Value *items, size_t n) {
  buf_char(buf, '[');
  for (size_t i = 0; i < n; i++) {
    if (i) buf_puts(buf, ", ");
    Value done = json_write(heap, buf, items[i]);
    if (value_passes(done)) return done;
  }
  buf_char(buf, ']');
  return VALUE_NONE;
}

static Str short_name(Value v) {
  Str name = str_of(value_type_name(v));
  for (size_t i = name.n; i-- > 0;)
    if (name.p[i] == '.') return str_sub(name, i + 1, name.n);
  return name;
}

/* What makes text of a value that JSON does not have; empty: not known. */
static Str as_text(Value v) {
  switch (v.kind) {
    case V_DATETIME: return STR("make text of it: \".strftime('%Y-%m-%d')\"");
    case V_DATE:
    case V_TIME: return STR("make text of it: '.isoformat()'");
    case V_TIMEDELTA: return STR("make a number of it: '.days' or '.total_seconds()'");
    case V_BUILTIN:
    case V_FUNCTION: return STR("call it: write its arguments behind, or '()'");
    case V_SET:
    case V_RANGE:
    case V_ITERATOR: return STR("make a list of it: '| list'");
    default: return STR("");
  }
}

Value json_write(Heap *heap, Buf *buf, Value v) {
  heap_step(heap, 1);
  if (value_passes(v)) return v;
  if (value_is_str(v)) return json_write_str(buf, value_text(v)), VALUE_NONE;
  if (write_scalar(heap, buf, v)) return VALUE_NONE;
  const Value *items;
  size_t n;
  bool is_view = value_is_view(v);
  Value done;
  heap_enter(heap);
  if (v.kind == V_DICT) done = write_dict(heap, buf, v.dict);
  else if (!is_view && value_items(v, &items, &n)) done = write_items(heap, buf, items, n);
  else {
    Str name = short_name(v);
    done = value_raise(heap, EXC_TYPE, "Object of type %.*s is not JSON serializable", STR_FMT(name));
    done.exc->remedy = as_text(v);
  }
  heap_leave(heap);
  return done;
}

Value json_dumps(Heap *heap, Value v) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  Value done = json_write(heap, &buf, v);
  return value_or_pending(heap, value_passes(done) ? done : value_ascii(buf_str(&buf)));
}

/* ---- reading: RFC 8259 and Python's NaN, Infinity, -Infinity ---- */

typedef struct Reader {
  Heap *heap;
  Str text;
  size_t at;
  unsigned depth;
  bool (*is_wanted)(unsigned depth, Str key); /* NULL: all are */
  const char *why;
  size_t bad;
} Reader;

static bool fail(Reader *r, const char *why, size_t at) {
  r->why = why;
  r->bad = at;
  return false;
}

static void skip_blanks(Reader *r) {
  while (r->at < r->text.n && strchr(" \t\n\r", r->text.p[r->at]) && r->text.p[r->at]) r->at++;
}

static char peek(const Reader *r) { return r->at < r->text.n ? r->text.p[r->at] : '\0'; }

static bool read_hex(Reader *r, uint32_t *unit) {
  *unit = 0;
  if (r->text.n - r->at <= 4) return false; /* as in CPython, something must follow */
  for (int i = 0; i < 4; i++) {
    int digit = str_hex(r->text.p[r->at + (size_t)i]);
    if (digit < 0) return false;
    *unit = *unit * 16 + (uint32_t)digit;
  }
  return r->at += 4, true;
}

static bool read_unicode(Reader *r, Buf *buf, size_t escape) {
  uint32_t unit, low;
  if (!read_hex(r, &unit)) return fail(r, "Invalid \\uXXXX escape", escape + 1);
  bool high = unit >= 0xD800 && unit < 0xDC00 && r->text.n - r->at >= 2 && r->text.p[r->at] == '\\' &&
              r->text.p[r->at + 1] == 'u';
  if (high) {
    size_t back = r->at;
    r->at += 2;
    if (!read_hex(r, &low)) return fail(r, "Invalid \\uXXXX escape", back + 1);
    if (low >= 0xDC00 && low < 0xE000) unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    else r->at = back;
  }
  return buf_code_point(buf, unit), true;
}

static bool read_escape(Reader *r, Buf *buf, size_t begin) {
  static const char letters[] = "\"\"\\\\//n\nr\rt\tb\bf\f";
  size_t escape = r->at++;
  if (r->at >= r->text.n) return fail(r, "Unterminated string starting at", begin);
  char c = r->text.p[r->at++];
  if (c == 'u') return read_unicode(r, buf, escape);
  for (const char *p = letters; *p; p += 2)
    if (c == *p) return buf_char(buf, p[1]), true;
  return fail(r, "Invalid \\escape", escape);
}

static void pass_plain(Reader *r) {
  while (r->at < r->text.n && r->text.p[r->at] != '"' && r->text.p[r->at] != '\\' &&
         (unsigned char)r->text.p[r->at] >= 0x20)
    r->at++;
}

static bool read_string(Reader *r, Value *out) {
  size_t begin = r->at++, start = r->at;
  pass_plain(r);
  if (peek(r) == '"') return *out = value_str(str_sub(r->text, start, r->at++)), true;
  Buf buf = buf_new(r->heap->arena, LIMIT_STRING_BYTES);
  for (;;) {
    pass_plain(r);
    buf_put(&buf, str_sub(r->text, start, r->at));
    if (r->at >= r->text.n) return fail(r, "Unterminated string starting at", begin);
    char c = r->text.p[r->at];
    if (c == '"') break;
    if (c != '\\') return fail(r, "Invalid control character at", r->at);
    if (!read_escape(r, &buf, begin)) return false;
    start = r->at;
  }
  r->at++;
  *out = value_str(buf_str(&buf));
  return true;
}

static size_t digits(Reader *r) {
  size_t start = r->at;
  while (peek(r) >= '0' && peek(r) <= '9') r->at++;
  return r->at - start;
}

static bool read_number(Reader *r, Value *out) {
  size_t start = r->at;
  bool negative = peek(r) == '-', is_float = false;
  r->at += negative;
  if (peek(r) == '0') r->at++;
  else if (!digits(r)) return fail(r, "Expecting value", start);
  size_t whole = r->at;
  if (peek(r) == '.') {
    r->at++;
    if (digits(r)) is_float = true;
    else r->at = whole;
  }
  size_t before = r->at;
  if ((is_float || r->at == whole) && (peek(r) | 32) == 'e') {
    r->at++;
    if (peek(r) == '+' || peek(r) == '-') r->at++;
    if (digits(r)) is_float = true;
    else r->at = before;
  }
  Str text = str_sub(r->text, start, r->at);
  if (is_float) return *out = value_float(number_read_double(str_z(r->heap->arena, text))), true;
  if (text.n > LIMIT_INT_DIGITS + negative)
    return fail(r, "Exceeds the limit (4300 digits) for integer string conversion", start);
  *out = int_from_digits(r->heap, str_sub(text, negative, text.n), 10, negative);
  return true;
}

static bool read_value(Reader *r, Value *out);

static bool read_list(Reader *r, Value *out) {
  *out = value_list(r->heap, 0);
  r->at++;
  skip_blanks(r);
  if (peek(r) == ']') return r->at++, true;
  for (;;) {
    Value item;
    if (!read_value(r, &item)) return false;
    list_push(r->heap, *out, item);
    skip_blanks(r);
    if (peek(r) == ']') return r->at++, true;
    if (peek(r) != ',') return fail(r, "Expecting ',' delimiter", r->at);
    r->at++;
    skip_blanks(r);
  }
}

static bool pass_over(Reader *r) {
  Value value;
  ArenaMark before = arena_mark(r->heap->arena);
  bool good = read_value(r, &value);
  arena_rewind(r->heap->arena, before);
  return good;
}

static bool read_pair(Reader *r, Value dict) {
  Value key, value;
  if (!read_string(r, &key)) return false;
  skip_blanks(r);
  if (peek(r) != ':') return fail(r, "Expecting ':' delimiter", r->at);
  r->at++;
  skip_blanks(r);
  bool is_wanted = !r->is_wanted || r->is_wanted(r->depth, value_text(key));
  if (!(is_wanted ? read_value(r, &value) : pass_over(r))) return false;
  if (is_wanted) dict_put(r->heap, dict.dict, key, value);
  skip_blanks(r);
  return true;
}

static bool read_dict(Reader *r, Value *out) {
  *out = value_dict(r->heap);
  r->at++;
  skip_blanks(r);
  if (peek(r) == '}') return r->at++, true;
  for (;;) {
    if (peek(r) != '"') return fail(r, "Expecting property name enclosed in double quotes", r->at);
    if (!read_pair(r, *out)) return false;
    if (peek(r) == '}') return r->at++, true;
    if (peek(r) != ',') return fail(r, "Expecting ',' delimiter", r->at);
    r->at++;
    skip_blanks(r);
  }
}

static bool read_word(Reader *r, Value *out) {
  const struct {
    const char *word;
    Value value;
  } words[] = {{"null", VALUE_NONE},
               {"true", value_bool(true)},
               {"false", value_bool(false)},
               {"NaN", value_float((double)NAN)},
               {"Infinity", value_float((double)INFINITY)},
               {"-Infinity", value_float(-(double)INFINITY)}};
  for (size_t i = 0; i < COUNT(words); i++) {
    if (!str_starts(str_sub(r->text, r->at, r->text.n), str_of(words[i].word))) continue;
    r->at += strlen(words[i].word);
    return *out = words[i].value, true;
  }
  return false;
}

static bool read_value(Reader *r, Value *out) {
  char c = peek(r);
  heap_step(r->heap, 1);
  if (c == '"') return read_string(r, out);
  if (c == '[' || c == '{') {
    if (++r->depth > LIMIT_JSON_DEPTH) return fail(r, "nested too deep", r->at);
    bool good = c == '[' ? read_list(r, out) : read_dict(r, out);
    r->depth--;
    return good;
  }
  if (read_word(r, out)) return true;
  if (c == '-' || char_is_digit(c)) return read_number(r, out);
  return fail(r, "Expecting value", r->at);
}

static bool read_whole(Reader *r, Value *value) {
  skip_blanks(r);
  if (!read_value(r, value)) return false;
  skip_blanks(r);
  return r->at >= r->text.n || fail(r, "Extra data", r->at);
}

bool json_loads_wanted(Heap *heap, Str text, Value *value, bool (*is_wanted)(unsigned depth, Str key)) {
  Reader r = {.heap = heap, .text = text, .is_wanted = is_wanted};
  return read_whole(&r, value);
}

bool json_loads(Heap *heap, Str text, Value *value, Str *why, size_t *offset) {
  Reader r = {.heap = heap, .text = text};
  bool good = read_whole(&r, value);
  if (!good && why) *why = str_of(r.why);
  if (!good && offset) *offset = r.bad;
  return good;
}
