/* dg: what templates and modules see of Dagster and of Python's library.
 *
 * `dg` and `datetime` of a template give only the names that Dagster allows; the module `dagster` of Python gives all.
 * A definition class (eval/definitions.h) builds a V_DEFINITION; other Dagster objects are opaque: they take
 * attributes, calls and operators and print as their source. */
#ifndef DBTPLAN_EVAL_DG_H
#define DBTPLAN_EVAL_DG_H

#include "runtime/eval/library.h"

Value dg_scope(Heap *heap);
Value datetime_scope(Heap *heap);
Value automation_condition_scope(Heap *heap);
/* `context` of a template at load; `project_root` the absolute path as Python's str(Path.resolve()) has it, or Unknown.
 */
Value context_scope(Heap *heap, Value project_root);
/* An opaque object that prints as `text`. */
Value opaque_new(Heap *heap, Str text);
/* What the module `dagster` of Python has under a name: a definition's class, or an opaque object. */
Value dagster_name(Heap *heap, Str name);

#endif
