/* progress: which file or component is being worked on, for someone at a terminal who waits longer than a second. */
#ifndef DBTPLAN_CLI_PROGRESS_H
#define DBTPLAN_CLI_PROGRESS_H

#include "runtime/core/workspace.h"
#include "runtime/core/writer.h"

typedef struct Progress {
  Writer *to;             /* NULL: nobody looks */
  double start, shown_at; /* seconds of the monotonic clock; 0: nothing was shown */
} Progress;

double progress_seconds(void);
/* Nothing is ever written where standard error is no terminal. */
Progress progress_begin(Writer *err);
/* The progress as the listener of a workspace. */
Listener progress_listener(Progress *progress);
/* Takes away what was shown. */
void progress_end(Progress *progress);

#endif
