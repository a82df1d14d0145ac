/* lower_tree: YAML values into trees of nodes, templates parsed, linked and folded. Part of lower. */
#ifndef DBTPLAN_LOWER_TREE_H
#define DBTPLAN_LOWER_TREE_H

#include "compiler/project.h"
#include "runtime/eval/eval.h"

/* A key below the `attributes` of a component's document; NULL: there is none. */
static inline const YNode *attribute_of(const YNode *document, const char *key) {
  const YNode *attributes = ynode_get(document, "attributes");
  return attributes ? ynode_get(attributes, key) : NULL;
}

/* Where the YAML value at hand lies and what its templates see. */
typedef struct TreeScope {
  Workspace *workspace;
  Heap *heap;
  DiagSink *sink;
  const Source *source;
  const ScopeTable *table;
  const Value *values; /* of `table`; NULL: nothing may be folded or tried (cli_args) */
  bool failed;         /* an error was reported */
  bool vars_missing;   /* the template vars could not be had: what is not found may be one of them */
  uint64_t steps;      /* that evaluations have taken so far */
  InputSet inputs_read; /* by evaluations, since it was set to none */
} TreeScope;

/* Of a component file, reporting to the workspace's sink. */
static inline TreeScope tree_scope(const ComponentFile *file, const ScopeTable *table, const Value *values) {
  return (TreeScope){.workspace = file->workspace,
                     .heap = file->heap,
                     .sink = file->workspace->sink,
                     .source = file->source,
                     .table = table,
                     .values = values};
}

/* The tree of a YAML value: CONST, LIST, DICT and TEMPLATE nodes. Every text is a template, also one without braces, as
 * in Dagster; the empty text is not. Templates that read no input and give a plain immutable value become that value.
 * Syntax errors are reported, and `scope->failed` is set; the tree is complete all the same. */
Node *tree_of(TreeScope *scope, const YNode *yaml);
/* Evaluates a tree as it would be at load, to find what fails; reports it and sets `scope->failed`. What depends on an
 * unknown value does not fail. Returns the value, or V_ABSENT. */
Value tree_try(TreeScope *scope, const Node *tree);
/* The tree as data: no text is a template (the mapping form of partitions_def). */
Node *tree_of_literal(TreeScope *scope, const YNode *yaml);
/* Whether what may be a template stands anywhere in a value. */
bool tree_has_template(const YNode *yaml);
/* Whether a date, by the tag `!!timestamp`, stands anywhere in a value. */
bool tree_has_date(const YNode *yaml);

#endif
