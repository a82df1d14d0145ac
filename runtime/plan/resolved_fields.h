/* resolved_fields: what Dagster makes of the values that a component file gives to a class's own fields, by their
 * annotations (dagster/components/resolved/base.py).
 *
 * Plain data stands as it is. `Resolvable` dataclasses and models of pydantic become their objects, also within
 * `Optional`, lists and dicts of texts, and within these values the members of an Enum; `Annotated[T, Resolver(fn)]` is
 * what `fn(context, value)` gives, `Annotated[T, "description"]` a T. Other types, and values that do not fit theirs as
 * they stand, are not evaluated. */
#ifndef DBTPLAN_PLAN_RESOLVED_FIELDS_H
#define DBTPLAN_PLAN_RESOLVED_FIELDS_H

#include "runtime/eval/eval.h"

/* Puts the objects in the place of the values of `fields`, those of the component's class `class` by name; VALUE_NONE,
 * or the error of making one. */
Value resolved_fields(Eval *eval, const Type *class, Dict *fields);

/* The type that the file's value must have: of `Annotated[T, Resolver(fn, model_field_type=M)]` M, of one that names no
 * M, or holds descriptions alone, T, and of another annotation that itself. */
const Node *resolved_schema(const Node *type);
/* Whether the templates of `tree`, a value for that type, are rendered before anything else sees them: those that stand
 * for plain data, also in the fields of a `Resolvable`. */
bool resolved_renders(Eval *eval, const Node *type, const Node *tree);
/* The T of `Annotated[T, "description"]`, and of another annotation that itself. */
const Node *resolved_described(const Node *type);

#endif
