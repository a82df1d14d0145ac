/* Operands of Python expressions, after the grammar of the Python 3.11 reference ("Expressions"). */
#include "compiler/parse/expression.h"

#include <string.h>

bool python_is_keyword(Str word) {
  static const char *const KEYWORDS[] = {
      "False", "None",  "True",  "and",    "as",   "assert", "async",  "await",    "break", "class", "continue", "def",
      "del",   "elif",  "else",  "except", "for",  "finally", "from",  "global",   "if",    "import", "in",      "is",
      "lambda", "nonlocal", "not", "or",   "pass", "raise",  "return", "try",      "while", "with",  "yield"};
  for (size_t i = 0; i < sizeof KEYWORDS / sizeof *KEYWORDS; i++)
    if (str_is(word, KEYWORDS[i])) return true;
  return false;
}

static Node *unsupported(Parser *p, uint32_t start, const char *what) {
  Node *node = parser_node(p, NODE_UNSUPPORTED, start);
  node->unsupported.what = str_of(what);
  return node;
}

static bool peek_is(Parser *p, const char *text) {
  Token ahead = parser_peek(p);
  return ahead.kind == TOKEN_OPERATOR && str_is(ahead.text, text);
}

/* ---- lists of expressions ---- */

/* named = NAME ":=" any | any */
Node *python_named(Parser *p) {
  if (p->token.kind != TOKEN_NAME || !peek_is(p, ":=")) return parse_any(p);
  if (python_is_keyword(p->token.text)) return parser_unexpected(p);
  Token name = parser_next(p);
  parser_next(p);
  Node *value = parse_any(p), *node = parser_node(p, NODE_WALRUS, name.span.start);
  node->walrus.id = name.text;
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
  for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++)
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

/* ---- targets ---- */

const char *python_target_word(const Node *node) {
  switch ((NodeKind)node->kind) {
  case NODE_CONST:
    if (node->constant.value.kind == V_NONE) return "None";
    if (node->constant.value.kind == V_ELLIPSIS) return "ellipsis";
    return node->constant.value.kind != V_BOOL ? "literal" : node->constant.value.i ? "True" : "False";
  case NODE_CALL: return "function call";
  case NODE_COMPARE: return "comparison";
  case NODE_COND: return "conditional expression";
  case NODE_LAMBDA: return "lambda";
  case NODE_DICT: return "dict literal";
  case NODE_SET_DISPLAY: return "set display";
  case NODE_FSTRING: return "f-string expression";
  case NODE_WALRUS: return "named expression";
  case NODE_COMPREHENSION:
    return str_is(node->comprehension.kind, "generator") ? "generator expression" : "comprehension";
  default: return "expression";
  }
}

static bool check_targets(Parser *p, const NodeList *items) {
  for (size_t i = 0; i < items->n; i++)
    if (!python_check_target(p, items->at[i])) return false;
  return true;
}

bool python_check_target(Parser *p, const Node *target) {
  switch ((NodeKind)target->kind) {
  case NODE_NAME_PY:
  case NODE_ATTR_PY:
  case NODE_ITEM_PY: return true;
  case NODE_STAR: return python_check_target(p, target->star.value);
  case NODE_TUPLE: return check_targets(p, &target->tuple.items);
  case NODE_LIST: return check_targets(p, &target->list.items);
  default: break;
  }
  parser_fail(p, EXC_SYNTAX, target->span,
              str_printf(p->heap->arena, "cannot assign to %s", python_target_word(target)));
  return false;
}

static Node *star_or_target(Parser *p) { return parser_at(p, "*") ? star(p) : parse_power(p, POWER_TARGET); }

Node *python_targets(Parser *p) {
  Node *node = separated(p, star_or_target(p), star_or_target);
  python_check_target(p, not_starred(p, node));
  return node;
}

/* ---- comprehensions ---- */

static bool at_clause(Parser *p) { return parser_at(p, "for") || parser_at(p, "async"); }

/* clause = "for" targets "in" operand { "if" operand } */
static Node *clause(Parser *p) {
  uint32_t start = p->token.span.start;
  parser_expect(p, "for");
  Node *target = python_targets(p);
  parser_expect(p, "in");
  Node *iterable = parse_power(p, POWER_OPERAND);
  NodeList conditions = {0};
  while (parser_skip(p, "if")) parser_push(p, &conditions, parse_power(p, POWER_OPERAND));
  Node *node = parser_node(p, NODE_CLAUSE, start);
  node->clause.target = target;
  node->clause.iterable = iterable;
  node->clause.conditions = conditions;
  return node;
}

/* The clauses behind the element (and value) of a comprehension; `close` may be NULL. */
static Node *comprehension(Parser *p, const char *kind, Node *element, Node *value, uint32_t start, const char *close) {
  NodeList clauses = {0};
  bool async = false;
  if (element->kind == NODE_STAR)
    return parser_fail(p, EXC_SYNTAX, element->span, STR("iterable unpacking cannot be used in comprehension"));
  while (at_clause(p)) {
    async |= parser_skip(p, "async");
    parser_push(p, &clauses, clause(p));
  }
  if (close) parser_expect(p, close);
  if (async) return unsupported(p, start, "an asynchronous comprehension");
  Node *node = parser_node(p, NODE_COMPREHENSION, start);
  node->comprehension.kind = str_of(kind);
  node->comprehension.element = element;
  node->comprehension.value = value;
  node->comprehension.clauses = clauses;
  return node;
}

/* ---- displays ---- */

static Node *yielded(Parser *p, uint32_t start) {
  parser_next(p);
  if (parser_skip(p, "from")) parse_any(p);
  else if (!list_ends(p)) python_tuple(p, true);
  return unsupported(p, start, "'yield'");
}

/* "(" [ named | tuple | generator | yield ] ")" */
static Node *parenthesized(Parser *p) {
  uint32_t start = parser_next(p).span.start;
  if (parser_skip(p, ")")) return tuple_of(p, (NodeList){0}, start);
  Node *node = parser_at(p, "yield") ? yielded(p, start) : star_or_named(p);
  if (at_clause(p)) {
    node = comprehension(p, "generator", node, NULL, start, ")");
  } else {
    node = separated(p, node, star_or_named);
    parser_expect(p, ")");
    if (node->kind == NODE_STAR)
      return parser_fail(p, EXC_SYNTAX, node->span, STR("cannot use starred expression here"));
  }
  node->parenthesized = true;
  node->span = parser_span(p, start);
  return node;
}

static NodeList items_to(Parser *p, NodeList items, const char *close) {
  while (parser_skip(p, ",") && !parser_at(p, close) && !parser_failed(p)) parser_push(p, &items, star_or_named(p));
  parser_expect(p, close);
  return items;
}

static Node *list(Parser *p) {
  uint32_t start = parser_next(p).span.start;
  NodeList items = {0};
  if (!parser_skip(p, "]")) {
    Node *first = star_or_named(p);
    if (at_clause(p)) return comprehension(p, "list", first, NULL, start, "]");
    parser_push(p, &items, first);
    items = items_to(p, items, "]");
  }
  Node *node = parser_node(p, NODE_LIST, start);
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
static Node *dict(Parser *p, Node *key, uint32_t start) {
  NodeList items = {0};
  Node *first = NULL;
  if (key) {
    parser_expect(p, ":");
    Node *value = parse_any(p);
    if (at_clause(p)) return comprehension(p, "dict", key, value, start, "}");
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
  Node *node = parser_node(p, NODE_DICT, start);
  node->dict.items = items;
  return node;
}

static Node *braces(Parser *p) {
  uint32_t start = parser_next(p).span.start;
  if (parser_skip(p, "}")) return parser_node(p, NODE_DICT, start);
  if (parser_at(p, "**")) return dict(p, NULL, start);
  Node *first = star_or_named(p);
  if (parser_at(p, ":") && !is_bare(first)) return dict(p, first, start);
  if (at_clause(p)) return comprehension(p, "set", first, NULL, start, "}");
  NodeList items = {0};
  parser_push(p, &items, first);
  items = items_to(p, items, "}");
  Node *node = parser_node(p, NODE_SET_DISPLAY, start);
  node->set.items = items;
  return node;
}

/* ---- calls ---- */

typedef struct CallParts {
  NodeList positional, keywords; /* `*rest` among the former, `**rest` among the latter, as they are evaluated */
  bool keyword, double_star;
} CallParts;

static void keyword_argument(Parser *p, CallParts *parts) {
  Token name = parser_next(p);
  if (str_is(name.text, "True") || str_is(name.text, "False") || str_is(name.text, "None"))
    parser_fail(p, EXC_SYNTAX, name.span, str_printf(p->heap->arena, "cannot assign to %.*s", STR_FMT(name.text)));
  parser_next(p);
  Node *value = parse_any(p), *node = parser_node(p, NODE_KEYWORD, name.span.start);
  node->keyword.id = name.text;
  node->keyword.value = value;
  parser_push(p, &parts->keywords, node);
  parts->keyword = true;
}

static void positional_argument(Parser *p, CallParts *parts) {
  Node *node = star_or_named(p);
  if (parts->double_star && node->kind == NODE_STAR)
    parser_fail(p, EXC_SYNTAX, node->span, STR("iterable argument unpacking follows keyword argument unpacking"));
  else if (parts->double_star)
    parser_fail(p, EXC_SYNTAX, node->span, STR("positional argument follows keyword argument unpacking"));
  else if (parts->keyword && node->kind != NODE_STAR)
    parser_fail(p, EXC_SYNTAX, node->span, STR("positional argument follows keyword argument"));
  if (parser_at(p, "="))
    parser_fail(p, EXC_SYNTAX, node->span, STR("expression cannot contain assignment, perhaps you meant \"==\"?"));
  if (at_clause(p)) {
    node = comprehension(p, "generator", node, NULL, node->span.start, NULL);
    if (parts->positional.n || parts->keywords.n || !(parser_at(p, ")") || (parser_at(p, ",") && peek_is(p, ")"))))
      parser_fail(p, EXC_SYNTAX, node->span, STR("Generator expression must be parenthesized"));
  }
  parser_push(p, &parts->positional, node);
}

/* argument = any | NAME "=" any | "*" any | "**" any | any clauses */
static void argument(Parser *p, CallParts *parts) {
  uint32_t start = p->token.span.start;
  if (parser_skip(p, "**")) {
    Node *value = parse_any(p), *node = parser_node(p, NODE_DOUBLE_STAR, start);
    node->double_star.value = value;
    parser_push(p, &parts->keywords, node);
    parts->double_star = true;
  } else if (p->token.kind == TOKEN_NAME && peek_is(p, "=")) {
    if (python_is_keyword(p->token.text) && !strchr("TFN", p->token.text.p[0])) parser_unexpected(p);
    keyword_argument(p, parts);
  } else if (parser_at(p, "*")) {
    parser_next(p);
    Node *value = parse_any(p), *node = parser_node(p, NODE_STAR, start);
    node->star.value = value;
    if (parts->double_star)
      parser_fail(p, EXC_SYNTAX, node->span, STR("iterable argument unpacking follows keyword argument unpacking"));
    parser_push(p, &parts->positional, node);
  } else {
    positional_argument(p, parts);
  }
}

static Node *call(Parser *p, Node *callee) {
  CallParts parts = {0};
  parser_next(p);
  while (!parser_at(p, ")") && !parser_failed(p)) {
    argument(p, &parts);
    if (!parser_skip(p, ",")) break;
  }
  parser_expect(p, ")");
  for (size_t i = 0; i < parts.keywords.n; i++) parser_push(p, &parts.positional, parts.keywords.at[i]);
  Node *node = parser_node(p, NODE_CALL, callee->span.start);
  node->call.callee = callee;
  node->call.args = parts.positional;
  return node;
}

/* ---- attributes and subscripts ---- */

static Node *attribute(Parser *p, Node *object) {
  parser_next(p);
  if (p->token.kind == TOKEN_NAME && python_is_keyword(p->token.text)) return parser_unexpected(p);
  Token name = parser_expect_kind(p, TOKEN_NAME);
  Node *node = parser_node(p, NODE_ATTR_PY, object->span.start);
  node->attr_py.object = object;
  node->attr_py.id = name.text;
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

static Node *param(Parser *p, const char *kind, bool annotations) {
  if (p->token.kind == TOKEN_NAME && python_is_keyword(p->token.text)) return parser_unexpected(p);
  Token name = parser_expect_kind(p, TOKEN_NAME);
  if (annotations && parser_skip(p, ":")) star_or_any(p);
  Node *fallback = NULL;
  if (*kind != '*' && parser_skip(p, "=")) fallback = parse_any(p);
  Node *node = parser_node(p, NODE_PARAM, name.span.start);
  node->param.id = name.text;
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

static void one_param(Parser *p, NodeList *params, ParamState *state, const char *end, bool annotations) {
  if (parser_at(p, "/")) {
    slash(p, params, state);
  } else if (parser_at(p, "**")) {
    parser_next(p);
    state->rest = true;
    parser_push(p, params, param(p, "**", annotations));
  } else if (parser_at(p, "*")) {
    if (state->star) parser_unexpected(p);
    parser_next(p);
    state->star = true;
    state->bare_star = parser_at(p, ",") || parser_at(p, end);
    if (!state->bare_star) parser_push(p, params, param(p, "*", annotations));
  } else {
    Node *node = param(p, state->star ? "k" : "", annotations);
    if (!state->star && state->fallback && !node->param.fallback)
      parser_fail(p, EXC_SYNTAX, node->span, STR("non-default argument follows default argument"));
    state->fallback |= !state->star && node->param.fallback;
    state->bare_star = false;
    parser_push(p, params, node);
  }
}

void python_params(Parser *p, NodeList *params, const char *end, bool annotations) {
  ParamState state = {0};
  while (!parser_at(p, end) && !parser_failed(p)) {
    if (state.bare_star && parser_at(p, "**")) break;
    one_param(p, params, &state, end, annotations);
    if (!parser_skip(p, ",") || state.rest) break;
  }
  if (state.bare_star) parser_fail_here(p, STR("named arguments must follow bare *"));
}

static Node *lambda(Parser *p) {
  uint32_t start = parser_next(p).span.start;
  NodeList params = {0};
  python_params(p, &params, ":", false);
  parser_expect(p, ":");
  Node *body = parse_any(p), *node = parser_node(p, NODE_LAMBDA, start);
  node->lambda.params = params;
  node->lambda.body = body;
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

static Node *word(Parser *p) {
  if (parser_at(p, "lambda")) return lambda(p);
  static const struct { const char *word; int truth; } WORDS[] = {{"True", 1}, {"False", 0}, {"None", -1}};
  for (size_t i = 0; i < 3; i++) {
    if (!parser_at(p, WORDS[i].word)) continue;
    Span span = parser_next(p).span;
    return parser_constant(p, WORDS[i].truth < 0 ? VALUE_NONE : value_bool(WORDS[i].truth), span);
  }
  return python_is_keyword(p->token.text) ? parser_unexpected(p) : parser_name(p, parser_next(p));
}

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
  case TOKEN_FLOAT: return parser_number(p);
  case TOKEN_IMAGINARY: return imaginary(p);
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
  if (parser_at(p, "lambda")) return lambda(p);
  uint32_t start = p->token.span.start;
  bool awaited = parser_skip(p, "await");
  Node *node = trailers(p, atom(p));
  return awaited ? unsupported(p, start, "'await'") : node;
}
