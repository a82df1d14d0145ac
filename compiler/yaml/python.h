/* python: YAML as `yaml.safe_load` of a template var's module sees it: values, with dates.
 *
 * What is not one plain document of PyYAML's own types (an error, a tag, several documents) is
 * `unsupported`. */
#ifndef DBTPLAN_YAML_PYTHON_H
#define DBTPLAN_YAML_PYTHON_H

#include "runtime/eval/library_yaml.h"

extern const YamlReader YAML_READER;

#endif
