/* scan: text to tokens, for any dialect of grammar/lexemes.def.
 *
 * A scanner gives one token at a time, so that a parser's complaint comes before one about text further on, as in
 * jinja2 and CPython. White space and comments are left out; the brackets that are open are kept, which decides where a
 * tag of a template may end, which line ends of Python count, and what an error says. Token texts are views of the
 * source; spans count its bytes. */
#ifndef DBTPLAN_PARSE_SCAN_H
#define DBTPLAN_PARSE_SCAN_H

#include "runtime/core/limits.h"
#include "runtime/value/value.h"

typedef enum TokenKind {
#define TOKEN(KIND, words) TOKEN_##KIND,
#include "grammar/lexemes.def"
#undef TOKEN
  TOKEN_KIND_COUNT
} TokenKind;

typedef struct Token {
  TokenKind kind;
  bool keyword; /* a NAME of Python that is none */
  Span span;
  Str text; /* DATA: without what a `-` of the neighbouring tags strips; line ends as they were */
} Token;

/* A mode is one table of lexemes. */
typedef enum ScanMode {
  SCAN_TEMPLATE,
  SCAN_COMMENT,
  SCAN_RAW,
  SCAN_VARIABLE,
  SCAN_BLOCK,
  SCAN_JINJA,
  SCAN_PYTHON
} ScanMode;

enum { SCAN_INDENTS = 100 }; /* CPython's MAXINDENT */

typedef struct Indent {
  uint32_t column, blanks; /* with tabs to eight columns, and tabs as one: they must agree on what is deeper */
} Indent;

typedef struct Scanner {
  Heap *heap;
  Str text;
  size_t at, end; /* `end`: of the text, or of the part of it that is scanned */
  ScanMode mode; /* SCAN_TEMPLATE between tags, SCAN_VARIABLE or SCAN_BLOCK inside one, SCAN_PYTHON */
  size_t bracket_count, indent_count; /* of those below */
  size_t dedents;  /* still to be given */
  bool line_start; /* Python: indentation comes next */
  bool line_open;  /* Python: the line at hand has a token, so its end is one too */
  bool by_pattern; /* each lexeme by its pattern, as tests of the faster ways want it */
  bool unsound;    /* a template that is not UTF-8: it holds no lexeme */
  Value error;     /* V_ABSENT until a lexeme is wrong; then every token is TOKEN_END */
  /* Last, as most texts of a project are short and need none of it. */
  struct {
    char open;
    uint32_t at;
  } brackets[LIMIT_PARSE_DEPTH];
  Indent indents[SCAN_INDENTS]; /* the first is column 0 */
} Scanner;

/* Scans `text` in `mode`: SCAN_TEMPLATE, SCAN_VARIABLE (a lone Jinja expression) or SCAN_PYTHON. */
void scan_begin(Scanner *scanner, Heap *heap, Str text, ScanMode mode);
Token scan_next(Scanner *scanner);

/* How jinja2 calls a kind of token: "end of print statement". */
const char *token_words(TokenKind kind);
/* As jinja2's describe_token: the word itself for a name or an operator, else its kind. */
Str token_describe(Token token);

/* An exception with its place. */
Value scan_raise(Heap *heap, ExceptionType type, Span span, Str message);
/* A text with every CR and CRLF as LF. */
Str scan_normal_lines(Arena *arena, Str text);
/* The line that holds `offset`, from 1. */
uint32_t scan_line(Str text, size_t offset);

#endif
