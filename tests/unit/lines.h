/* lines: recorded lines of arguments, "=>" and what became of them, fields parted by TAB; for the unit tests. */
#ifndef DBTPLAN_TESTS_LINES_H
#define DBTPLAN_TESTS_LINES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/core/str.h"
#include "runtime/core/vec.h"

static inline StrList lines_fields(Arena *arena, Str row) {
  StrList list = {0};
  for (size_t at = 0; at <= row.n;) {
    size_t tab = str_find(row, STR("\t"), at);
    VEC_PUSH(arena, &list, str_copy(arena, str_sub(row, at, tab)));
    at = tab == SIZE_MAX ? row.n + 1 : tab + 1;
  }
  return list;
}

static inline void lines_check(Arena *arena, Str row, Str (*outcome)(Arena *arena, const StrList *args)) {
  size_t arrow = str_find(row, STR("=>\t"), 0);
  StrList args = lines_fields(arena, str_sub(row, 0, arrow - 1));
  Str expected = str_sub(row, arrow + 3, row.n), got = outcome(arena, &args);
  if (!str_eq(expected, got)) fail_msg("%.*s gave %.*s", STR_FMT(row), STR_FMT(got));
}

/* `outcome` must give of each line what is recorded; there are at least `least` of them. */
static inline void lines_replay(const char *path, Str (*outcome)(Arena *arena, const StrList *args), size_t least) {
  Guard guard;
  Arena arena;
  char line[4096];
  size_t rows = 0;
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  arena_init(&arena, &guard, SIZE_MAX);
  for (; fgets(line, sizeof line, file); rows++) lines_check(&arena, (Str){line, strcspn(line, "\n")}, outcome);
  fclose(file);
  assert_true(rows >= least);
  arena_free(&arena);
}

#endif
