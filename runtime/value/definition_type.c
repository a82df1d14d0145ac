#include "runtime/core/limits.h"
#include "runtime/core/workspace.h"
#include "runtime/time/partition.h"
#include "runtime/value/format.h"
#include "runtime/value/int.h"
#include "runtime/value/str_type.h"
#include "runtime/value/types.h"

/* Partitions definitions as values: Dagster's TimeWindowPartitionsDefinition and its subclasses, and the static, multi
 * and dynamic ones. */

static Value value_of(const PartitionsDef *def) { return (Value){.kind = V_DEFINITION, .definition = def}; }

/* ---- schedules, as the regular expressions of time_window.py see them ---- */

static bool is_number(Str text) {
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] < '0' || text.p[i] > '9') return false;
  return text.n > 0;
}

enum { CRON_FIELDS = 5, MINUTE_FIELD = 0, HOUR_FIELD = 1, DAY_FIELD = 2, WEEKDAY_FIELD = 4 };

/* `pattern` has a character a field: '9' a number, '*' a star, '?' either. */
static bool cron_fits(Str cron, const char *pattern, Str fields[CRON_FIELDS]) {
  size_t at = 0;
  for (int i = 0; i < CRON_FIELDS; i++) {
    size_t end = str_find(cron, STR(" "), at);
    if ((end == SIZE_MAX) != (i + 1 == CRON_FIELDS)) return false;
    fields[i] = str_sub(cron, at, end == SIZE_MAX ? cron.n : end);
    bool star = str_is(fields[i], "*"), number = is_number(fields[i]);
    if (!(star && pattern[i] != '9') && !(number && pattern[i] != '*')) return false;
    at = end + 1;
  }
  return true;
}

static const struct {
  const char *pattern, *name; /* as `str` has it; ScheduleType in capitals */
  int day; /* the field of day_offset; 0: it has none */
} SCHEDULES[] = {{"9****", "Hourly", 0},
                 {"99***", "Daily", 0},
                 {"99**9", "Weekly", WEEKDAY_FIELD},
                 {"999**", "Monthly", DAY_FIELD}};
enum { SCHEDULE_COUNT = COUNT(SCHEDULES) };

/* SCHEDULE_COUNT: none of them. */
static size_t schedule_of(const PartitionsDef *def, Str fields[CRON_FIELDS]) {
  size_t i = 0;
  while (i < SCHEDULE_COUNT && !cron_fits(def->cron, SCHEDULES[i].pattern, fields)) i++;
  return i;
}

static Value offset_of(Heap *heap, const PartitionsDef *def, const char *pattern, int field, const char *word) {
  Str fields[CRON_FIELDS];
  if (cron_fits(def->cron, pattern, fields)) return int_from_digits(heap, fields[field], 10, false);
  return value_raise(heap, EXC_CHECK, "Failure condition: %.*s has no %s offset", STR_FMT(def->cron), word);
}

static Value get_minute(Heap *heap, const PartitionsDef *def) {
  return offset_of(heap, def, "9????", MINUTE_FIELD, "minute");
}
static Value get_hour(Heap *heap, const PartitionsDef *def) {
  return offset_of(heap, def, "?9???", HOUR_FIELD, "hour");
}

static Value get_day(Heap *heap, const PartitionsDef *def) {
  static const char *const TYPES[] = {"ScheduleType.HOURLY", "ScheduleType.DAILY", "", "", "None"};
  Str fields[CRON_FIELDS];
  size_t schedule = schedule_of(def, fields);
  if (schedule < SCHEDULE_COUNT && SCHEDULES[schedule].day)
    return int_from_digits(heap, fields[SCHEDULES[schedule].day], 10, false);
  return value_raise(heap, EXC_CHECK, "Failure condition: Unsupported schedule type for day_offset: %s",
                     TYPES[schedule]);
}

/* ---- attributes ---- */

static double timestamp_of(const Civil *time) {
  enum { MICROS = 1000000 };
  int64_t instant = civil_instant(time);
  return time->micro ? (double)(instant * MICROS + time->micro) / MICROS : (double)instant;
}

static Value get_start(Heap *heap, const PartitionsDef *def) { return value_datetime(heap, def->start); }
static Value get_end(Heap *heap, const PartitionsDef *def) {
  return def->has_end ? value_datetime(heap, def->end) : VALUE_NONE;
}
static Value get_start_timestamp(Heap *heap, const PartitionsDef *def) {
  (void)heap;
  return value_float(timestamp_of(&def->start));
}
static Value get_end_timestamp(Heap *heap, const PartitionsDef *def) {
  (void)heap;
  return def->has_end ? value_float(timestamp_of(&def->end)) : VALUE_NONE;
}
static Value get_fmt(Heap *heap, const PartitionsDef *def) { return (void)heap, value_str(def->fmt); }
static Value get_cron(Heap *heap, const PartitionsDef *def) { return (void)heap, value_str(def->cron); }
static Value get_timezone(Heap *heap, const PartitionsDef *def) { return (void)heap, value_str(def->tz->name); }
static Value get_end_offset(Heap *heap, const PartitionsDef *def) { return (void)heap, value_int(def->end_offset); }
static Value get_name(Heap *heap, const PartitionsDef *def) { return (void)heap, value_str(def->name); }
static Value get_none(Heap *heap, const PartitionsDef *def) { return (void)heap, (void)def, VALUE_NONE; }

static Value get_exclusions(Heap *heap, const PartitionsDef *def) {
  if (def->excluded_time_count) return value_unsupported(heap, "'exclusions' that hold times");
  if (!def->excluded_cron_count) return VALUE_NONE;
  return value_list_of_texts(heap, def->excluded_crons, def->excluded_cron_count);
}

static Value get_dimension_names(Heap *heap, const PartitionsDef *def) {
  Value list = value_list(heap, def->dimension_count);
  for (size_t i = 0; i < def->dimension_count; i++) list_push(heap, list, value_str(def->dimensions[i].name));
  return list;
}

/* The first dimension of a time-window kind, or NULL. */
static const PartitionsDef *time_dimension(const PartitionsDef *def) {
  for (size_t i = 0; i < def->dimension_count; i++)
    if (partitions_have_windows(def->dimensions[i].def)) return def->dimensions[i].def;
  return NULL;
}

static Value get_has_time_dimension(Heap *heap, const PartitionsDef *def) {
  (void)heap;
  return value_bool(time_dimension(def) != NULL);
}

static Value get_time_dimension(Heap *heap, const PartitionsDef *def) {
  const PartitionsDef *found = time_dimension(def);
  if (found) return value_of(found);
  return value_raise(heap, EXC_CHECK, "Invariant failed. Description: Must have time window dimension");
}

enum { WINDOWS = 1, STATIC = 2, MULTI = 4, DYNAMIC = 8, ANY = 15 };

/* Every public attribute and method that Dagster's classes have. Without a function: it depends on the clock, on the
 * instance or on more of Dagster, and is refused by name, as all that is not public. */
static const struct {
  const char *name;
  int kinds;
  Value (*get)(Heap *heap, const PartitionsDef *def);
} ATTRIBUTES[] = {
    {"cron_schedule", WINDOWS, get_cron},
    {"day_offset", WINDOWS, get_day},
    {"end", WINDOWS, get_end},
    {"end_offset", WINDOWS, get_end_offset},
    {"end_timestamp", WINDOWS, get_end_timestamp},
    {"exclusions", WINDOWS, get_exclusions},
    {"fmt", WINDOWS, get_fmt},
    {"hour_offset", WINDOWS, get_hour},
    {"minute_offset", WINDOWS, get_minute},
    {"start", WINDOWS, get_start},
    {"start_timestamp", WINDOWS, get_start_timestamp},
    {"timezone", WINDOWS, get_timezone},
    {"has_time_window_dimension", MULTI, get_has_time_dimension},
    {"partition_dimension_names", MULTI, get_dimension_names},
    {"time_window_partitions_def", MULTI, get_time_dimension},
    {"name", DYNAMIC, get_name},
    {"partition_fn", DYNAMIC, get_none},
    {"build_add_request", DYNAMIC, NULL},
    {"build_delete_request", DYNAMIC, NULL},
    {"can_deserialize_subset", ANY, NULL},
    {"count", WINDOWS | DYNAMIC, NULL},
    {"deserialize_subset", ANY, NULL},
    {"empty_subset", ANY, NULL},
    {"end_ts", WINDOWS, NULL},
    {"equal_except_for_start_or_end", WINDOWS, NULL},
    {"filter_valid_partition_keys", ANY, NULL},
    {"get_first_partition_key", DYNAMIC, NULL},
    {"get_last_partition_key", DYNAMIC, NULL},
    {"get_last_partition_window_ignoring_exclusions", WINDOWS, NULL},
    {"get_multipartition_keys_with_dimension_value", MULTI, NULL},
    {"get_multipartition_keys_with_dimension_values", MULTI, NULL},
    {"get_next_partition_window", WINDOWS, NULL},
    {"get_num_partitions", DYNAMIC, NULL},
    {"get_num_partitions_in_window", WINDOWS, NULL},
    {"get_paginated_partition_keys", ANY, NULL},
    {"get_partition_key", WINDOWS, NULL},
    {"get_partition_key_for_timestamp", WINDOWS, NULL},
    {"get_partition_key_range_for_time_window", WINDOWS, NULL},
    {"get_partition_keys", DYNAMIC, NULL},
    {"get_partition_keys_between_indexes", WINDOWS, NULL},
    {"get_partition_keys_in_range", MULTI | DYNAMIC, NULL},
    {"get_partition_subset_in_time_window", WINDOWS, NULL},
    {"get_prev_partition_window", WINDOWS, NULL},
    {"get_serializable_unique_identifier", ANY, NULL},
    {"get_tags_for_partition_key", ANY, NULL},
    {"has_any_partitions_in_window", WINDOWS, NULL},
    {"has_partition_key", DYNAMIC, NULL},
    {"index", WINDOWS | DYNAMIC, NULL},
    {"is_basic_daily", WINDOWS, NULL},
    {"is_basic_hourly", WINDOWS, NULL},
    {"is_valid_key_format", MULTI, NULL},
    {"is_window_start_excluded", WINDOWS, NULL},
    {"less_than", WINDOWS, NULL},
    {"partitions_defs", MULTI, NULL},
    {"partitions_subset_class", ANY, NULL},
    {"primary_dimension", MULTI, NULL},
    {"schedule_type", WINDOWS, NULL},
    {"secondary_dimension", MULTI, NULL},
    {"start_ts", WINDOWS, NULL},
    {"subset_with_all_partitions", ANY, NULL},
    {"subset_with_partition_keys", ANY, NULL},
    {"time_window_dimension", MULTI, NULL},
    {"time_windows_for_partition_keys", WINDOWS, NULL},
    {"validate_partition_definition", ANY, NULL},
    {"validate_partition_key", ANY, NULL},
};
enum { ATTRIBUTE_COUNT = COUNT(ATTRIBUTES) };

static int kind_of(const PartitionsDef *def) {
  switch (def->kind) {
    case PARTITIONS_STATIC: return STATIC;
    case PARTITIONS_MULTI: return MULTI;
    case PARTITIONS_DYNAMIC: return DYNAMIC;
    default: return WINDOWS;
  }
}

static Value attr(Heap *heap, Value v, Str name) {
  int kind = kind_of(v.definition);
  for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) {
    if (!(ATTRIBUTES[i].kinds & kind) || !str_is(name, ATTRIBUTES[i].name)) continue;
    if (ATTRIBUTES[i].get) return ATTRIBUTES[i].get(heap, v.definition);
    return value_unsupported(heap, "'%s' of a partitions definition", ATTRIBUTES[i].name);
  }
  bool is_private = str_starts(name, STR("_")) && !str_starts(name, STR("__"));
  return is_private ? value_unsupported(heap, "'%.*s' of a partitions definition", STR_FMT(name)) : VALUE_ABSENT;
}

static void attr_names(Heap *heap, Value v, ValueList *names) {
  for (size_t i = 0; i < ATTRIBUTE_COUNT; i++)
    if (ATTRIBUTES[i].kinds & kind_of(v.definition) && ATTRIBUTES[i].get)
      value_list_push(heap, names, value_ascii(str_of(ATTRIBUTES[i].name)));
}

/* ---- methods ---- */

static Value list_of_keys(Heap *heap, const PartitionsDef *def) {
  return value_list_of_texts(heap, def->keys, def->key_count);
}

static Value static_keys(Heap *heap, Value self, const Value *args) {
  (void)args;
  return list_of_keys(heap, self.definition);
}

static Value static_first(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self.definition->key_count ? value_str(self.definition->keys[0]) : VALUE_NONE;
}

static Value static_last(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  const PartitionsDef *def = self.definition;
  return def->key_count ? value_str(def->keys[def->key_count - 1]) : VALUE_NONE;
}

static Value static_count(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_int((int64_t)self.definition->key_count);
}

static Value static_has(Heap *heap, Value self, const Value *args) {
  return op_compare(heap, OP_IN, args[0], list_of_keys(heap, self.definition));
}

static Value static_in_range(Heap *heap, Value self, const Value *args) {
  const PartitionsDef *def = self.definition;
  size_t at[] = {SIZE_MAX, SIZE_MAX};
  Value ends[] = {VALUE_NONE, VALUE_NONE};
  if (args[0].kind == V_KEY_RANGE) ends[0] = args[0].key_range->start, ends[1] = args[0].key_range->end;
  for (size_t i = 0; i < def->key_count; i++)
    for (int end = 0; end < 2; end++)
      if (value_is_str(ends[end]) && str_eq(def->keys[i], value_text(ends[end]))) at[end] = i;
  if (at[0] == SIZE_MAX || at[1] == SIZE_MAX)
    return value_unsupported(heap, "'get_partition_keys_in_range' of such a range");
  return value_list_of_texts(heap, def->keys + at[0], at[0] <= at[1] ? at[1] - at[0] + 1 : 0);
}

static const Builtin static_methods[] = {
    {"get_first_partition_key", "", 0, 0, 0, static_first, "the first key, or None"},
    {"get_last_partition_key", "", 0, 0, 0, static_last, "the last key, or None"},
    {"get_num_partitions", "", 0, 0, 0, static_count, "how many keys there are"},
    {"get_partition_keys", "current_time=None, dynamic_partitions_store=None", 0, 2, 0, static_keys,
     "a list of the keys"},
    {"get_partition_keys_in_range", "partition_key_range", 1, 1, 0, static_in_range, "a list of the keys of a range"},
    {"has_partition_key", "partition_key", 1, 1, 0, static_has, "is it one of the keys?"},
};

static bool extent_at(const PartitionsDef *def, int64_t now, int64_t *first, int64_t *last) {
  PartitionId from, to;
  if (!partitions_extent(def, now, &from, &to)) return false;
  *first = from.at[0], *last = to.at[0];
  return true;
}

/* The partitions that exist now; false: none. */
static bool extent(Heap *heap, const PartitionsDef *def, int64_t *first, int64_t *last) {
  int64_t now;
  int32_t micros;
  workspace_now(heap->workspace, &now, &micros);
  return extent_at(def, now, first, last);
}

static Value key_at(Heap *heap, const PartitionsDef *def, int64_t at) {
  Buf key = buf_new(heap->arena, LIMIT_STRING_BYTES);
  partition_write_key(def, (PartitionId){{at, 0}}, &key);
  return value_str(buf_str(&key));
}

static Value keys_between(Heap *heap, const PartitionsDef *def, int64_t first, int64_t last) {
  Value list = value_list(heap, 0);
  PartitionSteps steps = partition_steps(def, first, last);
  while (partition_step(&steps)) {
    heap_step(heap, 1);
    list_push(heap, list, key_at(heap, def, steps.at));
  }
  return list;
}

/* The keys that there are now, or at a `current_time`, which is one of the definition's zone where it has none. */
static Value keys_at(Heap *heap, const PartitionsDef *def, Value time) {
  int64_t first, last;
  bool is_given = value_given(time), fits = time.kind == V_DATETIME && !time.civil->micro;
  if (is_given && !fits) return value_unsupported(heap, "'get_partition_keys' at such a time");
  Civil civil = is_given ? *time.civil : (Civil){0};
  if (!civil.tz) civil.tz = def->tz;
  bool some = is_given ? extent_at(def, civil_instant(&civil), &first, &last) : extent(heap, def, &first, &last);
  return some ? keys_between(heap, def, first, last) : value_list(heap, 0);
}

static Value windows_keys(Heap *heap, Value self, const Value *args) {
  if (value_given(args[1])) return value_unsupported(heap, "'get_partition_keys' of a store");
  return keys_at(heap, self.definition, args[0]);
}

static Value windows_first(Heap *heap, Value self, const Value *args) {
  int64_t first, last;
  (void)args;
  return extent(heap, self.definition, &first, &last) ? key_at(heap, self.definition, first) : VALUE_NONE;
}

static Value windows_last(Heap *heap, Value self, const Value *args) {
  int64_t first, last;
  (void)args;
  return extent(heap, self.definition, &first, &last) ? key_at(heap, self.definition, last) : VALUE_NONE;
}

static Value windows_count(Heap *heap, Value self, const Value *args) {
  int64_t first, last;
  (void)args;
  if (!extent(heap, self.definition, &first, &last)) return value_int(0);
  return value_int(partition_count(self.definition, (PartitionId){{first, 0}}, (PartitionId){{last, 0}}));
}

static KeyStatus find_key(Heap *heap, Value self, Value key, PartitionFound *found) {
  int64_t now;
  int32_t micros;
  workspace_now(heap->workspace, &now, &micros);
  return partition_find(self.definition, heap->arena, value_text(key), now, found);
}

static Value windows_has(Heap *heap, Value self, const Value *args) {
  PartitionFound found;
  if (!value_is_str(args[0])) return value_unsupported(heap, "'has_partition_key' of such a key");
  return value_bool(find_key(heap, self, args[0], &found) == KEY_OK);
}

/* Dagster reads a key as a time and does not ask whether it is one of the definition: here it is one that is or will
 * be, or would be but for the end. */
static bool place_of(Heap *heap, Value self, Value key, PartitionId *id) {
  PartitionFound found;
  KeyStatus status = value_is_str(key) ? find_key(heap, self, key, &found) : KEY_WRONG_FORMAT;
  bool is_one = status == KEY_OK || status == KEY_NOT_CLOSED || status == KEY_AFTER_END;
  if (!is_one || found.is_off_schedule) return false;
  *id = found.id;
  return true;
}

static Value windows_window(Heap *heap, Value self, const Value *args) {
  PartitionId id;
  Window window;
  if (!place_of(heap, self, args[0], &id) || !partition_window(self.definition, id, &window))
    return value_unsupported(heap, "'time_window_for_partition_key' of such a key");
  return value_time_window(heap, window.start, window.end);
}

static Value windows_in_range(Heap *heap, Value self, const Value *args) {
  PartitionId first, last;
  bool is_range = args[0].kind == V_KEY_RANGE;
  if (!is_range || !place_of(heap, self, args[0].key_range->start, &first) ||
      !place_of(heap, self, args[0].key_range->end, &last) || last.at[0] < first.at[0])
    return value_unsupported(heap, "'get_partition_keys_in_range' of such a range");
  return keys_between(heap, self.definition, first.at[0], last.at[0]);
}

static Value window_of(Heap *heap, const PartitionsDef *def, int64_t at) {
  Window window;
  partition_window(def, (PartitionId){{at, 0}}, &window);
  return value_time_window(heap, window.start, window.end);
}

static Value windows_first_window(Heap *heap, Value self, const Value *args) {
  int64_t first, last;
  (void)args;
  return extent(heap, self.definition, &first, &last) ? window_of(heap, self.definition, first) : VALUE_NONE;
}

static Value windows_last_window(Heap *heap, Value self, const Value *args) {
  int64_t first, last;
  (void)args;
  return extent(heap, self.definition, &first, &last) ? window_of(heap, self.definition, last) : VALUE_NONE;
}

static Value windows_start(Heap *heap, Value self, const Value *args) {
  PartitionId id;
  if (!place_of(heap, self, args[0], &id))
    return value_unsupported(heap, "'start_time_for_partition_key' of such a key");
  return window_of(heap, self.definition, id.at[0]).window->start;
}

static Value windows_end(Heap *heap, Value self, const Value *args) {
  PartitionId id;
  if (!place_of(heap, self, args[0], &id))
    return value_unsupported(heap, "'end_time_for_partition_key' of such a key");
  return window_of(heap, self.definition, id.at[0]).window->end;
}

static Value windows_next(Heap *heap, Value self, const Value *args) {
  PartitionId id;
  int64_t first, last, next;
  if (!place_of(heap, self, args[0], &id)) return value_unsupported(heap, "'get_next_partition_key' of such a key");
  bool some = extent(heap, self.definition, &first, &last);
  some = some && partition_window_from(self.definition, id.at[0] + 1, &next);
  return some && next <= last ? key_at(heap, self.definition, next) : VALUE_NONE;
}

/* Those that begin in the window, be they before the start of the definition, or not there yet. */
static Value windows_in_window(Heap *heap, Value self, const Value *args) {
  int64_t first;
  const TimeWindow *window = args[0].kind == V_TIME_WINDOW ? args[0].window : NULL;
  bool fits = window && window->start.kind == V_DATETIME && window->end.kind == V_DATETIME;
  fits = fits && window->start.civil->tz && window->end.civil->tz;
  fits = fits && !window->start.civil->micro && !window->end.civil->micro;
  if (!fits) return value_unsupported(heap, "'get_partition_keys_in_time_window' of such a window");
  int64_t from = civil_instant(window->start.civil), end = civil_instant(window->end.civil);
  Value list = value_list(heap, 0);
  for (int64_t at = from; partition_window_from(self.definition, at, &first) && first < end; at = first + 1) {
    heap_step(heap, 1);
    list_push(heap, list, key_at(heap, self.definition, first));
  }
  return list;
}

/* ---- get_cron_schedule ---- */

enum { CRON_MINUTE, CRON_HOUR, CRON_WEEKDAY, CRON_DAY, CRON_PARTS };

/* What a schedule has no part for; NULL: nothing is given that it has not. */
static const char *cron_unfit(size_t schedule, const Value *args) {
  static const struct {
    int schedule, part;
    const char *words;
  } UNFIT[] = {{0, CRON_HOUR, "Cannot set hour parameter with hourly partitions."},
               {1, CRON_WEEKDAY, "Cannot set day of week parameter with daily partitions."},
               {1, CRON_DAY, "Cannot set day of month parameter with daily partitions."}};
  for (size_t i = 0; i < COUNT(UNFIT); i++)
    if (UNFIT[i].schedule == (int)schedule && value_given(args[UNFIT[i].part])) return UNFIT[i].words;
  return NULL;
}

/* A part as it is given, or that of the definition. */
static Value cron_part(Heap *heap, Value given, Str own) {
  return value_given(given) ? given : int_from_digits(heap, own, 10, false);
}

static Value windows_cron(Heap *heap, Value self, const Value *args) {
  const PartitionsDef *def = self.definition;
  Str fields[CRON_FIELDS];
  size_t schedule = schedule_of(def, fields);
  bool is_given = false, fits = true;
  for (int i = 0; i < CRON_PARTS; i++) {
    is_given = is_given || value_given(args[i]);
    fits = fits && (!value_given(args[i]) || args[i].kind == V_INT);
  }
  if (!is_given) return value_str(def->cron);
  if (schedule == SCHEDULE_COUNT)
    return value_raise(heap, EXC_CHECK,
                       "Failure condition: %.*s does not support minute_of_hour/hour_of_day/day_of_week/day_of_month "
                       "arguments",
                       STR_FMT(def->cron));
  if (!fits) return value_unsupported(heap, "such a call of 'get_cron_schedule'");
  const char *unfit = cron_unfit(schedule, args);
  if (unfit) return value_raise(heap, EXC_CHECK, "Invariant failed. Description: %s", unfit);
  bool is_weekly = SCHEDULES[schedule].day == WEEKDAY_FIELD, is_monthly = SCHEDULES[schedule].day == DAY_FIELD;
  Value minute = cron_part(heap, args[CRON_MINUTE], fields[MINUTE_FIELD]), star = value_str(STR("*"));
  Value hour = schedule ? cron_part(heap, args[CRON_HOUR], fields[HOUR_FIELD]) : star;
  Value day = is_monthly ? cron_part(heap, args[CRON_DAY], fields[DAY_FIELD]) : star;
  Value weekday = is_weekly ? cron_part(heap, args[CRON_WEEKDAY], fields[WEEKDAY_FIELD]) : star;
  if (is_monthly && !value_given(args[CRON_DAY]) && day.kind == V_INT && !day.i) day = value_int(1);
  Str m = value_to_str(heap, minute), h = value_to_str(heap, hour), d = value_to_str(heap, day);
  Str w = value_to_str(heap, weekday);
  return value_str(str_printf(heap->arena, "%.*s %.*s %.*s * %.*s", STR_FMT(m), STR_FMT(h), STR_FMT(d), STR_FMT(w)));
}

static const Builtin windows_methods[] = {
    {"end_time_for_partition_key", "partition_key", 1, 1, BUILTIN_CLOCK, windows_end, "when the window of a key ends"},
    {"get_cron_schedule", "minute_of_hour=None, hour_of_day=None, day_of_week=None, day_of_month=None", 0, 4, 0,
     windows_cron, "its schedule, with other parts"},
    {"get_first_partition_key", "", 0, 0, BUILTIN_CLOCK, windows_first, "the first key, or None"},
    {"get_first_partition_window", "", 0, 0, BUILTIN_CLOCK, windows_first_window, "the first window, or None"},
    {"get_last_partition_key", "", 0, 0, BUILTIN_CLOCK, windows_last,
     "the key of the last window that is closed, or None"},
    {"get_last_partition_window", "", 0, 0, BUILTIN_CLOCK, windows_last_window,
     "the last window that is closed, or None"},
    {"get_next_partition_key", "partition_key", 1, 1, BUILTIN_CLOCK, windows_next, "the key behind one, or None"},
    {"get_num_partitions", "", 0, 0, BUILTIN_CLOCK, windows_count, "how many keys there are now"},
    {"get_partition_keys", "current_time=None, dynamic_partitions_store=None", 0, 2, BUILTIN_CLOCK, windows_keys,
     "a list of the keys that there are now"},
    {"get_partition_keys_in_range", "partition_key_range", 1, 1, BUILTIN_CLOCK, windows_in_range,
     "a list of the keys of a range"},
    {"get_partition_keys_in_time_window", "time_window", 1, 1, 0, windows_in_window,
     "a list of the keys whose windows begin in one"},
    {"has_partition_key", "partition_key", 1, 1, BUILTIN_CLOCK, windows_has,
     "is it one of the keys that there are now?"},
    {"start_time_for_partition_key", "partition_key", 1, 1, BUILTIN_CLOCK, windows_start,
     "when the window of a key starts"},
    {"time_window_for_partition_key", "partition_key", 1, 1, BUILTIN_CLOCK, windows_window, "the window of a key"},
};

static Value multi_dimension(Heap *heap, Value self, const Value *args) {
  const PartitionsDef *def = self.definition;
  for (size_t i = 0; i < def->dimension_count; i++)
    if (value_equal(heap, args[0], value_str(def->dimensions[i].name))) return value_of(def->dimensions[i].def);
  Str shown = value_to_str(heap, args[0]);
  return value_raise(heap, EXC_CHECK, "Failure condition: Invalid dimension name %.*s", STR_FMT(shown));
}

/* Of a definition that is a dimension; V_ERROR: only Dagster's instance knows them. */
static Value keys_of(Heap *heap, const PartitionsDef *def, Value time) {
  if (def->kind == PARTITIONS_STATIC) return list_of_keys(heap, def);
  if (def->kind == PARTITIONS_DYNAMIC) return value_unsupported(heap, "the keys of dynamic partitions");
  return keys_at(heap, def, time);
}

/* Every key of the dimension whose name comes first with every one of the other. */
static Value multi_keys(Heap *heap, Value self, const Value *args) {
  const PartitionsDef *def = self.definition;
  Value list = value_list(heap, 0);
  if (value_given(args[1])) return value_unsupported(heap, "'get_partition_keys' of a store");
  Value left = keys_of(heap, def->dimensions[0].def, args[0]), right = keys_of(heap, def->dimensions[1].def, args[0]);
  if (value_passes(left)) return left;
  if (value_passes(right)) return right;
  for (size_t i = 0; i < left.list->n; i++)
    for (size_t j = 0; j < right.list->n; j++) {
      heap_step(heap, 1);
      Str a = value_text(left.list->at[i]), b = value_text(right.list->at[j]);
      Str text = str_printf(heap->arena, "%.*s|%.*s", STR_FMT(a), STR_FMT(b));
      list_push(heap, list, value_multi_key(heap, def, text));
    }
  return list;
}

static Value all_keys(Heap *heap, Value self) {
  static const Value NOW[2];
  return multi_keys(heap, self, NOW);
}

static Value multi_first(Heap *heap, Value self, const Value *args) {
  Value keys = all_keys(heap, self);
  (void)args;
  if (value_passes(keys)) return keys;
  return keys.list->n ? keys.list->at[0] : VALUE_NONE;
}

static Value multi_last(Heap *heap, Value self, const Value *args) {
  Value keys = all_keys(heap, self);
  (void)args;
  if (value_passes(keys)) return keys;
  return keys.list->n ? keys.list->at[keys.list->n - 1] : VALUE_NONE;
}

static Value multi_count(Heap *heap, Value self, const Value *args) {
  Value keys = all_keys(heap, self);
  (void)args;
  return value_passes(keys) ? keys : value_int((int64_t)keys.list->n);
}

static Value multi_has(Heap *heap, Value self, const Value *args) {
  Value keys = all_keys(heap, self);
  if (!value_is_str(args[0])) return value_unsupported(heap, "'has_partition_key' of such a key");
  return value_passes(keys) ? keys : op_compare(heap, OP_IN, args[0], keys);
}

static Value multi_from_text(Heap *heap, Value self, const Value *args) {
  const PartitionsDef *def = self.definition;
  if (!value_is_str(args[0])) return value_unsupported(heap, "'get_partition_key_from_str' of such a key");
  Str text = value_text(args[0]);
  size_t bars = 0;
  for (size_t i = 0; i < text.n; i++) bars += text.p[i] == '|';
  if (bars + 1 == PARTITIONS_DIMENSIONS) return value_multi_key(heap, def, text);
  return value_raise(heap, EXC_CHECK,
                     "Invariant failed. Description: Expected %d partition keys in partition key string %.*s, but got "
                     "%zu",
                     PARTITIONS_DIMENSIONS, STR_FMT(text), bars + 1);
}

static Value multi_window(Heap *heap, Value self, const Value *args) {
  Value key = args[0].kind == V_MULTI_KEY ? args[0] : multi_from_text(heap, self, args);
  int at = partitions_time_dimension(self.definition);
  if (value_passes(key)) return key;
  if (at < 0)
    return value_raise(heap, EXC_CHECK,
                       "Invariant failed. Description: Expected exactly one time window partitioned dimension");
  const Dimension *dimension = &self.definition->dimensions[at];
  Value part = dict_get_str(key.multi_key->by_dimension->dict, dimension->name);
  if (part.kind == V_ABSENT) return value_unsupported(heap, "'time_window_for_partition_key' of such a key");
  return windows_window(heap, value_of(dimension->def), &part);
}

static const Builtin multi_methods[] = {
    {"get_first_partition_key", "", 0, 0, BUILTIN_CLOCK, multi_first, "the first key, or None"},
    {"get_last_partition_key", "", 0, 0, BUILTIN_CLOCK, multi_last, "the last key that there is now, or None"},
    {"get_num_partitions", "", 0, 0, BUILTIN_CLOCK, multi_count, "how many keys there are now"},
    {"get_partition_keys", "current_time=None, dynamic_partitions_store=None", 0, 2, BUILTIN_CLOCK, multi_keys,
     "a list of the keys that there are now"},
    {"get_partition_key_from_str", "partition_key_str", 1, 1, 0, multi_from_text, "a key of both dimensions"},
    {"get_partitions_def_for_dimension", "dimension_name", 1, 1, 0, multi_dimension,
     "the definition of one dimension"},
    {"has_partition_key", "partition_key", 1, 1, BUILTIN_CLOCK, multi_has, "is it one of the keys that there are now?"},
    {"time_window_for_partition_key", "partition_key", 1, 1, BUILTIN_CLOCK, multi_window,
     "the window of a key's dimension of time"},
};

/* ---- text ---- */

static void write_timestamp(Buf *buf, bool is_there, const Civil *time) {
  if (is_there)
    format_float_repr(buf, timestamp_of(time));
  else
    buf_puts(buf, "None");
}

static void write_exclusions(Buf *buf, const PartitionsDef *def) {
  const char *between = ", exclusions=[";
  for (size_t i = 0; i < def->excluded_cron_count; i++, between = ", ") {
    buf_puts(buf, between);
    format_str_repr(buf, def->excluded_crons[i]);
  }
  for (size_t i = 0; i < def->excluded_time_count; i++, between = ", ") {
    buf_printf(buf, "%sTimestampWithTimezone(timestamp=", between);
    write_timestamp(buf, true, &def->excluded_times[i]);
    buf_puts(buf, ", timezone=");
    format_str_repr(buf, def->tz->name);
    buf_char(buf, ')');
  }
  if (def->excluded_cron_count + def->excluded_time_count) buf_char(buf, ']');
}

static void windows_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  const PartitionsDef *def = v.definition;
  buf_puts(buf, "TimeWindowPartitionsDefinition(start=");
  write_timestamp(buf, true, &def->start);
  buf_puts(buf, ", end=");
  write_timestamp(buf, def->has_end, &def->end);
  buf_printf(buf, ", timezone='%.*s', fmt='%.*s', end_offset=%d, cron_schedule='%.*s')", STR_FMT(def->tz->name),
             STR_FMT(def->fmt), (int)def->end_offset, STR_FMT(def->cron));
  write_exclusions(buf, def);
}

static void windows_str(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  const PartitionsDef *def = v.definition;
  Str fields[CRON_FIELDS];
  size_t schedule = schedule_of(def, fields);
  if (schedule < SCHEDULE_COUNT)
    buf_puts(buf, SCHEDULES[schedule].name);
  else
    buf_put(buf, def->cron);
  buf_puts(buf, ", starting ");
  partition_write_key_at(def, &def->start, buf);
  buf_printf(buf, " %.*s.", STR_FMT(def->tz->name));
  if (def->end_offset)
    buf_printf(buf, " End offsetted by %d partition%s.", (int)def->end_offset, def->end_offset == 1 ? "" : "s");
}

static void static_repr(Heap *heap, Buf *buf, Value v) {
  buf_puts(buf, "StaticPartitionsDefinition(partition_keys=");
  value_write_repr(heap, buf, list_of_keys(heap, v.definition));
  buf_char(buf, ')');
}

/* PartitionsDefinition.__str__ */
static void static_str(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  const PartitionsDef *def = v.definition;
  for (size_t i = 0; i < def->key_count; i++)
    buf_printf(buf, "%s'%.*s'", i ? ", " : "", STR_FMT(def->keys[i]));
}

static void multi_repr(Heap *heap, Buf *buf, Value v) {
  const PartitionsDef *def = v.definition;
  Value list = value_list(heap, def->dimension_count);
  for (size_t i = 0; i < def->dimension_count; i++) {
    Str name = value_repr(heap, value_str(def->dimensions[i].name));
    Str below = value_repr(heap, value_of(def->dimensions[i].def));
    Str shown = str_printf(heap->arena, "PartitionDimensionDefinition(name=%.*s, partitions_def=%.*s)", STR_FMT(name),
                           STR_FMT(below));
    list_push(heap, list, value_str(shown));
  }
  buf_puts(buf, "MultiPartitionsDefinition(dimensions=");
  value_write_repr(heap, buf, list);
}

static void multi_str(Heap *heap, Buf *buf, Value v) {
  const PartitionsDef *def = v.definition;
  buf_puts(buf, "Multi-partitioned, with dimensions: ");
  for (size_t i = 0; i < def->dimension_count; i++) {
    Str name = value_text(str_capitalize(heap, value_str(def->dimensions[i].name), NULL));
    buf_printf(buf, "%s\n%.*s: ", i ? " " : "", STR_FMT(name));
    value_write_str(heap, buf, value_of(def->dimensions[i].def));
  }
}

static void dynamic_repr(Heap *heap, Buf *buf, Value v) {
  buf_puts(buf, "DynamicPartitionsDefinition(partition_fn=None, name=");
  value_write_repr(heap, buf, value_str(v.definition->name));
  buf_char(buf, ')');
}

static void dynamic_str(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_printf(buf, "Dynamic partitions: \"%.*s\"", STR_FMT(v.definition->name));
}

/* ---- the types ---- */

/* What a definition prints as is what it holds: Dagster itself hashes and names it by that. */
static bool equal(Heap *heap, Value a, Value b) {
  return a.definition == b.definition || str_eq(value_repr(heap, a), value_repr(heap, b));
}

static bool hash(Heap *heap, Value v, uint64_t *result) {
  return value_hash(heap, value_str(value_repr(heap, v)), result);
}

#define DEFINITION(word, module, write_repr, write_str)                                             \
  .name = word, .full_name = "dagster._core.definitions.partitions.definition." module "." word,    \
  .repr = write_repr, .str = write_str, .attr = attr, .attr_names = attr_names, .equal = equal, .hash = hash
#define WINDOWED(word, module) \
  DEFINITION(word, module, windows_repr, windows_str), .methods = BUILTIN_TABLE(windows_methods)

const Type TYPE_STATIC_PARTITIONS = {
    DEFINITION("StaticPartitionsDefinition", "static", static_repr, static_str),
    .methods = BUILTIN_TABLE(static_methods),
};
const Type TYPE_MULTI_PARTITIONS = {
    DEFINITION("MultiPartitionsDefinition", "multi", multi_repr, multi_str),
    .methods = BUILTIN_TABLE(multi_methods),
};
static const Type TYPE_HOURLY = {WINDOWED("HourlyPartitionsDefinition", "time_window_subclasses")};
static const Type TYPE_DAILY = {WINDOWED("DailyPartitionsDefinition", "time_window_subclasses")};
static const Type TYPE_WEEKLY = {WINDOWED("WeeklyPartitionsDefinition", "time_window_subclasses")};
static const Type TYPE_MONTHLY = {WINDOWED("MonthlyPartitionsDefinition", "time_window_subclasses")};
static const Type TYPE_ANY_WINDOW = {WINDOWED("TimeWindowPartitionsDefinition", "time_window")};
static const Type TYPE_DYNAMIC = {DEFINITION("DynamicPartitionsDefinition", "dynamic", dynamic_repr, dynamic_str)};

static const Type *const TYPES[] = {
    [PARTITIONS_HOURLY] = &TYPE_HOURLY,         [PARTITIONS_DAILY] = &TYPE_DAILY,
    [PARTITIONS_WEEKLY] = &TYPE_WEEKLY,         [PARTITIONS_MONTHLY] = &TYPE_MONTHLY,
    [PARTITIONS_TIME_WINDOW] = &TYPE_ANY_WINDOW, [PARTITIONS_STATIC] = &TYPE_STATIC_PARTITIONS,
    [PARTITIONS_MULTI] = &TYPE_MULTI_PARTITIONS, [PARTITIONS_DYNAMIC] = &TYPE_DYNAMIC};

const Type *definition_type(Value v) { return TYPES[v.definition->kind]; }

const Type *definition_class_type(Value v) {
  bool is_maker = v.kind == V_BUILTIN && !(v.flags & VALUE_BOUND) && v.builtin->flags & BUILTIN_DEFINITION;
  for (size_t i = 0; (is_maker || v.kind == V_TYPE) && i < COUNT(TYPES); i++)
    if (is_maker ? str_is(str_of(v.builtin->name), TYPES[i]->name) : v.type == TYPES[i]) return TYPES[i];
  return NULL;
}

bool definition_derives(const Type *type, const Type *of) {
  for (size_t i = 0; i < COUNT(TYPES); i++) {
    if (TYPES[i] != type) continue;
    bool has_windows = i <= PARTITIONS_TIME_WINDOW, is_tuple = has_windows || i == PARTITIONS_DYNAMIC;
    return !of || of == type || (of == &TYPE_ANY_WINDOW && has_windows) || (of == &TYPE_TUPLE && is_tuple);
  }
  return false;
}
