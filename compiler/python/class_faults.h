/* class_faults: what fails when Dagster loads a component class of the project, apart from its component file: its
 * module, and the methods that it calls for each model. */
#ifndef DBTPLAN_CLASS_FAULTS_H
#define DBTPLAN_CLASS_FAULTS_H

#include "compiler/python/component_class.h"

/* Runs the module of the class that `type` names for a component file, and its `get_asset_spec` over a model of which
 * nothing is known. False after reporting what raises. */
bool class_faults_check(const ComponentFile *file, Str type);
/* Reports why the module of a type cannot be loaded: it is no Python, or raises. False: it can, or there is none. */
bool class_faults_of_module(const ComponentFile *file, Str type);

#endif
