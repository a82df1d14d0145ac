/* dbt_faults: what dbt refuses when it reads a project, as far as its files tell for sure: references to what is not
 * there, rings of them, two nodes of one name or of one relation (dbt/parser/manifest.py), texts that are no Jinja,
 * properties that are no YAML or have another shape than dbt asks for.
 *
 * Dagster has dbt read the project too, whatever a component runs of it. A reference counts where it is surely come
 * to while dbt reads: in no branch, with literal arguments, in a model, snapshot or analysis that is surely
 * enabled. Of a project that may have nodes which are not known here, only the files that are no Jinja or no YAML
 * are told; of one with a .dbtignore that is not known, nothing. Nothing is reported. */
#ifndef DBTPLAN_DBT_DBT_FAULTS_H
#define DBTPLAN_DBT_DBT_FAULTS_H

#include "compiler/dbt/dbt_project.h"
#include "runtime/core/source.h"

typedef enum DbtFaultKind {
  DBT_NO_NODE,
  DBT_NO_SOURCE,
  DBT_NO_GROUP,
  DBT_RING,
  DBT_SAME_NAME,
  DBT_SAME_RELATION,
  DBT_NO_JINJA,
  DBT_NO_YAML,
  DBT_NO_PROPERTIES
} DbtFaultKind;

typedef struct DbtFault {
  DbtFaultKind kind;
  const DbtNode *node; /* whose file it stands in; NULL: in another one */
  Place place;          /* of properties that are no YAML: the file */
  Str name, meant;      /* of a reference: 'orders', 'raw.orders', and the name that is near to it, or "" */
  Str words;            /* what is wrong with its Jinja, or the properties; of a ring: its models */
  const DbtNode *other; /* of equal ones: the first */
} DbtFault;

typedef VEC(DbtFault) DbtFaults;

/* Of the project in the folder `dir`; found once. */
const DbtFaults *dbt_faults_find(Workspace *workspace, Heap *heap, Str dir);

#endif
