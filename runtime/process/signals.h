/* signals: waiting for what happens to a program that runs others: a child that ends, a signal to stop, a time.
 *
 *     Signals signals;
 *     signals_begin(&signals);
 *     switch (signals_wait(&signals, 1.5)) { case 0: the time is up; case SIGCHLD: …; case SIGINT: … }
 *     signals_end(&signals);
 *
 * What is waited for is blocked from begin to end, so nothing is missed between two waits, no handler runs, and nothing
 * is polled. A signal to stop that was ignored when the program started (nohup) stays ignored. */
#ifndef DBTPLAN_PROCESS_SIGNALS_H
#define DBTPLAN_PROCESS_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

typedef struct Signals {
  sigset_t waited, before;
  struct sigaction child_before;
} Signals;

void signals_begin(Signals *signals);
/* SIGCHLD, SIGINT, SIGTERM or SIGHUP; 0 when `seconds` have passed, or earlier for no reason; below 0: no time. */
int signals_wait(const Signals *signals, double seconds);
void signals_end(Signals *signals);
/* Seconds of a clock that nobody sets. */
double signals_clock(void);

#endif
