/* python: the rules of Python's grammar that its files share; each is one of grammar/python_subset.ebnf. See
 * expression.h for how a rule behaves after an error. */
#ifndef DBTPLAN_PARSE_PYTHON_H
#define DBTPLAN_PARSE_PYTHON_H

#include "compiler/parse/names.h"

/* ---- python.c: simple statements ---- */

/* A line of statements behind a colon, or an indented block. `owner`: "'if' statement", for a block that is missing. */
NodeList python_block(Parser *p, const char *owner, uint32_t start);
/* What is parsed and not evaluated: from `start` to the token before. */
Node *python_unsupported(Parser *p, uint32_t start, const char *what);

/* ---- python_block.c: compound statements ---- */

/* False, with nothing read, where none is at hand. */
bool python_compound(Parser *p, NodeList *out);

/* ---- python_match.c ---- */

bool python_at_match(const Parser *p);
Node *python_match(Parser *p);

/* ---- python_operand.c ---- */

/* A name that is no keyword, as Python knows it: normalised (NFKC). */
Str python_identifier(Parser *p);
Node *python_yield_or_tuple(Parser *p);                /* what may be assigned: `yield x`, `*a, b` */
Node *python_subject(Parser *p);                       /* of a `match`: `*a, b := c` */
Node *python_number(Parser *p);                        /* an imaginary one too */
void python_arguments(Parser *p, NodeList *args);      /* behind "(", with its ")" */
/* `hints` takes it; under `from __future__ import annotations` as a lambda, which nobody has called yet. */
Node *python_annotation(Parser *p, bool star, NodeList *hints);

/* ---- python_target.c ---- */

/* What stands before "=", in a loop, behind `as`: binds its names, or reports what cannot be assigned to. */
void python_bind_target(Parser *p, const Node *target);
void python_delete_target(Parser *p, const Node *target);
Node *python_star_target(Parser *p);                   /* one target, behind `as` */
Node *python_targets(Parser *p);                       /* of a loop: `a, (b, c)` */
/* What cannot be assigned to, in CPython's words: "function call". */
const char *python_target_word(const Node *node);

/* ---- python_source.c ---- */

/* The text of a module as UTF-8, after its byte order mark and coding line (PEP 263); false with an error where it is
 * none. A text that is UTF-8 stays where it is. */
bool python_decode(Heap *heap, Str *text, Value *error);

#endif
