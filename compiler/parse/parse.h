/* parse: from text to tree, for templates and for Python; one scanner driven by grammar/lexemes.def, one Pratt engine
 * driven by grammar/operators.def.
 *
 * A syntax error is an exception value of jinja2's TemplateSyntaxError (EXC_TEMPLATE_ASSERTION for an unknown filter or
 * test) or Python's SyntaxError, in their words, with the span and what was expected; nothing is reported here. */
#ifndef DBTPLAN_PARSE_PARSE_H
#define DBTPLAN_PARSE_PARSE_H

#include "runtime/eval/ast.h"

/* A whole template: a TEMPLATE node with `text` set (`at` is the caller's), or NULL with the error in `*error`. A text
 * without `{` is one TEXT node: no scanner runs. */
Node *parse_template(Heap *heap, Str text, Value *error);
/* The same of a text of a dbt project, with dbt's tags and filters: to be looked at, never run. `compiles`: what Jinja
 * refuses when it compiles is an error too. */
Node *parse_template_of_dbt(Heap *heap, Str text, bool compiles, Value *error);
/* One expression of a dialect, to the end of the text. */
typedef enum ExprDialect { EXPR_JINJA, EXPR_PYTHON } ExprDialect;
Node *parse_expression(Heap *heap, Str text, ExprDialect dialect, Value *error);
/* A Python module: its statements. What dbtplan does not evaluate is an UNSUPPORTED node; only what CPython refuses is
 * an error. */
bool parse_module(Heap *heap, Str text, NodeList *body, Value *error);

#endif
