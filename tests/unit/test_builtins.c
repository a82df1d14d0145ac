/* The tables of filters, tests and globals against the names that the real jinja2 has: tests/oracle/builtins.tsv. */
#include "runtime/core/limits.h"
#include "runtime/eval/args.h"
#include "runtime/eval/exec.h"
#include "tests/unit/table.h"

static const struct {
  const char *kind;
  const BuiltinTable *table;
} TABLES[] = {{"filter", &FILTERS}, {"test", &TESTS}, {"global", &GLOBALS}};
enum { TABLE_COUNT = sizeof TABLES / sizeof TABLES[0] };

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

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(has_what_jinja_has), cmocka_unit_test(rows_are_sound)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
