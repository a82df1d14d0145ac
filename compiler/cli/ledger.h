/* ledger: the state (runtime/process/state) of components and their launches: `run` keeps it, `partitions` shows it. */
#ifndef DBTPLAN_CLI_LEDGER_H
#define DBTPLAN_CLI_LEDGER_H

#include "compiler/cli/launches.h"
#include "runtime/process/state.h"

/* The folder of a component in --state; NULL after complaining. */
StateFolder *ledger_open(Session *session, const PlanComponent *component);

/* Whether all that was asked of it could be read; false after complaining. What cannot be read may be done: nothing
 * is run by such a state. */
bool ledger_was_read(Session *session, const StateFolder *folder);

/* Locks it for as long as this program runs, or a dbt that it starts; with --due, records where that begins. False
 * after complaining: EXIT_LOCKED while another run has it. What is locked already stays so. */
bool ledger_lock(Session *session, const BoundComponent *bound, StateFolder *folder);

/* What is recorded of the partitions of an invocation: how many there are, and of these the ones done, and the ones
 * done by a command that is another one now. */
typedef struct Standing {
  size_t partitions, done, changed;
} Standing;
Standing ledger_standing(Session *session, StateFolder *folder, const Invocation *invocation);

/* Whether the command that did a partition is another one now: that of the partition by itself, or of the range within
 * which it was done. */
bool ledger_has_changed(Session *session, const BoundComponent *bound, const Launch *partition,
                        const StateRecord *record);

/* Records the outcome of a launch for each of its partitions: 0, or the errno of the first that could not be
 * written. */
int ledger_record(Arena *scratch, StateFolder *folder, const Launch *launch, StateOutcome outcome, uint64_t hash);
/* A launch as files of the state are called. */
Str ledger_name(Arena *arena, const Launch *launch);

/* For --due: the partitions whose windows are closed and which are not done, from --from on, else from where this or an
 * earlier run with --due began, else from the first that is recorded. The state is locked before it is asked, but for
 * --dry-run: what another run is about to do is not due. NULL after reporting. */
StateFolder *ledger_choose_due(Session *session, const BoundComponent *bound, KeySet *set);

#endif
