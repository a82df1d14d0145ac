/* library_names: slips in the names of Python's modules, and what these do not have.
 *
 * Only what cannot be right is an error: a module that is not known may be one of a package that is installed where
 * Dagster runs, and a name one of another version of a package. */
#ifndef DBTPLAN_EVAL_LIBRARY_NAMES_H
#define DBTPLAN_EVAL_LIBRARY_NAMES_H

#include "runtime/value/value.h"

/* Whether a module has a name by itself; true of a module whose names are not known. */
bool library_has(Str module, Str name);
/* What `import *` binds of a module of Python's; none: that is not known. */
StrList library_star(Arena *arena, Str module);
/* `import daggster`: ModuleNotFoundError with what was likely meant; V_ABSENT where the name may be right. */
Value library_module_slip(Heap *heap, Str module);
/* `from datetime import timedelt` (`imported`), `datetime.timedelt`: ImportError or AttributeError; V_ABSENT as
 * above. */
Value library_name_slip(Heap *heap, Str module, Str name, bool imported);

#endif
