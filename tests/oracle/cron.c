/* cron: answers for compare_cron.py, many in one process: a question and its answer a line each, fields parted by TAB.
 *
 *   valid TEXT                                  1 or 0
 *   ticks TEXT ZONE START COUNT                 the first ones at or after START: instant/wall time/fold
 *   floor TEXT ZONE ANCHOR INSTANT              the last one before and the last one not behind INSTANT
 *   count TEXT ZONE ANCHOR FROM UNTIL           how many
 *
 * ANCHOR is the start of a definition (cron_anchor); START is its own. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime/core/limits.h"
#include "runtime/time/cron.h"
#include "tests/unit/guard.h"

enum { ROW_BYTES = 4096, FIELDS = 6 };

typedef struct Question {
  Str field[FIELDS];
  Cron cron;
  const Tz *tz;
} Question;

static int64_t number(const Question *question, int field) { return strtoll(question->field[field].p, NULL, 10); }

static void split(char *row, Question *question) {
  row[strcspn(row, "\n")] = '\0';
  for (int i = 0; i < FIELDS; i++) {
    size_t n = strcspn(row, "\t");
    question->field[i] = (Str){row, n};
    row += n + (row[n] != '\0');
  }
}

static void print_ticks(const Question *question) {
  CronTicks ticks = cron_from(&question->cron, question->tz, number(question, 3));
  for (int64_t left = number(question, 4); left > 0 && cron_next(&ticks); left--) {
    Civil civil;
    char text[CIVIL_ISO_ROOM + 1] = {0};
    cron_civil(&ticks, &civil);
    int fold = civil.fold;
    civil.tz = NULL;
    civil_iso(&civil, 'T', text);
    printf("%" PRId64 "/%s/%d ", ticks.tick, text, fold);
  }
}

static void print_floor(const Question *question) {
  for (int inclusive = 0; inclusive <= 1; inclusive++) {
    int64_t tick;
    if (cron_floor(&question->cron, question->tz, number(question, 4), inclusive, &tick)) printf("%" PRId64 " ", tick);
    else printf("none ");
  }
}

static void answer(Workspace *workspace, Question *question) {
  Str why;
  if (!cron_read(question->field[1], &question->cron)) {
    putchar('0');
  } else if (str_is(question->field[0], "valid")) {
    putchar('1');
  } else if (!(question->tz = tz_load(workspace, question->field[2], &why))) {
    printf("%.*s", STR_FMT(why));
  } else {
    cron_anchor(&question->cron, question->tz, number(question, 3));
    if (str_is(question->field[0], "ticks")) print_ticks(question);
    if (str_is(question->field[0], "floor")) print_floor(question);
    if (str_is(question->field[0], "count"))
      printf("%" PRId64, cron_count(&question->cron, question->tz, number(question, 4), number(question, 5)));
  }
  putchar('\n');
}

int main(void) {
  static char row[ROW_BYTES];
  Guard guard = {0};
  Arena arena;
  DiagSink sink;
  Workspace workspace;
  if (!GUARD_SET(&guard)) return fprintf(stderr, "stopped: %s\n", guard.what), 1;
  arena_init(&arena, &guard, LIMIT_ARENA_BYTES);
  diag_sink_init(&sink, &arena);
  workspace_init(&workspace, &arena, &sink);
  while (fgets(row, sizeof row, stdin)) {
    Question question;
    split(row, &question);
    answer(&workspace, &question);
  }
  arena_free(&arena);
  return 0;
}
