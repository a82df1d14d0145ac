/* pool: several processes side by side, a bounded number at a time, each with its time-out and its further attempts.
 *
 * The pool asks for the next task whenever a slot is free and says when one has ended. It sleeps in between. A signal
 * to stop ends the giving out of tasks; those that run get an interrupt, as dbt cancels its queries on that alone, and
 * are killed when they have not ended after POOL_GRACE seconds, or at the next signal. A task whose time is up is ended
 * in the same way. */
#ifndef DBTPLAN_PROCESS_POOL_H
#define DBTPLAN_PROCESS_POOL_H

#include <stdint.h>

#include "runtime/core/arena.h"
#include "runtime/process/process.h"

enum { POOL_GRACE = 20, POOL_JOBS_MOST = 1024 };

typedef struct PoolTask {
  ProcessSpec spec; /* its texts live in the arena that `next` got */
  size_t slot;     /* which of the slots it has: 0 to jobs - 1 */
  void *subject;    /* the caller's */
} PoolTask;

typedef struct PoolResult {
  int error;  /* errno: it could not be started */
  int status; /* else its exit status: 0 it succeeded */
  bool timed_out;
  bool stopped; /* it did not end by itself: a signal stopped the pool */
  int attempts;
  double seconds; /* of all attempts */
} PoolResult;

typedef struct Pool {
  size_t jobs;
  int retries;    /* further attempts of a task that failed, after 1, 2, 4, … seconds, at most a minute */
  double timeout; /* seconds an attempt may take; 0: any */
  double tick;    /* seconds after which `ticked` is called though nothing happens; 0: never */
  void *state;
  /* The next task that may start now; `task->slot` is set, `arena` is the slot's and lives until the task ended.
   * False: there is none, or it has to wait for one that runs. */
  bool (*next)(void *state, Arena *arena, PoolTask *task);
  void (*ended)(void *state, const PoolTask *task, const PoolResult *result);
  void (*ticked)(void *state, size_t running);
} Pool;

/* Until there is no more to do. The signal that stopped it; 0: none did. */
int pool_run(Arena *arena, const Pool *pool);

#endif
