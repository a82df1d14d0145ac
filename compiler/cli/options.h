/* options: the command line as two tables, from which parsing, help, the manual page and completion follow: the
 * commands, and the options with the commands that take each one. */
#ifndef DBTPLAN_CLI_OPTIONS_H
#define DBTPLAN_CLI_OPTIONS_H

#include "runtime/core/version.h"
#include "runtime/core/writer.h"

typedef enum ExitStatus {
  EXIT_FINE = 0,
  EXIT_WRONG = 1,  /* everything wrong in what a project says */
  EXIT_USAGE = 2,
  EXIT_SYSTEM = 3, /* PATH or the output cannot be read or written, or the system fails */
  EXIT_BUG = 70,
  /* `run` has statuses of its own, as emitted scripts have; 128 and the number of a signal are among them */
  EXIT_RUN_USAGE = 64,
  EXIT_LOCKED = 75,
  EXIT_TIMED_OUT = 124,
  EXIT_NOT_EXECUTABLE = 126,
  EXIT_NO_PROGRAM = 127,
} ExitStatus;

typedef enum CommandId {
  COMMAND_SHOW = 1,
  COMMAND_COMPILE = 2,
  COMMAND_CHECK = 4,
  COMMAND_RESOLVE = 8,
  COMMAND_EMIT = 16,
  COMMAND_PARTITIONS = 32,
  COMMAND_EVAL = 64,
  COMMAND_EXPLAIN = 128,
  COMMAND_SCHEMA = 256,
  COMMAND_COMPLETION = 512,
  COMMAND_MANUAL = 1024,
  COMMAND_DIFF = 2048,
  COMMAND_RUN = 4096,
  COMMAND_INIT = 8192,
} CommandId;

typedef struct Options Options;

typedef struct Command {
  CommandId id;
  const char *name;
  const char *operands; /* as help shows them: "TARGET PATH"; a choice in lower case: "bash|zsh|fish" */
  size_t least, most;   /* how many operands */
  const char *formats;  /* values of --format, "text|json"; NULL: the command has none */
  const char *help;
  const char *about;    /* what its operands are; NULL: none of them is read */
} Command;

/* MAYBE: a flag that may have one certain word behind it; the member gets that word, else "all". */
typedef enum OptionKind { OPTION_FLAG, OPTION_TEXT, OPTION_LIST, OPTION_MAYBE } OptionKind;

typedef struct Option {
  const char *name, *value; /* `value` as help shows it, FILE or DIR for a path, "a|b" for one of these; NULL: a flag */
  OptionKind kind;
  size_t at;         /* in Options */
  unsigned commands; /* that take it: CommandIds */
  const char *help;
} Option;

extern const Command COMMANDS[];
extern const size_t COMMAND_COUNT;
extern const Option OPTIONS[];
extern const size_t OPTION_COUNT;

/* The words of a choice, between '|'; false for any other value ("FILE", "KEY|TIME"). `--format` has those of its
 * command. */
bool option_choices(Arena *arena, const Command *command, const Option *option, StrList *words);
bool operand_choices(Arena *arena, const Command *command, StrList *words); /* the same for the operand */
/* "sh, make or kubernetes": what TARGET may be. */
Str emit_targets_in_words(Arena *arena);

/* Texts are views of the arguments, so that they can be handed to the system as they are. */
struct Options {
  const Command *command;
  StrList operands;
  StrList arguments; /* of the program, its name left out */
  Str output, format, dialect, component, project_root, stdin_filename, now, env_file;
  StrList env;
  StrList partitions, ranges;
  Str since, until, keys_from, missing;
  Str chunk, order, select, at;
  Str full_refresh; /* "all", "first", or empty */
  Str context, in;
  /* emit: how the job runs */
  Str name, image, dbt, dbtplan, plan, state, concurrency, retries, timeout, delay, project_dir, host_zone, from, pool,
      indexes;
  bool catchup, airflow_partitions;
  StrList pass_env;
  Str check; /* a file that may be out of date */
  bool all, latest, single_run, why, count;
  StrList treat_as_dbt; /* component types */
  StrList rules, exclude_rules; /* codes with commas between */
  bool fix, diff, strict;
  /* run, with some of those of emit; numbers and lengths of time as given, and what they mean to run */
  Str changed, jobs;
  Str dbt_project, daily, hourly, weekly, monthly; /* init */
  int64_t delay_seconds, timeout_seconds, job_count, retry_count;
  bool due, keep_going, dry_run, yes;
};

typedef enum Parsed { PARSED, PARSED_ANSWERED, PARSED_WRONG } Parsed;

/* Reads the arguments. PARSED_ANSWERED: help or version was written to `out`. PARSED_WRONG: `*why` says what is wrong,
 * to be followed by a pointer to the help of `options->command` (NULL: of all). An empty value is wrong wherever an
 * option takes one text: there an unset variable of a shell would come to mean "no such option". */
Parsed options_parse(Arena *arena, int argc, char **argv, Options *options, Writer *out, Str *why);

#endif
