/* The file of a time zone: offsets at and around its changes. */
#include "runtime/time/tzif.h"
#include "tests/fuzz/fuzz.h"

void fuzz_one(Fuzz *f) {
  static const int64_t TIMES[] = {0, -1, INT32_MIN, INT32_MAX, 4102444800, -62135596800, 253402300799};
  Tzif zone;
  const char *why;
  int64_t from, until;
  if (!tzif_read(&f->arena, f->input, &zone, &why)) return;
  for (size_t i = 0; i < COUNT(TIMES); i++) {
    tzif_at_wall(&zone, TIMES[i], 0);
    tzif_at_wall(&zone, TIMES[i], 1);
    tzif_span(&zone, TIMES[i], &from, &until);
    fuzz_require(from <= TIMES[i] && TIMES[i] < until, "an instant lies in its span");
  }
  for (size_t i = 0; i < zone.n; i++) tzif_at_instant(&zone, zone.instants[i]);
}
