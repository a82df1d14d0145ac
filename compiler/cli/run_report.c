#include "compiler/cli/run_report.h"

#include <fcntl.h>
#include <unistd.h>

#include "compiler/cli/render.h"
#include "runtime/core/limits.h"

enum { FAILURES_NAMED = 20, TAIL_BYTES = 4096, TAIL_LINES = 12 };

Str run_report_time(Arena *arena, double seconds) {
  long long whole = (long long)(seconds + 0.5);
  if (seconds < 59.95) return str_printf(arena, "%.1f s", seconds);
  if (whole < 3600) return str_printf(arena, "%lld min %02lld s", whole / 60, whole % 60);
  return str_printf(arena, "%lld h %02lld min", whole / 3600, whole / 60 % 60);
}

RunReport run_report_begin(Session *session, size_t total) {
  return (RunReport){.session = session,
                     .terminal = isatty(session->err->fd) != 0,
                     .total = total,
                     .began = signals_clock(),
                     .line = arena_within(&session->arena, session->arena.guard, LIMIT_SCRATCH_BYTES)};
}

static void put_line(RunReport *report, Buf *line) {
  if (report->terminal) writer_puts(report->session->err, "\r\033[K");
  buf_char(line, '\n');
  writer_put(report->session->err, buf_str(line));
  writer_flush(report->session->err);
}

/* ---- the end of a log ---- */

/* Without the sequences by which a program colours what it says. */
static Str without_colours(Arena *arena, Str line) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < line.n; i++) {
    if (line.p[i] != '\033' || i + 1 == line.n || line.p[i + 1] != '[') {
      buf_char(&buf, line.p[i]);
      continue;
    }
    for (i += 2; i < line.n && (line.p[i] < '@' || line.p[i] > '~');) i++;
  }
  return buf_str(&buf);
}

static Str end_of(Arena *arena, const char *path) {
  char *room = arena_bytes(arena, TAIL_BYTES);
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return STR("");
  off_t size = lseek(fd, 0, SEEK_END);
  bool is_cut = size > TAIL_BYTES;
  ssize_t n = pread(fd, room, TAIL_BYTES, is_cut ? size - TAIL_BYTES : 0);
  close(fd);
  Str text = {room, n > 0 ? (size_t)n : 0};
  if (is_cut) text = str_sub(text, str_find(text, STR("\n"), 0) + 1, text.n);
  return str_trim(text);
}

static Str last_lines(Str text, size_t count) {
  size_t at = text.n;
  while (at > 0 && count > 0)
    if (text.p[--at] == '\n') count--;
  return at > 0 ? str_sub(text, at + 1, text.n) : text;
}

/* Blanks in front stay: by them a database shows a place in SQL. */
static Str without_end(Str line) {
  while (line.n && (line.p[line.n - 1] == ' ' || line.p[line.n - 1] == '\r')) line.n--;
  return line;
}

static void put_tail(Arena *arena, Buf *buf, const char *log) {
  Str text = last_lines(end_of(arena, log), TAIL_LINES);
  for (size_t at = 0; at < text.n;) {
    size_t end = str_find(text, STR("\n"), at);
    buf_puts(buf, "\n  | ");
    render_harmless(buf, without_end(without_colours(arena, str_sub(text, at, end))));
    at = end == SIZE_MAX ? text.n : end + 1;
  }
}

/* ---- one that has ended ---- */

static void keep_failure(RunReport *report, Str label, Str why, const char *log) {
  Arena *arena = &report->session->arena;
  if (report->failures.n == FAILURES_NAMED) return;
  RunFailure failure = {str_copy(arena, label), str_copy(arena, why), log ? str_z(arena, str_of(log)) : NULL};
  VEC_PUSH(arena, &report->failures, failure);
}

void run_report_ended(RunReport *report, Str label, Str why, const char *log, double seconds) {
  Arena *arena = report->line;
  Buf line = buf_new(arena, LIMIT_STRING_BYTES);
  if (why.n) report->failed++;
  else report->done++;
  buf_printf(&line, "[%zu/%zu] ", report->done + report->failed, report->total);
  render_harmless(&line, label);
  if (why.n) {
    keep_failure(report, label, why, log);
    buf_printf(&line, " failed: %.*s", STR_FMT(why));
    if (log) put_tail(arena, &line, log);
  } else {
    buf_printf(&line, " done in %.*s", STR_FMT(run_report_time(arena, seconds)));
  }
  if (why.n || (!report->terminal && report->total > 1)) put_line(report, &line);
  arena_reset(arena);
}

void run_report_progress(RunReport *report, size_t running) {
  Arena *arena = report->line;
  size_t ended = report->done + report->failed;
  double passed = signals_clock() - report->began;
  if (!report->terminal || report->total < 2) return;
  Buf line = buf_new(arena, LIMIT_STRING_BYTES);
  buf_printf(&line, "\r\033[K%zu of %zu done, %zu failed, %zu running", report->done, report->total, report->failed,
             running);
  if (ended && passed > 0) {
    double left = passed / (double)ended * (double)(report->total - ended);
    buf_printf(&line, ", %.1f a minute, %.*s left", (double)ended * 60 / passed,
               STR_FMT(run_report_time(arena, left)));
  }
  writer_put(report->session->err, buf_str(&line));
  writer_flush(report->session->err);
  arena_reset(arena);
}

/* ---- the end ---- */

static void put_failures(const RunReport *report, Buf *buf) {
  for (size_t i = 0; i < report->failures.n; i++) {
    const RunFailure *failure = &report->failures.at[i];
    buf_puts(buf, "\n  failed: ");
    render_harmless(buf, failure->label);
    buf_printf(buf, ": %.*s", STR_FMT(failure->why));
    if (failure->log) buf_puts(buf, ", ");
    if (failure->log) render_harmless(buf, str_of(failure->log));
  }
  if (report->failed > report->failures.n) buf_printf(buf, "\n  and %zu more", report->failed - report->failures.n);
}

void run_report_end(RunReport *report, int stop) {
  Arena *arena = &report->session->arena;
  Buf line = buf_new(arena, LIMIT_STRING_BYTES);
  size_t left = report->total - report->done - report->failed;
  if (report->total == 1 && report->done == 1) return;
  buf_printf(&line, "dbtplan run: %zu done, %zu failed", report->done, report->failed);
  if (left) buf_printf(&line, ", %zu not run", left);
  if (stop) buf_printf(&line, ": stopped by signal %d", stop);
  buf_printf(&line, " (%.*s)", STR_FMT(run_report_time(arena, signals_clock() - report->began)));
  put_failures(report, &line);
  if (report->again.n && (left || report->failed)) {
    buf_puts(&line, "\nwhat is missing: ");
    render_harmless(&line, report->again);
  }
  put_line(report, &line);
}
