/* bindings: the statements of a module that may have bound a name last, before a place in its text.
 *
 * The text is read, nothing runs: of an `if` whose condition is the same wherever the module runs, the branch that
 * does; of a `try` all that may have run, an import of a package that is not here having failed. */
#ifndef DBTPLAN_BINDINGS_H
#define DBTPLAN_BINDINGS_H

#include "compiler/python/modules.h"

/* Where all of a module's statements count: what other modules have of it. */
#define BINDINGS_END SIZE_MAX

typedef struct Bindings {
  NodeList found; /* the nearest first */
  bool is_bound;  /* one of them binds the name whatever happens: nothing before them counts */
} Bindings;

Bindings bindings_before(const ModuleFile *file, size_t place, Str name);
/* Whether a statement binds the name by itself, as a CLASS, an IMPORT_FROM or an ASSIGN to it. */
bool bindings_are_by(const Node *node, Str name);
/* Whether a module is dagster_dbt's, which is there wherever a component is loaded. */
bool bindings_are_of_dagster(Str module);

#endif
