#include "runtime/core/limits.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/types.h"

/* dateutil.relativedelta: spans of years, months and days, and parts of a date that they set. dateutil comes with
 * Dagster, so that it is there wherever a project loads. Leap days and days of the year are not evaluated. Of
 * dateutil.tz: the zones of one offset (runtime/value/dateutil_tz.c). */

enum { YEARS, MONTHS, DAYS, HOURS, MINUTES, SECONDS, MICROSECONDS, RELATIVE_COUNT };
enum { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, MICROSECOND, ABSOLUTE_COUNT };

static const char *const RELATIVE[] = {"years", "months", "days", "hours", "minutes", "seconds", "microseconds"};
static const char *const ABSOLUTE[] = {"year", "month", "day", "hour", "minute", "second", "microsecond"};

typedef struct RelativeDelta {
  int64_t by[RELATIVE_COUNT];
  int64_t to[ABSOLUTE_COUNT];
  bool sets[ABSOLUTE_COUNT];
  const struct Weekday *weekday; /* NULL: none */
} RelativeDelta;

/* `MO`, and `MO(-1)`: the last Monday not behind a date. */
typedef struct Weekday {
  int day;      /* 0: Monday */
  int64_t nth; /* 0: none is said, which means the first */
} Weekday;

static const Type *relative_type(void);

static Value wrap(Heap *heap, RelativeDelta delta) {
  RelativeDelta *body = ARENA_NEW(heap->arena, RelativeDelta);
  *body = delta;
  return object_new(heap, relative_type(), (Object){.state = body});
}

static const RelativeDelta *body_of(Value v) {
  return v.kind == V_OBJECT && value_type(v) == relative_type() ? v.object->state : NULL;
}

/* ---- weekdays ---- */

static const char *const WEEKDAYS[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

static void weekday_repr(Heap *heap, Buf *buf, Value v) {
  const Weekday *weekday = v.object->state;
  (void)heap;
  buf_puts(buf, WEEKDAYS[weekday->day]);
  if (weekday->nth) buf_printf(buf, "(%+lld)", (long long)weekday->nth);
}

static Value weekday_nth(Heap *heap, Value self, const Value *args);

static const Builtin WEEKDAY_METHODS[] = {
    {"__call__", "__call__(n)", 1, 1, 0, weekday_nth, "the n-th such day"},
};
static Value weekday_attr(Heap *heap, Value v, Str name) {
  const Weekday *weekday = v.object->state;
  (void)heap;
  if (str_is(name, "weekday")) return value_int(weekday->day);
  if (str_is(name, "n")) return weekday->nth ? value_int(weekday->nth) : VALUE_NONE;
  return VALUE_ABSENT;
}

static bool weekday_equal(Heap *heap, Value a, Value b) {
  (void)heap;
  const Weekday *left = a.object->state, *right = b.object->state;
  return left->day == right->day && left->nth == right->nth;
}

static bool weekday_hash(Heap *heap, Value v, uint64_t *out) {
  const Weekday *weekday = v.object->state;
  (void)heap;
  return *out = (uint64_t)weekday->nth * 7 + (uint64_t)weekday->day, true;
}

static const Type TYPE_WEEKDAY = {.name = "weekday",
                                  .full_name = "dateutil._common.weekday",
                                  .methods = BUILTIN_TABLE(WEEKDAY_METHODS),
                                  .repr = weekday_repr,
                                  .attr = weekday_attr,
                                  .equal = weekday_equal,
                                  .hash = weekday_hash};

static Value weekday_new(Heap *heap, int day, int64_t nth) {
  Weekday *weekday = ARENA_NEW(heap->arena, Weekday);
  *weekday = (Weekday){day, nth};
  return object_new(heap, &TYPE_WEEKDAY, (Object){.state = weekday});
}

static Value weekday_nth(Heap *heap, Value self, const Value *args) {
  bool fits = args[0].kind == V_INT && args[0].i > -1000000 && args[0].i < 1000000;
  if (!fits) return value_unsupported(heap, "such a weekday of 'relativedelta'");
  return weekday_new(heap, ((const Weekday *)self.object->state)->day, args[0].i);
}

/* A weekday, or its number from Monday on, or back from Sunday. */
static const Weekday *weekday_of(Heap *heap, Value v) {
  bool is_number = (v.kind == V_INT || v.kind == V_BOOL) && v.i >= -7 && v.i < 7;
  if (is_number) v = weekday_new(heap, (int)(v.i + 7) % 7, 0);
  return v.kind == V_OBJECT && value_type(v) == &TYPE_WEEKDAY ? v.object->state : NULL;
}

static Value moved_to_weekday(Heap *heap, Value date, const Weekday *weekday) {
  Value now = heap->call(heap, op_attr(heap, date, STR("weekday")), NULL, 0, NULL), keywords = value_dict(heap);
  if (value_passes(now)) return now;
  int64_t weeks = weekday->nth < 0 ? -weekday->nth - 1 : weekday->nth ? weekday->nth - 1 : 0;
  int64_t days = weekday->nth < 0 ? -((now.i - weekday->day + 7) % 7 + 7 * weeks)
                                  : (7 - now.i + weekday->day) % 7 + 7 * weeks;
  dict_put(heap, keywords.dict, value_str(STR("days")), value_int(days));
  Value span = heap->call(heap, value_of_type(&TYPE_TIMEDELTA), NULL, 0, keywords.dict);
  return value_passes(span) ? span : op_binary(heap, OP_ADD, date, span);
}

static bool same_weekday(const Weekday *a, const Weekday *b) {
  int64_t nth_a = a && a->nth ? a->nth : 1, nth_b = b && b->nth ? b->nth : 1;
  return a && b ? a->day == b->day && nth_a == nth_b : a == b;
}

/* Moves what is too much of `small` to `large`, both with the sign that they have. */
static void carry(RelativeDelta *delta, int small, int large, int64_t unit) {
  int64_t sign = delta->by[small] < 0 ? -1 : 1, size = delta->by[small] * sign;
  if (size < unit) return;
  delta->by[small] = size % unit * sign;
  delta->by[large] += size / unit * sign;
}

static void normalize(RelativeDelta *delta) {
  carry(delta, MICROSECONDS, SECONDS, 1000000);
  carry(delta, SECONDS, MINUTES, 60);
  carry(delta, MINUTES, HOURS, 60);
  carry(delta, HOURS, DAYS, 24);
  carry(delta, MONTHS, YEARS, 12);
}

/* ---- making: the arguments in the order of dateutil's signature ---- */

enum { ARG_DT1, ARG_DT2, ARG_YEARS, ARG_MONTHS, ARG_DAYS, ARG_LEAPDAYS, ARG_WEEKS, ARG_HOURS, ARG_MINUTES, ARG_SECONDS,
       ARG_MICROSECONDS, ARG_YEAR, ARG_MONTH, ARG_DAY, ARG_WEEKDAY, ARG_YEARDAY, ARG_NLYEARDAY, ARG_HOUR };

static Value whole(Heap *heap, Value v, int64_t *out) {
  if (v.kind == V_ABSENT) return VALUE_NONE;
  bool fits = (v.kind == V_INT || v.kind == V_BOOL) && v.i > -1000000000000 && v.i < 1000000000000;
  return fits ? (*out = v.i, VALUE_NONE) : value_unsupported(heap, "such an argument of 'relativedelta'");
}

static Value added(Heap *heap, const RelativeDelta *delta, Value date, int64_t sign);

static RelativeDelta of_months(int64_t months) {
  RelativeDelta delta = {.by = {[MONTHS] = months}};
  normalize(&delta);
  return delta;
}

/* From one date to another: as many whole months as fit between them, and what is left. */
static Value difference(Heap *heap, Value to, Value from) {
  Value stop = VALUE_ABSENT;
  bool fits = to.kind == from.kind && (to.kind == V_DATE || to.kind == V_DATETIME);
  if (!fits) return value_unsupported(heap, "such an argument of 'relativedelta'");
  int64_t months = (op_attr(heap, to, STR("year")).i - op_attr(heap, from, STR("year")).i) * 12 +
                   op_attr(heap, to, STR("month")).i - op_attr(heap, from, STR("month")).i;
  Value is_back = op_compare(heap, OP_LT, to, from);
  if (value_passes(is_back)) return is_back;
  for (;;) {
    RelativeDelta delta = of_months(months);
    Value reached = added(heap, &delta, from, 1);
    Value is_beyond = value_passes(reached) ? reached : op_compare(heap, is_back.i ? OP_GT : OP_LT, to, reached);
    if (value_passes(is_beyond)) return is_beyond;
    if (op_truth(heap, is_beyond, &stop)) {
      months += is_back.i ? 1 : -1;
      continue;
    }
    Value left = op_binary(heap, OP_SUB, to, reached);
    if (value_passes(left)) return left;
    delta.by[SECONDS] = op_attr(heap, left, STR("seconds")).i + op_attr(heap, left, STR("days")).i * 86400;
    delta.by[MICROSECONDS] = op_attr(heap, left, STR("microseconds")).i;
    normalize(&delta);
    return wrap(heap, delta);
  }
}

static Value construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  static const int REFUSED[] = {ARG_LEAPDAYS, ARG_YEARDAY, ARG_NLYEARDAY};
  if (value_given(args[ARG_DT1]) && value_given(args[ARG_DT2])) return difference(heap, args[ARG_DT1], args[ARG_DT2]);
  static const int FROM[] = {ARG_YEARS, ARG_MONTHS, ARG_DAYS, ARG_HOURS, ARG_MINUTES, ARG_SECONDS, ARG_MICROSECONDS};
  static const int TO[] = {ARG_YEAR, ARG_MONTH, ARG_DAY, ARG_HOUR, ARG_HOUR + 1, ARG_HOUR + 2, ARG_HOUR + 3};
  RelativeDelta delta = {0};
  int64_t weeks = 0;
  Value error = whole(heap, args[ARG_WEEKS], &weeks);
  for (size_t i = 0; i < COUNT(REFUSED); i++)
    if (value_given(args[REFUSED[i]])) return value_unsupported(heap, "such an argument of 'relativedelta'");
  for (int i = 0; i < RELATIVE_COUNT && !value_is_error(error); i++) error = whole(heap, args[FROM[i]], &delta.by[i]);
  for (int i = 0; i < ABSOLUTE_COUNT && !value_is_error(error); i++) {
    delta.sets[i] = value_given(args[TO[i]]);
    if (delta.sets[i]) error = whole(heap, args[TO[i]], &delta.to[i]);
  }
  if (value_is_error(error)) return error;
  if (value_given(args[ARG_WEEKDAY])) delta.weekday = weekday_of(heap, args[ARG_WEEKDAY]);
  if (value_given(args[ARG_WEEKDAY]) && !delta.weekday)
    return value_unsupported(heap, "such an argument of 'relativedelta'");
  delta.by[DAYS] += weeks * 7;
  normalize(&delta);
  return wrap(heap, delta);
}

/* ---- adding to a date ---- */

static int days_in(int64_t year, int64_t month) {
  static const int DAYS_OF[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return DAYS_OF[month - 1] + (month == 2 && leap);
}

static Value replaced(Heap *heap, Value date, const RelativeDelta *delta, int64_t year, int64_t month, int64_t day) {
  Value keywords = value_dict(heap);
  int64_t parts[ABSOLUTE_COUNT] = {year, month, day};
  for (int i = 0; i < ABSOLUTE_COUNT; i++) {
    if (i > DAY && !delta->sets[i]) continue;
    dict_put(heap, keywords.dict, value_str(str_of(ABSOLUTE[i])), value_int(i > DAY ? delta->to[i] : parts[i]));
  }
  return heap->call(heap, op_attr(heap, date, STR("replace")), NULL, 0, keywords.dict);
}

static bool has_time(const RelativeDelta *delta) {
  for (int i = HOURS; i < RELATIVE_COUNT; i++)
    if (delta->by[i]) return true;
  for (int i = HOUR; i < ABSOLUTE_COUNT; i++)
    if (delta->sets[i]) return true;
  return false;
}

static Value midnight(Heap *heap, Value date) {
  Value parts[] = {op_attr(heap, date, STR("year")), op_attr(heap, date, STR("month")),
                   op_attr(heap, date, STR("day"))};
  return heap->call(heap, value_of_type(&TYPE_DATETIME), parts, 3, NULL);
}

static Value added(Heap *heap, const RelativeDelta *delta, Value date, int64_t sign) {
  if (date.kind == V_DATE && has_time(delta)) date = midnight(heap, date);
  int64_t year = op_attr(heap, date, STR("year")).i, month = op_attr(heap, date, STR("month")).i;
  int64_t day = delta->to[DAY] ? delta->to[DAY] : op_attr(heap, date, STR("day")).i; /* 0 is none to dateutil */
  year = (delta->to[YEAR] ? delta->to[YEAR] : year) + sign * delta->by[YEARS];
  if (delta->to[MONTH]) month = delta->to[MONTH];
  if (month < 1 || month > 12) return value_unsupported(heap, "such a month of a 'relativedelta'");
  month += sign * delta->by[MONTHS];
  if (month > 12) year++, month -= 12;
  else if (month < 1) year--, month += 12;
  bool valid = year >= 1 && year <= 9999;
  if (!valid) return value_raise(heap, EXC_VALUE, "year %lld is out of range", (long long)year);
  if (day > days_in(year, month)) day = days_in(year, month);
  Value base = replaced(heap, date, delta, year, month, day);
  if (value_passes(base)) return base;
  Value keywords = value_dict(heap);
  for (int i = DAYS; i < RELATIVE_COUNT; i++)
    dict_put(heap, keywords.dict, value_str(str_of(RELATIVE[i])), value_int(sign * delta->by[i]));
  Value span = heap->call(heap, value_of_type(&TYPE_TIMEDELTA), NULL, 0, keywords.dict);
  Value sum = value_passes(span) ? span : op_binary(heap, OP_ADD, base, span);
  return value_passes(sum) || !delta->weekday ? sum : moved_to_weekday(heap, sum, delta->weekday);
}

static Value summed(Heap *heap, const RelativeDelta *a, const RelativeDelta *b, int64_t sign) {
  RelativeDelta sum = *a;
  for (int i = 0; i < RELATIVE_COUNT; i++) sum.by[i] = a->by[i] + sign * b->by[i];
  for (int i = 0; i < ABSOLUTE_COUNT; i++) {
    const RelativeDelta *from = sign > 0 ? (b->sets[i] ? b : a) : (a->sets[i] ? a : b);
    sum.sets[i] = from->sets[i];
    sum.to[i] = from->to[i];
  }
  const Weekday *first = sign > 0 ? b->weekday : a->weekday, *second = sign > 0 ? a->weekday : b->weekday;
  sum.weekday = first ? first : second;
  normalize(&sum);
  return wrap(heap, sum);
}

static Value scaled(Heap *heap, const RelativeDelta *a, Value factor) {
  RelativeDelta out = *a;
  int64_t by = 0;
  Value error = whole(heap, factor, &by);
  if (value_is_error(error)) return error;
  for (int i = 0; i < RELATIVE_COUNT; i++)
    if (__builtin_mul_overflow(a->by[i], by, &out.by[i])) return value_unsupported(heap, "so long a 'relativedelta'");
  normalize(&out);
  return wrap(heap, out);
}

static Value binary(Heap *heap, int op, Value a, Value b) {
  const RelativeDelta *left = body_of(a), *right = body_of(b);
  bool dated_left = a.kind == V_DATE || a.kind == V_DATETIME, dated_right = b.kind == V_DATE || b.kind == V_DATETIME;
  if (right && dated_left && (op == OP_ADD || op == OP_SUB)) return added(heap, right, a, op == OP_ADD ? 1 : -1);
  if (left && dated_right && op == OP_ADD) return added(heap, left, b, 1);
  if (left && right && (op == OP_ADD || op == OP_SUB)) return summed(heap, left, right, op == OP_ADD ? 1 : -1);
  if (op == OP_MUL && left && b.kind == V_INT) return scaled(heap, left, b);
  if (op == OP_MUL && right && a.kind == V_INT) return scaled(heap, right, a);
  return value_unsupported(heap, "such an operator of a 'relativedelta'");
}

/* ---- as a value ---- */

static bool equal(Heap *heap, Value a, Value b) {
  (void)heap;
  const RelativeDelta *left = body_of(a), *right = body_of(b);
  bool same = left && right && same_weekday(left->weekday, right->weekday);
  for (int i = 0; i < RELATIVE_COUNT && same; i++) same = left->by[i] == right->by[i];
  for (int i = 0; i < ABSOLUTE_COUNT && same; i++)
    same = left->sets[i] == right->sets[i] && left->to[i] == right->to[i];
  return same;
}

static bool hash(Heap *heap, Value v, uint64_t *out) {
  (void)heap;
  const RelativeDelta *delta = body_of(v);
  *out = 17;
  for (int i = 0; i < RELATIVE_COUNT; i++) *out = *out * 31 + (uint64_t)delta->by[i];
  for (int i = 0; i < ABSOLUTE_COUNT; i++) *out = *out * 31 + (uint64_t)delta->to[i];
  return true;
}

static bool truth(Value v) {
  const RelativeDelta *delta = body_of(v);
  for (int i = 0; i < RELATIVE_COUNT; i++)
    if (delta->by[i]) return true;
  for (int i = 0; i < ABSOLUTE_COUNT; i++)
    if (delta->sets[i]) return true;
  return delta->weekday != NULL;
}

static void repr(Heap *heap, Buf *buf, Value v) {
  const RelativeDelta *delta = body_of(v);
  bool first = true;
  buf_puts(buf, "relativedelta(");
  for (int i = 0; i < RELATIVE_COUNT; i++) {
    if (!delta->by[i]) continue;
    buf_printf(buf, "%s%s=%+g", first ? "" : ", ", RELATIVE[i], (double)delta->by[i]);
    first = false;
  }
  for (int i = 0; i < ABSOLUTE_COUNT; i++) {
    if (i == HOUR && delta->weekday) {
      buf_puts(buf, first ? "weekday=" : ", weekday=");
      weekday_repr(heap, buf, (Value){.kind = V_OBJECT, .object = &(Object){.state = (void *)delta->weekday}});
      first = false;
    }
    if (!delta->sets[i]) continue;
    buf_printf(buf, "%s%s=%lld", first ? "" : ", ", ABSOLUTE[i], (long long)delta->to[i]);
    first = false;
  }
  buf_char(buf, ')');
}

static Value attr(Heap *heap, Value v, Str name) {
  const RelativeDelta *delta = body_of(v);
  if (str_is(name, "weeks")) return value_int(delta->by[DAYS] / 7);
  if (str_is(name, "weekday"))
    return delta->weekday ? weekday_new(heap, delta->weekday->day, delta->weekday->nth) : VALUE_NONE;
  for (int i = 0; i < RELATIVE_COUNT; i++)
    if (str_is(name, RELATIVE[i])) return value_int(delta->by[i]);
  for (int i = 0; i < ABSOLUTE_COUNT; i++)
    if (str_is(name, ABSOLUTE[i])) return delta->sets[i] ? value_int(delta->to[i]) : VALUE_NONE;
  return value_unsupported(heap, "'%.*s' of a 'relativedelta'", STR_FMT(name));
}

static Value special(Heap *heap, Value v, const char *name, const Value *args, size_t n) {
  RelativeDelta negative = *body_of(v);
  (void)args, (void)n;
  if (!str_is(str_of(name), "__neg__")) return VALUE_ABSENT;
  for (int i = 0; i < RELATIVE_COUNT; i++) negative.by[i] = -negative.by[i];
  return wrap(heap, negative);
}

static const Type TYPE_RELATIVE_DELTA = {
    .name = "relativedelta",
    .full_name = "dateutil.relativedelta.relativedelta",
    .repr = repr,
    .truth = truth,
    .equal = equal,
    .hash = hash,
    .attr = attr,
    .binary = binary,
    .special = special,
    .construct = construct,
    .construct_params = "dt1=None, dt2=None, years=0, months=0, days=0, leapdays=0, weeks=0, hours=0, minutes=0, "
                        "seconds=0, microseconds=0, year=None, month=None, day=None, weekday=None, yearday=None, "
                        "nlyearday=None, hour=None, minute=None, second=None, microsecond=None"};
static const Type *relative_type(void) { return &TYPE_RELATIVE_DELTA; }

Value library_relativedelta(Heap *heap, Str name) {
  for (int day = 0; day < 7; day++)
    if (str_is(name, WEEKDAYS[day])) return weekday_new(heap, day, 0);
  return str_is(name, "relativedelta") ? value_of_type(&TYPE_RELATIVE_DELTA) : VALUE_ABSENT;
}

/* ---- dateutil.tz ---- */

static Value tzutc(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self, (void)args;
  return (Value){.kind = V_TZINFO, .tz = &TZ_DATEUTIL_UTC};
}

static Value tzlocal(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self, (void)args;
  return (Value){.kind = V_TZINFO, .tz = &TZ_DATEUTIL_LOCAL};
}

/* Seconds, or a timedelta. */
static Value tzoffset(Heap *heap, Value self, const Value *args) {
  (void)self;
  int64_t seconds;
  bool is_delta = args[1].kind == V_TIMEDELTA && !args[1].delta->micros;
  bool is_known = (value_is_str(args[0]) || args[0].kind == V_NONE) && (is_delta || value_index(args[1], &seconds));
  if (is_delta) seconds = (int64_t)args[1].delta->days * SECONDS_PER_DAY + args[1].delta->seconds;
  if (!is_known || seconds <= -SECONDS_PER_DAY || seconds >= SECONDS_PER_DAY)
    return value_unsupported(heap, "'tzoffset' of such arguments");
  Str abbreviation = value_is_str(args[0]) ? str_copy(heap->arena, value_text(args[0])) : (Str){NULL, 0};
  Str shown = value_repr(heap, args[0]);
  shown = str_printf(heap->arena, "tzoffset(%.*s, %d)", STR_FMT(shown), (int)seconds);
  return (Value){.kind = V_TZINFO, .tz = tz_dateutil(heap->arena, shown, (int32_t)seconds, abbreviation)};
}

static const Builtin ZONES[] = {
    {"tzlocal", "tzlocal()", 0, 0, 0, tzlocal, "the machine's zone"},
    {"tzoffset", "tzoffset(name, offset)", 2, 2, 0, tzoffset, "one offset"},
    {"tzutc", "tzutc()", 0, 0, 0, tzutc, "UTC"},
};

Value library_dateutil_tz(Heap *heap, Str name) {
  (void)heap;
  if (str_is(name, "UTC")) return (Value){.kind = V_TZINFO, .tz = &TZ_DATEUTIL_UTC};
  return library_row((BuiltinTable)BUILTIN_TABLE(ZONES), name);
}
