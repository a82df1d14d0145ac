/* The tables of builtins against the names that the real jinja2 has (tests/oracle/builtins.tsv), and against an example
 * of each row with what the real thing makes of it (tests/oracle/builtin_examples.tsv). */
#include "runtime/eval/exec.h"
#include "tests/oracle/builtins.h"
#include "tests/unit/table.h"

static const struct {
  const char *kind;
  const BuiltinTable *table;
} TABLES[] = {{"filter", &FILTERS}, {"test", &TESTS}, {"global", &GLOBALS}};
enum { TABLE_COUNT = COUNT(TABLES) };

static const BuiltinTable *table_of(Str kind) {
  for (size_t i = 0; i < TABLE_COUNT; i++)
    if (str_is(kind, TABLES[i].kind)) return TABLES[i].table;
  return NULL;
}

static void has_what_jinja_has(void **state) {
  (void)state;
  Table table;
  size_t counts[TABLE_COUNT] = {0};
  for (table_open(&table, "tests/oracle/builtins.tsv"); table_next(&table);) {
    const BuiltinTable *builtins = table_of(table.field[0]);
    assert_non_null(builtins);
    if (!table_find(*builtins, table.field[1])) fail_msg("no %s '%s'", table.field[0].p, table.field[1].p);
    for (size_t i = 0; i < TABLE_COUNT; i++) counts[i] += TABLES[i].table == builtins;
  }
  for (size_t i = 0; i < TABLE_COUNT; i++) assert_int_equal(TABLES[i].table->n, counts[i]);
}

/* Lookups halve the table; the fast path of a call relies on the counts. */
static void rows_are_sound(void **state) {
  (void)state;
  for (size_t i = 0; i < TABLE_COUNT; i++)
    for (size_t k = 0; k < TABLES[i].table->n; k++) {
      const Builtin *row = &TABLES[i].table->rows[k];
      if (k && strcmp(row[-1].name, row->name) >= 0) fail_msg("'%s' is out of order", row->name);
      assert_non_null(row->fn);
      assert_true(row->doc && *row->doc);
      assert_true(row->most == UINT8_MAX || (row->least <= row->most && row->most <= args_count(row)));
    }
}

static const char EXAMPLES[] = "tests/oracle/builtin_examples.tsv";

static bool has_example(Str section, Str name) {
  Table table;
  bool found = false;
  for (table_open(&table, EXAMPLES); table_next(&table);)
    found |= str_eq(table.field[0], section) && str_eq(table.field[1], name);
  return found;
}

static void each_row_has_an_example(void **state) {
  (void)state;
  for (size_t i = 0; i < BUILTIN_SECTION_COUNT; i++)
    for (size_t k = 0; k < BUILTIN_SECTIONS[i].table->n; k++) {
      const Builtin *row = &BUILTIN_SECTIONS[i].table->rows[k];
      assert_true(row->doc && *row->doc);
      if (!has_example(str_of(BUILTIN_SECTIONS[i].name), str_of(row->name)))
        fail_msg("%s %s has no example", BUILTIN_SECTIONS[i].name, row->name);
    }
}

static bool gives(Str expected, Str got) {
  return str_is(expected, "refused") ? str_starts(got, STR("! unsupported: ")) : str_eq(expected, got);
}

static void examples_agree(void **state) {
  (void)state;
  static Renderer renderer;
  Table table;
  int wrong = 0;
  renderer_init(&renderer);
  renderer.names = builtin_names;
  for (table_open(&table, EXAMPLES); table_next(&table); arena_reset(&renderer.scratch)) {
    Str got = render(&renderer, STR("{}"), table.field[2]);
    if (gives(table.field[3], got)) continue;
    print_error("%s\n  expected %s\n  got      %.*s\n", table.field[2].p, table.field[3].p, STR_FMT(got));
    wrong++;
  }
  renderer_free(&renderer);
  assert_int_equal(wrong, 0);
}

/* A member that dbtplan does not have is refused by its name; none is undefined. What the real one lacks (rows `no`) is. */
static void has_every_member(void **state) {
  (void)state;
  static Renderer renderer;
  Table table;
  int wrong = 0;
  renderer_init(&renderer);
  renderer.names = builtin_names;
  for (table_open(&table, "tests/oracle/members.tsv"); table_next(&table); arena_reset(&renderer.scratch)) {
    bool lacks = str_is(table.field[0], "no");
    Str template = str_printf(&renderer.scratch, "{{ (%.*s).%.*s is defined }}", STR_FMT(table.field[lacks]),
                              STR_FMT(table.field[lacks + 1]));
    Str got = render(&renderer, STR("{}"), template);
    if (lacks ? str_is(got, "= False") : str_is(got, "= True") || str_starts(got, STR("! unsupported: "))) continue;
    print_error("%.*s\n  got      %.*s\n", STR_FMT(template), STR_FMT(got));
    wrong++;
  }
  renderer_free(&renderer);
  assert_int_equal(wrong, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(has_what_jinja_has),
      cmocka_unit_test(rows_are_sound),
      cmocka_unit_test(each_row_has_an_example),
      cmocka_unit_test(examples_agree),
      cmocka_unit_test(has_every_member),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
