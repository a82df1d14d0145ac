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
/* False: certainly no AutomationCondition. */
bool opaque_may_be_condition(Value v);
/* False: certainly no AssetSpec, nor the model of one's attributes. */
bool opaque_may_be_spec(Value v);
/* Whether it is a call of AssetKey. */
bool opaque_is_key(Value v);
/* Whether it is what a method gave of which nothing is known, as `dg.AssetKey("a").to_user_string()`: it may be
 * text. */
bool opaque_is_open(Value v);
/* `~v`, of an opaque object. */
Value opaque_inverted(Heap *heap, Value v);
/* Whether it is "int | None", of classes by their names: what calls make has brackets. */
bool opaque_is_union(Value v);
/* What calling an opaque object gives, which prints as `text`; an error where Dagster refuses the arguments. */
Value opaque_called(Heap *heap, const Opaque *opaque, Str text, const Value *args, size_t n, const Dict *keywords);
/* What the module `dagster` of Python has under a name that it has: a definition's class, or an opaque object. */
Value dagster_name(Heap *heap, Str name);
/* Whether it has the name (grammar/dagster_names.def). */
bool dagster_has(Str name);
/* All that it has. */
const Str *dagster_names(size_t *n);
/* Notes which of its names was likely meant by one that it does not have. */
void dagster_likely(Exception *exception, Str name);

#endif
