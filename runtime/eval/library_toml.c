#include <math.h>
#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/core/map.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/codec.h"
#include "runtime/value/file.h"
#include "runtime/value/literal.h"
#include "runtime/value/types.h"

/* tomllib: TOML 1.0. A text that is none is not evaluated: Python's words for what is wrong with it are its own.
 *
 * Which tables may be added to, tomllib keeps in flags; they are here under the container's body. */

typedef enum Stage {
  STAGE_OPEN,     /* made on the way to another */
  STAGE_DOTTED,   /* by a key with dots, which the same section may add to */
  STAGE_DECLARED, /* by a heading */
  STAGE_FROZEN,   /* an inline table, or an array that is a value */
} Stage;

typedef struct Mark {
  const void *body; /* Dict or List */
  Stage stage;
  size_t section;
} Mark;

typedef struct Reader {
  Heap *heap;
  Str text;
  size_t at;
  Value root;
  Value table; /* of the heading above */
  size_t section;
  Map marks; /* by the address of the body */
  bool wrong;
} Reader;

static Value refuse(Reader *r) {
  r->wrong = true;
  return VALUE_ABSENT;
}

static char peek(const Reader *r) { return r->at < r->text.n ? r->text.p[r->at] : '\0'; }
static bool looks_at(const Reader *r, const char *word) {
  return str_starts(str_sub(r->text, r->at, r->text.n), str_of(word));
}

static bool skip(Reader *r, const char *word) {
  bool is_there = looks_at(r, word);
  if (is_there) r->at += strlen(word);
  return is_there;
}

static void skip_blanks(Reader *r) {
  while (peek(r) == ' ' || peek(r) == '\t') r->at++;
}

/* Controls are no text; Python's str has no lone "\r" in TOML either. */
static bool is_control(char c) { return ((unsigned char)c < 0x20 && c != '\t') || c == 0x7f; }

static void skip_comment(Reader *r) {
  if (peek(r) != '#') return;
  while (r->at < r->text.n && peek(r) != '\n') {
    if (is_control(peek(r))) refuse(r);
    r->at++;
  }
}

static void skip_lines(Reader *r) {
  for (size_t before = SIZE_MAX; before != r->at && !r->wrong;) {
    before = r->at;
    while (peek(r) == ' ' || peek(r) == '\t' || peek(r) == '\n') r->at++;
    skip_comment(r);
  }
}

/* ---- marks ---- */

static Mark *mark_of(Reader *r, const void *body) {
  Mark *mark = map_get(&r->marks, (Str){(const char *)&body, sizeof body});
  heap_step(r->heap, 1);
  if (mark) return mark;
  mark = ARENA_NEW(r->heap->arena, Mark);
  mark->body = body;
  map_put(r->heap->arena, &r->marks, (Str){(const char *)&mark->body, sizeof body}, mark);
  return mark;
}

static const void *body_of(Value v) { return v.kind == V_DICT ? (const void *)v.dict : (const void *)v.list; }
static Stage stage_of(Reader *r, Value v) { return mark_of(r, body_of(v))->stage; }

static void set_stage(Reader *r, Value v, Stage stage) {
  *mark_of(r, body_of(v)) = (Mark){body_of(v), stage, r->section};
}

/* ---- texts ---- */

static void read_code(Reader *r, Buf *buf, int digits) {
  uint32_t code = 0;
  for (int i = 0; i < digits; i++, r->at++) {
    if (str_hex(peek(r)) < 0) {
      refuse(r);
      return;
    }
    code = code * 16 + (uint32_t)str_hex(peek(r));
  }
  if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) refuse(r);
  else buf_code_point(buf, code);
}

/* Behind a backslash. */
static void read_escape(Reader *r, Buf *buf, bool is_long) {
  static const char FROM[] = "btnfr\"\\", TO[] = "\b\t\n\f\r\"\\";
  char c = peek(r);
  const char *simple = c ? strchr(FROM, c) : NULL;
  if (is_long && (c == ' ' || c == '\t' || c == '\n')) {
    skip_blanks(r);
    if (peek(r) != '\n') refuse(r);
    while (peek(r) == ' ' || peek(r) == '\t' || peek(r) == '\n') r->at++;
    return;
  }
  if (r->at < r->text.n) r->at++;
  if (simple) buf_char(buf, TO[simple - FROM]);
  else if (c == 'u' || c == 'U') read_code(r, buf, c == 'u' ? 4 : 8);
  else refuse(r);
}

/* `"…"`, `'…'`, and either thrice, over lines. */
static Value read_text(Reader *r) {
  char quote = peek(r), three[] = {quote, quote, quote, '\0'};
  bool is_long = skip(r, three);
  Buf buf = buf_new(r->heap->arena, LIMIT_STRING_BYTES);
  if (!is_long) r->at++;
  if (is_long) skip(r, "\n");
  while (r->at < r->text.n && !r->wrong) {
    char c = r->text.p[r->at];
    bool ends = is_long ? looks_at(r, three) : c == quote;
    if (ends) {
      r->at += is_long ? 3 : 1;
      for (int i = 0; is_long && i < 2 && peek(r) == quote; i++, r->at++) buf_char(&buf, quote);
      return value_str(buf_str(&buf));
    }
    r->at++;
    if (c == '\\' && quote == '"') read_escape(r, &buf, is_long);
    else if (is_control(c) && !(is_long && c == '\n')) refuse(r);
    else buf_char(&buf, c);
  }
  return refuse(r);
}

/* ---- numbers and times ---- */

/* Digits by a picture, in which 0 stands for any. */
static bool fits(Str text, const char *picture) {
  size_t n = strlen(picture);
  bool does = text.n >= n;
  for (size_t i = 0; i < n && does; i++) does = picture[i] == '0' ? char_is_digit(text.p[i]) : text.p[i] == picture[i];
  return does;
}

static size_t skip_fraction(Str text, size_t at) {
  size_t from = at;
  if (at < text.n && text.p[at] == '.') at++;
  while (at > from && at < text.n && char_is_digit(text.p[at])) at++;
  return at;
}

static Value read_time(Reader *r, const Type *type, size_t length) {
  Str text = str_sub(r->text, r->at, r->at + length);
  Buf buf = buf_new(r->heap->arena, LIMIT_STRING_BYTES);
  buf_put(&buf, text);
  for (size_t i = 0; i < buf.n; i++)
    if (buf.p[i] == 't' || buf.p[i] == 'z') buf.p[i] -= 32;
  Value iso = value_str(buf_str(&buf));
  Value v = r->heap->call(r->heap, op_attr(r->heap, value_of_type(type), STR("fromisoformat")), &iso, 1, NULL);
  r->at += length;
  return value_is_error(v) ? refuse(r) : v;
}

/* A date, a time or both; V_ABSENT: it is none. */
static Value read_moment(Reader *r) {
  Str rest = str_sub(r->text, r->at, r->text.n);
  if (fits(rest, "00:00:00")) return read_time(r, &TYPE_TIME, skip_fraction(rest, 8));
  if (!fits(rest, "0000-00-00")) return VALUE_ABSENT;
  bool has_time = rest.n > 11 && strchr("Tt ", rest.p[10]) && fits(str_sub(rest, 11, rest.n), "00:00:00");
  if (!has_time) return read_time(r, &TYPE_DATE, 10);
  size_t end = skip_fraction(rest, 19);
  bool is_zulu = end < rest.n && (rest.p[end] == 'Z' || rest.p[end] == 'z');
  Str offset = str_sub(rest, end, rest.n);
  bool has_offset = (fits(offset, "+00:00") || fits(offset, "-00:00")) && offset.p[4] < '6';
  return read_time(r, &TYPE_DATETIME, end + (is_zulu ? 1 : has_offset ? 6 : 0));
}

/* Digits with single underscores between; where they end, or `from`. */
static size_t skip_digits(Str text, size_t from, int base) {
  size_t at = from;
  for (; at < text.n; at++) {
    int digit = str_hex(text.p[at]);
    bool is_between = text.p[at] == '_' && at > from && at + 1 < text.n && str_hex(text.p[at + 1]) >= 0 &&
                      str_hex(text.p[at + 1]) < base;
    if (!is_between && (digit < 0 || digit >= base)) break;
  }
  return at;
}

static Value number_of(Reader *r, size_t length) {
  Buf buf = buf_new(r->heap->arena, LIMIT_STRING_BYTES);
  Value v;
  for (size_t i = 0; i < length; i++)
    if (r->text.p[r->at + i] != '_') buf_char(&buf, r->text.p[r->at + i]);
  r->at += length;
  return literal_eval(r->heap, buf_str(&buf), &v) == LITERAL_OK ? v : refuse(r);
}

static Value read_based(Reader *r, Str rest) {
  static const struct { const char *prefix; int base; } BASES[] = {{"0x", 16}, {"0o", 8}, {"0b", 2}};
  for (size_t i = 0; i < COUNT(BASES); i++) {
    size_t end = skip_digits(rest, 2, BASES[i].base);
    if (str_starts(rest, str_of(BASES[i].prefix)) && end > 2) return number_of(r, end);
  }
  return VALUE_ABSENT;
}

static Value read_number(Reader *r) {
  Str rest = str_sub(r->text, r->at, r->text.n);
  size_t sign = rest.n && (rest.p[0] == '+' || rest.p[0] == '-');
  Str bare = str_sub(rest, sign, rest.n);
  bool is_inf = str_starts(bare, STR("inf")), is_nan = str_starts(bare, STR("nan"));
  Value v = sign ? VALUE_ABSENT : read_based(r, rest);
  if (v.kind != V_ABSENT) return v;
  if (is_inf || is_nan) r->at += sign + 3;
  if (is_inf) return value_float(rest.p[0] == '-' ? -INFINITY : INFINITY);
  if (is_nan) return value_float(rest.p[0] == '-' ? -NAN : NAN);
  size_t end = skip_digits(rest, sign, 10);
  if (end == sign || (rest.p[sign] == '0' && end > sign + 1)) return refuse(r);
  size_t fraction = end < rest.n && rest.p[end] == '.' ? skip_digits(rest, end + 1, 10) : end;
  if (fraction > end + 1) end = fraction;
  if (end < rest.n && (rest.p[end] == 'e' || rest.p[end] == 'E')) {
    size_t from = end + 1;
    if (from < rest.n && (rest.p[from] == '+' || rest.p[from] == '-')) from++;
    size_t exponent = skip_digits(rest, from, 10);
    if (exponent > from) end = exponent;
  }
  return number_of(r, end);
}

/* ---- values ---- */

static Value read_value(Reader *r);
static void read_pair(Reader *r, Value table);

static Value read_array(Reader *r) {
  Value list = value_list(r->heap, 4);
  r->at++;
  for (skip_lines(r); !r->wrong && !skip(r, "]"); skip_lines(r)) {
    Value item = read_value(r);
    if (r->wrong) return item;
    list_push(r->heap, list, item);
    skip_lines(r);
    if (!skip(r, ",") && peek(r) != ']') refuse(r);
  }
  return list;
}

static Value read_inline(Reader *r) {
  Value table = value_dict(r->heap);
  r->at++;
  skip_blanks(r);
  for (bool more = !skip(r, "}"); more && !r->wrong;) {
    read_pair(r, table);
    skip_blanks(r);
    more = !skip(r, "}");
    if (more && !skip(r, ",")) refuse(r);
    skip_blanks(r);
  }
  return table;
}

static Value read_value(Reader *r) {
  char c = peek(r);
  Value v = VALUE_ABSENT;
  heap_enter(r->heap);
  heap_step(r->heap, 1);
  if (c == '"' || c == '\'') v = read_text(r);
  else if (skip(r, "true")) v = value_bool(true);
  else if (skip(r, "false")) v = value_bool(false);
  else if (c == '[') v = read_array(r);
  else if (c == '{') v = read_inline(r);
  else v = read_moment(r);
  if (v.kind == V_ABSENT && !r->wrong) v = read_number(r);
  if (!r->wrong && (v.kind == V_LIST || v.kind == V_DICT)) set_stage(r, v, STAGE_FROZEN);
  heap_leave(r->heap);
  return v;
}

/* ---- keys ---- */

static Value read_part(Reader *r) {
  size_t from = r->at;
  skip_blanks(r);
  from = r->at;
  if (looks_at(r, "\"\"\"") || looks_at(r, "'''")) return refuse(r);
  if (peek(r) == '"' || peek(r) == '\'') return read_text(r);
  for (char c = peek(r); char_is_digit(c) || c == '_' || c == '-' || char_is_letter(c);
       c = peek(r))
    r->at++;
  return r->at > from ? value_str(str_sub(r->text, from, r->at)) : refuse(r);
}

static ValueList read_key(Reader *r) {
  ValueList parts = {0};
  do {
    Value part = read_part(r);
    if (r->wrong) break;
    value_list_push(r->heap, &parts, part);
    skip_blanks(r);
  } while (skip(r, "."));
  return parts;
}

/* The table under a part of a key, made where there is none; of an array of tables the last. */
static Value below(Reader *r, Value table, Value part, bool through_arrays) {
  Value found = dict_get_str(table.dict, value_text(part));
  if (found.kind == V_ABSENT) {
    found = value_dict(r->heap);
    dict_put(r->heap, table.dict, part, found);
  }
  bool is_array = found.kind == V_LIST && through_arrays && found.list->n && stage_of(r, found) != STAGE_FROZEN;
  if (is_array) found = found.list->at[found.list->n - 1];
  if (found.kind != V_DICT || stage_of(r, found) == STAGE_FROZEN) return refuse(r);
  return found;
}

static void read_pair(Reader *r, Value table) {
  ValueList key = read_key(r);
  for (size_t i = 0; i + 1 < key.n && !r->wrong; i++) {
    table = below(r, table, key.at[i], false);
    if (r->wrong) return;
    const Mark *mark = mark_of(r, body_of(table));
    bool is_closed = mark->stage == STAGE_DECLARED || (mark->stage == STAGE_DOTTED && mark->section != r->section);
    if (is_closed) refuse(r);
    set_stage(r, table, STAGE_DOTTED);
  }
  if (r->wrong || !skip(r, "=")) {
    refuse(r);
    return;
  }
  skip_blanks(r);
  Value v = read_value(r), last = key.at[key.n - 1];
  if (!r->wrong && dict_get_str(table.dict, value_text(last)).kind != V_ABSENT) refuse(r);
  if (!r->wrong) dict_put(r->heap, table.dict, last, v);
}

/* ---- headings ---- */

static void open_table(Reader *r, Value table, Value last) {
  r->table = below(r, table, last, true);
  if (r->wrong) return;
  bool was_array = dict_get_str(table.dict, value_text(last)).kind == V_LIST;
  if (was_array || stage_of(r, r->table) != STAGE_OPEN) refuse(r);
  else set_stage(r, r->table, STAGE_DECLARED);
}

static void open_item(Reader *r, Value table, Value last) {
  Value list = dict_get_str(table.dict, value_text(last));
  if (list.kind == V_ABSENT) {
    list = value_list(r->heap, 1);
    dict_put(r->heap, table.dict, last, list);
    set_stage(r, list, STAGE_DECLARED);
  }
  if (list.kind != V_LIST || stage_of(r, list) == STAGE_FROZEN) {
    refuse(r);
    return;
  }
  r->table = value_dict(r->heap);
  list_push(r->heap, list, r->table);
  set_stage(r, r->table, STAGE_DECLARED);
}

static void read_heading(Reader *r) {
  bool is_item = looks_at(r, "[[");
  r->at += is_item ? 2 : 1;
  ValueList key = read_key(r);
  Value table = r->root;
  r->section++;
  if (!skip(r, is_item ? "]]" : "]")) refuse(r);
  for (size_t i = 0; i + 1 < key.n && !r->wrong; i++) table = below(r, table, key.at[i], true);
  if (r->wrong) return;
  if (is_item) open_item(r, table, key.at[key.n - 1]);
  else open_table(r, table, key.at[key.n - 1]);
}

static void read_line(Reader *r) {
  if (peek(r) == '[') read_heading(r);
  else read_pair(r, r->table);
  skip_blanks(r);
  skip_comment(r);
  if (r->at < r->text.n && peek(r) != '\n') refuse(r);
}

static Str unix_lines(Heap *heap, Str text) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] != '\r' || i + 1 == text.n || text.p[i + 1] != '\n') buf_char(&buf, text.p[i]);
  return buf_str(&buf);
}

static Value read_document(Heap *heap, Str text) {
  Reader r = {.heap = heap, .text = unix_lines(heap, text), .root = value_dict(heap)};
  r.table = r.root;
  for (skip_lines(&r); r.at < r.text.n && !r.wrong; skip_lines(&r)) read_line(&r);
  return r.wrong ? value_unsupported(heap, "what 'tomllib' does not read,") : r.root;
}

/* ---- the module ---- */

static Value loads(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (args[1].kind != V_ABSENT) return value_unsupported(heap, "'tomllib' with 'parse_float'");
  if (!value_is_str(args[0])) return value_unsupported(heap, "'tomllib.loads' of what is no text");
  return read_document(heap, value_text(args[0]));
}

static Value load(Heap *heap, Value self, const Value *args) {
  Value content = file_rest(heap, args[0]);
  (void)self;
  if (args[1].kind != V_ABSENT) return value_unsupported(heap, "'tomllib' with 'parse_float'");
  if (content.kind == V_ABSENT) content = library_no_file(heap, args[0], "tomllib.load");
  if (value_passes(content)) return content;
  if (content.kind != V_BYTES)
    return value_raise(heap, EXC_TYPE, "File must be opened in binary mode, e.g. use `open('foo.toml', 'rb')`");
  content = codec_decode(heap, value_text(content), (Str){0}, (Str){0});
  return value_passes(content) ? content : read_document(heap, value_text(content));
}

static const Builtin TOML[] = {
    {"load", "load(fp, /, *, parse_float=float)", 1, 1, 0, load, "what a TOML file holds"},
    {"loads", "loads(s, /, *, parse_float=float)", 1, 1, 0, loads, "what a TOML text holds"},
};

const BuiltinTable LIBRARY_TOMLLIB = BUILTIN_TABLE(TOML);
