/* Time zones against Python's zoneinfo: tests/oracle/zones.tsv, recorded over the files of tests/zones. */
#include "tests/unit/table.h"

#include "runtime/core/limits.h"
#include "runtime/time/tz.h"
#include "runtime/time/tzif.h"
#include "tests/unit/guard.h"

static Guard guard;
static Arena arena;
static DiagSink sink;
static Workspace workspace;

static int set_up(void **state) {
  (void)state;
  arena_init(&arena, &guard, LIMIT_SCRATCH_BYTES);
  workspace = (Workspace){.arena = &arena, .sink = &sink};
  return setenv("TZDIR", "tests/zones", 1);
}

static int tear_down(void **state) {
  (void)state;
  arena_free(&arena);
  return 0;
}

static const Tz *load(const char *name, Str *why) { return tz_load(&workspace, str_of(name), why); }

static const Tz *zone(const char *key) {
  Str why = {0};
  TzError error;
  const Tz *tz = tz_zoneinfo(&workspace, str_of(key), &error, &why);
  if (!tz) fail_msg("%s: %.*s", key, STR_FMT(why));
  return tz;
}

static Str file_of(const char *name) {
  const Source *source;
  Str path = str_printf(&arena, "tests/zones/%s", name);
  assert_int_equal(workspace_read(&workspace, path, path, &source), READ_OK);
  return source->text;
}

static void is_text(Str found, const char *expected) {
  if (!str_is(found, expected)) fail_msg("'%.*s' is not '%s'", STR_FMT(found), expected);
}

/* ---- UTC and fixed offsets ---- */

static void knows_utc(void **state) {
  (void)state;
  Str why = {0};
  assert_ptr_equal(load("UTC", &why), &TZ_UTC_ZONE);
  assert_ptr_equal(load("utc", &why), &TZ_UTC_ZONE);
  assert_int_equal(TZ_UTC_ZONE.kind, TZ_UTC);
  is_text(tz_at_instant(&TZ_UTC_ZONE, 0).abbreviation, "UTC");
}

static void names_fixed_offsets(void **state) {
  (void)state;
  static const struct {
    int32_t offset;
    const char *name;
  } ROWS[] = {{7200, "UTC+02:00"}, {-12600, "UTC-03:30"}, {19815, "UTC+05:30:15"}, {-1, "UTC-00:00:01"}};
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    const Tz *tz = tz_fixed(&arena, ROWS[i].offset);
    assert_int_equal(tz_at_wall(tz, 0, 0).utc_offset, ROWS[i].offset);
    is_text(tz->name, ROWS[i].name);
    is_text(tz_at_instant(tz, 0).abbreviation, ROWS[i].name);
  }
  assert_ptr_equal(tz_fixed(&arena, 0), &TZ_UTC_ZONE);
}

static void fixed_offsets_may_have_a_name(void **state) {
  (void)state;
  const Tz *tz = tz_fixed_named(&arena, 0, STR("X"));
  int64_t from, until;
  assert_ptr_not_equal(tz, &TZ_UTC_ZONE);
  is_text(tz_span(tz, 5, &from, &until).abbreviation, "X");
  assert_true(from == INT64_MIN && until == INT64_MAX);
  assert_true(tz_is_constant(tz));
  assert_int_equal(tz_wall(tz, 5), TZ_WALL_ONCE);
}

/* ---- zones ---- */

/* ZoneInfo("UTC") is another tzinfo than datetime.timezone.utc; a link is another one than what it links to. */
static void zones_are_one_each(void **state) {
  (void)state;
  assert_ptr_not_equal(zone("UTC"), &TZ_UTC_ZONE);
  assert_int_equal(zone("UTC")->kind, TZ_ZONE);
  assert_ptr_not_equal(zone("Etc/UTC"), zone("UTC"));
  assert_ptr_equal(zone("America/New_York"), zone("America/New_York"));
  assert_ptr_not_equal(zone("US/Eastern"), zone("America/New_York"));
  Str why = {0};
  assert_ptr_equal(load("America/New_York", &why), zone("America/New_York"));
}

static void says_whether_a_date_matters(void **state) {
  (void)state;
  assert_true(tz_is_constant(zone("Etc/GMT+5")));
  assert_false(tz_is_constant(zone("Asia/Tokyo")));
  assert_false(tz_is_constant(zone("Europe/Paris")));
}

static Str shown(TzOffset offset, int last) {
  return str_printf(&arena, "%d\t%d\t%.*s\t%d", (int)offset.utc_offset, (int)offset.dst, STR_FMT(offset.abbreviation),
                    last);
}

static Str expected(const Table *table, int first) {
  return str_printf(&arena, "%s\t%s\t%s\t%s", table->field[first].p, table->field[first + 1].p,
                    table->field[first + 2].p, table->field[first + 3].p);
}

static void agree(const Table *table, Str found, int first) {
  Str wanted = expected(table, first);
  if (!str_eq(found, wanted))
    fail_msg("row %d, %s %s: '%.*s' is not '%.*s'", table->row, table->field[0].p, table->field[2].p, STR_FMT(found),
             STR_FMT(wanted));
}

static void says_what_python_says(void **state) {
  (void)state;
  Table table;
  int rows = 0;
  for (table_open(&table, "tests/oracle/zones.tsv"); table_next(&table); rows++) {
    const Tz *tz = zone(table.field[0].p);
    int64_t at = table_int(&table, 2);
    TzOffset offset = tz_at_instant(tz, at);
    if (str_is(table.field[1], "i")) agree(&table, shown(offset, offset.fold), 3);
    for (int fold = 0; fold < 2 && !str_is(table.field[1], "i"); fold++)
      agree(&table, shown(tz_at_wall(tz, at, fold), (int)tz_wall(tz, at)), 3 + 4 * fold);
  }
  assert_true(rows > 10000);
}

/* The same of the rule alone that ends a file: tests/oracle/rules.tsv. */
static void rules_say_what_python_says(void **state) {
  (void)state;
  Table table;
  int rows = 0;
  for (table_open(&table, "tests/oracle/rules.tsv"); table_next(&table); rows++) {
    PosixTz rule;
    if (!posix_tz_read(table.field[0], &rule)) fail_msg("'%s' is refused", table.field[0].p);
    int64_t at = table_int(&table, 2);
    bool of_instant = str_is(table.field[1], "i");
    TzOffset offset = of_instant ? posix_tz_at_instant(&rule, at)
                                 : posix_tz_at_wall(&rule, at, (int)table_int(&table, 3));
    if (!of_instant) table.field[7] = STR("0");
    agree(&table, shown(offset, of_instant && offset.fold), of_instant ? 3 : 4);
  }
  assert_true(rows > 6000);
}

static bool same_offset(TzOffset a, TzOffset b) {
  return a.utc_offset == b.utc_offset && a.dst == b.dst && str_eq(a.abbreviation, b.abbreviation);
}

/* Spans follow each other without a gap, hold one offset, and end where another one holds. */
static void spans_cover_all_time(void **state) {
  (void)state;
  static const char *const KEYS[] = {"America/New_York", "Europe/Dublin", "Africa/Casablanca", "Pacific/Apia",
                                     "Asia/Tokyo"};
  for (size_t i = 0; i < COUNT(KEYS); i++) {
    const Tz *tz = zone(KEYS[i]);
    int64_t at = -INT64_C(62135596800), from, until, spans = 0;
    for (int64_t before = INT64_MIN; at < INT64_MAX; before = at = until, spans++) {
      TzOffset here = tz_span(tz, at, &from, &until);
      assert_int_equal(from, before);
      assert_true(same_offset(here, tz_at_instant(tz, at)));
      if (until < INT64_MAX) assert_true(same_offset(here, tz_at_instant(tz, until - 1)));
      if (until < INT64_MAX) assert_false(same_offset(here, tz_at_instant(tz, until)));
    }
    assert_true(spans > 5);
  }
}

/* Python 3.11 at 2024-11-03 01:30 and 2024-03-10 02:30 in New York. */
static void tells_gaps_and_repeated_hours(void **state) {
  (void)state;
  const Tz *tz = zone("America/New_York");
  assert_int_equal(tz_wall(tz, 1730597400), TZ_WALL_TWICE);
  assert_int_equal(tz_wall(tz, 1710037800), TZ_WALL_GAP);
  assert_int_equal(tz_wall(tz, 1719792000), TZ_WALL_ONCE);
  Civil civil;
  assert_true(civil_at_instant(1730615400, 0, tz, &civil));
  assert_int_equal(civil.fold, 1);
  assert_int_equal(civil_instant(&civil), 1730615400);
}

/* ---- names that are none ---- */

static void refuses_keys_as_zoneinfo_does(void **state) {
  (void)state;
  static const struct {
    const char *key;
    TzError error;
    const char *why;
  } ROWS[] = {
      {"Mars/Olympus", TZ_NOT_FOUND, "No time zone found with key Mars/Olympus"},
      {"America", TZ_NOT_FOUND, "No time zone found with key America"},
      {"/etc/passwd", TZ_BAD_KEY, "ZoneInfo keys may not be absolute paths, got: /etc/passwd"},
      {"../zones/UTC", TZ_BAD_KEY, "ZoneInfo keys must refer to subdirectories of TZPATH, got: ../zones/UTC"},
      {"Etc/../UTC", TZ_BAD_KEY, "ZoneInfo keys must be normalized relative paths, got: Etc/../UTC"},
      {"", TZ_BAD_KEY, "ZoneInfo keys must be normalized relative paths, got: "},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    Str why = {0};
    TzError error = TZ_OK;
    assert_null(tz_zoneinfo(&workspace, str_of(ROWS[i].key), &error, &why));
    assert_int_equal(error, ROWS[i].error);
    is_text(why, ROWS[i].why);
  }
}

static void says_what_was_meant(void **state) {
  (void)state;
  static const char *const ROWS[][2] = {
      {"America/NewYork", "America/New_York"}, {"europe/paris", "Europe/Paris"}, {"New York", "America/New_York"},
      {"Tokyo", "Asia/Tokyo"},                 {"Us/Eastern", "US/Eastern"},     {"Mars/Olympus Mons", ""},
      {"Europe/Hamburg", ""},                {"Europe/Berln", "Europe/Berlin"},
      {"Afrika/Cairo", "Africa/Cairo"},        {"zulu", "Zulu"},                   {"Zulus", "Zulu"},
      {"America/Indiana/Vevai", "America/Indiana/Vevay"}, {"Vevai", "America/Indiana/Vevay"}};
  for (size_t i = 0; i < COUNT(ROWS); i++)
    is_text(tz_nearest(&workspace, str_of(ROWS[i][0])), ROWS[i][1]);
  Str why = {0};
  assert_null(load("America/NewYork", &why));
  is_text(why, "there is no time zone 'America/NewYork'; did you mean 'America/New_York'?");
  assert_null(load("Mars/Olympus Mons", &why));
  is_text(why, "there is no time zone 'Mars/Olympus Mons'; give a name of the IANA database, such as 'Europe/Berlin'");
}

static void says_that_there_is_no_database(void **state) {
  (void)state;
  Str why = {0};
  setenv("TZDIR", "tests/no/such/folder", 1);
  assert_null(load("Europe/Paris", &why));
  is_text(why, "the time zone 'Europe/Paris' cannot be read: TZDIR names 'tests/no/such/folder', which is no folder");
  assert_ptr_equal(load("UTC", &why), &TZ_UTC_ZONE);
}

/* Without TZDIR each folder of the system is looked into, be there one or none. */
static void looks_into_the_system(void **state) {
  (void)state;
  Str why = {0};
  unsetenv("TZDIR");
  assert_null(load("Mars/Olympus_Mons", &why));
  assert_true(why.n > 0);
}

/* ---- files ---- */

static bool reads(Str bytes, Tzif *read, const char **why) {
  bool done = tzif_read(&arena, bytes, read, why);
  if (done != (*why == NULL)) fail_msg("a failure without a reason");
  return done;
}

/* The first block of a fat file is a file of version 1, which ends in 2037. */
static void reads_version_1(void **state) {
  (void)state;
  Str file = file_of("America/New_York");
  size_t end = str_find(file, STR("TZif"), 4);
  char *bytes = str_z(&arena, str_sub(file, 0, end));
  const char *why = NULL;
  Tzif old, new;
  bytes[4] = '\0';
  assert_true(reads((Str){bytes, end}, &old, &why));
  assert_true(reads(file, &new, &why));
  for (int64_t at = 0; at < INT64_C(2000000000); at += 1000003)
    assert_true(same_offset(tzif_at_instant(&old, at), tzif_at_instant(&new, at)));
  is_text(tzif_at_instant(&old, INT64_C(2540000000)).abbreviation, "EST"); /* in summer: no rule goes on */
  is_text(tzif_at_instant(&new, INT64_C(2540000000)).abbreviation, "EDT");
}

static void reads_versions_3_and_4(void **state) {
  (void)state;
  Str file = file_of("America/Nuuk");
  for (char version = '2'; version <= '4'; version++) {
    char *bytes = str_z(&arena, file);
    const char *why = NULL;
    Tzif read;
    bytes[4] = bytes[str_find(file, STR("TZif"), 4) + 4] = version;
    assert_true(reads((Str){bytes, file.n}, &read, &why));
    is_text(tzif_at_instant(&read, INT64_C(4118000000)).abbreviation, "-01"); /* 2100-06-30 */
  }
}

/* As zoneinfo has it: what comes back to the offset that it had is not the same at all times. */
static void knows_what_never_changes(void **state) {
  (void)state;
  static const char NEVER[] = "TZif\0" "---------------" "\0\0\0\0" "\0\0\0\0" "\0\0\0\0" "\0\0\0\0" "\0\0\0\1" "\0\0\0\4"
                              "\0\0\0\0\0\0" "AAA";
  static const char TWICE[] = "TZif\0" "---------------" "\0\0\0\0" "\0\0\0\0" "\0\0\0\0" "\0\0\0\2" "\0\0\0\2" "\0\0\0\x8"
                              "\0\0\0\0" "\0\0\1\0" "\1" "\0" "\0\0\0\0\0\0" "\0\0\1\0\0\4" "AAA\0" "BBB";
  Tzif read;
  const char *why = NULL;
  assert_true(reads((Str){NEVER, sizeof NEVER}, &read, &why));
  assert_true(read.is_constant);
  assert_true(reads((Str){TWICE, sizeof TWICE}, &read, &why));
  assert_false(read.is_constant);
  is_text(tzif_at_instant(&read, 1).abbreviation, "BBB");
  is_text(tzif_at_instant(&read, 257).abbreviation, "AAA");
}

static Str bytes_of(Str hexadecimal) {
  char *bytes = arena_bytes(&arena, hexadecimal.n / 2);
  for (size_t i = 0; i < hexadecimal.n / 2; i++) {
    char digits[] = {hexadecimal.p[2 * i], hexadecimal.p[2 * i + 1], '\0'};
    bytes[i] = (char)strtoul(digits, NULL, 16);
  }
  return (Str){bytes, hexadecimal.n / 2};
}

static int how_often(const Tzif *read, int64_t at) {
  int32_t first = tzif_at_wall(read, at, 0).utc_offset, second = tzif_at_wall(read, at, 1).utc_offset;
  return first == second ? 0 : first < second ? 1 : 2;
}

/* Within a span all is the same, and on either side of it not. */
static void span_is_whole(const Tzif *read, int64_t at) {
  int64_t from, until;
  TzOffset here = tzif_span(read, at, &from, &until);
  bool is_in = from <= at && at < until && same_offset(here, tzif_at_instant(read, at));
  bool begins = from == INT64_MIN ||
                (same_offset(here, tzif_at_instant(read, from)) && !same_offset(here, tzif_at_instant(read, from - 1)));
  bool ends = until == INT64_MAX ||
              (same_offset(here, tzif_at_instant(read, until - 1)) && !same_offset(here, tzif_at_instant(read, until)));
  if (!is_in || !begins || !ends) fail_msg("the span of %lld: %lld to %lld", (long long)at, (long long)from, (long long)until);
}

/* What no real file holds: tests/oracle/zone_files.tsv. */
static void drawn_files_say_what_python_says(void **state) {
  (void)state;
  Table table;
  Tzif read = {0};
  int rows = 0;
  for (table_open(&table, "tests/oracle/zone_files.tsv"); table_next(&table); rows++) {
    const char *why = NULL;
    if (str_is(table.field[0], "file")) {
      if (!reads(bytes_of(table.field[1]), &read, &why)) fail_msg("row %d: %s", table.row, why);
      continue;
    }
    int64_t at = table_int(&table, 1);
    if (str_is(table.field[0], "i")) {
      TzOffset offset = tzif_at_instant(&read, at);
      if (offset.utc_offset != table_int(&table, 2) || offset.fold != table_int(&table, 3))
        fail_msg("row %d: %d, fold %d", table.row, (int)offset.utc_offset, offset.fold);
      for (int k = -1; k <= 1; k++) span_is_whole(&read, at + k);
      continue;
    }
    for (int fold = 0; fold < 2; fold++)
      agree(&table, shown(tzif_at_wall(&read, at, fold), how_often(&read, at)), 2 + 4 * fold);
  }
  assert_true(rows > 2000);
}

static void ask_all(const Tzif *read) {
  static const int64_t TIMES[] = {INT64_MIN / 2, -(INT64_C(1) << 59), -62135596800, 0, 1, 1730597400, 4102444800,
                                  253402300799,  INT64_MAX / 2};
  for (size_t i = 0; i < COUNT(TIMES); i++) {
    int64_t from, until;
    tzif_at_wall(read, TIMES[i], 0);
    tzif_at_wall(read, TIMES[i], 1);
    tzif_span(read, TIMES[i], &from, &until);
    assert_true(from <= TIMES[i] && TIMES[i] < until);
  }
}

static void refuses_a_file_cut_short(void **state) {
  (void)state;
  Str file = file_of("Europe/London");
  for (size_t n = 0; n < file.n; n++) {
    const char *why = NULL;
    Tzif read;
    char *exact = malloc(n + 1); /* so that the sanitizers see a byte too many */
    memcpy(exact, file.p, n);
    assert_false(reads((Str){exact, n}, &read, &why));
    assert_string_equal(why, "it ends early");
    free(exact);
  }
}

static void survives_any_byte(void **state) {
  (void)state;
  static const unsigned char BYTES[] = {0, 1, 0x7F, 0x80, 0xFF, '9', ','};
  Str file = file_of("Australia/Lord_Howe");
  for (size_t at = 0; at < file.n; at++)
    for (size_t i = 0; i < sizeof BYTES; i++) {
      char *bytes = str_z(&arena, file);
      const char *why = NULL;
      Tzif read;
      bytes[at] = (char)BYTES[i];
      if (reads((Str){bytes, file.n}, &read, &why)) ask_all(&read);
    }
}

/* An offset, and the daylight saving that follows from two, are less than a day. */
static void holds_offsets_of_less_than_a_day(void **state) {
  (void)state;
  static const struct { int32_t first, second; bool good; } ROWS[] = {
      {86399, 0, true},       {86400, 0, false},     {-86399, 0, true},      {-86400, 0, false},
      {-43200, 43199, true},  {-43200, 43200, false}, {43200, -43199, true}, {43200, -43200, false},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    static const char FILE_OF_TWO[] = "TZif\0" "---------------" "\0\0\0\0" "\0\0\0\0" "\0\0\0\0" "\0\0\0\2" "\0\0\0\2"
                                      "\0\0\0\x8" "\0\0\0\0" "\0\0\1\0" "\0" "\1" "1111" "\0" "\0" "2222" "\1" "\4" "AAA\0" "BBB";
    char bytes[sizeof FILE_OF_TWO];
    memcpy(bytes, FILE_OF_TWO, sizeof bytes);
    for (int k = 0; k < 4; k++) {
      bytes[44 + 10 + k] = (char)((uint32_t)ROWS[i].first >> (24 - 8 * k));
      bytes[44 + 16 + k] = (char)((uint32_t)ROWS[i].second >> (24 - 8 * k));
    }
    Tzif read;
    const char *why = NULL;
    if (reads((Str){bytes, sizeof bytes}, &read, &why) != ROWS[i].good) fail_msg("row %zu: %s", i, why);
    if (ROWS[i].good) assert_int_equal(tzif_at_instant(&read, 256).utc_offset, ROWS[i].second);
  }
}

static void says_why_a_file_is_none(void **state) {
  (void)state;
  static const struct {
    const char *file;
    size_t at;
    unsigned char byte;
    const char *why;
  } ROWS[] = {
      {"Etc/GMT+5", 0, 'x', "Invalid TZif file: magic not found"},
      {"Etc/GMT+5", 3, 'x', "Invalid TZif file: magic not found"},
      {"Etc/GMT+5", 4, 'A', "its version is not known"},
      {"Etc/GMT+5", 51 + 38, 2, "it has more than 256 types"},
      {"Etc/GMT+5", 51 + 44, 0x7F, "an offset is a day or more"},
      {"Etc/GMT+5", 51 + 49, 9, "an abbreviation is broken"},
      {"Etc/GMT+5", 51 + 54, '5', "it ends early"},
      {"Etc/GMT+5", 51 + 55, '!', "its rule for later years is not a TZ text of POSIX"},
      {"Asia/Tokyo", 51 + 44, 0x7F, "it has a change beyond all time"},
      {"Asia/Tokyo", 51 + 52 + 4, 0, "its changes are not in order"},
      {"Asia/Tokyo", 51 + 44 + 9 * 8, 9, "a change is to a type that is not there"},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    Str file = file_of(ROWS[i].file);
    char *bytes = str_z(&arena, file);
    const char *why = NULL;
    Tzif read;
    bytes[ROWS[i].at] = (char)ROWS[i].byte;
    assert_false(reads((Str){bytes, file.n}, &read, &why));
    assert_string_equal(why, ROWS[i].why);
  }
}

static void reads_letters_of_an_abbreviation(void **state) {
  (void)state;
  char *bytes = str_z(&arena, file_of("Etc/GMT+5"));
  Str file = {bytes, file_of("Etc/GMT+5").n};
  for (size_t at = 51 + 50; at < 51 + 53; at++) {
    for (int byte = 1; byte < 0x100; byte++) {
      const char *why = NULL;
      char kept = bytes[at];
      Tzif read;
      bytes[at] = (char)byte;
      assert_int_equal(reads(file, &read, &why), byte > 0x20 && byte < 0x7F);
      bytes[at] = kept;
    }
  }
}

static void limits_the_size_of_a_file(void **state) {
  (void)state;
  static char room[LIMIT_ZONE_BYTES + 1];
  Str file = file_of("Asia/Tokyo"), why = {0};
  memcpy(room, file.p, file.n);
  workspace_give(&workspace, STR("tests/zones/Most"), STR("Most"), (Str){room, LIMIT_ZONE_BYTES});
  workspace_give(&workspace, STR("tests/zones/More"), STR("More"), (Str){room, LIMIT_ZONE_BYTES + 1});
  assert_non_null(load("Most", &why));
  assert_null(load("More", &why));
  is_text(why, "the file of the time zone 'More' cannot be used: it is larger than 1 MiB");
}

/* ---- TZ texts ---- */

static void reads_rules_of_posix(void **state) {
  (void)state;
  static const char *const GOOD[] = {"UTC0",
                                     "<-03>3",
                                     "<+0530>-5:30",
                                     "EST5EDT,M3.2.0,M11.1.0",
                                     "IST-1GMT0,M10.5.0,M3.5.0/1",
                                     "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
                                     "EET-2EEST,M3.4.4/50,M10.4.4/50",
                                     "AAA-5:30:15BBB-6,J60/2:30:15,365/167",
                                     "EST23",
                                     "EST-23",
                                     "EST+0:59:59",
                                     "EST5EDT,M1.1.0,M12.5.6",
                                     "EST5EDT,M3.2.0/167:59:59,M11.1.0/-167",
                                     "EST5EDT,J1,J365",
                                     "EST5EDT,0,365",
                                     "azAZ5B4:30,J59,60",
                                     "<azAZ09+->5"};
  static const char *const BAD[] = {"",          "0",          "EST",           "EST5EDT",          "EST5EDT,M3.2.0",
                                    "EST24",     "<EST5",      "EST5,M3.2.0,M11.1.0", "EST5EDT,M13.2.0,M11.1.0",
                                    "EST5EDT,M3.6.0,M11.1.0",  "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J5",
                                    "EST5EDT,J366,J5",         "EST5EDT,M3.2.0/168,M11.1.0", "EST5:60",
                                    "EST5EDT,M3.2.0,M11.1.0x", "E\xC3\xA9T5", "EST-23EDT,M3.2.0,M11.1.0",
                                    "EST5EDT,366,1", "EST5EDT,M0.1.0,M1.1.0", "EST5EDT,M3.0.0,M1.1.0", "EST5EDT,M3.2.0/-168,M1.1.0",
                                    "EST5:5", "EST5:00:60", "EST5:00:5", "EST005", "@5", "[5", "`5", "{5", "<@>5", "<[>5", "<`>5",
                                    "<{>5", "</>5", "<:>5", "EST5EDT,J1", "EST5EDT,M3.2.0,M11.1.0,", "EST5,", "EST+", "EST:5"};
  PosixTz rule;
  for (size_t i = 0; i < COUNT(GOOD); i++)
    if (!posix_tz_read(str_of(GOOD[i]), &rule)) fail_msg("'%s' is refused", GOOD[i]);
  for (size_t i = 0; i < COUNT(BAD); i++)
    if (posix_tz_read(str_of(BAD[i]), &rule)) fail_msg("'%s' is taken", BAD[i]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(knows_utc),
      TEST(names_fixed_offsets),
      TEST(fixed_offsets_may_have_a_name),
      TEST(zones_are_one_each),
      TEST(says_whether_a_date_matters),
      TEST(says_what_python_says),
      TEST(rules_say_what_python_says),
      TEST(spans_cover_all_time),
      TEST(tells_gaps_and_repeated_hours),
      TEST(refuses_keys_as_zoneinfo_does),
      TEST(says_what_was_meant),
      TEST(says_that_there_is_no_database),
      TEST(looks_into_the_system),
      TEST(reads_version_1),
      TEST(reads_versions_3_and_4),
      TEST(knows_what_never_changes),
      TEST(drawn_files_say_what_python_says),
      TEST(refuses_a_file_cut_short),
      TEST(survives_any_byte),
      TEST(holds_offsets_of_less_than_a_day),
      TEST(says_why_a_file_is_none),
      TEST(reads_letters_of_an_abbreviation),
      TEST(limits_the_size_of_a_file),
      TEST(reads_rules_of_posix),
  };
  if (!GUARD_SET(&guard)) return fprintf(stderr, "stopped: %s\n", guard.what), 1;
  return cmocka_run_group_tests(tests, NULL, NULL);
}
