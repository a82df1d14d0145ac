#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/eval/args.h"
#include "runtime/eval/filters.h"
#include "runtime/eval/python.h"

/* jinja2/filters.py of 3.1.6: the table of filters, what their files share, and what works on one value of any kind. */

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

/* What looking a value up in a dict of names raises; else VALUE_NONE. */
static Value need_hash(Heap *heap, Value v) {
  uint64_t hash;
  return value_hash(heap, v, &hash) ? VALUE_NONE : value_unhashable(heap, v);
}

/* Environment._filter_test_common */
static Value no_row(Heap *heap, BuiltinTable table, const char *what, Value name) {
  Value unhashable = need_hash(heap, name);
  if (value_is_error(unhashable)) return unhashable;
  if (name.kind == V_UNDEFINED)
    return value_raise(heap, EXC_TEMPLATE_RUNTIME,
                       "No %s named Undefined. (%.*s; did you forget to quote the callable name?)", what,
                       STR_FMT(value_raise_undefined(heap, name).exc->message));
  Value error = value_raise(heap, EXC_TEMPLATE_RUNTIME, "No %s named %.*s.", what, STR_FMT(value_repr(heap, name)));
  if (name.kind == V_STR) builtin_likely(heap, table, error, value_text(name));
  return error;
}

static Str filter_remedy(Str name) {
  static const struct {
    const char *name;
    Str remedy;
  } ROWS[] = {
#define FOREIGN(name, remedy)
#define FOREIGN_FILTER(name, remedy) {name, STR_INIT(remedy)},
#include "grammar/foreign_names.def"
#undef FOREIGN_FILTER
#undef FOREIGN
  };
  for (size_t i = 0; i < COUNT(ROWS); i++)
    if (str_is(name, ROWS[i].name)) return ROWS[i].remedy;
  return STR("");
}

void builtin_likely(Heap *heap, BuiltinTable table, Value error, Str name) {
  Str *names = ARENA_ARRAY(heap->arena, Str, table.n);
  for (size_t i = 0; i < table.n; i++) names[i] = str_of(table.rows[i].name);
  error.exc->wrong = name;
  if (table.rows == FILTERS.rows) error.exc->remedy = filter_remedy(name);
  if (!error.exc->remedy.n) error.exc->likely = str_nearest_sole(name, names, table.n, &error.exc->likely_sole);
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

Value filter_text(Heap *heap, Value v) { return v.kind == V_STR ? v : value_str(value_to_str(heap, v)); }

bool filter_flag(Heap *heap, Value v, bool fallback) {
  Value stop = VALUE_ABSENT;
  return v.kind == V_ABSENT ? fallback : op_truth(heap, v, &stop);
}

bool filter_autoescapes(const Heap *heap) { return ((const Eval *)heap)->autoescape != AUTOESCAPE_OFF; }

/* ---- numbers ---- */

Value do_abs(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value v = value_number(args[0]), own = value_special(heap, args[0], "__abs__", NULL, 0);
  if (own.kind != V_ABSENT) return own;
  if (v.kind == V_FLOAT) return value_float(fabs(v.f));
  if (v.kind == V_COMPLEX) return value_float(hypot(v.complex->real, v.complex->imag));
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
  return value_is_exception(v, EXC_TYPE) || value_is_exception(v, EXC_VALUE);
}

Value do_int(Heap *heap, Value self, const Value *args) {
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

Value do_float(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (args[0].kind == V_UNDEFINED) return value_raise_undefined(heap, args[0]);
  Value v = construct(heap, &TYPE_FLOAT, args, 1);
  if (is_conversion_error(v)) return args[1].kind == V_ABSENT ? value_float(0) : args[1];
  return v;
}

Value do_round(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value method = args[2].kind == V_ABSENT ? value_str(STR("common")) : args[2], v = args[0];
  Str name = method.kind == V_STR ? value_text(method) : STR("");
  bool ceiling = str_is(name, "ceil");
  Value unhashable = need_hash(heap, method);
  if (value_is_error(unhashable)) return unhashable;
  if (!ceiling && !str_is(name, "common") && !str_is(name, "floor"))
    return value_raise(heap, EXC_FILTER_ARGUMENT, "method must be common, ceil or floor");
  Value precision = args[1].kind == V_ABSENT ? value_int(0) : args[1];
  if (str_is(name, "common")) return python_round(heap, v, precision);
  Value unit = op_binary(heap, OP_POW, value_int(10), precision);
  Value scaled = op_binary(heap, OP_MUL, v, unit);
  if (value_passes(scaled)) return scaled;
  Value own = value_special(heap, scaled, ceiling ? "__ceil__" : "__floor__", NULL, 0);
  if (own.kind != V_ABSENT) {
    scaled = own;
  } else if (scaled.kind == V_FLOAT) {
    scaled = value_float(ceiling ? ceil(scaled.f) : floor(scaled.f));
    scaled = construct(heap, &TYPE_INT, &scaled, 1);
  } else if (scaled.kind != V_INT && scaled.kind != V_BOOL && scaled.kind != V_BIGINT) {
    return value_raise(heap, EXC_TYPE, "must be real number, not %s", value_type_name(scaled));
  }
  return value_passes(scaled) ? scaled : op_binary(heap, OP_DIV, scaled, unit);
}

Value do_filesizeformat(Heap *heap, Value self, const Value *args) {
  static const char *const PREFIXES[2][8] = {{"kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"},
                                             {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"}};
  (void)self;
  Value number = construct(heap, &TYPE_FLOAT, args, 1);
  if (value_passes(number)) return number;
  bool binary = filter_flag(heap, args[1], false);
  double base = binary ? 1024 : 1000, unit = base * base;
  if (number.f == 1) return value_str(STR("1 Byte"));
  if (number.f < base) {
    Value whole = construct(heap, &TYPE_INT, &number, 1);
    return value_passes(whole) ? whole
                               : value_str(str_printf(heap->arena, "%.*s Bytes", STR_FMT(value_repr(heap, whole))));
  }
  size_t i = 0;
  for (; i < 7 && number.f >= unit; i++) unit *= base;
  return value_str(str_printf(heap->arena, "%.1f %s", base * number.f / unit, PREFIXES[binary][i]));
}

/* ---- defaults and attributes ---- */

Value do_default(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value fallback = args[1].kind == V_ABSENT ? value_str(STR("")) : args[1];
  if (args[0].kind == V_UNDEFINED) return fallback;
  if (args[0].kind == V_UNKNOWN || !filter_flag(heap, args[2], false)) return args[0];
  return filter_flag(heap, args[0], true) ? args[0] : fallback;
}

Value do_attr(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value unhashable = need_hash(heap, args[1]);
  if (value_is_error(unhashable)) return unhashable;
  if (args[1].kind != V_STR)
    return value_raise(heap, EXC_TYPE, "attribute name must be string, not '%s'", value_type_name(args[1]));
  Value v = op_attr(heap, args[0], value_text(args[1]));
  if (value_is_exception(v, EXC_ATTRIBUTE)) return value_undefined(heap, args[0], args[1], STR(""));
  return v;
}

/* ---- the table ---- */

static const Builtin ROWS[] = {
    {"abs", "x, /", 1, 1, BUILTIN_C_STYLE, do_abs, "the absolute value"},
    {"attr", "do_attr(environment | obj, name)", 2, 2, 0, do_attr, "an attribute, never an item"},
    {"batch", "do_batch(value, linecount, fill_with=None)", 2, 3, 0, do_batch, "lists of that many items"},
    {"capitalize", "do_capitalize(s)", 1, 1, 0, do_capitalize, "the first character upper case, the others lower"},
    {"center", "do_center(value, width=80)", 1, 2, 0, do_center, "centered in a field"},
    {"count", "len(obj, /)", 1, 1, BUILTIN_C_STYLE, do_length, "the number of items"},
    {"d", "do_default(value, default_value='', boolean=False)", 1, 3, BUILTIN_ABSORBS, do_default,
     "see default"},
    {"default", "do_default(value, default_value='', boolean=False)", 1, 3, BUILTIN_ABSORBS, do_default,
     "another value for what is undefined, or with true for what is false"},
    {"dictsort", "do_dictsort(value, case_sensitive=False, by='key', reverse=False)", 1, 4, 0, do_dictsort,
     "sorted pairs"},
    {"e", "escape(s)", 1, 1, 0, do_escape, "see escape"},
    {"escape", "escape(s)", 1, 1, 0, do_escape, "HTML's special characters as entities"},
    {"filesizeformat", "do_filesizeformat(value, binary=False)", 1, 2, 0, do_filesizeformat, "a size for people"},
    {"first", "sync_do_first(environment | seq)", 1, 1, 0, do_first, "the first item"},
    {"float", "do_float(value, default=0.0)", 1, 2, 0, do_float, "as a float"},
    {"forceescape", "do_forceescape(value)", 1, 1, 0, do_forceescape, "escaped, even if it is already"},
    {"format", "do_format(value, *args, **kwargs)", 1, UINT8_MAX, 0, do_format, "printf-style formatting"},
    {"groupby", "sync_do_groupby(environment | value, attribute, default=None, case_sensitive=False)", 2, 4, 0,
     do_groupby, "groups of items with a common attribute"},
    {"indent", "do_indent(s, width=4, first=False, blank=False)", 1, 4, 0, do_indent, "indented lines"},
    {"int", "do_int(value, default=0, base=10)", 1, 3, 0, do_int, "as an integer"},
    {"items", "do_items(value)", 1, 1, 0, do_items, "the pairs of a mapping"},
    {"join", "sync_do_join(eval_ctx | value, d='', attribute=None)", 1, 3, 0, do_join, "texts joined"},
    {"last", "do_last(environment | seq)", 1, 1, 0, do_last, "the last item"},
    {"length", "len(obj, /)", 1, 1, BUILTIN_C_STYLE, do_length, "the number of items"},
    {"list", "sync_do_list(value)", 1, 1, 0, do_list, "as a list"},
    {"lower", "do_lower(s)", 1, 1, 0, do_lower, "in lower case"},
    {"map", "sync_do_map(context | value, *args, **kwargs)", 1, UINT8_MAX, 0, do_map,
     "a filter or attribute of each item"},
    {"max", "do_max(environment | value, case_sensitive=False, attribute=None)", 1, 3, 0, do_max, "the largest item"},
    {"min", "do_min(environment | value, case_sensitive=False, attribute=None)", 1, 3, 0, do_min, "the smallest item"},
    {"pprint", "do_pprint(value)", 1, 1, 0, do_pprint, "pretty printed"},
    {"random", "do_random(context | seq)", 1, 1, 0, do_random, "an item by chance"},
    {"reject", "sync_do_reject(context | value, *args, **kwargs)", 1, UINT8_MAX, 0, do_reject,
     "items that fail a test"},
    {"rejectattr", "sync_do_rejectattr(context | value, *args, **kwargs)", 1, UINT8_MAX, 0, do_rejectattr,
     "items whose attribute fails a test"},
    {"replace", "do_replace(eval_ctx | s, old, new, count=None)", 3, 4, 0, do_replace, "one text for another"},
    {"reverse", "do_reverse(value)", 1, 1, 0, do_reverse, "the other way round"},
    {"round", "do_round(value, precision=0, method='common')", 1, 3, 0, do_round, "rounded"},
    {"safe", "do_mark_safe(value)", 1, 1, 0, do_safe, "marked as escaped"},
    {"select", "sync_do_select(context | value, *args, **kwargs)", 1, UINT8_MAX, 0, do_select,
     "items that pass a test"},
    {"selectattr", "sync_do_selectattr(context | value, *args, **kwargs)", 1, UINT8_MAX, 0, do_selectattr,
     "items whose attribute passes a test"},
    {"slice", "sync_do_slice(value, slices, fill_with=None)", 2, 3, 0, do_slice, "that many lists"},
    {"sort", "do_sort(environment | value, reverse=False, case_sensitive=False, attribute=None)", 1, 4, 0, do_sort,
     "sorted"},
    {"string", "soft_str(s)", 1, 1, 0, do_string, "as text"},
    {"striptags", "do_striptags(value)", 1, 1, 0, do_striptags, "without markup"},
    {"sum", "sync_do_sum(environment | iterable, attribute=None, start=0)", 1, 3, 0, do_sum, "the sum"},
    {"title", "do_title(s)", 1, 1, 0, do_title, "each word with a capital"},
    {"tojson", "do_tojson(eval_ctx | value, indent=None)", 1, 2, 0, do_tojson, "as JSON, keys sorted"},
    {"trim", "do_trim(value, chars=None)", 1, 2, 0, do_trim, "without blanks at the ends"},
    {"truncate", "do_truncate(env | s, length=255, killwords=False, end='...', leeway=None)", 1, 5, 0, do_truncate,
     "cut"},
    {"unique", "sync_do_unique(environment | value, case_sensitive=False, attribute=None)", 1, 3, 0, do_unique,
     "each item once"},
    {"upper", "do_upper(s)", 1, 1, 0, do_upper, "in upper case"},
    {"urlencode", "do_urlencode(value)", 1, 1, 0, do_urlencode, "quoted for a URL"},
    {"urlize",
     "do_urlize(eval_ctx | value, trim_url_limit=None, nofollow=False, target=None, rel=None, extra_schemes=None)", 1,
     6, 0, do_urlize, "URLs as links"},
    {"wordcount", "do_wordcount(s)", 1, 1, 0, do_wordcount, "the number of words"},
    {"wordwrap",
     "do_wordwrap(environment | s, width=79, break_long_words=True, wrapstring=None, break_on_hyphens=True)", 1, 5,
     0, do_wordwrap, "wrapped lines"},
    {"xmlattr", "do_xmlattr(eval_ctx | d, autospace=True)", 1, 2, 0, do_xmlattr, "attributes of a tag"},
};

const BuiltinTable FILTERS = BUILTIN_TABLE(ROWS);
