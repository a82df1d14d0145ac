/* possible_vars: names that may be template vars, though what gives them is not evaluated. A template that reads one is
 * not verified; without them it would be told as undefined. Part of template_vars. */
#ifndef DBTPLAN_POSSIBLE_VARS_H
#define DBTPLAN_POSSIBLE_VARS_H

#include "compiler/python/template_vars.h"

/* Whether a statement of the module, in a branch or a `try` too, imports the name from a package that is not here:
 * what it holds in this run may be another thing where the package is. `*package`: that package. */
bool possible_import(Heap *heap, const Module *module, Str name, Str *package);
/* Whether names come into the module that are not spelled out: `from package import *` of such a package. */
bool possible_star(Heap *heap, const Module *module, Str *package);
/* Adds each name that templates of the file read and that nothing else gives; `what` may give them: "the module
 * 'x'". */
void possible_names(Heap *heap, const Source *file, const Module *module, Str what, TemplateVars *vars);

#endif
