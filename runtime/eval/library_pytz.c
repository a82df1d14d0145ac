#include "runtime/eval/exception.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/types.h"

/* pytz, which comes with Dagster: its zones are runtime/value/pytz.c. Its tables are taken to say what the system's
 * time zone database says. */

static Value timezone(Heap *heap, Value self, const Value *args) {
  (void)self;
  const Tz *tz = value_is_str(args[0]) ? tz_pytz(heap->workspace, value_text(args[0])) : NULL;
  if (!tz) return value_raise_str(heap, EXC_PYTZ_UNKNOWN, value_repr(heap, args[0]));
  return (Value){.kind = V_TZINFO, .tz = tz};
}

static const Builtin FUNCTIONS[] = {{"timezone", "timezone(zone)", 1, 1, 0, timezone, "a zone by its name"}};

static const struct {
  const char *name;
  ExceptionType type;
} EXCEPTIONS[] = {{"AmbiguousTimeError", EXC_PYTZ_AMBIGUOUS},
                  {"InvalidTimeError", EXC_PYTZ_INVALID},
                  {"NonExistentTimeError", EXC_PYTZ_NON_EXISTENT},
                  {"UnknownTimeZoneError", EXC_PYTZ_UNKNOWN}};

Value library_pytz_exceptions(Heap *heap, Str name) {
  (void)heap;
  for (size_t i = 0; i < COUNT(EXCEPTIONS); i++)
    if (str_is(name, EXCEPTIONS[i].name)) return value_of_type(exception_type(EXCEPTIONS[i].type));
  return VALUE_ABSENT;
}

Value library_pytz(Heap *heap, Str name) {
  (void)heap;
  if (str_is(name, "utc") || str_is(name, "UTC")) return (Value){.kind = V_TZINFO, .tz = &TZ_PYTZ_UTC};
  if (str_is(name, "BaseTzInfo")) return value_of_type(&TYPE_PYTZ);
  Value exception = library_pytz_exceptions(heap, name);
  return exception.kind != V_ABSENT ? exception : library_row((BuiltinTable)BUILTIN_TABLE(FUNCTIONS), name);
}
