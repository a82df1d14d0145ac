#include "runtime/time/posix_tz.h"

#include "runtime/time/civil.h"

/* ---- reading ---- */

typedef struct Cursor {
  Str text;
  size_t at;
} Cursor;

static char peek(const Cursor *cursor) { return cursor->at < cursor->text.n ? cursor->text.p[cursor->at] : '\0'; }

static bool take(Cursor *cursor, char c) {
  if (peek(cursor) != c || cursor->at == cursor->text.n) return false;
  cursor->at++;
  return true;
}

/* least..most digits, as many as there are; a value of at most `highest`. */
static bool number(Cursor *cursor, int least, int most, int highest, int *value) {
  int digits = 0;
  for (*value = 0; digits < most && char_is_digit(peek(cursor)); digits++)
    *value = *value * 10 + (cursor->text.p[cursor->at++] - '0');
  return digits >= least && *value <= highest;
}

/* letters | "<" letters, digits, "+" and "-" ">" */
static bool abbreviation(Cursor *cursor, Str *name) {
  bool quoted = take(cursor, '<');
  size_t start = cursor->at;
  for (char c; (c = peek(cursor)), char_is_letter(c) || (quoted && (char_is_digit(c) || c == '+' || c == '-'));)
    cursor->at++;
  *name = str_sub(cursor->text, start, cursor->at);
  return quoted ? take(cursor, '>') : name->n > 0;
}

/* [+|-] hours [":" mm [":" ss]] */
static bool clock(Cursor *cursor, int hour_digits, int most_hours, int32_t *seconds) {
  int hours, minutes = 0, rest = 0;
  bool negative = take(cursor, '-');
  if (!negative) take(cursor, '+');
  if (!number(cursor, 1, hour_digits, most_hours, &hours)) return false;
  if (take(cursor, ':')) {
    if (!number(cursor, 2, 2, 59, &minutes)) return false;
    if (take(cursor, ':') && !number(cursor, 2, 2, 59, &rest)) return false;
  }
  *seconds = hours * 3600 + minutes * 60 + rest;
  if (negative) *seconds = -*seconds;
  return true;
}

/* West of Greenwich is positive in such a text. */
static bool offset(Cursor *cursor, int32_t *seconds) {
  if (!clock(cursor, 2, 23, seconds)) return false;
  *seconds = -*seconds;
  return true;
}

/* "M" month "." week "." day | "J" day | day */
static bool change_day(Cursor *cursor, PosixChange *change) {
  change->kind = take(cursor, 'M') ? POSIX_WEEKDAY : take(cursor, 'J') ? POSIX_JULIAN : POSIX_YEAR_DAY;
  if (change->kind != POSIX_WEEKDAY)
    return number(cursor, 1, 3, 365, &change->day) && (change->day || change->kind == POSIX_YEAR_DAY);
  return number(cursor, 1, 2, 12, &change->month) && change->month && take(cursor, '.') &&
         number(cursor, 1, 1, 5, &change->week) && change->week && take(cursor, '.') &&
         number(cursor, 1, 1, 6, &change->day);
}

/* "," day ["/" time]; at two o'clock without a time. */
static bool read_change(Cursor *cursor, PosixChange *change) {
  change->seconds = 2 * 3600;
  return take(cursor, ',') && change_day(cursor, change) &&
         (!take(cursor, '/') || clock(cursor, 3, 167, &change->seconds));
}

/* abbreviation offset [abbreviation [offset] change change] */
bool posix_tz_read(Str text, PosixTz *rule) {
  Cursor cursor = {text, 0};
  *rule = (PosixTz){0};
  if (!abbreviation(&cursor, &rule->standard.abbreviation) || !offset(&cursor, &rule->standard.utc_offset))
    return false;
  if (cursor.at == text.n) return true;
  rule->changes = true;
  rule->saving.utc_offset = rule->standard.utc_offset + 3600;
  if (!abbreviation(&cursor, &rule->saving.abbreviation)) return false;
  if (peek(&cursor) != ',' && !offset(&cursor, &rule->saving.utc_offset)) return false;
  rule->saving.dst = rule->saving.utc_offset - rule->standard.utc_offset;
  bool is_small = rule->saving.utc_offset < SECONDS_PER_DAY && rule->saving.dst < SECONDS_PER_DAY &&
                  rule->saving.dst > -SECONDS_PER_DAY;
  return is_small && read_change(&cursor, &rule->start) && read_change(&cursor, &rule->end) && cursor.at == text.n;
}

/* ---- changes of a year ---- */

static int year_of(int64_t seconds) {
  Civil civil = {0};
  civil_from_days(floor_quotient(seconds, SECONDS_PER_DAY), &civil);
  return civil.year;
}

static int64_t year_start(int year) { return civil_days(year, 1, 1) * SECONDS_PER_DAY; }

static int64_t weekday_in(const PosixChange *change, int year) {
  int64_t first = civil_days(year, change->month, 1);
  int behind_sunday = civil_weekday(first) + 1; /* 1..7 */
  int day = (change->day - behind_sunday + 7) % 7 + (change->week - 1) * 7;
  return first + (day < civil_month_days(year, change->month) ? day : day - 7);
}

/* On the wall clock that holds before it. */
static int64_t change_wall(const PosixChange *change, int year) {
  bool behind_leap_day = change->kind == POSIX_JULIAN && change->day >= 59 && civil_is_leap(year);
  int64_t day = change->kind == POSIX_WEEKDAY ? weekday_in(change, year)
                                              : civil_days(year, 1, 1) - 1 + change->day + behind_leap_day;
  return day * SECONDS_PER_DAY + change->seconds;
}

/* A year whose saving ends before it starts begins with it. */
static bool is_between(int64_t at, int64_t start, int64_t end) {
  return start < end ? at >= start && at < end : at < end || at >= start;
}

/* With fold 0 the time of the smaller offset runs from the end of the gap to the end of the repeated hour, with fold 1
 * from the start of the gap to the start of the repeated hour; where saving is negative it is the other way. */
TzOffset posix_tz_at_wall(const PosixTz *rule, int64_t wall_seconds, int fold) {
  if (!rule->changes) return rule->standard;
  int year = year_of(wall_seconds);
  int64_t start = change_wall(&rule->start, year), end = change_wall(&rule->end, year);
  if (fold == (rule->saving.dst >= 0))
    end -= rule->saving.dst;
  else
    start += rule->saving.dst;
  return is_between(wall_seconds, start, end) ? rule->saving : rule->standard;
}

static void changes_of(const PosixTz *rule, int year, int64_t instants[2]) {
  instants[0] = change_wall(&rule->start, year) - rule->standard.utc_offset;
  instants[1] = change_wall(&rule->end, year) - rule->saving.utc_offset;
}

TzOffset posix_tz_at_instant(const PosixTz *rule, int64_t utc_seconds) {
  if (!rule->changes) return rule->standard;
  int64_t instants[2];
  changes_of(rule, year_of(utc_seconds), instants);
  bool saves = is_between(utc_seconds, instants[0], instants[1]);
  TzOffset found = saves ? rule->saving : rule->standard;
  int32_t size = rule->saving.dst;
  int64_t set_back = size > 0 ? instants[1] : instants[0];
  found.fold = utc_seconds >= set_back && utc_seconds < set_back + (size > 0 ? size : -size);
  return found;
}

/* ---- edges: the changes, and the turn of the year, where the rule looks at another one ---- */

int64_t posix_tz_edge_after(const PosixTz *rule, int64_t utc_seconds) {
  if (!rule->changes) return INT64_MAX;
  int year = year_of(utc_seconds);
  int64_t edge = year < CIVIL_MAX_YEAR ? year_start(year + 1) : INT64_MAX, instants[2];
  changes_of(rule, year, instants);
  for (int i = 0; i < 2; i++)
    if (instants[i] > utc_seconds && instants[i] < edge) edge = instants[i];
  return edge;
}

int64_t posix_tz_edge_before(const PosixTz *rule, int64_t utc_seconds) {
  if (!rule->changes) return INT64_MIN;
  int year = year_of(utc_seconds);
  int64_t edge = year > CIVIL_MIN_YEAR ? year_start(year) : INT64_MIN, instants[2];
  changes_of(rule, year, instants);
  for (int i = 0; i < 2; i++)
    if (instants[i] <= utc_seconds && instants[i] > edge) edge = instants[i];
  return edge;
}
