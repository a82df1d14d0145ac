/* plan_json: a plan as JSON and back. Writing is deterministic: the same plan, the same bytes. */
#ifndef DBTPLAN_PLAN_PLAN_JSON_H
#define DBTPLAN_PLAN_PLAN_JSON_H

#include "runtime/plan/plan.h"

void plan_write(Arena *arena, Buf *buf, const Plan *plan);
/* Reads, checks and links. NULL after reporting what is wrong (not JSON, not a plan, a newer format). */
Plan *plan_read(Heap *heap, DiagSink *sink, const Source *source);
/* Whether a text looks like a plan: a JSON object with the key "dbtplan". */
bool plan_looks_like(Str text);

#endif
