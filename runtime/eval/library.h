/* library: the parts of Python's library that dbtplan has itself, and the module `dagster`.
 *
 * Only what computes, or reads files of the project (value/file.h): nothing here starts a process or opens a
 * connection. What a module has and dbtplan does not know is the error UNSUPPORTED where it is read. */
#ifndef DBTPLAN_EVAL_LIBRARY_H
#define DBTPLAN_EVAL_LIBRARY_H

#include "runtime/eval/object.h"

/* `import dagster`, `datetime` …: the module, or what it has under `name`; V_ABSENT: dbtplan has no such one. */
Value library_module(Heap *heap, Str module, Str name);
/* Whether a module that dbtplan has not may yet be one of Python's, or a part of its packages: `urllib.request`. */
bool library_may_have(Str module);
/* What an import of a package that is not evaluated gives: `unsupported`, `of_package`. */
Value library_foreign(Heap *heap, Str module);
/* The names that `from module import *` binds; none: they are not known of the module. */
StrList library_all(Arena *arena, Str module);
/* Whether any of a module is C; the others that dbtplan has are Python (runtime/library). */
bool library_is_in_c(Str module);
/* What runtime/library has of a module by that name, whether or not C has it otherwise; V_ABSENT: nothing. */
Value library_in_python(Heap *heap, Str module, Str name);
/* Whether a module of dagster_dbt has a public name; false also where that is not known. */
bool library_surely_has(Str module, Str name);
/* Whether a value is such a module. */
bool library_is(Value v);

#endif
