/* dict_class: classes of the project that derive from `dict`, and from `typing.TypedDict`.
 *
 * An object of the first is a V_DICT whose Dict names its class, so that whatever takes a dict takes it. Its class
 * may add methods, properties, `__missing__`, `__getattr__`, `__repr__` and `__str__`; attributes of the object
 * itself and other special methods are not evaluated. A TypedDict is a name: calling it makes a plain dict. */
#ifndef DBTPLAN_EVAL_DICT_CLASS_H
#define DBTPLAN_EVAL_DICT_CLASS_H

#include "runtime/eval/class.h"

/* Makes such a class once its body has run; VALUE_NONE or an error. */
Value dict_class_finish(Heap *heap, Class *class);
Value dict_class_finish_typed(Heap *heap, Class *class);
/* Whether a TypedDict has an attribute of that name from Python. */
bool dict_class_has_typed(Str name);
/* Whether a value is an object of such a class. */
bool dict_class_is(Value v);

#endif
