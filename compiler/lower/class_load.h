/* class_load: what the methods of a component's class that Dagster calls at load, and nobody evaluates, leave changed
 * for a launch. They are read, not run: what they may reach counts as done. Part of lower. */
#ifndef DBTPLAN_CLASS_LOAD_H
#define DBTPLAN_CLASS_LOAD_H

#include "compiler/python/component_class.h"

/* The method, of these, that sets an attribute; "": none. */
Str class_load_setter(const ComponentClass *class, Str name);
/* The attribute that methods of a launch read and `*method`, one of these, has changed before; "": none. */
Str class_load_left(const ComponentClass *class, Str *method);

#endif
