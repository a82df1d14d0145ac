/* job: what the targets share: the comment at the top, the limits of every system, what is refused. */
#include <inttypes.h>

#include "runtime/core/limits.h"
#include "runtime/emit/emit.h"
#include "runtime/emit/quote.h"

/* Linux takes 2 MiB of arguments and environment together; some of it is left to the environment. */
enum { ARGUMENTS_MOST = 2000000, SOURCES_SHOWN = 6 };

/* ---- what is refused ---- */

bool emit_refuse(const EmitJob *job, Str what, Str limit) {
  diag_report(job->sink, DIAG_CANNOT_EMIT, PLACE_NONE, DIAG_ARGS(what, limit));
  return false;
}

Str emit_label(Arena *arena, const Invocation *invocation) {
  Str key = launch_name(arena, &invocation->launch), name = component_label(invocation->bound->component);
  return key.n ? str_printf(arena, "%.*s %.*s", STR_FMT(name), STR_FMT(key)) : name;
}

/* That a single argument is too long, or holds a NUL, `resolve` has refused. */
bool emit_fits(const EmitJob *job, const Invocation *invocation) {
  size_t total = 0;
  for (size_t i = 0; i < invocation->argv.n; i++) total += invocation->argv.at[i].n + 1 + sizeof(char *);
  if (total <= ARGUMENTS_MOST) return true;
  Str limit = str_printf(job->scratch, "its arguments have %zu bytes, where a system takes %d", total, ARGUMENTS_MOST);
  return emit_refuse(job, emit_label(job->scratch, invocation), limit);
}

bool emit_survey(const EmitJob *job) {
  Invocation invocation;
  int64_t count = 0;
  bool fit = true;
  for (job->rewind(job->state); fit && job->next(job->state, &invocation); count++) fit = emit_fits(job, &invocation);
  return fit && count == job->count;
}

Str emit_launch_words(Arena *arena, const BoundComponent *bound, const Launch *launch) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  Str key = launch_name(arena, launch);
  quote_sh_line(&buf, component_label(bound->component));
  if (key.n) buf_char(&buf, ' ');
  if (key.n) quote_sh_line(&buf, key);
  return buf_str(&buf);
}

/* ---- the header ---- */

/* Text that holds no control characters, as a comment of any language: YAML sees line ends in three wider ones, and a
 * shell's or make's comment goes on behind a backslash at the end of its line. */
static void put_harmless(Buf *buf, Str text) {
  for (size_t at = 0; at < text.n;) {
    size_t start = at;
    uint32_t c = str_decode(text, &at);
    if (c == 0x85 || c == 0x2028 || c == 0x2029 || c == 0xFEFF)
      buf_char(buf, '?');
    else
      buf_put(buf, str_sub(text, start, at));
  }
  if (text.n && text.p[text.n - 1] == '\\') buf_char(buf, '.');
}

static void put_sources(Buf *buf, const EmitJob *job) {
  for (size_t i = 0; i < job->sources.n && i < SOURCES_SHOWN; i++) {
    buf_puts(buf, i ? ", " : " from ");
    quote_sh_line(buf, job->sources.at[i]);
  }
  if (job->sources.n > SOURCES_SHOWN) buf_printf(buf, " and %zu more", job->sources.n - SOURCES_SHOWN);
}

static void put_invocations(Buf *buf, const EmitJob *job) {
  buf_printf(buf, "%" PRId64 " invocation%s", job->count, job->count == 1 ? "" : "s");
  if (job->count) buf_printf(buf, ": %.*s", STR_FMT(job->first));
  if (job->count > 1) buf_printf(buf, " to %.*s", STR_FMT(job->last));
}

static void put_schedule(Buf *buf, const EmitJob *job) {
  const EmitSchedule *schedule = job->schedule;
  buf_puts(buf, "The standing schedule of ");
  quote_sh_line(buf, component_label(schedule->bound->component));
  buf_puts(buf, ": windows by ");
  quote_sh_line(buf, schedule->time->cron);
  buf_printf(buf, " in %.*s, from ", STR_FMT(schedule->time->tz->name));
  quote_sh_line(buf, schedule->from);
  if (job->options.delay) buf_printf(buf, ", %" PRId64 " s behind their end", job->options.delay);
}

static void put_line(Buf *buf, const char *mark, Buf *line) {
  buf_puts(buf, mark);
  put_harmless(buf, buf_str(line));
  buf_char(buf, '\n');
  line->n = 0;
}

void emit_put_header(Buf *buf, const EmitJob *job, const char *mark) {
  Buf line = buf_new(buf->arena, LIMIT_STRING_BYTES);
  buf_printf(&line, "Made by %.*s, plan %.*s,", STR_FMT(job->made_by), STR_FMT(job->plan_hash));
  put_sources(&line, job);
  put_line(buf, mark, &line);
  if (job->schedule)
    put_schedule(&line, job);
  else
    put_invocations(&line, job);
  put_line(buf, mark, &line);
  if (job->schedule && job->schedule->compile.n) {
    buf_printf(&line, "Its plan is written by: %.*s", STR_FMT(job->schedule->compile));
    put_line(buf, mark, &line);
  }
  buf_printf(&line, EMIT_AGAIN "%.*s", STR_FMT(job->regenerate));
  put_line(buf, mark, &line);
}
