/* component_fields: the fields that a component's class adds to those of DbtProjectComponent, as its text has them:
 * which there are, which of them hold what the file gives, and their defaults. class_fields judges their types. */
#ifndef DBTPLAN_COMPONENT_FIELDS_H
#define DBTPLAN_COMPONENT_FIELDS_H

#include "compiler/python/component_class.h"
#include "compiler/yaml/document.h"

/* Whether a NODE_CLASS is a `@dataclass` itself, so that what it annotates are fields. */
bool class_has_fields(const Node *class);
/* Whether the class may take an attribute that DbtProjectComponent has not, or has otherwise: a field of its own as a
 * dataclass, or any where its fields are not known. */
bool component_fields_may_have(const ComponentClass *class, Str attribute);
/* The class that annotates an attribute as a dataclass would and is none, so that it is no field; "": there is none. */
Str component_fields_undecorated(const ComponentClass *class, Str attribute);
/* Whether the value of an attribute that DbtProjectComponent has not is what the file gives: plain data by its
 * annotation. False too where the class has no such field. */
bool component_fields_are_plain(const ComponentClass *class, Str attribute);
/* The first field that the file has to give a value and `attributes` (a Y_MAP) does not; "": none. */
Str component_fields_lacking(Workspace *workspace, Heap *heap, const ComponentClass *class, const YNode *attributes);
/* The default of a field, of the class or the nearest base that has one: V_ABSENT: none; V_UNKNOWN: not evaluated. */
Value component_fields_default(Workspace *workspace, Heap *heap, const ComponentClass *class, Str field);

#endif
