#include <math.h>

#include "runtime/core/limits.h"
#include "runtime/eval/abstract.h"
#include "runtime/eval/args.h"
#include "runtime/eval/builtins.h"
#include "runtime/eval/class_member.h"
#include "runtime/eval/class_object.h"
#include "runtime/eval/class_super.h"
#include "runtime/eval/dg.h"
#include "runtime/eval/dict_class.h"
#include "runtime/eval/enum.h"
#include "runtime/eval/env.h"
#include "runtime/eval/library_modules.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/named_tuple.h"
#include "runtime/eval/namespace.h"
#include "runtime/eval/python.h"
#include "runtime/value/file.h"
#include "runtime/value/format.h"
#include "runtime/value/int.h"
#include "runtime/value/literal.h"
#include "runtime/value/set_order.h"

/* The functions and classes that Python has everywhere. */

/* ---- classes ---- */

static const struct {
  const Type *type, *base;
} BASES[] = {{&TYPE_BOOL, &TYPE_INT},          {&TYPE_DATETIME, &TYPE_DATE},   {&TYPE_MULTI_KEY, &TYPE_STR},
             {&TYPE_TIME_WINDOW, &TYPE_TUPLE}, {&TYPE_KEY_RANGE, &TYPE_TUPLE}, {&TYPE_TIMEZONE, &TYPE_TZINFO},
             {&TYPE_PATH, &TYPE_PURE_PATH},    {&TYPE_ZONEINFO, &TYPE_TZINFO}, {&TYPE_GROUP, &TYPE_TUPLE},
             {&TYPE_PYTZ, &TYPE_TZINFO},
             {&TYPE_DATEUTIL_TZ, &TYPE_TZINFO},
             {&TYPE_ISO_CALENDAR, &TYPE_TUPLE},  {&TYPE_STR_ENUM, &TYPE_STR},  {&TYPE_STR_ENUM, &TYPE_ENUM},
             {&TYPE_INT_ENUM, &TYPE_INT},        {&TYPE_INT_ENUM, &TYPE_ENUM},
             {&TYPE_FLAG, &TYPE_ENUM}};

/* issubclass(class, of) */
bool python_is_subclass(const Type *class, const Type *of) {
  if (class == of || of == &TYPE_OBJECT) return true;
  const Class *own = class_of(class);
  for (size_t i = 0; own && i < own->bases.n; i++)
    if (python_is_subclass(own->bases.at[i].type, of)) return true;
  ExceptionType type = exception_of_class(class), base = exception_of_class(of);
  if (type != EXC_COUNT && base != EXC_COUNT) return !own && !class_of(of) && exception_is_a(type, base);
  for (size_t i = 0; i < COUNT(BASES); i++)
    if (BASES[i].type == class && python_is_subclass(BASES[i].base, of)) return true;
  if (of == &TYPE_STR && class == env_var_class().type) return true;
  if (definition_derives(class, of)) return true;
  bool is_dict = library_is_dict(class) || (own && own->is_typed);
  return (own && own->tuple && of == &TYPE_TUPLE) || (of == &TYPE_DICT && is_dict);
}

/* Whether it derives from a class of Dagster's definitions, or from the one that they have in common; V_ABSENT: the
 * class is another. */
static Value check_definition(const Type *type, Value class) {
  const Type *of = definition_class_type(class);
  if (of) return value_bool(definition_derives(type, of));
  bool is_common = class.kind == V_OPAQUE && str_ends(class.opaque->text, STR(".PartitionsDefinition"));
  return is_common ? value_bool(definition_derives(type, NULL)) : VALUE_ABSENT;
}

/* A class, or a tuple of them, as `isinstance` takes it. */
static Value check_classes(Heap *heap, const char *function, const Type *type, Value classes) {
  Value of_definition = check_definition(type, classes);
  if (of_definition.kind != V_ABSENT) return of_definition;
  const Class *of = classes.kind == V_TYPE ? class_of(classes.type) : NULL;
  if (of && of->is_typed) return value_raise(heap, EXC_TYPE, "TypedDict does not support instance and class checks");
  if (of && of->is_protocol) return value_unknown(heap, str_printf(heap->arena, "%s of a Protocol", function));
  if (classes.kind == V_TYPE) return value_bool(python_is_subclass(type, classes.type));
  Value holds = classes.kind == V_OPAQUE ? abstract_holds(type, classes.opaque->text) : VALUE_ABSENT;
  if (holds.kind != V_ABSENT) return holds;
  if (classes.kind == V_OPAQUE || classes.kind == V_UNKNOWN || value_is_class(classes))
    return value_unknown(heap, str_printf(heap->arena, "%s of a class that dbtplan does not know", function));
  if (classes.kind != V_TUPLE)
    return value_raise(heap, EXC_TYPE, "%s() arg 2 must be a type, a tuple of types, or a union", function);
  Value found = value_bool(false);
  heap_enter(heap);
  for (size_t i = 0; i < classes.list->n && found.kind == V_BOOL && !found.i; i++)
    found = check_classes(heap, function, type, classes.list->at[i]);
  heap_leave(heap);
  return found;
}

static Value py_type(Heap *heap, Value self, const Value *args);

/* `isinstance(v, type)`. */
static Value is_class_itself(Heap *heap, Value v) {
  bool is_type = v.kind == V_BUILTIN && v.builtin->fn == py_type;
  if (v.kind == V_BUILTIN && !is_type) return value_unsupported(heap, "'isinstance' of a builtin and 'type'");
  return value_bool(is_type || (v.kind == V_TYPE && v.type != &TYPE_NAMED_TUPLE));
}

/* ---- isinstance of a Protocol (typing.py, _ProtocolMeta) ---- */

/* What of a class's body is no part of the protocol. */
static bool is_left_out(Str name) {
  static const Str EXCLUDED =
      STR_INIT("__abstractmethods__ __annotations__ __class_getitem__ __dict__ __doc__ __init__ __match_args__ "
               "__module__ __new__ __orig_bases__ __parameters__ __qualname__ __slots__ __subclasshook__ __weakref__");
  return str_lists(EXCLUDED, name) || str_starts(name, STR("_abc_"));
}

/* Whether the object has what a protocol names: V_BOOL, or what stands in the way of telling. */
static Value has_member(Heap *heap, Value object, const Class *class, Str name) {
  if (is_left_out(name)) return value_bool(true);
  Value found = op_attr(heap, object, name), wanted = class_member(&class->type, name);
  if (value_is_exception(found, EXC_ATTRIBUTE)) return value_bool(false);
  if (value_passes(found)) return found;
  bool is_method = wanted.kind != V_ABSENT && !class_is_data(wanted);
  return value_bool(found.kind != V_NONE || !is_method);
}

static Value has_members(Heap *heap, Value object, const Class *class) {
  const NodeList *fields = class->node ? &class->node->class.fields : &(NodeList){0};
  Value found = value_bool(true);
  for (size_t i = 0; found.kind == V_BOOL && found.i && i < class->members->n; i++)
    if (class->members->at[i].key.kind != V_ABSENT)
      found = has_member(heap, object, class, value_text(class->members->at[i].key));
  for (size_t i = 0; found.kind == V_BOOL && found.i && i < fields->n; i++)
    found = has_member(heap, object, class, fields->at[i]->annotation.id);
  return found;
}

static Value is_of_protocol(Heap *heap, Value object, const Class *class) {
  Value found = value_bool(true);
  bool is_checkable = false;
  for (size_t i = 0; i < class->order.n; i++) {
    const Class *base = class_of(class->order.at[i].type);
    is_checkable |= base && base->is_checkable;
  }
  if (!is_checkable)
    return value_raise(heap, EXC_TYPE, "Instance and class checks can only be used with @runtime_checkable protocols");
  if (python_is_subclass(value_type(object), &class->type)) return value_bool(true);
  for (size_t i = 0; found.kind == V_BOOL && found.i && i < class->order.n; i++) {
    const Class *base = class_of(class->order.at[i].type);
    found = base ? has_members(heap, object, base) : value_unknown(heap, STR("isinstance of such a Protocol"));
  }
  return found;
}

static Value py_isinstance(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (value_passes(args[0])) return args[0];
  if (opaque_is_open(args[0])) return value_unknown(heap, STR("isinstance of what dbtplan does not know"));
  const Class *class = args[0].kind == V_TYPE ? class_of(args[0].type) : NULL;
  bool has_items = class && class->members_of; /* as a class whose own class has `__iter__` */
  if (has_items && args[1].kind == V_OPAQUE) return value_unsupported(heap, "'isinstance' of the class of an Enum");
  const Class *of = args[1].kind == V_TYPE ? class_of(args[1].type) : NULL;
  if (of && of->is_protocol) return is_of_protocol(heap, args[0], of);
  bool of_type = args[1].kind == V_BUILTIN && args[1].builtin->fn == py_type;
  if (of_type && args[0].kind != V_OPAQUE) return is_class_itself(heap, args[0]);
  return check_classes(heap, "isinstance", namespace_is(args[0]) ? &TYPE_DICT : value_type(args[0]), args[1]);
}

static Value py_issubclass(Heap *heap, Value self, const Value *args) {
  (void)self;
  const Type *type = args[0].kind == V_TYPE ? args[0].type : definition_class_type(args[0]);
  if (!type) return value_raise(heap, EXC_TYPE, "issubclass() arg 1 must be a class");
  return check_classes(heap, "issubclass", type, args[1]);
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
  if (args[0].kind == V_OPAQUE) return value_unsupported(heap, "the class of '%.*s'", STR_FMT(args[0].opaque->text));
  return value_class(heap, args[0]);
}

/* ---- attributes ---- */

static bool is_missing(Value v) { return value_is_exception(v, EXC_ATTRIBUTE); }

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

static Value py_setattr(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value error = attribute_name(heap, args[1]);
  return value_is_error(error) ? error : python_set_attr((Eval *)heap, args[0], value_text(args[1]), args[2]);
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
  if (value_python_hash(heap, value_number(args[0]), &hash)) return value_int((int64_t)hash);
  return value_unknown(heap, STR("a hash, which Python chooses anew in each process"));
}

static Value py_globals(Heap *heap, Value self, const Value *args) {
  const Module *module = ((Eval *)heap)->module;
  (void)self, (void)args;
  return module ? namespace_of(heap, module) : value_unsupported(heap, "'globals' of no module");
}

/* In the body of a module they are its names. */
static Value py_locals(Heap *heap, Value self, const Value *args) {
  return ((Eval *)heap)->frame ? value_unsupported(heap, "'locals' of a function") : py_globals(heap, self, args);
}

static Value py_vars(Heap *heap, Value self, const Value *args) {
  if (args[0].kind == V_ABSENT) return py_locals(heap, self, args);
  bool may_have =
      args[0].kind == V_OBJECT || args[0].kind == V_TYPE || args[0].kind == V_MODULE || args[0].kind == V_FUNCTION ||
      dict_class_is(args[0]);
  Value dict = may_have || value_passes(args[0]) ? op_attr(heap, args[0], STR("__dict__")) : VALUE_ABSENT;
  if (dict.kind != V_ABSENT && !is_missing(dict)) return dict;
  return value_raise(heap, EXC_TYPE, "vars() argument must have __dict__ attribute");
}

/* ---- text ---- */

static Value py_repr(Heap *heap, Value self, const Value *args) {
  (void)self;
  return value_str(value_repr(heap, args[0]));
}

static Value py_ascii(Heap *heap, Value self, const Value *args) {
  (void)self;
  return format_converted(heap, args[0], 'a');
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
  bool is_vast = args[0].kind == V_BIGINT;
  Value error = is_vast ? VALUE_NONE : value_need_int(heap, args[0], &number);
  if (value_is_error(error)) return error;
  if (is_vast || number < INT32_MIN || number > INT32_MAX)
    return value_raise(heap, EXC_OVERFLOW, "Python int too large to convert to C int");
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
  v = value_number(v);
  return format_value(heap, v.kind == V_BOOL ? value_int(v.i) : v, (Str){(char[]){'#', letter}, 2});
}

static Value py_bin(Heap *heap, Value self, const Value *args) { return (void)self, based(heap, args[0], 'b'); }
static Value py_hex(Heap *heap, Value self, const Value *args) { return (void)self, based(heap, args[0], 'x'); }
static Value py_oct(Heap *heap, Value self, const Value *args) { return (void)self, based(heap, args[0], 'o'); }

enum { PRINT_SEP = 1, PRINT_END, PRINT_FILE };

static Value write_part(Heap *heap, Value write, Value text) {
  Value known = value_or_pending(heap, text);
  return value_passes(known) ? known : heap->call(heap, write, &text, 1, NULL);
}

/* Calls `write` of a file, or of an object of the project, as CPython does: for each part. */
static Value print_to(Heap *heap, const Value *args) {
  const List *values = args[0].list;
  Value write = op_attr(heap, args[PRINT_FILE], STR("write")), done = VALUE_NONE;
  if (value_passes(write)) return write;
  bool separates = value_is_str(args[PRINT_SEP]), ends = value_is_str(args[PRINT_END]);
  bool fits = (separates || !value_given(args[PRINT_SEP])) && (ends || !value_given(args[PRINT_END]));
  if (!fits) return value_unsupported(heap, "'print' with such arguments");
  Value between = separates ? args[PRINT_SEP] : value_str(STR(" "));
  Value end = ends ? args[PRINT_END] : value_str(STR("\n"));
  for (size_t i = 0; i < values->n && !value_passes(done); i++) {
    if (i) done = write_part(heap, write, between);
    if (!value_passes(done)) done = write_part(heap, write, value_str(value_to_str(heap, values->at[i])));
  }
  if (!value_passes(done)) done = write_part(heap, write, end);
  return value_passes(done) ? done : VALUE_NONE;
}

/* Nobody reads what goes to the standard output; an object may raise all the same. */
static Value py_print(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (value_given(args[PRINT_FILE]) && args[PRINT_FILE].kind != V_OPAQUE) return print_to(heap, args);
  for (size_t i = 0; i < args[0].list->n; i++)
    if (args[0].list->at[i].kind == V_OBJECT) value_to_str(heap, args[0].list->at[i]);
  return value_or_pending(heap, VALUE_NONE);
}

/* ---- numbers ---- */

static Value py_divmod(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value a = value_number(args[0]), b = value_number(args[1]);
  bool numbers = (int_is(a) || a.kind == V_FLOAT) && (int_is(b) || b.kind == V_FLOAT);
  Value own = class_between(heap, "__divmod__", "__rdivmod__", args[0], args[1]);
  if (own.kind != V_ABSENT) return own;
  if (!numbers && (a.kind != V_TIMEDELTA || b.kind != V_TIMEDELTA))
    return value_raise(heap, EXC_TYPE, "unsupported operand type(s) for divmod(): '%s' and '%s'",
                       value_type_name(args[0]), value_type_name(args[1]));
  bool of_floats = a.kind == V_FLOAT || b.kind == V_FLOAT;
  if (of_floats && value_equal(heap, b, value_int(0))) return value_raise(heap, EXC_ZERO_DIVISION, "float divmod()");
  Value parts[] = {op_binary(heap, OP_FLOOR_DIV, a, b), op_binary(heap, OP_MOD, a, b)};
  for (int i = 0; i < 2; i++)
    if (value_passes(parts[i])) return parts[i];
  return value_tuple(heap, parts, 2);
}

/* The number whose product with `v` leaves 1, by Euclid's steps. */
static Value inverse_modulo(Heap *heap, Value v, Value modulus) {
  bool is_negative = op_compare(heap, OP_LT, modulus, value_int(0)).i;
  Value rest = is_negative ? op_binary(heap, OP_SUB, value_int(0), modulus) : modulus;
  Value next = op_binary(heap, OP_MOD, v, rest), factor = value_int(0), next_factor = value_int(1);
  while (!value_passes(next) && !op_compare(heap, OP_EQ, next, value_int(0)).i) {
    Value quotient = op_binary(heap, OP_FLOOR_DIV, rest, next), last = next, last_factor = next_factor;
    next = op_binary(heap, OP_SUB, rest, op_binary(heap, OP_MUL, quotient, next));
    next_factor = op_binary(heap, OP_SUB, factor, op_binary(heap, OP_MUL, quotient, next_factor));
    rest = last;
    factor = last_factor;
  }
  if (value_passes(next)) return next;
  if (!op_compare(heap, OP_EQ, rest, value_int(1)).i)
    return value_raise(heap, EXC_VALUE, "base is not invertible for the given modulus");
  return op_binary(heap, OP_MOD, factor, modulus);
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
  if (exponent.kind == V_BIGINT || exponent.i < -INT64_MAX) return value_unsupported(heap, "'pow' of such numbers");
  if (exponent.i < 0) {
    base = inverse_modulo(heap, base, modulus);
    if (value_passes(base)) return base;
    exponent = value_int(-exponent.i);
  }
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

/* The multiple of `unit` that is nearest, of two that are as near the even one. */
static Value nearest_multiple(Heap *heap, Value v, Value unit) {
  Value half = op_binary(heap, OP_FLOOR_DIV, unit, value_int(2)), rest = op_binary(heap, OP_MOD, v, unit);
  Value low = op_binary(heap, OP_SUB, v, rest), over = op_compare(heap, OP_GT, rest, half);
  Value is_half = op_compare(heap, OP_EQ, rest, half);
  Value odd = op_binary(heap, OP_MOD, op_binary(heap, OP_FLOOR_DIV, low, unit), value_int(2));
  if (value_passes(odd)) return odd;
  return over.i || (is_half.i && odd.i) ? op_binary(heap, OP_ADD, low, unit) : low;
}

static Value power_of_ten(Heap *heap, int64_t exponent) {
  return op_binary(heap, OP_POW, value_int(10), value_int(exponent));
}

static Value round_int(Heap *heap, Value v, int64_t digits) {
  if (digits >= 0) return v.kind == V_BOOL ? value_int(v.i) : v;
  return nearest_multiple(heap, v, power_of_ten(heap, -digits));
}

/* To tens and more: twice the whole number, and one for what follows its point, so that only what lies halfway does. */
static Value round_to_tens(Heap *heap, double f, int64_t digits) {
  double whole = trunc(f), rounded;
  Value twice = op_binary(heap, OP_MUL, int_from_double(heap, whole), value_int(2));
  twice = op_binary(heap, OP_ADD, twice, value_int((f > whole) - (f < whole)));
  Value unit = op_binary(heap, OP_MUL, power_of_ten(heap, digits), value_int(2));
  Value nearest = op_binary(heap, OP_FLOOR_DIV, nearest_multiple(heap, twice, unit), value_int(2));
  if (value_passes(nearest)) return nearest;
  if (!int_to_double(heap, nearest, &rounded))
    return value_raise(heap, EXC_OVERFLOW, "rounded value too large to represent");
  return value_float(copysign(rounded, f));
}

/* round(x, n): through the decimal text with n digits, which is rounded right. */
static Value round_float(Heap *heap, double f, int64_t digits) {
  if (!isfinite(f) || digits > 323) return value_float(f);
  if (digits < -308) return value_float(copysign(0.0, f));
  if (digits < 0) return round_to_tens(heap, f, -digits);
  return value_float(number_read_double(str_z(heap->arena, str_printf(heap->arena, "%.*f", (int)digits, f))));
}

Value python_round(Heap *heap, Value v, Value precision) {
  int64_t digits = 0;
  Value number = value_number(v);
  bool whole = !value_given(precision);
  Value own = value_special(heap, v, "__round__", &precision, !whole);
  if (own.kind != V_ABSENT) return own;
  if (!int_is(number) && number.kind != V_FLOAT)
    return value_raise(heap, EXC_TYPE, "type %s doesn't define __round__ method", value_type_name(v));
  bool endless = precision.kind == V_BIGINT;
  bool is_negative = endless && op_compare(heap, OP_LT, precision, value_int(0)).i;
  if (endless && (number.kind == V_FLOAT || !is_negative)) {
    digits = is_negative ? -INT32_MAX : INT32_MAX;
  } else if (!whole) {
    Value error = value_need_int(heap, precision, &digits);
    if (value_is_error(error)) return error;
  }
  if (int_is(number)) return round_int(heap, number, digits);
  if (!whole) return round_float(heap, number.f, digits);
  Value rounded = value_float(isfinite(number.f) ? nearbyint(number.f) : number.f);
  return heap->call(heap, value_of_type(&TYPE_INT), &rounded, 1, NULL);
}

static Value py_round(Heap *heap, Value self, const Value *args) {
  (void)self;
  return python_round(heap, args[0], args[1]);
}

static Value py_open(Heap *heap, Value self, const Value *args) {
  (void)self;
  bool is_more = args[6].kind != V_ABSENT || args[7].kind != V_ABSENT;
  return is_more ? value_unsupported(heap, "'open' with such arguments") : file_open(heap, args[0], args + 1);
}

/* ---- the table ---- */

static const Builtin FUNCTIONS[] = {
    {"ascii", "obj, /", 1, 1, BUILTIN_C_STYLE, py_ascii, "repr in ASCII"},
    {"bin", "number, /", 1, 1, BUILTIN_C_STYLE, py_bin, "in base 2"},
    {"callable", "obj, /", 1, 1, BUILTIN_C_STYLE, py_callable, "whether it can be called"},
    {"chr", "i, /", 1, 1, BUILTIN_C_STYLE, py_chr, "the character of a number"},
    {"divmod", "x, y, /", 2, 2, BUILTIN_C_STYLE, py_divmod, "quotient and remainder"},
    {"format", "value, format_spec='', /", 1, 2, BUILTIN_C_STYLE, py_format, "formatted text"},
    {"getattr", "object, name, default=..., /", 2, 3, BUILTIN_C_STYLE, py_getattr, "an attribute"},
    {"globals", "", 0, 0, BUILTIN_C_STYLE, py_globals, "the names of the module"},
    {"hasattr", "obj, name, /", 2, 2, BUILTIN_C_STYLE, py_hasattr, "whether there is an attribute"},
    {"hash", "obj, /", 1, 1, BUILTIN_C_STYLE, py_hash, "a number that equal values share"},
    {"hex", "number, /", 1, 1, BUILTIN_C_STYLE, py_hex, "in base 16"},
    {"isinstance", "obj, class_or_tuple, /", 2, 2, BUILTIN_C_STYLE, py_isinstance, "whether it is of a class"},
    {"issubclass", "cls, class_or_tuple, /", 2, 2, BUILTIN_C_STYLE, py_issubclass, "whether it derives from a class"},
    {"locals", "", 0, 0, BUILTIN_C_STYLE, py_locals, "the names of the module, in its body"},
    {"oct", "number, /", 1, 1, BUILTIN_C_STYLE, py_oct, "in base 8"},
    {"open", "open(file, " FILE_OPEN_PARAMS ", closefd=True, opener=None)", 1, 8, BUILTIN_ROOT, py_open,
     "a file of the project, to read"},
    {"ord", "c, /", 1, 1, BUILTIN_C_STYLE, py_ord, "the number of a character"},
    {"pow", "base, exp, mod=None", 2, 3, 0, py_pow, "a power"},
    {"print", "print(*values, sep=' ', end='', file=None, flush=False)", 0, UINT8_MAX, 0, py_print, "nothing here"},
    {"repr", "obj, /", 1, 1, BUILTIN_C_STYLE, py_repr, "as Python writes it"},
    {"round", "number, ndigits=None", 1, 2, 0, py_round, "rounded, half to even"},
    {"setattr", "obj, name, value, /", 3, 3, BUILTIN_C_STYLE, py_setattr, "sets an attribute"},
    {"type", "object, /, *bases", 1, UINT8_MAX, BUILTIN_C_STYLE, py_type, "the class of a value"},
    {"vars", "object=..., /", 0, 1, BUILTIN_C_STYLE, py_vars, "the attributes of an object"},
};
static const BuiltinTable PYTHON_FUNCTIONS = BUILTIN_TABLE(FUNCTIONS);

static const struct {
  const char *name;
  const Type *type;
} CLASSES[] = {{"bool", &TYPE_BOOL},   {"bytes", &TYPE_BYTES},         {"dict", &TYPE_DICT},
               {"float", &TYPE_FLOAT}, {"frozenset", &TYPE_FROZENSET}, {"int", &TYPE_INT},
               {"list", &TYPE_LIST},   {"object", &TYPE_OBJECT},       {"range", &TYPE_RANGE},
               {"set", &TYPE_SET},     {"slice", &TYPE_SLICE},         {"str", &TYPE_STR},
               {"tuple", &TYPE_TUPLE}};

static Value value_of_not_implemented(void) {
  static const Object BODY = {.head = {&TYPE_NOT_IMPLEMENTED}};
  return (Value){.kind = V_OBJECT, .head = &BODY.head};
}

Value python_builtin(Str name) {
  static const Builtin *const METHODS[] = {&CLASS_STATICMETHOD, &CLASS_CLASSMETHOD, &CLASS_PROPERTY, &CLASS_SUPER};
  for (size_t i = 0; i < COUNT(CLASSES); i++)
    if (str_is(name, CLASSES[i].name)) return value_of_type(CLASSES[i].type);
  for (size_t i = 0; i < COUNT(METHODS); i++)
    if (str_is(name, METHODS[i]->name)) return value_of_builtin(METHODS[i]);
  const Builtin *row = table_find(PYTHON_FUNCTIONS, name);
  if (!row) row = table_find(PYTHON_SEQUENCES, name);
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
  for (size_t i = 0; i < COUNT(NAMES); i++)
    if (str_is(name, NAMES[i])) return true;
  return false;
}
