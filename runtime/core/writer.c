#include "runtime/core/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WRITER_LINK_BYTES = 4096, WRITER_LINKS = 40 };

static void fail(Writer *writer) {
  if (!writer->error) writer->error = errno ? errno : EIO;
}

static void write_all(Writer *writer, const char *p, size_t n) {
  while (n && !writer->error) {
    ssize_t written = write(writer->fd, p, n);
    if (written < 0 && errno != EINTR) fail(writer);
    if (written > 0) p += written, n -= (size_t)written;
  }
}

bool writer_flush(Writer *writer) {
  write_all(writer, writer->buffer, writer->n);
  writer->n = 0;
  return !writer->error;
}

void writer_put(Writer *writer, Str text) {
  if (text.n > WRITER_BUFFER) {
    writer_flush(writer);
    write_all(writer, text.p, text.n);
  } else if (text.n) {
    memcpy(writer_room(writer, text.n), text.p, text.n);
    writer->n += text.n;
  }
}

void writer_puts(Writer *writer, const char *text) { writer_put(writer, str_of(text)); }

Writer *writer_to_fd(Arena *arena, int fd) {
  Writer *writer = ARENA_NEW(arena, Writer);
  writer->fd = fd;
  writer->buffer = arena_bytes(arena, WRITER_BUFFER);
  return writer;
}

/* ---- files ---- */

static void close_owned(Writer *writer) {
  if (!writer->owned) return;
  if (close(writer->fd) != 0 && errno != EINTR) fail(writer);
  writer->owned = false;
}

void writer_abandon(Writer *writer) {
  close_owned(writer);
  if (writer->temporary) unlink(writer->temporary);
  writer->temporary = NULL;
}

static void release(void *handle) { writer_abandon(handle); }

/* The mode that a file made by open() would get. */
static mode_t default_mode(void) {
  mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

/* What the link `path` names, relative to where the link lies; NULL if it is no link. */
static const char *link_target(Arena *arena, const char *path) {
  char *text = arena_bytes(arena, WRITER_LINK_BYTES);
  ssize_t n = readlink(path, text, WRITER_LINK_BYTES);
  if (n <= 0 || n == WRITER_LINK_BYTES) return NULL;
  const char *slash = strrchr(path, '/');
  Str folder = {path, slash && text[0] != '/' ? (size_t)(slash - path) + 1 : 0};
  return str_z(arena, str_cat(arena, folder, (Str){text, (size_t)n}));
}

/* Where a path leads, links followed. */
static const char *real_target(Arena *arena, const char *path) {
  const char *next = link_target(arena, path);
  for (int links = 0; next && links < WRITER_LINKS; links++) {
    path = next;
    next = link_target(arena, path);
  }
  return path;
}

static void open_temporary(Writer *writer, Arena *arena, const char *target, mode_t mode) {
  char *temporary = str_z(arena, str_cat(arena, str_of(target), STR(".XXXXXX")));
  writer->fd = mkstemp(temporary);
  if (writer->fd < 0) {
    fail(writer);
    return;
  }
  writer->owned = true;
  writer->target = target;
  writer->temporary = temporary;
  if (fchmod(writer->fd, mode) != 0) fail(writer);
}

static void open_in_place(Writer *writer, const char *path) {
  writer->fd = open(path, O_WRONLY | O_NOCTTY);
  if (writer->fd < 0) fail(writer);
  writer->owned = writer->fd >= 0;
}

Writer *writer_to_file(Arena *arena, Str path) {
  Writer *writer = writer_to_fd(arena, -1);
  const char *given = str_z(arena, path), *target = real_target(arena, given);
  struct stat status;
  bool exists = stat(given, &status) == 0; /* not of `target`: where /dev/stdout leads has no path if it is a pipe */
  arena_on_release(arena, release, writer);
  if (exists && !S_ISREG(status.st_mode))
    open_in_place(writer, given);
  else
    open_temporary(writer, arena, target, exists ? status.st_mode & 07777 : default_mode());
  return writer;
}

int writer_make_folders(Arena *arena, Str path) {
  for (size_t i = 1; i < path.n; i++) {
    if (path.p[i] != '/' || path.p[i - 1] == '/') continue;
    if (mkdir(str_z(arena, str_sub(path, 0, i)), 0777) != 0 && errno != EEXIST) return errno;
  }
  return 0;
}

/* EINVAL: a file system that cannot be told to. */
static void sync_file(Writer *writer) {
  if (fsync(writer->fd) != 0 && errno != EINVAL) fail(writer);
}

bool writer_finish(Writer *writer) {
  writer_flush(writer);
  if (writer->temporary && !writer->error) sync_file(writer);
  close_owned(writer);
  if (writer->temporary && !writer->error) {
    if (rename(writer->temporary, writer->target) == 0)
      writer->temporary = NULL;
    else
      fail(writer);
  }
  writer_abandon(writer);
  return !writer->error;
}
