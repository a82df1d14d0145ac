#include "compiler/yaml/dates.h"

#include <string.h>

#include "runtime/value/types.h"

static size_t skip_digits(Str text, size_t at) {
  while (at < text.n && char_is_digit(text.p[at])) at++;
  return at;
}

/* `[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}`; where it ends, or 0. */
static size_t date_end(Str text) {
  size_t year = skip_digits(text, 0), month = skip_digits(text, year + 1), day = skip_digits(text, month + 1);
  bool has_signs = year < text.n && text.p[year] == '-' && month < text.n && text.p[month] == '-';
  bool fits = year == 4 && has_signs && month - year - 1 - 1u < 2 && day - month - 1 - 1u < 2;
  return fits ? day : 0;
}

static int number(Str text, size_t from, size_t end) {
  int n = 0;
  for (size_t i = from; i < end; i++) n = 10 * n + (text.p[i] - '0');
  return n;
}

static size_t skip_blanks(Str text, size_t at) {
  while (at < text.n && (text.p[at] == ' ' || text.p[at] == '\t')) at++;
  return at;
}

/* Reads `least` to two digits at `*at` behind `sign` ('\0': behind nothing) and steps over them; -1: they are not
 * there. */
static int two_digits(Str text, size_t *at, char sign, size_t least) {
  size_t from = *at + (sign != '\0'), end = skip_digits(text, from);
  bool has_sign = sign == '\0' || (*at < text.n && text.p[*at] == sign);
  if (!has_sign || end - from < least || end - from > 2) return -1;
  *at = end;
  return number(text, from, end);
}

/* `Z`, `+1`, `-01:30` at the end, in seconds; `*fits`: it is one of these, or nothing. */
static int32_t zone_at(Str text, size_t at, bool *has_zone, bool *fits) {
  at = skip_blanks(text, at);
  *has_zone = at < text.n;
  *fits = !*has_zone || (text.p[at] == 'Z' && at + 1 == text.n);
  if (*fits) return 0;
  int sign = text.p[at] == '-' ? -1 : 1, minutes = 0;
  if (text.p[at] != '-' && text.p[at] != '+') return 0;
  int hours = two_digits(text, &at, text.p[at], 1);
  if (at < text.n) minutes = two_digits(text, &at, ':', 2);
  *fits = hours >= 0 && minutes >= 0 && at == text.n;
  return sign * (hours * 3600 + minutes * 60);
}

/* The time of day behind a date: `T10:30:00.5+01:00`; false: it is none, and all is text. */
static bool time_at(Arena *arena, Str text, size_t at, Civil *civil) {
  bool has_zone, fits;
  at = text.p[at] == 'T' || text.p[at] == 't' ? at + 1 : skip_blanks(text, at);
  int hour = two_digits(text, &at, '\0', 1), minute = two_digits(text, &at, ':', 2),
      second = two_digits(text, &at, ':', 2);
  if (hour < 0 || minute < 0 || second < 0) return false;
  size_t fraction = at < text.n && text.p[at] == '.' ? at + 1 : at,
         end = fraction > at ? skip_digits(text, fraction) : at;
  int64_t micros = 0;
  for (size_t i = 0; i < 6; i++) micros = micros * 10 + (fraction + i < end ? text.p[fraction + i] - '0' : 0);
  int32_t offset = zone_at(text, end, &has_zone, &fits);
  civil->hour = (uint8_t)hour, civil->minute = (uint8_t)minute, civil->second = (uint8_t)second;
  civil->micro = (uint32_t)micros;
  if (fits && has_zone) civil->tz = tz_fixed(arena, offset);
  return fits;
}

bool yaml_date(Heap *heap, Str text, Value *value) {
  size_t end = date_end(text);
  bool has_time = end && end < text.n && strchr("Tt \t", text.p[end]);
  if (!end || (!has_time && end != text.n)) return false;
  size_t month = skip_digits(text, 5);
  Civil date = {.year = (int16_t)number(text, 0, 4),
                .month = (uint8_t)number(text, 5, month),
                .day = (uint8_t)number(text, month + 1, end)};
  if (has_time && !time_at(heap->arena, text, end, &date)) return false;
  if (!civil_valid(&date)) {
    *value = value_unsupported(heap, "a YAML date such as '%.*s'", STR_FMT(text));
    return true;
  }
  *value = value_datetime(heap, date);
  if (!has_time) value->kind = V_DATE;
  return true;
}
