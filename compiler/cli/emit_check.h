/* emit_check: whether a file that was emitted before is what would be emitted now, `emit --check FILE`.
 *
 * The line of its header that says how to make it again holds the partitions it is of, so that without operands that
 * command is what is compared; the line itself is not. */
#ifndef DBTPLAN_CLI_EMIT_CHECK_H
#define DBTPLAN_CLI_EMIT_CHECK_H

#include <stdio.h>

#include "compiler/cli/session.h"

typedef struct EmitCheck {
  FILE *file; /* without a name: what would be emitted; NULL: there can be none */
  Writer *writer;
} EmitCheck;

/* Takes the options of the command in the header of --check, and begins the session again. */
ExitStatus emit_check_options(Session *session);
/* Where to write what would be emitted. */
Writer *emit_check_begin(Arena *arena, EmitCheck *check);
/* Hands on what was written there, to standard output: all of it or nothing. */
ExitStatus emit_check_print(Session *session, EmitCheck *check);
/* EXIT_WRONG, and says so, where the file at `path` differs. */
ExitStatus emit_check_end(Session *session, EmitCheck *check, Str path);

#endif
