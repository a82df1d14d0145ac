/* Making definitions: what the constructors of Dagster accept, and their words where they do not. */
#include <stdlib.h>

#include "runtime/core/limits.h"
#include "runtime/core/vec.h"
#include "runtime/time/partition.h"
#include "runtime/time/strftime.h"

static const struct {
  const char *class_name, *fmt;
} KINDS[] = {
    [PARTITIONS_HOURLY] = {"HourlyPartitionsDefinition", "%Y-%m-%d-%H:%M"},
    [PARTITIONS_DAILY] = {"DailyPartitionsDefinition", "%Y-%m-%d"},
    [PARTITIONS_WEEKLY] = {"WeeklyPartitionsDefinition", "%Y-%m-%d"},
    [PARTITIONS_MONTHLY] = {"MonthlyPartitionsDefinition", "%Y-%m-%d"},
    [PARTITIONS_TIME_WINDOW] = {"TimeWindowPartitionsDefinition", ""},
    [PARTITIONS_STATIC] = {"StaticPartitionsDefinition", ""},
    [PARTITIONS_MULTI] = {"MultiPartitionsDefinition", ""},
    [PARTITIONS_DYNAMIC] = {"DynamicPartitionsDefinition", ""},
};

Str partitions_default_fmt(PartitionsKind kind) { return str_of(KINDS[kind].fmt); }

const char *partitions_class(PartitionsKind kind) { return KINDS[kind].class_name; }

bool partitions_read_time(Arena *arena, Str text, Str fmt, const Tz *tz, Civil *civil, Str *why) {
  StrptimeZone zone;
  bool zoned = str_find(fmt, STR("%z"), 0) != SIZE_MAX;
  if (!strptime_read(arena, text, fmt, civil, &zone, why)) {
    Str with_offset = zoned ? fmt : str_cat(arena, fmt, STR("%z"));
    if (!strptime_read(arena, text, with_offset, civil, &zone, why)) return false;
  }
  if (!zone.has_offset) return civil->tz = tz, true;
  if (civil_at_instant(civil_wall(civil) - zone.offset, civil->micro, tz, civil)) return true;
  return *why = STR("date value out of range"), false;
}

/* ---- lists in Dagster's words ---- */

/* repr() of a text; what is not ASCII stands for itself. */
static void write_repr(Buf *buf, Str text) {
  bool single = str_find(text, STR("'"), 0) == SIZE_MAX || str_find(text, STR("\""), 0) != SIZE_MAX;
  char quote = single ? '\'' : '"';
  buf_char(buf, quote);
  for (size_t i = 0; i < text.n; i++) {
    unsigned char c = (unsigned char)text.p[i];
    if (c == '\n' || c == '\r' || c == '\t') buf_printf(buf, "\\%c", c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
    else if (c < ' ' || c == 0x7F) buf_printf(buf, "\\x%02x", c);
    else if (c == '\\' || c == (unsigned char)quote) buf_printf(buf, "\\%c", c);
    else buf_char(buf, (char)c);
  }
  buf_char(buf, quote);
}

static Str list_repr(Arena *arena, const StrList *texts) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  buf_char(&buf, '[');
  for (size_t i = 0; i < texts->n; i++) {
    if (i) buf_puts(&buf, ", ");
    write_repr(&buf, texts->at[i]);
  }
  buf_char(&buf, ']');
  return buf_str(&buf);
}

/* ---- time windows ---- */

static Str cron_of(Arena *arena, const PartitionsSpec *spec) {
  long long minute = spec->minute_offset, hour = spec->hour_offset, day = spec->day_offset;
  switch (spec->kind) {
    case PARTITIONS_HOURLY: return str_printf(arena, "%lld * * * *", minute);
    case PARTITIONS_DAILY: return str_printf(arena, "%lld %lld * * *", minute, hour);
    case PARTITIONS_WEEKLY: return str_printf(arena, "%lld %lld * * %lld", minute, hour, day);
    case PARTITIONS_MONTHLY: return str_printf(arena, "%lld %lld %lld * *", minute, hour, day ? day : 1);
    default: return str_copy(arena, spec->cron);
  }
}

/* More windows than the calendar has days. */
enum { LARGEST_END_OFFSET = 4000000 };

static bool read_crons(Arena *arena, const PartitionsSpec *spec, PartitionsDef *def, Str *why) {
  Buf wrong = buf_new(arena, LIMIT_STRING_BYTES);
  Cron *schedules = ARENA_ARRAY(arena, Cron, spec->excluded_cron_count);
  if (!cron_read(def->cron, &def->schedule)) {
    *why = str_printf(arena, "Found invalid cron schedule '%.*s' for a TimeWindowPartitionsDefinition.",
                      STR_FMT(def->cron));
    return false;
  }
  for (size_t i = 0; i < spec->excluded_cron_count; i++)
    if (!cron_read(spec->excluded_crons[i], &schedules[i]))
      buf_printf(&wrong, "%s'%.*s'", wrong.n ? ", " : "", STR_FMT(spec->excluded_crons[i]));
  def->excluded_schedules = schedules;
  if (!wrong.n) return true;
  *why = str_printf(arena,
                    "Found invalid cron schedule(s) %.*s in the exclusions argument for a "
                    "TimeWindowPartitionsDefinition. Expected a set of valid cron strings and datetime objects.",
                    STR_FMT(buf_str(&wrong)));
  return false;
}

static Str *copy_texts(Arena *arena, const Str *texts, size_t n) {
  Str *copy = ARENA_ARRAY(arena, Str, n);
  for (size_t i = 0; i < n; i++) copy[i] = str_copy(arena, texts[i]);
  return copy;
}

static Civil in_zone(Civil civil, const Tz *tz) {
  civil.tz = tz;
  return civil;
}

static int compare_instants(const void *a, const void *b) {
  int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;
  return first < second ? -1 : first > second;
}

/* A time between two seconds excludes nothing: windows begin on the minute. */
static void set_exclusions(Arena *arena, const PartitionsSpec *spec, PartitionsDef *def) {
  size_t n = spec->excluded_time_count;
  Civil *times = ARENA_ARRAY(arena, Civil, n);
  int64_t *instants = ARENA_ARRAY(arena, int64_t, n);
  for (size_t i = 0; i < n; i++) {
    times[i] = in_zone(spec->excluded_times[i], def->tz);
    instants[i] = civil_instant(&times[i]) + (times[i].micro > 0);
  }
  qsort(instants, n, sizeof *instants, compare_instants);
  def->excluded_times = times;
  def->excluded_instants = instants;
  def->excluded_time_count = n;
  def->excluded_crons = copy_texts(arena, spec->excluded_crons, spec->excluded_cron_count);
  def->excluded_cron_count = spec->excluded_cron_count;
}

static bool init_windows(Arena *arena, const PartitionsSpec *spec, PartitionsDef *def, Str *why) {
  const Tz *tz = spec->tz ? spec->tz : &TZ_UTC_ZONE;
  *def = (PartitionsDef){.kind = spec->kind,
                         .cron = cron_of(arena, spec),
                         .fmt = spec->fmt.n ? str_copy(arena, spec->fmt) : partitions_default_fmt(spec->kind),
                         .tz = tz,
                         .start = in_zone(spec->start, tz),
                         .has_end = spec->has_end,
                         .end_offset = (int32_t)spec->end_offset,
                         .minute_offset = (int32_t)spec->minute_offset,
                         .hour_offset = (int32_t)spec->hour_offset,
                         .day_offset = (int32_t)spec->day_offset};
  if (!read_crons(arena, spec, def, why)) return false;
  if (spec->end_offset < -LARGEST_END_OFFSET || spec->end_offset > LARGEST_END_OFFSET) {
    *why = str_printf(arena, "end_offset %lld is out of range", (long long)spec->end_offset);
    return false;
  }
  if (spec->has_end) def->end = in_zone(spec->end, tz);
  set_exclusions(arena, spec, def);
  int64_t start = civil_instant(&def->start) + (def->start.micro > 0);
  cron_anchor(&def->schedule, tz, start);
  if (!partition_window_from(def, start, &def->first)) def->first = INT64_MAX;
  return true;
}

/* ---- listed keys ---- */

/* What Dagster's interface uses between the ends of a range or cannot show, in the order in which it looks for them. */
static const Str INVALID_IN_KEYS[] = {STR_INIT("..."), STR_INIT("\a"), STR_INIT("\b"), STR_INIT("\f"), STR_INIT("\n"),
                                      STR_INIT("\r"),  STR_INIT("\t"), STR_INIT("\v"), {"\0", 1}};
enum { INVALID_COUNT = COUNT(INVALID_IN_KEYS) };

static bool key_is_valid(Arena *arena, Str key, Str *why) {
  StrList found = {0};
  for (size_t i = 0; i < INVALID_COUNT; i++)
    if (str_find(key, INVALID_IN_KEYS[i], 0) != SIZE_MAX) VEC_PUSH(arena, &found, INVALID_IN_KEYS[i]);
  if (!found.n) return true;
  return *why = str_cat(arena, list_repr(arena, &found), STR(" are invalid substrings in a partition key")), false;
}

typedef struct NumberedKey {
  Str key;
  size_t number;
} NumberedKey;

static int compare_keys(const void *a, const void *b) {
  const NumberedKey *first = a, *second = b;
  int order = str_cmp(first->key, second->key);
  return order ? order : first->number < second->number ? -1 : first->number > second->number;
}

static NumberedKey *sorted_keys(Arena *arena, const Str *keys, size_t n) {
  NumberedKey *sorted = ARENA_ARRAY(arena, NumberedKey, n);
  for (size_t i = 0; i < n; i++) sorted[i] = (NumberedKey){keys[i], i};
  qsort(sorted, n, sizeof *sorted, compare_keys);
  return sorted;
}

static const size_t *numbers_by_text(Arena *arena, const Str *keys, size_t n) {
  NumberedKey *sorted = sorted_keys(arena, keys, n);
  size_t *numbers = ARENA_ARRAY(arena, size_t, n);
  for (size_t i = 0; i < n; i++) numbers[i] = sorted[i].number;
  return numbers;
}

/* Else the keys that occur again are named, each once, in the order of their first places. */
static bool keys_are_unique(Arena *arena, const Str *keys, size_t n, Str *why) {
  bool *repeated = ARENA_ARRAY(arena, bool, n);
  NumberedKey *sorted = sorted_keys(arena, keys, n);
  StrList found = {0};
  for (size_t i = 1, first = 0; i < n; i++) {
    if (str_eq(sorted[i].key, sorted[first].key)) repeated[sorted[first].number] = true;
    else first = i;
  }
  for (size_t i = 0; i < n; i++)
    if (repeated[i]) VEC_PUSH(arena, &found, keys[i]);
  if (!found.n) return true;
  *why = str_printf(arena, "Partition keys must be unique. Duplicate instances of partition keys: %.*s.",
                    STR_FMT(list_repr(arena, &found)));
  return false;
}

static bool init_static(Arena *arena, const PartitionsSpec *spec, PartitionsDef *def, Str *why) {
  for (size_t i = 0; i < spec->key_count; i++)
    if (!key_is_valid(arena, spec->keys[i], why)) return false;
  if (!keys_are_unique(arena, spec->keys, spec->key_count, why)) return false;
  *def = (PartitionsDef){.kind = spec->kind,
                         .keys = copy_texts(arena, spec->keys, spec->key_count),
                         .by_text = numbers_by_text(arena, spec->keys, spec->key_count),
                         .key_count = spec->key_count};
  return true;
}

static bool init_dynamic(Arena *arena, const PartitionsSpec *spec, PartitionsDef *def, Str *why) {
  if (!spec->name.n) {
    *why = STR("Must provide either partition_fn or name to DynamicPartitionsDefinition.");
    return false;
  }
  *def = (PartitionsDef){.kind = spec->kind, .name = str_copy(arena, spec->name)};
  return true;
}

/* ---- multi ---- */

#define DEFINITION_MODULE "dagster._core.definitions.partitions.definition."

static bool has_bar_or_bracket(Str key) {
  for (size_t i = 0; i < key.n; i++)
    if (strchr("|,[]", key.p[i]) && key.p[i]) return true;
  return false;
}

static bool dimension_is_sound(Arena *arena, const Dimension *dimension, Str *why) {
  const PartitionsDef *def = dimension->def;
  if (def->kind == PARTITIONS_MULTI) {
    *why = STR("Invalid partitions definition type <class '" DEFINITION_MODULE "multi.MultiPartitionsDefinition'>. "
               "Only the following partitions definition types are supported: "
               "(<class '" DEFINITION_MODULE "static.StaticPartitionsDefinition'>, "
               "<class '" DEFINITION_MODULE "time_window.TimeWindowPartitionsDefinition'>, "
               "<class '" DEFINITION_MODULE "dynamic.DynamicPartitionsDefinition'>).");
    return false;
  }
  for (size_t i = 0; i < def->key_count; i++) {
    if (!has_bar_or_bracket(def->keys[i])) continue;
    *why = str_printf(arena,
                      "Invalid character in partition key for dimension %.*s. A multi-partitions definition cannot "
                      "contain partition keys with the following characters: |, [, ], ,",
                      STR_FMT(dimension->name));
    return false;
  }
  return true;
}

static bool init_multi(Arena *arena, const PartitionsSpec *spec, PartitionsDef *def, Str *why) {
  if (spec->dimension_count != PARTITIONS_DIMENSIONS) {
    *why = str_printf(arena,
                      "Dagster currently only supports multi-partitions definitions with 2 partitions definitions. "
                      "Your multi-partitions definition has %zu partitions definitions.",
                      spec->dimension_count);
    return false;
  }
  for (size_t i = 0; i < PARTITIONS_DIMENSIONS; i++)
    if (!dimension_is_sound(arena, &spec->dimensions[i], why)) return false;
  Dimension *dimensions = ARENA_ARRAY(arena, Dimension, PARTITIONS_DIMENSIONS);
  bool swapped = str_cmp(spec->dimensions[0].name, spec->dimensions[1].name) > 0;
  for (size_t i = 0; i < PARTITIONS_DIMENSIONS; i++) {
    const Dimension *given = &spec->dimensions[swapped ? 1 - i : i];
    dimensions[i] = (Dimension){str_copy(arena, given->name), given->def};
  }
  *def = (PartitionsDef){.kind = spec->kind, .dimensions = dimensions, .dimension_count = PARTITIONS_DIMENSIONS};
  return true;
}

static bool init(Arena *arena, const PartitionsSpec *spec, PartitionsDef *def, Str *why) {
  switch (spec->kind) {
    case PARTITIONS_STATIC: return init_static(arena, spec, def, why);
    case PARTITIONS_DYNAMIC: return init_dynamic(arena, spec, def, why);
    case PARTITIONS_MULTI: return init_multi(arena, spec, def, why);
    default: return init_windows(arena, spec, def, why);
  }
}

bool partitions_init(Arena *arena, const PartitionsSpec *spec, PartitionsDef *def, Str *why) {
  bool sound = init(arena, spec, def, why);
  def->doubt = spec->doubt;
  return sound;
}

/* ---- keys of dynamic ones ---- */

bool partitions_are_dynamic(const PartitionsDef *def) {
  for (size_t i = 0; i < def->dimension_count; i++)
    if (partitions_are_dynamic(def->dimensions[i].def)) return true;
  return def->kind == PARTITIONS_DYNAMIC && !def->keys;
}

const PartitionsDef *partitions_with_unknown_key(Arena *arena, const PartitionsDef *def) {
  if (!partitions_are_dynamic(def)) return def;
  PartitionsDef *stands_in = ARENA_NEW(arena, PartitionsDef);
  Dimension *dimensions = ARENA_ARRAY(arena, Dimension, def->dimension_count);
  *stands_in = *def;
  stands_in->dimensions = dimensions;
  if (def->kind == PARTITIONS_DYNAMIC) stands_in->key_count = 1;
  for (size_t d = 0; d < def->dimension_count; d++) {
    dimensions[d] = def->dimensions[d];
    dimensions[d].def = partitions_with_unknown_key(arena, dimensions[d].def);
  }
  return stands_in;
}

/* The part of a multi key that belongs to a dimension; all of it where it has not two parts. */
static Str part_of(Str key, size_t dimension) {
  size_t bar = str_find(key, STR("|"), 0);
  if (bar == SIZE_MAX) return key;
  return dimension ? str_sub(key, bar + 1, key.n) : str_sub(key, 0, bar);
}

/* Each once, in the order in which they come. */
static const PartitionsDef *with_unique_keys(Arena *arena, const PartitionsDef *def, const Str *keys, size_t n) {
  PartitionsDef *listed = ARENA_NEW(arena, PartitionsDef);
  NumberedKey *sorted = sorted_keys(arena, keys, n);
  bool *repeats = ARENA_ARRAY(arena, bool, n);
  Str *unique = ARENA_ARRAY(arena, Str, n);
  *listed = *def;
  listed->keys = unique;
  for (size_t i = 1; i < n; i++) repeats[sorted[i].number] = str_eq(sorted[i].key, sorted[i - 1].key);
  for (size_t i = 0; i < n; i++)
    if (!repeats[i]) unique[listed->key_count++] = keys[i];
  listed->by_text = numbers_by_text(arena, unique, listed->key_count);
  return listed;
}

static const PartitionsDef *with_parts(Arena *arena, const PartitionsDef *def, const Str *keys, size_t n) {
  PartitionsDef *listed = ARENA_NEW(arena, PartitionsDef);
  Dimension *dimensions = ARENA_ARRAY(arena, Dimension, PARTITIONS_DIMENSIONS);
  Str *parts = ARENA_ARRAY(arena, Str, n);
  *listed = *def;
  listed->dimensions = dimensions;
  for (size_t d = 0; d < PARTITIONS_DIMENSIONS; d++) {
    for (size_t i = 0; i < n; i++) parts[i] = part_of(keys[i], d);
    dimensions[d] = (Dimension){def->dimensions[d].name, partitions_with_keys(arena, def->dimensions[d].def, parts, n)};
  }
  return listed;
}

const PartitionsDef *partitions_with_keys(Arena *arena, const PartitionsDef *def, const Str *keys, size_t n) {
  if (!partitions_are_dynamic(def)) return def;
  return def->kind == PARTITIONS_MULTI ? with_parts(arena, def, keys, n) : with_unique_keys(arena, def, keys, n);
}
