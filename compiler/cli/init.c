/* init: a first component for people who have a dbt project. Without a project of Dagster it goes to the working
 * directory; in one, below the folder that the project loads. */
#include <string.h>

#include "compiler/cli/command.h"
#include "compiler/project.h"
#include "runtime/core/limits.h"
#include "runtime/emit/quote.h"
#include "runtime/time/tz.h"

enum { DAYS_OF_EVERY_MONTH = 28 };
static const Str FILE_NAME = STR_INIT("defs.yaml");

/* How often the component runs: each definition with the form of its start and of the dates that dbt gets. */
typedef struct Rhythm {
  const char *type; /* NULL: it is not partitioned; "monthly" is no type of the mapping form, but a schedule */
  Str start;
  bool has_hours; /* its keys do */
} Rhythm;

static Rhythm rhythm_of(const Options *o) {
  if (o->hourly.n) return (Rhythm){"hourly", o->hourly, true};
  if (o->daily.n) return (Rhythm){"daily", o->daily, false};
  if (o->weekly.n) return (Rhythm){"weekly", o->weekly, false};
  if (o->monthly.n) return (Rhythm){"monthly", o->monthly, false};
  return (Rhythm){NULL, STR(""), false};
}

/* ---- the dbt project ---- */

static bool is_dbt_project(Session *session, Str folder) {
  return workspace_is_file(&session->workspace, path_join(&session->arena, folder, STR("dbt_project.yml")));
}

/* The working directory, or the one folder in it that is a dbt project. */
static Str find_dbt_project(Session *session) {
  NameList names = {0};
  Str found = STR("");
  size_t n = 0;
  if (is_dbt_project(session, STR("."))) return STR(".");
  workspace_list(&session->workspace, STR("."), &names);
  for (size_t i = 0; i < names.n; i++) {
    if (!is_dbt_project(session, names.at[i])) continue;
    found = names.at[i];
    n++;
  }
  if (n == 1) return found;
  session_complain(session, EXIT_WRONG, "%s dbt project here: --dbt-project DIR says which one is meant",
                   n ? "there is more than one" : "there is no");
  return STR("");
}

static Str dbt_project(Session *session) {
  Str given = session->options->dbt_project;
  if (!given.n) return find_dbt_project(session);
  if (!is_dbt_project(session, given)) {
    session_complain(session, EXIT_WRONG, "%.*s holds no dbt_project.yml", STR_FMT(given));
    return STR("");
  }
  return given;
}

/* ---- where the component goes ---- */

static bool is_within(Arena *arena, Str path, Str folder) {
  return str_eq(path, folder) || str_starts(path, str_cat(arena, folder, STR("/")));
}

/* In a project of Dagster a folder of the dbt project's name, where `defs` alone is loaded; else the working directory.
 * Absolute. */
static Str component_folder(Session *session, const Project *project, Str dbt) {
  Arena *arena = &session->arena;
  Str here = workspace_absolute_path(&session->workspace, STR("."));
  bool is_elsewhere = project->is_configured && project->defs_dir.n && !is_within(arena, here, project->defs_dir);
  return is_elsewhere ? path_join(arena, project->defs_dir, path_name(dbt)) : here;
}

/* As 'project' in the component's file: from the root of Dagster's project, where that holds it, else from the file. */
static Str written_project(Arena *arena, const Project *project, Str folder, Str dbt) {
  bool is_of_project = project->is_configured && is_within(arena, dbt, project->root);
  Str below = path_relative(arena, dbt, is_of_project ? project->root : folder);
  if (!is_of_project) return below.n ? below : STR(".");
  return str_printf(arena, "{{ context.project_root }}%s%.*s", below.n ? "/" : "", STR_FMT(below));
}

/* ---- the component ---- */

static void put_quoted(Buf *buf, Str text) {
  buf_char(buf, '\'');
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] == '\'') buf_char(buf, '\'');
    buf_char(buf, text.p[i]);
  }
  buf_char(buf, '\'');
}

static void put_vars(Buf *buf, const Rhythm *rhythm, const Civil *start) {
  static const char *const ENDS[][2] = {{"min_date", "start"}, {"max_date", "end"}};
  buf_puts(buf,
           "    # The window of a partition, from min_date up to and without max_date. Call them as your models do:\n"
           "    # {{ var('min_date') }}\n    - --vars:\n");
  bool at_midnight = !rhythm->has_hours && !start->hour && !start->minute;
  for (size_t i = 0; i < 2; i++)
    buf_printf(buf, "        %s: \"{{ partition_time_window.%s.strftime('%%Y-%%m-%%d%s') }}\"\n", ENDS[i][0],
               ENDS[i][1], at_midnight ? "" : "T%H:%M:%S");
}

/* 0 is Sunday, as in Dagster's `day_offset`. */
static int day_of_week(const Civil *civil) {
  return (civil_weekday(civil_days(civil->year, civil->month, civil->day)) + 1) % 7;
}

static void put_offset(Buf *buf, const char *name, int offset) {
  if (offset) buf_printf(buf, "          %s: %d\n", name, offset);
}

static void put_definition(Buf *buf, const Rhythm *rhythm, const Civil *start) {
  buf_puts(buf, "\npost_processing:\n  assets:\n    - target: '*'\n      attributes:\n        partitions_def:\n");
  bool by_cron = strcmp(rhythm->type, "monthly") == 0, by_week = strcmp(rhythm->type, "weekly") == 0;
  buf_printf(buf, "          type: %s\n          start_date: '%04d-%02d-%02d", by_cron ? "time_window" : rhythm->type,
             start->year, start->month, start->day);
  if (rhythm->has_hours) buf_printf(buf, "-%02d:%02d", start->hour, start->minute);
  buf_puts(buf, "'\n");
  if (by_cron) {
    buf_printf(buf, "          fmt: '%%Y-%%m-%%d'\n          cron_schedule: '%d %d %d * *'\n", start->minute,
               start->hour, start->day);
  } else {
    put_offset(buf, "minute_offset", start->minute);
    put_offset(buf, "hour_offset", rhythm->has_hours ? 0 : start->hour);
    put_offset(buf, "day_offset", by_week ? day_of_week(start) : 0);
  }
  buf_puts(buf, "          # timezone: Europe/Berlin\n");
}

static Str component(Session *session, Str folder, const Rhythm *rhythm, const Civil *start) {
  Buf buf = buf_new(&session->arena, LIMIT_STRING_BYTES);
  buf_puts(&buf,
           "# A dbt project as a component of Dagster. 'dbtplan check' proves it, 'dbtplan show' has it at a glance.\n"
           "type: dagster_dbt.DbtProjectComponent\n\nattributes:\n  project: ");
  put_quoted(&buf, folder);
  buf_puts(&buf, "\n  # select: tag:daily\n  cli_args:\n    - build\n");
  if (rhythm->type) {
    put_vars(&buf, rhythm, start);
    put_definition(&buf, rhythm, start);
  }
  return buf_str(&buf);
}

/* ---- the command ---- */

static bool read_start(Session *session, const Rhythm *rhythm, Civil *start) {
  int64_t seconds;
  int32_t micros;
  if (!rhythm->type) return true;
  Str option = str_printf(&session->arena, "--%s", rhythm->type);
  if (!session_time(session, str_z(&session->arena, option), rhythm->start, &TZ_UTC_ZONE, &seconds, &micros) ||
      !civil_at_instant(seconds, 0, &TZ_UTC_ZONE, start))
    return false;
  if (start->day <= DAYS_OF_EVERY_MONTH || !str_is(str_of(rhythm->type), "monthly")) return true;
  session_complain(session, EXIT_USAGE, "--monthly: not every month has a day %d", start->day);
  return false;
}

/* What Dagster reads as a template is written by `written_project` alone. */
static bool is_writable_path(Session *session, Str folder) {
  bool sound = str_find(folder, STR("{"), 0) == SIZE_MAX && str_find(folder, STR("\n"), 0) == SIZE_MAX;
  if (!sound) session_complain(session, EXIT_WRONG, "the path of the dbt project would be read as a template");
  return sound;
}

static void say_how_to_go_on(Session *session, Str folder, bool is_partitioned) {
  Str shown = project_shown_name(&session->workspace, folder);
  Buf path = buf_new(&session->arena, LIMIT_STRING_BYTES), buf = buf_new(&session->arena, LIMIT_STRING_BYTES);
  quote_sh(&path, shown);
  Str at = buf_str(&path);
  buf_printf(&buf, "wrote %.*s; to go on:\n", STR_FMT(path_join(&session->arena, shown, FILE_NAME)));
  buf_printf(&buf, "  dbtplan check %.*s\n  dbtplan show %.*s\n", STR_FMT(at), STR_FMT(at));
  buf_printf(&buf, "  dbtplan run %.*s%s\n", STR_FMT(at), is_partitioned ? " --latest" : "");
  writer_put(session->out, buf_str(&buf));
}

ExitStatus command_init(Session *session) {
  Rhythm rhythm = rhythm_of(session->options);
  Civil start;
  Workspace *workspace = &session->workspace;
  Str dbt = dbt_project(session);
  if (!dbt.n) return session->status;
  dbt = workspace_absolute_path(workspace, dbt);
  const Project *project = project_of(workspace, workspace_absolute_path(workspace, STR(".")));
  Str folder = component_folder(session, project, dbt);
  Str file = path_join(&session->arena, folder, FILE_NAME), shown = project_shown_name(workspace, file);
  Str below = path_relative(&session->arena, dbt, project->root);
  if (workspace_is_file(workspace, file))
    return session_complain(session, EXIT_WRONG, "%.*s is there already", STR_FMT(shown));
  if (!is_writable_path(session, below) || !read_start(session, &rhythm, &start)) return session->status;
  writer_make_folders(&session->arena, file);
  Writer *out = writer_to_file(&session->arena, file);
  writer_put(out, component(session, written_project(&session->arena, project, folder, dbt), &rhythm, &start));
  if (!writer_finish(out)) return session_complain(session, EXIT_SYSTEM, "cannot write %.*s", STR_FMT(shown));
  say_how_to_go_on(session, folder, rhythm.type != NULL);
  if (!workspace_is_file(workspace, path_join(&session->arena, dbt, STR("target/manifest.json"))))
    writer_puts(session->out, "once 'dbt parse' has written target/manifest.json, check knows every model and tag\n");
  return EXIT_FINE;
}
