/* component_vars: the names that a component's class gives to the templates of its component file.
 *
 * They are those of its `get_additional_scope`, and its `@staticmethod` template vars: of the class itself, not of its
 * bases (dagster template_vars._get_all_static_template_vars). */
#ifndef DBTPLAN_COMPONENT_VARS_H
#define DBTPLAN_COMPONENT_VARS_H

#include "compiler/python/component_class.h"
#include "compiler/python/template_vars.h"

/* Adds them, evaluated for the component file, to `vars`. False after reporting. */
bool component_vars_add(const ComponentFile *file, const ComponentClass *class, TemplateVars *vars);

#endif
