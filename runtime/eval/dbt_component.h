/* dbt_component: dagster_dbt's DbtProjectComponent, from which a class of the project may derive, and the objects of
 * such a class.
 *
 * An object holds the fields of its component file. Of the methods of the base there are `get_cli_args`,
 * `get_asset_spec` and `get_resource_props`, which ask whoever made the object, and `execute`, by way of
 * `_get_dbt_event_iterator`, which calls dbt with what the object's own `get_cli_args` gives; what else the base has is
 * not evaluated. */
#ifndef DBTPLAN_EVAL_DBT_COMPONENT_H
#define DBTPLAN_EVAL_DBT_COMPONENT_H

#include "runtime/eval/class.h"

/* The base's own methods, asked of whoever made the object. */
typedef struct BaseArguments {
  Value (*render)(Heap *heap, void *state); /* `get_cli_args`: a list of texts, or an error */
  void *state;
  Value (*spec)(Heap *heap, void *state);  /* `get_asset_spec` of the asset at hand; NULL: there is none */
  Value (*props)(Heap *heap, void *state); /* `get_resource_props` of it; NULL too */
  Value (*project)(Heap *heap, void *state); /* `dbt_project`, a DbtProject; NULL: it is not known */
} BaseArguments;

extern const Type TYPE_DBT_COMPONENT;

/* The fields of the base, in the order in which its dataclass has them; the first has no default. */
const Str *dbt_component_fields(size_t *n);
bool dbt_component_is_field(Str name);
/* The fields of the base, of none of which the value is known, and such a value. */
const Dict *dbt_component_unknown_fields(Heap *heap);
Value dbt_component_unknown(Heap *heap, Str name);
/* Whether a value is a class of the project that derives from the base. */
bool dbt_component_is_class(Value v);
/* An object of such a class, which is made as its `__init__` makes it. `fields`: those of the base, all of them;
 * `own`: those that the file gives besides. `base` must outlive the object. An error where `__init__` raises. */
Value dbt_component_new(Heap *heap, Value class, const Dict *fields, const Dict *own, const BaseArguments *base);
/* The error that a call of such a class, or of the base, gives: of what Python makes no fields are known. */
Value dbt_component_of_python(Heap *heap, const Type *type, const Value *args);
/* Whether the base has a member of that name. */
bool dbt_component_has(Str name);
/* Calls `found` with each attribute, of whatever object, that the text below a node changes: sets, deletes, or changes
 * an item of or by a method of; with "" where it may be any: by `setattr`, `vars` or `__dict__`. */
void dbt_component_changes(const Node *node, void (*found)(Str name, void *state), void *state);
/* Whether that may be the attribute `name`. */
bool dbt_component_may_change(const Node *node, Str name);
/* As `dbt_component_changes`, of names. */
void dbt_component_changed_names(const Node *node, void (*found)(Str name, void *state), void *state);
/* What else the base has. */
Value dbt_component_attr(Heap *heap, Value object, Str name);

/* Whether a value is a dagster_dbt.DbtProject (runtime/library/dagster_dbt.py). */
bool dbt_project_is(Value v);

/* The `dbt` that `execute` gets. It notes what it is called with; what dbt would tell is empty. */
typedef struct DbtCalls {
  Value arguments; /* a list of what the one call gave; V_ABSENT: there was none */
  bool again;      /* there was another, which is `unsupported` */
} DbtCalls;
/* `calls` must outlive it. A second call is the error that `dbt_called_again` gives. */
Value dbt_resource(Heap *heap, DbtCalls *calls);
Value dbt_called_again(Heap *heap);

#endif
