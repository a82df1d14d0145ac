/* class_fields: the types of the fields that a component's class has as a dataclass. Dagster makes a schema of them
 * when it loads the class, and fails where it cannot (dagster/components/resolved/base.py). */
#ifndef DBTPLAN_CLASS_FIELDS_H
#define DBTPLAN_CLASS_FIELDS_H

#include "compiler/component_class.h"

/* False after reporting the first field of the class, or of a base of the project, whose type is nothing that
 * Dagster makes a schema of. A type that is not known is none of these. */
bool class_fields_check(Workspace *workspace, Heap *heap, const ComponentClass *class);

#endif
