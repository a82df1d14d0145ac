#include "runtime/core/limits.h"
#include "runtime/plan/node_json.h"
#include "runtime/value/json.h"

static const struct {
  PartitionsKind kind;
  const char *name;
} KINDS[] = {{PARTITIONS_HOURLY, "hourly"},   {PARTITIONS_DAILY, "daily"},
             {PARTITIONS_WEEKLY, "weekly"},   {PARTITIONS_MONTHLY, "monthly"},
             {PARTITIONS_TIME_WINDOW, "time_window"}, {PARTITIONS_STATIC, "static"},
             {PARTITIONS_MULTI, "multi"},     {PARTITIONS_DYNAMIC, "dynamic"}};

static const struct {
  const char *key;
  size_t in_def, in_spec;
} OFFSETS[] = {{"end_offset", offsetof(PartitionsDef, end_offset), offsetof(PartitionsSpec, end_offset)},
               {"minute_offset", offsetof(PartitionsDef, minute_offset), offsetof(PartitionsSpec, minute_offset)},
               {"hour_offset", offsetof(PartitionsDef, hour_offset), offsetof(PartitionsSpec, hour_offset)},
               {"day_offset", offsetof(PartitionsDef, day_offset), offsetof(PartitionsSpec, day_offset)}};
enum { OFFSET_COUNT = COUNT(OFFSETS) };

/* ---- writing ---- */

static void write_key(Buf *buf, const char *key) { buf_printf(buf, ", \"%s\": ", key); }

static void write_text(Buf *buf, const char *key, Str text) {
  write_key(buf, key);
  json_write_str(buf, text);
}

/* The zone stands beside it; the second time of a repeated hour is told by its offset. */
static void write_time(Buf *buf, Civil civil) {
  char room[CIVIL_ISO_ROOM];
  if (!civil.fold) civil.tz = NULL;
  int n = civil_iso(&civil, 'T', room);
  json_write_str(buf, (Str){room, (size_t)n});
}

static void write_times(Buf *buf, const char *key, const Civil *times, size_t n) {
  if (!n) return;
  write_key(buf, key);
  for (size_t i = 0; i < n; i++) {
    buf_puts(buf, i ? ", " : "[");
    write_time(buf, times[i]);
  }
  buf_char(buf, ']');
}

static void write_texts(Buf *buf, const char *key, const Str *texts, size_t n) {
  write_key(buf, key);
  buf_char(buf, '[');
  for (size_t i = 0; i < n; i++) {
    if (i) buf_puts(buf, ", ");
    json_write_str(buf, texts[i]);
  }
  buf_char(buf, ']');
}

static void write_offsets(Buf *buf, const PartitionsDef *def) {
  for (size_t i = 0; i < OFFSET_COUNT; i++) {
    const void *at = (const char *)def + OFFSETS[i].in_def;
    int32_t offset = *(const int32_t *)at;
    if (offset) buf_printf(buf, ", \"%s\": %d", OFFSETS[i].key, (int)offset);
  }
}

static void write_windows(Buf *buf, const PartitionsDef *def) {
  if (def->kind == PARTITIONS_TIME_WINDOW) write_text(buf, "cron", def->cron);
  write_key(buf, "start");
  write_time(buf, def->start);
  if (def->has_end) {
    write_key(buf, "end");
    write_time(buf, def->end);
  }
  write_text(buf, "timezone", def->tz->name);
  write_text(buf, "fmt", def->fmt);
  write_offsets(buf, def);
  write_times(buf, "excluded_times", def->excluded_times, def->excluded_time_count);
  if (def->excluded_cron_count) write_texts(buf, "excluded_crons", def->excluded_crons, def->excluded_cron_count);
}

static void write_dimensions(Buf *buf, const PartitionsDef *def) {
  write_key(buf, "dimensions");
  for (size_t i = 0; i < def->dimension_count; i++) {
    buf_puts(buf, i ? ", {\"name\": " : "[{\"name\": ");
    json_write_str(buf, def->dimensions[i].name);
    write_key(buf, "definition");
    definition_write(buf, def->dimensions[i].def);
    buf_char(buf, '}');
  }
  buf_char(buf, ']');
}

void definition_write(Buf *buf, const PartitionsDef *def) {
  for (size_t i = 0; i < COUNT(KINDS); i++)
    if (KINDS[i].kind == def->kind) buf_printf(buf, "{\"type\": \"%s\"", KINDS[i].name);
  switch (def->kind) {
    case PARTITIONS_STATIC: write_texts(buf, "keys", def->keys, def->key_count); break;
    case PARTITIONS_MULTI: write_dimensions(buf, def); break;
    case PARTITIONS_DYNAMIC: write_text(buf, "name", def->name); break;
    default: write_windows(buf, def);
  }
  buf_char(buf, '}');
}

/* ---- reading ---- */

static bool refuse(Heap *heap, Str *why, const char *key) {
  *why = str_printf(heap->arena, "the partitions definition has no sound '%s'", key);
  return false;
}

static bool read_text(Heap *heap, Value json, const char *key, Str *text, Str *why) {
  Value v = dict_get_str(json.dict, str_of(key));
  if (!value_is_str(v)) return refuse(heap, why, key);
  *text = value_text(v);
  return true;
}

static bool time_of(Value v, const Tz *tz, Civil *civil) {
  int32_t offset;
  bool has_offset;
  if (!value_is_str(v) || v.len > CIVIL_ISO_ROOM) return false;
  if (!civil_parse_iso(v.s, (int)v.len, civil, &offset, &has_offset)) return false;
  if (has_offset) return civil_at_instant(civil_wall(civil) - offset, civil->micro, tz, civil);
  civil->tz = tz;
  return true;
}

static bool read_time(Heap *heap, Value json, const char *key, const Tz *tz, Civil *civil, Str *why) {
  return time_of(dict_get_str(json.dict, str_of(key)), tz, civil) || refuse(heap, why, key);
}

/* The list below `key`; an empty one where there is none. */
static bool read_list(Heap *heap, Value json, const char *key, List *list, Str *why) {
  Value v = dict_get_str(json.dict, str_of(key));
  if (v.kind == V_LIST) *list = *v.list;
  return v.kind == V_LIST || v.kind == V_ABSENT || refuse(heap, why, key);
}

static bool read_texts(Heap *heap, Value json, const char *key, const Str **texts, size_t *n, Str *why) {
  List list = {0};
  if (!read_list(heap, json, key, &list, why)) return false;
  Str *room = ARENA_ARRAY(heap->arena, Str, list.n);
  for (size_t i = 0; i < list.n; i++) {
    if (!value_is_str(list.at[i])) return refuse(heap, why, key);
    room[i] = value_text(list.at[i]);
  }
  *texts = room;
  *n = list.n;
  return true;
}

static bool read_times(Heap *heap, Value json, const char *key, PartitionsSpec *spec, Str *why) {
  List list = {0};
  if (!read_list(heap, json, key, &list, why)) return false;
  Civil *room = ARENA_ARRAY(heap->arena, Civil, list.n);
  for (size_t i = 0; i < list.n; i++)
    if (!time_of(list.at[i], spec->tz, &room[i])) return refuse(heap, why, key);
  spec->excluded_times = room;
  spec->excluded_time_count = list.n;
  return true;
}

static bool read_kind(Heap *heap, Value json, PartitionsSpec *spec, Str *why) {
  Str name;
  if (!read_text(heap, json, "type", &name, why)) return false;
  for (size_t i = 0; i < COUNT(KINDS); i++) {
    spec->kind = KINDS[i].kind;
    if (str_is(name, KINDS[i].name)) return true;
  }
  return refuse(heap, why, "type");
}

static bool read_offsets(Heap *heap, Value json, PartitionsSpec *spec, Str *why) {
  for (size_t i = 0; i < OFFSET_COUNT; i++) {
    Value v = dict_get_str(json.dict, str_of(OFFSETS[i].key));
    if (v.kind == V_ABSENT) continue;
    if (v.kind != V_INT || v.i < INT32_MIN || v.i > INT32_MAX) return refuse(heap, why, OFFSETS[i].key);
    void *at = (char *)spec + OFFSETS[i].in_spec;
    *(int64_t *)at = v.i;
  }
  return true;
}

static bool read_windows(Heap *heap, Value json, PartitionsSpec *spec, Str *why) {
  Str zone;
  if (!read_text(heap, json, "timezone", &zone, why)) return false;
  spec->tz = tz_load(heap->workspace, zone, why);
  if (!spec->tz) return false;
  spec->has_end = dict_get_str(json.dict, STR("end")).kind != V_ABSENT;
  if (spec->kind == PARTITIONS_TIME_WINDOW && !read_text(heap, json, "cron", &spec->cron, why)) return false;
  return read_time(heap, json, "start", spec->tz, &spec->start, why) &&
         (!spec->has_end || read_time(heap, json, "end", spec->tz, &spec->end, why)) &&
         read_text(heap, json, "fmt", &spec->fmt, why) && read_offsets(heap, json, spec, why) &&
         read_times(heap, json, "excluded_times", spec, why) &&
         read_texts(heap, json, "excluded_crons", &spec->excluded_crons, &spec->excluded_cron_count, why);
}

static bool read_dimension(Heap *heap, Value json, Dimension *dimension, Str *why) {
  if (json.kind != V_DICT || !read_text(heap, json, "name", &dimension->name, why))
    return refuse(heap, why, "dimensions");
  Value below = dict_get_str(json.dict, STR("definition"));
  bool is_flat = below.kind == V_DICT && dict_get_str(below.dict, STR("dimensions")).kind == V_ABSENT;
  return is_flat ? definition_read(heap, below, &dimension->def, why) : refuse(heap, why, "definition");
}

static bool read_dimensions(Heap *heap, Value json, PartitionsSpec *spec, Str *why) {
  List list = {0};
  if (!read_list(heap, json, "dimensions", &list, why)) return false;
  Dimension *room = ARENA_ARRAY(heap->arena, Dimension, list.n);
  for (size_t i = 0; i < list.n; i++) {
    if (!read_dimension(heap, list.at[i], &room[i], why)) return false;
    if (i && str_eq(room[i].name, room[i - 1].name)) return refuse(heap, why, "dimensions");
  }
  spec->dimensions = room;
  spec->dimension_count = list.n;
  return true;
}

static bool read_spec(Heap *heap, Value json, PartitionsSpec *spec, Str *why) {
  switch (spec->kind) {
    case PARTITIONS_STATIC: return read_texts(heap, json, "keys", &spec->keys, &spec->key_count, why);
    case PARTITIONS_MULTI: return read_dimensions(heap, json, spec, why);
    case PARTITIONS_DYNAMIC: return read_text(heap, json, "name", &spec->name, why);
    default: return read_windows(heap, json, spec, why);
  }
}

bool definition_read(Heap *heap, Value json, const PartitionsDef **result, Str *why) {
  PartitionsSpec spec = {0};
  if (json.kind != V_DICT) return refuse(heap, why, "type");
  if (!read_kind(heap, json, &spec, why) || !read_spec(heap, json, &spec, why)) return false;
  PartitionsDef *def = ARENA_NEW(heap->arena, PartitionsDef);
  *result = def;
  return partitions_init(heap->arena, &spec, def, why);
}
