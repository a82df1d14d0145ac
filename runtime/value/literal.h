/* literal: `ast.literal_eval`, text to value, by hand; the grammar is grammar/literal.ebnf.
 *
 * Owns the decoding of Python's numbers and string escapes, which the parsers of expressions use as well. Rejects what
 * is plainly no literal by its first byte, since almost every argument of a command line passes here. */
#ifndef DBTPLAN_VALUE_LITERAL_H
#define DBTPLAN_VALUE_LITERAL_H

#include "runtime/value/ops.h"

typedef enum LiteralStatus {
  LITERAL_OK,
  LITERAL_NOT,   /* no literal (Python: ValueError, SyntaxError, MemoryError): native rendering keeps the text */
  LITERAL_ERROR, /* `*value` is the V_ERROR: a TypeError such as "unhashable type: 'list'", or what is not supported */
} LiteralStatus;

/* `ast.literal_eval(ast.parse(text, mode="eval"))`, as jinja2.nativetypes calls it (no stripping of leading blanks). */
LiteralStatus literal_eval(Heap *heap, Str text, Value *value);

/* A number token (digits, `_`, prefixes, exponent; no sign) as Python and Jinja read it; LITERAL_NOT for what they
 * refuse. */
LiteralStatus literal_number(Heap *heap, Str token, Value *value);
/* What literal_unescape says of `\N{…}`. */
#define LITERAL_NAMED "a character by its name, which dbtplan does not know"
/* The inside of a string token (without prefix and quotes), escapes decoded; `*bad` gets the offset of an escape that
 * is wrong and `*why` Python's words. `bytes`: a bytes literal. */
bool literal_unescape(Heap *heap, Str inside, bool bytes, Str *decoded, size_t *bad, Str *why);
/* Whether the `\N` at `bad` has its braces and a name. */
bool literal_has_name(Str inside, size_t bad);

#endif
