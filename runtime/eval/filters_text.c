#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/eval/filters.h"
#include "runtime/eval/text.h"
#include "runtime/value/codec.h"
#include "runtime/value/json.h"
#include "runtime/value/markup.h"
#include "runtime/value/str_type.h"

/* ---- text ---- */

#define TEXT_METHOD(function, name)                                                      \
  Value function(Heap *heap, Value self, const Value *args) {                            \
    (void)self;                                                                          \
    return call_method_of(heap, filter_text(heap, args[0]), name, NULL, 0);              \
  }
TEXT_METHOD(do_capitalize, "capitalize")
TEXT_METHOD(do_lower, "lower")
TEXT_METHOD(do_upper, "upper")

Value do_string(Heap *heap, Value self, const Value *args) {
  (void)self;
  return filter_text(heap, args[0]);
}

Value do_safe(Heap *heap, Value self, const Value *args) {
  (void)self;
  return markup_of(heap, args[0]);
}

Value do_escape(Heap *heap, Value self, const Value *args) {
  (void)self;
  return markup_escape(heap, args[0]);
}

Value do_forceescape(Heap *heap, Value self, const Value *args) {
  (void)self;
  return markup_force(heap, args[0]);
}

/* What a filter makes that knows HTML. */
static Value html(Heap *heap, Value v) { return filter_autoescapes(heap) ? markup_of(heap, v) : v; }

Value do_striptags(Heap *heap, Value self, const Value *args) {
  (void)self;
  return markup_strip_tags(heap, value_to_str(heap, args[0]));
}

static bool separates_words(uint32_t c) { return char_is_space(c) || (c < 128 && c && strchr("-({[<", (int)c)); }

/* The end of the run of characters from `at` that do, or do not, stand between words. */
static size_t run_end(Str text, size_t at, bool separates) {
  for (size_t next = at; next < text.n; at = next)
    if (separates_words(str_decode(text, &next)) != separates) break;
  return at;
}

/* `item[0].upper() + item[1:].lower()` of each word, as Jinja has it. */
static void put_titled(Heap *heap, Buf *buf, Str word) {
  size_t first = 0;
  str_decode(word, &first);
  buf_put(buf, value_text(str_upper(heap, value_str(str_sub(word, 0, first)), NULL)));
  buf_put(buf, value_text(str_lower(heap, value_str(str_sub(word, first, word.n)), NULL)));
}

Value do_title(Heap *heap, Value self, const Value *args) {
  (void)self;
  Str text = value_text(filter_text(heap, args[0]));
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t at = 0; at < text.n;) {
    size_t word = run_end(text, at, true);
    buf_put(&buf, str_sub(text, at, word));
    at = run_end(text, word, false);
    if (at > word) put_titled(heap, &buf, str_sub(text, word, at));
  }
  return value_str(buf_str(&buf));
}

Value do_trim(Heap *heap, Value self, const Value *args) {
  (void)self;
  return call_method_of(heap, filter_text(heap, args[0]), "strip", args + 1, args[1].kind == V_ABSENT ? 0 : 1);
}

Value do_center(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value width = args[1].kind == V_ABSENT ? value_int(80) : args[1];
  return call_method_of(heap, filter_text(heap, args[0]), "center", &width, 1);
}

Value do_replace(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value text = value_str(value_to_str(heap, args[0])), old = args[1], new = args[2];
  if (!filter_autoescapes(heap)) {
    old = value_str(value_to_str(heap, old));
    new = value_str(value_to_str(heap, new));
  } else {
    text = markup_is(old) || (markup_is(new) && !markup_is(args[0])) ? markup_escape(heap, args[0])
                                                                     : filter_text(heap, args[0]);
    old = filter_text(heap, old);
    new = filter_text(heap, new);
  }
  Value call[] = {old, new, value_given(args[3]) ? args[3] : value_int(-1)};
  return call_method_of(heap, text, "replace", call, 3);
}

Value do_format(Heap *heap, Value self, const Value *args) {
  (void)self;
  const Value *items;
  size_t n = 0;
  value_items(args[1], &items, &n);
  bool named = args[2].kind == V_DICT && args[2].dict->live;
  if (n && named)
    return value_raise(heap, EXC_FILTER_ARGUMENT, "can't handle positional and keyword arguments at the same time");
  return op_binary(heap, OP_MOD, filter_text(heap, args[0]), named ? args[2] : args[1]);
}

/* What `+= "\\n"` and then `.splitlines()` say of anything but a text. */
static Value not_indented(Heap *heap, Value v) {
  if (v.kind == V_UNDEFINED) return value_raise_undefined(heap, v);
  if (value_is_list(v))
    return value_raise(heap, EXC_ATTRIBUTE, "'list' object has no attribute 'splitlines'");
  if (v.kind == V_TUPLE) return op_binary(heap, OP_ADD, v, value_str(STR("\n")));
  return value_raise(heap, EXC_TYPE, "unsupported operand type(s) for +=: '%s' and 'str'", value_type_name(v));
}

Value do_indent(Heap *heap, Value self, const Value *args) {
  (void)self;
  int64_t width = 4;
  if (args[1].kind != V_ABSENT && args[1].kind != V_STR && !value_index(args[1], &width))
    return value_raise(heap, EXC_TYPE, "can't multiply sequence by non-int of type '%s'", value_type_name(args[1]));
  if (args[0].kind != V_STR) return not_indented(heap, args[0]);
  if (width > (int64_t)LIMIT_STRING_BYTES) width = LIMIT_STRING_BYTES;
  Buf blanks = buf_new(heap->arena, LIMIT_STRING_BYTES);
  buf_repeat(&blanks, ' ', width > 0 ? (size_t)width : 0);
  Str indention = args[1].kind == V_STR ? value_text(args[1]) : buf_str(&blanks);
  Value whole = value_str(str_cat(heap->arena, value_text(args[0]), STR("\n")));
  Value lines = call_method_of(heap, whole, "splitlines", NULL, 0);
  if (value_passes(lines)) return lines;
  bool blank = filter_flag(heap, args[3], false);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < lines.list->n; i++) {
    Str line = value_text(lines.list->at[i]);
    if (i) buf_char(&buf, '\n');
    if (i ? blank || line.n : filter_flag(heap, args[2], false)) buf_put(&buf, indention);
    buf_put(&buf, line);
  }
  return markup_is(args[0]) ? markup_of(heap, value_str(buf_str(&buf))) : value_str(buf_str(&buf));
}

/* `assert number >= least`; VALUE_NONE or what it raises */
static Value expect_least(Heap *heap, const char *what, Value number, int64_t least) {
  Value enough = op_compare(heap, OP_GE, number, value_int(least));
  if (value_passes(enough) || enough.i) return value_passes(enough) ? enough : VALUE_NONE;
  return value_raise(heap, EXC_ASSERTION, "expected %s >= %lld, got %.*s", what, (long long)least,
                     STR_FMT(value_to_str(heap, number)));
}

/* s[:stop], cut back to the last blank unless words may be cut */
static Value cut_text(Heap *heap, Value text, Value stop, bool killwords) {
  Value cut = op_slice(heap, text, VALUE_NONE, stop, VALUE_NONE), call[] = {value_str(STR(" ")), value_int(1)};
  if (value_passes(cut) || killwords) return cut;
  Value parts = call_method_of(heap, cut, "rsplit", call, 2);
  return value_passes(parts) ? parts : parts.list->at[0];
}

Value do_truncate(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value length = args[1].kind == V_ABSENT ? value_int(255) : args[1],
        leeway = value_given(args[4]) ? args[4] : value_int(5);
  Value end = args[3].kind == V_ABSENT ? value_str(STR("...")) : args[3], end_length = op_len(heap, end);
  if (value_passes(end_length)) return end_length;
  Value error = expect_least(heap, "length", length, end_length.i);
  if (!value_passes(error)) error = expect_least(heap, "leeway", leeway, 0);
  if (value_passes(error)) return error;
  Value fits = op_len(heap, args[0]);
  if (!value_passes(fits)) fits = op_compare(heap, OP_LE, fits, op_binary(heap, OP_ADD, length, leeway));
  if (value_passes(fits) || fits.i) return value_passes(fits) ? fits : args[0];
  Value cut = cut_text(heap, args[0], op_binary(heap, OP_SUB, length, end_length), filter_flag(heap, args[2], false));
  return op_binary(heap, OP_ADD, cut, end);
}

static bool is_of_word(uint32_t c) { return c >= 128 || char_is_word((char)c); }

Value do_wordcount(Heap *heap, Value self, const Value *args) {
  (void)self;
  Str text = value_text(filter_text(heap, args[0]));
  int64_t words = 0;
  bool inside = false;
  for (size_t at = 0; at < text.n;) {
    uint32_t c = str_decode(text, &at);
    bool word = c == '_' || char_is_alnum(c);
    words += word && !inside;
    inside = word;
  }
  return value_int(words);
}

static void quote_url(Heap *heap, Buf *buf, Value v, bool for_query) {
  Str text = codec_utf8(heap, v);
  for (size_t i = 0; i < text.n; i++) {
    unsigned char c = (unsigned char)text.p[i];
    if (c == ' ' && for_query)
      buf_char(buf, '+');
    else if ((c < 128 && is_of_word(c)) || (c && strchr(".-~", c)) || (c == '/' && !for_query))
      buf_char(buf, (char)c);
    else
      buf_printf(buf, "%%%02X", c);
  }
}

Value do_urlencode(Heap *heap, Value self, const Value *args) {
  (void)self;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  Iter iter;
  Value source = args[0].kind == V_DICT ? call_method_of(heap, args[0], "items", NULL, 0) : args[0], pair;
  if (value_is_str(source) || value_is_error(op_iter(heap, source, &iter))) {
    quote_url(heap, &buf, source, false);
    return value_or_pending(heap, value_str(buf_str(&buf)));
  }
  for (bool first = true; op_next(heap, &iter, &pair); first = false) {
    ValueList two = {0};
    Value error = value_is_error(pair) ? pair : items_of(heap, pair, &two);
    if (value_is_error(error) && !value_is_error(pair) && pair.kind != V_UNDEFINED)
      return value_raise(heap, EXC_TYPE, "cannot unpack non-iterable %s object", value_type_name(pair));
    if (value_passes(error)) return error;
    if (two.n != 2)
      return two.n > 2 ? value_raise(heap, EXC_VALUE, "too many values to unpack (expected 2)")
                       : value_raise(heap, EXC_VALUE, "not enough values to unpack (expected 2, got %zu)", two.n);
    if (!first) buf_char(&buf, '&');
    quote_url(heap, &buf, two.at[0], true);
    buf_char(&buf, '=');
    quote_url(heap, &buf, two.at[1], true);
  }
  return value_or_pending(heap, value_str(buf_str(&buf)));
}

Value do_xmlattr(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value items = op_attr(heap, args[0], STR("items"));
  if (value_passes(items)) return items;
  if (args[0].kind != V_DICT) return value_unsupported(heap, "'xmlattr' of a '%s'", value_type_name(args[0]));
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < args[0].dict->n; i++) {
    Value key = args[0].dict->at[i].key, value = args[0].dict->at[i].value;
    if (key.kind == V_ABSENT || value.kind == V_NONE || value.kind == V_UNDEFINED) continue;
    if (key.kind != V_STR)
      return value_raise(heap, EXC_TYPE, "expected string or bytes-like object, got '%s'", value_type_name(key));
    Str name = value_text(key);
    for (size_t k = 0; k < name.n; k++)
      if (name.p[k] && strchr(" \t\n\r\f\v/>=", name.p[k]))
        return value_raise(heap, EXC_VALUE, "Invalid character in attribute name: %.*s",
                           STR_FMT(value_repr(heap, key)));
    if (buf.n || filter_flag(heap, args[1], true)) buf_char(&buf, ' ');
    buf_put(&buf, value_text(markup_escape(heap, key)));
    buf_puts(&buf, "=\"");
    buf_put(&buf, value_text(markup_escape(heap, value)));
    buf_char(&buf, '"');
  }
  return html(heap, value_str(buf_str(&buf)));
}

/* ---- JSON ---- */

/* The value with the keys of its mappings sorted, as `sort_keys` of json.dumps has them. */
static Value with_sorted_keys(Heap *heap, Value v);

static Value sorted_dict(Heap *heap, Value v) {
  ValueList keys = {0};
  for (size_t i = 0; i < v.dict->n; i++)
    if (v.dict->at[i].key.kind != V_ABSENT) value_list_push(heap, &keys, v.dict->at[i].key);
  Value error = value_sort(heap, &keys, VALUE_ABSENT, false), sorted = value_dict(heap);
  if (value_passes(error)) return error;
  for (size_t i = 0; i < keys.n; i++) {
    Value item = with_sorted_keys(heap, dict_get(heap, v.dict, keys.at[i]));
    if (value_passes(item)) return item;
    dict_put(heap, sorted.dict, keys.at[i], item);
  }
  return sorted;
}

static Value with_sorted_keys(Heap *heap, Value v) {
  const Value *items;
  size_t n;
  if ((v.kind != V_DICT && v.kind != V_LIST && v.kind != V_TUPLE) || value_is_view(v)) return v;
  heap_enter(heap);
  Value result = v.kind == V_DICT ? sorted_dict(heap, v) : value_list(heap, 0);
  if (v.kind != V_DICT && value_items(v, &items, &n))
    for (size_t i = 0; i < n && !value_passes(result); i++) {
      Value item = with_sorted_keys(heap, items[i]);
      if (value_passes(item))
        result = item;
      else
        list_push(heap, result, item);
    }
  heap_leave(heap);
  return result;
}

/* JSON text with a line an item: what json.dumps writes with `indent`. */
static void put_indented(Buf *buf, Str json, Str unit) {
  size_t depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < json.n; i++) {
    char c = json.p[i];
    bool open = c == '[' || c == '{', close = c == ']' || c == '}';
    bool empty = open && i + 1 < json.n && json.p[i + 1] == c + 2;
    if (c == '"') quoted = !quoted;
    if (quoted || !(open || close || c == ',')) {
      buf_char(buf, c);
      if (quoted && c == '\\') buf_char(buf, json.p[++i]);
      continue;
    }
    if (!close) buf_char(buf, c);
    depth = open && !empty ? depth + 1 : close ? depth - 1 : depth;
    if (empty) buf_char(buf, json.p[++i]);
    else buf_char(buf, '\n');
    for (size_t k = 0; k < depth && !empty; k++) buf_put(buf, unit);
    if (close) buf_char(buf, c);
    if (c == ',') i++;
  }
}

static Value indent_json(Heap *heap, Value json, Value indent) {
  Value unit = value_is_str(indent) ? indent : op_binary(heap, OP_MUL, value_str(STR(" ")), indent);
  if (value_passes(unit)) return unit;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  put_indented(&buf, value_text(json), value_text(unit));
  return value_str(buf_str(&buf));
}

/* jinja2.utils.htmlsafe_json_dumps */
Value do_tojson(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value v = with_sorted_keys(heap, args[0]);
  Value json = value_passes(v) ? v : json_dumps(heap, v);
  if (!value_passes(json) && value_given(args[1])) json = indent_json(heap, json, args[1]);
  if (value_passes(json)) return json;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  Str text = value_text(json);
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] && strchr("<>&'", text.p[i]))
      buf_printf(&buf, "\\u%04x", (unsigned)text.p[i]);
    else
      buf_char(&buf, text.p[i]);
  }
  return markup_of(heap, value_str(buf_str(&buf)));
}

/* ---- what fills a file of its own ---- */

Value do_pprint(Heap *heap, Value self, const Value *args) {
  (void)self;
  return text_pprint(heap, args[0]);
}

Value do_urlize(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value v = text_urlize(heap, args);
  return value_passes(v) ? v : html(heap, v);
}

Value do_wordwrap(Heap *heap, Value self, const Value *args) {
  (void)self;
  return text_wordwrap(heap, args);
}
