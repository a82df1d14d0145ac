/* process: one program started beside this one, in a process group of its own, so that a signal reaches all of it.
 *
 * Descriptors that are not marked close-on-exec go to it: the lock of a state does, and so outlives this program as
 * long as any of its children runs. Its standard input is empty. */
#ifndef DBTPLAN_PROCESS_PROCESS_H
#define DBTPLAN_PROCESS_PROCESS_H

#include <sys/types.h>

#include "runtime/core/str.h"
#include "runtime/process/signals.h"

typedef struct ProcessSpec {
  const char *program; /* looked for in PATH where it has no slash */
  char **argv, **env;  /* both end in NULL */
  const char *cwd;
  const char *log; /* where its output goes, both streams; NULL: to those of this program */
  bool append;     /* to the log */
} ProcessSpec;

/* The environment of this program with NAME=value pairs in place of those with their names, the last of a name
 * counting; it ends in NULL and lives in `arena`. */
char **process_environment(Arena *arena, const StrList *pairs);
/* 0, or the errno for which it could not be started; `cwd` and `log` are taken by their paths from where this program
 * is. `signals` has begun. */
int process_start(const ProcessSpec *spec, const Signals *signals, pid_t *pid);
/* To all processes of its group. */
void process_signal(pid_t pid, int number);
/* One that has ended, and its exit status (128 and the number, where a signal ended it); 0: none has. */
pid_t process_reap(int *status);
/* Becomes the program; returns only if that fails, the errno. */
int process_become(const ProcessSpec *spec);

#endif
