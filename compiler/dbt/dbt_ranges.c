#include "compiler/dbt/dbt_ranges.h"

#include "runtime/core/limits.h"

typedef enum Kind { SQL_WORD, SQL_SIGN, SQL_VARIABLE, SQL_OTHER, SQL_END } Kind;

typedef struct Lexeme {
  Kind kind;
  Str text; /* of a variable: its name */
  Span span;
} Lexeme;

typedef struct Sql {
  Arena *arena;
  Arena *scratch; /* where the lexemes lie */
  Str text;
  const DbtUses *uses;
  VEC(Lexeme) all;
} Sql;

/* ---- lexemes ---- */

/* Whether a sign of two characters stands at `at`. */
static bool starts_at(const Sql *sql, size_t at, const char *sign) {
  return at + 1 < sql->text.n && sql->text.p[at] == sign[0] && sql->text.p[at + 1] == sign[1];
}

/* The offset behind `end`, looked for from `at` on; the end of the text where it is not there. */
static size_t behind(const Sql *sql, const char *end, size_t at) {
  size_t found = str_find(sql->text, str_of(end), at);
  return found == SIZE_MAX ? sql->text.n : found + strlen(end);
}

static void push(Sql *sql, Kind kind, Str text, size_t start, size_t end) {
  VEC_PUSH(sql->scratch, &sql->all, (Lexeme){kind, text, {(uint32_t)start, (uint32_t)end}});
}

/* What a tag `{{ … }}` at [start, end) gives: `var('x')` whole, or a name that stands for one. */
static Str variable_of(const Sql *sql, size_t start, size_t end) {
  Str inside = str_sub(sql->text, start + 2, end > start + 4 ? end - 2 : end);
  if (inside.n && inside.p[0] == '-') inside = str_sub(inside, 1, inside.n);
  if (inside.n && inside.p[inside.n - 1] == '-') inside.n--;
  inside = str_trim(inside);
  for (size_t i = 0; i < sql->uses->aliases.n; i++)
    if (str_eq(inside, sql->uses->aliases.at[i].name)) return sql->uses->aliases.at[i].variable;
  bool is_call = str_starts(inside, STR("var")) && str_find(inside, STR(")"), 0) == inside.n - 1;
  for (size_t i = 0; is_call && i < sql->uses->vars.n; i++) {
    const DbtVarUse *use = &sql->uses->vars.at[i];
    if (use->span.start >= start && use->span.end <= end) return use->name;
  }
  return (Str){"", 0};
}

static size_t take_tag(Sql *sql, size_t at) {
  size_t end = behind(sql, "}}", at);
  Str variable = variable_of(sql, at, end);
  push(sql, variable.n ? SQL_VARIABLE : SQL_OTHER, variable, at, end);
  return end;
}

/* A text in quotes; with nothing but one tag in it, what the tag gives. */
static size_t take_quoted(Sql *sql, size_t at) {
  size_t end = at + 1, tag = SIZE_MAX, tag_end = 0;
  while (end < sql->text.n && sql->text.p[end] != '\'') {
    bool is_tag = starts_at(sql, end, "{{");
    if (is_tag && tag == SIZE_MAX) tag = end;
    end = is_tag ? behind(sql, "}}", end) : end + 1;
    if (is_tag) tag_end = end;
  }
  Str variable = tag == at + 1 && tag_end == end ? variable_of(sql, tag, tag_end) : (Str){"", 0};
  if (variable.n)
    push(sql, SQL_VARIABLE, variable, tag, tag_end);
  else
    push(sql, SQL_OTHER, (Str){"", 0}, at, end);
  return end < sql->text.n ? end + 1 : end;
}

static size_t take_word(Sql *sql, size_t at) {
  size_t end = at;
  while (end < sql->text.n && char_is_word(sql->text.p[end])) end++;
  push(sql, SQL_WORD, str_sub(sql->text, at, end), at, end);
  return end;
}

static size_t take_sign(Sql *sql, size_t at) {
  static const char *const two[] = {"<=", ">=", "<>", "!=", "::", "||"};
  size_t n = 1;
  for (size_t i = 0; i < COUNT(two); i++)
    if (starts_at(sql, at, two[i])) n = 2;
  push(sql, SQL_SIGN, str_sub(sql->text, at, at + n), at, at + n);
  return at + n;
}

static void read_lexemes(Sql *sql) {
  for (size_t at = 0; at < sql->text.n;) {
    char c = sql->text.p[at];
    if (starts_at(sql, at, "{{"))
      at = take_tag(sql, at);
    else if (starts_at(sql, at, "{%"))
      at = behind(sql, "%}", at);
    else if (starts_at(sql, at, "{#"))
      at = behind(sql, "#}", at);
    else if (starts_at(sql, at, "--"))
      at = behind(sql, "\n", at);
    else if (starts_at(sql, at, "/*"))
      at = behind(sql, "*/", at);
    else if (c == '\'')
      at = take_quoted(sql, at);
    else if (char_is_word(c))
      at = take_word(sql, at);
    else if (c > ' ')
      at = take_sign(sql, at);
    else
      at++;
  }
  push(sql, SQL_END, (Str){"", 0}, sql->text.n, sql->text.n);
}

/* ---- comparisons ---- */

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c; }

static bool is_word(const Lexeme *lexeme, const char *word) {
  if (lexeme->kind != SQL_WORD || lower(lexeme->text.p[0]) != word[0]) return false; /* as nearly always */
  if (lexeme->text.n != strlen(word)) return false;
  for (size_t i = 0; i < lexeme->text.n; i++)
    if (lower(lexeme->text.p[i]) != word[i]) return false;
  return true;
}

static bool is_one_of(const Lexeme *lexeme, const char *const *words, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (is_word(lexeme, words[i])) return true;
  return false;
}
#define IS_ONE_OF(lexeme, words) is_one_of(lexeme, words, COUNT(words))

static bool is_sign(const Lexeme *lexeme, const char *sign) {
  return lexeme->kind == SQL_SIGN && str_is(lexeme->text, sign);
}

/* What makes a date or a time of a text and changes nothing of it. */
static bool reads_date(const Lexeme *lexeme) {
  static const char *const functions[] = {
      "cast",           "try_cast",          "safe_cast",  "convert",         "try_convert",      "date",
      "timestamp",      "datetime",          "to_date",    "try_to_date",     "to_timestamp",     "to_timestamp_ntz",
      "to_timestamp_tz", "to_datetime",      "parse_date", "parse_timestamp", "parse_datetime",   "strptime",
      "date_parse",     "str_to_date",       "todate",     "todatetime",      "from_iso8601_date",
      "from_iso8601_timestamp"};
  return IS_ONE_OF(lexeme, functions);
}

/* The `)` that closes the bracket at `open`, if between them stand one variable, words, texts and commas; else 0. */
static size_t plain_bracket(const Sql *sql, size_t open, const Lexeme **variable) {
  size_t depth = 0;
  for (size_t i = open; i < sql->all.n; i++) {
    const Lexeme *lexeme = &sql->all.at[i];
    bool opens = is_sign(lexeme, "("), closes = is_sign(lexeme, ")");
    depth += opens;
    depth -= closes;
    if (lexeme->kind == SQL_VARIABLE && *variable) return 0;
    if (lexeme->kind == SQL_VARIABLE) *variable = lexeme;
    if (opens && i > open && !reads_date(lexeme - 1) && (lexeme - 1)->kind == SQL_WORD) return 0;
    bool is_known = opens || closes || is_sign(lexeme, ",") || is_sign(lexeme, "::") || lexeme->kind != SQL_SIGN;
    if (!is_known || lexeme->kind == SQL_END || is_word(lexeme, "interval")) return 0;
    if (closes && depth == 0) return *variable ? i : 0;
  }
  return 0;
}

/* The lexeme behind an operand that begins at `at` and is a variable's value and nothing else; 0: it is not. */
static size_t operand(const Sql *sql, size_t at, const Lexeme **variable) {
  static const char *const types[] = {"date", "timestamp", "datetime", "timestamptz"};
  size_t next = 0;
  const Lexeme *first = &sql->all.at[at];
  *variable = NULL;
  if (first->kind == SQL_END) return 0;
  if (first->kind == SQL_VARIABLE || (first[1].kind == SQL_VARIABLE && IS_ONE_OF(first, types))) {
    next = at + (first->kind == SQL_VARIABLE ? 1 : 2);
    *variable = &sql->all.at[next - 1];
  } else if (is_sign(first, "(") || (is_sign(first + 1, "(") && reads_date(first))) {
    size_t close = plain_bracket(sql, at + (first->kind == SQL_WORD), variable);
    next = close ? close + 1 : 0;
  }
  while (next && is_sign(&sql->all.at[next], "::") && sql->all.at[next + 1].kind == SQL_WORD) next += 2;
  static const char *const signs[] = {"+", "-", "*", "/", "||"};
  for (size_t i = 0; next && i < COUNT(signs); i++)
    if (is_sign(&sql->all.at[next], signs[i])) return 0;
  return next;
}

/* The column that `t.day` names; what follows a name makes it more than one. */
static const Lexeme *column_at(const Lexeme *first) {
  while (first->kind == SQL_WORD && is_sign(first + 1, ".")) first += 2;
  return first;
}

static void add(const Sql *sql, DbtBound bound, bool strict, const Lexeme *variable, const Lexeme *column,
                DbtComparisons *comparisons) {
  Str name = column->kind == SQL_WORD ? column->text : (Str){"", 0};
  VEC_PUSH(sql->arena, comparisons, (DbtComparison){bound, strict, variable->text, name, variable->span});
}

/* `x between A and B`, `before` being the `between`. */
static void look_at_between(const Sql *sql, const Lexeme *before, const Lexeme *variable, size_t next,
                            DbtComparisons *comparisons) {
  const Lexeme *upper, *column = before > sql->all.at ? before - 1 : before;
  if (is_word(column, "not") || !is_word(&sql->all.at[next], "and")) return;
  add(sql, DBT_FROM, false, variable, column, comparisons);
  if (operand(sql, next + 1, &upper)) add(sql, DBT_UP_TO, false, upper, column, comparisons);
}

/* Which bound a sign makes of what stands behind it; false: it is no such sign. */
static bool reads_sign(const Lexeme *sign, DbtBound *bound, bool *strict) {
  bool above = is_sign(sign, ">"), below = is_sign(sign, "<");
  *strict = above || below;
  *bound = above || is_sign(sign, ">=") ? DBT_FROM : DBT_UP_TO;
  return *strict || is_sign(sign, ">=") || is_sign(sign, "<=");
}

static void look_at(const Sql *sql, size_t at, DbtComparisons *comparisons) {
  DbtBound bound;
  bool strict;
  const Lexeme *variable, *before = at ? &sql->all.at[at - 1] : NULL;
  size_t next = operand(sql, at, &variable);
  if (!next) return;
  const Lexeme *behind_it = &sql->all.at[next];
  if (before && is_word(before, "between"))
    look_at_between(sql, before, variable, next, comparisons);
  else if (before && before > sql->all.at && reads_sign(before, &bound, &strict))
    add(sql, bound, strict, variable, before - 1, comparisons);
  else if (reads_sign(behind_it, &bound, &strict))
    add(sql, bound == DBT_FROM ? DBT_UP_TO : DBT_FROM, strict, variable, column_at(behind_it + 1), comparisons);
}

void dbt_ranges_read(Arena *arena, Str text, const DbtUses *uses, DbtComparisons *comparisons) {
  if (!uses->vars.n) return;
  Arena *scratch = arena_within(arena, arena->guard, LIMIT_SCRATCH_BYTES);
  Sql sql = {.arena = arena, .scratch = scratch, .text = text, .uses = uses};
  read_lexemes(&sql);
  for (size_t i = 0; i < sql.all.n; i++) look_at(&sql, i, comparisons);
  arena_free(scratch);
}
