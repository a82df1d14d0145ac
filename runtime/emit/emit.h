/* emit: invocations as a script or a job definition for something else to run.
 *
 * One file per target, behind the table `EMIT_TARGETS`. A target reads the invocations through the job, as often as it
 * needs to, and never keeps more than one: memory does not grow with their number. Invocations are numbered from 0 in
 * the order of the job, over all components. Text that comes from a project passes through runtime/emit/quote alone. */
#ifndef DBTPLAN_EMIT_EMIT_H
#define DBTPLAN_EMIT_EMIT_H

#include "runtime/core/writer.h"
#include "runtime/plan/resolve.h"

typedef struct EmitJob {
  Str made_by;    /* "dbtplan 0.1.0" */
  Str regenerate; /* the command that makes the same again, in one line */
  const BoundComponent *const *components;
  size_t component_count;
  int64_t count; /* of invocations */
  Arena *scratch; /* for what lives no longer than one invocation */
  void *state;
  void (*rewind)(void *state); /* to the first invocation */
  /* The next one that resolves, which lives until the call after; false at the end. What does not resolve was reported.
   */
  bool (*next)(void *state, Invocation *invocation);
} EmitJob;

typedef struct EmitTarget {
  const char *name, *help;
  /* False, with nothing written, if an invocation does not resolve. The caller looks at the error of `out`. */
  bool (*write)(Arena *arena, const EmitJob *job, Writer *out);
} EmitTarget;

extern const EmitTarget EMIT_TARGETS[];
extern const size_t EMIT_TARGET_COUNT;
const EmitTarget *emit_target(Str name); /* NULL where there is none */

bool emit_sh(Arena *arena, const EmitJob *job, Writer *out);

/* Tells one command from another: a hash of the arguments. */
uint64_t invocation_hash(const Invocation *invocation);
/* A name that can be a file's, different for different texts: `transform%2Fdaily`; "%" for "". At most 200 bytes. */
void state_name(Buf *buf, Str text);

/* The environment variable that the written text of a component would hold a value of, in words ("DBT_TARGET", or "the
 * template var 'x'"), since such text must not be kept in a file; empty if there is none. */
Str emit_reads_env(Arena *arena, const PlanComponent *component);

#endif
