#include "runtime/time/strftime.h"

#include <limits.h>
#include <string.h>
#include <utf8proc.h>

#include "runtime/time/tz.h"

static const Str WEEKDAYS[] = {STR_INIT("Sunday"),   STR_INIT("Monday"), STR_INIT("Tuesday"), STR_INIT("Wednesday"),
                               STR_INIT("Thursday"), STR_INIT("Friday"), STR_INIT("Saturday")};
static const Str MONTHS[] = {STR_INIT("January"),   STR_INIT("February"), STR_INIT("March"),    STR_INIT("April"),
                             STR_INIT("May"),       STR_INIT("June"),     STR_INIT("July"),     STR_INIT("August"),
                             STR_INIT("September"), STR_INIT("October"),  STR_INIT("November"), STR_INIT("December")};

/* ---- what Python expands itself: %f %z %Z ---- */

static TzOffset offset_of(const Civil *civil) { return tz_at_wall(civil->tz, civil_wall(civil), civil->fold); }

static const char PAIRS[] =
    "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
    "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

/* A number below 100; more, which only a definition that nobody checked may hold, is shown as 99. */
static char *put_two(char *out, uint32_t value) {
  if (value > 99) value = 99;
  memcpy(out, PAIRS + 2 * value, 2);
  return out + 2;
}

static char *put_six(char *out, uint32_t value) {
  return put_two(put_two(put_two(out, value / 10000), value / 100 % 100), value % 100);
}

/* "+0530", "-033015"; nothing for a naive time. */
static char *put_offset(char *out, const Civil *civil) {
  if (!civil->tz) return out;
  int32_t offset = offset_of(civil).utc_offset;
  uint32_t seconds = (uint32_t)(offset < 0 ? -offset : offset);
  *out++ = offset < 0 ? '-' : '+';
  out = put_two(put_two(out, seconds / 3600), seconds / 60 % 60);
  return seconds % 60 ? put_two(out, seconds % 60) : out;
}

static Str zone_name(const Civil *civil) { return civil->tz ? offset_of(civil).abbreviation : (Str){"", 0}; }

/* ---- the fast path: plain codes, without flags ---- */

/* No plain code writes more bytes than this for each byte of the format: "%A" writes up to nine, "%z" up to seven.
 * Years of fewer digits than four are not padded. */
enum { PLAIN_MOST = 5, PLAIN_ROOM = 192, PLAIN_FIRST_YEAR = 1000 };

static char *put_text(char *out, Str text, size_t most) {
  size_t length = text.n < most ? text.n : most;
  memcpy(out, text.p, length);
  return out + length;
}

static char *put_weekday(char *out, const Civil *civil, size_t most) {
  int64_t days = civil_days(civil->year, civil->month, civil->day);
  return put_text(out, WEEKDAYS[(civil_weekday(days) + 1) % 7], most);
}

static char *put_month(char *out, const Civil *civil, size_t most) {
  return put_text(out, MONTHS[civil->month - 1], most);
}

/* What people put into keys and arguments, padded as glibc does: all but the year. NULL: not one of these. */
static char *put_plain(char *out, char code, const Civil *civil) {
  switch (code) {
    case 'Y':
      if (civil->year < PLAIN_FIRST_YEAR) return NULL;
      return put_two(put_two(out, (uint32_t)civil->year / 100), (uint32_t)civil->year % 100);
    case 'y': return put_two(out, (uint32_t)civil->year % 100);
    case 'm': return put_two(out, civil->month);
    case 'd': return put_two(out, civil->day);
    case 'H': return put_two(out, civil->hour);
    case 'M': return put_two(out, civil->minute);
    case 'S': return put_two(out, civil->second);
    case 'f': return put_six(out, civil->micro);
    case 'z': return put_offset(out, civil);
    case 'a': return put_weekday(out, civil, 3);
    case 'A': return put_weekday(out, civil, SIZE_MAX);
    case 'b': return put_month(out, civil, 3);
    case 'B': return put_month(out, civil, SIZE_MAX);
    case '%': return *out = '%', out + 1;
    default: return NULL;
  }
}

/* False, with nothing written, where a code needs the whole of glibc's rules. */
static bool write_plain(Buf *buf, Str format, const Civil *civil) {
  if (format.n == 0) return true;
  char *start = buf_room(buf, format.n * PLAIN_MOST), *out = start;
  for (const char *p = format.p, *end = p + format.n; p < end; p++) {
    if (*p == '%') {
      out = p + 1 < end ? put_plain(out, *++p, civil) : NULL;
      if (!out) return false;
    } else if (*p != '\0') {
      *out++ = *p;
    } else {
      return false;
    }
  }
  buf->n += (size_t)(out - start);
  return true;
}

/* ---- pictures ---- */

/* The plain codes that write as many bytes whatever the time is, and the field that they show. */
static const struct {
  size_t width;
  Civil shows; /* all bits of this field are set */
} FIXED_CODES[128] = {
    ['Y'] = {4, {.year = -1}},          ['y'] = {2, {.year = -1}},          ['m'] = {2, {.month = UINT8_MAX}},
    ['b'] = {3, {.month = UINT8_MAX}},  ['d'] = {2, {.day = UINT8_MAX}},    ['H'] = {2, {.hour = UINT8_MAX}},
    ['M'] = {2, {.minute = UINT8_MAX}}, ['S'] = {2, {.second = UINT8_MAX}},
};

/* Writes the code at the end of the text. False: it is none of a fixed width, or of a field that another code shows, or
 * there is no room. */
static bool add_place(StrftimePicture *picture, unsigned char code, const Civil *civil) {
  size_t width = code < 128 ? FIXED_CODES[code].width : 0;
  if (!width || picture->n + width > STRFTIME_PICTURE) return false;
  uint64_t shows = civil_fields(&FIXED_CODES[code].shows);
  if (picture->shows & shows) return false;
  picture->shows |= shows;
  picture->places[picture->place_count++] = (StrftimePlace){shows, (uint8_t)picture->n, (char)code};
  put_plain(picture->text + picture->n, (char)code, civil);
  picture->n += width;
  return true;
}

static bool add_character(StrftimePicture *picture, char c) {
  if (c == '\0' || picture->n == STRFTIME_PICTURE) return false;
  picture->text[picture->n++] = c;
  return true;
}

bool strftime_picture(Str format, StrftimePicture *picture) {
  static const Civil SHOWN = {.year = 1970, .month = 1, .day = 1};
  *picture = (StrftimePicture){.shown = civil_fields(&SHOWN)};
  for (const char *p = format.p, *end = p + format.n; p < end; p++) {
    bool has_sign = *p == '%';
    if (has_sign && ++p == end) return false;
    bool is_code = has_sign && *p != '%';
    if (!(is_code ? add_place(picture, (unsigned char)*p, &SHOWN) : add_character(picture, *p))) return false;
  }
  return true;
}

/* From the last place on, where nearly every format has the field that changes most often. The text stays as it is
 * while one place differs: to copy what has been written just before takes longer than to write that place again. */
bool strftime_show(StrftimePicture *picture, const Civil *civil, char *out) {
  uint64_t fields = civil_fields(civil), changed = (fields ^ picture->shown) & picture->shows;
  const StrftimePlace *place = picture->places + picture->place_count;
  if (civil->year < PLAIN_FIRST_YEAR) return false;
  memcpy(out, picture->text, STRFTIME_PICTURE);
  for (size_t written = 0; changed;) {
    if (!((--place)->shows & changed)) continue;
    put_plain(out + place->at, place->code, civil);
    changed &= ~place->shows;
    if (written++ == 0 || changed) continue;
    memcpy(picture->text, out, STRFTIME_PICTURE);
    picture->shown = fields;
  }
  return true;
}

/* ---- glibc's codes ---- */

typedef enum CodeKind { CODE_UNKNOWN, CODE_NUMBER, CODE_SPACED, CODE_TEXT, CODE_FORMAT, CODE_OFFSET } CodeKind;
typedef enum CaseRule { CASE_KEPT, CASE_HASH_UPPER, CASE_HASH_LOWER, CASE_LOWER } CaseRule;
enum { TAKES_E = 1, TAKES_O = 2, TAKES_BOTH = 3 };

typedef struct CodeRow {
  uint8_t kind, digits, modifiers, letters; /* letters: a CaseRule */
} CodeRow;

#define TEXT(modifiers, letters) {CODE_TEXT, 0, modifiers, letters}
#define FORMAT(modifiers) {CODE_FORMAT, 0, modifiers, CASE_KEPT}
static const CodeRow CODES[128] = {
    ['a'] = TEXT(0, CASE_HASH_UPPER),
    ['A'] = TEXT(0, CASE_HASH_UPPER),
    ['b'] = TEXT(TAKES_O, CASE_HASH_UPPER),
    ['B'] = TEXT(TAKES_O, CASE_HASH_UPPER),
    ['c'] = FORMAT(TAKES_E),
    ['C'] = {CODE_NUMBER, 1, TAKES_BOTH, CASE_KEPT},
    ['d'] = {CODE_NUMBER, 2, TAKES_O, CASE_KEPT},
    ['D'] = FORMAT(0),
    ['e'] = {CODE_SPACED, 2, TAKES_O, CASE_KEPT},
    ['F'] = FORMAT(0),
    ['g'] = {CODE_NUMBER, 2, TAKES_O, CASE_KEPT},
    ['G'] = {CODE_NUMBER, 1, TAKES_O, CASE_KEPT},
    ['h'] = TEXT(TAKES_O, CASE_HASH_UPPER),
    ['H'] = {CODE_NUMBER, 2, TAKES_O, CASE_KEPT},
    ['I'] = {CODE_NUMBER, 2, TAKES_O, CASE_KEPT},
    ['j'] = {CODE_NUMBER, 3, TAKES_O, CASE_KEPT},
    ['k'] = {CODE_SPACED, 2, TAKES_O, CASE_KEPT},
    ['l'] = {CODE_SPACED, 2, TAKES_O, CASE_KEPT},
    ['m'] = {CODE_NUMBER, 2, TAKES_O, CASE_KEPT},
    ['M'] = {CODE_NUMBER, 2, TAKES_O, CASE_KEPT},
    ['n'] = TEXT(TAKES_BOTH, CASE_KEPT),
    ['p'] = TEXT(TAKES_BOTH, CASE_HASH_LOWER),
    ['P'] = TEXT(TAKES_BOTH, CASE_LOWER),
    ['r'] = FORMAT(TAKES_BOTH),
    ['R'] = FORMAT(TAKES_BOTH),
    ['s'] = {CODE_NUMBER, 1, TAKES_BOTH, CASE_KEPT},
    ['S'] = {CODE_NUMBER, 2, TAKES_O, CASE_KEPT},
    ['t'] = TEXT(TAKES_BOTH, CASE_KEPT),
    ['T'] = FORMAT(TAKES_BOTH),
    ['u'] = {CODE_NUMBER, 1, TAKES_BOTH, CASE_KEPT},
    ['U'] = {CODE_NUMBER, 2, TAKES_O, CASE_KEPT},
    ['V'] = {CODE_NUMBER, 2, TAKES_O, CASE_KEPT},
    ['w'] = {CODE_NUMBER, 1, TAKES_O, CASE_KEPT},
    ['W'] = {CODE_NUMBER, 2, TAKES_O, CASE_KEPT},
    ['x'] = FORMAT(TAKES_E),
    ['X'] = FORMAT(TAKES_E),
    ['y'] = {CODE_NUMBER, 2, TAKES_BOTH, CASE_KEPT},
    ['Y'] = {CODE_NUMBER, 1, TAKES_E, CASE_KEPT},
    ['z'] = {.kind = CODE_OFFSET, .modifiers = TAKES_BOTH},
    ['Z'] = TEXT(TAKES_BOTH, CASE_HASH_LOWER),
    ['%'] = TEXT(TAKES_BOTH, CASE_KEPT),
};

/* A time with what its codes need. */
typedef struct Moment {
  const Civil *civil;
  int weekday;  /* 0 is Sunday */
  int year_day; /* 0 is January the 1st */
  int saving;   /* tm_isdst: 1, 0, or -1 where Python's dst() is None */
} Moment;

static Moment moment_of(const Civil *civil) {
  int64_t days = civil_days(civil->year, civil->month, civil->day);
  bool zoned = civil->tz && tz_knows_saving(civil->tz);
  return (Moment){civil, (civil_weekday(days) + 1) % 7, civil_year_day(civil->year, civil->month, civil->day) - 1,
                  zoned ? offset_of(civil).dst != 0 : -1};
}

static int hour_of_twelve(const Civil *civil) { return civil->hour % 12 == 0 ? 12 : civil->hour % 12; }

static int64_t iso_number(char code, const Civil *civil) {
  int year, week, weekday;
  civil_iso_week(civil_days(civil->year, civil->month, civil->day), &year, &week, &weekday);
  return code == 'V' ? week : code == 'g' ? year % 100 : year;
}

static int64_t number_of(char code, const Moment *moment) {
  const Civil *civil = moment->civil;
  switch (code) {
    case 'C': return civil->year / 100;
    case 'd':
    case 'e': return civil->day;
    case 'g':
    case 'G':
    case 'V': return iso_number(code, civil);
    case 'H':
    case 'k': return civil->hour;
    case 'I':
    case 'l': return hour_of_twelve(civil);
    case 'j': return moment->year_day + 1;
    case 'm': return civil->month;
    case 'M': return civil->minute;
    /* mktime where the local time zone is UTC; it takes an hour off what is said to be saving */
    case 's': return civil_wall(civil) - (moment->saving > 0 ? 3600 : 0);
    case 'S': return civil->second;
    case 'u': return (moment->weekday + 6) % 7 + 1;
    case 'U': return (moment->year_day - moment->weekday + 7) / 7;
    case 'w': return moment->weekday;
    case 'W': return (moment->year_day - (moment->weekday + 6) % 7 + 7) / 7;
    case 'y': return civil->year % 100;
    default: return civil->year;
  }
}

static Str text_of(char code, const Moment *moment) {
  const Civil *civil = moment->civil;
  switch (code) {
    case 'a': return str_sub(WEEKDAYS[moment->weekday], 0, 3);
    case 'A': return WEEKDAYS[moment->weekday];
    case 'b':
    case 'h': return str_sub(MONTHS[civil->month - 1], 0, 3);
    case 'B': return MONTHS[civil->month - 1];
    case 'n': return STR("\n");
    case 't': return STR("\t");
    case 'p':
    case 'P': return civil->hour < 12 ? STR("AM") : STR("PM");
    /* A struct tm made of a Python time has no zone of its own: it is the local one, UTC (%Z alone is Python's). */
    case 'Z': return moment->saving < 0 ? STR("") : STR("UTC");
    default: return STR("%");
  }
}

static Str format_of(char code) {
  switch (code) {
    case 'c': return STR("%a %b %e %H:%M:%S %Y");
    case 'D':
    case 'x': return STR("%m/%d/%y");
    case 'F': return STR("%Y-%m-%d");
    case 'r': return STR("%I:%M:%S %p");
    case 'R': return STR("%H:%M");
    default: return STR("%H:%M:%S");
  }
}

/* One conversion: `%`, flags, width, modifier, code. */
typedef struct Spec {
  Str text; /* all of it */
  char pad; /* '_', '-', '0', or 0 */
  bool upper, hash;
  int width; /* -1: none */
  char modifier, code;
} Spec;

static void read_flags(Str format, size_t *at, Spec *spec) {
  for (; *at < format.n; (*at)++) {
    char c = format.p[*at];
    if (c == '_' || c == '-' || c == '0') spec->pad = c;
    else if (c == '^') spec->upper = true;
    else if (c == '#') spec->hash = true;
    else return;
  }
}

static void read_width(Str format, size_t *at, Spec *spec) {
  for (; *at < format.n && char_is_digit(format.p[*at]); (*at)++) {
    int digit = format.p[*at] - '0', width = spec->width < 0 ? 0 : spec->width;
    spec->width = width > (INT_MAX - digit) / 10 ? INT_MAX : width * 10 + digit;
  }
}

/* Reads the conversion whose `%` is at `*at`; a code of zero stands for the end of the format. */
static Spec read_spec(Str format, size_t *at) {
  Spec spec = {.width = -1};
  size_t start = (*at)++;
  read_flags(format, at, &spec);
  read_width(format, at, &spec);
  if (*at < format.n && (format.p[*at] == 'E' || format.p[*at] == 'O')) spec.modifier = format.p[(*at)++];
  if (*at < format.n) {
    spec.code = format.p[*at];
    str_decode(format, at);
  }
  spec.text = str_sub(format, start, *at);
  return spec;
}

/* What the conversions write. Python gives wcsftime a buffer that doubles from 1024 characters up to at least 256 times
 * the format's length, and takes what still does not fit for an empty text. `room` characters are left. */
typedef struct Out {
  Buf *buf;
  size_t room;
} Out;

static bool out_takes(Out *out, size_t characters) {
  if (characters >= out->room) return out->room = 0, false;
  out->room -= characters;
  return true;
}

static void out_text(Out *out, Str text, bool upper, bool lower) {
  if (!upper && !lower) {
    buf_put(out->buf, text);
    return;
  }
  for (size_t at = 0; at < text.n;) {
    uint32_t c = str_decode(text, &at);
    buf_code_point(out->buf, (uint32_t)(upper ? utf8proc_toupper : utf8proc_tolower)((utf8proc_int32_t)c));
  }
}

/* A piece filled up to the width, in front; zeroes only under the flag `0`. */
static void out_piece(Out *out, const Spec *spec, Str text, bool upper, bool lower) {
  size_t length = str_count(text), width = spec->width > 0 ? (size_t)spec->width : 0;
  size_t fill = width > length ? width - length : 0;
  if (!out_takes(out, length + fill)) return;
  buf_repeat(out->buf, spec->pad == '0' ? '0' : ' ', fill);
  out_text(out, text, upper, lower);
}

/* A number has at least `digits` digits, or the width; under `_` blanks stand for the zeroes and count for the width;
 * under `-` there are none, but the width is filled with blanks all the same. */
static void out_number(Out *out, Spec spec, int digits, int64_t value) {
  char text[24];
  size_t start = sizeof text;
  uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
  do text[--start] = (char)('0' + rest % 10);
  while ((rest /= 10) != 0);
  if (value < 0) text[--start] = '-';
  size_t length = sizeof text - start;
  size_t least = (size_t)(spec.width > digits ? spec.width : digits);
  size_t fill = spec.pad != '-' && least > length ? least - length : 0;
  if (spec.code == 's' && spec.width > 0) fill = 0; /* the one whose width is not its number of digits */
  if (!out_takes(out, fill)) return;
  buf_repeat(out->buf, spec.pad == '_' ? ' ' : '0', fill);
  if (fill) spec.width = 0;
  out_piece(out, &spec, (Str){text + start, length}, false, false);
}

/* `%5z` and the like, which Python does not take for its own: the offset that a struct tm without zone has. */
static void out_offset(Out *out, const Spec *spec, const Moment *moment) {
  if (moment->saving < 0) return;
  out_piece(out, spec, STR("+"), false, false);
  out_number(out, *spec, 4, 0);
}

static void write_format(Out *out, Str format, const Moment *moment);

static void out_format(Out *out, const Spec *spec, const Moment *moment) {
  Buf inner = buf_new(out->buf->arena, PLAIN_ROOM);
  Out inner_out = {&inner, PLAIN_ROOM};
  write_format(&inner_out, format_of(spec->code), moment);
  out_piece(out, spec, buf_str(&inner), spec->upper, false);
}

static void out_words(Out *out, const Spec *spec, CaseRule rule, const Moment *moment) {
  bool lower = rule == CASE_LOWER || (rule == CASE_HASH_LOWER && spec->hash);
  bool upper = !lower && (spec->upper || (rule == CASE_HASH_UPPER && spec->hash));
  out_piece(out, spec, text_of(spec->code, moment), upper, lower);
}

/* A conversion that glibc does not know stands as it is. It turns `#` into upper case for %b before it looks at the E.
 */
static void out_unknown(Out *out, const Spec *spec) {
  bool upper = spec->upper || (spec->hash && (spec->code == 'b' || spec->code == 'h'));
  out_piece(out, spec, spec->text, upper, false);
}

static CodeRow row_of(const Spec *spec) {
  CodeRow row = (unsigned char)spec->code < 128 ? CODES[(unsigned char)spec->code] : (CodeRow){0};
  unsigned asked = spec->modifier == 'E' ? TAKES_E : spec->modifier == 'O' ? TAKES_O : 0;
  return (row.modifiers & asked) == asked ? row : (CodeRow){0};
}

static void write_spec(Out *out, Spec spec, const Moment *moment) {
  CodeRow row = row_of(&spec);
  switch ((CodeKind)row.kind) {
    case CODE_UNKNOWN: out_unknown(out, &spec); break;
    case CODE_SPACED:
      if (!spec.pad) spec.pad = '_';
      out_number(out, spec, row.digits, number_of(spec.code, moment));
      break;
    case CODE_NUMBER: out_number(out, spec, row.digits, number_of(spec.code, moment)); break;
    case CODE_TEXT: out_words(out, &spec, (CaseRule)row.letters, moment); break;
    case CODE_FORMAT: out_format(out, &spec, moment); break;
    case CODE_OFFSET: out_offset(out, &spec, moment); break;
  }
}

static void write_format(Out *out, Str format, const Moment *moment) {
  for (size_t at = 0; at < format.n && out->room;) {
    if (format.p[at] == '%') {
      write_spec(out, read_spec(format, &at), moment);
      continue;
    }
    size_t start = at;
    str_decode(format, &at);
    if (out_takes(out, 1)) buf_put(out->buf, str_sub(format, start, at));
  }
}

/* ---- Python in front of glibc ---- */

static void put_zone_name(Buf *buf, const Civil *civil) {
  Str name = zone_name(civil);
  for (size_t i = 0; i < name.n; i++) {
    if (name.p[i] == '%') buf_char(buf, '%');
    buf_char(buf, name.p[i]);
  }
}

/* The format as wcsftime gets it: `%` and the byte behind are taken in pairs, up to the first NUL. */
static Str expand_own_codes(Arena *arena, Str format, const Civil *civil) {
  Buf buf = buf_new(arena, SIZE_MAX);
  char room[16];
  for (size_t i = 0; i < format.n && format.p[i] != '\0'; i++) {
    char code = format.p[i] == '%' && i + 1 < format.n ? format.p[i + 1] : '\0';
    if (code == '\0') {
      buf_char(&buf, format.p[i]);
      continue;
    }
    i++;
    if (code == 'z') buf_put(&buf, (Str){room, (size_t)(put_offset(room, civil) - room)});
    else if (code == 'f') buf_put(&buf, (Str){room, (size_t)(put_six(room, civil->micro) - room)});
    else if (code == 'Z') put_zone_name(&buf, civil);
    else buf_put(&buf, str_sub(format, i - 1, i + 1));
  }
  return buf_str(&buf);
}

static size_t wcsftime_room(Str format) {
  size_t room = 1024, enough = 256 * str_count(format);
  while (room < enough) room *= 2;
  return room;
}

void strftime_write(Buf *buf, Str format, const Civil *civil) {
  if (write_plain(buf, format, civil)) return;
  size_t before = buf->n;
  Str expanded = expand_own_codes(buf->arena, format, civil);
  Moment moment = moment_of(civil);
  Out out = {buf, wcsftime_room(expanded)};
  write_format(&out, expanded, &moment);
  if (out.room == 0) buf->n = before;
}
