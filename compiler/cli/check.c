#include "compiler/cli/checking.h"

#include <unistd.h>

#include "compiler/cli/command.h"
#include "compiler/cli/progress.h"
#include "compiler/cli/render.h"
#include "compiler/cli/repair.h"
#include "compiler/ignores.h"
#include "compiler/settings.h"
#include "runtime/core/limits.h"

typedef struct Check {
  Session *session;
  Checking checking;
  Rules rules; /* of the command line */
  Progress progress;
} Check;

/* ---- what is wanted ---- */

static bool is_strict(Check *check, const Diag *diag) {
  const Source *source = diag->place.source;
  Str path = source && source->path.n ? source->path : check->checking.here;
  return check->session->options->strict || settings_at(&check->session->workspace, path)->strict;
}

static bool read_codes(Session *session, const char *option, const StrList *list, bool set[DIAG_COUNT]) {
  StrList codes = {0};
  for (size_t i = 0; i < list->n; i++) str_parts(&session->arena, list->at[i], ',', &codes);
  for (size_t i = 0; i < codes.n; i++) {
    Str word = str_trim(codes.at[i]);
    if (rules_add(set, word)) continue;
    Str meant = rules_meant(&session->arena, word);
    session_complain(session, EXIT_USAGE, "%s takes codes as DP0412, or DP04 for a family, not '%.*s'%.*s", option,
                     STR_FMT(word), STR_FMT(meant));
    return false;
  }
  return true;
}

static bool read_rules(Session *session, Rules *rules) {
  const Options *options = session->options;
  rules->has_only = options->rules.n > 0;
  return read_codes(session, "--rules", &options->rules, rules->only) &&
         read_codes(session, "--exclude-rules", &options->exclude_rules, rules->excluded);
}

/* ---- checking ---- */

/* `workspace_init` has forgotten what the last round read. */
static void listen(Check *check) {
  check->session->workspace.listener = progress_listener(&check->progress);
  checking_begin(&check->checking, check->session, &check->rules);
}

/* The findings of one file together, in the order in which the files had their first ones; those of no file last. */
static void group_by_file(DiagSink *sink) {
  Diag **list = ARENA_ARRAY(sink->arena, Diag *, sink->list.n);
  size_t n = 0;
  for (size_t i = 0; i < sink->list.n; i++) {
    const Source *source = sink->list.at[i] ? sink->list.at[i]->place.source : NULL;
    for (size_t j = i; source && j < sink->list.n; j++) {
      Diag *diag = sink->list.at[j];
      if (!diag || diag->place.source != source) continue;
      list[n++] = diag;
      sink->list.at[j] = NULL;
    }
  }
  for (size_t i = 0; i < sink->list.n; i++)
    if (sink->list.at[i]) list[n++] = sink->list.at[i];
  for (size_t i = 0; i < n; i++) sink->list.at[i] = list[i];
}

/* What several components have in common is found once for each: one finding is kept. */
static void drop_repeated(Session *session) {
  DiagSink once = {.arena = session->sink.arena, .checking = session->sink.checking, .guide = session->sink.guide};
  for (size_t i = 0; i < session->sink.list.n; i++) diag_merge(&once, session->sink.list.at[i]);
  diag_count_rest(&once, &session->sink);
  session->sink = once;
  group_by_file(&session->sink);
  diag_sort(&session->sink);
}

static bool has_error_in(const DiagSink *sink, const Source *source) {
  for (size_t i = 0; i < sink->list.n; i++)
    if (sink->list.at[i]->severity == SEVERITY_ERROR && sink->list.at[i]->place.source == source) return true;
  return false;
}

static bool has_unsure_in(const DiagSink *sink, const Source *source) {
  for (size_t i = 0; i < sink->list.n; i++)
    if (diag_row(sink->list.at[i]->code)->class == CLASS_UNSURE && sink->list.at[i]->place.source == source)
      return true;
  return false;
}

/* Where a project is strict its warnings are errors. A file that had none has one component with errors more, which
 * is one less that was not verified where the file has such a note. */
static void make_strict(Check *check) {
  DiagSink *sink = &check->session->sink;
  Tally *tally = &check->checking.tally;
  for (size_t i = 0; i < sink->list.n && sink->warnings; i++) {
    Diag *diag = sink->list.at[i];
    if (diag->severity != SEVERITY_WARNING || !is_strict(check, diag)) continue;
    bool is_another = !has_error_in(sink, diag->place.source);
    if (is_another && tally->not_verified && has_unsure_in(sink, diag->place.source)) tally->not_verified--;
    if (is_another && tally->with_errors + tally->not_verified < tally->components) tally->with_errors++;
    diag->severity = SEVERITY_ERROR;
    sink->warnings--, sink->errors++;
  }
}

static ExitStatus check_all(Check *check) {
  Session *session = check->session;
  const StrList *paths = &session->options->operands;
  ExitStatus worst = EXIT_FINE;
  listen(check);
  for (size_t i = 0; i < (paths->n ? paths->n : 1); i++) {
    ExitStatus status = checking_path(&check->checking, paths->n ? paths->at[i] : STR("."));
    if (status > worst) worst = status;
  }
  checking_end(&check->checking);
  ignores_report_unused(&check->checking.ignores, !check->checking.stopped, checking_wants, &check->checking);
  drop_repeated(session);
  make_strict(check);
  return worst == EXIT_FINE && diag_errors(&session->sink) ? EXIT_WRONG : worst;
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
  put_part(session, &buf, tally->faulty_modules, "Python file with errors", "Python files with errors");
  put_part(session, &buf, tally->sampled, "by a covering set of partitions", "by covering sets of partitions");
  put_part(session, &buf, tally->passed_over, "file passed over", "files passed over");
  buf_printf(&buf, " (%.1f ms)\n", seconds * 1000);
  return buf_str(&buf);
}

static void report_text(Check *check) {
  Session *session = check->session;
  const Tally *tally = &check->checking.tally;
  RenderStyle style = render_style(&session->workspace, STDOUT_FILENO);
  for (size_t i = 0; i < session->sink.list.n; i++) {
    arena_reset(&session->scratch);
    Buf buf = buf_new(&session->scratch, LIMIT_STRING_BYTES);
    render_text(&session->scratch, &buf, session->sink.list.at[i], &style);
    writer_put(session->out, buf_str(&buf));
  }
  if (session->sink.dropped) {
    Str more = str_printf(&session->arena, "%.*s not shown\n",
                          STR_FMT(render_count(&session->arena, session->sink.dropped, "more finding is",
                                               "more findings are")));
    writer_put(session->out, more);
  }
  bool nothing_read = session->status == EXIT_SYSTEM && !tally->components && !tally->passed_over;
  double seconds = progress_seconds() - check->progress.start;
  if (!nothing_read) writer_put(session->out, summary_line(session, tally, seconds));
}

/* The formats for programs; `text` is the rest. */
static const struct {
  const char *name;
  void (*render)(Arena *arena, Buf *buf, const DiagSink *sink, const RenderStyle *style);
} FORMATS[] = {{"json", render_json}, {"sarif", render_sarif}, {"github", render_github}};
enum { FORMAT_COUNT = COUNT(FORMATS) };

static void report(Check *check) {
  Session *session = check->session;
  size_t i = 0;
  while (i < FORMAT_COUNT && !str_is(session->options->format, FORMATS[i].name)) i++;
  if (i == FORMAT_COUNT) {
    report_text(check);
    return;
  }
  RenderStyle style = render_style(&session->workspace, -1);
  Buf buf = buf_new(&session->arena, LIMIT_ARENA_BYTES);
  FORMATS[i].render(&session->arena, &buf, &session->sink, &style);
  writer_put(session->out, buf_str(&buf));
}

/* ---- the command ---- */

static bool reads_stdin(const Options *options) {
  for (size_t i = 0; i < options->operands.n; i++)
    if (str_is(options->operands.at[i], "-")) return true;
  return false;
}

static ExitStatus check_repaired(Check *check, ExitStatus status, Repairs *repairs) {
  Session *session = check->session;
  while (repairs_apply(session, repairs)) {
    session_begin(session);
    repairs_give(session, repairs);
    status = check_all(check);
  }
  return status;
}

ExitStatus command_check(Session *session) {
  const Options *options = session->options;
  Check check = {.session = session, .progress = progress_begin(session->err)};
  Repairs repairs = {0};
  if ((options->fix || options->diff) && reads_stdin(options))
    return session_complain(session, EXIT_USAGE, "%s repairs files, not standard input",
                            options->fix ? "--fix" : "--diff");
  if (!read_rules(session, &check.rules)) return EXIT_USAGE;
  ExitStatus status = check_all(&check);
  if (options->fix || options->diff) status = check_repaired(&check, status, &repairs);
  progress_end(&check.progress);
  if (options->diff) {
    repairs_print(session, &repairs);
    return repairs.list.n && status == EXIT_FINE ? EXIT_WRONG : status;
  }
  repairs_write(session, &repairs);
  report(&check);
  return status;
}
