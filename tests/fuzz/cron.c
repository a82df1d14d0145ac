/* A schedule and, below a line `----`, the name of a zone: ticks forward, back, and counted agree. */
#include "runtime/time/cron.h"
#include "tests/fuzz/fuzz.h"

enum { TICKS = 40 };

static void walk(const Cron *cron, const Tz *tz, int64_t from) {
  CronTicks ticks = cron_from(cron, tz, from);
  int64_t before = from - 1, at;
  for (int i = 0; i < TICKS && cron_next(&ticks); i++) {
    fuzz_require(ticks.tick > before, "ticks ascend");
    fuzz_require(cron_floor(cron, tz, ticks.tick, true, &at) && at == ticks.tick, "a tick is the last one at itself");
    before = ticks.tick;
  }
}

void fuzz_one(Fuzz *f) {
  static const int64_t STARTS[] = {1711846800, 1730595600, 0, -2208988800, 253402000000};
  Cron cron;
  Str why, text = fuzz_part(f);
  if (!cron_read(text, &cron)) return;
  const Tz *tz = f->input.n ? tz_load(&f->workspace, f->input, &why) : &TZ_UTC_ZONE;
  for (size_t i = 0; tz && i < COUNT(STARTS); i++) walk(&cron, tz, STARTS[i]);
}
