#include "runtime/eval/dg.h"

#include "runtime/eval/args.h"
#include "runtime/eval/asset_key.h"
#include "runtime/eval/asset_rules.h"
#include "runtime/eval/asset_spec.h"
#include "runtime/eval/backfill.h"
#include "runtime/eval/definitions.h"
#include "runtime/eval/dg_calls.h"
#include "runtime/eval/env.h"
#include "runtime/eval/param.h"
#include "runtime/time/cron.h"
#include "runtime/value/ops.h"
#include "runtime/value/types.h"

/* ---- opaque objects ---- */

static const Type TYPE_OPAQUE, TYPE_CONDITION, TYPE_POLICY;

static Value opaque_of(Heap *heap, const Type *type, Str text) {
  Opaque *opaque = ARENA_NEW(heap->arena, Opaque);
  *opaque = (Opaque){{type}, text};
  return (Value){.kind = V_OPAQUE, .opaque = opaque};
}

Value opaque_new(Heap *heap, Str text) { return opaque_of(heap, &TYPE_OPAQUE, text); }

/* "x.name" */
static Str text_of_attr(Heap *heap, Value v, Str name) {
  return str_printf(heap->arena, "%.*s.%.*s", STR_FMT(v.opaque->text), STR_FMT(name));
}

static Value opaque_attr(Heap *heap, Value v, Str name) {
  if (str_starts(name, STR("__"))) return VALUE_ABSENT;
  Value of_key = opaque_is_key(v) ? asset_key_attr(heap, v, name) : VALUE_ABSENT;
  if (of_key.kind != V_ABSENT) return of_key;
  return opaque_new(heap, text_of_attr(heap, v, name));
}

static Value opaque_item(Heap *heap, Value v, Value key) {
  Str shown = value_shown(heap, key);
  return opaque_new(heap, str_printf(heap->arena, "%.*s[%.*s]", STR_FMT(v.opaque->text), STR_FMT(shown)));
}

#define CONDITION_CLASS "dagster._core.definitions.declarative_automation.automation_condition.AutomationCondition"

static bool is_condition(Value v) { return v.kind == V_OPAQUE && v.opaque->head.type == &TYPE_CONDITION; }

/* Two conditions make a condition; of what is not known nothing is. */
static const Type *type_of_both(Value a, Value b) {
  bool same = a.kind == V_OPAQUE && b.kind == V_OPAQUE && a.opaque->head.type == b.opaque->head.type;
  return same ? a.opaque->head.type : &TYPE_OPAQUE;
}

static Value opaque_binary(Heap *heap, int op, Value a, Value b) {
  if (op != OP_BIT_AND && op != OP_BIT_OR) return VALUE_ABSENT;
  if (is_condition(a) && !opaque_may_be_condition(b))
    return param_refuse_member(heap, "<class '" CONDITION_CLASS "'>", b);
  if (is_condition(b) && !opaque_may_be_condition(a)) return VALUE_ABSENT;
  Str left = value_shown(heap, a), right = value_shown(heap, b);
  return opaque_of(
      heap, type_of_both(a, b),
      str_printf(heap->arena, "(%.*s %s %.*s)", STR_FMT(left), operator_text((Operator)op), STR_FMT(right)));
}

Value opaque_inverted(Heap *heap, Value v) {
  return opaque_of(heap, v.opaque->head.type, str_cat(heap->arena, STR("~"), v.opaque->text));
}

bool opaque_is_union(Value v) {
  Str text = v.kind == V_OPAQUE ? v.opaque->text : STR("");
  bool is_plain = str_find(text, STR("("), 0) == SIZE_MAX && !str_starts(text, STR("typing."));
  return is_plain && str_find(text, STR(" | "), 0) != SIZE_MAX;
}

/* `typing.List`, `int | None`: Python shows them as they are written; what stands in brackets it shows otherwise. */
static bool is_hint(Value v) {
  Str text = v.opaque->text;
  bool is_plain = str_find(text, STR("["), 0) == SIZE_MAX && str_find(text, STR("("), 0) == SIZE_MAX;
  return is_plain && (opaque_is_union(v) || str_starts(text, STR("typing.")));
}

/* Its source. What Python would show is not known; `value_shown`, for people, does not ask. */
static void opaque_repr(Heap *heap, Buf *buf, Value v) {
  if (!is_hint(v) && !heap->pending)
    heap->pending = value_unsupported(heap, "the text of '%.*s'", STR_FMT(v.opaque->text)).exc;
  buf_put(buf, v.opaque->text);
}

static Value opaque_meant(Heap *heap, Value v) {
  return opaque_is_key(v) ? asset_key_of_call(heap, v) : VALUE_ABSENT;
}

static const Type TYPE_OPAQUE = {.name = "object",
                                 .repr = opaque_repr,
                                 .attr = opaque_attr,
                                 .item = opaque_item,
                                 .binary = opaque_binary,
                                 .meant = opaque_meant};

/* ---- conditions and policies: a class, what it has, and what that makes ---- */

typedef struct Member {
  Str name;
  bool makes; /* calling it makes an object of the class */
  bool derived; /* only objects of some classes that derive from it have it */
} Member;

static const Member CONDITION_MEMBERS[] = {
#define CONDITION_NAME(name, makes, derived) {STR_INIT(name), makes, derived},
#include "grammar/dagster_names.def"
};
static const Member POLICY_MEMBERS[] = {
#define POLICY_NAME(name, makes, derived) {STR_INIT(name), makes, derived},
#include "grammar/dagster_names.def"
};

static const Member *member_of(const Member *members, size_t n, Str name) {
  for (size_t i = 0; i < n; i++)
    if (str_eq(members[i].name, name)) return &members[i];
  return NULL;
}

static void list_members(Heap *heap, const Member *members, size_t n, bool of_class, ValueList *names) {
  for (size_t i = 0; i < n; i++)
    if (!of_class || !members[i].derived) value_list_push(heap, names, value_str(members[i].name));
}

/* A class, its methods and its objects: three types, which have the same members. */
#define DAGSTER_CLASS(NAME, label, MEMBERS, combine)                                                                  \
  static const Type TYPE_##NAME##_CLASS;                                                                              \
  static const Type TYPE_##NAME##_METHOD = {.name = "function", .repr = opaque_repr};                                 \
  static Value label##_attr(Heap *heap, Value v, Str attr) {                                                          \
    const Member *member = member_of(MEMBERS, COUNT(MEMBERS), attr);                              \
    bool is_there = member && !(member->derived && value_type(v) == &TYPE_##NAME##_CLASS);                            \
    if (!is_there) return str_starts(attr, STR("_")) ? opaque_attr(heap, v, attr) : VALUE_ABSENT;                     \
    return opaque_of(heap, member->makes ? &TYPE_##NAME##_METHOD : &TYPE_OPAQUE, text_of_attr(heap, v, attr));        \
  }                                                                                                                   \
  static void label##_names(Heap *heap, Value v, ValueList *names) {                                                  \
    bool of_class = value_type(v) == &TYPE_##NAME##_CLASS;                                                            \
    list_members(heap, MEMBERS, COUNT(MEMBERS), of_class, names);                                                     \
  }                                                                                                                   \
  static const Type TYPE_##NAME##_CLASS = {                                                                           \
      .name = "type", .full_name = "abc.ABCMeta", .repr = opaque_repr,                                                \
      .attr = label##_attr, .attr_names = label##_names};                                                             \
  static const Type TYPE_##NAME = {                                                                                   \
      .name = #label, .repr = opaque_repr, .attr = label##_attr, .attr_names = label##_names, .binary = combine}

DAGSTER_CLASS(CONDITION, AutomationCondition, CONDITION_MEMBERS, opaque_binary);
DAGSTER_CLASS(POLICY, FreshnessPolicy, POLICY_MEMBERS, NULL);

/* The name behind the last point of "dg.AutomationCondition.eager().with_label". */
static Str method_of(Str text) {
  return str_sub(text, str_behind(text, '.'), text.n);
}

/* The keywords of `@dg.asset` that are those of an AssetSpec. */
static Value refuse_asset(Heap *heap, const Dict *keywords) {
  enum { KEYWORDS_MOST = 32 };
  Str names[KEYWORDS_MOST];
  Value values[KEYWORDS_MOST];
  AssetGiven given = {.names = names, .values = values};
  for (size_t i = 0; keywords && i < keywords->n && given.n < KEYWORDS_MOST; i++) {
    names[given.n] = value_text(keywords->at[i].key);
    values[given.n++] = keywords->at[i].value;
  }
  return asset_rules_refuse(heap, &given);
}

/* A schedule of a job (dagster/_core/definitions/schedule_definition.py). */
static Value refuse_schedule(Heap *heap, const Dict *keywords) {
  Cron cron;
  Value given = keywords ? dict_get_str(keywords, STR("cron_schedule")) : VALUE_ABSENT;
  if (!value_is_str(given) || cron_read(value_text(given), &cron)) return VALUE_ABSENT;
  return value_raise(heap, EXC_INVALID_DEFINITION,
                     "Found invalid cron schedule '%.*s'. Dagster recognizes standard cron expressions consisting of 5 "
                     "fields.",
                     STR_FMT(value_text(given)));
}

/* What Dagster refuses of a call of `dg.…` whose result is not followed. */
static Value refuse_call(Heap *heap, Str called, CallArgs given) {
  if (str_is(called, "dg.AssetSpec")) return asset_spec_refuse(heap, given);
  if (str_is(called, "dg.asset")) return refuse_asset(heap, given.keywords);
  bool is_schedule = str_is(called, "dg.ScheduleDefinition") || str_is(called, "dg.schedule");
  return is_schedule ? refuse_schedule(heap, given.keywords) : VALUE_ABSENT;
}

/* What Dagster refuses of a call; `*made`: the class of what it gives. */
static Value judge_call(Heap *heap, const Opaque *called, CallArgs given, const Type **made) {
  const Type *type = called->head.type;
  if (type == &TYPE_CONDITION_METHOD) {
    *made = &TYPE_CONDITION;
    return condition_refuse(heap, method_of(called->text), given);
  }
  if (type == &TYPE_POLICY_METHOD) {
    *made = &TYPE_POLICY;
    return policy_refuse(heap, method_of(called->text), given);
  }
  bool has_arguments = given.n || (given.keywords && given.keywords->live);
  if (type == &TYPE_POLICY_CLASS && has_arguments)
    return value_raise(heap, EXC_TYPE, "FreshnessPolicy() takes no arguments");
  if (type == &TYPE_CONDITION_CLASS)
    return value_raise(heap, EXC_TYPE,
                       "Can't instantiate abstract class AutomationCondition with abstract method evaluate");
  return refuse_call(heap, called->text, given);
}

Value opaque_called(Heap *heap, const Opaque *opaque, Str text, const Value *args, size_t n, const Dict *keywords) {
  const Type *made = &TYPE_OPAQUE;
  Value error = judge_call(heap, opaque, (CallArgs){args, n, keywords}, &made);
  if (value_passes(error)) return error;
  Str key = asset_key_call(heap, opaque->text, args, n);
  return opaque_of(heap, made, key.n ? key : text);
}

bool opaque_may_be_condition(Value v) {
  if (v.kind != V_OPAQUE) return v.kind == V_OBJECT || v.kind == V_UNKNOWN;
  return v.opaque->head.type == &TYPE_CONDITION || v.opaque->head.type == &TYPE_OPAQUE;
}

bool opaque_may_be_spec(Value v) {
  Str text = v.opaque->text, name = str_sub(text, STR("dg.").n, text.n);
  if (v.opaque->head.type != &TYPE_OPAQUE) return false;
  bool is_of_class = str_starts(text, STR("dg.")) && name.n && name.p[0] >= 'A' && name.p[0] <= 'Z';
  bool is_item = str_find(text, STR(")["), 0) != SIZE_MAX;
  return !is_of_class || opaque_is_open(v) || is_item || str_starts(name, STR("AssetSpec(")) ||
         str_starts(name, STR("AssetAttributesModel("));
}

bool opaque_is_open(Value v) {
  bool is_any = v.kind == V_OPAQUE && v.opaque->head.type == &TYPE_OPAQUE;
  return is_any && str_find(v.opaque->text, STR(")."), 0) != SIZE_MAX;
}

bool opaque_is_key(Value v) {
  Str text = v.kind == V_OPAQUE ? v.opaque->text : STR("");
  return str_starts(text, STR("dg.AssetKey(")) && str_find(text, STR(")."), 0) == SIZE_MAX;
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
  if (definition.kind != V_ABSENT) return definition;
  if (str_is(name, "EnvVar")) return env_var_class();
  if (str_is(name, "BackfillPolicy")) return backfill_class();
  if (str_is(name, "MultiPartitionKey")) return value_of_type(&TYPE_MULTI_KEY);
  if (str_is(name, "PartitionKeyRange")) return value_of_type(&TYPE_KEY_RANGE);
  if (str_is(name, "TimeWindow")) return value_of_type(&TYPE_TIME_WINDOW);
  Str text = str_cat(heap->arena, STR("dg."), name);
  if (str_is(name, "AutomationCondition")) return opaque_of(heap, &TYPE_CONDITION_CLASS, text);
  if (str_is(name, "FreshnessPolicy")) return opaque_of(heap, &TYPE_POLICY_CLASS, text);
  return opaque_new(heap, text);
}

static const Str DAGSTER_NAMES[] = {
#define DAGSTER_NAME(name) STR_INIT(name),
#include "grammar/dagster_names.def"
};

const Str *dagster_names(size_t *n) {
  *n = COUNT(DAGSTER_NAMES);
  return DAGSTER_NAMES;
}

bool dagster_has(Str name) {
  return str_starts(name, STR("_")) || is_listed(DAGSTER_NAMES, COUNT(DAGSTER_NAMES), name);
}

void dagster_likely(Exception *exception, Str name) {
  exception->wrong = name;
  exception->likely = str_nearest_sole(name, DAGSTER_NAMES, COUNT(DAGSTER_NAMES), &exception->likely_sole);
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
  return opaque_of(heap, &TYPE_CONDITION_METHOD, str_cat(heap->arena, STR("dg.AutomationCondition."), name));
}

static Value context_attr(Heap *heap, Value v, Str name) {
  if (!is_listed(CONTEXT_NAMES, COUNT(CONTEXT_NAMES), name)) return VALUE_ABSENT;
  heap->inputs_read |= INPUT_ROOT;
  if (str_is(name, "project_root")) return v.object->value;
  return value_unknown(heap, str_printf(heap->arena, "context.%.*s, which dbtplan does not evaluate", STR_FMT(name)));
}

#define SCOPES "dagster.components.resolved.scopes."
/* What Dagster has and a template has not. */
static Str dg_remedy(Str name) {
  bool is_there = is_listed(DAGSTER_NAMES, COUNT(DAGSTER_NAMES), name);
  return is_there ? STR("a template has few names of Dagster: make it in the module of template vars, which has all")
                  : STR("");
}

static const Type TYPE_DG = {.name = SCOPES "DgScope", .repr = scope_repr, .attr = dg_attr, .attr_names = dg_names,
                             .attr_remedy = dg_remedy};
static const Type TYPE_DATETIME_SCOPE = {
    .name = SCOPES "DatetimeScope", .repr = scope_repr, .attr = datetime_attr, .attr_names = datetime_names};
static const Type TYPE_CONDITION_SCOPE = {
    .name = SCOPES "DeprecatedScope", .repr = scope_repr, .attr = condition_attr, .attr_names = condition_names};
static const Type TYPE_CONTEXT = {
    .name = SCOPES "LoadContextScope", .repr = scope_repr, .attr = context_attr, .attr_names = context_names};

Value dg_scope(Heap *heap) { return object_new(heap, &TYPE_DG, (Object){.at = 0}); }
Value datetime_scope(Heap *heap) { return object_new(heap, &TYPE_DATETIME_SCOPE, (Object){.at = 0}); }
Value automation_condition_scope(Heap *heap) { return object_new(heap, &TYPE_CONDITION_SCOPE, (Object){.at = 0}); }
Value context_scope(Heap *heap, Value project_root) {
  return object_new(heap, &TYPE_CONTEXT, (Object){.value = project_root});
}
