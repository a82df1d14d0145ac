/* state: what was done, so that a run that was stopped goes on where it was. `dbtplan run` and emitted scripts share
 * it.
 *
 *     DIR/COMPONENT/PARTITION.state   one line: HASH OUTCOME TIME LAUNCH
 *     DIR/COMPONENT/PARTITION.log     what dbt said, where several ran
 *     DIR/COMPONENT/.lock             who works on the component holds it
 *     DIR/COMPONENT/.from             the key from which a standing schedule began
 *     DIR/COMPONENT/.new…             records on their way; what a killed program left of them goes with the next
 *
 * COMPONENT, PARTITION and LAUNCH are written as `state_name` (runtime/emit) has them, HASH is that of the command
 * (`invocation_hash`), OUTCOME `done` or `failed`, LAUNCH the launch by which it was done: a range records each of
 * its partitions. Anything else than such a line, as a file that a script has only locked, stands for nothing; a
 * file that cannot be read does not: who would run again what it may call done looks at `error`.
 *
 * A file appears whole: it is written beside its place, brought to the disk and renamed. So it survives the end of a
 * program at any moment, and a full disk. The lock is flock's: the children of who holds it hold it too, so that a dbt
 * whose launcher was killed still keeps others out, and it ends with the last of them. */
#ifndef DBTPLAN_PROCESS_STATE_H
#define DBTPLAN_PROCESS_STATE_H

#include "runtime/core/str.h"

typedef enum StateOutcome { STATE_MISSING, STATE_FAILED, STATE_DONE } StateOutcome;

enum { STATE_LAUNCH_ROOM = 256 };

typedef struct StateRecord {
  StateOutcome outcome;
  uint64_t hash;
  char launch[STATE_LAUNCH_ROOM]; /* the LAUNCH of the line */
} StateRecord;

/* The folder of one component. Its descriptors are closed with the arena. */
typedef struct StateFolder {
  Arena *arena;
  const char *path; /* DIR/COMPONENT */
  int fd;           /* -1: it does not exist */
  int lock;         /* -1: it is not locked here */
  int error;        /* errno: the first of its files that is there and could not be read; 0: all could */
} StateFolder;

/* Looks at what there is; changes nothing. `component` is a state_name. NULL, with its errno in `*error`, if it cannot
 * be read; that it does not exist is no error. */
StateFolder *state_open(Arena *arena, Str dir, Str component, int *error);
/* Makes the folder, with those above it, and locks it: 0, EWOULDBLOCK while somebody else works on it, or what
 * failed. */
int state_lock(StateFolder *folder);

/* `partition` and `launch` are state_names here. */
StateRecord state_read(StateFolder *folder, Str partition);
/* 0, or the errno; the folder is locked. */
int state_write(StateFolder *folder, Str partition, StateOutcome outcome, uint64_t hash, Str launch);
/* Brings the names in the folder to the disk, after some were written. */
int state_sync(StateFolder *folder);

/* The key from which a standing schedule began; empty: none is recorded. */
Str state_from(Arena *arena, StateFolder *folder);
int state_set_from(StateFolder *folder, Str key);
/* DIR/COMPONENT/LAUNCH.log */
const char *state_log(Arena *arena, const StateFolder *folder, Str launch);

#endif
