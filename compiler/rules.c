#include "compiler/rules.h"

enum { FAMILY_LENGTH = 4 }; /* "DP04" */

bool rules_add(bool set[DIAG_COUNT], Str word) {
  bool found = false;
  if (word.n < FAMILY_LENGTH) return false;
  for (int code = 0; code < DIAG_COUNT; code++) {
    if (!str_starts(str_of(diag_row((DiagCode)code)->code), word)) continue;
    set[code] = found = true;
  }
  return found;
}

Str rules_meant(Arena *arena, Str word) {
  Str codes[DIAG_COUNT];
  for (int code = 0; code < DIAG_COUNT; code++) codes[code] = str_of(diag_row((DiagCode)code)->code);
  Str near = str_nearest(word, codes, DIAG_COUNT);
  return near.n ? str_printf(arena, "; did you mean '%.*s'?", STR_FMT(near)) : near;
}

bool rules_is_essential(DiagCode code) {
  static const DiagCode ESSENTIAL[] = {DIAG_CANNOT_READ,   DIAG_NOT_UTF8,    DIAG_NO_COMPONENT, DIAG_LIMIT,
                                       DIAG_OTHER_VERSION, DIAG_YAML_SYNTAX, DIAG_PLAN_INVALID, DIAG_PLAN_NEWER};
  for (size_t i = 0; i < COUNT(ESSENTIAL); i++)
    if (ESSENTIAL[i] == code) return true;
  return false;
}

bool rules_want(const Rules *given, const Rules *settings, DiagCode code) {
  if (rules_is_essential(code)) return true;
  const Rules *chooser = given->has_only ? given : settings;
  bool is_chosen = !chooser->has_only || chooser->only[code];
  return is_chosen && !given->excluded[code] && !settings->excluded[code];
}
