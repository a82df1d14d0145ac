/* exception: Python's exceptions as classes and objects: `raise`, `assert`, what `except` catches.
 *
 * An exception in flight is a V_ERROR (value/value.h). Its class is a V_TYPE: one of grammar/exceptions.def, or a
 * class of the project that derives from one (eval/class.h). Caught, it is a V_OBJECT, which `raise` sends on its way
 * again. */
#ifndef DBTPLAN_EVAL_EXCEPTION_H
#define DBTPLAN_EVAL_EXCEPTION_H

#include "runtime/eval/class.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/object.h"

/* The class of that name, as Python's builtins have it; V_ABSENT: no exception of Python. */
Value exception_class(Str name);
const Type *exception_type(ExceptionType type);
/* Which row a class is or derives from, of several the one that gives it its text; EXC_COUNT: no exception. */
ExceptionType exception_of_class(const Type *class);
/* Adds one of Python's own, and those it derives from, the nearest first; of any other class nothing. */
void exception_line(Arena *arena, const Type *class, ValueList *line);
/* Of a class whose order is known: VALUE_NONE, or that dbtplan does not evaluate an exception of such bases. */
Value exception_check_bases(Heap *heap, const Class *class);
/* The object that `except … as e` binds, which the exception keeps: it is the same whenever it is asked for. */
Value exception_value(Heap *heap, Exception *exception);
/* Notes what was handled when an exception was raised, where that is not known yet; NULL: nothing was. Whoever catches
 * one, and whoever lets one out of a handler, says it. */
void exception_chain(Exception *raised, Exception *handled);
/* A new exception object of a class, from the arguments as a V_TUPLE. */
Value exception_object(Heap *heap, const Type *class, Value args);
/* The error that raising an exception object is. */
Value exception_error(Heap *heap, Value object);
/* Whether an `except` clause of `class`, a class or a tuple of them, catches it: a V_BOOL or the TypeError. */
Value exception_matches(Heap *heap, const Exception *exception, Value class);

/* The error of a RAISE node. */
Value exception_raise(Eval *eval, const Node *node);
/* V_ABSENT, or the error of an ASSERT node. */
Value exception_assert(Eval *eval, const Node *node);

/* What comes where an import that is taken to fail ends what it stands in: whether it fails is not known. */
Value exception_of_import(Heap *heap, const Exception *exception);

#endif
