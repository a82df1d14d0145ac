/* class_super: `super()` in a method, `super(Class, object)`: what the classes behind one have, bound to the object. */
#ifndef DBTPLAN_EVAL_CLASS_SUPER_H
#define DBTPLAN_EVAL_CLASS_SUPER_H

#include "runtime/value/type.h"

extern const Builtin CLASS_SUPER;

#endif
