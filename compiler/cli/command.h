/* command: the commands, one file each; `Command` in options.h says what they take. */
#ifndef DBTPLAN_CLI_COMMAND_H
#define DBTPLAN_CLI_COMMAND_H

#include "compiler/cli/session.h"

ExitStatus command_show(Session *session);
ExitStatus command_compile(Session *session);
ExitStatus command_check(Session *session);
ExitStatus command_resolve(Session *session);
ExitStatus command_diff(Session *session);
ExitStatus command_emit(Session *session);
ExitStatus command_run(Session *session);
ExitStatus command_init(Session *session);
ExitStatus command_partitions(Session *session);
ExitStatus command_eval(Session *session);
ExitStatus command_explain(Session *session);
ExitStatus command_schema(Session *session);
ExitStatus command_completion(Session *session);
ExitStatus command_manual(Session *session);

#endif
