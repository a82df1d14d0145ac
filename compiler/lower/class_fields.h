/* class_fields: the types of the fields that a component's class has as a dataclass. Dagster makes a schema of them
 * when it loads the class, and fails where it cannot (dagster/components/resolved/base.py). */
#ifndef DBTPLAN_CLASS_FIELDS_H
#define DBTPLAN_CLASS_FIELDS_H

#include "compiler/python/component_class.h"

/* False after reporting the first field of the class, or of a base of the project, whose type is nothing that
 * Dagster makes a schema of. A type that is not known is none of these. */
bool class_fields_check(Workspace *workspace, Heap *heap, const ComponentClass *class);
/* What a file gives to a field of the class, as that schema takes it: text, or what the type says, `1` as 1.0 for a
 * float. `given` itself where the type is not known; NULL: it does not fit. */
const YNode *class_field_taken(Workspace *workspace, Heap *heap, const ComponentClass *class, const YPair *given);
/* Whether Dagster renders each template of `tree`, the value of a field, before anything else sees it. */
bool class_field_renders(Workspace *workspace, Heap *heap, const ComponentClass *class, Str name, const Node *tree);
/* Whether all of `attributes` (a Y_MAP) fits the fields that the class has of its own; false after reporting. */
bool class_fields_fit(const ComponentFile *file, const ComponentClass *class, const YNode *attributes);

#endif
