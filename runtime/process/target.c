#include "runtime/process/target.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/core/writer.h"

enum { TARGETS_MOST = 10000 };

/* The lock on a folder that exists; -1: somebody else has it, or it cannot be had. */
static int take(const char *path) {
  int fd = open(path, O_RDONLY | O_DIRECTORY); /* children inherit it */
  if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
    close(fd);
    return -1;
  }
  return fd;
}

static void copy(int from, Writer *to) {
  for (ssize_t n; (n = read(from, writer_room(to, WRITER_BUFFER), WRITER_BUFFER)) > 0;) {
    to->n += (size_t)n;
    writer_flush(to);
  }
}

/* dbt does without it, only slower: no failure is one of the run. */
static void copy_partial_parse(Arena *arena, Str base, Str target) {
  Str own = str_cat(arena, target, STR("/partial_parse.msgpack"));
  int from = open(str_z(arena, str_cat(arena, base, STR("/partial_parse.msgpack"))), O_RDONLY | O_CLOEXEC);
  if (from < 0) return;
  if (access(str_z(arena, own), F_OK) != 0) {
    Writer *to = writer_to_file(arena, own);
    copy(from, to);
    writer_finish(to);
  }
  close(from);
}

Str target_take(Arena *arena, Str base) {
  if (mkdir(str_z(arena, base), 0777) != 0 && errno != EEXIST) return STR("");
  for (int i = 0; i < TARGETS_MOST; i++) {
    Str target = str_printf(arena, "%.*s/dbtplan-%d", STR_FMT(base), i);
    const char *path = str_z(arena, target);
    if (mkdir(path, 0777) != 0 && errno != EEXIST) return STR("");
    if (take(path) < 0) continue;
    copy_partial_parse(arena, base, target);
    return target;
  }
  return STR("");
}
