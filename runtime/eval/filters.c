#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/eval/args.h"
#include "runtime/eval/builtins.h"
#include "runtime/eval/text.h"
#include "runtime/value/format.h"
#include "runtime/value/json.h"
#include "runtime/value/markup.h"
#include "runtime/value/types.h"

/* jinja2/filters.py of 3.1.6, function by function. A filter gets its value as the first argument and no self. */

/* ---- shared ---- */

Value call_method_of(Heap *heap, Value v, const char *name, const Value *args, size_t n) {
  Value method = op_attr(heap, v, str_of(name));
  return value_passes(method) ? method : heap->call(heap, method, args, n, NULL);
}

Value items_of(Heap *heap, Value v, ValueList *items) {
  Value error = value_collect(heap, v, items);
  return value_passes(error) ? error : VALUE_NONE;
}

Value generator_of(Heap *heap, ValueList items) {
  Value list = value_list(heap, 0);
  *list.list = (List){items.at, items.n, items.cap};
  Iter iter = {0};
  iter_items(heap, list, &iter);
  return value_iterator(heap, iter, "generator");
}

static Value list_of(Heap *heap, ValueList items) {
  Value list = value_list(heap, 0);
  *list.list = (List){items.at, items.n, items.cap};
  return list;
}

/* What looking a value up in a dict of names raises. */
static Value need_hash(Heap *heap, Value v) {
  uint64_t hash;
  return value_hash(heap, v, &hash) ? VALUE_NONE : value_raise(heap, EXC_TYPE, "unhashable type: '%s'", value_type_name(v));
}

/* Environment._filter_test_common */
static Value no_row(Heap *heap, BuiltinTable table, const char *what, Value name) {
  Value unhashable = need_hash(heap, name);
  if (value_is_error(unhashable)) return unhashable;
  if (name.kind == V_UNDEFINED)
    return value_raise(heap, EXC_TEMPLATE_RUNTIME, "No %s named Undefined. (%.*s; did you forget to quote the callable name?)",
                       what, STR_FMT(value_raise_undefined(heap, name).exc->message));
  Value error = value_raise(heap, EXC_TEMPLATE_RUNTIME, "No %s named %.*s.", what, STR_FMT(value_repr(heap, name)));
  if (name.kind == V_STR) builtin_likely(heap, table, error, value_text(name));
  return error;
}

void builtin_likely(Heap *heap, BuiltinTable table, Value error, Str name) {
  Str *names = ARENA_ARRAY(heap->arena, Str, table.n);
  for (size_t i = 0; i < table.n; i++) names[i] = str_of(table.rows[i].name);
  error.exc->wrong = name;
  error.exc->likely = str_nearest(name, names, table.n);
}

Value call_named(Heap *heap, BuiltinTable table, const char *what, Value name, Value item, Value args, Value kwargs) {
  const Builtin *row = name.kind == V_STR ? table_find(table, value_text(name)) : NULL;
  if (!row) return no_row(heap, table, what, name);
  const Value *rest;
  size_t n = 0;
  value_items(args, &rest, &n);
  Value *all = ARENA_ARRAY(heap->arena, Value, n + 1);
  all[0] = item;
  if (n) memcpy(all + 1, rest, n * sizeof *all);
  return args_call(heap, row, VALUE_ABSENT, (CallArgs){all, n + 1, kwargs.kind == V_DICT ? kwargs.dict : NULL});
}

static Value soft_str(Heap *heap, Value v) { return v.kind == V_STR ? v : value_str(value_to_str(heap, v)); }

/* The truth of an argument, `fallback` where it was not given. */
static bool flag(Heap *heap, Value v, bool fallback) {
  Value stop = VALUE_ABSENT;
  return v.kind == V_ABSENT ? fallback : op_truth(heap, v, &stop);
}

/* What is false has no items, even if it cannot be iterated over. */
static bool is_false(Heap *heap, Value v) {
  Value stop = VALUE_ABSENT;
  return !value_passes(v) && !op_truth(heap, v, &stop) && stop.kind == V_ABSENT;
}

static Value ignore_case(Heap *heap, Value v) { return v.kind == V_STR ? call_method_of(heap, v, "lower", NULL, 0) : v; }

/* make_attrgetter: "a.b.0", a number, or None. */
typedef struct Getter {
  Value attribute;
  Value fallback; /* for an Undefined on the way; V_ABSENT or None: none */
  bool fold;
} Getter;

static bool all_digits(Str text) {
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] < '0' || text.p[i] > '9') return false;
  return text.n > 0 && text.n < 18;
}

static Value part_of(Str word) {
  if (!all_digits(word)) return value_str(word);
  int64_t number = 0;
  for (size_t i = 0; i < word.n; i++) number = number * 10 + (word.p[i] - '0');
  return value_int(number);
}

static Value step_to(Heap *heap, const Getter *getter, Value item, Value part) {
  Value v = op_item_jinja(heap, item, part);
  return v.kind == V_UNDEFINED && value_given(getter->fallback) ? getter->fallback : v;
}

static Value get(Heap *heap, const Getter *getter, Value item) {
  if (value_given(getter->attribute) && getter->attribute.kind != V_STR) item = step_to(heap, getter, item, getter->attribute);
  if (getter->attribute.kind == V_STR) {
    Str path = value_text(getter->attribute);
    for (size_t at = 0; at <= path.n && !value_is_error(item);) {
      size_t dot = str_find(path, STR("."), at);
      if (dot == SIZE_MAX) dot = path.n;
      item = step_to(heap, getter, item, part_of(str_sub(path, at, dot)));
      at = dot + 1;
    }
  }
  return getter->fold && !value_is_error(item) ? ignore_case(heap, item) : item;
}

/* ---- text ---- */

#define TEXT_METHOD(function, name)                                                      \
  static Value function(Heap *heap, Value self, const Value *args) {                     \
    (void)self;                                                                          \
    return call_method_of(heap, soft_str(heap, args[0]), name, NULL, 0);                 \
  }
TEXT_METHOD(do_capitalize, "capitalize")
TEXT_METHOD(do_lower, "lower")
TEXT_METHOD(do_upper, "upper")

static Value do_string(Heap *heap, Value self, const Value *args) {
  (void)self;
  return soft_str(heap, args[0]);
}

static Value do_safe(Heap *heap, Value self, const Value *args) {
  (void)self;
  return markup_of(heap, args[0]);
}

static Value do_escape(Heap *heap, Value self, const Value *args) {
  (void)self;
  return markup_escape(heap, args[0]);
}

static Value do_forceescape(Heap *heap, Value self, const Value *args) {
  (void)self;
  return markup_force(heap, args[0]);
}

static bool autoescapes(const Heap *heap) { return ((const Eval *)heap)->autoescape != AUTOESCAPE_OFF; }

/* What a filter makes that knows HTML. */
static Value html(Heap *heap, Value v) { return autoescapes(heap) ? markup_of(heap, v) : v; }

static Value do_striptags(Heap *heap, Value self, const Value *args) {
  (void)self;
  return markup_strip_tags(heap, value_to_str(heap, args[0]));
}

static bool separates_words(uint32_t c) { return char_is_space(c) || (c < 128 && c && strchr("-({[<", (int)c)); }

static Value do_title(Heap *heap, Value self, const Value *args) {
  (void)self;
  Str text = value_text(soft_str(heap, args[0]));
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  bool first = true;
  for (size_t at = 0; at < text.n;) {
    size_t start = at;
    uint32_t c = str_decode(text, &at);
    Value letter = value_str(str_sub(text, start, at));
    bool separates = separates_words(c);
    if (!separates) letter = call_method_of(heap, letter, first ? "upper" : "lower", NULL, 0);
    if (value_is_error(letter)) return letter;
    buf_put(&buf, value_text(letter));
    first = separates;
  }
  return value_str(buf_str(&buf));
}

static Value do_trim(Heap *heap, Value self, const Value *args) {
  (void)self;
  return call_method_of(heap, soft_str(heap, args[0]), "strip", args + 1, args[1].kind == V_ABSENT ? 0 : 1);
}

static Value do_center(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value width = args[1].kind == V_ABSENT ? value_int(80) : args[1];
  return call_method_of(heap, soft_str(heap, args[0]), "center", &width, 1);
}

static Value do_replace(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value text = value_str(value_to_str(heap, args[0])), old = args[1], new = args[2];
  if (!autoescapes(heap)) {
    old = value_str(value_to_str(heap, old));
    new = value_str(value_to_str(heap, new));
  } else {
    text = markup_is(old) || (markup_is(new) && !markup_is(args[0])) ? markup_escape(heap, args[0]) : soft_str(heap, args[0]);
    old = soft_str(heap, old);
    new = soft_str(heap, new);
  }
  Value call[] = {old, new, value_given(args[3]) ? args[3] : value_int(-1)};
  return call_method_of(heap, text, "replace", call, 3);
}

static Value do_format(Heap *heap, Value self, const Value *args) {
  (void)self;
  const Value *items;
  size_t n = 0;
  value_items(args[1], &items, &n);
  bool named = args[2].kind == V_DICT && args[2].dict->live;
  if (n && named) return value_raise(heap, EXC_FILTER_ARGUMENT, "can't handle positional and keyword arguments at the same time");
  return op_binary(heap, OP_MOD, soft_str(heap, args[0]), named ? args[2] : args[1]);
}

/* What `+= "\\n"` and then `.splitlines()` say of anything but a text. */
static Value not_indented(Heap *heap, Value v) {
  if (v.kind == V_UNDEFINED) return value_raise_undefined(heap, v);
  if (v.kind == V_LIST && !v.aux) return value_raise(heap, EXC_ATTRIBUTE, "'list' object has no attribute 'splitlines'");
  if (v.kind == V_TUPLE) return op_binary(heap, OP_ADD, v, value_str(STR("\n")));
  return value_raise(heap, EXC_TYPE, "unsupported operand type(s) for +=: '%s' and 'str'", value_type_name(v));
}

static Value do_indent(Heap *heap, Value self, const Value *args) {
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
  bool blank = flag(heap, args[3], false);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < lines.list->n; i++) {
    Str line = value_text(lines.list->at[i]);
    if (i) buf_char(&buf, '\n');
    if (i ? blank || line.n : flag(heap, args[2], false)) buf_put(&buf, indention);
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

static Value do_truncate(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value length = args[1].kind == V_ABSENT ? value_int(255) : args[1], leeway = value_given(args[4]) ? args[4] : value_int(5);
  Value end = args[3].kind == V_ABSENT ? value_str(STR("...")) : args[3], end_length = op_len(heap, end);
  if (value_passes(end_length)) return end_length;
  Value error = expect_least(heap, "length", length, end_length.i);
  if (!value_passes(error)) error = expect_least(heap, "leeway", leeway, 0);
  if (value_passes(error)) return error;
  Value fits = op_len(heap, args[0]);
  if (!value_passes(fits)) fits = op_compare(heap, OP_LE, fits, op_binary(heap, OP_ADD, length, leeway));
  if (value_passes(fits) || fits.i) return value_passes(fits) ? fits : args[0];
  Value cut = cut_text(heap, args[0], op_binary(heap, OP_SUB, length, end_length), flag(heap, args[2], false));
  return op_binary(heap, OP_ADD, cut, end);
}

static bool is_word_byte(uint32_t c) {
  return c >= 128 || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static Value do_wordcount(Heap *heap, Value self, const Value *args) {
  (void)self;
  Str text = value_text(soft_str(heap, args[0]));
  int64_t words = 0;
  bool inside = false;
  for (size_t at = 0; at < text.n;) {
    uint32_t c = str_decode(text, &at);
    bool word = is_word_byte(c) && !char_is_space(c);
    words += word && !inside;
    inside = word;
  }
  return value_int(words);
}

static void quote_url(Heap *heap, Buf *buf, Value v, bool for_query) {
  Str text = v.kind == V_BYTES ? value_text(v) : value_to_str(heap, v);
  for (size_t i = 0; i < text.n; i++) {
    unsigned char c = (unsigned char)text.p[i];
    if (c == ' ' && for_query)
      buf_char(buf, '+');
    else if ((c < 128 && is_word_byte(c)) || (c && strchr(".-~", c)) || (c == '/' && !for_query))
      buf_char(buf, (char)c);
    else
      buf_printf(buf, "%%%02X", c);
  }
}

static Value do_urlencode(Heap *heap, Value self, const Value *args) {
  (void)self;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  Iter iter;
  Value source = args[0].kind == V_DICT ? call_method_of(heap, args[0], "items", NULL, 0) : args[0], pair;
  if (value_is_str(source) || value_is_error(op_iter(heap, source, &iter))) {
    quote_url(heap, &buf, source, false);
    return value_str(buf_str(&buf));
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
  return value_str(buf_str(&buf));
}

static Value do_xmlattr(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (args[0].kind != V_DICT) return call_method_of(heap, args[0], "items", NULL, 0);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < args[0].dict->n; i++) {
    Value key = args[0].dict->at[i].key, value = args[0].dict->at[i].value;
    if (key.kind == V_ABSENT || value.kind == V_NONE || value.kind == V_UNDEFINED) continue;
    if (key.kind != V_STR) return value_raise(heap, EXC_TYPE, "expected string or bytes-like object, got '%s'", value_type_name(key));
    Str name = value_text(key);
    for (size_t k = 0; k < name.n; k++)
      if (name.p[k] && strchr(" \t\n\r\f\v/>=", name.p[k]))
        return value_raise(heap, EXC_VALUE, "Invalid character in attribute name: %.*s", STR_FMT(value_repr(heap, key)));
    if (buf.n || flag(heap, args[1], true)) buf_char(&buf, ' ');
    buf_put(&buf, value_text(markup_escape(heap, key)));
    buf_puts(&buf, "=\"");
    buf_put(&buf, value_text(markup_escape(heap, value)));
    buf_char(&buf, '"');
  }
  return html(heap, value_str(buf_str(&buf)));
}

/* ---- numbers ---- */

static Value do_abs(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value v = args[0];
  if (v.kind == V_FLOAT) return value_float(fabs(v.f));
  if (v.kind == V_TIMEDELTA || v.kind == V_BIGINT || v.kind == V_INT || v.kind == V_BOOL) {
    Value zero = v.kind == V_TIMEDELTA ? op_binary(heap, OP_SUB, v, v) : value_int(0);
    Value negative = op_compare(heap, OP_LT, v, zero);
    if (value_passes(negative)) return negative;
    return op_unary(heap, negative.i ? OP_NEG : OP_POS, v);
  }
  return value_raise(heap, EXC_TYPE, "bad operand type for abs(): '%s'", value_type_name(v));
}

static Value construct(Heap *heap, const Type *type, const Value *args, size_t n) {
  return args_construct(heap, type, (CallArgs){args, n, NULL});
}

static bool is_conversion_error(Value v) {
  return v.kind == V_ERROR && (exception_is_a(v.exc->type, EXC_TYPE) || exception_is_a(v.exc->type, EXC_VALUE));
}

static Value do_int(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (args[0].kind == V_UNDEFINED) return value_raise_undefined(heap, args[0]);
  Value call[] = {args[0], args[2].kind == V_ABSENT ? value_int(10) : args[2]};
  Value v = construct(heap, &TYPE_INT, call, args[0].kind == V_STR ? 2 : 1);
  if (!is_conversion_error(v)) return v;
  v = construct(heap, &TYPE_FLOAT, args, 1);
  if (!value_is_error(v)) v = construct(heap, &TYPE_INT, &v, 1);
  if (is_conversion_error(v) || (v.kind == V_ERROR && v.exc->type == EXC_OVERFLOW))
    return args[1].kind == V_ABSENT ? value_int(0) : args[1];
  return v;
}

static Value do_float(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (args[0].kind == V_UNDEFINED) return value_raise_undefined(heap, args[0]);
  Value v = construct(heap, &TYPE_FLOAT, args, 1);
  if (is_conversion_error(v)) return args[1].kind == V_ABSENT ? value_float(0) : args[1];
  return v;
}

/* round(float, digits): to the nearest decimal of the exact value, as CPython. */
static Value round_float(double value, int64_t digits) {
  char text[512];
  if (!isfinite(value) || digits > 323) return value_float(value);
  if (digits < -308) return value_float(copysign(0.0, value));
  if (digits < 0) {
    double unit = pow(10, (double)-digits);
    return value_float(nearbyint(value / unit) * unit);
  }
  snprintf(text, sizeof text, "%.*f", (int)(digits > 150 ? 150 : digits), value);
  return value_float(fabs(value) > 1e300 ? value : strtod(text, NULL));
}

static Value round_int(Heap *heap, Value v, int64_t digits) {
  if (digits >= 0) return v.kind == V_BOOL ? value_int(v.i) : v;
  if (v.kind == V_BIGINT || digits < -18) return value_unsupported(heap, "rounding an integer of that size");
  int64_t unit = 1;
  for (int64_t i = 0; i > digits; i--) unit *= 10;
  int64_t rest = v.i % unit, down = v.i - rest;
  if (rest < 0) rest += unit, down -= unit;
  bool up = rest > unit - rest || (rest == unit - rest && (down / unit) % 2 != 0);
  return value_int(up ? down + unit : down);
}

/* Python's round(v, precision); with None the result is an integer. */
static Value round_common(Heap *heap, Value v, Value precision) {
  int64_t digits = 0;
  if (v.kind == V_UNDEFINED || v.kind < V_BOOL || v.kind > V_FLOAT)
    return value_raise(heap, EXC_TYPE, "type %s doesn't define __round__ method", value_type_name(v));
  if (precision.kind != V_NONE && !value_index(precision, &digits)) return value_need_int(heap, precision, &digits);
  if (v.kind != V_FLOAT) return round_int(heap, v, digits);
  Value rounded = round_float(v.f, digits);
  return precision.kind == V_NONE ? construct(heap, &TYPE_INT, &rounded, 1) : rounded;
}

static Value do_round(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value method = args[2].kind == V_ABSENT ? value_str(STR("common")) : args[2], v = args[0];
  Str name = method.kind == V_STR ? value_text(method) : STR("");
  bool ceiling = str_is(name, "ceil");
  Value unhashable = need_hash(heap, method);
  if (value_is_error(unhashable)) return unhashable;
  if (!ceiling && !str_is(name, "common") && !str_is(name, "floor"))
    return value_raise(heap, EXC_FILTER_ARGUMENT, "method must be common, ceil or floor");
  Value precision = args[1].kind == V_ABSENT ? value_int(0) : args[1];
  if (str_is(name, "common")) return round_common(heap, v, precision);
  Value unit = op_binary(heap, OP_POW, value_int(10), precision);
  Value scaled = op_binary(heap, OP_MUL, v, unit);
  if (value_passes(scaled)) return scaled;
  if (scaled.kind == V_FLOAT) {
    scaled = value_float(ceiling ? ceil(scaled.f) : floor(scaled.f));
    scaled = construct(heap, &TYPE_INT, &scaled, 1);
  } else if (scaled.kind != V_INT && scaled.kind != V_BOOL && scaled.kind != V_BIGINT) {
    return value_raise(heap, EXC_TYPE, "must be real number, not %s", value_type_name(scaled));
  }
  return value_passes(scaled) ? scaled : op_binary(heap, OP_DIV, scaled, unit);
}

static Value do_filesizeformat(Heap *heap, Value self, const Value *args) {
  static const char *const PREFIXES[2][8] = {{"kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"},
                                             {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"}};
  (void)self;
  Value number = construct(heap, &TYPE_FLOAT, args, 1);
  if (value_passes(number)) return number;
  bool binary = flag(heap, args[1], false);
  double base = binary ? 1024 : 1000, unit = base;
  if (number.f == 1) return value_str(STR("1 Byte"));
  if (number.f < base) return value_str(str_printf(heap->arena, "%lld Bytes", (long long)number.f));
  size_t i = 0;
  for (unit = base * base; i < 7 && number.f >= unit; i++) unit *= base;
  return value_str(str_printf(heap->arena, "%.1f %s", base * number.f / unit, PREFIXES[binary][i]));
}

/* ---- defaults and attributes ---- */

static Value do_default(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value fallback = args[1].kind == V_ABSENT ? value_str(STR("")) : args[1];
  if (args[0].kind == V_UNDEFINED) return fallback;
  if (args[0].kind == V_UNKNOWN || !flag(heap, args[2], false)) return args[0];
  return flag(heap, args[0], true) ? args[0] : fallback;
}

static Value do_attr(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value unhashable = need_hash(heap, args[1]);
  if (value_is_error(unhashable)) return unhashable;
  if (args[1].kind != V_STR)
    return value_raise(heap, EXC_TYPE, "attribute name must be string, not '%s'", value_type_name(args[1]));
  Value v = op_attr(heap, args[0], value_text(args[1]));
  if (v.kind == V_ERROR && v.exc->type == EXC_ATTRIBUTE) return value_undefined(heap, args[0], args[1], STR(""));
  return v;
}

static Value do_length(Heap *heap, Value self, const Value *args) {
  (void)self;
  return op_len(heap, args[0]);
}

/* ---- sequences ---- */

static Value do_list(Heap *heap, Value self, const Value *args) {
  (void)self;
  return op_list(heap, args[0]);
}

static Value do_first(Heap *heap, Value self, const Value *args) {
  (void)self;
  Iter iter = {0};
  Value error = op_iter(heap, args[0], &iter), item;
  if (value_passes(error)) return error;
  if (op_next(heap, &iter, &item)) return item;
  return value_undefined(heap, VALUE_ABSENT, VALUE_NONE, STR("No first item, sequence was empty."));
}

static bool is_reversible(Value v) {
  return v.kind == V_STR || v.kind == V_BYTES || v.kind == V_LIST || v.kind == V_TUPLE || v.kind == V_DICT || v.kind == V_RANGE ||
         v.kind == V_TIME_WINDOW || v.kind == V_KEY_RANGE || v.kind == V_MULTI_KEY || v.kind == V_UNDEFINED;
}

static Value do_last(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList items = {0};
  if (!is_reversible(args[0])) return value_raise(heap, EXC_TYPE, "'%s' object is not reversible", value_type_name(args[0]));
  Value error = items_of(heap, args[0], &items);
  if (value_passes(error)) return error;
  if (items.n) return items.at[items.n - 1];
  return value_undefined(heap, VALUE_ABSENT, VALUE_NONE, STR("No last item, sequence was empty."));
}

/* With autoescape, one Markup among the separator and the items makes all of it Markup. */
static Value join_markup(Heap *heap, const ValueList *items, Value between) {
  bool markup = markup_is(between);
  Value list = value_list(heap, items->n);
  for (size_t i = 0; i < items->n; i++) {
    markup = markup || markup_is(items->at[i]);
    list_push(heap, list, soft_str(heap, items->at[i]));
  }
  between = markup ? markup_escape(heap, between) : value_str(value_to_str(heap, between));
  return call_method_of(heap, between, "join", &list, 1);
}

static Value do_join(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList items = {0};
  Getter getter = {.attribute = args[2]};
  Value between = args[1].kind == V_ABSENT ? value_str(STR("")) : args[1];
  Value error = items_of(heap, args[0], &items);
  if (value_passes(error)) return error;
  for (size_t i = 0; i < items.n; i++) {
    items.at[i] = get(heap, &getter, items.at[i]);
    if (value_passes(items.at[i])) return items.at[i];
  }
  if (autoescapes(heap)) return join_markup(heap, &items, between);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  Str separator = value_to_str(heap, between);
  for (size_t i = 0; i < items.n; i++) {
    if (i) buf_put(&buf, separator);
    buf_put(&buf, value_to_str(heap, items.at[i]));
  }
  return value_str(buf_str(&buf));
}

/* The type of Python's reversed(v). */
static const char *reversed_name(Value v) {
  if (v.kind == V_LIST && !v.aux) return "list_reverseiterator";
  if (v.kind == V_RANGE) return "range_iterator";
  return v.kind == V_DICT ? "dict_reversekeyiterator" : "reversed";
}

static Value do_reverse(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList items = {0};
  Value error = items_of(heap, args[0], &items);
  if (value_is_error(error) && exception_is_a(error.exc->type, EXC_TYPE))
    return value_raise(heap, EXC_FILTER_ARGUMENT, "argument must be iterable");
  if (value_passes(error)) return error;
  for (size_t i = 0; i < items.n / 2; i++) {
    Value left = items.at[i];
    items.at[i] = items.at[items.n - 1 - i];
    items.at[items.n - 1 - i] = left;
  }
  if (args[0].kind != V_STR) {
    if (!is_reversible(args[0])) return list_of(heap, items);
    Value reversed = generator_of(heap, items);
    reversed.iterator->type_name = reversed_name(args[0]);
    return reversed;
  }
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < items.n; i++) buf_put(&buf, value_text(items.at[i]));
  return markup_is(args[0]) ? markup_of(heap, value_str(buf_str(&buf))) : value_str(buf_str(&buf));
}

/* Sorts `items` by keys that lie beside them. */
static Value sort_by(Heap *heap, ValueList *items, const Value *keys, bool reverse) {
  ValueList numbers = {0};
  Value *copy = ARENA_ARRAY(heap->arena, Value, items->n ? items->n : 1);
  for (size_t i = 0; i < items->n; i++) {
    Value pair[] = {keys[i], value_int((int64_t)(reverse ? items->n - i : i))};
    value_list_push(heap, &numbers, value_tuple(heap, pair, 2));
    copy[i] = items->at[i];
  }
  Value error = value_sort(heap, &numbers, VALUE_ABSENT, reverse);
  if (value_passes(error)) return error;
  for (size_t i = 0; i < items->n; i++) {
    int64_t number = numbers.at[i].list->at[1].i;
    items->at[i] = copy[reverse ? (int64_t)items->n - number : number];
  }
  return VALUE_NONE;
}

/* make_multi_attrgetter: "a,b" gives a list of what each finds. */
static Value sort_key(Heap *heap, Value attribute, bool fold, Value item) {
  if (attribute.kind != V_STR) return get(heap, &(Getter){.attribute = attribute, .fold = fold}, item);
  ValueList found = {0};
  Str path = value_text(attribute);
  for (size_t at = 0; at <= path.n;) {
    size_t comma = str_find(path, STR(","), at);
    if (comma == SIZE_MAX) comma = path.n;
    Value v = get(heap, &(Getter){.attribute = value_str(str_sub(path, at, comma)), .fold = fold}, item);
    if (value_passes(v)) return v;
    value_list_push(heap, &found, v);
    at = comma + 1;
  }
  return list_of(heap, found);
}

static Value do_sort(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList items = {0};
  Value error = items_of(heap, args[0], &items);
  if (value_passes(error)) return error;
  bool fold = !flag(heap, args[2], false);
  Value *keys = ARENA_ARRAY(heap->arena, Value, items.n ? items.n : 1);
  for (size_t i = 0; i < items.n; i++) {
    keys[i] = sort_key(heap, args[3], fold, items.at[i]);
    if (value_passes(keys[i])) return keys[i];
  }
  int64_t reverse = 0;
  error = args[1].kind == V_ABSENT ? VALUE_NONE : value_need_int(heap, args[1], &reverse);
  if (!value_passes(error)) error = sort_by(heap, &items, keys, reverse != 0);
  return value_passes(error) ? error : list_of(heap, items);
}

/* An Undefined among keys that are compared raises; the first comparison is of the second with the first. */
static Value undefined_key(Heap *heap, const Value *keys, size_t n) {
  if (n > 1 && keys[1].kind == V_UNDEFINED) return value_raise_undefined(heap, keys[1]);
  for (size_t i = 0; n > 1 && i < n; i++)
    if (keys[i].kind == V_UNDEFINED) return value_raise_undefined(heap, keys[i]);
  return VALUE_NONE;
}

static Value do_dictsort(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value by = args[2].kind == V_ABSENT ? value_str(STR("key")) : args[2];
  bool by_value = by.kind == V_STR && str_is(value_text(by), "value");
  if (!by_value && !(by.kind == V_STR && str_is(value_text(by), "key")))
    return value_raise(heap, EXC_FILTER_ARGUMENT, "You can only sort by either \"key\" or \"value\"");
  Value pairs = call_method_of(heap, args[0], "items", NULL, 0);
  ValueList items = {0};
  Value error = value_passes(pairs) ? pairs : items_of(heap, pairs, &items);
  if (value_passes(error)) return error;
  int64_t reverse = 0;
  bool fold = !flag(heap, args[1], false);
  error = args[3].kind == V_ABSENT ? VALUE_NONE : value_need_int(heap, args[3], &reverse);
  if (value_is_error(error)) return error;
  Value *keys = ARENA_ARRAY(heap->arena, Value, items.n ? items.n : 1);
  for (size_t i = 0; i < items.n; i++) {
    keys[i] = items.at[i].list->at[by_value];
    if (fold) keys[i] = ignore_case(heap, keys[i]);
  }
  error = undefined_key(heap, keys, items.n);
  if (!value_passes(error)) error = sort_by(heap, &items, keys, reverse != 0);
  return value_passes(error) ? error : list_of(heap, items);
}

/* A generator whose work begins when its first item is asked for: so do its errors. */
typedef struct Deferred {
  Value (*make)(Heap *heap, const Value *args); /* gives an iterator or an error */
  Value args[3];
  bool started, ended;
  Iter items;
} Deferred;

static bool deferred_next(Heap *heap, Iter *iter, Value *out) {
  Deferred *deferred = iter->state;
  if (deferred->ended) return false;
  if (!deferred->started) {
    deferred->started = true;
    *out = deferred->make(heap, deferred->args);
    deferred->ended = value_passes(*out);
    if (deferred->ended) return true;
    op_iter(heap, *out, &deferred->items);
  }
  return op_next(heap, &deferred->items, out);
}

static Value defer(Heap *heap, const Value *args, size_t n, Value (*make)(Heap *heap, const Value *args)) {
  Deferred *deferred = ARENA_NEW(heap->arena, Deferred);
  deferred->make = make;
  for (size_t i = 0; i < n; i++) deferred->args[i] = args[i];
  return value_iterator(heap, (Iter){.next = deferred_next, .state = deferred}, "generator");
}

#define DEFERRED(function, make, count)                                \
  static Value function(Heap *heap, Value self, const Value *args) {   \
    (void)self;                                                        \
    return defer(heap, args, count, make);                             \
  }

static Value make_unique(Heap *heap, const Value *args) {
  ValueList items = {0}, kept = {0};
  Getter getter = {.attribute = args[2], .fold = !flag(heap, args[1], false)};
  Value seen = value_set(heap), error = items_of(heap, args[0], &items);
  if (value_passes(error)) return error;
  for (size_t i = 0; i < items.n; i++) {
    Value key = get(heap, &getter, items.at[i]);
    if (value_passes(key)) return key;
    size_t before = seen.dict->live;
    error = dict_put(heap, seen.dict, key, VALUE_NONE);
    if (value_passes(error)) return error;
    if (seen.dict->live > before) value_list_push(heap, &kept, items.at[i]);
  }
  return generator_of(heap, kept);
}
DEFERRED(do_unique, make_unique, 3)

static Value extreme(Heap *heap, const Value *args, Operator better) {
  ValueList items = {0};
  Getter getter = {.attribute = args[2], .fold = !flag(heap, args[1], false)};
  Value error = items_of(heap, args[0], &items), best_key = VALUE_ABSENT, best = VALUE_ABSENT;
  if (value_passes(error)) return error;
  for (size_t i = 0; i < items.n; i++) {
    Value key = get(heap, &getter, items.at[i]);
    if (value_passes(key)) return key;
    Value wins = i ? op_compare(heap, better, key, best_key) : value_bool(true);
    if (value_passes(wins)) return wins;
    if (wins.i) best = items.at[i], best_key = key;
  }
  if (items.n) return best;
  return value_undefined(heap, VALUE_ABSENT, VALUE_NONE, STR("No aggregated item, sequence was empty."));
}

static Value do_min(Heap *heap, Value self, const Value *args) {
  (void)self;
  return extreme(heap, args, OP_LT);
}

static Value do_max(Heap *heap, Value self, const Value *args) {
  (void)self;
  return extreme(heap, args, OP_GT);
}

static Value do_sum(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList items = {0};
  Getter getter = {.attribute = args[1]};
  Value total = args[2].kind == V_ABSENT ? value_int(0) : args[2], error = items_of(heap, args[0], &items);
  if (value_passes(error)) return error;
  if (total.kind == V_STR) return value_raise(heap, EXC_TYPE, "sum() can't sum strings [use ''.join(seq) instead]");
  for (size_t i = 0; i < items.n; i++) {
    Value item = get(heap, &getter, items.at[i]);
    total = value_passes(item) ? item : op_binary(heap, OP_ADD, total, item);
    if (value_passes(total)) return total;
  }
  return total;
}

static Value make_items(Heap *heap, const Value *args) {
  if (args[0].kind == V_UNDEFINED) return generator_of(heap, (ValueList){0});
  if (args[0].kind != V_DICT) return value_raise(heap, EXC_TYPE, "Can only get item pairs from a mapping.");
  Value pairs = call_method_of(heap, args[0], "items", NULL, 0);
  ValueList items = {0};
  Value error = items_of(heap, pairs, &items);
  return value_passes(error) ? error : generator_of(heap, items);
}
DEFERRED(do_items, make_items, 1)

static Value make_batch(Heap *heap, const Value *args) {
  ValueList items = {0}, rows = {0};
  Value error = items_of(heap, args[0], &items);
  if (value_passes(error)) return error;
  int64_t count = 0;
  if (!value_index(args[1], &count)) count = -1;
  Value row = value_list(heap, 0);
  for (size_t i = 0; i < items.n; i++) {
    if ((int64_t)row.list->n == count) {
      value_list_push(heap, &rows, row);
      row = value_list(heap, 0);
    }
    list_push(heap, row, items.at[i]);
  }
  if (row.list->n) {
    while (value_given(args[2]) && (int64_t)row.list->n < count) list_push(heap, row, args[2]);
    value_list_push(heap, &rows, row);
  }
  return generator_of(heap, rows);
}
DEFERRED(do_batch, make_batch, 3)

static Value make_slice(Heap *heap, const Value *args) {
  ValueList items = {0}, rows = {0};
  Value error = items_of(heap, args[0], &items);
  int64_t slices;
  if (value_passes(error)) return error;
  Value share = op_binary(heap, OP_FLOOR_DIV, value_int((int64_t)items.n), args[1]);
  if (value_passes(share)) return share;
  error = value_need_int(heap, args[1], &slices);
  if (value_is_error(error)) return error;
  size_t each = slices > 0 ? items.n / (size_t)slices : 0, extra = slices > 0 ? items.n % (size_t)slices : 0, at = 0;
  for (int64_t i = 0; i < slices; i++) {
    heap_step(heap, 1);
    Value row = value_list(heap, 0);
    size_t end = at + each + ((size_t)i < extra);
    for (; at < end; at++) list_push(heap, row, items.at[at]);
    if (value_given(args[2]) && (size_t)i >= extra) list_push(heap, row, args[2]);
    value_list_push(heap, &rows, row);
  }
  return generator_of(heap, rows);
}
DEFERRED(do_slice, make_slice, 3)

/* ---- map, select, reject ---- */

static Value rest_of(Heap *heap, Value args, size_t from) {
  return value_tuple(heap, args.list->at + from, args.list->n - from);
}

/* A generator: nothing is looked at before the first item is asked for. */
typedef struct Stream {
  Value given[3]; /* the value, positional and keyword arguments */
  Iter source;
  bool started, ended;
  bool keep, by_attribute; /* of select and its kin; `by_attribute` of map too */
  Getter getter;
} Stream;

static Value stream_of(Heap *heap, const Value *args, Stream like, bool (*next)(Heap *heap, Iter *iter, Value *out)) {
  Stream *stream = ARENA_NEW(heap->arena, Stream);
  *stream = like;
  for (int i = 0; i < 3; i++) stream->given[i] = args[i];
  return value_iterator(heap, (Iter){.next = next, .state = stream}, "generator");
}

/* Ends a stream with an error as its last item, or, without one, silently. */
static bool end_stream(Stream *stream, Value last, Value *out) {
  stream->ended = true;
  *out = last;
  return value_passes(last);
}

/* Begins with what `prepare` checks of the arguments, then the items one by one; false at the end. */
static bool stream_item(Heap *heap, Stream *stream, Value (*prepare)(Heap *heap, Stream *stream), Value *item) {
  if (stream->ended) return false;
  if (!stream->started) {
    stream->started = true;
    if (is_false(heap, stream->given[0])) return end_stream(stream, VALUE_NONE, item);
    Value error = prepare(heap, stream);
    if (!value_passes(error)) error = op_iter(heap, stream->given[0], &stream->source);
    if (value_passes(error)) return end_stream(stream, error, item);
  }
  if (!op_next(heap, &stream->source, item)) return end_stream(stream, VALUE_NONE, item);
  stream->ended = value_is_error(*item);
  return true;
}

static Value prepare_map(Heap *heap, Stream *stream) {
  const Dict *named = stream->given[2].dict;
  Value attribute = dict_get_str(named, STR("attribute"));
  size_t given = stream->given[1].list->n;
  stream->by_attribute = !given && attribute.kind != V_ABSENT;
  if (!stream->by_attribute && !given) return value_raise(heap, EXC_FILTER_ARGUMENT, "map requires a filter argument");
  stream->getter = (Getter){.attribute = attribute, .fallback = dict_get_str(named, STR("default"))};
  for (size_t i = 0; stream->by_attribute && i < named->n; i++) {
    Value key = named->at[i].key;
    if (key.kind != V_ABSENT && !str_is(value_text(key), "attribute") && !str_is(value_text(key), "default"))
      return value_raise(heap, EXC_FILTER_ARGUMENT, "Unexpected keyword argument %.*s", STR_FMT(value_repr(heap, key)));
  }
  return VALUE_NONE;
}

static bool map_next(Heap *heap, Iter *iter, Value *out) {
  Stream *stream = iter->state;
  if (!stream_item(heap, stream, prepare_map, out)) return false;
  if (value_is_error(*out)) return true;
  const Value *given = stream->given;
  *out = stream->by_attribute ? get(heap, &stream->getter, *out)
                              : call_named(heap, FILTERS, "filter", given[1].list->at[0], *out, rest_of(heap, given[1], 1), given[2]);
  stream->ended = value_is_error(*out);
  return true;
}

static Value do_map(Heap *heap, Value self, const Value *args) {
  (void)self;
  return stream_of(heap, args, (Stream){0}, map_next);
}

static Value prepare_select(Heap *heap, Stream *stream) {
  const List *given = stream->given[1].list;
  if (stream->by_attribute && !given->n) return value_raise(heap, EXC_FILTER_ARGUMENT, "Missing parameter for attribute name");
  stream->getter = (Getter){.attribute = stream->by_attribute ? given->at[0] : VALUE_ABSENT};
  return VALUE_NONE;
}

/* What the test says of an item: true, false, or an error. */
static Value judged(Heap *heap, const Stream *stream, Value item) {
  const Value *given = stream->given;
  size_t off = stream->by_attribute;
  Value v = get(heap, &stream->getter, item), stop = VALUE_ABSENT;
  if (given[1].list->n > off && !value_passes(v))
    v = call_named(heap, TESTS, "test", given[1].list->at[off], v, rest_of(heap, given[1], off + 1), given[2]);
  if (value_passes(v)) return v;
  bool truth = op_truth(heap, v, &stop);
  return value_passes(stop) ? stop : value_bool(truth);
}

static bool select_next(Heap *heap, Iter *iter, Value *out) {
  Stream *stream = iter->state;
  while (stream_item(heap, stream, prepare_select, out)) {
    if (value_is_error(*out)) return true;
    heap_step(heap, 1);
    Value verdict = judged(heap, stream, *out);
    if (value_passes(verdict)) return end_stream(stream, verdict, out);
    if (verdict.i == stream->keep) return true;
  }
  return false;
}

#define SELECTS(function, kept, of_attribute)                                                        \
  static Value function(Heap *heap, Value self, const Value *args) {                                  \
    (void)self;                                                                                       \
    return stream_of(heap, args, (Stream){.keep = (kept), .by_attribute = (of_attribute)}, select_next); \
  }
SELECTS(do_select, true, false)
SELECTS(do_reject, false, false)
SELECTS(do_selectattr, true, true)
SELECTS(do_rejectattr, false, true)

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
  if ((v.kind != V_DICT && v.kind != V_LIST && v.kind != V_TUPLE) || (v.kind == V_LIST && v.aux)) return v;
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
static Value do_tojson(Heap *heap, Value self, const Value *args) {
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

/* ---- groups ---- */

/* The real key of a group is that of its first item, before case is ignored. */
static Value group_key(Heap *heap, const Getter *getter, Value key, Value first) {
  Getter plain = {getter->attribute, getter->fallback, false};
  return getter->fold ? get(heap, &plain, first) : key;
}

static Value do_groupby(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList items = {0}, groups = {0};
  Value error = items_of(heap, args[0], &items);
  if (value_passes(error)) return error;
  Getter getter = {args[1], args[2], !flag(heap, args[3], false)};
  Value *keys = ARENA_ARRAY(heap->arena, Value, items.n + 1);
  for (size_t i = 0; i < items.n; i++) {
    keys[i] = get(heap, &getter, items.at[i]);
    if (value_passes(keys[i])) return keys[i];
  }
  error = undefined_key(heap, keys, items.n);
  if (!value_passes(error)) error = sort_by(heap, &items, keys, false);
  for (size_t i = 0; i < items.n && !value_passes(error);) {
    Value key = get(heap, &getter, items.at[i]), group = value_list(heap, 0), first = items.at[i];
    while (i < items.n && value_equal(heap, key, get(heap, &getter, items.at[i]))) list_push(heap, group, items.at[i++]);
    if (!group.list->n) list_push(heap, group, items.at[i++]);
    Value pair[] = {group_key(heap, &getter, key, first), group};
    value_list_push(heap, &groups, value_group(heap, pair[0], pair[1]));
  }
  return value_passes(error) ? error : list_of(heap, groups);
}

/* ---- what fills a file of its own, and chance ---- */

static Value do_pprint(Heap *heap, Value self, const Value *args) {
  (void)self;
  return text_pprint(heap, args[0]);
}

static Value do_urlize(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value v = text_urlize(heap, args);
  return value_passes(v) ? v : html(heap, v);
}

static Value do_wordwrap(Heap *heap, Value self, const Value *args) {
  (void)self;
  return text_wordwrap(heap, args);
}

/* An item by chance would make a plan that says something else each time. */
static Value do_random(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value length = op_len(heap, args[0]);
  if (value_passes(length)) return length;
  if (!length.i) return value_undefined(heap, VALUE_ABSENT, VALUE_NONE, STR("No random item, sequence was empty."));
  return value_unsupported(heap, "the filter 'random' is not supported");
}

/* ---- the table ---- */

#define PURE BUILTIN_PURE
static const Builtin ROWS[] = {
    {"abs", "x, /", 1, 1, PURE | BUILTIN_C_STYLE, do_abs, "the absolute value"},
    {"attr", "do_attr(environment | obj, name)", 2, 2, PURE, do_attr, "an attribute, never an item"},
    {"batch", "do_batch(value, linecount, fill_with=None)", 2, 3, 0, do_batch, "lists of that many items"},
    {"capitalize", "do_capitalize(s)", 1, 1, PURE, do_capitalize, "the first character upper case, the others lower"},
    {"center", "do_center(value, width=80)", 1, 2, PURE, do_center, "centered in a field"},
    {"count", "len(obj, /)", 1, 1, PURE | BUILTIN_C_STYLE, do_length, "the number of items"},
    {"d", "do_default(value, default_value='', boolean=False)", 1, 3, PURE | BUILTIN_ABSORBS, do_default, "see default"},
    {"default", "do_default(value, default_value='', boolean=False)", 1, 3, PURE | BUILTIN_ABSORBS, do_default,
     "another value for what is undefined, or with true for what is false"},
    {"dictsort", "do_dictsort(value, case_sensitive=False, by='key', reverse=False)", 1, 4, 0, do_dictsort, "sorted pairs"},
    {"e", "escape(s)", 1, 1, PURE, do_escape, "see escape"},
    {"escape", "escape(s)", 1, 1, PURE, do_escape, "HTML's special characters as entities"},
    {"filesizeformat", "do_filesizeformat(value, binary=False)", 1, 2, PURE, do_filesizeformat, "a size for people"},
    {"first", "sync_do_first(environment | seq)", 1, 1, 0, do_first, "the first item"},
    {"float", "do_float(value, default=0.0)", 1, 2, PURE, do_float, "as a float"},
    {"forceescape", "do_forceescape(value)", 1, 1, PURE, do_forceescape, "escaped, even if it is already"},
    {"format", "do_format(value, *args, **kwargs)", 1, UINT8_MAX, PURE, do_format, "printf-style formatting"},
    {"groupby", "sync_do_groupby(environment | value, attribute, default=None, case_sensitive=False)", 2, 4, 0, do_groupby,
     "groups of items with a common attribute"},
    {"indent", "do_indent(s, width=4, first=False, blank=False)", 1, 4, PURE, do_indent, "indented lines"},
    {"int", "do_int(value, default=0, base=10)", 1, 3, PURE, do_int, "as an integer"},
    {"items", "do_items(value)", 1, 1, 0, do_items, "the pairs of a mapping"},
    {"join", "sync_do_join(eval_ctx | value, d='', attribute=None)", 1, 3, PURE, do_join, "texts joined"},
    {"last", "do_last(environment | seq)", 1, 1, 0, do_last, "the last item"},
    {"length", "len(obj, /)", 1, 1, PURE | BUILTIN_C_STYLE, do_length, "the number of items"},
    {"list", "sync_do_list(value)", 1, 1, 0, do_list, "as a list"},
    {"lower", "do_lower(s)", 1, 1, PURE, do_lower, "in lower case"},
    {"map", "sync_do_map(context | value, *args, **kwargs)", 1, UINT8_MAX, 0, do_map, "a filter or attribute of each item"},
    {"max", "do_max(environment | value, case_sensitive=False, attribute=None)", 1, 3, 0, do_max, "the largest item"},
    {"min", "do_min(environment | value, case_sensitive=False, attribute=None)", 1, 3, 0, do_min, "the smallest item"},
    {"pprint", "do_pprint(value)", 1, 1, 0, do_pprint, "pretty printed"},
    {"random", "do_random(context | seq)", 1, 1, 0, do_random, "an item by chance"},
    {"reject", "sync_do_reject(context | value, *args, **kwargs)", 1, UINT8_MAX, 0, do_reject, "items that fail a test"},
    {"rejectattr", "sync_do_rejectattr(context | value, *args, **kwargs)", 1, UINT8_MAX, 0, do_rejectattr,
     "items whose attribute fails a test"},
    {"replace", "do_replace(eval_ctx | s, old, new, count=None)", 3, 4, PURE, do_replace, "one text for another"},
    {"reverse", "do_reverse(value)", 1, 1, 0, do_reverse, "the other way round"},
    {"round", "do_round(value, precision=0, method='common')", 1, 3, PURE, do_round, "rounded"},
    {"safe", "do_mark_safe(value)", 1, 1, PURE, do_safe, "marked as escaped"},
    {"select", "sync_do_select(context | value, *args, **kwargs)", 1, UINT8_MAX, 0, do_select, "items that pass a test"},
    {"selectattr", "sync_do_selectattr(context | value, *args, **kwargs)", 1, UINT8_MAX, 0, do_selectattr,
     "items whose attribute passes a test"},
    {"slice", "sync_do_slice(value, slices, fill_with=None)", 2, 3, 0, do_slice, "that many lists"},
    {"sort", "do_sort(environment | value, reverse=False, case_sensitive=False, attribute=None)", 1, 4, 0, do_sort, "sorted"},
    {"string", "soft_str(s)", 1, 1, PURE, do_string, "as text"},
    {"striptags", "do_striptags(value)", 1, 1, PURE, do_striptags, "without markup"},
    {"sum", "sync_do_sum(environment | iterable, attribute=None, start=0)", 1, 3, PURE, do_sum, "the sum"},
    {"title", "do_title(s)", 1, 1, PURE, do_title, "each word with a capital"},
    {"tojson", "do_tojson(eval_ctx | value, indent=None)", 1, 2, PURE, do_tojson, "as JSON, keys sorted"},
    {"trim", "do_trim(value, chars=None)", 1, 2, PURE, do_trim, "without blanks at the ends"},
    {"truncate", "do_truncate(env | s, length=255, killwords=False, end='...', leeway=None)", 1, 5, PURE, do_truncate, "cut"},
    {"unique", "sync_do_unique(environment | value, case_sensitive=False, attribute=None)", 1, 3, 0, do_unique, "each item once"},
    {"upper", "do_upper(s)", 1, 1, PURE, do_upper, "in upper case"},
    {"urlencode", "do_urlencode(value)", 1, 1, PURE, do_urlencode, "quoted for a URL"},
    {"urlize", "do_urlize(eval_ctx | value, trim_url_limit=None, nofollow=False, target=None, rel=None, extra_schemes=None)", 1, 6,
     PURE, do_urlize, "URLs as links"},
    {"wordcount", "do_wordcount(s)", 1, 1, PURE, do_wordcount, "the number of words"},
    {"wordwrap",
     "do_wordwrap(environment | s, width=79, break_long_words=True, wrapstring=None, break_on_hyphens=True)", 1, 5, PURE,
     do_wordwrap, "wrapped lines"},
    {"xmlattr", "do_xmlattr(eval_ctx | d, autospace=True)", 1, 2, PURE, do_xmlattr, "attributes of a tag"},
};

const BuiltinTable FILTERS = BUILTIN_TABLE(ROWS);
