#include "compiler/cli/command.h"
#include "runtime/core/limits.h"
#include "runtime/plan/plan_json.h"

/* The paths of a plan are relative to one root. */
static bool one_project(Session *session, const Plan *plan) {
  for (size_t i = 1; i < plan->n; i++) {
    Str first = plan->components[0].root, other = plan->components[i].root;
    if (str_eq(first, other)) continue;
    session_complain(session, EXIT_WRONG, "a plan holds one project; these are several: '%.*s' and '%.*s'",
                     STR_FMT(first), STR_FMT(other));
    return false;
  }
  return true;
}

ExitStatus command_compile(Session *session) {
  Loaded loaded;
  ExitStatus status = load_path(session, session->options->operands.at[0], &loaded);
  if (status != EXIT_FINE || session->sink.errors) return status != EXIT_FINE ? status : EXIT_WRONG;
  if (!one_project(session, loaded.plan)) return EXIT_WRONG;
  Buf buf = buf_new(&session->arena, LIMIT_ARENA_BYTES);
  plan_write(&session->arena, &buf, loaded.plan);
  writer_put(session->out, buf_str(&buf));
  return EXIT_FINE;
}
