/* words: plain scalars that YAML 1.1 reads as something else than most who write them: `NO`, `017`, `17:00`, `1.10`. */
#ifndef DBTPLAN_YAML_WORDS_H
#define DBTPLAN_YAML_WORDS_H

#include "compiler/yaml/document.h"

/* A number whose text shows another one: `17:00` is 1020, `017` 15, `+49301234` 49301234, `2024_01_05` 20240105. */
bool ynode_is_other_number(const YNode *yaml);
/* `NO`, `off`: a country, a mode; whoever means true or false writes so. `1.10`: a version. */
bool ynode_is_word(const YNode *yaml);

#endif
