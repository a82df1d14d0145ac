/* zones: answers questions about time zones for compare_zones.py and record_zones.py, many in one process.
 *
 * `z NAME` takes a zone, and prints "ok" or why not. `i SECONDS` asks by an instant: "offset dst abbreviation fold from
 * until", the last two of its span (tz_span). `w SECONDS FOLD` by a time of the wall clock: "offset dst abbreviation
 * how-often" (a TzWall). */
#include <inttypes.h>
#include <stdio.h>

#include "runtime/core/limits.h"
#include "runtime/time/tz.h"

typedef struct Session {
  Arena arena;
  DiagSink sink;
  Workspace workspace;
  const Tz *tz;
} Session;

static void take_zone(Session *session, Str name) {
  Str why = {0};
  TzError error;
  session->tz = tz_zoneinfo(&session->workspace, name, &error, &why);
  if (session->tz)
    puts("ok");
  else
    printf("%.*s\n", STR_FMT(why));
}

static void print_offset(TzOffset offset) {
  printf("%" PRId32 "\t%" PRId32 "\t%.*s", offset.utc_offset, offset.dst, STR_FMT(offset.abbreviation));
}

static void answer_instant(const Tz *tz, int64_t seconds) {
  int64_t from, until;
  TzOffset offset = tz_at_instant(tz, seconds);
  tz_span(tz, seconds, &from, &until);
  print_offset(offset);
  printf("\t%d\t%" PRId64 "\t%" PRId64 "\n", offset.fold, from, until);
}

static void answer_wall(const Tz *tz, int64_t seconds, int fold) {
  print_offset(tz_at_wall(tz, seconds, fold));
  printf("\t%d\n", (int)tz_wall(tz, seconds));
}

static void answer_all(void *state) {
  Session *session = state;
  char line[512];
  while (fgets(line, sizeof line, stdin)) {
    Str row = str_trim(str_of(line));
    int64_t seconds = 0;
    int fold = 0;
    int found = sscanf(line, "%*c %" SCNd64 " %d", &seconds, &fold);
    if (row.p[0] == 'z')
      take_zone(session, str_sub(row, 2, row.n));
    else if (!session->tz || found < 1)
      puts("?");
    else if (row.p[0] == 'i')
      answer_instant(session->tz, seconds);
    else
      answer_wall(session->tz, seconds, fold != 0);
  }
}

int main(void) {
  Guard guard;
  Session session = {.tz = NULL};
  arena_init(&session.arena, &guard, LIMIT_ARENA_BYTES);
  diag_sink_init(&session.sink, &session.arena);
  workspace_init(&session.workspace, &session.arena, &session.sink);
  bool done = guard_run(&guard, answer_all, &session);
  if (!done) fprintf(stderr, "stopped: %s\n", guard.what);
  arena_free(&session.arena);
  return !done;
}
