/* lower_whole: `translation` as one template, which gives a dict of attributes, or the asset itself as an object of
 * Dagster. Part of lower_partitions.
 *
 * Dagster reads such a dict as it reads the mapping in YAML: the texts in it are templates once more
 * (dagster/components/utils/translation.py, TranslatorResolvingInfo). So each asset gets what its dict says, in that
 * form. */
#ifndef DBTPLAN_LOWER_WHOLE_H
#define DBTPLAN_LOWER_WHOLE_H

#include "compiler/lower/lower_choice.h"

/* Gives the attributes of a mapping to the assets in `set`. */
typedef void GiveAttributes(Layer *layer, Choice *choice, const YNode *attributes, const uint8_t *set);

/* `attributes`: the scalar. Reports what fails and sets `failed` of the layer and the choice. */
void whole_try(Layer *layer, Choice *choice, const YNode *attributes, GiveAttributes *give);

#endif
