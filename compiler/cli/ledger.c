#include "compiler/cli/ledger.h"

#include <errno.h>
#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/emit/emit.h"

static void complain_of_reading(Session *session, int error) {
  session_complain(session, EXIT_SYSTEM, "cannot read the state in %.*s: %s", STR_FMT(session->options->state),
                   strerror(error));
}

StateFolder *ledger_open(Session *session, const PlanComponent *component) {
  Buf name = buf_new(&session->arena, LIMIT_STRING_BYTES);
  Str dir = workspace_absolute_path(&session->workspace, session->options->state);
  int error;
  state_name(&name, component->name);
  StateFolder *folder = state_open(&session->arena, dir, buf_str(&name), &error);
  if (!folder) complain_of_reading(session, error);
  return folder;
}

bool ledger_was_read(Session *session, const StateFolder *folder) {
  if (folder->error) complain_of_reading(session, folder->error);
  return !folder->error;
}

Str ledger_name(Arena *arena, const Launch *launch) {
  Buf name = buf_new(arena, LIMIT_STRING_BYTES);
  state_name(&name, launch_name(arena, launch));
  return buf_str(&name);
}

/* The key from which a run with --due begins, unless it began earlier once. */
static int keep_from(Session *session, const BoundComponent *bound, StateFolder *folder) {
  Str given = session->options->from, kept = state_from(&session->arena, folder);
  if (!given.n || (kept.n && !keys_is_before(session, bound->def, given, kept))) return 0;
  return state_set_from(folder, given);
}

bool ledger_lock(Session *session, const BoundComponent *bound, StateFolder *folder) {
  int error = folder->lock < 0 ? state_lock(folder) : 0;
  if (error == EWOULDBLOCK) {
    session_complain(session, EXIT_LOCKED, "another run works on %.*s, and holds the lock in %s",
                     STR_FMT(component_label(bound->component)), folder->path);
    return false;
  }
  if (!error && session->options->due) error = keep_from(session, bound, folder);
  if (error) session_complain(session, EXIT_SYSTEM, "cannot write to %s: %s", folder->path, strerror(error));
  return !error;
}

/* ---- the partitions of a launch ---- */

static int hex(char c) {
  static const char DIGITS[] = "0123456789ABCDEF";
  const char *at = c ? strchr(DIGITS, c) : NULL;
  return at ? (int)(at - DIGITS) : -1;
}

/* The text behind a state_name; empty: it is too long to be told. */
static Str text_of(Arena *arena, Str name) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < name.n; i++) {
    bool is_coded = name.p[i] == '%';
    int high = is_coded && i + 2 < name.n ? hex(name.p[i + 1]) : -1, low = high < 0 ? -1 : hex(name.p[i + 2]);
    if (is_coded && low < 0) return STR("");
    buf_char(&buf, is_coded ? (char)(high * 16 + low) : name.p[i]);
    i += is_coded ? 2 : 0;
  }
  return buf_str(&buf);
}

/* The range that is called so, in terms of the definition as it is now. */
static bool find_range(Session *session, const PartitionsDef *def, Str name, Launch *launch) {
  Arena *arena = &session->scratch;
  Str range = text_of(arena, name);
  size_t dots = str_find(range, STR("..."), 0);
  PartitionFound first, last;
  KeySet set = {0};
  if (dots == SIZE_MAX) return false;
  if (partition_find(def, arena, str_sub(range, 0, dots), INT64_MAX, &first) != KEY_OK) return false;
  if (partition_find(def, arena, str_sub(range, dots + 3, range.n), INT64_MAX, &last) != KEY_OK) return false;
  key_set_add(arena, &set, first.id, last.id);
  LaunchIter iter = launches_of(arena, def, &set, (BackfillPolicy){.kind = BACKFILL_SINGLE_RUN}, false);
  return launch_next(&iter, launch);
}

/* Nothing is reported: the launch is none of those that are wanted. */
static bool resolves(Session *session, const BoundComponent *bound, const Launch *launch, Invocation *invocation) {
  DiagSink unheard, *sink = session->workspace.sink;
  diag_sink_beside(&unheard, &session->scratch, sink);
  session->workspace.sink = &unheard;
  bool done = resolve_launch(&session->scratch, bound, launch, invocation);
  session->workspace.sink = sink;
  return done;
}

bool ledger_has_changed(Session *session, const BoundComponent *bound, const Launch *partition,
                        const StateRecord *record) {
  Launch launch = *partition;
  Invocation invocation;
  Str by = str_of(record->launch);
  bool alone = str_eq(by, ledger_name(&session->scratch, partition));
  if (!alone && (!bound->def || !find_range(session, bound->def, by, &launch))) return true;
  return !resolves(session, bound, &launch, &invocation) || invocation_hash(&invocation) != record->hash;
}

Standing ledger_standing(Session *session, StateFolder *folder, const Invocation *invocation) {
  Standing standing = {0};
  Launch one;
  Arena *scratch = &session->scratch;
  uint64_t hash = invocation_hash(invocation);
  for (LaunchIter partitions = launch_partitions(scratch, &invocation->launch); launch_next(&partitions, &one);) {
    StateRecord record = state_read(folder, ledger_name(scratch, &one));
    standing.partitions++;
    if (record.outcome != STATE_DONE) continue;
    standing.done++;
    standing.changed += record.hash != hash && ledger_has_changed(session, invocation->bound, &one, &record);
  }
  return standing;
}

int ledger_record(Arena *scratch, StateFolder *folder, const Launch *launch, StateOutcome outcome, uint64_t hash) {
  LaunchIter partitions = launch_partitions(scratch, launch);
  Launch one;
  Str whole = ledger_name(scratch, launch);
  int error = 0;
  while (!error && launch_next(&partitions, &one))
    error = state_write(folder, ledger_name(scratch, &one), outcome, hash, whole);
  return error ? error : state_sync(folder);
}

/* ---- what is due ---- */

static bool has_windows(Session *session, const BoundComponent *bound) {
  if (bound->def && partitions_time_dimension(bound->def) >= 0 && !partitions_are_dynamic(bound->def)) return true;
  diag_report(session->workspace.sink, DIAG_DUE_WITHOUT_WINDOWS, PLACE_NONE,
              DIAG_ARGS(component_label(bound->component)));
  return false;
}

/* Leaves what is not done, from the first recorded one on (`begun`: from the first one). Whether anything is
 * recorded. */
static bool leave_undone(Session *session, const BoundComponent *bound, StateFolder *folder, bool begun,
                         KeySet *set) {
  Launch launch;
  KeySet all = *set;
  *set = (KeySet){0};
  for (LaunchIter iter = launches_by_time(&session->arena, bound->def, &all); launch_next(&iter, &launch);) {
    arena_reset(&session->scratch);
    StateRecord record = state_read(folder, ledger_name(&session->scratch, &launch));
    begun = begun || record.outcome != STATE_MISSING;
    bool undone = begun && record.outcome != STATE_DONE;
    if (undone) key_set_add(&session->arena, set, launch.first, launch.last);
  }
  return begun;
}

static Str begins_at(Session *session, StateFolder *folder) {
  Str given = session->options->from;
  return given.n ? given : state_from(&session->arena, folder);
}

StateFolder *ledger_choose_due(Session *session, const BoundComponent *bound, KeySet *set) {
  if (!has_windows(session, bound)) return NULL;
  StateFolder *folder = ledger_open(session, bound->component);
  if (!folder) return NULL;
  Str from = begins_at(session, folder);
  if (!keys_choose_due(session, bound->def, from, set)) return NULL;
  bool is_known = from.n || folder->fd >= 0; /* else there is nothing to lock, nor to make for it */
  if (is_known && !session->options->dry_run && !ledger_lock(session, bound, folder)) return NULL;
  bool begun = leave_undone(session, bound, folder, from.n > 0, set);
  if (!ledger_was_read(session, folder)) return NULL;
  if (begun) return folder;
  diag_report(session->workspace.sink, DIAG_DUE_FROM, PLACE_NONE,
              DIAG_ARGS(component_label(bound->component), session->options->state));
  return NULL;
}
