#include "runtime/eval/definitions.h"

#include "runtime/core/limits.h"
#include "runtime/eval/enum.h"
#include "runtime/eval/param.h"
#include "runtime/time/partition.h"
#include "runtime/value/types.h"

static Value not_recorded(Heap *heap, const char *name) {
  return value_unsupported(heap, "a member of an Enum as '%s', which Dagster does not serialize,", name);
}

static bool is_falsy(Heap *heap, Value v) {
  Value stop = VALUE_ABSENT;
  return !op_truth(heap, v, &stop);
}

static Value definition_of(Heap *heap, const PartitionsSpec *spec) {
  Str why;
  PartitionsDef *def = ARENA_NEW(heap->arena, PartitionsDef);
  if (!partitions_init(heap->arena, spec, def, &why)) return value_raise_str(heap, EXC_INVALID_DEFINITION, why);
  return (Value){.kind = V_DEFINITION, .definition = def};
}

/* ---- time windows: all classes end in TimeWindowPartitionsDefinition.__new__ ---- */

typedef enum Field {
  FIELD_NONE,
  START,
  END,
  MINUTE,
  HOUR,
  DAY,
  TIMEZONE,
  FMT,
  END_OFFSET,
  EXCLUSIONS,
  SCHEDULE_TYPE,
  CRON,
  KEYWORDS, /* may hold `cron_schedule`, by which Dagster copies a definition; the others are passed over */
  FIELD_COUNT
} Field;

/* The parameters of each class in their order. */
static const Field PARAMETERS[][FIELD_COUNT] = {
    [PARTITIONS_HOURLY] = {START, END, MINUTE, TIMEZONE, FMT, END_OFFSET, EXCLUSIONS, KEYWORDS},
    [PARTITIONS_DAILY] = {START, END, MINUTE, HOUR, TIMEZONE, FMT, END_OFFSET, EXCLUSIONS, KEYWORDS},
    [PARTITIONS_WEEKLY] = {START, END, MINUTE, HOUR, DAY, TIMEZONE, FMT, END_OFFSET, EXCLUSIONS, KEYWORDS},
    [PARTITIONS_MONTHLY] = {START, END, MINUTE, HOUR, DAY, TIMEZONE, FMT, END_OFFSET, EXCLUSIONS, KEYWORDS},
    [PARTITIONS_TIME_WINDOW] = {START, FMT, END, SCHEDULE_TYPE, TIMEZONE, END_OFFSET, MINUTE, HOUR, DAY, CRON,
                                EXCLUSIONS},
};

/* What a call gave, and what is made of it. */
typedef struct Given {
  Heap *heap;
  PartitionsKind kind;
  Value at[FIELD_COUNT];
  PartitionsSpec spec;
  Value zone_error; /* V_ABSENT; told where the zone is first used */
} Given;

/* The classes take any keyword, for the sake of `cron_schedule`: a misspelt one changes nothing. */
static Str passed_over(const Given *given) {
  const Dict *keywords = given->at[KEYWORDS].kind == V_DICT ? given->at[KEYWORDS].dict : NULL;
  for (size_t i = 0; keywords && i < keywords->n; i++) {
    const DictEntry *entry = &keywords->at[i];
    if (!value_is_str(entry->key) || str_is(value_text(entry->key), "cron_schedule")) continue;
    return str_printf(given->heap->arena, "'%.*s' is no argument of %s, which passes it over",
                      STR_FMT(value_text(entry->key)), partitions_class(given->kind));
  }
  return (Str){"", 0};
}

static void gather(Given *given, const Value *args) {
  for (size_t i = 0; PARAMETERS[given->kind][i]; i++) given->at[PARAMETERS[given->kind][i]] = args[i];
  if (given->at[KEYWORDS].kind == V_DICT)
    given->at[CRON] = dict_get_str(given->at[KEYWORDS].dict, STR("cron_schedule"));
  given->spec.doubt = passed_over(given);
  if (given->kind != PARTITIONS_TIME_WINDOW && is_falsy(given->heap, given->at[FMT]))
    given->at[FMT] = value_ascii(partitions_default_fmt(given->kind));
}

static Value timezone_param(Given *given) {
  Value v = given->at[TIMEZONE];
  given->spec.tz = &TZ_UTC_ZONE;
  if (!value_given(v)) return VALUE_NONE;
  if (!value_is_str(v)) return param_refuse(given->heap, "timezone", "str", v);
  Str name = value_text(v);
  if (!name.n || str_is(name, "UTC") || str_is(name, "utc")) return VALUE_NONE;
  Value zone = TYPE_ZONEINFO.construct(given->heap, &TYPE_ZONEINFO, &v);
  if (value_passes(zone))
    given->zone_error = zone;
  else
    given->spec.tz = zone.tz;
  return VALUE_NONE;
}

/* A wall time of the definition's zone. One that the zone does not have is the one that its instant is. */
static Value in_zone(Given *given, Civil wall, Civil *civil) {
  if (given->zone_error.kind != V_ABSENT) return given->zone_error;
  *civil = wall;
  civil->tz = given->spec.tz;
  Civil settled;
  if (civil_at_instant(civil_instant(civil), civil->micro, civil->tz, &settled)) *civil = settled;
  return VALUE_NONE;
}

/* Dagster's words show the format with a %z that it puts behind. */
static Value wrong_time(Heap *heap, Str why, Str fmt) {
  static const Civil day = {.year = 2024, .month = 1, .day = 31, .tz = &TZ_UTC_ZONE};
  Value error = value_raise_str(heap, EXC_VALUE, why);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  buf_printf(&buf, "the format is '%.*s': write a time such as '", STR_FMT(fmt));
  strftime_write(&buf, fmt, &day);
  buf_char(&buf, '\'');
  error.exc->remedy = buf_str(&buf);
  return error;
}

/* A text or a datetime, whose own zone is put aside. What else was given is refused later (checked_params). */
static Value bound_param(Given *given, Field field, Civil *civil) {
  Str why;
  Value v = given->at[field], fmt = given->at[FMT];
  if (v.kind == V_DATETIME) return in_zone(given, *v.civil, civil);
  if (!value_is_str(v)) return VALUE_NONE;
  uint64_t hash;
  if (!value_hash(given->heap, fmt, &hash)) return value_unhashable(given->heap, fmt);
  if (!value_is_str(fmt))
    return value_raise(given->heap, EXC_TYPE, "strptime() argument 2 must be str, not %s", value_argument_name(fmt));
  if (!partitions_read_time(given->heap->arena, value_text(v), value_text(fmt), given->spec.tz, civil, &why))
    return wrong_time(given->heap, why, value_text(fmt));
  return in_zone(given, *civil, civil);
}

/* The schedule as text: how an offset that is no plain number, such as '*', comes into it. */
static Str cron_of_offsets(const Given *given) {
  Str text[FIELD_COUNT];
  for (Field field = MINUTE; field <= DAY; field++) {
    Value v = given->at[field];
    bool is_monthly_day = field == DAY && given->kind == PARTITIONS_MONTHLY;
    text[field] = !is_falsy(given->heap, v) ? value_to_str(given->heap, v) : is_monthly_day ? STR("1") : STR("0");
  }
  if (given->kind == PARTITIONS_HOURLY) text[HOUR] = STR("*");
  Str month_day = given->kind == PARTITIONS_MONTHLY ? text[DAY] : STR("*");
  Str weekday = given->kind == PARTITIONS_WEEKLY ? text[DAY] : STR("*");
  return str_printf(given->heap->arena, "%.*s %.*s %.*s * %.*s", STR_FMT(text[MINUTE]), STR_FMT(text[HOUR]),
                    STR_FMT(month_day), STR_FMT(weekday));
}

/* Dagster writes the text of an offset into the schedule, which of a member of an Enum may be its name. */
static bool plain_offset(const Given *given, Field field, int64_t *offset) {
  Value given_one = given->at[field], v = value_number(given_one);
  bool is_shown = given_one.kind != V_OBJECT || is_falsy(given->heap, v) ||
                  str_eq(value_to_str(given->heap, given_one), value_to_str(given->heap, v));
  if (v.kind == V_INT) *offset = v.i;
  return is_shown && (v.kind == V_INT || is_falsy(given->heap, v));
}

static void offset_params(Given *given) {
  PartitionsSpec *spec = &given->spec;
  bool plain = plain_offset(given, MINUTE, &spec->minute_offset) && plain_offset(given, HOUR, &spec->hour_offset) &&
               plain_offset(given, DAY, &spec->day_offset);
  if (plain) return;
  spec->kind = PARTITIONS_TIME_WINDOW;
  spec->minute_offset = spec->hour_offset = spec->day_offset = 0;
  spec->cron = cron_of_offsets(given);
}

static bool has_offset(const Given *given) {
  for (Field field = MINUTE; field <= DAY; field++)
    if (!is_falsy(given->heap, given->at[field])) return true;
  return false;
}

static Value cron_param(Given *given) {
  Value cron = given->at[CRON], day = given->at[DAY];
  bool has_type =
      given->kind == PARTITIONS_TIME_WINDOW ? value_given(given->at[SCHEDULE_TYPE]) : is_falsy(given->heap, cron);
  if (given->kind == PARTITIONS_MONTHLY && !has_type) {
    if (day.kind != V_ABSENT && !value_equal(given->heap, day, value_int(1))) {
      Str shown = value_to_str(given->heap, day);
      return value_raise(given->heap, EXC_CHECK, "Invariant failed. Description: Reconstruction by cron_schedule got "
                         "unexpected day_offset %.*s, expected 1.", STR_FMT(shown));
    }
    given->at[DAY] = VALUE_NONE;
  }
  if (has_type || has_offset(given))
    return value_raise(given->heap, EXC_CHECK, "Invariant failed. Description: If cron_schedule argument is provided, "
                       "then schedule_type, minute_offset, hour_offset, and day_offset can't also be provided");
  Value length = op_len(given->heap, cron);
  if (value_is_error(length)) return length;
  if (!value_is_str(cron)) return param_refuse(given->heap, "cron_schedule", "str", cron);
  given->spec.kind = PARTITIONS_TIME_WINDOW;
  given->spec.cron = value_text(cron);
  return VALUE_NONE;
}

static Value schedule_params(Given *given) {
  Value type = given->at[SCHEDULE_TYPE];
  if (value_given(given->at[CRON])) return cron_param(given);
  if (given->kind != PARTITIONS_TIME_WINDOW) return offset_params(given), VALUE_NONE;
  if (!value_given(type))
    return value_raise(given->heap, EXC_CHECK,
                       "Failure condition: One of schedule_type and cron_schedule must be provided");
  if (type.kind == V_OPAQUE)
    return value_unsupported(given->heap, "'schedule_type' in place of 'cron_schedule'");
  Str shown = value_to_str(given->heap, type);
  return value_raise(given->heap, EXC_CHECK, "Failure condition: Unhandled value: %.*s (%s)", STR_FMT(shown),
                     value_type_name(type));
}

static Value split_exclusions(Given *given, const ValueList *items) {
  Civil *times = ARENA_ARRAY(given->heap->arena, Civil, items->n);
  Str *crons = ARENA_ARRAY(given->heap->arena, Str, items->n);
  given->spec.excluded_times = times;
  given->spec.excluded_crons = crons;
  for (size_t i = 0; i < items->n; i++) {
    Value item = items->at[i];
    if (value_is_str(item)) {
      crons[given->spec.excluded_cron_count++] = value_text(item);
      continue;
    }
    Value error = in_zone(given, *item.civil, &times[given->spec.excluded_time_count++]);
    if (value_passes(error)) return error;
  }
  return VALUE_NONE;
}

static Value exclusions_param(Given *given) {
  static const char EXPECTED[] = "(<class 'str'>, <class 'datetime.datetime'>, "
                                 "<class 'dagster._core.definitions.timestamp.TimestampWithTimezone'>)";
  ValueList items = {0};
  Value v = given->at[EXCLUSIONS];
  if (is_falsy(given->heap, v)) return VALUE_NONE;
  Value error = param_sequence(given->heap, "exclusions", v, &items);
  for (size_t i = 0; i < items.n && !value_passes(error); i++) {
    Value item = items.at[i];
    if (item.kind == V_UNKNOWN) return item;
    if (enum_is_text(item)) error = not_recorded(given->heap, "exclusions");
    if (!value_is_str(item) && item.kind != V_DATETIME) error = param_refuse_member(given->heap, EXPECTED, item);
  }
  return value_passes(error) ? error : split_exclusions(given, &items);
}

/* The checks of the record itself, in the order of its fields. */
static Value checked_params(Given *given) {
  Heap *heap = given->heap;
  Value start = given->at[START], end = given->at[END], fmt = given->at[FMT], offset = given->at[END_OFFSET];
  given->spec.has_end = !is_falsy(heap, end);
  if (!value_is_str(start) && start.kind != V_DATETIME)
    return param_refuse(heap, "start_ts", "TimestampWithTimezone", start);
  if (given->spec.has_end && !value_is_str(end) && end.kind != V_DATETIME)
    return param_refuse(heap, "end_ts", "TimestampWithTimezone", end);
  if (!value_is_str(fmt)) return param_refuse(heap, "fmt", "str", fmt);
  given->spec.fmt = value_text(fmt);
  if (offset.kind != V_ABSENT && !value_index(offset, &given->spec.end_offset))
    return param_refuse(heap, "end_offset", "int", offset);
  return VALUE_NONE;
}

/* What a run records is the text or the number alone. */
static Value recorded_params(Given *given) {
  static const struct {
    Field field;
    const char *name;
  } RECORDED[] = {{TIMEZONE, "timezone"}, {FMT, "fmt"}, {CRON, "cron_schedule"}, {END_OFFSET, "end_offset"}};
  for (size_t i = 0; i < COUNT(RECORDED); i++) {
    Value v = given->at[RECORDED[i].field];
    bool is_number = v.kind == V_OBJECT && value_number(v).kind == V_INT;
    if (is_number || enum_is_text(v)) return not_recorded(given->heap, RECORDED[i].name);
  }
  return VALUE_NONE;
}

static Value window_new(Heap *heap, PartitionsKind kind, const Value *args) {
  Given given = {.heap = heap, .kind = kind, .spec = {.kind = kind}};
  gather(&given, args);
  Value error = timezone_param(&given);
  if (!value_passes(error)) error = bound_param(&given, START, &given.spec.start);
  if (!value_passes(error) && !is_falsy(heap, given.at[END])) error = bound_param(&given, END, &given.spec.end);
  if (!value_passes(error)) error = schedule_params(&given);
  if (!value_passes(error)) error = exclusions_param(&given);
  if (!value_passes(error)) error = checked_params(&given);
  if (!value_passes(error)) error = recorded_params(&given);
  return value_passes(error) ? error : definition_of(heap, &given.spec);
}

#define WINDOW_CLASS(name, KIND)                                      \
  static Value name(Heap *heap, Value self, const Value *args) {      \
    (void)self;                                                       \
    return window_new(heap, KIND, args);                              \
  }
WINDOW_CLASS(hourly_new, PARTITIONS_HOURLY)
WINDOW_CLASS(daily_new, PARTITIONS_DAILY)
WINDOW_CLASS(weekly_new, PARTITIONS_WEEKLY)
WINDOW_CLASS(monthly_new, PARTITIONS_MONTHLY)
WINDOW_CLASS(time_window_new, PARTITIONS_TIME_WINDOW)

/* ---- static ---- */

/* A text is taken for the sequence of its characters, as Dagster still does. */
static Value keys_param(Heap *heap, Value v, ValueList *items) {
  if (value_is_str(v)) return value_collect(heap, v, items);
  Value error = param_sequence(heap, "partition_keys", v, items);
  for (size_t i = 0; i < items->n && !value_passes(error); i++) {
    if (items->at[i].kind == V_UNKNOWN) return items->at[i];
    if (!value_is_str(items->at[i])) error = param_refuse_member(heap, "<class 'str'>", items->at[i]);
  }
  return error;
}

static Str keys_doubt(Heap *heap, Value given, const ValueList *keys) {
  if (value_is_str(given))
    return str_printf(heap->arena, "of the text '%.*s' each character becomes a key", STR_FMT(value_text(given)));
  for (size_t i = 0; i < keys->n; i++)
    if (enum_is_text(keys->at[i]))
      return STR("a backfill fails on keys that are members of an Enum: write '.value' behind them");
  return STR("");
}

static Value static_new(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList items = {0};
  Value error = keys_param(heap, args[0], &items);
  if (value_passes(error)) return error;
  Str *keys = ARENA_ARRAY(heap->arena, Str, items.n);
  for (size_t i = 0; i < items.n; i++) keys[i] = value_text(items.at[i]);
  PartitionsSpec spec = {.kind = PARTITIONS_STATIC, .keys = keys, .key_count = items.n};
  spec.doubt = keys_doubt(heap, args[0], &items);
  return definition_of(heap, &spec);
}

/* ---- multi ---- */

/* check.mapping_param: text to definitions. */
static Value wrong_dimension(Heap *heap, const DictEntry *entry) {
  static const char EXPECTED[] =
      "dagster._core.definitions.partitions.definition.partitions_definition.PartitionsDefinition";
  if (entry->value.kind == V_UNKNOWN) return entry->value;
  if (!value_is_str(entry->key)) return param_refuse_key(heap, entry->key);
  if (entry->value.kind == V_DEFINITION) return VALUE_NONE;
  Str shown = value_to_str(heap, entry->value);
  return value_raise(heap, EXC_CHECK, "Value in Mapping mismatches expected type for key %.*s. Expected value of type "
                     "<class '%s'>. Got value %.*s of type <class '%s'>.", STR_FMT(value_text(entry->key)), EXPECTED,
                     STR_FMT(shown), param_class(entry->value));
}

static Value dimensions_param(Heap *heap, const Dict *dict, Dimension *dimensions) {
  size_t n = 0;
  for (size_t i = 0; i < dict->n; i++) {
    const DictEntry *entry = &dict->at[i];
    if (entry->key.kind == V_ABSENT) continue;
    Value error = wrong_dimension(heap, entry);
    if (value_passes(error)) return error;
    dimensions[n++] = (Dimension){value_text(entry->key), entry->value.definition};
  }
  return VALUE_NONE;
}

static Value multi_new(Heap *heap, Value self, const Value *args) {
  (void)self;
  Dimension *dimensions = ARENA_ARRAY(heap->arena, Dimension, PARTITIONS_DIMENSIONS);
  if (args[0].kind != V_DICT) {
    Value keys = op_attr(heap, args[0], STR("keys"));
    return value_passes(keys) ? keys : param_refuse(heap, "partitions_defs", "Mapping", args[0]);
  }
  const Dict *dict = args[0].dict;
  if (dict->live != PARTITIONS_DIMENSIONS)
    return value_raise(heap, EXC_INVALID_INVOCATION,
                       "Dagster currently only supports multi-partitions definitions with 2 partitions definitions. "
                       "Your multi-partitions definition has %zu partitions definitions.", dict->live);
  Value error = dimensions_param(heap, dict, dimensions);
  if (value_passes(error)) return error;
  return definition_of(heap, &(PartitionsSpec){.kind = PARTITIONS_MULTI, .dimensions = dimensions,
                                               .dimension_count = PARTITIONS_DIMENSIONS});
}

/* ---- dynamic ---- */

static bool is_callable(Value v) {
  return v.kind == V_FUNCTION || v.kind == V_BUILTIN || v.kind == V_TYPE || v.kind == V_OPAQUE ||
         type_method(value_type(v), STR("__call__")) != NULL;
}

static Value dynamic_new(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value function = args[0], name = args[1];
  if (value_given(function) && !is_callable(function)) {
    Str shown = value_repr(heap, function);
    return value_raise(heap, EXC_PARAMETER_CHECK,
                       "Param \"partition_fn\" is not callable. Got %.*s with type <class '%s'>.", STR_FMT(shown),
                       param_class(function));
  }
  if (value_given(name) && !value_is_str(name)) return param_refuse(heap, "name", "str", name);
  if (!value_given(function) && !value_given(name))
    return value_raise(heap, EXC_INVALID_DEFINITION,
                       "Must provide either partition_fn or name to DynamicPartitionsDefinition.");
  if (value_given(function) && !is_falsy(heap, name))
    return value_raise(heap, EXC_INVALID_DEFINITION,
                       "Cannot provide both partition_fn and name to DynamicPartitionsDefinition.");
  if (value_given(function))
    return value_unsupported(heap, "'partition_fn' in place of a name of DynamicPartitionsDefinition");
  return definition_of(heap, &(PartitionsSpec){.kind = PARTITIONS_DYNAMIC, .name = value_text(name)});
}

/* ---- the classes ---- */

#define TAIL "timezone=None, fmt=None, end_offset=0, exclusions=None, **kwargs)"

static const Builtin CLASSES[] = {
    {"DailyPartitionsDefinition",
     "DailyPartitionsDefinition.__new__(cls | start_date, end_date=None, minute_offset=0, hour_offset=0, " TAIL, 1, 8,
     BUILTIN_DEFINITION, daily_new, "a partition a day"},
    {"DynamicPartitionsDefinition", "DynamicPartitionsDefinition.__new__(cls | partition_fn=None, name=None)", 0, 2,
     BUILTIN_DEFINITION, dynamic_new, "partitions that are added at run time"},
    {"HourlyPartitionsDefinition",
     "HourlyPartitionsDefinition.__new__(cls | start_date, end_date=None, minute_offset=0, " TAIL, 1, 7,
     BUILTIN_DEFINITION, hourly_new, "a partition an hour"},
    {"MonthlyPartitionsDefinition",
     "MonthlyPartitionsDefinition.__new__(cls | start_date, end_date=None, minute_offset=0, hour_offset=0, "
     "day_offset=1, " TAIL,
     1, 9, BUILTIN_DEFINITION, monthly_new, "a partition a month"},
    {"MultiPartitionsDefinition", "MultiPartitionsDefinition.__init__(self | partitions_defs)", 1, 1,
     BUILTIN_DEFINITION, multi_new, "the pairs of the partitions of two definitions"},
    {"StaticPartitionsDefinition", "StaticPartitionsDefinition.__init__(self | partition_keys)", 1, 1,
     BUILTIN_DEFINITION, static_new, "a partition a key of a list"},
    {"TimeWindowPartitionsDefinition",
     "TimeWindowPartitionsDefinition.__new__(cls | start, fmt, end=None, schedule_type=None, timezone=None, "
     "end_offset=0, minute_offset=None, hour_offset=None, day_offset=None, cron_schedule=None, exclusions=None)",
     2, 11, BUILTIN_DEFINITION, time_window_new, "a partition a window between the ticks of a cron schedule"},
    {"WeeklyPartitionsDefinition",
     "WeeklyPartitionsDefinition.__new__(cls | start_date, end_date=None, minute_offset=0, hour_offset=0, "
     "day_offset=0, " TAIL,
     1, 9, BUILTIN_DEFINITION, weekly_new, "a partition a week"},
};

Value definition_class(Str name) {
  for (size_t i = 0; i < COUNT(CLASSES); i++)
    if (str_is(name, CLASSES[i].name)) return value_of_builtin(&CLASSES[i]);
  return VALUE_ABSENT;
}
