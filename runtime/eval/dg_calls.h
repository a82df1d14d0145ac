/* dg_calls: what Dagster refuses of the arguments by which conditions and policies are made
 * (declarative_automation/automation_condition.py, freshness.py). What is made is not looked at: it stays opaque. */
#ifndef DBTPLAN_EVAL_DG_CALLS_H
#define DBTPLAN_EVAL_DG_CALLS_H

#include "runtime/eval/args.h"

/* A call of what AutomationCondition, or a condition, has under the name: the exception, or VALUE_ABSENT. */
Value condition_refuse(Heap *heap, Str name, CallArgs given);
/* The same of FreshnessPolicy. */
Value policy_refuse(Heap *heap, Str name, CallArgs given);

#endif
