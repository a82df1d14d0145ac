/* cron: a crontab with the standing schedule.
 *
 * Debian's cron knows one zone, that of the host, no quoting but `\%`, and lines of at most about a thousand bytes; an
 * entry's command is one line of sh. CRON_TZ is honoured elsewhere and only sets a variable there, so the times are
 * those of the host's clock. */
#include <inttypes.h>

#include "runtime/core/limits.h"
#include "runtime/emit/emit.h"
#include "runtime/emit/quote.h"
#include "runtime/emit/times.h"

enum { COMMAND_MOST = 990 };

static void put_words(Buf *buf, const StrList *words) {
  for (size_t i = 0; i < words->n; i++) {
    buf_char(buf, ' ');
    quote_cron(buf, words->at[i]);
  }
}

/* What cron hands to the shell. */
static Str command_of(Arena *arena, const EmitJob *job) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  buf_puts(&buf, "cd ");
  quote_cron(&buf, job->options.project_dir);
  buf_puts(&buf, " &&");
  if (!str_is(job->options.dbt, "dbt")) {
    buf_puts(&buf, " DBT=");
    quote_cron(&buf, job->options.dbt);
  }
  buf_puts(&buf, " exec");
  put_words(&buf, &job->schedule->command);
  buf_puts(&buf, " >>");
  quote_cron(&buf, str_printf(arena, "%.*s.log", STR_FMT(job->options.name)));
  buf_puts(&buf, " 2>&1");
  return buf_str(&buf);
}

static bool fits(const EmitJob *job, Str command) {
  Str what = STR("the line of the crontab"), limit = STR("");
  for (size_t i = 0; i < command.n; i++)
    if ((unsigned char)command.p[i] < 0x20 || command.p[i] == 0x7F)
      limit = STR("it would hold a control character, and a crontab is lines");
  if (!limit.n && command.n > COMMAND_MOST)
    limit =
        str_printf(job->sink->arena, "its command has %zu bytes, where cron takes some %d", command.n, COMMAND_MOST);
  return !limit.n || emit_refuse(job, what, limit);
}

static void put_zone(Buf *buf, const EmitJob *job, const EmitTimes *times) {
  buf_printf(buf,
             "# For a host whose clock is in %.*s: cron knows no other zone. 'emit systemd' makes a timer that does.\n",
             STR_FMT(job->options.host_zone->name));
  if (times->zone_changes)
    buf_puts(
        buf,
        "# That clock is put forward and back: a time of day that is skipped or comes twice is up to cron, and what\n"
        "# is not run then is run the next time.\n");
}

bool emit_cron(Arena *arena, const EmitJob *job, Writer *const *files) {
  const EmitSchedule *schedule = job->schedule;
  const Tz *zone = job->options.host_zone;
  EmitTimes times;
  Str command = command_of(arena, job);
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  if (!emit_times(schedule->time, civil_instant(&schedule->from_window.start), job->options.delay, zone, &times))
    return emit_refuse(job, STR("the schedule"), STR("it has no times"));
  if (!fits(job, command)) return false;
  emit_put_header(&buf, job, "# ");
  put_zone(&buf, job, &times);
  buf_puts(&buf, "# It runs every window that is due and not done, so one that a host missed comes with the next.\n"
                 "SHELL=/bin/sh\nPATH=/usr/local/bin:/usr/bin:/bin\n");
  emit_times_cron(&buf, &times);
  buf_printf(&buf, " %.*s\n", STR_FMT(command));
  writer_put(files[0], buf_str(&buf));
  if (times.zone_changes) diag_report(job->sink, DIAG_CLOCK_CHANGES, PLACE_NONE, DIAG_ARGS(zone->name));
  return true;
}
