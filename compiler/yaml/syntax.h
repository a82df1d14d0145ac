/* syntax: what libyaml finds wrong, in the words of people who write component files: where it began, what was
 * likely meant (a value that needs quotes, a comment that cuts a list short, a bracket that is never closed), and
 * where that is plain, the edit. */
#ifndef DBTPLAN_YAML_SYNTAX_H
#define DBTPLAN_YAML_SYNTAX_H

#include "runtime/core/diag.h"

typedef struct YamlProblem {
  const char *problem; /* libyaml's words; NULL: it has none */
  Span span;           /* the character at which it stopped */
  const char *context; /* "while parsing a block mapping"; NULL: none, or the same place */
  Span began;          /* the first character of the context */
} YamlProblem;

/* Whether the problem has these words of libyaml's. */
bool syntax_is(const YamlProblem *problem, const char *text);
/* Where the line at `near` has a value that begins with `{{` without quotes: says so, and puts them. */
void syntax_hint_quotes(DiagSink *sink, const Source *source, Diag *diag, uint32_t near);
void syntax_report(DiagSink *sink, const Source *source, const YamlProblem *problem);

#endif
