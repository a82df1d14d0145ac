/* How dagster-dbt reads a component's arguments, against the cases recorded from it in tests/oracle/argv.tsv. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/plan/argv.h"
#include "tests/unit/fields.h"

static Guard guard;

static void put_all(Buf *buf, const char *mark, const StrList *list) {
  buf_puts(buf, mark);
  for (size_t i = 0; i < list->n; i++) {
    buf_char(buf, '\t');
    buf_put(buf, list->at[i]);
  }
}

static Str outcome(Arena *arena, const StrList *args) {
  ArgvParts parts;
  if (!argv_split(arena, args, &parts)) return STR("EXIT");
  Buf buf = buf_new(arena, SIZE_MAX);
  put_all(&buf, "R", &parts.rest);
  put_all(&buf, "\tS", &parts.selects);
  put_all(&buf, "\tE", &parts.excludes);
  return buf_str(&buf);
}

static void recorded(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, &guard, SIZE_MAX);
  FILE *file = fopen("tests/oracle/argv.tsv", "r");
  assert_non_null(file);
  char line[4096];
  size_t rows = 0;
  while (fgets(line, sizeof line, file)) {
    Str row = {line, strcspn(line, "\n")};
    size_t arrow = str_find(row, STR("=>\t"), 0);
    StrList args = fields_of(&arena, str_sub(row, 0, arrow - 1));
    Str expected = str_sub(row, arrow + 3, row.n), got = outcome(&arena, &args);
    if (!str_eq(expected, got)) fail_msg("%.*s gave %.*s", STR_FMT(row), STR_FMT(got));
    rows++;
  }
  fclose(file);
  assert_true(rows > 300);
  arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(recorded)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
