#include "runtime/eval/dg.h"

#include "runtime/core/limits.h"
#include "runtime/eval/env.h"
#include "runtime/time/strftime.h"
#include "runtime/value/types.h"

/* ---- opaque objects ---- */

static const Type TYPE_OPAQUE;

Value opaque_new(Heap *heap, Str text) {
  Opaque *opaque = ARENA_NEW(heap->arena, Opaque);
  *opaque = (Opaque){{&TYPE_OPAQUE}, text};
  return (Value){.kind = V_OPAQUE, .opaque = opaque};
}

static Value opaque_attr(Heap *heap, Value v, Str name) {
  if (str_starts(name, STR("__"))) return VALUE_ABSENT;
  return opaque_new(heap, str_printf(heap->arena, "%.*s.%.*s", STR_FMT(v.opaque->text), STR_FMT(name)));
}

static Value opaque_item(Heap *heap, Value v, Value key) {
  Str shown = value_repr(heap, key);
  return opaque_new(heap, str_printf(heap->arena, "%.*s[%.*s]", STR_FMT(v.opaque->text), STR_FMT(shown)));
}

static Value opaque_binary(Heap *heap, int op, Value a, Value b) {
  if (op != OP_BIT_AND && op != OP_BIT_OR) return VALUE_ABSENT;
  Str left = value_repr(heap, a), right = value_repr(heap, b);
  return opaque_new(
      heap, str_printf(heap->arena, "(%.*s %s %.*s)", STR_FMT(left), operator_text((Operator)op), STR_FMT(right)));
}

static void opaque_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_put(buf, v.opaque->text);
}

static const Type TYPE_OPAQUE = {
    .name = "object", .repr = opaque_repr, .attr = opaque_attr, .item = opaque_item, .binary = opaque_binary};

/* ---- definitions ---- */

/* dagster._check: 'Param "start_ts" is not a TimestampWithTimezone. Got 5 which is type <class 'int'>.' */
static Value wrong_param(Heap *heap, const char *param, const char *wanted, Value got) {
  Str shown = value_repr(heap, got);
  const Type *type = value_type(got);
  return value_raise(heap, EXC_CHECK, "Param \"%s\" is not a %s. Got %.*s which is type <class '%s'>.", param, wanted,
                     STR_FMT(shown), type->full_name ? type->full_name : type->name);
}

/* A bound as a constructor takes it: text in the definition's format, or a datetime. */
static Value date_param(Heap *heap, const char *param, Value v, Str fmt, Civil *civil) {
  Str why;
  if (!value_is_str(v) && v.kind != V_DATETIME) return wrong_param(heap, param, "TimestampWithTimezone", v);
  if (v.kind == V_DATETIME)
    *civil = *v.civil;
  else if (!partitions_read_time(heap->arena, value_text(v), fmt, &TZ_UTC_ZONE, civil, &why))
    return value_raise_str(heap, EXC_VALUE, why);
  return VALUE_NONE;
}

static bool is_falsy(Heap *heap, Value v) {
  Value stop = VALUE_ABSENT;
  return v.kind == V_ABSENT || !op_truth(heap, v, &stop);
}

/* An offset as it goes into the cron schedule: an integer, or a text of digits, up to `most`. */
static bool read_offset(Heap *heap, Value v, int64_t most, int64_t *offset) {
  int64_t number = 0;
  if (is_falsy(heap, v)) return true;
  if (v.kind == V_STR) {
    Str text = value_text(v);
    for (size_t i = 0; i < text.n; i++) {
      if (text.p[i] < '0' || text.p[i] > '9' || number > most) return false;
      number = number * 10 + (text.p[i] - '0');
    }
  } else if (v.kind == V_INT) {
    number = v.i;
  } else {
    return false;
  }
  *offset = number;
  return number >= 0 && number <= most;
}

static Value offset_params(Heap *heap, PartitionsSpec *spec, Value minute, Value hour) {
  bool fits = read_offset(heap, minute, 59, &spec->minute_offset) && read_offset(heap, hour, 23, &spec->hour_offset);
  if (fits) return VALUE_NONE;
  Str minute_text = is_falsy(heap, minute) ? STR("0") : value_to_str(heap, minute);
  Str hour_text = is_falsy(heap, hour) ? STR("0") : value_to_str(heap, hour);
  return value_raise(heap, EXC_INVALID_DEFINITION,
                     "Found invalid cron schedule '%.*s %.*s * * *' for a TimeWindowPartitionsDefinition.",
                     STR_FMT(minute_text), STR_FMT(hour_text));
}

static Value timezone_param(Heap *heap, Value v) {
  if (v.kind == V_ABSENT || v.kind == V_NONE) return VALUE_NONE;
  if (!value_is_str(v)) return wrong_param(heap, "timezone", "str", v);
  Str name = value_text(v);
  if (!name.n || str_is(name, "UTC")) return VALUE_NONE;
  return value_unsupported(heap, "the time zone '%.*s' of a partitions definition is not supported yet", STR_FMT(name));
}

enum {
  DAILY_START,
  DAILY_END,
  DAILY_MINUTE,
  DAILY_HOUR,
  DAILY_TIMEZONE,
  DAILY_FMT,
  DAILY_END_OFFSET,
  DAILY_EXCLUSIONS,
  DAILY_KWARGS
};

static Value end_params(Heap *heap, PartitionsSpec *spec, const Value *args) {
  Value end = args[DAILY_END], offset = args[DAILY_END_OFFSET];
  if (!is_falsy(heap, end)) {
    Value error = date_param(heap, "end_ts", end, spec->fmt, &spec->end);
    if (value_is_error(error)) return error;
    spec->has_end = true;
  }
  if (offset.kind == V_ABSENT) return VALUE_NONE;
  if (offset.kind != V_INT && offset.kind != V_BOOL) return wrong_param(heap, "end_offset", "int", offset);
  spec->end_offset = offset.i;
  return VALUE_NONE;
}

/* What dbtplan does not build yet. */
static Value refuse_params(Heap *heap, const Value *args) {
  if (!is_falsy(heap, args[DAILY_EXCLUSIONS]))
    return value_unsupported(heap, "'exclusions' of DailyPartitionsDefinition is not supported yet");
  if (args[DAILY_KWARGS].kind == V_DICT && dict_get_str(args[DAILY_KWARGS].dict, STR("cron_schedule")).kind != V_ABSENT)
    return value_unsupported(heap, "'cron_schedule' of DailyPartitionsDefinition is not supported yet");
  return timezone_param(heap, args[DAILY_TIMEZONE]);
}

static Value definition_of(Heap *heap, const PartitionsSpec *spec) {
  Str why;
  PartitionsDef *def = ARENA_NEW(heap->arena, PartitionsDef);
  if (!partitions_init(heap->arena, spec, def, &why)) return value_raise_str(heap, EXC_INVALID_DEFINITION, why);
  return (Value){.kind = V_DEFINITION, .definition = def};
}

static Value daily_new(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value error = refuse_params(heap, args);
  if (value_is_error(error)) return error;
  PartitionsSpec spec = {.kind = PARTITIONS_DAILY, .fmt = partitions_default_fmt(PARTITIONS_DAILY)};
  if (!is_falsy(heap, args[DAILY_FMT])) {
    if (!value_is_str(args[DAILY_FMT])) return wrong_param(heap, "fmt", "str", args[DAILY_FMT]);
    spec.fmt = value_text(args[DAILY_FMT]);
  }
  error = date_param(heap, "start_ts", args[DAILY_START], spec.fmt, &spec.start);
  if (!value_is_error(error)) error = end_params(heap, &spec, args);
  if (!value_is_error(error)) error = offset_params(heap, &spec, args[DAILY_MINUTE], args[DAILY_HOUR]);
  return value_is_error(error) ? error : definition_of(heap, &spec);
}

#define REFUSED(Name)                                                       \
  static Value Name##_new(Heap *heap, Value self, const Value *args) {      \
    (void)self, (void)args;                                                 \
    return value_unsupported(heap, #Name " is not supported yet");          \
  }
REFUSED(DynamicPartitionsDefinition)
REFUSED(HourlyPartitionsDefinition)
REFUSED(MonthlyPartitionsDefinition)
REFUSED(MultiPartitionsDefinition)
REFUSED(StaticPartitionsDefinition)
REFUSED(TimeWindowPartitionsDefinition)
REFUSED(WeeklyPartitionsDefinition)

#define REFUSED_ROW(Name) \
  { #Name, "*args, **kwargs", 0, UINT8_MAX, 0, Name##_new, "not built yet: refused by name" }

static const Builtin DEFINITIONS[] = {
    {"DailyPartitionsDefinition",
     "DailyPartitionsDefinition.__new__(cls | start_date, end_date=None, minute_offset=0, hour_offset=0, "
     "timezone=None, "
     "fmt=None, end_offset=0, exclusions=None, **kwargs)",
     1, 8, BUILTIN_PURE, daily_new, "a partition a day"},
    REFUSED_ROW(DynamicPartitionsDefinition),
    REFUSED_ROW(HourlyPartitionsDefinition),
    REFUSED_ROW(MonthlyPartitionsDefinition),
    REFUSED_ROW(MultiPartitionsDefinition),
    REFUSED_ROW(StaticPartitionsDefinition),
    REFUSED_ROW(TimeWindowPartitionsDefinition),
    REFUSED_ROW(WeeklyPartitionsDefinition),
};

static Value definition_class(Str name) {
  for (size_t i = 0; i < sizeof DEFINITIONS / sizeof DEFINITIONS[0]; i++)
    if (str_is(name, DEFINITIONS[i].name)) return value_of_builtin(&DEFINITIONS[i]);
  return VALUE_ABSENT;
}

/* ---- scopes of templates: only what Dagster lists (dagster/components/resolved/scopes.py) ---- */

static const Str DG_NAMES[] = {
    STR_INIT("AutomationCondition"),        STR_INIT("FreshnessPolicy"),
    STR_INIT("DailyPartitionsDefinition"),  STR_INIT("WeeklyPartitionsDefinition"),
    STR_INIT("MonthlyPartitionsDefinition"), STR_INIT("HourlyPartitionsDefinition"),
    STR_INIT("StaticPartitionsDefinition"), STR_INIT("TimeWindowPartitionsDefinition")};
static const Str DATETIME_NAMES[] = {STR_INIT("datetime"), STR_INIT("timedelta")};
static const Str CONDITION_NAMES[] = {STR_INIT("eager"), STR_INIT("on_cron")};
static const Str CONTEXT_NAMES[] = {STR_INIT("build_defs"), STR_INIT("load_component"), STR_INIT("project_root")};

#define COUNT(names) (sizeof names / sizeof names[0])

static bool is_listed(const Str *names, size_t n, Str name) {
  for (size_t i = 0; i < n; i++)
    if (str_eq(names[i], name)) return true;
  return false;
}

static void list_names(Heap *heap, const Str *names, size_t n, ValueList *list) {
  for (size_t i = 0; i < n; i++) value_list_push(heap, list, value_str(names[i]));
}

#define SCOPE_NAMES(function, NAMES)                                            \
  static void function(Heap *heap, Value v, ValueList *names) {                 \
    (void)v;                                                                    \
    list_names(heap, NAMES, COUNT(NAMES), names);                               \
  }
SCOPE_NAMES(dg_names, DG_NAMES)
SCOPE_NAMES(datetime_names, DATETIME_NAMES)
SCOPE_NAMES(condition_names, CONDITION_NAMES)
SCOPE_NAMES(context_names, CONTEXT_NAMES)

static void scope_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_printf(buf, "<%s object>", value_type(v)->name);
}

static Value dagster_name(Heap *heap, Str name) {
  Value definition = definition_class(name);
  return definition.kind == V_ABSENT ? opaque_new(heap, str_cat(heap->arena, STR("dg."), name)) : definition;
}

static Value dg_attr(Heap *heap, Value v, Str name) {
  (void)v;
  return is_listed(DG_NAMES, COUNT(DG_NAMES), name) ? dagster_name(heap, name) : VALUE_ABSENT;
}

static Value datetime_attr(Heap *heap, Value v, Str name) {
  (void)heap, (void)v;
  if (str_is(name, "datetime")) return value_of_type(&TYPE_DATETIME);
  return str_is(name, "timedelta") ? value_of_type(&TYPE_TIMEDELTA) : VALUE_ABSENT;
}

static Value condition_attr(Heap *heap, Value v, Str name) {
  (void)v;
  if (!is_listed(CONDITION_NAMES, COUNT(CONDITION_NAMES), name)) return VALUE_ABSENT;
  return opaque_new(heap, str_cat(heap->arena, STR("dg.AutomationCondition."), name));
}

static Value context_attr(Heap *heap, Value v, Str name) {
  if (!is_listed(CONTEXT_NAMES, COUNT(CONTEXT_NAMES), name)) return VALUE_ABSENT;
  heap->inputs_read |= INPUT_ROOT;
  if (str_is(name, "project_root")) return v.object->value;
  return value_unknown(heap, str_printf(heap->arena, "context.%.*s, which dbtplan does not evaluate", STR_FMT(name)));
}

#define SCOPES "dagster.components.resolved.scopes."
static const Type TYPE_DG = {.name = SCOPES "DgScope", .repr = scope_repr, .attr = dg_attr, .attr_names = dg_names};
static const Type TYPE_DATETIME_SCOPE = {
    .name = SCOPES "DatetimeScope", .repr = scope_repr, .attr = datetime_attr, .attr_names = datetime_names};
static const Type TYPE_CONDITION = {
    .name = SCOPES "DeprecatedScope", .repr = scope_repr, .attr = condition_attr, .attr_names = condition_names};
static const Type TYPE_CONTEXT = {
    .name = SCOPES "LoadContextScope", .repr = scope_repr, .attr = context_attr, .attr_names = context_names};

Value dg_scope(Heap *heap) { return object_new(heap, &TYPE_DG, (Object){.at = 0}); }
Value datetime_scope(Heap *heap) { return object_new(heap, &TYPE_DATETIME_SCOPE, (Object){.at = 0}); }
Value automation_condition_scope(Heap *heap) { return object_new(heap, &TYPE_CONDITION, (Object){.at = 0}); }
Value context_scope(Heap *heap, Value project_root) {
  return object_new(heap, &TYPE_CONTEXT, (Object){.value = project_root});
}

/* ---- modules of Python ---- */

static Value same(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self;
  return args[0];
}

static const Builtin TEMPLATE_VAR = {"template_var", "template_var(fn)", 1, 1, 0, same, "marks a template var"};

static Value module_dagster(Heap *heap, Str name) {
  return str_is(name, "template_var") ? value_of_builtin(&TEMPLATE_VAR) : dagster_name(heap, name);
}

static Value module_datetime(Heap *heap, Str name) {
  static const struct {
    const char *name;
    const Type *type;
  } TYPES[] = {{"date", &TYPE_DATE},           {"datetime", &TYPE_DATETIME}, {"time", &TYPE_TIME},
               {"timedelta", &TYPE_TIMEDELTA}, {"timezone", &TYPE_TIMEZONE}, {"tzinfo", &TYPE_TZINFO}};
  (void)heap;
  for (size_t i = 0; i < COUNT(TYPES); i++)
    if (str_is(name, TYPES[i].name)) return value_of_type(TYPES[i].type);
  return VALUE_ABSENT;
}

static Value module_os(Heap *heap, Str name) {
  if (str_is(name, "environ")) return env_mapping(heap);
  if (str_is(name, "getenv")) return value_of_builtin(&OS_GETENV);
  return value_unknown(heap, str_printf(heap->arena, "os.%.*s, which dbtplan does not evaluate", STR_FMT(name)));
}

static const struct Library {
  const char *name;
  Value (*get)(Heap *heap, Str name);
} LIBRARIES[] = {{"dagster", module_dagster}, {"datetime", module_datetime}, {"os", module_os}};

static Value library_attr(Heap *heap, Value v, Str name) { return library_module(heap, v.object->name, name); }

static void library_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_printf(buf, "<module '%.*s'>", STR_FMT(v.object->name));
}

static const Type TYPE_LIBRARY = {.name = "module", .repr = library_repr, .attr = library_attr};

Value library_module(Heap *heap, Str module, Str name) {
  for (size_t i = 0; i < COUNT(LIBRARIES); i++) {
    if (!str_is(module, LIBRARIES[i].name)) continue;
    if (name.n) return LIBRARIES[i].get(heap, name);
    return object_new(heap, &TYPE_LIBRARY, (Object){.name = str_of(LIBRARIES[i].name)});
  }
  return VALUE_ABSENT;
}
