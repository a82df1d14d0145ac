/* guard: for tests, a guard set in place: `if (!GUARD_SET(&guard)) …` is taken when the guard stops the work. The
 * locals of the test must not change after it. The program itself uses guard_run. */
#ifndef DBTPLAN_TESTS_GUARD_H
#define DBTPLAN_TESTS_GUARD_H

#include <setjmp.h>

#include "runtime/core/arena.h"

#define GUARD_SET(guard) (setjmp((guard)->at) == 0)

#endif
