/* launches: which launches a command is about, from the partition options, and their invocations one by one. */
#ifndef DBTPLAN_CLI_LAUNCHES_H
#define DBTPLAN_CLI_LAUNCHES_H

#include "compiler/cli/session.h"

/* A component with the keys that the options choose. */
typedef struct Chosen {
  BoundComponent bound;
  const BoundComponent *first; /* what the first launch is bound to: `bound`, unless --full-refresh is for it alone */
  KeySet set;
  bool as_key; /* a launch of one key, whatever the policy */
  LaunchIter launches; /* at their beginning; to be copied */
  struct StateFolder *folder; /* --due: the state by which they were chosen, locked; else NULL */
} Chosen;

typedef struct ChosenList {
  Chosen **at;
  size_t n, cap;
} ChosenList;

/* Whether a partition option was given. */
bool keys_are_given(const Options *options);
/* The set that the options mean for a partitioned component; false after reporting why there is none. An empty set is
 * fine, with a note. A dynamic definition becomes one that knows the keys of --keys-from; without one, where the
 * component is the only one (`is_alone`) and hence meant, those of --partition: they are taken as they are. */
bool keys_choose(Session *session, const PartitionsDef **def, bool is_alone, KeySet *set);

/* Of a definition with windows: every partition whose window was closed --delay ago, from the one that `from` (a key or
 * a time) means on; empty: from the first. False after reporting. */
bool keys_choose_due(Session *session, const PartitionsDef *def, Str from, KeySet *set);
/* Whether `one` lies before `other`, two texts as --from takes them. */
bool keys_is_before(Session *session, const PartitionsDef *def, Str one, Str other);

/* Binds the components of a plan and chooses their launches. Of several components, those that a key does not concern
 * are passed over with a note; none left is an error. False after reporting. */
bool launches_choose(Session *session, const Loaded *loaded, ChosenList *list);

/* What waits for what among the invocations of one component; `after` of each says it. An incremental model makes its
 * table in the first run, so with --all that one goes first by itself, unless --order says otherwise; a part of the
 * partitions is taken to find the table there. */
typedef enum Order { ORDER_ANY, ORDER_FIRST_THEN_REST, ORDER_SERIAL } Order;

/* The invocations of a list, in order: an iterator that holds one at a time, in the session's scratch arena. */
typedef struct Invocations {
  Session *session;
  const ChosenList *list;
  Order order;
  size_t component;
  LaunchIter iter;
  size_t number; /* of the next invocation, over all components */
  size_t first;  /* that of the component at hand */
  size_t after;  /* what the one at hand waits for */
} Invocations;

int64_t invocations_count(const ChosenList *list);
/* The first launch and the last, without resolving any, and which of the list they are of; false: there are none. */
bool invocations_ends(const ChosenList *list, Launch ends[2], size_t of[2]);
Invocations invocations_of(Session *session, const ChosenList *list);
/* These take an `Invocations *`, as EmitJob wants them. What does not resolve is reported and left out. */
void invocations_rewind(void *invocations);
bool invocations_next(void *invocations, Invocation *invocation);

#endif
