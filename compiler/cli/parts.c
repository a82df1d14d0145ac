#include "compiler/cli/parts.h"

#include <pthread.h>
#include <unistd.h>

#include "runtime/core/limits.h"

enum { STACK_BYTES = 8 << 20 }; /* as the first thread of a process has it: limits.h reckons with it */

typedef struct Workers Workers;

typedef struct Worker {
  Session session;
  Checking checking;
  Workers *all;
  const Checking *whole;
  PathRange part;
  pthread_t thread;
  bool started, done;
} Worker;

struct Workers {
  Worker *at;
  size_t n;
  pthread_mutex_t lock; /* of the listener, which hears all */
  Listener listener;
};

size_t parts_most(void) {
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  if (processors < 1) return 1;
  return processors < PARTS_MOST ? (size_t)processors : PARTS_MOST;
}

static void on_step(void *state, Str what) {
  Workers *workers = state;
  pthread_mutex_lock(&workers->lock);
  workers->listener.on_step(workers->listener.state, what);
  pthread_mutex_unlock(&workers->lock);
}

/* ---- one part ---- */

static void check_part(void *state) {
  Worker *worker = state;
  session_beside(&worker->session, worker->whole->session);
  if (worker->all->listener.on_step) worker->session.workspace.listener = (Listener){on_step, worker->all};
  checking_begin(&worker->checking, &worker->session, worker->whole->rules);
  checking_part(&worker->checking, worker->whole->here, worker->part);
}

static void *run_part(void *state) {
  Worker *worker = state;
  worker->done = guard_run(&worker->session.guard, check_part, worker);
  return NULL;
}

/* Where the system gives no thread, the part is checked at once. */
static void start(Worker *worker) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK_BYTES);
  worker->started = pthread_create(&worker->thread, &attributes, run_part, worker) == 0;
  pthread_attr_destroy(&attributes);
  if (!worker->started) run_part(worker);
}

/* ---- all ---- */

static void free_workers(void *handle) {
  Workers *workers = handle;
  for (size_t i = 0; i < workers->n; i++) session_free(&workers->at[i].session);
  pthread_mutex_destroy(&workers->lock);
}

/* Texts of a part are read as long as the command runs. */
static Workers *begin_all(const Checking *checking, const PathRange *parts, size_t n) {
  Arena *arena = &checking->session->arena;
  Workers *workers = ARENA_NEW(arena, Workers);
  workers->at = ARENA_ARRAY(arena, Worker, n);
  workers->n = n;
  workers->listener = checking->session->workspace.listener;
  pthread_mutex_init(&workers->lock, NULL);
  for (size_t i = 0; i < n; i++) {
    workers->at[i] = (Worker){.all = workers, .whole = checking, .part = parts[i]};
    session_arenas(&workers->at[i].session);
  }
  arena_on_release(arena, free_workers, workers);
  return workers;
}

void parts_check(Checking *checking, const PathRange *parts, size_t n) {
  int64_t seconds;
  int32_t micros;
  workspace_now(&checking->session->workspace, &seconds, &micros); /* one command has one clock */
  Workers *workers = begin_all(checking, parts, n);
  for (size_t i = 0; i < n; i++) start(&workers->at[i]);
  for (size_t i = 0; i < n; i++)
    if (workers->at[i].started) pthread_join(workers->at[i].thread, NULL);
  for (size_t i = 0; i < n; i++) {
    const Guard *guard = &workers->at[i].session.guard;
    if (!workers->at[i].done) guard_stop(&checking->session->guard, guard->why, guard->what);
    checking_join(checking, &workers->at[i].checking);
  }
}
