#include "compiler/cli/describe.h"

#include "compiler/cli/render.h"
#include "runtime/core/limits.h"

Str describe_time(Arena *arena, const Civil *civil) {
  Str date = str_printf(arena, "%04d-%02d-%02d", civil->year, civil->month, civil->day);
  if (!civil->hour && !civil->minute && !civil->second) return date;
  Str clock = str_printf(arena, "%.*s %02d:%02d", STR_FMT(date), civil->hour, civil->minute);
  return civil->second ? str_printf(arena, "%.*s:%02d", STR_FMT(clock), civil->second) : clock;
}

int64_t describe_seconds(const Window *window) { return civil_instant(&window->end) - civil_instant(&window->start); }

Str describe_length(Arena *arena, int64_t seconds) {
  static const struct {
    int64_t seconds;
    const char *unit;
  } PARTS[] = {{3600, "h"}, {60, "min"}, {1, "s"}};
  if (seconds > SECONDS_PER_DAY && seconds % SECONDS_PER_DAY == 0)
    return render_count(arena, (uint64_t)(seconds / SECONDS_PER_DAY), "day", "days");
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < COUNT(PARTS); i++) {
    if (seconds / PARTS[i].seconds == 0) continue;
    buf_printf(&buf, "%s%lld %s", buf.n ? " " : "", (long long)(seconds / PARTS[i].seconds), PARTS[i].unit);
    seconds %= PARTS[i].seconds;
  }
  return buf.n ? buf_str(&buf) : STR("0 s");
}

static int32_t offset_at(const Civil *civil) { return tz_at_instant(civil->tz, civil_instant(civil)).utc_offset; }

StrList describe_marks(Arena *arena, const Window *window, int64_t previous_end) {
  StrList marks = {0};
  int32_t change = offset_at(&window->end) - offset_at(&window->start);
  int64_t start = civil_instant(&window->start);
  if (change) {
    Str length = describe_length(arena, change < 0 ? -change : change);
    VEC_PUSH(arena, &marks,
             str_printf(arena, "clocks go %s %.*s", change < 0 ? "back" : "forward", STR_FMT(length)));
  }
  if (window->start.fold) VEC_PUSH(arena, &marks, STR("begins in a repeated hour, the second time"));
  if (previous_end != INT64_MIN && start > previous_end)
    VEC_PUSH(arena, &marks,
             str_printf(arena, "after a gap of %.*s", STR_FMT(describe_length(arena, start - previous_end))));
  return marks;
}

static void put_windows(Arena *arena, Buf *buf, const PartitionsDef *def) {
  bool is_shifted = def->minute_offset || def->hour_offset || def->day_offset;
  if (def->kind == PARTITIONS_TIME_WINDOW || is_shifted) buf_printf(buf, " '%.*s'", STR_FMT(def->cron));
  buf_printf(buf, ", %.*s, from %.*s", STR_FMT(def->tz->name), STR_FMT(describe_time(arena, &def->start)));
  if (def->has_end) buf_printf(buf, " to before %.*s", STR_FMT(describe_time(arena, &def->end)));
  if (def->end_offset) buf_printf(buf, ", end_offset %d", (int)def->end_offset);
  if (def->excluded_time_count || def->excluded_cron_count) buf_puts(buf, ", with exclusions");
}

static void put_dimensions(Arena *arena, Buf *buf, const PartitionsDef *def) {
  for (size_t i = 0; i < def->dimension_count; i++) {
    const Dimension *dimension = &def->dimensions[i];
    Str words = describe_definition(arena, dimension->def);
    buf_printf(buf, "%s%.*s %.*s", i ? "; " : ": ", STR_FMT(dimension->name), STR_FMT(words));
  }
}

Str describe_definition(Arena *arena, const PartitionsDef *def) {
  static const char *const KINDS[] = {"hourly",      "daily",  "weekly", "monthly",
                                      "by schedule", "static", "multi",  "dynamic"};
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  if (!def) return STR("none");
  buf_puts(&buf, KINDS[def->kind]);
  if (partitions_have_windows(def)) put_windows(arena, &buf, def);
  if (def->kind == PARTITIONS_STATIC)
    buf_printf(&buf, ", %.*s", STR_FMT(render_count(arena, def->key_count, "key", "keys")));
  if (def->kind == PARTITIONS_MULTI) put_dimensions(arena, &buf, def);
  if (def->kind == PARTITIONS_DYNAMIC) buf_printf(&buf, " '%.*s'", STR_FMT(def->name));
  return buf_str(&buf);
}
