/* writer: buffered output to a file descriptor, or to a file that appears whole or not at all.
 *
 *     Writer *out = writer_to_file(arena, path);
 *     writer_put(out, text);
 *     if (!writer_finish(out)) complain(strerror(out->error));
 *
 * A file is written beside its target and renamed over it by `writer_finish`, after fsync: until then, and after any
 * failure, the old file stays. A target that is no regular file (a terminal, a pipe) is written in place; a link is
 * followed. What was not finished when its arena is given back is removed, so a jump to the guard leaves nothing
 * behind.
 *
 * The first failure is kept in `error` and everything after it is dropped: callers look once, at the end; long loops
 * may look earlier. A pipe whose reader has gone is the error EPIPE (the program ignores SIGPIPE). */
#ifndef DBTPLAN_CORE_WRITER_H
#define DBTPLAN_CORE_WRITER_H

#include "runtime/core/str.h"

enum { WRITER_BUFFER = 64 << 10 };

typedef struct Writer {
  int error; /* errno of the first failure; 0: none */
  int fd;
  bool owned;            /* the descriptor was opened here */
  const char *target;    /* where `temporary` goes; NULL: written in place */
  const char *temporary; /* NULL: none, or it is gone */
  size_t n;
  char *buffer;
} Writer;

/* Never NULL. The descriptor stays open. */
Writer *writer_to_fd(Arena *arena, int fd);
/* Never NULL; a file that cannot be opened is an `error`. */
Writer *writer_to_file(Arena *arena, Str path);
/* Makes the folders of `path`, up to its last slash, that are not there. Gives 0, or errno of the first that fails. */
int writer_make_folders(Arena *arena, Str path);

/* Hands on what is buffered. False after a failure. */
bool writer_flush(Writer *writer);
/* Room for `n` bytes, at most WRITER_BUFFER, which a caller may write before it adds them to `n`. */
static inline char *writer_room(Writer *writer, size_t n) {
  if (n > WRITER_BUFFER - writer->n) writer_flush(writer);
  return writer->buffer + writer->n;
}
void writer_put(Writer *writer, Str text);
static inline void writer_char(Writer *writer, char c) {
  *writer_room(writer, 1) = c;
  writer->n++;
}
void writer_puts(Writer *writer, const char *text);
/* Ends the output; false after a failure, and then the old file is as it was. Writing goes on only to a `writer_to_fd`.
 */
bool writer_finish(Writer *writer);
/* Drops what was written to a file. */
void writer_abandon(Writer *writer);

#endif
