/* record: a dbt that does nothing but say how it was called.
 *
 * Writes its arguments as `dbtplan resolve --format nul` has them, "dbt" first: in one piece to the end of the file
 * $RECORD, or to a new file in it where it is a folder. Fails with status 1 where an argument holds the text
 * $RECORD_FAIL or, with $RECORD_SLEEP, after that many seconds not at all. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_record(const char *path) {
  struct stat status;
  char name[4096];
  if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode)) return open(path, O_WRONLY | O_CREAT | O_APPEND, 0666);
  snprintf(name, sizeof name, "%s/XXXXXX", path);
  return mkstemp(name);
}

static void add(char *record, size_t *n, const char *word) {
  size_t length = strlen(word) + 1;
  memcpy(record + *n, word, length);
  *n += length;
}

int main(int argc, char **argv) {
  const char *path = getenv("RECORD"), *failing = getenv("RECORD_FAIL"), *seconds = getenv("RECORD_SLEEP");
  size_t n = 0, room = 16;
  int failed = 0;
  for (int i = 1; i < argc; i++) room += strlen(argv[i]) + 1;
  char *record = malloc(room);
  int fd = path ? open_record(path) : -1;
  if (!record || fd < 0) return 99;
  add(record, &n, "dbt");
  for (int i = 1; i < argc; i++) {
    add(record, &n, argv[i]);
    failed |= failing && strstr(argv[i], failing);
  }
  add(record, &n, "");
  if (write(fd, record, n) != (ssize_t)n) return 98;
  if (seconds) sleep((unsigned)atoi(seconds));
  return failed;
}
