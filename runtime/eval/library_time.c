#include <math.h>

#include "runtime/core/workspace.h"
#include "runtime/eval/library_modules.h"
#include "runtime/eval/text.h"
#include "runtime/value/int.h"
#include "runtime/value/types.h"

/* time, traceback and pprint, as far as what only computes needs them. */

/* ---- time: the zone of the machine is taken to be UTC, as everywhere ---- */

static void now(Heap *heap, int64_t *seconds, int32_t *micros) {
  heap->inputs_read |= INPUT_CLOCK;
  workspace_now(heap->workspace, seconds, micros);
}

static Value time_time(Heap *heap, Value self, const Value *args) {
  int64_t seconds;
  int32_t micros;
  (void)self, (void)args;
  now(heap, &seconds, &micros);
  return value_float((double)seconds + (double)micros / 1e6);
}

static Value time_ns(Heap *heap, Value self, const Value *args) {
  int64_t seconds;
  int32_t micros;
  (void)self, (void)args;
  now(heap, &seconds, &micros);
  Value whole = int_binary(heap, OP_MUL, value_int(seconds), value_int(1000000000)); /* beyond int64 from 2262 on */
  return int_binary(heap, OP_ADD, whole, value_int((int64_t)micros * 1000));
}

static Value some_clock(Heap *heap, Value self, const Value *args) {
  (void)self, (void)args;
  return value_unknown(heap, STR("a clock that begins anywhere"));
}

static Value sleep(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (value_passes(args[0])) return args[0];
  if (!value_is_number(args[0]))
    return value_raise(heap, EXC_TYPE, "'%s' object cannot be interpreted as an integer", value_type_name(args[0]));
  if (args[0].kind == V_FLOAT && isnan(args[0].f))
    return value_raise(heap, EXC_VALUE, "Invalid value NaN (not a number)");
  bool is_negative = args[0].kind == V_FLOAT ? args[0].f < 0 : int_sign(args[0]) < 0;
  return is_negative ? value_raise(heap, EXC_VALUE, "sleep length must be non-negative") : VALUE_NONE;
}

/* A struct_time of UTC, of a whole number of seconds or of now. */
static Value broken_down(Heap *heap, Value self, const Value *args) {
  int64_t seconds;
  int32_t micros;
  (void)self;
  if (!value_given(args[0])) now(heap, &seconds, &micros);
  else if (args[0].kind == V_INT) seconds = args[0].i;
  else return value_unsupported(heap, "such a number of seconds");
  Value given = value_int(seconds), class = value_of_type(&TYPE_DATETIME);
  Value at = heap->call(heap, op_attr(heap, class, STR("utcfromtimestamp")), &given, 1, NULL);
  if (value_is_error(at)) return at;
  Value parts = heap->call(heap, op_attr(heap, at, STR("timetuple")), NULL, 0, NULL);
  if (parts.kind == V_TUPLE) parts.list->at[parts.list->n - 1] = value_int(0); /* no summer time in UTC */
  return parts;
}

/* Codes of what a struct_time says besides its numbers. */
static bool says_zone(Str format) {
  for (size_t i = 0; i + 1 < format.n; i++) {
    if (format.p[i] != '%') continue;
    while (i + 1 < format.n && !(format.p[i + 1] >= 'A' && format.p[i + 1] <= 'z') && format.p[i + 1] != '%') i++;
    if (i + 1 < format.n && strchr("zZsfc", format.p[++i])) return true;
  }
  return false;
}

enum { DATETIME_PARTS = 6 };

static Value format_time(Heap *heap, Value self, const Value *args) {
  Value parts = value_given(args[1]) ? args[1] : broken_down(heap, self, &args[1]);
  if (value_is_error(parts)) return parts;
  bool fits = value_is_str(args[0]) && value_type(parts) == &TYPE_STRUCT_TIME && !says_zone(value_text(args[0]));
  if (!fits) return value_unsupported(heap, "such a call of 'time.strftime'");
  Value at = heap->call(heap, value_of_type(&TYPE_DATETIME), parts.list->at, DATETIME_PARTS, NULL);
  return value_is_error(at) ? at : heap->call(heap, op_attr(heap, at, STR("strftime")), args, 1, NULL);
}

static bool names(Str format, const char *code) { return str_find(format, str_of(code), 0) != SIZE_MAX; }

/* What differs from a datetime: leap seconds, the 29th of February of no year, and what the name of a zone says of
 * summer time. */
static bool is_beyond_datetime(Value read, Str format) {
  Str error = value_is_error(read) ? read.exc->message : STR("");
  bool has_year = names(format, "%Y") || names(format, "%y");
  return str_starts(error, STR("second must")) || names(format, "%Z") ||
         (str_starts(error, STR("day is out of range")) && !has_year);
}

/* Whether the text names a day of the week or the year, which is kept as it is read, and may name another than the
 * date's. */
static bool names_another_day(Heap *heap, Value read, const Value *given) {
  static const char *const CODES[] = {"%a", "%A", "%w", "%u", "%j", "%c"};
  bool is_named = false;
  for (size_t i = 0; i < COUNT(CODES); i++) is_named |= names(value_text(given[1]), CODES[i]);
  if (!is_named || value_is_error(read)) return false;
  Value written = heap->call(heap, op_attr(heap, read, STR("strftime")), &given[1], 1, NULL);
  return !value_is_str(written) || !str_eq(value_text(written), value_text(given[0]));
}

static Value read_time(Heap *heap, Value self, const Value *args) {
  static const Str LIKE_CTIME = STR_INIT("%a %b %d %H:%M:%S %Y");
  (void)self;
  Value given[] = {args[0], args[1].kind == V_ABSENT ? value_str(LIKE_CTIME) : args[1]};
  for (int i = 0; i < 2; i++)
    if (!value_is_str(given[i]))
      return value_raise(heap, EXC_TYPE, "strptime() argument %d must be str, not <class '%s'>", i,
                         value_type_name(given[i]));
  Value class = value_of_type(&TYPE_DATETIME);
  Value at = heap->call(heap, op_attr(heap, class, STR("strptime")), given, 2, NULL);
  if (is_beyond_datetime(at, value_text(given[1])) || names_another_day(heap, at, given))
    return value_unsupported(heap, "such a call of 'time.strptime'");
  return value_is_error(at) ? at : heap->call(heap, op_attr(heap, at, STR("timetuple")), NULL, 0, NULL);
}

static const Builtin TIME[] = {
    {"gmtime", "seconds=None, /", 0, 1, BUILTIN_C_STYLE, broken_down, "seconds since 1970 as a date and time"},
    {"localtime", "seconds=None, /", 0, 1, BUILTIN_C_STYLE, broken_down, "the same, in UTC"},
    {"monotonic", "", 0, 0, BUILTIN_C_STYLE, some_clock, "a clock: not known"},
    {"perf_counter", "", 0, 0, BUILTIN_C_STYLE, some_clock, "a clock: not known"},
    {"sleep", "secs, /", 1, 1, BUILTIN_C_STYLE, sleep, "nothing here"},
    {"strftime", "format, t=None, /", 1, 2, BUILTIN_C_STYLE, format_time, "a date and time as text"},
    {"strptime", "string, format='%a %b %d %H:%M:%S %Y', /", 1, 2, BUILTIN_C_STYLE, read_time,
     "text as a date and time"},
    {"time", "", 0, 0, BUILTIN_C_STYLE | BUILTIN_CLOCK, time_time, "seconds since 1970"},
    {"time_ns", "", 0, 0, BUILTIN_C_STYLE | BUILTIN_CLOCK, time_ns, "nanoseconds since 1970"},
};

Value library_time(Heap *heap, Str name) {
  static const BuiltinTable TABLE = BUILTIN_TABLE(TIME);
  (void)heap;
  return str_is(name, "struct_time") ? value_of_type(&TYPE_STRUCT_TIME) : library_row(TABLE, name);
}

/* ---- traceback, pprint ---- */

static Value print_nothing(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self, (void)args;
  return VALUE_NONE;
}

static Value told(Heap *heap, Value self, const Value *args) {
  (void)self, (void)args;
  return value_unknown(heap, STR("the text of a traceback"));
}

static const Builtin TRACEBACK[] = {
    {"format_exc", "format_exc(limit=None, chain=True)", 0, 2, 0, told, "a text: not known"},
    {"print_exc", "print_exc(limit=None, file=None, chain=True)", 0, 3, 0, print_nothing, "nothing here"},
};

const BuiltinTable LIBRARY_TRACEBACK = BUILTIN_TABLE(TRACEBACK);

static Value pformat(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (args[1].kind == V_DICT && args[1].dict->live) return value_unsupported(heap, "'pformat' with such arguments");
  return text_pprint(heap, args[0]);
}

static const Builtin PPRINT[] = {
    {"pformat", "pformat(object, **options)", 1, 1, 0, pformat, "a value as text of 80 columns"},
    {"pprint", "pprint(object, **options)", 1, 1, 0, print_nothing, "nothing here"},
};

const BuiltinTable LIBRARY_PPRINT = BUILTIN_TABLE(PPRINT);
