/* dict_class: classes of the project that derive from `dict`, and from `typing.TypedDict`.
 *
 * An object of the first is a V_DICT whose Dict names its class, so that whatever takes a dict takes it; it has
 * attributes besides. Its class may add methods, properties and the special methods of `dict_class_heeds`, as
 * functions or as methods of `dict` (`__getattr__ = dict.get`); others are not evaluated. A TypedDict is a name:
 * calling it makes a plain dict. */
#ifndef DBTPLAN_EVAL_DICT_CLASS_H
#define DBTPLAN_EVAL_DICT_CLASS_H

#include "runtime/eval/class.h"

/* Makes such a class once its body has run; VALUE_NONE or an error. */
Value dict_class_finish(Heap *heap, Class *class);
Value dict_class_finish_typed(Heap *heap, Class *class);
bool dict_class_heeds(Str name);
/* Whether a TypedDict has an attribute of that name from Python. */
bool dict_class_has_typed(Str name);
/* Whether a value is an object of such a class. */
bool dict_class_is(Value v);
/* Where such an object has its attributes. */
Dict **dict_class_attributes(Value v);
/* `object[key] = value`, `del object[key]` of such an object. */
Value dict_class_put(Heap *heap, Value object, Value key, Value value);
Value dict_class_delete(Heap *heap, Value object, Value key);
Value dict_class_delete_attr(Heap *heap, Value object, Str name);
/* `dict.__setitem__` and the like, which `super()` and the class `dict` have; NULL: another name. */
const Builtin *dict_class_method(Str name);

#endif
