/* Python modules: lines of simple statements, after the grammar of the Python 3.11 reference ("Simple statements"). */
#include "compiler/parse/python.h"

#include <inttypes.h>
#include <string.h>

static bool at_line_end(const Parser *p) {
  return p->token.kind == TOKEN_NEWLINE || p->token.kind == TOKEN_END || parser_at(p, ";");
}

Node *python_unsupported(Parser *p, uint32_t start, const char *what) {
  Node *node = parser_node(p, NODE_UNSUPPORTED, start);
  node->unsupported.what = str_of(what);
  return node;
}

/* ---- imports ---- */

/* dotted = NAME { "." NAME } */
static Str dotted(Parser *p, Str dots) {
  Str first = python_identifier(p);
  if (!dots.n && !parser_at(p, ".")) return first;
  Buf name = buf_new(p->heap->arena, LIMIT_STRING_BYTES);
  buf_put(&name, dots);
  buf_put(&name, first);
  while (parser_skip(p, ".")) {
    buf_char(&name, '.');
    buf_put(&name, python_identifier(p));
  }
  return buf_str(&name);
}

static Str alias(Parser *p) { return parser_skip(p, "as") ? python_identifier(p) : STR(""); }

static Str first_part(Str module) {
  size_t dot = str_find(module, STR("."), 0);
  return str_sub(module, 0, dot == SIZE_MAX ? module.n : dot);
}

/* import = "import" dotted [ "as" NAME ] { "," … } */
static void import_statement(Parser *p, NodeList *out) {
  uint32_t start = parser_next(p).span.start;
  do {
    Str module = dotted(p, STR("")), as = alias(p);
    Node *node = parser_node(p, NODE_IMPORT, start);
    node->import.module = module;
    node->import.as = as;
    names_import(p, as.n ? as : first_part(module), node->span);
    parser_push(p, out, node);
  } while (parser_skip(p, ","));
}

/* future.c: what may be imported from __future__, and where */
static void future_feature(Parser *p, Str id, Span span) {
  static const char *const FEATURES[] = {"nested_scopes",    "generators",       "division",         "absolute_import",
                                         "with_statement",   "print_function",   "unicode_literals", "barry_as_FLUFL",
                                         "generator_stop",   "annotations"};
  bool known = false;
  for (size_t i = 0; i < COUNT(FEATURES); i++) known |= str_is(id, FEATURES[i]);
  if (p->names->begun)
    parser_fail(p, EXC_SYNTAX, span, STR("from __future__ imports must occur at the beginning of the file"));
  else if (!known)
    parser_fail(p, EXC_SYNTAX, span,
                str_printf(p->heap->arena, "future feature %.*s is not defined", STR_FMT(id)));
  p->names->future_annotations |= str_is(id, "annotations");
}

/* CPython looks at the name alone: `from .__future__` is one too. */
static bool is_future(Str module) {
  static const Str FUTURE = STR_INIT("__future__");
  size_t dots = module.n > FUTURE.n ? module.n - FUTURE.n : 0;
  for (size_t i = 0; i < dots; i++)
    if (module.p[i] != '.') return false;
  return str_ends(module, FUTURE);
}

static void imported_name(Parser *p, NodeList *out, Str module, uint32_t start) {
  Span span = p->token.span;
  bool all = parser_skip(p, "*");
  Str id = all ? STR("*") : python_identifier(p), as = all ? STR("") : alias(p);
  if (all && p->names->scope->kind != SCOPE_MODULE)
    parser_fail(p, EXC_SYNTAX, span, STR("import * only allowed at module level"));
  if (is_future(module)) future_feature(p, id, span);
  if (!all) names_import(p, as.n ? as : id, span);
  Node *node = parser_node(p, NODE_IMPORT_FROM, start);
  node->import_from.module = module;
  node->import_from.id = id;
  node->import_from.as = as;
  parser_push(p, out, node);
}

/* names = NAME [ "as" NAME ] { "," … } */
static void imported_names(Parser *p, NodeList *out, Str module, uint32_t start, bool brackets) {
  do {
    if (brackets && parser_at(p, ")")) return;
    if (!brackets && p->token.kind == TOKEN_NEWLINE)
      parser_fail_here(p, STR("trailing comma not allowed without surrounding parentheses"));
    imported_name(p, out, module, start);
  } while (parser_skip(p, ","));
}

/* from = "from" { "." } [ dotted ] "import" ( "*" | names | "(" names [ "," ] ")" ) */
static void from_statement(Parser *p, NodeList *out) {
  uint32_t start = parser_next(p).span.start;
  Buf dots = buf_new(p->heap->arena, LIMIT_STRING_BYTES);
  while (parser_at(p, ".") || parser_at(p, "...")) buf_put(&dots, parser_next(p).text);
  Str module = buf_str(&dots);
  if (!module.n || !parser_at(p, "import")) module = dotted(p, module);
  parser_expect(p, "import");
  bool brackets = parser_skip(p, "(");
  if (brackets && (parser_at(p, "*") || parser_at(p, ")"))) parser_unexpected(p);
  else if (parser_at(p, "*")) imported_name(p, out, module, start);
  else imported_names(p, out, module, start, brackets);
  if (brackets) parser_expect(p, ")");
}

/* ---- assignments ---- */

static Node *assign(Parser *p, Node *target, Node *value) {
  Node *node = parser_node(p, NODE_ASSIGN, target->span.start);
  node->assign.target = target;
  node->assign.value = value;
  return node;
}

/* The operator of `+=` and its like, or OP_COUNT. */
static Operator augmented_at(const Parser *p) {
  Str text = p->token.text;
  if (p->token.kind != TOKEN_OPERATOR || text.n < 2 || text.p[text.n - 1] != '=') return OP_COUNT;
  if (text.n == 2 && strchr("=!<>:", text.p[0])) return OP_COUNT;
  for (Operator op = 0; op < OP_COUNT; op++)
    if (str_is(str_sub(text, 0, text.n - 1), operator_text(op)) && op != OP_POS && op != OP_NEG)
      return op == OP_POW_JINJA ? OP_POW : op;
  return OP_COUNT;
}

static bool is_single_target(const Node *node) {
  return node->kind == NODE_NAME_PY || node->kind == NODE_ATTR_PY || node->kind == NODE_ITEM_PY;
}

/* augmented = target OPERATOR"=" value */
static Node *augmented(Parser *p, Node *target, Operator op) {
  if (!is_single_target(target))
    return parser_fail(p, EXC_SYNTAX, target->span,
                       str_printf(p->heap->arena, "'%s' is an illegal expression for augmented assignment",
                                  python_target_word(target)));
  python_bind_target(p, target);
  parser_next(p);
  Node *value = python_yield_or_tuple(p), *node = parser_node(p, NODE_AUG_ASSIGN, target->span.start);
  node->aug_assign.target = target;
  node->aug_assign.op = op;
  node->aug_assign.value = value;
  return node;
}

/* What dataclasses heed of an annotation: "ClassVar" of `typing.ClassVar[int]`, as a text too; "" of any other. */
static Str annotation_kind(Str text) {
  static const char *const KINDS[] = {"ClassVar", "InitVar", "KW_ONLY"};
  size_t start = 0, end;
  if (text.n && (text.p[0] == '"' || text.p[0] == '\'')) text = str_sub(text, 1, text.n - 1);
  for (end = 0; end < text.n && text.p[end] != '[' && text.p[end] != ' '; end++)
    if (text.p[end] == '.') start = end + 1;
  for (size_t i = 0; i < COUNT(KINDS); i++)
    if (str_is(str_sub(text, start, end), KINDS[i])) return str_of(KINDS[i]);
  return STR("");
}

static void note_annotation(Parser *p, Str id, const Node *annotation) {
  Node *node = parser_node(p, NODE_ANNOTATION, annotation->span.start);
  node->annotation.id = id;
  node->annotation.kind = annotation_kind(str_sub(p->scan.text, annotation->span.start, annotation->span.end));
  node->annotation.type = (Node *)annotation;
  parser_push(p, &p->names->scope->annotated, node);
}

/* `x: T [= v]`; in a function the annotation is not evaluated */
static Node *annotated(Parser *p, Node *target) {
  if (!is_single_target(target))
    return parser_fail(p, EXC_SYNTAX, target->span,
                       target->kind == NODE_TUPLE  ? STR("only single target (not tuple) can be annotated")
                       : target->kind == NODE_LIST ? STR("only single target (not list) can be annotated")
                                                   : STR("illegal target for annotation"));
  bool plain = target->kind == NODE_NAME_PY && !target->parenthesized;
  if (plain) names_annotate(p, target->name_py.id, target->span);
  parser_next(p);
  size_t mark = names_mark(p);
  NodeList hints = {0};
  Node *annotation = python_annotation(p, false, &hints);
  names_annotated(p, mark);
  if (plain && p->names->scope->kind == SCOPE_CLASS) note_annotation(p, target->name_py.id, annotation);
  if (!plain && (parser_at(p, "=") || target->kind == NODE_ATTR_PY)) python_bind_target(p, target);
  if (p->names->scope->kind == SCOPE_FUNCTION) hints = (NodeList){0};
  Node *node;
  if (parser_skip(p, "=")) {
    node = assign(p, target, python_yield_or_tuple(p));
    node->assign.hints = hints;
  } else if (plain && p->names->scope->kind == SCOPE_FUNCTION) {
    node = parser_node(p, NODE_ANNOTATION, target->span.start);
    node->annotation.id = target->name_py.id;
  } else {
    node = parser_node(p, NODE_PASS, target->span.start);
    node->pass.hints = hints;
  }
  return node;
}

/* A name that no program can write, which holds the value of a chain that begins with no name. */
static Node *chain_name(Parser *p, uint32_t start) {
  static const Str NAME = STR_INIT("=");
  Node *name = parser_node(p, NODE_NAME_PY, start);
  name->name_py.id = NAME;
  names_bind(p, NAME, name->span);
  return name;
}

/* Whether the first target is a name that holds the value to the end: `a = (a, b) = c = v` binds it anew. */
static bool holds_value(const NodeList *targets) {
  bool holds = targets->at[0]->kind == NODE_NAME_PY;
  for (size_t i = 1; i + 1 < targets->n && holds; i++)
    holds = targets->at[i]->kind != NODE_TUPLE && targets->at[i]->kind != NODE_LIST;
  return holds;
}

/* `a = b = v`: the first target gets the value, the others what the first name then holds. A constant may be each's
 * own; outside of a function a name of the chain's own would be seen. */
static void assignments(Parser *p, NodeList *out, Node *target) {
  NodeList targets = {0};
  Node *value = target;
  uint32_t start = target->span.start;
  while (parser_skip(p, "=")) {
    python_bind_target(p, value);
    parser_push(p, &targets, value);
    value = python_yield_or_tuple(p);
  }
  bool is_own = targets.n == 1 || value->kind == NODE_CONST, is_first_read = !is_own && holds_value(&targets);
  bool needs_name = !is_own && !is_first_read;
  if (needs_name && p->names->scope->kind != SCOPE_FUNCTION) {
    parser_push(p, out, python_unsupported(p, start, "a chain of assignments"));
    return;
  }
  if (needs_name) {
    Node *name = chain_name(p, start);
    parser_push(p, out, assign(p, name, value));
    value = name;
  }
  for (size_t i = 0; i < targets.n; i++)
    parser_push(p, out, assign(p, targets.at[i], i && is_first_read ? targets.at[0] : value));
}

static void plain_expression(Parser *p, NodeList *out, Node *value, uint32_t start) {
  bool ellipsis = value->kind == NODE_CONST && value->constant.value.kind == V_ELLIPSIS;
  Node *node = parser_node(p, ellipsis ? NODE_PASS : NODE_EXPRESSION, start);
  if (ellipsis) node->pass.ellipsis = true;
  else node->expression.value = value;
  parser_push(p, out, node);
}

/* assignment = value { "=" value } | augmented | annotated | value */
static void expression_statement(Parser *p, NodeList *out) {
  uint32_t start = p->token.span.start;
  Node *node = python_yield_or_tuple(p);
  if (parser_at(p, "=")) {
    assignments(p, out, node);
  } else if (parser_at(p, ":")) {
    parser_push(p, out, annotated(p, node));
  } else {
    Operator op = augmented_at(p);
    if (op != OP_COUNT) parser_push(p, out, augmented(p, node, op));
    else plain_expression(p, out, node, start);
  }
}

/* ---- statements of one word ---- */

static void pass_statement(Parser *p, NodeList *out) {
  uint32_t start = parser_next(p).span.start;
  parser_push(p, out, parser_node(p, NODE_PASS, start));
}

static void refuse_in_star_handler(Parser *p) {
  parser_fail_here(p, STR("'break', 'continue' and 'return' cannot appear in an 'except*' block"));
}

static void jump(Parser *p, NodeList *out, NodeKind kind, const char *outside) {
  LoopState loop = p->names->scope->block.loop;
  if (loop == LOOP_NONE) parser_fail_here(p, str_of(outside));
  if (loop == LOOP_STAR_HANDLER) refuse_in_star_handler(p);
  uint32_t start = parser_next(p).span.start;
  parser_push(p, out, parser_node(p, kind, start));
}

static void break_statement(Parser *p, NodeList *out) { jump(p, out, NODE_BREAK, "'break' outside loop"); }

static void continue_statement(Parser *p, NodeList *out) {
  jump(p, out, NODE_CONTINUE, "'continue' not properly in loop");
}

/* return = "return" [ stars ] */
static void return_statement(Parser *p, NodeList *out) {
  Scope *scope = p->names->scope;
  if (scope->kind != SCOPE_FUNCTION) parser_fail_here(p, STR("'return' outside function"));
  if (scope->block.star_handler) refuse_in_star_handler(p);
  uint32_t start = parser_next(p).span.start;
  Node *value = at_line_end(p) ? NULL : python_tuple(p, true), *node = parser_node(p, NODE_RETURN, start);
  scope->returns_value |= value != NULL;
  node->ret.value = value;
  parser_push(p, out, node);
}

/* raise = "raise" [ expression [ "from" expression ] ] */
static void raise_statement(Parser *p, NodeList *out) {
  uint32_t start = parser_next(p).span.start;
  Node *value = at_line_end(p) ? NULL : parse_any(p), *cause = value && parser_skip(p, "from") ? parse_any(p) : NULL;
  Node *node = parser_node(p, NODE_RAISE, start);
  node->raise.value = value;
  node->raise.cause = cause;
  parser_push(p, out, node);
}

/* assert = "assert" expression [ "," expression ] */
static void assert_statement(Parser *p, NodeList *out) {
  uint32_t start = parser_next(p).span.start;
  Node *test = parse_any(p), *message = parser_skip(p, ",") ? parse_any(p) : NULL;
  Node *node = parser_node(p, NODE_ASSERT, start);
  node->assertion.test = test;
  node->assertion.message = message;
  parser_push(p, out, node);
}

/* del = "del" target { "," target } [ "," ] */
static void del_statement(Parser *p, NodeList *out) {
  uint32_t start = parser_next(p).span.start;
  Node *target = python_tuple(p, false);
  python_delete_target(p, target);
  Node *node = parser_node(p, NODE_DELETE, start);
  bool several = target->kind == NODE_TUPLE && !target->parenthesized && target->tuple.items.n;
  if (several) node->delete.targets = target->tuple.items;
  else parser_push(p, &node->delete.targets, target);
  parser_push(p, out, node);
}

static void declaration(Parser *p, NodeList *out, MentionKind kind) {
  uint32_t start = parser_next(p).span.start;
  do {
    Span span = p->token.span;
    Str id = python_identifier(p);
    names_declare(p, kind, id, span);
    Node *node = parser_node(p, kind == MENTION_GLOBAL ? NODE_GLOBAL : NODE_NONLOCAL, start);
    if (kind == MENTION_GLOBAL) node->global.id = id;
    else node->nonlocal.id = id;
    parser_push(p, out, node);
  } while (parser_skip(p, ","));
}

/* ( "global" | "nonlocal" ) NAME { "," NAME } */
static void global_statement(Parser *p, NodeList *out) { declaration(p, out, MENTION_GLOBAL); }
static void nonlocal_statement(Parser *p, NodeList *out) { declaration(p, out, MENTION_NONLOCAL); }

static const struct SimpleRow {
  const char *word;
  void (*parse)(Parser *p, NodeList *out);
} SIMPLE[] = {
    {"return", return_statement}, {"from", from_statement},     {"import", import_statement},
    {"pass", pass_statement},     {"raise", raise_statement},   {"assert", assert_statement},
    {"break", break_statement},   {"del", del_statement},       {"continue", continue_statement},
    {"global", global_statement}, {"nonlocal", nonlocal_statement},
};

/* `type Pair = tuple[int, int]`, which Python has from 3.12 on. */
static bool at_type_alias(const Parser *p) {
  if (p->token.kind != TOKEN_NAME || !parser_at(p, "type")) return false;
  Parser ahead = *p;
  parser_next(&ahead);
  if (ahead.token.kind != TOKEN_NAME || ahead.token.keyword) return false;
  parser_next(&ahead);
  return parser_at(&ahead, "=") || parser_at(&ahead, "[");
}

static void type_alias(Parser *p, NodeList *out) {
  uint32_t start = parser_next(p).span.start;
  while (!at_line_end(p) && !parser_failed(p)) parser_next(p);
  parser_push(p, out, python_unsupported(p, start, "a 'type' statement"));
}

static void simple_statement(Parser *p, NodeList *out) {
  if (at_type_alias(p)) {
    type_alias(p, out);
    return;
  }
  for (size_t i = 0; p->token.keyword && i < COUNT(SIMPLE); i++) {
    if (!parser_at(p, SIMPLE[i].word)) continue;
    SIMPLE[i].parse(p, out);
    return;
  }
  expression_statement(p, out);
}

/* ---- lines and blocks ---- */

/* After a docstring, only `from __future__` keeps the place of another one. */
static void note_begun(Parser *p, const NodeList *out, size_t before) {
  for (size_t i = before; i < out->n; i++) {
    const Node *node = out->at[i];
    bool future = node->kind == NODE_IMPORT_FROM && is_future(node->import_from.module);
    bool docstring = i == 0 && p->names->scope->kind == SCOPE_MODULE && node->kind == NODE_EXPRESSION &&
                     node->expression.value->kind == NODE_CONST &&
                     node->expression.value->constant.value.kind == V_STR;
    p->names->begun |= !future && !docstring;
  }
}

/* line = simple { ";" simple } [ ";" ] NEWLINE */
static void simple_line(Parser *p, NodeList *out) {
  do {
    size_t before = out->n;
    simple_statement(p, out);
    if (!p->names->begun) note_begun(p, out, before);
  } while (parser_skip(p, ";") && p->token.kind != TOKEN_NEWLINE && !parser_failed(p));
  if (p->token.kind == TOKEN_NEWLINE) parser_next(p);
  else if (!parser_failed(p)) parser_unexpected(p);
}

static void missing_block(Parser *p, const char *owner, uint32_t start) {
  parser_fail(p, EXC_INDENTATION, p->token.span,
              str_printf(p->heap->arena, "expected an indented block after %s on line %" PRIu32, owner,
                         scan_line(p->scan.text, start)));
}

/* statement = compound | simple-line */
static void statement(Parser *p, NodeList *out) {
  if (!parser_enter(p)) parser_fail_here(p, STR(""));
  else if (p->token.kind == TOKEN_INDENT) parser_unexpected(p);
  else if (!python_compound(p, out)) simple_line(p, out);
  parser_leave(p);
}

/* block = ":" ( line | NEWLINE INDENT statement { statement } DEDENT ) */
NodeList python_block(Parser *p, const char *owner, uint32_t start) {
  NodeList nodes = {0};
  p->names->begun = true;
  if (!parser_at(p, ":")) parser_fail_here(p, STR("expected ':'"));
  parser_next(p);
  if (p->token.kind != TOKEN_NEWLINE) {
    simple_line(p, &nodes);
    return nodes;
  }
  parser_next(p);
  if (p->token.kind != TOKEN_INDENT) {
    missing_block(p, owner, start);
    return nodes;
  }
  parser_next(p);
  while (p->token.kind != TOKEN_DEDENT && p->token.kind != TOKEN_END) statement(p, &nodes);
  uint32_t end = nodes.n ? nodes.at[nodes.n - 1]->span.end : p->end;
  parser_next(p);
  p->end = end;
  return nodes;
}

bool parse_module(Heap *heap, Str text, NodeList *body, Value *error) {
  *error = VALUE_ABSENT;
  *body = (NodeList){0};
  if (!python_decode(heap, &text, error)) return false;
  Parser p;
  parser_begin(&p, heap, text, SCAN_PYTHON);
  while (p.token.kind != TOKEN_END) statement(&p, body);
  if (p.scan.bracket_count && !parser_failed(&p)) parser_unexpected(&p);
  names_close(&p);
  parser_check_depth(&p, body);
  *error = p.error;
  return !parser_failed(&p);
}
