/* Templates: statements and text; each rule follows the function of jinja2/parser.py that it names. */
#include <string.h>

#include "compiler/parse/expression.h"
#include "runtime/eval/eval.h"

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
  Parser p;
  VEC(OpenTag) tags;
  VEC(EndTags) ends;
  bool binds; /* some statement binds a name */
} TemplateParser;

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
    buf_puts(&message, nesting ? " You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for "
                               : " Jinja was looking for the following tags: ");
    put_ends(&message, &t->ends.at[t->ends.n - 1]);
    buf_char(&message, '.');
  }
  bool open = t->tags.n > 0 && !parser_failed(p);
  if (open)
    buf_printf(&message, " The innermost block that needs to be closed is '%.*s'.", STR_FMT(t->tags.at[t->tags.n - 1].name));
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

static void set_context(Parser *p, Node *target) {
  const NodeList *items = target->kind == NODE_TUPLE ? &target->tuple.items : NULL;
  bool assignable = target->kind == NODE_NAME || target->kind == NODE_ATTR_JINJA;
  for (size_t i = 0; items && i < items->n; i++) {
    const Node *item = items->at[i];
    bool fine = item->kind == NODE_NAME || item->kind == NODE_ATTR_JINJA;
    if (item->kind == NODE_TUPLE) set_context(p, items->at[i]);
    else if (!fine) parser_fail(p, EXC_TEMPLATE_SYNTAX, item->span, STR("can't assign to 'tuple'"));
  }
  if (!assignable && !items)
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

/* parse_if; an elif is an IF alone in the otherwise of the one before */
static Node *if_statement(TemplateParser *t, uint32_t start) {
  Parser *p = &t->p;
  if (!parser_enter(p)) return parser_fail_here(p, STR(""));
  parser_next(p);
  Node *test = jinja_tuple(p, (TupleRule){.power = POWER_OPERAND});
  NodeList then = statements(t, (EndTags){{"elif", "else", "endif"}, 3}), otherwise = {0};
  uint32_t here = p->token.span.start;
  if (parser_at(p, "elif")) otherwise = one(p, if_statement(t, here));
  else if (str_is(parser_next(p).text, "else")) otherwise = statements_to(t, "endif");
  parser_leave(p);
  Node *node = parser_node(p, NODE_IF, start);
  node->branch.test = test;
  node->branch.then = then;
  node->branch.otherwise = otherwise;
  return node;
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

/* parse_macro */
static Node *macro_statement(TemplateParser *t, uint32_t start) {
  Parser *p = &t->p;
  parser_next(p);
  Token name = target_name(t);
  NodeList params = signature(t), nodes = statements_to(t, "endmacro");
  Node *node = parser_node(p, NODE_MACRO, start);
  node->macro.id = name.text;
  node->macro.params = params;
  node->macro.body = nodes;
  return node;
}

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

/* ---- statements that are parsed and not evaluated ---- */

static Node *unsupported(Parser *p, uint32_t start, const char *what) {
  Node *node = parser_node(p, NODE_UNSUPPORTED, start);
  node->unsupported.what = str_of(what);
  return node;
}

/* parse_autoescape */
static Node *autoescape_statement(TemplateParser *t, uint32_t start) {
  parser_next(&t->p);
  parse_any(&t->p);
  statements_to(t, "endautoescape");
  return unsupported(&t->p, start, "the tag 'autoescape'");
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
  parser_skip(p, "scoped");
  bool required = parser_skip(p, "required");
  if (parser_at(p, "-"))
    parser_fail_here(p, STR("Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an "
                            "underscore instead."));
  NodeList nodes = statements_to(t, "endblock");
  if (required) check_required(p, &nodes);
  if (p->token.kind == TOKEN_NAME && str_eq(p->token.text, name)) parser_next(p);
  return unsupported(p, start, "the tag 'block'");
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

/* parse_extends */
static Node *extends_statement(TemplateParser *t, uint32_t start) {
  parser_next(&t->p);
  parse_any(&t->p);
  return unsupported(&t->p, start, "the tag 'extends'");
}

/* parse_include */
static Node *include_statement(TemplateParser *t, uint32_t start) {
  Parser *p = &t->p;
  parser_next(p);
  parse_any(p);
  Token ahead = parser_at(p, "ignore") ? parser_peek(p) : p->token;
  if (parser_at(p, "ignore") && str_is(ahead.text, "missing")) {
    parser_next(p);
    parser_next(p);
  }
  import_context(p);
  return unsupported(p, start, "the tag 'include'");
}

/* parse_import */
static Node *import_statement(TemplateParser *t, uint32_t start) {
  Parser *p = &t->p;
  parser_next(p);
  parse_any(p);
  parser_expect(p, "as");
  target_name(t);
  import_context(p);
  return unsupported(p, start, "the tag 'import'");
}

/* parse_from */
static Node *from_statement(TemplateParser *t, uint32_t start) {
  Parser *p = &t->p;
  parser_next(p);
  parse_any(p);
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
  return unsupported(p, start, "the tag 'from'");
}

typedef struct Statement {
  const char *tag;
  Node *(*parse)(TemplateParser *t, uint32_t start);
} Statement;

static const Statement STATEMENTS[] = {
    {"for", for_statement},         {"if", if_statement},           {"set", set_statement},
    {"with", with_statement},       {"macro", macro_statement},     {"call", call_statement},
    {"filter", filter_statement},   {"print", print_statement},     {"autoescape", autoescape_statement},
    {"block", block_statement},     {"extends", extends_statement}, {"include", include_statement},
    {"import", import_statement},   {"from", from_statement},
};

/* parse_statement */
static Node *statement(TemplateParser *t, uint32_t start) {
  Parser *p = &t->p;
  if (p->token.kind != TOKEN_NAME) return parser_fail_here(p, STR("tag name expected"));
  for (size_t i = 0; i < sizeof STATEMENTS / sizeof *STATEMENTS; i++) {
    if (!parser_at(p, STATEMENTS[i].tag)) continue;
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

/* ---- filters and tests that do not exist ---- */

/* What jinja2/defaults.py has: a name that stands here and not in the tables of the evaluator is not supported yet. */
static const char JINJA_FILTERS[] =
    " abs attr batch capitalize center count d default dictsort e escape filesizeformat first float forceescape format "
    "groupby indent int items join last length list lower map max min pprint random reject rejectattr replace reverse round "
    "safe select selectattr slice sort string striptags sum title tojson trim truncate unique upper urlencode urlize "
    "wordcount wordwrap xmlattr ";
static const char JINJA_TESTS[] =
    " != < <= == > >= boolean callable defined divisibleby eq equalto escaped even false filter float ge greaterthan gt in "
    "integer iterable le lessthan lower lt mapping ne none number odd sameas sequence string test true undefined upper ";

static bool has_word(const char *words, Str name) {
  for (const char *at = words; (at = strstr(at, " ")) && at[1]; at++)
    if (strncmp(at + 1, name.p, name.n) == 0 && at[1 + name.n] == ' ') return true;
  return false;
}

static bool has_row(const BuiltinTable *table, Str name) {
  for (size_t i = 0; i < table->n; i++)
    if (str_is(name, table->rows[i].name)) return true;
  return false;
}

static void check_name(Parser *p, const Node *node, const char *kind, Str name, const BuiltinTable *table,
                       const char *known) {
  Arena *arena = p->heap->arena;
  if (has_row(table, name)) return;
  if (!has_word(known, name))
    parser_fail(p, EXC_TEMPLATE_ASSERTION, node->span,
                str_printf(arena, "No %s named '%.*s'.", kind, STR_FMT(name)));
  else parser_fail(p, EXC_UNSUPPORTED, node->span, str_printf(arena, "the %s '%.*s'", kind, STR_FMT(name)));
}

/* jinja2 asks for names when it compiles, but in a branch only when it runs. */
static void check_names(Node *node, void *p) {
  if (node->kind == NODE_IF || node->kind == NODE_COND) return;
  if (node->kind == NODE_FILTER) check_name(p, node, "filter", node->filter.id, &FILTERS, JINJA_FILTERS);
  if (node->kind == NODE_TEST) check_name(p, node, "test", node->test.id, &TESTS, JINJA_TESTS);
  node_children(node, check_names, p);
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
  Token token = {TOKEN_DATA, {0, (uint32_t)inside.n}, inside};
  if (inside.n) node_push(heap->arena, &nodes, text_node(heap, token));
  return template_of(heap, text, nodes, false);
}

Node *parse_template(Heap *heap, Str text, Value *error) {
  *error = VALUE_ABSENT;
  if (!text.n || !memchr(text.p, '{', text.n)) return plain_text(heap, text);
  TemplateParser t = {.p = parser_begin(heap, without_last_line_end(text), SCAN_TEMPLATE)};
  NodeList nodes = body(&t, NULL);
  parser_check_depth(&t.p, &nodes);
  Node *node = template_of(heap, text, nodes, t.binds);
  if (!parser_failed(&t.p)) check_names(node, &t.p);
  *error = t.p.error;
  return parser_failed(&t.p) ? NULL : node;
}
