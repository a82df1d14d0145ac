/* run_report: what `run` says while it runs and when it has ended, on standard error.
 *
 * At a terminal one line that is written over: done, failed, running, rate, time left; elsewhere a line for each
 * invocation that has ended. A failure is told with the end of its log as it happens, and named once more at the
 * end. */
#ifndef DBTPLAN_CLI_RUN_REPORT_H
#define DBTPLAN_CLI_RUN_REPORT_H

#include "compiler/cli/session.h"
#include "runtime/process/pool.h"

typedef struct RunFailure {
  Str label, why;
  const char *log; /* NULL: there is none */
} RunFailure;

typedef struct RunReport {
  Session *session;
  bool terminal;
  size_t total, done, failed;
  double began;
  Arena *line; /* for one line at a time */
  VEC(RunFailure) failures; /* the first of them */
  Str again;                /* the command that does what is missing */
} RunReport;

RunReport run_report_begin(Session *session, size_t total);
/* One that has ended; `why` is empty if it succeeded. Texts are copied. */
void run_report_ended(RunReport *report, Str label, Str why, const char *log, double seconds);
void run_report_progress(RunReport *report, size_t running);
/* `stop`: the signal that ended it; 0: none. */
void run_report_end(RunReport *report, int stop);
/* "12.3 s", "4 min 05 s", "2 h 10 min" */
Str run_report_time(Arena *arena, double seconds);

#endif
