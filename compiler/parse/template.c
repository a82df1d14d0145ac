/* Templates: statements and text; each rule follows the function of jinja2/parser.py that it names. */
#include <string.h>

#include "compiler/parse/constants.h"
#include "compiler/parse/expression.h"
#include "compiler/parse/symbols.h"
#include "compiler/parse/template_code.h"

/* A block statement that is open, for the words of errors. */
typedef struct OpenTag {
  Str name;
  Span span;
} OpenTag;

/* The tags that end a body, such as "elif else endif". */
typedef struct EndTags {
  const char *at[3];
  size_t n;
} EndTags;

typedef struct TemplateParser {
  VEC(OpenTag) tags;
  VEC(EndTags) ends;
  bool binds;  /* some statement binds a name */
  bool of_dbt; /* dbt's own tags and filters count */
  Parser p;
} TemplateParser;

static void template_begin(TemplateParser *t, Heap *heap, Str text, bool of_dbt) {
  memset(t, 0, offsetof(TemplateParser, p));
  t->of_dbt = of_dbt;
  parser_begin(&t->p, heap, text, SCAN_TEMPLATE);
}

static NodeList body(TemplateParser *t, const EndTags *ends);

/* ---- errors ---- */

/* The words for `'elif' or 'else' or 'endif'`. */
static void put_ends(Buf *buf, const EndTags *ends) {
  for (size_t i = 0; i < ends->n; i++) buf_printf(buf, "%s'%s'", i ? " or " : "", ends->at[i]);
}

static bool is_expected(const TemplateParser *t, Str name) {
  for (size_t i = 0; i < t->ends.n; i++)
    for (size_t k = 0; k < t->ends.at[i].n; k++)
      if (str_is(name, t->ends.at[i].at[k])) return true;
  return false;
}

/* _fail_ut_eof: an unknown tag, or (`name` empty) the end of the template inside a block */
static void fail_structure(TemplateParser *t, Str name) {
  Parser *p = &t->p;
  Buf message = buf_new(p->heap->arena, LIMIT_STRING_BYTES);
  if (name.n) buf_printf(&message, "Encountered unknown tag '%.*s'.", STR_FMT(name));
  else buf_puts(&message, "Unexpected end of template.");
  if (t->ends.n) {
    bool nesting = name.n && is_expected(t, name);
    buf_puts(&message,
             nesting ? " You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for "
                     : " Jinja was looking for the following tags: ");
    put_ends(&message, &t->ends.at[t->ends.n - 1]);
    buf_char(&message, '.');
  }
  bool open = t->tags.n > 0 && !parser_failed(p);
  if (open)
    buf_printf(&message, " The innermost block that needs to be closed is '%.*s'.",
               STR_FMT(t->tags.at[t->tags.n - 1].name));
  parser_fail_here(p, buf_str(&message));
  if (!open) return;
  p->error.exc->opened = t->tags.at[t->tags.n - 1].span;
  p->error.exc->has_opened = true;
}

/* ---- bodies ---- */

/* parse_statements; the end tag's name is at hand afterwards */
static NodeList statements(TemplateParser *t, EndTags ends) {
  Parser *p = &t->p;
  parser_skip(p, ":");
  parser_expect_kind(p, TOKEN_BLOCK_END);
  NodeList nodes = body(t, &ends);
  if (p->token.kind == TOKEN_END && !parser_failed(p)) {
    VEC_PUSH(p->heap->arena, &t->ends, ends);
    fail_structure(t, STR(""));
  }
  return nodes;
}

static NodeList statements_to(TemplateParser *t, const char *end) {
  NodeList nodes = statements(t, (EndTags){{end}, 1});
  parser_next(&t->p);
  return nodes;
}

/* A name, or one of a namespace, which in parentheses is an attribute. */
static bool is_assignable(const Node *node, bool parenthesized) {
  return node->kind == NODE_NAME || (node->kind == NODE_ATTR_JINJA && !node->parenthesized && !parenthesized);
}

static void set_context(Parser *p, Node *target) {
  const NodeList *items = target->kind == NODE_TUPLE ? &target->tuple.items : NULL;
  for (size_t i = 0; items && i < items->n; i++) {
    const Node *item = items->at[i];
    if (item->kind == NODE_TUPLE) set_context(p, items->at[i]);
    else if (!is_assignable(item, target->parenthesized))
      parser_fail(p, EXC_TEMPLATE_SYNTAX, item->span, STR("can't assign to 'tuple'"));
  }
  if (!items && !is_assignable(target, false))
    parser_fail(p, EXC_TEMPLATE_SYNTAX, target->span,
                str_printf(p->heap->arena, "can't assign to '%s'", jinja_node_word(target)));
}

/* parse_assign_target */
static Node *assign_target(TemplateParser *t, bool namespaces) {
  Node *target = jinja_tuple(&t->p, (TupleRule){.power = POWER_NONE, .namespaces = namespaces});
  set_context(&t->p, target);
  t->binds = true;
  return target;
}

/* parse_assign_target(name_only=True) */
static Token target_name(TemplateParser *t) {
  static const char *const CONSTANTS[] = {"true", "True", "false", "False", "none", "None"};
  Parser *p = &t->p;
  Token name = parser_expect_kind(p, TOKEN_NAME);
  t->binds = true;
  for (size_t i = 0; i < 6; i++)
    if (str_is(name.text, CONSTANTS[i])) parser_fail(p, EXC_TEMPLATE_SYNTAX, name.span, STR("can't assign to 'name'"));
  return name;
}

static NodeList one(Parser *p, Node *node) {
  NodeList list = {0};
  parser_push(p, &list, node);
  return list;
}

/* ---- statements; the tag's name is at hand at the start of each ---- */

/* parse_for */
static Node *for_statement(TemplateParser *t, uint32_t start) {
  Parser *p = &t->p;
  parser_next(p);
  Node *target = assign_target(t, false), *condition = NULL;
  parser_expect(p, "in");
  Node *iterable = jinja_tuple(p, (TupleRule){.power = POWER_OPERAND});
  if (parser_skip(p, "if")) condition = parse_any(p);
  bool recursive = parser_skip(p, "recursive");
  NodeList nodes = statements(t, (EndTags){{"endfor", "else"}, 2}), otherwise = {0};
  if (str_is(parser_next(p).text, "else")) otherwise = statements_to(t, "endfor");
  Node *node = parser_node(p, NODE_FOR, start);
  node->loop.target = target;
  node->loop.iterable = iterable;
  node->loop.condition = condition;
  node->loop.body = nodes;
  node->loop.otherwise = otherwise;
  node->loop.recursive = recursive;
  return node;
}

/* The test and the body of an `if` or `elif`, whose tag is at hand. */
static Node *if_branch(TemplateParser *t, uint32_t start) {
  Parser *p = &t->p;
  parser_next(p);
  Node *test = jinja_tuple(p, (TupleRule){.power = POWER_OPERAND});
  NodeList then = statements(t, (EndTags){{"elif", "else", "endif"}, 3});
  Node *node = parser_node(p, NODE_IF, start);
  node->branch.test = test;
  node->branch.then = then;
  return node;
}

/* parse_if; an elif is an IF alone in the otherwise of the one before */
static Node *if_statement(TemplateParser *t, uint32_t start) {
  Parser *p = &t->p;
  Node *first = if_branch(t, start), *last = first;
  while (parser_at(p, "elif") && !parser_failed(p)) {
    Node *next = if_branch(t, p->token.span.start);
    last->branch.otherwise = one(p, next);
    last = next;
  }
  if (str_is(parser_next(p).text, "else")) last->branch.otherwise = statements_to(t, "endif");
  for (Node *node = first; node != last; node = node->branch.otherwise.at[0]) node->span.end = p->end;
  last->span.end = p->end;
  return first;
}

/* parse_set */
static Node *set_statement(TemplateParser *t, uint32_t start) {
  Parser *p = &t->p;
  parser_next(p);
  Node *target = assign_target(t, true), *node = NULL;
  if (parser_skip(p, "=")) {
    Node *value = jinja_tuple(p, (TupleRule){.power = POWER_ANY});
    node = parser_node(p, NODE_ASSIGN, start);
    node->assign.target = target;
    node->assign.value = value;
    return node;
  }
  Node *filter = jinja_filter_chain(p, NULL, false);
  NodeList nodes = statements_to(t, "endset");
  node = parser_node(p, NODE_SET_BLOCK, start);
  node->set_block.target = target;
  node->set_block.filter = filter;
  node->set_block.body = nodes;
  return node;
}

/* parse_with */
static Node *with_statement(TemplateParser *t, uint32_t start) {
  Parser *p = &t->p;
  NodeList assigns = {0};
  parser_next(p);
  while (p->token.kind != TOKEN_BLOCK_END && !parser_failed(p)) {
    if (assigns.n) parser_expect(p, ",");
    Node *target = assign_target(t, false);
    parser_expect(p, "=");
    Node *value = parse_any(p), *assign = parser_node(p, NODE_ASSIGN, target->span.start);
    assign->assign.target = target;
    assign->assign.value = value;
    parser_push(p, &assigns, assign);
  }
  NodeList nodes = statements_to(t, "endwith");
  Node *node = parser_node(p, NODE_WITH, start);
  node->with.assigns = assigns;
  node->with.body = nodes;
  return node;
}

/* parse_signature */
static NodeList signature(TemplateParser *t) {
  Parser *p = &t->p;
  NodeList params = {0};
  bool fallbacks = false;
  parser_expect(p, "(");
  while (!parser_at(p, ")") && !parser_failed(p)) {
    if (params.n) parser_expect(p, ",");
    Token name = target_name(t);
    Node *fallback = parser_skip(p, "=") ? parse_any(p) : NULL, *param = parser_node(p, NODE_PARAM, name.span.start);
    if (fallbacks && !fallback) parser_fail_here(p, STR("non-default argument follows default argument"));
    fallbacks |= fallback != NULL;
    param->param.id = name.text;
    param->param.fallback = fallback;
    parser_push(p, &params, param);
  }
  parser_expect(p, ")");
  return params;
}

static Node *macro_to(TemplateParser *t, uint32_t start, const char *end) {
  Parser *p = &t->p;
  parser_next(p);
  Token name = target_name(t);
  NodeList params = signature(t), nodes = statements_to(t, end);
  Node *node = parser_node(p, NODE_MACRO, start);
  node->macro.id = name.text;
  node->macro.params = params;
  node->macro.body = nodes;
  return node;
}

/* parse_macro */
static Node *macro_statement(TemplateParser *t, uint32_t start) { return macro_to(t, start, "endmacro"); }

/* parse_call_block */
static Node *call_statement(TemplateParser *t, uint32_t start) {
  Parser *p = &t->p;
  Span tag = parser_next(p).span;
  NodeList params = {0};
  if (parser_at(p, "(")) params = signature(t);
  Node *call = parse_any(p);
  if (call->kind != NODE_CALL) parser_fail(p, EXC_TEMPLATE_SYNTAX, tag, STR("expected call"));
  NodeList nodes = statements_to(t, "endcall");
  Node *node = parser_node(p, NODE_CALL_BLOCK, start);
  node->call_block.call = call;
  node->call_block.params = params;
  node->call_block.body = nodes;
  t->binds = true;
  return node;
}

/* parse_filter_block */
static Node *filter_statement(TemplateParser *t, uint32_t start) {
  Parser *p = &t->p;
  parser_next(p);
  Node *filter = jinja_filter_chain(p, NULL, true);
  NodeList nodes = statements_to(t, "endfilter");
  Node *node = parser_node(p, NODE_FILTER_BLOCK, start);
  node->filter_block.filter = filter;
  node->filter_block.body = nodes;
  return node;
}

/* parse_print */
static Node *print_statement(TemplateParser *t, uint32_t start) {
  Parser *p = &t->p;
  NodeList items = {0};
  parser_next(p);
  while (p->token.kind != TOKEN_BLOCK_END && !parser_failed(p)) {
    if (items.n) parser_expect(p, ",");
    parser_push(p, &items, parse_any(p));
  }
  Node *node = parser_node(p, NODE_OUTPUT, start);
  node->output.items = items;
  return node;
}

/* ---- statements about templates ---- */

/* parse_autoescape */
static Node *autoescape_statement(TemplateParser *t, uint32_t start) {
  parser_next(&t->p);
  Node *value = parse_any(&t->p);
  NodeList nodes = statements_to(t, "endautoescape");
  Node *node = parser_node(&t->p, NODE_AUTOESCAPE, start);
  node->autoescape.value = value;
  node->autoescape.body = nodes;
  return node;
}

/* A required block may hold nothing but white space. */
static void check_required(Parser *p, const NodeList *nodes) {
  for (size_t i = 0; i < nodes->n; i++)
    if (nodes->at[i]->kind != NODE_TEXT || str_trim(nodes->at[i]->text.value).n)
      parser_fail_here(p, STR("Required blocks can only contain comments or whitespace"));
}

/* parse_block */
static Node *block_statement(TemplateParser *t, uint32_t start) {
  Parser *p = &t->p;
  parser_next(p);
  Str name = parser_expect_kind(p, TOKEN_NAME).text;
  bool scoped = parser_skip(p, "scoped");
  bool required = parser_skip(p, "required");
  if (parser_at(p, "-"))
    parser_fail_here(p,
                     STR("Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an "
                         "underscore instead."));
  NodeList nodes = statements_to(t, "endblock");
  if (required) check_required(p, &nodes);
  if (p->token.kind == TOKEN_NAME && str_eq(p->token.text, name)) parser_next(p);
  Node *node = parser_node(p, NODE_BLOCK, start);
  node->block.id = name;
  node->block.body = nodes;
  node->block.scoped = scoped;
  node->block.required = required;
  t->binds = true;
  return node;
}

/* parse_import_context */
static bool import_context(Parser *p) {
  if (!parser_at(p, "with") && !parser_at(p, "without")) return false;
  Token ahead = parser_peek(p);
  if (ahead.kind != TOKEN_NAME || !str_is(ahead.text, "context")) return false;
  parser_next(p);
  parser_next(p);
  return true;
}

/* The tag at hand and the template that it names. */
static Node *load(Parser *p) {
  Token tag = parser_next(p);
  Node *name = parse_any(p), *node = parser_node(p, NODE_LOAD, tag.span.start);
  node->load.tag = tag.text;
  node->load.template = name;
  return node;
}

static Node *loaded(Parser *p, Node *node, uint32_t start) {
  node->span = (Span){start, p->end};
  return node;
}

/* parse_extends */
static Node *extends_statement(TemplateParser *t, uint32_t start) { return loaded(&t->p, load(&t->p), start); }

/* parse_include */
static Node *include_statement(TemplateParser *t, uint32_t start) {
  Parser *p = &t->p;
  Node *node = load(p);
  Token ahead = parser_at(p, "ignore") ? parser_peek(p) : p->token;
  if (parser_at(p, "ignore") && str_is(ahead.text, "missing")) {
    parser_next(p);
    parser_next(p);
    node->load.tag = STR("include ignore missing");
  }
  import_context(p);
  return loaded(p, node, start);
}

/* parse_import */
static Node *import_statement(TemplateParser *t, uint32_t start) {
  Parser *p = &t->p;
  Node *node = load(p);
  parser_expect(p, "as");
  target_name(t);
  import_context(p);
  return loaded(p, node, start);
}

/* parse_from */
static Node *from_statement(TemplateParser *t, uint32_t start) {
  Parser *p = &t->p;
  Node *node = load(p);
  parser_expect(p, "import");
  for (bool first = true; !parser_failed(p); first = false) {
    if (!first) parser_expect(p, ",");
    if (import_context(p)) break;
    Token name = target_name(t);
    if (name.text.n && name.text.p[0] == '_')
      parser_fail(p, EXC_TEMPLATE_ASSERTION, name.span, STR("names starting with an underline can not be imported"));
    if (parser_skip(p, "as")) target_name(t);
    if (import_context(p) || !parser_at(p, ",")) break;
  }
  return loaded(p, node, start);
}

/* ---- dbt's statements (dbt_common/clients/jinja.py), which are looked at and never run ---- */

/* jinja2.ext.do */
static Node *do_statement(TemplateParser *t, uint32_t start) {
  parser_next(&t->p);
  NodeList items = one(&t->p, jinja_tuple(&t->p, (TupleRule){.power = POWER_ANY}));
  Node *node = parser_node(&t->p, NODE_OUTPUT, start);
  node->output.items = items;
  return node;
}

/* jinja2.ext.loopcontrols */
static Node *loop_statement(TemplateParser *t, uint32_t start) {
  parser_next(&t->p);
  return parser_node(&t->p, NODE_OUTPUT, start);
}

/* TestExtension */
static Node *test_statement(TemplateParser *t, uint32_t start) { return macro_to(t, start, "endtest"); }

/* MaterializationExtension: `materialization NAME, adapter='x', supported_languages=['sql']` */
static Node *materialization_statement(TemplateParser *t, uint32_t start) {
  Parser *p = &t->p;
  parser_next(p);
  Token name = target_name(t);
  while (parser_skip(p, ",")) {
    bool is_default = str_is(target_name(t).text, "default");
    if (is_default) continue;
    parser_expect(p, "=");
    parse_any(p);
  }
  NodeList nodes = statements_to(t, "endmaterialization");
  Node *node = parser_node(p, NODE_MACRO, start);
  node->macro.id = name.text;
  node->macro.body = nodes;
  return node;
}

typedef struct Statement {
  const char *tag;
  Node *(*parse)(TemplateParser *t, uint32_t start);
  bool of_dbt;
} Statement;

static const Statement STATEMENTS[] = {
    {"for", for_statement, false},
    {"if", if_statement, false},
    {"set", set_statement, false},
    {"with", with_statement, false},
    {"macro", macro_statement, false},
    {"call", call_statement, false},
    {"filter", filter_statement, false},
    {"print", print_statement, false},
    {"autoescape", autoescape_statement, false},
    {"block", block_statement, false},
    {"extends", extends_statement, false},
    {"include", include_statement, false},
    {"import", import_statement, false},
    {"from", from_statement, false},
    {"do", do_statement, true},
    {"break", loop_statement, true},
    {"continue", loop_statement, true},
    {"test", test_statement, true},
    {"materialization", materialization_statement, true},
};

/* parse_statement */
static Node *statement(TemplateParser *t, uint32_t start) {
  Parser *p = &t->p;
  if (p->token.kind != TOKEN_NAME) return parser_fail_here(p, STR("tag name expected"));
  for (size_t i = 0; i < COUNT(STATEMENTS); i++) {
    if (!parser_at(p, STATEMENTS[i].tag) || (STATEMENTS[i].of_dbt && !t->of_dbt)) continue;
    OpenTag tag = {p->token.text, {start, p->token.span.end}};
    VEC_PUSH(p->heap->arena, &t->tags, tag);
    Node *node = parser_enter(p) ? STATEMENTS[i].parse(t, start) : parser_fail_here(p, STR(""));
    parser_leave(p);
    t->tags.n--;
    return node;
  }
  Token token = p->token;
  fail_structure(t, token.text);
  return parser_fail_here(p, STR(""));
}

/* ---- text, output, tags ---- */

static bool at_end_tag(const Parser *p, const EndTags *ends) {
  for (size_t i = 0; ends && p->token.kind == TOKEN_NAME && i < ends->n; i++)
    if (str_is(p->token.text, ends->at[i])) return true;
  return false;
}

static Node *text_node(Heap *heap, Token token) {
  Node *node = node_new(heap->arena, NODE_TEXT, token.span);
  node->text.value = scan_normal_lines(heap->arena, token.text);
  return node;
}

static Node *output(Parser *p) {
  uint32_t start = parser_next(p).span.start;
  NodeList items = one(p, jinja_tuple(p, (TupleRule){.power = POWER_ANY}));
  parser_expect_kind(p, TOKEN_VARIABLE_END);
  Node *node = parser_node(p, NODE_OUTPUT, start);
  node->output.items = items;
  return node;
}

/* subparse: to the end of the template, or to the name of a tag in `ends` */
static NodeList nodes_to(TemplateParser *t, const EndTags *ends) {
  Parser *p = &t->p;
  NodeList nodes = {0};
  while (p->token.kind != TOKEN_END) {
    if (p->token.kind == TOKEN_DATA) {
      parser_push(p, &nodes, text_node(p->heap, parser_next(p)));
    } else if (p->token.kind == TOKEN_VARIABLE_BEGIN) {
      parser_push(p, &nodes, output(p));
    } else {
      uint32_t start = parser_next(p).span.start;
      if (at_end_tag(p, ends)) break;
      Node *node = statement(t, start);
      parser_expect_kind(p, TOKEN_BLOCK_END);
      node->span.end = p->end;
      parser_push(p, &nodes, node);
    }
  }
  return nodes;
}

static NodeList body(TemplateParser *t, const EndTags *ends) {
  if (ends) VEC_PUSH(t->p.heap->arena, &t->ends, *ends);
  NodeList nodes = nodes_to(t, ends);
  if (ends && !parser_failed(&t->p)) t->ends.n--;
  return nodes;
}

/* ---- the whole ---- */

/* Jinja removes one line end at the end of a template. */
static Str without_last_line_end(Str text) {
  if (text.n && text.p[text.n - 1] == '\n') text.n--, text.n -= text.n && text.p[text.n - 1] == '\r';
  else if (text.n && text.p[text.n - 1] == '\r') text.n--;
  return text;
}

static Node *template_of(Heap *heap, Str text, NodeList nodes, bool binds) {
  Node *node = node_new(heap->arena, NODE_TEMPLATE, (Span){0, (uint32_t)text.n});
  node->template.text = text;
  node->template.body = nodes;
  node->has_locals = binds;
  return node;
}

static Node *plain_text(Heap *heap, Str text) {
  NodeList nodes = {0};
  Str inside = without_last_line_end(text);
  Token token = {.kind = TOKEN_DATA, .span = {0, (uint32_t)inside.n}, .text = inside};
  if (inside.n) node_push(heap->arena, &nodes, text_node(heap, token));
  return template_of(heap, text, nodes, false);
}

Node *parse_template(Heap *heap, Str text, Value *error) {
  *error = VALUE_ABSENT;
  if (!text.n || !memchr(text.p, '{', text.n)) return plain_text(heap, text);
  TemplateParser t;
  template_begin(&t, heap, without_last_line_end(text), false);
  NodeList nodes = body(&t, NULL);
  parser_check_depth(&t.p, &nodes);
  Node *node = template_of(heap, text, nodes, t.binds);
  if (!parser_failed(&t.p)) code_check_dicts(&t.p, node);
  if (!parser_failed(&t.p)) constants_choose(heap, node);
  if (!parser_failed(&t.p)) code_check_frames(&t.p, &nodes, false);
  if (!parser_failed(&t.p)) constants_fold(&t.p, node);
  if (!parser_failed(&t.p)) code_check_python(&t.p, node);
  if (!parser_failed(&t.p) && t.binds) symbols_resolve(heap, node);
  *error = t.p.error;
  return parser_failed(&t.p) ? NULL : node;
}

Node *parse_template_of_dbt(Heap *heap, Str text, bool compiles, Value *error) {
  *error = VALUE_ABSENT;
  if (!text.n || !memchr(text.p, '{', text.n)) return plain_text(heap, text);
  TemplateParser t;
  template_begin(&t, heap, without_last_line_end(text), true);
  NodeList nodes = body(&t, NULL);
  parser_check_depth(&t.p, &nodes);
  if (compiles && !parser_failed(&t.p)) code_check_frames(&t.p, &nodes, true);
  *error = t.p.error;
  return parser_failed(&t.p) ? NULL : template_of(heap, text, nodes, t.binds);
}
