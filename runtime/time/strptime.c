/* strptime as _strptime.py has it: a format becomes a regular expression of which each directive is one group; the
 * first match in the order of its alternatives counts, then whatever the groups say is put together.
 *
 * The expressions are few and simple, so they are matched here, with the same alternatives in the same order. Digits
 * and names are ASCII. */
#include <limits.h>
#include <string.h>
#include <utf8proc.h>

#include "runtime/core/vec.h"
#include "runtime/time/strftime.h"
#include "runtime/time/tz.h"

enum { MATCH_STEPS = 1000000, CODE_COUNT = 128 };

static const char *const PATTERNS[CODE_COUNT] = {
    ['a'] = "sun|mon|tue|wed|thu|fri|sat",
    ['A'] = "wednesday|thursday|saturday|tuesday|monday|friday|sunday",
    ['b'] = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec",
    ['B'] = "september|february|november|december|january|october|august|march|april|june|july|may",
    ['d'] = "3[0-1]|[1-2]\\d|0[1-9]|[1-9]| [1-9]",
    ['f'] = "[0-9]{1,6}",
    ['G'] = "\\d\\d\\d\\d",
    ['H'] = "2[0-3]|[0-1]\\d|\\d",
    ['I'] = "1[0-2]|0[1-9]|[1-9]",
    ['j'] = "36[0-6]|3[0-5]\\d|[1-2]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]",
    ['m'] = "1[0-2]|0[1-9]|[1-9]",
    ['M'] = "[0-5]\\d|\\d",
    ['p'] = "am|pm",
    ['S'] = "6[0-1]|[0-5]\\d|\\d",
    ['u'] = "[1-7]",
    ['U'] = "5[0-3]|[0-4]\\d|\\d",
    ['V'] = "5[0-3]|0[1-9]|[1-4]\\d|\\d",
    ['w'] = "[0-6]",
    ['W'] = "5[0-3]|[0-4]\\d|\\d",
    ['y'] = "\\d\\d",
    ['Y'] = "\\d\\d\\d\\d",
    ['z'] = "[+-]\\d\\d:?[0-5]\\d(:?[0-5]\\d(\\.\\d{1,6})?)?|(?-i:Z)",
    ['Z'] = "utc|gmt",
};

/* Directives that stand for others. */
static Str abbreviated(char code) {
  switch (code) {
    case 'c': return STR("%a %b %d %H:%M:%S %Y");
    case 'x': return STR("%m/%d/%y");
    case 'X': return STR("%H:%M:%S");
    default: return (Str){0};
  }
}

/* ---- the format, as items ---- */

typedef enum ItemKind { ITEM_LITERAL, ITEM_SPACES, ITEM_DIRECTIVE } ItemKind;

typedef struct Item {
  ItemKind kind;
  uint32_t what; /* a code point in lower case, or the letter of a directive */
} Item;

typedef struct Pattern {
  VEC(Item) items;
  size_t length;             /* of the regular expression so far, in characters */
  int groups;                /* in it so far */
  int group_of[CODE_COUNT];  /* 0: the directive has not occurred */
  Str redefinition;          /* the first error of the expression; one of the format goes before it */
} Pattern;

typedef struct Reader {
  Arena *arena;
  Str text, format;
  Str *why;
} Reader;

static uint32_t lower(uint32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
  return (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
}

static bool is_space(uint32_t c) {
  if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F);
  utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
  return c == 0x85 || category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP;
}

static bool is_special(uint32_t c) { return c < 0x80 && c != 0 && strchr("\\.^$*+?(){}[]|", (int)c); }

static bool fail(Reader *reader, const char *words) { return *reader->why = str_of(words), false; }

static bool bad_directive(Reader *reader, Str format, size_t at) {
  size_t end = at;
  uint32_t c = str_decode(format, &end);
  Str shown = is_special(c) || is_space(c) ? STR("%") : str_sub(format, at, end);
  *reader->why = str_printf(reader->arena, "'%.*s' is a bad directive in format '%.*s'", STR_FMT(shown),
                            STR_FMT(reader->format));
  return false;
}

static void add_group(Reader *reader, Pattern *pattern, unsigned char code) {
  const size_t NAME_AT = 4; /* in "(?P<d>…)" */
  if (pattern->group_of[code] && !pattern->redefinition.n)
    pattern->redefinition =
        str_printf(reader->arena, "redefinition of group name '%c' as group %d; was group %d at position %zu", code,
                   pattern->groups + 1, pattern->group_of[code], pattern->length + NAME_AT);
  pattern->group_of[code] = ++pattern->groups;
  if (code == 'z') pattern->groups += 2;
  pattern->length += strlen(PATTERNS[code]) + NAME_AT + 3;
  VEC_PUSH(reader->arena, &pattern->items, (Item){ITEM_DIRECTIVE, code});
}

static void add_literal(Reader *reader, Pattern *pattern, Str format, size_t *at) {
  uint32_t c = str_decode(format, at);
  if (!is_space(c)) {
    pattern->length += is_special(c) ? 2 : 1;
    VEC_PUSH(reader->arena, &pattern->items, (Item){ITEM_LITERAL, lower(c)});
    return;
  }
  for (size_t next = *at; next < format.n && is_space(str_decode(format, &next));) *at = next;
  pattern->length += 3;
  VEC_PUSH(reader->arena, &pattern->items, (Item){ITEM_SPACES, 0});
}

static bool compile(Reader *reader, Str format, Pattern *pattern);

static bool add_directive(Reader *reader, Pattern *pattern, Str format, size_t *at) {
  if (*at == format.n) {
    *reader->why = str_printf(reader->arena, "stray %% in format '%.*s'", STR_FMT(reader->format));
    return false;
  }
  unsigned char code = (unsigned char)format.p[*at];
  Str meant = abbreviated((char)code);
  if (code < CODE_COUNT && PATTERNS[code]) return (*at)++, add_group(reader, pattern, code), true;
  if (meant.n) return (*at)++, compile(reader, meant, pattern);
  if (code == '%') return add_literal(reader, pattern, format, at), true;
  return bad_directive(reader, format, *at);
}

static bool compile(Reader *reader, Str format, Pattern *pattern) {
  for (size_t at = 0; at < format.n;) {
    if (format.p[at] != '%') add_literal(reader, pattern, format, &at);
    else if (at++, !add_directive(reader, pattern, format, &at)) return false;
  }
  return true;
}

/* ---- matching ---- */

static bool is_digit_at(Str text, size_t at) { return at < text.n && char_is_digit(text.p[at]); }

static bool is_range(Str text, size_t at, char low, char high) {
  return at < text.n && text.p[at] >= low && text.p[at] <= high;
}

static char letter_at(Str text, size_t at) {
  char c = at < text.n ? text.p[at] : '\0';
  return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

/* The length of the text that one alternative matches, or -1; `*alternative` moves behind it. It is a row of digits
 * `\d`, ranges `[a-b]` and characters. */
static int match_alternative(const char **alternative, Str text, size_t at) {
  size_t start = at;
  bool ok = true;
  const char *p = *alternative;
  for (; *p && *p != '|'; at++) {
    if (*p == '\\') ok = ok && is_digit_at(text, at), p += 2;
    else if (*p == '[') ok = ok && is_range(text, at, p[1], p[3]), p += 5;
    else ok = ok && letter_at(text, at) == *p, p++;
  }
  *alternative = *p == '|' ? p + 1 : p;
  return ok ? (int)(at - start) : -1;
}

static int nth_alternative(const char *pattern, Str text, size_t at, int nth) {
  while (*pattern) {
    int length = match_alternative(&pattern, text, at);
    if (length >= 0 && nth-- == 0) return length;
  }
  return -1;
}

/* One to six digits, the longest first. */
static int nth_fraction(Str text, size_t at, int nth) {
  int length = 0;
  while (length < 6 && is_digit_at(text, at + (size_t)length)) length++;
  return nth < length ? length - nth : -1;
}

/* `:?[0-5]\d`: its length, or 0. */
static size_t sixtieth(Str text, size_t at) {
  size_t colon = at < text.n && text.p[at] == ':';
  return is_range(text, at + colon, '0', '5') && is_digit_at(text, at + colon + 1) ? colon + 2 : 0;
}

/* An offset with seconds and a fraction, the longest first; with seconds; without; or a Z. */
static int nth_offset(Str text, size_t at, int nth) {
  if (at < text.n && text.p[at] == 'Z') return nth == 0 ? 1 : -1;
  bool sign = at < text.n && (text.p[at] == '+' || text.p[at] == '-');
  size_t minutes = sixtieth(text, at + 3);
  if (!sign || !is_digit_at(text, at + 1) || !is_digit_at(text, at + 2) || minutes == 0) return -1;
  size_t shortest = 3 + minutes, seconds = sixtieth(text, at + shortest), longer = shortest + seconds;
  bool point = seconds && at + longer < text.n && text.p[at + longer] == '.';
  int fraction = point ? nth_fraction(text, at + longer + 1, 0) : -1;
  if (fraction > 0 && nth < fraction) return (int)longer + 1 + fraction - nth;
  if (fraction > 0) nth -= fraction;
  if (seconds && nth-- == 0) return (int)longer;
  return nth == 0 ? (int)shortest : -1;
}

/* White space, the longest first. */
static int nth_spaces(Str text, size_t at, int nth) {
  size_t ends = 0, from = at, count = 0;
  for (size_t next = at; next < text.n && is_space(str_decode(text, &next)); from = next) count++;
  if ((size_t)nth >= count) return -1;
  from = at;
  for (ends = count - (size_t)nth; ends > 0; ends--) str_decode(text, &from);
  return (int)(from - at);
}

static int match_literal(Str text, size_t at, uint32_t c) {
  size_t next = at;
  return at < text.n && lower(str_decode(text, &next)) == c ? (int)(next - at) : -1;
}

/* The length of the `nth` way in which an item matches at `at`; -1: there are no more. */
static int nth_match(Item item, Str text, size_t at, int nth) {
  switch (item.kind) {
    case ITEM_LITERAL: return nth == 0 ? match_literal(text, at, item.what) : -1;
    case ITEM_SPACES: return nth_spaces(text, at, nth);
    default: break;
  }
  if (item.what == 'f') return nth_fraction(text, at, nth);
  if (item.what == 'z') return nth_offset(text, at, nth);
  return nth_alternative(PATTERNS[item.what], text, at, nth);
}

/* Backtracking; `starts` gets where each item begins, and the end of the whole. A step is about a character looked at.
 */
static bool match(Reader *reader, const Pattern *pattern, size_t *starts) {
  size_t count = pattern->items.n, most = MATCH_STEPS + count + 4 * reader->text.n;
  int *tried = ARENA_ARRAY(reader->arena, int, count + 1);
  starts[0] = 0;
  for (size_t i = 0, steps = 0; i < count;) {
    steps += pattern->items.at[i].kind == ITEM_SPACES ? reader->text.n - starts[i] : 1;
    if (steps > most) guard_stop(reader->arena->guard, STOP_STEPS, "the steps of one strptime");
    int length = nth_match(pattern->items.at[i], reader->text, starts[i], tried[i]);
    if (length < 0) {
      if (i == 0) return false;
      tried[--i]++;
      continue;
    }
    starts[i + 1] = starts[i] + (size_t)length;
    tried[++i] = 0;
  }
  return true;
}

/* ---- what the groups say ---- */

enum { NONE = INT_MIN };

typedef struct Fields {
  int year, iso_year, month, day, hour, minute, second;
  int iso_week, week, weekday, year_day; /* NONE: not said; weekday 0 is Monday */
  bool weeks_from_monday;
  uint32_t micro;
  Str zone, half; /* %Z, %p */
  bool has_offset;
  int32_t offset, offset_micro;
} Fields;

static int number(Str digits) {
  int value = 0;
  for (size_t i = 0; i < digits.n; i++)
    if (digits.p[i] != ' ') value = value * 10 + (digits.p[i] - '0');
  return value;
}

/* The number in `names` ("jan|feb|…", all of three letters) of the name that begins as `word`. */
static int name_number(const char *names, Str word) {
  for (int i = 0;; i++) {
    const char *name = names + 4 * i;
    if (letter_at(word, 0) == name[0] && letter_at(word, 1) == name[1] && letter_at(word, 2) == name[2]) return i;
  }
}

static int32_t micros_of(Str digits) {
  int32_t value = number(digits);
  for (size_t i = digits.n; i < 6; i++) value *= 10;
  return value;
}

/* The digits behind the sign, without colons: both are there or none. */
static bool set_offset(Reader *reader, Fields *fields, Str z) {
  char digits[16] = {0};
  size_t n = 0;
  bool colon = z.n > 3 && z.p[3] == ':';
  fields->has_offset = true;
  if (z.n == 1) return true;
  for (size_t i = 1; i < z.n && n < sizeof digits; i++)
    if (!colon || z.p[i] != ':') digits[n++] = z.p[i];
  if (colon && z.n > 6 && z.p[6] != ':') {
    *reader->why = str_printf(reader->arena, "Inconsistent use of : in %.*s", STR_FMT(z));
    return false;
  }
  if (!colon && n > 4 && digits[4] == ':') {
    *reader->why = str_printf(reader->arena, "invalid literal for int() with base 10: '%.2s'", digits + 4);
    return false;
  }
  int32_t size = number((Str){digits, 2}) * 3600 + number((Str){digits + 2, 2}) * 60;
  if (n > 4) size += number((Str){digits + 4, 2});
  int32_t micro = n > 7 ? micros_of((Str){digits + 7, n - 7}) : 0;
  fields->offset = z.p[0] == '-' ? -size : size;
  fields->offset_micro = z.p[0] == '-' ? -micro : micro;
  return true;
}

static bool set_field(Reader *reader, Fields *fields, char code, Str text) {
  switch (code) {
    case 'y': fields->year = number(text) + (number(text) <= 68 ? 2000 : 1900); break;
    case 'Y': fields->year = number(text); break;
    case 'G': fields->iso_year = number(text); break;
    case 'm': fields->month = number(text); break;
    case 'b':
    case 'B': fields->month = name_number(PATTERNS['b'], text) + 1; break;
    case 'd': fields->day = number(text); break;
    case 'H': fields->hour = number(text); break;
    case 'I': fields->hour = number(text) % 12 + (letter_at(fields->half, 0) == 'p' ? 12 : 0); break;
    case 'M': fields->minute = number(text); break;
    case 'S': fields->second = number(text); break;
    case 'f': fields->micro = (uint32_t)micros_of(text); break;
    case 'a':
    case 'A': fields->weekday = (name_number(PATTERNS['a'], text) + 6) % 7; break;
    case 'w': fields->weekday = (number(text) + 6) % 7; break;
    case 'u': fields->weekday = number(text) - 1; break;
    case 'j': fields->year_day = number(text); break;
    case 'U':
    case 'W':
      fields->week = number(text);
      fields->weeks_from_monday = code == 'W';
      break;
    case 'V': fields->iso_week = number(text); break;
    case 'z': return set_offset(reader, fields, text);
    case 'Z': fields->zone = text; break;
    default: break;
  }
  return true;
}

static bool set_fields(Reader *reader, const Pattern *pattern, const size_t *starts, Fields *fields) {
  for (size_t i = 0; i < pattern->items.n; i++)
    if (pattern->items.at[i].what == 'p' && pattern->items.at[i].kind == ITEM_DIRECTIVE)
      fields->half = str_sub(reader->text, starts[i], starts[i + 1]);
  for (size_t i = 0; i < pattern->items.n; i++) {
    Item item = pattern->items.at[i];
    Str text = str_sub(reader->text, starts[i], starts[i + 1]);
    if (item.kind == ITEM_DIRECTIVE && !set_field(reader, fields, (char)item.what, text)) return false;
  }
  return true;
}

static bool weeks_make_sense(Reader *reader, const Fields *fields) {
  if (fields->year == NONE && fields->iso_year != NONE) {
    if (fields->iso_week == NONE || fields->weekday == NONE)
      return fail(reader,
                  "ISO year directive '%G' must be used with the ISO week directive '%V' and a weekday directive "
                  "('%A', '%a', '%w', or '%u').");
    if (fields->year_day != NONE)
      return fail(reader, "Day of the year directive '%j' is not compatible with ISO year directive '%G'. Use '%Y' "
                          "instead.");
  } else if (fields->week == NONE && fields->iso_week != NONE) {
    if (fields->weekday == NONE)
      return fail(reader,
                  "ISO week directive '%V' must be used with the ISO year directive '%G' and a weekday directive "
                  "('%A', '%a', '%w', or '%u').");
    return fail(reader, "ISO week directive '%V' is incompatible with the year directive '%Y'. Use the ISO year '%G' "
                        "instead.");
  }
  return true;
}

static bool year_fits(Reader *reader, int year) {
  if (year >= CIVIL_MIN_YEAR && year <= CIVIL_MAX_YEAR) return true;
  *reader->why = str_printf(reader->arena, "year %d is out of range", year);
  return false;
}

/* The day of the year from %U or %W; may lie before the year. */
static int day_of_week_number(const Fields *fields) {
  int first = civil_weekday(civil_days(fields->year, 1, 1)), weekday = fields->weekday;
  if (!fields->weeks_from_monday) {
    first = (first + 1) % 7;
    weekday = (weekday + 1) % 7;
  }
  if (fields->week == 0) return 1 + weekday - first;
  return 1 + (7 - first) % 7 + 7 * (fields->week - 1) + weekday;
}

/* The day of the year from %G, %V and a weekday; the ISO year becomes the year, or the one before. */
static bool set_iso_day(Reader *reader, Fields *fields) {
  if (!year_fits(reader, fields->iso_year)) return false;
  int correction = civil_weekday(civil_days(fields->iso_year, 1, 4)) + 1 + 3;
  fields->year = fields->iso_year;
  fields->year_day = fields->iso_week * 7 + fields->weekday + 1 - correction;
  if (fields->year_day >= 1) return true;
  if (!year_fits(reader, --fields->year)) return false;
  fields->year_day += civil_is_leap(fields->year) ? 366 : 365;
  return true;
}

static bool set_year_day(Reader *reader, Fields *fields) {
  if (fields->year_day != NONE || fields->weekday == NONE) return true;
  if (fields->week != NONE) {
    if (!year_fits(reader, fields->year)) return false;
    fields->year_day = day_of_week_number(fields);
  } else if (fields->iso_year != NONE && fields->iso_week != NONE) {
    if (!set_iso_day(reader, fields)) return false;
  } else {
    return true;
  }
  if (fields->year_day <= 0) fields->year_day += civil_is_leap(--fields->year) ? 366 : 365;
  return true;
}

static bool set_date(Reader *reader, Fields *fields, bool has_year_day, Civil *civil) {
  if (!year_fits(reader, fields->year)) return false;
  if (has_year_day) {
    int64_t days = civil_days(fields->year, 1, 1) + fields->year_day - 1;
    if (days > civil_days(CIVIL_MAX_YEAR, 12, 31)) return year_fits(reader, CIVIL_MAX_YEAR + 1);
    civil_from_days(days, civil);
    return true;
  }
  if (fields->day > civil_month_days(fields->year, fields->month))
    return fail(reader, "day is out of range for month");
  civil->year = (int16_t)fields->year;
  civil->month = (uint8_t)fields->month;
  civil->day = (uint8_t)fields->day;
  return true;
}

/* The 29th of February without a year is sound, but the year is 1900 in the end. */
static bool put_date(Reader *reader, Fields *fields, Civil *civil) {
  bool leap_day = fields->year == NONE && fields->month == 2 && fields->day == 29;
  if (fields->year == NONE) fields->year = leap_day ? 1904 : 1900;
  if (!set_year_day(reader, fields)) return false;
  if (!set_date(reader, fields, fields->year_day != NONE, civil)) return false;
  if (leap_day) civil->year = 1900;
  return true;
}

static void repr_of_delta(Buf *buf, int64_t seconds, int64_t micros) {
  Delta delta = {0};
  delta_make(0, seconds, micros, &delta);
  buf_printf(buf, "datetime.timedelta(days=%d", delta.days);
  if (delta.seconds) buf_printf(buf, ", seconds=%d", delta.seconds);
  if (delta.micros) buf_printf(buf, ", microseconds=%d", delta.micros);
  buf_char(buf, ')');
}

const char STRPTIME_FRACTION[] = "an offset of a fraction of a second is not supported";

static bool offset_fits(Reader *reader, const Fields *fields) {
  if (fields->offset > -SECONDS_PER_DAY && fields->offset < SECONDS_PER_DAY) {
    if (fields->offset_micro == 0) return true;
    return fail(reader, STRPTIME_FRACTION);
  }
  Buf why = buf_new(reader->arena, SIZE_MAX);
  buf_puts(&why, "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not ");
  repr_of_delta(&why, fields->offset, fields->offset_micro);
  buf_char(&why, '.');
  *reader->why = buf_str(&why);
  return false;
}

static bool put_clock(Reader *reader, const Fields *fields, Civil *civil) {
  if (civil->day > civil_month_days(civil->year, civil->month)) return fail(reader, "day is out of range for month");
  if (fields->second > 59) return fail(reader, "second must be in 0..59");
  civil->hour = (uint8_t)fields->hour;
  civil->minute = (uint8_t)fields->minute;
  civil->second = (uint8_t)fields->second;
  civil->micro = fields->micro;
  return true;
}

/* ---- the text in an error ---- */

static bool is_printable(uint32_t c) {
  if (c == ' ') return true;
  switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_ZS: return false;
    default: return true;
  }
}

static void put_shown(Buf *buf, uint32_t c, char quote) {
  if (c == (uint32_t)quote || c == '\\') buf_printf(buf, "\\%c", (int)c);
  else if (c == '\n') buf_puts(buf, "\\n");
  else if (c == '\r') buf_puts(buf, "\\r");
  else if (c == '\t') buf_puts(buf, "\\t");
  else if (is_printable(c)) buf_code_point(buf, c);
  else buf_printf(buf, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned)c);
}

/* Python's repr of a text. */
static void put_repr(Buf *buf, Str text) {
  bool single = str_find(text, STR("'"), 0) != SIZE_MAX, twofold = str_find(text, STR("\""), 0) != SIZE_MAX;
  char quote = single && !twofold ? '"' : '\'';
  buf_char(buf, quote);
  for (size_t at = 0; at < text.n;) put_shown(buf, str_decode(text, &at), quote);
  buf_char(buf, quote);
}

static bool no_match(Reader *reader) {
  Buf why = buf_new(reader->arena, SIZE_MAX);
  buf_puts(&why, "time data ");
  put_repr(&why, reader->text);
  buf_puts(&why, " does not match format ");
  put_repr(&why, reader->format);
  *reader->why = buf_str(&why);
  return false;
}

bool strptime_read(Arena *arena, Str text, Str format, Civil *civil, StrptimeZone *zone, Str *why) {
  Reader reader = {arena, text, format, why};
  Pattern pattern = {0};
  if (!compile(&reader, format, &pattern)) return false;
  if (pattern.redefinition.n) return *why = pattern.redefinition, false;
  size_t *starts = ARENA_ARRAY(arena, size_t, pattern.items.n + 1);
  if (!match(&reader, &pattern, starts)) return no_match(&reader);
  if (starts[pattern.items.n] != text.n) {
    Str rest = str_sub(text, starts[pattern.items.n], text.n);
    *why = str_printf(arena, "unconverted data remains: %.*s", STR_FMT(rest));
    return false;
  }
  Fields fields = {.year = NONE, .iso_year = NONE, .month = 1, .day = 1, .iso_week = NONE, .week = NONE,
                   .weekday = NONE, .year_day = NONE};
  *civil = (Civil){0};
  if (!set_fields(&reader, &pattern, starts, &fields) || !weeks_make_sense(&reader, &fields)) return false;
  if (!put_date(&reader, &fields, civil)) return false;
  if (fields.has_offset && !offset_fits(&reader, &fields)) return false;
  if (!put_clock(&reader, &fields, civil)) return false;
  *zone = (StrptimeZone){fields.has_offset, fields.offset, fields.zone};
  return true;
}
