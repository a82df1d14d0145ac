/* fuzz: what the fuzzers share. A target is one file, `fuzz_one` over hostile bytes; libFuzzer and AFL++ call it
 * through entry.c, and the tests replay committed inputs through replay.c.
 *
 * A limit that stops the work is a right answer; a crash, a report of a sanitizer, or a broken invariant is not. */
#ifndef DBTPLAN_TESTS_FUZZ_H
#define DBTPLAN_TESTS_FUZZ_H

#include "runtime/core/limits.h"
#include "runtime/core/workspace.h"
#include "runtime/eval/eval.h"

typedef struct Fuzz {
  Guard guard;
  Arena arena, scratch;
  DiagSink sink;
  Workspace workspace;
  Eval eval;
  Str input;
} Fuzz;

/* The target's own: one input. What it allocates is given back afterwards. */
void fuzz_one(Fuzz *f);

/* Aborts: `what` must hold of every input. */
void fuzz_require(bool holds, const char *what);

/* The input up to the first line that is `---- NAME` (without it: all of it), which is cut off with that line. */
Str fuzz_part(Fuzz *f);

/* fuzz_one over these bytes, within limits and with everything fresh. */
void fuzz_input(const uint8_t *bytes, size_t n);

#endif
