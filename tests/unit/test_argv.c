/* How dagster-dbt reads a component's arguments, against the cases recorded from it in tests/oracle/argv.tsv. */
#include "tests/unit/lines.h"

#include "runtime/plan/argv.h"

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
  lines_replay("tests/oracle/argv.tsv", outcome, 301);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(recorded)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
