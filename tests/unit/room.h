/* room: what a test of a reader of files needs: an arena with its guard, a sink and a workspace, new for each test. */
#ifndef DBTPLAN_TESTS_ROOM_H
#define DBTPLAN_TESTS_ROOM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/core/limits.h"
#include "runtime/core/workspace.h"
#include "tests/unit/guard.h"

typedef struct Room {
  Guard guard;
  Arena arena;
  DiagSink sink;
  Workspace workspace;
} Room;

/* The time zones are those of tests/zones, whatever the system's say, unless TZDIR is given. */
static inline int set_up(void **state) {
  static Room room;
  if (setenv("TZDIR", "tests/zones", 0)) return -1;
  memset(&room, 0, sizeof room);
  if (!GUARD_SET(&room.guard)) return -1;
  arena_init(&room.arena, &room.guard, LIMIT_ARENA_BYTES);
  diag_sink_init(&room.sink, &room.arena);
  workspace_init(&room.workspace, &room.arena, &room.sink);
  *state = &room;
  return 0;
}

static inline int tear_down(void **state) {
  arena_free(&((Room *)*state)->arena);
  return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static inline void assert_str(Str got, const char *want) {
  if (!str_is(got, want)) fail_msg("got \"%.*s\", want \"%s\"", STR_FMT(got), want);
}

#endif
