/* emit_options: how an emitted job runs: the options of `emit`, else what .dbtplan.yaml says under `emit:`, else the
 * defaults. */
#ifndef DBTPLAN_CLI_EMIT_OPTIONS_H
#define DBTPLAN_CLI_EMIT_OPTIONS_H

#include "compiler/cli/session.h"
#include "runtime/emit/emit.h"

/* False after complaining. Moves the root of the plan to where the project lies when the job runs. */
bool emit_options_read(Session *session, const Loaded *loaded, EmitOptions *options);

/* Whether the form of a target heeds all the options that were given; false after complaining. */
bool emit_options_fit(Session *session, const EmitTarget *target, const EmitForm *form);

/* Whether a text can be the name of a job and of its files. */
bool emit_is_name(Str text);

#endif
