/* arguments: the commands of a component as dbt will read them, and what is in them that should not be.
 *
 * dbt's reading of a command line (runtime/plan/dbt_cli.h) is judged once for each distinct shape: the texts that no
 * launch changes are read once, and again only where an argument that dbt looks into (a number, a time, a choice) comes
 * out otherwise. Besides: abbreviations that dagster-dbt's parser takes for a selection, the component's own selection,
 * which dbt adds to and never narrows, mapping keys that look like templates, and values of the environment. */
#ifndef DBTPLAN_CHECK_ARGUMENTS_H
#define DBTPLAN_CHECK_ARGUMENTS_H

#include "compiler/check/supplied.h"
#include "compiler/check/written.h"
#include "runtime/plan/resolve.h"

/* An argument that a launch may change, and what it was in the launch that was judged last. */
typedef struct WatchedArgument {
  size_t at; /* in argv */
  Str seen;
} WatchedArgument;

typedef VEC(const Node *) Origins;

typedef struct Arguments {
  Arena *arena; /* of the component */
  const BoundComponent *bound;
  Written *written;
  Origins origins;              /* of each argument of the component, in order, once split as Dagster does */
  VEC(WatchedArgument) watched; /* the shape that was judged last */
  bool is_judged;
  bool is_wrong; /* something was found in it: the launches that have it are counted */
  /* The last option that dbt does not have, and which was meant by it: most launches ask about the same one. */
  struct {
    DbtCommand command;
    Str name, meant;
    bool sole;
  } misspelt;
  Supplied supplied;
  const char *prepared; /* the first text of a command whose constant parts were made once; NULL: it was not */
} Arguments;

/* Reports what needs no launch. */
void arguments_begin(Arguments *arguments, Arena *arena, const BoundComponent *bound, Written *written);
/* Judges the command of a launch, if it has another shape than the last. Reports to the workspace's sink. */
void arguments_judge(Arguments *arguments, Arena *scratch, const Invocation *invocation);
/* Where no launch was judged, as each depends on what is not known: judges what is. */
void arguments_end(Arguments *arguments);
/* The option of that name, of whichever command has it; NULL: dbt has none. */
const DbtOption *arguments_option(Str name);
/* Where the first argument stands with which dagster-dbt's parser ends the run. */
Place arguments_swallowed(const Arguments *arguments);
/* Whether an item that is this value is a mapping of which Dagster makes two arguments, and its key is no option and no
 * command: it was meant for the option before it. */
bool arguments_is_torn(Value v);
/* A time as dbt's command line reads one, in the formats of click.DateTime; a text beyond ASCII is not judged. */
bool arguments_time(Arena *arena, Str text, Civil *civil);

#endif
