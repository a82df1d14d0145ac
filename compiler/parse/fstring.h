/* fstring: the string tokens of Python, joined and decoded, and what stands in braces inside them (CPython 3.11, where
 * an f-string is one token and its expressions are parsed afterwards: string_parser.c). */
#ifndef DBTPLAN_PARSE_FSTRING_H
#define DBTPLAN_PARSE_FSTRING_H

#include "compiler/parse/expression.h"

/* The tokens of one literal, all of kind TOKEN_STRING: a CONST, or an FSTRING whose parts are CONST and FORMATTED. */
Node *fstring_join(Parser *p, const Token *tokens, size_t n);

#endif
