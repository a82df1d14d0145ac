/* Compound statements, after the grammar of the Python 3.11 reference ("Compound statements"). What dbtplan does not
 * evaluate is parsed all the same, and then one UNSUPPORTED node. */
#include "compiler/parse/python.h"

static NodeList loop_block(Parser *p, const char *owner, uint32_t start) {
  BlockState before = names_enter_block(p, (Span){start, start});
  p->names->scope->block.loop = LOOP_INSIDE;
  NodeList nodes = python_block(p, owner, start);
  names_leave_block(p, before);
  return nodes;
}

static NodeList counted_block(Parser *p, const char *owner, uint32_t start) {
  BlockState before = names_enter_block(p, (Span){start, start});
  NodeList nodes = python_block(p, owner, start);
  names_leave_block(p, before);
  return nodes;
}

static NodeList else_block(Parser *p) {
  uint32_t here = p->token.span.start;
  return parser_skip(p, "else") ? python_block(p, "'else' statement", here) : (NodeList){0};
}

/* ---- if, while, for ---- */

/* if = ( "if" | "elif" ) named block [ if | "else" block ] */
static Node *if_statement(Parser *p) {
  const char *owner = parser_at(p, "if") ? "'if' statement" : "'elif' statement";
  uint32_t start = parser_next(p).span.start;
  Node *test = python_named(p);
  NodeList then = python_block(p, owner, start), otherwise = {0};
  if (parser_at(p, "elif")) {
    if (parser_enter(p)) parser_push(p, &otherwise, if_statement(p));
    parser_leave(p);
  } else {
    otherwise = else_block(p);
  }
  Node *node = parser_node(p, NODE_IF, start);
  node->branch.test = test;
  node->branch.then = then;
  node->branch.otherwise = otherwise;
  return node;
}

/* while = "while" named block [ "else" block ] */
static Node *while_statement(Parser *p) {
  uint32_t start = parser_next(p).span.start;
  Node *test = python_named(p);
  NodeList body = loop_block(p, "'while' statement", start), otherwise = else_block(p);
  Node *node = parser_node(p, NODE_WHILE, start);
  node->while_loop.test = test;
  node->while_loop.body = body;
  node->while_loop.otherwise = otherwise;
  return node;
}

/* for = "for" targets "in" stars block [ "else" block ] */
static Node *for_statement(Parser *p) {
  uint32_t start = parser_next(p).span.start;
  Node *target = python_targets(p);
  parser_expect(p, "in");
  Node *iterable = python_tuple(p, true);
  NodeList body = loop_block(p, "'for' statement", start), otherwise = else_block(p);
  Node *node = parser_node(p, NODE_FOR, start);
  node->loop.target = target;
  node->loop.iterable = iterable;
  node->loop.body = body;
  node->loop.otherwise = otherwise;
  return node;
}

/* ---- try ---- */

typedef struct Handlers {
  NodeList nodes;
  bool plain, star, bare; /* some `except`, some `except*`, and `except:`, which is the last */
} Handlers;

static NodeList handler_block(Parser *p, const Handlers *handlers, uint32_t start) {
  BlockState before = names_enter_block(p, (Span){start, start});
  if (handlers->star) {
    p->names->scope->block.loop = LOOP_STAR_HANDLER;
    p->names->scope->block.star_handler = true;
  }
  NodeList body = counted_block(p, handlers->star ? "'except*' statement" : "'except' statement", start);
  names_leave_block(p, before);
  return body;
}

static void handler_kind(Parser *p, Handlers *handlers) {
  if (handlers->bare) parser_fail_here(p, STR("default 'except:' must be last"));
  bool star = parser_skip(p, "*");
  handlers->star |= star;
  handlers->plain |= !star;
  if (handlers->star && handlers->plain)
    parser_fail_here(p, STR("cannot have both 'except' and 'except*' on the same 'try'"));
}

/* `except A, B:`, which Python takes from 3.14 on where no name is bound. */
static Node *handler_types(Parser *p, Node *first) {
  NodeList items = {0};
  uint32_t start = first->span.start;
  Span comma = p->token.span;
  parser_push(p, &items, first);
  while (parser_skip(p, ",") && !parser_at(p, ":")) parser_push(p, &items, parse_any(p));
  if (!parser_at(p, ":")) parser_fail(p, EXC_SYNTAX, comma, STR("multiple exception types must be parenthesized"));
  Node *tuple = parser_node(p, NODE_TUPLE, start);
  tuple->tuple.items = items;
  return tuple;
}

/* handler = "except" [ [ "*" ] expression [ "as" NAME ] ] block */
static Node *handler(Parser *p, Handlers *handlers) {
  uint32_t start = parser_next(p).span.start;
  handler_kind(p, handlers);
  handlers->bare = parser_at(p, ":") && !handlers->star;
  Node *type = handlers->bare ? NULL : parse_any(p);
  if (parser_at(p, ",")) type = handler_types(p, type);
  Span span = type && parser_skip(p, "as") ? p->token.span : (Span){0, 0};
  Str id = span.end ? python_identifier(p) : STR("");
  if (id.n) names_bind(p, id, span);
  NodeList body = handler_block(p, handlers, start);
  Node *node = parser_node(p, NODE_HANDLER, start);
  node->handler.type = type;
  node->handler.id = id;
  node->handler.body = body;
  return node;
}

/* try = "try" block ( handlers [ "else" block ] [ "finally" block ] | "finally" block ) */
static Node *try_statement(Parser *p) {
  uint32_t start = parser_next(p).span.start;
  NodeList body = counted_block(p, "'try' statement", start), otherwise = {0}, finally = {0};
  Handlers handlers = {0};
  while (parser_at(p, "except")) parser_push(p, &handlers.nodes, handler(p, &handlers));
  if (handlers.nodes.n) otherwise = else_block(p);
  uint32_t here = p->token.span.start;
  if (parser_skip(p, "finally")) finally = counted_block(p, "'finally' statement", here);
  else if (!handlers.nodes.n) parser_fail_here(p, STR("expected 'except' or 'finally' block"));
  if (handlers.star) return python_unsupported(p, start, "'except*'");
  Node *node = parser_node(p, NODE_TRY, start);
  node->try.body = body;
  node->try.handlers = handlers.nodes;
  node->try.otherwise = otherwise;
  node->try.finally = finally;
  return node;
}

/* ---- with ---- */

/* Whether the bracket at hand goes around the items of a `with`: it holds an `as` of its own, or a colon follows and it
 * holds several expressions, none of which may stand in a tuple alone. */
static bool bracket_of_items(const Parser *p) {
  Parser ahead = *p;
  size_t depth = 0;
  bool comma = false, of_tuple = false, starts = false;
  do {
    of_tuple |= depth == 1 && (parser_at(&ahead, ":=") || parser_at(&ahead, "for") || parser_at(&ahead, "async") ||
                               parser_at(&ahead, "yield") || (starts && parser_at(&ahead, "*")));
    depth += parser_at(&ahead, "(") || parser_at(&ahead, "[") || parser_at(&ahead, "{");
    depth -= parser_at(&ahead, ")") || parser_at(&ahead, "]") || parser_at(&ahead, "}");
    if (depth == 1 && parser_at(&ahead, "as")) return true;
    comma |= depth == 1 && parser_at(&ahead, ",");
    starts = parser_at(&ahead, ",") || parser_at(&ahead, "(");
    parser_next(&ahead);
  } while (depth && ahead.token.kind != TOKEN_END);
  return comma && !of_tuple && parser_at(&ahead, ":");
}

/* item = expression [ "as" target ] */
static Node *with_item(Parser *p) {
  uint32_t start = p->token.span.start;
  Node *value = parse_any(p), *target = parser_skip(p, "as") ? python_star_target(p) : NULL;
  Node *node = parser_node(p, NODE_WITH_ITEM, start);
  node->with_item.value = value;
  node->with_item.target = target;
  return node;
}

/* with = "with" ( item { "," item } | "(" item { "," item } [ "," ] ")" ) block */
static Node *with_statement(Parser *p, uint32_t start, bool async) {
  NodeList items = {0};
  parser_next(p);
  BlockState before = p->names->scope->block;
  bool brackets = parser_at(p, "(") && bracket_of_items(p);
  if (brackets) parser_next(p);
  do {
    if (brackets && parser_at(p, ")")) break;
    parser_push(p, &items, with_item(p));
    names_enter_block(p, (Span){start, p->end});
  } while (parser_skip(p, ",") && !parser_failed(p));
  if (brackets) parser_expect(p, ")");
  NodeList body = python_block(p, "'with' statement", start);
  names_leave_block(p, before);
  if (async) return python_unsupported(p, start, "'async with'");
  Node *node = parser_node(p, NODE_WITH_PY, start);
  node->with_py.items = items;
  node->with_py.body = body;
  return node;
}

/* ---- functions and classes ---- */

static NodeList function_body(Parser *p, const NodeList *params, uint32_t start, bool async) {
  Scope scope;
  names_open(p, &scope, SCOPE_FUNCTION, async);
  names_params(p, params);
  NodeList body = python_block(p, "function definition", start);
  names_close(p);
  if (!async) return body;
  NodeList other = {0};
  parser_push(p, &other, python_unsupported(p, start, "'async def'"));
  return other;
}

/* `def first[T](…)`, `class Box[T]`, which Python has from 3.12 on: skips such parameters; whether there are some. */
static bool skip_type_params(Parser *p) {
  bool has = parser_at(p, "[");
  for (size_t depth = has; depth && p->token.kind != TOKEN_END;) {
    parser_next(p);
    depth += parser_at(p, "[");
    depth -= parser_at(p, "]");
  }
  if (has) parser_expect(p, "]");
  return has;
}

/* def = "def" NAME "(" params ")" [ "->" any ] block */
static Node *def_statement(Parser *p, NodeList decorators, uint32_t start, bool async) {
  uint32_t def = parser_next(p).span.start;
  Span span = p->token.span;
  Str id = python_identifier(p);
  NodeList params = {0}, hints = {0};
  bool of_types = skip_type_params(p);
  parser_expect(p, "(");
  python_params(p, &params, ")", &hints);
  parser_expect(p, ")");
  if (parser_skip(p, "->")) python_annotation(p, false, &hints);
  names_bind(p, id, span);
  NodeList body = function_body(p, &params, def, async);
  if (of_types) return python_unsupported(p, start, "parameters for types");
  Node *node = parser_node(p, NODE_DEF, start);
  node->def.id = id;
  node->def.params = params;
  node->def.body = body;
  node->def.decorators = decorators;
  node->def.hints = hints;
  node->has_locals = true;
  return node;
}

/* What is annotated again keeps its place. */
static NodeList fields_of(Parser *p, const NodeList *annotated) {
  NodeList fields = {0};
  Map places = {0}; /* name → how many fields there are with it */
  for (size_t i = 0; i < annotated->n; i++) {
    Node *field = annotated->at[i];
    size_t place = (uintptr_t)map_get(&places, field->annotation.id);
    if (place) fields.at[place - 1] = field;
    else parser_push(p, &fields, field);
    if (!place) map_put(p->heap->arena, &places, field->annotation.id, (void *)(uintptr_t)fields.n);
  }
  return fields;
}

/* class = "class" NAME [ "(" [ arguments ] ")" ] block */
static Node *class_statement(Parser *p, NodeList decorators, uint32_t start) {
  uint32_t class = parser_next(p).span.start;
  Span span = p->token.span;
  Str id = python_identifier(p);
  NodeList args = {0};
  bool of_types = skip_type_params(p);
  if (parser_skip(p, "(")) python_arguments(p, &args);
  names_bind(p, id, span);
  Scope scope;
  names_open(p, &scope, SCOPE_CLASS, false);
  scope.class_name = id;
  NodeList body = python_block(p, "class definition", class);
  NodeList fields = fields_of(p, &scope.annotated);
  /* Only what a class derives from may heed what its fields are. */
  for (size_t i = 0; i < fields.n && !args.n; i++) fields.at[i]->annotation.type = NULL;
  names_close(p);
  if (of_types) return python_unsupported(p, start, "parameters for types");
  Node *node = parser_node(p, NODE_CLASS, start);
  node->class.id = id;
  node->class.args = args;
  node->class.body = body;
  node->class.decorators = decorators;
  node->class.fields = fields;
  node->has_locals = true;
  return node;
}

static void require_async(Parser *p, Span span) {
  const Scope *scope = p->names->scope;
  if (scope->kind != SCOPE_FUNCTION || !scope->async)
    parser_fail(p, EXC_SYNTAX, span, STR("'async' statement outside async function"));
}

/* async = "async" ( def | for | with ) */
static Node *async_statement(Parser *p, NodeList decorators, uint32_t start) {
  Span span = parser_next(p).span;
  if (parser_at(p, "def")) return def_statement(p, decorators, start, true);
  if (decorators.n || !(parser_at(p, "for") || parser_at(p, "with"))) return parser_unexpected(p);
  require_async(p, span);
  if (parser_at(p, "with")) return with_statement(p, start, true);
  for_statement(p);
  return python_unsupported(p, start, "'async for'");
}

/* decorated = { "@" named NEWLINE } ( def | class | async def ) */
static Node *decorated(Parser *p) {
  uint32_t start = p->token.span.start;
  NodeList decorators = {0};
  while (parser_skip(p, "@")) {
    parser_push(p, &decorators, python_named(p));
    parser_expect_kind(p, TOKEN_NEWLINE);
  }
  if (parser_at(p, "def")) return def_statement(p, decorators, start, false);
  if (parser_at(p, "class")) return class_statement(p, decorators, start);
  return parser_at(p, "async") ? async_statement(p, decorators, start) : parser_unexpected(p);
}

static Node *keyword_statement(Parser *p) {
  uint32_t start = p->token.span.start;
  if (parser_at(p, "if")) return if_statement(p);
  if (parser_at(p, "def")) return def_statement(p, (NodeList){0}, start, false);
  if (parser_at(p, "for")) return for_statement(p);
  if (parser_at(p, "class")) return class_statement(p, (NodeList){0}, start);
  if (parser_at(p, "with")) return with_statement(p, start, false);
  if (parser_at(p, "try")) return try_statement(p);
  if (parser_at(p, "while")) return while_statement(p);
  return parser_at(p, "async") ? async_statement(p, (NodeList){0}, start) : NULL;
}

bool python_compound(Parser *p, NodeList *out) {
  Node *node = p->token.keyword                ? keyword_statement(p)
               : parser_at(p, "@")             ? decorated(p)
               : python_at_match(p)            ? python_match(p)
                                               : NULL;
  if (node) parser_push(p, out, node);
  return node != NULL;
}
