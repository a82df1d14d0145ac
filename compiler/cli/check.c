#include "compiler/check/check.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "compiler/cli/command.h"
#include "compiler/cli/render.h"
#include "compiler/fix.h"
#include "runtime/core/limits.h"

enum { FIX_ROUNDS = 8 }; /* a repair may bring to light what is to be repaired next */

typedef struct Tally {
  size_t components, with_errors, not_verified, passed_over, fixed;
} Tally;

static ExitStatus check_path(Session *session, Str path, Tally *tally) {
  Loaded loaded;
  CheckSummary summary = {0};
  ExitStatus status = load_path(session, path, &loaded);
  check_plan(&session->workspace, &session->eval.heap, loaded.plan, &summary);
  tally->components += loaded.counts.components;
  tally->with_errors += loaded.counts.broken + summary.with_errors;
  tally->not_verified += summary.not_verified;
  tally->passed_over += loaded.counts.passed_over;
  return status;
}

/* What several components have in common is found once for each: one finding is kept. */
static void drop_repeated(Session *session) {
  DiagSink once = {.arena = session->sink.arena, .checking = session->sink.checking, .guide = session->sink.guide};
  for (size_t i = 0; i < session->sink.list.n; i++) diag_merge(&once, session->sink.list.at[i]);
  once.dropped += session->sink.dropped;
  session->sink = once;
  diag_sort(&session->sink);
}

static ExitStatus check_all(Session *session, Tally *tally) {
  const StrList *paths = &session->options->operands;
  ExitStatus worst = EXIT_FINE;
  size_t fixed = tally->fixed;
  *tally = (Tally){.fixed = fixed};
  for (size_t i = 0; i < (paths->n ? paths->n : 1); i++) {
    ExitStatus status = check_path(session, paths->n ? paths->at[i] : STR("."), tally);
    if (status > worst) worst = status;
  }
  drop_repeated(session);
  bool strict = session->options->strict && session->sink.warnings;
  if (worst == EXIT_FINE && (session->sink.errors || strict)) worst = EXIT_WRONG;
  return worst;
}

/* ---- --fix ---- */

static bool is_on_disk(const Source *source) {
  return source && source->path.n && !source->origin_count && !str_starts(source->name, STR("<"));
}

/* Applies the edits that lie in one file. False if it could not be written. */
static bool fix_source(Session *session, const Source *source, size_t *fixed) {
  size_t count = 0;
  Str text = fix_apply(&session->arena, &session->sink, source, &count);
  if (!count) return true;
  Writer *file = writer_to_file(&session->arena, source->path);
  writer_put(file, text);
  if (!writer_finish(file)) {
    session_complain(session, EXIT_SYSTEM, "cannot write %.*s: %s", STR_FMT(source->path), strerror(file->error));
    return false;
  }
  RenderStyle style = render_style(&session->workspace, -1);
  Str name = render_path(&session->arena, &style, source);
  Str findings = render_count(&session->arena, count, "finding", "findings");
  session_complain(session, EXIT_FINE, "fixed %.*s in %.*s", STR_FMT(findings), STR_FMT(name));
  *fixed += count;
  return true;
}

/* Applies the edits of all diagnostics; false where there was nothing to do or a file could not be written. */
static bool fix_all(Session *session, size_t *fixed) {
  size_t before = *fixed;
  Map done = {0};
  for (size_t i = 0; i < session->sink.list.n; i++) {
    const Diag *diag = session->sink.list.at[i];
    const Source *source = diag->edits.n ? diag->edits.at[0].place.source : NULL;
    if (!is_on_disk(source) || map_entry(&done, source->path)) continue;
    map_put(&session->arena, &done, source->path, NULL);
    if (!fix_source(session, source, fixed)) return false;
  }
  return *fixed > before;
}

/* ---- the report ---- */

static void put_part(Session *session, Buf *buf, size_t count, const char *one, const char *many) {
  if (!count) return;
  buf_puts(buf, ", ");
  buf_put(buf, render_count(&session->arena, count, one, many));
}

static Str summary_line(Session *session, const Tally *tally, double seconds) {
  Buf buf = buf_new(&session->arena, LIMIT_STRING_BYTES);
  size_t wrong = tally->with_errors + tally->not_verified;
  size_t ok = tally->components > wrong ? tally->components - wrong : 0;
  buf_put(&buf, render_count(&session->arena, tally->components, "component", "components"));
  buf_puts(&buf, ": ");
  buf_put(&buf, render_count(&session->arena, ok, "ok", "ok"));
  put_part(session, &buf, tally->with_errors, "with errors", "with errors");
  put_part(session, &buf, tally->not_verified, "not verified", "not verified");
  put_part(session, &buf, tally->passed_over, "file passed over", "files passed over");
  buf_printf(&buf, " (%.1f ms)\n", seconds * 1000);
  return buf_str(&buf);
}

static void report_text(Session *session, const Tally *tally, double seconds) {
  RenderStyle style = render_style(&session->workspace, STDOUT_FILENO);
  for (size_t i = 0; i < session->sink.list.n; i++) {
    arena_reset(&session->scratch);
    Buf buf = buf_new(&session->scratch, LIMIT_STRING_BYTES);
    render_text(&session->scratch, &buf, session->sink.list.at[i], &style);
    writer_put(session->out, buf_str(&buf));
  }
  if (session->sink.dropped) {
    Str more = str_printf(&session->arena, "%zu more findings are not shown\n", session->sink.dropped);
    writer_put(session->out, more);
  }
  bool nothing_read = session->status == EXIT_SYSTEM && !tally->components && !tally->passed_over;
  if (!nothing_read) writer_put(session->out, summary_line(session, tally, seconds));
}

static void report_json(Session *session) {
  RenderStyle style = render_style(&session->workspace, -1);
  Buf buf = buf_new(&session->arena, LIMIT_ARENA_BYTES);
  render_json(&session->arena, &buf, &session->sink, &style);
  writer_put(session->out, buf_str(&buf));
}

static double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

ExitStatus command_check(Session *session) {
  double start = seconds_now();
  const StrList *paths = &session->options->operands;
  Tally tally = {0};
  for (size_t i = 0; i < paths->n; i++)
    if (str_is(paths->at[i], "-") && session->options->fix)
      return session_complain(session, EXIT_USAGE, "--fix repairs files, not standard input");
  ExitStatus status = check_all(session, &tally);
  for (int round = 0; session->options->fix && round < FIX_ROUNDS && fix_all(session, &tally.fixed); round++) {
    session_begin(session);
    status = check_all(session, &tally);
  }
  if (str_is(session->options->format, "json"))
    report_json(session);
  else
    report_text(session, &tally, seconds_now() - start);
  return status;
}
