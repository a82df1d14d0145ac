#include "runtime/value/markup.h"

#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/value/braces.h"
#include "runtime/value/format.h"
#include "runtime/value/types.h"

/* ---- escaping ---- */

static void put_escaped(Buf *buf, Str text) {
  for (size_t i = 0; i < text.n; i++) {
    switch (text.p[i]) {
      case '&': buf_puts(buf, "&amp;"); break;
      case '>': buf_puts(buf, "&gt;"); break;
      case '<': buf_puts(buf, "&lt;"); break;
      case '\'': buf_puts(buf, "&#39;"); break;
      case '"': buf_puts(buf, "&#34;"); break;
      default: buf_char(buf, text.p[i]);
    }
  }
}

static Value marked(Value v) {
  if (v.kind == V_STR) v.flags |= VALUE_MARKUP;
  return v;
}

static Value unmarked(Value v) {
  if (v.kind == V_STR) v.flags &= (uint8_t)~VALUE_MARKUP;
  return v;
}

Value markup_of(Heap *heap, Value v) { return marked(v.kind == V_STR ? v : value_str(value_to_str(heap, v))); }

Value markup_force(Heap *heap, Value v) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  put_escaped(&buf, value_to_str(heap, v));
  return marked(value_str(buf_str(&buf)));
}

Value markup_escape(Heap *heap, Value v) { return markup_is(v) || value_passes(v) ? v : markup_force(heap, v); }

/* ---- % ---- */

static bool is_plain_number(Value v) { return v.kind >= V_BOOL && v.kind <= V_FLOAT; }

static Value escaped_argument(Heap *heap, Value v) { return is_plain_number(v) ? v : unmarked(markup_escape(heap, v)); }

static Value escaped_tuple(Heap *heap, Value args) {
  const Value *items;
  size_t n;
  value_items(args, &items, &n);
  Value *all = ARENA_ARRAY(heap->arena, Value, n ? n : 1);
  for (size_t i = 0; i < n; i++) all[i] = escaped_argument(heap, items[i]);
  return value_tuple(heap, all, n);
}

static Value escaped_dict(Heap *heap, Value args) {
  Value all = value_dict(heap);
  for (size_t i = 0; i < args.dict->n; i++) {
    const DictEntry *entry = &args.dict->at[i];
    if (entry->key.kind != V_ABSENT) dict_put(heap, all.dict, entry->key, escaped_argument(heap, entry->value));
  }
  return all;
}

Value markup_percent(Heap *heap, Value pattern, Value args) {
  Value given = args.kind == V_TUPLE  ? escaped_tuple(heap, args)
                : args.kind == V_DICT ? escaped_dict(heap, args)
                                      : escaped_argument(heap, args);
  return marked(format_percent(heap, value_text(pattern), given));
}

/* ---- operators and items ---- */

static Value binary(Heap *heap, int op, Value a, Value b) {
  if (op == OP_ADD && value_is_str(a) && value_is_str(b))
    return marked(op_binary(heap, OP_ADD, unmarked(markup_escape(heap, a)), unmarked(markup_escape(heap, b))));
  if (op == OP_ADD && value_is_str(a))
    return value_raise(heap, EXC_TYPE, "unsupported operand type(s) for +: '%s' and '%s'", value_type_name(a),
                       value_type_name(b));
  if (op != OP_MUL) return VALUE_ABSENT;
  return marked(op_binary(heap, OP_MUL, unmarked(a), unmarked(b)));
}

static void repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_puts(buf, "Markup(");
  format_str_repr(buf, value_text(v));
  buf_char(buf, ')');
}

static void str(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_put(buf, value_text(v));
}

static bool truth(Value v) { return v.len != 0; }
static int64_t len(Value v) { return TYPE_STR.len(v); }
static bool iter(Heap *heap, Value v, Iter *it) { return TYPE_STR.iter(heap, unmarked(v), it); }
static Value item(Heap *heap, Value v, Value key) { return marked(TYPE_STR.item(heap, unmarked(v), key)); }
static bool contains(Heap *heap, Value v, Value what, Value *error) { return TYPE_STR.contains(heap, v, what, error); }

/* ---- methods: str's own, whose texts come back as Markup ---- */

static Value as_str(Heap *heap, const char *name, Value self, const Value *args) {
  return type_method(&TYPE_STR, str_of(name))->fn(heap, unmarked(self), args);
}

static Value all_marked(Value v) {
  const Value *items;
  size_t n;
  if (v.kind == V_STR) return marked(v);
  if (value_items(v, &items, &n))
    for (size_t i = 0; i < n; i++) v.list->at[i] = marked(items[i]);
  return v;
}

#define SAME(name)                                                                     \
  static Value markup_##name(Heap *heap, Value self, const Value *args) {              \
    return all_marked(as_str(heap, #name, self, args));                                \
  }
SAME(capitalize)
SAME(casefold)
SAME(expandtabs)
SAME(lower)
SAME(lstrip)
SAME(partition)
SAME(removeprefix)
SAME(removesuffix)
SAME(rpartition)
SAME(rsplit)
SAME(rstrip)
SAME(split)
SAME(splitlines)
SAME(strip)
SAME(swapcase)
SAME(title)
SAME(translate)
SAME(upper)
SAME(zfill)

/* The second argument, a text that goes in, is escaped first. */
#define ESCAPING(name, count)                                                          \
  static Value markup_##name(Heap *heap, Value self, const Value *args) {              \
    Value given[3] = {args[0], args[1], (count) > 2 ? args[2] : VALUE_ABSENT};         \
    if (given[1].kind != V_ABSENT) given[1] = unmarked(markup_escape(heap, given[1])); \
    return marked(as_str(heap, #name, self, given));                                   \
  }
ESCAPING(center, 2)
ESCAPING(ljust, 2)
ESCAPING(replace, 3)
ESCAPING(rjust, 2)

static Value markup_join(Heap *heap, Value self, const Value *args) {
  ValueList items = {0};
  Value error = value_collect(heap, args[0], &items);
  if (value_passes(error)) return error;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < items.n; i++) {
    if (i) buf_put(&buf, value_text(self));
    buf_put(&buf, value_text(markup_escape(heap, items.at[i])));
  }
  return marked(value_str(buf_str(&buf)));
}

static Value markup_format(Heap *heap, Value self, const Value *args) {
  const Value *items;
  size_t n = 0;
  value_items(args[0], &items, &n);
  return marked(braces_format_escaped(heap, value_text(self), items, n, args[1].kind == V_DICT ? args[1].dict : NULL));
}

static Value markup_format_map(Heap *heap, Value self, const Value *args) {
  return marked(braces_format_map(heap, value_text(self), args[0], true));
}

static Value markup_html(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self;
}

/* ---- entities ---- */

static const struct {
  const char *name, *text;
} ENTITIES[] = {
#define ENTITY(name, text) {name, text},
#include "grammar/entities.def"
#undef ENTITY
};

static const char *entity(Str name) {
  size_t low = 0, high = COUNT(ENTITIES);
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = str_cmp(name, str_of(ENTITIES[middle].name));
    if (order == 0) return ENTITIES[middle].text;
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return NULL;
}

/* What the HTML standard makes of the numbers that were Windows' own (html._invalid_charrefs). */
static uint32_t of_windows(uint32_t c) {
  static const uint16_t WINDOWS[32] = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                       0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,   0x17D,  0x8F,
                                       0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                       0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};
  return c >= 0x80 && c <= 0x9F ? WINDOWS[c - 0x80] : c;
}

static bool is_no_character(uint32_t c) {
  return (c >= 1 && c <= 8) || c == 0xB || (c >= 0xE && c <= 0x1F) || c == 0x7F || (c >= 0xFDD0 && c <= 0xFDEF) ||
         (c & 0xFFFE) == 0xFFFE;
}

static void put_number(Buf *buf, uint32_t c) {
  if (c == 0 || (c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF) buf_code_point(buf, 0xFFFD);
  else if (!is_no_character(c)) buf_code_point(buf, of_windows(c));
}

static int digit_of(char c, uint32_t base) {
  if (char_is_digit(c)) return c - '0';
  char low = (char)(c | 32);
  return base == 16 && low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/* `#38;` or `#x26;` at `at`: where it ends, or 0. */
static size_t put_numbered(Buf *buf, Str text, size_t at) {
  bool hex = at + 1 < text.n && (text.p[at + 1] | 32) == 'x';
  uint32_t c = 0, base = hex ? 16 : 10;
  size_t start = at + 1 + hex, end = start;
  for (; end < text.n && digit_of(text.p[end], base) >= 0; end++)
    if (c <= 0x10FFFF) c = c * base + (uint32_t)digit_of(text.p[end], base);
  if (end == start) return 0;
  put_number(buf, c);
  return end + (end < text.n && text.p[end] == ';');
}

/* A name at `at`, or the longest beginning of it that is one: where it ends, or 0. */
static size_t put_named(Buf *buf, Str text, size_t at) {
  size_t end = at;
  for (int i = 0; i < 32 && end < text.n && !strchr("\t\n\f <&#;", text.p[end]); i++) str_decode(text, &end);
  if (end == at) return 0;
  if (end < text.n && text.p[end] == ';') end++;
  for (size_t to = end; to > at; to--) {
    const char *found = entity(str_sub(text, at, to));
    if (!found) continue;
    buf_puts(buf, found);
    return to;
  }
  return 0;
}

Value markup_unescape(Heap *heap, Str text) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t at = 0; at < text.n;) {
    size_t end = 0;
    if (text.p[at] == '&' && at + 1 < text.n)
      end = text.p[at + 1] == '#' ? put_numbered(&buf, text, at + 1) : put_named(&buf, text, at + 1);
    if (!end) buf_char(&buf, text.p[at]);
    at = end ? end : at + 1;
  }
  return value_str(buf_str(&buf));
}

static Value markup_unescaped(Heap *heap, Value self, const Value *args) {
  (void)args;
  return markup_unescape(heap, value_text(self));
}

/* ---- tags ---- */

/* The end of the tag or comment that begins at `at`, or SIZE_MAX. */
static size_t tag_end(Str text, size_t at) {
  bool comment = str_starts(str_sub(text, at, text.n), STR("<!--"));
  size_t end = str_find(text, comment ? STR("-->") : STR(">"), comment ? at + 4 : at);
  return end == SIZE_MAX ? end : end + (comment ? 3 : 1);
}

static Str without_tags(Heap *heap, Str text) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  size_t at = 0, start, end;
  while ((start = str_find(text, STR("<"), at)) != SIZE_MAX && (end = tag_end(text, start)) != SIZE_MAX) {
    buf_put(&buf, str_sub(text, at, start));
    at = end;
  }
  buf_put(&buf, str_sub(text, at, text.n));
  return buf_str(&buf);
}

Value markup_strip_tags(Heap *heap, Str text) {
  Value whole = value_str(without_tags(heap, text)), absent[2] = {VALUE_ABSENT, VALUE_ABSENT};
  Value words = as_str(heap, "split", whole, absent);
  if (value_passes(words)) return words;
  Value line = as_str(heap, "join", value_str(STR(" ")), &words);
  return value_passes(line) ? line : markup_unescape(heap, value_text(line));
}

static Value markup_striptags(Heap *heap, Value self, const Value *args) {
  (void)args;
  return markup_strip_tags(heap, value_text(self));
}

/* ---- the type ---- */

static Value markup_escape_method(Heap *heap, Value self, const Value *args) {
  (void)self;
  return markup_escape(heap, args[0]);
}

#define NO_ARGS(name, doc) {#name, "Markup." #name "(self |)", 0, 0, 0, markup_##name, doc}
static const Builtin METHODS[] = {
    {"__html__", "Markup.__html__(self |)", 0, 0, 0, markup_html, "itself"},
    NO_ARGS(capitalize, "the first character upper case, the others lower"),
    NO_ARGS(casefold, "for comparison without case"),
    {"center", "Markup.center(self | width, fillchar=' ', /)", 1, 2, 0, markup_center, "padded on both sides"},
    {"escape", "Markup.escape(cls | s, /)", 1, 1, BUILTIN_STATIC, markup_escape_method, "escaped"},
    {"expandtabs", "Markup.expandtabs(self | tabsize=8)", 0, 1, 0, markup_expandtabs, "tabs become blanks"},
    {"format", "Markup.format(self | *args, **kwargs)", 0, UINT8_MAX, 0, markup_format, "fields filled in, escaped"},
    {"format_map", "Markup.format_map(self | mapping, /)", 1, 1, 0, markup_format_map, "fields filled in, escaped"},
    {"join", "Markup.join(self | iterable, /)", 1, 1, 0, markup_join, "texts, escaped, with this one between them"},
    {"ljust", "Markup.ljust(self | width, fillchar=' ', /)", 1, 2, 0, markup_ljust, "padded on the right"},
    NO_ARGS(lower, "in lower case"),
    {"lstrip", "Markup.lstrip(self | chars=None, /)", 0, 1, 0, markup_lstrip, "without white space at the left"},
    {"partition", "Markup.partition(self | sep, /)", 1, 1, 0, markup_partition, "before, the separator, after"},
    {"removeprefix", "Markup.removeprefix(self | prefix, /)", 1, 1, 0, markup_removeprefix,
     "without this beginning"},
    {"removesuffix", "Markup.removesuffix(self | suffix)", 1, 1, 0, markup_removesuffix, "without this end"},
    {"replace", "Markup.replace(self | old, new, count=-1, /)", 2, 3, 0, markup_replace,
     "one text in place of another"},
    {"rjust", "Markup.rjust(self | width, fillchar=' ', /)", 1, 2, 0, markup_rjust, "padded on the left"},
    {"rpartition", "Markup.rpartition(self | sep, /)", 1, 1, 0, markup_rpartition,
     "before, the last separator, after"},
    {"rsplit", "Markup.rsplit(self | sep=None, maxsplit=-1)", 0, 2, 0, markup_rsplit, "cut into parts from the right"},
    {"rstrip", "Markup.rstrip(self | chars=None, /)", 0, 1, 0, markup_rstrip, "without white space at the right"},
    {"split", "Markup.split(self | sep=None, maxsplit=-1)", 0, 2, 0, markup_split, "cut into parts"},
    {"splitlines", "Markup.splitlines(self | keepends=False)", 0, 1, 0, markup_splitlines, "cut into lines"},
    {"strip", "Markup.strip(self | chars=None, /)", 0, 1, 0, markup_strip, "without white space at both ends"},
    NO_ARGS(striptags, "without tags, entities decoded"),
    NO_ARGS(swapcase, "upper for lower case and lower for upper"),
    NO_ARGS(title, "each word in title case"),
    {"translate", "Markup.translate(self | table, /)", 1, 1, 0, markup_translate, "each character by a table"},
    {"unescape", "Markup.unescape(self |)", 0, 0, 0, markup_unescaped, "entities decoded"},
    NO_ARGS(upper, "in upper case"),
    {"zfill", "Markup.zfill(self | width, /)", 1, 1, 0, markup_zfill, "padded with zeroes behind the sign"},
};

/* What Markup inherits. */
static Value attr(Heap *heap, Value v, Str name) {
  const Builtin *row = type_method(&TYPE_MARKUP, name) ? NULL : type_method(&TYPE_STR, name);
  return row ? op_attr(heap, unmarked(v), name) : VALUE_ABSENT;
}

const Type TYPE_MARKUP = {
    .name = "Markup",
    .full_name = "markupsafe.Markup",
    .methods = BUILTIN_TABLE(METHODS),
    .repr = repr,
    .str = str,
    .truth = truth,
    .len = len,
    .iter = iter,
    .item = item,
    .contains = contains,
    .binary = binary,
    .attr = attr,
};
