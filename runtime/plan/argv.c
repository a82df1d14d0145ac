#include "runtime/plan/argv.h"

#include "runtime/core/vec.h"

typedef enum OptionAction { ACTION_HELP, ACTION_SELECT, ACTION_EXCLUDE } OptionAction;

typedef struct OptionRow {
  Str text;
  OptionAction action;
} OptionRow;

/* In the order in which argparse registers them. */
static const OptionRow OPTIONS[] = {
    {STR_INIT("-h"), ACTION_HELP},       {STR_INIT("--help"), ACTION_HELP},      {STR_INIT("--select"), ACTION_SELECT},
    {STR_INIT("-s"), ACTION_SELECT},     {STR_INIT("--models"), ACTION_SELECT},  {STR_INIT("-m"), ACTION_SELECT},
    {STR_INIT("--exclude"), ACTION_EXCLUDE},
};
enum { OPTION_COUNT = COUNT(OPTIONS) };

/* How argparse reads one argument: ArgumentParser._parse_optional. */
typedef struct Reading {
  enum { READS_POSITIONAL, READS_UNKNOWN, READS_OPTION, READS_AMBIGUOUS } kind;
  const OptionRow *option;
  bool has_value; /* `--select=x`, `-sx` */
  Str value;
} Reading;

static const OptionRow *exact_option(Str arg) {
  for (size_t i = 0; i < OPTION_COUNT; i++)
    if (str_eq(OPTIONS[i].text, arg)) return &OPTIONS[i];
  return NULL;
}

static Reading reading_of(const OptionRow *option, bool has_value, Str value) {
  return (Reading){READS_OPTION, option, has_value, value};
}

/* ArgumentParser._get_option_tuples: what `arg` may abbreviate. */
static size_t abbreviated(Str arg, size_t equals, Reading found[OPTION_COUNT]) {
  bool is_long = arg.p[1] == '-';
  bool has_value = is_long && equals != SIZE_MAX;
  Str prefix = has_value ? str_sub(arg, 0, equals) : arg;
  Str value = has_value ? str_sub(arg, equals + 1, arg.n) : (Str){0};
  size_t n = 0;
  for (size_t i = 0; i < OPTION_COUNT; i++) {
    if (!is_long && str_eq(OPTIONS[i].text, str_sub(arg, 0, 2)))
      found[n++] = reading_of(&OPTIONS[i], true, str_sub(arg, 2, arg.n));
    else if (str_starts(OPTIONS[i].text, prefix))
      found[n++] = reading_of(&OPTIONS[i], has_value, value);
  }
  return n;
}

/* argparse's `^-\d+$|^-\d*\.\d+$`. */
static bool looks_like_negative_number(Str arg) {
  size_t at = 1;
  while (at < arg.n && char_is_digit(arg.p[at])) at++;
  if (at == arg.n) return true; /* the minus alone was looked at before */
  if (arg.p[at++] != '.') return false;
  size_t point = at;
  while (at < arg.n && char_is_digit(arg.p[at])) at++;
  return at == arg.n && at > point;
}

static Reading read_argument(Str arg) {
  Reading positional = {.kind = READS_POSITIONAL};
  if (arg.n < 2 || arg.p[0] != '-') return positional; /* `-` is no option */
  const OptionRow *option = exact_option(arg);
  if (option) return reading_of(option, false, (Str){0});
  size_t equals = str_find(arg, STR("="), 0);
  if (equals != SIZE_MAX && (option = exact_option(str_sub(arg, 0, equals))))
    return reading_of(option, true, str_sub(arg, equals + 1, arg.n));
  Reading found[OPTION_COUNT];
  size_t n = abbreviated(arg, equals, found);
  if (n > 1) return (Reading){.kind = READS_AMBIGUOUS};
  if (n == 1) return found[0];
  if (looks_like_negative_number(arg) || str_find(arg, STR(" "), 0) != SIZE_MAX) return positional;
  return (Reading){.kind = READS_UNKNOWN};
}

static bool fail(Arena *arena, ArgvParts *parts, const char *format, Str arg) {
  parts->wrong = str_printf(arena, format, STR_FMT(arg));
  return false;
}

static bool store(Arena *arena, ArgvParts *parts, const OptionRow *option, Str value) {
  if (option->action == ACTION_SELECT)
    VEC_PUSH(arena, &parts->selects, value);
  else
    VEC_PUSH(arena, &parts->excludes, value);
  return true;
}

/* One option at `*at`; moves past it and the value it takes. `end`: the index of `--`, from where all is positional. */
static bool take_option(Arena *arena, const StrList *args, size_t end, size_t *at, Reading reading, ArgvParts *parts) {
  Str arg = args->at[(*at)++];
  if (reading.option->action == ACTION_HELP)
    return fail(arena, parts, "'%.*s' is taken for --help, which prints a help text in place of running dbt", arg);
  if (reading.has_value) return store(arena, parts, reading.option, reading.value);
  bool next_is_value = *at < end && read_argument(args->at[*at]).kind == READS_POSITIONAL;
  if (!next_is_value) return fail(arena, parts, "'%.*s' is taken for a selection and no value follows it", arg);
  return store(arena, parts, reading.option, args->at[(*at)++]);
}

bool argv_split(Arena *arena, const StrList *args, ArgvParts *parts) {
  *parts = (ArgvParts){0};
  size_t end = 0;
  while (end < args->n && !str_is(args->at[end], "--")) {
    if (read_argument(args->at[end]).kind == READS_AMBIGUOUS)
      return fail(arena, parts, "'%.*s' may abbreviate several of --help, --select, --models and --exclude",
                  args->at[end]);
    end++;
  }
  for (size_t at = 0; at < args->n;) {
    Reading reading = at < end ? read_argument(args->at[at]) : (Reading){.kind = READS_POSITIONAL};
    if (reading.kind == READS_OPTION) {
      if (!take_option(arena, args, end, &at, reading, parts)) return false;
    } else {
      VEC_PUSH(arena, &parts->rest, args->at[at++]);
    }
  }
  return true;
}
