#include "runtime/eval/dg_calls.h"

#include "runtime/eval/abstract.h"
#include "runtime/eval/dg.h"
#include "runtime/eval/param.h"
#include "runtime/time/cron.h"
#include "runtime/value/ops.h"

/* An object of which the class is not known may be what is asked for. */
static bool is_anything(Value v) { return v.kind == V_OPAQUE || v.kind == V_OBJECT || v.kind == V_UNKNOWN; }

/* Each window is taken apart before anything else is asked of it. */
static Value refuse_delta(Heap *heap, Value delta, const char *asked) {
  if (is_anything(delta) || delta.kind == V_TIMEDELTA) return VALUE_ABSENT;
  return value_raise(heap, EXC_ATTRIBUTE, "'%s' object has no attribute '%s'", value_type_name(delta), asked);
}

static bool is_below_a_minute(const Delta *delta) {
  return delta_compare(*delta, (Delta){.seconds = 60}) < 0;
}

/* "86400.0" */
static Str seconds_of(Heap *heap, Delta delta) {
  double seconds = (double)delta.days * 86400 + delta.seconds + delta.micros / 1e6;
  return value_repr(heap, value_float(seconds));
}

/* ---- conditions ---- */

static bool is_schedule(Value v) {
  Cron cron;
  return is_anything(v) || (value_is_str(v) && cron_read(value_text(v), &cron));
}

/* Several schedules are valid, but not of a condition; what has no length is no schedule at all. */
static Value refuse_schedule(Heap *heap, Value given) {
  const Value *items;
  size_t n = 0;
  if (is_schedule(given)) return VALUE_ABSENT;
  bool are_several = value_items(given, &items, &n) && n > 0;
  for (size_t i = 0; are_several && i < n; i++) are_several = is_schedule(items[i]);
  if (are_several) return param_refuse(heap, "cron_schedule", "str", given);
  Value length = op_len(heap, given);
  if (value_passes(length)) return length;
  Str shown = value_is_str(given) ? value_text(given) : value_shown(heap, given);
  return value_raise(heap, EXC_PARAMETER_CHECK,
                     "Invariant violation for parameter cron_schedule. Description: Invalid cron schedule: %.*s",
                     STR_FMT(shown));
}

static Value by_schedule(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value refused = refuse_schedule(heap, args[0]), timezone = args[1];
  bool is_fine = timezone.kind == V_ABSENT || value_is_str(timezone) || is_anything(timezone);
  return refused.kind != V_ABSENT || is_fine ? refused : param_refuse(heap, "cron_timezone", "str", timezone);
}

static Value refuse_other(Heap *heap, const char *param, Value v) {
  return opaque_may_be_condition(v) ? VALUE_ABSENT : param_refuse(heap, param, "AutomationCondition", v);
}

static Value of_condition(Heap *heap, Value self, const Value *args) {
  (void)self;
  return refuse_other(heap, "operand", args[0]);
}

static Value of_job_roots(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (opaque_may_be_condition(args[0])) return VALUE_ABSENT;
  return value_raise(heap, EXC_ATTRIBUTE, "'%s' object has no attribute 'get_label'", value_type_name(args[0]));
}

static Value of_checks(Heap *heap, Value self, const Value *args) {
  Value refused = of_condition(heap, self, args), only = args[1];
  bool is_fine = only.kind == V_ABSENT || only.kind == V_BOOL || is_anything(only);
  return refused.kind != V_ABSENT || is_fine ? refused : param_refuse(heap, "blocking_only", "bool", only);
}

static Value of_asset(Heap *heap, Value self, const Value *args) {
  Value refused = of_condition(heap, self, args + 1), key = args[0];
  bool is_key = value_is_str(key) || key.kind == V_LIST || key.kind == V_TUPLE || is_anything(key);
  if (refused.kind != V_ABSENT || is_key) return refused;
  return value_raise(heap, EXC_CHECK, "Failure condition: Unexpected type for AssetKey: <class '%s'>",
                     param_class(key));
}

static Value since(Heap *heap, Value self, const Value *args) {
  (void)self;
  return refuse_other(heap, "reset_condition", args[0]);
}

static Value with_label(Heap *heap, Value self, const Value *args) {
  (void)self;
  bool is_fine = value_is_str(args[0]) || args[0].kind == V_NONE || is_anything(args[0]);
  return is_fine ? VALUE_ABSENT : param_refuse(heap, "label", "str", args[0]);
}

static Value in_latest_window(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value error = VALUE_ABSENT, delta = args[0];
  bool is_given = delta.kind != V_ABSENT && (is_anything(delta) || op_truth(heap, delta, &error));
  return is_given ? refuse_delta(heap, delta, "days") : VALUE_ABSENT;
}

static Value of_tags(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value keys = args[0], values = args[1];
  bool is_anyway = keys.kind == V_ABSENT || keys.kind == V_NONE || is_anything(keys);
  Value is_set = is_anyway ? VALUE_ABSENT : abstract_holds(value_type(keys), STR("collections.abc.Set"));
  bool are_keys = is_anyway || is_set.kind == V_ABSENT || is_set.i;
  bool are_values = values.kind == V_ABSENT || values.kind == V_NONE || values.kind == V_DICT || is_anything(values);
  if (!are_keys) return param_refuse(heap, "tag_keys", "Set", keys);
  return are_values ? VALUE_ABSENT : param_refuse(heap, "tag_values", "['Mapping']", values);
}

static Value anything_goes(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self, (void)args;
  return VALUE_ABSENT;
}

#define MAKER(name, params, least, most, fn) \
  {name, "AutomationCondition." name "(" params ")", least, most, BUILTIN_ABSORBS, fn, "a condition"}
#define PLAIN(name) MAKER(name, "", 0, 0, anything_goes)
#define TAGGED(name) MAKER(name, "*, tag_keys=None, tag_values=None", 0, 0, of_tags)
#define SCHEDULED(name) MAKER(name, "cron_schedule, cron_timezone='UTC'", 1, 2, by_schedule)

/* How `allow`, `ignore`, `replace` and `without` word a wrong number of arguments depends on the condition's class. */
static const Builtin CONDITION_MAKERS[] = {
    PLAIN("all_deps_blocking_checks_passed"),
    PLAIN("any_deps_in_progress"),
    PLAIN("any_deps_missing"),
    PLAIN("any_deps_updated"),
    PLAIN("any_downstream_conditions"),
    PLAIN("backfill_in_progress"),
    PLAIN("check_failed"),
    PLAIN("check_passed"),
    PLAIN("code_version_changed"),
    PLAIN("data_version_changed"),
    PLAIN("eager"),
    PLAIN("executed_with_root_target"),
    PLAIN("execution_failed"),
    PLAIN("freshness_failed"),
    PLAIN("freshness_passed"),
    PLAIN("freshness_warned"),
    PLAIN("in_progress"),
    PLAIN("initial_evaluation"),
    PLAIN("missing"),
    PLAIN("newly_missing"),
    PLAIN("newly_requested"),
    PLAIN("newly_updated"),
    PLAIN("on_missing"),
    PLAIN("run_in_progress"),
    PLAIN("will_be_requested"),
    SCHEDULED("all_deps_updated_since_cron"),
    SCHEDULED("cron_tick_passed"),
    SCHEDULED("on_cron"),
    TAGGED("all_new_updates_have_run_tags"),
    TAGGED("any_new_update_has_run_tags"),
    TAGGED("executed_with_tags"),
    MAKER("all_checks_match", "condition, blocking_only=False", 1, 2, of_checks),
    MAKER("all_deps_match", "condition", 1, 1, of_condition),
    MAKER("all_job_root_assets_match", "condition", 1, 1, of_job_roots),
    MAKER("any_checks_match", "condition, blocking_only=False", 1, 2, of_checks),
    MAKER("any_deps_match", "condition", 1, 1, of_condition),
    MAKER("any_job_root_assets_match", "condition", 1, 1, of_job_roots),
    MAKER("asset_matches", "key, condition", 2, 2, of_asset),
    MAKER("in_latest_time_window", "lookback_delta=None", 0, 1, in_latest_window),
    MAKER("newly_true", "self | ", 0, 0, anything_goes),
    MAKER("since", "self | reset_condition", 1, 1, since),
    MAKER("since_last_handled", "self | ", 0, 0, anything_goes),
    {"with_label", "BuiltinAutomationCondition.with_label(self | label)", 1, 1, BUILTIN_ABSORBS, with_label,
     "the condition by another name"},
};

static Value refuse(Heap *heap, const Builtin *makers, size_t n, Str name, CallArgs given) {
  for (size_t i = 0; i < n; i++)
    if (str_is(name, makers[i].name)) return args_call(heap, &makers[i], VALUE_ABSENT, given);
  return VALUE_ABSENT;
}

/* What no condition of a class that has the method takes. */
static Value refuse_given(Heap *heap, Str name, Value given) {
  if (is_anything(given)) return VALUE_ABSENT;
  if (str_lists(STR("allow ignore"), name)) return param_refuse(heap, "selection", "AssetSelection", given);
  if (!str_is(name, "without")) return VALUE_ABSENT;
  return value_raise(heap, EXC_PARAMETER_CHECK,
                     "Invariant violation for parameter condition. Description: Condition not found in operands");
}

Value condition_refuse(Heap *heap, Str name, CallArgs given) {
  if (given.n == 1) {
    Value refused = refuse_given(heap, name, given.positional[0]);
    if (refused.kind != V_ABSENT) return refused;
  }
  return refuse(heap, CONDITION_MAKERS, COUNT(CONDITION_MAKERS), name, given);
}

/* ---- policies ---- */

static Value refuse_window(Heap *heap, const char *name, Value window) {
  Value refused = refuse_delta(heap, window, "total_seconds");
  if (window.kind != V_TIMEDELTA || !is_below_a_minute(window.delta)) return refused;
  return value_raise(heap, EXC_CHECK,
                     "Invariant failed. Description: Due to Dagster system constraints, %s cannot be less than "
                     "1 minute",
                     name);
}

static Value policy_time_window(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value fail = args[0], warn = args[1], error = VALUE_ABSENT, refused = refuse_window(heap, "fail_window", fail);
  if (refused.kind != V_ABSENT || !op_truth(heap, warn, &error)) return refused;
  refused = refuse_window(heap, "warn_window", warn);
  if (refused.kind != V_ABSENT || fail.kind != V_TIMEDELTA || warn.kind != V_TIMEDELTA) return refused;
  if (delta_compare(*fail.delta, *warn.delta) > 0) return VALUE_ABSENT;
  return value_raise(heap, EXC_CHECK, "Invariant failed. Description: warn_window must be less than fail_window");
}

/* The least span between two of the next ticks in UTC, a thousand of them or those of twenty years, as
 * get_smallest_cron_interval has it. Dagster begins a year before it is asked; no year has another. */
static Delta smallest_interval(const Cron *cron) {
  enum { TICKS = 1000 };
  static const int64_t FIRST = 1704067200, YEARS = 20 * INT64_C(31557600); /* from 2024 on */
  CronTicks ticks = cron_from(cron, &TZ_UTC_ZONE, FIRST);
  int64_t least = INT64_MAX, last;
  Delta delta = {0};
  if (!cron_next(&ticks)) return delta;
  for (int i = 1; i < TICKS; i++) {
    last = ticks.tick;
    if (!cron_next(&ticks) || ticks.tick > FIRST + YEARS) break;
    if (ticks.tick - last < least) least = ticks.tick - last;
  }
  delta_make(0, least == INT64_MAX ? 0 : least, 0, &delta);
  return delta;
}

static Value refuse_bound(Heap *heap, Str schedule, const Cron *cron, Value bound) {
  Value refused = refuse_delta(heap, bound, "days");
  if (bound.kind != V_TIMEDELTA) return refused;
  Str shown = seconds_of(heap, *bound.delta);
  if (is_below_a_minute(bound.delta))
    return value_raise(heap, EXC_CHECK,
                       "Invariant failed. Description: lower_bound_delta must be greater than or equal to 1 minute, "
                       "was %.*s seconds",
                       STR_FMT(shown));
  Delta least = smallest_interval(cron);
  if (delta_compare(*bound.delta, least) <= 0) return VALUE_ABSENT;
  return value_raise(heap, EXC_CHECK,
                     "Invariant failed. Description: lower_bound_delta must be less than or equal to the smallest cron "
                     "interval of (%.*s seconds for deadline_cron %.*s). Provided lower_bound_delta is %.*s seconds",
                     STR_FMT(seconds_of(heap, least)), STR_FMT(schedule), STR_FMT(shown));
}

static Value refuse_zone(Heap *heap, Value zone) {
  TzError error = TZ_OK;
  Str why;
  if (zone.kind == V_ABSENT || is_anything(zone)) return VALUE_ABSENT;
  Str shown = value_to_str(heap, zone);
  bool is_utc = value_is_str(zone) && str_is(shown, "utc");
  if (is_utc || (value_is_str(zone) && tz_zoneinfo(heap->workspace, shown, &error, &why))) return VALUE_ABSENT;
  if (error == TZ_NO_DATABASE) return VALUE_ABSENT;
  return value_raise(heap, EXC_CHECK, "Invalid IANA timezone: %.*s", STR_FMT(shown));
}

static Value policy_cron(Heap *heap, Value self, const Value *args) {
  (void)self;
  Cron cron;
  Value schedule = args[0];
  if (is_anything(schedule)) return VALUE_ABSENT;
  if (!value_is_str(schedule)) return param_refuse(heap, "deadline_cron", "str", schedule);
  if (!cron_read(value_text(schedule), &cron))
    return value_raise(heap, EXC_CHECK, "Invariant failed. Description: Invalid cron string.");
  Value refused = refuse_bound(heap, value_text(schedule), &cron, args[1]);
  return refused.kind != V_ABSENT ? refused : refuse_zone(heap, args[2]);
}

static const Builtin POLICY_MAKERS[] = {
    {"cron", "FreshnessPolicy.cron(deadline_cron, lower_bound_delta, timezone='UTC')", 2, 3, BUILTIN_ABSORBS,
     policy_cron, "a deadline by a schedule"},
    {"time_window", "FreshnessPolicy.time_window(fail_window, warn_window=None)", 1, 2, BUILTIN_ABSORBS,
     policy_time_window, "how old an asset may become"},
};

Value policy_refuse(Heap *heap, Str name, CallArgs given) {
  return refuse(heap, POLICY_MAKERS, COUNT(POLICY_MAKERS), name, given);
}
