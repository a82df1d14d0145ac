/* table: reads a recorded table, one row a line, fields parted by TAB; for the unit tests. */
#ifndef DBTPLAN_TESTS_TABLE_H
#define DBTPLAN_TESTS_TABLE_H

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/core/str.h"

enum { TABLE_FIELDS = 16, TABLE_LINE = 1 << 18 };

typedef struct Table {
  FILE *file;
  char line[TABLE_LINE];
  Str field[TABLE_FIELDS];
  int fields, row;
} Table;

static inline void table_open(Table *table, const char *path) {
  *table = (Table){.file = fopen(path, "rb")};
  if (!table->file) fail_msg("cannot open %s (tests run from the root of the repository)", path);
}

/* How many files there are of that pattern. */
static inline size_t table_count(const char *pattern) {
  glob_t found = {0};
  glob(pattern, 0, NULL, &found);
  size_t n = found.gl_pathc;
  globfree(&found);
  return n;
}

/* The next row; false, and the file is closed, at the end. */
static inline bool table_next(Table *table) {
  if (!fgets(table->line, sizeof table->line, table->file)) return fclose(table->file), false;
  table->line[strcspn(table->line, "\n")] = '\0';
  table->row++;
  table->fields = 0;
  for (char *at = table->line; at && table->fields < TABLE_FIELDS;) {
    char *tab = strchr(at, '\t');
    if (tab) *tab = '\0';
    table->field[table->fields++] = str_of(at);
    at = tab ? tab + 1 : NULL;
  }
  return true;
}

static inline int64_t table_int(const Table *table, int field) { return strtoll(table->field[field].p, NULL, 10); }

static inline char unescaped(char c) { return c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c; }

/* `\\`, `\t`, `\n` and `\r` stand for what they name. */
static inline Str table_text(Arena *arena, Str field) {
  Buf buf = buf_new(arena, TABLE_LINE);
  for (size_t i = 0; i < field.n; i++) {
    char c = field.p[i];
    if (c == '\\' && i + 1 < field.n) c = unescaped(field.p[++i]);
    buf_char(&buf, c);
  }
  return buf_str(&buf);
}

#endif
