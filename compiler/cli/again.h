/* again: the command line at hand, in one line that a shell reads back. */
#ifndef DBTPLAN_CLI_AGAIN_H
#define DBTPLAN_CLI_AGAIN_H

#include "compiler/cli/session.h"

typedef enum AgainPart { AGAIN_WHOLE, AGAIN_WITHOUT_PARTITIONS } AgainPart;

/* "dbtplan run …". A value of --env may be a secret, so only its name is kept; --check
 * is left out. AGAIN_WITHOUT_PARTITIONS: without the
 * options that say which partitions are meant. */
Str again_command(Session *session, AgainPart part);

#endif
