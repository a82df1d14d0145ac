/* hints: the annotations of a Python module.
 *
 * Python evaluates the annotations of a function where it is defined, and those of a variable where it is assigned,
 * in a module and in a class, but not in a function (PEP 3107, PEP 526), and not under `from __future__ import
 * annotations` (PEP 563). Their values matter to nobody here; what matters is a name or an attribute that does not
 * exist, which ends the import: a type that nobody imported, a slip of the hand in its name. So of each annotation
 * the names and the chains of attributes are looked up, and what is made of them (`list[T]`, `T | None`) is not. */
#ifndef DBTPLAN_EVAL_HINTS_H
#define DBTPLAN_EVAL_HINTS_H

#include "runtime/eval/eval.h"

/* The NameError or AttributeError of the first name that is missing; VALUE_ABSENT: none is. */
Value hints_look(Eval *eval, const NodeList *hints);

#endif
