/* conflicts: what two components of one project may not share, nor a component and the Python beside it. Dagster
 * refuses to load a project that has it.
 *
 * Components are taken one after the other, and compared once all are there; what is kept of each is a copy of a few
 * names. */
#ifndef DBTPLAN_CONFLICTS_H
#define DBTPLAN_CONFLICTS_H

#include "compiler/python/defs_modules.h"
#include "runtime/plan/bind.h"

/* What is known of a component once it is lowered. */
typedef struct Settled {
  const PlanComponent *component;
  Str op_name, project_dir, select, exclude, selector; /* op_name, project_dir: "" not known */
  bool keys_known; /* an asset's key is `prefix`, then one of `keys`, else `key`, or where that is empty the model's */
  Str prefix, key; /* each of their parts ends in '\n' */
  StrList keys;    /* the same, of each model */
  Span type_span, op_span; /* in its file: the component's type, and the name of its op, else the type again */
} Settled;

typedef struct Conflicts Conflicts;

/* `arena` must outlive the components that are taken. */
Conflicts *conflicts_begin(Workspace *workspace, Arena *arena);
void conflicts_take(Conflicts *conflicts, const Settled *settled);
/* A component that nobody asked about: what it shares with others of its kind alone is not reported. Behind the
 * others. */
void conflicts_take_beside(Conflicts *conflicts, const Settled *settled);
/* An asset that a Python file of the project at `root` defines. */
void conflicts_take_asset(Conflicts *conflicts, Str root, const DefsAsset *asset);
/* Takes over all that `other` has taken, which must last as long as this. */
void conflicts_join(Conflicts *conflicts, Conflicts *other);
/* Reports to the workspace's sink the components of one project with the same op name, once a name, and two that hold
 * an asset of the same key, be it that they build the same model. */
void conflicts_report(Conflicts *conflicts, Heap *heap);
/* Whether something was found of the component that was taken as number `i`, from 0; once it was reported. */
bool conflicts_found(const Conflicts *conflicts, size_t i);

#endif
