#include "tests/unit/table.h"

#include "runtime/core/limits.h"
#include "runtime/time/strftime.h"
#include "runtime/time/tz.h"
#include "runtime/time/tzif.h"
#include "tests/unit/guard.h"

static Guard guard;
static Arena arena;

static const Tz *zone_of(Str name) {
  static const Tzif RULES = {.after = {.standard = {.abbreviation = STR_INIT("UTC")}}, .is_constant = true};
  static const Tz ETC_UTC = {.kind = TZ_ZONE, .name = STR_INIT("Etc/UTC"), .rules = &RULES};
  if (str_is(name, "naive")) return NULL;
  if (str_is(name, "UTC")) return &TZ_UTC_ZONE;
  return str_is(name, "Etc/UTC") ? &ETC_UTC : tz_fixed(&arena, (int32_t)strtol(name.p, NULL, 10));
}

static Str printed(const char *format, const Civil *civil) {
  Buf buf = buf_new(&arena, LIMIT_STRING_BYTES);
  strftime_write(&buf, str_of(format), civil);
  return buf_str(&buf);
}

static void prints_what_python_prints(void **state) {
  (void)state;
  Table table;
  for (table_open(&table, "tests/oracle/strftime.tsv"); table_next(&table); arena_reset(&arena)) {
    Civil civil;
    int32_t offset;
    bool has_offset;
    assert_int_equal(table.fields, 4);
    assert_true(civil_parse_iso(table.field[0].p, (int)table.field[0].n, &civil, &offset, &has_offset));
    civil.tz = zone_of(table.field[1]);
    Buf buf = buf_new(&arena, LIMIT_STRING_BYTES);
    strftime_write(&buf, table_text(&arena, table.field[2]), &civil);
    Str expected = table_text(&arena, table.field[3]);
    if (!str_eq(buf_str(&buf), expected))
      fail_msg("row %d: %.*s is not %.*s", table.row, STR_FMT(buf_str(&buf)), STR_FMT(expected));
  }
  assert_true(table.row > 100);
}

static const Civil MOMENT = {
    .year = 2023, .month = 1, .day = 5, .hour = 3, .minute = 4, .second = 5, .tz = &TZ_UTC_ZONE};

/* Python gives up on a text of 256 times the format's length, and of 1024 characters at least. */
static void gives_up_on_wide_fields(void **state) {
  (void)state;
  assert_int_equal(printed("%1023d", &MOMENT).n, 1023);
  assert_int_equal(printed("%2000d|", &MOMENT).n, 2001);
  assert_int_equal(printed("%5000d", &MOMENT).n, 0);
  assert_int_equal(printed("%99999999999d", &MOMENT).n, 0);
  assert_int_equal(printed("%99999999999c%99999999999d", &MOMENT).n, 0);
}

static void stops_at_nul(void **state) {
  (void)state;
  Buf buf = buf_new(&arena, LIMIT_STRING_BYTES);
  strftime_write(&buf, STR("%Y\0-%m"), &MOMENT);
  assert_true(str_is(buf_str(&buf), "2023"));
}

static void appends(void **state) {
  (void)state;
  Buf buf = buf_new(&arena, LIMIT_STRING_BYTES);
  buf_puts(&buf, "a ");
  strftime_write(&buf, STR("%d"), &MOMENT);
  strftime_write(&buf, STR(" %-d"), &MOMENT);
  assert_true(str_is(buf_str(&buf), "a 05 5"));
}

/* A moment that is none stays within two digits. */
static void shows_two_digits_at_most(void **state) {
  (void)state;
  Civil wrong = MOMENT;
  for (unsigned value = 60; value < 256; value++) {
    wrong.day = wrong.hour = wrong.minute = wrong.second = (uint8_t)value;
    Str two = str_printf(&arena, "%u", value < 99 ? value : 99);
    assert_true(str_eq(printed("%d%H%M%S", &wrong), str_printf(&arena, "%.*s%.*s%.*s%.*s", STR_FMT(two), STR_FMT(two), STR_FMT(two), STR_FMT(two))));
  }
}

/* ---- pictures ---- */

static const struct {
  const char *format;
  bool is_picture;
} PICTURES[] = {
    {"%Y-%m-%d", true},       {"%Y-%m-%d-%H:%M", true},
    {"%d.%m.%y %H%M%S", true}, {"day %d of %b%%, %Y", true},
    {"%H", true},             {"", true},
    {"%Y%y", false},          {"%j", false},
    {"%B", false},            {"%-d", false},
    {"%Y-%m-%dT%H:%M:%S.%f", false}, {"%Y%z", false},
    {"%", false},             {"%Y%", false},
    {"a text that is longer than what there is room for: %Y", false},
};

static void same_as_written(StrftimePicture *picture, Str format, const Civil *civil) {
  char room[STRFTIME_PICTURE];
  Buf buf = buf_new(&arena, LIMIT_STRING_BYTES);
  strftime_write(&buf, format, civil);
  assert_true(strftime_show(picture, civil, room));
  Str shown = {room, picture->n};
  if (!str_eq(shown, buf_str(&buf))) fail_msg("%.*s is not %.*s", STR_FMT(shown), STR_FMT(buf_str(&buf)));
}

/* Steps that change one field, several, and those of a date without its clock. */
static void shows_what_is_written(void **state) {
  static const int64_t STEPS[] = {1, 60, 300, 3600, 86400, 86400 * 30 + 3661, -86400 * 366, -59};
  (void)state;
  for (size_t i = 0; i < COUNT(PICTURES); i++) {
    StrftimePicture picture;
    Str format = str_of(PICTURES[i].format);
    assert_int_equal(strftime_picture(format, &picture), PICTURES[i].is_picture);
    if (!PICTURES[i].is_picture) continue;
    int64_t wall = civil_wall(&MOMENT);
    for (size_t step = 0; step < 400; step++, arena_reset(&arena)) {
      Civil civil;
      assert_true(civil_from_wall(wall += STEPS[step / 25 % 8], &MOMENT, &civil));
      same_as_written(&picture, format, &civil);
    }
  }
}

static void shows_no_short_year(void **state) {
  (void)state;
  StrftimePicture picture;
  char room[STRFTIME_PICTURE];
  Civil early = MOMENT, late = MOMENT;
  early.year = 999;
  late.year = 9999;
  assert_true(strftime_picture(STR("%d %Y"), &picture));
  same_as_written(&picture, STR("%d %Y"), &MOMENT);
  assert_false(strftime_show(&picture, &early, room));
  same_as_written(&picture, STR("%d %Y"), &late);
}

static void stops_no_picture_at_nul(void **state) {
  (void)state;
  StrftimePicture picture;
  assert_false(strftime_picture(STR("%Y\0-%m"), &picture));
}

typedef struct Reading {
  const char *text, *format, *iso; /* or NULL, and the ValueError's words */
  const char *why;
} Reading;

static const Reading READINGS[] = {
    {"2023-01-05", "%Y-%m-%d", "2023-01-05T00:00:00", NULL},
    {"2023111", "%Y%m%d", "2023-11-01T00:00:00", NULL},
    {"2023 366", "%Y %j", "2024-01-01T00:00:00", NULL},
    {"0001 0 1", "%Y %U %w", "0001-01-01T00:00:00", NULL},
    {"2020-W53-5", "%G-W%V-%u", "2021-01-01T00:00:00", NULL},
    {"12 am", "%I %p", "1900-01-01T00:00:00", NULL},
    {"jan 5 69", "%b %d %y", "1969-01-05T00:00:00", NULL},
    {"Thu Jan  5 03:04:05 2023", "%c", "2023-01-05T03:04:05", NULL},
    {"2023-01-05T03:04:05.25+0530", "%Y-%m-%dT%H:%M:%S.%f%z", "2023-01-05T03:04:05.250000+05:30", NULL},
    {"UTC +0100", "%Z %z", "1900-01-01T00:00:00+01:00", NULL},
    {"Z", "%z", "1900-01-01T00:00:00+00:00", NULL},
    {"2023-01-05", "%Y/%m", NULL, "time data '2023-01-05' does not match format '%Y/%m'"},
    {"a'b", "%Y", NULL, "time data \"a'b\" does not match format '%Y'"},
    {"2023-01-05x", "%Y-%m-%d", NULL, "unconverted data remains: x"},
    {"x", "%e", NULL, "'e' is a bad directive in format '%e'"},
    {"x", "% d", NULL, "'%' is a bad directive in format '% d'"},
    {"x", "a%", NULL, "stray % in format 'a%'"},
    {"x", "%Y%Y", NULL, "redefinition of group name 'Y' as group 2; was group 1 at position 19"},
    {"2023", "%c%Y", NULL, "redefinition of group name 'Y' as group 8; was group 7 at position 227"},
    {"2023-02-30", "%Y-%m-%d", NULL, "day is out of range for month"},
    {"02-29", "%m-%d", NULL, "day is out of range for month"},
    {"0000", "%Y", NULL, "year 0 is out of range"},
    {"9999 366", "%Y %j", NULL, "year 10000 is out of range"},
    {"60", "%S", NULL, "second must be in 0..59"},
    {"-24:00:01", "%z", NULL,
     "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not "
     "datetime.timedelta(days=-2, seconds=86399)."},
    {"+12:3456", "%z", NULL, "Inconsistent use of : in +12:3456"},
    {"2023", "%G", NULL,
     "ISO year directive '%G' must be used with the ISO week directive '%V' and a weekday directive ('%A', '%a', '%w', "
     "or "
     "'%u')."},
};

static void reads_what_python_reads(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(READINGS); i++) {
    const Reading *row = &READINGS[i];
    Civil civil;
    StrptimeZone zone;
    Str why = {0};
    bool ok = strptime_read(&arena, str_of(row->text), str_of(row->format), &civil, &zone, &why);
    if (!ok) {
      if (!row->why || !str_is(why, row->why)) fail_msg("%s: %.*s", row->text, STR_FMT(why));
      continue;
    }
    char iso[CIVIL_ISO_ROOM + 1] = {0};
    if (zone.has_offset) civil.tz = tz_fixed(&arena, zone.offset);
    civil_iso(&civil, 'T', iso);
    if (!row->iso) fail_msg("%s was read as %s", row->text, iso);
    assert_string_equal(iso, row->iso);
  }
}

static int set_up(void **state) {
  (void)state;
  arena_init(&arena, &guard, LIMIT_SCRATCH_BYTES);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  arena_free(&arena);
  return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {TEST(prints_what_python_prints), TEST(gives_up_on_wide_fields), TEST(stops_at_nul),
                                     TEST(appends), TEST(shows_two_digits_at_most), TEST(shows_what_is_written), TEST(shows_no_short_year),
                                     TEST(stops_no_picture_at_nul), TEST(reads_what_python_reads)};
  if (!GUARD_SET(&guard)) return fprintf(stderr, "stopped: %s\n", guard.what), 1;
  return cmocka_run_group_tests(tests, NULL, NULL);
}
