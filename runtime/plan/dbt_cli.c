#include "runtime/plan/dbt_cli.h"

static const char *const COMMANDS[] = {
#define DBT_COMMAND(NAME, words) words,
#define DBT_OPTION(name, aliases, negation, kind, choices, from, until, commands)
#include "grammar/dbt_cli.def"
#undef DBT_COMMAND
#undef DBT_OPTION
};

#define IN(NAME) (UINT32_C(1) << DBT_##NAME)
#define EVERYWHERE UINT32_MAX
#define FUSION DBT_FUSION
static const DbtOption OPTIONS[] = {
#define DBT_COMMAND(NAME, words)
#define DBT_OPTION(name, aliases, negation, kind, choices, from, until, commands) \
  {STR_INIT(name), STR_INIT(aliases), STR_INIT(negation), DBT_##kind, choices, from, until, commands},
#include "grammar/dbt_cli.def"
#undef DBT_COMMAND
#undef DBT_OPTION
};
enum { OPTION_COUNT = COUNT(OPTIONS) };

const char *dbt_command_words(DbtCommand command) { return COMMANDS[command]; }

static bool is_called(const DbtOption *option, Str name) {
  if (str_eq(option->name, name) || str_eq(option->negation, name)) return true;
  return option->aliases.n && str_lists(option->aliases, name);
}

const DbtOption *dbt_option(DbtCommand command, Str name) {
  const DbtOption *found = NULL;
  for (const DbtOption *option = OPTIONS; option < OPTIONS + OPTION_COUNT; option++) {
    if (!(option->commands >> command & 1) || (found && found->until >= option->until)) continue;
    if (is_called(option, name)) found = option;
  }
  return found;
}

typedef struct Reader {
  Arena *arena;
  const StrList *args;
  size_t at;
  bool options_end; /* behind `--` */
  DbtLine *line;
} Reader;

static bool stop(Reader *r, DbtWrong status, Str wrong, size_t at) {
  r->line->status = status;
  r->line->wrong = wrong;
  r->line->wrong_at = at;
  return false;
}

static bool takes_words(const DbtOption *option) { return option->kind == DBT_WORDS || option->kind == DBT_CHOICES; }

/* The value of an option: `attached` to it, or the next argument, whatever that is. */
static bool read_value(Reader *r, DbtGiven given, const Str *attached) {
  if (!attached && r->at == r->args->n) return stop(r, DBT_NEEDS_VALUE, given.name, given.at);
  given.value = attached ? *attached : r->args->at[r->at++];
  given.has_value = true;
  VEC_PUSH(r->arena, &r->line->given, given);
  while (takes_words(given.option) && r->at < r->args->n && !str_starts(r->args->at[r->at], STR("-"))) r->at++;
  return true;
}

static bool read_option(Reader *r, const DbtOption *option, Str name, const Str *attached, size_t at) {
  DbtGiven given = {.option = option, .name = name, .of = r->line->command, .at = at};
  if (option->kind != DBT_FLAG) return read_value(r, given, attached);
  if (attached) return stop(r, DBT_TAKES_NO_VALUE, name, at);
  VEC_PUSH(r->arena, &r->line->given, given);
  return true;
}

/* `-dx`: flags, the last of which may have a value behind it. */
static bool read_letters(Reader *r, Str arg, size_t at) {
  for (size_t i = 1; i < arg.n; i++) {
    Str name = str_cat(r->arena, STR("-"), str_sub(arg, i, i + 1));
    const DbtOption *option = dbt_option(r->line->command, name);
    Str behind = str_sub(arg, i + 1, arg.n);
    if (!option) return stop(r, DBT_UNKNOWN_OPTION, name, at);
    bool has_value = option->kind != DBT_FLAG;
    if (!read_option(r, option, name, has_value && behind.n ? &behind : NULL, at)) return false;
    if (has_value) return true;
  }
  return true;
}

static bool read_dashed(Reader *r, Str arg, size_t at) {
  size_t equals = str_find(arg, STR("="), 0);
  Str name = equals == SIZE_MAX ? arg : str_sub(arg, 0, equals);
  Str value = equals == SIZE_MAX ? STR("") : str_sub(arg, equals + 1, arg.n);
  const DbtOption *option = dbt_option(r->line->command, name);
  if (option) return read_option(r, option, name, equals == SIZE_MAX ? NULL : &value, at);
  if (!str_starts(arg, STR("--"))) return read_letters(r, arg, at);
  return stop(r, DBT_UNKNOWN_OPTION, name, at);
}

static bool is_group(DbtCommand command) {
  return command == DBT_NONE || command == DBT_DOCS || command == DBT_SOURCE;
}

/* A word where a group of commands looks for one. */
static bool enter(Reader *r, Str word, size_t at) {
  Str group = str_of(COMMANDS[r->line->command]);
  Str words = group.n ? str_printf(r->arena, "%.*s %.*s", STR_FMT(group), STR_FMT(word)) : word;
  bool is_word = str_find(word, STR(" "), 0) == SIZE_MAX; /* "docs generate" is two of them */
  r->options_end = false;
  for (int i = 1; is_word && i < DBT_COMMAND_COUNT; i++) {
    if (!str_eq(str_of(COMMANDS[i]), words)) continue;
    r->line->command = (DbtCommand)i;
    return true;
  }
  return stop(r, DBT_UNKNOWN_COMMAND, words, at);
}

static bool read_argument(Reader *r) {
  size_t at = r->at++;
  Str arg = r->args->at[at];
  if (!r->options_end && str_is(arg, "--")) return r->options_end = true;
  if (!r->options_end && arg.n > 1 && arg.p[0] == '-') return read_dashed(r, arg, at);
  if (is_group(r->line->command)) return enter(r, arg, at);
  VEC_PUSH(r->arena, &r->line->words, arg);
  return true;
}

bool dbt_line_read(Arena *arena, const StrList *args, DbtLine *line) {
  Reader r = {.arena = arena, .args = args, .line = line};
  *line = (DbtLine){.command = DBT_NONE};
  while (r.at < args->n)
    if (!read_argument(&r)) return false;
  return is_group(line->command) ? stop(&r, DBT_NO_COMMAND, STR(""), args->n) : true;
}
