#include "compiler/cli/command.h"
#include "runtime/core/limits.h"
#include "runtime/plan/plan_json.h"

ExitStatus command_compile(Session *session) {
  Loaded loaded;
  ExitStatus status = load_path(session, session->options->operands.at[0], &loaded);
  if (status != EXIT_FINE || session->sink.errors) return status != EXIT_FINE ? status : EXIT_WRONG;
  Buf buf = buf_new(&session->arena, LIMIT_ARENA_BYTES);
  plan_write(&session->arena, &buf, loaded.plan);
  writer_put(session->out, buf_str(&buf));
  return EXIT_FINE;
}
