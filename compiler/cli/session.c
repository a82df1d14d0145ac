#include "compiler/cli/session.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compiler/cli/render.h"
#include "compiler/yaml/python.h"
#include "runtime/core/dotenv.h"
#include "runtime/core/limits.h"

/* ---- beginning ---- */

static void supply_env(Session *session) {
  const Options *options = session->options;
  Map *env = &session->workspace.env;
  if (options->env_file.n) {
    const Source *source = session_read(session, options->env_file);
    if (source) dotenv_read(&session->workspace, source->text, env);
  }
  for (size_t i = 0; i < options->env.n; i++) {
    Str pair = options->env.at[i];
    size_t equals = str_find(pair, STR("="), 0);
    Str *value = ARENA_NEW(&session->arena, Str);
    *value = str_sub(pair, equals + 1, pair.n);
    map_put(&session->arena, env, str_sub(pair, 0, equals), value);
  }
}

/* `check` never reads its own environment, and no value of one may enter a plan; but to compile as Dagster loads is to
 * load with the present environment. */
static EnvPolicy env_policy(const Session *session) {
  CommandId id = session->options->command->id;
  bool compiles_as_meant = id == COMMAND_COMPILE && session_dialect(session) == DIALECT_GUIDE;
  return id == COMMAND_CHECK || compiles_as_meant ? ENV_SUPPLIED_ONLY : ENV_PROCESS;
}

static void set_clock(Session *session) {
  Workspace *workspace = &session->workspace;
  Str now = session->options->now;
  if (!now.n) return;
  workspace->now_given =
      session_time(session, "--now", now, &TZ_UTC_ZONE, &workspace->now_seconds, &workspace->now_micros);
}

static void begin_reading(Session *session) {
  Arena *arena = &session->arena;
  diag_sink_init(&session->sink, arena);
  session->sink.checking = session->options->command->id == COMMAND_CHECK;
  session->sink.guide = session_dialect(session) == DIALECT_GUIDE;
  workspace_init(&session->workspace, arena, &session->sink);
  session->workspace.env_policy = env_policy(session);
  session->workspace.yaml = &YAML_READER;
  eval_init(&session->eval, arena, &session->workspace, NULL, NULL);
}

void session_begin(Session *session) {
  begin_reading(session);
  set_clock(session);
  supply_env(session);
}

void session_beside(Session *session, const Session *of) {
  session->options = of->options;
  session->err = of->err;
  begin_reading(session);
  Workspace *workspace = &session->workspace;
  workspace->env = of->workspace.env;
  workspace->now_given = true;
  workspace->now_seconds = of->workspace.now_seconds;
  workspace->now_micros = of->workspace.now_micros;
}

static void open_output(Session *session) {
  Str output = session->options->output;
  /* `emit` may write several, and opens them itself. */
  bool to_file = output.n && !str_is(output, "-") && session->options->command->id != COMMAND_EMIT;
  session->out = to_file ? writer_to_file(&session->arena, output) : writer_to_fd(&session->arena, STDOUT_FILENO);
}

/* ---- layers ---- */

void session_layer_begin(Session *session) {
  if (!session->layer.block) arena_reserve(&session->layer, LIMIT_LAYER_BYTES);
  workspace_layer_begin(&session->workspace, &session->layer);
  eval_init(&session->eval, &session->layer, &session->workspace, NULL, NULL);
}

static const Source *lasting_source(void *workspace, const Source *source) {
  return workspace_lasting(workspace, source);
}

void session_layer_keep(Session *session, DiagSink *kept, const DiagSink *found) {
  diag_move(kept, found, lasting_source, &session->workspace);
}

void session_layer_end(Session *session) {
  workspace_layer_end(&session->workspace);
  arena_reset(&session->layer);
  eval_init(&session->eval, &session->arena, &session->workspace, NULL, NULL);
}

/* ---- ending ---- */

static void print_findings(Session *session) {
  RenderStyle style = render_style(&session->workspace, STDERR_FILENO);
  diag_sort(&session->sink);
  for (size_t i = 0; i < session->sink.list.n; i++) {
    arena_reset(&session->scratch);
    Buf buf = buf_new(&session->scratch, LIMIT_STRING_BYTES);
    render_text(&session->scratch, &buf, session->sink.list.at[i], &style);
    writer_put(session->err, buf_str(&buf));
  }
  if (session->sink.dropped)
    session_complain(session, EXIT_WRONG, "%.*s not shown",
                     STR_FMT(render_count(&session->arena, session->sink.dropped, "more finding is",
                                          "more findings are")));
}

void session_tell(Session *session) {
  print_findings(session);
  session->sink.list.n = session->sink.dropped = 0;
  writer_flush(session->err);
}

static void end_output(Session *session) {
  bool failed = session->status != EXIT_FINE && session->out->temporary;
  if (failed) {
    writer_abandon(session->out);
    return;
  }
  if (writer_finish(session->out)) return;
  session->status = EXIT_SYSTEM;
  if (session->out->error == EPIPE) return; /* who read it has had enough */
  Str output = session->options->output;
  session_complain(session, EXIT_SYSTEM, "cannot write %.*s: %s", STR_FMT(output.n ? output : STR("the output")),
                   strerror(session->out->error));
}

/* What a small component and its dbt project take, the buffers of output aside. */
enum { SESSION_FIRST_BYTES = 192 << 10 };

typedef struct Job {
  Session *session;
  ExitStatus (*work)(Session *session);
} Job;

static void work_guarded(void *state) {
  Job *job = state;
  Session *session = job->session;
  session->err = writer_to_fd(&session->arena, STDERR_FILENO);
  session_begin(session);
  if (session->status != EXIT_FINE) return;
  open_output(session);
  arena_reserve(&session->arena, SESSION_FIRST_BYTES);
  ExitStatus status = job->work(session);
  if (status > session->status) session->status = status;
  if (!session->sink.checking) print_findings(session);
  end_output(session);
}

/* " (line 1, column 4)" of the one template that the session evaluates; empty where it evaluates none. */
static void write_place(const Eval *eval, char *room, size_t size) {
  *room = '\0';
  if (!eval->template || !eval->at || eval->module) return;
  const Source source = {.text = eval->template->template.text};
  Position position = source_position(&source, eval->at->span.start);
  snprintf(room, size, " (line %u, column %u)", (unsigned)position.line, (unsigned)position.column);
}

/* What the guard stopped. The arenas may be full, so nothing is allocated here. */
static ExitStatus stopped(const Session *session) {
  const Guard *guard = &session->guard;
  static const struct {
    StopReason why;
    const char *says;
    ExitStatus status;
  } ENDS[] = {
      {STOP_MEMORY, "out of memory", EXIT_SYSTEM},       {STOP_SYSTEM, "the system fails", EXIT_SYSTEM},
      {STOP_SIZE, "too large", EXIT_WRONG},
      {STOP_STEPS, "an evaluation does not end", EXIT_WRONG}, {STOP_DEPTH, "nested too deeply", EXIT_WRONG},
      {STOP_BUG, "a bug in dbtplan", EXIT_BUG},
  };
  size_t i = 0;
  while (ENDS[i].why != guard->why) i++;
  char place[64];
  write_place(&session->eval, place, sizeof place);
  const char *words[] = {"dbtplan: ", ENDS[i].says, ": ", guard->what, place, "\n"};
  for (size_t w = 0; w < COUNT(words); w++)
    if (write(STDERR_FILENO, words[w], strlen(words[w])) < 0) break;
  return ENDS[i].status;
}

void session_arenas(Session *session) {
  arena_init(&session->arena, &session->guard, LIMIT_ARENA_BYTES);
  arena_init(&session->scratch, &session->guard, LIMIT_SCRATCH_BYTES);
  arena_init(&session->layer, &session->guard, LIMIT_ARENA_BYTES);
}

void session_free(Session *session) {
  arena_free(&session->layer);
  arena_free(&session->scratch);
  arena_free(&session->arena);
}

ExitStatus session_run(const Options *options, ExitStatus (*work)(Session *session)) {
  Session session = {.options = options};
  Job job = {&session, work};
  session_arenas(&session);
  bool done = guard_run(&session.guard, work_guarded, &job);
  if (session.err) writer_flush(session.err);
  ExitStatus status = done ? session.status : stopped(&session);
  session_free(&session);
  return status;
}

/* ---- what commands use ---- */

ExitStatus session_complain(Session *session, ExitStatus status, const char *format, ...) {
  Buf words = buf_new(&session->arena, LIMIT_STRING_BYTES), buf = buf_new(&session->arena, LIMIT_STRING_BYTES);
  va_list args;
  va_start(args, format);
  buf_vprintf(&words, format, args);
  va_end(args);
  buf_printf(&buf, "dbtplan %s: ", session->options->command->name);
  render_harmless(&buf, buf_str(&words));
  buf_char(&buf, '\n');
  writer_put(session->err, buf_str(&buf));
  if (status > session->status) session->status = status;
  return status;
}

ExitStatus session_verdict(const Session *session) { return session->sink.errors ? EXIT_WRONG : EXIT_FINE; }

Dialect session_dialect(const Session *session) {
  Str dialect = session->options->dialect;
  bool is_dagster = dialect.n ? str_is(dialect, "dagster") : session->options->command->id == COMMAND_CHECK;
  return is_dagster ? DIALECT_DAGSTER : DIALECT_GUIDE;
}

bool session_read_time(Session *session, Str text, const Tz *tz, int64_t *seconds, int32_t *micros) {
  Civil civil;
  int32_t offset = 0;
  bool has_offset = false;
  Str iso = text;
  if (str_ends(text, STR("Z"))) iso = str_cat(&session->arena, str_sub(text, 0, text.n - 1), STR("+00:00"));
  if (!civil_parse_iso(iso.p, (int)iso.n, &civil, &offset, &has_offset)) return false;
  civil.tz = has_offset ? NULL : tz;
  *seconds = civil_instant(&civil) - (has_offset ? offset : 0);
  *micros = (int32_t)civil.micro;
  return true;
}

bool session_time(Session *session, const char *option, Str text, const Tz *tz, int64_t *seconds, int32_t *micros) {
  if (session_read_time(session, text, tz, seconds, micros)) return true;
  session_complain(session, EXIT_USAGE,
                   "%s takes a day or a time, as 2023-01-31 or 2023-01-31T06:00:00+00:00, not '%.*s'", option,
                   STR_FMT(text));
  return false;
}

const Source *session_read(Session *session, Str path) {
  const Source *source;
  bool is_stdin = str_is(path, "-");
  Str file = is_stdin ? STR("/dev/stdin") : workspace_absolute_path(&session->workspace, path);
  ReadStatus status = workspace_read_named(&session->workspace, file, is_stdin ? STR("<stdin>") : path, &source);
  if (status == READ_OK) return source;
  session_complain(session, status == READ_TOO_LARGE ? EXIT_WRONG : EXIT_SYSTEM, "cannot read %.*s: %s", STR_FMT(path),
                   workspace_read_error(status));
  return NULL;
}
