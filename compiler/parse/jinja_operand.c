/* Operands of Jinja expressions; each rule follows the function of jinja2/parser.py that it names. */
#include "compiler/parse/expression.h"

#include <string.h>

static Str text_of(Parser *p, Buf *buf) { return str_copy(p->heap->arena, buf_str(buf)); }

/* ---- strings ---- */

/* `.encode("ascii", "backslashreplace")`, which jinja2 does before it decodes escapes. */
static Str backslash_replace(Arena *arena, Str text) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  for (size_t at = 0; at < text.n;) {
    uint32_t c = str_decode(text, &at);
    if (c < 0x80) buf_char(&buf, (char)c);
    else buf_printf(&buf, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned)c);
  }
  return buf_str(&buf);
}

/* What stands behind the last colon of the codec's words. */
static Str last_words(Str why) {
  for (size_t i = why.n; i > 0; i--)
    if (why.p[i - 1] == ':') return str_trim(str_sub(why, i, why.n));
  return str_trim(why);
}

/* The inside of a string token, decoded as Lexer.wrap does; `*named`: it holds a character by its name. */
static Str string_text(Parser *p, Token token, bool *named) {
  Arena *arena = p->heap->arena;
  Str inside = scan_normal_lines(arena, str_sub(token.text, 1, token.text.n - 1)), decoded, why = {0};
  if (!inside.n || !memchr(inside.p, '\\', inside.n)) return inside;
  size_t bad = 0;
  Str escaped = backslash_replace(arena, inside);
  if (literal_unescape(p->heap, escaped, false, &decoded, &bad, &why)) return decoded;
  bool is_named = str_is(why, LITERAL_NAMED);
  if (is_named && literal_has_name(escaped, bad)) return *named = true, inside;
  parser_fail(p, EXC_TEMPLATE_SYNTAX, token.span, is_named ? STR("malformed \\N character escape") : last_words(why));
  return inside;
}

static Node *strings(Parser *p) {
  Buf buf = buf_new(p->heap->arena, LIMIT_STRING_BYTES);
  uint32_t start = p->token.span.start;
  bool named = false;
  while (p->token.kind == TOKEN_STRING) {
    Token token = parser_next(p);
    buf_put(&buf, string_text(p, token, &named));
  }
  if (named) {
    Node *node = parser_node(p, NODE_UNSUPPORTED, start);
    node->unsupported.what = STR("a character by its name");
    return node;
  }
  return parser_constant(p, value_str(text_of(p, &buf)), parser_span(p, start));
}

/* ---- displays ---- */

/* parse_list */
static Node *list(Parser *p) {
  uint32_t start = parser_next(p).span.start;
  NodeList items = {0};
  while (!parser_at(p, "]") && !parser_failed(p)) {
    if (items.n) parser_expect(p, ",");
    if (parser_at(p, "]")) break;
    parser_push(p, &items, parse_any(p));
  }
  parser_expect(p, "]");
  Node *node = parser_node(p, NODE_LIST, start);
  node->list.items = items;
  return node;
}

/* parse_dict */
static Node *dict(Parser *p) {
  uint32_t start = parser_next(p).span.start;
  NodeList items = {0};
  while (!parser_at(p, "}") && !parser_failed(p)) {
    if (items.n) parser_expect(p, ",");
    if (parser_at(p, "}")) break;
    Node *key = parse_any(p);
    parser_expect(p, ":");
    Node *value = parse_any(p), *pair = parser_node(p, NODE_PAIR, key->span.start);
    pair->pair.key = key;
    pair->pair.value = value;
    parser_push(p, &items, pair);
  }
  parser_expect(p, "}");
  Node *node = parser_node(p, NODE_DICT, start);
  node->dict.items = items;
  return node;
}

static Node *primary(Parser *p, bool namespaces);

/* is_tuple_end; jinja2 3.1.6 never heeds its `extra_end_rules`, so that `for a, in b` takes `in` for a name */
static bool tuple_ends(const Parser *p) {
  return p->token.kind == TOKEN_VARIABLE_END || p->token.kind == TOKEN_BLOCK_END || parser_at(p, ")");
}

static Node *tuple_of(Parser *p, NodeList items, uint32_t start) {
  Node *node = parser_node(p, NODE_TUPLE, start);
  node->tuple.items = items;
  return node;
}

/* parse_tuple */
Node *jinja_tuple(Parser *p, TupleRule rule) {
  uint32_t start = p->token.span.start;
  NodeList items = {0};
  bool comma = false;
  while (!parser_failed(p)) {
    if (items.n) parser_expect(p, ",");
    if (tuple_ends(p)) break;
    parser_push(p, &items, rule.power ? parse_power(p, rule.power) : primary(p, rule.namespaces));
    if (!parser_at(p, ",")) break;
    comma = true;
  }
  if (comma || parser_failed(p)) return tuple_of(p, items, start);
  if (items.n) return items.at[0];
  if (rule.empty) return tuple_of(p, items, start);
  Str found = token_describe(p->token);
  return parser_fail_here(p, str_printf(p->heap->arena, "Expected an expression, got '%.*s'", STR_FMT(found)));
}

static Node *parenthesized(Parser *p) {
  uint32_t start = parser_next(p).span.start;
  Node *node = jinja_tuple(p, (TupleRule){.power = POWER_ANY, .empty = true});
  parser_expect(p, ")");
  node->parenthesized = true;
  node->span = parser_span(p, start);
  return node;
}

/* ---- primaries ---- */

static Node *namespace_name(Parser *p, Token token) {
  parser_next(p);
  Token name = parser_expect_kind(p, TOKEN_NAME);
  Node *node = parser_node(p, NODE_ATTR_JINJA, token.span.start);
  node->attr.object = parser_name(p, token);
  node->attr.id = name.text;
  return node;
}

static Node *word(Parser *p, bool namespaces) {
  static const struct { const char *word; int truth; } WORDS[] = {
      {"true", 1}, {"True", 1}, {"false", 0}, {"False", 0}, {"none", -1}, {"None", -1}};
  Token token = parser_next(p);
  for (size_t i = 0; i < COUNT(WORDS); i++)
    if (str_is(token.text, WORDS[i].word))
      return parser_constant(p, WORDS[i].truth < 0 ? VALUE_NONE : value_bool(WORDS[i].truth), token.span);
  return namespaces && parser_at(p, ".") ? namespace_name(p, token) : parser_name(p, token);
}

static Node *bracketed(Parser *p) {
  if (!parser_enter(p)) return parser_fail_here(p, STR(""));
  Node *node = parser_at(p, "(") ? parenthesized(p) : parser_at(p, "[") ? list(p) : dict(p);
  parser_leave(p);
  return node;
}

/* parse_primary */
static Node *primary(Parser *p, bool namespaces) {
  switch (p->token.kind) {
    case TOKEN_NAME: return word(p, namespaces);
    case TOKEN_STRING: return strings(p);
    case TOKEN_INTEGER:
    case TOKEN_FLOAT: return parser_number(p);
    default: break;
  }
  if (parser_at(p, "(") || parser_at(p, "[") || parser_at(p, "{")) return bracketed(p);
  return parser_unexpected(p);
}

/* ---- attributes, subscripts, calls ---- */

static Node *item_of(Parser *p, Node *object, Node *key) {
  Node *node = parser_node(p, NODE_ITEM_JINJA, object->span.start);
  node->item.object = object;
  node->item.key = key;
  return node;
}

/* parse_subscript after a dot */
static Node *attribute(Parser *p, Node *object) {
  parser_next(p);
  Token token = parser_next(p);
  if (token.kind == TOKEN_INTEGER) {
    Value value = VALUE_NONE;
    literal_number(p->heap, token.text, &value);
    return item_of(p, object, parser_constant(p, value, token.span));
  }
  if (token.kind != TOKEN_NAME) return parser_fail(p, EXC_TEMPLATE_SYNTAX, token.span, STR("expected name or number"));
  Node *node = parser_node(p, NODE_ATTR_JINJA, object->span.start);
  node->attr.object = object;
  node->attr.id = token.text;
  return node;
}

static bool at_slice_end(const Parser *p) { return parser_at(p, "]") || parser_at(p, ",") || parser_at(p, ":"); }

/* parse_subscribed */
static Node *subscribed(Parser *p) {
  uint32_t start = p->token.span.start;
  Node *first = parser_at(p, ":") ? NULL : parse_any(p), *stop = NULL, *step = NULL;
  if (first && !parser_at(p, ":")) return first;
  parser_next(p);
  if (!at_slice_end(p)) stop = parse_any(p);
  if (parser_skip(p, ":") && !parser_at(p, "]") && !parser_at(p, ",")) step = parse_any(p);
  Node *node = parser_node(p, NODE_SLICE, start);
  node->slice.start = first;
  node->slice.stop = stop;
  node->slice.step = step;
  return node;
}

/* parse_subscript after a bracket; several subscripts, or none, are a tuple */
static Node *subscript(Parser *p, Node *object) {
  uint32_t start = parser_next(p).span.end;
  NodeList keys = {0};
  while (!parser_at(p, "]") && !parser_failed(p)) {
    if (keys.n) parser_expect(p, ",");
    parser_push(p, &keys, subscribed(p));
  }
  Node *key = keys.n == 1 ? keys.at[0] : tuple_of(p, keys, start);
  parser_expect(p, "]");
  return item_of(p, object, key);
}

typedef struct CallParts {
  NodeList positional, keywords; /* `*rest` among the former, `**rest` among the latter, as they are evaluated */
  bool star, double_star, keyword;
} CallParts;

static void starred(Parser *p, CallParts *parts, NodeKind kind) {
  uint32_t start = parser_next(p).span.start;
  Node *value = parse_any(p), *node = parser_node(p, kind, start);
  if (kind == NODE_STAR) node->star.value = value;
  else node->double_star.value = value;
  parser_push(p, kind == NODE_STAR ? &parts->positional : &parts->keywords, node);
}

static void keyword(Parser *p, CallParts *parts) {
  Token name = parser_next(p);
  parser_next(p);
  Node *value = parse_any(p), *node = parser_node(p, NODE_KEYWORD, name.span.start);
  node->keyword.id = name.text;
  node->keyword.value = value;
  parser_push(p, &parts->keywords, node);
}

static bool at_keyword(Parser *p) {
  if (p->token.kind != TOKEN_NAME) return false;
  Token ahead = parser_peek(p);
  return ahead.kind == TOKEN_OPERATOR && str_is(ahead.text, "=");
}

/* One argument; false where jinja2 does not allow it after those before. */
static bool argument(Parser *p, CallParts *parts) {
  if (parser_at(p, "*")) {
    if (parts->star || parts->double_star) return false;
    parts->star = true;
    starred(p, parts, NODE_STAR);
  } else if (parser_at(p, "**")) {
    if (parts->double_star) return false;
    parts->double_star = true;
    starred(p, parts, NODE_DOUBLE_STAR);
  } else if (at_keyword(p)) {
    if (parts->double_star) return false;
    parts->keyword = true;
    keyword(p, parts);
  } else {
    if (parts->star || parts->double_star || parts->keyword) return false;
    parser_push(p, &parts->positional, parse_any(p));
  }
  return true;
}

/* parse_call_args */
static NodeList call_args(Parser *p) {
  CallParts parts = {0};
  Span open = parser_next(p).span;
  for (bool first = true; !parser_at(p, ")") && !parser_failed(p); first = false) {
    if (!first) {
      parser_expect(p, ",");
      if (parser_at(p, ")")) break;
    }
    if (!argument(p, &parts)) parser_fail(p, EXC_TEMPLATE_SYNTAX, p->token.kind == TOKEN_END ? open : p->token.span,
                                          STR("invalid syntax for function call expression"));
  }
  parser_expect(p, ")");
  for (size_t i = 0; i < parts.keywords.n; i++) parser_push(p, &parts.positional, parts.keywords.at[i]);
  return parts.positional;
}

static Node *call(Parser *p, Node *callee) {
  if (!parser_enter(p)) return parser_fail_here(p, STR(""));
  NodeList args = call_args(p);
  parser_leave(p);
  Node *node = parser_node(p, NODE_CALL, callee->span.start);
  node->call.callee = callee;
  node->call.args = args;
  return node;
}

/* parse_postfix */
static Node *postfix(Parser *p, Node *node) {
  for (;;) {
    if (parser_at(p, ".")) node = attribute(p, node);
    else if (parser_at(p, "[")) node = subscript(p, node);
    else if (parser_at(p, "(")) node = call(p, node);
    else return node;
  }
}

Node *jinja_operand(Parser *p) { return postfix(p, primary(p, false)); }

/* ---- filters and tests ---- */

/* name { "." name } */
static Str dotted_name(Parser *p) {
  Str name = parser_expect_kind(p, TOKEN_NAME).text;
  if (!parser_at(p, ".")) return name;
  Buf buf = buf_new(p->heap->arena, LIMIT_STRING_BYTES);
  buf_put(&buf, name);
  while (parser_skip(p, ".")) {
    buf_char(&buf, '.');
    buf_put(&buf, parser_expect_kind(p, TOKEN_NAME).text);
  }
  return text_of(p, &buf);
}

Node *jinja_filter_chain(Parser *p, Node *input, bool named_next) {
  while (named_next || parser_skip(p, "|")) {
    named_next = false;
    uint32_t start = input ? input->span.start : p->token.span.start;
    Str name = dotted_name(p);
    NodeList args = {0};
    if (parser_at(p, "(")) args = call_args(p);
    Node *node = parser_node(p, NODE_FILTER, start);
    node->filter.input = input;
    node->filter.id = name;
    node->filter.args = args;
    input = node;
  }
  return input;
}

/* An argument of a test without parentheses may begin here. */
static bool at_test_argument(const Parser *p) {
  TokenKind kind = p->token.kind;
  if (kind == TOKEN_NAME) return !parser_at(p, "else") && !parser_at(p, "or") && !parser_at(p, "and");
  return kind == TOKEN_STRING || kind == TOKEN_INTEGER || kind == TOKEN_FLOAT || parser_at(p, "[") || parser_at(p, "{");
}

/* parse_test */
static Node *test(Parser *p, Node *input) {
  parser_next(p);
  bool negated = parser_skip(p, "not");
  Str name = dotted_name(p);
  NodeList args = {0};
  if (parser_at(p, "(")) {
    args = call_args(p);
  } else if (at_test_argument(p)) {
    if (parser_at(p, "is")) return parser_fail_here(p, STR("You cannot chain multiple tests with is"));
    parser_push(p, &args, jinja_operand(p));
  }
  Node *node = parser_node(p, NODE_TEST, input->span.start);
  node->test.input = input;
  node->test.id = name;
  node->test.args = args;
  node->test.negated = negated;
  return node;
}

/* parse_filter_expr */
Node *jinja_filters(Parser *p, Node *node) {
  for (;;) {
    if (parser_at(p, "|")) node = jinja_filter_chain(p, node, false);
    else if (parser_at(p, "is")) node = test(p, node);
    else if (parser_at(p, "(")) node = call(p, node);
    else return node;
  }
}

/* ---- words ---- */

static const char *operator_word(Operator op) {
  switch (op) {
    case OP_ADD: return "add";
    case OP_SUB: return "sub";
    case OP_MUL: return "mul";
    case OP_DIV: return "div";
    case OP_FLOOR_DIV: return "floordiv";
    case OP_MOD: return "mod";
    case OP_POW: return "pow";
    case OP_NOT: return "not";
    case OP_NEG: return "neg";
    case OP_POS: return "pos";
    default: return "operator";
  }
}

const char *jinja_node_word(const Node *node) {
  switch ((NodeKind)node->kind) {
    case NODE_CONST: return "const";
    case NODE_NAME: return "name";
    case NODE_LIST: return "list";
    case NODE_DICT: return "dict";
    case NODE_TUPLE: return "tuple";
    case NODE_UNARY: return operator_word(node->unary.op);
    case NODE_BINARY: return operator_word(node->binary.op);
    case NODE_AND: return "and";
    case NODE_OR: return "or";
    case NODE_COMPARE: return "compare";
    case NODE_CONCAT: return "concat";
    case NODE_COND: return "condexpr";
    case NODE_FILTER: return "filter";
    case NODE_TEST: return node->test.negated ? "not" : "test";
    case NODE_CALL: return "call";
    case NODE_ATTR_JINJA: return "getattr";
    case NODE_ITEM_JINJA: return "getitem";
    default: return "expression";
  }
}
