#include "runtime/time/tzif.h"

#include "runtime/time/civil.h"

enum {
  MAX_TYPES = 256,     /* an index of a type is one byte */
  TYPE_BYTES = 6,      /* offset, is_saving, index of the abbreviation */
  LATEST_EXPONENT = 60 /* no change lies beyond 2^60 seconds; zic's own "big bang" is -2^59 */
};

static const char ENDS_EARLY[] = "it ends early";

/* ---- bytes ---- */

typedef struct Reader {
  Str left;
  const char *why; /* NULL: nothing is wrong */
} Reader;

/* The first reason stays. */
static void refuse(Reader *reader, const char *why) {
  if (!reader->why) reader->why = why;
}

/* The next `size` bytes; where there are fewer, the reader fails and NULL comes back. */
static const unsigned char *take(Reader *reader, uint64_t size) {
  if (size > reader->left.n) refuse(reader, ENDS_EARLY);
  if (reader->why) return NULL;
  const char *bytes = reader->left.p;
  reader->left = str_sub(reader->left, (size_t)size, reader->left.n);
  return (const unsigned char *)bytes;
}

static uint64_t big_endian(const unsigned char *bytes, int size) {
  uint64_t value = 0;
  for (int i = 0; i < size; i++) value = value << 8 | bytes[i];
  return value;
}

static int32_t signed_32(const unsigned char *bytes) { return (int32_t)(uint32_t)big_endian(bytes, 4); }

static int64_t signed_time(const unsigned char *bytes, int size) {
  return size == 4 ? signed_32(bytes) : (int64_t)big_endian(bytes, 8);
}

/* ---- the parts of a file ---- */

/* The six counts, in the order of the file. */
typedef struct Header {
  int version;
  uint64_t utc_marks, standard_marks, leaps, changes, types, letters;
} Header;

static Header read_header(Reader *reader) {
  Header header = {0};
  const unsigned char *magic = take(reader, 4);
  if (!magic || memcmp(magic, "TZif", 4) != 0) return refuse(reader, "Invalid TZif file: magic not found"), header;
  const unsigned char *bytes = take(reader, 40);
  if (!bytes) return header;
  header.version = bytes[0] == 0 ? 1 : bytes[0] - '0';
  if (header.version < 1 || header.version > 9) return refuse(reader, "its version is not known"), header;
  uint64_t *counts[] = {&header.utc_marks, &header.standard_marks, &header.leaps,
                        &header.changes,   &header.types,          &header.letters};
  for (int i = 0; i < 6; i++) *counts[i] = big_endian(bytes + 16 + 4 * i, 4);
  return header;
}

static void skip_data(Reader *reader, const Header *header, uint64_t time_size) {
  take(reader, header->changes * (time_size + 1));
  take(reader, header->types * TYPE_BYTES + header->letters);
  take(reader, header->leaps * (time_size + 4) + header->standard_marks + header->utc_marks);
}

static bool is_below_a_day(int32_t seconds) { return seconds > -SECONDS_PER_DAY && seconds < SECONDS_PER_DAY; }

/* A zone while it is read. */
typedef struct Draft {
  Arena *arena;
  size_t type_count;
  TzOffset *types;
  bool is_saving[MAX_TYPES];
  int64_t *instants, *walls[2];
} Draft;

static void read_changes(Reader *reader, const Header *header, int time_size, Draft *draft, Tzif *zone) {
  const unsigned char *times = take(reader, header->changes * (uint64_t)time_size);
  const unsigned char *types = take(reader, header->changes);
  if (!types) return;
  zone->n = (size_t)header->changes;
  zone->change_to = types;
  zone->instants = draft->instants = ARENA_ARRAY(draft->arena, int64_t, zone->n);
  const int64_t farthest = INT64_C(1) << LATEST_EXPONENT;
  for (size_t i = 0; i < zone->n; i++) {
    int64_t at = draft->instants[i] = signed_time(times + i * (size_t)time_size, time_size);
    if (at > farthest || at < -farthest) refuse(reader, "it has a change beyond all time");
    if (i && at <= draft->instants[i - 1]) refuse(reader, "its changes are not in order");
    if (types[i] >= header->types) refuse(reader, "a change is to a type that is not there");
  }
}

/* From `letters` on at `at` to the NUL. */
static bool abbreviation_at(Str letters, size_t at, Str *name) {
  size_t end = at;
  while (end < letters.n && letters.p[end] > ' ' && letters.p[end] <= '~') end++;
  *name = str_sub(letters, at, end);
  return end < letters.n && letters.p[end] == '\0';
}

static void read_types(Reader *reader, const Header *header, Draft *draft) {
  if (header->types > MAX_TYPES) refuse(reader, "it has more than 256 types");
  const unsigned char *types = take(reader, header->types * TYPE_BYTES);
  const unsigned char *bytes = take(reader, header->letters);
  if (!bytes) return;
  Str letters = {(const char *)bytes, (size_t)header->letters};
  draft->type_count = (size_t)header->types;
  draft->types = ARENA_ARRAY(draft->arena, TzOffset, draft->type_count);
  for (size_t i = 0; i < draft->type_count; i++, types += TYPE_BYTES) {
    int32_t offset = draft->types[i].utc_offset = signed_32(types);
    draft->is_saving[i] = types[4] != 0;
    if (!is_below_a_day(offset)) refuse(reader, "an offset is a day or more");
    if (!abbreviation_at(letters, types[5], &draft->types[i].abbreviation)) refuse(reader, "an abbreviation is broken");
  }
}

/* The line behind the data: LF, a TZ text, LF. */
static Str read_footer(Reader *reader) {
  const unsigned char *line = take(reader, 1);
  size_t end = str_find(reader->left, STR("\n"), 0);
  if (line && (*line != '\n' || end == SIZE_MAX)) refuse(reader, ENDS_EARLY);
  return reader->why ? (Str){"", 0} : str_sub(reader->left, 0, end);
}

/* ---- what follows from them ---- */

/* How much of the offset that change `i` begins is saving: the difference from the standard time before it or, failing
 * that, behind it. 0: not found here. */
static int32_t saving_at(const Tzif *zone, const Draft *draft, size_t i) {
  uint8_t type = zone->change_to[i], before = zone->change_to[i - 1];
  int32_t offset = draft->types[type].utc_offset;
  int32_t saving = draft->is_saving[before] ? 0 : offset - draft->types[before].utc_offset;
  if (saving || type + 1u >= draft->type_count || i + 1 == zone->n) return saving;
  uint8_t behind = zone->change_to[i + 1];
  return draft->is_saving[behind] ? 0 : offset - draft->types[behind].utc_offset;
}

/* The first change that tells it decides; an hour where none does. */
static void guess_saving(Reader *reader, const Tzif *zone, Draft *draft) {
  for (size_t i = 1; i < zone->n; i++) {
    uint8_t type = zone->change_to[i];
    if (draft->is_saving[type] && !draft->types[type].dst) draft->types[type].dst = saving_at(zone, draft, i);
  }
  for (size_t i = 0; i < draft->type_count; i++) {
    if (draft->is_saving[i] && !draft->types[i].dst) draft->types[i].dst = 3600;
    if (!is_below_a_day(draft->types[i].dst)) refuse(reader, "daylight saving is a day or more");
  }
}

/* Fold 0 holds on to the time before a change as long as it can, fold 1 leaves it as early as it can. */
static void place_on_wall(Tzif *zone, Draft *draft) {
  for (int fold = 0; fold < 2; fold++)
    zone->walls[fold] = draft->walls[fold] = ARENA_ARRAY(draft->arena, int64_t, zone->n);
  for (size_t i = 0; i < zone->n; i++) {
    int32_t old = draft->types[i ? zone->change_to[i - 1] : 0].utc_offset;
    int32_t new = draft->types[zone->change_to[i]].utc_offset;
    draft->walls[0][i] = zone->instants[i] + (old > new ? old : new);
    draft->walls[1][i] = zone->instants[i] + (old > new ? new : old);
  }
}

static bool is_same(const TzOffset *a, const TzOffset *b) {
  return a->utc_offset == b->utc_offset && a->dst == b->dst && str_eq(a->abbreviation, b->abbreviation);
}

/* Before the first change the first standard time holds; behind the last one the TZ text, or the last type. */
static void set_ends(Reader *reader, Str footer, const Draft *draft, Tzif *zone) {
  size_t first = 0, types = draft->type_count;
  while (first < types && draft->is_saving[first]) first++;
  if (types) zone->before = draft->types[first < types ? first : 0];
  if (footer.n) {
    if (!posix_tz_read(footer, &zone->after)) refuse(reader, "its rule for later years is not a TZ text of POSIX");
  } else if (types) {
    zone->after = (PosixTz){.standard = draft->types[zone->n ? zone->change_to[zone->n - 1] : types - 1]};
  } else {
    refuse(reader, "No time zone information found.");
  }
  zone->is_constant =
      types <= 1 && !zone->after.changes && (!types || is_same(&draft->types[0], &zone->after.standard));
}

bool tzif_read(Arena *arena, Str bytes, Tzif *zone, const char **why) {
  Reader reader = {bytes, NULL};
  Draft draft = {.arena = arena};
  *zone = (Tzif){0};
  Header header = read_header(&reader);
  int time_size = header.version > 1 ? 8 : 4;
  if (header.version > 1) {
    skip_data(&reader, &header, 4);
    if (!reader.why) header = read_header(&reader);
  }
  read_changes(&reader, &header, time_size, &draft, zone);
  read_types(&reader, &header, &draft);
  Str footer = {"", 0};
  if (time_size == 8) {
    take(&reader, header.leaps * 12 + header.standard_marks + header.utc_marks);
    footer = read_footer(&reader);
  }
  if (!reader.why && draft.types) { /* what is missing was refused */
    guess_saving(&reader, zone, &draft);
    place_on_wall(zone, &draft);
    zone->types = draft.types;
    set_ends(&reader, footer, &draft, zone);
  }
  *why = reader.why;
  return !reader.why;
}

/* ---- asking ---- */

/* How many of `n` ascending times lie at or before `at`. */
static size_t count_until(const int64_t *times, size_t n, int64_t at) {
  size_t low = 0, high = n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (times[middle] > at)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

static const TzOffset *type_of(const Tzif *zone, size_t change) { return &zone->types[zone->change_to[change]]; }

TzOffset tzif_at_wall(const Tzif *zone, int64_t wall_seconds, int fold) {
  const int64_t *walls = zone->walls[fold];
  if (zone->n && wall_seconds < walls[0]) return zone->before;
  if (!zone->n || wall_seconds > walls[zone->n - 1]) return posix_tz_at_wall(&zone->after, wall_seconds, fold);
  return *type_of(zone, count_until(walls, zone->n, wall_seconds) - 1);
}

/* A change that sets the clock back by `size` seconds repeats as many. */
static bool is_repeated(const Tzif *zone, size_t change, const TzOffset *now, int64_t utc_seconds) {
  const TzOffset *old = change ? type_of(zone, change - 1) : &zone->before;
  return (int64_t)old->utc_offset - now->utc_offset > utc_seconds - zone->instants[change];
}

TzOffset tzif_at_instant(const Tzif *zone, int64_t utc_seconds) {
  size_t done = count_until(zone->instants, zone->n, utc_seconds);
  if (zone->n && !done) return zone->before;
  bool beyond = !zone->n || utc_seconds > zone->instants[zone->n - 1];
  TzOffset found = beyond ? posix_tz_at_instant(&zone->after, utc_seconds) : *type_of(zone, done - 1);
  if (done && is_repeated(zone, done - 1, &found, utc_seconds)) found.fold = true;
  return found;
}

/* Between two edges the zone says the same. The rule takes over a second behind the last change. */
static int64_t edge_after(const Tzif *zone, int64_t utc_seconds) {
  int64_t last = zone->n ? zone->instants[zone->n - 1] : INT64_MIN;
  if (zone->n && utc_seconds < last) return zone->instants[count_until(zone->instants, zone->n, utc_seconds)];
  return zone->n && utc_seconds == last ? last + 1 : posix_tz_edge_after(&zone->after, utc_seconds);
}

static int64_t edge_before(const Tzif *zone, int64_t utc_seconds) {
  int64_t last = zone->n ? zone->instants[zone->n - 1] : INT64_MIN;
  size_t done = count_until(zone->instants, zone->n, utc_seconds);
  if (zone->n && utc_seconds <= last) return done ? zone->instants[done - 1] : INT64_MIN;
  int64_t edge = posix_tz_edge_before(&zone->after, utc_seconds);
  return zone->n && edge <= last ? last + 1 : edge;
}

TzOffset tzif_span(const Tzif *zone, int64_t utc_seconds, int64_t *from, int64_t *until) {
  TzOffset here = tzif_at_instant(zone, utc_seconds), there = here;
  for (*until = utc_seconds; *until < INT64_MAX && is_same(&here, &there);) {
    *until = edge_after(zone, *until);
    if (*until < INT64_MAX) there = tzif_at_instant(zone, *until);
  }
  for (*from = edge_before(zone, utc_seconds); *from > INT64_MIN; *from = edge_before(zone, *from - 1)) {
    there = tzif_at_instant(zone, *from - 1);
    if (!is_same(&here, &there)) break;
  }
  return here;
}
