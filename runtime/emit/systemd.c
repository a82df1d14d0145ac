/* systemd: the standing schedule as a service and its timer, a backfill as a service that runs the script.
 *
 * Words of a command stand between double quotes, with everything that systemd reads there escaped (quote_systemd). A
 * path stands alone to the end of its line, where only `%` means something. */
#include <inttypes.h>

#include "runtime/core/limits.h"
#include "runtime/emit/emit.h"
#include "runtime/emit/quote.h"
#include "runtime/emit/times.h"

/* A line of a unit ends at a backslash as little as a name ends in a blank. */
static bool is_path(const EmitJob *job, Str path) {
  bool sound = path.n && path.p[path.n - 1] != '\\' && path.p[path.n - 1] != ' ';
  return sound || emit_refuse(job, path, STR("a path in a unit cannot end in a backslash or a blank"));
}

static void put_path(Buf *buf, const char *key, Str path) {
  buf_puts(buf, key);
  for (size_t i = 0; i < path.n; i++) {
    if (path.p[i] == '%') buf_char(buf, '%');
    buf_char(buf, path.p[i]);
  }
  buf_char(buf, '\n');
}

static void put_environment(Buf *buf, const EmitJob *job) {
  const EmitOptions *options = &job->options;
  if (!str_is(options->dbt, "dbt")) {
    buf_puts(buf, "Environment=");
    quote_systemd(buf, str_cat(buf->arena, STR("DBT="), options->dbt), false);
    buf_char(buf, '\n');
  }
  for (size_t i = 0; i < options->env.n; i++)
    buf_printf(buf, "%s%.*s", i ? " " : "PassEnvironment=", STR_FMT(options->env.at[i]));
  if (options->env.n) buf_char(buf, '\n');
  buf_printf(buf, "EnvironmentFile=-/etc/dbtplan/%.*s.env\n", STR_FMT(options->name));
}

static void put_service(Buf *buf, const EmitJob *job, const char *what) {
  emit_put_header(buf, job, "# ");
  buf_printf(buf,
             "[Unit]\nDescription=dbtplan: %s of %.*s\nWants=network-online.target\nAfter=network-online.target\n\n",
             what, STR_FMT(job->options.name));
  buf_puts(buf, "[Service]\nType=oneshot\n");
  put_path(buf, "WorkingDirectory=", job->options.project_dir);
  put_environment(buf, job);
}

static void put_command(Buf *buf, const StrList *words) {
  buf_puts(buf, "ExecStart=");
  for (size_t i = 0; i < words->n; i++) {
    if (i) buf_char(buf, ' ');
    quote_systemd(buf, words->at[i], true);
  }
  buf_char(buf, '\n');
}

/* It may take as long as it needs. 75, something else holds the state, is worth another try soon; what failed waits for
 * the next turn. A oneshot service cannot say so but by what it leaves out. */
static void put_end(Buf *buf) {
  buf_puts(buf, "TimeoutStartSec=infinity\nRestart=on-failure\nRestartSec=60\n"
                "RestartPreventExitStatus=1 2 3 64 70 124 126 127 200 203 INT TERM KILL\n");
}

/* The zone of the definition. But of an hour that comes twice systemd takes one: what runs every hour is told in
 * UTC. */
static const Tz *find_times(const EmitJob *job, EmitTimes *times) {
  const EmitSchedule *schedule = job->schedule;
  int64_t from = civil_instant(&schedule->from_window.start);
  const Tz *zone = schedule->time->tz;
  if (!emit_times(schedule->time, from, job->options.delay, zone, times)) return NULL;
  if (!emit_times_hourly(times)) return zone;
  return emit_times(schedule->time, from, job->options.delay, &TZ_UTC_ZONE, times) ? &TZ_UTC_ZONE : NULL;
}

static void put_timer(Buf *buf, const EmitJob *job, const EmitTimes *times, const Tz *zone) {
  emit_put_header(buf, job, "# ");
  buf_printf(buf, "[Unit]\nDescription=dbtplan: when %.*s runs\n\n[Timer]\nOnCalendar=", STR_FMT(job->options.name));
  emit_times_calendar(buf, times);
  buf_printf(buf, " %.*s\nPersistent=true\nAccuracySec=1s\nUnit=%.*s.service\n\n[Install]\nWantedBy=timers.target\n",
             STR_FMT(zone->name), STR_FMT(job->stem));
}

bool emit_systemd_schedule(Arena *arena, const EmitJob *job, Writer *const *files) {
  const EmitSchedule *schedule = job->schedule;
  Buf service = buf_new(arena, LIMIT_STRING_BYTES), timer = buf_new(arena, LIMIT_STRING_BYTES);
  EmitTimes times;
  const Tz *zone = find_times(job, &times);
  if (!zone)
    return emit_refuse(job, STR("the schedule"), STR("it has no times"));
  if (!is_path(job, job->options.project_dir)) return false;
  put_service(&service, job, "what is due");
  put_command(&service, &schedule->command);
  put_end(&service);
  put_timer(&timer, job, &times, zone);
  writer_put(files[0], buf_str(&service));
  writer_put(files[1], buf_str(&timer));
  return true;
}

/* ---- a backfill ---- */

static StrList script_command(Arena *arena, const EmitJob *job) {
  StrList words = {0};
  VEC_PUSH(arena, &words, STR("/bin/sh"));
  VEC_PUSH(arena, &words, str_printf(arena, "%.*s/%.*s.sh", STR_FMT(job->folder), STR_FMT(job->stem)));
  VEC_PUSH(arena, &words, STR("--state"));
  VEC_PUSH(arena, &words, job->options.state);
  return words;
}

/* A host that goes down while it runs goes on with the rest when it is up, if the service is enabled. */
bool emit_systemd_backfill(Arena *arena, const EmitJob *job, Writer *const *files) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  StrList words = script_command(arena, job);
  if (!is_path(job, job->options.project_dir)) return false;
  put_service(&buf, job, "the backfill");
  put_command(&buf, &words);
  put_end(&buf);
  buf_puts(&buf, "\n[Install]\nWantedBy=multi-user.target\n");
  writer_put(files[0], buf_str(&buf));
  return emit_sh(arena, job, files + 1);
}
