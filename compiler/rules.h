/* rules: which diagnostics are wanted, chosen by code ("DP0412") or by the beginning of codes ("DP04", a family). */
#ifndef DBTPLAN_RULES_H
#define DBTPLAN_RULES_H

#include "runtime/core/diag.h"

typedef struct Rules {
  bool has_only; /* else all are wanted but the excluded ones */
  bool only[DIAG_COUNT], excluded[DIAG_COUNT];
} Rules;

/* Adds the codes that `word` stands for to `set`, one of the two above; false if there are none. */
bool rules_add(bool set[DIAG_COUNT], Str word);
/* The code that was probably meant by a word that stands for none, as "; did you mean 'DP0412'?"; else empty. */
Str rules_meant(Arena *arena, Str word);

/* Whether nothing is known of a file where it is reported (it cannot be read, is no YAML, …): neither rules nor
 * comments silence these. */
bool rules_is_essential(DiagCode code);
/* `given` (the command line) has the last word on what `settings` chooses only; what either excludes is excluded. */
bool rules_want(const Rules *given, const Rules *settings, DiagCode code);

#endif
