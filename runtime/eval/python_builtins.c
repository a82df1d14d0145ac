#include <math.h>

#include "runtime/core/limits.h"
#include "runtime/eval/args.h"
#include "runtime/eval/builtins.h"
#include "runtime/eval/class.h"
#include "runtime/eval/enum.h"
#include "runtime/eval/library_modules.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/python.h"
#include "runtime/value/file.h"
#include "runtime/value/format.h"
#include "runtime/value/int.h"
#include "runtime/value/literal.h"
#include "runtime/value/set_order.h"

/* The functions and classes that Python has everywhere. */

static Value list_of(Heap *heap, ValueList items) {
  Value list = value_list(heap, 0);
  *list.list = (List){items.at, items.n, items.cap};
  return list;
}

/* ---- classes ---- */

static const struct {
  const Type *type, *base;
} BASES[] = {{&TYPE_BOOL, &TYPE_INT},          {&TYPE_DATETIME, &TYPE_DATE},   {&TYPE_MULTI_KEY, &TYPE_STR},
             {&TYPE_TIME_WINDOW, &TYPE_TUPLE}, {&TYPE_KEY_RANGE, &TYPE_TUPLE}, {&TYPE_TIMEZONE, &TYPE_TZINFO},
             {&TYPE_PATH, &TYPE_PURE_PATH},    {&TYPE_ZONEINFO, &TYPE_TZINFO}, {&TYPE_GROUP, &TYPE_TUPLE},
             {&TYPE_ISO_CALENDAR, &TYPE_TUPLE},  {&TYPE_STR_ENUM, &TYPE_STR},  {&TYPE_STR_ENUM, &TYPE_ENUM},
             {&TYPE_INT_ENUM, &TYPE_INT},        {&TYPE_INT_ENUM, &TYPE_ENUM}};

/* issubclass(class, of) */
bool python_is_subclass(const Type *class, const Type *of) {
  if (class == of || of == &TYPE_OBJECT) return true;
  const Class *own = class_of(class);
  for (size_t i = 0; own && i < own->bases.n; i++)
    if (python_is_subclass(own->bases.at[i].type, of)) return true;
  ExceptionType type = exception_of_class(class), base = exception_of_class(of);
  if (type != EXC_COUNT && base != EXC_COUNT) return !own && !class_of(of) && exception_is_a(type, base);
  for (size_t i = 0; i < sizeof BASES / sizeof BASES[0]; i++)
    if (BASES[i].type == class && python_is_subclass(BASES[i].base, of)) return true;
  return (own && own->tuple && of == &TYPE_TUPLE) || (of == &TYPE_DICT && library_is_dict(class));
}

/* A class, or a tuple of them, as `isinstance` takes it. */
static Value check_classes(Heap *heap, const char *function, const Type *type, Value classes) {
  if (classes.kind == V_TYPE) return value_bool(python_is_subclass(type, classes.type));
  if (classes.kind == V_OPAQUE || classes.kind == V_UNKNOWN)
    return value_unknown(heap, str_printf(heap->arena, "%s of a class that dbtplan does not know", function));
  if (classes.kind != V_TUPLE)
    return value_raise(heap, EXC_TYPE, "%s() arg 2 must be a type, a tuple of types, or a union", function);
  for (size_t i = 0; i < classes.list->n; i++) {
    Value found = check_classes(heap, function, type, classes.list->at[i]);
    if (found.kind != V_BOOL || found.i) return found;
  }
  return value_bool(false);
}

static Value py_isinstance(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (value_passes(args[0])) return args[0];
  return check_classes(heap, "isinstance", value_type(args[0]), args[1]);
}

static Value py_issubclass(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (args[0].kind != V_TYPE) return value_raise(heap, EXC_TYPE, "issubclass() arg 1 must be a class");
  return check_classes(heap, "issubclass", args[0].type, args[1]);
}

bool python_is_callable(Value v) {
  switch ((ValueKind)v.kind) {
    case V_FUNCTION:
    case V_BUILTIN:
    case V_TYPE:
    case V_OPAQUE: return true;
    case V_OBJECT:
      return type_method(value_type(v), STR("__call__")) ||
             class_member(value_type(v), STR("__call__")).kind != V_ABSENT;
    default: return false;
  }
}

static Value py_callable(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self;
  return value_bool(python_is_callable(args[0]));
}

static Value py_type(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self;
  if (args[1].list->n) return value_unsupported(heap, "'type' with several arguments");
  return value_of_type(value_type(args[0]));
}

/* ---- attributes ---- */

static bool is_missing(Value v) { return value_is_error(v) && v.exc->type == EXC_ATTRIBUTE; }

static Value attribute_name(Heap *heap, Value name) {
  if (value_is_str(name)) return VALUE_NONE;
  return value_raise(heap, EXC_TYPE, "attribute name must be string, not '%s'", value_type_name(name));
}

static Value py_getattr(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value error = attribute_name(heap, args[1]);
  if (value_is_error(error)) return error;
  Value v = op_attr(heap, args[0], value_text(args[1]));
  return is_missing(v) && args[2].kind != V_ABSENT ? args[2] : v;
}

static Value py_hasattr(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value error = attribute_name(heap, args[1]);
  if (value_is_error(error)) return error;
  Value v = op_attr(heap, args[0], value_text(args[1]));
  if (is_missing(v)) return value_bool(false);
  return value_passes(v) ? v : value_bool(true);
}

/* What is another number in each process is unknown, which tells nothing of two of them. */
static Value py_hash(Heap *heap, Value self, const Value *args) {
  (void)self;
  uint64_t hash;
  Value own = value_special(heap, args[0], "__hash__", NULL, 0);
  bool is_number = own.kind == V_INT || own.kind == V_BOOL;
  if (own.kind != V_ABSENT && !is_number && !value_passes(own))
    return value_raise(heap, EXC_TYPE, "__hash__ method should return an integer");
  if (value_passes(own)) return own;
  if (is_number) return value_python_hash(heap, own, &hash), value_int((int64_t)hash);
  if (!value_hash(heap, args[0], &hash)) return value_unhashable(heap, args[0]);
  if (value_python_hash(heap, args[0], &hash)) return value_int((int64_t)hash);
  return value_unknown(heap, STR("a hash, which Python chooses anew in each process"));
}

static Value py_vars(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (args[0].kind == V_ABSENT) return value_unsupported(heap, "'vars' without an argument");
  bool may_have = args[0].kind == V_OBJECT || args[0].kind == V_TYPE || args[0].kind == V_MODULE || args[0].kind == V_FUNCTION;
  Value dict = may_have || value_passes(args[0]) ? op_attr(heap, args[0], STR("__dict__")) : VALUE_ABSENT;
  if (dict.kind != V_ABSENT && !is_missing(dict)) return dict;
  return value_raise(heap, EXC_TYPE, "vars() argument must have __dict__ attribute");
}

/* ---- text ---- */

static Value py_repr(Heap *heap, Value self, const Value *args) {
  (void)self;
  return value_str(value_repr(heap, args[0]));
}

Str python_ascii(Heap *heap, Value v) {
  Str text = value_repr(heap, v);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t at = 0; at < text.n;) {
    uint32_t c = str_decode(text, &at);
    if (c < 0x80)
      buf_char(&buf, (char)c);
    else
      buf_printf(&buf, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned)c);
  }
  return buf_str(&buf);
}

static Value py_ascii(Heap *heap, Value self, const Value *args) {
  (void)self;
  return value_str(python_ascii(heap, args[0]));
}

static Value py_format(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (args[1].kind != V_ABSENT && !value_is_str(args[1]))
    return value_raise(heap, EXC_TYPE, "format() argument 2 must be str, not %s", value_argument_name(args[1]));
  return format_value(heap, args[0], args[1].kind == V_ABSENT ? STR("") : value_text(args[1]));
}

static Value py_chr(Heap *heap, Value self, const Value *args) {
  (void)self;
  int64_t number = 0;
  Value error = value_need_int(heap, args[0], &number);
  if (value_is_error(error)) return error;
  if (number < 0 || number > 0x10FFFF) return value_raise(heap, EXC_VALUE, "chr() arg not in range(0x110000)");
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  buf_code_point(&buf, (uint32_t)number);
  return value_str(buf_str(&buf));
}

static Value py_ord(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!value_is_str(args[0]) && args[0].kind != V_BYTES)
    return value_raise(heap, EXC_TYPE, "ord() expected string of length 1, but %s found", value_type_name(args[0]));
  Str text = value_text(args[0]);
  size_t at = 0, n = args[0].kind == V_BYTES ? text.n : str_count(text);
  if (n != 1) return value_raise(heap, EXC_TYPE, "ord() expected a character, but string of length %zu found", n);
  return value_int(args[0].kind == V_BYTES ? (unsigned char)text.p[0] : str_decode(text, &at));
}

static Value based(Heap *heap, Value v, char letter) {
  int64_t number;
  if (!value_index(v, &number))
    return value_raise(heap, EXC_TYPE, "'%s' object cannot be interpreted as an integer", value_type_name(v));
  Value text = format_value(heap, v.kind == V_BOOL ? value_int(v.i) : v, (Str){(char[]){'#', letter}, 2});
  return text;
}

static Value py_bin(Heap *heap, Value self, const Value *args) { return (void)self, based(heap, args[0], 'b'); }
static Value py_hex(Heap *heap, Value self, const Value *args) { return (void)self, based(heap, args[0], 'x'); }
static Value py_oct(Heap *heap, Value self, const Value *args) { return (void)self, based(heap, args[0], 'o'); }

/* Printing changes no value. */
/* Nobody reads what it prints; an object may raise all the same. */
static Value py_print(Heap *heap, Value self, const Value *args) {
  (void)self;
  for (size_t i = 0; i < args[0].list->n; i++)
    if (args[0].list->at[i].kind == V_OBJECT) value_to_str(heap, args[0].list->at[i]);
  return value_or_pending(heap, VALUE_NONE);
}

/* ---- numbers ---- */

static Value py_divmod(Heap *heap, Value self, const Value *args) {
  (void)self;
  bool numbers = (int_is(args[0]) || args[0].kind == V_FLOAT) && (int_is(args[1]) || args[1].kind == V_FLOAT);
  if (!numbers && args[0].kind != V_TIMEDELTA)
    return value_raise(heap, EXC_TYPE, "unsupported operand type(s) for divmod(): '%s' and '%s'",
                       value_type_name(args[0]), value_type_name(args[1]));
  Value parts[] = {op_binary(heap, OP_FLOOR_DIV, args[0], args[1]), op_binary(heap, OP_MOD, args[0], args[1])};
  for (int i = 0; i < 2; i++)
    if (value_passes(parts[i])) return parts[i];
  return value_tuple(heap, parts, 2);
}

static Value power_modulo(Heap *heap, Value base, Value exponent, Value modulus) {
  Value result = value_int(1), zero = op_compare(heap, OP_EQ, modulus, value_int(0));
  const Value *all[] = {&base, &exponent, &modulus};
  for (size_t i = 0; i < 3; i++)
    if (!int_is(*all[i]) && all[i]->kind != V_FLOAT)
      return value_raise(heap, EXC_TYPE, "unsupported operand type(s) for ** or pow(): '%s', '%s', '%s'",
                         value_type_name(base), value_type_name(exponent), value_type_name(modulus));
  if (!int_is(base) || !int_is(exponent) || !int_is(modulus))
    return value_raise(heap, EXC_TYPE, "pow() 3rd argument not allowed unless all arguments are integers");
  if (zero.i) return value_raise(heap, EXC_VALUE, "pow() 3rd argument cannot be 0");
  if (exponent.kind == V_BIGINT || exponent.i < 0) return value_unsupported(heap, "'pow' of such numbers");
  for (int64_t e = exponent.i; e > 0 && !value_passes(result); e /= 2) {
    if (e & 1) result = op_binary(heap, OP_MOD, op_binary(heap, OP_MUL, result, base), modulus);
    base = op_binary(heap, OP_MOD, op_binary(heap, OP_MUL, base, base), modulus);
  }
  return op_binary(heap, OP_MOD, result, modulus);
}

static Value py_pow(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (value_given(args[2])) return power_modulo(heap, args[0], args[1], args[2]);
  return op_binary(heap, OP_POW, args[0], args[1]);
}

/* Half to even, by Python's own rule for ints: the nearest multiple of 10**-digits. */
static Value round_int(Heap *heap, Value v, int64_t digits) {
  if (digits >= 0) return v.kind == V_BOOL ? value_int(v.i) : v;
  Value unit = op_binary(heap, OP_POW, value_int(10), value_int(-digits));
  Value half = op_binary(heap, OP_FLOOR_DIV, unit, value_int(2)), rest = op_binary(heap, OP_MOD, v, unit);
  Value low = op_binary(heap, OP_SUB, v, rest), over = op_compare(heap, OP_GT, rest, half);
  Value is_half = op_compare(heap, OP_EQ, rest, half);
  Value odd = op_binary(heap, OP_MOD, op_binary(heap, OP_FLOOR_DIV, low, unit), value_int(2));
  if (value_passes(odd)) return odd;
  return over.i || (is_half.i && odd.i) ? op_binary(heap, OP_ADD, low, unit) : low;
}

/* round(x, n): through the decimal text with n digits, which is rounded right. */
static Value round_float(Heap *heap, double f, int64_t digits) {
  if (!isfinite(f) || digits > 322) return value_float(f);
  if (digits < -308) return value_float(f < 0 ? -0.0 : 0.0);
  if (digits >= 0)
    return value_float(number_read_double(str_z(heap->arena, str_printf(heap->arena, "%.*f", (int)digits, f))));
  double unit = pow(10, (double)-digits), scaled = f / unit, whole = nearbyint(scaled);
  return value_float(whole * unit);
}

static Value py_round(Heap *heap, Value self, const Value *args) {
  (void)self;
  int64_t digits = 0;
  bool whole = !value_given(args[1]);
  if (!int_is(args[0]) && args[0].kind != V_FLOAT)
    return value_raise(heap, EXC_TYPE, "type %s doesn't define __round__ method", value_type_name(args[0]));
  bool endless = args[1].kind == V_BIGINT;
  bool is_negative = endless && op_compare(heap, OP_LT, args[1], value_int(0)).i;
  if (endless && (args[0].kind == V_FLOAT || !is_negative)) {
    digits = is_negative ? -INT32_MAX : INT32_MAX;
  } else if (!whole) {
    Value error = value_need_int(heap, args[1], &digits);
    if (value_is_error(error)) return error;
  }
  if (int_is(args[0])) return round_int(heap, args[0], digits);
  if (!whole) return round_float(heap, args[0].f, digits);
  Value rounded = value_float(isfinite(args[0].f) ? nearbyint(args[0].f) : args[0].f);
  return heap->call(heap, value_of_type(&TYPE_INT), &rounded, 1, NULL);
}

/* ---- lazy sequences ---- */

/* What a lazy sequence goes over, and the function it applies. */
typedef struct Lazy {
  Iter *iters;
  size_t n;
  Value function;
  Value number; /* enumerate: of the next item */
  bool strict;
} Lazy;

static Value lazy_new(Heap *heap, const char *type_name, const Value *sources, size_t n, Lazy body,
                      bool (*next)(Heap *heap, Iter *iter, Value *out)) {
  Lazy *lazy = ARENA_NEW(heap->arena, Lazy);
  *lazy = body;
  lazy->iters = ARENA_ARRAY(heap->arena, Iter, n ? n : 1);
  lazy->n = n;
  for (size_t i = 0; i < n; i++) {
    Value error = op_iter(heap, sources[i], &lazy->iters[i]);
    if (value_is_error(error) && sources[i].kind != V_OPAQUE && str_is(str_of(type_name), "zip"))
      return value_raise(heap, EXC_TYPE, "'%s' object is not iterable", value_type_name(sources[i]));
    if (value_passes(error)) return error;
  }
  return value_iterator(heap, (Iter){.next = next, .state = lazy}, type_name);
}

/* The next item of each; false at the end, or true with `*out` an error. */
static bool next_of_all(Heap *heap, Lazy *lazy, Value *items, Value *out, bool any_order) {
  bool (*next)(Heap *, Iter *, Value *) = any_order ? op_next_any : op_next;
  *out = VALUE_ABSENT;
  for (size_t i = 0; i < lazy->n; i++) {
    if (!next(heap, &lazy->iters[i], &items[i])) return false;
    if (value_passes(items[i])) return *out = items[i], true;
  }
  return true;
}

static bool enumerate_next(Heap *heap, Iter *iter, Value *out) {
  Lazy *lazy = iter->state;
  Value pair[] = {lazy->number, VALUE_NONE};
  if (!op_next(heap, &lazy->iters[0], &pair[1])) return false;
  if (value_passes(pair[1])) return *out = pair[1], true;
  lazy->number = op_binary(heap, OP_ADD, lazy->number, value_int(1));
  *out = value_tuple(heap, pair, 2);
  return true;
}

static Value py_enumerate(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value number = args[1].kind == V_ABSENT ? value_int(0) : args[1];
  int64_t start;
  if (!value_index(number, &start))
    return value_raise(heap, EXC_TYPE, "'%s' object cannot be interpreted as an integer", value_type_name(number));
  return lazy_new(heap, "enumerate", args, 1, (Lazy){.number = number}, enumerate_next);
}

static Value zip_uneven(Heap *heap, size_t at, const char *how) {
  const char *to = at == 1 ? "1" : "s 1-";
  if (at == 1) return value_raise(heap, EXC_VALUE, "zip() argument 2 is %s than argument 1", how);
  return value_raise(heap, EXC_VALUE, "zip() argument %zu is %s than argument%s%zu", at + 1, how, to, at);
}

static bool zip_next(Heap *heap, Iter *iter, Value *out) {
  Lazy *lazy = iter->state;
  Value *items = ARENA_ARRAY(heap->arena, Value, lazy->n ? lazy->n : 1);
  if (!lazy->n) return false;
  for (size_t i = 0; i < lazy->n; i++) {
    bool found = op_next(heap, &lazy->iters[i], &items[i]);
    if (found && value_passes(items[i])) return *out = items[i], true;
    if (found) continue;
    if (!lazy->strict) return false;
    if (i > 0) return *out = zip_uneven(heap, i, "shorter"), true;
    for (size_t k = 1; k < lazy->n; k++)
      if (op_next(heap, &lazy->iters[k], &items[k])) return *out = zip_uneven(heap, k, "longer"), true;
    return false;
  }
  *out = value_tuple(heap, items, lazy->n);
  return true;
}

static Value py_zip(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value stop;
  bool strict = args[1].kind != V_ABSENT && op_truth(heap, args[1], &stop);
  return lazy_new(heap, "zip", args[0].list->at, args[0].list->n, (Lazy){.strict = strict}, zip_next);
}

static bool map_next(Heap *heap, Iter *iter, Value *out) {
  Lazy *lazy = iter->state;
  bool any_order = heap->any_order && lazy->n == 1;
  Value *items = ARENA_ARRAY(heap->arena, Value, lazy->n);
  if (!next_of_all(heap, lazy, items, out, any_order)) return false;
  if (out->kind == V_ABSENT) *out = heap->call(heap, lazy->function, items, lazy->n, NULL);
  return true;
}

static Value py_map(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!args[1].list->n) return value_raise(heap, EXC_TYPE, "map() must have at least two arguments.");
  return lazy_new(heap, "map", args[1].list->at, args[1].list->n, (Lazy){.function = args[0]}, map_next);
}

static bool filter_next(Heap *heap, Iter *iter, Value *out) {
  Lazy *lazy = iter->state;
  bool (*next)(Heap *, Iter *, Value *) = heap->any_order ? op_next_any : op_next;
  for (Value item, stop; next(heap, &lazy->iters[0], &item);) {
    *out = item;
    if (value_passes(item)) return true;
    Value test = value_given(lazy->function) ? heap->call(heap, lazy->function, &item, 1, NULL) : item;
    bool truth = op_truth(heap, test, &stop);
    if (stop.kind != V_ABSENT) return *out = stop, true;
    if (truth) return true;
  }
  return false;
}

static Value py_filter(Heap *heap, Value self, const Value *args) {
  (void)self;
  return lazy_new(heap, "filter", args + 1, 1, (Lazy){.function = args[0]}, filter_next);
}

static Value py_reversed(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value v = args[0];
  ValueList items = {0};
  bool fits = v.kind == V_LIST || v.kind == V_TUPLE || v.kind == V_DICT || v.kind == V_RANGE || value_is_str(v) ||
              v.kind == V_BYTES || (v.kind == V_OBJECT && value_type(v)->item && value_type(v)->len);
  if (!fits) return value_raise(heap, EXC_TYPE, "'%s' object is not reversible", value_type_name(v));
  Value error = value_collect(heap, v, &items);
  if (value_passes(error)) return error;
  for (size_t i = 0; i < items.n / 2; i++) {
    Value item = items.at[i];
    items.at[i] = items.at[items.n - 1 - i];
    items.at[items.n - 1 - i] = item;
  }
  Iter iter = {0};
  iter_items(heap, list_of(heap, items), &iter);
  return value_iterator(heap, iter, v.kind == V_LIST ? "list_reverseiterator" : "reversed");
}

static Value iterator_or_error(Heap *heap, Value made) {
  bool own = made.kind == V_OBJECT && !is_missing(op_attr(heap, made, STR("__next__")));
  if (own || made.kind == V_ITERATOR || value_passes(made)) return made;
  return value_raise(heap, EXC_TYPE, "iter() returned non-iterator of type '%s'", value_type_name(made));
}

static Value py_iter(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (args[1].kind != V_ABSENT) return value_unsupported(heap, "'iter' with two arguments");
  if (args[0].kind == V_ITERATOR) return args[0];
  if (args[0].kind == V_OBJECT) {
    Value own = value_special(heap, args[0], "__iter__", NULL, 0);
    if (own.kind != V_ABSENT) return iterator_or_error(heap, own);
  }
  Iter iter = {0};
  Value error = op_iter(heap, args[0], &iter);
  if (value_passes(error)) return error;
  const char *name = str_z(heap->arena, str_printf(heap->arena, "%s_iterator", value_type_name(args[0])));
  return value_iterator(heap, iter, name);
}

static Value py_next(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value item;
  Value own = value_special(heap, args[0], "__next__", NULL, 0);
  if (own.kind != V_ABSENT) {
    bool ended = value_is_error(own) && exception_is_a(own.exc->type, EXC_STOP_ITERATION);
    return ended && args[1].kind != V_ABSENT ? args[1] : own;
  }
  if (args[0].kind != V_ITERATOR)
    return value_raise(heap, EXC_TYPE, "'%s' object is not an iterator", value_type_name(args[0]));
  if (op_next(heap, &args[0].iterator->iter, &item)) return item;
  return args[1].kind == V_ABSENT ? value_raise_str(heap, EXC_STOP_ITERATION, STR("")) : args[1];
}

/* ---- over all items ---- */

static Value py_len(Heap *heap, Value self, const Value *args) {
  (void)self;
  return op_len(heap, args[0]);
}

/* list.sort; of items that came in no known order, those with equal keys have none. */
static Value sort_items(Heap *heap, ValueList *items, Value key, bool reverse, bool unordered) {
  if (!unordered || !value_given(key))
    return value_sort(heap, items, value_given(key) ? key : VALUE_ABSENT, reverse);
  Value *keys = ARENA_ARRAY(heap->arena, Value, items->n + 1);
  for (size_t i = 0; i < items->n; i++) {
    keys[i] = heap->call(heap, key, &items->at[i], 1, NULL);
    if (value_passes(keys[i])) return keys[i];
  }
  Value error = value_refuse_ties(heap, keys, items->n);
  return value_passes(error) ? error : value_sort_by(heap, items, keys, reverse);
}

static Value py_sorted(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList items = {0};
  int64_t reverse = 0;
  bool unordered;
  Value error = value_collect_any(heap, args[0], &items, &unordered);
  if (!value_passes(error) && args[2].kind != V_ABSENT) error = value_need_int(heap, args[2], &reverse);
  if (!value_passes(error)) error = sort_items(heap, &items, args[1], reverse != 0, unordered);
  return value_passes(error) ? error : list_of(heap, items);
}

static Value through_filter(Heap *heap, const char *name, const Value *args, size_t n) {
  return args_call(heap, table_find(FILTERS, str_of(name)), VALUE_ABSENT, (CallArgs){args, n, NULL});
}

static Value py_abs(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value own = value_special(heap, args[0], "__abs__", NULL, 0);
  if (own.kind != V_ABSENT) return own;
  return through_filter(heap, "abs", args, 1);
}

static Value py_sum(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value sum = args[1].kind == V_ABSENT ? value_int(0) : args[1], item;
  if (value_is_str(sum)) return value_raise(heap, EXC_TYPE, "sum() can't sum strings [use ''.join(seq) instead]");
  Iter iter = {0};
  bool whole = true;
  Value error = op_iter(heap, args[0], &iter);
  if (value_passes(error)) return error;
  while (!value_passes(sum) && op_next_any(heap, &iter, &item)) {
    whole = whole && int_is(sum) && int_is(item); /* rounding depends on the order, and texts do */
    sum = !whole && heap->took_any_order ? value_no_order(heap) : op_binary(heap, OP_ADD, sum, item);
  }
  return sum;
}

enum { EXTREME_ARGS, EXTREME_KEY, EXTREME_DEFAULT };

/* Of items that came in no known order, two that are as good are none. */
static Value extreme_of(Heap *heap, const ValueList *items, Value key_of, Operator wins, bool unordered) {
  Value best = items->at[0], best_key = best;
  bool tied = false;
  for (size_t i = 0; i < items->n; i++) {
    Value key = value_given(key_of) ? heap->call(heap, key_of, &items->at[i], 1, NULL) : items->at[i];
    if (value_passes(key)) return key;
    Value better = i ? op_compare(heap, wins, key, best_key) : value_bool(true);
    if (value_passes(better)) return better;
    bool equal = unordered && i && !better.i && value_equal(heap, key, best_key);
    tied = better.i ? false : tied || (equal && value_given(key_of));
    if (better.i) best = items->at[i], best_key = key;
  }
  return tied ? value_no_order(heap) : best;
}

/* min and max of several arguments, or of the items of one. */
static Value py_extreme(Heap *heap, const Value *args, const char *name, Operator wins) {
  ValueList items = {0};
  const List *given = args[EXTREME_ARGS].list;
  bool of_one = given->n == 1, unordered;
  if (!given->n) return value_raise(heap, EXC_TYPE, "%s expected at least 1 argument, got 0", name);
  if (!of_one && args[EXTREME_DEFAULT].kind != V_ABSENT)
    return value_raise(heap, EXC_TYPE, "Cannot specify a default for %s() with multiple positional arguments", name);
  Value error = value_collect_any(heap, of_one ? given->at[0] : args[EXTREME_ARGS], &items, &unordered);
  if (value_passes(error)) return error;
  if (items.n) return extreme_of(heap, &items, args[EXTREME_KEY], wins, of_one && unordered);
  if (args[EXTREME_DEFAULT].kind != V_ABSENT) return args[EXTREME_DEFAULT];
  return value_raise(heap, EXC_VALUE, "%s() arg is an empty sequence", name);
}

static Value py_min(Heap *heap, Value self, const Value *args) {
  (void)self;
  return py_extreme(heap, args, "min", OP_LT);
}

static Value py_max(Heap *heap, Value self, const Value *args) {
  (void)self;
  return py_extreme(heap, args, "max", OP_GT);
}

/* Ends at the first item that decides. */
static Value any_or_all(Heap *heap, Value v, bool wanted) {
  Iter iter = {0};
  Value error = op_iter(heap, v, &iter), item, stop;
  if (value_passes(error)) return error;
  while (op_next_any(heap, &iter, &item)) {
    bool truth = op_truth(heap, item, &stop);
    if (value_passes(stop)) return stop;
    if (truth == wanted) return value_bool(wanted);
  }
  return value_bool(!wanted);
}

static Value py_any(Heap *heap, Value self, const Value *args) {
  (void)self;
  return any_or_all(heap, args[0], true);
}

static Value py_all(Heap *heap, Value self, const Value *args) {
  (void)self;
  return any_or_all(heap, args[0], false);
}

static Value py_open(Heap *heap, Value self, const Value *args) {
  (void)self;
  bool is_more = args[6].kind != V_ABSENT || args[7].kind != V_ABSENT;
  return is_more ? value_unsupported(heap, "'open' with such arguments") : file_open(heap, args[0], args + 1);
}

static Value py_slice(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (args[1].kind == V_ABSENT) return value_slice(heap, VALUE_NONE, args[0], VALUE_NONE);
  return value_slice(heap, args[0], args[1], args[2].kind == V_ABSENT ? VALUE_NONE : args[2]);
}

/* ---- the table ---- */

static const Builtin FUNCTIONS[] = {
    {"abs", "x, /", 1, 1, BUILTIN_C_STYLE, py_abs, "the absolute value"},
    {"all", "iterable, /", 1, 1, BUILTIN_C_STYLE | BUILTIN_ANY_ORDER, py_all, "whether all items are true"},
    {"any", "iterable, /", 1, 1, BUILTIN_C_STYLE | BUILTIN_ANY_ORDER, py_any, "whether an item is true"},
    {"ascii", "obj, /", 1, 1, BUILTIN_C_STYLE, py_ascii, "repr in ASCII"},
    {"bin", "number, /", 1, 1, BUILTIN_C_STYLE, py_bin, "in base 2"},
    {"callable", "obj, /", 1, 1, BUILTIN_C_STYLE, py_callable, "whether it can be called"},
    {"chr", "i, /", 1, 1, BUILTIN_C_STYLE, py_chr, "the character of a number"},
    {"divmod", "x, y, /", 2, 2, BUILTIN_C_STYLE, py_divmod, "quotient and remainder"},
    {"enumerate", "iterable, start=0", 1, 2, 0, py_enumerate, "items with their numbers"},
    {"filter", "function, iterable, /", 2, 2, BUILTIN_C_STYLE, py_filter, "the items that pass"},
    {"format", "value, format_spec='', /", 1, 2, BUILTIN_C_STYLE, py_format, "formatted text"},
    {"getattr", "object, name, default=..., /", 2, 3, BUILTIN_C_STYLE, py_getattr, "an attribute"},
    {"hasattr", "obj, name, /", 2, 2, BUILTIN_C_STYLE, py_hasattr, "whether there is an attribute"},
    {"hash", "obj, /", 1, 1, BUILTIN_C_STYLE, py_hash, "a number that equal values share"},
    {"hex", "number, /", 1, 1, BUILTIN_C_STYLE, py_hex, "in base 16"},
    {"isinstance", "obj, class_or_tuple, /", 2, 2, BUILTIN_C_STYLE, py_isinstance, "whether it is of a class"},
    {"issubclass", "cls, class_or_tuple, /", 2, 2, BUILTIN_C_STYLE, py_issubclass, "whether it derives from a class"},
    {"iter", "object, sentinel=..., /", 1, 2, BUILTIN_C_STYLE, py_iter, "an iterator"},
    {"len", "obj, /", 1, 1, BUILTIN_C_STYLE | BUILTIN_ANY_ORDER, py_len, "the number of items"},
    {"map", "function, /, *iterables", 1, UINT8_MAX, BUILTIN_C_STYLE, py_map, "a function of each item"},
    {"max", "max(*args, key=None, default=...)", 0, UINT8_MAX, BUILTIN_ANY_ORDER, py_max, "the largest"},
    {"min", "min(*args, key=None, default=...)", 0, UINT8_MAX, BUILTIN_ANY_ORDER, py_min, "the smallest"},
    {"next", "iterator, default=..., /", 1, 2, BUILTIN_C_STYLE, py_next, "the next item"},
    {"oct", "number, /", 1, 1, BUILTIN_C_STYLE, py_oct, "in base 8"},
    {"open", "open(file, " FILE_OPEN_PARAMS ", closefd=True, opener=None)", 1, 8, BUILTIN_ROOT, py_open,
     "a file of the project, to read"},
    {"ord", "c, /", 1, 1, BUILTIN_C_STYLE, py_ord, "the number of a character"},
    {"pow", "base, exp, mod=None", 2, 3, 0, py_pow, "a power"},
    {"print", "print(*values, sep=' ', end='', file=None, flush=False)", 0, UINT8_MAX, 0, py_print, "nothing here"},
    {"repr", "obj, /", 1, 1, BUILTIN_C_STYLE, py_repr, "as Python writes it"},
    {"reversed", "sequence, /", 1, 1, BUILTIN_C_STYLE, py_reversed, "from the end"},
    {"round", "number, ndigits=None", 1, 2, 0, py_round, "rounded, half to even"},
    {"slice", "start, stop=..., step=..., /", 1, 3, BUILTIN_C_STYLE, py_slice, "a slice"},
    {"sorted", "iterable, /, *, key=None, reverse=False", 1, 1, BUILTIN_ANY_ORDER, py_sorted, "a sorted list"},
    {"sum", "iterable, /, start=0", 1, 2, BUILTIN_ANY_ORDER, py_sum, "the sum"},
    {"type", "object, /, *bases", 1, UINT8_MAX, BUILTIN_C_STYLE, py_type, "the class of a value"},
    {"vars", "object=..., /", 0, 1, BUILTIN_C_STYLE, py_vars, "the attributes of an object"},
    {"zip", "zip(*iterables, strict=False)", 0, UINT8_MAX, 0, py_zip, "items side by side"},
};
static const BuiltinTable PYTHON_FUNCTIONS = BUILTIN_TABLE(FUNCTIONS);

static const struct {
  const char *name;
  const Type *type;
} CLASSES[] = {{"bool", &TYPE_BOOL}, {"dict", &TYPE_DICT}, {"float", &TYPE_FLOAT},   {"frozenset", &TYPE_FROZENSET},
               {"int", &TYPE_INT},   {"list", &TYPE_LIST}, {"object", &TYPE_OBJECT}, {"range", &TYPE_RANGE},
               {"set", &TYPE_SET},   {"str", &TYPE_STR},   {"tuple", &TYPE_TUPLE}};

static Value value_of_not_implemented(void) {
  static const Object BODY = {.head = {&TYPE_NOT_IMPLEMENTED}};
  return (Value){.kind = V_OBJECT, .head = &BODY.head};
}

Value python_builtin(Str name) {
  static const Builtin *const METHODS[] = {&CLASS_STATICMETHOD, &CLASS_CLASSMETHOD, &CLASS_PROPERTY, &CLASS_SUPER};
  for (size_t i = 0; i < sizeof CLASSES / sizeof CLASSES[0]; i++)
    if (str_is(name, CLASSES[i].name)) return value_of_type(CLASSES[i].type);
  for (size_t i = 0; i < sizeof METHODS / sizeof METHODS[0]; i++)
    if (str_is(name, METHODS[i]->name)) return value_of_builtin(METHODS[i]);
  const Builtin *row = table_find(PYTHON_FUNCTIONS, name);
  if (row) return value_of_builtin(row);
  if (str_is(name, "Ellipsis")) return (Value){.kind = V_ELLIPSIS};
  if (str_is(name, "NotImplemented")) return value_of_not_implemented();
  return exception_class(name);
}

bool python_has_builtin(Str name) {
  static const char *const NAMES[] = {"ArithmeticError",
                                      "AssertionError",
                                      "AttributeError",
                                      "BaseException",
                                      "BaseExceptionGroup",
                                      "BlockingIOError",
                                      "BrokenPipeError",
                                      "BufferError",
                                      "BytesWarning",
                                      "ChildProcessError",
                                      "ConnectionAbortedError",
                                      "ConnectionError",
                                      "ConnectionRefusedError",
                                      "ConnectionResetError",
                                      "DeprecationWarning",
                                      "EOFError",
                                      "Ellipsis",
                                      "EncodingWarning",
                                      "EnvironmentError",
                                      "Exception",
                                      "ExceptionGroup",
                                      "FileExistsError",
                                      "FileNotFoundError",
                                      "FloatingPointError",
                                      "FutureWarning",
                                      "GeneratorExit",
                                      "IOError",
                                      "ImportError",
                                      "ImportWarning",
                                      "IndentationError",
                                      "IndexError",
                                      "InterruptedError",
                                      "IsADirectoryError",
                                      "KeyError",
                                      "KeyboardInterrupt",
                                      "LookupError",
                                      "MemoryError",
                                      "ModuleNotFoundError",
                                      "NameError",
                                      "NotADirectoryError",
                                      "NotImplemented",
                                      "NotImplementedError",
                                      "OSError",
                                      "OverflowError",
                                      "PendingDeprecationWarning",
                                      "PermissionError",
                                      "ProcessLookupError",
                                      "RecursionError",
                                      "ReferenceError",
                                      "ResourceWarning",
                                      "RuntimeError",
                                      "RuntimeWarning",
                                      "StopAsyncIteration",
                                      "StopIteration",
                                      "SyntaxError",
                                      "SyntaxWarning",
                                      "SystemError",
                                      "SystemExit",
                                      "TabError",
                                      "TimeoutError",
                                      "TypeError",
                                      "UnboundLocalError",
                                      "UnicodeDecodeError",
                                      "UnicodeEncodeError",
                                      "UnicodeError",
                                      "UnicodeTranslateError",
                                      "UnicodeWarning",
                                      "UserWarning",
                                      "ValueError",
                                      "Warning",
                                      "ZeroDivisionError",
                                      "__build_class__",
                                      "__builtins__",
                                      "__debug__",
                                      "__doc__",
                                      "__file__",
                                      "__import__",
                                      "__loader__",
                                      "__name__",
                                      "__package__",
                                      "__path__",
                                      "__spec__",
                                      "abs",
                                      "aiter",
                                      "all",
                                      "anext",
                                      "any",
                                      "ascii",
                                      "bin",
                                      "bool",
                                      "breakpoint",
                                      "bytearray",
                                      "bytes",
                                      "callable",
                                      "chr",
                                      "classmethod",
                                      "compile",
                                      "complex",
                                      "delattr",
                                      "dict",
                                      "dir",
                                      "divmod",
                                      "enumerate",
                                      "eval",
                                      "exec",
                                      "exit",
                                      "filter",
                                      "float",
                                      "format",
                                      "frozenset",
                                      "getattr",
                                      "globals",
                                      "hasattr",
                                      "hash",
                                      "help",
                                      "hex",
                                      "id",
                                      "input",
                                      "int",
                                      "isinstance",
                                      "issubclass",
                                      "iter",
                                      "len",
                                      "list",
                                      "locals",
                                      "map",
                                      "max",
                                      "memoryview",
                                      "min",
                                      "next",
                                      "object",
                                      "oct",
                                      "open",
                                      "ord",
                                      "pow",
                                      "print",
                                      "property",
                                      "quit",
                                      "range",
                                      "repr",
                                      "reversed",
                                      "round",
                                      "set",
                                      "setattr",
                                      "slice",
                                      "sorted",
                                      "staticmethod",
                                      "str",
                                      "sum",
                                      "super",
                                      "tuple",
                                      "type",
                                      "vars",
                                      "zip"};
  for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
    if (str_is(name, NAMES[i])) return true;
  return false;
}
