/* dbt_cli: how dbt reads a command line: its command, the options given and their values.
 *
 * The tables are grammar/dbt_cli.def, recorded from dbt-core 1.8 to 1.11 and from dbt Fusion; the reading is that of
 * click 8 (click/parser.py) and of dbt's MultiOption (dbt/cli/options.py), which takes all words up to the next
 * option. Nothing is judged here but what makes click stop: values are texts as they stand. */
#ifndef DBTPLAN_PLAN_DBT_CLI_H
#define DBTPLAN_PLAN_DBT_CLI_H

#include "runtime/core/str.h"
#include "runtime/core/vec.h"

typedef enum DbtCommand {
#define DBT_COMMAND(NAME, words) DBT_##NAME,
#define DBT_OPTION(name, aliases, negation, kind, choices, from, until, commands)
#include "grammar/dbt_cli.def"
#undef DBT_COMMAND
#undef DBT_OPTION
  DBT_COMMAND_COUNT
} DbtCommand;

typedef enum DbtKind {
  DBT_FLAG,
  DBT_TEXT,
  DBT_PATH,
  DBT_INT,
  DBT_CHOICE,
  DBT_TIME,
  DBT_YAML,
  DBT_WORDS,
  DBT_CHOICES
} DbtKind;

enum { DBT_FUSION = 200 };

typedef struct DbtOption {
  Str name, aliases; /* as spelled: the longest, and the others with blanks between */
  Str negation;      /* what turns it off; empty: nothing does */
  DbtKind kind;
  const char *choices;
  uint8_t from, until; /* minor versions of dbt-core 1; DBT_FUSION: only dbt Fusion has it */
  uint32_t commands;   /* bits by DbtCommand */
} DbtOption;

/* "docs generate"; "" of DBT_NONE, dbt itself. */
const char *dbt_command_words(DbtCommand command);
/* The option of that name as `command` has it, the newest version's; NULL: it has none. */
const DbtOption *dbt_option(DbtCommand command, Str name);

/* An option as it was given. */
typedef struct DbtGiven {
  const DbtOption *option;
  Str name;
  Str value;       /* what follows it; its first word, of several. No value: a flag */
  bool has_value;
  DbtCommand of;   /* the command that it belongs to; DBT_NONE: it stands before the command */
  size_t at;       /* its place in the arguments */
} DbtGiven;

typedef enum DbtWrong {
  DBT_RIGHT,
  DBT_NO_COMMAND,      /* there is none */
  DBT_UNKNOWN_COMMAND, /* `wrong` names it */
  DBT_UNKNOWN_OPTION,
  DBT_NEEDS_VALUE,
  DBT_TAKES_NO_VALUE
} DbtWrong;

typedef struct DbtLine {
  DbtCommand command;
  VEC(DbtGiven) given;
  StrList words; /* what is neither option nor value */
  DbtWrong status;
  Str wrong;     /* the word that it is about */
  size_t wrong_at;
} DbtLine;

/* Reads the arguments behind "dbt". False where click would stop: `status` says why, and the line is what was read so
 * far. */
bool dbt_line_read(Arena *arena, const StrList *args, DbtLine *line);

#endif
