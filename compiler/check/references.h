/* references: what dbt refuses when it reads the project of a component (dbt_faults.h): in the models' own files. */
#ifndef DBTPLAN_CHECK_REFERENCES_H
#define DBTPLAN_CHECK_REFERENCES_H

#include "runtime/plan/bind.h"

/* Reports to the workspace's sink. */
void references_check(Heap *heap, const BoundComponent *bound);

#endif
