/* glob: patterns of names, by Python's fnmatch: `*`, `?`, `[a-z]`, `[!a-z]`. */
#ifndef DBTPLAN_CORE_GLOB_H
#define DBTPLAN_CORE_GLOB_H

#include "runtime/core/str.h"

bool str_glob(Str text, Str pattern);

#endif
