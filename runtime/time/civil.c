#include "runtime/time/civil.h"

#include "runtime/time/tz.h"

enum {
  MICROS_PER_SECOND = 1000000,
  MAX_DELTA_DAYS = 999999999,
  DAYS_TO_EPOCH = 719468,  /* from 0000-03-01, the first day of the shifted calendar, to 1970-01-01 */
  FIRST_DAY = -719162,     /* 0001-01-01 */
  LAST_DAY = 2932896,      /* 9999-12-31 */
};

/* ---- days ---- */

bool civil_is_leap(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int civil_month_days(int64_t year, int month) {
  static const uint8_t DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && civil_is_leap(year) ? 29 : DAYS[month - 1];
}

/* The year is counted from March, so that the leap day comes last and (153 m + 2) / 5 days lie before month m. */
int64_t civil_days(int year, int month, int day) {
  uint32_t shifted_year = (uint32_t)(year - (month <= 2));
  uint32_t shifted_month = (uint32_t)(month + (month > 2 ? -3 : 9));
  uint32_t century = shifted_year / 100;
  uint32_t days = 365 * shifted_year + shifted_year / 4 - century + century / 4;
  return (int64_t)days + (153 * shifted_month + 2) / 5 + day - 1 - DAYS_TO_EPOCH;
}

/* Euclidean affine functions (C. Neri, L. Schneider, 2022): the divisions by 1461 and 153 of the usual method become
 * multiplications that are exact over the range used here. */
void civil_from_days(int64_t days, Civil *civil) {
  if (days < FIRST_DAY) days = FIRST_DAY;
  if (days > LAST_DAY) days = LAST_DAY;
  uint32_t quarters = 4 * (uint32_t)(days + DAYS_TO_EPOCH) + 3;
  uint32_t century = quarters / 146097;
  uint64_t product = UINT64_C(2939745) * (quarters % 146097 | 3);
  uint32_t year = 100 * century + (uint32_t)(product >> 32);
  uint32_t year_day = (uint32_t)product / 2939745 / 4;
  uint32_t month_and_day = 2141 * year_day + 197913;
  uint32_t month = month_and_day >> 16;
  bool next_year = year_day >= 306; /* January and February end the shifted year */
  civil->year = (int16_t)(year + next_year);
  civil->month = (uint8_t)(next_year ? month - 12 : month);
  civil->day = (uint8_t)((month_and_day & 0xFFFF) / 2141 + 1);
}

int civil_weekday(int64_t days) { return (int)floor_rest(days + 3, 7); }

int civil_year_day(int year, int month, int day) {
  static const int16_t BEFORE[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
  return BEFORE[month - 1] + (month > 2 && civil_is_leap(year)) + day;
}

/* A week belongs to the year that holds its Thursday. */
void civil_iso_week(int64_t days, int *year, int *week, int *weekday) {
  int monday_based = civil_weekday(days);
  int64_t thursday = days - monday_based + 3;
  Civil civil = {0};
  civil_from_days(thursday, &civil);
  *year = civil.year;
  *week = (civil_year_day(civil.year, civil.month, civil.day) - 1) / 7 + 1;
  *weekday = monday_based + 1;
}

/* ---- the wall clock ---- */

int64_t civil_wall(const Civil *civil) {
  return civil_days(civil->year, civil->month, civil->day) * SECONDS_PER_DAY + civil->hour * 3600 + civil->minute * 60 +
         civil->second;
}

bool civil_from_wall(int64_t wall, const Civil *like, Civil *civil) {
  int64_t days = floor_quotient(wall, SECONDS_PER_DAY);
  if (days < FIRST_DAY || days > LAST_DAY) return false;
  uint32_t seconds = (uint32_t)floor_rest(wall, SECONDS_PER_DAY);
  *civil = (Civil){.hour = (uint8_t)(seconds / 3600),
                   .minute = (uint8_t)(seconds / 60 % 60),
                   .second = (uint8_t)(seconds % 60),
                   .micro = like->micro,
                   .tz = like->tz};
  civil_from_days(days, civil);
  return true;
}

bool civil_valid(const Civil *civil) {
  return civil->year >= CIVIL_MIN_YEAR && civil->year <= CIVIL_MAX_YEAR && civil->month >= 1 && civil->month <= 12 &&
         civil->day >= 1 && civil->day <= civil_month_days(civil->year, civil->month) && civil->hour < 24 &&
         civil->minute < 60 && civil->second < 60 && civil->micro < MICROS_PER_SECOND && civil->fold <= 1;
}

bool civil_add(const Civil *civil, Delta delta, Civil *sum) {
  Civil like = *civil;
  int64_t micros = (int64_t)civil->micro + delta.micros, carry = floor_quotient(micros, MICROS_PER_SECOND);
  like.micro = (uint32_t)floor_rest(micros, MICROS_PER_SECOND);
  int64_t wall = civil_wall(civil) + (int64_t)delta.days * SECONDS_PER_DAY + delta.seconds + carry;
  return civil_from_wall(wall, &like, sum);
}

Delta civil_subtract(const Civil *a, const Civil *b) {
  Delta delta = {0};
  delta_make(0, civil_wall(a) - civil_wall(b), (int64_t)a->micro - (int64_t)b->micro, &delta);
  return delta;
}

/* UTC, by far the most frequent zone, needs no look-up. */
static bool is_moved(const Tz *tz) { return tz && tz->kind != TZ_UTC; }

int64_t civil_instant(const Civil *civil) {
  int64_t wall = civil_wall(civil);
  return is_moved(civil->tz) ? wall - tz_at_wall(civil->tz, wall, civil->fold).utc_offset : wall;
}

bool civil_at_instant(int64_t utc_seconds, uint32_t micro, const Tz *tz, Civil *civil) {
  static const int64_t FARTHEST = (int64_t)(LAST_DAY + 2) * SECONDS_PER_DAY;
  if (utc_seconds < -FARTHEST || utc_seconds > FARTHEST) return false;
  Civil like = {.micro = micro, .tz = tz};
  TzOffset offset = {0};
  if (is_moved(tz)) offset = tz_at_instant(tz, utc_seconds);
  if (!civil_from_wall(utc_seconds + offset.utc_offset, &like, civil)) return false;
  civil->fold = offset.fold;
  return true;
}

/* ---- deltas ---- */

bool delta_make(int64_t days, int64_t seconds, int64_t micros, Delta *delta) {
  enum { MORE_THAN_CARRIES = 300000 }; /* times MAX_DELTA_DAYS: what seconds and micros can carry is less */
  int64_t limit = (int64_t)MAX_DELTA_DAYS * MORE_THAN_CARRIES;
  if (days > limit || days < -limit) return false;
  int64_t whole = floor_quotient(micros, MICROS_PER_SECOND);
  int64_t of_day = floor_rest(seconds, SECONDS_PER_DAY) + floor_rest(whole, SECONDS_PER_DAY);
  days += floor_quotient(seconds, SECONDS_PER_DAY) + floor_quotient(whole, SECONDS_PER_DAY) + of_day / SECONDS_PER_DAY;
  if (days > MAX_DELTA_DAYS || days < -MAX_DELTA_DAYS) return false;
  *delta = (Delta){(int32_t)days, (int32_t)(of_day % SECONDS_PER_DAY), (int32_t)floor_rest(micros, MICROS_PER_SECOND)};
  return true;
}

int delta_compare(Delta a, Delta b) {
  if (a.days != b.days) return a.days < b.days ? -1 : 1;
  if (a.seconds != b.seconds) return a.seconds < b.seconds ? -1 : 1;
  return (a.micros > b.micros) - (a.micros < b.micros);
}

/* ---- ISO 8601, writing ---- */

static char *put_digits(char *out, uint32_t value, int width) {
  for (int i = width - 1; i >= 0; i--, value /= 10) out[i] = (char)('0' + value % 10);
  return out + width;
}

static char *put_clock(char *out, uint32_t hour, uint32_t minute) {
  out = put_digits(out, hour, 2);
  *out++ = ':';
  return put_digits(out, minute, 2);
}

static char *put_seconds(char *out, uint32_t second) {
  *out++ = ':';
  return put_digits(out, second, 2);
}

static char *put_offset(char *out, int32_t offset) {
  *out++ = offset < 0 ? '-' : '+';
  uint32_t seconds = (uint32_t)(offset < 0 ? -offset : offset);
  out = put_clock(out, seconds / 3600, seconds / 60 % 60);
  return seconds % 60 ? put_seconds(out, seconds % 60) : out;
}

int civil_iso(const Civil *civil, char separator, char *out) {
  char *at = put_digits(out, (uint32_t)civil->year, 4);
  *at++ = '-';
  at = put_digits(at, civil->month, 2);
  *at++ = '-';
  at = put_digits(at, civil->day, 2);
  *at++ = separator;
  at = put_clock(at, civil->hour, civil->minute);
  at = put_seconds(at, civil->second);
  if (civil->micro) {
    *at++ = '.';
    at = put_digits(at, civil->micro, 6);
  }
  if (civil->tz) at = put_offset(at, tz_at_wall(civil->tz, civil_wall(civil), civil->fold).utc_offset);
  return (int)(at - out);
}

/* ---- ISO 8601, reading: date, one separator of any kind, time, offset ---- */

/* A text that can be looked at beyond its end, where '\0' stands. */
typedef struct IsoText {
  const char *p;
  int n;
} IsoText;

static char iso_at(IsoText text, int at) { return at < text.n ? text.p[at] : '\0'; }

/* Exactly `count` digits from `*at` on. */
static bool read_digits(IsoText text, int *at, int count, int *value) {
  *value = 0;
  for (int i = 0; i < count; i++, (*at)++) {
    char c = iso_at(text, *at);
    if (!char_is_digit(c)) return false;
    *value = *value * 10 + (c - '0');
  }
  return true;
}

/* Where the date ends, or would end, for `YYYY-Www…`; a hyphen behind the week is the separator if two digits
 * follow. */
static int dashed_week_end(IsoText text) { return iso_at(text, 8) == '-' && !char_is_digit(iso_at(text, 10)) ? 10 : 8; }

/* The same for `YYYYWww…`: digits of a time come in pairs, so an odd one before them is the weekday. */
static int plain_week_end(IsoText text) {
  int at = 7;
  while (char_is_digit(iso_at(text, at))) at++;
  if (at < 9) return at;
  return at % 2 == 0 ? 7 : 8;
}

static int iso_date_end(IsoText text) {
  if (text.n == 7) return 7;
  if (iso_at(text, 4) == '-') return iso_at(text, 5) == 'W' ? dashed_week_end(text) : 10;
  return iso_at(text, 4) == 'W' ? plain_week_end(text) : 8;
}

static bool set_iso_week(int year, int week, int weekday, Civil *civil) {
  if (year < CIVIL_MIN_YEAR || week < 1 || week > 53 || weekday < 1 || weekday > 7) return false;
  int64_t fourth = civil_days(year, 1, 4);
  int64_t monday = fourth - civil_weekday(fourth);
  int iso_year, iso_week, iso_weekday;
  civil_iso_week(monday + (week - 1) * 7, &iso_year, &iso_week, &iso_weekday);
  if (iso_week != week) return false;
  int64_t days = monday + (week - 1) * 7 + weekday - 1;
  if (days < FIRST_DAY || days > LAST_DAY) return false;
  civil_from_days(days, civil);
  return true;
}

/* `Www[-]d` or `Www`, from behind the W to the end of the date. */
static bool read_iso_week(IsoText date, int at, bool dashed, int year, Civil *civil) {
  int week, weekday = 1;
  if (!read_digits(date, &at, 2, &week)) return false;
  if (at < date.n) {
    if (dashed && iso_at(date, at++) != '-') return false;
    if (!read_digits(date, &at, 1, &weekday)) return false;
  }
  *civil = (Civil){0};
  return set_iso_week(year, week, weekday, civil);
}

static bool read_iso_date(IsoText date, Civil *civil) {
  int at = 0, year, month, day;
  if (!read_digits(date, &at, 4, &year)) return false;
  bool dashed = iso_at(date, at) == '-';
  at += dashed;
  if (iso_at(date, at) == 'W') return read_iso_week(date, at + 1, dashed, year, civil);
  if (!read_digits(date, &at, 2, &month)) return false;
  if (dashed && iso_at(date, at++) != '-') return false;
  if (!read_digits(date, &at, 2, &day) || at != date.n) return false;
  *civil = (Civil){.year = (int16_t)year, .month = (uint8_t)month, .day = (uint8_t)day};
  return true;
}

/* What comes behind the point: up to six digits count, more are passed over. */
static bool read_fraction(IsoText text, int at, int end, uint32_t *micro, bool *rest) {
  int length = end - at < 6 ? end - at : 6, value;
  if (!read_digits(text, &at, length, &value)) return false;
  for (; length < 6; length++) value *= 10;
  while (char_is_digit(iso_at(text, at))) at++;
  *micro = (uint32_t)value;
  *rest = iso_at(text, at) != '\0';
  return true;
}

/* `HH[:MM[:SS[.ffffff]]]` or `HH[MM[SS[.ffffff]]]` from `at` to `end`. As in CPython, one character that does not
 * belong there may stand at the end; `*rest` says so, and only a time without an offset is refused for it. */
static bool read_iso_clock(IsoText text, int at, int end, int field[3], uint32_t *micro, bool *rest) {
  bool colons = false;
  for (int i = 0; i < 3; i++) {
    if (!read_digits(text, &at, 2, &field[i])) return false;
    char c = iso_at(text, at++);
    if (i == 0) colons = c == ':';
    if (at >= end) return *rest = c != '\0', true;
    if (c == '.' || c == ',') break;
    if (!colons) at--;
    else if (c != ':') return false;
  }
  return read_fraction(text, at, end, micro, rest);
}

/* A fraction of a second is refused; CPython takes it, and passes over it where the seconds are 0. */
static bool read_iso_offset(IsoText text, int at, int32_t *offset) {
  int field[3] = {0};
  uint32_t micro = 0;
  bool rest = false;
  if (iso_at(text, at) == 'Z') return *offset = 0, iso_at(text, at + 1) == '\0';
  if (!read_iso_clock(text, at + 1, text.n, field, &micro, &rest) || rest) return false;
  int32_t seconds = field[0] * 3600 + field[1] * 60 + field[2];
  if (micro && seconds) return false;
  *offset = iso_at(text, at) == '-' ? -seconds : seconds;
  return seconds < SECONDS_PER_DAY;
}

static bool read_iso_time(IsoText text, Civil *civil, int32_t *offset, bool *has_offset) {
  int end = 0, field[3] = {0};
  bool rest = false;
  while (end < text.n && text.p[end] != '+' && text.p[end] != '-' && text.p[end] != 'Z') end++;
  if (!read_iso_clock(text, 0, end, field, &civil->micro, &rest)) return false;
  *has_offset = end < text.n;
  if (*has_offset ? !read_iso_offset(text, end, offset) : rest) return false;
  civil->hour = (uint8_t)field[0];
  civil->minute = (uint8_t)field[1];
  civil->second = (uint8_t)field[2];
  return true;
}

/* The bytes of the character that separates date and time. */
static int separator_length(char lead) {
  unsigned char byte = (unsigned char)lead;
  if (byte < 0x80) return 1;
  return (byte & 0xF0) == 0xE0 ? 3 : (byte & 0xF0) == 0xF0 ? 4 : 2;
}

bool civil_read_iso(const char *text, int length, Civil *civil, int32_t *offset_seconds, bool *has_offset) {
  IsoText iso = {text, length};
  *has_offset = false;
  *offset_seconds = 0;
  int end = iso_date_end(iso);
  if (end > length || !read_iso_date((IsoText){text, end}, civil)) return false;
  if (length == end) return true;
  int from = end + separator_length(text[end]);
  return from <= length && read_iso_time((IsoText){text + from, length - from}, civil, offset_seconds, has_offset);
}

bool civil_parse_iso(const char *text, int length, Civil *civil, int32_t *offset_seconds, bool *has_offset) {
  return civil_read_iso(text, length, civil, offset_seconds, has_offset) && civil_valid(civil);
}
