/* repair: `check --fix` and `--diff`: the edits of findings, applied round by round to texts in memory, because a
 * repair may bring to light what is to be repaired next; in the end the files are written, or the patch is printed.
 *
 *     while (repairs_apply(session, &repairs)) { session_begin(session); repairs_give(session, &repairs); check again }
 *
 * Files on disk only: what came by standard input or stands in a plan has no edits that could be written. */
#ifndef DBTPLAN_CLI_REPAIR_H
#define DBTPLAN_CLI_REPAIR_H

#include "compiler/cli/session.h"

typedef struct Repair {
  Str path, name;
  Str before, after;
  size_t findings;
} Repair;

typedef struct Repairs {
  VEC(Repair) list; /* in the order of their first findings */
  size_t rounds;
} Repairs;

/* Applies the edits of the session's findings; false where there was nothing to do, or no end to it. */
bool repairs_apply(Session *session, Repairs *repairs);
/* Puts the repaired texts in place of what lies on disk. */
void repairs_give(Session *session, const Repairs *repairs);
/* Writes the files and says so on standard error; complains of what cannot be written. */
void repairs_write(Session *session, const Repairs *repairs);
/* Prints the patch, and on standard error what it would repair. */
void repairs_print(Session *session, const Repairs *repairs);

#endif
