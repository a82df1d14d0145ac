/* completion: scripts for bash, zsh and fish, written from the tables of options.h.
 *
 * Each knows the commands, the options of each command, which of them take a file, and the words of those that have a
 * choice; codes and targets are words of their own tables. Help texts become descriptions in zsh and fish. */
#include "compiler/cli/command.h"
#include "runtime/core/limits.h"
#include "runtime/core/vec.h"
#include "runtime/emit/emit.h"
#include "runtime/emit/quote.h"

typedef struct Completion {
  Arena *arena;
  Buf buf;
} Completion;

/* ---- what the tables say ---- */

static bool takes_paths(const Command *command) {
  return str_find(str_of(command->operands), STR("PATH"), 0) != SIZE_MAX;
}

static bool is_path(const Option *option) {
  return option->value && str_lists(STR("FILE DIR PATH"), str_of(option->value));
}

/* MAYBE: its word is offered nowhere, since the option is whole without it. */
static bool has_value(const Option *option) { return option->value && option->kind != OPTION_MAYBE; }

/* Words that may stand as the first operand. */
static StrList operand_words(Completion *c, const Command *command) {
  StrList words;
  operand_choices(c->arena, command, &words);
  for (int code = 0; command->id == COMMAND_EXPLAIN && code < DIAG_COUNT; code++)
    VEC_PUSH(c->arena, &words, str_of(diag_row((DiagCode)code)->code));
  for (size_t i = 0; command->id == COMMAND_EMIT && i < EMIT_TARGET_COUNT; i++)
    VEC_PUSH(c->arena, &words, str_of(EMIT_TARGETS[i].name));
  return words;
}

static Str joined(Completion *c, const StrList *words) {
  Buf buf = buf_new(c->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < words->n; i++) {
    if (i) buf_char(&buf, ' ');
    buf_put(&buf, words->at[i]);
  }
  return buf_str(&buf);
}

static Str choices_of(Completion *c, const Command *command, const Option *option) {
  StrList words;
  return option_choices(c->arena, command, option, &words) ? joined(c, &words) : STR("");
}

/* ---- bash ---- */

static void put_bash_values(Completion *c, const Command *command) {
  Buf paths = buf_new(c->arena, LIMIT_STRING_BYTES), others = buf_new(c->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < OPTION_COUNT; i++) {
    const Option *option = &OPTIONS[i];
    if (!(option->commands & command->id) || !has_value(option)) continue;
    Str choices = choices_of(c, command, option);
    Buf *names = is_path(option) ? &paths : &others;
    if (choices.n)
      buf_printf(&c->buf, "    %s) words='%.*s' ;;\n", option->name, STR_FMT(choices));
    else
      buf_printf(names, "%s%s", names->n ? " | " : "", option->name);
  }
  if (paths.n) buf_printf(&c->buf, "    %.*s) paths=1 ;;\n", STR_FMT(buf_str(&paths)));
  if (others.n) buf_printf(&c->buf, "    %.*s) ;;\n", STR_FMT(buf_str(&others)));
}

static void put_bash_command(Completion *c, const Command *command) {
  StrList words = operand_words(c, command);
  buf_printf(&c->buf, "  %s)\n    case $before in\n", command->name);
  put_bash_values(c, command);
  buf_printf(&c->buf, "    *) %swords='--help", takes_paths(command) ? "paths=1 " : "");
  if (words.n) buf_printf(&c->buf, " %.*s", STR_FMT(joined(c, &words)));
  for (size_t i = 0; i < OPTION_COUNT; i++)
    if (OPTIONS[i].commands & command->id) buf_printf(&c->buf, " %s", OPTIONS[i].name);
  buf_puts(&c->buf, "' ;;\n    esac\n    ;;\n");
}

/* bash takes `--option=value` apart into three words. */
static void put_bash(Completion *c) {
  buf_puts(&c->buf,
           "# Completion of dbtplan for bash: source <(dbtplan completion bash)\n"
           "_dbtplan() {\n"
           "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}"
           " command='' words='' paths='' reply\n"
           "  if ((COMP_CWORD > 1)); then command=${COMP_WORDS[1]}; fi\n"
           "  if [ \"$word\" = = ]; then word='';"
           " elif [ \"$before\" = = ]; then before=${COMP_WORDS[COMP_CWORD - 2]}; fi\n"
           "  COMPREPLY=()\n"
           "  case $command in\n"
           "  '') words='");
  for (size_t i = 0; i < COMMAND_COUNT; i++) buf_printf(&c->buf, "%s ", COMMANDS[i].name);
  buf_puts(&c->buf, "help --help --version' ;;\n");
  for (size_t i = 0; i < COMMAND_COUNT; i++) put_bash_command(c, &COMMANDS[i]);
  buf_puts(&c->buf,
           "  esac\n"
           "  while IFS= read -r reply; do COMPREPLY+=(\"$reply\"); done < <(\n"
           "    compgen -W \"$words\" -- \"$word\"\n"
           "    if [ \"$paths\" ]; then compgen -f -- \"$word\"; fi\n"
           "  )\n"
           "  if [ \"$paths\" ]; then compopt -o filenames 2>/dev/null; fi\n"
           "}\n"
           "complete -F _dbtplan dbtplan\n");
}

/* ---- zsh ---- */

/* Text inside a specification of _arguments or _describe, where ':' and brackets are marks. */
static Str zsh_text(Completion *c, const char *text) {
  Buf buf = buf_new(c->arena, LIMIT_STRING_BYTES);
  for (; *text; text++) {
    if (*text == ':' || *text == '[' || *text == ']' || *text == '\\') buf_char(&buf, '\\');
    buf_char(&buf, *text);
  }
  return buf_str(&buf);
}

static void put_zsh_word(Completion *c, Str word) {
  buf_puts(&c->buf, " \\\n      ");
  quote_sh(&c->buf, word);
}

static void put_zsh_option(Completion *c, const Command *command, const Option *option) {
  Str choices = choices_of(c, command, option);
  Buf spec = buf_new(c->arena, LIMIT_STRING_BYTES);
  buf_printf(&spec, "%s%s[%.*s]", option->kind == OPTION_LIST ? "*" : "", option->name,
             STR_FMT(zsh_text(c, option->help)));
  if (has_value(option)) buf_printf(&spec, ":%.*s:", STR_FMT(zsh_text(c, option->value)));
  if (choices.n)
    buf_printf(&spec, "(%.*s)", STR_FMT(choices));
  else if (is_path(option))
    buf_puts(&spec, "_files");
  put_zsh_word(c, buf_str(&spec));
}

static void put_zsh_command(Completion *c, const Command *command) {
  StrList words = operand_words(c, command);
  buf_printf(&c->buf, "  %s)\n    _arguments '--help[how it is used]'", command->name);
  for (size_t i = 0; i < OPTION_COUNT; i++)
    if (OPTIONS[i].commands & command->id) put_zsh_option(c, command, &OPTIONS[i]);
  if (words.n) put_zsh_word(c, str_printf(c->arena, "1:word:(%.*s)", STR_FMT(joined(c, &words))));
  if (takes_paths(command)) put_zsh_word(c, STR("*:PATH:_files"));
  buf_puts(&c->buf, "\n    ;;\n");
}

static void put_zsh(Completion *c) {
  buf_puts(&c->buf,
           "#compdef dbtplan\n"
           "# Completion of dbtplan for zsh: dbtplan completion zsh >FOLDER/_dbtplan, FOLDER being one of $fpath\n"
           "_dbtplan() {\n"
           "  local -a commands\n"
           "  commands=(");
  for (size_t i = 0; i < COMMAND_COUNT; i++)
    put_zsh_word(c, str_printf(c->arena, "%s:%.*s", COMMANDS[i].name, STR_FMT(zsh_text(c, COMMANDS[i].help))));
  buf_puts(&c->buf,
           ")\n"
           "  if ((CURRENT == 2)); then\n"
           "    _describe command commands\n"
           "    return\n"
           "  fi\n"
           "  local command=$words[2]\n"
           "  shift words\n"
           "  ((CURRENT--))\n"
           "  case $command in\n");
  for (size_t i = 0; i < COMMAND_COUNT; i++) put_zsh_command(c, &COMMANDS[i]);
  buf_puts(&c->buf,
           "  esac\n"
           "}\n"
           "if [ \"$funcstack[1]\" = _dbtplan ]; then _dbtplan \"$@\"; else compdef _dbtplan dbtplan; fi\n");
}

/* ---- fish ---- */

static void put_fish_line(Completion *c, const Command *command, Str rest, const char *help) {
  buf_puts(&c->buf, "complete -c dbtplan -n ");
  if (command)
    buf_printf(&c->buf, "'__fish_seen_subcommand_from %s' %.*s", command->name, STR_FMT(rest));
  else
    buf_printf(&c->buf, "__fish_use_subcommand %.*s", STR_FMT(rest));
  if (help) {
    buf_puts(&c->buf, " -d ");
    quote_sh(&c->buf, str_of(help));
  }
  buf_char(&c->buf, '\n');
}

static void put_fish_option(Completion *c, const Command *command, const Option *option) {
  bool is_long = str_starts(str_of(option->name), STR("--"));
  Str choices = choices_of(c, command, option);
  Buf rest = buf_new(c->arena, LIMIT_STRING_BYTES);
  buf_printf(&rest, "%s %s", is_long ? "-l" : "-s", option->name + (is_long ? 2 : 1));
  if (has_value(option)) buf_puts(&rest, is_path(option) ? " -r -F" : " -x");
  if (choices.n) buf_printf(&rest, " -a '%.*s'", STR_FMT(choices));
  put_fish_line(c, command, buf_str(&rest), option->help);
}

static void put_fish_command(Completion *c, const Command *command) {
  StrList words = operand_words(c, command);
  if (takes_paths(command)) put_fish_line(c, command, STR("-F"), NULL);
  if (words.n) put_fish_line(c, command, str_printf(c->arena, "-a '%.*s'", STR_FMT(joined(c, &words))), NULL);
  for (size_t i = 0; i < OPTION_COUNT; i++)
    if (OPTIONS[i].commands & command->id) put_fish_option(c, command, &OPTIONS[i]);
}

static void put_fish(Completion *c) {
  buf_puts(&c->buf,
           "# Completion of dbtplan for fish: dbtplan completion fish >~/.config/fish/completions/dbtplan.fish\n"
           "complete -c dbtplan -f\n"
           "complete -c dbtplan -l help -d 'how it is used'\n"
           "complete -c dbtplan -n __fish_use_subcommand -l version -d 'the versions of Dagster and dbt'\n");
  for (size_t i = 0; i < COMMAND_COUNT; i++)
    put_fish_line(c, NULL, str_printf(c->arena, "-a %s", COMMANDS[i].name), COMMANDS[i].help);
  for (size_t i = 0; i < COMMAND_COUNT; i++) put_fish_command(c, &COMMANDS[i]);
}

ExitStatus command_completion(Session *session) {
  Completion c = {&session->arena, buf_new(&session->arena, LIMIT_STRING_BYTES)};
  Str shell = session->options->operands.at[0];
  if (str_is(shell, "bash")) put_bash(&c);
  if (str_is(shell, "zsh")) put_zsh(&c);
  if (str_is(shell, "fish")) put_fish(&c);
  writer_put(session->out, buf_str(&c.buf));
  return EXIT_FINE;
}
