#include "runtime/emit/emit.h"

#include <string.h>

#include "compiler/cli/command.h"
#include "compiler/cli/emit_check.h"
#include "compiler/cli/emit_job.h"
#include "compiler/cli/emit_options.h"
#include "compiler/cli/launches.h"
#include "runtime/core/limits.h"

/* ---- files ---- */

/* What a form writes: a file for each extension, or standard output. */
typedef struct Output {
  StrList extensions;
  Str stem;  /* the files' common name, with their folder */
  Str main;  /* the main file, where it is not the stem and its extension */
  bool is_stdout;
  EmitCheck held; /* what goes there in the end */
  Writer *files[EMIT_FILES_MOST];
} Output;

static bool need_a_folder(Session *session, const Output *output, Str name) {
  Buf buf = buf_new(&session->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < output->extensions.n; i++)
    buf_printf(&buf, "%s%.*s%.*s", i ? ", " : "", STR_FMT(name), STR_FMT(output->extensions.at[i]));
  session_complain(session, EXIT_USAGE, "this is %zu files (%.*s): -o DIR/ or -o FILE says where they go",
                   output->extensions.n, STR_FMT(buf_str(&buf)));
  return false;
}

static bool place_output(Session *session, const EmitForm *form, Str name, Output *output) {
  Arena *arena = &session->arena;
  Str given = session->options->output;
  str_parts(arena, str_of(form->extensions), ' ', &output->extensions);
  Str main = output->extensions.at[0];
  output->is_stdout = !given.n || str_is(given, "-");
  if (output->is_stdout) {
    output->stem = name;
    return output->extensions.n == 1 || need_a_folder(session, output, name);
  }
  if (str_ends(given, STR("/")) || workspace_is_dir(&session->workspace, given)) {
    output->stem = path_join(arena, given, name);
    return true;
  }
  output->main = given;
  output->stem = str_ends(given, main) ? str_sub(given, 0, given.n - main.n) : given;
  if (output->extensions.n == 1 || emit_is_name(path_name(output->stem))) return true;
  session_complain(session, EXIT_USAGE,
                   "-o: the name of a file that others refer to has letters, digits, '_', '-' and '.', not '%.*s'",
                   STR_FMT(path_name(output->stem)));
  return false;
}

static Str output_path(Session *session, const Output *output, size_t i) {
  if (i == 0 && output->main.n) return output->main;
  return str_cat(&session->arena, output->stem, output->extensions.at[i]);
}

/* `-o DIR/` is a folder by its slash, there or not. What stands in the way, the file that cannot be opened tells. */
static void make_folder(Session *session) {
  if (str_ends(session->options->output, STR("/"))) writer_make_folders(&session->arena, session->options->output);
}

static void open_files(Session *session, Output *output) {
  if (!output->is_stdout) make_folder(session);
  for (size_t i = 0; i < output->extensions.n; i++)
    output->files[i] = output->is_stdout ? emit_check_begin(&session->arena, &output->held)
                                         : writer_to_file(&session->arena, output_path(session, output, i));
}

/* The main file comes last: where it is, what it refers to is there too. */
static ExitStatus close_files(Session *session, Output *output, bool is_complete) {
  if (output->is_stdout) return is_complete ? emit_check_print(session, &output->held) : EXIT_WRONG;
  for (size_t i = output->extensions.n; i-- > 0;) {
    Writer *file = output->files[i];
    if (!is_complete)
      writer_abandon(file);
    else if (!writer_finish(file))
      is_complete = false, session_complain(session, EXIT_SYSTEM, "cannot write %.*s: %s",
                                            STR_FMT(output_path(session, output, i)), strerror(file->error));
  }
  return is_complete ? session_verdict(session) : EXIT_WRONG;
}

/* Those that lie beside the one that is checked: a job is all of them. */
static ExitStatus check_others(Session *session, const Output *output, EmitCheck *checks, size_t which) {
  ExitStatus worst = EXIT_FINE;
  Str folder = path_parent(session->options->check);
  for (size_t i = 0; i < output->extensions.n; i++) {
    if (i == which) continue;
    Str name = path_name(output_path(session, output, i));
    ExitStatus status = emit_check_end(session, &checks[i], path_join(&session->arena, folder, name));
    if (status > worst) worst = status;
  }
  return worst;
}

static ExitStatus check_files(Session *session, const EmitForm *form, const EmitJob *job, Output *output) {
  Str wanted = path_name(session->options->check);
  size_t which = SIZE_MAX;
  EmitCheck checks[EMIT_FILES_MOST];
  for (size_t i = 0; i < output->extensions.n; i++) {
    output->files[i] = emit_check_begin(&session->arena, &checks[i]);
    if (!output->is_stdout && str_eq(path_name(output_path(session, output, i)), wanted)) which = i;
  }
  if (!form->write(&session->arena, job, output->files)) return EXIT_WRONG;
  bool is_renamed = which == SIZE_MAX;
  ExitStatus status = emit_check_end(session, &checks[is_renamed ? 0 : which], session->options->check);
  if (is_renamed) return status;
  ExitStatus others = check_others(session, output, checks, which);
  return others > status ? others : status;
}

/* ---- the command ---- */

static ExitStatus unknown_target(Session *session, Str name) {
  Arena *arena = &session->arena;
  Str *names = ARENA_ARRAY(arena, Str, EMIT_TARGET_COUNT);
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < EMIT_TARGET_COUNT; i++) {
    names[i] = str_of(EMIT_TARGETS[i].name);
    buf_printf(&buf, "%s%s", i ? ", " : "", EMIT_TARGETS[i].name);
  }
  Str near = str_nearest(name, names, EMIT_TARGET_COUNT);
  Str meant = near.n ? str_printf(arena, "; did you mean '%.*s'?", STR_FMT(near)) : STR("");
  return session_complain(session, EXIT_USAGE, "the targets are: %.*s; not '%.*s'%.*s", STR_FMT(buf_str(&buf)),
                          STR_FMT(name), STR_FMT(meant));
}

/* Of a definition whose last window has closed; empty: it goes on. */
static Str ended(Session *session, const PartitionsDef *def) {
  int time = partitions_time_dimension(def);
  const PartitionsDef *dimension = time < 0 ? NULL : partitions_dimension(def, (size_t)time);
  int64_t now;
  int32_t micros;
  workspace_now(&session->workspace, &now, &micros);
  bool is_over = dimension && dimension->has_end && civil_instant(&dimension->end) <= now;
  return is_over ? STR("; its last window has closed, so no other becomes due") : STR("");
}

/* Which of its forms a scheduler gets follows from the options, so that is said. */
static void say_which(Session *session, const EmitTarget *target, const EmitJob *job) {
  if (!target->schedule.write || session->options->check.n) return;
  if (job->schedule)
    session_complain(session, EXIT_FINE, "the standing schedule of %.*s, from %.*s on%.*s",
                     STR_FMT(component_label(job->schedule->bound->component)), STR_FMT(job->schedule->from),
                     STR_FMT(ended(session, job->schedule->bound->def)));
  else
    session_complain(session, EXIT_FINE, "a backfill of %lld invocation%s", (long long)job->count,
                     job->count == 1 ? "" : "s");
}

static ExitStatus emit(Session *session, const EmitTarget *target) {
  Loaded loaded;
  Output output = {0};
  EmitJob job = {.made_by = STR("dbtplan " DBTPLAN_VERSION), .sink = &session->sink, .scratch = &session->scratch};
  ExitStatus status = load_path(session, session->options->operands.at[1], &loaded);
  if (status != EXIT_FINE) return status;
  if (session->sink.errors || !emit_options_read(session, &loaded, &job.options)) return EXIT_WRONG;
  if (target->plan) job.options.plan = str_of(target->plan);
  if (target->state) job.options.state = str_of(target->state);
  bool is_schedule = target->schedule.write && !keys_are_given(session->options);
  const EmitForm *form = is_schedule ? &target->schedule : &target->backfill;
  if (!form->write)
    return session_complain(session, EXIT_USAGE,
                            "%s has standing schedules, no backfills: leave the partitions out, or emit sh or make",
                            target->name);
  if (!emit_options_fit(session, target, form)) return EXIT_USAGE;
  emit_job_sources(session, loaded.plan, &job);
  bool is_ready =
      is_schedule ? emit_job_schedule(session, &loaded, target, &job) : emit_job_backfill(session, &loaded, form, &job);
  if (!is_ready) return EXIT_WRONG;
  if (!place_output(session, form, job.options.name, &output)) return EXIT_USAGE;
  job.stem = path_name(output.stem);
  if (!output.is_stdout) job.folder = path_parent(workspace_absolute_path(&session->workspace, output.stem));
  if (session->options->check.n) return check_files(session, form, &job, &output);
  open_files(session, &output);
  bool is_written = form->write(&session->arena, &job, output.files);
  status = close_files(session, &output, is_written && !session->sink.errors);
  if (status == EXIT_FINE) say_which(session, target, &job);
  return status;
}

ExitStatus command_emit(Session *session) {
  if (session->options->operands.n == 0) {
    ExitStatus status = emit_check_options(session);
    if (status != EXIT_FINE) return status;
  }
  const EmitTarget *target = emit_target(session->options->operands.at[0]);
  return target ? emit(session, target) : unknown_target(session, session->options->operands.at[0]);
}
