#include "runtime/process/signals.h"

#include <stddef.h>
#include <sys/time.h>
#include <time.h>

#include "runtime/core/vec.h"

static const int STOPS[] = {SIGINT, SIGTERM, SIGHUP};

/* A signal whose default is to be ignored may be lost while it is blocked; one with a handler is not. */
static void never_called(int number) { (void)number; }

void signals_begin(Signals *signals) {
  struct sigaction child = {.sa_handler = never_called, .sa_flags = SA_RESTART}, stop;
  sigemptyset(&child.sa_mask);
  sigaction(SIGCHLD, &child, &signals->child_before);
  sigemptyset(&signals->waited);
  sigaddset(&signals->waited, SIGCHLD);
  sigaddset(&signals->waited, SIGALRM);
  for (size_t i = 0; i < COUNT(STOPS); i++)
    if (sigaction(STOPS[i], NULL, &stop) == 0 && stop.sa_handler != SIG_IGN) sigaddset(&signals->waited, STOPS[i]);
  sigprocmask(SIG_BLOCK, &signals->waited, &signals->before);
}

/* Sends SIGALRM after `seconds`; 0 seconds: never. */
static void set_alarm(double seconds) {
  struct itimerval timer = {.it_value.tv_sec = (time_t)seconds};
  timer.it_value.tv_usec = (suseconds_t)((seconds - (double)timer.it_value.tv_sec) * 1e6);
  setitimer(ITIMER_REAL, &timer, NULL);
}

int signals_wait(const Signals *signals, double seconds) {
  static const double LEAST = 0.001, MOST = 1e6;
  int number = 0;
  if (seconds >= 0) set_alarm(seconds < LEAST ? LEAST : seconds > MOST ? MOST : seconds);
  if (sigwait(&signals->waited, &number) != 0) number = 0;
  set_alarm(0);
  return number == SIGALRM ? 0 : number;
}

void signals_end(Signals *signals) {
  sigaction(SIGCHLD, &signals->child_before, NULL);
  sigprocmask(SIG_SETMASK, &signals->before, NULL);
}

double signals_clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
