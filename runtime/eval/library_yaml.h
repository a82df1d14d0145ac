/* library_yaml: PyYAML, as far as it reads what is plain data.
 *
 * The parser lies in a room above this one (compiler/yaml); the workspace has it. */
#ifndef DBTPLAN_EVAL_LIBRARY_YAML_H
#define DBTPLAN_EVAL_LIBRARY_YAML_H

#include "runtime/value/value.h"

typedef struct YamlReader {
  /* yaml.safe_load(text); what it does not take is `unsupported`. */
  Value (*load)(Heap *heap, Str text);
} YamlReader;

#endif
