/* dbt_reads: the variables that dbt asks for when it runs some nodes of a project, and when it reads its YAML.
 *
 * Of a node: its text and the macros of the project that it calls. Python models read none. What lies in packages is
 * passed over, as is a macro that is called in a way that does not name it. */
#ifndef DBTPLAN_DBT_DBT_READS_H
#define DBTPLAN_DBT_DBT_READS_H

#include "compiler/dbt/dbt_project.h"
#include "compiler/dbt/dbt_ranges.h"
#include "compiler/yaml/document.h"

typedef struct DbtRead {
  Str name;
  Place place;
  DbtReach reach;
  bool has_default;
  bool before_vars; /* dbt_project.yml, which is rendered before its own `vars:` count */
} DbtRead;

typedef struct DbtReads {
  Workspace *workspace;
  Heap *heap;
  const DbtProject *project;
  Str dir; /* of the project */
  void (*take)(void *state, const DbtRead *read);
  void *state;
} DbtReads;

/* Of the nodes, tests and properties of a project with a .dbtignore that is not known, nothing is told: dbt may not
 * read them.
 * `needed`: for each node of the project, whether dbt runs it. */
void dbt_reads_of_nodes(const DbtReads *reads, const uint8_t *needed);
/* The tests of the project, in a file each, that refer to such a node. */
void dbt_reads_of_tests(const DbtReads *reads, const uint8_t *needed);
/* The hooks of a whole run, in dbt_project.yml. */
void dbt_reads_of_hooks(const DbtReads *reads);
/* dbt_project.yml and the properties below the folders of models, seeds, snapshots: what dbt renders to read them; and
 * the tests there, which it renders to run them, of the models that are `tested` (NULL: none). */
void dbt_reads_of_yaml(const DbtReads *reads, const uint8_t *tested);
/* One value of profiles.yml, in the file `path`: it sees no more than dbt_project.yml does. */
void dbt_reads_of_profile(const DbtReads *reads, Str path, const YNode *output);
/* A text that dbt runs: what it reads, and where it compares columns with variables, its own blocks left out. */
typedef struct DbtText {
  const Source *source;
  const DbtUses *uses;
  const DbtComparisons *comparisons;
} DbtText;

/* Calls `take`, with the state of `reads`, for each macro of the project that a text calls, and that those call. */
typedef void DbtTakeText(void *state, const DbtText *text);
void dbt_macros_called(const DbtReads *reads, const DbtUses *uses, DbtTakeText *take);
/* Whether the project itself has a macro of that name. */
bool dbt_reads_has_macro(const DbtReads *reads, Str name);
/* Of these macros the one whose name is near; empty: none. */
Str dbt_reads_nearest_macro(const DbtReads *reads, Str name);
/* A text of the project; from the second call on as it was found. False: it cannot be read. */
bool dbt_text_read(Workspace *workspace, Heap *heap, Str path, DbtText *read);

#endif
