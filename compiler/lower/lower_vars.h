/* lower_vars: the template vars that a component sees, and what of them a plan keeps. Part of lower.
 *
 * A component sees its own vars and those of the folders above it, the nearest first (dagster/components/core/
 * defs_module.py). A plan keeps the vars that residual code reads: plain data as data, anything else as the function
 * and the statements it reaches. */
#ifndef DBTPLAN_LOWER_VARS_H
#define DBTPLAN_LOWER_VARS_H

#include "compiler/project.h"
#include "compiler/python/component_class.h"
#include "compiler/python/template_vars.h"
#include "runtime/plan/plan.h"

typedef struct VarList {
  const TemplateVar **at; /* sorted by name */
  size_t n, cap;
  bool missing; /* a module of them could not be had */
} VarList;

/* A folder's component file. */
typedef struct Folder {
  const Source *source;
  const YNode *document;
  Str path;
  VarList vars;
  bool vars_ok; /* no error was reported of them */
} Folder;

typedef struct FolderChain {
  const Folder **at; /* the nearest first */
  size_t n, cap;
} FolderChain;

/* The vars of a document's `template_vars_module`; none where it names no module. False after reporting. */
bool vars_load(const ComponentFile *file, const YNode *document, VarList *vars);
/* Runs the modules of the vars and that of a component's class (NULL: none), where that has not been done, for what
 * they do to the environment. */
void vars_run_modules(Heap *heap, const VarList *vars, const ComponentClass *class);
VarList vars_merge(Arena *arena, const VarList *own, const FolderChain *chain);

/* A scope table with its values: the fixed ones, the vars', and `context` of a project root. */
typedef struct VarScope {
  const ScopeTable *table;
  Value *values;
} VarScope;
VarScope vars_scope(Heap *heap, ScopeKind kind, const VarList *vars, Str root);

/* Puts the values of the vars in the place of their names in a tree of SCOPE_ARGS; those that are no plain data, or
 * read an input, stay names there and are added to `left`. */
void vars_put_values(Heap *heap, const VarList *vars, const ScopeTable *table, Node *tree, VarList *left);

/* Plain data as a tree that makes it again; NULL for anything else. */
Node *vars_node_of(Heap *heap, Value v);
/* All vars that a component sees, what they were merged from, those of folders that `cli_args` still name, and the
 * component's class (NULL: none of the project). */
typedef struct VarSources {
  const VarList *all, *own, *in_args;
  const FolderChain *chain;
  const ComponentClass *class;
} VarSources;

/* Puts the vars that the component's trees name into it, with the modules their functions reach, and what the class
 * `maker` reaches that makes its arguments (NULL: none), and the modules that change the environment, read or not. */
void vars_keep(Heap *heap, const Project *project, const VarSources *sources, const ComponentClass *maker,
               PlanComponent *component);

#endif
