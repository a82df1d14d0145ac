/* Templates: statements and text; each rule follows the function of jinja2/parser.py that it names. */
#include <string.h>

#include "compiler/parse/constants.h"
#include "compiler/parse/expression.h"
#include "compiler/parse/symbols.h"
#include "runtime/eval/builtins.h"
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
  VEC(OpenTag) tags;
  VEC(EndTags) ends;
  bool binds; /* some statement binds a name */
  Parser p;
} TemplateParser;

static void template_begin(TemplateParser *t, Heap *heap, Str text) {
  memset(t, 0, offsetof(TemplateParser, p));
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

/* ---- what jinja2 refuses when it compiles (jinja2/compiler.py) ---- */

/* The frame that the code of a node would be generated in. */
typedef struct Frames {
  Parser *p;
  bool soft;     /* in a branch of the same frame: names of filters and tests are asked for when it runs */
  bool toplevel; /* not within a loop, a macro or the like */
  NodeList blocks;
} Frames;

static void refuse(Frames *f, const Node *node, Str message) {
  parser_fail(f->p, EXC_TEMPLATE_ASSERTION, node->span, message);
}

/* _filter_test_common */
static void check_row(Frames *f, const Node *node, const char *kind, Str name, const BuiltinTable *table) {
  Arena *arena = f->p->heap->arena;
  Str *names = ARENA_ARRAY(arena, Str, table->n);
  for (size_t i = 0; i < table->n; i++) {
    names[i] = str_of(table->rows[i].name);
    if (str_eq(names[i], name)) return;
  }
  if (f->soft || parser_failed(f->p)) return;
  refuse(f, node, str_printf(arena, "No %s named '%.*s'.", kind, STR_FMT(name)));
  builtin_likely(f->p->heap, *table, f->p->error, name);
}

static void find_loop_target(Node *node, void *state) {
  const Node **found = state;
  if (node->kind == NODE_NAME && str_is(node->name.id, "loop")) *found = node;
  else if (node->kind == NODE_TUPLE) node_children(node, find_loop_target, state);
}

/* Whether something in a loop binds `loop`. */
static void find_loop_binding(Node *node, void *state) {
  if (node->kind == NODE_FOR) find_loop_target(node->loop.target, state);
  if (node->kind == NODE_ASSIGN) find_loop_target(node->assign.target, state);
  if (node->kind == NODE_SET_BLOCK) find_loop_target(node->set_block.target, state);
  if (node->kind == NODE_WITH) {
    for (size_t i = 0; i < node->with.body.n; i++) find_loop_binding(node->with.body.at[i], state);
  } else {
    node_children(node, find_loop_binding, state);
  }
}

static void find_caller(Node *node, void *found) {
  if (node->kind == NODE_NAME && str_is(node->name.id, "caller")) *(bool *)found = true;
  node_children(node, find_caller, found);
}

static void check_caller(Frames *f, const Node *node, const NodeList *params, const NodeList *nodes) {
  bool used = false;
  for (size_t i = 0; i < nodes->n; i++) find_caller(nodes->at[i], &used);
  for (size_t i = 0; used && i < params->n; i++)
    if (str_is(params->at[i]->param.id, "caller") && !params->at[i]->param.fallback)
      refuse(f, node,
             STR("When defining macros or call blocks the special \"caller\" argument must be omitted or be given a "
                 "default."));
}

static void check_node(Node *node, void *frames);

static void check_all(Frames *f, const NodeList *nodes) {
  for (size_t i = 0; i < nodes->n; i++) check_node(nodes->at[i], f);
}

/* The parts of a statement that get a frame of their own. */
static void check_inner(Frames *f, const NodeList *nodes, Node *also) {
  Frames outer = *f;
  f->soft = f->toplevel = false;
  if (also) check_node(also, f);
  check_all(f, nodes);
  f->soft = outer.soft;
  f->toplevel = outer.toplevel;
}

static void check_soft(Frames *f, Node *node) {
  bool soft = f->soft;
  f->soft = true;
  node_children(node, check_node, f);
  f->soft = soft;
}

static void check_loop(Frames *f, Node *node) {
  const Node *binding = NULL;
  find_loop_binding(node, &binding);
  if (binding) refuse(f, binding, STR("Can't assign to special loop variable in for-loop target"));
  check_node(node->loop.iterable, f);
  check_inner(f, &node->loop.body, node->loop.condition);
  check_inner(f, &node->loop.otherwise, NULL);
}

static void check_call_block(Frames *f, Node *node) {
  check_caller(f, node, &node->call_block.params, &node->call_block.body);
  check_inner(f, &node->call_block.params, NULL);
  check_inner(f, &node->call_block.body, NULL);
  check_node(node->call_block.call, f);
}

static void check_block(Frames *f, Node *node) {
  for (size_t i = 0; i < f->blocks.n; i++)
    if (str_eq(f->blocks.at[i]->block.id, node->block.id))
      refuse(f, node, str_printf(f->p->heap->arena, "block '%.*s' defined twice", STR_FMT(node->block.id)));
  parser_push(f->p, &f->blocks, node);
  check_inner(f, &node->block.body, NULL);
}

static void check_node(Node *node, void *frames) {
  Frames *f = frames;
  switch ((NodeKind)node->kind) {
    case NODE_IF:
    case NODE_COND: check_soft(f, node); return;
    case NODE_FOR: check_loop(f, node); return;
    case NODE_MACRO:
      check_caller(f, node, &node->macro.params, &node->macro.body);
      check_inner(f, &node->macro.params, NULL);
      check_inner(f, &node->macro.body, NULL);
      return;
    case NODE_CALL_BLOCK: check_call_block(f, node); return;
    case NODE_BLOCK: check_block(f, node); return;
    case NODE_SET_BLOCK: check_inner(f, &node->set_block.body, node->set_block.filter); return;
    case NODE_FILTER_BLOCK: check_inner(f, &node->filter_block.body, node->filter_block.filter); return;
    case NODE_AUTOESCAPE: check_inner(f, &node->autoescape.body, node->autoescape.value); return;
    case NODE_WITH:
      check_all(f, &node->with.assigns);
      check_inner(f, &node->with.body, NULL);
      return;
    case NODE_LOAD:
      if (str_is(node->load.tag, "extends") && !f->toplevel)
        refuse(f, node, STR("cannot use extend from a non top-level scope"));
      break;
    case NODE_FILTER: check_row(f, node, "filter", node->filter.id, &FILTERS); break;
    case NODE_TEST: check_row(f, node, "test", node->test.id, &TESTS); break;
    default: break;
  }
  node_children(node, check_node, f);
}

/* ---- what Python refuses in the code that jinja2 makes ---- */

static void check_params(Parser *p, const NodeList *params) {
  for (size_t i = 0; i < params->n; i++)
    for (size_t j = 0; j < i; j++)
      if (str_eq(params->at[i]->param.id, params->at[j]->param.id))
        parser_fail(p, EXC_SYNTAX, params->at[i]->span,
                    str_printf(p->heap->arena, "duplicate argument '%.*s' in function definition",
                               STR_FMT(params->at[i]->param.id)));
}

static void check_keywords(Parser *p, const NodeList *args) {
  for (size_t i = 0; i < args->n; i++)
    for (size_t j = 0; j < i; j++)
      if (args->at[i]->kind == NODE_KEYWORD && args->at[j]->kind == NODE_KEYWORD &&
          str_eq(args->at[i]->keyword.id, args->at[j]->keyword.id))
        parser_fail(p, EXC_SYNTAX, args->at[i]->span,
                    str_printf(p->heap->arena, "keyword argument repeated: %.*s", STR_FMT(args->at[i]->keyword.id)));
}

static bool is_literal(const Node *node) {
  const NodeList *items = node->kind == NODE_LIST    ? &node->list.items
                          : node->kind == NODE_TUPLE ? &node->tuple.items
                                                     : NULL;
  for (size_t i = 0; items && i < items->n; i++)
    if (!is_literal(items->at[i])) return false;
  return items || node->kind == NODE_CONST || (node->kind == NODE_DICT && !node->dict.items.n);
}

/* jinja2 makes a dict of literals within an operation when it compiles. */
static void check_keys(Parser *p, const Node *dict) {
  for (size_t i = 0; i < dict->dict.items.n; i++) {
    const Node *pair = dict->dict.items.at[i];
    if (pair->kind != NODE_PAIR || !is_literal(pair->pair.key) || !is_literal(pair->pair.value)) return;
    if (pair->pair.key->kind == NODE_LIST || pair->pair.key->kind == NODE_DICT)
      parser_fail(
          p, EXC_TYPE, pair->pair.key->span,
          str_printf(p->heap->arena, "unhashable type: '%s'", pair->pair.key->kind == NODE_LIST ? "list" : "dict"));
  }
}

typedef struct Code {
  Parser *p;
  bool optimized; /* within what jinja2's compiler tries to compute: an operator, a filter, a call … */
} Code;

static bool is_optimized(const Node *node) {
  switch ((NodeKind)node->kind) {
    case NODE_ATTR_JINJA:
    case NODE_ITEM_JINJA:
    case NODE_CALL:
    case NODE_UNARY:
    case NODE_BINARY:
    case NODE_AND:
    case NODE_OR:
    case NODE_COMPARE:
    case NODE_CONCAT:
    case NODE_COND:
    case NODE_FILTER:
    case NODE_TEST: return true;
    default: return false;
  }
}

/* Of the branches that constants drop, too. */
static void check_dicts(Node *node, void *state) {
  Code inner = {((Code *)state)->p, ((Code *)state)->optimized || is_optimized(node)};
  if (node->kind == NODE_DICT && inner.optimized) check_keys(inner.p, node);
  node_children(node, check_dicts, &inner);
}

static void check_code(Node *node, void *state) {
  Parser *p = state;
  if (node->kind == NODE_CALL) check_keywords(p, &node->call.args);
  if (node->kind == NODE_FILTER) check_keywords(p, &node->filter.args);
  if (node->kind == NODE_TEST) check_keywords(p, &node->test.args);
  if (node->kind == NODE_MACRO) check_params(p, &node->macro.params);
  if (node->kind == NODE_CALL_BLOCK) check_params(p, &node->call_block.params);
  if (node->kind == NODE_TUPLE)
    for (size_t i = 0; i < node->tuple.items.n; i++)
      if (node->tuple.items.at[i]->kind == NODE_SLICE)
        parser_fail(p, EXC_SYNTAX, node->tuple.items.at[i]->span, STR("invalid syntax"));
  node_children(node, check_code, p);
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
  template_begin(&t, heap, without_last_line_end(text));
  NodeList nodes = body(&t, NULL);
  parser_check_depth(&t.p, &nodes);
  Node *node = template_of(heap, text, nodes, t.binds);
  Frames frames = {.p = &t.p, .toplevel = true};
  if (!parser_failed(&t.p)) check_dicts(node, &(Code){&t.p, false});
  if (!parser_failed(&t.p)) constants_choose(heap, node);
  if (!parser_failed(&t.p)) check_all(&frames, &nodes);
  if (!parser_failed(&t.p)) constants_fold(&t.p, node);
  if (!parser_failed(&t.p)) check_code(node, &t.p);
  if (!parser_failed(&t.p) && t.binds) symbols_resolve(heap, node);
  *error = t.p.error;
  return parser_failed(&t.p) ? NULL : node;
}
