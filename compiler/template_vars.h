/* template_vars: the values that a project's Python module supplies to its templates (SEMANTICS: scopes).
 *
 * The module that `template_vars_module` names is parsed, the functions decorated with `@dg.template_var` are found,
 * and each is called once, in name order, with no argument or with the load context. What a call reads of its
 * surroundings is recorded while it runs: no input, so a constant. */
#ifndef DBTPLAN_TEMPLATE_VARS_H
#define DBTPLAN_TEMPLATE_VARS_H

#include "compiler/project.h"
#include "runtime/eval/object.h"

typedef struct TemplateVar {
  Str name;
  Value value;          /* V_UNKNOWN where dbtplan does not evaluate the function */
  InputSet inputs;      /* what the call read */
  bool takes_context;
  const Node *def;      /* its DEF */
  const Module *module; /* where it lies */
} TemplateVar;

typedef struct TemplateVars {
  TemplateVar *at; /* sorted by name */
  size_t n, cap;
} TemplateVars;

/* Loads the module called `module` for the component file `file` (its `template_vars_module`; `place` is where it is
 * named). A module is parsed once a workspace. False after reporting an error; what can be had is in `vars` all the
 * same. */
bool template_vars_load(Workspace *workspace, Heap *heap, const Project *project, const Source *file, Str module,
                        Place place, TemplateVars *vars);

#endif
