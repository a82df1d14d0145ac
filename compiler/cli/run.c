/* run: the invocations run here.
 *
 * Two passes over them. The first one decides, with the state locked, what becomes of each, and ends the command before
 * anything has run where something is wrong; the second one gives them to the pool, in order, as places become free. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/cli/again.h"
#include "compiler/cli/command.h"
#include "compiler/cli/ledger.h"
#include "compiler/cli/run_report.h"
#include "compiler/dbt/dbt_project.h"
#include "runtime/core/limits.h"
#include "runtime/emit/emit.h"
#include "runtime/emit/quote.h"
#include "runtime/process/target.h"

enum { UNASKED_MOST = 20 };

/* What becomes of an invocation. */
typedef enum Fate { FATE_TO_RUN, FATE_WAS_DONE, FATE_RUNS, FATE_DONE, FATE_FAILED, FATE_LEFT } Fate;

/* A folder for dbt's own files, of one place in the pool and one dbt project. */
typedef struct Target {
  Str project_dir, path;
} Target;

typedef struct Run {
  Session *session;
  const ChosenList *list;
  StateFolder **folders; /* by the number of the component; NULL: no state */
  uint8_t *fates;        /* by the number of the invocation */
  size_t count, to_run, failed, timed_out;
  const char *program, *logs; /* where logs go without a state; NULL: nowhere yet */
  StrList supplied;           /* NAME=value: what --env, --env-file and the project's .env give to dbt */
  VEC(Target) *targets;       /* by the place; NULL: dbt uses its own */
  RunReport report;
  /* the second pass */
  Invocations invocations;
  Invocation invocation; /* the one at hand, where there is one */
  size_t number;         /* its number */
  bool at_hand, stopped; /* `stopped`: no more are begun */
} Run;

/* What the pool knows of a task. */
typedef struct Subject {
  size_t number;
  StateFolder *folder;
  Launch launch;
  uint64_t hash;
  Str label;
} Subject;

static StateFolder *folder_of(const Run *run, const Invocations *invocations) {
  return run->folders ? run->folders[invocations->component] : NULL;
}

/* ---- the state ---- */

static bool open_state(Run *run) {
  if (!run->session->options->state.n) return true;
  run->folders = ARENA_ARRAY(&run->session->arena, StateFolder *, run->list->n);
  for (size_t i = 0; i < run->list->n; i++) {
    const Chosen *chosen = run->list->at[i];
    run->folders[i] = chosen->folder ? chosen->folder : ledger_open(run->session, chosen->bound.component);
    if (!run->folders[i]) return false;
  }
  return true;
}

static bool lock_state(Run *run) {
  bool locked = true;
  for (size_t i = 0; run->folders && i < run->list->n && locked; i++)
    locked = ledger_lock(run->session, &run->list->at[i]->bound, run->folders[i]);
  return locked;
}

/* ---- the first pass ---- */

static Str label_of(Arena *arena, const Invocation *invocation) {
  Str key = launch_name(arena, &invocation->launch);
  return str_printf(arena, "%.*s%s%.*s", STR_FMT(component_label(invocation->bound->component)), key.n ? " " : "",
                    STR_FMT(key));
}

typedef struct Survey {
  size_t changed;
  Str first_changed;
} Survey;

/* Done by another command is what the user has to decide about; what is due is not among what is done. */
static Fate fate_by_state(Run *run, StateFolder *folder, const Invocation *invocation, Survey *survey) {
  Session *session = run->session;
  Standing standing = ledger_standing(session, folder, invocation);
  bool rerun = str_is(session->options->changed, "rerun"), keep = session->options->changed.n || session->options->due;
  if (standing.changed && !keep && survey->changed++ == 0)
    survey->first_changed = str_copy(&session->arena, label_of(&session->scratch, invocation));
  if (standing.changed && rerun) return FATE_TO_RUN;
  return standing.done == standing.partitions ? FATE_WAS_DONE : FATE_TO_RUN;
}

static ExitStatus refuse_changed(Run *run, const Survey *survey) {
  const char *others = survey->changed > 1 ? " and others" : "";
  session_complain(run->session, EXIT_WRONG, "%.*s%s (%zu) %s done by another command than the one now; nothing is run",
                   STR_FMT(survey->first_changed), others, survey->changed, survey->changed > 1 ? "were" : "was");
  return session_complain(run->session, EXIT_WRONG, "'--changed rerun' runs %s again, '--changed keep' leaves %s",
                          survey->changed > 1 ? "them" : "it", survey->changed > 1 ? "them" : "it");
}

static bool state_was_read(const Run *run) {
  bool sound = true;
  for (size_t i = 0; run->folders && i < run->list->n && sound; i++)
    sound = ledger_was_read(run->session, run->folders[i]);
  return sound;
}

static ExitStatus survey(Run *run) {
  Survey survey = {0};
  Invocations all = invocations_of(run->session, run->list);
  Invocation invocation;
  run->fates = ARENA_ARRAY(&run->session->arena, uint8_t, (size_t)invocations_count(run->list));
  for (; invocations_next(&all, &invocation); run->count++) {
    StateFolder *folder = folder_of(run, &all);
    Fate fate = folder ? fate_by_state(run, folder, &invocation, &survey) : FATE_TO_RUN;
    run->fates[run->count] = (uint8_t)fate;
    run->to_run += fate == FATE_TO_RUN;
  }
  if (run->session->sink.errors || !state_was_read(run)) return EXIT_WRONG;
  return survey.changed ? refuse_changed(run, &survey) : EXIT_FINE;
}

/* ---- the environment of dbt ---- */

static void supply(Run *run, const Map *env) {
  for (size_t i = 0; i < env->n; i++) {
    const Str *value = env->at[i].value;
    VEC_PUSH(&run->session->arena, &run->supplied,
             str_printf(&run->session->arena, "%.*s=%.*s", STR_FMT(env->at[i].key), STR_FMT(*value)));
  }
}

/* As Dagster does: the project's .env, but for what the process has itself. */
static void supply_project_env(Run *run) {
  Map *env = &run->session->workspace.room.project_env;
  Map absent = {0};
  Str value;
  for (size_t i = 0; i < env->n; i++)
    if (!workspace_tool_env(&run->session->workspace, env->at[i].key, &value))
      map_put(&run->session->arena, &absent, env->at[i].key, env->at[i].value);
  supply(run, &absent);
}

static void supply_env(Run *run) {
  supply_project_env(run);
  supply(run, &run->session->workspace.env);
}

/* $DBT, else dbt; a path is one from where this program was started. */
static const char *find_program(Session *session) {
  Str program;
  if (!workspace_tool_env(&session->workspace, STR("DBT"), &program) || !program.n) return "dbt";
  if (str_find(program, STR("/"), 0) != SIZE_MAX) program = workspace_absolute_path(&session->workspace, program);
  return str_z(&session->arena, program);
}

/* The folder of a place for what dbt writes into the project. */
static Str target_of(Run *run, size_t place, Str project_dir) {
  Arena *arena = &run->session->arena;
  Str given = STR("target"), value;
  for (size_t i = 0; i < run->targets[place].n; i++)
    if (str_eq(run->targets[place].at[i].project_dir, project_dir)) return run->targets[place].at[i].path;
  if (workspace_tool_env(&run->session->workspace, STR("DBT_TARGET_PATH"), &value) && value.n) given = value;
  Str path = target_take(arena, path_join(arena, project_dir, given));
  if (!path.n)
    session_complain(run->session, EXIT_FINE, "cannot make a target folder below %.*s: %s; dbt uses its own",
                     STR_FMT(project_dir), strerror(errno));
  VEC_PUSH(arena, &run->targets[place], ((Target){str_copy(arena, project_dir), path}));
  return path;
}

static char **environment(Run *run, Arena *arena, size_t place) {
  StrList pairs = {0};
  for (size_t i = 0; i < run->supplied.n; i++) VEC_PUSH(arena, &pairs, run->supplied.at[i]);
  for (size_t i = 0; i < run->invocation.env.n; i++) VEC_PUSH(arena, &pairs, run->invocation.env.at[i]);
  Str target = run->targets ? target_of(run, place, run->invocation.cwd) : STR("");
  if (target.n) {
    VEC_PUSH(arena, &pairs, str_cat(arena, STR("DBT_TARGET_PATH="), target));
    VEC_PUSH(arena, &pairs, str_cat(arena, STR("DBT_LOG_PATH="), target));
  }
  return process_environment(arena, &pairs);
}

static char **arguments(Run *run, Arena *arena) {
  const StrList *words = &run->invocation.argv;
  char **argv = ARENA_ARRAY(arena, char *, words->n + 1);
  argv[0] = str_z(arena, str_of(run->program));
  for (size_t i = 1; i < words->n; i++) argv[i] = str_z(arena, words->at[i]);
  return argv;
}

/* ---- the second pass ---- */

static bool fetch(Run *run) {
  if (run->at_hand) return true;
  run->number = run->invocations.number;
  run->at_hand = invocations_next(&run->invocations, &run->invocation);
  return run->at_hand;
}

typedef enum Readiness { READY, READY_LATER, READY_NEVER } Readiness;

static Readiness readiness(const Run *run) {
  Readiness ready = READY;
  for (size_t i = 0; i < run->invocation.after_count; i++) {
    Fate fate = (Fate)run->fates[run->invocation.after[i]];
    if (fate == FATE_FAILED || fate == FATE_LEFT) return READY_NEVER;
    if (fate == FATE_RUNS) ready = READY_LATER;
  }
  return ready;
}

static const char *log_of(Run *run, Arena *arena, const StateFolder *folder) {
  if (run->to_run == 1) return NULL;
  Str name = ledger_name(arena, &run->invocation.launch);
  if (folder) return state_log(arena, folder, name);
  return str_z(arena, str_printf(arena, "%s/%zu-%.*s.log", run->logs, run->number, STR_FMT(name)));
}

static void describe(Run *run, Arena *arena, PoolTask *task) {
  Subject *subject = ARENA_NEW(arena, Subject);
  StateFolder *folder = folder_of(run, &run->invocations);
  *subject = (Subject){.number = run->number,
                       .folder = folder,
                       .launch = run->invocation.launch,
                       .hash = invocation_hash(&run->invocation),
                       .label = label_of(arena, &run->invocation)};
  task->subject = subject;
  task->spec = (ProcessSpec){.program = run->program,
                             .argv = arguments(run, arena),
                             .env = environment(run, arena, task->slot),
                             .cwd = str_z(arena, run->invocation.cwd),
                             .log = log_of(run, arena, folder)};
}

static void has_failed(Run *run, const Subject *subject, Str why, const PoolTask *task, const PoolResult *result) {
  run->fates[subject->number] = FATE_FAILED;
  run->failed++;
  run->timed_out += result->timed_out;
  run->stopped = run->stopped || !run->session->options->keep_going;
  run_report_ended(&run->report, subject->label, why, task->spec.log, result->seconds);
}

/* Until it is done again, what was done by another command is not done. */
static int begin_record(Run *run, const Subject *subject) {
  if (!subject->folder) return 0;
  bool was_done = ledger_standing(run->session, subject->folder, &run->invocation).done > 0;
  if (subject->folder->error) return subject->folder->error;
  return was_done
             ? ledger_record(&run->session->scratch, subject->folder, &subject->launch, STATE_FAILED, subject->hash)
             : 0;
}

static Str state_failure(Arena *arena, int error) {
  return str_printf(arena, "the state cannot be kept: %s", strerror(error));
}

/* Gives the invocation at hand to the pool; false if it has failed before it began. */
static bool give(Run *run, Arena *arena, PoolTask *task) {
  describe(run, arena, task);
  Subject *subject = task->subject;
  int error = begin_record(run, subject);
  run->at_hand = false;
  run->fates[subject->number] = FATE_RUNS;
  if (error) has_failed(run, subject, state_failure(arena, error), task, &(PoolResult){0});
  return !error;
}

static bool next(void *state, Arena *arena, PoolTask *task) {
  Run *run = state;
  while (!run->stopped && fetch(run)) {
    Fate fate = (Fate)run->fates[run->number];
    Readiness ready = fate == FATE_TO_RUN ? readiness(run) : READY_NEVER;
    if (ready == READY_LATER) return false;
    if (ready == READY && give(run, arena, task)) return true;
    if (fate == FATE_TO_RUN && ready == READY_NEVER) run->fates[run->number] = FATE_LEFT;
    run->at_hand = false;
  }
  return false;
}

/* A program that is named without its folder is looked for in PATH. */
static Str cannot_run(const Run *run, Arena *arena, const ProcessSpec *spec, int error) {
  bool is_bare = !strchr(spec->program, '/') && workspace_is_dir(&run->session->workspace, str_of(spec->cwd));
  if (error == ENOENT && is_bare)
    return str_printf(arena, "cannot run '%s': no folder of PATH has it; DBT=FILE names another", spec->program);
  return str_printf(arena, "cannot run '%s' in %s: %s", spec->program, spec->cwd, strerror(error));
}

static Str why_failed(const Run *run, Arena *arena, const PoolTask *task, const PoolResult *result) {
  const char *attempts =
      result->attempts > 1 ? str_z(arena, str_printf(arena, " (%d attempts)", result->attempts)) : "";
  if (result->error) return cannot_run(run, arena, &task->spec, result->error);
  if (result->timed_out) {
    Str time = run_report_time(arena, (double)run->session->options->timeout_seconds);
    return str_printf(arena, "it took longer than %.*s%s", STR_FMT(time), attempts);
  }
  return str_printf(arena, "status %d%s", result->status, attempts);
}

static int end_record(Run *run, const Subject *subject, StateOutcome outcome) {
  if (!subject->folder) return 0;
  return ledger_record(&run->session->scratch, subject->folder, &subject->launch, outcome, subject->hash);
}

static void ended(void *state, const PoolTask *task, const PoolResult *result) {
  Run *run = state;
  const Subject *subject = task->subject;
  Arena *arena = &run->session->arena;
  bool succeeded = !result->error && result->status == 0 && !result->stopped;
  run->fates[subject->number] = succeeded ? FATE_DONE : FATE_LEFT;
  if (result->stopped) return;
  int error = end_record(run, subject, succeeded ? STATE_DONE : STATE_FAILED);
  if (!succeeded) has_failed(run, subject, why_failed(run, arena, task, result), task, result);
  else if (error) has_failed(run, subject, state_failure(arena, error), task, result);
  else run_report_ended(&run->report, subject->label, STR(""), task->spec.log, result->seconds);
}

static void ticked(void *state, size_t running) { run_report_progress(&((Run *)state)->report, running); }

/* ---- what is missing afterwards ---- */

/* The options that choose what is missing; false where that is too much, or of several components. */
static bool missing_options(Run *run, Buf *buf) {
  size_t n = 0;
  const BoundComponent *bound = NULL;
  Invocation invocation;
  Invocations all = invocations_of(run->session, run->list);
  for (size_t i = 0; invocations_next(&all, &invocation); i++) {
    if (run->fates[i] == FATE_DONE || run->fates[i] == FATE_WAS_DONE) continue;
    if (n++ == UNASKED_MOST || (bound && bound != invocation.bound)) return false;
    bound = invocation.bound;
    if (invocation.launch.mode == LAUNCH_UNPARTITIONED) continue;
    buf_puts(buf, invocation.launch.mode == LAUNCH_RANGE ? " --partition-range=" : " --partition=");
    quote_sh_line(buf, launch_name(&run->session->scratch, &invocation.launch));
  }
  if (run->list->n > 1 && bound) {
    buf_puts(buf, " --component=");
    quote_sh_line(buf, bound->component->name);
  }
  return n > 0;
}

/* With a state the same command does what is missing. */
static Str command_again(Run *run) {
  Session *session = run->session;
  Buf buf = buf_new(&session->arena, LIMIT_STRING_BYTES);
  if (run->folders) return again_command(session, AGAIN_WHOLE);
  buf_put(&buf, again_command(session, AGAIN_WITHOUT_PARTITIONS));
  return missing_options(run, &buf) ? buf_str(&buf) : STR("");
}

/* ---- before it begins ---- */

static void print_commands(Run *run) {
  Session *session = run->session;
  Invocations all = invocations_of(session, run->list);
  Invocation invocation;
  for (size_t i = 0; !session->out->error && invocations_next(&all, &invocation); i++) {
    if (run->fates[i] != FATE_TO_RUN) continue;
    Buf buf = buf_new(&session->scratch, LIMIT_STRING_BYTES);
    quote_command(&buf, &invocation);
    writer_put(session->out, buf_str(&buf));
  }
}

/* Becomes dbt, with dbt's own output and status. */
static ExitStatus become(Run *run) {
  Session *session = run->session;
  run->invocations = invocations_of(session, run->list);
  if (!fetch(run)) return EXIT_WRONG;
  ProcessSpec spec = {.program = run->program,
                      .argv = arguments(run, &session->arena),
                      .env = environment(run, &session->arena, 0),
                      .cwd = str_z(&session->arena, run->invocation.cwd)};
  session_tell(session);
  int error = process_become(&spec);
  return session_complain(session, error == ENOENT ? EXIT_NO_PROGRAM : EXIT_NOT_EXECUTABLE, "%s",
                          str_z(&session->arena, cannot_run(run, &session->arena, &spec, error)));
}

static bool says_yes(Session *session, size_t count) {
  char answer[16] = "";
  writer_put(session->err, str_printf(&session->arena, "run dbt %zu times? [y/N] ", count));
  writer_flush(session->err);
  return read(STDIN_FILENO, answer, sizeof answer - 1) > 0 && (answer[0] == 'y' || answer[0] == 'Y');
}

static ExitStatus confirm(Run *run) {
  Session *session = run->session;
  if (run->to_run <= UNASKED_MOST || session->options->yes) return EXIT_FINE;
  if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
    return session_complain(session, EXIT_USAGE, "these are %zu invocations: --yes runs so many without asking",
                            run->to_run);
  if (says_yes(session, run->to_run)) return EXIT_FINE;
  return session_complain(session, EXIT_WRONG, "nothing is run");
}

/* A DuckDB file has one writer: the second dbt fails at once. */
static void warn_of_one_writer(Run *run) {
  Session *session = run->session;
  bool is_serial = run->list->n == 1 && str_is(session->options->order, "serial");
  for (size_t i = 0; i < run->list->n && run->to_run > 1 && !is_serial; i++) {
    Str dir = run->list->at[i]->bound.project_dir;
    const DbtProject *project = dbt_project_read(&session->workspace, &session->eval.heap, dir, STR(""));
    if (!str_is(project->adapter, "duckdb")) continue;
    session_complain(session, EXIT_FINE,
                     "%.*s is a DuckDB project, and its file has one writer: side by side, all but one fail",
                     STR_FMT(dir));
    return;
  }
}

static bool make_log_folder(Run *run) {
  Session *session = run->session;
  Str dir;
  if (run->folders || run->to_run == 1) return true;
  if (!workspace_tool_env(&session->workspace, STR("TMPDIR"), &dir) || !dir.n) dir = STR("/tmp");
  Str folder = str_cat(&session->arena, workspace_absolute_path(&session->workspace, dir), STR("/dbtplan-run.XXXXXX"));
  run->logs = mkdtemp(str_z(&session->arena, folder));
  if (run->logs) session_complain(session, EXIT_FINE, "the logs are in %s", run->logs);
  else
    session_complain(session, EXIT_SYSTEM, "cannot make a folder for logs in %.*s: %s", STR_FMT(dir), strerror(errno));
  return run->logs != NULL;
}

/* ---- running ---- */

static ExitStatus status_of(const Run *run, int stop) {
  if (stop) return (ExitStatus)(128 + stop);
  if (!run->failed) return EXIT_FINE;
  return run->failed == run->timed_out ? EXIT_TIMED_OUT : EXIT_WRONG;
}

static ExitStatus run_all(Run *run) {
  Session *session = run->session;
  const Options *options = session->options;
  size_t jobs = (size_t)options->job_count < run->to_run ? (size_t)options->job_count : run->to_run;
  Pool pool = {.jobs = jobs,
               .retries = (int)options->retry_count,
               .timeout = (double)options->timeout_seconds,
               .state = run,
               .next = next,
               .ended = ended,
               .ticked = ticked};
  if (jobs > 1) {
    run->targets = arena_alloc(&session->arena, jobs * sizeof *run->targets);
    warn_of_one_writer(run);
  }
  if (!make_log_folder(run)) return EXIT_WRONG;
  session_tell(session);
  run->invocations = invocations_of(session, run->list);
  run->report = run_report_begin(session, run->to_run);
  pool.tick = run->report.terminal ? 1 : 0;
  int stop = pool_run(&session->arena, &pool);
  run->report.again = command_again(run);
  run_report_end(&run->report, stop);
  return status_of(run, stop);
}

static ExitStatus run_chosen(Run *run) {
  Session *session = run->session;
  const Options *options = session->options;
  bool needs_us = options->state.n || options->retry_count || options->timeout_seconds;
  if (!run->to_run) {
    if (run->count || options->due)
      session_complain(session, EXIT_FINE, run->count ? "nothing to run: all of it is done" : "nothing is due");
    return EXIT_FINE;
  }
  if (options->dry_run) return print_commands(run), EXIT_FINE;
  supply_env(run);
  run->program = find_program(session);
  if (run->count == 1 && !needs_us) return become(run);
  ExitStatus status = confirm(run);
  return status == EXIT_FINE ? run_all(run) : status;
}

ExitStatus command_run(Session *session) {
  Loaded loaded;
  ChosenList list = {0};
  Run run = {.session = session, .list = &list};
  ExitStatus status = load_path(session, session->options->operands.at[0], &loaded);
  if (status != EXIT_FINE) return status;
  if (session->sink.errors || !launches_choose(session, &loaded, &list)) return EXIT_WRONG;
  if (!open_state(&run) || (!session->options->dry_run && !lock_state(&run))) return session->status;
  status = survey(&run);
  return status == EXIT_FINE ? run_chosen(&run) : status;
}
