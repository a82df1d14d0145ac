/* expression: the parser that templates and Python share, and its one Pratt engine, driven by grammar/operators.def.
 *
 * The engine knows operators; what an operand looks like is its dialect's (jinja_operand.c, python_operand.c).
 *
 * The first error wins and poisons the parser: from then on every token is TOKEN_END, so that all rules unwind by
 * themselves and no caller tests for failure; `parser->error` says at the end whether the tree is one. A rule therefore
 * never returns NULL, and every loop ends at TOKEN_END. Nodes live in `heap->arena`. */
#ifndef DBTPLAN_PARSE_EXPRESSION_H
#define DBTPLAN_PARSE_EXPRESSION_H

#include "compiler/parse/parse.h"
#include "compiler/parse/scan.h"
#include "runtime/value/literal.h"

typedef struct Names Names;

typedef struct Parser {
  Heap *heap;
  Names *names; /* Python: what the scopes mention; see names.h */
  ExprDialect dialect;
  Token token, ahead; /* at hand, and behind it where it was looked at */
  bool looked_ahead;
  uint32_t end; /* of the token before the one at hand */
  size_t depth; /* of rules now */
  bool in_fstring;
  Value error;  /* V_ABSENT: none so far */
  Scanner scan; /* last, as most of it is used where something is nested alone */
} Parser;

typedef enum Power {
  POWER_NONE,
#define OPERATOR(...)
#define POWER(NAME, jinja, python) POWER_##NAME,
#include "grammar/operators.def"
#undef POWER
#undef OPERATOR
} Power;

/* ---- tokens ---- */

void parser_begin(Parser *p, Heap *heap, Str text, ScanMode mode);
Token parser_next(Parser *p); /* gives the token at hand and goes on */
Token parser_peek(Parser *p); /* the one behind it */
static inline bool token_is(Token token, const char *text) {
  return (token.kind == TOKEN_NAME || token.kind == TOKEN_OPERATOR) && str_is(token.text, text);
}
/* The token at hand is this operator or word. */
static inline bool parser_at(const Parser *p, const char *text) { return token_is(p->token, text); }
bool parser_skip(Parser *p, const char *text);
void parser_expect(Parser *p, const char *text);
Token parser_expect_kind(Parser *p, TokenKind kind);
/* From `start` to the end of the token before. */
Span parser_span(const Parser *p, uint32_t start);

/* ---- errors; each gives a placeholder ---- */

Node *parser_fail(Parser *p, ExceptionType type, Span span, Str message);
/* A syntax error of the dialect at the token at hand. */
Node *parser_fail_here(Parser *p, Str message);
/* Jinja: "unexpected 'x'"; Python: "invalid syntax", or the bracket that was never closed. */
Node *parser_unexpected(Parser *p);
bool parser_failed(const Parser *p);
/* Counts a nested rule; false, with an error, where they are nested too deeply. `parser_leave` in any case. */
bool parser_enter(Parser *p);
void parser_leave(Parser *p);
/* The end of parsing: the error of a tree that is deeper than LIMIT_TREE_DEPTH. */
void parser_check_depth(Parser *p, const NodeList *trees);

/* ---- nodes ---- */

Node *parser_node(Parser *p, NodeKind kind, uint32_t start); /* spans from `start` to the token before */
void parser_push(Parser *p, NodeList *list, Node *node);
Node *parser_constant(Parser *p, Value value, Span span);
Node *parser_name(Parser *p, Token token);
Node *parser_number(Parser *p);

/* ---- rules ---- */

/* An expression of operators that bind at least as tight as `power`. */
Node *parse_power(Parser *p, Power power);
static inline Node *parse_any(Parser *p) { return parse_power(p, POWER_ANY); }

/* The operand at hand without signs, with its attributes, subscripts and calls. */
Node *jinja_operand(Parser *p);
Node *python_operand(Parser *p);

/* jinja_operand.c */
typedef struct TupleRule {
  Power power;       /* of the items; POWER_NONE: only names and literals, for targets */
  bool empty;        /* `()` is fine: parentheses stand around it */
  bool namespaces;   /* `ns.x` as a target */
} TupleRule;
Node *jinja_tuple(Parser *p, TupleRule rule);
Node *jinja_filters(Parser *p, Node *input);                      /* `|f`, ` is t` and calls behind an operand */
Node *jinja_filter_chain(Parser *p, Node *input,
                         bool named_next); /* parse_filter; `named_next`: no `|` before the first */
/* An operand of Jinja as jinja2's class of that node is called, in lower case: "const". */
const char *jinja_node_word(const Node *node);

/* python_operand.c; the rest of Python is in python.h */
Node *python_named(Parser *p);             /* an expression or `x := …` */
Node *python_tuple(Parser *p, bool stars); /* expressions with commas between; a lone one is itself */
/* `hints` takes the annotations that Python evaluates; NULL: none may stand there. */
void python_params(Parser *p, NodeList *params, const char *end, NodeList *hints);
/* The constant or f-string of the string tokens at hand. */
Node *python_strings(Parser *p);

#endif
