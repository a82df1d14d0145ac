/* The string tokens of Python, joined and decoded, and what stands in braces inside them (CPython 3.11, where an
 * f-string is one token and its expressions are parsed afterwards: string_parser.c). What Python takes from 3.12 on,
 * its own quotes and backslashes within the texts of an expression, is taken too: which Python loads a project is not
 * known. */

#include "compiler/parse/expression.h"

#include "compiler/parse/python.h"

#include <string.h>

/* ---- the parts of a literal ---- */

typedef struct Literal {
  bool raw, bytes, formatted;
  uint32_t start, end; /* of the inside */
} Literal;

static Literal literal_of(const Token *token) {
  Literal literal = {0};
  size_t at = 0;
  for (; token->text.p[at] != '\'' && token->text.p[at] != '"'; at++) {
    char c = token->text.p[at] | 0x20;
    literal.raw |= c == 'r';
    literal.bytes |= c == 'b';
    literal.formatted |= c == 'f';
  }
  char quote = token->text.p[at];
  bool triple = token->text.n >= at + 6 && token->text.p[at + 1] == quote && token->text.p[at + 2] == quote;
  literal.start = token->span.start + (uint32_t)at + (triple ? 3 : 1);
  literal.end = token->span.end - (triple ? 3 : 1);
  return literal;
}

typedef struct Joined {
  Parser *p;
  NodeList parts;
  Buf text; /* constant text not yet pushed */
  uint32_t text_start;
  bool named; /* a character by its name: the names of Unicode are not here, so the text is not evaluated */
} Joined;

static bool is_ascii(Str text) {
  for (size_t i = 0; i < text.n; i++)
    if ((unsigned char)text.p[i] >= 0x80) return false;
  return true;
}

static void fail(Joined *joined, uint32_t start, uint32_t end, Str message) {
  parser_fail(joined->p, EXC_SYNTAX, (Span){start, end}, message);
}

/* Whether each `\\N` of a text has a name in braces. */
static bool has_names(Str text) {
  for (size_t at = 0; at + 1 < text.n; at++) {
    if (text.p[at] != '\\' || text.p[++at] != 'N') continue;
    size_t end = str_find(text, STR("}"), at);
    if (end == SIZE_MAX || text.p[at + 1] != '{' || end == at + 2) return false;
  }
  return true;
}

/* Before a field a backslash stands for itself: `f'\\{a}'`. */
static Str with_last_backslash(Parser *p, Str text) {
  size_t n = 0;
  while (n < text.n && text.p[text.n - 1 - n] == '\\') n++;
  return n % 2 ? str_cat(p->heap->arena, text, STR("\\")) : text;
}

/* Decodes the bytes of the source between two offsets. */
static void put_text(Joined *joined, const Literal *literal, uint32_t start, uint32_t end) {
  Parser *p = joined->p;
  Str inside = scan_normal_lines(p->heap->arena, str_sub(p->scan.text, start, end)), decoded, why = {0};
  size_t bad = 0;
  if (joined->text.n == 0) joined->text_start = start;
  if (literal->bytes && !is_ascii(inside)) {
    fail(joined, start, end, STR("bytes can only contain ASCII literal characters"));
  } else if (literal->raw || !inside.n || !memchr(inside.p, '\\', inside.n)) {
    buf_put(&joined->text, inside);
  } else if (literal_unescape(p->heap, with_last_backslash(p, inside), literal->bytes, &decoded, &bad, &why)) {
    buf_put(&joined->text, decoded);
  } else if (str_is(why, LITERAL_NAMED) && has_names(inside)) {
    joined->named = true;
  } else {
    const char *prefix = why.n && why.p[0] == '(' ? "" : literal->bytes ? "(value error) " : "(unicode error) ";
    fail(joined, start, end, str_printf(p->heap->arena, "%s%.*s", prefix, STR_FMT(why)));
  }
}

static void flush(Joined *joined, uint32_t end) {
  if (!joined->text.n) return;
  Str text = str_copy(joined->p->heap->arena, buf_str(&joined->text));
  parser_push(joined->p, &joined->parts, parser_constant(joined->p, value_str(text), (Span){joined->text_start, end}));
  joined->text.n = 0;
}

/* ---- f-strings as Python has them from 3.12 on: `f"{names["a"]}"` ---- */

static size_t later_field(Str text, size_t at, unsigned depth);

/* Where a text ends whose inside begins at `at`; 0: it does not, in this line. */
static size_t later_string(Str text, size_t at, char quote, unsigned depth, bool formatted) {
  enum { DEPTH = 5 };
  while (depth < DEPTH && at && at < text.n && text.p[at] != '\n') {
    char c = text.p[at];
    if (c == quote) return at + 1;
    char next = at + 1 < text.n ? text.p[at + 1] : '\0';
    bool begins = formatted && c == '{', is_field = begins && next != '{';
    bool is_pair = c == '\\' ? !formatted || next != '{' : begins;
    at = is_field ? later_field(text, at + 1, depth) : at + 1 + is_pair;
  }
  return 0;
}

/* Where the text ends whose first quote stands at `at`. */
static size_t later_string_at(Str text, size_t at, unsigned depth) {
  bool is_formatted = at && (text.p[at - 1] | 0x20) == 'f';
  return later_string(text, at + 1, text.p[at], depth, is_formatted);
}

/* Where a field ends whose inside begins at `at`, or where its format begins, which goes on as text does; 0: neither is
 * in this line. */
static size_t later_field(Str text, size_t at, unsigned depth) {
  size_t open = 0;
  while (at && at < text.n && text.p[at] != '\n') {
    char c = text.p[at];
    if ((c == '}' || c == ':') && !open) return at + 1;
    open += strchr("([{", c) != NULL;
    open -= open && strchr(")]}", c);
    at = c == '"' || c == '\'' ? later_string_at(text, at, depth + 1) : at + 1;
  }
  return 0;
}

/* Takes the f-string at hand to where Python ends it from 3.12 on. */
static void take_later_string(Parser *p) {
  Literal literal = literal_of(&p->token);
  Str text = str_sub(p->scan.text, 0, p->scan.end);
  bool may_be = literal.formatted && literal.end + 1 == p->token.span.end; /* not in three quotes */
  size_t end = may_be ? later_string(text, literal.start, text.p[literal.end], 0, true) : 0;
  if (end <= p->token.span.end) return;
  p->token.span.end = (uint32_t)end;
  p->token.text = str_sub(text, p->token.span.start, end);
  p->scan.at = end;
}

/* ---- what stands in braces ---- */

typedef struct Finder {
  char open[LIMIT_PARSE_DEPTH];
  size_t depth;
  char quote;
  bool triple;
} Finder;

static bool triple_at(Str text, size_t at, size_t end) {
  return at + 2 < end && text.p[at + 1] == text.p[at] && text.p[at + 2] == text.p[at];
}

/* A quote begins or ends a string, or is a character of one. Returns how many bytes to go on: a whole string where it
 * ends in this line. */
static size_t quote_at(Finder *finder, Str text, size_t at, size_t end) {
  char c = text.p[at];
  bool triple = triple_at(text, at, end);
  size_t close = finder->quote || triple ? 0 : later_string_at(str_sub(text, 0, end), at, 1);
  if (close) return close - at;
  if (!finder->quote) {
    finder->quote = c;
    finder->triple = triple;
    return triple ? 3 : 1;
  }
  if (c != finder->quote || (finder->triple && !triple)) return 1;
  finder->quote = 0;
  return finder->triple ? 3 : 1;
}

static bool closes(Joined *joined, Finder *finder, uint32_t at) {
  Arena *arena = joined->p->heap->arena;
  char c = joined->p->scan.text.p[at];
  if (finder->depth == 0) {
    fail(joined, at, at + 1, str_printf(arena, "f-string: unmatched '%c'", c));
    return false;
  }
  char open = finder->open[--finder->depth];
  if (c == (open == '(' ? ')' : open == '[' ? ']' : '}')) return true;
  fail(joined, at, at + 1,
       str_printf(arena, "f-string: closing parenthesis '%c' does not match opening parenthesis '%c'", c, open));
  return false;
}

/* One of `! : = < >` outside brackets ends the expression, unless it is part of a comparison. */
static bool ends_expression(Str text, size_t at, size_t end, size_t *step) {
  char c = text.p[at];
  bool compares = at + 1 < end && text.p[at + 1] == '=' && c != ':' && c != '}';
  *step = compares ? 2 : 1;
  return !compares && c != '<' && c != '>';
}

/* The offset where the expression that begins at `at` ends; `end` with an error. */
static uint32_t find_end(Joined *joined, uint32_t at, uint32_t end) {
  Str text = joined->p->scan.text;
  Finder finder = {.depth = 0};
  while (at < end && !parser_failed(joined->p)) {
    char c = text.p[at];
    size_t step = 1;
    if (c == '\\' && finder.quote) {
      step = 2;
    } else if (c == '\\') {
      fail(joined, at, at + 1, STR("f-string expression part cannot include a backslash"));
    } else if (c == '\'' || c == '"') {
      step = quote_at(&finder, text, at, end);
    } else if (finder.quote) {
      step = 1;
    } else if (c == '#') {
      fail(joined, at, at + 1, STR("f-string expression part cannot include '#'"));
    } else if (strchr("([{", c)) {
      if (finder.depth == LIMIT_PARSE_DEPTH) fail(joined, at, at + 1, STR("f-string: too many nested parenthesis"));
      else finder.open[finder.depth++] = c;
    } else if (finder.depth == 0 && strchr("!:=<>}", c)) {
      if (ends_expression(text, at, end, &step)) return at;
    } else if (strchr(")]}", c) && !closes(joined, &finder, at)) {
      break;
    }
    at += (uint32_t)step;
  }
  if (finder.quote) fail(joined, at, at, STR("f-string: unterminated string"));
  else fail(joined, at, at, STR("f-string: expecting '}'"));
  return end;
}

/* The expression between two offsets of the same source, as if in parentheses. */
static Node *parse_inside(Joined *joined, uint32_t start, uint32_t end) {
  Parser *p = joined->p;
  if (!str_trim(str_sub(p->scan.text, start, end)).n)
    return parser_fail(p, EXC_SYNTAX, (Span){start, end}, STR("f-string: empty expression not allowed"));
  Parser sub = {.heap = p->heap, .dialect = EXPR_PYTHON, .depth = p->depth, .in_fstring = true, .error = VALUE_ABSENT};
  sub.names = p->names;
  scan_begin(&sub.scan, p->heap, p->scan.text, SCAN_PYTHON);
  sub.scan.end = end;
  sub.scan.line_start = false;
  sub.scan.at = start;
  sub.scan.brackets[0].at = start;
  sub.scan.bracket_count = 1;
  sub.token.span = (Span){start, start};
  parser_next(&sub);
  Node *node = python_yield_or_tuple(&sub);
  if (sub.token.kind != TOKEN_END) parser_unexpected(&sub);
  const Exception *error = parser_failed(&sub) ? sub.error.exc : NULL;
  if (error) parser_fail(p, error->type, error->span, error->message);
  return node;
}

static uint32_t pieces(Joined *joined, const Literal *literal, uint32_t at, int level);

/* conversion = "!" ( "s" | "r" | "a" ) */
static Str conversion(Joined *joined, uint32_t *at, uint32_t end) {
  Str text = joined->p->scan.text;
  (*at)++;
  if (*at < end && strchr("sra", text.p[*at])) return (*at)++, str_sub(text, *at - 1, *at);
  if (*at >= end) fail(joined, *at, *at, STR("f-string: expecting '}'"));
  else fail(joined, *at, *at + 1, STR("f-string: invalid conversion character: expected 's', 'r', or 'a'"));
  return STR("");
}

/* The format behind the colon: an f-string of its own, which ends at the brace. */
static Node *format_spec(Joined *joined, const Literal *literal, uint32_t *at, int level) {
  Parser *p = joined->p;
  Joined spec = {.p = p, .text = buf_new(p->heap->arena, LIMIT_STRING_BYTES)};
  uint32_t start = ++*at;
  *at = pieces(&spec, literal, *at, level + 1);
  joined->named |= spec.named;
  flush(&spec, *at);
  Node *node = node_new(p->heap->arena, NODE_FSTRING, (Span){start, *at});
  node->fstring.parts = spec.parts;
  return node;
}

/* field = "{" any [ "=" ] [ conversion ] [ ":" format ] "}" */
static uint32_t field(Joined *joined, const Literal *literal, uint32_t at, int level) {
  Parser *p = joined->p;
  Str text = p->scan.text;
  uint32_t open = at++, end = literal->end;
  if (level >= 2) fail(joined, open, open + 1, STR("f-string: expressions nested too deeply"));
  uint32_t stop = find_end(joined, at, end);
  if (parser_failed(p)) return end;
  Node *value = parse_inside(joined, at, stop), *spec = NULL;
  Str shown = {0};
  bool debug = text.p[stop] == '=';
  if (debug) {
    for (stop++; stop < end && strchr(" \t\n\r\f\v", text.p[stop]);) stop++;
    put_text(joined, &(Literal){.raw = true}, at, stop);
  }
  if (stop < end && text.p[stop] == '!') shown = conversion(joined, &stop, end);
  bool formatted = stop < end && text.p[stop] == ':';
  if (formatted && !parser_failed(p)) spec = format_spec(joined, literal, &stop, level);
  if (stop >= end || text.p[stop] != '}') fail(joined, stop, stop, STR("f-string: expecting '}'"));
  flush(joined, open);
  Node *node = node_new(p->heap->arena, NODE_FORMATTED, (Span){open, stop + 1});
  node->formatted.value = value;
  node->formatted.conversion = debug && !shown.n && !formatted ? STR("r") : shown;
  node->formatted.spec = spec;
  parser_push(p, &joined->parts, node);
  return stop + 1;
}

/* Skips an escape, so that the braces of `\N{…}` begin no field. */
static uint32_t skip_escape(Str text, uint32_t at, uint32_t end) {
  if (++at >= end || text.p[at] == '{' || text.p[at] == '}') return at;
  if (text.p[at++] != 'N' || at >= end || text.p[at] != '{') return at;
  while (at < end && text.p[at] != '}') at++;
  return at < end ? at + 1 : at;
}

/* Text and fields from `at` on: to the end of the literal, or, in a format, to the brace that closes its field. */
static uint32_t pieces(Joined *joined, const Literal *literal, uint32_t at, int level) {
  Str text = joined->p->scan.text;
  uint32_t start = at;
  while (at < literal->end && !parser_failed(joined->p)) {
    char c = text.p[at];
    if (c == '\\' && !literal->raw) {
      at = skip_escape(text, at, literal->end);
    } else if (c != '{' && c != '}') {
      at++;
    } else if (level == 0 && text.p[at + 1] == c) { /* behind the last character stands the quote */
      put_text(joined, literal, start, at + 1);
      start = at += 2;
    } else if (c == '}') {
      if (level > 0) break;
      fail(joined, at, at + 1, STR("f-string: single '}' is not allowed"));
    } else {
      put_text(joined, literal, start, at);
      start = at = field(joined, literal, at, level);
    }
  }
  put_text(joined, literal, start, at);
  return at;
}

/* ---- the whole ---- */

/* The tokens of one literal: a CONST, or an FSTRING whose parts are CONST and FORMATTED. */
static Node *join_tokens(Parser *p, const Token *tokens, size_t n) {
  Joined joined = {.p = p, .text = buf_new(p->heap->arena, LIMIT_STRING_BYTES)};
  Span span = {tokens[0].span.start, tokens[n - 1].span.end};
  bool bytes = literal_of(&tokens[0]).bytes, formatted = false;
  for (size_t i = 0; i < n && !parser_failed(p); i++) {
    Literal literal = literal_of(&tokens[i]);
    if (literal.bytes != bytes) return parser_fail(p, EXC_SYNTAX, span, STR("cannot mix bytes and nonbytes literals"));
    formatted |= literal.formatted;
    if (literal.formatted) pieces(&joined, &literal, literal.start, 0);
    else put_text(&joined, &literal, literal.start, literal.end);
  }
  if (joined.named) return python_unsupported(p, span.start, "a character by its name");
  if (!formatted) {
    Str text = str_copy(p->heap->arena, buf_str(&joined.text));
    return parser_constant(p, bytes ? value_bytes(text) : value_str(text), span);
  }
  flush(&joined, span.end);
  Node *node = node_new(p->heap->arena, NODE_FSTRING, span);
  node->fstring.parts = joined.parts;
  return node;
}

Node *python_strings(Parser *p) {
  VEC(Token) tokens = {0};
  do {
    take_later_string(p);
    Token token = parser_next(p);
    VEC_PUSH(p->heap->arena, &tokens, token);
  } while (p->token.kind == TOKEN_STRING);
  return join_tokens(p, tokens.at, tokens.n);
}
