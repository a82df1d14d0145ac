#include "compiler/parse/scan.h"

#include <inttypes.h>
#include <string.h>

#include "compiler/parse/quick.h"
#include "runtime/core/workspace.h"
#include "runtime/value/format.h"
#include "runtime/value/types.h"

/* ---- the tables ---- */

typedef struct Lexeme {
  ScanMode mode;
  const char *name;
  TokenKind kind;
  const char *pattern;
} Lexeme;

static const Lexeme LEXEMES[] = {
#define LEXEME(MODE, NAME, KIND, pattern) {SCAN_##MODE, #NAME, TOKEN_##KIND, pattern},
#include "grammar/lexemes.def"
#undef LEXEME
};
enum { LEXEME_COUNT = COUNT(LEXEMES) };

static const char *const MODE_KEYS[] = {
    [SCAN_TEMPLATE] = "lexemes TEMPLATE", [SCAN_COMMENT] = "lexemes COMMENT", [SCAN_RAW] = "lexemes RAW",
    [SCAN_VARIABLE] = "lexemes VARIABLE", [SCAN_BLOCK] = "lexemes BLOCK",     [SCAN_JINJA] = "lexemes JINJA",
    [SCAN_PYTHON] = "lexemes PYTHON",
};

enum { KEYWORD_MAX = 8 }; /* characters of the longest */
static const char KEYWORDS[][KEYWORD_MAX + 1] = {
#define KEYWORD(word) word,
#include "grammar/lexemes.def"
#undef KEYWORD
};
enum { KEYWORD_COUNT = COUNT(KEYWORDS) };

static const char *const TOKEN_WORDS[] = {
#define TOKEN(KIND, words) words,
#include "grammar/lexemes.def"
#undef TOKEN
};

const char *token_words(TokenKind kind) { return TOKEN_WORDS[kind]; }

Str token_describe(Token token) {
  return token.kind == TOKEN_NAME || token.kind == TOKEN_OPERATOR ? token.text : str_of(token_words(token.kind));
}

/* The rows of a mode as one alternation. */
static Regex *compile_mode(Workspace *workspace, ScanMode mode) {
  Buf pattern = buf_new(workspace->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < LEXEME_COUNT; i++) {
    if (LEXEMES[i].mode != mode) continue;
    buf_puts(&pattern, pattern.n ? "|(?:" : "(?:");
    buf_puts(&pattern, LEXEMES[i].pattern);
    buf_puts(&pattern, ")(*MARK:");
    buf_puts(&pattern, LEXEMES[i].name);
    buf_char(&pattern, ')');
  }
  Str why;
  bool reached = workspace_below(workspace);
  Regex *regex =
      regex_compile(workspace->arena, buf_str(&pattern), REGEX_ANCHORED | REGEX_DOTALL | REGEX_UNICODE, &why);
  if (!regex) guard_stop(workspace->arena->guard, STOP_BUG, "a pattern of lexemes.def");
  map_put(workspace->arena, &workspace->patterns, str_of(MODE_KEYS[mode]), regex);
  workspace_above(workspace, reached);
  return regex;
}

/* The lexeme of `mode` at the scanner's place; NULL if there is none. */
static const Lexeme *match(Scanner *s, ScanMode mode, Span *groups, size_t group_count) {
  Workspace *workspace = s->heap->workspace;
  Regex *regex = map_get(&workspace->patterns, str_of(MODE_KEYS[mode]));
  if (!regex) regex = compile_mode(workspace, mode);
  const char *mark = regex_match(regex, s->text, s->at, groups, group_count);
  if (!mark) return NULL;
  for (size_t i = 0; i < LEXEME_COUNT; i++)
    if (LEXEMES[i].mode == mode && strcmp(LEXEMES[i].name, mark) == 0) return &LEXEMES[i];
  return NULL;
}

/* The kind and place of the lexeme of `mode` at the scanner's place, found by `quick` or by its pattern; TOKEN_END if
 * there is none. */
static TokenKind lexeme(Scanner *s, ScanMode mode, TokenKind (*quick)(const Scanner *s, size_t *length), Span *span) {
  size_t length = 0;
  TokenKind kind = s->by_pattern ? TOKEN_END : quick(s, &length);
  *span = (Span){(uint32_t)s->at, (uint32_t)(s->at + length)};
  if (kind != TOKEN_END) return kind;
  const Lexeme *found = match(s, mode, span, 1);
  return found ? found->kind : TOKEN_END;
}

/* ---- errors ---- */

Value scan_raise(Heap *heap, ExceptionType type, Span span, Str message) {
  Value error = value_raise_str(heap, type, message);
  error.exc->has_span = true;
  error.exc->span = span;
  return error;
}

static Token end_token(const Scanner *s) {
  uint32_t end = (uint32_t)s->end;
  return (Token){.kind = TOKEN_END, .span = {end, end}, .text = {s->text.p + end, 0}};
}

static Token fail(Scanner *s, ExceptionType type, Span span, Str message) {
  s->error = scan_raise(s->heap, type, span, message);
  s->at = s->end;
  return end_token(s);
}

static ExceptionType syntax_type(const Scanner *s) {
  return s->mode == SCAN_PYTHON ? EXC_SYNTAX : EXC_TEMPLATE_SYNTAX;
}

uint32_t scan_line(Str text, size_t offset) {
  uint32_t line = 1;
  for (size_t i = 0; i < offset && i < text.n; i++)
    line += text.p[i] == '\n' || (text.p[i] == '\r' && !(i + 1 < text.n && text.p[i + 1] == '\n'));
  return line;
}

/* jinja2 counts characters of the text with normal line ends. */
static Token unexpected_char(Scanner *s) {
  size_t after = s->at;
  str_decode(s->text, &after);
  size_t characters = str_count(scan_normal_lines(s->heap->arena, str_sub(s->text, 0, s->at)));
  Buf message = buf_new(s->heap->arena, LIMIT_STRING_BYTES);
  buf_puts(&message, "unexpected char ");
  format_str_repr(&message, str_sub(s->text, s->at, after));
  buf_printf(&message, " at %zu", characters);
  char c = s->text.p[s->at];
  Token end = fail(s, EXC_TEMPLATE_SYNTAX, (Span){(uint32_t)s->at, (uint32_t)after}, buf_str(&message));
  if (c == '"' || c == '\'') s->error.exc->remedy = STR("the text that this quote begins is not closed");
  return end;
}

/* ---- brackets ---- */

static char closing(char open) { return open == '(' ? ')' : open == '[' ? ']' : '}'; }

static Token bracket_mismatch(Scanner *s, Token token) {
  Arena *arena = s->heap->arena;
  char found = token.text.p[0];
  bool python = s->mode == SCAN_PYTHON;
  if (s->bracket_count == 0) {
    Str words = str_printf(arena, python ? "unmatched '%c'" : "unexpected '%c'", found);
    Token end = fail(s, syntax_type(s), token.span, words);
    if (!python && found == '}') s->error.exc->remedy = STR("a template ends with two braces, '}}'");
    return end;
  }
  uint32_t at = s->brackets[s->bracket_count - 1].at;
  char open = s->brackets[s->bracket_count - 1].open;
  uint32_t line = scan_line(s->text, at);
  Str message = str_printf(arena, "unexpected '%c', expected '%c'", found, closing(open));
  if (python)
    message = str_printf(arena, "closing parenthesis '%c' does not match opening parenthesis '%c'", found, open);
  if (python && line != scan_line(s->text, token.span.start))
    message = str_printf(arena, "%.*s on line %" PRIu32, STR_FMT(message), line);
  Token end = fail(s, syntax_type(s), token.span, message);
  s->error.exc->opened = (Span){at, at + 1};
  s->error.exc->has_opened = true;
  return end;
}

/* Keeps the stack of open brackets. */
static Token with_brackets(Scanner *s, Token token) {
  char c = token.text.p[0];
  if (token.text.n != 1) return token;
  if (c == '(' || c == '[' || c == '{') {
    if (s->bracket_count == LIMIT_PARSE_DEPTH)
      return fail(s, syntax_type(s), token.span, STR("too many nested parentheses"));
    s->brackets[s->bracket_count].open = c;
    s->brackets[s->bracket_count++].at = token.span.start;
  } else if (c == ')' || c == ']' || c == '}') {
    if (s->bracket_count == 0 || closing(s->brackets[s->bracket_count - 1].open) != c)
      return bracket_mismatch(s, token);
    s->bracket_count--;
  }
  return token;
}

static Token token_of(Scanner *s, TokenKind kind, Span span) {
  s->at = span.end;
  return (Token){.kind = kind, .span = span, .text = {s->text.p + span.start, span.end - span.start}};
}

/* ---- templates ---- */

/* str.rstrip() */
static Str strip_end(Str text) {
  while (text.n) {
    size_t at = text.n - 1;
    while (at && ((unsigned char)text.p[at] & 0xC0) == 0x80) at--;
    size_t start = at;
    if (!char_is_space(str_decode(text, &at)) || at != text.n) break;
    text.n = start;
  }
  return text;
}

static Token data_token(Span span, Str text) {
  return (Token){TOKEN_DATA, false, {span.start, span.start + (uint32_t)text.n}, text};
}

/* The three below yield TOKEN_SKIP where nothing is left to give. At the very end of the text jinja2 asks for no end.
 */
static Token skipped(const Scanner *s) {
  return (Token){TOKEN_SKIP, false, {(uint32_t)s->at, (uint32_t)s->at}, {s->text.p, 0}};
}

static Token comment(Scanner *s, Span begin) {
  Span span;
  s->at = begin.end;
  if (s->at >= s->end) return end_token(s);
  if (!match(s, SCAN_COMMENT, &span, 1)) return fail(s, EXC_TEMPLATE_SYNTAX, begin, STR("Missing end of comment tag"));
  s->at = span.end;
  return skipped(s);
}

static Token raw(Scanner *s, Span begin) {
  Span groups[4]; /* the whole, the text, a sign looked at, the sign */
  s->at = begin.end;
  if (s->at >= s->end) return end_token(s);
  if (!match(s, SCAN_RAW, groups, 4)) return fail(s, EXC_TEMPLATE_SYNTAX, begin, STR("Missing end of raw directive"));
  s->at = groups[0].end;
  Str text = str_sub(s->text, groups[1].start, groups[1].end);
  if (groups[3].end > groups[3].start && s->text.p[groups[3].start] == '-') text = strip_end(text);
  return text.n ? data_token(groups[1], text) : skipped(s);
}

/* A tag that begins with a `-` strips the text before it. */
static Token data(Scanner *s, Span span) {
  s->at = span.end;
  Str text = str_sub(s->text, span.start, span.end);
  if (span.end + 2 < s->end && s->text.p[span.end + 2] == '-') text = strip_end(text);
  return text.n ? data_token(span, text) : skipped(s);
}

static Token tag_begin(Scanner *s, TokenKind kind, Span span) {
  s->mode = kind == TOKEN_VARIABLE_BEGIN ? SCAN_VARIABLE : SCAN_BLOCK;
  return token_of(s, kind, span);
}

/* template = { DATA | "{{" … "}}" | "{%" … "%}" | comment | raw } */
static Token scan_template(Scanner *s) {
  for (;;) {
    Span span;
    if (s->at >= s->end) return end_token(s);
    TokenKind kind = lexeme(s, SCAN_TEMPLATE, quick_template, &span);
    if (kind == TOKEN_END) return unexpected_char(s);
    Token token = kind == TOKEN_DATA            ? data(s, span)
                  : kind == TOKEN_COMMENT_BEGIN ? comment(s, span)
                  : kind == TOKEN_RAW_BEGIN     ? raw(s, span)
                                                : tag_begin(s, kind, span);
    if (token.kind != TOKEN_SKIP) return token;
  }
}

static bool at_tag_end(Scanner *s, Span *span) {
  if (s->by_pattern) return match(s, s->mode, span, 1) != NULL;
  size_t length = quick_tag_end(s);
  *span = (Span){(uint32_t)s->at, (uint32_t)(s->at + length)};
  return length > 0;
}

/* Inside a tag: its end where no bracket is open, else an expression's lexeme. */
static Token scan_tag(Scanner *s) {
  for (;;) {
    Span span;
    if (s->at >= s->end) return end_token(s);
    if (s->bracket_count == 0 && at_tag_end(s, &span)) {
      TokenKind end = s->mode == SCAN_VARIABLE ? TOKEN_VARIABLE_END : TOKEN_BLOCK_END;
      s->mode = SCAN_TEMPLATE;
      return token_of(s, end, span);
    }
    TokenKind kind = lexeme(s, SCAN_JINJA, quick_jinja, &span);
    if (kind == TOKEN_END) return unexpected_char(s);
    Token token = token_of(s, kind, span);
    if (token.kind == TOKEN_BAD_NAME) return fail(s, EXC_TEMPLATE_SYNTAX, span, STR("Invalid character in identifier"));
    if (token.kind == TOKEN_OPERATOR) return with_brackets(s, token);
    if (token.kind != TOKEN_SKIP) return token;
  }
}

/* ---- Python: indentation ---- */

/* Of a backslash that joins its line with the next, and the line end behind it: the length; 0: there is none. */
static size_t joint_length(const Scanner *s) {
  Str rest = str_sub(s->text, s->at, s->end);
  bool is_joined = str_starts(rest, STR("\\\n")) || str_starts(rest, STR("\\\r"));
  size_t n = str_starts(rest, STR("\\\r\n")) ? 3 : is_joined ? 2 : 0;
  return n < rest.n ? n : 0;
}

/* Measures the white space at the start of a line. Where a backslash joins lines, the first one's counts, and its
 * columns stand for its blanks, too (Parser/tokenizer.c). */
static Indent indentation(Scanner *s) {
  Indent indent = {0, 0}, first = {0, 0};
  for (; s->at < s->end; s->at++) {
    char c = s->text.p[s->at];
    if (c == ' ') {
      indent.column++, indent.blanks++;
    } else if (c == '\t') {
      indent.column = (indent.column / 8 + 1) * 8, indent.blanks++;
    } else if (c == '\f') {
      indent = (Indent){0, 0};
    } else if (joint_length(s)) {
      if (!first.column) first = (Indent){indent.column, indent.column};
      s->at += joint_length(s) - 1;
    } else {
      break;
    }
  }
  return first.column ? first : indent;
}

static Token layout_error(Scanner *s, ExceptionType type, const char *message) {
  return fail(s, type, (Span){(uint32_t)s->at, (uint32_t)s->at}, str_of(message));
}

static Token layout_token(Scanner *s, TokenKind kind) {
  return token_of(s, kind, (Span){(uint32_t)s->at, (uint32_t)s->at});
}

/* Compares with the indentation of the block at hand: TOKEN_INDENT, dedents to come, or TOKEN_SKIP for neither. */
static Token layout(Scanner *s) {
  Indent now = indentation(s), *block = &s->indents[s->indent_count - 1];
  s->line_start = false;
  if (s->at >= s->end || strchr("#\r\n", s->text.p[s->at])) return layout_token(s, TOKEN_SKIP);
  if (now.column == block->column && now.blanks == block->blanks) return layout_token(s, TOKEN_SKIP);
  if ((now.column > block->column) != (now.blanks > block->blanks) || now.column == block->column)
    return layout_error(s, EXC_TAB, "inconsistent use of tabs and spaces in indentation");
  if (now.column > block->column) {
    if (s->indent_count == SCAN_INDENTS) return layout_error(s, EXC_INDENTATION, "too many levels of indentation");
    s->indents[s->indent_count++] = now;
    return layout_token(s, TOKEN_INDENT);
  }
  while (s->indents[s->indent_count - 1].column > now.column) s->indent_count--, s->dedents++;
  block = &s->indents[s->indent_count - 1];
  if (block->column != now.column)
    return layout_error(s, EXC_INDENTATION, "unindent does not match any outer indentation level");
  if (block->blanks != now.blanks)
    return layout_error(s, EXC_TAB, "inconsistent use of tabs and spaces in indentation");
  return layout_token(s, TOKEN_SKIP);
}

/* ---- Python: what is no lexeme ---- */

static Token bad_number(Scanner *s, Token token) {
  static const struct { char letter; const char *message; } RADIXES[] = {
      {'x', "invalid hexadecimal literal"}, {'o', "invalid octal literal"}, {'b', "invalid binary literal"}};
  Str text = token.text;
  const char *message = "invalid decimal literal";
  for (size_t i = 0; i < 3; i++)
    if (text.n > 1 && text.p[0] == '0' && (text.p[1] | 0x20) == RADIXES[i].letter) message = RADIXES[i].message;
  size_t digits = 0;
  while (digits < text.n && (char_is_digit(text.p[digits]) || text.p[digits] == '_')) digits++;
  if (digits == text.n && text.p[0] == '0' && text.p[text.n - 1] != '_' && str_find(text, STR("__"), 0) == SIZE_MAX)
    message = "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers";
  return fail(s, EXC_SYNTAX, token.span, str_of(message));
}

static Token bad_string(Scanner *s, Token token) {
  bool triple = token.text.n >= 3 && token.text.p[token.text.n - 1] == token.text.p[token.text.n - 3];
  size_t end = triple ? s->text.n : token.span.start;
  uint32_t line = scan_line(s->text, triple && end && s->text.p[end - 1] == '\n' ? end - 1 : end);
  Str message = str_printf(s->heap->arena, "unterminated %sstring literal (detected at line %" PRIu32 ")",
                           triple ? "triple-quoted " : "", line);
  return fail(s, EXC_SYNTAX, token.span, message);
}

static Token python_char(Scanner *s) {
  size_t after = s->at;
  uint32_t c = str_decode(s->text, &after);
  Span span = {(uint32_t)s->at, (uint32_t)after};
  if (c == '\\') return fail(s, EXC_SYNTAX, span, STR("unexpected character after line continuation character"));
  if (c < 0x80) return fail(s, EXC_SYNTAX, span, STR("invalid syntax"));
  Str shown = str_sub(s->text, s->at, after);
  Str message = str_printf(s->heap->arena, "invalid character '%.*s' (U+%04" PRIX32 ")", STR_FMT(shown), c);
  return fail(s, EXC_SYNTAX, span, message);
}

static bool is_keyword(Str word) {
  if (word.n < 2) return false;
  for (size_t i = 0; i < KEYWORD_COUNT; i++)
    if (word.p[0] == KEYWORDS[i][0] && word.p[1] == KEYWORDS[i][1] && str_is(word, KEYWORDS[i])) return true;
  return false;
}

/* ---- Python: tokens ---- */

/* The lexeme at hand; false where there is none. */
static bool python_lexeme(Scanner *s, Token *token) {
  Span span;
  TokenKind kind = lexeme(s, SCAN_PYTHON, quick_python, &span);
  if (kind == TOKEN_END) return false;
  *token = token_of(s, kind, span);
  token->keyword = kind == TOKEN_NAME && is_keyword(token->text);
  return true;
}

/* The end of the text: the line's end, then a dedent for each block. */
static Token python_end(Scanner *s) {
  if (s->line_open && s->bracket_count == 0) {
    s->line_open = false;
    return layout_token(s, TOKEN_NEWLINE);
  }
  if (s->indent_count > 1 && s->bracket_count == 0) {
    s->indent_count--;
    return layout_token(s, TOKEN_DEDENT);
  }
  return end_token(s);
}

/* True if the token counts: not white space, not the end of a line that holds nothing or that a bracket goes over. */
static bool counts(Scanner *s, TokenKind kind) {
  if (kind == TOKEN_SKIP) return false;
  bool newline = kind == TOKEN_NEWLINE, inside = s->bracket_count > 0, was_open = s->line_open;
  if (newline && inside) return false;
  s->line_start = newline;
  s->line_open = !newline;
  return !newline || was_open;
}

/* The pattern takes a few letters whose compatibility form is no name. */
static bool is_name(Str word) {
  for (size_t i = 0; i < word.n; i++)
    if ((unsigned char)word.p[i] >= 0x80) return text_is_identifier(word);
  return true;
}

static Token scan_python(Scanner *s) {
  for (;;) {
    if (s->dedents) return s->dedents--, layout_token(s, TOKEN_DEDENT);
    if (s->line_start) {
      Token token = layout(s);
      if (token.kind != TOKEN_SKIP) return token;
      continue;
    }
    if (s->at >= s->end) return python_end(s);
    Token token;
    if (!python_lexeme(s, &token)) return python_char(s);
    if (token.kind == TOKEN_SKIP && token.text.p[0] == '\\' && s->at >= s->end)
      return fail(s, EXC_SYNTAX, token.span, STR("unexpected EOF while parsing"));
    if (token.kind == TOKEN_NAME && !is_name(token.text))
      return fail(s, EXC_SYNTAX, token.span, STR("invalid character in a name"));
    if (token.kind == TOKEN_BAD_NUMBER) return bad_number(s, token);
    if (token.kind == TOKEN_BAD_STRING) return bad_string(s, token);
    if (!counts(s, token.kind)) continue;
    return token.kind == TOKEN_OPERATOR ? with_brackets(s, token) : token;
  }
}

/* ---- the scanner ---- */

void scan_begin(Scanner *s, Heap *heap, Str text, ScanMode mode) {
  memset(s, 0, offsetof(Scanner, brackets));
  s->heap = heap;
  s->text = text;
  s->end = text.n;
  s->mode = mode;
  s->error = VALUE_ABSENT;
  s->indents[0] = (Indent){0};
  s->indent_count = 1;
  s->line_start = mode == SCAN_PYTHON;
  if (mode == SCAN_PYTHON && str_starts(text, STR("\xEF\xBB\xBF"))) s->at = 3;
  s->unsound = mode != SCAN_PYTHON && !regex_takes(text);
}

Token scan_next(Scanner *s) {
  if (s->error.kind != V_ABSENT) return end_token(s);
  if (s->unsound) return unexpected_char(s);
  if (s->mode == SCAN_PYTHON) return scan_python(s);
  return s->mode == SCAN_TEMPLATE ? scan_template(s) : scan_tag(s);
}

Str scan_normal_lines(Arena *arena, Str text) {
  if (!text.n || !memchr(text.p, '\r', text.n)) return text;
  char *copy = arena_bytes(arena, text.n);
  size_t n = 0;
  for (size_t i = 0; i < text.n; i++) {
    bool cr = text.p[i] == '\r';
    copy[n++] = cr ? '\n' : text.p[i];
    if (cr && i + 1 < text.n && text.p[i + 1] == '\n') i++;
  }
  return (Str){copy, n};
}
