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

static void put_page(Buf *buf, DiagCode code) {
  const DiagRow *row = diag_row(code);
  Str path = str_printf(buf->arena, "docs/diagnostics/%s.md", row->code);
  if (!text_put(buf, path)) buf_printf(buf, "# %s: %s\n", row->code, row->message);
}

/* The first line of a page, "# DP0401: options that stand beside their parent", without its mark. */
static void put_title(Buf *list, DiagCode code) {
  Buf page = buf_new(list->arena, LIMIT_STRING_BYTES);
  put_page(&page, code);
  Str text = buf_str(&page);
  buf_printf(list, "%.*s\n", STR_FMT(str_sub(text, 2, str_find(text, STR("\n"), 0))));
}

/* Of the beginning of codes, as `--rules` takes it, a line for each; false: none begins so. */
static bool put_family(Buf *list, Str beginning) {
  for (int i = 0; i < DIAG_COUNT && beginning.n > 1; i++) {
    DiagCode code = (DiagCode)i;
    if (str_starts(str_of(diag_row(code)->code), beginning)) put_title(list, code);
  }
  return list->n > 0;
}

ExitStatus command_explain(Session *session) {
  Str wanted = session->options->operands.at[0];
  Buf buf = buf_new(&session->arena, LIMIT_STRING_BYTES);
  DiagCode code = diag_find(wanted);
  if (code != DIAG_COUNT)
    put_page(&buf, code);
  else if (!put_family(&buf, wanted))
    return no_such_code(session, wanted);
  writer_put(session->out, buf_str(&buf));
  return EXIT_FINE;
}
