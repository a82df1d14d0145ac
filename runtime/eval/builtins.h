/* builtins: what the tables of filters, tests and globals share. */
#ifndef DBTPLAN_EVAL_BUILTINS_H
#define DBTPLAN_EVAL_BUILTINS_H

#include "runtime/eval/exec.h"

/* Calls `v.name(args…)` of a Python type. */
Value call_method_of(Heap *heap, Value v, const char *name, const Value *args, size_t n);
/* A call of a filter or test by name, as `map` and `select` make it: the item first. */
Value call_named(Heap *heap, BuiltinTable table, const char *what, Value name, Value item, Value args, Value kwargs);
/* Notes in an error which row of a table was likely meant by a name that none has. */
void builtin_likely(Heap *heap, BuiltinTable table, Value error, Str name);
/* The items of any iterable; VALUE_NONE, an error or Unknown. */
Value items_of(Heap *heap, Value v, ValueList *items);
/* Items as a value that is consumed once. */
Value generator_of(Heap *heap, ValueList items);

#endif
