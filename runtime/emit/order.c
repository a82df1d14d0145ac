#include "runtime/emit/order.h"

void order_add(Arena *arena, EmitOrder *order, const Invocation *invocation, int64_t index) {
  const PlanComponent *component = invocation->bound->component;
  if (!order->n || order->at[order->n - 1].bound->component != component)
    VEC_PUSH(arena, order, ((EmitStretch){.bound = invocation->bound, .first = index}));
  EmitStretch *stretch = &order->at[order->n - 1];
  stretch->count++;
  if (!invocation->after_count) return;
  bool waits_for_first = (int64_t)invocation->after[0] == stretch->first;
  stretch->head = stretch->head || waits_for_first;
  stretch->serial = stretch->serial || !waits_for_first;
}

size_t order_component(const EmitJob *job, const BoundComponent *bound) {
  size_t at = 0;
  while (at + 1 < job->component_count && job->components[at]->component != bound->component) at++;
  return at;
}

EmitOrder order_of_job(Arena *arena, const EmitJob *job) {
  EmitOrder order = {0};
  Invocation invocation;
  int64_t index = 0;
  for (job->rewind(job->state); job->next(job->state, &invocation); index++)
    order_add(arena, &order, &invocation, index);
  return order;
}
