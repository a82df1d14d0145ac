/* `match` and its patterns (Python 3.11 reference, "The match statement"): parsed, judged as CPython's compiler judges
 * them, and not evaluated. */
#include "compiler/parse/python.h"

static bool pattern(Parser *p, NameSet *names);

static void refuse(Parser *p, Span span, const char *message) { parser_fail(p, EXC_SYNTAX, span, str_of(message)); }

/* ---- names that a pattern binds ---- */

static void capture(Parser *p, NameSet *names, Str id, Span span) {
  if (!names_add(p, names, id))
    parser_fail(p, EXC_SYNTAX, span,
                str_printf(p->heap->arena, "multiple assignments to name '%.*s' in pattern", STR_FMT(id)));
  names_bind(p, id, span);
}

/* The name behind `as`, `*` or `**`; only behind `*` may it be `_`. */
static void capture_target(Parser *p, NameSet *names, bool wildcard) {
  Span span = p->token.span;
  Str id = python_identifier(p);
  if (str_is(id, "_") && wildcard) return;
  if (str_is(id, "_")) refuse(p, span, "cannot use '_' as a target");
  if (parser_at(p, ".") || parser_at(p, "(") || parser_at(p, "=")) parser_unexpected(p);
  capture(p, names, id, span);
}

static bool same_names(const NameSet *a, const NameSet *b) {
  if (a->names.n != b->names.n) return false;
  for (size_t i = 0; i < a->names.n; i++)
    if (!map_entry(&b->names, a->names.at[i].key)) return false;
  return true;
}

static void add_names(Parser *p, NameSet *names, const NameSet *more, Span span) {
  for (size_t i = 0; i < more->names.n; i++)
    if (!names_add(p, names, more->names.at[i].key)) refuse(p, span, "multiple assignments to one name in pattern");
}

/* ---- literals and values ---- */

/* number = [ "-" ] NUMBER [ ( "+" | "-" ) IMAGINARY ] */
static void number(Parser *p) {
  parser_skip(p, "-");
  bool imaginary = p->token.kind == TOKEN_IMAGINARY;
  if (p->token.kind != TOKEN_INTEGER && p->token.kind != TOKEN_FLOAT && !imaginary) parser_unexpected(p);
  python_number(p);
  if (!parser_at(p, "+") && !parser_at(p, "-")) return;
  if (imaginary) parser_fail_here(p, STR("real number required in complex literal"));
  parser_next(p);
  if (p->token.kind != TOKEN_IMAGINARY) parser_fail_here(p, STR("imaginary number required in complex literal"));
  python_number(p);
}

static bool at_literal(const Parser *p) {
  return p->token.kind == TOKEN_STRING || p->token.kind == TOKEN_INTEGER || p->token.kind == TOKEN_FLOAT ||
         p->token.kind == TOKEN_IMAGINARY || parser_at(p, "-") || parser_at(p, "None") || parser_at(p, "True") ||
         parser_at(p, "False");
}

/* literal = number | STRING { STRING } | "None" | "True" | "False" */
static void literal(Parser *p) {
  if (p->token.kind == TOKEN_STRING) {
    Node *node = python_strings(p);
    if (node->kind == NODE_FSTRING) refuse(p, node->span, "patterns may only match literals and attribute lookups");
  } else if (p->token.kind == TOKEN_NAME) {
    parser_next(p);
  } else {
    number(p);
  }
}

/* dotted = NAME { "." NAME }, whose first name was read */
static void attributes(Parser *p, Str id, Span span) {
  names_mention(p, MENTION_USE, id, span);
  while (parser_skip(p, ".")) python_identifier(p);
}

/* ---- patterns of several ---- */

/* star = "*" NAME | pattern; counts the stars */
static void star_pattern(Parser *p, NameSet *names, size_t *stars) {
  Span span = p->token.span;
  if (!parser_skip(p, "*")) {
    pattern(p, names);
    return;
  }
  if ((*stars)++) refuse(p, span, "multiple starred expressions in sequence pattern");
  capture_target(p, names, true);
}

/* The items of a sequence to `close`, or to what ends the pattern of a `case`. Returns how many commas there are. */
static size_t sequence(Parser *p, NameSet *names, const char *close, size_t *stars, bool *irrefutable) {
  size_t commas = 0;
  *irrefutable = false;
  while (!parser_at(p, close) && !parser_at(p, "if") && !parser_failed(p)) {
    if (parser_at(p, "*")) star_pattern(p, names, stars), *irrefutable = false;
    else *irrefutable = pattern(p, names);
    if (!parser_skip(p, ",")) break;
    commas++;
  }
  *irrefutable = *irrefutable && !commas;
  return commas;
}

/* group = "(" pattern ")"; a sequence has a comma, or nothing */
static bool group(Parser *p, NameSet *names) {
  size_t stars = 0;
  bool irrefutable, empty;
  parser_next(p);
  empty = parser_at(p, ")");
  size_t commas = sequence(p, names, ")", &stars, &irrefutable);
  if (!empty && !commas && stars) parser_unexpected(p);
  parser_expect(p, ")");
  return irrefutable;
}

static void list(Parser *p, NameSet *names) {
  size_t stars = 0;
  bool irrefutable;
  parser_next(p);
  sequence(p, names, "]", &stars, &irrefutable);
  parser_expect(p, "]");
}

/* key = literal | NAME "." NAME { "." NAME } */
static void mapping_key(Parser *p, NameSet *keys) {
  Span span = p->token.span;
  if (!at_literal(p)) {
    Str id = python_identifier(p);
    if (!parser_at(p, ".")) refuse(p, span, "a key of a mapping pattern is a literal or an attribute");
    attributes(p, id, span);
    return;
  }
  literal(p);
  Str text = str_sub(p->scan.text, span.start, p->end);
  if (!names_add(p, keys, text))
    parser_fail(p, EXC_SYNTAX, span,
                str_printf(p->heap->arena, "mapping pattern checks duplicate key (%.*s)", STR_FMT(text)));
}

/* mapping = "{" [ key ":" pattern { "," key ":" pattern } ] [ "," "**" NAME ] [ "," ] "}" */
static void mapping(Parser *p, NameSet *names) {
  NameSet keys = {0};
  bool rest = false;
  parser_next(p);
  while (!parser_at(p, "}") && !rest && !parser_failed(p)) {
    rest = parser_skip(p, "**");
    if (rest) {
      capture_target(p, names, false);
    } else {
      mapping_key(p, &keys);
      parser_expect(p, ":");
      pattern(p, names);
    }
    if (!parser_skip(p, ",")) break;
  }
  parser_expect(p, "}");
}

/* argument = pattern | NAME "=" pattern; true for one with a name */
static bool class_argument(Parser *p, NameSet *names, NameSet *attributes_seen) {
  Token ahead = parser_peek(p);
  Span span = p->token.span;
  bool named = p->token.kind == TOKEN_NAME && ahead.kind == TOKEN_OPERATOR && str_is(ahead.text, "=");
  if (named) {
    Str id = python_identifier(p);
    names_forbid_debug(p, id, span);
    if (!names_add(p, attributes_seen, id)) refuse(p, span, "attribute name repeated in class pattern");
    parser_next(p);
  }
  pattern(p, names);
  return named;
}

/* class = dotted "(" [ argument { "," argument } [ "," ] ] ")" */
static void class_arguments(Parser *p, NameSet *names) {
  NameSet seen = {0};
  bool named = false;
  parser_next(p);
  while (!parser_at(p, ")") && !parser_failed(p)) {
    Span span = p->token.span;
    bool now = class_argument(p, names, &seen);
    if (named && !now) refuse(p, span, "positional patterns follow keyword patterns");
    named = now;
    if (!parser_skip(p, ",")) break;
  }
  parser_expect(p, ")");
}

/* ---- one pattern; each gives whether it matches anything ---- */

/* named = NAME | dotted | class */
static bool named(Parser *p, NameSet *names) {
  Span span = p->token.span;
  Str id = python_identifier(p);
  bool plain = !parser_at(p, ".") && !parser_at(p, "(");
  if (plain && parser_at(p, "=")) parser_unexpected(p);
  if (plain && !str_is(id, "_")) capture(p, names, id, span);
  if (!plain) attributes(p, id, span);
  if (!plain && parser_at(p, "(")) class_arguments(p, names);
  return plain;
}

/* closed = literal | named | group | list | mapping */
static bool closed(Parser *p, NameSet *names) {
  if (at_literal(p)) return literal(p), false;
  if (p->token.kind == TOKEN_NAME) return named(p, names);
  if (parser_at(p, "(")) return group(p, names);
  if (parser_at(p, "[")) return list(p, names), false;
  if (parser_at(p, "{")) return mapping(p, names), false;
  return parser_unexpected(p), false;
}

/* or = closed { "|" closed } */
static bool alternatives(Parser *p, NameSet *names) {
  Span span = p->token.span;
  NameSet first = {0};
  bool irrefutable = closed(p, &first);
  while (parser_at(p, "|")) {
    if (irrefutable) refuse(p, span, "a pattern that matches anything makes remaining patterns unreachable");
    parser_next(p);
    NameSet other = {0};
    span = p->token.span;
    irrefutable = closed(p, &other);
    if (!same_names(&first, &other)) refuse(p, span, "alternative patterns bind different names");
  }
  add_names(p, names, &first, span);
  return irrefutable;
}

/* pattern = or [ "as" NAME ] */
static bool pattern(Parser *p, NameSet *names) {
  bool irrefutable = parser_enter(p) && alternatives(p, names);
  parser_leave(p);
  if (parser_skip(p, "as")) capture_target(p, names, false);
  return irrefutable;
}

/* ---- the statement ---- */

/* case = "case" ( pattern | open sequence ) [ "if" named ] block; true if it matches anything */
static bool case_block(Parser *p) {
  NameSet names = {0};
  size_t stars = 0;
  bool irrefutable;
  uint32_t start = p->token.span.start;
  if (!parser_at(p, "case")) parser_unexpected(p);
  parser_next(p);
  if (parser_at(p, ":") || parser_at(p, "if")) parser_unexpected(p);
  size_t commas = sequence(p, &names, ":", &stars, &irrefutable);
  if (stars && !commas) parser_unexpected(p);
  bool guard = parser_skip(p, "if");
  if (guard) python_named(p);
  python_block(p, "'case' statement", start);
  return irrefutable && !guard;
}

/* match = "match" subject ":" NEWLINE INDENT case { case } DEDENT */
Node *python_match(Parser *p) {
  uint32_t start = parser_next(p).span.start;
  bool irrefutable = false;
  p->names->begun = true;
  python_subject(p);
  parser_expect(p, ":");
  parser_expect_kind(p, TOKEN_NEWLINE);
  if (p->token.kind != TOKEN_INDENT)
    parser_fail(p, EXC_INDENTATION, p->token.span, STR("expected an indented block after 'match' statement"));
  parser_next(p);
  uint32_t end = p->end;
  while (p->token.kind != TOKEN_DEDENT && p->token.kind != TOKEN_END) {
    if (irrefutable) parser_fail_here(p, STR("a pattern that matches anything makes remaining patterns unreachable"));
    irrefutable = case_block(p);
    end = p->end;
  }
  parser_next(p);
  p->end = end;
  return python_unsupported(p, start, "'match'");
}

/* `match` is a word like any other unless its line goes on and ends in a colon. */
bool python_at_match(const Parser *p) {
  if (p->token.kind != TOKEN_NAME || !parser_at(p, "match")) return false;
  Parser ahead = *p;
  parser_next(&ahead);
  bool colon = parser_at(&ahead, ":"), other = !colon;
  while (ahead.token.kind != TOKEN_NEWLINE && ahead.token.kind != TOKEN_END) {
    colon = parser_at(&ahead, ":");
    parser_next(&ahead);
  }
  return colon && other;
}
