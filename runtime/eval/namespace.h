/* namespace: `globals()`: the names of a module as a dict, which reads and changes the module itself. */
#ifndef DBTPLAN_EVAL_NAMESPACE_H
#define DBTPLAN_EVAL_NAMESPACE_H

#include "runtime/eval/object.h"

/* `globals()`, and in the body of a module `locals()` and `vars()`. `module` must outlive the value. */
Value namespace_of(Heap *heap, const Module *module);
bool namespace_is(Value v);
/* Whether a node is such a call: any name of the module may be read or changed by what it gives. */
bool namespace_is_asked(const Node *node);

#endif
