/* `match` and its patterns (Python 3.11 reference, "The match statement"): parsed, and judged as CPython's compiler
 * judges them. */
#include "compiler/parse/python.h"

/* What was read, and whether it matches anything. */
typedef struct Pattern {
  Node *node;
  bool irrefutable;
} Pattern;

static Pattern pattern(Parser *p, NameSet *names);

static void refuse(Parser *p, Span span, const char *message) { parser_fail(p, EXC_SYNTAX, span, str_of(message)); }

/* ---- names that a pattern binds ---- */

static void capture(Parser *p, NameSet *names, Str id, Span span) {
  if (!names_add(p, names, id))
    parser_fail(p, EXC_SYNTAX, span,
                str_printf(p->heap->arena, "multiple assignments to name '%.*s' in pattern", STR_FMT(id)));
  names_bind(p, id, span);
}

/* The name behind `as`, `*` or `**`; only behind `*` may it be `_`, which is "" then. */
static Str capture_target(Parser *p, NameSet *names, bool wildcard) {
  Span span = p->token.span;
  Str id = python_identifier(p);
  if (str_is(id, "_") && wildcard) return STR("");
  if (str_is(id, "_")) refuse(p, span, "cannot use '_' as a target");
  if (parser_at(p, ".") || parser_at(p, "(") || parser_at(p, "=")) parser_unexpected(p);
  capture(p, names, id, span);
  return id;
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

static Node *operation(Parser *p, NodeKind kind, Operator op, Node *left, Node *right, uint32_t start) {
  Node *node = parser_node(p, kind, start);
  if (kind == NODE_UNARY) {
    node->unary.op = op;
    node->unary.operand = left;
  } else {
    node->binary.op = op;
    node->binary.left = left;
    node->binary.right = right;
  }
  return node;
}

static Node *real_number(Parser *p, bool *imaginary) {
  uint32_t start = p->token.span.start;
  bool negative = parser_skip(p, "-");
  *imaginary = p->token.kind == TOKEN_IMAGINARY;
  if (p->token.kind != TOKEN_INTEGER && p->token.kind != TOKEN_FLOAT && !*imaginary) parser_unexpected(p);
  Node *node = python_number(p);
  return negative ? operation(p, NODE_UNARY, OP_NEG, node, NULL, start) : node;
}

/* number = [ "-" ] NUMBER [ ( "+" | "-" ) IMAGINARY ] */
static Node *number(Parser *p) {
  uint32_t start = p->token.span.start;
  bool imaginary;
  Node *node = real_number(p, &imaginary);
  if (!parser_at(p, "+") && !parser_at(p, "-")) return node;
  if (imaginary) parser_fail_here(p, STR("real number required in complex literal"));
  Operator op = parser_at(p, "+") ? OP_ADD : OP_SUB;
  parser_next(p);
  if (p->token.kind != TOKEN_IMAGINARY) parser_fail_here(p, STR("imaginary number required in complex literal"));
  return operation(p, NODE_BINARY, op, node, python_number(p), start);
}

static bool at_literal(const Parser *p) {
  return p->token.kind == TOKEN_STRING || p->token.kind == TOKEN_INTEGER || p->token.kind == TOKEN_FLOAT ||
         p->token.kind == TOKEN_IMAGINARY || parser_at(p, "-") || parser_at(p, "None") || parser_at(p, "True") ||
         parser_at(p, "False");
}

static Node *word(Parser *p) {
  Node *node = node_new(p->heap->arena, NODE_CONST, p->token.span);
  Str text = parser_next(p).text;
  node->constant.value = str_is(text, "None") ? VALUE_NONE : value_bool(str_is(text, "True"));
  return node;
}

/* literal = number | STRING { STRING } | "None" | "True" | "False" */
static Node *literal(Parser *p) {
  if (p->token.kind == TOKEN_NAME) return word(p);
  if (p->token.kind != TOKEN_STRING) return number(p);
  Node *node = python_strings(p);
  if (node->kind == NODE_FSTRING) refuse(p, node->span, "patterns may only match literals and attribute lookups");
  return node;
}

/* dotted = NAME { "." NAME }, whose first name was read */
static Node *attributes(Parser *p, Str id, Span span) {
  Node *node = node_new(p->heap->arena, NODE_NAME_PY, span);
  node->name_py.id = id;
  names_mention(p, MENTION_USE, id, span);
  while (parser_skip(p, ".")) {
    Str attribute = python_identifier(p);
    Node *outer = parser_node(p, NODE_ATTR_PY, span.start);
    outer->attr_py.object = node;
    outer->attr_py.id = attribute;
    node = outer;
  }
  return node;
}

static Node *value_pattern(Parser *p, Node *value) {
  Node *node = node_new(p->heap->arena, NODE_PATTERN_VALUE, value->span);
  node->pattern_value.value = value;
  return node;
}

static Node *named_pattern(Parser *p, Node *inner, Str id, uint32_t start) {
  Node *node = parser_node(p, NODE_PATTERN_NAME, start);
  node->pattern_name.pattern = inner;
  node->pattern_name.id = id;
  return node;
}

/* ---- patterns of several ---- */

/* star = "*" NAME; there may be one */
static Node *star_pattern(Parser *p, NameSet *names, size_t *stars) {
  Span span = p->token.span;
  parser_next(p);
  if ((*stars)++) refuse(p, span, "multiple starred expressions in sequence pattern");
  Str id = capture_target(p, names, true);
  Node *node = parser_node(p, NODE_PATTERN_STAR, span.start);
  node->pattern_star.id = id;
  return node;
}

/* The items of a sequence. */
typedef struct Items {
  NodeList nodes;
  size_t commas, stars;
  bool irrefutable; /* one item alone, which is */
} Items;

/* Up to `close`, or to what ends the pattern of a `case`. */
static Items sequence(Parser *p, NameSet *names, const char *close) {
  Items items = {0};
  while (!parser_at(p, close) && !parser_at(p, "if") && !parser_failed(p)) {
    bool star = parser_at(p, "*");
    Pattern item = star ? (Pattern){star_pattern(p, names, &items.stars), false} : pattern(p, names);
    items.irrefutable = item.irrefutable;
    parser_push(p, &items.nodes, item.node);
    if (!parser_skip(p, ",")) break;
    items.commas++;
  }
  items.irrefutable = items.irrefutable && !items.commas;
  return items;
}

static Node *list_pattern(Parser *p, const Items *items, uint32_t start) {
  Node *node = parser_node(p, NODE_PATTERN_LIST, start);
  node->pattern_list.items = items->nodes;
  return node;
}

/* group = "(" pattern ")"; a sequence has a comma, or nothing */
static Pattern group(Parser *p, NameSet *names) {
  uint32_t start = parser_next(p).span.start;
  bool empty = parser_at(p, ")");
  Items items = sequence(p, names, ")");
  if (!empty && !items.commas && items.stars) parser_unexpected(p);
  parser_expect(p, ")");
  bool is_group = !empty && !items.commas && items.nodes.n == 1;
  return (Pattern){is_group ? items.nodes.at[0] : list_pattern(p, &items, start), items.irrefutable};
}

static Node *list(Parser *p, NameSet *names) {
  uint32_t start = parser_next(p).span.start;
  Items items = sequence(p, names, "]");
  parser_expect(p, "]");
  return list_pattern(p, &items, start);
}

/* key = literal | NAME "." NAME { "." NAME } */
static Node *mapping_key(Parser *p, NameSet *keys) {
  Span span = p->token.span;
  if (!at_literal(p)) {
    Str id = python_identifier(p);
    if (!parser_at(p, ".")) refuse(p, span, "a key of a mapping pattern is a literal or an attribute");
    return attributes(p, id, span);
  }
  Node *node = literal(p);
  Str text = str_sub(p->scan.text, span.start, p->end);
  if (!names_add(p, keys, text))
    parser_fail(p, EXC_SYNTAX, span,
                str_printf(p->heap->arena, "mapping pattern checks duplicate key (%.*s)", STR_FMT(text)));
  return node;
}

/* item = key ":" pattern */
static Node *mapping_item(Parser *p, NameSet *names, NameSet *keys) {
  uint32_t start = p->token.span.start;
  Node *key = mapping_key(p, keys);
  parser_expect(p, ":");
  Node *value = pattern(p, names).node, *node = parser_node(p, NODE_PAIR, start);
  node->pair.key = key;
  node->pair.value = value;
  return node;
}

/* mapping = "{" [ item { "," item } ] [ "," "**" NAME ] [ "," ] "}" */
static Node *mapping(Parser *p, NameSet *names) {
  NameSet keys = {0};
  NodeList items = {0};
  Str rest = STR("");
  uint32_t start = parser_next(p).span.start;
  while (!parser_at(p, "}") && !rest.n && !parser_failed(p)) {
    if (parser_skip(p, "**")) rest = capture_target(p, names, false);
    else parser_push(p, &items, mapping_item(p, names, &keys));
    if (!parser_skip(p, ",")) break;
  }
  parser_expect(p, "}");
  Node *node = parser_node(p, NODE_PATTERN_DICT, start);
  node->pattern_dict.items = items;
  node->pattern_dict.rest = rest;
  return node;
}

/* argument = pattern | NAME "=" pattern; a KEYWORD for one with a name */
static Node *class_argument(Parser *p, NameSet *names, NameSet *attributes_seen) {
  Token ahead = parser_peek(p);
  Span span = p->token.span;
  bool named = p->token.kind == TOKEN_NAME && ahead.kind == TOKEN_OPERATOR && str_is(ahead.text, "=");
  if (!named) return pattern(p, names).node;
  Str id = python_identifier(p);
  names_forbid_debug(p, id, span);
  if (!names_add(p, attributes_seen, id)) refuse(p, span, "attribute name repeated in class pattern");
  parser_next(p);
  Node *value = pattern(p, names).node, *node = parser_node(p, NODE_KEYWORD, span.start);
  node->keyword.id = id;
  node->keyword.value = value;
  return node;
}

/* class = dotted "(" [ argument { "," argument } [ "," ] ] ")" */
static Node *class_pattern(Parser *p, NameSet *names, Node *class) {
  NameSet seen = {0};
  NodeList args = {0};
  bool named = false;
  parser_next(p);
  while (!parser_at(p, ")") && !parser_failed(p)) {
    Span span = p->token.span;
    Node *argument = class_argument(p, names, &seen);
    bool now = argument && argument->kind == NODE_KEYWORD;
    if (named && !now) refuse(p, span, "positional patterns follow keyword patterns");
    named = now;
    parser_push(p, &args, argument);
    if (!parser_skip(p, ",")) break;
  }
  parser_expect(p, ")");
  Node *node = parser_node(p, NODE_PATTERN_CLASS, class->span.start);
  node->pattern_class.class = class;
  node->pattern_class.args = args;
  return node;
}

/* ---- one pattern ---- */

/* named = NAME | dotted | class */
static Pattern named(Parser *p, NameSet *names) {
  Span span = p->token.span;
  Str id = python_identifier(p);
  bool plain = !parser_at(p, ".") && !parser_at(p, "("), wildcard = str_is(id, "_");
  if (plain && parser_at(p, "=")) parser_unexpected(p);
  if (plain && !wildcard) capture(p, names, id, span);
  if (plain) return (Pattern){named_pattern(p, NULL, wildcard ? STR("") : id, span.start), true};
  Node *dotted = attributes(p, id, span);
  return (Pattern){parser_at(p, "(") ? class_pattern(p, names, dotted) : value_pattern(p, dotted), false};
}

/* closed = literal | named | group | list | mapping */
static Pattern closed(Parser *p, NameSet *names) {
  if (at_literal(p)) return (Pattern){value_pattern(p, literal(p)), false};
  if (p->token.kind == TOKEN_NAME) return named(p, names);
  if (parser_at(p, "(")) return group(p, names);
  if (parser_at(p, "[")) return (Pattern){list(p, names), false};
  if (parser_at(p, "{")) return (Pattern){mapping(p, names), false};
  return (Pattern){parser_unexpected(p), false};
}

/* or = closed { "|" closed } */
static Pattern alternatives(Parser *p, NameSet *names) {
  Span span = p->token.span;
  uint32_t start = span.start;
  NameSet first = {0};
  NodeList items = {0};
  Pattern found = closed(p, &first);
  parser_push(p, &items, found.node);
  while (parser_at(p, "|")) {
    if (found.irrefutable) refuse(p, span, "a pattern that matches anything makes remaining patterns unreachable");
    parser_next(p);
    NameSet other = {0};
    span = p->token.span;
    found = closed(p, &other);
    parser_push(p, &items, found.node);
    if (!same_names(&first, &other)) refuse(p, span, "alternative patterns bind different names");
  }
  add_names(p, names, &first, span);
  if (items.n < 2) return found;
  found.node = parser_node(p, NODE_PATTERN_OR, start);
  found.node->pattern_or.items = items;
  return found;
}

/* pattern = or [ "as" NAME ] */
static Pattern pattern(Parser *p, NameSet *names) {
  uint32_t start = p->token.span.start;
  Pattern found = {NULL, false};
  if (parser_enter(p)) found = alternatives(p, names);
  parser_leave(p);
  if (!parser_skip(p, "as")) return found;
  Str id = capture_target(p, names, false);
  return (Pattern){named_pattern(p, found.node, id, start), found.irrefutable};
}

/* ---- the statement ---- */

/* case = "case" ( pattern | open sequence ) [ "if" named ] block; `*irrefutable`: it matches anything */
static Node *case_block(Parser *p, bool *irrefutable) {
  NameSet names = {0};
  uint32_t start = p->token.span.start;
  if (!parser_at(p, "case")) parser_unexpected(p);
  parser_next(p);
  if (parser_at(p, ":") || parser_at(p, "if")) parser_unexpected(p);
  uint32_t inner = p->token.span.start;
  Items items = sequence(p, &names, ":");
  if (items.stars && !items.commas) parser_unexpected(p);
  Node *pattern = items.commas || items.nodes.n != 1 ? list_pattern(p, &items, inner) : items.nodes.at[0];
  Node *guard = parser_skip(p, "if") ? python_named(p) : NULL;
  NodeList body = python_block(p, "'case' statement", start);
  *irrefutable = items.irrefutable && !guard;
  Node *node = parser_node(p, NODE_CASE, start);
  node->case_of.pattern = pattern;
  node->case_of.guard = guard;
  node->case_of.body = body;
  return node;
}

/* match = "match" subject ":" NEWLINE INDENT case { case } DEDENT */
Node *python_match(Parser *p) {
  uint32_t start = parser_next(p).span.start;
  NodeList cases = {0};
  bool irrefutable = false;
  p->names->begun = true;
  Node *subject = python_subject(p);
  parser_expect(p, ":");
  parser_expect_kind(p, TOKEN_NEWLINE);
  if (p->token.kind != TOKEN_INDENT)
    parser_fail(p, EXC_INDENTATION, p->token.span, STR("expected an indented block after 'match' statement"));
  parser_next(p);
  uint32_t end = p->end;
  while (p->token.kind != TOKEN_DEDENT && p->token.kind != TOKEN_END) {
    if (irrefutable) parser_fail_here(p, STR("a pattern that matches anything makes remaining patterns unreachable"));
    parser_push(p, &cases, case_block(p, &irrefutable));
    end = p->end;
  }
  parser_next(p);
  p->end = end;
  Node *node = parser_node(p, NODE_MATCH, start);
  node->match.subject = subject;
  node->match.cases = cases;
  return node;
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
