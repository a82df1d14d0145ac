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
  const PlanComponent *component = invocation->bound->component;
  Str key = launch_name(arena, &invocation->launch), name = component->name.n ? component->name : component->file;
  return key.n ? str_printf(arena, "%.*s %.*s", STR_FMT(name), STR_FMT(key)) : name;
}

/* That a single argument is too long, or holds a NUL, `resolve` has refused. */
static bool fits(const EmitJob *job, const Invocation *invocation) {
  size_t total = 0;
  for (size_t i = 0; i < invocation->argv.n; i++) total += invocation->argv.at[i].n + 1 + sizeof(char *);
  if (total <= ARGUMENTS_MOST) return true;
  Str limit = str_printf(job->scratch, "its arguments have %zu bytes, where a system takes %d", total, ARGUMENTS_MOST);
  return emit_refuse(job, emit_label(job->scratch, invocation), limit);
}

/* ---- the survey ---- */

static Str label_on_a_line(Arena *arena, const Invocation *invocation) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  Str key = launch_name(arena, &invocation->launch);
  quote_sh_line(&buf, invocation->bound->component->name);
  if (key.n) buf_char(&buf, ' ');
  if (key.n) quote_sh_line(&buf, key);
  return buf_str(&buf);
}

static bool has_controls(Arena *arena, const Invocation *invocation) {
  bool found = quote_needs_controls(launch_name(arena, &invocation->launch));
  for (size_t i = 0; i < invocation->argv.n && !found; i++) found = quote_needs_controls(invocation->argv.at[i]);
  return found;
}

static bool component_has_controls(const BoundComponent *bound) {
  return quote_needs_controls(bound->component->name) || quote_needs_controls(bound->project_dir) ||
         quote_needs_controls(bound->profiles_dir);
}

bool emit_survey(Arena *arena, EmitJob *job) {
  Invocation invocation;
  int64_t count = 0;
  bool fit = true;
  for (size_t i = 0; i < job->component_count; i++)
    job->has_controls = job->has_controls || component_has_controls(job->components[i]);
  for (job->rewind(job->state); fit && job->next(job->state, &invocation); count++) {
    fit = fits(job, &invocation);
    job->has_controls = job->has_controls || has_controls(job->scratch, &invocation);
    if (count == 0) job->first = str_copy(arena, label_on_a_line(job->scratch, &invocation));
    if (count == job->count - 1) job->last = str_copy(arena, label_on_a_line(job->scratch, &invocation));
  }
  return fit && count == job->count;
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
  quote_sh_line(buf, schedule->bound->component->name);
  buf_printf(buf, ": windows by '%.*s' in %.*s, from ", STR_FMT(schedule->time->cron), STR_FMT(schedule->time->tz->name));
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
