#include <unistd.h>

#include "compiler/cli/command.h"
#include "compiler/cli/launches.h"
#include "compiler/cli/render.h"
#include "compiler/cli/why.h"
#include "runtime/core/limits.h"
#include "runtime/emit/quote.h"
#include "runtime/value/json.h"

typedef void (*PutInvocation)(Arena *arena, Buf *buf, const Invocation *invocation);

/* ---- jsonl ---- */

static void put_list(Buf *buf, const StrList *list) {
  buf_char(buf, '[');
  for (size_t i = 0; i < list->n; i++) {
    if (i) buf_puts(buf, ", ");
    json_write_str(buf, list->at[i]);
  }
  buf_char(buf, ']');
}

static void put_text(Buf *buf, const char *before, Str text) {
  buf_puts(buf, before);
  json_write_str(buf, text);
}

static void put_iso(Buf *buf, const char *before, const Civil *civil) {
  char text[CIVIL_ISO_ROOM];
  int n = civil_iso(civil, 'T', text);
  put_text(buf, before, (Str){text, (size_t)n});
}

static void put_launch(Arena *arena, Buf *buf, const Launch *launch) {
  static const char *const MODES[] = {"unpartitioned", "key", "range"};
  buf_printf(buf, ", \"mode\": \"%s\", \"partition_key\": ", MODES[launch->mode]);
  if (launch->mode == LAUNCH_KEY)
    json_write_str(buf, launch_first_key(arena, launch));
  else
    buf_puts(buf, "null");
  buf_puts(buf, ", \"partition_key_range\": ");
  if (launch->mode == LAUNCH_RANGE) {
    put_text(buf, "{\"start\": ", launch_first_key(arena, launch));
    put_text(buf, ", \"end\": ", launch_last_key(arena, launch));
    buf_char(buf, '}');
  } else {
    buf_puts(buf, "null");
  }
  buf_puts(buf, ", \"partition_time_window\": ");
  if (launch->has_window) {
    put_iso(buf, "{\"start\": ", &launch->window.start);
    put_iso(buf, ", \"end\": ", &launch->window.end);
    buf_char(buf, '}');
  } else {
    buf_puts(buf, "null");
  }
}

static void put_env(Buf *buf, const StrList *env) {
  buf_puts(buf, ", \"env\": {");
  for (size_t i = 0; i < env->n; i++) {
    size_t equals = str_find(env->at[i], STR("="), 0);
    put_text(buf, i ? ", " : "", str_sub(env->at[i], 0, equals));
    put_text(buf, ": ", str_sub(env->at[i], equals + 1, env->at[i].n));
  }
  buf_char(buf, '}');
}

static void put_jsonl(Arena *arena, Buf *buf, const Invocation *invocation) {
  put_text(buf, "{\"component\": ", invocation->bound->component->name);
  put_text(buf, ", \"op\": ", invocation->bound->op_name);
  put_launch(arena, buf, &invocation->launch);
  buf_puts(buf, ", \"cli_args\": ");
  put_list(buf, &invocation->cli_args);
  buf_puts(buf, ", \"argv\": ");
  put_list(buf, &invocation->argv);
  put_env(buf, &invocation->env);
  put_text(buf, ", \"cwd\": ", invocation->cwd);
  buf_puts(buf, ", \"after\": [");
  for (size_t i = 0; i < invocation->after_count; i++) buf_printf(buf, "%s%zu", i ? ", " : "", invocation->after[i]);
  buf_puts(buf, "]}\n");
}

/* ---- for shells ---- */

static void put_shell(Arena *arena, Buf *buf, const Invocation *invocation) {
  (void)arena;
  quote_command(buf, invocation);
}

/* Whether a text lies right behind another one and its NUL, as `resolve_prepare` lays constant arguments: they go at
 * once. */
static bool is_behind(Str text, Str next) { return next.p == text.p + text.n + 1 && text.p[text.n] == '\0'; }

/* Straight to the output: of these there may be a million. */
static void write_nul(Writer *out, const StrList *argv) {
  for (size_t i = 0; i < argv->n;) {
    Str run = argv->at[i++];
    while (i < argv->n && is_behind(run, argv->at[i])) run.n += 1 + argv->at[i++].n;
    writer_put(out, run);
    writer_char(out, '\0');
  }
  writer_char(out, '\0');
}

/* ---- for reading ---- */

static void put_readable(Arena *arena, Buf *buf, const Invocation *invocation) {
  const Launch *launch = &invocation->launch;
  Str label = launch_name(arena, launch);
  render_harmless(buf, component_label(invocation->bound->component));
  if (label.n) buf_puts(buf, "  ");
  render_harmless(buf, label);
  if (launch->has_window) {
    char start[CIVIL_ISO_ROOM], end[CIVIL_ISO_ROOM];
    int start_n = civil_iso(&launch->window.start, ' ', start), end_n = civil_iso(&launch->window.end, ' ', end);
    buf_printf(buf, "  (%.*s to %.*s)", start_n, start, end_n, end);
  }
  Buf command = buf_new(arena, LIMIT_STRING_BYTES);
  quote_words(&command, &invocation->argv);
  buf_puts(buf, "\n  ");
  render_words(buf, buf_str(&command), 0);
  buf_char(buf, '\n');
}

static void put_reasons(Arena *arena, Buf *buf, const Invocation *invocation) {
  put_readable(arena, buf, invocation);
  why_put(arena, buf, invocation);
}

/* ---- the command ---- */

/* NULL: write_nul. */
static PutInvocation writer_of(const Options *options) {
  static const struct {
    const char *format;
    PutInvocation put;
  } FORMATS[] = {{"text", put_readable}, {"jsonl", put_jsonl}, {"shell", put_shell}, {"nul", NULL}};
  Str format = options->format;
  if (options->why) return put_reasons;
  if (!format.n) format = isatty(STDOUT_FILENO) ? STR("text") : STR("jsonl");
  size_t i = 0;
  while (!str_is(format, FORMATS[i].format)) i++;
  return FORMATS[i].put;
}

ExitStatus command_resolve(Session *session) {
  Loaded loaded;
  ChosenList list = {0};
  ExitStatus status = load_path(session, session->options->operands.at[0], &loaded);
  if (status != EXIT_FINE) return status;
  if (session->sink.errors || !launches_choose(session, &loaded, &list)) return EXIT_WRONG;
  PutInvocation put = writer_of(session->options);
  Invocations invocations = invocations_of(session, &list);
  Invocation invocation;
  Buf buf = buf_new(&session->arena, LIMIT_STRING_BYTES);
  while (!session->out->error && invocations_next(&invocations, &invocation)) {
    if (!put) {
      write_nul(session->out, &invocation.argv);
      continue;
    }
    buf.n = 0;
    put(&session->scratch, &buf, &invocation);
    writer_put(session->out, buf_str(&buf));
  }
  return session_verdict(session);
}
