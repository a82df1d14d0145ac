/* quick: the common lexemes, found without their patterns.
 *
 * grammar/lexemes.def says what a lexeme is. Nearly all of a module and of a template is blanks, names, operators and
 * short strings, which a loop finds several times faster than an alternation of patterns does; and a run that meets
 * nothing else never compiles one, which would cost more than all the rest of a small check. Each function gives what
 * the rows of its mode give at the place where the scanner stands, or leaves it to them: whatever is rare, wrong, or
 * begins beyond ASCII. tests/unit/test_scan.c and `make check-python` hold both ways to the same tokens. */
#ifndef DBTPLAN_PARSE_QUICK_H
#define DBTPLAN_PARSE_QUICK_H

#include "compiler/parse/scan.h"

/* SCAN_PYTHON and SCAN_JINJA: the kind and length of the lexeme at hand; TOKEN_END: ask the pattern. */
TokenKind quick_python(const Scanner *s, size_t *length);
TokenKind quick_jinja(const Scanner *s, size_t *length);
/* SCAN_TEMPLATE: the text, or the beginning of a tag, at hand; TOKEN_END: ask the pattern. */
TokenKind quick_template(const Scanner *s, size_t *length);
/* SCAN_VARIABLE and SCAN_BLOCK: the length of the end of the tag, with the space that it strips; 0: none is at hand.
 * Nothing is left to the patterns. */
size_t quick_tag_end(const Scanner *s);

#endif
