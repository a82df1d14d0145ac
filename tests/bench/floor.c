/* The floor: the invocations of the sample's first N days, each as `resolve --format nul` writes it, by civil-date
 * arithmetic alone.
 *
 *     floor N */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/bench/date.h"

static const char LINE[] =
    "dbt\0build\0--vars\0{\"min_date\": \"YYYY-MM-DD\", \"max_date\": \"YYYY-MM-DD\"}\0--select\0tag:daily\0";
enum { FIRST_DAY = 19358 /* 2023-01-01 */, MIN_AT = 31, MAX_AT = 57, BUFFER = 64 << 10 };

static void put_lines(uint32_t n, int fd) {
  static char buffer[BUFFER];
  size_t used = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (used + sizeof LINE > BUFFER) {
      if (write(fd, buffer, used) < 0) exit(3);
      used = 0;
    }
    char *line = buffer + used;
    memcpy(line, LINE, sizeof LINE);
    put_date(line + MIN_AT, FIRST_DAY + i);
    put_date(line + MAX_AT, FIRST_DAY + i + 1);
    used += sizeof LINE;
  }
  if (write(fd, buffer, used) < 0) exit(3);
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  put_lines((uint32_t)atol(argv[1]), STDOUT_FILENO);
  return 0;
}
