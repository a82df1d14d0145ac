/* How dbt reads a command line, against the lines recorded from dbt in tests/oracle/dbt_lines.tsv. */
#include "tests/unit/lines.h"

#include "runtime/plan/dbt_cli.h"

static void put_value(Buf *buf, const DbtLine *line, size_t at) {
  const DbtGiven *given = &line->given.at[at];
  Str name = given->option->name;
  size_t blank = str_find(given->value, STR(" "), 0);
  buf_printf(buf, "\t%.*s=%.*s", STR_FMT(name), STR_FMT(str_sub(given->value, 0, blank)));
}

/* The last value of each option of a command, in the order of their names. */
static void put_values(Arena *arena, Buf *buf, const DbtLine *line, DbtCommand of) {
  size_t *last = (size_t *)(void *)arena_bytes(arena, (line->given.n + 1) * sizeof *last), n = 0;
  for (size_t i = 0; i < line->given.n; i++) {
    if (line->given.at[i].of != of || !line->given.at[i].has_value) continue;
    size_t at = 0;
    Str name = line->given.at[i].option->name;
    while (at < n && str_cmp(line->given.at[last[at]].option->name, name) < 0) at++;
    if (at == n || line->given.at[last[at]].option != line->given.at[i].option) {
      memmove(last + at + 1, last + at, (n - at) * sizeof *last);
      n++;
    }
    last[at] = i;
  }
  for (size_t i = 0; i < n; i++) put_value(buf, line, last[i]);
}

static Str outcome(Arena *arena, const StrList *args) {
  static const char *const NAMES[] = {"RIGHT",          "NO_COMMAND", "UNKNOWN_COMMAND",
                                      "UNKNOWN_OPTION", "USAGE",      "USAGE"};
  DbtLine line;
  Buf buf = buf_new(arena, SIZE_MAX);
  bool right = dbt_line_read(arena, args, &line);
  buf_puts(&buf, NAMES[line.status]);
  if (!right && line.status != DBT_NO_COMMAND) buf_printf(&buf, "\t%.*s", STR_FMT(line.wrong));
  if (!right) return buf_str(&buf);
  buf_printf(&buf, "\t%s", dbt_command_words(line.command));
  Str words = str_of(dbt_command_words(line.command));
  DbtCommand of = DBT_NONE;
  for (size_t at = 0;; at = str_find(words, STR(" "), at) + 1) {
    for (size_t i = 0; i < line.given.n; i++)
      if (line.given.at[i].of == of)
        buf_printf(&buf, "\t%.*s", STR_FMT(line.given.at[i].option->name));
    put_values(arena, &buf, &line, of);
    if (of == line.command) return buf_str(&buf);
    of = str_find(words, STR(" "), at) == SIZE_MAX ? line.command : str_starts(words, STR("docs")) ? DBT_DOCS : DBT_SOURCE;
  }
}

static void recorded(void **state) {
  (void)state;
  lines_replay("tests/oracle/dbt_lines.tsv", outcome, 1500);
}

/* By dbt 1.11: dbt build --help and its like. */
static void finds_options(void **state) {
  (void)state;
  assert_non_null(dbt_option(DBT_BUILD, STR("--full-refresh")));
  assert_null(dbt_option(DBT_TEST, STR("--full-refresh")));
  assert_null(dbt_option(DBT_SEED, STR("--event-time-start")));
  assert_int_equal(dbt_option(DBT_RUN, STR("--no-defer"))->kind, DBT_FLAG);
  assert_int_equal(dbt_option(DBT_RUN, STR("--vars"))->kind, DBT_YAML);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(recorded), cmocka_unit_test(finds_options)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
