/* order: what waits for what among the invocations of a backfill, as a scheduler needs it: for each component a stretch
 * of indexes whose others wait for the first one, or each for the one before. */
#ifndef DBTPLAN_EMIT_ORDER_H
#define DBTPLAN_EMIT_ORDER_H

#include "runtime/core/vec.h"
#include "runtime/emit/emit.h"

typedef struct EmitStretch {
  const BoundComponent *bound;
  int64_t first, count;
  bool head;   /* all others wait for the first */
  bool serial; /* each waits for the one before */
} EmitStretch;

typedef struct EmitOrder {
  EmitStretch *at;
  size_t n, cap;
} EmitOrder;

/* Takes in the next invocation of the job. */
void order_add(Arena *arena, EmitOrder *order, const Invocation *invocation, int64_t index);
/* That of all its invocations, which it goes over once. */
EmitOrder order_of_job(Arena *arena, const EmitJob *job);
/* Where a component stands in the job. */
size_t order_component(const EmitJob *job, const BoundComponent *bound);

#endif
