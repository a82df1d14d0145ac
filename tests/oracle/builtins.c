/* builtins: prints the tables of builtins for docs/builtins.md, one row a line, parted by TAB: section, name, signature
 * as the table has it, what kind of row it is, what it does. */
#include <stdio.h>

#include "tests/oracle/builtins.h"

static const char *kind(const Builtin *row) {
  return row->flags & BUILTIN_PROPERTY ? "property" : row->flags & BUILTIN_STATIC ? "static" : "call";
}

int main(void) {
  for (size_t i = 0; i < BUILTIN_SECTION_COUNT; i++)
    for (size_t k = 0; k < BUILTIN_SECTIONS[i].table->n; k++) {
      const Builtin *row = &BUILTIN_SECTIONS[i].table->rows[k];
      printf("%s\t%s\t%s\t%s\t%s\n", BUILTIN_SECTIONS[i].name, row->name, row->params, kind(row), row->doc);
    }
  return 0;
}
