#include "runtime/time/tz.h"

#include <strings.h>

#include "runtime/core/limits.h"
#include "runtime/time/tzif.h"

const Tz TZ_UTC_ZONE = {.kind = TZ_UTC, .name = STR_INIT("UTC")};
const Tz TZ_DATEUTIL_UTC = {.kind = TZ_DATEUTIL, .name = STR_INIT("tzutc()"), .abbreviation = STR_INIT("UTC")};
const Tz TZ_DATEUTIL_LOCAL = {.kind = TZ_DATEUTIL, .name = STR_INIT("tzlocal()"), .abbreviation = STR_INIT("UTC")};
const Tz TZ_PYTZ_UTC = {.kind = TZ_PYTZ, .name = STR_INIT("UTC"), .abbreviation = STR_INIT("UTC")};

/* ---- fixed offsets ---- */

static Str fixed_name(Arena *arena, int32_t offset) {
  int32_t size = offset < 0 ? -offset : offset;
  char sign = offset < 0 ? '-' : '+';
  if (!offset) return STR("UTC");
  if (size % 60) return str_printf(arena, "UTC%c%02d:%02d:%02d", sign, size / 3600, size / 60 % 60, size % 60);
  return str_printf(arena, "UTC%c%02d:%02d", sign, size / 3600, size / 60 % 60);
}

const Tz *tz_fixed(Arena *arena, int32_t offset_seconds) {
  if (offset_seconds == 0) return &TZ_UTC_ZONE;
  Tz *tz = ARENA_NEW(arena, Tz);
  *tz = (Tz){.kind = TZ_FIXED, .name = fixed_name(arena, offset_seconds), .offset = offset_seconds};
  return tz;
}

const Tz *tz_fixed_named(Arena *arena, int32_t offset_seconds, Str name) {
  Tz *tz = ARENA_NEW(arena, Tz);
  *tz = (Tz){.kind = TZ_FIXED, .name = str_copy(arena, name), .offset = offset_seconds, .has_own_name = true};
  return tz;
}

const Tz *tz_dateutil(Arena *arena, Str shown, int32_t offset_seconds, Str abbreviation) {
  Tz *tz = ARENA_NEW(arena, Tz);
  *tz = (Tz){.kind = TZ_DATEUTIL, .name = shown, .offset = offset_seconds, .abbreviation = abbreviation};
  return tz;
}

/* ---- the database ---- */

/* Where zoneinfo looks (sysconfig's TZPATH). */
static const Str FOLDERS[] = {STR_INIT("/usr/share/zoneinfo"), STR_INIT("/usr/lib/zoneinfo"),
                              STR_INIT("/usr/share/lib/zoneinfo"), STR_INIT("/etc/zoneinfo")};

static StrList folders(Workspace *workspace) {
  static const size_t COUNT = COUNT(FOLDERS);
  StrList list = {0};
  Str given;
  if (workspace_tool_env(workspace, STR("TZDIR"), &given) && given.n)
    VEC_PUSH(workspace->arena, &list, given);
  else
    for (size_t i = 0; i < COUNT; i++) VEC_PUSH(workspace->arena, &list, FOLDERS[i]);
  return list;
}

/* zoneinfo._tzpath._validate_tzfile_path */
static const char *wrong_key(Arena *arena, Str key) {
  if (key.n && key.p[0] == '/') return "may not be absolute paths";
  if (path_normal(arena, key).n != key.n) return "must be normalized relative paths";
  bool leaves = str_is(key, ".") || str_is(key, "..") || str_starts(key, STR("../"));
  return leaves ? "must refer to subdirectories of TZPATH" : NULL;
}

/* The path of the zone's file; empty where no folder has it. */
static Str find_file(Workspace *workspace, Str key, bool *has_database) {
  StrList list = folders(workspace);
  for (size_t i = 0; i < list.n; i++) {
    Str path = path_join(workspace->arena, list.at[i], key);
    if (!workspace_is_dir(workspace, list.at[i])) continue;
    *has_database = true;
    if (workspace_is_file(workspace, path)) return path;
  }
  return (Str){"", 0};
}

/* NULL, or what is wrong with the file. */
static const char *read_rules(Workspace *workspace, Str path, struct Tzif *rules) {
  const Source *file;
  const char *why = NULL;
  ReadStatus status = workspace_read(workspace, path, path, &file);
  if (status != READ_OK) return workspace_read_error(status);
  if (file->text.n > LIMIT_ZONE_BYTES) return "it is larger than 1 MiB";
  tzif_read(workspace->arena, file->text, rules, &why);
  return why;
}

static const Tz *read_zone(Workspace *workspace, Str key, Str path, Str *why) {
  struct Tzif *rules = ARENA_NEW(workspace->arena, struct Tzif);
  const char *wrong = read_rules(workspace, path, rules);
  if (wrong) return *why = str_copy(workspace->arena, str_of(wrong)), NULL;
  Tz *tz = ARENA_NEW(workspace->arena, Tz);
  *tz = (Tz){.kind = TZ_ZONE, .name = str_copy(workspace->arena, key), .rules = rules};
  map_put(workspace->arena, &workspace->zones, tz->name, tz);
  return tz;
}

static const Tz *read_lasting(Workspace *workspace, Str key, Str path, Str *why) {
  bool reached = workspace_below(workspace);
  const Tz *tz = read_zone(workspace, key, path, why);
  workspace_above(workspace, reached);
  return tz;
}

const Tz *tz_zoneinfo(Workspace *workspace, Str key, TzError *error, Str *why) {
  const Tz *known = map_get(&workspace->zones, key);
  *error = TZ_OK;
  if (known) return known;
  const char *wrong = wrong_key(workspace->arena, key);
  if (wrong) {
    *error = TZ_BAD_KEY;
    *why = str_printf(workspace->arena, "ZoneInfo keys %s, got: %.*s", wrong, STR_FMT(key));
    return NULL;
  }
  bool has_database = false;
  Str path = find_file(workspace, key, &has_database);
  *error = path.n ? TZ_BAD_FILE : has_database ? TZ_NOT_FOUND : TZ_NO_DATABASE;
  const Tz *tz = path.n ? read_lasting(workspace, key, path, why) : NULL;
  if (tz) *error = TZ_OK;
  if (path.n) return tz;
  *why = str_printf(workspace->arena, "No time zone found with key %.*s", STR_FMT(key));
  return NULL;
}

/* ---- did you mean ---- */

/* Zones and their folders begin with a capital; what else lies there (zone.tab, posixrules, right/) does not. */
static bool is_zone_name(Str name) {
  return name.n && name.p[0] >= 'A' && name.p[0] <= 'Z' && str_find(name, STR("."), 0) == SIZE_MAX;
}

enum { DEEPEST = 3 }; /* "America/Indiana/Knox" */

static void list_zones(Workspace *workspace, Str folder, Str prefix, int depth, StrList *zones) {
  NameList names;
  if (depth > DEEPEST || !workspace_list(workspace, folder, &names)) return;
  for (size_t i = 0; i < names.n && zones->n < LIMIT_ZONE_NAMES; i++) {
    if (!is_zone_name(names.at[i])) continue;
    Str path = path_join(workspace->arena, folder, names.at[i]);
    Str key = str_cat(workspace->arena, prefix, names.at[i]);
    if (workspace_is_dir(workspace, path))
      list_zones(workspace, path, str_cat(workspace->arena, key, STR("/")), depth + 1, zones);
    else
      VEC_PUSH(workspace->arena, zones, key);
  }
}

static Str with_underscores(Arena *arena, Str name) {
  char *text = arena_bytes(arena, name.n + 1);
  for (size_t i = 0; i < name.n; i++) text[i] = name.p[i] == ' ' ? '_' : name.p[i];
  return (Str){text, name.n};
}

static const StrList *zone_names(Workspace *workspace) {
  bool reached = workspace_below(workspace);
  StrList *names = &workspace->zone_names, list = folders(workspace);
  for (size_t i = 0; !names->n && i < list.n; i++) list_zones(workspace, list.at[i], (Str){"", 0}, 1, names);
  workspace_above(workspace, reached);
  return names;
}

static bool is_place_near(Str name, Str zone) {
  Str place = path_name(zone);
  return str_nearest(path_name(name), &place, 1).n > 0;
}

/* Whether a place alone tells the zone: what stands before its slash, if there is one, is a folder of zones. */
static bool may_go_by_place(const StrList *zones, Str name) {
  Str folder = str_sub(name, 0, name.n - path_name(name).n);
  for (size_t i = 0; i < zones->n && folder.n; i++)
    if (str_starts(zones->at[i], folder)) return true;
  return !folder.n;
}

/* By the whole name, if its place is near too, else by the place alone: "New York" is America/New_York. */
Str tz_nearest(Workspace *workspace, Str name) {
  const StrList *zones = zone_names(workspace);
  StrList places = {0};
  name = with_underscores(workspace->arena, name);
  Str nearest = str_nearest(name, zones->at, zones->n);
  if (nearest.n && is_place_near(name, nearest)) return nearest;
  if (!may_go_by_place(zones, name)) return STR("");
  for (size_t i = 0; i < zones->n; i++) VEC_PUSH(workspace->arena, &places, path_name(zones->at[i]));
  Str place = str_nearest(path_name(name), places.at, places.n);
  for (size_t i = 0; place.n && i < zones->n; i++)
    if (str_eq(places.at[i], place)) return zones->at[i];
  return STR("");
}

/* ---- as Dagster names them ---- */

static Str unknown_zone(Workspace *workspace, Str name) {
  Arena *arena = workspace->arena;
  Str meant = tz_nearest(workspace, name);
  if (meant.n)
    return str_printf(arena, "there is no time zone '%.*s'; did you mean '%.*s'?", STR_FMT(name), STR_FMT(meant));
  return str_printf(arena, "there is no time zone '%.*s'; give a name of the IANA database, such as 'Europe/Berlin'",
                    STR_FMT(name));
}

static Str no_database(Workspace *workspace, Str name) {
  Str given;
  if (workspace_tool_env(workspace, STR("TZDIR"), &given) && given.n)
    return str_printf(workspace->arena, "the time zone '%.*s' cannot be read: TZDIR names '%.*s', which is no folder",
                      STR_FMT(name), STR_FMT(given));
  return str_printf(workspace->arena, "the time zone '%.*s' cannot be read: the time zone database is not installed; "
                    "install the package tzdata, or let TZDIR name the folder that holds it", STR_FMT(name));
}

const Tz *tz_load(Workspace *workspace, Str name, Str *why) {
  if (str_is(name, "UTC") || str_is(name, "utc")) return &TZ_UTC_ZONE;
  TzError error;
  const Tz *tz = tz_zoneinfo(workspace, name, &error, why);
  if (error == TZ_NOT_FOUND) *why = unknown_zone(workspace, name);
  if (error == TZ_NO_DATABASE) *why = no_database(workspace, name);
  if (error == TZ_BAD_FILE)
    *why = str_printf(workspace->arena, "the file of the time zone '%.*s' cannot be used: %.*s", STR_FMT(name),
                      STR_FMT(*why));
  return tz;
}

/* ---- pytz ---- */

/* pytz keeps whole minutes. */
static int32_t to_minute(int32_t seconds) { return (int32_t)floor_quotient(seconds + 30, 60) * 60; }

/* The one tzinfo of the zone for an offset: Python compares them as objects. */
static const Tz *pytz_of(Workspace *workspace, const Tz *zone, const TzOffset *offset) {
  Str key = str_printf(workspace->arena, "%.*s %d %d %.*s", STR_FMT(zone->name), offset->utc_offset, offset->dst,
                       STR_FMT(offset->abbreviation));
  const Tz *known = map_get(&workspace->pytz_zones, key);
  if (known) return known;
  bool reached = workspace_below(workspace);
  Tz *tz = ARENA_NEW(workspace->arena, Tz);
  *tz = (Tz){.kind = TZ_PYTZ, .name = zone->name, .zone = zone, .offset = to_minute(offset->utc_offset),
             .dst = to_minute(offset->dst), .abbreviation = offset->abbreviation};
  map_put(workspace->arena, &workspace->pytz_zones, str_copy(workspace->arena, key), tz);
  workspace_above(workspace, reached);
  return tz;
}

static bool is_name(Str a, Str b) { return a.n == b.n && !strncasecmp(a.p, b.p, a.n); }

/* pytz has all zones of the database but that of a machine whose zone nobody has set. */
static const Tz *zone_in_any_case(Workspace *workspace, Str name) {
  TzError error;
  Str why;
  if (is_name(name, STR("Factory"))) return NULL;
  const Tz *zone = is_zone_name(name) ? tz_zoneinfo(workspace, name, &error, &why) : NULL;
  if (zone) return zone;
  const StrList *names = zone_names(workspace);
  for (size_t i = 0; !zone && i < names->n; i++)
    if (is_name(names->at[i], name)) zone = tz_zoneinfo(workspace, names->at[i], &error, &why);
  return zone;
}

const Tz *tz_pytz(Workspace *workspace, Str name) {
  static const int64_t BEFORE_ALL = -INT64_C(100000000000);
  if (is_name(name, STR("utc"))) return &TZ_PYTZ_UTC;
  const Tz *zone = zone_in_any_case(workspace, name);
  if (!zone) return NULL;
  TzOffset earliest = tz_at_instant(zone, BEFORE_ALL);
  return pytz_of(workspace, zone, &earliest);
}

const Tz *tz_settled(Workspace *workspace, const Tz *tz, int64_t utc_seconds) {
  static const int64_t FIRST = INT32_MIN, LAST = INT32_MAX;
  if (tz->kind != TZ_PYTZ || tz_is_constant(tz)) return tz;
  if (utc_seconds < FIRST || utc_seconds > LAST) return NULL;
  TzOffset offset = tz_at_instant(tz->zone, utc_seconds);
  return pytz_of(workspace, tz->zone, &offset);
}

/* ---- asking one ---- */

static TzOffset constant_offset(const Tz *tz) {
  return (TzOffset){tz->offset, tz->dst, tz->kind >= TZ_PYTZ ? tz->abbreviation : tz->name, false};
}

TzOffset tz_at_wall(const Tz *tz, int64_t wall_seconds, int fold) {
  return tz->rules ? tzif_at_wall(tz->rules, wall_seconds, fold) : constant_offset(tz);
}

TzOffset tz_at_instant(const Tz *tz, int64_t utc_seconds) {
  return tz->rules ? tzif_at_instant(tz->rules, utc_seconds) : constant_offset(tz);
}

TzOffset tz_span(const Tz *tz, int64_t utc_seconds, int64_t *from, int64_t *until) {
  if (tz->rules) return tzif_span(tz->rules, utc_seconds, from, until);
  *from = INT64_MIN;
  *until = INT64_MAX;
  return constant_offset(tz);
}

bool tz_knows_saving(const Tz *tz) { return tz->kind >= TZ_ZONE; }

bool tz_is_constant(const Tz *tz) {
  return tz->kind == TZ_PYTZ && tz->zone ? tz_is_constant(tz->zone) : !tz->rules || tz->rules->is_constant;
}

/* PEP 495: in a gap the offset before the change, which fold 0 has, is the smaller one. */
TzWall tz_wall(const Tz *tz, int64_t wall_seconds) {
  int32_t first = tz_at_wall(tz, wall_seconds, 0).utc_offset, second = tz_at_wall(tz, wall_seconds, 1).utc_offset;
  return first == second ? TZ_WALL_ONCE : first < second ? TZ_WALL_GAP : TZ_WALL_TWICE;
}
