/* The text of a schedule: croniter's _expand, and Dagster's is_valid_cron_string and its choice of a rule. */
#include "runtime/time/cron.h"

typedef enum FieldIndex { MINUTE, HOUR, DAY, MONTH, WEEKDAY, FIELD_COUNT } FieldIndex;

static const char MONTH_NAMES[] = "janfebmaraprmayjunjulaugsepoctnovdec";
static const char WEEKDAY_NAMES[] = "sunmontuewedthufrisat";

enum { NAME_BYTES = 3 };

/* The values of a field, the names of the first ones, and how many values mean `*`. */
static const struct {
  int low, high, all;
  Str names;
  int first_name;
} RULES[FIELD_COUNT] = {
    [MINUTE] = {.high = 59, .all = 60},
    [HOUR] = {.high = 23, .all = 24},
    [DAY] = {.low = 1, .high = 31, .all = 31},
    [MONTH] = {.low = 1, .high = 12, .all = 12, .names = {MONTH_NAMES, sizeof MONTH_NAMES - 1}, .first_name = 1},
    [WEEKDAY] = {.high = 6, .all = 7, .names = {WEEKDAY_NAMES, sizeof WEEKDAY_NAMES - 1}},
};

/* What croniter's list of a field holds. */
typedef struct Field {
  uint64_t values;
  bool star, last;
  uint8_t nth[7];
} Field;

/* croniter compares the texts of both day fields with these. */
typedef struct Fields {
  Str text[FIELD_COUNT];
  Field at[FIELD_COUNT];
} Fields;

/* ---- characters: the text is read in lower case ---- */

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

/* White space of ASCII, as str.split has it. */
static bool is_blank(char c) { return (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= ' '); }

static bool is_word(Str text, const char *word) {
  size_t n = strlen(word);
  if (text.n != n) return false;
  for (size_t i = 0; i < n; i++)
    if (lower(text.p[i]) != word[i]) return false;
  return true;
}

/* What stands before the first `mark`, which is taken as well; all of it if there is none. */
static Str take(Str *rest, char mark, bool *found) {
  const char *at = rest->n ? memchr(rest->p, mark, rest->n) : NULL;
  size_t n = at ? (size_t)(at - rest->p) : rest->n;
  Str part = str_sub(*rest, 0, n);
  *rest = str_sub(*rest, n + (at != NULL), rest->n);
  *found = at != NULL;
  return part;
}

/* ---- numbers and names ---- */

enum { TOO_LARGE = 1000000 }; /* for every field, and as a step more than all values */

static bool read_number(Str text, int *value) {
  *value = 0;
  for (size_t i = 0; i < text.n; i++) {
    if (!char_is_digit(text.p[i])) return false;
    if (*value < TOO_LARGE) *value = *value * 10 + (text.p[i] - '0');
  }
  return text.n > 0;
}

static bool read_name(FieldIndex field, Str text, int *value) {
  Str names = RULES[field].names;
  for (size_t at = 0; at < names.n; at += NAME_BYTES) {
    char name[NAME_BYTES + 1] = {names.p[at], names.p[at + 1], names.p[at + 2], '\0'};
    if (is_word(text, name)) return *value = (int)at / NAME_BYTES + RULES[field].first_name, true;
  }
  return false;
}

/* A bound or a single value; Sunday is 7 too. */
static bool read_value(FieldIndex field, Str text, int *value) {
  if (!read_number(text, value) && !read_name(field, text, value)) return false;
  if (field == WEEKDAY && *value == 7) *value = 0;
  return *value <= RULES[field].high;
}

/* ---- ranges ---- */

static void add_steps(Field *field, int low, int high, int step) {
  for (int value = low; value <= high; value += step) field->values |= UINT64_C(1) << value;
}

/* A range that goes over the end of the field: croniter goes on at the beginning, and leaves out as many values as the
 * step has left over, but only where a step behind the last value is farther than the field is long. */
static void add_wrapped(FieldIndex index, Field *field, int low, int high, int step) {
  int first = RULES[index].low, end = RULES[index].high, last = low + (end - low) / step * step;
  int skipped = end - last, skip = 0;
  if (last - first + step > end - first + 1 && skipped < step) skip = step - skipped;
  add_steps(field, low, end, step);
  add_steps(field, first + skip, high, step);
}

/* A range of one value means the whole cycle. */
static void add_range(FieldIndex index, Field *field, int low, int high, int step) {
  if (low > high)
    add_wrapped(index, field, low, high, step);
  else if (low == high)
    add_steps(field, RULES[index].low, RULES[index].high, step);
  else
    add_steps(field, low, high, step);
}

static bool read_high(FieldIndex index, Str text, int *value) {
  if (index != DAY || !is_word(text, "l")) return read_value(index, text, value);
  *value = RULES[DAY].high;
  return true;
}

/* range = ( "*" , "/" , step | value , [ "-" , high ] , [ "/" , step ] ) ; */
static bool read_range(FieldIndex index, Field *field, Str text) {
  bool has_high = false, has_step = false;
  Str before = take(&text, '/', &has_step);
  int low = RULES[index].low, high = RULES[index].high, step = 1;
  if (has_step && (!read_number(text, &step) || step == 0)) return false;
  if (!(has_step && is_word(before, "*"))) {
    Str first = take(&before, '-', &has_high);
    if (!read_value(index, first, &low) || (has_high && !read_high(index, before, &high))) return false;
  }
  if (low < RULES[index].low && low < high) return false; /* it would hold the value 0 */
  add_range(index, field, low, high, step);
  return true;
}

static bool has(Str text, Str mark) { return str_find(text, mark, 0) != SIZE_MAX; }

static bool is_range(Str text) { return has(text, STR("-")) || has(text, STR("/")); }

/* ---- items ---- */

static bool read_single(FieldIndex index, Field *field, Str text) {
  int value;
  if (is_word(text, "*")) return field->star = true;
  if (index == DAY && is_word(text, "l")) return field->last = true;
  if (!read_value(index, text, &value) || value < RULES[index].low) return false;
  field->values |= UINT64_C(1) << value;
  return true;
}

static void add_nth(Field *field, uint64_t weekdays, int nth) {
  field->values |= weekdays;
  for (int weekday = 0; weekday < 7; weekday++)
    if (weekdays >> weekday & 1) field->nth[weekday] |= (uint8_t)(1 << nth);
}

/* nth = ( weekday | weekday name , "-" , weekday name ) , "#" , ( "1" … "5" ) ; */
static bool read_nth(Field *field, Str weekdays, Str number) {
  int nth, value;
  Field of_item = {0};
  bool has_high;
  Str rest = weekdays, first = take(&rest, '-', &has_high);
  if (!read_number(number, &nth) || nth < 1 || nth > 5) return false;
  if (has_high && (!read_name(WEEKDAY, first, &value) || !read_name(WEEKDAY, rest, &value))) return false;
  if (has_high ? !read_range(WEEKDAY, &of_item, weekdays) : !read_single(WEEKDAY, &of_item, weekdays)) return false;
  if (of_item.star) return false;
  add_nth(field, of_item.values, nth);
  return true;
}

/* last weekday = "L" , weekday ; */
static bool read_last_weekday(Field *field, Str text) {
  int weekday;
  if (!read_number(text, &weekday) || !read_value(WEEKDAY, text, &weekday)) return false;
  add_nth(field, UINT64_C(1) << weekday, 0);
  return true;
}

static bool read_item(FieldIndex index, Field *field, Str text) {
  bool has_nth;
  Str rest = text, before = take(&rest, '#', &has_nth);
  if (has_nth) return index == WEEKDAY && read_nth(field, before, rest);
  if (index == WEEKDAY && text.n && lower(text.p[0]) == 'l')
    return read_last_weekday(field, str_sub(text, 1, text.n));
  return is_range(text) ? read_range(index, field, text) : read_single(index, field, text);
}

/* field = "?" | item , { "," , item } ; */
static bool read_field(FieldIndex index, Field *field, Str text) {
  if (is_word(text, "?")) return field->star = index == DAY || index == WEEKDAY;
  for (bool more = true; more;)
    if (!read_item(index, field, take(&text, ',', &more))) return false;
  return true;
}

/* ---- what croniter makes of the fields ---- */

static int count_values(const Field *field) {
  return __builtin_popcountll(field->values) + field->star + field->last;
}

/* A list as long as that of all values is `*`; of a day field only where the other one has a `*` in its text. */
static void simplify(Fields *fields, FieldIndex index) {
  Field *field = &fields->at[index];
  bool is_day = index == DAY || index == WEEKDAY;
  if (is_day && !has(fields->text[index == DAY ? WEEKDAY : DAY], STR("*"))) return;
  if (count_values(field) != RULES[index].all) return;
  field->star = true;
  field->last = false;
  field->values = 0;
}

static uint64_t nth_weekdays(const Field *field) {
  uint64_t weekdays = 0;
  for (int weekday = 0; weekday < 7; weekday++) weekdays |= (uint64_t)(field->nth[weekday] != 0) << weekday;
  return weekdays;
}

/* Plain weekdays beside nth ones are refused, unless all are there. */
static bool weekdays_mix(const Field *field) {
  uint64_t nth = nth_weekdays(field);
  return nth && (field->values & ~nth) && count_values(field) != RULES[WEEKDAY].all;
}

static bool is_star(const Field *field) { return field->star && !field->values && !field->last; }

static bool is_one(const Field *field) { return count_values(field) == 1 && field->values; }

static int only_value(const Field *field) { return __builtin_ctzll(field->values); }

/* Dagster's own check: the 30th and 31st of February. */
static bool is_in_february_only(const Fields *fields) {
  const Field *day = &fields->at[DAY], *month = &fields->at[MONTH];
  return is_one(month) && only_value(month) == 2 && is_one(day) && only_value(day) >= 30;
}

/* ---- what Dagster makes of them ---- */

enum { LAST_MONTHLY_DAY = 28, ALL_MONTHS = 0x1ffe };

static CronShape shape_of(const Field *at) {
  bool at_one_time = is_one(&at[MINUTE]) && is_one(&at[HOUR]);
  bool every_day = is_star(&at[DAY]) && is_star(&at[MONTH]);
  bool monthly = is_one(&at[DAY]) && only_value(&at[DAY]) <= LAST_MONTHLY_DAY && is_star(&at[MONTH]) &&
                 is_star(&at[WEEKDAY]);
  bool weekly = every_day && (is_one(&at[WEEKDAY]) || !at[WEEKDAY].star);
  bool daily = every_day && is_star(&at[WEEKDAY]);
  if (nth_weekdays(&at[WEEKDAY])) return CRON_OTHER;
  if (at_one_time && (monthly || weekly || daily)) return CRON_BASIC;
  return !at[MINUTE].star && is_star(&at[HOUR]) && daily ? CRON_HOURLY : CRON_OTHER;
}

static void set_days(Cron *cron, const Field *at) {
  cron->days = (uint32_t)at[DAY].values;
  cron->last_day = at[DAY].last;
  cron->any_day = at[DAY].star;
  cron->months = at[MONTH].star ? ALL_MONTHS : (uint16_t)at[MONTH].values;
  cron->weekdays = (uint8_t)at[WEEKDAY].values;
  cron->any_weekday = at[WEEKDAY].star;
  cron->has_nth = nth_weekdays(&at[WEEKDAY]) != 0;
  memcpy(cron->nth_weekdays, at[WEEKDAY].nth, sizeof cron->nth_weekdays);
}

static void set_cron(Cron *cron, const Fields *fields, Str text) {
  const Field *at = fields->at;
  *cron = (Cron){.shape = shape_of(at), .every_hour = is_star(&at[HOUR])};
  cron->minutes = at[MINUTE].star ? (UINT64_C(1) << 60) - 1 : at[MINUTE].values;
  cron->hours = at[HOUR].star ? (UINT32_C(1) << 24) - 1 : (uint32_t)at[HOUR].values;
  set_days(cron, at);
  cron->leap_day = str_ends(text, STR(" 29 2 *"));
}

/* ---- the whole text ---- */

static Str without_alias(Str text) {
  static const struct {
    const char *name;
    Str fields;
  } ALIASES[] = {
      {"@midnight", STR_INIT("0 0 * * *")}, {"@hourly", STR_INIT("0 * * * *")},  {"@daily", STR_INIT("0 0 * * *")},
      {"@weekly", STR_INIT("0 0 * * 0")},   {"@monthly", STR_INIT("0 0 1 * *")}, {"@yearly", STR_INIT("0 0 1 1 *")},
      {"@annually", STR_INIT("0 0 1 1 *")},
  };
  for (size_t i = 0; i < COUNT(ALIASES); i++)
    if (is_word(text, ALIASES[i].name)) return ALIASES[i].fields;
  return text;
}

static bool split(Str text, Str fields[FIELD_COUNT]) {
  size_t at = 0, count = 0;
  for (;; count++) {
    while (at < text.n && is_blank(text.p[at])) at++;
    size_t start = at;
    while (at < text.n && !is_blank(text.p[at])) at++;
    if (at == start) return count == FIELD_COUNT;
    if (count == FIELD_COUNT) return false;
    fields[count] = str_sub(text, start, at);
  }
}

bool cron_read(Str text, Cron *cron) {
  Fields fields = {0};
  if (!split(without_alias(text), fields.text)) return false;
  for (int i = 0; i < FIELD_COUNT; i++)
    if (!read_field((FieldIndex)i, &fields.at[i], fields.text[i])) return false;
  for (int i = 0; i < FIELD_COUNT; i++) simplify(&fields, (FieldIndex)i);
  if (weekdays_mix(&fields.at[WEEKDAY]) || is_in_february_only(&fields)) return false;
  set_cron(cron, &fields, text);
  return true;
}
