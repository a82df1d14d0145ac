#include "runtime/time/tz.h"

const Tz TZ_UTC_ZONE = {TZ_UTC, STR_INIT("UTC"), 0};

const Tz *tz_fixed(Arena *arena, int32_t offset_seconds) {
  if (offset_seconds == 0) return &TZ_UTC_ZONE;
  Tz *tz = ARENA_NEW(arena, Tz);
  int32_t size = offset_seconds < 0 ? -offset_seconds : offset_seconds;
  tz->kind = TZ_FIXED;
  tz->offset = offset_seconds;
  tz->name = str_printf(arena, "UTC%c%02d:%02d", offset_seconds < 0 ? '-' : '+', size / 3600, size / 60 % 60);
  if (size % 60) tz->name = str_printf(arena, "%.*s:%02d", STR_FMT(tz->name), size % 60);
  return tz;
}

/* The names that the time zone database has for UTC; Python knows each as a zone of its own. */
static bool is_alias_of_utc(Str name) {
  static const Str ALIASES[] = {STR_INIT("Etc/UTC"), STR_INIT("Etc/UCT"),       STR_INIT("UCT"), STR_INIT("Universal"),
                                STR_INIT("Zulu"),    STR_INIT("Etc/Universal"), STR_INIT("Etc/Zulu")};
  for (size_t i = 0; i < sizeof ALIASES / sizeof ALIASES[0]; i++)
    if (str_eq(name, ALIASES[i])) return true;
  return false;
}

const Tz *tz_load(Workspace *workspace, Str name, Str *why) {
  if (str_is(name, "UTC") || str_is(name, "utc")) return &TZ_UTC_ZONE;
  const Tz *known = map_get(&workspace->zones, name);
  if (known) return known;
  if (!is_alias_of_utc(name)) {
    *why = str_printf(workspace->arena, "time zone '%.*s' is not supported yet", STR_FMT(name));
    return NULL;
  }
  Tz *tz = ARENA_NEW(workspace->arena, Tz);
  *tz = (Tz){TZ_ZONE, str_copy(workspace->arena, name), 0};
  map_put(workspace->arena, &workspace->zones, tz->name, tz);
  return tz;
}

static TzOffset constant_offset(const Tz *tz) {
  return (TzOffset){tz->offset, 0, tz->kind == TZ_FIXED ? tz->name : TZ_UTC_ZONE.name};
}

TzOffset tz_at_wall(const Tz *tz, int64_t wall_seconds, int fold) {
  (void)wall_seconds, (void)fold;
  return constant_offset(tz);
}

TzOffset tz_at_instant(const Tz *tz, int64_t utc_seconds) {
  (void)utc_seconds;
  return constant_offset(tz);
}
