/* regex: PCRE2 behind a small door; the only file that includes pcre2.h is regex.c.
 *
 * Patterns match UTF-8 text. `^` in lines matches behind a line end that ends the text, too, as Python has it. A
 * compiled pattern is released with its arena. JIT is used only for inputs over 64 KiB: compiling costs more than it
 * saves below. Limits on backtracking are set: a match that exceeds them is no match. */
#ifndef DBTPLAN_CORE_REGEX_H
#define DBTPLAN_CORE_REGEX_H

#include "runtime/core/source.h"

typedef struct Regex Regex;

typedef enum RegexOption {
  REGEX_PLAIN = 0,
  REGEX_ANCHORED = 1, /* a match begins at the offset asked for */
  REGEX_EXTENDED = 2, /* white space in the pattern does not count */
  REGEX_DOTALL = 4,
  REGEX_UNICODE = 8, /* \w, \d and \s by Unicode */
} RegexOption;

/* Whether a text can be matched at all: UTF-8, in which lone surrogates may stand. */
bool regex_takes(Str text);
/* NULL if the pattern is wrong; `*why` then says why. */
Regex *regex_compile(Arena *arena, Str pattern, unsigned options, Str *why);
/* The first match at or after `from`. Groups (0: the whole) go to `groups[0 .. group_count)`; one that took no part
 * gets start UINT32_MAX. Returns the MARK of the alternative that matched, "" without one; NULL: no match. */
const char *regex_match(Regex *regex, Str text, size_t from, Span *groups, size_t group_count);
/* The same, but a match at `from` itself must not be empty. */
const char *regex_match_more(Regex *regex, Str text, size_t from, Span *groups, size_t group_count);
/* Whether the last match was NULL only because it would have taken more than LIMIT_REGEX_STEPS or LIMIT_REGEX_BYTES. */
bool regex_gave_up(const Regex *regex);

#endif
