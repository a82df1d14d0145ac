#include "runtime/core/limits.h"
#include "runtime/plan/node_json.h"
#include "runtime/value/json.h"

static const struct {
  PartitionsKind kind;
  const char *name;
} KINDS[] = {{PARTITIONS_HOURLY, "hourly"},   {PARTITIONS_DAILY, "daily"},
             {PARTITIONS_WEEKLY, "weekly"},   {PARTITIONS_MONTHLY, "monthly"},
             {PARTITIONS_TIME_WINDOW, "time_window"}};

static const struct {
  const char *key;
  size_t in_def, in_spec;
} OFFSETS[] = {{"end_offset", offsetof(PartitionsDef, end_offset), offsetof(PartitionsSpec, end_offset)},
               {"minute_offset", offsetof(PartitionsDef, minute_offset), offsetof(PartitionsSpec, minute_offset)},
               {"hour_offset", offsetof(PartitionsDef, hour_offset), offsetof(PartitionsSpec, hour_offset)},
               {"day_offset", offsetof(PartitionsDef, day_offset), offsetof(PartitionsSpec, day_offset)}};
enum { OFFSET_COUNT = sizeof OFFSETS / sizeof OFFSETS[0] };

/* ---- writing ---- */

static void write_text(Buf *buf, const char *key, Str text) {
  buf_printf(buf, ", \"%s\": ", key);
  json_write_str(buf, text);
}

static void write_wall(Buf *buf, const char *key, Civil civil) {
  char room[CIVIL_ISO_ROOM];
  civil.tz = NULL; /* the zone stands beside it */
  int n = civil_iso(&civil, 'T', room);
  write_text(buf, key, (Str){room, (size_t)n});
}

void definition_write(Buf *buf, const PartitionsDef *def) {
  for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++)
    if (KINDS[i].kind == def->kind) buf_printf(buf, "{\"type\": \"%s\"", KINDS[i].name);
  write_wall(buf, "start", def->start);
  if (def->has_end) write_wall(buf, "end", def->end);
  write_text(buf, "timezone", def->tz->name);
  write_text(buf, "fmt", def->fmt);
  for (size_t i = 0; i < OFFSET_COUNT; i++) {
    const void *at = (const char *)def + OFFSETS[i].in_def;
    int32_t offset = *(const int32_t *)at;
    if (offset) buf_printf(buf, ", \"%s\": %d", OFFSETS[i].key, (int)offset);
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

static bool read_wall(Heap *heap, Value json, const char *key, const Tz *tz, Civil *civil, Str *why) {
  Str text;
  int32_t offset;
  bool has_offset;
  if (!read_text(heap, json, key, &text, why)) return false;
  if (text.n > CIVIL_ISO_ROOM || !civil_parse_iso(text.p, (int)text.n, civil, &offset, &has_offset) || has_offset)
    return refuse(heap, why, key);
  civil->tz = tz;
  return true;
}

static bool read_kind(Heap *heap, Value json, PartitionsSpec *spec, Str *why) {
  Str name;
  if (!read_text(heap, json, "type", &name, why)) return false;
  for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
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

bool definition_read(Heap *heap, Value json, const PartitionsDef **result, Str *why) {
  Str zone;
  PartitionsSpec spec = {0};
  if (json.kind != V_DICT) return refuse(heap, why, "type");
  if (!read_kind(heap, json, &spec, why) || !read_text(heap, json, "timezone", &zone, why)) return false;
  spec.tz = tz_load(heap->workspace, zone, why);
  if (!spec.tz) return false;
  spec.has_end = dict_get_str(json.dict, STR("end")).kind != V_ABSENT;
  PartitionsDef *def = ARENA_NEW(heap->arena, PartitionsDef);
  *result = def;
  return read_wall(heap, json, "start", spec.tz, &spec.start, why) &&
         (!spec.has_end || read_wall(heap, json, "end", spec.tz, &spec.end, why)) &&
         read_text(heap, json, "fmt", &spec.fmt, why) && read_offsets(heap, json, &spec, why) &&
         partitions_init(heap->arena, &spec, def, why);
}
