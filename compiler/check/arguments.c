#include "compiler/check/arguments.h"

#include "compiler/check/secrets.h"
#include "runtime/core/limits.h"
#include "runtime/eval/report.h"
#include "runtime/plan/arguments.h"
#include "runtime/plan/argv.h"
#include "runtime/plan/plan_tree.h"
#include "runtime/time/strftime.h"

/* ---- where arguments come from ---- */

static bool is_command(Str word) {
  for (int i = 1; i < DBT_COMMAND_COUNT; i++)
    if (str_is(word, dbt_command_words((DbtCommand)i))) return true;
  return false;
}

bool arguments_is_torn(Value v) {
  if (v.kind != V_DICT || v.dict->live != 1) return false;
  const DictEntry *entry = v.dict->at;
  while (entry->key.kind == V_ABSENT) entry++;
  if (!value_is_str(entry->key)) return false;
  Str key = value_text(entry->key);
  return !str_starts(key, STR("-")) && !is_command(key);
}

/* The nodes behind the arguments, as runtime/plan/arguments.c makes them. A template that becomes a mapping gives two,
 * which only a launch shows: `eval` is of one, or NULL. False: an item is torn, of which typing speaks. */
static bool find_origins(const BoundComponent *bound, Eval *eval, Arena *arena, Origins *origins) {
  const Node *tree = bound->component->cli_args;
  for (size_t i = 0; tree && tree->kind == NODE_LIST && i < tree->list.items.n; i++) {
    const Node *item = tree->list.items.at[i];
    bool is_pair = item->kind == NODE_DICT && item->dict.items.n == 1;
    Value v = eval && item->kind == NODE_TEMPLATE ? plan_tree_value(eval, item, &(const Node *){NULL}) : VALUE_NONE;
    if (arguments_is_torn(v)) return false;
    VEC_PUSH(arena, origins, is_pair ? item->dict.items.at[0]->pair.key : item);
    if (is_pair || v.kind == V_DICT) VEC_PUSH(arena, origins, is_pair ? item->dict.items.at[0]->pair.value : item);
  }
  return true;
}

/* ---- one command ---- */

static bool looks_like_template(Str text) {
  return str_find(text, STR("{{"), 0) != SIZE_MAX || str_find(text, STR("{%"), 0) != SIZE_MAX;
}

typedef struct Judge {
  Arguments *arguments;
  Arena *scratch;
  const Invocation *invocation;
  DbtLine line;
  StrList args; /* behind "dbt" */
  const Node **origins; /* the node behind each; NULL: dagster-dbt added it */
  const char *unknown; /* where the text lies that stands for what is not known; NULL: all is */
} Judge;

/* dagster-dbt takes arguments out and adds some behind, so those that are left stand in their order. */
static Judge judge_of(Arguments *arguments, Arena *scratch, const Invocation *invocation, const Origins *origins) {
  const StrList *argv = &invocation->argv, *cli_args = &invocation->cli_args;
  Judge judge = {.arguments = arguments, .scratch = scratch, .invocation = invocation};
  judge.args = (StrList){argv->at + 1, argv->n - 1, 0};
  judge.origins = ARENA_ARRAY(scratch, const Node *, judge.args.n);
  for (size_t i = 0, own = 0; i < judge.args.n; i++) {
    judge.origins[i] = NULL;
    while (own < cli_args->n && !str_eq(cli_args->at[own], judge.args.at[i])) own++;
    if (own == cli_args->n) continue;
    if (own < origins->n) judge.origins[i] = origins->at[own];
    own++;
  }
  return judge;
}

static const Node *origin_of(const Judge *judge, size_t at) {
  return at < judge->args.n ? judge->origins[at] : NULL;
}

static DiagSink *sink_of(const Judge *judge) { return judge->arguments->bound->workspace->sink; }

static Place place_at(const Judge *judge, size_t at) {
  const Node *origin = origin_of(judge, at);
  return written_place(judge->arguments->written, origin);
}

static Str command_words(const Judge *judge, DbtCommand command) {
  Str words = str_of(dbt_command_words(command));
  return words.n ? str_printf(judge->scratch, "dbt %.*s", STR_FMT(words)) : STR("dbt");
}

static void hint(const Judge *judge, Diag *diag, const char *format, Str subject) {
  diag->hint = str_printf(sink_of(judge)->arena, format, STR_FMT(subject));
}

/* Puts the word that was meant in place of a wrong one, where it stands in the file once. */
static void offer_word(const Judge *judge, Diag *diag, size_t at, Str wrong, Str meant) {
  const Node *origin = origin_of(judge, at);
  if (!origin || origin->kind != NODE_CONST || !diag->place.source || !diag->place.source->path.n) return;
  Str text = diag->place.source->text;
  Span span = diag->place.span;
  size_t found = str_find(text, wrong, span.start);
  if (found == SIZE_MAX || found + wrong.n > span.end) return;
  size_t again = str_find(text, wrong, found + 1);
  if (again != SIZE_MAX && again + wrong.n <= span.end) return;
  Place place = {diag->place.source, {(uint32_t)found, (uint32_t)(found + wrong.n)}};
  diag_edit(sink_of(judge), diag, place, meant);
}

static void push_words(Arena *arena, StrList *words, Str text) {
  while (text.n) {
    size_t end = str_find(text, STR(" "), 0);
    if (end == SIZE_MAX) end = text.n;
    VEC_PUSH(arena, words, str_sub(text, 0, end));
    text = str_sub(text, end < text.n ? end + 1 : end, text.n);
  }
}

static const Str one_word = STR_INIT("an item is one argument, blanks and all: write each word as an item of its own");

static void judge_command(const Judge *judge) {
  const DbtLine *line = &judge->line;
  StrList known = {0};
  for (int i = 1; i < DBT_COMMAND_COUNT; i++)
    VEC_PUSH(judge->scratch, &known, str_of(dbt_command_words((DbtCommand)i)));
  Diag *diag = diag_report(sink_of(judge), DIAG_DBT_COMMAND, place_at(judge, line->wrong_at), DIAG_ARGS(line->wrong));
  bool sole;
  Str near = str_nearest_sole(line->wrong, known.at, known.n, &sole);
  bool is_several = str_find(judge->args.at[line->wrong_at], STR(" "), 0) != SIZE_MAX;
  if (near.n && !is_several) hint(judge, diag, "did you mean '%.*s'?", near);
  if (near.n && sole && !is_several) offer_word(judge, diag, line->wrong_at, line->wrong, near);
  if (is_several) diag->hint = one_word;
  if (str_is(line->wrong, "dbt")) diag->hint = STR("leave it out: Dagster puts 'dbt' in front itself");
  const Node *tree = judge->arguments->bound->component->cli_args;
  if (tree && tree->kind == NODE_CONST)
    diag->hint = STR("'cli_args' is a list; of a text Dagster takes each character for an argument");
}

static void judge_no_command(const Judge *judge) {
  diag_report(sink_of(judge), DIAG_DBT_NO_COMMAND, written_place(judge->arguments->written, NULL), DIAG_NO_ARGS);
}

/* The commands that take an option: "build, run". */
static Str takers(Arena *arena, Str name) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  for (int i = 1; i < DBT_COMMAND_COUNT; i++) {
    if (!dbt_option((DbtCommand)i, name)) continue;
    if (buf.n) buf_puts(&buf, ", ");
    buf_puts(&buf, dbt_command_words((DbtCommand)i));
  }
  return buf_str(&buf);
}

const DbtOption *arguments_option(Str name) {
  const DbtOption *option = dbt_option(DBT_BUILD, name); /* which has the most of them */
  for (int i = 0; i < DBT_COMMAND_COUNT && !option; i++) option = dbt_option((DbtCommand)i, name);
  return option;
}

/* The option that was meant: the same with dashes for underscores, or the nearest name that the command has. */
static Str likely_option(const Judge *judge, Str name, bool *sole) {
  *sole = true;
  char *dashed = str_z(judge->scratch, name);
  for (size_t i = 0; i < name.n; i++)
    if (dashed[i] == '_') dashed[i] = '-';
  if (dbt_option(judge->line.command, (Str){dashed, name.n})) return (Str){dashed, name.n};
  if (name.n < 4) return (Str){"", 0};
  StrList known = {0}, own = {0};
#define DBT_COMMAND(NAME, words)
#define DBT_OPTION(name, aliases, negation, kind, choices, from, until, commands) \
  push_words(judge->scratch, &known, STR(name " " aliases " " negation));
#include "grammar/dbt_cli.def"
#undef DBT_COMMAND
#undef DBT_OPTION
  for (size_t i = 0; i < known.n; i++)
    if (dbt_option(judge->line.command, known.at[i])) VEC_PUSH(judge->scratch, &own, known.at[i]);
  return str_nearest_sole(name, own.at, own.n, sole);
}

static bool is_misspelt_again(const Judge *judge, Str name) {
  const Arguments *arguments = judge->arguments;
  return judge->line.command == arguments->misspelt.command && str_eq(name, arguments->misspelt.name);
}

/* The same, found once for all launches that have it. */
static Str meant_option(const Judge *judge, Str name, bool *sole) {
  Arguments *arguments = judge->arguments;
  if (!is_misspelt_again(judge, name)) {
    Str meant = likely_option(judge, name, sole);
    arguments->misspelt.command = judge->line.command;
    arguments->misspelt.name = str_copy(arguments->arena, name);
    arguments->misspelt.meant = str_copy(arguments->arena, meant);
    arguments->misspelt.sole = *sole;
  }
  *sole = arguments->misspelt.sole;
  return arguments->misspelt.meant;
}

static void judge_option_elsewhere(const Judge *judge, Str name) {
  const DbtLine *line = &judge->line;
  Diag *diag = diag_report(sink_of(judge), DIAG_DBT_OPTION_ELSEWHERE, place_at(judge, line->wrong_at),
                           DIAG_ARGS(command_words(judge, line->command), name));
  if (!origin_of(judge, line->wrong_at))
    hint(judge, diag, "dagster-dbt adds '%.*s' to every command: this one cannot be that of a component", name);
  else if (line->command == DBT_NONE)
    hint(judge, diag, "'%.*s' stands behind the command", name);
  else
    hint(judge, diag, "it belongs to: %.*s", takers(judge->scratch, name));
}

/* `--select tag:daily` as one item: whatever its words are, no option has a blank. */
static bool judge_two_words(const Judge *judge) {
  const DbtLine *line = &judge->line;
  size_t blank = str_find(line->wrong, STR(" "), 0);
  if (blank == SIZE_MAX || str_find(line->wrong, STR("="), 0) < blank) return false;
  Diag *diag = diag_report(sink_of(judge), DIAG_DBT_OPTION_MISSPELT, place_at(judge, line->wrong_at),
                           DIAG_ARGS(command_words(judge, line->command), line->wrong));
  diag->hint = one_word;
  return true;
}

static bool names_command(const Judge *judge) {
  for (size_t i = 0; i < judge->args.n; i++)
    if (is_command(judge->args.at[i])) return true;
  return false;
}

/* `-vars` is read as several options of one letter. */
static bool judge_one_dash(const Judge *judge) {
  const DbtLine *line = &judge->line;
  Str arg = judge->args.at[line->wrong_at], name = str_sub(arg, 0, str_find(arg, STR("="), 0));
  Str meant = str_cat(sink_of(judge)->arena, STR("-"), name);
  bool is_it = name.n > 2 && name.p[0] == '-' && name.p[1] != '-' && dbt_option(line->command, meant);
  if (!is_it) return false;
  Diag *diag = diag_report(sink_of(judge), DIAG_DBT_OPTION_MISSPELT, place_at(judge, line->wrong_at),
                           DIAG_ARGS(command_words(judge, line->command), name));
  hint(judge, diag, "did you mean '%.*s'?", meant);
  offer_word(judge, diag, line->wrong_at, name, meant);
  return true;
}

/* `--target:prod`: a value as YAML has it, inside of the text. */
static bool judge_colon(const Judge *judge) {
  const DbtLine *line = &judge->line;
  Str name = str_sub(line->wrong, 0, str_find(line->wrong, STR(":"), 0));
  if (name.n == line->wrong.n || !dbt_option(line->command, name)) return false;
  Diag *diag = diag_report(sink_of(judge), DIAG_DBT_OPTION_MISSPELT, place_at(judge, line->wrong_at),
                           DIAG_ARGS(command_words(judge, line->command), line->wrong));
  hint(judge, diag, "the value of '%.*s' is the next item, or stands behind a '='", name);
  return true;
}

static void judge_option(const Judge *judge) {
  const DbtLine *line = &judge->line;
  bool is_own = origin_of(judge, line->wrong_at) != NULL;
  if (line->command == DBT_NONE && (!is_own || !names_command(judge))) {
    judge_no_command(judge);
    return;
  }
  if (is_own && looks_like_template(line->wrong)) return; /* a key that is not rendered: judge_key speaks of it */
  if (!is_misspelt_again(judge, line->wrong) && arguments_option(line->wrong)) {
    judge_option_elsewhere(judge, line->wrong);
    return;
  }
  if (judge_two_words(judge) || judge_one_dash(judge) || judge_colon(judge)) return;
  bool sole;
  Str near = meant_option(judge, line->wrong, &sole);
  Diag *diag =
      diag_report(sink_of(judge), near.n ? DIAG_DBT_OPTION_MISSPELT : DIAG_DBT_OPTION, place_at(judge, line->wrong_at),
                  DIAG_ARGS(command_words(judge, line->command), line->wrong,
                            STR("from dbt-core 1.8 to 1.11 and dbt Fusion")));
  if (near.n) hint(judge, diag, "did you mean '%.*s'?", near);
  if (near.n && sole) offer_word(judge, diag, line->wrong_at, line->wrong, near);
}

/* ---- values ---- */

/* int(text) of Python, for ASCII. */
static bool is_whole_number(Str text) {
  Str digits = str_trim(text);
  bool last_digit = false;
  if (digits.n && (digits.p[0] == '-' || digits.p[0] == '+')) digits = str_sub(digits, 1, digits.n);
  for (size_t i = 0; i < digits.n; i++) {
    bool is_digit = char_is_digit(digits.p[i]);
    if (!is_digit && !(digits.p[i] == '_' && last_digit) && !(digits.p[i] & 0x80)) return false;
    last_digit = is_digit;
  }
  return digits.n > 0 && digits.p[digits.n - 1] != '_';
}

static bool is_choice(Arena *arena, const DbtOption *option, Str text) {
  StrList choices = {0};
  push_words(arena, &choices, str_of(option->choices));
  char *lower = str_z(arena, text);
  for (size_t i = 0; i < text.n; i++)
    if (lower[i] >= 'A' && lower[i] <= 'Z') lower[i] = (char)(lower[i] + ('a' - 'A'));
  for (size_t i = 0; i < choices.n; i++)
    if (str_eq(choices.at[i], (Str){lower, text.n})) return true;
  return false;
}

bool arguments_time(Arena *arena, Str text, Civil *civil) {
  static const char *const FORMATS[] = {"%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"};
  StrptimeZone zone;
  Str why;
  for (size_t i = 0; i < COUNT(FORMATS); i++)
    if (strptime_read(arena, text, str_of(FORMATS[i]), civil, &zone, &why)) return true;
  return false;
}

/* JSON escapes what lies beyond 16 bits as two surrogates, each of which PyYAML refuses. */
static bool has_surrogates(Str text) {
  for (size_t at = str_find(text, STR("\\ud"), 0); at != SIZE_MAX; at = str_find(text, STR("\\ud"), at + 1))
    if ((at == 0 || text.p[at - 1] != '\\') && at + 3 < text.n && strchr("89abcdef", text.p[at + 3])) return true;
  return false;
}

static bool is_yaml_mapping(Arena *arena, Str text) {
  DiagSink unheard;
  YDocuments documents = {0};
  Source source = {.text = text};
  diag_sink_init(&unheard, arena);
  bool parsed = !has_surrogates(text) && ydocument_parse(arena, &unheard, &source, &documents);
  return parsed && documents.n == 1 && documents.at[0] && documents.at[0]->kind == Y_MAP;
}

/* A mapping that Dagster has written as JSON. */
static bool is_written_as_json(const Judge *judge, size_t at) {
  const Node *origin = origin_of(judge, at);
  return origin && origin->kind == NODE_DICT;
}

static bool is_mapping(const Judge *judge, const DbtGiven *given) {
  return is_written_as_json(judge, given->at + 1) ? !has_surrogates(given->value)
                                                  : is_yaml_mapping(judge->scratch, given->value);
}

/* The two folders that must be there when dbt reads its command line; it runs in the project's. */
static bool is_missing_folder(const Judge *judge, const DbtGiven *given) {
  const BoundComponent *bound = judge->arguments->bound;
  if (!str_is(given->name, "--project-dir") && !str_is(given->name, "--profiles-dir")) return false;
  const Node *origin = origin_of(judge, given->at + 1);
  return bound->project_dir.n && origin && origin->kind == NODE_CONST &&
         !workspace_is_dir(bound->workspace, path_join(judge->scratch, bound->project_dir, given->value));
}

static const char *needed(const Judge *judge, const DbtGiven *given) {
  Civil time;
  switch (given->option->kind) {
    case DBT_PATH: return is_missing_folder(judge, given) ? "a folder that exists" : NULL;
    case DBT_INT: return is_whole_number(given->value) ? NULL : "a whole number";
    case DBT_TIME: return arguments_time(judge->scratch, given->value, &time) ? NULL : "a time such as 2024-01-31";
    case DBT_YAML: return is_mapping(judge, given) ? NULL : "a mapping in YAML or JSON";
    case DBT_CHOICE:
    case DBT_CHOICES: return is_choice(judge->scratch, given->option, given->value) ? NULL : "one of these: ";
    default: return NULL;
  }
}

enum { SHOWN_BYTES = 60 };

static bool is_unknown(const Judge *judge, Str arg) { return judge->unknown && arg.p == judge->unknown; }

/* "2024-01-31 00:00:00+00:00" */
static bool shows_offset(Str time) {
  return time.n > 19 && (time.p[time.n - 6] == '+' || time.p[time.n - 6] == '-') && time.p[time.n - 3] == ':';
}

/* No value, or a template that gives None: typing speaks of it. */
static bool is_none(const Judge *judge, const DbtGiven *given) {
  const Node *origin =
      str_is(given->value, "None") ? origin_of(judge, given->at + 1) : NULL;
  return origin && (origin->kind == NODE_TEMPLATE ||
                    (origin->kind == NODE_CONST && origin->constant.value.kind == V_NONE));
}

/* `- --vars` and behind it `- {a: b}`: of the mapping Dagster makes two arguments. */
static bool is_key_of_item(const Judge *judge, size_t at) {
  const Node *origin = origin_of(judge, at);
  const Node *tree = judge->arguments->bound->component->cli_args;
  for (size_t i = 0; origin && tree && tree->kind == NODE_LIST && i < tree->list.items.n; i++) {
    const Node *item = tree->list.items.at[i];
    if (item->kind == NODE_DICT && item->dict.items.n == 1 && item->dict.items.at[0]->pair.key == origin) return true;
  }
  return false;
}

/* The argument that holds the value: the option's own, or the next. */
static size_t value_at(const Judge *judge, const DbtGiven *given) {
  bool is_next = given->at + 1 < judge->args.n && judge->args.at[given->at + 1].p == given->value.p;
  return given->at + is_next;
}

/* A mapping that is not below its option: the words behind are part of it. */
static bool is_astray(const Judge *judge, const DbtGiven *given) {
  return given->option->kind == DBT_YAML && (is_none(judge, given) || is_key_of_item(judge, given->at + 1));
}

/* `--vars: a=1`, `--vars: [{a: 1}]` */
static Str mapping_remedy(const Judge *judge, const DbtGiven *given) {
  const Node *origin = origin_of(judge, value_at(judge, given));
  if (origin && origin->kind == NODE_LIST) return STR("give one mapping, not a list of them");
  bool is_assignment = str_find(given->value, STR("="), 0) != SIZE_MAX && !str_starts(given->value, STR("{"));
  return is_assignment ? STR("a variable is 'name: value', each on a line of its own below the option") : STR("");
}

static void judge_value(const Judge *judge, const DbtGiven *given) {
  const char *what = is_unknown(judge, given->value) ? NULL : needed(judge, given);
  if (!what || is_none(judge, given)) return;
  bool is_choice = given->option->kind == DBT_CHOICE || given->option->kind == DBT_CHOICES;
  Str words = is_choice ? str_cat(judge->scratch, str_of(what), str_of(given->option->choices)) : str_of(what);
  Str shown = str_sub(given->value, 0, SHOWN_BYTES);
  Place place = place_at(judge, value_at(judge, given));
  Diag *diag = diag_report(sink_of(judge), DIAG_DBT_VALUE, place, DIAG_ARGS(given->name, words, shown));
  if (given->option->kind == DBT_TIME && shows_offset(shown))
    hint(judge, diag,
         "dbt reads no offset here: \"{{ partition_time_window.%.*s.strftime('%%Y-%%m-%%dT%%H:%%M:%%S') }}\"",
         str_is(given->name, "--event-time-end") ? STR("end") : STR("start"));
  if (given->option->kind == DBT_YAML && has_surrogates(given->value))
    diag->hint = STR("dbt cannot read characters beyond U+FFFF as Dagster writes them into JSON: leave them out");
  if (given->option->kind == DBT_YAML && !diag->hint.n) diag->hint = mapping_remedy(judge, given);
  if (is_astray(judge, given))
    hint(judge, diag, "an option and its mapping are one item: '- %.*s:', and the mapping below it, indented",
         given->name);
}

static const DbtGiven *given_of(const DbtLine *line, const char *name) {
  const DbtGiven *found = NULL;
  for (size_t i = 0; i < line->given.n; i++)
    if (str_is(line->given.at[i].name, name)) found = &line->given.at[i];
  return found;
}

/* dbt/cli/flags.py, _validate_event_time_configs. */
static void judge_event_times(const Judge *judge) {
  const DbtGiven *start = given_of(&judge->line, "--event-time-start");
  const DbtGiven *end = given_of(&judge->line, "--event-time-end");
  const DbtGiven *one = start ? start : end;
  Civil from, until;
  if (!one) return;
  Str why = start ? STR("'--event-time-start' needs '--event-time-end' beside it")
                  : STR("'--event-time-end' needs '--event-time-start' beside it");
  if (start && end) {
    if (is_unknown(judge, start->value) || is_unknown(judge, end->value)) return;
    if (!arguments_time(judge->scratch, start->value, &from) || !arguments_time(judge->scratch, end->value, &until))
      return;
    if (civil_instant(&from) < civil_instant(&until)) return;
    why = str_printf(judge->scratch, "'--event-time-start' %.*s is not before '--event-time-end' %.*s",
                     STR_FMT(start->value), STR_FMT(end->value));
  }
  diag_report(sink_of(judge), DIAG_DBT_EVENT_TIMES, place_at(judge, one->at), DIAG_ARGS(why));
}

/* dbt/task/list.py never defers; `docs generate` need not, with --no-compile. */
static bool may_never_defer(DbtCommand command) {
  return command == DBT_LIST || command == DBT_LS || command == DBT_DOCS_GENERATE;
}

/* dbt/task/runnable.py and clone.py: without the manifest of another run they end. */
static void judge_state(const Judge *judge) {
  const DbtGiven *on = given_of(&judge->line, "--defer"), *off = given_of(&judge->line, "--no-defer");
  bool clones = judge->line.command == DBT_CLONE, defers = on && !(off && off->at > on->at);
  defers &= !may_never_defer(judge->line.command);
  if (!(clones || defers) || given_of(&judge->line, "--state") || given_of(&judge->line, "--defer-state")) return;
  Place place = clones ? written_command(judge->arguments->written) : place_at(judge, on->at);
  diag_report(sink_of(judge), DIAG_STATE_MISSING, place,
              DIAG_ARGS(clones ? command_words(judge, DBT_CLONE) : on->name));
}

static bool takes_a_word(DbtCommand command) { return command == DBT_RUN_OPERATION || command == DBT_INIT; }

/* The first word that the command has no use for, and the flag that it was likely meant for. */
static void judge_words(const Judge *judge) {
  const DbtLine *line = &judge->line;
  size_t most = takes_a_word(line->command);
  if (line->words.n <= most) return;
  for (size_t i = 0; i < line->words.n; i++)
    if (is_unknown(judge, line->words.at[i])) return;
  Str word = line->words.at[most];
  size_t at = 0;
  while (judge->args.at[at].p != word.p) at++;
  for (size_t i = 0; i < line->given.n; i++) {
    const DbtGiven *given = &line->given.at[i];
    if (given->option->kind != DBT_FLAG || given->at + 1 != at) continue;
    diag_report(sink_of(judge), DIAG_DBT_FLAG_VALUE, place_at(judge, at), DIAG_ARGS(given->name, word));
    return;
  }
  Diag *diag = diag_report(sink_of(judge), DIAG_DBT_WORD, place_at(judge, at),
                           DIAG_ARGS(command_words(judge, line->command), word));
  if (!word.n)
    diag->hint = STR("an empty text is an argument too: say what else it is, or make one template of the whole list");
}

static bool report_missing(const Judge *judge, Str name, size_t at) {
  diag_report(sink_of(judge), DIAG_DBT_VALUE_MISSING, place_at(judge, at), DIAG_ARGS(name));
  return true;
}

/* click takes the next argument for the value, also one that is an option, and one that dagster-dbt adds. */
static bool lacks_value(const Judge *judge) {
  const DbtLine *line = &judge->line;
  for (size_t i = 0; i < line->given.n; i++) {
    const DbtGiven *given = &line->given.at[i];
    size_t next = given->at + 1;
    bool is_next = given->has_value && next < judge->args.n && judge->args.at[next].p == given->value.p;
    if (!is_next || !str_starts(given->value, STR("--")) || !arguments_option(given->value)) continue;
    return report_missing(judge, given->name, given->at);
  }
  return false;
}

/* The option `--exclude` as it is written, abbreviated or with its value; NULL: a template makes it. */
static const Node *exclude_node(const Arguments *arguments) {
  for (size_t i = 0; i < arguments->origins.n; i++) {
    const Node *node = arguments->origins.at[i];
    bool is_text = node->kind == NODE_CONST && node->constant.value.kind == V_STR;
    Str text = is_text ? value_text(node->constant.value) : (Str){"", 0};
    if (str_starts(text, STR("--e")) && str_starts(STR("--exclude"), str_sub(text, 0, str_find(text, STR("="), 0))))
      return node;
  }
  return NULL;
}

/* dagster-dbt takes an own `--exclude` out, however it is written, and puts it in again. */
static void take_exclude(const Judge *judge) {
  Supplied *supplied = &judge->arguments->supplied;
  for (size_t i = 0; i < judge->line.given.n; i++) {
    const DbtGiven *given = &judge->line.given.at[i];
    bool is_own = str_is(given->name, "--exclude") && !str_eq(given->value, judge->arguments->bound->exclude);
    if (!is_own) continue;
    supplied->narrows = true;
    supplied->exclude = str_copy(supplied->arena, given->value);
    supplied->exclude_node = exclude_node(judge->arguments);
  }
}

/* What a sound command gives dbt, for the checks of the dbt project. */
static void take_supplied(const Judge *judge) {
  const DbtLine *line = &judge->line;
  const Node **values = ARENA_ARRAY(judge->scratch, const Node *, line->given.n);
  for (size_t i = 0; i < line->given.n; i++) {
    const DbtGiven *given = &line->given.at[i];
    values[i] = origin_of(judge, value_at(judge, given));
  }
  supplied_take(&judge->arguments->supplied, judge->scratch, line, values);
  take_exclude(judge);
}

/* Right with the one dbt, refused by the other, and nothing here says which it is. */
static void judge_engine(const Judge *judge) {
  for (size_t i = 0; i < judge->line.given.n; i++) {
    const DbtGiven *given = &judge->line.given.at[i];
    if (given->option->from != DBT_FUSION) continue;
    Diag *diag = diag_report(sink_of(judge), DIAG_DBT_OPTION, place_at(judge, given->at),
                             DIAG_ARGS(command_words(judge, given->of), given->name, STR("from dbt-core 1.8 to 1.11")));
    diag->hint = STR("dbt Fusion has it: be sure that this is what runs");
  }
}

/* click keeps the last value of an option; of those that take several words, dbt unites them. */
static void judge_repeated(const Judge *judge) {
  const DbtLine *line = &judge->line;
  for (size_t i = 0; i < line->given.n; i++)
    for (size_t j = 0; j < i; j++) {
      const DbtOption *option = line->given.at[i].option;
      bool keeps_last = option->kind != DBT_FLAG && option->kind != DBT_WORDS && option->kind != DBT_CHOICES;
      bool is_lost = line->given.at[j].option == option && !str_eq(line->given.at[j].value, line->given.at[i].value);
      if (!keeps_last || !is_lost) continue; /* the same value once more does no harm */
      bool is_own = origin_of(judge, line->given.at[j].at) != NULL;
      Diag *diag = diag_report(sink_of(judge), DIAG_OPTION_TWICE, place_at(judge, line->given.at[i].at),
                               DIAG_ARGS(line->given.at[i].name));
      if (option->kind == DBT_YAML) diag->hint = STR("put all variables below one '--vars'");
      if (is_own) diag_relate(sink_of(judge), diag, place_at(judge, line->given.at[j].at), STR("this one is lost"));
      return;
    }
}

static void judge_line(Judge *judge) {
  const DbtLine *line = &judge->line;
  dbt_line_read(judge->scratch, &judge->args, &judge->line);
  if (given_of(line, "--version")) return; /* dbt prints it and does nothing else */
  if (lacks_value(judge)) return;
  switch (line->status) {
    case DBT_NO_COMMAND: judge_no_command(judge); return;
    case DBT_UNKNOWN_COMMAND:
      if (!is_unknown(judge, judge->args.at[line->wrong_at])) judge_command(judge);
      return;
    case DBT_UNKNOWN_OPTION: judge_option(judge); return;
    case DBT_NEEDS_VALUE: report_missing(judge, line->wrong, line->wrong_at); return;
    case DBT_TAKES_NO_VALUE:
      diag_report(sink_of(judge), DIAG_DBT_FLAG_VALUE, place_at(judge, line->wrong_at),
                  DIAG_ARGS(line->wrong, str_sub(judge->args.at[line->wrong_at], line->wrong.n + 1, SIZE_MAX)));
      return;
    case DBT_RIGHT: break;
  }
  bool astray = false;
  for (size_t i = 0; i < line->given.n; i++) {
    judge_value(judge, &line->given.at[i]);
    astray |= is_astray(judge, &line->given.at[i]);
  }
  judge_repeated(judge);
  if (!astray) judge_words(judge);
  judge_event_times(judge);
  judge_state(judge);
  judge_engine(judge);
  take_supplied(judge);
}

/* ---- which launches are judged ---- */

static bool is_free(const Node *origin, const DbtLine *line, size_t at) {
  if (origin->kind == NODE_CONST) return true;
  for (size_t i = 0; i < line->given.n; i++) {
    const DbtGiven *given = &line->given.at[i];
    if (given->at + 1 != at) continue;
    return given->option->kind == DBT_TEXT || given->option->kind == DBT_PATH ||
           (given->option->kind == DBT_YAML && origin->kind == NODE_DICT);
  }
  return false;
}

/* Keeps the shape that was judged: of a command that was made from constant parts only what templates fill in and dbt
 * looks into. */
static void remember(Judge *judge) {
  Arguments *arguments = judge->arguments;
  bool is_prepared = arguments->bound->prepared != NULL;
  arguments->watched.n = 0;
  arguments->prepared = is_prepared ? judge->invocation->argv.at[0].p : NULL;
  for (size_t i = 0; i < judge->args.n; i++) {
    const Node *origin = origin_of(judge, i);
    if (is_prepared && (!origin || is_free(origin, &judge->line, i))) continue;
    WatchedArgument watched = {i + 1, str_copy(arguments->arena, judge->args.at[i])};
    VEC_PUSH(arguments->arena, &arguments->watched, watched);
  }
}

static bool is_known(const Arguments *arguments, const Invocation *invocation) {
  const StrList *argv = &invocation->argv;
  if (!arguments->watched.n && !arguments->prepared) return false;
  if (arguments->prepared ? arguments->prepared != argv->at[0].p : arguments->watched.n + 1 != argv->n) return false;
  for (size_t i = 0; i < arguments->watched.n; i++)
    if (!str_eq(arguments->watched.at[i].seen, argv->at[arguments->watched.at[i].at])) return false;
  return true;
}

/* A template became a mapping and gave two arguments. */
static bool is_split(const Arguments *arguments, const Invocation *invocation) {
  const Node *tree = arguments->bound->component->cli_args;
  return tree && tree->kind == NODE_LIST && arguments->origins.n != invocation->cli_args.n;
}

static void judge_split(Arguments *arguments, Arena *scratch, const Invocation *invocation) {
  Eval eval;
  Origins origins = {0};
  arguments->watched.n = 0; /* the next launch is judged, whatever this one was */
  arguments->prepared = NULL;
  arguments_open(&eval, scratch, arguments->bound, &invocation->launch);
  if (!find_origins(arguments->bound, &eval, scratch, &origins)) {
    arguments->supplied.vars_unknown = arguments->supplied.narrows = true; /* any option may be among them */
    return;
  }
  Judge judge = judge_of(arguments, scratch, invocation, &origins);
  judge_line(&judge);
  arguments->is_judged = true;
}

void arguments_judge(Arguments *arguments, Arena *scratch, const Invocation *invocation) {
  if (is_known(arguments, invocation) && !(arguments->is_wrong && arguments->watched.n)) return;
  if (is_split(arguments, invocation)) {
    judge_split(arguments, scratch, invocation);
    return;
  }
  DiagSink *sink = arguments->bound->workspace->sink;
  size_t before = sink->list.n;
  Judge judge = judge_of(arguments, scratch, invocation, &arguments->origins);
  judge_line(&judge);
  remember(&judge);
  arguments->is_wrong = sink->list.n > before;
  arguments->is_judged = true;
}

/* ---- what argparse ends the run for ---- */

/* The first `n` arguments, as far as no template makes them, with a text in place of each other one. */
static StrList constant_arguments(const Arguments *arguments, size_t n, const char *unknown) {
  StrList args = {0};
  for (size_t i = 0; i < n; i++) {
    const Node *node = arguments->origins.at[i];
    bool is_text = node->kind == NODE_CONST && node->constant.value.kind == V_STR;
    VEC_PUSH(arguments->arena, &args, is_text ? value_text(node->constant.value) : str_of(unknown));
  }
  return args;
}

static bool ends_the_run(const Arguments *arguments, size_t n) {
  ArgvParts parts;
  StrList args = constant_arguments(arguments, n, "x");
  return n > 0 && !argv_split(arguments->arena, &args, &parts);
}

Place arguments_swallowed(const Arguments *arguments) {
  size_t n = arguments->origins.n, i = 1;
  while (i < n && !(ends_the_run(arguments, i) && ends_the_run(arguments, i + 1))) i++;
  return written_place(arguments->written, i <= n && n ? arguments->origins.at[i - 1] : NULL);
}

/* Of a component none of whose launches could be resolved: the arguments that no template makes, read with a text in
 * place of each other one. */
void arguments_end(Arguments *arguments) {
  static const char UNKNOWN[] = "";
  Arena *arena = arguments->arena;
  Invocation invocation = {.bound = arguments->bound};
  if (arguments->is_judged || !arguments->origins.n || ends_the_run(arguments, arguments->origins.n)) return;
  invocation.cli_args = constant_arguments(arguments, arguments->origins.n, UNKNOWN);
  VEC_PUSH(arena, &invocation.argv, STR("dbt"));
  for (size_t i = 0; i < invocation.cli_args.n; i++) VEC_PUSH(arena, &invocation.argv, invocation.cli_args.at[i]);
  Judge judge = judge_of(arguments, arena, &invocation, &arguments->origins);
  judge.unknown = UNKNOWN;
  judge_line(&judge);
}

/* ---- the selection ---- */

static bool is_spelled_out(Str arg) {
  static const char *const NAMES[] = {"--select", "-s", "--models", "-m", "--exclude"};
  size_t equals = str_find(arg, STR("="), 0);
  Str name = str_sub(arg, 0, equals);
  for (size_t i = 0; i < COUNT(NAMES); i++)
    if (str_is(name, NAMES[i])) return true;
  return false;
}

/* What dagster-dbt's parser would make of one argument with a value behind it: whether it is a selection. */
static bool is_selection(Arena *arena, Str arg, bool *excludes) {
  ArgvParts parts;
  Str both[] = {arg, STR("x")};
  StrList args = {both, 2, 2};
  if (!argv_split(arena, &args, &parts)) return false;
  *excludes = parts.excludes.n > 0;
  return parts.selects.n + parts.excludes.n > 0;
}

static void judge_abbreviation(Arguments *arguments, const Node *node, Str arg, bool excludes) {
  bool is_long = str_starts(arg, STR("--"));
  if (!is_long || is_spelled_out(arg)) return;
  DiagSink *sink = arguments->bound->workspace->sink;
  Str name = str_sub(arg, 0, str_find(arg, STR("="), 0));
  Str meaning = excludes ? STR("--exclude") : str_starts(STR("--models"), name) ? STR("--models") : STR("--select");
  diag_report(sink, DIAG_ARGS_ABBREVIATION, written_place(arguments->written, node), DIAG_ARGS(name, meaning));
}

static void judge_selection(Arguments *arguments, const Node *node, Str arg) {
  const BoundComponent *bound = arguments->bound;
  DiagSink *sink = bound->workspace->sink;
  bool excludes;
  if (!is_selection(arguments->arena, arg, &excludes)) return;
  judge_abbreviation(arguments, node, arg, excludes);
  if (excludes) return;
  Place place = written_place(arguments->written, node);
  if (bound->selector.n || str_is(bound->select, "fqn:*"))
    diag_report(sink, DIAG_SELECT_WITHOUT_EFFECT, place, DIAG_NO_ARGS);
  else
    diag_report(sink, DIAG_SELECT_ADDS, place, DIAG_ARGS(bound->select));
}

/* dbt heeds a selector and, beside it, no selection. */
static void judge_selector(Arguments *arguments, const Node *node, Str arg) {
  const BoundComponent *bound = arguments->bound;
  if (!str_is(str_sub(arg, 0, str_find(arg, STR("="), 0)), "--selector") || bound->selector.n) return;
  diag_report(bound->workspace->sink, DIAG_SELECTOR_REPLACES, written_place(arguments->written, node),
              DIAG_ARGS(bound->select));
}

/* ---- what needs no launch ---- */

static void judge_key(Arguments *arguments, const Node *key) {
  if (key->kind != NODE_CONST || key->constant.value.kind != V_STR) return;
  Str text = value_text(key->constant.value);
  if (!looks_like_template(text)) return;
  Place place = written_place(arguments->written, key);
  diag_report(arguments->bound->workspace->sink, DIAG_KEY_NOT_RENDERED, place, DIAG_ARGS(text));
}

static void judge_constants(Node *node, void *state) {
  Arguments *arguments = state;
  if (node->kind == NODE_PAIR) judge_key(arguments, node->pair.key);
  if (node->kind != NODE_TEMPLATE) node_children(node, judge_constants, state);
}

static void judge_partition_keys(Arguments *arguments, const PartitionsDef *def) {
  for (size_t i = 0; i < def->dimension_count; i++) judge_partition_keys(arguments, def->dimensions[i].def);
  for (size_t i = 0; def->kind == PARTITIONS_STATIC && i < def->key_count; i++) {
    if (!looks_like_template(def->keys[i])) continue;
    Place place = written_definition_argument(arguments->arena, arguments->bound, STR("partition_keys"));
    diag_report(arguments->bound->workspace->sink, DIAG_KEY_WITH_BRACES, place, DIAG_ARGS(def->keys[i]));
    return;
  }
}

void arguments_begin(Arguments *arguments, Arena *arena, const BoundComponent *bound, Written *written) {
  *arguments = (Arguments){.arena = arena, .bound = bound, .written = written, .supplied.arena = arena};
  Node *tree = bound->component->cli_args;
  if (!tree || tree->kind == NODE_CLASS_ARGS) return; /* what a class makes, only a launch shows */
  find_origins(bound, NULL, arena, &arguments->origins);
  judge_constants(tree, arguments);
  secrets_check(bound);
  if ((tree->inputs & INPUT_PARTITION) && bound->def && !bound->def_unsettled)
    judge_partition_keys(arguments, bound->def);
  bool swallowed = ends_the_run(arguments, arguments->origins.n);
  for (size_t i = 0; i < arguments->origins.n; i++) {
    const Node *node = arguments->origins.at[i];
    bool is_dashed = node->kind == NODE_CONST && node->constant.value.kind == V_STR &&
                     str_starts(value_text(node->constant.value), STR("-"));
    if (!is_dashed || swallowed) continue;
    judge_selection(arguments, node, value_text(node->constant.value));
    judge_selector(arguments, node, value_text(node->constant.value));
  }
}
