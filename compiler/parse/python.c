/* Python modules: statements, after the grammar of the Python 3.11 reference ("Simple statements", "Compound
 * statements"). What dbtplan does not evaluate is taken whole, by its layout, as one UNSUPPORTED node. */
#include <inttypes.h>
#include <string.h>

#include "compiler/parse/expression.h"

typedef struct PythonParser {
  Parser p;
  size_t functions; /* that are open */
} PythonParser;

static void statement(PythonParser *t, NodeList *out);

static bool at_line_end(const Parser *p) {
  return p->token.kind == TOKEN_NEWLINE || p->token.kind == TOKEN_END || parser_at(p, ";");
}

/* ---- what is not evaluated ---- */

static Node *unsupported(Parser *p, uint32_t start, Str what) {
  Node *node = parser_node(p, NODE_UNSUPPORTED, start);
  node->unsupported.what = what;
  return node;
}

/* The rest of the block that the token at hand, an INDENT, begins. */
static void skip_block(Parser *p) {
  size_t depth = 0;
  do {
    depth += p->token.kind == TOKEN_INDENT;
    depth -= p->token.kind == TOKEN_DEDENT;
    if (p->token.kind == TOKEN_DEDENT && depth == 0) break;
    parser_next(p);
  } while (p->token.kind != TOKEN_END);
  uint32_t end = p->end;
  parser_next(p);
  p->end = end;
}

static bool at_continuation(const Parser *p) {
  return parser_at(p, "else") || parser_at(p, "elif") || parser_at(p, "except") || parser_at(p, "finally");
}

/* A compound statement with its blocks and its `else`, `except` … */
static Node *skip_compound(Parser *p, uint32_t start, Str what) {
  uint32_t end = p->end;
  do {
    bool colon = false;
    for (; p->token.kind != TOKEN_NEWLINE && p->token.kind != TOKEN_END; parser_next(p)) colon |= parser_at(p, ":");
    if (!colon) return parser_unexpected(p);
    end = p->end;
    if (p->token.kind == TOKEN_NEWLINE) parser_next(p);
    if (p->token.kind == TOKEN_INDENT) {
      skip_block(p);
      end = p->end;
    }
  } while (at_continuation(p));
  p->end = end;
  return unsupported(p, start, what);
}

static Node *skip_simple(Parser *p, uint32_t start, Str what) {
  while (!at_line_end(p)) parser_next(p);
  return unsupported(p, start, what);
}

static Str quoted(Parser *p, Str word) { return str_printf(p->heap->arena, "'%.*s'", STR_FMT(word)); }

/* ---- imports ---- */

/* dotted = NAME { "." NAME } */
static void dotted(Parser *p, Buf *name) {
  do {
    if (name->n && name->p[name->n - 1] != '.') buf_char(name, '.');
    if (p->token.kind == TOKEN_NAME && python_is_keyword(p->token.text)) parser_unexpected(p);
    buf_put(name, parser_expect_kind(p, TOKEN_NAME).text);
  } while (parser_skip(p, "."));
}

static Str alias(Parser *p) {
  if (!parser_skip(p, "as")) return STR("");
  if (p->token.kind == TOKEN_NAME && python_is_keyword(p->token.text)) parser_unexpected(p);
  return parser_expect_kind(p, TOKEN_NAME).text;
}

/* import = "import" dotted [ "as" NAME ] { "," … } */
static void import_statement(Parser *p, NodeList *out) {
  uint32_t start = parser_next(p).span.start;
  do {
    Buf name = buf_new(p->heap->arena, LIMIT_STRING_BYTES);
    dotted(p, &name);
    Str as = alias(p);
    Node *node = parser_node(p, NODE_IMPORT, start);
    node->import.module = buf_str(&name);
    node->import.as = as;
    parser_push(p, out, node);
  } while (parser_skip(p, ","));
}

static void imported_name(Parser *p, NodeList *out, Str module, uint32_t start) {
  if (p->token.kind == TOKEN_NAME && python_is_keyword(p->token.text)) parser_unexpected(p);
  Str id = parser_at(p, "*") ? parser_next(p).text : parser_expect_kind(p, TOKEN_NAME).text;
  Str as = alias(p);
  Node *node = parser_node(p, NODE_IMPORT_FROM, start);
  node->import_from.module = module;
  node->import_from.id = id;
  node->import_from.as = as;
  parser_push(p, out, node);
}

/* from = "from" { "." } [ dotted ] "import" ( "*" | names | "(" names [ "," ] ")" ) */
static void from_statement(Parser *p, NodeList *out) {
  uint32_t start = parser_next(p).span.start;
  Buf module = buf_new(p->heap->arena, LIMIT_STRING_BYTES);
  while (parser_at(p, ".") || parser_at(p, "...")) buf_put(&module, parser_next(p).text);
  if (!module.n || !parser_at(p, "import")) dotted(p, &module);
  parser_expect(p, "import");
  bool brackets = parser_skip(p, "(");
  if (brackets && parser_at(p, "*")) parser_unexpected(p);
  for (;;) {
    bool all = parser_at(p, "*");
    imported_name(p, out, buf_str(&module), start);
    if (all || !parser_skip(p, ",") || (brackets && parser_at(p, ")"))) break;
    if (p->token.kind == TOKEN_NEWLINE)
      parser_fail_here(p, STR("trailing comma not allowed without surrounding parentheses"));
  }
  if (brackets) parser_expect(p, ")");
}

/* ---- assignments ---- */

static Node *value_of(Parser *p) {
  uint32_t start = p->token.span.start;
  return parser_at(p, "yield") ? skip_simple(p, start, STR("'yield'")) : python_tuple(p, true);
}

static Node *assign(Parser *p, Node *target, Node *value) {
  Node *node = parser_node(p, NODE_ASSIGN, target->span.start);
  node->assign.target = target;
  node->assign.value = value;
  return node;
}

/* The operator of `+=` and its like, or OP_COUNT. */
static Operator augmented_at(const Parser *p) {
  Str text = p->token.text;
  if (p->token.kind != TOKEN_OPERATOR || text.n < 2 || text.p[text.n - 1] != '=' || strchr("=!<>:", text.p[text.n - 2]))
    if (!parser_at(p, ">>=") && !parser_at(p, "<<=")) return OP_COUNT;
  for (Operator op = 0; op < OP_COUNT; op++)
    if (str_is(str_sub(text, 0, text.n - 1), operator_text(op))) return op == OP_POW_JINJA ? OP_POW : op;
  return OP_COUNT;
}

/* `x += v` is `x = x + v`; other targets would be evaluated twice */
static Node *augmented(Parser *p, Node *target, Operator op) {
  if (target->kind != NODE_NAME_PY && target->kind != NODE_ATTR_PY && target->kind != NODE_ITEM_PY)
    return parser_fail(p, EXC_SYNTAX, target->span,
                       str_printf(p->heap->arena, "'%s' is an illegal expression for augmented assignment",
                                  target->kind == NODE_TUPLE  ? "tuple"
                                  : target->kind == NODE_LIST ? "list"
                                                              : python_target_word(target)));
  parser_next(p);
  Node *value = value_of(p);
  if (target->kind != NODE_NAME_PY)
    return unsupported(p, target->span.start, STR("an augmented assignment to an attribute or item"));
  Node *sum = parser_node(p, NODE_BINARY, target->span.start);
  sum->binary.op = op;
  sum->binary.left = target;
  sum->binary.right = value;
  return assign(p, target, sum);
}

/* `x: T [= v]`; the annotation is not evaluated */
static Node *annotated(Parser *p, Node *target) {
  if (target->kind != NODE_NAME_PY && target->kind != NODE_ATTR_PY && target->kind != NODE_ITEM_PY)
    return parser_fail(p, EXC_SYNTAX, target->span,
                       target->kind == NODE_TUPLE  ? STR("only single target (not tuple) can be annotated")
                       : target->kind == NODE_LIST ? STR("only single target (not list) can be annotated")
                                                   : STR("illegal target for annotation"));
  parser_next(p);
  parse_any(p);
  if (parser_skip(p, "=")) return assign(p, target, value_of(p));
  return parser_node(p, NODE_PASS, target->span.start);
}

/* `a = b = v`: the first target gets the value, the others what the first name then holds */
static void assignments(Parser *p, NodeList *out, Node *target) {
  NodeList targets = {0};
  Node *value = target;
  uint32_t start = target->span.start;
  while (parser_skip(p, "=")) {
    python_check_target(p, value);
    parser_push(p, &targets, value);
    value = value_of(p);
  }
  if (targets.n > 1 && targets.at[0]->kind != NODE_NAME_PY) {
    parser_push(p, out, unsupported(p, start, STR("a chain of assignments")));
    return;
  }
  for (size_t i = 0; i < targets.n; i++) parser_push(p, out, assign(p, targets.at[i], i ? targets.at[0] : value));
}

static void expression_statement(Parser *p, NodeList *out) {
  uint32_t start = p->token.span.start;
  Node *node = value_of(p);
  Operator op = augmented_at(p);
  if (parser_at(p, "=")) {
    assignments(p, out, node);
  } else if (parser_at(p, ":")) {
    parser_push(p, out, annotated(p, node));
  } else if (op != OP_COUNT) {
    parser_push(p, out, augmented(p, node, op));
  } else if (node->kind == NODE_CONST && node->constant.value.kind == V_ELLIPSIS) {
    Node *pass = parser_node(p, NODE_PASS, start);
    pass->pass.ellipsis = true;
    parser_push(p, out, pass);
  } else {
    Node *expression = parser_node(p, NODE_EXPRESSION, start);
    expression->expression.value = node;
    parser_push(p, out, expression);
  }
}

/* ---- simple statements ---- */

static Node *return_statement(PythonParser *t) {
  Parser *p = &t->p;
  uint32_t start = p->token.span.start;
  if (!t->functions) return parser_fail_here(p, STR("'return' outside function"));
  parser_next(p);
  Node *value = at_line_end(p) ? NULL : python_tuple(p, true), *node = parser_node(p, NODE_RETURN, start);
  node->ret.value = value;
  return node;
}

/* raise = "raise" [ expression [ "from" expression ] ] */
static Node *raise_statement(Parser *p) {
  uint32_t start = parser_next(p).span.start;
  Node *value = at_line_end(p) ? NULL : parse_any(p), *cause = value && parser_skip(p, "from") ? parse_any(p) : NULL;
  Node *node = parser_node(p, NODE_RAISE, start);
  node->raise.value = value;
  node->raise.cause = cause;
  return node;
}

/* assert = "assert" expression [ "," expression ] */
static Node *assert_statement(Parser *p) {
  uint32_t start = parser_next(p).span.start;
  Node *test = parse_any(p), *message = parser_skip(p, ",") ? parse_any(p) : NULL;
  Node *node = parser_node(p, NODE_ASSERT, start);
  node->assertion.test = test;
  node->assertion.message = message;
  return node;
}

static bool at_one_of(const Parser *p, const char *const *words, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (parser_at(p, words[i])) return true;
  return false;
}

static void simple_statement(PythonParser *t, NodeList *out) {
  static const char *const UNSUPPORTED[] = {"del", "global", "nonlocal", "break", "continue"};
  Parser *p = &t->p;
  uint32_t start = p->token.span.start;
  if (parser_at(p, "pass")) {
    parser_next(p);
    parser_push(p, out, parser_node(p, NODE_PASS, start));
  } else if (parser_at(p, "return")) {
    parser_push(p, out, return_statement(t));
  } else if (parser_at(p, "import")) {
    import_statement(p, out);
  } else if (parser_at(p, "from")) {
    from_statement(p, out);
  } else if (parser_at(p, "raise")) {
    parser_push(p, out, raise_statement(p));
  } else if (parser_at(p, "assert")) {
    parser_push(p, out, assert_statement(p));
  } else if (at_one_of(p, UNSUPPORTED, sizeof UNSUPPORTED / sizeof *UNSUPPORTED)) {
    Str what = quoted(p, p->token.text);
    parser_push(p, out, skip_simple(p, start, what));
  } else {
    expression_statement(p, out);
  }
}

/* line = simple { ";" simple } [ ";" ] NEWLINE */
static void simple_line(PythonParser *t, NodeList *out) {
  Parser *p = &t->p;
  do simple_statement(t, out);
  while (parser_skip(p, ";") && p->token.kind != TOKEN_NEWLINE && !parser_failed(p));
  if (p->token.kind == TOKEN_NEWLINE) parser_next(p);
  else if (!parser_failed(p)) parser_unexpected(p);
}

/* ---- compound statements ---- */

/* block = line | NEWLINE INDENT statement { statement } DEDENT */
static NodeList block(PythonParser *t, const char *owner, uint32_t start) {
  Parser *p = &t->p;
  NodeList nodes = {0};
  if (!parser_at(p, ":")) parser_fail_here(p, STR("expected ':'"));
  parser_next(p);
  if (p->token.kind != TOKEN_NEWLINE) {
    simple_line(t, &nodes);
    return nodes;
  }
  parser_next(p);
  if (p->token.kind != TOKEN_INDENT) {
    parser_fail(p, EXC_INDENTATION, p->token.span,
                str_printf(p->heap->arena, "expected an indented block after %s on line %" PRIu32, owner,
                           scan_line(p->scan.text, start)));
    return nodes;
  }
  parser_next(p);
  while (p->token.kind != TOKEN_DEDENT && p->token.kind != TOKEN_END) statement(t, &nodes);
  uint32_t end = nodes.n ? nodes.at[nodes.n - 1]->span.end : p->end;
  parser_next(p);
  p->end = end;
  return nodes;
}

/* if = ( "if" | "elif" ) named block [ if | "else" block ] */
static Node *if_statement(PythonParser *t) {
  Parser *p = &t->p;
  const char *owner = parser_at(p, "if") ? "'if' statement" : "'elif' statement";
  uint32_t start = parser_next(p).span.start;
  Node *test = python_named(p);
  NodeList then = block(t, owner, start), otherwise = {0};
  uint32_t here = p->token.span.start;
  if (parser_at(p, "elif")) {
    if (parser_enter(p)) parser_push(p, &otherwise, if_statement(t));
    parser_leave(p);
  } else if (parser_skip(p, "else")) {
    otherwise = block(t, "'else' statement", here);
  }
  Node *node = parser_node(p, NODE_IF, start);
  node->branch.test = test;
  node->branch.then = then;
  node->branch.otherwise = otherwise;
  return node;
}

/* for = "for" targets "in" tuple block [ "else" block ] */
static Node *for_statement(PythonParser *t) {
  Parser *p = &t->p;
  uint32_t start = parser_next(p).span.start;
  Node *target = python_targets(p);
  parser_expect(p, "in");
  Node *iterable = python_tuple(p, true);
  NodeList nodes = block(t, "'for' statement", start), otherwise = {0};
  uint32_t here = p->token.span.start;
  if (parser_skip(p, "else")) otherwise = block(t, "'else' statement", here);
  Node *node = parser_node(p, NODE_FOR, start);
  node->loop.target = target;
  node->loop.iterable = iterable;
  node->loop.body = nodes;
  node->loop.otherwise = otherwise;
  return node;
}

/* def = "def" NAME "(" params ")" [ "->" any ] block */
static Node *def_statement(PythonParser *t, NodeList decorators, uint32_t start) {
  Parser *p = &t->p;
  uint32_t def = parser_next(p).span.start;
  if (p->token.kind == TOKEN_NAME && python_is_keyword(p->token.text)) parser_unexpected(p);
  Token name = parser_expect_kind(p, TOKEN_NAME);
  NodeList params = {0};
  parser_expect(p, "(");
  python_params(p, &params, ")", true);
  parser_expect(p, ")");
  if (parser_skip(p, "->")) python_tuple(p, false);
  t->functions++;
  NodeList nodes = block(t, "function definition", def);
  t->functions--;
  Node *node = parser_node(p, NODE_DEF, start);
  node->def.id = name.text;
  node->def.params = params;
  node->def.body = nodes;
  node->def.decorators = decorators;
  node->has_locals = true;
  return node;
}

/* decorated = { "@" named NEWLINE } ( def | class | async def ) */
static Node *decorated(PythonParser *t) {
  Parser *p = &t->p;
  uint32_t start = p->token.span.start;
  NodeList decorators = {0};
  while (parser_skip(p, "@")) {
    parser_push(p, &decorators, python_named(p));
    parser_expect_kind(p, TOKEN_NEWLINE);
  }
  if (parser_at(p, "def")) return def_statement(t, decorators, start);
  if (!parser_at(p, "class") && !parser_at(p, "async")) return parser_unexpected(p);
  return skip_compound(p, start, parser_at(p, "class") ? STR("'class'") : STR("'async def'"));
}

/* `match` is a word like any other unless a block of `case` follows its line. */
static bool at_match(const Parser *p) {
  if (!parser_at(p, "match")) return false;
  Parser ahead = *p;
  while (ahead.token.kind != TOKEN_NEWLINE && ahead.token.kind != TOKEN_END) parser_next(&ahead);
  if (parser_next(&ahead).kind != TOKEN_NEWLINE || ahead.token.kind != TOKEN_INDENT) return false;
  parser_next(&ahead);
  return parser_at(&ahead, "case");
}

static void statement(PythonParser *t, NodeList *out) {
  static const char *const UNSUPPORTED[] = {"class", "while", "try", "with", "async"};
  Parser *p = &t->p;
  bool deep = !parser_enter(p);
  if (deep || p->token.kind == TOKEN_INDENT) {
    if (!deep) parser_unexpected(p);
  } else if (parser_at(p, "if")) {
    parser_push(p, out, if_statement(t));
  } else if (parser_at(p, "def")) {
    parser_push(p, out, def_statement(t, (NodeList){0}, p->token.span.start));
  } else if (parser_at(p, "for")) {
    parser_push(p, out, for_statement(t));
  } else if (parser_at(p, "@")) {
    parser_push(p, out, decorated(t));
  } else if (at_one_of(p, UNSUPPORTED, sizeof UNSUPPORTED / sizeof *UNSUPPORTED) || at_match(p)) {
    Str what = quoted(p, p->token.text);
    parser_push(p, out, skip_compound(p, p->token.span.start, what));
  } else {
    simple_line(t, out);
  }
  parser_leave(p);
}

static bool check_encoding(Heap *heap, Str text, Value *error) {
  size_t bad = 0;
  if (!str_is_utf8(text, &bad)) {
    Str message = str_printf(
        heap->arena, "(unicode error) 'utf-8' codec can't decode byte 0x%02x in position %zu: invalid start byte",
        (unsigned char)text.p[bad], bad);
    *error = scan_raise(heap, EXC_SYNTAX, (Span){(uint32_t)bad, (uint32_t)bad + 1}, message);
    return false;
  }
  const char *nul = text.n ? memchr(text.p, '\0', text.n) : NULL;
  if (!nul) return true;
  uint32_t at = (uint32_t)(nul - text.p);
  *error = scan_raise(heap, EXC_SYNTAX, (Span){at, at + 1}, STR("source code cannot contain null bytes"));
  return false;
}

bool parse_module(Heap *heap, Str text, NodeList *body, Value *error) {
  *error = VALUE_ABSENT;
  *body = (NodeList){0};
  if (!check_encoding(heap, text, error)) return false;
  PythonParser t = {.p = parser_begin(heap, text, SCAN_PYTHON)};
  while (t.p.token.kind != TOKEN_END) statement(&t, body);
  if (t.p.scan.bracket_count && !parser_failed(&t.p)) parser_unexpected(&t.p);
  parser_check_depth(&t.p, body);
  *error = t.p.error;
  return !parser_failed(&t.p);
}
