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

static bool refuse(Session *session, const PlanComponent *component, Str what, const char *hint) {
  Diag *diag =
      diag_report(&session->sink, DIAG_TEMPLATE_UNSUPPORTED, (Place){component->source, {0, 0}}, DIAG_ARGS(what));
  diag->hint = str_of(hint);
  return false;
}

/* What the environment chooses is no part of a plan, nor is what no launch could evaluate. */
static bool is_settled(Session *session, const PlanComponent *component) {
  static const char what[] =
      "in a plan, a definition of some of the assets, where the environment tells which,";
  const Node *partitions = component->partitions;
  if (component->partitions_by_env)
    return refuse(session, component, str_of(what),
                  "resolve the project itself; a plan is the same whatever the environment");
  if (!partitions || partitions->kind != NODE_UNSUPPORTED) return true;
  Str unsupported = str_printf(&session->arena, "in a plan, %.*s", STR_FMT(partitions->unsupported.what));
  return refuse(session, component, unsupported,
                "resolve the project itself; where the selection reads the environment, it decides which models count");
}

ExitStatus command_compile(Session *session) {
  Loaded loaded;
  ExitStatus status = load_path(session, session->options->operands.at[0], &loaded);
  if (status != EXIT_FINE || session->sink.errors) return status != EXIT_FINE ? status : EXIT_WRONG;
  if (!one_project(session, loaded.plan)) return EXIT_WRONG;
  for (size_t i = 0; i < loaded.plan->n; i++)
    if (!is_settled(session, &loaded.plan->components[i])) return EXIT_WRONG;
  Buf buf = buf_new(&session->arena, LIMIT_ARENA_BYTES);
  plan_write(&session->arena, &buf, loaded.plan);
  writer_put(session->out, buf_str(&buf));
  return EXIT_FINE;
}
