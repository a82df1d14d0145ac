#include "runtime/emit/emit.h"

#include "compiler/cli/command.h"
#include "compiler/cli/launches.h"
#include "runtime/core/limits.h"
#include "runtime/emit/quote.h"

/* The command that makes the same again. A value of --env may be a secret, so only its name is kept. */
static Str regenerate(Session *session) {
  const StrList *words = &session->options->arguments;
  Buf buf = buf_new(&session->arena, LIMIT_STRING_BYTES);
  bool is_env = false;
  buf_puts(&buf, "dbtplan");
  for (size_t i = 0; i < words->n; i++) {
    Str word = words->at[i];
    bool joined = str_starts(word, STR("--env="));
    if (is_env || joined) {
      size_t equals = str_find(word, STR("="), joined ? sizeof "--env=" - 1 : 0);
      word = str_cat(&session->arena, str_sub(word, 0, equals), STR("=..."));
    }
    is_env = str_is(words->at[i], "--env");
    buf_char(&buf, ' ');
    quote_sh_line(&buf, word);
  }
  return buf_str(&buf);
}

/* A value of the environment belongs to where the command runs, and may be a secret: it is never written down. */
static bool may_be_written(Session *session, const BoundComponent *bound) {
  const PlanComponent *component = bound->component;
  Str what = emit_reads_env(&session->arena, component);
  if (!what.n && !bound->reads_env) return true;
  if (!what.n) what = STR("which a function of the project reads");
  Str name = component->name.n ? component->name : component->file;
  Diag *diag = diag_report(&session->sink, DIAG_ENV_IN_OUTPUT, PLACE_NONE, DIAG_ARGS(name, what));
  diag->place = component->source ? (Place){component->source, {0, 0}} : PLACE_NONE;
  return false;
}

static bool all_may_be_written(Session *session, const ChosenList *list, const BoundComponent **components) {
  bool sound = true;
  for (size_t i = 0; i < list->n; i++) {
    components[i] = &list->at[i]->bound;
    sound &= may_be_written(session, components[i]);
  }
  return sound;
}

static ExitStatus unknown_target(Session *session, Str name) {
  return session_complain(session, EXIT_USAGE, "the targets of this version are: sh; not '%.*s'", STR_FMT(name));
}

ExitStatus command_emit(Session *session) {
  Loaded loaded;
  ChosenList list = {0};
  const EmitTarget *target = emit_target(session->options->operands.at[0]);
  if (!target) return unknown_target(session, session->options->operands.at[0]);
  ExitStatus status = load_path(session, session->options->operands.at[1], &loaded);
  if (status != EXIT_FINE) return status;
  if (session->sink.errors || !launches_choose(session, &loaded, &list)) return EXIT_WRONG;
  const BoundComponent **components = ARENA_ARRAY(&session->arena, const BoundComponent *, list.n);
  if (!all_may_be_written(session, &list, components)) return EXIT_WRONG;
  Invocations invocations = invocations_of(session, &list);
  EmitJob job = {
      .made_by = STR("dbtplan " DBTPLAN_VERSION),
      .regenerate = regenerate(session),
      .components = components,
      .component_count = list.n,
      .count = invocations_count(&list),
      .scratch = &session->scratch,
      .state = &invocations,
      .rewind = invocations_rewind,
      .next = invocations_next,
  };
  return target->write(&session->arena, &job, session->out) ? session_verdict(session) : EXIT_WRONG;
}
