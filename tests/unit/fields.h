/* fields: a recorded line of any number of fields, parted by TAB; for the unit tests. */
#ifndef DBTPLAN_TESTS_FIELDS_H
#define DBTPLAN_TESTS_FIELDS_H

#include "runtime/core/str.h"
#include "runtime/core/vec.h"

static inline StrList fields_of(Arena *arena, Str row) {
  StrList list = {0};
  for (size_t at = 0; at <= row.n;) {
    size_t tab = str_find(row, STR("\t"), at);
    VEC_PUSH(arena, &list, str_copy(arena, str_sub(row, at, tab)));
    at = tab == SIZE_MAX ? row.n + 1 : tab + 1;
  }
  return list;
}

#endif
