#include "runtime/core/limits.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/codec.h"
#include "runtime/value/types.h"

/* urllib.parse: texts as parts of an address. */

static bool is_safe(unsigned char c, Str safe) {
  bool is_word = char_is_letter(c) || char_is_digit(c);
  for (size_t i = 0; i < safe.n && !is_word; i++) is_word = (unsigned char)safe.p[i] == c && c < 0x80;
  return is_word || c == '_' || c == '.' || c == '-' || c == '~';
}

static void put_quoted(Heap *heap, Buf *buf, Str text, Str safe, bool plus) {
  heap_step(heap, text.n / 8);
  for (size_t i = 0; i < text.n; i++) {
    unsigned char c = (unsigned char)text.p[i];
    if (plus && c == ' ') buf_char(buf, '+');
    else if (is_safe(c, safe)) buf_char(buf, (char)c);
    else buf_printf(buf, "%%%02X", c);
  }
}

enum { TEXT, SAFE, ENCODING, ERRORS };

static Value quoted(Heap *heap, const Value *args, Str safe, bool plus) {
  bool is_text = value_is_str(args[TEXT]) || args[TEXT].kind == V_BYTES;
  bool is_plain = !value_given(args[ENCODING]) && !value_given(args[ERRORS]) &&
                  (args[SAFE].kind == V_ABSENT || value_is_str(args[SAFE]));
  if (!is_text || !is_plain) return value_unsupported(heap, "such a 'urllib.parse.quote'");
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  if (args[SAFE].kind != V_ABSENT) safe = value_text(args[SAFE]);
  put_quoted(heap, &buf, codec_utf8(heap, args[TEXT]), safe, plus);
  return value_or_pending(heap, value_str(buf_str(&buf)));
}

static Value quote(Heap *heap, Value self, const Value *args) {
  (void)self;
  return quoted(heap, args, STR("/"), false);
}
static Value quote_plus(Heap *heap, Value self, const Value *args) {
  (void)self;
  return quoted(heap, args, STR(""), true);
}

/* ---- back ---- */

static Value unquoted(Heap *heap, const Value *args, bool plus) {
  bool is_plain = args[1].kind == V_ABSENT && args[2].kind == V_ABSENT;
  if (!value_is_str(args[0]) || !is_plain) return value_unsupported(heap, "such a 'urllib.parse.unquote'");
  Str text = value_text(args[0]);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  size_t wrong;
  heap_step(heap, text.n / 8);
  for (size_t i = 0; i < text.n; i++) {
    bool is_code = text.p[i] == '%' && i + 2 < text.n && str_hex(text.p[i + 1]) >= 0 && str_hex(text.p[i + 2]) >= 0;
    if (is_code) buf_char(&buf, (char)(str_hex(text.p[i + 1]) * 16 + str_hex(text.p[i + 2]))), i += 2;
    else buf_char(&buf, plus && text.p[i] == '+' ? ' ' : text.p[i]);
  }
  if (!str_is_utf8(buf_str(&buf), &wrong))
    return value_unsupported(heap, "'urllib.parse.unquote' of what is not UTF-8");
  return value_str(buf_str(&buf));
}

static Value unquote(Heap *heap, Value self, const Value *args) {
  (void)self;
  return unquoted(heap, args, false);
}
static Value unquote_plus(Heap *heap, Value self, const Value *args) {
  (void)self;
  return unquoted(heap, args, true);
}

/* ---- pairs ---- */

static void put_pair(Heap *heap, Buf *buf, Value key, Value value) {
  if (buf->n) buf_char(buf, '&');
  put_quoted(heap, buf, codec_utf8(heap, key), STR(""), true);
  buf_char(buf, '=');
  put_quoted(heap, buf, codec_utf8(heap, value), STR(""), true);
}

static Value put_pairs(Heap *heap, Buf *buf, Value key, Value value, bool each) {
  ValueList items = {0};
  bool is_list = value.kind == V_LIST || value.kind == V_TUPLE || value.kind == V_DICT || value.kind == V_SET;
  if (value_passes(value)) return value;
  if (!each || !is_list) return put_pair(heap, buf, key, value), VALUE_NONE;
  Value error = value_collect(heap, value, &items);
  for (size_t i = 0; i < items.n && !value_passes(error); i++) put_pair(heap, buf, key, items.at[i]);
  return error;
}

static Value urlencode(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value query = args[0], stop = VALUE_ABSENT;
  bool each = op_truth(heap, args[1], &stop);
  if (args[2].kind != V_ABSENT || args[3].kind != V_ABSENT) return value_unsupported(heap, "such a 'urlencode'");
  if (query.kind == V_DICT) query = heap->call(heap, op_attr(heap, query, STR("items")), NULL, 0, NULL);
  ValueList pairs = {0};
  Value error = value_collect(heap, query, &pairs);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < pairs.n && !value_passes(error); i++) {
    bool is_pair = (pairs.at[i].kind == V_TUPLE || pairs.at[i].kind == V_LIST) && pairs.at[i].list->n == 2;
    if (!i && (query.kind == V_LIST || query.kind == V_TUPLE) && pairs.at[i].kind != V_TUPLE)
      return value_raise(heap, EXC_TYPE, "not a valid non-string sequence or mapping object");
    if (!is_pair) return value_unsupported(heap, "'urlencode' of what are no pairs");
    error = put_pairs(heap, &buf, pairs.at[i].list->at[0], pairs.at[i].list->at[1], each);
  }
  return value_passes(error) ? error : value_or_pending(heap, value_str(buf_str(&buf)));
}

static const Builtin PARSE[] = {
    {"quote", "quote(string, safe='/', encoding=None, errors=None)", 1, 4, 0, quote, "a text as part of an address"},
    {"quote_plus", "quote_plus(string, safe='', encoding=None, errors=None)", 1, 4, 0, quote_plus, "the same with '+'"},
    {"unquote", "unquote(string, encoding='utf-8', errors='replace')", 1, 3, 0, unquote, "the text that was quoted"},
    {"unquote_plus", "unquote_plus(string, encoding='utf-8', errors='replace')", 1, 3, 0, unquote_plus,
     "the same of '+'"},
    {"urlencode", "urlencode(query, doseq=False, safe='', encoding=None, errors=None, quote_via=...)", 1, 6, 0,
     urlencode, "pairs as a query"},
};

Value library_urllib_parse(Heap *heap, Str name) {
  (void)heap;
  static const BuiltinTable TABLE = BUILTIN_TABLE(PARSE);
  Value found = library_row(TABLE, name);
  return found.kind == V_ABSENT ? library_row(LIBRARY_URL, name) : found;
}
