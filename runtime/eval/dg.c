#include "runtime/eval/dg.h"

#include "runtime/eval/definitions.h"
#include "runtime/eval/env.h"
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
  Str shown = value_shown(heap, key);
  return opaque_new(heap, str_printf(heap->arena, "%.*s[%.*s]", STR_FMT(v.opaque->text), STR_FMT(shown)));
}

static Value opaque_binary(Heap *heap, int op, Value a, Value b) {
  if (op != OP_BIT_AND && op != OP_BIT_OR) return VALUE_ABSENT;
  Str left = value_shown(heap, a), right = value_shown(heap, b);
  return opaque_new(
      heap, str_printf(heap->arena, "(%.*s %s %.*s)", STR_FMT(left), operator_text((Operator)op), STR_FMT(right)));
}

static void opaque_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_put(buf, v.opaque->text);
}

static const Type TYPE_OPAQUE = {
    .name = "object", .repr = opaque_repr, .attr = opaque_attr, .item = opaque_item, .binary = opaque_binary};

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

Value dagster_name(Heap *heap, Str name) {
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
