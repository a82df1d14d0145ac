/* The floor: the invocations of the sample's first N days, each as `resolve --format nul` writes it, by civil-date
 * arithmetic alone.
 *
 *     floor N */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char LINE[] =
    "dbt\0build\0--vars\0{\"min_date\": \"YYYY-MM-DD\", \"max_date\": \"YYYY-MM-DD\"}\0--select\0tag:daily\0";
enum { FIRST_DAY = 19358 /* 2023-01-01 */, MIN_AT = 31, MAX_AT = 57, BUFFER = 64 << 10 };

static void two(char *out, unsigned value) {
  out[0] = (char)('0' + value / 10);
  out[1] = (char)('0' + value % 10);
}

/* Days since 1970-01-01 as YYYY-MM-DD; years 1970 to 9999. */
static void put_date(char *out, uint32_t days) {
  uint32_t shifted = days + 719468, era = shifted / 146097, of_era = shifted % 146097;
  uint32_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  uint32_t of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
  uint32_t day = of_year - (153 * month + 2) / 5 + 1;
  month = month < 10 ? month + 3 : month - 9;
  year += era * 400 + (month <= 2);
  two(out, year / 100), two(out + 2, year % 100), two(out + 5, month), two(out + 8, day);
  out[4] = out[7] = '-';
}

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
