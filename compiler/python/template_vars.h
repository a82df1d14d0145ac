/* template_vars: the values that a project's Python module supplies to its templates. Source:
 * dagster/components/component/template_vars.py.
 *
 * The module that `template_vars_module` names is run, the functions decorated with `@dg.template_var` are found in
 * it, imported ones too, and each is called once, in name order, with no argument or with the load context. What a call
 * reads of its surroundings is recorded while it runs: no input, so a constant. */
#ifndef DBTPLAN_TEMPLATE_VARS_H
#define DBTPLAN_TEMPLATE_VARS_H

#include "compiler/project.h"
#include "runtime/eval/object.h"

typedef struct TemplateVar {
  Str name;
  Value value;          /* V_UNKNOWN where dbtplan does not evaluate the function */
  InputSet inputs;      /* what the call read */
  Value function;       /* what the module had under the name when it was found */
  const Module *module; /* the module that was loaded */
  Str folder;           /* of the file that names the module, absolute */
  bool takes_context;
  bool changes_environ; /* the call changed the environment, or tried to */
  bool is_possible; /* comes from a package that is not evaluated: whether it is a template var is not known */
  Node *def; /* of a component class: the function itself, which is no name of the module; else NULL */
} TemplateVar;

typedef struct TemplateVars {
  TemplateVar *at; /* sorted by name */
  size_t n, cap;
} TemplateVars;

/* Loads the module called `module` for a component file (its `template_vars_module`, which stands at `named`). A module
 * is parsed once a workspace. False after reporting an error; what can be had is in `vars` all the same. */
bool template_vars_load(const ComponentFile *file, Str module, Span named, TemplateVars *vars);

/* Adds a var, in the order of names. */
void template_vars_insert(Arena *arena, TemplateVars *vars, TemplateVar var);
/* Evaluates all vars for a component file; false after reporting an error. `named`: what names their module there;
 * empty: nothing does. */
bool template_vars_evaluate(const ComponentFile *file, Span named, TemplateVars *vars);

/* Reports what Python at load raises; `source`: where it stands, unless the error says. */
Diag *template_vars_report_error(DiagSink *sink, const Exception *error, const Source *source);

#endif
