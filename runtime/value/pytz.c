#include "runtime/value/format.h"
#include "runtime/value/types.h"

/* pytz, as its own documentation and tzinfo.py have it: the zone of a datetime is one tzinfo with one offset, which
 * `localize` and `normalize` choose. Arithmetic leaves it as it is, and a datetime that is made with a zone has the
 * zone's earliest offset. */

static bool is_static(const Tz *tz) { return tz->zone && tz_is_constant(tz->zone); }

static void put_offset(Heap *heap, Buf *buf, const Tz *tz) {
  buf_printf(buf, " %.*s%s", STR_FMT(tz->abbreviation), tz->offset > 0 ? "+" : "");
  value_write_str(heap, buf, timedelta_of_seconds(heap, tz->offset));
  buf_puts(buf, tz->dst ? " DST" : " STD");
}

static void repr(Heap *heap, Buf *buf, Value v) {
  if (!v.tz->zone) {
    buf_puts(buf, "<UTC>");
    return;
  }
  buf_puts(buf, is_static(v.tz) ? "<StaticTzInfo " : "<DstTzInfo ");
  format_str_repr(buf, v.tz->name);
  if (!is_static(v.tz)) put_offset(heap, buf, v.tz);
  buf_char(buf, '>');
}

static void str(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_put(buf, v.tz->name);
}

static bool equal(Heap *heap, Value a, Value b) {
  (void)heap;
  return a.tz == b.tz;
}

static bool hash(Heap *heap, Value v, uint64_t *out) {
  (void)heap;
  *out = (uint64_t)(uintptr_t)v.tz;
  return true;
}

/* ---- which offset ---- */

Value pytz_ends(Heap *heap) { return value_unsupported(heap, "a time before 1902 or after 2037 in a zone of pytz"); }

static Value no_datetime(Heap *heap, Value v) {
  return value_raise(heap, EXC_ATTRIBUTE, "'%s' object has no attribute 'tzinfo'", value_type_name(v));
}

/* The tzinfo at a time of the wall clock plus `hours`, of which there is one. */
static const Tz *tz_beside(Heap *heap, const Tz *tz, const Civil *civil, int hours, int fold) {
  int64_t wall = civil_wall(civil) + hours * 3600;
  return tz_settled(heap->workspace, tz, wall - tz_at_wall(tz->zone, wall, fold).utc_offset);
}

/* DstTzInfo.localize: in a gap the offset of six hours before or after, by `is_dst`; of a time that comes twice the one
 * that is daylight saving or not or, where both are or none is, the first for daylight saving. NULL: it reaches beyond
 * pytz's tables. */
static const Tz *choose(Heap *heap, const Tz *tz, const Civil *civil, bool is_dst) {
  TzWall comes = tz_wall(tz->zone, civil_wall(civil));
  if (comes == TZ_WALL_GAP) return tz_beside(heap, tz, civil, is_dst ? 6 : -6, 0);
  const Tz *first = tz_beside(heap, tz, civil, 0, 0);
  if (comes == TZ_WALL_ONCE || !first) return first;
  const Tz *second = tz_beside(heap, tz, civil, 0, 1);
  if (!second || !first->dst == !second->dst) return is_dst ? first : second;
  return (first->dst != 0) == is_dst ? first : second;
}

/* `None` for `is_dst` asks for an error where the time does not come once. */
static Value localized(Heap *heap, const Tz *tz, Value when, Value is_dst) {
  Value stop = VALUE_ABSENT;
  bool is_strict = is_dst.kind == V_NONE, saves = is_dst.kind != V_ABSENT && op_truth(heap, is_dst, &stop);
  if (stop.kind != V_ABSENT) return stop;
  Civil civil = *when.civil;
  if (!tz->zone || is_static(tz)) return civil.tz = tz, value_datetime(heap, civil);
  civil.fold = 0;
  TzWall comes = tz_wall(tz->zone, civil_wall(&civil));
  if (is_strict && comes != TZ_WALL_ONCE)
    return value_raise_str(heap, comes == TZ_WALL_GAP ? EXC_PYTZ_NON_EXISTENT : EXC_PYTZ_AMBIGUOUS,
                           value_to_str(heap, when));
  civil.tz = choose(heap, tz, &civil, saves);
  return civil.tz ? value_datetime(heap, civil) : pytz_ends(heap);
}

static Value localize(Heap *heap, Value self, const Value *args) {
  if (args[0].kind != V_DATETIME) return no_datetime(heap, args[0]);
  if (args[0].civil->tz) return value_raise(heap, EXC_VALUE, "Not naive datetime (tzinfo is already set)");
  return localized(heap, self.tz, args[0], args[1]);
}

static Value normalize(Heap *heap, Value self, const Value *args) {
  if (args[0].kind != V_DATETIME) return no_datetime(heap, args[0]);
  const Civil *civil = args[0].civil;
  if (!civil->tz) return value_raise(heap, EXC_VALUE, "Naive time - no tzinfo set");
  bool has_one = !self.tz->zone || is_static(self.tz);
  if (has_one && civil->tz == self.tz) return args[0];
  if (!has_one && civil->tz->kind != TZ_PYTZ)
    return value_raise(heap, EXC_ATTRIBUTE, "'%s' object has no attribute '_utcoffset'",
                       value_type_name((Value){.kind = V_TZINFO, .tz = civil->tz}));
  return datetime_in_zone(heap, civil_instant(civil), civil->micro, self.tz);
}

static Value fromutc(Heap *heap, Value self, const Value *args) {
  if (args[0].kind != V_DATETIME) return no_datetime(heap, args[0]);
  const Civil *utc = args[0].civil;
  bool is_own = !utc->tz || utc->tz == self.tz || (utc->tz->kind == TZ_PYTZ && utc->tz->zone == self.tz->zone);
  if (!is_own) return value_raise(heap, EXC_VALUE, "fromutc: dt.tzinfo is not self");
  if (!self.tz->zone && !utc->tz) return localized(heap, self.tz, args[0], VALUE_ABSENT);
  return datetime_in_zone(heap, civil_wall(utc), utc->micro, self.tz);
}

/* ---- what it says of a time ---- */

/* The tzinfo that answers for a datetime; V_NONE: the answer is None. */
static Value answering(Heap *heap, Value self, const Value *args) {
  if (!self.tz->zone || is_static(self.tz)) return self;
  if (args[0].kind == V_NONE) return VALUE_NONE;
  if (args[0].kind != V_DATETIME) return no_datetime(heap, args[0]);
  if (args[0].civil->tz == self.tz) return self;
  if (args[0].civil->tz) return value_raise(heap, EXC_VALUE, "Not naive datetime (tzinfo is already set)");
  Value local = localized(heap, self.tz, args[0], args[1].kind == V_ABSENT ? VALUE_NONE : args[1]);
  return value_passes(local) ? local : (Value){.kind = V_TZINFO, .tz = local.civil->tz};
}

static Value utcoffset(Heap *heap, Value self, const Value *args) {
  Value of = answering(heap, self, args);
  return of.kind == V_TZINFO ? timedelta_of_seconds(heap, of.tz->offset) : of;
}

static Value dst(Heap *heap, Value self, const Value *args) {
  Value of = answering(heap, self, args);
  return of.kind == V_TZINFO ? timedelta_of_seconds(heap, of.tz->dst) : of;
}

static Value tzname(Heap *heap, Value self, const Value *args) {
  Value of = answering(heap, self, args);
  if (of.kind == V_TZINFO) return value_str(of.tz->abbreviation);
  return of.kind == V_NONE ? value_str(self.tz->name) : of;
}

static Value zone(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_str(self.tz->name);
}

static Value inside(Heap *heap, Value v, Str name) {
  (void)v;
  bool is_private = str_starts(name, STR("_")) && !str_starts(name, STR("__"));
  return is_private ? value_unsupported(heap, "'%.*s' of a zone", STR_FMT(name)) : VALUE_ABSENT;
}

static const Builtin methods[] = {
    {"dst", "dt, is_dst=None", 1, 2, 0, dst, "daylight saving at a time"},
    {"fromutc", "dt", 1, 1, 0, fromutc, "the time in the zone of one in UTC"},
    {"localize", "dt, is_dst=False", 1, 2, 0, localize, "a time of the zone's clock, with its offset"},
    {"normalize", "dt, is_dst=False", 1, 2, 0, normalize, "the same instant, with the offset that holds then"},
    {"tzname", "dt, is_dst=None", 1, 2, 0, tzname, "the abbreviation at a time"},
    {"utcoffset", "dt, is_dst=None", 1, 2, 0, utcoffset, "the offset at a time"},
    {"zone", "", 0, 0, BUILTIN_PROPERTY, zone, "the IANA name"},
};

const Type TYPE_PYTZ = {
    .name = "pytz.tzinfo.BaseTzInfo",
    .methods = BUILTIN_TABLE(methods),
    .attr = inside,
    .repr = repr,
    .str = str,
    .equal = equal,
    .hash = hash,
};
