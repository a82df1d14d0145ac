#include "compiler/cli/progress.h"

#include <time.h>
#include <unistd.h>

#include "compiler/cli/render.h"

static const double SILENT_SECONDS = 1, BETWEEN_SECONDS = 0.1;
enum { WORDS_BYTES = 60, SHOWN_BYTES = 4 * WORDS_BYTES }; /* the end of a path, each byte at worst U+FFFD */

double progress_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

Progress progress_begin(Writer *err) { return (Progress){isatty(err->fd) ? err : NULL, progress_seconds(), 0}; }

static void show(Progress *progress, Str what) {
  double now = progress_seconds();
  if (now - progress->start < SILENT_SECONDS || now - progress->shown_at < BETWEEN_SECONDS) return;
  char room[SHOWN_BYTES];
  Buf buf = buf_in(NULL, room, sizeof room, sizeof room);
  buf_puts(&buf, "\r\033[Kchecking ");
  render_harmless(&buf, str_sub(what, what.n > WORDS_BYTES ? what.n - WORDS_BYTES : 0, what.n));
  writer_put(progress->to, buf_str(&buf));
  writer_flush(progress->to);
  progress->shown_at = now;
}

static void on_step(void *state, Str what) { show(state, what); }

Listener progress_listener(Progress *progress) {
  return progress->to ? (Listener){on_step, progress} : (Listener){NULL, NULL};
}

void progress_end(Progress *progress) {
  if (progress->shown_at <= 0) return;
  writer_puts(progress->to, "\r\033[K");
  writer_flush(progress->to); /* before the findings, which go elsewhere */
  progress->shown_at = 0;
}
