#include "runtime/process/pool.h"

#include "runtime/core/limits.h"

typedef enum SlotState { SLOT_FREE, SLOT_RUNS, SLOT_PAUSES } SlotState;

typedef struct Slot {
  SlotState state;
  PoolTask task;
  Arena *arena;
  pid_t pid;
  double began;   /* the first attempt */
  double ends_at; /* SLOT_RUNS: when its time is up, SLOT_PAUSES: when the next attempt is; 0: never */
  double kill_at; /* 0: it need not be killed */
  PoolResult result;
} Slot;

typedef struct Work {
  const Pool *pool;
  Signals signals;
  Slot *slots;
  size_t busy;
  int stop; /* the signal */
} Work;

static void end(Work *work, Slot *slot) {
  slot->result.seconds = signals_clock() - slot->began;
  slot->state = SLOT_FREE;
  work->busy--;
  work->pool->ended(work->pool->state, &slot->task, &slot->result);
}

/* ---- beginning ---- */

static void attempt(Work *work, Slot *slot) {
  double now = signals_clock();
  slot->task.spec.append = slot->result.attempts++ > 0;
  slot->result.timed_out = false;
  slot->result.error = process_start(&slot->task.spec, &work->signals, &slot->pid);
  slot->state = SLOT_RUNS;
  slot->ends_at = work->pool->timeout > 0 ? now + work->pool->timeout : 0;
  slot->kill_at = 0;
  if (slot->result.error) end(work, slot);
}

static bool begin(Work *work, Slot *slot) {
  size_t number = (size_t)(slot - work->slots);
  arena_reset(slot->arena);
  slot->task = (PoolTask){.slot = number};
  if (!work->pool->next(work->pool->state, slot->arena, &slot->task)) return false;
  slot->result = (PoolResult){0};
  slot->began = signals_clock();
  work->busy++;
  attempt(work, slot);
  return true;
}

/* A task that could not be started leaves its slot free again. */
static void fill(Work *work) {
  for (size_t i = 0; i < work->pool->jobs && !work->stop;) {
    if (work->slots[i].state != SLOT_FREE) i++;
    else if (!begin(work, &work->slots[i])) return;
  }
}

/* ---- ending ---- */

static double pause_of(int attempts) { return attempts > 6 ? 60 : (double)(1 << (attempts - 1)); }

static void has_ended(Work *work, Slot *slot, int status) {
  PoolResult *result = &slot->result;
  if (slot->kill_at > 0) process_signal(slot->pid, SIGKILL); /* what it left behind */
  result->status = status;
  result->stopped = work->stop && status != 0;
  if (status == 0) result->timed_out = false;
  if (status == 0 || work->stop || result->attempts > work->pool->retries) {
    end(work, slot);
    return;
  }
  slot->state = SLOT_PAUSES;
  slot->ends_at = signals_clock() + pause_of(result->attempts);
}

static void reap(Work *work) {
  int status;
  for (pid_t pid; (pid = process_reap(&status)) > 0;)
    for (size_t i = 0; i < work->pool->jobs; i++)
      if (work->slots[i].state == SLOT_RUNS && work->slots[i].pid == pid) has_ended(work, &work->slots[i], status);
}

static void ask_to_end(Slot *slot, double now) {
  process_signal(slot->pid, SIGINT);
  slot->ends_at = 0;
  slot->kill_at = now + POOL_GRACE;
}

static void stop(Work *work, int number) {
  bool again = work->stop != 0;
  double now = signals_clock();
  if (!again) work->stop = number;
  for (size_t i = 0; i < work->pool->jobs; i++) {
    Slot *slot = &work->slots[i];
    if (slot->state == SLOT_PAUSES) {
      slot->result.stopped = true;
      end(work, slot);
    } else if (slot->state == SLOT_RUNS && again) {
      slot->kill_at = now;
    } else if (slot->state == SLOT_RUNS) {
      ask_to_end(slot, now);
    }
  }
}

/* What a slot has to do by now. */
static void see_to(Work *work, Slot *slot, double now) {
  if (slot->state == SLOT_RUNS && slot->kill_at > 0 && now >= slot->kill_at) {
    process_signal(slot->pid, SIGKILL);
    slot->kill_at = now + POOL_GRACE;
  } else if (slot->state == SLOT_RUNS && slot->ends_at > 0 && now >= slot->ends_at) {
    slot->result.timed_out = true;
    ask_to_end(slot, now);
  } else if (slot->state == SLOT_PAUSES && now >= slot->ends_at) {
    attempt(work, slot);
  }
}

/* Seconds until some slot has to do something; below 0: none has. */
static double until_next(const Work *work, double now) {
  double next = work->pool->tick > 0 ? now + work->pool->tick : 0;
  for (size_t i = 0; i < work->pool->jobs; i++) {
    const Slot *slot = &work->slots[i];
    if (slot->state == SLOT_FREE) continue;
    if (slot->ends_at > 0 && (next == 0 || slot->ends_at < next)) next = slot->ends_at;
    if (slot->state == SLOT_RUNS && slot->kill_at > 0 && (next == 0 || slot->kill_at < next)) next = slot->kill_at;
  }
  return next == 0 ? -1 : next > now ? next - now : 0;
}

static void work_on(Work *work) {
  for (fill(work); work->busy; fill(work)) {
    int number = signals_wait(&work->signals, until_next(work, signals_clock()));
    if (number == SIGCHLD) reap(work);
    else if (number) stop(work, number);
    double now = signals_clock();
    for (size_t i = 0; i < work->pool->jobs; i++) see_to(work, &work->slots[i], now);
    if (work->pool->ticked) work->pool->ticked(work->pool->state, work->busy);
  }
}

int pool_run(Arena *arena, const Pool *pool) {
  Work work = {.pool = pool, .slots = ARENA_ARRAY(arena, Slot, pool->jobs)};
  for (size_t i = 0; i < pool->jobs; i++)
    work.slots[i].arena = arena_within(arena, arena->guard, LIMIT_SCRATCH_BYTES);
  signals_begin(&work.signals);
  work_on(&work);
  signals_end(&work.signals);
  return work.stop;
}
