#include "compiler/parse/selection.h"

#include "runtime/core/limits.h"
#include "runtime/core/vec.h"

typedef enum Lexeme {
  LEX_END,
  LEX_EQUAL,
  LEX_AND,
  LEX_OR,
  LEX_NOT,
  LEX_STAR,
  LEX_PLUS,
  LEX_DIGITS,
  LEX_COLON,
  LEX_OPEN,
  LEX_CLOSE,
  LEX_ATTRIBUTE, /* the name of one: a row of ATTRIBUTES */
  LEX_FUNCTION,
  LEX_QUOTED,
  LEX_NAME,
  LEX_PATTERN,
  LEX_NULL,
  LEX_WRONG,
} Lexeme;

static const struct {
  const char *name;
  SelectionKind kind;
  bool takes_pattern, takes_pair;
  bool is_value; /* the word may also stand for a value */
} ATTRIBUTES[] = {
    {"key", SELECTION_KEY, true, false, false},
    {"tag", SELECTION_TAG, false, true, false},
    {"group", SELECTION_GROUP, false, false, false},
    {"owner", SELECTION_OWNER, false, false, false},
    {"kind", SELECTION_KIND, false, false, false},
    {"is", SELECTION_IS, false, false, false},
    {"partitions", SELECTION_PARTITIONS, false, false, false},
    {"code_location", SELECTION_REMOTE, false, false, false},
    {"status", SELECTION_REMOTE, false, false, false},
    {"column", SELECTION_REMOTE, false, false, false},
    {"table_name", SELECTION_REMOTE, false, false, false},
    {"column_tag", SELECTION_REMOTE, false, true, false},
    {"changed_in_branch", SELECTION_REMOTE, false, false, false},
    {"automation_type", SELECTION_REMOTE, false, false, false},
    {"sensor", SELECTION_REMOTE, false, false, true},
    {"schedule", SELECTION_REMOTE, false, false, true},
    {"job", SELECTION_REMOTE, false, false, true},
};
enum { ATTRIBUTE_COUNT = COUNT(ATTRIBUTES) };

typedef struct Reader {
  Arena *arena;
  Str text;
  size_t at; /* behind the lexeme at hand */
  Lexeme lexeme;
  Str word; /* of the lexeme */
  size_t attribute;
  unsigned depth;
  bool failed; /* the first error wins; from then on every lexeme is LEX_END */
  Str why;
  size_t wrong_at;
} Reader;

/* ---- lexemes ---- */

static bool is_letter(char c) { return char_is_letter(c) || c == '_'; }
static bool is_more(char c) { return is_letter(c) || char_is_digit(c) || c == '/'; }

static void fail(Reader *r, const char *why) {
  if (!r->failed) r->why = str_of(why), r->wrong_at = (size_t)(r->word.p - r->text.p);
  r->failed = true;
  r->lexeme = LEX_END;
}

static Lexeme lexeme_of_word(Reader *r, bool has_star) {
  static const struct {
    const char *word;
    Lexeme lexeme;
  } words[] = {{"and", LEX_AND}, {"AND", LEX_AND}, {"or", LEX_OR},          {"OR", LEX_OR},
               {"not", LEX_NOT}, {"NOT", LEX_NOT}, {"sinks", LEX_FUNCTION}, {"roots", LEX_FUNCTION}};
  if (str_is(r->word, "*")) return LEX_STAR;
  if (has_star) return LEX_PATTERN;
  for (size_t i = 0; i < COUNT(words); i++)
    if (str_is(r->word, words[i].word)) return words[i].lexeme;
  for (r->attribute = 0; r->attribute < ATTRIBUTE_COUNT; r->attribute++)
    if (str_is(r->word, ATTRIBUTES[r->attribute].name)) return LEX_ATTRIBUTE;
  return LEX_NAME;
}

static Lexeme read_word(Reader *r, size_t from) {
  bool has_star = false;
  size_t at = from;
  for (; at < r->text.n && (is_more(r->text.p[at]) || r->text.p[at] == '*'); at++) has_star |= r->text.p[at] == '*';
  r->word = str_sub(r->text, from, at);
  return lexeme_of_word(r, has_star);
}

static Lexeme read_quoted(Reader *r, size_t from) {
  size_t at = from + 1;
  while (at < r->text.n && !strchr("\"\\\r\n", r->text.p[at])) at++;
  if (at >= r->text.n || r->text.p[at] != '"') return LEX_WRONG;
  r->word = str_sub(r->text, from, at + 1);
  return LEX_QUOTED;
}

static Lexeme read_digits(Reader *r, size_t from) {
  size_t at = from;
  while (at < r->text.n && char_is_digit(r->text.p[at])) at++;
  r->word = str_sub(r->text, from, at);
  return LEX_DIGITS;
}

static Lexeme read_lexeme(Reader *r, size_t from) {
  static const char signs[] = "=+:()";
  static const Lexeme of_sign[] = {LEX_EQUAL, LEX_PLUS, LEX_COLON, LEX_OPEN, LEX_CLOSE};
  char c = r->text.p[from];
  r->word = str_sub(r->text, from, from + 1);
  if (is_letter(c) || c == '*') return read_word(r, from);
  if (char_is_digit(c)) return read_digits(r, from);
  if (c == '"') return read_quoted(r, from);
  const char *sign = c ? strchr(signs, c) : NULL;
  if (sign) return of_sign[sign - signs];
  Str null = str_sub(r->text, from, from + 6);
  if (!str_is(null, "<null>")) return LEX_WRONG;
  r->word = null;
  return LEX_NULL;
}

static void next(Reader *r) {
  if (r->failed) return;
  while (r->at < r->text.n && strchr(" \t\r", r->text.p[r->at]) && r->text.p[r->at]) r->at++;
  r->word = str_sub(r->text, r->at, r->at);
  r->lexeme = r->at < r->text.n ? read_lexeme(r, r->at) : LEX_END;
  r->at += r->word.n;
  if (r->lexeme == LEX_WRONG) fail(r, "this character has no meaning here; put the value into double quotes");
}

static void expect(Reader *r, Lexeme lexeme, const char *why) {
  if (r->lexeme == lexeme)
    next(r);
  else
    fail(r, why);
}

/* ---- rules ---- */

static const Selection *make(Reader *r, Selection selection) {
  Selection *made = ARENA_NEW(r->arena, Selection);
  *made = selection;
  return made;
}

static const Selection *chained(Reader *r, SelectionKind kind, const Selection *a, int depth) {
  return make(r, (Selection){.kind = kind, .a = a, .depth = depth});
}

static const Selection *joined(Reader *r, SelectionKind kind, const Selection *a, const Selection *b) {
  return make(r, (Selection){.kind = kind, .a = a, .b = b});
}

/* value = QUOTED | NAME | "<null>" | "sensor" | "schedule" | "job" ; a key: QUOTED | NAME | PATTERN */
static Str value(Reader *r, size_t attribute, bool *null) {
  bool is_key = ATTRIBUTES[attribute].takes_pattern;
  bool is_word = r->lexeme == LEX_ATTRIBUTE && ATTRIBUTES[r->attribute].is_value && !is_key;
  bool fits = r->lexeme == LEX_QUOTED || r->lexeme == LEX_NAME || is_word ||
              (is_key ? r->lexeme == LEX_PATTERN : r->lexeme == LEX_NULL);
  Str word = r->word;
  *null = r->lexeme == LEX_NULL;
  if (r->lexeme == LEX_QUOTED) word = str_sub(word, 1, word.n - 1);
  if (fits)
    next(r);
  else
    fail(r, "a value is expected here; with other signs than letters, digits, '_' and '/' it stands in double quotes");
  return *null ? STR("") : word;
}

/* What raises while Dagster reads it is no selection either. */
static void judge(Reader *r, const Selection *s) {
  bool known = str_is(s->text, "external") || str_is(s->text, "materializable");
  if (s->kind == SELECTION_IS && !known) fail(r, "'is:' takes 'external' and 'materializable'");
  if (s->kind == SELECTION_TAG && s->null) fail(r, "a tag has a name");
}

/* attribute = name ":" value [ "=" value ] */
static const Selection *attribute(Reader *r) {
  size_t row = r->attribute;
  Selection s = {.kind = ATTRIBUTES[row].kind};
  Str name = r->word;
  bool null;
  next(r);
  expect(r, LEX_COLON, "':' is expected here");
  s.text = value(r, row, &s.null);
  if (ATTRIBUTES[row].takes_pair && r->lexeme == LEX_EQUAL) {
    next(r);
    s.value = value(r, row, &null);
  }
  judge(r, &s);
  if (s.kind == SELECTION_REMOTE) s.text = name;
  return make(r, s);
}

static const Selection *expression(Reader *r, unsigned power);

/* operand = "(" expression ")" | ( "sinks" | "roots" ) "(" expression ")" | attribute */
static const Selection *operand(Reader *r) {
  if (r->lexeme == LEX_ATTRIBUTE) return attribute(r);
  bool is_function = r->lexeme == LEX_FUNCTION, of_sinks = str_is(r->word, "sinks");
  if (is_function) next(r);
  expect(r, LEX_OPEN, "a selection is expected here: an attribute such as 'tag:', '(', 'sinks(' or 'roots('");
  if (r->failed) return make(r, (Selection){.kind = SELECTION_ALL});
  const Selection *inner = expression(r, 0);
  expect(r, LEX_CLOSE, "')' is expected here");
  return is_function ? chained(r, of_sinks ? SELECTION_SINKS : SELECTION_ROOTS, inner, 0) : inner;
}

static int depth_of(Str digits) {
  int depth = 0;
  for (size_t i = 0; i < digits.n && depth < 1000000; i++) depth = depth * 10 + (digits.p[i] - '0');
  return digits.n ? depth : SELECTION_ANY_DEPTH;
}

static Str digits(Reader *r) {
  Str word = r->lexeme == LEX_DIGITS ? r->word : (Str){"", 0};
  if (word.n) next(r);
  return word;
}

/* traversal = [ up ] operand [ down ] */
static const Selection *traversal(Reader *r) {
  bool up = r->lexeme == LEX_DIGITS || r->lexeme == LEX_PLUS;
  int up_depth = depth_of(digits(r));
  if (up) expect(r, LEX_PLUS, "'+' is expected here");
  const Selection *inner = operand(r);
  bool down = r->lexeme == LEX_PLUS;
  if (!up && !down) return inner;
  if (down) next(r);
  int down_depth = down ? depth_of(digits(r)) : 0;
  const Selection *above = up ? chained(r, SELECTION_UP, inner, up_depth) : NULL;
  const Selection *below = down ? chained(r, SELECTION_DOWN, inner, down_depth) : NULL;
  return above && below ? joined(r, SELECTION_OR, above, below) : above ? above : below;
}

static const Selection *prefix(Reader *r) {
  enum { POWER_NOT = 3 };
  if (r->lexeme == LEX_STAR) {
    next(r);
    return make(r, (Selection){.kind = SELECTION_ALL});
  }
  if (r->lexeme != LEX_NOT) return traversal(r);
  next(r);
  return chained(r, SELECTION_NOT, expression(r, POWER_NOT), 0);
}

/* `power`: operators that bind less tightly are left to the caller; or 1, and 2 */
static const Selection *expression(Reader *r, unsigned power) {
  if (++r->depth > LIMIT_PARSE_DEPTH) fail(r, "nested too deeply");
  const Selection *left = prefix(r);
  for (;;) {
    unsigned own = r->lexeme == LEX_AND ? 2 : r->lexeme == LEX_OR ? 1 : 0;
    if (own == 0 || own <= power) break;
    SelectionKind kind = own == 2 ? SELECTION_AND : SELECTION_OR;
    next(r);
    left = joined(r, kind, left, expression(r, own));
  }
  r->depth--;
  return left;
}

/* ---- what is tried when this does not fit ---- */

static bool is_bare_letter(char c) {
  return is_more(c) || c == '.' || c == '[' || c == ']' || c == '?' || c == '-' || c < 0;
}

/* bare = [ "*" ] { "+" } WORD { "+" } [ "*" ] (dagster/_core/selector/subset_selector.py, parse_clause) */
static const Selection *bare(Reader *r) {
  Str text = str_trim(r->text);
  size_t from = text.n && text.p[0] == '*', at;
  while (from < text.n && text.p[from] == '+') from++;
  for (at = from; at < text.n && is_bare_letter(text.p[at]);) at++;
  size_t end = at;
  while (end < text.n && text.p[end] == '+') end++;
  bool to_any = end < text.n && text.p[end] == '*';
  if (at == from || end + to_any != text.n) return NULL;
  bool from_any = text.p[0] == '*';
  const Selection *asset = make(r, (Selection){.kind = SELECTION_ASSET, .text = str_sub(text, from, at)});
  const Selection *up = chained(r, SELECTION_UP, asset, from_any ? SELECTION_ANY_DEPTH : (int)from);
  const Selection *down = chained(r, SELECTION_DOWN, asset, to_any ? SELECTION_ANY_DEPTH : (int)(end - at));
  if (from && end + to_any > at) return joined(r, SELECTION_OR, up, down);
  return from ? up : end + to_any > at ? down : asset;
}

/* The tag of everything behind `tag:`, cut at its one `=`. */
static const Selection *any_tag(Reader *r) {
  if (!str_starts(r->text, STR("tag:"))) return NULL;
  Str rest = str_sub(r->text, 4, r->text.n);
  size_t sign = str_find(rest, STR("="), 0);
  if (sign == SIZE_MAX) return make(r, (Selection){.kind = SELECTION_TAG, .text = rest});
  if (str_find(rest, STR("="), sign + 1) != SIZE_MAX) return NULL;
  Str text = str_sub(rest, 0, sign), after = str_sub(rest, sign + 1, rest.n);
  return make(r, (Selection){.kind = SELECTION_TAG, .text = text, .value = after});
}

const Selection *selection_parse(Arena *arena, Str text, Str *why, size_t *at) {
  Reader r = {.arena = arena, .text = text};
  next(&r);
  const Selection *selection = expression(&r, 0);
  if (!r.failed && r.lexeme != LEX_END) fail(&r, "the selection should end here, or go on with 'and' or 'or'");
  if (!r.failed) return selection;
  *why = r.why;
  *at = r.wrong_at;
  selection = bare(&r);
  return selection ? selection : any_tag(&r);
}
