/* module: Python modules: run in order, once, as far as they can be.
 *
 * The statements of a module run in order when a name of it is first read. A Python exception ends the module, and
 * every import of it raises it, as in Python: Dagster then does not load the project, needed or not. What dbtplan does
 * not evaluate does no harm: the statement is passed over, and the names that it binds or may change are that error
 * from then on, until something binds them anew. So a name's value is either what Python computes or an error that
 * says which statement stands in the way.
 *
 * Each global knows which inputs the statements read that made it; reading the global reads them. */
#ifndef DBTPLAN_EVAL_MODULE_H
#define DBTPLAN_EVAL_MODULE_H

#include "runtime/eval/exec.h"

/* Runs a module if that has not begun; VALUE_NONE, or the error that ended it. */
Value module_run(Eval *eval, const Module *module);
/* A global of a module, which is run first: its value, the error that stands for it, or V_ABSENT. */
Value module_name(Eval *eval, const Module *module, Str name);
void module_bind(Eval *eval, const Module *module, Str name, Value v);
/* Calls `visit` with each global that a module has so far; errors stand for what was not evaluated. */
void module_each(const Module *module, void (*visit)(Str name, Value v, void *state), void *state);
/* `Interval = Annotated[…]`: the type that a name of the module stands for, as it is written; NULL: it is no such
 * name. */
const Node *module_alias(const Module *module, Str name);

/* What a statement or a function of a module gave; but where it raises, and the module, or one that it has imported,
 * takes a package not to be installed (`try: import x`), that the package is not supported: where it is installed,
 * another thing happens. */
Value module_outcome(Heap *heap, const Module *module, Value v);

/* The absolute name that `name`, with its leading dots, means in the module `from` (importlib's resolve_name); without
 * the package, where the dots lead above it. */
Str module_absolute_name(Arena *arena, Str from, bool from_is_package, Str name);
/* `import name`, which binds the first package unless `whole`; `from name import id`; `from name import *`. */
Value module_import(Eval *eval, Str name, bool whole);
Value module_import_from(Eval *eval, Str name, Str id);
Value module_import_all(Eval *eval, Str name);

#endif
