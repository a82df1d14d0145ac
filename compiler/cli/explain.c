#include "compiler/cli/command.h"
#include "runtime/core/limits.h"
#include "runtime/core/texts.h"

static ExitStatus no_such_code(Session *session, Str wanted) {
  Str codes[DIAG_COUNT];
  for (int code = 0; code < DIAG_COUNT; code++) codes[code] = str_of(diag_row((DiagCode)code)->code);
  Str near = str_nearest(wanted, codes, DIAG_COUNT);
  Str hint =
      near.n ? str_printf(&session->arena, "did you mean '%.*s'?", STR_FMT(near)) : STR("codes look like DP0105");
  return session_complain(session, EXIT_USAGE, "there is no diagnostic '%.*s'; %.*s", STR_FMT(wanted), STR_FMT(hint));
}

ExitStatus command_explain(Session *session) {
  Str wanted = session->options->operands.at[0];
  DiagCode code = diag_find(wanted);
  if (code == DIAG_COUNT) return no_such_code(session, wanted);
  Buf page = buf_new(&session->arena, LIMIT_STRING_BYTES);
  Str path = str_printf(&session->arena, "docs/diagnostics/%s.md", diag_row(code)->code);
  if (!text_put(&page, path)) buf_printf(&page, "# %s: %s\n", diag_row(code)->code, diag_row(code)->message);
  writer_put(session->out, buf_str(&page));
  return EXIT_FINE;
}
