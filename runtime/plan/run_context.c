#include "runtime/plan/run_context.h"

#include "runtime/eval/asset_key.h"
#include "runtime/eval/dg.h"
#include "runtime/value/set_order.h"
#include "runtime/value/types.h"

static const RunContext *context_of(Value v) { return v.object->state; }

/* ---- partitions ---- */

static bool is_one_key(Heap *heap, const Launch *launch) {
  return str_eq(launch_first_key(heap->arena, launch), launch_last_key(heap->arena, launch));
}

static Value no_partition(Heap *heap) {
  return value_raise(heap, EXC_INVARIANT, "Cannot access partition_key for a non-partitioned run");
}

static Value partition_key(Heap *heap, const RunContext *context) {
  Value range = context->values[ARGS_PARTITION_KEY_RANGE];
  if (context->launch->mode == LAUNCH_UNPARTITIONED) return no_partition(heap);
  if (context->launch->mode == LAUNCH_KEY) return context->values[ARGS_PARTITION_KEY];
  if (range.kind != V_KEY_RANGE) return range;
  if (is_one_key(heap, context->launch)) return range.key_range->start;
  return value_raise(heap, EXC_INVARIANT,
                     "Cannot access partition_key for a partitioned run with a range of partitions. Call "
                     "partition_key_range instead.");
}

static Value partition_key_range(Heap *heap, const RunContext *context) {
  Value key = context->values[ARGS_PARTITION_KEY];
  if (context->launch->mode == LAUNCH_UNPARTITIONED) return no_partition(heap);
  if (context->launch->mode == LAUNCH_RANGE) return context->values[ARGS_PARTITION_KEY_RANGE];
  if (key.kind == V_UNKNOWN) return key;
  KeyRange *range = ARENA_NEW(heap->arena, KeyRange);
  *range = (KeyRange){key, key};
  return (Value){.kind = V_KEY_RANGE, .key_range = range};
}

static Value partition_keys(Heap *heap, const RunContext *context) {
  const Launch *launch = context->launch;
  Value range = partition_key_range(heap, context), keys = value_list(heap, 1);
  if (value_passes(range)) return range;
  LaunchIter iter = launch_partitions(heap->arena, launch);
  for (Launch one; launch_next(&iter, &one); heap_step(heap, 1))
    list_push(heap, keys, value_str(launch_first_key(heap->arena, &one)));
  return keys;
}

static Value partition_time_window(Heap *heap, const RunContext *context) {
  Value window = context->values[ARGS_PARTITION_TIME_WINDOW];
  if (window.kind != V_NONE) return window;
  if (!context->launch->def) return value_raise(heap, EXC_INVARIANT, "Partitions definition is not defined");
  Value def = {.kind = V_DEFINITION, .definition = context->launch->def};
  return value_raise(heap, EXC_INVARIANT,
                     "Expected a TimeWindowPartitionsDefinition or MultiPartitionsDefinition with a single time "
                     "dimension, but instead found <class '%s'>",
                     value_type(def)->full_name);
}

/* ---- tags ---- */

static void put_tag(Heap *heap, Value tags, const char *name, Value value) {
  dict_put(heap, tags.dict, value_str(str_of(name)), value);
}

static Value run_tags(Heap *heap, const RunContext *context) {
  Value tags = value_dict(heap), range = context->values[ARGS_PARTITION_KEY_RANGE];
  if (context->launch->mode == LAUNCH_KEY)
    put_tag(heap, tags, "dagster/partition", context->values[ARGS_PARTITION_KEY]);
  if (context->launch->mode != LAUNCH_RANGE) return tags;
  bool is_known = range.kind == V_KEY_RANGE;
  put_tag(heap, tags, "dagster/asset_partition_range_start", is_known ? range.key_range->start : range);
  put_tag(heap, tags, "dagster/asset_partition_range_end", is_known ? range.key_range->end : range);
  return tags;
}

/* Of the tags that begin so, others may be there, by the way of the launch. */
static bool is_dagsters(Value key) { return value_is_str(key) && str_starts(value_text(key), STR("dagster/")); }

static Value tag(Heap *heap, Value self, Value key) {
  Value tags = run_tags(heap, context_of(self));
  Value found = value_is_str(key) ? dict_get_str(tags.dict, value_text(key)) : VALUE_ABSENT;
  if (found.kind == V_ABSENT && is_dagsters(key)) return value_unknown(heap, STR("the tags of the run"));
  return found;
}

static Value get_tag(Heap *heap, Value self, const Value *args) {
  Value found = tag(heap, self, args[0]), fallback = args[1].kind == V_ABSENT ? VALUE_NONE : args[1];
  return found.kind == V_ABSENT ? fallback : found;
}

static Value has_tag(Heap *heap, Value self, const Value *args) {
  Value found = tag(heap, self, args[0]);
  return found.kind == V_UNKNOWN ? found : value_bool(found.kind != V_ABSENT);
}

static Value tags_item(Heap *heap, Value v, Value key) {
  Value found = tag(heap, v, key);
  return found.kind == V_ABSENT ? value_raise(heap, EXC_KEY, "%.*s", STR_FMT(value_repr(heap, key))) : found;
}

static bool tags_contain(Heap *heap, Value v, Value item, Value *error) {
  Value found = tag(heap, v, item);
  if (found.kind == V_UNKNOWN) *error = found;
  return found.kind != V_ABSENT;
}

/* Which ones there are is not known, so a walk over all of them ends at once. */
static bool next_tag(Heap *heap, Iter *iter, Value *out) {
  (void)iter;
  return *out = value_raise(heap, EXC_UNVERIFIED, "the tags of the run"), true;
}

static bool iterate_tags(Heap *heap, Value v, Iter *iter) {
  (void)heap, (void)v;
  *iter = (Iter){.next = next_tag};
  return true;
}

static Value tags_attr(Heap *heap, Value v, Str name) {
  bool is_none = str_starts(name, STR("__")) || type_method(value_type(v), name);
  return is_none ? VALUE_ABSENT : value_unknown(heap, STR("the tags of the run"));
}

static const Builtin TAGS_METHODS[] = {
    {"get", "key, default=None, /", 1, 2, BUILTIN_C_STYLE, get_tag, "the tag, or something else"},
};
static const Type TYPE_TAGS = {.name = "dict",
                               .methods = BUILTIN_TABLE(TAGS_METHODS),
                               .attr = tags_attr,
                               .item = tags_item,
                               .iter = iterate_tags,
                               .contains = tags_contain};

static Value tags_of(Heap *heap, Value v) { return object_new(heap, &TYPE_TAGS, (Object){.state = v.object->state}); }

/* ---- the assets ---- */

static Value asset_keys(Heap *heap, const PlanComponent *component) {
  Value set = value_set(heap);
  for (size_t i = 0; i < component->asset_count; i++) {
    StrList parts = {0};
    str_parts(heap->arena, component->assets[i], '/', &parts);
    set_put(heap, set.dict, asset_key_new(heap, &parts));
  }
  return set;
}

static Value asked_keys(Heap *heap, Value v) {
  RunContext *context = v.object->state;
  if (context->asset_keys.kind != V_SET) context->asset_keys = asset_keys(heap, context->component);
  return context->asset_keys;
}

bool run_context_is_changed(Heap *heap, const RunContext *context) {
  return context->asset_keys.kind == V_SET &&
         !value_equal(heap, context->asset_keys, asset_keys(heap, context->component));
}

/* ---- the run ---- */

static Value unknown_of(Heap *heap, Value v, const char *object, Str name) {
  if (str_starts(name, STR("__")) || type_method(value_type(v), name)) return VALUE_ABSENT;
  return value_unknown(heap, str_printf(heap->arena, "'%s.%.*s', which only a run knows", object, STR_FMT(name)));
}

/* The job of assets that are launched by themselves, and not by a job of the project. */
static Value job_name(void) { return value_str(STR("__ASSET_JOB")); }

static Value run_attr(Heap *heap, Value v, Str name) {
  if (str_is(name, "tags")) return tags_of(heap, v);
  if (str_is(name, "job_name")) return job_name();
  return unknown_of(heap, v, "context.run", name);
}

static const Type TYPE_RUN = {
    .name = "DagsterRun", .full_name = "dagster._core.storage.dagster_run.DagsterRun", .attr = run_attr};

/* ---- the context ---- */

static const Str MEMBERS[] = {
#define CONTEXT_MEMBER(name) STR_INIT(name),
#include "grammar/dbt_component.def"
};

/* Nor more than these two has the OpExecutionContext within it, which is taken for the same. */
static bool has(Str name) {
  if (str_is(name, "has_partitions") || str_is(name, "location_name")) return true;
  for (size_t i = 0; i < COUNT(MEMBERS); i++)
    if (str_eq(MEMBERS[i], name)) return true;
  return str_starts(name, STR("_"));
}

static void list_members(Heap *heap, Value v, ValueList *names) {
  (void)v;
  for (size_t i = 0; i < COUNT(MEMBERS); i++) value_list_push(heap, names, value_str(MEMBERS[i]));
}

static Value context_attr(Heap *heap, Value v, Str name) {
  const RunContext *context = context_of(v);
  if (!has(name) || type_method(value_type(v), name)) return VALUE_ABSENT;
  if (str_is(name, "partition_key")) return partition_key(heap, context);
  if (str_is(name, "has_partition_key")) return value_bool(context->launch->mode == LAUNCH_KEY);
  if (str_is(name, "partition_key_range") || str_is(name, "asset_partition_key_range"))
    return partition_key_range(heap, context);
  if (str_is(name, "has_partition_key_range")) return value_bool(context->launch->mode == LAUNCH_RANGE);
  if (str_is(name, "partition_keys")) return partition_keys(heap, context);
  if (str_is(name, "partition_time_window")) return partition_time_window(heap, context);
  if (str_is(name, "log")) return opaque_new(heap, STR("context.log"));
  if (str_is(name, "run") || str_is(name, "dagster_run"))
    return object_new(heap, &TYPE_RUN, (Object){.state = v.object->state});
  if (str_is(name, "run_tags")) return tags_of(heap, v);
  if (str_is(name, "job_name")) return job_name();
  if (str_is(name, "op_config")) return context->config;
  if (str_is(name, "selected_asset_keys") && context->component->asset_count) return asked_keys(heap, v);
  if (str_is(name, "is_subset")) return value_bool(false); /* all of the component's assets are launched */
  if (str_is(name, "retry_number")) return value_int(0);   /* and for the first time */
  if (str_is(name, "op_execution_context")) return v;
  return unknown_of(heap, v, "context", name);
}

static const Builtin CONTEXT_METHODS[] = {
    {"get_tag", "get_tag(key)", 1, 1, 0, get_tag, "a tag of the run, or None"},
    {"has_tag", "has_tag(key)", 1, 1, 0, has_tag, "whether the run has a tag"},
};
static const Type TYPE_RUN_CONTEXT = {
    .name = "AssetExecutionContext",
    .full_name = "dagster._core.execution.context.asset_execution_context.AssetExecutionContext",
    .methods = BUILTIN_TABLE(CONTEXT_METHODS),
    .attr = context_attr,
    .attr_names = list_members};

Value run_context(Heap *heap, RunContext *context) {
  return object_new(heap, &TYPE_RUN_CONTEXT, (Object){.state = (void *)context});
}
