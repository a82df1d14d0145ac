#include "runtime/core/limits.h"
#include "runtime/value/format.h"
#include "runtime/value/types.h"

/* datetime.timezone and zoneinfo.ZoneInfo: which offset holds is runtime/time/tz.h's to say. */

static void repr(Heap *heap, Buf *buf, Value v) {
  if (v.tz->kind == TZ_UTC) {
    buf_puts(buf, "datetime.timezone.utc");
  } else if (v.tz->kind == TZ_FIXED) {
    buf_puts(buf, "datetime.timezone(");
    value_write_repr(heap, buf, timedelta_of_seconds(heap, v.tz->offset));
    if (v.tz->has_own_name) {
      buf_puts(buf, ", ");
      format_str_repr(buf, v.tz->name);
    }
    buf_char(buf, ')');
  } else {
    buf_puts(buf, "zoneinfo.ZoneInfo(key=");
    format_str_repr(buf, v.tz->name);
    buf_char(buf, ')');
  }
}

static void str(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_put(buf, v.tz->name);
}

static bool equal(Heap *heap, Value a, Value b) {
  (void)heap;
  if (a.tz == b.tz) return true;
  return a.tz->kind < TZ_ZONE && b.tz->kind < TZ_ZONE && a.tz->offset == b.tz->offset;
}

static bool hash(Heap *heap, Value v, uint64_t *out) {
  (void)heap;
  *out = v.tz->kind == TZ_ZONE ? (uint64_t)(uintptr_t)v.tz : (uint64_t)(uint32_t)v.tz->offset + 77;
  return true;
}

/* zoneinfo looks at the parts of its argument one after the other. */
static Value not_a_datetime(Heap *heap, Value self, Value when, const char *function) {
  if (self.tz->kind == TZ_ZONE)
    return value_raise(heap, EXC_ATTRIBUTE, "'%s' object has no attribute '%s'", value_type_name(when),
                       when.kind == V_DATE ? "hour" : "toordinal");
  return value_raise(heap, EXC_TYPE, "%s(dt) argument must be a datetime instance or None, not %s", function,
                     value_type_name(when));
}

/* The offset at a datetime; V_ABSENT for None in a zone whose offset depends on the date. */
static Value offset_at(Heap *heap, Value self, Value when, const char *function, TzOffset *offset) {
  *offset = (TzOffset){0};
  if (when.kind == V_DATETIME)
    return *offset = tz_at_wall(self.tz, civil_wall(when.civil), when.civil->fold), VALUE_NONE;
  if (when.kind != V_NONE) return not_a_datetime(heap, self, when, function);
  if (!tz_is_constant(self.tz)) return VALUE_ABSENT;
  return *offset = tz_at_wall(self.tz, 0, 0), VALUE_NONE;
}

static Value tz_utcoffset(Heap *heap, Value self, const Value *args) {
  TzOffset offset;
  Value done = offset_at(heap, self, args[0], "utcoffset", &offset);
  if (done.kind != V_NONE) return value_is_error(done) ? done : VALUE_NONE;
  return timedelta_of_seconds(heap, offset.utc_offset);
}

static Value tz_dst(Heap *heap, Value self, const Value *args) {
  TzOffset offset;
  Value done = offset_at(heap, self, args[0], "dst", &offset);
  if (done.kind != V_NONE || self.tz->kind != TZ_ZONE) return value_is_error(done) ? done : VALUE_NONE;
  return timedelta_of_seconds(heap, offset.dst);
}

static Value tz_tzname(Heap *heap, Value self, const Value *args) {
  TzOffset offset;
  Value done = offset_at(heap, self, args[0], "tzname", &offset);
  if (done.kind != V_NONE) return value_is_error(done) ? done : VALUE_NONE;
  return value_str(offset.abbreviation);
}

/* Of the parts of UTC, which carry this zone nevertheless, the time in it. */
static Value tz_fromutc(Heap *heap, Value self, const Value *args) {
  if (args[0].kind != V_DATETIME) return value_raise(heap, EXC_TYPE, "fromutc: argument must be a datetime");
  const Civil *utc = args[0].civil;
  if (utc->tz != self.tz) return value_raise(heap, EXC_VALUE, "fromutc: dt.tzinfo is not self");
  return datetime_in_zone(heap, civil_wall(utc), utc->micro, self.tz);
}

static Value tz_key(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_str(self.tz->name);
}

#define TZ_METHODS                                                                                   \
  {"dst", "dt, /", 1, 1, BUILTIN_C_STYLE, tz_dst, "daylight saving at a time"},                      \
      {"fromutc", "dt, /", 1, 1, BUILTIN_C_STYLE, tz_fromutc, "the time in the zone of one in UTC"}, \
      {"tzname", "dt, /", 1, 1, BUILTIN_C_STYLE, tz_tzname, "the abbreviation at a time"},           \
      {"utcoffset", "dt, /", 1, 1, BUILTIN_C_STYLE, tz_utcoffset, "the offset at a time"}

static const Builtin timezone_methods[] = {TZ_METHODS};
static const Builtin zone_methods[] = {
    TZ_METHODS,
    {"key", "", 0, 0, BUILTIN_PROPERTY, tz_key, "the IANA name"},
};

static Value timezone_attr(Heap *heap, const Type *type, Str name) {
  enum { FARTHEST = SECONDS_PER_DAY - 60 };
  (void)type;
  if (str_eq(name, STR("utc"))) return (Value){.kind = V_TZINFO, .tz = &TZ_UTC_ZONE};
  if (str_eq(name, STR("min"))) return (Value){.kind = V_TZINFO, .tz = tz_fixed(heap->arena, -FARTHEST)};
  if (str_eq(name, STR("max"))) return (Value){.kind = V_TZINFO, .tz = tz_fixed(heap->arena, FARTHEST)};
  return VALUE_ABSENT;
}

static Value timezone_construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  if (args[0].kind != V_TIMEDELTA)
    return value_raise(heap, EXC_TYPE, "timezone() argument 1 must be datetime.timedelta, not %s",
                       value_argument_name(args[0]));
  bool named = args[1].kind != V_ABSENT;
  if (named && !value_is_str(args[1]))
    return value_raise(heap, EXC_TYPE, "timezone() argument 2 must be str, not %s", value_argument_name(args[1]));
  const Delta *d = args[0].delta;
  bool in_bounds = d->days == 0 || (d->days == -1 && (d->seconds > 0 || d->micros > 0));
  if (!in_bounds) {
    Str shown = value_repr(heap, args[0]);
    return value_raise(heap, EXC_VALUE, "offset must be a timedelta strictly between -timedelta(hours=24) and "
                       "timedelta(hours=24), not %.*s.", STR_FMT(shown));
  }
  if (d->micros) return value_unsupported(heap, "a datetime.timezone with a fraction of a second");
  int32_t seconds = d->days * SECONDS_PER_DAY + d->seconds;
  const Tz *tz = named ? tz_fixed_named(heap->arena, seconds, value_text(args[1])) : tz_fixed(heap->arena, seconds);
  return (Value){.kind = V_TZINFO, .tz = tz};
}

/* Python would go on to the package tzdata; that there is no database at all is said in words of our own. */
static Value zone_error(Heap *heap, TzError error, Str key, Str why) {
  if (error == TZ_NO_DATABASE) tz_load(heap->workspace, key, &why);
  if (error != TZ_NOT_FOUND && error != TZ_NO_DATABASE) return value_raise_str(heap, EXC_VALUE, why);
  Value raised = value_raise_str(heap, EXC_ZONE_NOT_FOUND, value_repr(heap, value_str(why)));
  raised.exc->wrong = key;
  raised.exc->likely = tz_nearest(heap->workspace, key);
  if (!raised.exc->likely.n) raised.exc->remedy = STR("give a name of the IANA database, such as 'Europe/Berlin'");
  return raised;
}

static Value zone_construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  if (!value_is_str(args[0]))
    return value_raise(heap, EXC_TYPE, "expected str, bytes or os.PathLike object, not %s", value_type_name(args[0]));
  Str why = {0}, key = value_text(args[0]);
  if (key.n && memchr(key.p, '\0', key.n)) return value_raise(heap, EXC_VALUE, "embedded null byte");
  TzError error;
  const Tz *tz = tz_zoneinfo(heap->workspace, key, &error, &why);
  return tz ? (Value){.kind = V_TZINFO, .tz = tz} : zone_error(heap, error, key, why);
}

#define TZ_SLOTS .repr = repr, .str = str, .equal = equal, .hash = hash

const Type TYPE_TZINFO = {.name = "datetime.tzinfo", TZ_SLOTS};
static Value timezone_member(Heap *heap, Value v, Str name) {
  (void)v;
  return timezone_attr(heap, &TYPE_TIMEZONE, name);
}

/* The cache and the files of zoneinfo. */
static Value zone_member(Heap *heap, Value v, Str name) {
  static const char *const inside[] = {"_unpickle", "clear_cache", "from_file", "no_cache"};
  (void)v;
  for (size_t i = 0; i < COUNT(inside); i++)
    if (str_is(name, inside[i])) return value_unsupported(heap, "'%s' of a zone", inside[i]);
  return VALUE_ABSENT;
}

const Type TYPE_TIMEZONE = {
    .name = "datetime.timezone",
    .methods = BUILTIN_TABLE(timezone_methods),
    .construct = timezone_construct,
    .construct_params = "offset, name=None",
    .class_attr = timezone_attr,
    .attr = timezone_member,
    TZ_SLOTS,
};
const Type TYPE_ZONEINFO = {
    .name = "zoneinfo.ZoneInfo",
    .methods = BUILTIN_TABLE(zone_methods),
    .construct = zone_construct,
    .construct_params = "key",
    .attr = zone_member,
    TZ_SLOTS,
};

const Type *tzinfo_type(Value v) {
  static const Type *const TYPES[] = {[TZ_UTC] = &TYPE_TIMEZONE, [TZ_FIXED] = &TYPE_TIMEZONE,
                                      [TZ_ZONE] = &TYPE_ZONEINFO, [TZ_PYTZ] = &TYPE_PYTZ,
                                      [TZ_DATEUTIL] = &TYPE_DATEUTIL_TZ};
  return TYPES[v.tz->kind];
}
