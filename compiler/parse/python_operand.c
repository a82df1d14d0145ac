/* Operands of Python expressions, after the grammar of the Python 3.11 reference ("Expressions"). */
#include "compiler/parse/python.h"

#include <string.h>

#include "runtime/value/types.h"

/* ---- names ---- */

static bool is_ascii(Str text) {
  for (size_t i = 0; i < text.n; i++)
    if ((unsigned char)text.p[i] >= 0x80) return false;
  return true;
}

/* A keyword is one as it is written; a name is compared as its compatibility form. */
static Str normal(Parser *p, Str name) { return is_ascii(name) ? name : text_nfkc(p->heap->arena, name); }

/* That of a keyword argument, which is nobody's own. */
static Str public_identifier(Parser *p) {
  if (p->token.keyword) parser_unexpected(p);
  return normal(p, parser_expect_kind(p, TOKEN_NAME).text);
}

Str python_identifier(Parser *p) { return names_private(p, public_identifier(p)); }

static Node *name(Parser *p) {
  Token token = parser_next(p);
  token.text = names_private(p, normal(p, token.text));
  names_mention(p, MENTION_USE, token.text, token.span);
  return parser_name(p, token);
}

static bool peek_is(Parser *p, const char *text) {
  Token ahead = parser_peek(p);
  return ahead.kind == TOKEN_OPERATOR && str_is(ahead.text, text);
}

/* ---- lists of expressions ---- */

/* named = NAME ":=" any | any */
Node *python_named(Parser *p) {
  if (p->token.kind != TOKEN_NAME || p->token.keyword || !peek_is(p, ":=")) return parse_any(p);
  Span span = p->token.span;
  Str id = python_identifier(p);
  parser_next(p);
  Node *value = parse_any(p), *node = parser_node(p, NODE_WALRUS, span.start);
  names_walrus(p, id, span);
  node->walrus.id = id;
  node->walrus.value = value;
  return node;
}

/* star = "*" operand */
static Node *star(Parser *p) {
  uint32_t start = parser_next(p).span.start;
  Node *value = parse_power(p, POWER_TARGET), *node = parser_node(p, NODE_STAR, start);
  node->star.value = value;
  return node;
}

/* What may not stand before a colon: `*a`, `x := a`. */
static bool is_bare(const Node *node) {
  return node->kind == NODE_STAR || (node->kind == NODE_WALRUS && !node->parenthesized);
}

static Node *star_or_named(Parser *p) { return parser_at(p, "*") ? star(p) : python_named(p); }

/* What may stand behind a comma that is the last. */
static bool list_ends(const Parser *p) {
  static const char *const ENDS[] = {")", "]", "}", "=", ":", ";", "in"};
  if (p->token.kind == TOKEN_NEWLINE || p->token.kind == TOKEN_END) return true;
  for (size_t i = 0; i < COUNT(ENDS); i++)
    if (parser_at(p, ENDS[i])) return true;
  return false;
}

static Node *tuple_of(Parser *p, NodeList items, uint32_t start) {
  Node *node = parser_node(p, NODE_TUPLE, start);
  node->tuple.items = items;
  return node;
}

/* item { "," item } [ "," ]: a tuple once there is a comma */
static Node *separated(Parser *p, Node *first, Node *(*item)(Parser *p)) {
  if (!parser_at(p, ",")) return first;
  NodeList items = {0};
  parser_push(p, &items, first);
  while (parser_skip(p, ",") && !list_ends(p)) parser_push(p, &items, item(p));
  return tuple_of(p, items, first->span.start);
}

static Node *star_or_any(Parser *p) { return parser_at(p, "*") ? star(p) : parse_any(p); }

static Node *not_starred(Parser *p, Node *node) {
  if (node->kind != NODE_STAR) return node;
  return parser_fail(p, EXC_SYNTAX, node->span, STR("can't use starred expression here"));
}

Node *python_tuple(Parser *p, bool stars) {
  Node *node = separated(p, stars ? star_or_any(p) : parse_any(p), stars ? star_or_any : parse_any);
  return not_starred(p, node);
}

Node *python_subject(Parser *p) { return not_starred(p, separated(p, star_or_named(p), star_or_named)); }

/* yield = "yield" ( "from" any | [ stars ] ) */
static Node *yield(Parser *p) {
  Span span = parser_next(p).span;
  bool from = parser_skip(p, "from");
  Node *value = from ? parse_any(p) : list_ends(p) ? NULL : python_tuple(p, true);
  names_mention(p, from ? MENTION_YIELD_FROM : MENTION_YIELD, STR(""), span);
  Node *node = parser_node(p, NODE_YIELD, span.start);
  node->yield.value = value;
  node->yield.from = from;
  return node;
}

Node *python_yield_or_tuple(Parser *p) { return parser_at(p, "yield") ? yield(p) : python_tuple(p, true); }

/* A lambda that yields. */
static Node *generator_body(Parser *p, Span span) {
  Node *node = node_new(p->heap->arena, NODE_UNSUPPORTED, span);
  node->unsupported.what = STR("'yield'");
  return node;
}

static Node *star_or_target(Parser *p) { return parser_at(p, "*") ? star(p) : parse_power(p, POWER_TARGET); }

Node *python_star_target(Parser *p) {
  Node *node = not_starred(p, star_or_target(p));
  python_bind_target(p, node);
  return node;
}

Node *python_targets(Parser *p) {
  Node *node = separated(p, star_or_target(p), star_or_target);
  python_bind_target(p, not_starred(p, node));
  return node;
}

/* ---- comprehensions ---- */

static bool at_clause(Parser *p) { return parser_at(p, "for") || parser_at(p, "async"); }

/* clause = [ "async" ] "for" targets "in" operand { "if" operand } */
static Node *clause(Parser *p, ComprehensionMarks *marks) {
  uint32_t start = p->token.span.start;
  size_t targets = names_mark(p);
  parser_expect(p, "for");
  Node *target = python_targets(p);
  names_iterate(p, targets);
  parser_expect(p, "in");
  size_t iterable = names_mark(p);
  p->names->iterables++;
  Node *value = parse_power(p, POWER_OPERAND);
  p->names->iterables--;
  if (!marks->iterated) marks->iterable = iterable, marks->iterated = names_mark(p);
  NodeList conditions = {0};
  while (parser_skip(p, "if")) parser_push(p, &conditions, parse_power(p, POWER_OPERAND));
  Node *node = parser_node(p, NODE_CLAUSE, start);
  node->clause.target = target;
  node->clause.iterable = value;
  node->clause.conditions = conditions;
  return node;
}

/* What a comprehension begins with: its place, and the names before its element. */
typedef struct Opening {
  uint32_t start;
  size_t mark;
} Opening;

static Opening opening(Parser *p) {
  size_t mark = names_mark(p);
  return (Opening){parser_next(p).span.start, mark};
}

/* The clauses behind the element (and value) of a comprehension; `close` may be NULL. */
static Node *comprehension(Parser *p, const char *kind, Node *element, Node *value, Opening at, const char *close) {
  NodeList clauses = {0};
  ComprehensionMarks marks = {.element = at.mark};
  bool async = false, generator = kind[0] == 'g';
  if (element->kind == NODE_STAR)
    return parser_fail(p, EXC_SYNTAX, element->span, STR("iterable unpacking cannot be used in comprehension"));
  while (at_clause(p)) {
    async |= parser_skip(p, "async");
    parser_push(p, &clauses, clause(p, &marks));
  }
  if (close) parser_expect(p, close);
  names_comprehension(p, &marks, async, generator, parser_span(p, at.start));
  if (async) return python_unsupported(p, at.start, "an asynchronous comprehension");
  Node *node = parser_node(p, NODE_COMPREHENSION, at.start);
  node->comprehension.kind = str_of(kind);
  node->comprehension.element = element;
  node->comprehension.value = value;
  node->comprehension.clauses = clauses;
  return node;
}

/* ---- displays ---- */

/* "(" [ named | tuple | generator | yield ] ")" */
static Node *parenthesized(Parser *p) {
  Opening at = opening(p);
  if (parser_skip(p, ")")) return tuple_of(p, (NodeList){0}, at.start);
  bool yields = parser_at(p, "yield");
  Node *node = yields ? yield(p) : star_or_named(p);
  if (!yields && at_clause(p)) {
    node = comprehension(p, "generator", node, NULL, at, ")");
  } else {
    if (!yields) node = separated(p, node, star_or_named);
    parser_expect(p, ")");
    if (node->kind == NODE_STAR)
      return parser_fail(p, EXC_SYNTAX, node->span, STR("cannot use starred expression here"));
  }
  node->parenthesized = true;
  node->span = parser_span(p, at.start);
  return node;
}

static NodeList items_to(Parser *p, NodeList items, const char *close) {
  while (parser_skip(p, ",") && !parser_at(p, close) && !parser_failed(p)) parser_push(p, &items, star_or_named(p));
  parser_expect(p, close);
  return items;
}

static Node *list(Parser *p) {
  Opening at = opening(p);
  NodeList items = {0};
  if (!parser_skip(p, "]")) {
    Node *first = star_or_named(p);
    if (at_clause(p)) return comprehension(p, "list", first, NULL, at, "]");
    parser_push(p, &items, first);
    items = items_to(p, items, "]");
  }
  Node *node = parser_node(p, NODE_LIST, at.start);
  node->list.items = items;
  return node;
}

/* pair = any ":" any | "**" operand */
static Node *pair(Parser *p) {
  uint32_t start = p->token.span.start;
  if (parser_skip(p, "**")) {
    Node *value = parse_power(p, POWER_TARGET), *node = parser_node(p, NODE_DOUBLE_STAR, start);
    node->double_star.value = value;
    return node;
  }
  Node *key = parse_any(p);
  parser_expect(p, ":");
  Node *value = parse_any(p), *node = parser_node(p, NODE_PAIR, start);
  node->pair.key = key;
  node->pair.value = value;
  return node;
}

/* A dict whose first pair is at hand, or of which the key was read. */
static Node *dict(Parser *p, Node *key, Opening at) {
  NodeList items = {0};
  Node *first = NULL;
  if (key) {
    parser_expect(p, ":");
    Node *value = parse_any(p);
    if (at_clause(p)) return comprehension(p, "dict", key, value, at, "}");
    first = parser_node(p, NODE_PAIR, key->span.start);
    first->pair.key = key;
    first->pair.value = value;
  } else {
    first = pair(p);
    if (at_clause(p)) return parser_fail_here(p, STR("dict unpacking cannot be used in dict comprehension"));
  }
  parser_push(p, &items, first);
  while (parser_skip(p, ",") && !parser_at(p, "}") && !parser_failed(p)) parser_push(p, &items, pair(p));
  parser_expect(p, "}");
  Node *node = parser_node(p, NODE_DICT, at.start);
  node->dict.items = items;
  return node;
}

static Node *braces(Parser *p) {
  Opening at = opening(p);
  if (parser_skip(p, "}")) return parser_node(p, NODE_DICT, at.start);
  if (parser_at(p, "**")) return dict(p, NULL, at);
  Node *first = star_or_named(p);
  if (parser_at(p, ":") && !is_bare(first)) return dict(p, first, at);
  if (at_clause(p)) return comprehension(p, "set", first, NULL, at, "}");
  NodeList items = {0};
  parser_push(p, &items, first);
  items = items_to(p, items, "}");
  Node *node = parser_node(p, NODE_SET_DISPLAY, at.start);
  node->set.items = items;
  return node;
}

/* ---- calls ---- */

typedef struct CallParts {
  NodeList positional, keywords; /* `*rest` among the former, `**rest` among the latter, as they are evaluated */
  NameSet names;                 /* of the keywords */
  bool keyword, double_star, generator;
} CallParts;

/* keyword = NAME "=" any */
static void keyword_argument(Parser *p, CallParts *parts) {
  Span span = p->token.span;
  if (parser_at(p, "True") || parser_at(p, "False") || parser_at(p, "None"))
    parser_fail_here(p, str_printf(p->heap->arena, "cannot assign to %.*s", STR_FMT(p->token.text)));
  Str id = public_identifier(p);
  parser_next(p);
  names_forbid_debug(p, id, span);
  if (!names_add(p, &parts->names, id))
    parser_fail(p, EXC_SYNTAX, span, str_printf(p->heap->arena, "keyword argument repeated: %.*s", STR_FMT(id)));
  Node *value = parse_any(p), *node = parser_node(p, NODE_KEYWORD, span.start);
  node->keyword.id = id;
  node->keyword.value = value;
  parser_push(p, &parts->keywords, node);
  parts->keyword = true;
}

static void positional_argument(Parser *p, CallParts *parts) {
  Opening at = {p->token.span.start, names_mark(p)};
  Node *node = python_named(p);
  if (parts->double_star)
    parser_fail(p, EXC_SYNTAX, node->span, STR("positional argument follows keyword argument unpacking"));
  else if (parts->keyword)
    parser_fail(p, EXC_SYNTAX, node->span, STR("positional argument follows keyword argument"));
  if (parser_at(p, "="))
    parser_fail(p, EXC_SYNTAX, node->span, STR("expression cannot contain assignment, perhaps you meant \"==\"?"));
  if (at_clause(p)) {
    node = comprehension(p, "generator", node, NULL, at, NULL);
    parts->generator = true;
    if (parts->positional.n || parts->keywords.n || !parser_at(p, ")"))
      parser_fail(p, EXC_SYNTAX, node->span, STR("Generator expression must be parenthesized"));
  }
  parser_push(p, &parts->positional, node);
}

static void starred_argument(Parser *p, CallParts *parts) {
  uint32_t start = parser_next(p).span.start;
  Node *value = parse_any(p), *node = parser_node(p, NODE_STAR, start);
  node->star.value = value;
  if (parts->double_star)
    parser_fail(p, EXC_SYNTAX, node->span, STR("iterable argument unpacking follows keyword argument unpacking"));
  parser_push(p, &parts->positional, node);
}

static void double_starred_argument(Parser *p, CallParts *parts) {
  uint32_t start = parser_next(p).span.start;
  Node *value = parse_any(p), *node = parser_node(p, NODE_DOUBLE_STAR, start);
  node->double_star.value = value;
  parser_push(p, &parts->keywords, node);
  parts->double_star = true;
}

/* arguments = argument { "," argument } [ "," ] | any clauses; argument = named | NAME "=" any | "*" any | "**" any */
static CallParts arguments(Parser *p) {
  CallParts parts = {0};
  while (!parser_at(p, ")") && !parser_failed(p)) {
    if (parser_at(p, "**")) double_starred_argument(p, &parts);
    else if (parser_at(p, "*")) starred_argument(p, &parts);
    else if (p->token.kind == TOKEN_NAME && peek_is(p, "=")) keyword_argument(p, &parts);
    else positional_argument(p, &parts);
    if (!parser_skip(p, ",")) break;
  }
  parser_expect(p, ")");
  for (size_t i = 0; i < parts.keywords.n; i++) parser_push(p, &parts.positional, parts.keywords.at[i]);
  return parts;
}

void python_arguments(Parser *p, NodeList *args) {
  CallParts parts = arguments(p);
  if (parts.generator) parser_fail_here(p, STR("invalid syntax"));
  *args = parts.positional;
}

static Node *call(Parser *p, Node *callee) {
  parser_next(p);
  NodeList args = arguments(p).positional;
  Node *node = parser_node(p, NODE_CALL, callee->span.start);
  node->call.callee = callee;
  node->call.args = args;
  return node;
}

/* ---- attributes and subscripts ---- */

static Node *attribute(Parser *p, Node *object) {
  parser_next(p);
  Str id = python_identifier(p);
  Node *node = parser_node(p, NODE_ATTR_PY, object->span.start);
  node->attr_py.object = object;
  node->attr_py.id = id;
  return node;
}

/* slice = [ any ] ":" [ any ] [ ":" [ any ] ] | named | star */
static Node *slice(Parser *p) {
  uint32_t start = p->token.span.start;
  Node *first = parser_at(p, ":") ? NULL : star_or_named(p), *stop = NULL, *step = NULL;
  if (first && (!parser_at(p, ":") || is_bare(first))) return first;
  parser_next(p);
  if (!list_ends(p) && !parser_at(p, ",")) stop = parse_any(p);
  if (parser_skip(p, ":") && !list_ends(p) && !parser_at(p, ",")) step = parse_any(p);
  Node *node = parser_node(p, NODE_SLICE, start);
  node->slice.start = first;
  node->slice.stop = stop;
  node->slice.step = step;
  return node;
}

static Node *subscript(Parser *p, Node *object) {
  uint32_t start = parser_next(p).span.end;
  Node *key = slice(p);
  if (key->kind == NODE_STAR || parser_at(p, ",")) {
    NodeList items = {0};
    parser_push(p, &items, key);
    while (parser_skip(p, ",") && !parser_at(p, "]") && !parser_failed(p)) parser_push(p, &items, slice(p));
    key = tuple_of(p, items, start);
  }
  parser_expect(p, "]");
  Node *node = parser_node(p, NODE_ITEM_PY, object->span.start);
  node->item_py.object = object;
  node->item_py.key = key;
  return node;
}

/* ---- parameters and lambda ---- */

typedef struct ParamState {
  bool slash, star, bare_star, fallback, rest;
} ParamState;

Node *python_annotation(Parser *p, bool stars, NodeList *hints) {
  Scope scope;
  bool apart = p->names->future_annotations;
  if (apart) names_open(p, &scope, SCOPE_ANNOTATION, false);
  uint32_t start = p->token.span.start;
  Node *node = stars ? star_or_any(p) : parse_any(p);
  if (!apart) return parser_push(p, hints, node), node;
  names_close(p);
  Node *later = parser_node(p, NODE_LAMBDA, start);
  later->lambda.body = node;
  return parser_push(p, hints, later), node;
}

static Node *param(Parser *p, const char *kind, NodeList *hints) {
  Span span = p->token.span;
  Str id = python_identifier(p);
  if (hints && parser_skip(p, ":")) python_annotation(p, str_is(str_of(kind), "*"), hints);
  Node *fallback = NULL;
  if (*kind != '*' && parser_skip(p, "=")) fallback = parse_any(p);
  Node *node = parser_node(p, NODE_PARAM, span.start);
  node->param.id = id;
  node->param.fallback = fallback;
  node->param.kind = str_of(kind);
  return node;
}

static void slash(Parser *p, NodeList *params, ParamState *state) {
  if (!params->n || state->slash || state->star) {
    parser_unexpected(p);
    return;
  }
  parser_next(p);
  state->slash = true;
  for (size_t i = 0; i < params->n; i++) params->at[i]->param.kind = STR("/");
}

static void one_param(Parser *p, NodeList *params, ParamState *state, const char *end, NodeList *hints) {
  if (parser_at(p, "/")) {
    slash(p, params, state);
  } else if (parser_at(p, "**")) {
    parser_next(p);
    state->rest = true;
    parser_push(p, params, param(p, "**", hints));
  } else if (parser_at(p, "*")) {
    if (state->star) parser_unexpected(p);
    parser_next(p);
    state->star = true;
    state->bare_star = parser_at(p, ",") || parser_at(p, end);
    if (!state->bare_star) parser_push(p, params, param(p, "*", hints));
  } else {
    Node *node = param(p, state->star ? "k" : "", hints);
    if (!state->star && state->fallback && !node->param.fallback)
      parser_fail(p, EXC_SYNTAX, node->span, STR("non-default argument follows default argument"));
    state->fallback |= !state->star && node->param.fallback;
    state->bare_star = false;
    parser_push(p, params, node);
  }
}

void python_params(Parser *p, NodeList *params, const char *end, NodeList *hints) {
  ParamState state = {0};
  while (!parser_at(p, end) && !parser_failed(p)) {
    if (state.bare_star && parser_at(p, "**")) break;
    one_param(p, params, &state, end, hints);
    if (!parser_skip(p, ",") || state.rest) break;
  }
  if (state.bare_star) parser_fail_here(p, STR("named arguments must follow bare *"));
}

static Node *lambda(Parser *p) {
  uint32_t start = parser_next(p).span.start;
  NodeList params = {0};
  python_params(p, &params, ":", NULL);
  parser_expect(p, ":");
  Scope scope;
  names_open(p, &scope, SCOPE_FUNCTION, false);
  names_params(p, &params);
  Node *body = parse_any(p);
  Span yield = names_close(p);
  Node *node = parser_node(p, NODE_LAMBDA, start);
  node->lambda.params = params;
  node->lambda.body = yield.end ? generator_body(p, yield) : body;
  return node;
}

/* ---- atoms ---- */

static Node *imaginary(Parser *p) {
  Token token = parser_next(p);
  Str digits = str_cat(p->heap->arena, str_sub(token.text, 0, token.text.n - 1), STR(""));
  bool plain = true;
  for (size_t i = 0; i < digits.n; i++) plain &= !strchr(".eE", digits.p[i]);
  if (plain) digits = str_cat(p->heap->arena, digits, STR(".0"));
  Value value = value_float(0);
  literal_number(p->heap, digits, &value);
  Complex *complex = ARENA_NEW(p->heap->arena, Complex);
  complex->imag = value.f;
  return parser_constant(p, (Value){.kind = V_COMPLEX, .complex = complex}, token.span);
}

/* `t"…"`, which Python has from 3.14 on. */
static bool at_template_string(const Parser *p) {
  static const char *const prefixes[] = {"t", "T", "rt", "rT", "Rt", "RT", "tr", "tR", "Tr", "TR"};
  Str text = p->scan.text;
  size_t at = p->token.span.end;
  bool is_prefix = at < p->scan.end && (text.p[at] == '"' || text.p[at] == '\'');
  for (size_t i = 0; is_prefix && i < COUNT(prefixes); i++)
    if (parser_at(p, prefixes[i])) return true;
  return false;
}

static Node *template_string(Parser *p) {
  uint32_t start = parser_next(p).span.start;
  if (p->token.kind != TOKEN_STRING) return parser_unexpected(p); /* one that is not ended */
  python_strings(p);
  return python_unsupported(p, start, "a template string");
}

static Node *word(Parser *p) {
  if (parser_at(p, "lambda")) return lambda(p);
  if (at_template_string(p)) return template_string(p);
  static const struct { const char *word; int truth; } WORDS[] = {{"True", 1}, {"False", 0}, {"None", -1}};
  for (size_t i = 0; i < 3; i++) {
    if (!parser_at(p, WORDS[i].word)) continue;
    Span span = parser_next(p).span;
    return parser_constant(p, WORDS[i].truth < 0 ? VALUE_NONE : value_bool(WORDS[i].truth), span);
  }
  return p->token.keyword ? parser_unexpected(p) : name(p);
}

Node *python_number(Parser *p) { return p->token.kind == TOKEN_IMAGINARY ? imaginary(p) : parser_number(p); }

static Node *bracketed(Parser *p) {
  if (!parser_enter(p)) return parser_fail_here(p, STR(""));
  Node *node = parser_at(p, "(") ? parenthesized(p) : parser_at(p, "[") ? list(p) : braces(p);
  parser_leave(p);
  return node;
}

static Node *atom(Parser *p) {
  switch (p->token.kind) {
    case TOKEN_NAME: return word(p);
    case TOKEN_STRING: return python_strings(p);
    case TOKEN_INTEGER:
    case TOKEN_FLOAT:
    case TOKEN_IMAGINARY: return python_number(p);
    default: break;
  }
  if (parser_at(p, "...")) return parser_constant(p, (Value){.kind = V_ELLIPSIS}, parser_next(p).span);
  if (parser_at(p, "(") || parser_at(p, "[") || parser_at(p, "{")) return bracketed(p);
  return parser_unexpected(p);
}

static Node *trailers(Parser *p, Node *node) {
  for (;;) {
    if (parser_at(p, ".")) node = attribute(p, node);
    else if (parser_at(p, "[")) node = subscript(p, node);
    else if (parser_at(p, "(")) node = call(p, node);
    else return node;
  }
}

Node *python_operand(Parser *p) {
  if (p->token.keyword && parser_at(p, "lambda")) return lambda(p);
  Span span = p->token.span;
  bool awaited = parser_skip(p, "await");
  Node *node = trailers(p, atom(p));
  if (!awaited) return node;
  names_mention(p, MENTION_AWAIT, STR(""), span);
  return python_unsupported(p, span.start, "'await'");
}
