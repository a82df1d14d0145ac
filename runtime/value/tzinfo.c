#include "runtime/core/limits.h"
#include "runtime/value/format.h"
#include "runtime/value/types.h"

/* datetime.timezone and zoneinfo.ZoneInfo. */

static void write_delta_repr(Heap *heap, Buf *buf, int32_t seconds) {
  Delta delta;
  delta_make(0, seconds, 0, &delta);
  value_write_repr(heap, buf, timedelta_make(heap, delta));
}

static void repr(Heap *heap, Buf *buf, Value v) {
  if (v.tz->kind == TZ_UTC) {
    buf_puts(buf, "datetime.timezone.utc");
  } else if (v.tz->kind == TZ_FIXED) {
    buf_puts(buf, "datetime.timezone(");
    write_delta_repr(heap, buf, v.tz->offset);
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
  return a.tz->kind != TZ_ZONE && b.tz->kind != TZ_ZONE && a.tz->offset == b.tz->offset;
}

static bool hash(Heap *heap, Value v, uint64_t *out) {
  (void)heap;
  *out = v.tz->kind == TZ_ZONE ? (uint64_t)(uintptr_t)v.tz : (uint64_t)(uint32_t)v.tz->offset + 77;
  return true;
}

/* The offset at a datetime; timezone takes None too. */
static Value offset_at(Heap *heap, Value self, Value when, const char *function, TzOffset *offset) {
  if (when.kind == V_DATETIME)
    return *offset = tz_at_wall(self.tz, civil_wall(when.civil), when.civil->fold), VALUE_NONE;
  if (when.kind == V_NONE && self.tz->kind != TZ_ZONE) return *offset = tz_at_wall(self.tz, 0, 0), VALUE_NONE;
  if (when.kind == V_NONE) return VALUE_ABSENT;
  return value_raise(heap, EXC_TYPE, "%s(dt) argument must be a datetime instance or None, not %s", function,
                     value_type_name(when));
}

static Value tz_utcoffset(Heap *heap, Value self, const Value *args) {
  TzOffset offset;
  Value done = offset_at(heap, self, args[0], "utcoffset", &offset);
  if (done.kind != V_NONE) return value_is_error(done) ? done : VALUE_NONE;
  Delta delta;
  delta_make(0, offset.utc_offset, 0, &delta);
  return timedelta_make(heap, delta);
}

static Value tz_dst(Heap *heap, Value self, const Value *args) {
  TzOffset offset;
  Value done = offset_at(heap, self, args[0], "dst", &offset);
  if (done.kind != V_NONE || self.tz->kind != TZ_ZONE) return value_is_error(done) ? done : VALUE_NONE;
  Delta delta;
  delta_make(0, offset.dst, 0, &delta);
  return timedelta_make(heap, delta);
}

static Value tz_tzname(Heap *heap, Value self, const Value *args) {
  TzOffset offset;
  Value done = offset_at(heap, self, args[0], "tzname", &offset);
  if (done.kind != V_NONE) return value_is_error(done) ? done : VALUE_NONE;
  return value_str(offset.abbreviation);
}

static Value tz_key(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_str(self.tz->name);
}

#define TZ_METHODS                                                                                     \
  {"dst", "dt, /", 1, 1, BUILTIN_PURE | BUILTIN_C_STYLE, tz_dst, "daylight saving at a time"},          \
      {"tzname", "dt, /", 1, 1, BUILTIN_PURE | BUILTIN_C_STYLE, tz_tzname, "the abbreviation at a time"}, \
      {"utcoffset", "dt, /", 1, 1, BUILTIN_PURE | BUILTIN_C_STYLE, tz_utcoffset, "the offset at a time"}

static const Builtin timezone_methods[] = {TZ_METHODS};
static const Builtin zone_methods[] = {
    TZ_METHODS,
    {"key", "", 0, 0, BUILTIN_PURE | BUILTIN_PROPERTY, tz_key, "the IANA name"},
};

static Value timezone_attr(Heap *heap, const Type *type, Str name) {
  (void)heap, (void)type;
  if (str_eq(name, STR("utc"))) return (Value){.kind = V_TZINFO, .tz = &TZ_UTC_ZONE};
  return VALUE_ABSENT;
}

static Value timezone_construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  if (args[0].kind != V_TIMEDELTA)
    return value_raise(heap, EXC_TYPE, "timezone() argument 1 must be datetime.timedelta, not %s",
                       value_argument_name(args[0]));
  if (args[1].kind != V_ABSENT) return value_unsupported(heap, "a datetime.timezone with a name of its own");
  const Delta *d = args[0].delta;
  bool in_bounds = d->days == 0 || (d->days == -1 && (d->seconds > 0 || d->micros > 0));
  if (!in_bounds) {
    Str shown = value_repr(heap, args[0]);
    return value_raise(heap, EXC_VALUE, "offset must be a timedelta strictly between -timedelta(hours=24) and "
                       "timedelta(hours=24), not %.*s.", STR_FMT(shown));
  }
  if (d->micros) return value_unsupported(heap, "a datetime.timezone with a fraction of a second");
  int32_t seconds = d->days * SECONDS_PER_DAY + d->seconds;
  return (Value){.kind = V_TZINFO, .tz = seconds ? tz_fixed(heap->arena, seconds) : &TZ_UTC_ZONE};
}

static Value zone_construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  if (!value_is_str(args[0]))
    return value_raise(heap, EXC_TYPE, "expected str, bytes or os.PathLike object, not %s", value_type_name(args[0]));
  Str why = {0}, name = value_text(args[0]);
  const Tz *tz = tz_load(heap->workspace, name, &why);
  if (tz) return (Value){.kind = V_TZINFO, .tz = tz};
  return value_raise(heap, EXC_ZONE_NOT_FOUND, "'No time zone found with key %.*s'", STR_FMT(name));
}

#define TZ_SLOTS .repr = repr, .str = str, .equal = equal, .hash = hash

const Type TYPE_TZINFO = {.name = "datetime.tzinfo", TZ_SLOTS};
const Type TYPE_TIMEZONE = {
    .name = "datetime.timezone",
    .methods = BUILTIN_TABLE(timezone_methods),
    .construct = timezone_construct,
    .construct_params = "offset, name=None",
    .class_attr = timezone_attr,
    TZ_SLOTS,
};
const Type TYPE_ZONEINFO = {
    .name = "zoneinfo.ZoneInfo",
    .methods = BUILTIN_TABLE(zone_methods),
    .construct = zone_construct,
    .construct_params = "key",
    TZ_SLOTS,
};
