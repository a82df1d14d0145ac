#include "compiler/cli/options.h"

#include <stddef.h>

#include "compiler/cli/duration.h"
#include "runtime/core/limits.h"
#include "runtime/core/vec.h"
#include "runtime/emit/emit.h"

/* ---- the tables ---- */

static const char ABOUT_PATH[] =
    "PATH is a component file, a directory, a plan made by 'dbtplan compile', or '-' for standard input";
static const char ABOUT_SIDES[] =
    "OLD and NEW are component files, directories, plans, or revisions of the git repository, 'git:REV' or "
    "'git:REV:PATH'";

const Command COMMANDS[] = {
    {COMMAND_INIT, "init", "", 0, 0, NULL, "writes a first component, defs.yaml, for a dbt project", NULL},
    {COMMAND_SHOW, "show", "PATH", 1, 1, NULL,
     "a component at a glance: definition, windows, the latest command, the cost", ABOUT_PATH},
    {COMMAND_COMPILE, "compile", "PATH", 1, 1, NULL, "the validated plan as JSON", ABOUT_PATH},
    {COMMAND_CHECK, "check", "[PATH...]", 0, SIZE_MAX, "text|json|sarif|github",
     "diagnostics only: what a pre-commit hook runs", ABOUT_PATH},
    {COMMAND_RESOLVE, "resolve", "PATH", 1, 1, "text|jsonl|shell|nul", "the invocations of dbt", ABOUT_PATH},
    {COMMAND_DIFF, "diff", "OLD NEW", 2, 2, "text|json|markdown",
     "which invocations change between two files, directories, plans or revisions, 'git:REV'", ABOUT_SIDES},
    {COMMAND_EMIT, "emit", "TARGET PATH", 0, 2, NULL,
     "a script or a job that runs the invocations, or a standing schedule", ABOUT_PATH},
    {COMMAND_RUN, "run", "PATH", 1, 1, NULL, "runs the invocations of dbt itself", ABOUT_PATH},
    {COMMAND_PARTITIONS, "partitions", "PATH", 1, 1, "text|json|keys|calendar",
     "the partition keys with their windows", ABOUT_PATH},
    {COMMAND_EVAL, "eval", "TEMPLATE", 1, 1, NULL,
     "one template rendered as Dagster would, as JSON; '-' reads it from standard input", NULL},
    {COMMAND_EXPLAIN, "explain", "CODE", 1, 1, NULL, "what a diagnostic means and what to do",
     "CODE is one, as DP0401, or the beginning of several, as DP04, which are listed"},
    {COMMAND_SCHEMA, "schema", "", 0, 0, NULL, "a JSON Schema of component files, for editors", NULL},
    {COMMAND_COMPLETION, "completion", "bash|zsh|fish", 1, 1, NULL, "the completion script of a shell", NULL},
    {COMMAND_MANUAL, "manual", "", 0, 0, NULL, "the manual page, for man", NULL},
};
const size_t COMMAND_COUNT = COUNT(COMMANDS);

enum {
  WITH_PARTITIONS = COMMAND_RESOLVE | COMMAND_EMIT | COMMAND_RUN | COMMAND_PARTITIONS | COMMAND_EVAL,
  WITH_LAUNCHES = COMMAND_RESOLVE | COMMAND_EMIT | COMMAND_RUN | COMMAND_EVAL,
  WITH_INVOCATIONS = COMMAND_RESOLVE | COMMAND_EMIT | COMMAND_RUN,
  READS_COMPONENT = COMMAND_SHOW | COMMAND_COMPILE | COMMAND_CHECK | COMMAND_DIFF | WITH_PARTITIONS,
};

#define FLAG(member) NULL, OPTION_FLAG, offsetof(Options, member)
#define TEXT(value, member) value, OPTION_TEXT, offsetof(Options, member)
#define LIST(value, member) value, OPTION_LIST, offsetof(Options, member)
#define MAYBE(word, member) word, OPTION_MAYBE, offsetof(Options, member)

const Option OPTIONS[] = {
    {"--partition", LIST("KEY", partitions), WITH_PARTITIONS,
     "this partition; one is a launch of it, several a backfill"},
    {"--partition-range", LIST("START...END", ranges), WITH_PARTITIONS, "a backfill from START to END, both included"},
    {"--all", FLAG(all), WITH_PARTITIONS, "every partition that is closed"},
    {"--latest", FLAG(latest), WITH_PARTITIONS, "the last partition that is closed, as a schedule launches it"},
    {"--since", TEXT("KEY|TIME", since), WITH_PARTITIONS,
     "partitions from this one on, or that begin at TIME or later"},
    {"--until", TEXT("KEY|TIME", until), WITH_PARTITIONS, "partitions up to this one, or that end at TIME or earlier"},
    {"--keys-from", TEXT("FILE", keys_from), WITH_PARTITIONS,
     "a backfill of the keys in FILE, one a line; '-': standard input"},
    {"--missing", TEXT("FILE", missing), WITH_PARTITIONS,
     "of these, else of all that are closed, the ones that FILE does not list; '-': standard input"},
    {"--single-run", FLAG(single_run), WITH_LAUNCHES,
     "one run for each range, whatever the component's backfill policy"},
    {"--chunk", TEXT("N", chunk), WITH_LAUNCHES,
     "at most N partitions a run, whatever the component's backfill policy"},
    {"--order", TEXT("first-then-rest|serial|any", order), WITH_INVOCATIONS,
     "what waits for what; with --all the rest for the first, which makes the table"},
    {"--full-refresh", MAYBE("first", full_refresh), WITH_INVOCATIONS,
     "dbt's --full-refresh for each command that takes it; 'first': for the first command alone"},
    {"--due", FLAG(due), COMMAND_RUN,
     "every partition that is closed, not done, and no earlier than the first one that is recorded"},
    {"--from", TEXT("KEY|TIME", from), COMMAND_RUN, "with --due: where to begin; recorded, so that it is needed once"},
    {"--delay", TEXT("TIME", delay), COMMAND_RUN,
     "with --due: wait so long behind the end of a window for late data: 30min, 5h, 2d"},
    {"--state", TEXT("DIR", state), COMMAND_RUN, "what was done is recorded there, and not done again"},
    {"--state", TEXT("DIR", state), COMMAND_PARTITIONS,
     "for each whether it is done, failed, changed or missing, as recorded there"},
    {"--changed", TEXT("rerun|keep", changed), COMMAND_RUN,
     "what was done by another command than the one now: run it again, or leave it; else nothing is run"},
    {"--jobs", TEXT("N", jobs), COMMAND_RUN, "so many side by side; one by default"},
    {"--retries", TEXT("N", retries), COMMAND_RUN, "try an invocation that fails N times more"},
    {"--timeout", TEXT("TIME", timeout), COMMAND_RUN, "end an invocation that takes longer: 90s, 30min, 2h"},
    {"--keep-going", FLAG(keep_going), COMMAND_RUN, "begin others after one has failed"},
    {"--dry-run", FLAG(dry_run), COMMAND_RUN, "print the commands and run nothing"},
    {"--yes", FLAG(yes), COMMAND_RUN, "do not ask before more than 20 invocations"},
    {"--dbt-project", TEXT("DIR", dbt_project), COMMAND_INIT, "the dbt project; else the one that is found here"},
    {"--hourly", TEXT("START", hourly), COMMAND_INIT, "a partition for each hour from START on: 2024-01-01T00:00"},
    {"--daily", TEXT("START", daily), COMMAND_INIT, "one for each day from START on: 2024-01-01"},
    {"--weekly", TEXT("START", weekly), COMMAND_INIT, "one for each week"},
    {"--monthly", TEXT("START", monthly), COMMAND_INIT, "one for each month"},
    {"--why", FLAG(why), COMMAND_RESOLVE, "where each value comes from: its expression, window and definition"},
    {"--select", TEXT("SELECTOR", select), WITH_INVOCATIONS, "in place of the component's own selection"},
    {"--at", TEXT("TIME", at), COMMAND_PARTITIONS, "the partition whose window holds TIME"},
    {"--count", FLAG(count), COMMAND_PARTITIONS, "how many there are, and nothing else"},
    {"--in", TEXT("PATH", in), COMMAND_EVAL, "evaluate as in the 'cli_args' of this component"},
    {"--context", TEXT("FILE", context), COMMAND_EVAL, "the names that the template sees: a JSON object"},
    {"--format", TEXT("FORMAT", format), COMMAND_CHECK | COMMAND_DIFF, "how to print; text by default"},
    {"--format", TEXT("FORMAT", format), COMMAND_RESOLVE, "how to print; by default text on a terminal, else jsonl"},
    {"--format", TEXT("FORMAT", format), COMMAND_PARTITIONS,
     "how to print; by default a calendar on a terminal, else text"},
    {"--fix", FLAG(fix), COMMAND_CHECK, "repair in place what has a plain remedy"},
    {"--diff", FLAG(diff), COMMAND_CHECK, "print the repairs as a patch instead"},
    {"--rules", LIST("CODES", rules), COMMAND_CHECK,
     "only these findings, with commas between: DP0412, or DP04 for a family"},
    {"--exclude-rules", LIST("CODES", exclude_rules), COMMAND_CHECK, "all findings but these"},
    {"--strict", FLAG(strict), COMMAND_CHECK, "warnings are errors"},
    {"-o", TEXT("FILE", output), COMMAND_COMPILE | COMMAND_EMIT,
     "write to FILE, which appears whole or stays as it was"},
    {"--check", TEXT("FILE", check), COMMAND_EMIT, "write nothing: is FILE, emitted before, out of date?"},
    {"--name", TEXT("NAME", name), COMMAND_EMIT, "what the job is called; else as its component"},
    {"--dbt", TEXT("FILE", dbt), COMMAND_EMIT, "the dbt that the job runs; else 'dbt'"},
    {"--dbtplan", TEXT("FILE", dbtplan), COMMAND_EMIT, "the dbtplan that a standing schedule runs; else 'dbtplan'"},
    {"--project-dir", TEXT("DIR", project_dir), COMMAND_EMIT,
     "where the project lies where the job runs; else as here"},
    {"--plan", TEXT("FILE", plan), COMMAND_EMIT,
     "the plan of a standing schedule, below --project-dir; else plan.json"},
    {"--image", TEXT("IMAGE", image), COMMAND_EMIT, "the container's image"},
    {"--pass-env", LIST("NAME", pass_env), COMMAND_EMIT, "an environment variable that the job hands on to dbt"},
    {"--concurrency", TEXT("N", concurrency), COMMAND_EMIT, "how many invocations may run side by side; else 1"},
    {"--from", TEXT("KEY", from), COMMAND_EMIT,
     "the first partition of a standing schedule; else the last one that is closed now"},
    {"--delay", TEXT("TIME", delay), COMMAND_EMIT, "how long a standing schedule waits behind a window: 30min, 5h, 1d"},
    {"--state", TEXT("DIR", state), COMMAND_EMIT, "where the job records what is done, below --project-dir"},
    {"--retries", TEXT("N", retries), COMMAND_EMIT, "how often an invocation that failed is run again; else 0"},
    {"--timeout", TEXT("TIME", timeout), COMMAND_EMIT, "how long one invocation may take"},
    {"--host-zone", TEXT("ZONE", host_zone), COMMAND_EMIT,
     "the time zone of the host's clock, for cron; else of this one"},
    {"--catchup", FLAG(catchup), COMMAND_EMIT, "airflow: run what lies between --from and now"},
    {"--pool", TEXT("NAME", pool), COMMAND_EMIT, "airflow: the pool of its tasks"},
    {"--airflow-partitions", FLAG(airflow_partitions), COMMAND_EMIT, "airflow: its own partitions, from 3.3 on"},
    {"--indexes", TEXT("LIST", indexes), COMMAND_EMIT,
     "kubernetes: a Job of these indexes alone, as 2,5-7: what failed"},
    {"--component", TEXT("NAME", component), READS_COMPONENT, "of several components the one in this folder"},
    {"--treat-as-dbt", LIST("TYPE", treat_as_dbt), READS_COMPONENT,
     "read components of TYPE, whose source is elsewhere, as dbt components"},
    {"--dialect", TEXT("dagster|guide", dialect), READS_COMPONENT,
     "what Dagster runs (the default of check), or also what its guide shows (that of the others)"},
    {"--now", TEXT("TIME", now), READS_COMPONENT, "ISO 8601, in place of the clock"},
    {"--env", LIST("NAME=VALUE", env), READS_COMPONENT, "the value of an environment variable"},
    {"--env-file", TEXT("FILE", env_file), READS_COMPONENT, "values of environment variables, as in a .env file"},
    {"--project-root", TEXT("DIR", project_root), READS_COMPONENT,
     "where the project of a plan lies; else the plan's folder"},
    {"--stdin-filename", TEXT("FILE", stdin_filename), READS_COMPONENT,
     "where the text on standard input, '-', belongs"},
};
const size_t OPTION_COUNT = COUNT(OPTIONS);

/* ---- choices ---- */

/* The parts of "a|b|c"; none where the text is in capitals, a word for something else. */
static void split_choice(Arena *arena, const char *text, StrList *words) {
  Str rest = str_of(text);
  if (rest.n == 0 || (rest.p[0] >= 'A' && rest.p[0] <= 'Z') || str_find(rest, STR("|"), 0) == SIZE_MAX) return;
  str_parts(arena, rest, '|', words);
}

bool option_choices(Arena *arena, const Command *command, const Option *option, StrList *words) {
  bool is_format = option->at == offsetof(Options, format);
  *words = (StrList){0};
  if (option->value) split_choice(arena, is_format ? command->formats : option->value, words);
  return words->n > 0;
}

bool operand_choices(Arena *arena, const Command *command, StrList *words) {
  *words = (StrList){0};
  split_choice(arena, command->operands, words);
  return words->n > 0;
}

static bool is_choice(const StrList *words, Str value) {
  size_t i = 0;
  while (i < words->n && !str_eq(words->at[i], value)) i++;
  return i < words->n;
}

/* "a, b or c". */
static Str in_words(Arena *arena, const StrList *words) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < words->n; i++) {
    if (i) buf_puts(&buf, i + 1 < words->n ? ", " : " or ");
    buf_put(&buf, words->at[i]);
  }
  return buf_str(&buf);
}

Str emit_targets_in_words(Arena *arena) {
  StrList words = {0};
  for (size_t i = 0; i < EMIT_TARGET_COUNT; i++) VEC_PUSH(arena, &words, str_of(EMIT_TARGETS[i].name));
  return in_words(arena, &words);
}

/* ---- help ---- */

static const Str VERSION =
    STR_INIT("dbtplan " DBTPLAN_VERSION "\nexact for Dagster 1.13.27, dagster-dbt 0.29.27 and dbt-core 1.11\n");

static void put_row(Buf *buf, Str head, const char *help) {
  enum { HELP_COLUMN = 30 };
  buf_printf(buf, "  %.*s", STR_FMT(head));
  if (head.n + 3 > HELP_COLUMN)
    buf_printf(buf, "\n%*s", HELP_COLUMN, "");
  else
    buf_repeat(buf, ' ', HELP_COLUMN - 2 - head.n);
  buf_printf(buf, "%s\n", help);
}

static void put_option(Arena *arena, Buf *buf, const Option *option, const Command *command) {
  bool is_format = option->at == offsetof(Options, format) && command->formats;
  const char *shape = option->kind == OPTION_MAYBE ? "%s [%s]" : "%s %s";
  Str head = option->value ? str_printf(arena, shape, option->name, option->value) : str_of(option->name);
  Str help = str_of(option->help);
  StrList words;
  if (option_choices(arena, command, option, &words) && is_format) {
    size_t end = str_find(help, STR(";"), 0);
    help = str_printf(arena, "%.*s: %.*s%.*s", STR_FMT(str_sub(help, 0, end)), STR_FMT(in_words(arena, &words)),
                      STR_FMT(str_sub(help, end, help.n)));
  }
  put_row(buf, head, str_z(arena, help));
}

static void put_command_help(Arena *arena, Buf *buf, const Command *command) {
  const char *gap = *command->operands ? " " : "";
  buf_printf(buf, "usage: dbtplan %s [OPTION...]%s%s\n\n%s.\n", command->name, gap, command->operands, command->help);
  if (command->id == COMMAND_EMIT) buf_printf(buf, "TARGET is %.*s.\n", STR_FMT(emit_targets_in_words(arena)));
  if (command->about) buf_printf(buf, "%s.\n", command->about);
  buf_puts(buf, "\noptions:\n");
  for (size_t i = 0; i < OPTION_COUNT; i++)
    if (OPTIONS[i].commands & command->id) put_option(arena, buf, &OPTIONS[i], command);
  put_row(buf, STR("--help"), "this text");
}

static void put_general_help(Arena *arena, Buf *buf) {
  buf_puts(buf,
           "usage: dbtplan COMMAND [OPTION...] [PATH...]\n\nDagster's dbt components as plans and dbt command "
           "lines.\n\ncommands:\n");
  for (size_t i = 0; i < COMMAND_COUNT; i++)
    put_row(buf, str_printf(arena, "%s %s", COMMANDS[i].name, COMMANDS[i].operands), COMMANDS[i].help);
  buf_puts(
      buf,
      "\n'dbtplan COMMAND --help' has the options of a command; 'dbtplan --version' the versions of Dagster and dbt.\n"
      "Exit status: 0 fine; 1 something is wrong in the project; 2 wrong usage; 3 cannot read or write.\n");
}

static Parsed answer_help(Arena *arena, const Command *command, Writer *out) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  if (command)
    put_command_help(arena, &buf, command);
  else
    put_general_help(arena, &buf);
  writer_put(out, buf_str(&buf));
  return PARSED_ANSWERED;
}

/* ---- what is wrong ---- */

typedef struct Parser {
  Arena *arena;
  char **argv;
  int argc, at;
  bool only_operands; /* behind `--` */
  Options *options;
  Str why;
} Parser;

static Str meant(Arena *arena, Str word, const Str *names, size_t n) {
  Str nearest = str_nearest(word, names, n);
  return nearest.n ? str_printf(arena, "; did you mean '%.*s'?", STR_FMT(nearest)) : STR("");
}

static Str unknown_command(Arena *arena, Str word) {
  static const Str OPTIONS_ALONE[] = {STR_INIT("--help"), STR_INIT("--version")};
  if (str_starts(word, STR("-")))
    return str_printf(arena, "there is no option '%.*s'%.*s", STR_FMT(word),
                      STR_FMT(meant(arena, word, OPTIONS_ALONE, COUNT(OPTIONS_ALONE))));
  Str *names = ARENA_ARRAY(arena, Str, COMMAND_COUNT);
  for (size_t i = 0; i < COMMAND_COUNT; i++) names[i] = str_of(COMMANDS[i].name);
  return str_printf(arena, "there is no command '%.*s'%.*s", STR_FMT(word),
                    STR_FMT(meant(arena, word, names, COMMAND_COUNT)));
}

static Str unknown_option(Parser *p, Str word) {
  Str *names = ARENA_ARRAY(p->arena, Str, OPTION_COUNT + 1);
  size_t n = 0;
  const Command *command = p->options->command;
  for (size_t i = 0; i < OPTION_COUNT; i++) {
    if (OPTIONS[i].commands & command->id) names[n++] = str_of(OPTIONS[i].name);
    if (str_is(word, OPTIONS[i].name))
      return str_printf(p->arena, "'%s' does not take %.*s", command->name, STR_FMT(word));
  }
  names[n++] = STR("--help");
  return str_printf(p->arena, "there is no option '%.*s'%.*s", STR_FMT(word), STR_FMT(meant(p->arena, word, names, n)));
}

static bool wrong(Parser *p, Str why) {
  p->why = why;
  return false;
}

/* ---- parsing ---- */

static const Option *find_option(const Command *command, Str name) {
  for (size_t i = 0; i < OPTION_COUNT; i++)
    if ((OPTIONS[i].commands & command->id) && str_is(name, OPTIONS[i].name)) return &OPTIONS[i];
  return NULL;
}

static void store(Parser *p, const Option *option, Str value) {
  void *member = (char *)p->options + option->at;
  if (option->kind == OPTION_FLAG) *(bool *)member = true;
  if (option->kind == OPTION_TEXT || option->kind == OPTION_MAYBE) *(Str *)member = value;
  if (option->kind == OPTION_LIST) VEC_PUSH(p->arena, (StrList *)member, value);
}

/* `--opt`, `--opt word`, `--opt=word`. */
static bool parse_maybe(Parser *p, const Option *option, Str value) {
  if (value.n && !str_is(value, option->value))
    return wrong(p, str_printf(p->arena, "%s stands alone or takes '%s', not '%.*s'", option->name, option->value,
                               STR_FMT(value)));
  bool follows = p->at < p->argc && str_is(str_of(p->argv[p->at]), option->value);
  if (!value.n && follows) p->at++;
  store(p, option, value.n || follows ? str_of(option->value) : STR("all"));
  return true;
}

/* `--opt value`, `--opt=value`, `-ovalue`. */
static bool parse_option(Parser *p, Str word) {
  bool is_long = str_starts(word, STR("--"));
  size_t end = is_long ? str_find(word, STR("="), 0) : 2;
  Str name = str_sub(word, 0, end);
  const Option *option = find_option(p->options->command, name);
  if (!option) return wrong(p, unknown_option(p, name));
  bool has_value = end < word.n;
  Str value = str_sub(word, is_long ? end + 1 : end, word.n);
  if (option->kind == OPTION_MAYBE) return parse_maybe(p, option, has_value ? value : STR(""));
  if (option->kind == OPTION_FLAG && has_value)
    return wrong(p, str_printf(p->arena, "%s takes no value", option->name));
  if (option->kind != OPTION_FLAG && !has_value) {
    if (p->at == p->argc) return wrong(p, str_printf(p->arena, "%s needs a value: %s", option->name, option->value));
    value = str_of(p->argv[p->at++]);
  }
  /* Where a variable of the shell is not set, nothing must not come to mean everything. */
  if (option->kind == OPTION_TEXT && !value.n)
    return wrong(p, str_printf(p->arena, "the value of %s is empty", option->name));
  StrList words;
  if (option_choices(p->arena, p->options->command, option, &words) && !is_choice(&words, value))
    return wrong(p, str_printf(p->arena, "%s takes %.*s, not '%.*s'", option->name, STR_FMT(in_words(p->arena, &words)),
                               STR_FMT(value)));
  store(p, option, value);
  return true;
}

static bool is_option(const Parser *p, Str word) { return !p->only_operands && word.n > 1 && word.p[0] == '-'; }

static const Command *find_command(Str name) {
  for (size_t i = 0; i < COMMAND_COUNT; i++)
    if (str_is(name, COMMANDS[i].name)) return &COMMANDS[i];
  return NULL;
}

static bool operands_fit(Parser *p) {
  const Options *options = p->options;
  const Command *command = options->command;
  size_t n = options->operands.n;
  if (n > command->most)
    return wrong(p,
                 str_printf(p->arena, "'%.*s' is one operand too many", STR_FMT(options->operands.at[command->most])));
  if (command->id == COMMAND_EMIT && n < command->most && !(options->check.n && n == 0))
    return wrong(p, str_printf(p->arena, "'emit' needs TARGET PATH, and TARGET is %.*s",
                               STR_FMT(emit_targets_in_words(p->arena))));
  if (n < command->least) return wrong(p, str_printf(p->arena, "'%s' needs %s", command->name, command->operands));
  StrList words;
  return !operand_choices(p->arena, command, &words) || is_choice(&words, options->operands.at[0]) ||
         wrong(p, str_printf(p->arena, "'%s' takes %.*s, not '%.*s'", command->name,
                             STR_FMT(in_words(p->arena, &words)), STR_FMT(options->operands.at[0])));
}

static bool env_fits(Parser *p) {
  for (size_t i = 0; i < p->options->env.n; i++) {
    size_t equals = str_find(p->options->env.at[i], STR("="), 0);
    if (equals == SIZE_MAX || equals == 0) return wrong(p, STR("--env takes NAME=VALUE"));
  }
  return true;
}

static bool ranges_fit(Parser *p) {
  const StrList *ranges = &p->options->ranges;
  for (size_t i = 0; i < ranges->n; i++)
    if (str_find(ranges->at[i], STR("..."), 0) == SIZE_MAX)
      return wrong(p, str_printf(p->arena, "--partition-range takes START...END, not '%.*s'", STR_FMT(ranges->at[i])));
  return true;
}

/* Keys named, a stretch of time, and the latest are three ways to say which partitions. */
static bool partitions_fit(Parser *p) {
  const Options *o = p->options;
  bool named = o->partitions.n || o->ranges.n || o->keys_from.n;
  bool stretch = o->all || o->since.n || o->until.n;
  if (named + stretch + o->latest > 1)
    return wrong(
        p,
        STR("partitions are given by their keys, by --all, --since and --until, or by --latest, not by two of these"));
  if (o->due && (named || stretch || o->latest || o->missing.n))
    return wrong(p, STR("--due finds the partitions, so no option may name partitions beside it"));
  if (o->at.n && named + stretch + o->latest > 0)
    return wrong(p, STR("--at finds the partition by a time, so no option may name partitions beside it"));
  return !(o->single_run && o->chunk.n) || wrong(p, STR("--single-run and --chunk exclude each other"));
}

/* Without a component `eval` has no launch to choose. */
static bool launch_fits(Parser *p) {
  const Options *o = p->options;
  bool chooses = o->partitions.n || o->ranges.n || o->keys_from.n || o->missing.n || o->all || o->since.n ||
                 o->until.n || o->latest;
  chooses = chooses || o->single_run || o->chunk.n || o->component.n;
  bool has_component = o->command->id != COMMAND_EVAL || o->in.n;
  return has_component || !chooses ||
         wrong(p, STR("options that choose a launch need --in PATH, the component it is of"));
}

/* ---- options of `run` ---- */

static bool number_fits(Parser *p, const char *option, Str text, int64_t least, int64_t most, int64_t *number) {
  bool digits = text.n > 0 && text.n < 7;
  int64_t value = 0;
  for (size_t i = 0; i < text.n && digits; i++) {
    digits = char_is_digit(text.p[i]);
    value = value * 10 + (text.p[i] - '0');
  }
  if (!text.n || (digits && value >= least && value <= most)) return *number = text.n ? value : *number, true;
  return wrong(p, str_printf(p->arena, "%s takes a number from %lld to %lld, not '%.*s'", option, (long long)least,
                             (long long)most, STR_FMT(text)));
}

static bool duration_fits(Parser *p, const char *option, Str text, int64_t *seconds) {
  if (!text.n || duration_read(text, seconds)) return true;
  return wrong(p, str_printf(p->arena, "%s takes a length of time as 90s, 30min, 5h or 2d, not '%.*s'", option,
                             STR_FMT(text)));
}

static bool run_fits(Parser *p) {
  Options *o = p->options;
  enum { JOBS_MOST = 1000, RETRIES_MOST = 1000 };
  o->job_count = 1;
  if (o->command->id != COMMAND_RUN) return true;
  if (o->due && !o->state.n) return wrong(p, STR("--due needs --state DIR, which knows what is done"));
  if (o->from.n && !o->due) return wrong(p, STR("--from goes with --due; --since chooses partitions from a key on"));
  if (o->delay.n && !o->due) return wrong(p, STR("--delay goes with --due"));
  if (o->changed.n && !o->state.n) return wrong(p, STR("--changed goes with --state"));
  if (o->due && str_is(o->changed, "rerun"))
    return wrong(p,
                 STR("--due leaves what is done as it is: '--changed rerun' goes with options that choose partitions"));
  return duration_fits(p, "--delay", o->delay, &o->delay_seconds) &&
         duration_fits(p, "--timeout", o->timeout, &o->timeout_seconds) &&
         number_fits(p, "--jobs", o->jobs, 1, JOBS_MOST, &o->job_count) &&
         number_fits(p, "--retries", o->retries, 0, RETRIES_MOST, &o->retry_count);
}

static bool rhythm_fits(Parser *p) {
  const Options *o = p->options;
  size_t n = (o->hourly.n > 0) + (o->daily.n > 0) + (o->weekly.n > 0) + (o->monthly.n > 0);
  return n < 2 || wrong(p, STR("--hourly, --daily, --weekly and --monthly exclude each other"));
}

static bool values_fit(Parser *p) {
  Str format = p->options->format;
  if (p->options->why && format.n && !str_is(format, "text"))
    return wrong(p, STR("--why is for reading: it goes with --format text alone"));
  if (p->options->context.n && p->options->in.n) return wrong(p, STR("--context and --in exclude each other"));
  return operands_fit(p) && env_fits(p) && ranges_fit(p) && partitions_fit(p) && launch_fits(p) && run_fits(p) &&
         rhythm_fits(p);
}

static Parsed parse_words(Parser *p, Writer *out) {
  while (p->at < p->argc) {
    Str word = str_of(p->argv[p->at++]);
    if (is_option(p, word) && (str_is(word, "--help") || str_is(word, "-h")))
      return answer_help(p->arena, p->options->command, out);
    if (is_option(p, word) && str_is(word, "--"))
      p->only_operands = true;
    else if (!is_option(p, word))
      VEC_PUSH(p->arena, &p->options->operands, word);
    else if (!parse_option(p, word))
      return PARSED_WRONG;
  }
  return values_fit(p) ? PARSED : PARSED_WRONG;
}

static Parsed parse_command(Parser *p, Writer *out) {
  if (p->argc < 2) return wrong(p, STR("a command is missing")), PARSED_WRONG;
  Str word = str_of(p->argv[1]);
  bool is_help_command = str_is(word, "help");
  if (str_is(word, "--version")) return writer_put(out, VERSION), PARSED_ANSWERED;
  if (str_is(word, "--help") || str_is(word, "-h") || (is_help_command && p->argc == 2))
    return answer_help(p->arena, NULL, out);
  if (is_help_command) word = str_of(p->argv[2]);
  p->options->command = find_command(word);
  if (!p->options->command) return wrong(p, unknown_command(p->arena, word)), PARSED_WRONG;
  return is_help_command ? answer_help(p->arena, p->options->command, out) : parse_words(p, out);
}

Parsed options_parse(Arena *arena, int argc, char **argv, Options *options, Writer *out, Str *why) {
  *options = (Options){0};
  Parser parser = {.arena = arena, .argv = argv, .argc = argc, .at = 2, .options = options};
  for (int i = 1; i < argc; i++) VEC_PUSH(arena, &options->arguments, str_of(argv[i]));
  Parsed parsed = parse_command(&parser, out);
  *why = parser.why;
  return parsed;
}
