/* amends: what libyaml refuses and PyYAML, with which Dagster reads, takes, written so that libyaml takes it too:
 *
 *     {a:[b]}        a blank behind the colon
 *     a: |           the indentation, where the first line of a block text begins with a tab behind it
 *     %FOO bar       a comment, where the line is a directive of no meaning
 *     %YAML 1.3      a comment too: of the versions of YAML PyYAML asks for the first number
 *     "\ud83d"       `\ue83d`, a character of nobody's, which `amends_restore` makes the surrogate again
 *
 * Each is made when libyaml stops there; then the text is read once more. They come in the order of the text. */
#ifndef DBTPLAN_YAML_AMENDS_H
#define DBTPLAN_YAML_AMENDS_H

#include "compiler/yaml/syntax.h"
#include "runtime/core/limits.h"

typedef struct Amend {
  uint32_t at;      /* the byte of the source before which `c` is put, or in whose place it stands */
  size_t character; /* the character of the amended text that `c` is */
  char c;
  bool replaces;
} Amend;

typedef struct Amends {
  Amend at[LIMIT_YAML_AMENDS];
  size_t n;
} Amends;

/* Where libyaml stopped: in its own count of characters, as `problem` says in bytes of the source. */
typedef struct Stop {
  size_t character, context; /* of the problem, and of what it is part of */
  int indent;                /* of the collection around it; -1: none */
} Stop;

/* Whether the problem is one of these, and there is room for one more; then it is added. */
bool amends_add(Amends *amends, Str text, const YamlProblem *problem, Stop stop);
/* Of a text in double quotes, which stands at `span` in the source: its surrogates, in as many bytes. */
void amends_restore(const Amends *amends, Str source, Span span, char *text, size_t n);
/* How many characters of the amended text before `character` are not in the source. */
size_t amends_before(const Amends *amends, size_t character);
/* The text from the byte `start` on with all of them; the text itself where there are none. */
Str amends_apply(const Amends *amends, Arena *arena, Str text, uint32_t start);

#endif
