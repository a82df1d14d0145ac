/* class_base: what a component's class makes of the fields that DbtProjectComponent has: by its defaults, by an
 * `__init__` or `__post_init__` of its own, and by methods that make something else of them. Part of lower. */
#ifndef DBTPLAN_CLASS_BASE_H
#define DBTPLAN_CLASS_BASE_H

#include "compiler/lower/lower_tree.h"
#include "compiler/python/component_class.h"
#include "runtime/plan/plan.h"

/* Writes to the component's trees what the class has otherwise than the file, and to `fields` what the file gives to
 * the class's own. What cannot be told is not supported there; what raises is reported, and `scope->failed` set.
 * Gives the fields of the base as objects of the class are made with them; what goes by more than the sources, or is
 * of no use before a launch, is not known. */
const Dict *class_base_take(TreeScope *scope, const ComponentFile *file, const ComponentClass *class,
                            const YNode *document, PlanComponent *component);
/* The attributes that DbtProjectComponent has not, as objects of the class have them: a DICT, or NULL where there are
 * none. What fails in them is reported; what cannot be told, where `tells`. */
Node *class_base_own_fields(TreeScope *scope, const ComponentClass *class, const YNode *attributes, bool tells);
/* What `self.cli_args` holds at first, of which nothing is rendered; NULL: the base's own default. */
Node *class_base_args(TreeScope *scope, const ComponentClass *class, const YNode *document);
/* Whether the class makes the command itself, or changes what its base makes it of. */
bool class_base_makes_args(const ComponentClass *class);

#endif
