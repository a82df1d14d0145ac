/* manual: the manual page as man reads it, written from the tables of options.h. */
#include "compiler/cli/command.h"
#include "runtime/core/limits.h"

/* Text of a page: a hyphen stays one that can be copied, and nothing becomes a request of roff. */
static void put_text(Buf *buf, Str text) {
  for (size_t i = 0; i < text.n; i++) {
    char c = text.p[i];
    bool is_first = buf->n == 0 || buf->p[buf->n - 1] == '\n';
    if (is_first && (c == '.' || c == '\'')) buf_puts(buf, "\\&");
    if (c == '\\')
      buf_puts(buf, "\\e");
    else if (c == '-')
      buf_puts(buf, "\\-");
    else
      buf_char(buf, c);
  }
}

/* A paragraph under a tag in bold. */
static void put_item(Buf *buf, Str head, Str operand, const char *text) {
  buf_puts(buf, ".TP\n\\fB");
  put_text(buf, head);
  buf_puts(buf, "\\fR");
  if (operand.n) {
    buf_puts(buf, " \\fI");
    put_text(buf, operand);
    buf_puts(buf, "\\fR");
  }
  buf_char(buf, '\n');
  put_text(buf, str_of(text));
  buf_puts(buf, ".\n");
}

static void put_commands(Arena *arena, Buf *buf) {
  buf_puts(buf, ".SH COMMANDS\n");
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    Str text = str_of(COMMANDS[i].help);
    if (COMMANDS[i].id == COMMAND_EMIT)
      text = str_printf(arena, "%s; TARGET is %.*s", COMMANDS[i].help, STR_FMT(emit_targets_in_words(arena)));
    put_item(buf, str_of(COMMANDS[i].name), str_of(COMMANDS[i].operands), str_z(arena, text));
  }
}

/* An option and the commands that take it; of a format with what each of them prints. */
static void put_option(Arena *arena, Buf *buf, const Option *option) {
  Buf takers = buf_new(arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    if (!(option->commands & COMMANDS[i].id)) continue;
    buf_printf(&takers, "%s%s", takers.n ? ", " : "", COMMANDS[i].name);
    if (str_is(str_of(option->name), "--format")) buf_printf(&takers, ": %s", COMMANDS[i].formats);
  }
  const char *shape = option->kind == OPTION_MAYBE ? "[%s]" : "%s";
  Str value = option->value ? str_printf(arena, shape, option->value) : STR("");
  Str text = str_printf(arena, "%s (%.*s)", option->help, STR_FMT(buf_str(&takers)));
  put_item(buf, str_of(option->name), value, str_z(arena, text));
}

ExitStatus command_manual(Session *session) {
  Buf buf = buf_new(&session->arena, LIMIT_STRING_BYTES);
  buf_puts(&buf,
           ".TH DBTPLAN 1 \"\" \"dbtplan " DBTPLAN_VERSION "\"\n"
           ".SH NAME\ndbtplan \\- Dagster's dbt components as plans and dbt command lines\n"
           ".SH SYNOPSIS\n\\fBdbtplan\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR...] [\\fIPATH\\fR...]\n"
           ".SH DESCRIPTION\n"
           "Compiles Dagster's dbt components (\\fIdefs.yaml\\fR, its Jinja, the \\fItemplate_vars.py\\fR beside it)"
           " into a\n"
           "validated plan, and resolves that plan against partitions into the exact command lines of dbt.\n"
           "PATH is a component file, a directory that is searched for them, a plan made by \\fBcompile\\fR, or\n"
           "\\fB\\-\\fR for standard input; \\fB\\-\\-\\fR ends the options.\n");
  put_commands(&session->arena, &buf);
  buf_puts(&buf, ".SH OPTIONS\nIn brackets: the commands that take the option.\n");
  for (size_t i = 0; i < OPTION_COUNT; i++) put_option(&session->arena, &buf, &OPTIONS[i]);
  buf_puts(&buf, ".SH EXIT STATUS\n");
  put_item(&buf, STR("0"), STR(""), "fine");
  put_item(&buf, STR("1"), STR(""), "something is wrong in what a project says, or differs, or an invocation failed");
  put_item(&buf, STR("2"), STR(""), "wrong usage");
  put_item(&buf, STR("3"), STR(""), "PATH itself or the output cannot be read or written, or the system fails");
  put_item(&buf, STR("70"), STR(""), "a bug in dbtplan");
  put_item(&buf, STR("64"), STR(""), "wrong usage of run, whose own statuses follow");
  put_item(&buf, STR("75"), STR(""), "another run works on it");
  put_item(&buf, STR("124"), STR(""), "what failed took too long");
  put_item(&buf, STR("126, 127"), STR(""), "of a single command: the dbt cannot be run, is not there");
  put_item(&buf, STR("129, 130, 143"), STR(""), "ended by SIGHUP, SIGINT, SIGTERM");
  buf_puts(&buf, ".SH FILES\n");
  put_item(&buf, STR(".dbtplan.yaml"), STR(""), "at the project's root: settings, and values of template vars");
  put_item(&buf, STR(".env"), STR(""), "at the project's root: values of environment variables, as Dagster reads them");
  buf_puts(&buf, ".SH ENVIRONMENT\n");
  put_item(&buf, STR("DBT"), STR(""), "the dbt that 'run' and scripts of 'emit' start, in place of the one in PATH");
  put_item(&buf, STR("TZDIR"), STR(""), "the folder of the time zone database, in place of the system's");
  put_item(&buf, STR("NO_COLOR"), STR(""), "set to anything: no colours");
  buf_puts(&buf, ".SH SEE ALSO\n\\fBdbtplan COMMAND \\-\\-help\\fR, \\fBdbtplan explain CODE\\fR\n");
  writer_put(session->out, buf_str(&buf));
  return EXIT_FINE;
}
