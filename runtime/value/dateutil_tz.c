#include "runtime/value/types.h"

/* dateutil.tz: its tzinfos of one offset. `tzlocal()` is that of a machine in UTC. */

static void repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_put(buf, v.tz->name);
}

/* By the offset alone; tzlocal() is the same as an offset of its name only. */
static bool equal(Heap *heap, Value a, Value b) {
  (void)heap;
  if (a.tz->kind != b.tz->kind) return false;
  const Tz *local = a.tz == &TZ_DATEUTIL_LOCAL ? a.tz : b.tz == &TZ_DATEUTIL_LOCAL ? b.tz : NULL;
  return a.tz->offset == b.tz->offset && (!local || str_eq(a.tz->abbreviation, b.tz->abbreviation));
}

static bool hash(Heap *heap, Value v, uint64_t *out) {
  (void)heap, (void)v, (void)out;
  return false;
}

static Value utcoffset(Heap *heap, Value self, const Value *args) {
  (void)args;
  return timedelta_of_seconds(heap, self.tz->offset);
}

static Value dst(Heap *heap, Value self, const Value *args) {
  (void)self, (void)args;
  return timedelta_make(heap, (Delta){0});
}

static Value tzname(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self.tz->abbreviation.p ? value_str(self.tz->abbreviation) : VALUE_NONE;
}

static Value fromutc(Heap *heap, Value self, const Value *args) {
  if (args[0].kind != V_DATETIME)
    return value_raise(heap, EXC_TYPE, "fromutc() requires a datetime argument");
  if (args[0].civil->tz != self.tz) return value_raise(heap, EXC_VALUE, "dt.tzinfo is not self");
  return datetime_in_zone(heap, civil_wall(args[0].civil), args[0].civil->micro, self.tz);
}

static Value is_ambiguous(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self, (void)args;
  return value_bool(false);
}

static const Builtin methods[] = {
    {"dst", "dt", 1, 1, 0, dst, "daylight saving at a time: none"},
    {"fromutc", "dt", 1, 1, 0, fromutc, "the time in the zone of one in UTC"},
    {"is_ambiguous", "dt", 1, 1, 0, is_ambiguous, "whether a time comes twice: never"},
    {"tzname", "dt", 1, 1, 0, tzname, "the name of the offset"},
    {"utcoffset", "dt", 1, 1, 0, utcoffset, "the offset"},
};

const Type TYPE_DATEUTIL_TZ = {
    .name = "dateutil.tz.tz.tzoffset",
    .methods = BUILTIN_TABLE(methods),
    .repr = repr,
    .str = repr,
    .equal = equal,
    .hash = hash,
};
