/* Stands in for dbt: writes down its arguments, each with its NUL, and ends with the status that it is told.
 *
 * Into a new file in the folder RECORD; without it, as one line of hexadecimal digits on standard output. RECORD_FAIL=TEXT:
 * where TEXT is one of the arguments, with status RECORD_STATUS (1 if not set). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FILE *record_file(const char *folder) {
  char path[4096];
  snprintf(path, sizeof path, "%s/XXXXXX", folder);
  int fd = mkstemp(path);
  return fd < 0 ? NULL : fdopen(fd, "w");
}

int main(int argc, char **argv) {
  const char *folder = getenv("RECORD"), *fail = getenv("RECORD_FAIL"), *status = getenv("RECORD_STATUS");
  FILE *file = folder ? record_file(folder) : stdout;
  int failed = 0;
  if (!file) return 3;
  if (!folder) fputs("recorded:", file);
  for (int i = 1; i < argc; i++) {
    size_t n = strlen(argv[i]) + 1;
    for (size_t j = 0; !folder && j < n; j++) fprintf(file, "%02x", (unsigned)(unsigned char)argv[i][j]);
    if (folder) fwrite(argv[i], 1, n, file);
    failed |= fail && strcmp(argv[i], fail) == 0;
  }
  if (!folder) fputc('\n', file);
  if (fclose(file) != 0) return 3;
  return !failed ? 0 : status ? atoi(status) : 1;
}
