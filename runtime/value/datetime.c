#include <math.h>
#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/core/workspace.h"
#include "runtime/time/strftime.h"
#include "runtime/value/format.h"
#include "runtime/value/int.h"
#include "runtime/value/types.h"

/* datetime.date, datetime.time and datetime.datetime. All three keep a Civil and use their part of it. */

static Value make(Heap *heap, uint8_t kind, Civil civil) {
  Value v = value_datetime(heap, civil);
  v.kind = kind;
  return v;
}

static Value out_of_range(Heap *heap) { return value_raise(heap, EXC_OVERFLOW, "date value out of range"); }

/* ---- fields, as the constructors and replace() take them ---- */

typedef enum FieldName { F_YEAR, F_MONTH, F_DAY, F_HOUR, F_MINUTE, F_SECOND, F_MICRO, F_FOLD, F_COUNT } FieldName;

static const struct {
  const char *name;
  int32_t least, most;
} fields[] = {
    {"year", 1, 9999}, {"month", 1, 12},  {"day", 1, 31},          {"hour", 0, 23},
    {"minute", 0, 59}, {"second", 0, 59}, {"microsecond", 0, 999999}, {"fold", 0, 1},
};

static Value bad_field(Heap *heap, int field, int64_t value) {
  if (field == F_YEAR) return value_raise(heap, EXC_VALUE, "year %lld is out of range", (long long)value);
  if (field == F_DAY) return value_raise(heap, EXC_VALUE, "day is out of range for month");
  if (field == F_FOLD) return value_raise(heap, EXC_VALUE, "fold must be either 0 or 1");
  return value_raise(heap, EXC_VALUE, "%s must be in %d..%d", fields[field].name, (int)fields[field].least,
                     (int)fields[field].most);
}

static void get_fields(const Civil *c, int64_t values[F_COUNT]) {
  const int64_t now[] = {c->year, c->month, c->day, c->hour, c->minute, c->second, c->micro, c->fold};
  memcpy(values, now, sizeof now);
}

/* Checks the fields `first`..F_FOLD in Python's order and makes the Civil. */
static Value set_fields(Heap *heap, const int64_t values[F_COUNT], int first, Civil *civil) {
  for (int i = first; i < F_COUNT; i++) {
    bool day_of_month =
        i == F_DAY && values[i] > 28 && values[i] > civil_month_days((int)values[F_YEAR], (int)values[F_MONTH]);
    if (values[i] < fields[i].least || values[i] > fields[i].most || day_of_month) return bad_field(heap, i, values[i]);
  }
  civil->year = (int16_t)values[F_YEAR];
  civil->month = (uint8_t)values[F_MONTH];
  civil->day = (uint8_t)values[F_DAY];
  civil->hour = (uint8_t)values[F_HOUR];
  civil->minute = (uint8_t)values[F_MINUTE];
  civil->second = (uint8_t)values[F_SECOND];
  civil->micro = (uint32_t)values[F_MICRO];
  civil->fold = (uint8_t)values[F_FOLD];
  return VALUE_NONE;
}

static Value take_field(Heap *heap, Value arg, int64_t *into) {
  if (arg.kind == V_ABSENT) return VALUE_NONE;
  if (arg.kind == V_BIGINT) return value_raise(heap, EXC_OVERFLOW, "Python int too large to convert to C long");
  Value done = value_need_int(heap, arg, into);
  if (value_is_error(done)) return done;
  if (*into > INT32_MAX) return value_raise(heap, EXC_OVERFLOW, "signed integer is greater than maximum");
  if (*into < INT32_MIN) return value_raise(heap, EXC_OVERFLOW, "signed integer is less than minimum");
  return VALUE_NONE;
}

static Value take_tz(Heap *heap, Value arg, const Tz **tz) {
  if (arg.kind == V_ABSENT) return VALUE_NONE;
  if (arg.kind == V_NONE) return *tz = NULL, VALUE_NONE;
  if (arg.kind == V_TZINFO) return *tz = arg.tz, VALUE_NONE;
  return value_raise(heap, EXC_TYPE, "tzinfo argument must be None or of a tzinfo subclass, not type '%s'",
                     value_type_name(arg));
}

/* The parameters of each kind are fields first..last, then tzinfo and fold where there is a time. `fold_first`: that is
 * looked at before the others. */
static Value from_args(Heap *heap, uint8_t kind, const Value *args, Civil civil, bool fold_first) {
  int first = kind == V_TIME ? F_HOUR : F_YEAR, last = kind == V_DATE ? F_DAY : F_MICRO;
  int64_t values[F_COUNT];
  get_fields(&civil, values);
  Value done = VALUE_NONE;
  for (int i = first; i <= last && !value_is_error(done); i++) done = take_field(heap, args[i - first], &values[i]);
  if (!value_is_error(done) && kind != V_DATE) done = take_field(heap, args[last - first + 2], &values[F_FOLD]);
  bool bad_fold = values[F_FOLD] < 0 || values[F_FOLD] > 1;
  if (!value_is_error(done) && fold_first && bad_fold) done = bad_field(heap, F_FOLD, 0);
  if (!value_is_error(done)) done = set_fields(heap, values, first, &civil);
  if (!value_is_error(done) && kind != V_DATE) done = take_tz(heap, args[last - first + 1], &civil.tz);
  return value_is_error(done) ? done : make(heap, kind, civil);
}

static Value construct(Heap *heap, const Type *type, const Value *args) {
  uint8_t kind = type == &TYPE_DATE ? V_DATE : type == &TYPE_TIME ? V_TIME : V_DATETIME;
  static const char *const names[] = {"year", "month", "day"};
  for (int i = 0; kind != V_TIME && i < 3; i++) {
    int64_t ignored;
    Value done = args[i].kind == V_ABSENT
                     ? value_raise(heap, EXC_TYPE, "function missing required argument '%s' (pos %d)", names[i], i + 1)
                     : take_field(heap, args[i], &ignored);
    if (value_is_error(done)) return done;
  }
  return from_args(heap, kind, args, (Civil){.year = 1, .month = 1, .day = 1}, false);
}

static Value replace(Heap *heap, Value self, const Value *args) {
  return from_args(heap, self.kind, args, *self.civil, true);
}

/* ---- printing ---- */

/* A datetime says `fold` first, a time last. */
static void write_tz(Heap *heap, Buf *buf, const Civil *c, bool fold_first) {
  if (c->fold && fold_first) buf_puts(buf, ", fold=1");
  if (c->tz) {
    buf_puts(buf, ", tzinfo=");
    value_write_repr(heap, buf, (Value){.kind = V_TZINFO, .tz = c->tz});
  }
  if (c->fold && !fold_first) buf_puts(buf, ", fold=1");
  buf_char(buf, ')');
}

static void write_clock(Buf *buf, const Civil *c) {
  buf_printf(buf, "%d, %d", c->hour, c->minute);
  if (c->second || c->micro) buf_printf(buf, ", %d", c->second);
  if (c->micro) buf_printf(buf, ", %u", (unsigned)c->micro);
}

static void repr(Heap *heap, Buf *buf, Value v) {
  const Civil *c = v.civil;
  buf_printf(buf, "%s(", value_type_name(v));
  if (v.kind != V_TIME) buf_printf(buf, "%d, %d, %d", c->year, c->month, c->day);
  if (v.kind == V_DATE) {
    buf_char(buf, ')');
    return;
  }
  if (v.kind == V_DATETIME) buf_puts(buf, ", ");
  write_clock(buf, c);
  write_tz(heap, buf, c, v.kind == V_DATETIME);
}

/* A time of day has an offset only in a zone that says the same of all dates; in any other it is as a naive one. */
static Civil civil_of(Value v) {
  Civil civil = *v.civil;
  if (v.kind == V_TIME && civil.tz && !tz_is_constant(civil.tz)) civil.tz = NULL;
  return civil;
}

/* isoformat(sep, "auto"); a date is the first ten bytes, a time what follows the separator. */
static Str iso(Heap *heap, Value v, char separator) {
  char *text = arena_bytes(heap->arena, CIVIL_ISO_ROOM);
  Civil civil = civil_of(v);
  Str all = {text, (size_t)civil_iso(&civil, separator, text)};
  return v.kind == V_DATE ? str_sub(all, 0, 10) : v.kind == V_TIME ? str_sub(all, 11, all.n) : all;
}

static void str(Heap *heap, Buf *buf, Value v) { buf_put(buf, iso(heap, v, ' ')); }

static const struct {
  const char *name;
  uint8_t keep; /* bytes of "HH:MM:SS" */
  uint8_t fraction;
} timespecs[] = {{"auto", 0, 0},    {"hours", 2, 0},        {"minutes", 5, 0},
                 {"seconds", 8, 0}, {"milliseconds", 8, 3}, {"microseconds", 8, 6}};

static Value isoformat(Heap *heap, Value self, const Value *args) {
  Value sep = self.kind == V_DATETIME ? args[0] : VALUE_ABSENT;
  Value spec = self.kind == V_DATETIME ? args[1] : self.kind == V_TIME ? args[0] : VALUE_ABSENT;
  if (sep.kind != V_ABSENT && (!value_is_str(sep) || str_count(value_text(sep)) != 1))
    return value_raise(heap, EXC_TYPE, "isoformat() argument 1 must be a unicode character, not %s",
                       value_argument_name(sep));
  if (spec.kind != V_ABSENT && !value_is_str(spec))
    return value_raise(heap, EXC_TYPE, "isoformat() argument %d must be str, not %s", self.kind == V_TIME ? 1 : 2,
                       value_argument_name(spec));
  bool plain = spec.kind == V_ABSENT && sep.kind == V_ABSENT;
  if (plain) return value_ascii(iso(heap, self, 'T'));
  size_t row = 0;
  while (spec.kind != V_ABSENT && row < 6 && !str_is(value_text(spec), timespecs[row].name)) row++;
  if (row == 6) return value_raise(heap, EXC_VALUE, "Unknown timespec value");
  Str text = iso(heap, self, 'T');
  size_t clock = self.kind == V_TIME ? 0 : 11, zone = clock + 8;
  if (zone < text.n && text.p[zone] == '.') zone += 7;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  if (clock) {
    buf_put(&buf, str_sub(text, 0, 10));
    buf_put(&buf, sep.kind == V_ABSENT ? STR("T") : value_text(sep));
  }
  buf_put(&buf, str_sub(text, clock, row ? clock + timespecs[row].keep : zone));
  if (timespecs[row].fraction) {
    buf_char(&buf, '.');
    buf_digits(&buf, timespecs[row].fraction == 3 ? self.civil->micro / 1000 : self.civil->micro,
               timespecs[row].fraction);
  }
  buf_put(&buf, str_sub(text, zone, text.n));
  return value_str(buf_str(&buf));
}

/* The formats that were shown last: a project shows few, and each to every launch. */
enum { FORMATS_KEPT = 4, FORMAT_BYTES_KEPT = 32 };
typedef struct FormatKept {
  char format[FORMAT_BYTES_KEPT];
  size_t n; /* 0: none */
  bool is_picture;
  StrftimePicture picture;
} FormatKept;
typedef struct FormatsShown {
  FormatKept at[FORMATS_KEPT];
  unsigned next; /* to give way */
} FormatsShown;

static FormatKept *keep_format(FormatsShown *shown, Str format) {
  FormatKept *kept = &shown->at[shown->next++ % FORMATS_KEPT];
  memcpy(kept->format, format.p, format.n);
  kept->n = format.n;
  kept->is_picture = strftime_picture(format, &kept->picture);
  return kept;
}

static FormatsShown *formats_shown(Workspace *workspace) {
  if (workspace->formats_shown) return workspace->formats_shown;
  bool reached = workspace_below(workspace);
  workspace->formats_shown = ARENA_NEW(workspace->arena, FormatsShown);
  workspace_above(workspace, reached);
  return workspace->formats_shown;
}

/* NULL: the format is no picture. */
static StrftimePicture *picture_of(Workspace *workspace, Str format) {
  if (!workspace || !format.n || format.n > FORMAT_BYTES_KEPT) return NULL;
  FormatsShown *shown = formats_shown(workspace);
  FormatKept *kept = shown->at, *end = kept + FORMATS_KEPT;
  while (kept < end && !str_eq((Str){kept->format, kept->n}, format)) kept++;
  if (kept == end) kept = keep_format(shown, format);
  return kept->is_picture ? &kept->picture : NULL;
}

/* By the picture of a format that has one; V_ABSENT: it has none, or none that shows this time. */
static inline Value strftime_pictured(Heap *heap, const Civil *civil, Value format) {
  bool is_ascii = format.kind == V_STR && format.flags & VALUE_ASCII;
  StrftimePicture *picture = is_ascii ? picture_of(heap->workspace, (Str){format.s, format.len}) : NULL;
  char *out = picture ? arena_bytes(heap->arena, STRFTIME_PICTURE) : NULL;
  return picture && strftime_show(picture, civil, out) ? value_ascii((Str){out, picture->n}) : VALUE_ABSENT;
}

SELDOM static Value strftime_other(Heap *heap, Value self, Value format) {
  if (!value_is_str(format))
    return value_raise(heap, EXC_TYPE, "strftime() argument 1 must be str, not %s", value_argument_name(format));
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  Civil civil = civil_of(self);
  if (self.kind == V_DATE) civil = (Civil){.year = civil.year, .month = civil.month, .day = civil.day};
  if (self.kind == V_TIME) civil.year = 1900, civil.month = civil.day = 1;
  Value shown = strftime_pictured(heap, &civil, format);
  if (shown.kind != V_ABSENT) return shown;
  strftime_write(&buf, value_text(format), &civil);
  return value_str(buf_str(&buf));
}

static Value strftime_method(Heap *heap, Value self, const Value *args) {
  Value shown = self.kind == V_DATETIME ? strftime_pictured(heap, self.civil, args[0]) : VALUE_ABSENT;
  return shown.kind != V_ABSENT ? shown : strftime_other(heap, self, args[0]);
}

/* ---- comparing ---- */

static bool offset_of(const Civil *c, int32_t *offset) {
  if (!c->tz) return false;
  return *offset = tz_at_wall(c->tz, civil_wall(c), c->fold).utc_offset, true;
}

static int order(int64_t a, int64_t b) { return (a > b) - (a < b); }

static int compare(Heap *heap, Value a, Value b, Value *error) {
  const Civil left = civil_of(a), right = civil_of(b), *x = &left, *y = &right;
  bool by_instant = x->tz != y->tz;
  if (by_instant && (!x->tz || !y->tz)) {
    const char *what = a.kind == V_TIME ? "times" : "datetimes";
    *error = value_raise(heap, EXC_TYPE, "can't compare offset-naive and offset-aware %s", what);
    return 0;
  }
  int by_seconds = by_instant ? order(civil_instant(x), civil_instant(y)) : order(civil_wall(x), civil_wall(y));
  return by_seconds ? by_seconds : order(x->micro, y->micro);
}

/* PEP 495: a time whose offset depends on its fold is equal to nothing in another zone. */
static bool depends_on_fold(const Civil *c) {
  return c->tz && tz_wall(c->tz, civil_wall(c)) != TZ_WALL_ONCE;
}

static bool equal(Heap *heap, Value a, Value b) {
  const Civil left = civil_of(a), right = civil_of(b), *x = &left, *y = &right;
  if (x->tz != y->tz && (!x->tz || !y->tz || depends_on_fold(x) || depends_on_fold(y))) return false;
  Value error = VALUE_ABSENT;
  return compare(heap, a, b, &error) == 0;
}

static bool hash(Heap *heap, Value v, uint64_t *out) {
  (void)heap;
  Civil c = civil_of(v);
  c.fold = 0;
  *out = ((uint64_t)(c.tz ? civil_instant(&c) : civil_wall(&c)) * 1000003u + c.micro) * 0x9E3779B97F4A7C15u + v.kind;
  return true;
}

/* ---- arithmetic ---- */

static Value add_delta(Heap *heap, Value v, Delta delta, int sign) {
  Delta signed_delta = delta;
  if (v.kind == V_DATE) signed_delta = (Delta){sign * delta.days, 0, 0}; /* a date looks at whole days alone */
  else if (sign < 0 &&
           !delta_make(-(int64_t)delta.days, -(int64_t)delta.seconds, -(int64_t)delta.micros, &signed_delta))
    return out_of_range(heap);
  Civil sum;
  if (!civil_add(v.civil, signed_delta, &sum)) return out_of_range(heap);
  sum.tz = v.civil->tz;
  sum.fold = 0;
  return make(heap, v.kind, sum);
}

static Value subtract(Heap *heap, const Civil *a, const Civil *b) {
  if (!a->tz != !b->tz) return value_raise(heap, EXC_TYPE, "can't subtract offset-naive and offset-aware datetimes");
  Delta delta = civil_subtract(a, b);
  int32_t offset_a, offset_b;
  if (a->tz != b->tz && offset_of(a, &offset_a) && offset_of(b, &offset_b))
    delta_make(delta.days, (int64_t)delta.seconds - offset_a + offset_b, delta.micros, &delta);
  return timedelta_make(heap, delta);
}

static Value binary(Heap *heap, int op, Value a, Value b) {
  bool left = a.kind == V_DATE || a.kind == V_DATETIME;
  if (op == OP_ADD && left && b.kind == V_TIMEDELTA) return add_delta(heap, a, *b.delta, 1);
  if (op == OP_ADD && !left && a.kind == V_TIMEDELTA) return add_delta(heap, b, *a.delta, 1);
  if (op == OP_SUB && left && b.kind == V_TIMEDELTA) return add_delta(heap, a, *b.delta, -1);
  if (op == OP_SUB && left && a.kind == b.kind) return subtract(heap, a.civil, b.civil);
  return VALUE_ABSENT;
}

/* ---- reading ---- */

static Value tz_value(const Tz *tz) { return tz ? (Value){.kind = V_TZINFO, .tz = tz} : VALUE_NONE; }

static Value need_text(Heap *heap, Value v, const char *function, int number) {
  if (value_is_str(v)) return VALUE_NONE;
  return value_raise(heap, EXC_TYPE, "%s() argument %d must be str, not %s", function, number, value_argument_name(v));
}

static Value strptime_method(Heap *heap, Value self, const Value *args) {
  (void)self;
  for (int i = 0; i < 2; i++) {
    Value done = need_text(heap, args[i], "strptime", i + 1);
    if (value_is_error(done)) return done;
  }
  Civil civil = {0};
  StrptimeZone zone;
  Str why = {0};
  if (!strptime_read(heap->arena, value_text(args[0]), value_text(args[1]), &civil, &zone, &why)) {
    if (why.p == STRPTIME_FRACTION) return value_unsupported(heap, "an offset of a fraction of a second");
    return value_raise_str(heap, str_starts(why, STR("redefinition")) ? EXC_REGEX : EXC_VALUE, why);
  }
  if (zone.has_offset)
    civil.tz = zone.name.n ? tz_fixed_named(heap->arena, zone.offset, zone.name) : tz_fixed(heap->arena, zone.offset);
  return make(heap, V_DATETIME, civil);
}

static Value parse_iso(Heap *heap, Value text, uint8_t kind) {
  if (!value_is_str(text)) return value_raise(heap, EXC_TYPE, "fromisoformat: argument must be str");
  Civil civil = {0};
  int32_t offset = 0;
  bool has_offset = false;
  Str s = value_text(text), whole = s;
  if (kind == V_TIME) whole = str_cat(heap->arena, STR("1900-01-01T"), s.n && s.p[0] == 'T' ? str_sub(s, 1, s.n) : s);
  if (kind == V_DATE && s.n == 10 && s.p[4] != '-') whole.n = 8; /* CPython looks no further */
  bool good = whole.n < 64 && civil_read_iso(whole.p, (int)whole.n, &civil, &offset, &has_offset);
  bool date_alone = s.n == 10 || s.n == 8 || (s.n == 7 && s.p[4] == 'W');
  if (!good || (kind == V_DATE && !date_alone)) {
    Str shown = value_repr(heap, text);
    return value_raise(heap, EXC_VALUE, "Invalid isoformat string: %.*s", STR_FMT(shown));
  }
  if (has_offset) civil.tz = tz_fixed(heap->arena, offset);
  if (kind == V_TIME) civil.year = CIVIL_MIN_YEAR; /* as of every other time */
  int64_t values[F_COUNT];
  get_fields(&civil, values);
  Value error = set_fields(heap, values, F_YEAR, &civil);
  return value_is_error(error) ? error : make(heap, kind, civil);
}

static Value datetime_fromisoformat(Heap *heap, Value self, const Value *args) {
  (void)self;
  return parse_iso(heap, args[0], V_DATETIME);
}
static Value date_fromisoformat(Heap *heap, Value self, const Value *args) {
  (void)self;
  return parse_iso(heap, args[0], V_DATE);
}
static Value time_fromisoformat(Heap *heap, Value self, const Value *args) {
  (void)self;
  return parse_iso(heap, args[0], V_TIME);
}

/* Of an instant that no datetime holds: its year or, where that is too large for C, what the system says. */
static Value year_out_of_range(Heap *heap, int64_t seconds) {
  static const int64_t ERA_DAYS = 146097, ERA_YEARS = 400, MOST_YEARS = INT32_MAX;
  int64_t days = floor_quotient(seconds, SECONDS_PER_DAY);
  Civil civil = {0};
  civil_from_days(floor_rest(days, ERA_DAYS), &civil);
  int64_t year = floor_quotient(days, ERA_DAYS) * ERA_YEARS + civil.year;
  if (year > MOST_YEARS || year < -MOST_YEARS)
    return value_raise(heap, EXC_OS, "[Errno 75] Value too large for defined data type");
  return value_raise(heap, EXC_VALUE, "year %lld is out of range", (long long)year);
}

Value datetime_in_zone(Heap *heap, int64_t seconds, uint32_t micro, const Tz *tz) {
  Civil civil;
  const Tz *settled = tz_settled(heap->workspace, tz, seconds);
  if (!settled) return pytz_ends(heap);
  return civil_at_instant(seconds, micro, settled, &civil) ? make(heap, V_DATETIME, civil) : out_of_range(heap);
}

/* The instant in UTC must be a date, and then in `tz`; a naive time is one of UTC. */
static Value at_instant(Heap *heap, int64_t seconds, uint32_t micro, const Tz *tz) {
  Civil civil;
  if (!civil_at_instant(seconds, micro, &TZ_UTC_ZONE, &civil)) return year_out_of_range(heap, seconds);
  if (tz) return datetime_in_zone(heap, seconds, micro, tz);
  civil.tz = NULL;
  return make(heap, V_DATETIME, civil);
}

/* The local zone of a run is taken to be UTC: dbtplan reads no zone of the machine. */
static Value datetime_now(Heap *heap, Value self, const Value *args) {
  (void)self;
  const Tz *tz = NULL;
  Value done = take_tz(heap, args[0], &tz);
  if (value_is_error(done)) return done;
  int64_t seconds;
  int32_t micros;
  heap->inputs_read |= INPUT_CLOCK;
  workspace_now(heap->workspace, &seconds, &micros);
  return at_instant(heap, seconds, (uint32_t)micros, tz);
}

static Value datetime_utcnow(Heap *heap, Value self, const Value *args) {
  (void)args;
  return datetime_now(heap, self, (const Value[]){VALUE_NONE});
}

static Value date_today(Heap *heap, Value self, const Value *args) {
  Value now = datetime_utcnow(heap, self, args);
  if (value_is_error(now)) return now;
  return make(heap, V_DATE, (Civil){.year = now.civil->year, .month = now.civil->month, .day = now.civil->day});
}

static Value datetime_fromtimestamp(Heap *heap, Value self, const Value *args) {
  (void)self;
  const Tz *tz = NULL;
  Value done = take_tz(heap, args[1], &tz);
  if (value_is_error(done)) return done;
  bool is_large = args[0].kind == V_BIGINT;
  if (args[0].kind != V_FLOAT && !is_large) {
    int64_t seconds = 0;
    done = value_need_int(heap, args[0], &seconds);
    return value_is_error(done) ? done : at_instant(heap, seconds, 0, tz);
  }
  if (!is_large && isnan(args[0].f)) return value_raise(heap, EXC_VALUE, "Invalid value NaN (not a number)");
  if (is_large || fabs(args[0].f) > 9e18)
    return value_raise(heap, EXC_OVERFLOW, "timestamp out of range for platform time_t");
  double whole, micros = nearbyint(modf(args[0].f, &whole) * 1e6);
  if (micros < 0) whole -= 1, micros += 1e6;
  if (micros >= 1e6) whole += 1, micros -= 1e6;
  return at_instant(heap, (int64_t)whole, (uint32_t)micros, tz);
}

static Value date_part(Heap *heap, Value self, const Value *args) {
  (void)args;
  return make(heap, V_DATE, (Civil){.year = self.civil->year, .month = self.civil->month, .day = self.civil->day});
}

static Value datetime_utcfromtimestamp(Heap *heap, Value self, const Value *args) {
  return datetime_fromtimestamp(heap, self, (const Value[]){args[0], VALUE_NONE});
}

static Value date_fromtimestamp(Heap *heap, Value self, const Value *args) {
  Value at = datetime_utcfromtimestamp(heap, self, args);
  return value_is_error(at) ? at : date_part(heap, at, NULL);
}

static Value datetime_combine(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (args[0].kind != V_DATE && args[0].kind != V_DATETIME)
    return value_raise(heap, EXC_TYPE, "combine() argument 1 must be datetime.date, not %s",
                       value_argument_name(args[0]));
  if (args[1].kind != V_TIME)
    return value_raise(heap, EXC_TYPE, "combine() argument 2 must be datetime.time, not %s",
                       value_argument_name(args[1]));
  Civil civil = *args[1].civil;
  civil.year = args[0].civil->year;
  civil.month = args[0].civil->month;
  civil.day = args[0].civil->day;
  Value done = take_tz(heap, args[2], &civil.tz);
  return value_is_error(done) ? done : make(heap, V_DATETIME, civil);
}

/* ---- parts ---- */

#define PART(name, part)                                                \
  static Value name##_part(Heap *heap, Value self, const Value *args) { \
    (void)heap, (void)args;                                             \
    return value_int(self.civil->part);                                 \
  }
PART(year, year)
PART(month, month)
PART(day, day)
PART(hour, hour)
PART(minute, minute)
PART(second, second)
PART(microsecond, micro)
PART(fold, fold)

static Value tzinfo_part(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return tz_value(self.civil->tz);
}

static int64_t day_number(Value v) { return civil_days(v.civil->year, v.civil->month, v.civil->day); }

static Value weekday(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_int(civil_weekday(day_number(self)));
}
static Value isoweekday(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_int(civil_weekday(day_number(self)) + 1);
}
static Value toordinal(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_int(day_number(self) + 719163);
}

enum { DAYS_OF_400_YEARS = 146097 };

static Value fromordinal(Heap *heap, const Value *args, uint8_t kind) {
  int64_t ordinal = 0;
  Value done = take_field(heap, args[0], &ordinal);
  if (value_is_error(done)) return done;
  if (ordinal < 1) return value_raise(heap, EXC_VALUE, "ordinal must be >= 1");
  int64_t cycles = (ordinal - 1) / DAYS_OF_400_YEARS;
  Civil civil = {0};
  civil_from_days(ordinal - cycles * DAYS_OF_400_YEARS - 719163, &civil);
  int64_t year = civil.year + 400 * cycles;
  if (year > CIVIL_MAX_YEAR) return bad_field(heap, F_YEAR, year);
  civil.year = (int16_t)year;
  return make(heap, kind, civil);
}
static Value date_fromordinal(Heap *heap, Value self, const Value *args) {
  (void)self;
  return fromordinal(heap, args, V_DATE);
}
static Value datetime_fromordinal(Heap *heap, Value self, const Value *args) {
  (void)self;
  return fromordinal(heap, args, V_DATETIME);
}

static int iso_weeks(int64_t year) {
  int iso_year, week, weekday;
  civil_iso_week(civil_days((int)year, 12, 28), &iso_year, &week, &weekday);
  return week;
}

static Value fromisocalendar(Heap *heap, const Value *args, uint8_t kind) {
  int64_t parts[3] = {0};
  for (int i = 0; i < 3; i++) {
    Value done = take_field(heap, args[i], &parts[i]);
    if (value_is_error(done)) return done;
  }
  if (parts[0] < 1 || parts[0] > 9999)
    return value_raise(heap, EXC_VALUE, "Year is out of range: %lld", (long long)parts[0]);
  if (parts[1] < 1 || parts[1] > iso_weeks(parts[0]))
    return value_raise(heap, EXC_VALUE, "Invalid week: %lld", (long long)parts[1]);
  if (parts[2] < 1 || parts[2] > 7)
    return value_raise(heap, EXC_VALUE, "Invalid day: %lld (range is [1, 7])", (long long)parts[2]);
  int64_t fourth = civil_days((int)parts[0], 1, 4), monday = fourth - civil_weekday(fourth);
  int64_t ordinal = monday + 7 * (parts[1] - 1) + parts[2] - 1 + 719163;
  return fromordinal(heap, (const Value[]){value_int(ordinal)}, kind);
}
static Value date_fromisocalendar(Heap *heap, Value self, const Value *args) {
  (void)self;
  return fromisocalendar(heap, args, V_DATE);
}
static Value datetime_fromisocalendar(Heap *heap, Value self, const Value *args) {
  (void)self;
  return fromisocalendar(heap, args, V_DATETIME);
}

static Value isocalendar(Heap *heap, Value self, const Value *args) {
  (void)args;
  int year, week, day;
  civil_iso_week(day_number(self), &year, &week, &day);
  const Value parts[] = {value_int(year), value_int(week), value_int(day)};
  return value_tuple_of_type(heap, &TYPE_ISO_CALENDAR, parts, 3);
}

static Value ctime_method(Heap *heap, Value self, const Value *args) {
  (void)args;
  Value head = strftime_method(heap, self, (const Value[]){value_ascii(STR("%a %b %e %H:%M:%S"))});
  if (value_is_error(head)) return head;
  return value_ascii(str_printf(heap->arena, "%.*s %04d", STR_FMT(value_text(head)), self.civil->year));
}

/* Of a time without a zone CPython asks the local one, and once more a day before it, or with its fold a day behind it,
 * for an hour that is repeated (_datetimemodule.c, local_to_seconds). */
static Value local_is_beyond(Heap *heap, const Civil *c) {
  bool first = c->year == CIVIL_MIN_YEAR && c->month == 1 && c->day == 1,
       last = c->year == CIVIL_MAX_YEAR && c->month == 12 && c->day == 31;
  if (c->tz || !(c->fold ? last : first)) return VALUE_NONE;
  return bad_field(heap, F_YEAR, c->fold ? CIVIL_MAX_YEAR + 1 : CIVIL_MIN_YEAR - 1);
}

static Value timestamp(Heap *heap, Value self, const Value *args) {
  (void)args;
  Value error = local_is_beyond(heap, self.civil);
  if (value_is_error(error)) return error;
  int64_t instant = civil_instant(self.civil);
  if (!self.civil->tz) return value_float((double)instant + self.civil->micro / 1e6);
  return int_true_div(heap, value_int(instant * 1000000 + self.civil->micro), value_int(1000000));
}

static Value utcoffset(Heap *heap, Value self, const Value *args) {
  (void)args;
  int32_t seconds;
  Civil civil = civil_of(self);
  if (!offset_of(&civil, &seconds)) return VALUE_NONE;
  return timedelta_of_seconds(heap, seconds);
}

static Value dst(Heap *heap, Value self, const Value *args) {
  (void)args;
  Civil civil = civil_of(self);
  if (!civil.tz || !tz_knows_saving(civil.tz)) return VALUE_NONE;
  return timedelta_of_seconds(heap, tz_at_wall(civil.tz, civil_wall(&civil), civil.fold).dst);
}

static Value tzname(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  Civil civil = civil_of(self);
  if (!civil.tz) return VALUE_NONE;
  Str abbreviation = tz_at_wall(civil.tz, civil_wall(&civil), civil.fold).abbreviation;
  return abbreviation.p ? value_str(abbreviation) : VALUE_NONE;
}

/* The zone of the machine where a run goes on is taken to be UTC; its tzinfo has a name of its own. */
static const Tz LOCAL_ZONE = {.kind = TZ_FIXED, .name = STR_INIT("UTC"), .has_own_name = true};

static Value astimezone(Heap *heap, Value self, const Value *args) {
  const Tz *tz = &LOCAL_ZONE;
  if (value_given(args[0])) {
    Value done = take_tz(heap, args[0], &tz);
    if (value_is_error(done)) return done;
  }
  if (self.civil->tz == tz) return self;
  Value error = local_is_beyond(heap, self.civil);
  if (value_is_error(error)) return error;
  Civil utc;
  int64_t instant = civil_instant(self.civil);
  bool exists = civil_at_instant(instant, self.civil->micro, &TZ_UTC_ZONE, &utc);
  return exists ? datetime_in_zone(heap, instant, self.civil->micro, tz) : out_of_range(heap);
}

static Value clock_part(Heap *heap, Value self, bool with_tz) {
  Civil civil = *self.civil;
  civil.year = 1;
  civil.month = civil.day = 1;
  if (!with_tz) civil.tz = NULL;
  return make(heap, V_TIME, civil);
}
static Value time_part(Heap *heap, Value self, const Value *args) {
  (void)args;
  return clock_part(heap, self, false);
}
static Value timetz_part(Heap *heap, Value self, const Value *args) {
  (void)args;
  return clock_part(heap, self, true);
}

static Value class_attr(Heap *heap, const Type *type, Str name) {
  static const Civil least = {.year = 1, .month = 1, .day = 1};
  static const Civil most = {
      .year = 9999, .month = 12, .day = 31, .hour = 23, .minute = 59, .second = 59, .micro = 999999};
  uint8_t kind = type == &TYPE_DATE ? V_DATE : type == &TYPE_TIME ? V_TIME : V_DATETIME;
  if (str_eq(name, STR("min"))) return make(heap, kind, least);
  if (str_eq(name, STR("max")))
    return kind == V_DATE   ? make(heap, kind, (Civil){.year = 9999, .month = 12, .day = 31})
           : kind == V_TIME ? clock_part(heap, make(heap, kind, most), false)
                            : make(heap, kind, most);
  if (str_eq(name, STR("resolution")))
    return timedelta_make(heap, kind == V_DATE ? (Delta){1, 0, 0} : (Delta){0, 0, 1});
  return VALUE_ABSENT;
}

static Value attr(Heap *heap, Value v, Str name) {
  bool maybe = name.n == 3 || name.n == 10;
  return maybe ? class_attr(heap, value_type(v), name) : VALUE_ABSENT;
}

/* ---- time.struct_time ---- */

static Value struct_time(Heap *heap, const Civil *c, int dst) {
  int64_t day = civil_days(c->year, c->month, c->day);
  const int64_t parts[] = {c->year,   c->month,           c->day, c->hour, c->minute, c->second,
                           civil_weekday(day), day - civil_days(c->year, 1, 1) + 1, dst};
  Value items[9];
  for (int i = 0; i < 9; i++) items[i] = value_int(parts[i]);
  return value_tuple_of_type(heap, &TYPE_STRUCT_TIME, items, 9);
}

static Value date_timetuple(Heap *heap, Value self, const Value *args) {
  (void)args;
  const Civil day = {.year = self.civil->year, .month = self.civil->month, .day = self.civil->day};
  return struct_time(heap, &day, -1);
}

static Value datetime_timetuple(Heap *heap, Value self, const Value *args) {
  Value saving = dst(heap, self, args);
  return struct_time(heap, self.civil, saving.kind == V_NONE ? -1 : TYPE_TIMEDELTA.truth(saving));
}

static Value utctimetuple(Heap *heap, Value self, const Value *args) {
  (void)args;
  int32_t offset;
  Delta delta;
  Civil utc = *self.civil;
  bool moved = offset_of(self.civil, &offset) && delta_make(0, -(int64_t)offset, 0, &delta);
  if (moved && !civil_add(self.civil, delta, &utc)) return out_of_range(heap);
  return struct_time(heap, &utc, 0);
}

#define C_STYLE BUILTIN_C_STYLE
#define D_PART BUILTIN_PROPERTY
#define D_CLASS (BUILTIN_STATIC | BUILTIN_C_STYLE)

#define DATE_ROWS                                                                                         \
  {"year", "", 0, 0, D_PART, year_part, "1 to 9999"}, {"month", "", 0, 0, D_PART, month_part, "1 to 12"}, \
      {"day", "", 0, 0, D_PART, day_part, "1 to 31"},                                                     \
      {"ctime", "", 0, 0, C_STYLE, ctime_method, "as C's ctime() prints it"},                             \
      {"isocalendar", "", 0, 0, C_STYLE, isocalendar, "ISO year, week and weekday"},                      \
      {"isoweekday", "", 0, 0, C_STYLE, isoweekday, "Monday is 1"},                                       \
      {"strftime", "format", 1, 1, 0, strftime_method, "printed by a format"},                            \
      {"toordinal", "", 0, 0, C_STYLE, toordinal, "days since the year 1"},                               \
      {"weekday", "", 0, 0, C_STYLE, weekday, "Monday is 0"}

#define CLOCK_ROWS                                                                                        \
  {"hour", "", 0, 0, D_PART, hour_part, "0 to 23"}, {"minute", "", 0, 0, D_PART, minute_part, "0 to 59"}, \
      {"second", "", 0, 0, D_PART, second_part, "0 to 59"},                                               \
      {"microsecond", "", 0, 0, D_PART, microsecond_part, "0 to 999999"},                                 \
      {"fold", "", 0, 0, D_PART, fold_part, "1: the second time of a repeated hour"},                     \
      {"tzinfo", "", 0, 0, D_PART, tzinfo_part, "the zone, or None"},                                     \
      {"utcoffset", "", 0, 0, C_STYLE, utcoffset, "the offset from UTC"},                                 \
      {"dst", "", 0, 0, C_STYLE, dst, "daylight saving"}, {                                               \
    "tzname", "", 0, 0, C_STYLE, tzname, "the abbreviation of the zone"                                   \
  }

static const Builtin date_methods[] = {
    DATE_ROWS,
    {"isoformat", "", 0, 0, C_STYLE, isoformat, "YYYY-MM-DD"},
    {"replace", "year=None, month=None, day=None", 0, 3, 0, replace,
     "another one with these fields changed"},
    {"fromisoformat", "date_string, /", 1, 1, D_CLASS, date_fromisoformat, "reads ISO 8601"},
    {"fromordinal", "ordinal, /", 1, 1, D_CLASS | BUILTIN_PARSES, date_fromordinal, "from days since the year 1"},
    {"fromisocalendar", "year, week, day", 3, 3, BUILTIN_STATIC, date_fromisocalendar,
     "from ISO year, week and weekday"},
    {"fromtimestamp", "timestamp, /", 1, 1, D_CLASS, date_fromtimestamp, "the date of seconds since 1970"},
    {"timetuple", "", 0, 0, C_STYLE, date_timetuple, "a struct_time: year to weekday and day of the year"},
    {"today", "", 0, 0, BUILTIN_STATIC | BUILTIN_CLOCK | BUILTIN_C_STYLE, date_today, "the date now"},
};

static const Builtin datetime_methods[] = {
    DATE_ROWS,
    CLOCK_ROWS,
    {"astimezone", "tz=None", 0, 1, 0, astimezone, "the same instant in another zone"},
    {"date", "", 0, 0, C_STYLE, date_part, "the date alone"},
    {"isoformat", "sep='T', timespec='auto'", 0, 2, 0, isoformat, "as ISO 8601"},
    {"replace",
     "year=None, month=None, day=None, hour=None, minute=None, second=None, microsecond=None, tzinfo=None, *, fold=0",
     0, 8, 0, replace, "another one with these fields changed"},
    {"time", "", 0, 0, C_STYLE, time_part, "the time of day, without zone"},
    {"timestamp", "", 0, 0, C_STYLE, timestamp, "seconds since 1970 in UTC"},
    {"timetuple", "", 0, 0, C_STYLE, datetime_timetuple, "a struct_time: year to weekday and day of the year"},
    {"timetz", "", 0, 0, C_STYLE, timetz_part, "the time of day with its zone"},
    {"combine", "date, time, tzinfo=None", 2, 3, BUILTIN_STATIC, datetime_combine,
     "a date and a time of day"},
    {"fromisoformat", "date_string, /", 1, 1, D_CLASS, datetime_fromisoformat, "reads ISO 8601"},
    {"fromordinal", "ordinal, /", 1, 1, D_CLASS | BUILTIN_PARSES, datetime_fromordinal, "from days since the year 1"},
    {"fromtimestamp", "timestamp, tz=None", 1, 2, BUILTIN_STATIC, datetime_fromtimestamp,
     "from seconds since 1970"},
    {"fromisocalendar", "year, week, day", 3, 3, BUILTIN_STATIC, datetime_fromisocalendar,
     "from ISO year, week and weekday"},
    {"now", "tz=None", 0, 1, BUILTIN_STATIC | BUILTIN_CLOCK, datetime_now, "the time now"},
    {"strptime", "date_string, format, /", 2, 2, D_CLASS | BUILTIN_PARSES, strptime_method, "reads by a format"},
    {"today", "", 0, 0, BUILTIN_STATIC | BUILTIN_CLOCK | BUILTIN_C_STYLE, datetime_utcnow, "the time now"},
    {"utcnow", "", 0, 0, BUILTIN_STATIC | BUILTIN_CLOCK | BUILTIN_C_STYLE, datetime_utcnow,
     "the time now, in UTC, without zone"},
    {"utcfromtimestamp", "timestamp, /", 1, 1, D_CLASS | BUILTIN_PARSES, datetime_utcfromtimestamp,
     "from seconds since 1970, in UTC, without zone"},
    {"utctimetuple", "", 0, 0, C_STYLE, utctimetuple, "a struct_time in UTC"},
};

static const Builtin time_methods[] = {
    CLOCK_ROWS,
    {"isoformat", "timespec='auto'", 0, 1, 0, isoformat, "as ISO 8601"},
    {"replace", "hour=None, minute=None, second=None, microsecond=None, tzinfo=None, *, fold=0", 0, 5, 0,
     replace, "another one with these fields changed"},
    {"strftime", "format", 1, 1, 0, strftime_method, "printed by a format"},
    {"fromisoformat", "time_string, /", 1, 1, D_CLASS, time_fromisoformat, "reads ISO 8601"},
};

#define D_SLOTS                                                                                               \
  .repr = repr, .str = str, .equal = equal, .compare = compare, .hash = hash, .attr = attr, .binary = binary, \
  .construct = construct, .class_attr = class_attr

const Type TYPE_DATE = {
    .name = "datetime.date", .methods = BUILTIN_TABLE(date_methods), D_SLOTS, .construct_params = "year, month, day"};
const Type TYPE_TIME = {
    .name = "datetime.time",
    .methods = BUILTIN_TABLE(time_methods),
    D_SLOTS,
    .construct_params = "hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0",
};
const Type TYPE_DATETIME = {
    .name = "datetime.datetime",
    .methods = BUILTIN_TABLE(datetime_methods),
    D_SLOTS,
    .construct_params = "year, month=None, day=None, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0",
};
