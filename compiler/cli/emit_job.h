/* emit_job: what a target of `emit` gets to write, made of what was loaded and of the options: a backfill of the chosen
 * invocations, or the standing schedule of one component. */
#ifndef DBTPLAN_CLI_EMIT_JOB_H
#define DBTPLAN_CLI_EMIT_JOB_H

#include "compiler/cli/session.h"
#include "runtime/emit/emit.h"

/* Sets what the header tells of the sources: their names, and the hash of the plan. */
void emit_job_sources(Session *session, const Plan *plan, EmitJob *job);
/* Sets the part of the job that is a backfill's, or a schedule's; `job->options` are set. False after reporting. */
bool emit_job_backfill(Session *session, const Loaded *loaded, const EmitForm *form, EmitJob *job);
bool emit_job_schedule(Session *session, const Loaded *loaded, const EmitTarget *target, EmitJob *job);

#endif
