/* data_class: Python's module `dataclasses`.
 *
 * `@dataclass` collects the fields of a class and of the dataclasses it derives from, in their order, and adds the
 * methods that Python generates: `__init__`, `__repr__`, `__eq__`, the comparisons and `__hash__`. What is annotated
 * as `InitVar` goes to `__post_init__`. */
#ifndef DBTPLAN_EVAL_DATA_CLASS_H
#define DBTPLAN_EVAL_DATA_CLASS_H

#include "runtime/eval/class.h"

Value library_dataclasses(Heap *heap, Str name);
/* Whether objects of the class refuse to be changed. */
bool dataclass_is_frozen(const Class *class);

#endif
