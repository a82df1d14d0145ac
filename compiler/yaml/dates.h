/* dates: YAML 1.1 timestamps, which PyYAML makes dates and times of. The loader of Dagster does so only where the tag
 * `!!timestamp` is written; `yaml.safe_load` also where a plain text looks like one. */
#ifndef DBTPLAN_YAML_DATES_H
#define DBTPLAN_YAML_DATES_H

#include "runtime/value/value.h"

/* Reads a date (V_DATE) or a date with a time (V_DATETIME); of a day or hour that does not exist the value is an error.
 * False: the text is neither. */
bool yaml_date(Heap *heap, Str text, Value *value);

#endif
