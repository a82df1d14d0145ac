#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/value/braces.h"
#include "runtime/value/codec.h"
#include "runtime/value/format.h"
#include "runtime/value/int.h"
#include "runtime/value/str_type.h"

/* ---- positions: code points to bytes ---- */

size_t text_length(Value v) {
  if (v.kind == V_BYTES || v.flags & VALUE_ASCII) return v.len;
  return str_count(value_text(v));
}

size_t text_byte_at(Value v, size_t index) {
  if (v.kind == V_BYTES || v.flags & VALUE_ASCII) return index;
  size_t at = 0;
  while (index--) str_decode(value_text(v), &at);
  return at;
}

static Value same_kind(Value like, Str text) { return like.kind == V_BYTES ? value_bytes(text) : value_str(text); }

/* ---- the type ---- */

static void repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  format_str_repr(buf, value_text(v));
}
static bool truth(Value v) { return v.len != 0; }
static int64_t len(Value v) { return (int64_t)text_length(v); }

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
  size_t n = text_length(v);
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

Value text_item(Heap *heap, Value v, Value key) {
  if (key.kind == V_SLICE) return sliced(heap, v, key.slice);
  int64_t index, n = (int64_t)text_length(v);
  bool bytes = v.kind == V_BYTES;
  if (!value_index(key, &index))
    return value_raise(
        heap, EXC_TYPE,
        bytes ? "byte indices must be integers or slices, not %s" : "string indices must be integers, not '%s'",
        value_type_name(key));
  if (key.kind == V_BIGINT) return value_raise(heap, EXC_INDEX, "cannot fit 'int' into an index-sized integer");
  if (index < 0) index += n;
  if (index < 0 || index >= n)
    return value_raise(heap, EXC_INDEX, bytes ? "index out of range" : "string index out of range");
  if (bytes) return value_int((unsigned char)v.s[index]);
  size_t start = text_byte_at(v, (size_t)index), end = start;
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
  bool decodes = args[1].kind != V_ABSENT || args[2].kind != V_ABSENT;
  if (!decodes || value_passes(args[0])) return value_str(value_to_str(heap, args[0]));
  if (args[1].kind != V_ABSENT) NEED_STR(heap, args[1], "str() argument 'encoding' must be str, not %s");
  if (args[0].kind == V_BYTES) return type_method(&TYPE_BYTES, STR("decode"))->fn(heap, args[0], args + 1);
  if (value_is_str(args[0])) return value_raise(heap, EXC_TYPE, "decoding str is not supported");
  return value_raise(heap, EXC_TYPE, "decoding to str: need a bytes-like object, %s found", value_type_name(args[0]));
}

/* ---- building ---- */

static Value str_join(Heap *heap, Value self, const Value *args) {
  ValueList items = {0};
  if (!value_passes(args[0]) && args[0].kind != V_UNDEFINED && args[0].kind != V_OPAQUE && !value_type(args[0])->iter)
    return value_raise(heap, EXC_TYPE, "can only join an iterable");
  Value done = value_collect(heap, args[0], &items);
  if (value_passes(done)) return done;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < items.n; i++) {
    if (value_passes(items.at[i])) return items.at[i];
    if (items.at[i].kind == V_OPAQUE)
      return value_unsupported(heap, "a text of '%.*s'", STR_FMT(items.at[i].opaque->text));
    if (!value_is_str(items.at[i]))
      return value_raise(heap, EXC_TYPE, "sequence item %zu: expected str instance, %s found", i,
                         value_type_name(items.at[i]));
    if (i) buf_put(&buf, value_text(self));
    buf_put(&buf, value_text(items.at[i]));
  }
  return value_str(buf_str(&buf));
}

static Value need_str(Heap *heap, Value v, const char *wording) {
  if (value_is_str(v)) return VALUE_NONE;
  return value_raise(heap, EXC_TYPE, wording, value_type_name(v));
}

typedef enum Fill { FILL_LEFT, FILL_BOTH, FILL_RIGHT } Fill;

static Value padded(Heap *heap, Value self, const Value *args, Fill side) {
  int64_t width;
  NEED_INT(heap, args[0], &width);
  Str fill = STR(" ");
  if (args[1].kind != V_ABSENT) {
    Value done = need_str(heap, args[1], "The fill character must be a unicode character, not %s");
    if (value_is_error(done)) return done;
    fill = value_text(args[1]);
    if (str_count(fill) != 1)
      return value_raise(heap, EXC_TYPE, "The fill character must be exactly one character long");
  }
  int64_t length = (int64_t)text_length(self), missing = width > length ? width - length : 0;
  if (missing == 0) return self;
  if (missing > LIMIT_STRING_BYTES) guard_stop(heap->arena->guard, STOP_SIZE, "the size of one text");
  int64_t middle = missing / 2 + (missing & width & 1);
  int64_t left = side == FILL_LEFT ? missing : side == FILL_BOTH ? middle : 0;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  heap_step(heap, (size_t)missing / 8);
  for (int64_t i = 0; i < left; i++) buf_put(&buf, fill);
  buf_put(&buf, value_text(self));
  for (int64_t i = left; i < missing; i++) buf_put(&buf, fill);
  return value_str(buf_str(&buf));
}
Value str_center(Heap *heap, Value self, const Value *args) { return padded(heap, self, args, FILL_BOTH); }
Value str_ljust(Heap *heap, Value self, const Value *args) { return padded(heap, self, args, FILL_RIGHT); }
Value str_rjust(Heap *heap, Value self, const Value *args) { return padded(heap, self, args, FILL_LEFT); }

Value str_zfill(Heap *heap, Value self, const Value *args) {
  int64_t width;
  NEED_INT(heap, args[0], &width);
  Str text = value_text(self);
  int64_t length = (int64_t)text_length(self), missing = width > length ? width - length : 0;
  if (missing == 0) return self;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  size_t sign = text.n && (text.p[0] == '-' || text.p[0] == '+');
  buf_put(&buf, str_sub(text, 0, sign));
  buf_repeat(&buf, '0', (size_t)missing);
  buf_put(&buf, str_sub(text, sign, text.n));
  return value_str(buf_str(&buf));
}

Value str_expandtabs(Heap *heap, Value self, const Value *args) {
  int64_t size = 8, column = 0;
  if (args[0].kind != V_ABSENT) NEED_C_INT(heap, args[0], &size);
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

static Str text_or_none(Value v) {
  if (v.kind == V_ABSENT) return (Str){0};
  return value_text(v);
}

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
  return braces_format(heap, value_text(self), n ? items : &none, n, args[1].kind == V_DICT ? args[1].dict : NULL);
}

static Value str_format_map(Heap *heap, Value self, const Value *args) {
  return braces_format_map(heap, value_text(self), args[0], false);
}

static Value str_maketrans(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value table = value_dict(heap);
  if (args[1].kind == V_ABSENT) {
    if (args[0].kind != V_DICT)
      return value_raise(heap, EXC_TYPE, "if you give only one argument to maketrans it must be a dict");
    for (size_t i = 0; i < args[0].dict->n; i++) {
      DictEntry entry = args[0].dict->at[i];
      size_t at = 0;
      if (entry.key.kind == V_ABSENT) continue;
      if (!value_is_str(entry.key) && !int_is(entry.key))
        return value_raise(heap, EXC_TYPE, "keys in translate table must be strings or integers");
      if (value_is_str(entry.key) && str_count(value_text(entry.key)) != 1)
        return value_raise(heap, EXC_VALUE, "string keys in translate table must be of length 1");
      if (value_is_str(entry.key)) entry.key = value_int(str_decode(value_text(entry.key), &at));
      dict_put(heap, table.dict, entry.key, entry.value);
    }
    return table;
  }
  if (!value_is_str(args[0]))
    return value_raise(heap, EXC_TYPE, "first maketrans argument must be a string if there is a second argument");
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
    if (value_is_error(to) && !value_is_exception(to, EXC_LOOKUP)) return to;
    if (to.kind == V_UNKNOWN) return to;
    if (value_is_error(to)) buf_put(&buf, str_sub(text, start, at));
    else if (value_is_str(to)) buf_put(&buf, value_text(to));
    else if (to.kind == V_INT && to.i >= 0 && to.i <= 0x10FFFF) buf_code_point(&buf, (uint32_t)to.i);
    else if (to.kind == V_INT) return value_raise(heap, EXC_VALUE, "character mapping must be in range(0x110000)");
    else if (to.kind != V_NONE)
      return value_raise(heap, EXC_TYPE, "character mapping must return integer, None or str");
  }
  return value_str(buf_str(&buf));
}

/* ---- the table ---- */

#define C_STYLE BUILTIN_C_STYLE
static const Builtin methods[] = {
    {"capitalize", "", 0, 0, C_STYLE, str_capitalize, "the first character in title case, the rest in lower case"},
    {"casefold", "", 0, 0, C_STYLE, str_casefold, "folded for comparison without case"},
    {"center", "width, fillchar=' ', /", 1, 2, C_STYLE, str_center, "padded on both sides"},
    {"count", "sub, start=None, end=None, /", 1, 3, C_STYLE | BUILTIN_PARSES, str_count_method,
     "how often a text occurs"},
    {"encode", "encoding='utf-8', errors='strict'", 0, 2, 0, str_encode, "as bytes"},
    {"endswith", "suffix, start=None, end=None, /", 1, 3, C_STYLE | BUILTIN_PARSES, str_endswith, "whether it ends so"},
    {"expandtabs", "tabsize=8", 0, 1, 0, str_expandtabs, "tabs become blanks"},
    {"find", "sub, start=None, end=None, /", 1, 3, C_STYLE | BUILTIN_PARSES, str_find_method,
     "the first place of a text, or -1"},
    {"format", "*args, **kwargs", 0, UINT8_MAX, 0, str_format, "fields in braces filled in"},
    {"format_map", "mapping, /", 1, 1, C_STYLE, str_format_map, "fields in braces filled in from a dict"},
    {"index", "sub, start=None, end=None, /", 1, 3, C_STYLE | BUILTIN_PARSES, str_index, "the first place of a text"},
    {"isalnum", "", 0, 0, C_STYLE, str_isalnum, "letters and digits only"},
    {"isalpha", "", 0, 0, C_STYLE, str_isalpha, "letters only"},
    {"isascii", "", 0, 0, C_STYLE, str_isascii, "ASCII only"},
    {"isdecimal", "", 0, 0, C_STYLE, str_isdecimal, "decimal digits only"},
    {"isdigit", "", 0, 0, C_STYLE, str_isdigit, "digits only"},
    {"isidentifier", "", 0, 0, C_STYLE, str_isidentifier, "a Python name"},
    {"islower", "", 0, 0, C_STYLE, str_islower, "lower case"},
    {"isnumeric", "", 0, 0, C_STYLE, str_isnumeric, "numeric characters only"},
    {"isprintable", "", 0, 0, C_STYLE, str_isprintable, "printable characters only"},
    {"isspace", "", 0, 0, C_STYLE, str_isspace, "white space only"},
    {"istitle", "", 0, 0, C_STYLE, str_istitle, "title case"},
    {"isupper", "", 0, 0, C_STYLE, str_isupper, "upper case"},
    {"join", "iterable, /", 1, 1, C_STYLE, str_join, "texts with this one between them"},
    {"ljust", "width, fillchar=' ', /", 1, 2, C_STYLE, str_ljust, "padded on the right"},
    {"lower", "", 0, 0, C_STYLE, str_lower, "in lower case"},
    {"lstrip", "chars=None, /", 0, 1, C_STYLE, str_lstrip, "without white space at the left"},
    {"maketrans", "x, y=None, z=None, /", 1, 3, BUILTIN_STATIC | BUILTIN_C_STYLE, str_maketrans,
     "a table for translate"},
    {"partition", "sep, /", 1, 1, C_STYLE, str_partition, "before, the separator, after"},
    {"removeprefix", "prefix, /", 1, 1, C_STYLE, str_removeprefix, "without this beginning"},
    {"removesuffix", "suffix, /", 1, 1, C_STYLE, str_removesuffix, "without this end"},
    {"replace", "old, new, count=-1, /", 2, 3, C_STYLE, str_replace, "one text in place of another"},
    {"rfind", "sub, start=None, end=None, /", 1, 3, C_STYLE | BUILTIN_PARSES, str_rfind,
     "the last place of a text, or -1"},
    {"rindex", "sub, start=None, end=None, /", 1, 3, C_STYLE | BUILTIN_PARSES, str_rindex, "the last place of a text"},
    {"rjust", "width, fillchar=' ', /", 1, 2, C_STYLE, str_rjust, "padded on the left"},
    {"rpartition", "sep, /", 1, 1, C_STYLE, str_rpartition, "before, the last separator, after"},
    {"rsplit", "sep=None, maxsplit=-1", 0, 2, 0, str_rsplit, "cut into parts from the right"},
    {"rstrip", "chars=None, /", 0, 1, C_STYLE, str_rstrip, "without white space at the right"},
    {"split", "sep=None, maxsplit=-1", 0, 2, 0, str_split, "cut into parts"},
    {"splitlines", "keepends=False", 0, 1, 0, str_splitlines, "cut into lines"},
    {"startswith", "prefix, start=None, end=None, /", 1, 3, C_STYLE | BUILTIN_PARSES, str_startswith,
     "whether it begins so"},
    {"strip", "chars=None, /", 0, 1, C_STYLE, str_strip, "without white space at both ends"},
    {"swapcase", "", 0, 0, C_STYLE, str_swapcase, "upper for lower case and lower for upper"},
    {"title", "", 0, 0, C_STYLE, str_title, "each word in title case"},
    {"translate", "table, /", 1, 1, C_STYLE, str_translate, "each character by a table"},
    {"upper", "", 0, 0, C_STYLE, str_upper, "in upper case"},
    {"zfill", "width, /", 1, 1, C_STYLE, str_zfill, "padded with zeroes behind the sign"},
};

const Type TYPE_STR = {
    .name = "str",
    .methods = BUILTIN_TABLE(methods),
    .repr = repr,
    .truth = truth,
    .len = len,
    .iter = iter,
    .item = text_item,
    .contains = contains,
    .construct = construct,
    .construct_params = "object='', encoding='utf-8', errors='strict'",
};
