#include "compiler/parse/names.h"

#include <string.h>

/* ---- the tables ---- */

enum { SHAPE_LEFT, SHAPE_RIGHT, SHAPE_CHAIN, SHAPE_PREFIX };

typedef struct OperatorRow {
  Str text;
  uint8_t shape;
  uint8_t power[2], tightest[2]; /* by dialect */
} OperatorRow;

static const OperatorRow OPERATORS[] = {
#define OPERATOR(NAME, text, shape, jinja, jinja_tightest, python, python_tightest) \
  [OP_##NAME] = {STR_INIT(text), SHAPE_##shape, {jinja, python}, {jinja_tightest, python_tightest}},
#include "grammar/operators.def"
#undef OPERATOR
};

static const uint8_t POWERS[][2] = {
    {0, 0},
#define OPERATOR(...)
#define POWER(NAME, jinja, python) {jinja, python},
#include "grammar/operators.def"
#undef POWER
#undef OPERATOR
};

/* ---- tokens ---- */

bool parser_failed(const Parser *p) { return p->error.kind != V_ABSENT; }

static Token scan(Parser *p) {
  Token token = scan_next(&p->scan);
  if (p->scan.error.kind != V_ABSENT && !parser_failed(p)) p->error = p->scan.error;
  return token;
}

void parser_begin(Parser *p, Heap *heap, Str text, ScanMode mode) {
  memset(p, 0, offsetof(Parser, scan));
  p->heap = heap;
  p->error = VALUE_ABSENT;
  p->dialect = mode == SCAN_PYTHON ? EXPR_PYTHON : EXPR_JINJA;
  if (mode == SCAN_PYTHON) p->names = names_new(heap);
  scan_begin(&p->scan, heap, text, mode);
  p->token = scan(p);
}

Token parser_next(Parser *p) {
  Token token = p->token;
  p->end = token.span.end;
  p->token = p->looked_ahead ? p->ahead : scan(p);
  p->looked_ahead = false;
  if (parser_failed(p)) p->token.kind = TOKEN_END;
  return token;
}

Token parser_peek(Parser *p) {
  if (!p->looked_ahead) {
    p->ahead = scan(p);
    p->looked_ahead = true;
    if (parser_failed(p)) p->token.kind = TOKEN_END;
  }
  return p->ahead;
}

bool parser_skip(Parser *p, const char *text) {
  if (!parser_at(p, text)) return false;
  parser_next(p);
  return true;
}

Span parser_span(const Parser *p, uint32_t start) { return (Span){start, p->end > start ? p->end : start}; }

/* ---- errors ---- */

Node *parser_fail(Parser *p, ExceptionType type, Span span, Str message) {
  if (!parser_failed(p)) {
    p->error = scan_raise(p->heap, type, span, message);
    if (p->scan.bracket_count) {
      uint32_t at = p->scan.brackets[p->scan.bracket_count - 1].at;
      p->error.exc->opened = (Span){at, at + 1};
      p->error.exc->has_opened = true;
    }
  }
  p->scan.error = p->error;
  p->token.kind = TOKEN_END;
  p->looked_ahead = false;
  return node_new(p->heap->arena, NODE_UNSUPPORTED, span);
}

Node *parser_fail_here(Parser *p, Str message) {
  return parser_fail(p, p->dialect == EXPR_PYTHON ? EXC_SYNTAX : EXC_TEMPLATE_SYNTAX, p->token.span, message);
}

/* CPython names the bracket where a line or the text ended inside it. */
static Node *python_unexpected(Parser *p) {
  if (p->in_fstring) return parser_fail_here(p, STR("f-string: invalid syntax"));
  if (p->scan.bracket_count) {
    uint32_t at = p->scan.brackets[p->scan.bracket_count - 1].at;
    bool later = scan_line(p->scan.text, at) < scan_line(p->scan.text, p->token.span.start);
    if (later || p->token.kind == TOKEN_END)
      return parser_fail(p, EXC_SYNTAX, (Span){at, at + 1},
                         str_printf(p->heap->arena, "'%c' was never closed", p->scan.text.p[at]));
  }
  if (p->token.kind == TOKEN_INDENT) return parser_fail(p, EXC_INDENTATION, p->token.span, STR("unexpected indent"));
  return parser_fail_here(p, STR("invalid syntax"));
}

Node *parser_unexpected(Parser *p) {
  if (p->dialect == EXPR_PYTHON) return python_unexpected(p);
  Str found = token_describe(p->token);
  return parser_fail_here(p, str_printf(p->heap->arena, "unexpected '%.*s'", STR_FMT(found)));
}

/* TokenStream.expect */
static void expected(Parser *p, const char *wanted) {
  if (p->dialect == EXPR_PYTHON) {
    python_unexpected(p);
    return;
  }
  bool is_open = !parser_failed(p) && p->token.kind == TOKEN_END;
  Str found = token_describe(p->token);
  parser_fail_here(p, p->token.kind == TOKEN_END
                          ? str_printf(p->heap->arena, "unexpected end of template, expected '%s'.", wanted)
                          : str_printf(p->heap->arena, "expected token '%s', got '%.*s'", wanted, STR_FMT(found)));
  if (is_open && strcmp(wanted, token_words(TOKEN_VARIABLE_END)) == 0)
    p->error.exc->remedy = STR("a template ends with two braces, '}}'");
}

void parser_expect(Parser *p, const char *text) {
  if (!parser_skip(p, text)) expected(p, text);
}

Token parser_expect_kind(Parser *p, TokenKind kind) {
  if (p->token.kind == kind) return parser_next(p);
  expected(p, token_words(kind));
  return p->token;
}

static void too_deep(Parser *p, Span span) {
  if (p->dialect == EXPR_PYTHON) parser_fail(p, EXC_SYNTAX, span, STR("too many nested parentheses"));
  else parser_fail(p, EXC_RECURSION, span, STR("maximum recursion depth exceeded"));
}

bool parser_enter(Parser *p) {
  if (++p->depth <= LIMIT_TREE_DEPTH) return true;
  too_deep(p, p->token.span);
  return false;
}

void parser_leave(Parser *p) { p->depth--; }

/* A chain such as `1+1+1…` is parsed by a loop and yet makes a deep tree. */
typedef struct DepthCheck {
  size_t depth;
  const Node *deepest; /* set where the limit was passed */
} DepthCheck;

static void check_depth(Node *node, void *state) {
  DepthCheck *check = state;
  if (check->deepest) return;
  if (++check->depth > LIMIT_TREE_DEPTH) check->deepest = node;
  else node_children(node, check_depth, check);
  check->depth--;
}

void parser_check_depth(Parser *p, const NodeList *trees) {
  for (size_t i = 0; i < trees->n && !parser_failed(p); i++) {
    DepthCheck check = {0, NULL};
    check_depth(trees->at[i], &check);
    if (check.deepest) too_deep(p, check.deepest->span);
  }
}

/* ---- nodes ---- */

Node *parser_node(Parser *p, NodeKind kind, uint32_t start) {
  return node_new(p->heap->arena, kind, parser_span(p, start));
}

void parser_push(Parser *p, NodeList *list, Node *node) { node_push(p->heap->arena, list, node); }

Node *parser_constant(Parser *p, Value value, Span span) {
  Node *node = node_new(p->heap->arena, NODE_CONST, span);
  node->constant.value = value;
  return node;
}

Node *parser_name(Parser *p, Token token) {
  bool python = p->dialect == EXPR_PYTHON;
  Node *node = node_new(p->heap->arena, python ? NODE_NAME_PY : NODE_NAME, token.span);
  if (python) node->name_py.id = token.text;
  else node->name.id = token.text;
  return node;
}

Node *parser_number(Parser *p) {
  Token token = parser_next(p);
  Value value;
  if (literal_number(p->heap, token.text, &value) != LITERAL_OK)
    return parser_fail(
        p, p->dialect == EXPR_PYTHON ? EXC_SYNTAX : EXC_VALUE, token.span,
        str_printf(p->heap->arena,
                   "Exceeds the limit (%u digits) for integer string conversion: value has %zu digits; use "
                   "sys.set_int_max_str_digits() to increase the limit",
                   LIMIT_INT_DIGITS, token.text.n));
  return parser_constant(p, value, token.span);
}

/* ---- operators ---- */

static bool may_be_operator(const Parser *p) {
  if (p->token.kind == TOKEN_OPERATOR) return true;
  return p->token.kind == TOKEN_NAME && (p->token.keyword || p->dialect == EXPR_JINJA);
}

/* Whether the token at hand is a row's, in the dialect at hand. */
static inline bool is_row(const Parser *p, const OperatorRow *row) {
  Str text = p->token.text;
  return row->power[p->dialect] && row->text.p[0] == text.p[0] && str_eq(row->text, text);
}

/* The operator at hand that stands between operands, or OP_COUNT. `not in` and `is not` are two words. */
static Operator infix_at(Parser *p) {
  if (!may_be_operator(p)) return OP_COUNT;
  if (parser_at(p, "not")) return token_is(parser_peek(p), "in") ? OP_NOT_IN : OP_COUNT;
  for (Operator op = 0; op < OP_COUNT; op++) {
    if (OPERATORS[op].shape == SHAPE_PREFIX || !is_row(p, &OPERATORS[op])) continue;
    return op == OP_IS && token_is(parser_peek(p), "not") ? OP_IS_NOT : op;
  }
  return OP_COUNT;
}

/* The sign or `not` at hand that may stand in a context of `power`, or OP_COUNT. */
static Operator prefix_at(const Parser *p, uint8_t power) {
  static const Operator PREFIXES[] = {OP_NOT, OP_NEG, OP_POS, OP_INVERT};
  if (!may_be_operator(p)) return OP_COUNT;
  for (size_t i = 0; i < COUNT(PREFIXES); i++)
    if (is_row(p, &OPERATORS[PREFIXES[i]]))
      return power <= OPERATORS[PREFIXES[i]].tightest[p->dialect] ? PREFIXES[i] : OP_COUNT;
  return OP_COUNT;
}

static Node *climb(Parser *p, uint8_t power);

static Node *unary(Parser *p, Operator op) {
  uint32_t start = parser_next(p).span.start;
  Node *operand = climb(p, OPERATORS[op].power[p->dialect]);
  Node *node = parser_node(p, NODE_UNARY, start);
  node->unary.op = op;
  node->unary.operand = operand;
  return node;
}

static void skip_operator(Parser *p, Operator op) {
  parser_next(p);
  if (op == OP_NOT_IN || op == OP_IS_NOT) parser_next(p);
}

/* comparison = operand { operator operand }: one node for a < b < c */
static Node *comparison(Parser *p, Node *left) {
  NodeList steps = {0};
  for (Operator op; (op = infix_at(p)) != OP_COUNT && OPERATORS[op].shape == SHAPE_CHAIN;) {
    uint32_t start = p->token.span.start;
    skip_operator(p, op);
    Node *right = climb(p, OPERATORS[op].power[p->dialect] + 1);
    Node *step = parser_node(p, NODE_COMPARE_STEP, start);
    step->step.op = op;
    step->step.right = right;
    parser_push(p, &steps, step);
  }
  Node *node = parser_node(p, NODE_COMPARE, left->span.start);
  node->compare.left = left;
  node->compare.steps = steps;
  return node;
}

/* concatenation = operand { "~" operand } */
static Node *concatenation(Parser *p, Node *left) {
  NodeList items = {0};
  parser_push(p, &items, left);
  while (parser_skip(p, "~")) parser_push(p, &items, climb(p, OPERATORS[OP_CONCAT].power[p->dialect] + 1));
  Node *node = parser_node(p, NODE_CONCAT, left->span.start);
  node->concat.items = items;
  return node;
}

static Node *binary(Parser *p, Operator op, Node *left) {
  const OperatorRow *row = &OPERATORS[op];
  parser_next(p);
  Node *right = climb(p, row->power[p->dialect] + (row->shape == SHAPE_LEFT));
  Node *node = parser_node(p, op == OP_AND ? NODE_AND : op == OP_OR ? NODE_OR : NODE_BINARY, left->span.start);
  if (op == OP_AND) {
    node->both.left = left, node->both.right = right;
  } else if (op == OP_OR) {
    node->either.left = left, node->either.right = right;
  } else {
    node->binary.op = op == OP_POW_JINJA ? OP_POW : op;
    node->binary.left = left, node->binary.right = right;
  }
  return node;
}

/* conditional = operand { "if" operand [ "else" conditional ] }; Python wants the else, and one `if` */
static Node *conditional(Parser *p, Node *then) {
  bool python = p->dialect == EXPR_PYTHON;
  while (parser_skip(p, "if")) {
    Node *test = parse_power(p, POWER_OPERAND), *otherwise = NULL;
    if (python && !parser_at(p, "else") && !parser_failed(p))
      return parser_fail(p, EXC_SYNTAX, parser_span(p, then->span.start), STR("expected 'else' after 'if' expression"));
    if (parser_skip(p, "else")) otherwise = parse_any(p);
    Node *node = parser_node(p, NODE_COND, then->span.start);
    node->cond.test = test;
    node->cond.then = then;
    node->cond.otherwise = otherwise;
    then = node;
  }
  return then;
}

static Node *operand(Parser *p, uint8_t power) {
  Operator sign = prefix_at(p, power);
  if (p->dialect == EXPR_PYTHON) {
    if (sign != OP_COUNT) return unary(p, sign);
    return parser_at(p, "lambda") && power > POWERS[POWER_ANY][EXPR_PYTHON] ? parser_unexpected(p) : python_operand(p);
  }
  Node *node = sign != OP_COUNT ? unary(p, sign) : jinja_operand(p);
  return power <= POWERS[POWER_FILTER][EXPR_JINJA] ? jinja_filters(p, node) : node;
}

/* Pratt's loop: an operand, then every operator that binds at least as tight as `power`. */
static Node *climb(Parser *p, uint8_t power) {
  Node *left = parser_enter(p) ? operand(p, power) : parser_fail_here(p, STR(""));
  for (Operator op; (op = infix_at(p)) != OP_COUNT && OPERATORS[op].power[p->dialect] >= power;) {
    if (OPERATORS[op].shape == SHAPE_CHAIN) left = comparison(p, left);
    else left = op == OP_CONCAT ? concatenation(p, left) : binary(p, op, left);
  }
  if (power <= POWERS[POWER_ANY][p->dialect]) left = conditional(p, left);
  parser_leave(p);
  return left;
}

Node *parse_power(Parser *p, Power power) { return climb(p, POWERS[power][p->dialect]); }

/* ---- a lone expression ---- */

Node *parse_expression(Heap *heap, Str text, ExprDialect dialect, Value *error) {
  Parser p;
  parser_begin(&p, heap, text, dialect == EXPR_PYTHON ? SCAN_PYTHON : SCAN_VARIABLE);
  Node *node = dialect == EXPR_PYTHON ? python_tuple(&p, false) : parse_any(&p);
  while (dialect == EXPR_PYTHON && p.token.kind == TOKEN_NEWLINE) parser_next(&p);
  if (p.token.kind != TOKEN_END) {
    if (dialect == EXPR_PYTHON) parser_unexpected(&p);
    else parser_fail_here(&p, STR("chunk after expression"));
  }
  if (dialect == EXPR_PYTHON) names_close(&p);
  NodeList trees = {&node, 1, 1};
  parser_check_depth(&p, &trees);
  *error = p.error;
  return parser_failed(&p) ? NULL : node;
}
