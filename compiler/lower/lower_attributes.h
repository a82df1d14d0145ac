/* lower_attributes: the attributes beside `partitions_def` in `translation` and `post_processing`. They are looked at
 * for what fails in them, and for what later targets may ask of the assets. Part of lower_partitions. */
#ifndef DBTPLAN_LOWER_ATTRIBUTES_H
#define DBTPLAN_LOWER_ATTRIBUTES_H

#include "compiler/lower/asset_values.h"
#include "compiler/lower/lower_choice.h"

/* `set`: the assets that they are given to; NULL: all. Reports what fails and sets `failed` of the layer and the
 * choice. */
void attributes_try(Layer *layer, Choice *choice, const YNode *attributes, const uint8_t *set, bool replaces);
/* Takes what `translation` calls a model that is there for sure; reports where another one has that key. */
void attributes_take_key(Layer *layer, PlanComponent *component, const AssetValue *given);

#endif
